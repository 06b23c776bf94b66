"""What a page shows its reader as its rating in total: a mean and a number of reviews in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.ratings import count_of, count_pattern, counts_in, parse_rating
from crawlers.extract.reviews.names import words_of
from crawlers.extract.reviews.stars import Mark, marks_of, signs_of
from data.kinds.source_total import SourceTotal

_MAX_MARKS = 400
_MAX_CLIMB = 4
_MAX_TEXT = 220
"""Characters around a rating in which its count must stand."""
_SUMMARIES = frozenset(
    {"aggregate", "summary", "average", "overall", "total", "totals", "badge", "widget", "recipe", "product"}
)
_MEAN = re.compile(r"(?<![\d.,/])([0-9]|10)(?:[.,]\d{1,2})?(?![\d.,/]*\d)")
_BARE = re.compile(r"(?<![\d.,/])(?:[0-9]|10)[.,]\d{1,2}(?![\d.,]*\d)")
_BORDER = "\ufdd6"
"""A character that no text may hold: where one text ends and the next begins."""
_BETWEEN_FIGURES = re.compile(rf"(?<=\d)\s?(?:{_BORDER}\s?)+(?=\d)")
_MAX_PARTS = 60
_MAX_BARE = 60
"""Characters of a claim without stars: "4.8 1,204 reviews"."""


def visible_totals(page: Page) -> list[SourceTotal]:
    """The one claim of the page, or none: a rating with a count of reviews beside it. Where several stand on the page
    (a list of products), none is the page's, unless all but one are its histogram (so many with 5 stars, with 4 ...)."""
    marked = (claim for mark in marks_of(page)[:_MAX_MARKS] if (claim := _claim(mark)))
    claims = (
        list(dict.fromkeys(marked))
        or list(dict.fromkeys(_written_claims(page)))
        or list(dict.fromkeys(_bare_claims(page)))
    )
    if not claims:
        return []
    biggest = max(claims, key=lambda claim: (claim.count, claim.mean is not None))
    if not biggest.total or not _is_histogram(claims, biggest):
        return []
    mean, maximum = biggest.mean, biggest.maximum
    if maximum is None and mean is not None and mean <= 5:
        maximum = 5.0
    return [SourceTotal(url=page.url, claimed_n=biggest.count, claimed_rating=mean, claimed_rating_max=maximum)]


def _written_claims(page: Page) -> Iterator[_Claim]:
    """Claims in one line of text: "4.7 out of 5 based on 1,284 reviews"."""
    for _, text, _ in signs_of(page).written[:_MAX_MARKS]:
        line = " ".join(text.split())
        count, rating = _count(line), parse_rating(line)
        if count is not None and rating is not None and rating[1] in (5, 10, 20, 100):
            yield _Claim(count, None, *rating, True)


def _bare_claims(page: Page) -> Iterator[_Claim]:
    """Claims without stars, in elements named for ratings: a figure with decimals, and a count beside it."""
    starry = signs_of(page).starry[:_MAX_MARKS]
    for element in dict.fromkeys(near for mark in starry for near in (mark, mark.getparent()) if near is not None):
        text = _text_of(element)
        if not 3 <= len(text) <= _MAX_BARE:
            continue
        count, figures = _count(text), _BARE.findall(text)
        if count is not None and len(figures) == 1:
            yield _Claim(count, None, float(figures[0].replace(",", ".")), None, True)


def _is_histogram(claims: list[_Claim], biggest: _Claim) -> bool:
    """Whether all but the biggest claim are the rows of its histogram, one for each number of stars."""
    others = [claim for claim in claims if (claim.count, claim.mean) != (biggest.count, biggest.mean)]
    rows = {claim.stars for claim in others if claim.stars is not None and claim.stars == int(claim.stars)}
    return len(rows) == len(others) and sum(claim.count for claim in others) <= biggest.count


@dataclass(frozen=True)
class _Claim:
    """A count beside a mark: `stars` the mark's own value, `mean` and `maximum` as said in figures; `total` tells whether
    it can be one: it says a mean, or its element is named as one."""

    count: int
    stars: float | None
    mean: float | None
    maximum: float | None
    total: bool


def _claim(mark: Mark) -> _Claim | None:
    """What the smallest element around a mark says that says a count."""
    node: etree._Element | None = mark.element
    for _ in range(_MAX_CLIMB):
        if node is None or node.tag in ("body", "main", "ul", "ol", "table"):
            return None
        text = _text_of(node)
        if len(text) > _MAX_TEXT:
            return None
        if (count := _count(text)) is not None:
            value, maximum = _mean(text, mark, count)
            return _Claim(count, mark.value, value, maximum, value is not None or _says_total(node))
        node = node.getparent()
    return None


def _text_of(element: etree._Element) -> str:
    """The text of an element on one line, a bar between figures of two elements: "4.1 / 5" and "863 reviews" are not 5863."""
    text = " ".join(_BORDER.join(islice(element.itertext(), _MAX_PARTS)).replace(_BORDER, f" {_BORDER} ").split())
    return " ".join(_BETWEEN_FIGURES.sub(" | ", text).replace(_BORDER, " ").split())


def _says_total(node: etree._Element) -> bool:
    """Whether an element, or one around it, is named a summary: one reviewer's stars beside how much she wrote are none."""
    names = {word for near in (node, *list(node.iterancestors())[:2]) for word in words_of(near.get("class") or "")}
    return not _SUMMARIES.isdisjoint(names)


def _count(text: str) -> int | None:
    """The number of reviews a text states; None if it states none, or several."""
    found = counts_in(text.casefold())
    return found[0] if len(found) == 1 else None


def _mean(text: str, mark: Mark, count: int) -> tuple[float | None, float | None]:
    """The mean in figures where the text has it (stars are rounded), else the mark's own."""
    scaled = parse_rating(text)
    if scaled is not None and scaled[1] in (5, 10, 20, 100):
        return scaled
    highest = mark.maximum or 10
    figures = [match[0].replace(",", ".") for match in _MEAN.finditer(text)]
    # A figure with decimals, else a whole one right before the count ("5 from 8 votes").
    for figure in sorted(figures, key=lambda figure: "." not in figure):
        mean = "." in figure or re.search(rf"(?<![\d.,]){figure}\s[^\W\d]{{2,8}}\s{str(count)[0]}", text)
        if mean and float(figure) <= highest:
            return float(figure), mark.maximum
    # Stars alone are rounded: only a bar's share that is no half says the mean.
    exact = mark.value is not None and 2 * mark.value != int(2 * mark.value)
    return (mark.value, mark.maximum) if exact else (None, None)


def claimed_count(page: Page) -> int:
    """The greatest number of reviews that a line of the page states, with a rating or without; 0 if none does. It is no
    total: it says that there is something to read."""
    lines = (line for line in page.survey.folded.splitlines() if len(line) <= _MAX_TEXT)
    found = (match for line in lines for match in count_pattern().finditer(line))
    return max((count_of(match) or 0 for match in found), default=0)
