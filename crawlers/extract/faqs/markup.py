"""FAQ layers that the page's own markup declares: schema.org items, toggles and panels, details, definition lists."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree

from crawlers.extract.faqs.beside import asked_text
from crawlers.extract.faqs.pairs import Pair, make_pair
from crawlers.extract.faqs.visible import asks_nothing
from crawlers.extract.page import Page
from crawlers.extract.page.asking import announces_faq, asks, is_labelled, may_ask
from crawlers.extract.page.lines import Lines, may_say_faq, names_faq, page_lines, stands_apart
from crawlers.extract.page.rules import STOP, VETO, Decision, Rule, Stop, Way, Ways
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.structured.item import Item
from crawlers.extract.page.text import key, text_of
from data.privacy import redact

_NOT_FAQ = frozenset({"qapage", "discussionforumposting", "quiz", "practiceproblem"})
_NOT_FAQ_AROUND = _NOT_FAQ | {"question"}
_MAX_STATEMENT = 200
_TOPICS = 3
"""Controls of one look that are a list, whatever they say."""
_STATES = frozenset({"collapsed", "active", "open", "show", "first", "last", "is-active", "is-open"})
_OWN_BOXES = 4
"""Boxes around a question that count as its own."""
_NO_WRAPPERS = ("body", "html", "main", "section", "ul", "ol")
_CHILDREN_LIMIT = 200
_MAX_TRIGGERS = 1_500
"""Controls looked at on one page: more are no FAQ, and each costs a look at its panel."""
_MAX_PARTS = 60
"""Elements in a control that can still be a question."""
_TRIGGERS = ("aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle", "for")
"""Attributes one of which each control that `_TOGGLES` knows has."""
_MAX_NAMED = 20_000
_NOT_QUESTION_ROLES = frozenset({"combobox", "menuitem", "listbox", "switch", "option", "treeitem"})


def structured_pairs(page: Page) -> Iterator[Pair]:
    """Question items with an accepted answer; those of Q&A threads (QAPage) and quizzes are not FAQs."""
    for item in structured_items(page):
        if "question" not in item.types or any(parent.types & _NOT_FAQ_AROUND for parent in item.ancestors()):
            continue
        question = item.line("name", "text", "headline", "question")
        if not question:
            continue
        answer = _answer(item, "acceptedanswer")
        if not answer and any("faqpage" in parent.types for parent in item.ancestors()):
            answer = _answer(item, "suggestedanswer")
        pair = make_pair(question, answer, item.syntax, item.element)
        if pair:
            yield pair


def _answer(item: Item, role: str) -> str:
    texts = []
    for value in item.properties.get(role, ()):
        if isinstance(value, Item):
            text = value.text("text", "articlebody", "description", "answer") or value.naming()
            if not text and value.element is not None:
                text = text_of(value.element)
            texts.append(text)
    return "\n".join(dict.fromkeys(text for text in texts if text)) or (item.text(role) if not texts else "")


@dataclass(frozen=True, eq=False)
class _Toggle:
    """A control whose text may ask: what it says, the layer it is of, and what told that."""

    element: etree._Element
    layer: str
    question: str
    way: str


def toggle_pairs(page: Page) -> Iterator[Pair]:
    """Controls that open a panel (aria-expanded, aria-controls, tabs, collapse data attributes, labels of hidden
    checkboxes) whose text asks, or that stand where the page says FAQ."""
    asking = _asking_toggles(page)
    if not asking:
        return
    by_id = {element.get("id", ""): element for _, element in reversed(page.holders["id"][:_MAX_NAMED])}
    holders = _holders([toggle.element for toggle in asking if asks(toggle.question)])
    apart: dict[etree._Element, bool] = {}
    claimed: set[etree._Element] = set()
    for toggle in asking:
        panel = None if _is_apart(toggle.element, apart) else _panel(toggle.element, by_id, key(toggle.question))
        if panel is None or not _PANELS.holds(_Opened(page, toggle, panel, panel in claimed, panel in holders)):
            continue
        pair = make_pair(toggle.question, text_of(panel), toggle.layer, toggle.element, panel, toggle.way)
        if pair:
            claimed.add(panel)
            yield pair


def _asking_toggles(page: Page) -> list[_Toggle]:
    controls = ((element, _TOGGLES.read(element)) for element in page.having(*_TRIGGERS))
    triggers = islice(((element, layer) for element, layer in controls if layer), _MAX_TRIGGERS)
    named = [
        _Toggle(element, layer.value, question, layer.way)
        for element, layer in triggers
        if (question := _short_text(element, page))
    ]
    likeness = _entry_looks([(toggle.element, toggle.question) for toggle in named], page)
    return [
        toggle
        for toggle in named
        if _acceptable(toggle.question, toggle.element, page, _look(toggle.element) in likeness)
    ]


class _Opened(NamedTuple):
    """A panel that a toggle opens. `claimed`: by another toggle; `holds_questions`: toggles that ask are in it."""

    page: Page
    toggle: _Toggle
    panel: etree._Element
    claimed: bool
    holds_questions: bool


_PANELS = Decision[_Opened](
    "faqs.panel is an answer",
    Rule("is another's", VETO, lambda it: it.claimed),
    Rule("holds questions", VETO, lambda it: it.holds_questions),
    Rule("is a list of links", VETO, lambda it: _is_navigation(it.panel)),
    Rule("is a category", VETO,
         lambda it: not asks(it.toggle.question) and _lists_questions(it.panel, page_lines(it.page))),
    Rule("holds a form", VETO,
         lambda it: not asks(it.toggle.question) and next(it.panel.iter("input", "select", "textarea"), None) is not None),
    Rule("is a label", VETO, lambda it: it.toggle.layer == "accordion" and it.panel.tag == "label"),
    Rule("holds boxes to tick", VETO,
         lambda it: it.toggle.layer == "accordion" and next(it.panel.iterdescendants("input"), None) is not None),
)  # fmt: skip


def _look(element: etree._Element) -> tuple[str, ...]:
    """What controls of one list share: their tags and classes, states ("collapsed") left out."""
    parent = element.getparent()
    around = str(parent.tag) if parent is not None else ""
    return (around, str(element.tag), *sorted(set((element.get("class") or "").lower().split()) - _STATES))


def _entry_looks(controls: list[tuple[etree._Element, str]], page: Page) -> set[tuple[str, ...]]:
    """Looks of which at least half ask, and at least one: the rest of the list are its entries too. On a page that says FAQ
    itself also those of several that need not ask: its topics ("Returns")."""
    members: Counter[tuple[str, ...]] = Counter()
    asking: Counter[tuple[str, ...]] = Counter()
    for element, question in controls:
        look = _look(element)
        members[look] += 1
        asking[look] += asks(question)
    topics = any(n >= _TOPICS and not asking[look] for look, n in members.items()) and _is_of_topics(page)
    return {
        look for look, n in members.items() if (asking[look] and 2 * asking[look] >= n) or (topics and n >= _TOPICS)
    }


def _is_of_topics(page: Page) -> bool:
    """Whether a page says that it is an FAQ, and asks nothing."""
    return may_say_faq(page) and page_lines(page).page_is_faq and asks_nothing(page_lines(page))


def _toggles_no_text(element: etree._Element) -> Stop | None:
    role = (element.get("role") or "").lower()
    popup = (element.get("aria-haspopup") or "false").lower()
    other = role in _NOT_QUESTION_ROLES or popup not in ("false", "") or element.tag in _NOT_TOGGLES
    return STOP if other else None


def _is_tab(element: etree._Element) -> bool:
    return (element.get("role") or "").lower() == "tab" and bool(element.get("aria-controls"))


def _collapses(element: etree._Element) -> bool:
    return (element.get("data-toggle") or element.get("data-bs-toggle") or "").lower() == "collapse"


def _is_of_hidden_box(element: etree._Element) -> bool:
    """Whether an element is the label of a box to tick, or of a choice, that is right before it."""
    before = element.getprevious() if element.tag == "label" and element.get("for") else None
    if before is None or before.tag != "input" or before.get("type") not in ("checkbox", "radio"):
        return False
    return bool(before.get("id") == element.get("for"))


_NOT_TOGGLES = ("html", "body", "input", "details")
_TOGGLES = Ways[etree._Element, str](
    "faqs.layer of a toggle",
    Way("opens something else", _toggles_no_text),
    Way("says whether it is open", lambda it: "aria" if it.get("aria-expanded") in ("true", "false") else None),
    Way("tab", lambda it: "aria" if _is_tab(it) else None),
    Way("collapses", lambda it: "aria" if _collapses(it) else None),
    Way("label of a hidden box", lambda it: "accordion" if _is_of_hidden_box(it) else None),
)
"""The layer that a control which opens a text is of."""


def _short_text(element: etree._Element, page: Page | None = None) -> str:
    """The text of an element small enough to be a question, else ''. With its page: as a question, without what is beside it."""
    if next(islice(element.iter(), _MAX_PARTS, None), None) is not None:
        return ""
    return text_of(element) if page is None else asked_text(element, page)


def _holders(elements: list[etree._Element]) -> set[etree._Element]:
    """Everything that holds one of the elements."""
    found: set[etree._Element] = set()
    for element in elements:
        for holder in element.iterancestors():
            if holder in found:
                break
            found.add(holder)
    return found


def _panel(trigger: etree._Element, by_id: dict[str, etree._Element], question: str) -> etree._Element | None:
    named = _named_panel(trigger, by_id)
    return named if named is not None else _following_panel(trigger, question)


def _named_panel(trigger: etree._Element, by_id: dict[str, etree._Element]) -> etree._Element | None:
    for attribute in ("aria-controls", "data-target", "data-bs-target", "href"):
        for name in (trigger.get(attribute) or "").split():
            panel = by_id.get(name.lstrip("#.")) if attribute == "aria-controls" or name.startswith("#") else None
            if panel is not None and panel is not trigger and panel not in trigger.iterancestors():
                return panel
    return None


def _following_panel(trigger: etree._Element, question: str) -> etree._Element | None:
    """What follows the trigger, or the wrapper (a heading, a header) that holds nothing but the trigger."""
    element = trigger
    for _ in range(_OWN_BOXES):
        following = next((sibling for sibling in islice(element.itersiblings(), 20) if _has_text(sibling)), None)
        if following is not None:
            return following
        parent = element.getparent()
        if parent is None or parent.tag in _NO_WRAPPERS or key(_short_text(parent)) != question:
            return None
        element = parent
    return None


def _has_text(element: etree._Element) -> bool:
    return any(text.strip() for text in islice(element.itertext(), _MAX_PARTS)) and bool(text_of(element))


def _lists_questions(panel: etree._Element, lines: Lines) -> bool:
    """Whether a panel holds several questions of its own (headings or bold lines that ask)."""
    first, end = lines.span(panel)
    titles = (line for line in lines.lines[first : min(end, first + _MAX_PARTS)] if line.level or line.bold)
    return sum(asks(line.text) for line in titles) >= 2


def details_pairs(page: Page) -> Iterator[Pair]:
    """<details> with a <summary> that asks, or that stands where the page says FAQ; those holding others are groups."""
    apart: dict[etree._Element, bool] = {}
    found = [(details, next(details.iterchildren("summary"), None)) for details in page.tagged("details")]
    short = {summary: _short_text(summary, page) for _, summary in found if summary is not None}
    likeness = _entry_looks(list(short.items()), page)
    for details, summary in found:
        if summary is None or _is_apart(details, apart) or next(details.iterdescendants("details"), None) is not None:
            continue
        question = short[summary] or asked_text(summary, page)
        if not _acceptable(question, summary, page, _look(summary) in likeness) or _is_navigation(details, question):
            continue
        if not asks(question) and _lists_questions(details, page_lines(page)):
            continue  # a category
        pair = make_pair(question, text_of(details, skip={summary}), "details", summary, details)
        if pair:
            yield pair


def dl_pairs(page: Page) -> Iterator[Pair]:
    """Terms that ask, with their definitions. In an FAQ section a list where half of the terms ask, if only by how they begin,
    counts whole; right under a heading that announces an FAQ, or in a box of that name, any list does."""
    apart: dict[etree._Element, bool] = {}
    for listing in page.tagged("dl"):
        if _is_apart(listing, apart):
            continue
        groups = _definitions(listing)
        terms = [asked_text(term, page) for term, _ in groups]
        whole = len(groups) >= 2 and _in_faq(listing, page) and _lists_faqs(listing, groups, page)
        for (term, definitions), question in zip(groups, terms, strict=True):
            if whole or asks(question) or _are_labelled(term, definitions[0]):
                pair = make_pair(
                    question, "\n".join(text_of(entry) for entry in definitions), "dl", term, definitions[-1]
                )
                if pair:
                    yield pair


def _are_labelled(term: etree._Element, definition: etree._Element) -> bool:
    """Whether a term is labelled as a question and its definition as the answer ("Q ...", "A ..."), whatever they say."""
    return is_labelled(text_of(term)) and is_labelled(text_of(definition))


def _lists_faqs(listing: etree._Element, groups: list[tuple[etree._Element, list[etree._Element]]], page: Page) -> bool:
    """Whether all entries of a list in an FAQ section are questions, those that do not ask by their form too."""
    if 2 * sum(may_ask(text_of(term)) for term, _ in groups) >= len(groups):
        return True
    if not _own_faq_box(listing) and not _under_faq_heading(listing, page):
        return False
    # How to reach the brand may stand there too, with nothing between.
    texts = [text_of(definitions[0]) for _, definitions in groups]
    return 2 * sum(redact(text) != text for text in texts) < len(texts)


def _under_faq_heading(element: etree._Element, page: Page) -> bool:
    """Whether the nearest heading above says FAQ; without any, whether the page's title does."""
    lines = page_lines(page)
    first = lines.span(element)[0]
    place = bisect_left(lines.headings, first, key=lambda line: line.number)
    return announces_faq(lines.headings[place - 1].text if place else page.title)


