"""Phone numbers written out in a page's text, and what the words beside them call them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import groupby
from typing import NamedTuple, overload

from phonenumbers import convert_alpha_characters_in_number

from crawlers.extract.channels.config import config
from crawlers.extract.channels.numbers import (
    MAX_DIGITS,
    MIN_DIGITS,
    PLAIN,
    digits_of,
    is_clear,
    is_international,
    is_whole,
)
from crawlers.extract.page.survey import CELL, EDGE, Survey
from crawlers.extract.page.text import composed
from data.languages import all_words, extract

SEPARATOR = r"[-. \u2010-\u2013]"
_GAP = r"(?:[-.\u2010-\u2013]|[-\u2013 ]{1,2})?"
_NANP_FORM = r"\(?\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}"
_NUMBER = re.compile(
    r"(?=[(+\d])"  # first: told at once of most characters that none begins there
    r"(?<![A-Za-z0-9_@=#%$€£+-])(?<!\d[.,/:])"
    # A North American number with another beside it (a table's columns): the gap alone would not part them.
    rf"(?:{_NANP_FORM}(?=[ ]{{1,3}}{_NANP_FORM}(?!\d))|"
    rf"(?:\(?\+\)?\s?\d{{1,3}}\)?{_GAP}|\d{{1,3}}{SEPARATOR}{{1,2}})?"
    rf"(?:\(\+?\d{{1,5}}(?:[- ]\d{{1,4}})?\)(?:{_GAP}|\s?/\s?)|0\d{{1,5}}\s?/\s?)?"
    rf"(?:\d{{2,4}}\(\d{{1,4}}\)\d{{4}}|\d(?:{_GAP}\d){{4,13}})"
    rf"(?![_@%])(?!\)?{_GAP}\d))"
)
_RUN = re.compile(
    rf"(?<![\w@=#%$€£+-])(?<!\d[.,/:])[(+]{{0,2}}\d(?:[-.\u2010-\u2013 ()+/{EDGE}]{{0,5}}\d){{5,59}}(?![\w%])"
)
"""What may be a number, or several, or one with other digits beside it."""
_JOINT = re.compile(rf" [-.\u2013] | *{EDGE}[ {EDGE}]*| ")
"""Where a number may end within a run."""
_SPACED_MARKS = (" - ", " – ", " . ")
_SLASHED = re.compile(r"(?<![\d/])(\d{3})/(?=\d{3}-\d{4}(?!\d))")
"""Behind a North American area code."""
_VANITY = re.compile(
    r"(?<![\w-])(?P<prefix>(?:1[-. ])?\(?8(?:00|33|44|55|66|77|88)\)?|1[38]00)(?P<gap>[-. ]{1,2})"
    r"(?P<word>(?=[A-Z0-9-]{0,6}[A-Z]{3})[A-Z0-9](?:[- ]?[A-Z0-9]){5,6})(?![\w-])"
)
"""A number for all of a country with letters for digits: "1-800-555-TEAS", "1300 TEA POT"."""
_LETTERED = ("800", "833", "844", "855", "866", "877", "888", "1300")
_BESIDE_EDGE = re.compile(rf"[-.(/]?{EDGE}+[-.)/]|[-.(/]{EDGE}+")
"""A number goes on across an edge with a mark of its own at it."""
_OUTSIDE = re.compile(rf"(?<![\d)]) ?{EDGE}[{EDGE} ]*|{EDGE}[{EDGE} ]*(?![\d(+])")
"""Edges that have no digit on one side: what they part are words."""
_OTHER_FIGURES = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-4])[.:][0-5]\d\s?[-\u2013]\s?(?:[01]?\d|2[0-4])[.:][0-5]\d(?![\d.:-])"
    r"|(?<![\d./-])(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})(?![\d./-])"
)
"""Opening hours and dates."""
_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}(?![^\W_])")
"""The number of a bank account as it is written for other countries: many end as a phone number does."""
_DATE = re.compile(
    r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|(?:1[89]|20)\d\d\s?[-–]\s?(?:1[89]|20)\d\d)$"
)
_LETTER = re.compile(r"(?:^|[\s|,;/•·(])([a-z])\s?[.:]?\s{0,2}\(?$")
_AREA_DIGITS = 5
_ABBREVIATION = 6
_LAST_ALPHABETIC = 0x530
_LABEL_REACH = 60
_OTHER_REACH = 15
_ACCOUNT_REACH = 40
"""How far a number may be from a label with a colon, the name of a bank between."""
_BEHIND = re.compile(rf"[\s(\[]{{0,3}}([^\W\d_][^\d\n{CELL}{EDGE}(),;|]{{1,20}}?)\s?[)\]]?\s*(?:[,;|·•{CELL}]|$)")
"""A word behind a number, and no number behind that: "NO 987 654 321 MVA", "51 824 753 556 (ABN)"."""
_ANOTHER = re.compile(r"[|·•;]\s*[^\W\d_]")
"""Where what a label is beside ends, and something else begins."""
_EXTENSION_DIGITS = 4
_MAX_LINE = 2000
_MAX_CANDIDATES = 400
_HEADER_REACH = 12
_MAX_HEADER = 200
_PLAIN_RUN = 12
"""Digits of a run that is taken for one number where no country is known."""
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59\uff10-\uff19"
DIGIT = re.compile(f"[{_DIGITS}]")
_ENOUGH = re.compile(rf"[{_DIGITS}](?:[^{_DIGITS}\n]{{0,6}}[{_DIGITS}]){{{MIN_DIGITS - 1}}}")
"""As many digits, as close together, as any number has: a line without is not worth a closer look."""


class Written(NamedTuple):
    """A number as written; what the words beside it or above call it: `phone`, `fax`, `both`, `other` or `""`; the number of its
    line, and what is before it there."""

    raw: str
    label: str
    line: int
    before: str


RegionsOf = Callable[[int, str], tuple[str, ...]]
"""Countries that a number on a line may be of, after what is before it there."""


def written_numbers(seen: Survey, regions_of: RegionsOf) -> Iterator[Written]:
    """What may be numbers in a page's text, in its order, at most a few hundred."""
    patterns = (_ENOUGH, _VANITY) if any(map(seen.text.__contains__, _LETTERED)) else (_ENOUGH,)
    above: deque[int] = deque(maxlen=_HEADER_REACH)
    count, done = 0, 0
    for number in _lines_with(seen.text, patterns):
        above.extend(range(max(done, number - _HEADER_REACH), number))
        done = number + 1
        line = parted_numbers(seen.parted[number], partial(regions_of, number))
        found = [match for match in _NUMBER.finditer(line) if _is_number(match, line)]
        labels = _labels_of(found, line, _Above(seen, above))
        for match, label in zip(found, labels, strict=True):
            yield Written(match.group().strip(), label, number, line[: match.start()])
        count += len(found)
        if count > _MAX_CANDIDATES:
            return
        if not found:
            above.append(number)


