"""What a page shows its reader as its rating in total: a mean and a number of reviews in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.ratings import (
    count_of,
    count_pattern,
    counted_words,
    counts_in,
    counts_ratings,
    headed_count,
    parse_count,
    parse_rating,
    without_units,
)
from crawlers.extract.page.text import HIDDEN_TAGS, ascii_digits
from crawlers.extract.reviews.boxes import has_price
from crawlers.extract.reviews.names import words_of
from crawlers.extract.reviews.stars import Mark, marks_of, signs_of
from crawlers.extract.reviews.visible import review_boxes
from data.kinds.source_total import SourceTotal
from data.languages import all_words, extract

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
    ways = (marked, _written_claims(page), _bare_claims(page), _counted_claims(page))
    biggest = _of_reviews(claim for way in ways if (claims := _distinct(way)) and (claim := _total_of(claims)))
    if biggest is None:
        return []
    mean, maximum = biggest.mean, biggest.maximum
    if maximum is None and mean is not None and mean <= 5:
        maximum = 5.0
    return [SourceTotal(url=page.url, claimed_n=biggest.count, claimed_rating=mean, claimed_rating_max=maximum)]


def _of_reviews(claims: Iterator[_Claim]) -> _Claim | None:
    """The first claim; where that counts ratings, one of the same mean that counts reviews."""
    first = next(claims, None)
    if first is None or not first.rated:
        return first
    return next((claim for claim in claims if not claim.rated and claim.mean == first.mean), first)


def _distinct(claims: Iterable[_Claim]) -> list[_Claim]:
    """Claims without those of the same count that say less: a mean in whole stars is one row's of a histogram. Where one
    counts reviews and one of the same mean ratings, which may have no text, that of the reviews stays."""
    made = list(dict.fromkeys(claims))
    of_reviews = {claim.mean for claim in made if claim.mean is not None and not claim.rated}
    best: dict[int, list[_Claim]] = {}
    for claim in (claim for claim in made if not claim.rated or claim.mean not in of_reviews):
        best.setdefault(claim.count, []).append(claim)
    exact = {
        count: [claim for claim in same if claim.mean is not None and claim.mean % 1] for count, same in best.items()
    }
    return [claim for count, same in best.items() for claim in _agreeing(exact[count]) or same]


def _agreeing(claims: list[_Claim]) -> list[_Claim]:
    """One of the claims of one count if all have the same mean: the one that tells its scale."""
    if not claims or len({claim.mean for claim in claims}) > 1:
        return claims
    return [max(claims, key=lambda claim: (claim.total, claim.maximum is not None))]


def _total_of(claims: list[_Claim]) -> _Claim | None:
    """The claim that is the page's; None if there are several."""
    biggest = max(claims, key=lambda claim: (claim.count, claim.mean is not None))
    return biggest if biggest.total and _is_histogram(claims, biggest) else None


def _written_claims(page: Page) -> Iterator[_Claim]:
    """Claims in one line of text: "4.7 out of 5 based on 1,284 reviews"."""
    for _, text, _ in signs_of(page).written[:_MAX_MARKS]:
        line = " ".join(text.split())
        count, rating = _count(line), parse_rating(line)
        if count is not None and rating is not None and rating[1] in (5, 10, 20, 100):
            yield _Claim(count, None, *rating, True, counts_ratings(line))


def _bare_claims(page: Page) -> Iterator[_Claim]:
    """Claims without stars, in elements named for ratings: a figure with decimals, and a count beside it."""
    starry = signs_of(page).starry[:_MAX_MARKS]
    for element in dict.fromkeys(near for mark in starry for near in (mark, mark.getparent()) if near is not None):
        text = _text_of(element)
        if not 3 <= len(text) <= _MAX_BARE:
            continue
        count, figures = _count(text), _BARE.findall(without_units(text.casefold()))
        if count is not None and len(figures) == 1:
            yield _Claim(count, None, float(figures[0].replace(",", ".")), None, True, counts_ratings(text))


