"""What of a page is there for programs only: hidden by attribute, by style, or by the class that sites give such texts.

Answers of an FAQ are hidden too until they are opened: what is hidden is left out only beside what is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from crawlers.extract.page import Page, once_a_page

_MAX_STYLES = 400_000
"""Characters of style sheets read of one page."""
_FOR_READERS = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:screen-?reader|for-?readers|assistive|(?:visually|accessibly)-?_?hidden|hidden-?visually)[\w-]*"
    r"|(?:u-)?sr-?_?only|show-for-sr|only-sr|a11y(?:-[\w-]+)?|element-invisible|off-?screen|invisible|hide-?text|"
    r"[a-z]+__(?:sr|hidden)-?text)(?=\s|$)",
    re.IGNORECASE,
)
_READERS_SIGN = re.compile("reader|assistive|hidden|sr|a11y|invisible|screen|hide-?text")
"""What all of these have, in small letters: most pages have none of it in any of their classes."""
_FOCUSABLE = re.compile(r"(?:^|\s)not-sr-only(?=\s|$)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_RULE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip(?<![\w-]clip)\s*:\s*rect|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|text-indent\s*:\s*-\d{3}|left\s*:\s*-\d{3,}|top\s*:\s*-\d{3,}|font-size\s*:\s*0(?![.\d])"
)
"""In small letters: a pattern for either case looks closely at each character, where this one looks at first letters."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_LAST_CLASS = re.compile(r"\.([\w-]+)$")


@once_a_page
def unseen_elements(page: Page) -> frozenset[etree._Element]:
    """Elements that people do not see as the page arrives; what is in them is not listed for itself. Read once a page."""
    return frozenset(_find(page))


def _find(page: Page) -> Iterator[etree._Element]:
    for _, element in page.holders["hidden"]:
        yield element
    for _, element in page.holders["aria-hidden"]:
        if (element.get("aria-hidden") or "").strip().lower() != "false":
            yield element
    for _, element in page.holders["style"]:
        if _HIDDEN_STYLE.search(element.get("style", "")):
            yield element
    yield from page.classed(page.classes.keys() & _unseen_names(page))


def _unseen_names(page: Page) -> set[str]:
    """The values of `class` that hide an element, by their names or by the page's style sheets."""
    styled = _hidden_classes(page)
    found = {names for names in page.naming if not styled.isdisjoint(names.split())} if styled else set[str]()
    if _READERS_SIGN.search(page.named):
        found |= {names for names in page.naming if _is_for_readers(names)}
    return found


@lru_cache(maxsize=16_384)
def _is_for_readers(names: str) -> bool:
    """Whether a class says that a text is for screen readers only."""
    short = names[:500]
    if _READERS_SIGN.search(short.lower()) is None:
        return False
    return _FOR_READERS.search(short) is not None and _FOCUSABLE.search(short) is None


def _hidden_classes(page: Page) -> set[str]:
    """Classes that the page's own style sheets hide, whatever the width of the window."""
    found: set[str] = set()
    left = _MAX_STYLES
    for sheet in page.tagged("style"):
        text = (sheet.text or "")[:left]
        left -= len(text)
        if _HIDDEN_RULE.search(text.lower()):
            found |= _hidden_in(_COMMENT.sub(" ", text))
        if left <= 0:
            break
    return found


def _hidden_in(text: str) -> set[str]:
    """The classes at the end of selectors whose rules hide, those within @media and the like left out."""
    found: set[str] = set()
    depth, before = 0, ""
    for piece in _BRACE.split(text):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            before = piece.rpartition(";")[2]
        elif depth == 1 and "@" not in before and _HIDDEN_RULE.search(piece.lower()):
            found.update(match[1] for selector in before.split(",") if (match := _LAST_CLASS.search(selector.strip())))
    return found
