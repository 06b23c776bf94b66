"""Sentences as spans of their text: ``text[start:end]`` is the sentence, trimmed and never empty.

Lines always end a sentence. Within a line, scripts that mark ends with a full stop are cut there unless it belongs to an
abbreviation, a number or an address; Thai, which marks none, is cut at some of its spaces (sentences_thai.py). What
people change (abbreviations, particles) is in data/languages/<code>/text/sentences.toml.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from analysis.text.sentences.rules import Rules, rules_for
from analysis.text.sentences.thai import is_thai, thai_breaks

VERSION = "sentences-3"
_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2764"
_MARK = re.compile(r"[.!?\u2026\u3002\uff01\uff1f](?:(?<=[.!?\u2026])[.!?\u2026]*|[\u3002\uff01\uff1f]*)")
"""Marks of one kind in a row. Written so that it begins with one class, for which a text is searched much faster."""
_TAIL = re.compile(rf"[\"'\u2019\u201c\u201d\u00bb)\]]*(?:\s*(?:[{_EMOJI}\ufe0f\u200d]|[:;=]['-]?[)(DP\]](?!\w)\)*))*")
_FULL_STOPS = (".", "..")
"""Two are one, typed in haste; three leave something open."""
_GOES_ON = frozenset(",;:.)]!?\u2026") | {""}
"""What never begins a sentence."""
_CLOSING_QUOTES = "\"'\u2019\u201c\u201d\u00bb"
_SMILE = re.compile(
    rf"(?:(?<![{_EMOJI}])[{_EMOJI}][\ufe0f\u200d{_EMOJI}]*+|(?<!\S)[:;=]['-]?[)(DP\]]++)(?=\s++[^\W\d_])"
)
_BULLET = re.compile(r"[\s\u2022\u2023\u25aa\u25cf\u2013\u2014*>-]*(?:(\d{1,2})[.)](?=\s))?[\s\u2022]*")
_INLINE_BULLET = re.compile(r"\s[\u2022\u2023\u25aa\u25cf]\s*|\s(\d{1,2})[.)](?=\s)\s*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]+")
_ADDRESS_MARKS = ("@", "://", "www.")
_BEFORE = re.compile(r"[^\W_]+$|(?:[^\W\d_]{1,4}\. ?){1,3}[^\W\d_]{1,4}$")
_SAYS = re.compile(r"[^\W_]")
_LONGEST_ABBREVIATION = 12
_SHORTEST_WORD = 3
"""A full stop before a small letter ends a sentence only after a word this long: what is shorter may be an abbreviation."""


class Span(NamedTuple):
    """A sentence: offsets into the text, 0 ≤ start < end ≤ len(text)."""

    start: int
    end: int


def split(text: str, language: str | None = None) -> list[Span]:
    """The sentences of `text` in order, without overlap; none for a blank text. `language` (ISO 639-1) chooses the
    abbreviations; without it, or for a language without a file, those of all languages count."""
    rules = rules_for(language)
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        for start, end in _items(text, line.start(), line.end()):
            cut = thai_breaks if is_thai(text[start:end]) else _breaks
            first = len(spans)
            for stop in (*cut(text, start, end, rules), end):
                span = _trim(text, start, stop)
                if span is not None:
                    if len(spans) > first and not _SAYS.search(text, span.start, span.end):
                        span = Span(spans.pop().start, span.end)  # "?!" or an emoji alone belongs to what is before it
                    spans.append(span)
                start = stop
    return spans


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a line that bullets or numbers in order (1. 2. 3.) begin, without these; mostly the whole line."""
    bullet = _BULLET.match(text, start, end)
    number = int(bullet.group(1)) if bullet and bullet.group(1) else None
    dotted = bullet is not None and "\u2022" in bullet.group()
    if bullet and bullet.end() < end:
        start = bullet.end()
    if number is not None or dotted or "\u2022" in text[start:end]:
        for item in _INLINE_BULLET.finditer(text, start, end):
            if item.group(1) is not None:
                if number is None or int(item.group(1)) != number + 1:
                    continue
                number += 1
            if item.end() < end:
                yield start, item.start()
                start = item.end()
    yield start, end