class _Above(Sequence[str]):
    """The lines above a number, as they are parted; '' of one with digits, which names no column. Few of them are asked for."""

    def __init__(self, seen: Survey, numbers: Iterable[int]) -> None:
        self._seen, self._numbers = seen, tuple(numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._line(number) for number in self._numbers[place]]
        return self._line(self._numbers[place])

    def _line(self, number: int) -> str:
        return "" if DIGIT.search(self._seen.lines[number]) else self._seen.parted[number]


def _lines_with(text: str, patterns: Iterable[re.Pattern[str]]) -> list[int]:
    """The numbers of a text's lines in which one of the patterns is found, none of which goes beyond a line."""
    found: set[int] = set()
    for pattern in patterns:
        number, start = 0, 0
        while match := pattern.search(text, start):
            number += text.count("\n", start, match.start())
            found.add(number)
            end = text.find("\n", match.end())
            if end < 0:
                break
            number, start = number + 1, end + 1
    return sorted(found)


def parted_numbers(marked: str, regions_of: Callable[[str], tuple[str, ...]]) -> str:
    """A line of `Survey.parted` in which each number is one, in plain digits and marks: CELL is where one cannot go on, for
    there is a cell's border, a date or an hour, or a whole number has ended. What is left of a line is as it was."""
    line = _IBAN.sub(f" {CELL} ", composed(marked[:_MAX_LINE]).translate(PLAIN))
    line = _OTHER_FIGURES.sub(f" {CELL} ", line)
    line = _SLASHED.sub(r"\1-", line.replace(CELL, f" {CELL} "))
    line = _VANITY.sub(_in_digits, line)
    if EDGE in line:
        line = _OUTSIDE.sub(" ", _BESIDE_EDGE.sub(lambda match: match.group().replace(EDGE, ""), line))
    return _RUN.sub(lambda match: _parted(match, regions_of), line)


