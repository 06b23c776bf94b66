"""Sentences as spans of the text they stand in: ``text[start:end]`` is the sentence, trimmed and never empty."""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION = "sentences-1"
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_TERMINATOR = re.compile(
    r"(?P<mark>[.!?\u2026]+|[\u3002\uff01\uff1f]+)(?P<tail>[\"'\u2019\u201d\u00bb)\]]*(?:\s*[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+)*)"
)
_EMOJI_BREAK = re.compile(
    r"[\U0001f000-\U0001faff\u2600-\u27bf][\ufe0f\u200d\U0001f000-\U0001faff\u2600-\u27bf]*(?=\s+[^\W\d_])"
)
_BULLET = re.compile(r"[\s\u2022\u2023\u25aa\u25cf*>\u2013\u2014-]*(?:\d{1,2}[.)](?=\s))?[\s\u2022]*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'])(?:[^\W\d_]|mr|mrs|ms|dr|prof|st|no|nr|vs|etc|approx|tel|inc|ltd|co|jr|sr|dept|est|fig|min|max|"
    r"e\.g|i\.e|a\.m|p\.m|u\.s|u\.k|pvz|t\.y|kt|ir pan|ul|g|d|m|tp|ths|ts)$",
    re.IGNORECASE,
)
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_THAI_SPACE = re.compile(r"\s+")
_THAI_PARTICLE = re.compile(r"(?:ครับ|ค่ะ|คะ|คับ|จ้า|จ้ะ|นะ)[\u0e46!.]*$")
THAI_CLAUSE = 40
"""Thai marks ends of sentences by a space, but also lists and names: without a final particle, only a space after
this many characters ends a sentence."""


@dataclass(frozen=True)
class Span:
    """A sentence: offsets into the text, 0 ≤ start < end ≤ len(text)."""

    start: int
    end: int


def split(text: str) -> list[Span]:
    """The sentences of `text` in order, without overlap; none for a blank text. Lines always end a sentence."""
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        bullet = _BULLET.match(text, line.start(), line.end())
        start = bullet.end() if bullet else line.start()
        if start >= line.end():
            start = line.start()
        breaks = _thai_breaks(text, start, line.end()) if _is_thai(line.group()) else _breaks(text, start, line.end())
        for stop in [*breaks, line.end()]:
            span = _trim(text, start, stop)
            if span is not None:
                spans.append(span)
            start = stop
    return spans


def _is_thai(line: str) -> bool:
    return len(_THAI.findall(line)) * 3 > len(line)


def _breaks(text: str, start: int, end: int) -> list[int]:
    """Offsets in [start, end) after which a new sentence begins, for scripts that mark ends with . ! ? or 。."""
    found = {match.end() for match in _TERMINATOR.finditer(text, start, end) if _ends_sentence(text, start, end, match)}
    for match in _EMOJI_BREAK.finditer(text, start, end):
        following = text[match.end() : end].lstrip()
        if following[:1].isupper():
            found.add(match.end())
    return sorted(stop for stop in found if stop < end)


def _ends_sentence(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    mark, after = match.group("mark"), text[match.end() : end]
    if mark[0] in "\u3002\uff01\uff1f":
        return True
    if not after[:1].isspace():
        # "bad.The next": a full stop without its space, but not a decimal, a domain or an abbreviation.
        before = text[max(start, match.start() - 1) : match.start()]
        return mark == "." and before.islower() and after[:1].isupper() and after[1:2].islower()
    if mark == ".":
        following = after.lstrip()[:1]
        if following.islower() or _ABBREVIATION.search(text, start, match.start()):
            return False
    if mark in ("...", "\u2026"):
        return not after.lstrip()[:1].islower()
    return True


def _thai_breaks(text: str, start: int, end: int) -> list[int]:
    breaks: list[int] = []
    last = start
    for match in _THAI_SPACE.finditer(text, start, end):
        chunk = text[last : match.start()]
        long_enough = len(chunk) >= THAI_CLAUSE and text[match.end() : match.end() + 1] != "\u0e46"
        if len(match.group()) > 1 or chunk.endswith(("!", "?")) or _THAI_PARTICLE.search(chunk) or long_enough:
            breaks.append(match.end())
            last = match.end()
    return breaks


def _trim(text: str, start: int, stop: int) -> Span | None:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop) if start < stop else None
