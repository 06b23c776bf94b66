"""A page as its lines of text in reading order, each with where it stands: what layout-free extraction reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from weakref import WeakKeyDictionary

from lxml import etree

from crawlers.extract.asking import announces_faq
from crawlers.extract.page import Page
from crawlers.extract.text import BLOCK_TAGS, HIDDEN_TAGS, is_icon, one_line

MAX_LINES = 10_000
"""Lines read of one page: no page for people has more, and reading must end within a second."""
_LINE_TAGS = BLOCK_TAGS | {"button", "label", "td", "th"}
_BOLD = frozenset({"b", "strong"})
_WHOLE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "button", "label", "summary", "dt"})
"""Elements that are one line whatever breaks they hold."""
_LEVELS = {f"h{level}": level for level in range(1, 7)}
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
_FAQ_PATH = frozenset({"faq", "faqs", "duk"})
_FAQ_PATHS = ("hoi-dap", "cau-hoi-thuong-gap", "preguntas-frecuentes", "haeufige-fragen", "questions-frequentes")


@dataclass(eq=False)
class Line:
    """One line of text. `element`: the block that holds it; `number`: from 0; `bold`: all of it is; `lead`: its bold
    beginning, if only that is; `linked`: share of its characters inside links to elsewhere (not "#..."), 0..1;
    `apart`: stands for a whole element of navigation, footer, comments and such, whose text is not read ('');
    `about_faq`: a heading above it or a container around it says FAQ."""

    number: int
    text: str
    element: etree._Element
    bold: bool = False
    lead: str = ""
    linked: float = 0.0
    apart: bool = False
    about_faq: bool = False
    depth: int = 0

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
    level = _LEVELS.get(element.tag, 0)
    if not level and element.get("role") == "heading":
        told = (element.get("aria-level") or "2").strip()
        return int(told) if told in ("1", "2", "3", "4", "5", "6") else 2
    return level


def stands_apart(element: etree._Element) -> bool:
    """Whether an element by itself marks content that is not the page's own subject (navigation, comments ...)."""
    if element.tag in _APART_TAGS:
        return True
    role = element.get("role")
    if role is None or role.lower() not in _APART_ROLES:
        if element.tag in ("html", "body", "main", "article"):
            return False
        kinds = [_kind(name) for name in (element.get("class"), element.get("id")) if name]
        if "apart" not in kinds or "faq" in kinds:
            return False
    # Names err: what holds the page's title or its main part is no mere navigation.
    return next(element.iterdescendants("h1", "main"), None) is None


def names_faq(element: etree._Element) -> bool:
    """Whether an element's class or id says FAQ."""
    return any(_kind(name) == "faq" for name in (element.get("class"), element.get("id")) if name)


@lru_cache(maxsize=16_384)
def _kind(name: str) -> str:
    """What a class or id says: faq, apart or nothing. Sites repeat their class names thousands of times."""
    name = name.lower()[:500]
    return "faq" if _FAQ_NAME.search(name) else "apart" if _APART_NAMES.search(name) else ""


_cache: WeakKeyDictionary[Page, Lines] = WeakKeyDictionary()


def page_lines(page: Page) -> Lines:
    """The page's lines, the first MAX_LINES of them; read once a page."""
    if page not in _cache:
        _cache[page] = _Reader(page).read()
    return _cache[page]