def _in_digits(match: re.Match[str]) -> str:
    word = convert_alpha_characters_in_number(re.sub("[- ]", "", match["word"]))
    # Of an American number seven digits are dialled behind the prefix, of an Australian one six.
    whole = len(word) == (6 if match["prefix"] in ("1300", "1800") else 7)
    return f"{match['prefix']}{match['gap']}{word[:3]}-{word[3:]}" if whole else match.group()


def _parted(match: re.Match[str], regions_of: Callable[[str], tuple[str, ...]]) -> str:
    """A run of digits with CELL between the numbers in it."""
    run = match.group()
    if _is_one_anywhere(run):
        return run
    regions = regions_of(match.string[: match.start()])
    if _is_one(run, regions):
        return run
    joints = list(_JOINT.finditer(run))
    starts, ends = [0, *(joint.end() for joint in joints)], [*(joint.start() for joint in joints), len(run)]
    numbers = _numbers(run, starts, ends, regions)
    if len(digits_of(run)) > MAX_DIGITS and not (numbers and numbers[0][0] == 0 and _begins_so(run)):
        numbers = []
    borders = {ends[last] for _, last in numbers} | {ends[first - 1] for first, _ in numbers if first}
    return _JOINT.sub(lambda joint: f" {CELL} " if joint.start() in borders else _joint(joint.group()), run)


def _is_one_anywhere(run: str) -> bool:
    """Whether a run is one number, or nothing parts it, whatever country is around."""
    if " " not in run and EDGE not in run:
        return True
    return is_clear(run) and not _is_parted(run) and is_whole(run, ())


def _is_one(run: str, regions: tuple[str, ...]) -> bool:
    """Whether a run in one element is one number, as far as can be told."""
    if _is_parted(run):
        return False
    return (not regions and len(digits_of(run)) <= _PLAIN_RUN) or is_whole(run, regions)


def _is_parted(run: str) -> bool:
    """Whether a run goes over the edge of an element, or has a mark with spaces around it."""
    return EDGE in run or any(mark in run for mark in _SPACED_MARKS)


def _numbers(run: str, starts: list[int], ends: list[int], regions: tuple[str, ...]) -> list[tuple[int, int]]:
    """The first and last piece of each whole number of a run; pieces that are in none are other figures."""
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(starts):
        last = _end(run, starts, ends, first, regions)
        if last is not None:
            found.append((first, last))
        first = first + 1 if last is None else last + 1
    return found


def _end(run: str, starts: list[int], ends: list[int], first: int, regions: tuple[str, ...]) -> int | None:
    """The last piece of the number that begins with a piece: the first with which it is whole, and those behind it with
    which it is so still, unless they are in another element or there is a dash between that begins no extension."""
    whole: int | None = None
    for last in range(first, min(len(starts), first + 8)):
        if (
            whole is not None
            and run[ends[last - 1] : starts[last]] != " "
            and not (regions and _is_extension(run, starts, ends, last))
        ):
            break
        if is_whole(_tight(run[starts[first] : ends[last]]), regions):
            whole = last
        elif whole is not None:
            break
    return whole


def _is_extension(run: str, starts: list[int], ends: list[int], last: int) -> bool:
    """Whether the last piece of a run is a few digits behind a dash: "030 / 23 125 - 400"."""
    dash = run[ends[last - 1] : starts[last]] in (" - ", " \u2013 ")
    return dash and last == len(starts) - 1 and len(digits_of(run[starts[last] :])) <= _EXTENSION_DIGITS


def _begins_so(text: str) -> bool:
    """Whether more digits than a number has may still begin with one: long rows of digits are identifiers else."""
    return is_international(text) or text[:1] in ("0", "(") or re.match(_NANP_FORM, text) is not None


def _tight(text: str) -> str:
    """The pieces of one number as one: elements do not part it, and a dash needs no room."""
    return _JOINT.sub(lambda joint: _joint(joint.group()), text)


def _joint(between: str) -> str:
    if EDGE in between:
        return " " if " " in between else ""
    return "-" if between.strip() else " "