def _definitions(listing: etree._Element) -> list[tuple[etree._Element, list[etree._Element]]]:
    groups: list[tuple[etree._Element, list[etree._Element]]] = []
    members = [entry for child in listing for entry in (child if child.tag == "div" else (child,))]
    for entry in members:
        if entry.tag == "dt":
            groups.append((entry, []))
        elif entry.tag == "dd" and groups:
            groups[-1][1].append(entry)
    # A definition that holds a list of its own is a category; its list is read for itself.
    return [(term, definitions) for term, definitions in groups
            if definitions and all(next(entry.iterdescendants("dl"), None) is None for entry in definitions)]  # fmt: skip


def _acceptable(question: str, element: etree._Element, page: Page, like_asking: bool) -> bool:
    """Whether a control's text is a question: by its form, or where the page says FAQ by looking like those that ask."""
    if asks(question):
        return True
    if len(question) > _MAX_STATEMENT or not _in_faq(element, page):
        return False
    return like_asking or may_ask(question) or _own_faq_box(element)


def _own_faq_box(element: etree._Element) -> bool:
    """Whether the question's own container, not only the page or a section of it, says FAQ."""
    around = [element, *islice(element.iterancestors(), _OWN_BOXES)]
    return any(names_faq(node) for node in around if node.tag not in ("html", "body"))


def _in_faq(element: etree._Element, page: Page) -> bool:
    if not may_say_faq(page):
        return False
    lines = page_lines(page)
    if lines.page_is_faq:
        return True
    first, end = lines.span(element)
    if end > first:
        return lines.lines[first].about_faq
    return _own_faq_box(element)


def _is_apart(element: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """Whether the element or one around it stands apart (a list of tabs does not, here); `known` is kept between calls."""
    path = []
    apart = False
    for node in (element, *element.iterancestors()):
        if node in known:
            apart = known[node]
            break
        path.append(node)
        if stands_apart(node) and (node.get("role") or "").lower() != "tablist":
            apart = True
            break
    known.update(dict.fromkeys(path, apart))
    return apart


def _is_navigation(panel: etree._Element, question: str = "") -> bool:
    """Whether a panel (its question, if within, not counted) is a list of links rather than an answer."""
    links = list(panel.iter("a"))
    if len(links) < 3:
        return False
    linked = sum(len(key(text_of(link))) for link in links[:_CHILDREN_LIMIT])
    return linked > 0.8 * (len(key(text_of(panel))) - len(key(question)))
