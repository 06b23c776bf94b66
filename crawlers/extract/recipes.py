"""Pages read by the workspace's own recipes: a selector says which element, the usual readers say what is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice

from lxml import etree
from lxml.cssselect import CSSSelector

from crawlers.extract.faqs.pairs import make_pair
from crawlers.extract.page import Page
from crawlers.extract.page.dates import DateReader, date_language
from crawlers.extract.page.ratings import parse_rating
from crawlers.extract.page.text import key, one_line, text_of
from crawlers.extract.reviews.roles import before_names
from crawlers.extract.reviews.stars import Mark, marks_of
from data.kinds.faq import Faq
from data.kinds.review import Review
from data.record.model import Record
from data.urls import host
from data.workspace.recipes import Recipe, Selector

LAYER = "recipe"
MAX_BOXES = 2_000
_MAX_DATES_TEXT = 200_000
_IDS = ("data-review-id", "data-id", "id")
_VALUE_ATTRIBUTES = ("aria-label", "title", "content", "data-rating", "data-score", "value", "alt")
_DATE_ATTRIBUTES = ("datetime", "content", "title", "data-time", "data-date")


@dataclass
class Use:
    """A recipe as it was used on a page: how many boxes it found, in how many of them each selector found something, and the
    records read."""

    recipe: Recipe
    boxes: int = 0
    matches: Counter[str] = field(default_factory=Counter)
    records: list[Record] = field(default_factory=list)

    @property
    def trouble(self) -> str:
        """Why it gave nothing; '' if it gave something."""
        if self.records:
            return ""
        if not self.boxes:
            first = next(iter(self.recipe.selectors))
            return f"recipe matched nothing: {first} = {getattr(self.recipe, first)!r} ({self.recipe.name})"
        lacking = [name for name in self.recipe.selectors if name != "box" and not self.matches[name]]
        return f"recipe matched nothing: {', '.join(lacking) or 'no text'} in none of {self.boxes} boxes ({self.recipe.name})"


def recipe_of(page: Page, kind: str, recipes: Sequence[Recipe]) -> Recipe | None:
    """The first recipe of a kind that is for a page."""
    at = host(page.url)
    return next((recipe for recipe in recipes if recipe.kind == kind and recipe.is_for(at, page.url)), None)


def read_recipe(page: Page, recipe: Recipe, now: datetime) -> Use:
    """What a recipe reads off a page, layer `recipe`; at most MAX_BOXES records. Dates relative to `now`."""
    use = Use(recipe)
    read = _reviews if recipe.kind == "reviews" else _faqs
    use.records = list(islice(read(page, use, now), MAX_BOXES))
    return use


@cache
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def _select(selector: Selector, within: etree._Element) -> list[etree._Element]:
    """The elements meant, `within` itself included; itself alone where the selector names an attribute only."""
    if not selector.css:
        return [within]
    return list(_compiled(selector.css)(within))


def _boxes(page: Page, selector: Selector) -> list[etree._Element]:
    """The outermost elements that a selector names, in page order."""
    found = _select(selector, page.root)[: 2 * MAX_BOXES]
    named = set(found)
    return [box for box in found if named.isdisjoint(box.iterancestors())][:MAX_BOXES]


class _Box:
    """One box, its parts asked for by key; what is found is counted in `use`."""

    def __init__(self, element: etree._Element, use: Use) -> None:
        self.element, self.use = element, use
        self.selectors = {key: of for key, of in use.recipe.selectors.items() if key != "box"}
        self._found: dict[str, list[etree._Element]] = {}

    def elements(self, name: str) -> list[etree._Element]:
        if name not in self._found:
            self._found[name] = self._look(name)
        return self._found[name]

    def _look(self, name: str) -> list[etree._Element]:
        selector = self.selectors.get(name)
        found = _select(selector, self.element) if selector else []
        if selector and selector.attribute:
            found = [element for element in found if element.get(selector.attribute)]
        self.use.matches[name] += bool(found)
        return found

    def text(self, name: str) -> str:
        """What its elements say, a line for each; of the outermost of them."""
        selector = self.selectors.get(name)
        found = self.elements(name)
        if selector and selector.attribute:
            return one_line(found[0].get(selector.attribute) or "") if found else ""
        taken = set(found)
        outer = [element for element in found if taken.isdisjoint(element.iterancestors())]
        # What another selector names within a text is no part of it: the date of a reply, the author within the body.
        others = {other for key in self.selectors if key != name for other in self.elements(key)} - taken
        return "\n".join(filter(None, (text_of(element, others) for element in outer)))

    def line(self, name: str) -> str:
        return one_line(self.text(name))


def _reviews(page: Page, use: Use, now: datetime) -> Iterator[Record]:
    marks = {mark.element: mark for mark in marks_of(page)}
    dates = DateReader(_date_language(page), now)
    for element in _boxes(page, use.recipe.selectors["box"]):
        use.boxes += 1
        box = _Box(element, use)
        body, title = box.text("body"), box.line("title")
        value, maximum = _rating(box, marks)
        if not body and value is None:
            continue
        reply = box.text("reply")
        yield Review(
            url=page.url,
            rating=value,
            rating_max=maximum,
            title=title if title and key(title) != key(body) else None,
            body=body,
            author=_author(box.line("author")) or None,
            native_id=next((found for name in _IDS if (found := element.get(name))), None),
            published_at=_date(box, "date", dates),
            reply_body=reply or None,
            replied_at=_date(box, "reply_date", dates) if reply else None,
            layer=LAYER,
        )


def _rating(box: _Box, marks: dict[etree._Element, Mark]) -> tuple[float | None, float | None]:
    """(rating, top of its scale); none that is not on its scale, nor 0."""
    found = next(filter(None, (_shown_rating(element, box, marks) for element in box.elements("rating"))), None)
    if found is None:
        return None, None
    value, maximum = found[0], found[1] or box.use.recipe.rating_max
    if value <= 0 or value > (maximum or 10):
        return None, None
    return value, maximum or (5.0 if value <= 5 else 10.0)


def _shown_rating(
    element: etree._Element, box: _Box, marks: dict[etree._Element, Mark]
) -> tuple[float, float | None] | None:
    attribute = box.selectors["rating"].attribute
    if attribute:
        return parse_rating(element.get(attribute) or "")
    near = (element, *islice(element.iterdescendants(), 100), *_up_to(element, box.element))
    for node in near:
        mark = marks.get(node)
        if mark is not None and mark.value is not None:
            return mark.value, mark.maximum
    for written in (text_of(element), *(element.get(name) for name in _VALUE_ATTRIBUTES)):
        if written and (found := parse_rating(one_line(written))) is not None:
            return found
    return None


def _up_to(element: etree._Element, box: etree._Element) -> Iterator[etree._Element]:
    for parent in element.iterancestors():
        if parent is box:
            return
        yield parent


def _author(text: str) -> str:
    folded = text.casefold()
    word = next((word for word in before_names() if folded.startswith(f"{word} ")), "")
    return text[len(word) :].strip(" ,:–—-|·")


def _date(box: _Box, name: str, dates: DateReader) -> datetime | None:
    attribute = box.selectors[name].attribute if name in box.selectors else ""
    for element in box.elements(name):
        written = (element.get(attribute),) if attribute else (
            *(element.get(of) for of in _DATE_ATTRIBUTES), one_line(text_of(element))
        )  # fmt: skip
        if found := next((read for text in written if text and (read := dates.read(text[:200]))), None):
            return found
    return None


def _date_language(page: Page) -> str | None:
    return date_language(page.root.get("lang") or page.language, page.text[:_MAX_DATES_TEXT])


def _faqs(page: Page, use: Use, _now: datetime) -> Iterator[Record]:
    boxed = _boxed_pairs(page, use) if use.recipe.box else _paired(page, use)
    position = 0
    for question, answer in boxed:
        pair = make_pair(question, answer, LAYER)
        if pair is not None:
            position += 1
            yield Faq(url=page.url, question=pair.question, answer=pair.answer, layer=LAYER, position=position)


def _boxed_pairs(page: Page, use: Use) -> Iterator[tuple[str, str]]:
    for element in _boxes(page, use.recipe.selectors["box"]):
        use.boxes += 1
        box = _Box(element, use)
        yield box.line("question"), box.text("answer")


def _paired(page: Page, use: Use) -> Iterator[tuple[str, str]]:
    """Each question with the first answer behind it and before the next question."""
    whole = _Box(page.root, use)
    parts = {element: name for name in ("answer", "question") for element in whole.elements(name)}
    attributes = {name: use.recipe.selectors[name].attribute for name in ("answer", "question")}
    use.matches.clear()
    asked = ""
    for element in page.elements if parts else ():
        name = parts.get(element)
        if name is None:
            continue
        use.matches[name] += 1
        said = element.get(attributes[name]) or "" if attributes[name] else text_of(element)
        if name == "question":
            use.boxes += 1
            asked = one_line(said)
        elif asked:
            yield asked, said
            asked = ""
