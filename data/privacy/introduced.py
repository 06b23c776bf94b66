"""Names that a text itself introduces, whoever wrote it: "my name is ...", who signs it, and staff by what they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from data.languages import all_words, extract, known, privacy
from data.languages.scripts import spaceless
from data.languages.shapes import Privacy
from data.privacy.spotting import Spotter, Words

HIDDEN = "[name]"
_WORD = r"[^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_]))*"
_ONE_WORD = re.compile(rf"{_WORD}\.?")
_NAME = re.compile(rf"{_WORD}(?:[ \u00a0](?:{_WORD}|[^\W\d_]\.)){{0,3}}\.?")
"""Up to four words; how many of them are a name their letter case says."""
_THAI_WORDS = re.compile(r"[\u0e00-\u0e7f]{2,14}(?:(?= |$|[.,!?\n])|(?=\n))(?: [\u0e00-\u0e7f]{2,14}(?=[ .,!?\n]|$))?")
_LINE = re.compile(r"[^\S\n]*\n\s*([^\n]{2,40}?)[\s.!]*\Z")
_REACH = 60
"""Characters behind a name within which a text says that it is of a person."""
_MOST_WORDS = 4


def _words(of: Callable[[Privacy], tuple[str, ...]]) -> tuple[str, ...]:
    return all_words(privacy, of)


def _any_of(words: tuple[str, ...]) -> str:
    spaced = _parted([word for word in words if not spaceless(word)])
    others = [word for word in words if spaceless(word)]
    # One look tells of most letters that none of these begins with them.
    unspaced = (
        rf"(?=[{''.join(sorted({re.escape(word[0]) for word in others}))}])(?:{_parted(others)})" if others else "(?!)"
    )
    return rf"(?:(?<![^\W\d_])(?:{spaced})(?![^\W\d_])|{unspaced})"


def _parted(words: list[str]) -> str:
    """The words, the longest first, parted by their first letters: most places of a text begin none, and so cost one look a
    letter instead of one a word."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    parts = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())
    return "|".join(parts) or "(?!)"


@cache
def _spotters() -> tuple[Spotter, Spotter, Spotter, Spotter]:
    """Of the words of `_presents`, `_full`, `_met` and `_closing`."""
    return (
        Spotter((*_words(lambda file: file.names.presents), *_words(lambda file: file.names.staff))),
        Spotter(_words(lambda file: file.names.staff_of_full_names)),
        Spotter(_words(lambda file: file.names.met)),
        Spotter(_words(lambda file: file.names.closings)),
    )


@cache
def _presents() -> re.Pattern[str]:
    """What a name follows, whatever else: "my name is", "agent named", "konsultantė"."""
    staff = _any_of(_words(lambda file: file.names.staff))
    named = "|".join(map(re.escape, _words(lambda file: file.names.named))) or "(?!)"
    return re.compile(
        rf"(?:{_any_of(_words(lambda file: file.names.presents))}|(?P<staff>{staff})(?:,?\s?(?:{named}))?),?[\s:]{{0,2}}",
        re.IGNORECASE,
    )


@cache
def _met() -> re.Pattern[str]:
    """What a person or a firm follows ("I spoke to")."""
    return re.compile(rf"{_any_of(_words(lambda file: file.names.met))}\s", re.IGNORECASE)


@cache
def _full() -> re.Pattern[str]:
    """What a full name follows."""
    return re.compile(rf"{_any_of(_words(lambda file: file.names.staff_of_full_names))}\s", re.IGNORECASE)


@cache
def _person() -> re.Pattern[str]:
    return re.compile(_any_of(_words(lambda file: file.names.persons)), re.IGNORECASE)


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"{_any_of(_words(lambda file: file.names.closings))}[,.!]?(?=[^\S\n]*\n)", re.IGNORECASE)


@cache
def _no_names() -> frozenset[str]:
    months = all_words(extract, lambda file: (name for names in file.dates.months for name in names))
    roles = (word for phrase in _words(lambda file: file.names.staff) for word in phrase.split())
    days = all_words(extract, lambda file: file.hours.days)
    return frozenset(
        {*_words(lambda file: file.names.not_names), *_words(lambda file: file.names.titles), *months, *days, *roles}
    )


@cache
def _no_surname() -> tuple[str, ...]:
    """What a word in a script without capitals begins with that is no name."""
    return tuple(word for code in known() for word in privacy(code).names.not_surnames)


def hide_introduced(text: str, words: Words) -> str:
    """`text`, whose words are `words`, with the names that it introduces replaced by [name]. In scripts with capitals a name is
    what has them, and no more than four words; after what may be a firm as well ("I spoke to") only where a word for a person
    follows soon ("he"). Brands that are called like people are not known here."""
    presents, full, met, closing = _spotters()
    places: list[tuple[int, Sure]] = [(at.end(), _titled(at)) for at in presents.found(_presents(), text, words)]
    places += [(at.end(), _is_full(at.end())) for at in full.found(_full(), text, words)]
    places += [(at.end(), _says_person) for at in met.found(_met(), text, words)]
    for start, sure in sorted(places, key=lambda place: place[0], reverse=True):
        end = _name_end(text, start)
        if end > start and sure(text, end):
            text = text[:start] + HIDDEN + text[end:]
    return _hide_signature(text) if "\n" in text and closing.spots(words) else text


Sure = Callable[[str, int], bool]
"""Whether what ends there in a text is a name indeed."""


def _titled(found: re.Match[str]) -> Sure:
    """After what somebody is, written with a capital, a name is one only where the text goes on in small letters: headings and
    shouts are all capitals."""
    return _goes_on_small if found["staff"] and found["staff"][0].isupper() else lambda _text, _end: True


def _is_full(start: int) -> Sure:
    return lambda text, end: " " in text[start:end]


def _goes_on_small(text: str, end: int) -> bool:
    return re.match(r",?\s+[a-z\u00df-\u024f\u1e00-\u1fff]", text[end : end + 4]) is not None


def _says_person(text: str, end: int) -> bool:
    return _person().search(text, end, end + _REACH) is not None


def _name_end(text: str, start: int) -> int:
    """Where a name that begins at `start` ends; `start` where none does."""
    if spaceless(text[start : start + 1]):
        return _unspaced_end(text, start)
    found = _NAME.match(text, start)
    end = start
    for word in _ONE_WORD.finditer(found.group()) if found else ():
        bare = word.group().rstrip(".")
        initial = len(bare) == 1 and end > start
        if not bare[0].isupper() or bare.casefold() in _no_names() or (len(bare) < 2 and not initial):
            break
        end = start + word.end() - (0 if initial else len(word.group()) - len(bare))
    return end


def _unspaced_end(text: str, start: int) -> int:
    found = _THAI_WORDS.match(text, start)
    if not found:
        return start
    first, _, second = found.group().partition(" ")
    if first in _no_surname():
        return start
    return start + (len(found.group()) if second and not second.startswith(_no_surname()) else len(first))


def _hide_signature(text: str) -> str:
    """The text without the name in its last line, where the line before it takes its leave."""
    for found in _closing().finditer(text):
        line = _LINE.match(text, found.end())
        if line and _signs(line[1]):
            return text[: line.start(1)] + HIDDEN + text[line.end(1) :]
    return text


def _signs(line: str) -> bool:
    words = line.split()
    if len(words) > _MOST_WORDS or not all(part.strip(".").isalpha() or spaceless(part[:1]) for part in words):
        return False
    return all(
        (word[0].isupper() or spaceless(word[0])) and word.strip(".").casefold() not in _no_names() for word in words
    )
