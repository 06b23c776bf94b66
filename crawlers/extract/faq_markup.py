"""FAQ layers that the page's own markup declares: schema.org items, toggles and panels, details, definition lists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawlers.extract.asking import asks, may_ask
from crawlers.extract.faq_pairs import Pair, make_pair
from crawlers.extract.item import Item
from crawlers.extract.lines import Lines, names_faq, page_lines, stands_apart
from crawlers.extract.page import Page
from crawlers.extract.structured import structured_items
from crawlers.extract.text import key, text_of

_NOT_FAQ = frozenset({"qapage", "discussionforumposting", "quiz", "practiceproblem"})
_OWN_BOXES = 4
"""Boxes around a question that count as its own."""
_CHILDREN_LIMIT = 200
_NOT_QUESTION_ROLES = frozenset({"combobox", "menuitem", "listbox", "switch", "option", "treeitem"})


def structured_pairs(page: Page) -> Iterator[Pair]:
    """Question items with an accepted answer; those of Q&A threads (QAPage) and quizzes are not FAQs."""
    for item in structured_items(page):
        if "question" not in item.types or any(parent.types & _NOT_FAQ for parent in item.ancestors()):
            continue
        question = item.line("name", "text", "headline", "question")
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


def toggle_pairs(page: Page) -> Iterator[Pair]:
    """Controls that open a panel (aria-expanded, aria-controls, collapse data attributes, labels of hidden checkboxes)
    whose text asks, or that stand where the page says FAQ."""
    lines = page_lines(page)
    by_id = {element.get("id"): element for element in page.root.iter() if element.get("id")}
    claimed: set[etree._Element] = set()
    for trigger in page.root.iter():
        layer = _toggle_layer(trigger)
        if layer is None or _is_apart(trigger):
            continue
        question = text_of(trigger)
        if not _acceptable(question, trigger, lines):
            continue
        panel = _panel(trigger, by_id, key(question))
        if panel is None or panel in claimed or _holds_toggles(panel) or _is_navigation(panel):
            continue
        pair = make_pair(question, text_of(panel), layer, trigger)
        if pair:
            claimed.add(panel)
            yield pair


def _toggle_layer(element: etree._Element) -> str | None:
    role = (element.get("role") or "").lower()
    popup = (element.get("aria-haspopup") or "false").lower()
    if role in _NOT_QUESTION_ROLES or popup not in ("false", "") or element.tag in ("html", "body", "input", "details"):
        return None
    if element.get("aria-expanded") in ("true", "false"):
        return "aria"
    if (element.get("data-toggle") or element.get("data-bs-toggle") or "").lower() == "collapse":
        return "aria"
    if element.tag == "label" and element.get("for"):
        before = element.getprevious()
        hidden = before is not None and before.tag == "input" and before.get("type") in ("checkbox", "radio")
        return "accordion" if hidden and before.get("id") == element.get("for") else None
    return None


def _panel(trigger: etree._Element, by_id: dict[str, etree._Element], question: str) -> etree._Element | None:
    for attribute in ("aria-controls", "data-target", "data-bs-target", "href"):
        for name in (trigger.get(attribute) or "").split():
            panel = by_id.get(name.lstrip("#.")) if attribute == "aria-controls" or name.startswith("#") else None
            if panel is not None and panel is not trigger and trigger not in panel.iterdescendants():
                return panel
    # Not named: what follows the trigger, or the wrapper (a heading, a header) that holds nothing but the trigger.
    element = trigger
    for _ in range(4):
        following = element.getnext()
        while following is not None and not text_of(following):
            following = following.getnext()
        if following is not None:
            return following
        parent = element.getparent()
        if (
            parent is None
            or parent.tag in ("body", "html", "main", "section", "ul", "ol")
            or key(text_of(parent)) != question
        ):
            return None
        element = parent
    return None


def details_pairs(page: Page) -> Iterator[Pair]:
    """<details> with a <summary> that asks, or that stands where the page says FAQ; those holding others are groups."""
    lines = page_lines(page)
    for details in page.root.iter("details"):
        summary = next((child for child in details.iterchildren("summary")), None)
        if summary is None or _is_apart(details) or next(details.iterdescendants("details"), None) is not None:
            continue
        question = text_of(summary)
        if not _acceptable(question, summary, lines) or _is_navigation(details, question):
            continue
        pair = make_pair(question, text_of(details, skip={summary}), "details", summary)
        if pair:
            yield pair


def dl_pairs(page: Page) -> Iterator[Pair]:
    """Terms that ask, with their definitions. In an FAQ section a list where half of the terms ask counts whole."""
    lines = page_lines(page)
    for listing in page.root.iter("dl"):
        if _is_apart(listing):
            continue
        groups = _definitions(listing)
        asking = [asks(text_of(term)) for term, _ in groups]
        whole = len(groups) >= 2 and 2 * sum(asking) >= len(groups) and _in_faq(listing, lines)
        for (term, definitions), does_ask in zip(groups, asking, strict=True):
            if does_ask or whole:
                pair = make_pair(text_of(term), "\n".join(text_of(entry) for entry in definitions), "dl", term)
                if pair:
                    yield pair


def _definitions(listing: etree._Element) -> list[tuple[etree._Element, list[etree._Element]]]:
    groups: list[tuple[etree._Element, list[etree._Element]]] = []
    members = [entry for child in listing for entry in (child if child.tag == "div" else (child,))]
    for entry in members:
        if entry.tag == "dt":
            groups.append((entry, []))
        elif entry.tag == "dd" and groups:
            groups[-1][1].append(entry)
    return [(term, definitions) for term, definitions in groups if definitions]


def _acceptable(question: str, element: etree._Element, lines: Lines) -> bool:
    if asks(question):
        return True
    return len(question) <= 200 and _in_faq(element, lines) and (may_ask(question) or _own_faq_box(element))


def _own_faq_box(element: etree._Element) -> bool:
    """Whether the question's own container, not only the page or a section of it, says FAQ."""
    around = [element, *islice(element.iterancestors(), _OWN_BOXES)]
    return any(names_faq(node) for node in around if node.tag not in ("html", "body"))


def _in_faq(element: etree._Element, lines: Lines) -> bool:
    if lines.page_is_faq:
        return True
    first, end = lines.span(element)
    if end > first:
        return lines.lines[first].about_faq
    return _own_faq_box(element)


def _is_apart(element: etree._Element) -> bool:
    return any(stands_apart(node) for node in (element, *element.iterancestors()))


def _holds_toggles(panel: etree._Element) -> bool:
    return any(node.get("aria-expanded") and asks(text_of(node)) for node in panel.iterdescendants())


def _is_navigation(panel: etree._Element, question: str = "") -> bool:
    """Whether a panel (its question, if within, not counted) is a list of links rather than an answer."""
    links = list(panel.iter("a"))
    if len(links) < 3:
        return False
    linked = sum(len(key(text_of(link))) for link in links[:_CHILDREN_LIMIT])
    return linked > 0.8 * (len(key(text_of(panel))) - len(key(question)))