def _counted_claims(page: Page) -> Iterator[_Claim]:
    """Claims without stars that are known by their count, outside the reviews themselves: a mean beside "1,204 reviews" or
    below it, or beside "(512)" where the page says elsewhere that it has so many."""
    folded = page.survey.folded
    if not _MEAN_SAID.search(folded, 0, _MAX_TOLD):
        return
    words = counted_words(folded)
    boxes = set(review_boxes(page))
    stated = {*_stated(folded, words), *_labelled(page)}
    seen: set[etree._Element] = set()
    for element in islice(_counting(page, words), _MAX_COUNTING):
        headed = None
        for node in (element, *islice(element.iterancestors(), _MAX_CLIMB)):
            text = _text_of(node) if node.tag not in _HOLDERS else ""
            # What was passed on the way from a mean is looked at again from a count that a word heads.
            if (node in seen and not headed) or node in boxes or not 0 < len(text) <= _MAX_TEXT:
                break
            seen.add(node)
            headed = headed or _apart(node, text)
            count = _count(text) or headed or _in_brackets(text, node, stated)
            if count is not None and (claim := _with_mean(node, text, count)):
                yield claim
                break


_HOLDERS = frozenset({"body", "main", "html", "ul", "ol", "table"})
_HEADINGS = ("h1", "h2", "h3", "h4")
_BRACKETED = re.compile(r"[(（]\s?(\d[\d.,' ]{0,9})\s?\w?\s?[)）]")


def _counting(page: Page, words: tuple[str, ...]) -> Iterator[etree._Element]:
    """Elements named totals, and those whose own text has one of the words for reviews or a number in brackets."""
    yield from page.classed([names for names in page.classes if not _TOTALS.isdisjoint(words_of(names))])
    short = {text for text in (*page.texts, *_OUTSIDE(page.root)) if len(text) <= _MAX_BARE}
    counting = {text for text in short if _counts(text, words)}
    # Where a text is costs more to ask than all of the above.
    for text in _SHORT_TEXTS(page.root) if counting else ():
        if text in counting:
            holder = text.getparent()
            holder = holder.getparent() if text.is_tail else holder
            if holder is not None and holder.tag not in HIDDEN_TAGS:
                yield holder


