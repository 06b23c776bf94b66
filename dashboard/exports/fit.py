"""How much room a text takes, estimated without a font: enough to break pages and shorten texts before they overflow.

Widths are in em (1.0 = the type size), of Latin letters and digits those of Arial and its like, of others by class of character;
combining marks take none. Scripts written without spaces may break anywhere; a word longer than its line is broken too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LEADING = 1.3
"""Line height in type sizes: room for Thai vowels and stacked Vietnamese accents. The slides set it exactly."""
SAFETY = 1.06
"""A reader's fonts may be wider than ours."""
BOLD = 1.08
ELLIPSIS = "…"

_THOUSANDTHS = {
    222: "ijl‘’",
    278: "ft I.,:;!/\\[]|·",
    333: 'r()-`“”"',
    500: "cksvxyzJ",
    556: "abdeghnopqu0123456789L?_$#–",
    584: "+−=<>~",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "wCDHNRU",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "@—…",
}
_WIDTHS = {ch: thousandths / 1000 for thousandths, letters in _THOUSANDTHS.items() for ch in letters}
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x9FFF),  # CJK, kana
    (0xAC00, 0xD7AF),  # Hangul
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)


@lru_cache(maxsize=8192)
def char_width(ch: str) -> float:
    """Width of one character in em."""
    if joins_previous(ch):
        return 0.0
    base = unicodedata.normalize("NFD", ch)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if unicodedata.east_asian_width(base) in "WF":
        return 1.0
    if base.isupper():
        return 0.7
    return 0.56 if ord(base) < 0x250 else 0.62


def joins_previous(ch: str) -> bool:
    """Whether `ch` belongs to the character before it: a mark, a joiner, a variation selector, an emoji's skin tone."""
    return unicodedata.category(ch) in ("Mn", "Me", "Cf") or ch == "\u0e33" or "\U0001f3fb" <= ch <= "\U0001f3ff"


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of `text` on one line, in points, at `size` points."""
    return sum(map(char_width, text)) * size * SAFETY * (BOLD if bold else 1.0)


def line_count(text: str, width: float, size: float, bold: bool = False) -> int:
    """Lines that `text` (newlines break) fills in a column of `width` points; at least 1."""
    scale = size * SAFETY * (BOLD if bold else 1.0)
    return sum(_paragraph_lines(paragraph, max(width / scale, 1.0)) for paragraph in text.split("\n"))


def _paragraph_lines(paragraph: str, room: float) -> int:
    """Lines of one paragraph in `room` em, filled greedily."""
    lines, used = 1, 0.0
    for word, width, breakable in _words(paragraph):
        if used + width <= room:
            used += width
        elif breakable or width > room:
            # Broken inside: some room is lost at each line end, more where a word (unknown to us) may not be cut.
            for ch in word:
                step = char_width(ch)
                if used + step > room * (0.93 if breakable else 1.0):
                    lines, used = lines + 1, 0.0
                used += step
        elif not word.isspace():
            lines, used = lines + 1, width
    return lines


def _words(paragraph: str) -> Iterator[tuple[str, float, bool]]:
    """(word or run of spaces, its width in em, whether it may break anywhere)."""
    start = 0
    for place in range(1, len(paragraph) + 1):
        if place == len(paragraph) or paragraph[place].isspace() != paragraph[start].isspace():
            word = paragraph[start:place]
            yield word, sum(map(char_width, word)), any(_unspaced(ch) for ch in word)
            start = place


def _unspaced(ch: str) -> bool:
    code = ord(ch)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _UNSPACED)


def divide(text: str, width: float, size: float, lines: int, bold: bool = False) -> tuple[str, str]:
    """`text` as what fits in `lines` lines of `width` points and what is left over; '' for the second where all fits.

    It is parted between words, and at least one character stands in the first part."""
    if line_count(text, width, size, bold) <= lines:
        return text, ""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if line_count(text[:middle].rstrip(), width, size, bold) <= lines:
            low = middle
        else:
            high = middle - 1
    cut = max(1, _parting(text, low))
    return text[:cut].rstrip(), text[cut:].lstrip()


def shorten(text: str, width: float, size: float, lines: int, bold: bool = False) -> str:
    """`text` if it fits in `lines` lines of `width` points, else its longest beginning that does, with an ellipsis."""
    room = int(lines * width / (size * 0.22)) + 2
    if len(text) <= room * 4 and line_count(text, width, size, bold) <= lines:
        return text
    low, high = 0, min(len(text), room * 4)
    while low < high:
        middle = (low + high + 1) // 2
        if line_count(text[:middle].rstrip() + ELLIPSIS, width, size, bold) <= lines:
            low = middle
        else:
            high = middle - 1
    return _tidy(text, low) + ELLIPSIS


def _tidy(text: str, cut: int) -> str:
    """The beginning of `text`, cut at or a little before `cut`."""
    return text[: _parting(text, cut)].rstrip(" \n,;:.–—-")


def _parting(text: str, cut: int) -> int:
    """`cut`, or a place a little before it: not inside a cluster, rather between words."""
    while 0 < cut < len(text) and (joins_previous(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    if cut < len(text) and not text[cut].isspace():
        space = max(text.rfind(" ", max(0, cut - 18), cut), text.rfind("\n", max(0, cut - 18), cut))
        cut = space if space > 0 else cut
    return cut
