"""Markup to plain text: the one place that decides what a reader sees and where lines break."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from lxml import etree

from data.record.fields import OVERRIDES

HIDDEN_TAGS = frozenset({
    "script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math", "canvas", "audio", "video",
    "select", "textarea", "input", "noframes",
})  # fmt: skip
"""Elements whose content is not text of the page."""
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
"""Elements that start and end a line."""
_CLOSING = BLOCK_TAGS - {"br"}
_CELLS = ("td", "th")
_ICON_CLASS = re.compile(r"(?:^|\s)(?:material-icons|material-symbols)|(?:^|\s)(?:sr-only|visually-hidden)(?:\s|$)")
_INVISIBLE = re.compile(f"[{OVERRIDES}\u200b\u200e\u200f\u2060\ufeff\xad]")
_BREAK = "\0"
"""Where an element breaks a line: no document holds this character, and the line breaks in its texts are mere spaces."""
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z!]")
_GLYPHS = "+＋-−–—×✕✖✗▼▲▾▴►▶▸◂◀▽△‹›»«⌄⌃⌵⊕⊖➕➖❯❮→↓↑↗•·|…"


_OTHER_DIGIT = re.compile(r"(?![0-9])[\d٫٬]")
"""A digit that is none of 0 to 9, or the decimal or the thousands mark of Arabic."""
_SIGNS = {"٫": ".", "٬": ","}


def ascii_digits(text: str) -> str:
    """A text with the digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda match: _SIGNS.get(match[0]) or str(int(match[0])), text)


def text_of(element: etree._Element, skip: Collection[etree._Element] = ()) -> str:
    """Visible text of an element, its tail not included: one line per block, whitespace within a line collapsed.

    Icon-font names and texts for screen readers only are left out; elements in `skip` too. Nothing is inserted
    between inline elements, so that scripts without spaces stay whole.
    """
    if not len(element):
        return one_line(element.text or "")
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if node is not element and (tag in HIDDEN_TAGS or node in skip or is_icon(node)):
                walk.skip_subtree()
                continue
            if tag in BLOCK_TAGS:
                parts.append(_BREAK)
            elif tag in _CELLS:
                parts.append(" ")
            text = node.text
        else:
            if tag in _CLOSING:
                parts.append(_BREAK)
            text = node.tail if node is not element else None
        if text:
            parts.append(text)
    return _tidied(composed("".join(parts)).split(_BREAK))


def line_within(element: etree._Element, most: int) -> str:
    """The text of an element on one line; '' where that is longer than `most` characters, which is told without reading it
    all: what is around a small element may be the whole page."""
    said = 0
    walk = etree.iterwalk(element, events=("start",))
    for _, node in walk:
        if node is not element and (node.tag in HIDDEN_TAGS or is_icon(node)):
            walk.skip_subtree()
            continue
        said += len(one_line(node.text or ""))
        if said > 2 * most:  # where elements meet, letters may be composed
            return ""
    text = one_line(text_of(element))
    return text if len(text) <= most else ""


def is_icon(node: etree._Element) -> bool:
    """Icon fonts write the icon's name as text; other classes hide text from all but screen readers."""
    names = node.get("class")
    return names is not None and says_icon(names)


@lru_cache(maxsize=8_192)
def says_icon(names: str) -> bool:
    """`is_icon`, of a class attribute."""
    return bool(_ICON_CLASS.search(names))


def tidy(text: str) -> str:
    """Lines trimmed, inner whitespace collapsed, empty lines dropped, invisible characters removed; NFC."""
    return _tidied(composed(text).splitlines())


def _tidied(lines: list[str]) -> str:
    """Composed lines trimmed, inner whitespace collapsed, empty ones dropped."""
    return "\n".join([line for part in lines if (line := " ".join(part.split()))])


def composed(text: str) -> str:
    """The text without invisible characters, in NFC."""
    if text.isascii():
        return text
    # A table of what to drop takes ten times as long as to look for it.
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text) if _INVISIBLE.search(text) else text)


def one_line(text: str) -> str:
    """The text on one line, whitespace collapsed."""
    return " ".join(composed(text).split())


def markup_to_text(value: str) -> str:
    """Plain text of a string that may hold HTML, possibly escaped once more (as JSON-LD answers often do)."""
    for _ in range(2):
        if holds_markup(value):
            return _fragment_text(value)
        unescaped = html.unescape(value)
        if unescaped == value:
            break
        value = unescaped
    return tidy(value)


def holds_markup(value: str) -> bool:
    """Whether a string holds tags, or what looks like them."""
    return _TAG.search(value) is not None


def _fragment_text(markup: str) -> str:
    # By lxml, not BeautifulSoup: on 414 fragments of real JSON-LD and feeds BeautifulSoup took 4.0 times as long with lxml
    # and 4.7 with html.parser for the very same texts, its tree walked as text_of does; its own get_text lost the lines of
    # 83 and ran words into each other in 14 (benchmarks/fragments.py).
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    body = f"<html><body><div>{markup}</div></body></html>".replace("\x00", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return tidy(markup)
    text = text_of(root)
    # Escaped markup shown as text inside real markup: one more layer to take off.
    return tidy(html.unescape(text)) if "&" in text else text


def strip_glyphs(text: str) -> str:
    """Without the toggle glyphs ("+", "▼", "×") that accordions put at either end of a question."""
    stripped = text.strip().strip(_GLYPHS + " \n\t")
    return stripped or text.strip()


_MAX_KEPT = 50_000


class _Kept(dict[int, int | None]):
    """Code points that `key` keeps; each is looked up in Unicode's tables once."""

    def __missing__(self, code: int) -> int | None:
        if len(self) >= _MAX_KEPT:
            self.clear()
        char = chr(code)
        kept = code if char.isalnum() or unicodedata.category(char).startswith("M") else None
        self[code] = kept
        return kept


_kept = _Kept()
_NO_ASCII_KEY = re.compile(r"[^a-z0-9]+")


def key(text: str) -> str:
    """What makes two renderings of a text the same: compatibility-folded letters and digits (and marks) only."""
    if text.isascii():
        return _NO_ASCII_KEY.sub("", text.lower())
    return unicodedata.normalize("NFKC", text).casefold().translate(_kept)