class _Reader:
    """One pass over the tree, no recursion."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.result = Lines()
        self.parts: list[tuple[str, bool, bool]] = []  # text, bold, linked
        self.blocks: list[tuple[etree._Element, int, int]] = [(page.root, 0, 0)]  # element, first line, depth
        self.bold = self.linked = self.faq_boxes = self.depth = 0
        self.headings: list[tuple[int, bool]] = []
        self.open: list[tuple[bool, bool, bool, bool]] = []  # block, bold, linked, says FAQ

    def read(self) -> Lines:
        walk = etree.iterwalk(self.page.root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, node in walk:
            if event == "start":
                tag = node.tag
                if tag in HIDDEN_TAGS or is_icon(node):
                    walk.skip_subtree()
                    skipped = node
                elif stands_apart(node):
                    self._stand_in(node)
                    walk.skip_subtree()
                    skipped = node
                else:
                    self._open(node, tag)
                    if node.text:
                        self.parts.append((node.text, self.bold > 0, self.linked > 0))
            else:
                if node is skipped:
                    skipped = None
                else:
                    self._close(node)
                if node.tail:
                    self.parts.append((node.tail, self.bold > 0, self.linked > 0))
                if len(self.result.lines) >= MAX_LINES:
                    break
        self._flush()
        for element, first, _ in self.blocks:  # what was open when the limit was reached
            self.result.spans[element] = (first, len(self.result.lines))
        self._mark_faq_page()
        return self.result

    def _stand_in(self, node: etree._Element) -> None:
        self._flush()
        self.result.lines.append(Line(len(self.result.lines), "", node, apart=True, depth=self.depth + 1))

    def _open(self, node: etree._Element, tag: str) -> None:
        block = tag in _LINE_TAGS
        if block and not (tag == "br" and self.blocks[-1][0].tag in _WHOLE):
            self._flush()
        block = block and tag != "br"
        self.depth += 1
        if block:
            self.blocks.append((node, len(self.result.lines), self.depth))
        faq = tag not in ("html", "body") and names_faq(node)
        bold = tag in _BOLD or (not block and "font-weight" in (style := node.get("style", "")) and _is_bold(style))
        linked = False
        if tag == "a":
            href = (node.get("href") or "").strip()
            linked = bool(href) and not href.startswith("#") and not href.lower().startswith("javascript:")
        self.open.append((block, bold, linked, faq))
        self.faq_boxes += faq
        self.bold += bold
        self.linked += linked

    def _close(self, node: etree._Element) -> None:
        block, bold, linked, faq = self.open.pop()
        self.depth -= 1
        if block:
            self._flush()
            _, first, _ = self.blocks.pop()
            self.result.spans[node] = (first, len(self.result.lines))
        self.faq_boxes -= faq
        self.bold -= bold
        self.linked -= linked

    def _flush(self) -> None:
        if not self.parts:
            return
        parts = self.parts
        self.parts = []
        text = one_line("".join([part for part, _, _ in parts]))
        if not text:
            return
        element, _, depth = self.blocks[-1]
        line = Line(len(self.result.lines), text, element, depth=depth)
        line.about_faq = self.faq_boxes > 0
        if any(bold or linked for _, bold, linked in parts):
            _measure(line, [part for part in parts if part[0].strip()])
        level = line.level
        if level:
            self.headings = [(above, faq) for above, faq in self.headings if above < level]
        line.about_faq = line.about_faq or any(faq for _, faq in self.headings)
        if level:
            self.headings.append((level, announces_faq(text)))
            self.result.headings.append(line)
        self.result.lines.append(line)

    def _mark_faq_page(self) -> None:
        """On a page whose title, first heading or address says FAQ, every line is about it."""
        top = next((line.text for line in self.result.headings if line.level == 1), "")
        path = self.page.url.lower().partition("://")[2].partition("/")[2]
        self.result.page_is_faq = (
            announces_faq(self.page.title)
            or announces_faq(top)
            or not _FAQ_PATH.isdisjoint(re.split(r"[/._?#=&-]+", path))
            or any(name in path for name in _FAQ_PATHS)
        )


def _measure(line: Line, parts: list[tuple[str, bool, bool]]) -> None:
    """How much of the line is bold and linked; `parts`: its texts that are not only space."""
    sizes = [len(part.strip()) for part, _, _ in parts]
    line.linked = sum(size for size, (_, _, linked) in zip(sizes, parts, strict=True) if linked) / max(1, sum(sizes))
    plain = next((place for place, (_, bold, _) in enumerate(parts) if not bold), len(parts))
    line.bold = plain == len(parts)
    if plain and not line.bold:
        line.lead = one_line("".join(part for part, _, _ in parts[:plain]))


@lru_cache(maxsize=1_024)
def _is_bold(style: str) -> bool:
    weight = style.partition("font-weight")[2].lstrip(" :")[:6].lower()
    return weight.startswith(("bold", "600", "700", "800", "900"))