def _breaks(text: str, start: int, end: int, rules: Rules) -> list[int]:
    """Offsets in [start, end) after which a new sentence begins, for scripts that mark ends with . ! ? or 。."""
    found: list[int] = []
    addresses = _addresses(text, start, end)
    for match in _MARK.finditer(text, start, end):
        if match.end() >= end:
            break
        if addresses and _inside(match.start(), addresses):
            continue
        tail = _TAIL.match(text, match.end(), end)
        stop = tail.end() if tail else match.end()
        if stop < end and _ends_sentence(text, start, end, match, stop, rules):
            found.append(stop)
    if not text.isascii() or "=" in text or ":" in text or ";" in text:
        found += [match.end() for match in _SMILE.finditer(text, start, end) if _next(text, match.end(), end).isupper()]
        found = sorted(set(found))
    return found


def _addresses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where web and e-mail addresses are, without the punctuation after them."""
    if not any(text.find(mark, start, end) >= 0 for mark in _ADDRESS_MARKS):
        return []
    return [
        (match.start(), match.start() + len(match.group().rstrip(".!?,;:)\"'\u2026")))
        for match in _ADDRESS.finditer(text, start, end)
    ]


def _inside(place: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether a place lies in one of some ascending ranges."""
    index = bisect_right(ranges, (place, sys.maxsize)) - 1
    return index >= 0 and place < ranges[index][1]


def _ends_sentence(text: str, start: int, end: int, match: re.Match[str], stop: int, rules: Rules) -> bool:
    """`match`: the marks; `stop`: where what belongs to them (quotes, emoji) ends, before `end`."""
    mark = match.group()
    if mark[0] in "\u3002\uff01\uff1f":
        return True
    if not text[stop].isspace() and stop == match.end():
        pair = text[stop : stop + 2]
        glued = mark == "." and _may_be_glued(_word_before(text, start, match.start()), rules)
        return glued and pair[:1].isupper() and pair[1:].islower()
    following = _next(text, stop, end)
    if following in _GOES_ON:
        return False
    quoted = stop > match.end() and any(character in _CLOSING_QUOTES for character in text[match.end() : stop])
    if following.islower() and (quoted or mark[0] == "\u2026" or mark.startswith("...")):
        return False
    return mark not in _FULL_STOPS or _full_stop_ends(_word_before(text, start, match.start()), following, rules)


def _may_be_glued(word: str, rules: Rules) -> bool:
    """Whether a full stop behind a word may be one without its space ("bad.The next"), not that of a decimal, a domain or an
    abbreviation."""
    return len(word) >= _SHORTEST_WORD and word[-1].islower() and word not in rules.inner


def _full_stop_ends(word: str, following: str, rules: Rules) -> bool:
    """Whether a full stop between `word` and the character `following` (after a space) ends a sentence."""
    bare = word.lower()
    if bare in rules.inner or (following.isdigit() and bare in rules.before_number):
        return False
    if bare in rules.last:
        return following.isupper()
    if len(bare) == 1 and bare.isalpha():
        return False
    if following.islower():
        return len(bare) >= _SHORTEST_WORD and bare.isalpha()
    return True


def _word_before(text: str, start: int, stop: int) -> str:
    """The word, or short forms with full stops ("t. y", "e.g"), that ends at `stop`."""
    piece = text[max(start, stop - _LONGEST_ABBREVIATION) : stop].rstrip()
    if "." not in piece:  # mostly: the letters and digits at its end
        begin = len(piece)
        while begin and piece[begin - 1].isalnum():
            begin -= 1
        return piece[begin:]
    found = _BEFORE.search(piece)
    return found.group() if found else ""


def _next(text: str, stop: int, end: int) -> str:
    """The first character after spaces and opening quotes or brackets, '' at the end."""
    while stop < end and (text[stop].isspace() or text[stop] in "\"'(\u201c\u2018\u201e\u00ab["):
        stop += 1
    return text[stop] if stop < end else ""


def _trim(text: str, start: int, stop: int) -> Span | None:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop) if start < stop else None
