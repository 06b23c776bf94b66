"""A text without the markup it was exported with: tags, entities and the brackets of forums; paragraphs stay apart."""

from __future__ import annotations

import html
import re

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
)
_LINES = frozenset({"br", "li", "tr", "hr", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_WITHIN = frozenset({
    "a", "b", "i", "u", "s", "em", "strong", "span", "font", "small", "big", "sub", "sup", "mark", "del", "ins", "strike", "code",
    "img", "q", "abbr", "cite", "tt", "kbd", "label", "center", "tbody", "thead", "body", "html", "head", "meta", "wbr", "o",
    "figure", "figcaption", "picture", "video", "iframe", "button", "svg", "path", "input", "main", "header", "footer",
})  # fmt: skip
_HIDDEN = frozenset({"script", "style", "title", "noscript"})
_KNOWN = _BLOCKS | _LINES | _CELLS | _WITHIN | _HIDDEN
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,9})(?::[a-z]{1,4})?(?:\s[^<>]{0,2000})?\s?(/?)>|"
    r"<!--[^<>]{0,2000}-->|<!\[?[A-Za-z][^<>]{0,200}>"
)
_FORUM = re.compile(
    r"\[(/?)(b|i|u|s|strike|h1|h2|h3|quote|spoiler|code|list|olist|url|img|color|size|center|noparse|\*)"
    r"(?:=[^\[\]\n]{0,300})?\]",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_SOURCE_LINES = re.compile(r"\s+")
_SPACES = re.compile(r"[ \t\u00a0]{2,}|\u00a0")
_AROUND_LINES = re.compile(r"[ \t]*\n[ \t]*")
_MANY_LINES = re.compile(r"\n{3,}")
_MOST_ROUNDS = 3
"""How often a text may have been escaped: some programs escape what another has escaped."""


def plain(text: str) -> str:
    """`text` as its reader saw it. One without markup comes back as it was."""
    if not any(sign in text for sign in "<&["):
        return text
    found = text
    for _ in range(_MOST_ROUNDS):
        before, found = found, _once(found)
        if found == before:
            break
    return text if found == text else _tidied(found)


def _once(text: str) -> str:
    if "<" in text and any(_name(match) in _KNOWN for match in _TAG.finditer(text)):
        text = _untagged(text)
    if "[/" in text:
        text = _FORUM.sub(lambda match: "\n" if match[2].lower() in ("*", "quote", "h1", "h2", "h3") else "", text)
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def _name(tag: re.Match[str]) -> str:
    """The name of a tag in small letters; of a comment, one that says nothing."""
    return (tag[2] or "wbr").lower()


def _untagged(text: str) -> str:
    """The text between the tags that are known; where they make the lines, those of the source are none."""
    tags = [match for match in _TAG.finditer(text) if _name(match) in _KNOWN]
    breaks = any(_name(tag) in _BLOCKS | _LINES for tag in tags)
    pieces, done, hidden = [], 0, ""
    for tag in tags:
        if not hidden:
            pieces.append(_SOURCE_LINES.sub(" ", text[done : tag.start()]) if breaks else text[done : tag.start()])
            pieces.append(_instead(_name(tag)))
        hidden = _still_hidden(hidden, tag)
        done = tag.end()
    if not hidden:
        pieces.append(_SOURCE_LINES.sub(" ", text[done:]) if breaks else text[done:])
    return "".join(pieces)


def _instead(name: str) -> str:
    if name in _BLOCKS:
        return "\n\n"
    return "\n" if name in _LINES else " " if name in _CELLS else ""


def _still_hidden(hidden: str, tag: re.Match[str]) -> str:
    """The element whose text no reader saw, if the text behind the tag is in one."""
    if hidden:
        return "" if tag[1] and _name(tag) == hidden else hidden
    return _name(tag) if _name(tag) in _HIDDEN and not tag[1] and not tag[3] else ""


def _tidied(text: str) -> str:
    return _MANY_LINES.sub("\n\n", _AROUND_LINES.sub("\n", _SPACES.sub(" ", text))).strip()