def _counts(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text has a number in brackets or one of the words for reviews."""
    bracketed = ("(" in text or "（" in text) and _BRACKETED.search(text) is not None
    return bracketed or bool(counted_words(text.casefold(), words))


_OUTSIDE = etree.XPath(
    "text() | *[not(self::body)]/descendant::text() | body[position() > 1]/descendant::text()", smart_strings=False
)
"""The texts that are not in the body."""
_SHORT_TEXTS = etree.XPath(f"descendant::text()[string-length() <= {_MAX_BARE}]")
_MAX_COUNTING = 100
"""Places looked at: a page says its claim near its top, and reviews or products that count something are many."""
_MAX_TOLD = 200_000
"""Characters of a page's text among which there must be a figure that may be a mean."""
_MEAN_SAID = re.compile(
    r"\d(?:(?<![\d.,].)[.,٫]\d{1,2}(?![\d.,])|(?<=1)(?<![\d.,].)0[.,٫]\d{1,2}(?![\d.,])|\s?/\s?(?:5|10)(?!\d)"
    r"|(?<![\d.,].)[.,]\d{2,6}\s[^\W\d])"
)
"""What a page without a figure that may be a mean does not have; its count may be right behind it ("4.341 reviews")."""


def _stated(folded: str, words: tuple[str, ...]) -> Iterator[int]:
    """The numbers of reviews that short lines of the page state."""
    for line in folded.splitlines():
        if len(line) <= _MAX_BARE and counted_words(line, words) and (count := _count(line)):
            yield count


def _headed(text: str) -> int | None:
    """The number in a short text that is only that behind a word for reviews: "Reviews 2,871 • Excellent"."""
    match = headed_count().match(ascii_digits(text).casefold())
    return parse_count(match[1]) if match else None


def _apart(node: etree._Element, text: str) -> int | None:
    """The number of reviews that an element states without a phrase for it."""
    return _headed(text) or _in_badge(node, text) or _in_named(node, text)


def _labelled(page: Page) -> Iterator[int]:
    """The numbers of reviews that labels for screen readers state, where what is seen is "(318)"."""
    for _, element in page.holders["aria-label"][:_MAX_LABELS]:
        label = element.get("aria-label", "")
        if len(label) <= _MAX_BARE and any(map(str.isdigit, label)) and (count := _count(label)):
            yield count


_MAX_LABELS = 2_000


def _in_badge(heading: etree._Element, text: str) -> int | None:
    """The number alone in the last part of a heading that begins with a word for reviews ("Reviews of this shop [219]")."""
    if (
        heading.tag not in _HEADINGS
        or not len(heading)
        or not text.casefold().startswith(counted_words(text.casefold()))
    ):
        return None
    badge = " ".join("".join(heading[-1].itertext()).split())
    return parse_count(badge) if _ALONE.fullmatch(badge) and not (heading[-1].tail or "").strip() else None


def _in_named(element: etree._Element, text: str) -> int | None:
    """The number that is all the text of an element named for how many reviews there are ("review-count", "numReviews")."""
    names = words_of(element.get("class") or "")
    if not _ALONE.fullmatch(text) or _NUMBERING.isdisjoint(names) or _COUNTED_THINGS.isdisjoint(names):
        return None
    return parse_count(text)


_ALONE = re.compile(r"[(（]?\s?\d{1,3}(?:[.,' ]?\d{3}){0,3}\s?[)）]?")
"""A number and nothing else."""
_NUMBERING = frozenset({"count", "num", "number", "total", "amount", "qty", "quantity"})
_COUNTED_THINGS = frozenset({"review", "reviews", "rating", "ratings", "opinion", "opinions", "votes", "testimonials"})


def _in_brackets(text: str, node: etree._Element, stated: set[int]) -> int | None:
    """The one number in brackets, where the page states it as its number of reviews, or the text is named a total."""
    found = {count for match in _BRACKETED.finditer(text) if (count := parse_count(match[1]))}
    count = found.pop() if len(found) == 1 else None
    if (
        count is None
        or count in stated
        or counted_words(text.casefold())
        or not _TOTALS.isdisjoint(words_of(node.get("class") or ""))
    ):
        return count
    return count if _has_scale(text) and any(map(text.casefold().__contains__, _overall())) else None


@cache
def _overall() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.ratings.overall)


def _shows_stars(node: etree._Element, said: str) -> bool:
    """Whether a figure beside a count is a mean, not a price: something there is named for ratings, or a word says so."""
    if counted_words(said.casefold()) or any(char in said for char in "★⭐"):
        return True
    names = (words_of(near.get("class") or "") for near in islice(node.iter(etree.Element), _MAX_PARTS))
    return any(not _MEANS.isdisjoint(words) for words in names)


def _has_scale(text: str) -> bool:
    scaled = parse_rating(text)
    return scaled is not None and scaled[1] in (5, 10)


_TOTALS = frozenset({"aggregate", "average", "overall", "total", "totals"})
_MEANS = frozenset({*_TOTALS, "star", "stars", "rating", "ratings", "rate", "score", "review", "reviews", "grade"})


def _with_mean(node: etree._Element, text: str, count: int) -> _Claim | None:
    """The claim that a count makes with the mean that stands in its text or, where it is a heading's, right below."""
    below = node.getnext() if node.tag in _HEADINGS else None
    for said in (text, _text_of(below) if below is not None else ""):
        if not 0 < len(said) <= _MAX_TEXT:
            continue
        if _has_scale(said) and (scaled := parse_rating(said)) is not None:
            return _Claim(count, None, *scaled, True, counts_ratings(text))
        figures = set(_BARE.findall(without_units(said.casefold())))
        shown = len(figures) == 1 and len(said) <= _MAX_BARE and not has_price(said)
        if shown and (_MEAN_WITH_COUNT.fullmatch(said) or _shows_stars(node, said)):
            return _Claim(count, None, float(figures.pop().replace(",", ".")), None, True, counts_ratings(text))
    return None


