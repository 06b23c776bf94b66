"""Which of the ratings in a box is the review's: not that of a part (food, service), of a colleague, or of a reply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from lxml import etree

from crawlers.extract.page.ratings import parse_rating
from crawlers.extract.page.rules import VETO, Decision, Rule
from crawlers.extract.page.text import BLOCK_TAGS
from crawlers.extract.reviews.labels import is_label
from crawlers.extract.reviews.names import box_names, words_of
from crawlers.extract.reviews.stars import Mark
from data.kinds.review import RatingUnread
from data.languages import all_words, extract

_MAX_LABEL = 30
_MAX_UP = 5
_HIGHEST = 10
"""What a rating goes to whose scale is not told."""
_ROUNDING = 0.11
"""Of the scale: half a star of five."""
_LEAST_ALIKE = 3
"""Boxes that read their rating in one way before another way in one box is doubted."""


_STARS = frozenset({"text", "icons", "figure beside stars", "width of a bar"})
"""Ways to read one and the same row of stars."""


class Rating(NamedTuple):
    """The rating of a review: value and scale, or why what is shown has none; the mark it was read from, if any."""

    value: float | None = None
    maximum: float | None = None
    unread: RatingUnread | None = None
    mark: Mark | None = None


class _Claim(NamedTuple):
    """A mark that may be the review's rating, in its box. `alone`: the box has no other."""

    mark: Mark
    box: etree._Element
    author: str
    alone: bool = False


def rating_of(box: etree._Element, marks: Sequence[Mark], author: str | None) -> Rating:
    """The rating of the review that a box is, `marks` being those in it: a box's own attribute before all, then the mark
    that nothing says to be of a part; of several that differ none."""
    own = parse_rating(box.get("data-rating") or box.get("data-score") or "")
    if own is not None and 0 < own[0] <= (own[1] or _HIGHEST):
        return Rating(*own, mark=Mark(box, *own, way="data attribute"))
    name = (author or "").casefold()
    claims = [mark for mark in marks if _WHOLE.holds(_Claim(mark, box, name, len(marks) == 1))]
    read = [mark for mark in claims if mark.value is not None]
    return _best(read) if read else Rating(unread=next((mark.unread for mark in claims if mark.unread), None))


def _best(marks: list[Mark]) -> Rating:
    """The one that says that it is of the whole, else the first that tells its scale; none if they differ."""
    best = next((mark for mark in marks if _says_overall(mark.element)), None)
    marks = _without_bare_rows(marks)
    if best is None and not _are_one(marks):
        return Rating(unread="several ratings")
    best = best or next((mark for mark in marks if mark.maximum is not None), marks[0])
    return Rating(best.value, best.maximum, mark=best)


def _without_bare_rows(marks: list[Mark]) -> list[Mark]:
    """Without rows of stars that all look full, and a star that only adorns a figure, where words or a figure say of how
    many: the style sheet cuts such a row."""
    told = any(mark.maximum is not None and mark.way in _TOLD for mark in marks)
    kept = [mark for mark in marks if (mark.way != "icons" or mark.value != mark.maximum) and not _is_one_glyph(mark)]
    return kept if told and kept else marks


def _is_one_glyph(mark: Mark) -> bool:
    return mark.value == 1 and mark.maximum is None and len(_said(mark.element)) == 1


_TOLD = frozenset({"text", "label", "data attribute", "text with its scale"})


def _are_one(marks: Sequence[Mark]) -> bool:
    """Whether marks show one rating, some of them rounded to whole or half stars."""
    shares = [_share(mark) for mark in marks]
    return max(shares) - min(shares) <= _ROUNDING


def _share(mark: Mark) -> float:
    """The part of its scale that a mark shows; of a scale that is not told, of five or ten."""
    value = mark.value or 0.0
    return value / (mark.maximum or (5 if value <= 5 else 10))


def _between(claim: _Claim) -> list[etree._Element]:
    """The mark's element and what is around it inside the box."""
    nodes = [claim.mark.element]
    for parent in claim.mark.element.iterancestors():
        if parent is claim.box or len(nodes) > _MAX_UP:
            break
        nodes.append(parent)
    return nodes if claim.mark.element is not claim.box else []


def _is_called_part(claim: _Claim) -> bool:
    """Whether an element around the mark is named for a part or a person. What sums up, or tells more, is the review's own
    where it is all that the box shows."""
    parts = box_names("part") - (box_names("summing") if claim.alone else frozenset())
    return any(not parts.isdisjoint(words_of(node.get("class") or "")) for node in _between(claim))


