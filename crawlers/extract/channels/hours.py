"""The part of a line that says when somebody answers: "Call 02 123 4567, Mon-Fri 9:00-18:00" -> "Mon-Fri 9:00-18:00"."""

from __future__ import annotations

import re
from functools import cache

from data.languages import all_words, extract

_MINUTES = re.compile(r"\d[:hH][0-5]\d.*\d[:hH][0-5]\d")
MAX_LINE = 160


@cache
def unit() -> str:
    """What is behind a time ("am", "Uhr", "น."), as a pattern."""
    words = (re.escape(word).replace(r"\.", r"\.?") for word in all_words(extract, lambda file: file.hours.units))
    return "|".join((r"a\.?m\.?", r"p\.?m\.?", *words))


@cache
def to() -> str:
    """What is between two times, as a pattern."""
    return "|".join(("-", "–", "—", "~", *map(re.escape, all_words(extract, lambda file: file.hours.to))))


@cache
def _range() -> re.Pattern[str]:
    time = rf"(?:[01]?\d|2[0-4])(?:[:.hH]\s?[0-5]\d|h)?(?:\s?(?:{unit()})(?![^\W\d_]))?"
    return re.compile(rf"(?<![\d.,/:+-])(?<![\d)]-){time}\s?(?:{to()})\s?{time}(?![\d/%-])(?!\.\d)", re.IGNORECASE)


@cache
def _with_unit() -> re.Pattern[str]:
    return re.compile(rf"\d\s?(?:{unit()})(?![^\W\d_])", re.IGNORECASE)


def hours_in(line: str) -> str:
    """The days and times that a line states, as written; "" if it states none. Times without days count if they can be
    nothing else ("8h00 - 22h00"); days without times do not."""
    if len(line) > MAX_LINE:
        return ""
    # Without times nothing is stated, and most lines have none.
    if not any(pattern.search(line) for kind, pattern in _kinds() if kind in ("always", "range")):
        return ""
    tokens = sorted(
        [(match.start(), match.end(), kind) for kind, pattern in _kinds() for match in pattern.finditer(line)]
    )
    stated: list[tuple[int, int]] = []
    start = end = -1
    kinds: set[str] = set()
    for first, last, kind in [*tokens, (len(line) + 1, len(line) + 1, "")]:
        if first < end:
            end = max(end, last)
            kinds.add(kind)
            continue
        if end < 0 or first > len(line) or _between().fullmatch(line, end, first) is None:
            if _says_when(kinds, line[start:end] if end >= 0 else ""):
                stated.append((start, end))
            start, kinds = first, set()
        end = last
        kinds.add(kind)
    return ", ".join(line[start:end].strip(" ,;:") for start, end in stated)


def days_in(line: str) -> str:
    """The line, if it holds days and nothing besides: the times stand beneath it; "" if not."""
    if len(line) > MAX_LINE or not any(kind == "day" for kind, _ in _tokens(line)):
        return ""
    rest = line
    for kind, pattern in _kinds():
        rest = pattern.sub(" ", rest) if kind == "day" else rest
    return line.strip(" :,;") if _between().fullmatch(rest) else ""


def has_day(text: str) -> bool:
    """Whether hours name their days."""
    return any(kind in ("day", "always") for kind, _ in _tokens(text))


def _tokens(line: str) -> list[tuple[str, int]]:
    return [(kind, match.start()) for kind, pattern in _kinds() if (match := pattern.search(line))]


def _says_when(kinds: set[str], text: str) -> bool:
    if "range" in kinds:
        return "day" in kinds or _MINUTES.search(text) is not None or _with_unit().search(text) is not None
    return "always" in kinds and "promise" not in kinds


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    before = "|".join(map(re.escape, all_words(extract, lambda file: file.hours.not_always)))
    whole = "|".join(map(re.escape, sorted(all_words(extract, lambda file: file.hours.days), key=len, reverse=True)))
    stems = "|".join(map(re.escape, all_words(extract, lambda file: file.hours.day_stems)))
    short = "|".join(
        map(re.escape, sorted(all_words(extract, lambda file: file.hours.day_signs), key=len, reverse=True))
    )
    unspaced = "|".join(
        map(re.escape, sorted(all_words(extract, lambda file: file.hours.days_unspaced), key=len, reverse=True))
    )
    always = "|".join(map(re.escape, all_words(extract, lambda file: file.hours.always)))
    closed = "|".join(map(re.escape, all_words(extract, lambda file: file.hours.closed)))
    return (
        ("always", re.compile(rf"(?<!\d)(?:{always})", re.IGNORECASE)),
        ("promise", re.compile(rf"(?:{before})\s{{0,2}}(?:{always})", re.IGNORECASE)),
        ("range", _range()),
        ("closed", re.compile(rf"(?<![^\W\d_])(?:{closed})(?![a-zà-ž])", re.IGNORECASE)),
        (
            "day",
            re.compile(rf"(?<![^\W\d_])(?:{whole}|(?:{stems})[^\W\d_]*)\.?(?![^\W\d_])|(?:{unspaced})", re.IGNORECASE),
        ),
        ("day", re.compile(rf"(?<![^\W_])(?:{short})(?![^\W_])")),
        *(("day", pattern) for pattern in _letters()),
    )


@cache
def _letters() -> tuple[re.Pattern[str], ...]:
    """Days as single letters: a range of them ("L-V"), and one right before its times ("S 10:00-14:00"), where no other
    thing has one."""
    letter = "[" + "".join(sorted(set(all_words(extract, lambda file: file.hours.day_letters)))) + "]"
    joined = rf"(?<![^\W_]){letter}{letter}?\s?(?:{to()}|a|al|y|e|&|/|,)\s?{letter}[a-z]?(?![^\W_])"
    return (
        re.compile(rf"{joined}(?=[\s:.,(]{{0,3}}(?:[a-z]{{1,3}}\s)?\d)"),
        re.compile(rf"(?<![^\W_-]){letter}(?=[:.]?\s{{0,2}}\d{{1,2}}[:.hH][0-5]\d\s?(?:{to()})\s?\d)"),
    )


@cache
def _between() -> re.Pattern[str]:
    """What may stand between the days and times of one statement."""
    words = "|".join(map(re.escape, sorted(all_words(extract, lambda file: file.hours.between), key=len, reverse=True)))
    return re.compile(rf"(?:[\s,;:()\[\]/&+|•·~.\-–—]|(?<![^\W\d_])(?:{words})(?![a-zà-ž]))*", re.IGNORECASE)