_MEAN_WITH_COUNT = re.compile(r"\d[.,]\d{1,2}\s?[(（]\s?\d[\d.,' ]{0,9}\s?[)）]")
"""A mean with its count in brackets, where that is all an element says: "4,5 (88)"."""


def _is_histogram(claims: list[_Claim], biggest: _Claim) -> bool:
    """Whether all but the biggest claim are the rows of its histogram, one for each number of stars."""
    others = [claim for claim in claims if (claim.count, claim.mean) != (biggest.count, biggest.mean)]
    rows = {claim.stars for claim in others if claim.stars is not None and claim.stars == int(claim.stars)}
    return len(rows) == len(others) and sum(claim.count for claim in others) <= biggest.count


@dataclass(frozen=True)
class _Claim:
    """A count beside a mark: `stars` the mark's own value, `mean` and `maximum` as said in figures; `total` tells whether
    it can be one: it says a mean, or its element is named as one; `rated`, whether it counts ratings, not reviews."""

    count: int
    stars: float | None
    mean: float | None
    maximum: float | None
    total: bool
    rated: bool = False


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
            total = value is not None or _says_total(node)
            return _Claim(count, mark.value, value, maximum, total, counts_ratings(text))
        node = node.getparent()
    return None


def _text_of(element: etree._Element) -> str:
    """The text of an element on one line, a bar between figures of two elements: "4.1 / 5" and "863 reviews" are not 5863."""
    text = " ".join(_BORDER.join(islice(element.itertext(), _MAX_PARTS)).replace(_BORDER, f" {_BORDER} ").split())
    return ascii_digits(" ".join(_BETWEEN_FIGURES.sub(" | ", text).replace(_BORDER, " ").split()))


def _says_total(node: etree._Element) -> bool:
    """Whether an element, or one around it, is named a summary: one reviewer's stars beside how much she wrote are none."""
    names = {word for near in (node, *list(node.iterancestors())[:2]) for word in words_of(near.get("class") or "")}
    return not _SUMMARIES.isdisjoint(names)


def _count(text: str) -> int | None:
    """The number of reviews a text states; None if it states none, or several."""
    found = counts_in(ascii_digits(text).casefold())
    return found[0] if len(found) == 1 else None


def _mean(text: str, mark: Mark, count: int) -> tuple[float | None, float | None]:
    """The mean in figures where the text has it (stars are rounded), else the mark's own."""
    scaled = parse_rating(text)
    if scaled is not None and scaled[1] in (5, 10, 20, 100):
        return scaled
    highest = mark.maximum or 10
    figures = [match[0].replace(",", ".") for match in _MEAN.finditer(without_units(text.casefold()))]
    # A figure with decimals, else a whole one right before the count ("5 from 8 votes").
    for figure in sorted(figures, key=lambda figure: "." not in figure):
        mean = "." in figure or re.search(rf"(?<![\d.,]){figure}\s[^\W\d]{{2,8}}\s{str(count)[0]}", text)
        if mean and float(figure) <= highest:
            return float(figure), mark.maximum
    # Stars alone are rounded: only a bar's share that is no half says the mean, or a label that has it in figures.
    said = mark.way == "label" and mark.value is not None and mark.value != int(mark.value)
    exact = said or (mark.value is not None and 2 * mark.value != int(2 * mark.value))
    return (mark.value, mark.maximum) if exact else (None, None)


def claimed_count(page: Page) -> int:
    """The greatest number of reviews that a line of the page states, with a rating or without; 0 if none does. It is no
    total: it says that there is something to read."""
    lines = (ascii_digits(line) for line in page.survey.folded.splitlines() if len(line) <= _MAX_TEXT)
    found = (match for line in lines for match in count_pattern().finditer(line))
    return max((count_of(match) or 0 for match in found), default=0)
