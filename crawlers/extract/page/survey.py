"""A page surveyed once for all who look for links and words: its visible text, its links and what they call themselves.

The text is written out by a stylesheet, inside libxml2: a walk in Python over a median page costs twice what parsing
it did, the stylesheet a fifth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import islice
from typing import overload
from unicodedata import is_normalized

from lxml import etree

from crawlers.extract.page.text import BLOCK_TAGS, HIDDEN_TAGS, one_line, text_of, tidy

MAX_LINKS = 10_000
"""Links read of one page; what comes after is no menu."""
_MAX_LABEL = 10_000
_MAX_LINE = 100_000
"""Characters read of one line: none for people has more, and all who read it look at each."""
_BREAK, _OPEN, _CLOSE, _UNSEEN = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""Characters that no text may hold (Unicode sets them aside): where a line ends, where a link begins and ends, and a
link that is not seen."""
CELL, EDGE = "\ufdd4", "\ufdd5"
"""Likewise: where a cell of a table begins, and where any other element within a line begins or ends."""
_UNMARKED = dict.fromkeys(map(ord, (_OPEN, _CLOSE, _UNSEEN, CELL, EDGE)))
_BREAKS = re.compile(rf"{_BREAK}[{_BREAK}\s]*")
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}{_UNSEEN}]")
_NESTED = re.compile(f"{_OPEN}[^{_CLOSE}{_OPEN}]*{_OPEN}")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\xad]")
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_NOTHING = f"{_SPACES}\u200b\u200e\u200f\u2060\ufeff\xad{CELL}{EDGE}"
"""Characters of a line that has no text."""
ICON_WORDS = ("material-icons", "material-symbols", "sr-only", "visually-hidden")
"""What the class of an icon, or of a text for screen readers only, holds."""
_WHOLE_WORDS = frozenset({"sr-only", "visually-hidden"})


class Survey:
    """What `Page.survey` holds; each part is read when first asked for."""

    def __init__(self, root: etree._Element, icons: frozenset[str]) -> None:
        self._root = root
        self._icons = icons

    @cached_property
    def anchors(self) -> list[etree._Element]:
        """The page's <a> elements in page order, at most MAX_LINKS."""
        return list(islice(self._root.iter("a"), MAX_LINKS))

    @cached_property
    def loading(self) -> list[etree._Element]:
        """The page's <script> and <iframe> elements, in page order."""
        return list(self._root.iter("script", "iframe"))

    @cached_property
    def text(self) -> str:
        """What a reader could see, a line per block: `text_of` of the whole page."""
        plain = self._flowing.replace(_OPEN, "").replace(_CLOSE, "").replace(_UNSEEN, "")
        # Blocks in blocks end many lines in one place, and each to be split costs as much as a word.
        return _composed(
            "\n".join([" ".join(words) for part in _BREAKS.split(plain) if (words := part[:_MAX_LINE].split())])
        )

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def parted(self) -> Sequence[str]:
        """The lines with CELL where a cell begins and EDGE where an element within the line begins or ends: what is
        written there stands beside what is before it, and need not belong to it. As they are in the markup otherwise,
        whitespace collapsed."""
        marked = self._stream.replace(_OPEN, EDGE).replace(_CLOSE, EDGE).replace(_UNSEEN, "")
        parts = _Parts([part for part in marked.split(_BREAK) if part and part[:_MAX_LINE].strip(_NOTHING)])
        return parts if len(parts) == len(self.lines) else self.lines  # a page may hold such characters itself

    @cached_property
    def anchor_lines(self) -> dict[etree._Element, int]:
        """Which line each of the anchors is on; of one that holds nothing to be seen, the next."""
        places: list[int] = []
        line = 0
        for part in self._stream.split(_BREAK):
            places += [line] * (part.count(_OPEN) + part.count(_UNSEEN))
            line += bool(part.translate(_UNMARKED).strip(_NOTHING))
        return dict(zip(self.anchors, places, strict=False))

    @cached_property
    def folded(self) -> str:
        """The text casefolded."""
        return self.text.casefold()

    @cached_property
    def text_length(self) -> int:
        """Characters of visible text, whitespace not counted."""
        return len(self.text) - self.text.count(" ") - self.text.count("\n")

    @cached_property
    def labels(self) -> dict[etree._Element, str]:
        """What each of the anchors calls itself: its text, else aria-label, title or the alt text of its image."""
        shown = self._shown()
        return {anchor: text or alternative_label(anchor) for anchor, text in zip(self.anchors, shown, strict=True)}

    def _shown(self) -> list[str]:
        """Text of each anchor, on one line, cut at _MAX_LABEL characters as they stand in the markup."""
        stream = self._flowing
        texts = _marked(stream) if _NESTED.search(stream) is None else _marked_nested(stream)
        if len(texts) < len(self.anchors):  # the page holds such characters itself
            texts = [None] * len(self.anchors)
        return [
            one_line(text_of(anchor)) if text is None else _composed(" ".join(text.replace(_BREAK, " ").split()))
            for anchor, text in zip(self.anchors, texts, strict=False)
        ]

    @cached_property
    def _flowing(self) -> str:
        """All text seen, with its breaks and links marked."""
        return self._stream.replace(EDGE, "").replace(CELL, " ")

    @cached_property
    def _stream(self) -> str:
        """All text seen, with every mark."""
        return str(_sheet(self._icons)(self._root))