def _labels_of(found: list[re.Match[str]], line: str, above: Sequence[str]) -> list[str]:
    """What each number of a line is called: by words beside it, else by those of the number before it or of the lines
    above."""
    labels = [_own_label(line, match) for match in found]
    if len(found) > 1 and not any(labels):
        return _columns(above, len(found)) or [_header(match, above) for match in found]
    for place, match in enumerate(found):
        if labels[place]:
            continue
        if place == 0:
            labels[place] = _label_above(match, above)
        elif labels[place - 1] and _joined(line[found[place - 1].end() : match.start()]):
            labels[place] = labels[place - 1]
    return labels


def _label_above(match: re.Match[str], above: Sequence[str]) -> str:
    """What the line above calls a number: the header of its column, else the heading of a list. What begins like a call to
    another country needs a word of its own beside it: account numbers begin so too."""
    if above and CELL in above[-1]:
        # The header of a table calls nothing behind it.
        return _header(match, above) if CELL in match.string else ""
    return "" if match.group().startswith("00") or not above else _heading(above[-1])


def _header(match: re.Match[str], above: Sequence[str]) -> str:
    """What the header of its column, in the line above, calls a number; `""` where there is none."""
    header = above[-1] if above and len(above[-1]) <= _MAX_HEADER else ""
    cells, column = header.split(CELL), match.string[: match.start()].count(CELL)
    labels = _labels(_plain(cells[column]).casefold()) if len(cells) > 1 and column < len(cells) else []
    return labels[-1] if labels else ""


def _plain(marked: str) -> str:
    """A line of `Survey.parted` without its marks."""
    return marked.replace(EDGE, "").replace(CELL, " ").strip()


def _heading(header: str) -> str:
    """What the line above a list of numbers calls them; the numbers themselves may be several lines."""
    line = _plain(header)
    labels = _labels(line.casefold()) if 0 < len(line) <= _LABEL_REACH else []
    return labels[-1] if labels else ""


def _columns(above: Sequence[str], width: int) -> list[str]:
    """What the nearest header above calls the columns of a row of numbers: `["phone", "fax"]`; none if there is no such."""
    for line in map(_plain, reversed(above)):
        labels = _labels(line.casefold()) if line and len(line) <= _MAX_HEADER else []
        if set(labels) >= {"phone", "fax"}:
            return labels if len(labels) == width else []
    return []


def _is_number(match: re.Match[str], line: str) -> bool:
    raw = match.group().strip()
    digits = sum(char.isdigit() for char in raw)
    if not MIN_DIGITS <= digits <= MAX_DIGITS or _DATE.match(raw):
        return False
    # Words run into a number where inline elements meet; into a plain row of digits, they are part of an identifier.
    after = line[match.end() : match.end() + 2].lstrip("-")[:1]
    return not (after.isalpha() and after.isascii()) or digits < len(raw) - 1


def _own_label(line: str, match: re.Match[str]) -> str:
    """What the words right before a number, or right behind it, call it."""
    before = line[max(0, match.start() - _LABEL_REACH) : match.start()].casefold()
    after = line[match.end() : match.end() + _LABEL_REACH].casefold()
    if is_fax(after.strip(" ()-,"), whole=True):
        return "fax"
    if letter := _LETTER.search(before):
        named = config()["phone"]["letters"].get(letter[1])
        if named:
            return str(named)
    label = _nearest_label(before)
    if not label and _costs().match(after):
        return "phone"
    behind = _BEHIND.match(after) if not label else None
    return (
        "other" if behind and _label_words()[1].get(behind[1].replace(".", "")) in ("registered", "register") else label
    )


@cache
def _costs() -> re.Pattern[str]:
    """What is said of a call right behind its number: in brackets or behind a dash, or in several words."""
    words = sorted(all_words(extract, lambda file: file.phones.behind), key=len, reverse=True)
    some, several = ("|".join(re.escape(word) for word in words if spaced in word) for spaced in ("", " "))
    return re.compile(rf"\s{{0,2}}(?:[(\[–—-]\s?(?:{some})|(?:{several}))")


def _joined(between: str) -> bool:
    """Whether two numbers are alternatives of one label: only punctuation or a short word ("or", "หรือ") between."""
    return len(between) <= _AREA_DIGITS + 1 and not DIGIT.search(between)


