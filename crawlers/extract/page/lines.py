"""A page as its lines of text in reading order, each with where it stands: what layout-free extraction reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, islice

from lxml import etree

from crawlers.extract.page import Page, once_a_page
from crawlers.extract.page.asking import announces_faq, asks, is_control, is_counter, may_announce_faq
from crawlers.extract.page.text import BLOCK_TAGS, HIDDEN_TAGS, one_line, says_icon, text_of
from crawlers.extract.page.unseen import unseen_elements
from data.languages import all_words, extract

MAX_LINES = 10_000
"""Lines read of one page: no page for people has more, and reading must end within a second."""
_MAX_DEPTH = 500
"""Elements around what is read: far more than pages have that forget to close most of theirs."""
_MAX_TITLE_PARTS = 60
"""Elements in a heading that can still announce something."""
_LINE_TAGS = BLOCK_TAGS | {"button", "label", "td", "th"}
_BOLD = frozenset({"b", "strong"})
_TELLING_TAGS = _LINE_TAGS | _BOLD | {"a"}
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


@dataclass(eq=False, slots=True)
class Line:
    """One line of text. `element`: the block that holds it; `number`: from 0; `bold`: all of it is; `lead`: its bold
    beginning, if only that is; `linked`: share of its characters inside links to elsewhere (not "#..."), 0..1;
    `apart`: stands for a whole element of navigation, footer, comments and such, whose text is not read ('');
    `about_faq`: a heading above it or a container around it says FAQ; `level`: 1..6 for a heading, else 0."""

    number: int
    text: str
    element: etree._Element
    bold: bool = False
    lead: str = ""
    linked: float = 0.0
    apart: bool = False
    about_faq: bool = False
    depth: int = 0
    level: int = 0


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
    level = _LEVELS.get(str(element.tag), 0)
    if not level and element.get("role") == "heading":
        told = (element.get("aria-level") or "2").strip()
        return int(told) if told in ("1", "2", "3", "4", "5", "6") else 2
    return level


def stands_apart(element: etree._Element) -> bool:
    """Whether an element by itself marks content that is not the page's own subject (navigation, comments ...)."""
    return _apart(element, str(element.tag), _said_by(element))


def names_faq(element: etree._Element) -> bool:
    """Whether an element's class or id says FAQ."""
    return bool(_said_by(element) & _FAQ)


_FAQ, _APART, _ICON, _ROLE, _STYLED, _HIDDEN = 1, 2, 4, 8, 16, 32


def _said_by(element: etree._Element) -> int:
    """What class and id say, as _FAQ | _APART | _ICON."""
    said = _kinds(names) if (names := element.get("class")) else 0
    return said | (_kinds(name) & ~_ICON) if (name := element.get("id")) else said


@cache
def _faq_name() -> re.Pattern[str]:
    """What the class of an FAQ's box is called."""
    names = "|".join(map(re.escape, all_words(extract, lambda file: file.help.faq_names)))
    return re.compile(rf"faq|(?:^|[\s_-])(?:{names})(?=[\s_-]|$)")


@lru_cache(maxsize=16_384)
def _kinds(names: str) -> int:
    """What a class or id says. Sites repeat their class names thousands of times."""
    lower = names.lower()[:500]
    said = _FAQ if _faq_name().search(lower) else _APART if _APART_NAMES.search(lower) else 0
    return said | _ICON if says_icon(names) else said


@once_a_page
def _kinds_on(page: Page) -> dict[str, int]:
    """Those of a page's classes and ids that say anything, and what; read once a page."""
    return {names: told for names in page.naming if (told := _kinds(names))}


def _said_on(page: Page) -> dict[etree._Element, int]:
    """`_said_by` of all elements of a page, | _ROLE if one has a role, _STYLED if its style sets a weight and _HIDDEN if
    it is not seen; of those that say any of it: to ask each element costs more than to read its text."""
    kinds = _kinds_on(page)
    said: dict[etree._Element, int] = {}
    for names in page.classes.keys() & kinds.keys():
        said.update((element, kinds[names]) for _, element in page.classes[names])
    for _, element in page.holders["id"]:
        if told := kinds.get(element.get("id", ""), 0) & ~_ICON:
            said[element] = said.get(element, 0) | told
    for _, element in page.holders["role"]:
        said[element] = said.get(element, 0) | _ROLE
    for _, element in page.holders["style"]:
        if "font-weight" in element.get("style", ""):
            said[element] = said.get(element, 0) | _STYLED
    for element in unseen_elements(page):
        said[element] = said.get(element, 0) | _HIDDEN
    return said


def _apart(element: etree._Element, tag: str, said: int) -> bool:
    """`stands_apart`, `said` being what `_said_by` found."""
    if tag in _APART_TAGS:
        return tag != "nav" or not _is_text(element)
    role = element.get("role")
    if (role is None or role.lower() not in _APART_ROLES) and (
        not said & _APART or said & _FAQ or tag in ("html", "body", "main", "article")
    ):
        return False
    # Names err: what holds the page's title or its main part is no mere navigation.
    return next(element.iterdescendants("h1", "main"), None) is None


