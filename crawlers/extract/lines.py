"""A page as its lines of text in reading order, each with where it stands: what layout-free extraction reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from lxml import etree

from crawlers.extract.asking import announces_faq
from crawlers.extract.page import Page
from crawlers.extract.text import BLOCK_TAGS, HIDDEN_TAGS, is_icon, one_line

_LINE_TAGS = BLOCK_TAGS | {"button", "label", "td", "th"}
_BOLD = frozenset({"b", "strong"})
_WHOLE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "button", "label", "summary", "dt"})
"""Elements that are one line whatever breaks they hold."""
_APART_TAGS = frozenset({"nav", "footer", "aside"})
_APART_ROLES = frozenset(
    {"navigation", "menu", "menubar", "search", "banner", "contentinfo", "complementary", "tablist"}
)
_APART_NAMES = re.compile(
    r"(?:^|\s)(?:nav|navbar|navigation|menu|breadcrumbs?|footer|comments?|commentlist|respond|disqus|sidebar|related|"
    r"cookies?|consent|toc|table-of-contents|share|social|megamenu|minicart|cart|thread|forum|pagination)(?=[\s_-]|$)|"
    r"(?<!no)(?<!has)(?<!with)(?<!without)[_-](?:nav|navbar|navigation|menu|footer|comments|breadcrumbs?)(?=\s|$)"
)
_FAQ_NAME = re.compile(r"faq|(?:^|[\s_-])(?:duk|hoi-dap|cau-hoi)(?=[\s_-]|$)")


@dataclass(eq=False)
class Line:
    """One line of text. `element`: the block that holds it; `number`: from 0; `bold`: all of it is; `linked`: share
    of its characters inside links to elsewhere (not "#..."), 0..1; `apart`: in navigation, footer, comments and such;
    `about_faq`: a heading above it or a container around it says FAQ."""

    number: int
    text: str
    element: etree._Element
    bold: bool = False
    linked: float = 0.0
    apart: bool = False
    about_faq: bool = False

    @property
    def level(self) -> int:
        """1..6 for a heading, else 0."""
        return heading_level(self.element)


@dataclass(eq=False)
class Lines:
    """All lines, those that are headings, and the numbers of the first and the one after the last line of each block element."""

    lines: list[Line] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    spans: dict[etree._Element, tuple[int, int]] = field(default_factory=dict)
    page_is_faq: bool = False

    def span(self, element: etree._Element) -> tuple[int, int]:
        """Numbers of the lines in an element: first, one after the last; (0, 0) when unknown."""
        return self.spans.get(element, (0, 0))


def heading_level(element: etree._Element) -> int:
    tag = str(element.tag)
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    if element.get("role") == "heading":
        level = (element.get("aria-level") or "2").strip()
        return int(level) if level in ("1", "2", "3", "4", "5", "6") else 2
    return 0


def stands_apart(element: etree._Element) -> bool:
    """Whether an element by itself marks content that is not the page's own subject (navigation, comments ...)."""
    if element.tag in _APART_TAGS or (element.get("role") or "").lower() in _APART_ROLES:
        return True
    if element.tag in ("html", "body", "main", "article"):
        return False
    names = _names(element)
    return bool(names and _APART_NAMES.search(names)) and not _FAQ_NAME.search(names)


def names_faq(element: etree._Element) -> bool:
    """Whether an element's class or id says FAQ."""
    names = _names(element)
    return bool(names and _FAQ_NAME.search(names))


def _names(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip().lower()[:500]


_cache: WeakKeyDictionary[Page, Lines] = WeakKeyDictionary()


def page_lines(page: Page) -> Lines:
    """The page's lines; read once a page."""
    if page not in _cache:
        _cache[page] = _Reader(page).read()
    return _cache[page]


class _Reader:
    """One pass over the tree, no recursion."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.result = Lines()
        self.parts: list[tuple[str, bool, bool]] = []  # text, bold, linked
        self.blocks: list[etree._Element] = [page.root]
        self.apart = self.bold = self.linked = self.faq_boxes = 0
        self.headings: list[tuple[int, bool]] = []
        self.starts: list[int] = []

    def read(self) -> Lines:
        walk = etree.iterwalk(self.page.root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, node in walk:
            tag = str(node.tag)
            if event == "start":
                if tag in HIDDEN_TAGS or is_icon(node):
                    walk.skip_subtree()
                    skipped = node
                    continue
                self._open(node, tag)
            else:
                if node is skipped:
                    skipped = None
                else:
                    self._close(node, tag)
                self._text(node.tail)
        self._flush()
        self._mark_faq_page()
        return self.result

    def _open(self, node: etree._Element, tag: str) -> None:
        if tag in _LINE_TAGS and not (tag == "br" and self.blocks[-1].tag in _WHOLE):
            self._flush()
            if tag != "br":
                self.blocks.append(node)
                self.starts.append(len(self.result.lines))
        self._count(node, tag, 1)
        self._text(node.text)

    def _close(self, node: etree._Element, tag: str) -> None:
        if tag in _LINE_TAGS and tag != "br":
            self._flush()
            self.blocks.pop()
            self.result.spans[node] = (self.starts.pop(), len(self.result.lines))
        self._count(node, tag, -1)

    def _count(self, node: etree._Element, tag: str, step: int) -> None:
        self.apart += step * stands_apart(node)
        self.faq_boxes += step * (tag not in ("html", "body") and names_faq(node))
        self.bold += step * (tag in _BOLD)
        href = (node.get("href") or "").strip() if tag == "a" else ""
        self.linked += step * bool(href and not href.startswith("#") and not href.lower().startswith("javascript:"))

    def _text(self, text: str | None) -> None:
        if text:
            self.parts.append((text, self.bold > 0, self.linked > 0))

    def _flush(self) -> None:
        if not self.parts:
            return
        text = one_line("".join(part for part, _, _ in self.parts))
        solid = [(len(part.strip()), bold, linked) for part, bold, linked in self.parts if part.strip()]
        self.parts.clear()
        if not text or not solid:
            return
        total = sum(size for size, _, _ in solid)
        line = Line(
            number=len(self.result.lines),
            text=text,
            element=self.blocks[-1],
            bold=all(bold for _, bold, _ in solid),
            linked=sum(size for size, _, linked in solid if linked) / total,
            apart=self.apart > 0,
        )
        if line.level:
            self.headings = [(level, faq) for level, faq in self.headings if level < line.level]
            line.about_faq = self.faq_boxes > 0 or any(faq for _, faq in self.headings)
            self.headings.append((line.level, announces_faq(text)))
            self.result.headings.append(line)
        else:
            line.about_faq = self.faq_boxes > 0 or any(faq for _, faq in self.headings)
        self.result.lines.append(line)

    def _mark_faq_page(self) -> None:
        """On a page whose title, first heading or address says FAQ, every line is about it."""
        top = next((line.text for line in self.result.lines if line.level == 1), "")
        path = re.split(r"[/._?#=&-]+", self.page.url.lower().partition("://")[2].partition("/")[2])
        self.result.page_is_faq = (
            announces_faq(self.page.title) or announces_faq(top) or not {"faq", "faqs"}.isdisjoint(path)
        )