@cache
def _label_words() -> tuple[re.Pattern[str], dict[str, str]]:
    """The words of all labels as one pattern, the longest first, and what each calls a number."""
    listed = {
        "other": all_words(extract, lambda file: file.phones.other),
        "registered": all_words(extract, lambda file: file.phones.registered),
        "register": all_words(extract, lambda file: file.phones.registers),
        "phone": all_words(extract, lambda file: file.phones.before),
        "fax": fax_words(),
    }
    meaning = {"©": "other", **config()["phone"]["signs"]}
    meaning |= {word: label for label, words in listed.items() for word in words}
    # Parted by first letter, and one look at that before all else: fifty times as fast, most places begin no word.
    rests: dict[str, list[str]] = {}
    for word in sorted(meaning, key=len, reverse=True):
        rests.setdefault(word[0], []).append(_rest(word, meaning[word]))
    parts = {first: f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items()}
    spaced = "|".join(part for first, part in parts.items() if first.isascii())
    others = "|".join(part for first, part in parts.items() if not first.isascii())
    firsts = "".join(map(re.escape, parts))
    return re.compile(rf"(?=[{firsts}])(?:(?<![^\W\d_])(?:{spaced})|{others})"), meaning


def _rest(word: str, label: str) -> str:
    """A pattern of a label behind its first letter. Whole words where a script has them: "tel" is not in "hotel"; "fax" is
    in "telefax", which is listed itself. What is registered is shortened, with points or without: "ABN", "A.B.N."."""
    rest = re.escape(word[1:])
    # Other labels are inflected in scripts like the Cyrillic: "телефону".
    whole = r"(?![^\W\d_])"
    if label not in ("registered", "register"):
        return rest + (whole if word[-1].isascii() and word[-1].isalpha() else "")
    if word.isalpha() and len(word) <= _ABBREVIATION:
        rest = r"\.?" + r"\.?".join(word[1:])
    begins = "" if word[0].isascii() or not _is_alphabetic(word[0]) else rf"(?<![^\W\d_]{word[0]})"
    return begins + rest + (whole if _is_alphabetic(word[-1]) else "")


def _is_alphabetic(char: str) -> bool:
    """Whether a letter is of a script that parts words and changes their ends: Latin, Greek, Cyrillic."""
    return char.isalpha() and ord(char) < _LAST_ALPHABETIC


_BOTH = re.compile(r"[\s.:]{0,3}(?:/|&|\+|,|and|und|et|y|e|ir|và|และ)[\s.:]{0,3}")
"""Between two labels of one number: "Tel/Fax"."""


def _nearest_label(text: str) -> str:
    """`phone`, `fax` or `other`, whichever word is last before a number; `""` if none is; `both` of "Tel/Fax"."""
    pattern, meaning = _label_words()
    last = list(deque(pattern.finditer(text), maxlen=2))
    if not last:
        return ""
    label, *earlier = (_meaning(match.group(), meaning) for match in reversed(last))
    if label == "fax" and earlier == ["phone"]:
        return "both" if _BOTH.fullmatch(text[last[0].end() : last[1].start()]) else label
    if label in ("phone", "fax"):
        return label
    # What is called something else is right behind the word for it; of what is registered, a place may be between.
    between = text[last[-1].end() :]
    reach = _ACCOUNT_REACH if ":" in between or "：" in between else _OTHER_REACH
    far = len(between) > (_LABEL_REACH if label == "register" else reach)
    return "" if far or DIGIT.search(between) or _ANOTHER.search(between) else "other"


def _meaning(word: str, meaning: dict[str, str]) -> str:
    """What a word as written calls a number; the points of "A.B.N." are in no list."""
    return meaning[word] if word in meaning else meaning[word.replace(".", "")]


def _labels(text: str) -> list[str]:
    """Labels of a line in the order they stand there, repetitions side by side told once."""
    pattern, meaning = _label_words()
    words = (_meaning(match.group(), meaning) for match in pattern.finditer(text))
    return [label for label, _ in groupby(label if label in ("phone", "fax") else "other" for label in words)]


def is_phone_label(text: str) -> bool:
    """Whether a short text calls a number a phone's, and nothing else."""
    short = 0 < len(text) <= _LABEL_REACH and len(DIGIT.findall(text)) < MIN_DIGITS
    return short and set(_labels(text.casefold())) == {"phone"}


def is_fax(text: str, whole: bool = False) -> bool:
    """Whether a text names a fax; `whole`: and nothing else (`408 727 8447 Fax`)."""
    words = fax_words()
    return text in words if whole else any(word in text.casefold() for word in words)


@cache
def fax_words() -> tuple[str, ...]:
    """What a fax is called, in whatever language."""
    return all_words(extract, lambda file: file.phones.fax)