def _is_text(nav: etree._Element) -> bool:
    """Whether what is marked as navigation holds paragraphs and leads nowhere: a box that opens, as site builders make it."""
    return (
        next(nav.iterdescendants("a", "button", "input"), None) is None
        and next(nav.iterdescendants("p"), None) is not None
    )


@once_a_page
def page_lines(page: Page) -> Lines:
    """The page's lines, the first MAX_LINES of them; read once a page."""
    return _Reader(page).read()


@once_a_page
def may_say_faq(page: Page) -> bool:
    """Whether any line of the page can be about an FAQ: False spares reading its lines, which costs as much as parsing
    it did; True promises nothing."""
    return (
        any(told & _FAQ for told in _kinds_on(page).values())
        or _address_says_faq(page.url)
        or announces_faq(page.title)
        or any(text is None or may_announce_faq(text) for text in _headings(page))
    )


def _headings(page: Page) -> Iterator[str | None]:
    """What all headings say; None for one with more parts than a title has: headings in headings would be read again in each."""
    by_role = (element for _, element in page.holders["role"] if element.get("role") == "heading")
    for element in chain(page.tagged(*_LEVELS), by_role):
        if not len(element):
            yield element.text or ""
        else:
            long = next(islice(element.iter(), _MAX_TITLE_PARTS, None), None) is not None
            yield None if long else text_of(element)


def _address_says_faq(url: str) -> bool:
    path = url.lower().partition("://")[2].partition("/")[2]
    parts, phrases = _faq_paths()
    return not parts.isdisjoint(re.split(r"[/._?#=&-]+", path)) or any(phrase in path for phrase in phrases)


@cache
def _faq_paths() -> tuple[frozenset[str], tuple[str, ...]]:
    """Parts of the path of an FAQ: single words, and several joined by hyphens."""
    known = all_words(extract, lambda file: file.help.faq_paths)
    return frozenset(word for word in known if "-" not in word), tuple(word for word in known if "-" in word)


_BLOCK, _IS_BOLD, _LINKED, _IN_FAQ, _UNSEEN = 1, 2, 4, 8, 16


_STYLES = _IS_BOLD | _LINKED | _UNSEEN