def _is_labelled(claim: _Claim) -> bool:
    """Whether a short label stands before the stars in their own block: "Service ★★★★"."""
    label = label_of(claim.mark.element, claim.box)
    return bool(label) and not _is_whole(label) and label != claim.author and not _is_sentence(label)


def _is_sentence(label: str) -> bool:
    return len(label.split()) > 3 or any(char.isdigit() for char in label)


_WHOLE = Decision[_Claim](
    "reviews.rating is of the whole",
    Rule("says that it is", 5.0, lambda it: _says_overall(it.mark.element)),
    Rule("in an element named for a part or a person", VETO, _is_called_part),
    Rule("one of several with labels of their own", VETO, lambda it: _is_labelled(it) and _has_like(it)),
    Rule(
        "in a row of a table of parts", VETO, lambda it: _is_in_row_of_parts(it) and not _says_overall(it.mark.element)
    ),
)


def _is_in_row_of_parts(claim: _Claim) -> bool:
    """Whether a mark is behind a label in one of several rows of a table, the label not being that of the whole."""
    row = next((node for node in _between(claim) if node.tag == "tr"), None)
    parent = row.getparent() if row is not None else None
    if row is None or parent is None or len(row) != 2 or len(parent) < 2:
        return False
    label = _said(row[0]).casefold().strip(" :：.-–—")
    return 1 < len(label) <= _MAX_LABEL and not _is_whole(label)


def _has_like(claim: _Claim) -> bool:
    """Whether the block of a mark is one of several alike, as the rows of a list of parts are."""
    block = _block_of(claim.mark.element, claim.box)
    parent = block.getparent() if block is not None else None
    if block is None or parent is None or block is claim.box:
        return False
    return sum(1 for other in parent if other.tag == block.tag and other.get("class") == block.get("class")) > 1


def _block_of(element: etree._Element, box: etree._Element) -> etree._Element | None:
    node: etree._Element | None = element
    while node is not None and node is not box:
        if (node.tag in BLOCK_TAGS or node.tag in ("td", "th")) and _said(node):
            return node
        node = node.getparent()
    return None


def _said(node: etree._Element) -> str:
    return " ".join("".join(node.itertext()).split())


@cache
def _overall() -> frozenset[str]:
    return frozenset(
        (*all_words(extract, lambda file: file.ratings.overall), *all_words(extract, lambda file: file.ratings.said))
    )


def _is_whole(label: str) -> bool:
    return is_label(label) or any(label == word or label.startswith(f"{word} ") for word in _overall())


def label_of(element: etree._Element, box: etree._Element) -> str:
    """The short text before a mark in its own block, in small letters; '' if none."""
    block = _block_of(element, box)
    if block is None:
        return ""
    said: list[str] = [block.text or ""]
    for node in block.iterdescendants():
        if node is element:
            break
        said += [node.text or "", node.tail or ""]
    label = " ".join(" ".join(said).split()).casefold().strip(" :：.-–—")
    return label if 1 < len(label) <= _MAX_LABEL else ""


def _says_overall(element: etree._Element) -> bool:
    for depth, node in enumerate((element, *element.iterancestors())):
        if depth > 2:
            break
        if not box_names("overall").isdisjoint(words_of(node.get("class") or "")):
            return True
    return False


def agreed(ratings: list[Rating]) -> list[Rating]:
    """The ratings of one list's boxes, without one that was read from another sort of element than those of all others, or
    on another scale: it is more likely something else than a rating."""
    sorts = Counter(_sort(rating) for rating in ratings if rating.mark is not None)
    scales = Counter(rating.maximum for rating in ratings if rating.maximum is not None)
    return [_doubted(rating, sorts, scales) for rating in ratings]


def _doubted(rating: Rating, sorts: Counter[tuple[str, ...]], scales: Counter[float]) -> Rating:
    if rating.mark is None or rating.value is None:
        return rating
    total = sum(sorts.values())
    lone = sorts[_sort(rating)] == 1 and total > _LEAST_ALIKE and max(sorts.values()) == total - 1
    total = sum(scales.values())
    off = (
        rating.maximum is not None
        and scales[rating.maximum] == 1
        and total > _LEAST_ALIKE
        and max(scales.values()) == total - 1
    )
    return Rating(unread="unlike the others", mark=rating.mark) if lone or off else rating


def _sort(rating: Rating) -> tuple[str, ...]:
    """From what sort of element a rating was read: its tag and the tag around it."""
    assert rating.mark is not None
    parent = rating.mark.element.getparent()
    way = "stars" if rating.mark.way in _STARS else rating.mark.way
    return str(rating.mark.element.tag), str(parent.tag) if parent is not None else "", way