class _Parts(Sequence[str]):
    """Lines as they are in the markup, each given with its whitespace collapsed: few of them are asked for."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [" ".join(line[:_MAX_LINE].split()) for line in self._lines[number]]
        return " ".join(self._lines[number][:_MAX_LINE].split())


def _composed(text: str) -> str:
    """Lines of single words and spaces as `tidy` gives them: there is rarely more to do."""
    if text.isascii() or (is_normalized("NFC", text) and _INVISIBLE.search(text) is None):
        return text
    return tidy(text)


def _marked(stream: str) -> list[str | None]:
    """What stands between the marks of each link, None for those not seen; no link within another."""
    texts: list[str | None] = []
    before, *pieces = stream.split(_OPEN)
    texts += [None] * before.count(_UNSEEN)
    for piece in pieces:
        texts.append(piece[:_MAX_LABEL].partition(_CLOSE)[0].replace(_UNSEEN, ""))
        texts += [None] * piece.count(_UNSEEN)
    return texts


def _marked_nested(stream: str) -> list[str | None]:
    """Like `_marked`, for links within links."""
    texts: list[str | None] = []
    open_at: list[tuple[int, int]] = []
    for match in _MARKS.finditer(stream):
        mark = match.group()
        if mark == _OPEN:
            open_at.append((len(texts), match.end()))
        if mark != _CLOSE:
            texts.append(None)
        elif open_at:
            place, start = open_at.pop()
            texts[place] = _MARKS.sub("", stream[start : min(match.start(), start + _MAX_LABEL)])
    return texts


def label(element: etree._Element) -> str:
    """What a link or button calls itself: its text, else aria-label, title or the alt text of its image."""
    text = one_line(text_of(element) if len(element) else element.text or "")
    return text or alternative_label(element)


def alternative_label(element: etree._Element) -> str:
    """What an element without text is called: aria-label, title or the alt text of its image; '' if nothing."""
    images = [image.get("alt") for image in element.iter("img")] if len(element) else []
    told = (element.get("aria-label"), element.get("title"), *images)
    return next((one_line(value) for value in told if value and value.strip()), "")


@cache
def _sheet(icons: frozenset[str]) -> etree.XSLT:
    """The stylesheet that writes out a page's text. `icons`: which of ICON_WORDS its classes hold: to look at every
    class costs several times the rest, and most pages have none of them."""
    hidden, blocks = "|".join(sorted(HIDDEN_TAGS)), "|".join(sorted(BLOCK_TAGS - {"br", "html"}))
    unseen = f'<xsl:for-each select="descendant-or-self::a">{_UNSEEN}</xsl:for-each>'
    spaced = "concat(' ', translate(@class, '&#9;&#10;&#13;', '   '), ' ')"
    tests = [
        f"contains(@class, '{word}') and contains({spaced}, ' {word}{' ' if word in _WHOLE_WORDS else ''}')"
        for word in sorted(icons)
    ]
    block = " or ".join(f"self::{tag}" for tag in sorted(BLOCK_TAGS - {"br"}))
    ended = f'{unseen}<xsl:if test="{block}">{_BREAK}</xsl:if>'  # an unseen block still parts what is around it
    by_class = f'<xsl:template match="*[{" or ".join(tests)}]" priority="2">{ended}</xsl:template>' if tests else ""
    return etree.XSLT(
        etree.XML(
            f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
            <xsl:output method="text" encoding="utf-8"/>
            <xsl:template match="/"><xsl:apply-templates select="*[1]"/></xsl:template>
            <xsl:template match="html" priority="3">{_BREAK}<xsl:apply-templates/>{_BREAK}</xsl:template>
            <xsl:template match="{hidden}">{unseen}</xsl:template>
            <xsl:template match="{blocks}">{_BREAK}<xsl:apply-templates/>{_BREAK}</xsl:template>
            <xsl:template match="br">{_BREAK}<xsl:apply-templates/></xsl:template>
            <xsl:template match="td|th">{CELL}<xsl:apply-templates/></xsl:template>
            <xsl:template match="*" priority="-1">{EDGE}<xsl:apply-templates/>{EDGE}</xsl:template>
            <xsl:template match="wbr|font" priority="0"><xsl:apply-templates/></xsl:template>
            <xsl:template match="a">{_OPEN}<xsl:apply-templates/>{_CLOSE}</xsl:template>
            {by_class}
            </xsl:stylesheet>"""
        )
    )