class _Reader:
    """One pass over the tree, no recursion. `open` holds, for each element around, which of _BLOCK, _IS_BOLD, _LINKED,
    _IN_FAQ and _UNSEEN it is; `style` those that hold where the pass is (_IS_BOLD | _LINKED | _UNSEEN)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.result = Lines()
        self.texts: list[str] = []
        self.styles: list[int] = []
        self.blocks: list[tuple[etree._Element, int, int]] = [(page.root, 0, 0)]  # element, first line, depth
        self.bold = self.linked = self.unseen = self.faq_boxes = 0
        self.headings: list[tuple[int, bool]] = []
        self.faq_heading = False
        self.open: list[int] = []
        self.style = 0

    def read(self) -> Lines:
        walk = etree.iterwalk(self.page.root, events=("start", "end"))
        lines, texts, styles = self.result.lines, self.texts, self.styles
        said = _said_on(self.page)
        skipped: etree._Element | None = None
        for event, node in walk:
            if event == "start":
                if self._passes_over(node, told := said.get(node, 0)):
                    walk.skip_subtree()
                    skipped = node
                    continue
                self._open(node, str(node.tag), told)
                text = node.text
            else:
                if node is skipped:
                    skipped = None
                elif state := self.open.pop():
                    self._close(node, state)
                if len(lines) >= MAX_LINES:
                    break
                text = node.tail
            if text and (texts or not text.isspace()):  # no line begins with space
                texts.append(text)
                styles.append(self.style)
        self._flush()
        for element, first, _ in self.blocks:  # what was open when the limit was reached
            self.result.spans[element] = (first, len(lines))
        self._mark_faq_page()
        return self.result

    def _passes_over(self, node: etree._Element, said: int) -> bool:
        """Whether an element is not read; for one of navigation and such a line stands in."""
        tag = str(node.tag)
        if tag in HIDDEN_TAGS or said & _ICON or len(self.open) > _MAX_DEPTH:
            return True
        if (tag in _APART_TAGS or said & (_APART | _ROLE)) and _apart(node, tag, said):
            self._stand_in(node)
            return True
        return False

    def _stand_in(self, node: etree._Element) -> None:
        self._flush()
        self.result.lines.append(
            Line(len(self.result.lines), "", node, apart=True, depth=len(self.open) + 1, level=heading_level(node))
        )

    def _open(self, node: etree._Element, tag: str, said: int) -> None:
        if not said and tag not in _TELLING_TAGS:
            self.open.append(0)
            return
        state = _style_of(node, tag, said)
        if tag in _LINE_TAGS:
            if self.texts and not (tag == "br" and self.blocks[-1][0].tag in _WHOLE):
                self._flush()
            if tag != "br":
                state |= _BLOCK
                self.blocks.append((node, len(self.result.lines), len(self.open) + 1))
        if said & _FAQ and tag not in ("html", "body"):
            state |= _IN_FAQ
            self.faq_boxes += 1
        if said & _HIDDEN:
            state |= _UNSEEN
        self.open.append(state)
        if state & _STYLES:
            self._restyle(state, 1)

    def _close(self, node: etree._Element, state: int) -> None:
        if state & _BLOCK:
            if self.texts:
                self._flush()
            _, first, _ = self.blocks.pop()
            self.result.spans[node] = (first, len(self.result.lines))
        if state & _IN_FAQ:
            self.faq_boxes -= 1
        if state & _STYLES:
            self._restyle(state, -1)

    def _restyle(self, state: int, step: int) -> None:
        """Count in (1) or out (-1) an element that is bold, a link or not seen."""
        self.bold += step if state & _IS_BOLD else 0
        self.linked += step if state & _LINKED else 0
        self.unseen += step if state & _UNSEEN else 0
        self.style = (self.bold > 0) * _IS_BOLD | (self.linked > 0) * _LINKED | (self.unseen > 0) * _UNSEEN

    def _flush(self) -> None:
        if not self.texts:
            return
        if len(self.texts) > 1:
            self._drop_what_is_beside()
        text = one_line("".join(self.texts) if len(self.texts) > 1 else self.texts[0])
        if text:
            self._add(text)
        self.texts.clear()
        self.styles.clear()

    def _drop_what_is_beside(self) -> None:
        """Drop the texts at either end of a line that are not seen, beside others that are, a number right before the rest,
        and of a title what the button in it is called."""
        if any(style & _UNSEEN for style in self.styles):
            seen = [place for place, style in enumerate(self.styles) if not style & _UNSEEN]
            if any(not self.texts[place].isspace() for place in seen):
                self.texts[:] = self.texts[seen[0] : seen[-1] + 1]
                self.styles[:] = self.styles[seen[0] : seen[-1] + 1]
        title = self.blocks[-1][0].tag in _WHOLE
        glued = len(self.texts) > 1 and _is_glued_counter(self.texts[0], self.texts[1])
        if glued and (title or asks(one_line("".join(self.texts[1:])))):
            del self.texts[0], self.styles[0]
        for place in (0, -1) if title else ():
            if len(self.texts) > 1 and is_control(self.texts[place].strip()):
                del self.texts[place], self.styles[place]

    def _add(self, text: str) -> None:
        element, _, depth = self.blocks[-1]
        level = heading_level(element)
        line = Line(len(self.result.lines), text, element, depth=depth, level=level)
        if any(self.styles):
            _measure(line, [part for part in zip(self.texts, self.styles, strict=True) if not part[0].isspace()])
        if level:
            self.headings = [(above, faq) for above, faq in self.headings if above < level]
            self.faq_heading = any(faq for _, faq in self.headings)
        line.about_faq = self.faq_boxes > 0 or self.faq_heading
        if level:
            self.headings.append((level, announces_faq(text)))
            self.faq_heading = self.faq_heading or self.headings[-1][1]
            self.result.headings.append(line)
        self.result.lines.append(line)

    def _mark_faq_page(self) -> None:
        """On a page whose title, first heading or address says FAQ, every line is about it."""
        top = next((line.text for line in self.result.headings if line.level == 1), "")
        self.result.page_is_faq = (
            announces_faq(self.page.title) or announces_faq(top) or _address_says_faq(self.page.url)
        )


def _is_glued_counter(text: str, following: str) -> bool:
    """Whether a text is a number, and the next, in an element of its own, begins right behind it: "01" + "How soon"."""
    if not is_counter(text) or not following[:1].isalpha():
        return False
    return not text[-1].isdecimal() or not following[0].isascii() or following[:2].istitle()


def _measure(line: Line, parts: list[tuple[str, int]]) -> None:
    """How much of the line is bold and linked; `parts`: its texts that are not only space, with their styles."""
    sizes = [len(part.strip()) for part, _ in parts]
    line.linked = sum(size for size, (_, style) in zip(sizes, parts, strict=True) if style & _LINKED) / max(
        1, sum(sizes)
    )
    plain = next((place for place, (_, style) in enumerate(parts) if not style & _IS_BOLD), len(parts))
    line.bold = plain == len(parts)
    if plain and not line.bold:
        line.lead = one_line("".join(part for part, _ in parts[:plain]))


def _style_of(node: etree._Element, tag: str, said: int) -> int:
    """Whether an element is bold or a link to elsewhere, as _IS_BOLD | _LINKED."""
    if tag in _BOLD:
        return _IS_BOLD
    style = _IS_BOLD if said & _STYLED and tag not in _LINE_TAGS and _is_bold(node.get("style", "")) else 0
    if tag == "a":
        href = (node.get("href") or "").strip()
        if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
            style |= _LINKED
    return style


@lru_cache(maxsize=1_024)
def _is_bold(style: str) -> bool:
    weight = style.partition("font-weight")[2].lstrip(" :")[:6].lower()
    return weight.startswith(("bold", "600", "700", "800", "900"))
