"""What a text says, whatever its looks: to tell a change of what is said from one of case, spacing, order, stamps and counters.

Measured on the labelled pairs of tests/analysis/text/wording_pairs.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from data import languages

SAME, GONE, NEW = "same", "gone", "new"
_WORD = re.compile(r"[^\W_]+(?:['\u2019.,:/-][^\W_]+)*|[%\u20ac$\u00a3\u00a5\u0e3f\u20ab+]")
_SENTENCE = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])\s+|\n+|\s*[\u2022\u00b7]\s*")
_COUNTED = re.compile(r"[(\[]\s*\d[\d.,\u00a0 ]*\s*[)\]]")
_COPYRIGHT = re.compile(r"(?:\u00a9|\(c\)|copyright)\s*(?:\d{4}\s*[-\u2013]\s*)?\d{4}", re.IGNORECASE)
_NUMERIC_DATE = "|".join(
    (
        r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}",
        r"\d{4}\s*\u5e74\s*\d{1,2}\s*\u6708\s*\d{1,2}\s*\u65e5",
        r"\d{4}\ub144 \d{1,2}\uc6d4 \d{1,2}\uc77c",
    )
)
_TIME = r"(?:[ ,T]*\d{1,2}:\d{2}(?::\d{2})?\s*(?:am|pm)?)?"
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_DAY = "dayis"
"""Before a day with its year, written as one word so that no sentence ends in it."""
_SHORT = 12
_LONGEST = 20_000
"""Characters that are compared; what a page says of a question beyond that is compared as a whole."""


def same_substance(before: str, after: str) -> bool:
    """Whether two wordings say the same, apart from case, spacing, signs, the order of their sentences, stamps of when they were
    updated, and counters."""
    return before == after or _substance(before) == _substance(after)


def word_diff(before: str, after: str) -> list[tuple[str, str]]:
    """What was kept, taken out and put in, in order: (SAME, GONE or NEW, text). Where words are not set apart, signs are
    compared. Joined, all but NEW give `before`, and all but GONE give `after`."""
    old, new = _pieces(before), _pieces(after)
    found: list[tuple[str, str]] = []
    for op, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append((SAME, "".join(old[i:j])))
            continue
        found += [(kind, "".join(part)) for kind, part in ((GONE, old[i:j]), (NEW, new[k:m])) if part]
    return found


def _pieces(text: str) -> list[str]:
    """Words with the blanks behind them, so that nothing is lost; single signs where words are not set apart."""
    return [
        piece
        for word in re.findall(r"\s+|\S+", text[:_LONGEST])
        for piece in (word if _UNSPACED.search(word) else [word])
    ] + ([text[_LONGEST:]] if len(text) > _LONGEST else [])


def _substance(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(filter(None, (_words(sentence) for sentence in _sentences(text)))))


def _sentences(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    dated = _date().sub(lambda found: f" {_DAY}{re.sub(r'[^0-9a-z]', '', found[0])} ", plain)
    for line in _COPYRIGHT.sub(" ", _COUNTED.sub(" ", dated)).split("\n"):
        if not _counts_help(line):
            yield from (sentence for sentence in _SENTENCE.split(_updated().sub(" ", line)) if not _is_stamp(sentence))


def _words(sentence: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(sentence))


def _counts_help(line: str) -> bool:
    """Whether a line says only how many found a page useful."""
    return bool(_helpful().search(line)) and len(_words(line)) <= _SHORT


def _is_stamp(sentence: str) -> bool:
    """Whether a sentence holds nothing but a day."""
    words = _words(sentence)
    return bool(words) and all(word.startswith(_DAY) for word in words)


@cache
def _date() -> re.Pattern[str]:
    """A day with its year, as any language writes it."""
    months = {name for code in languages.known() for month in languages.extract(code).dates.months for name in month}
    named = _any_of(months)
    return re.compile(
        rf"(?:{_NUMERIC_DATE}|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s*(?:de\s+|of\s+)?(?:{named})\.?,?\s*(?:de\s+)?\d{{4}}"
        rf"|(?:{named})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{4}}\s*m\.\s*(?:{named})\s*\d{{1,2}}\s*d\.?){_TIME}"
    )


@cache
def _updated() -> re.Pattern[str]:
    """Behind or before a sentence: that it was updated, and when."""
    words = _any_of({word for code in languages.known() for word in languages.extract(code).dates.updated})
    return re.compile(rf"[(\[]?(?:{words})[\s:\uff1a]*(?:\w{{1,3}}\s+)?{_DAY}\w*\s*[)\]]?")


@cache
def _helpful() -> re.Pattern[str]:
    """How many people a page helped."""
    words = {word for code in languages.known() for word in languages.extract(code).asking.helpful}
    return re.compile(rf"(?:{_any_of(words)}).*\d|\d.*(?:{_any_of(words)})")


def _any_of(words: Sequence[str] | set[str]) -> str:
    """Any of the words, the longest first; of letters that are set apart by blanks, whole."""
    plain = {unicodedata.normalize("NFKC", word).casefold() for word in words}
    return "|".join(
        re.escape(word) if _UNSPACED.search(word) else rf"\b{re.escape(word)}\b"
        for word in sorted(plain, key=lambda word: (-len(word), word))
    )
