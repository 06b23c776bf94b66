"""Reviews as a reader sees them: boxes of one look, each with a rating or a place among reviews, a text, and an author
or a date. Found from the rating marks upwards: the box is the largest element around one mark that is repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from weakref import WeakKeyDictionary

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.text import key
from crawlers.extract.reviews.boxes import MAX_BOXES, Boxes, Look, Looks
from crawlers.extract.reviews.choice import Rating, agreed
from crawlers.extract.reviews.names import box_names, words_of
from crawlers.extract.reviews.roles import hook_of
from crawlers.extract.reviews.shown import Marked, Shown
from crawlers.extract.reviews.stars import Mark, marks_of, signs_of
from crawlers.extract.reviews.surroundings import may_say_voices, text_in
from data.kinds.review import Review

_MAX_CLIMB = 14
_MAX_GROUPS = 4
_MAX_LOOKS = 60
_MAX_MARKS_IN_BOX = 8
_SAMPLE = 3
_LEAST_LISTED = 2
"""Boxes found of one look before others of that look count that show no stars."""
_BEST_QUALITY = 1.25
_QUALITY_ALONE = 1.05
"""Of one box the length does not matter: the larger box around it would always win."""
_FLOOR = 0.9
"""Share of the first list's quality that a further list must have: less is a summary of something."""
_MAX_TRIALS = 36
"""Boxes read to find out which look is the reviews'; the likeliest are tried first."""
_LATE = datetime(2999, 1, 1)  # noqa: DTZ001  # naive UTC, as all times
"""When a page is read for its boxes alone: so late that no date in it is one of the future."""
_TELLING = 40
"""Letters by which a text is known again whoever wrote it."""
_BEGINNING = 24
"""Likewise of one that says itself that it is cut off."""
_MAX_LIKE = 20
_TEXT_RANGE = (12, 25_000)
_MAX_ALONE = 6_000
"""Characters: one rated box that is longer is an article."""
_ROOTS = frozenset({"body", "main", "html", "form", "head"})
_TABLES = frozenset({"table", "tbody"})
_MAX_ROWS = 8
"""Rows of a table that lays out one entry; more are a list."""
_BOX_TAGS = frozenset({"div", "li", "article", "section", "blockquote", "tr", "figure", "dl"})
_LISTED_TAGS = frozenset({"li", "article", "blockquote"})
"""What a list of reviews is made of, whether it has a class or not."""
_MAX_PLACES = 20
_MAX_SORTS = 3
"""Sorts of boxes side by side in one place of which one may be customers' words."""
_MAX_NESTED = 50
"""Boxes of a look around one of the same look."""
_MAX_LOOKED_AT = 600
"""Elements of a box among which a mark is looked for."""
Found = list[tuple[etree._Element, Review]]
_Rank = tuple[float, float, float, int]


@dataclass
class _Group:
    """Elements of one look with the marks each holds nearest."""

    look: Look
    members: dict[etree._Element, list[Mark]] = field(default_factory=dict)
    height: int = 0
    quality: float = 0.0


def visible_reviews(page: Page, now: datetime) -> Iterator[Review]:
    """Reviews of the page's lists, in page order, layer `list`. Boxes in boxes (threads) are reviews of their own or,
    where the page's owner wrote them, replies."""
    return (review for _, review in _listed(page, now))


def visible_beside(page: Page, now: datetime, marked: Marked) -> tuple[list[Review], list[Shown]]:
    """Reviews that the page's lists show and its markup lacks: in boxes of a look of which one is in the markup. Where none
    is, all of them, unless the page shows its markup's reviews in some other place: then these lists are of something else.
    Beside them the boxes of the markup's own reviews."""
    looks = Looks()
    shown = [(looks.of(box), Shown(key("".join(box.itertext())), review)) for box, review in _listed(page, now)]
    known = [marked.holds(seen.review) or marked.is_said(seen.text) for _, seen in shown]
    same = [seen for (_, seen), of_markup in zip(shown, known, strict=True) if of_markup]
    of_known = {look for (look, _), of_markup in zip(shown, known, strict=True) if of_markup}
    if not of_known and marked.is_in(page.survey.text):
        return [], []
    more = [
        seen.review
        for (look, seen), of_markup in zip(shown, known, strict=True)
        if not of_markup and (not of_known or look in of_known)
    ]
    return more, same


def _listed(page: Page, now: datetime) -> Iterator[tuple[etree._Element, Review]]:
    found = _once(_found(page, now))
    places = page.places if len(found) > 1 else {}
    scale = _scale([review for _, review in found])
    for box, review in sorted(found, key=lambda pair: places.get(pair[0], 0))[:MAX_BOXES]:
        unscaled = review.rating is not None and review.rating_max is None
        yield box, review.model_copy(update={"rating_max": scale}) if unscaled else review


def review_boxes(page: Page) -> list[etree._Element]:
    """The elements that `visible_reviews` reads as reviews, replies in them included."""
    if page not in _read:
        _found(page, _LATE)
    return [box for box, _ in _read[page]]


_read: WeakKeyDictionary[Page, Found] = WeakKeyDictionary()


def _found(page: Page, now: datetime) -> Found:
    """The boxes in the order found. Kept for `review_boxes`."""
    signs, marks = signs_of(page), marks_of(page)
    found: Found = []
    if marks or signs.named or any(map(may_say_voices, _headings(page))):
        finder = _Finder(Boxes(page, now))
        found = finder.around(marks)
        if len(found) < MAX_BOXES:  # no more are kept
            found += finder.named([box for box, _ in found])
        if not found:
            found = finder.around(finder.boxes.texts()) or finder.quoted()
    _read[page] = found
    return found


def _scale(reviews: list[Review]) -> float | None:
    """The scale of those whose scale the page does not tell: a list has one, of five unless a rating is above that."""
    highest = max(
        (review.rating for review in reviews if review.rating is not None and review.rating_max is None), default=0
    )
    return 5.0 if highest <= 5 else 10.0 if highest <= 10 else None


def _once(found: Found) -> Found:
    """Without the same text by the same author shown twice (as "featured", in a summary, as a carousel's copy): the fuller
    one stays."""
    kept: dict[tuple[str, str], tuple[etree._Element, Review]] = {}
    for number, (box, review) in enumerate(found):
        body, author = key(review.body), key(review.author or "")
        told = len(body) >= _TELLING or _is_clone(box)
        mark = (body, author if told else f"{author}#{number}")
        old = kept.get(mark)
        if old is None or _is_clone(old[0]) or (old[1].published_at is None and review.published_at is not None):
            kept[mark] = (box, review)
    return _without_extracts(list(kept.values()))


def _is_clone(box: etree._Element) -> bool:
    """Whether a carousel added a box so that it goes round."""
    nodes = (box, *islice(box.iterancestors(), 2))
    return any(not box_names("clone").isdisjoint(words_of(node.get("class") or "")) for node in nodes)


def _without_extracts(found: Found) -> Found:
    """Without boxes whose text is the beginning of another's by the same author, or by nobody: a teaser of it."""
    longer: dict[str, list[tuple[str, str]]] = {}
    for _, review in found:
        longer.setdefault(key(review.body)[:_BEGINNING], []).append((key(review.body), key(review.author or "")))
    return [(box, review) for box, review in found if not _is_extract(review, longer)]


def _is_extract(review: Review, longer: dict[str, list[tuple[str, str]]]) -> bool:
    body, author = key(review.body), key(review.author or "")
    if len(body) < (_BEGINNING if review.body.rstrip('"”’ ').endswith(("…", "...")) else _TELLING):
        return False
    return any(len(other) > len(body) and other.startswith(body) and (not author or author == by)
               for other, by in longer[body[:_BEGINNING]][:_MAX_LIKE])  # fmt: skip


class _Finder:
    def __init__(self, boxes: Boxes) -> None:
        self.boxes = boxes
        self._trials = _MAX_TRIALS
        self._holders: set[etree._Element] = set()

    def around(self, marks: list[Mark]) -> Found:
        """Boxes around marks, the look that explains most marks first."""
        left = list(marks)
        found: Found = []
        floor = 0.0
        for _ in range(_MAX_GROUPS):
            group = self._best(left, floor)
            if group is None:
                break
            floor = max(floor, _FLOOR * group.quality)
            boxes = self._read_group(group)
            found += boxes
            covered = {mark.element for marks in group.members.values() for mark in marks}
            inside = {box for box, _ in boxes}
            self._holders.update(parent for box in inside for parent in box.iterancestors())
            left = [
                mark for mark in left if mark.element not in covered and inside.isdisjoint(mark.element.iterancestors())
            ]
        return found

    def _best(self, marks: list[Mark], floor: float) -> _Group | None:
        """The group of most and best reviews, none of less quality than `floor`."""
        best: tuple[_Rank, _Group] | None = None
        for group in self._groups(marks)[:_MAX_LOOKS]:
            group.members = {box: own for box, own in group.members.items() if box not in self._holders}
            count = len(group.members)
            if not count:
                continue
            if best is not None and (count > 1) == best[0][0] and count * _BEST_QUALITY**3 < best[0][1]:
                break
            if not self._judge(group) or group.quality < floor:
                continue
            rank = _rank(group)
            if best is None or rank > best[0]:
                best = rank, group
        return best[1] if best else None

    def _groups(self, marks: list[Mark]) -> list[_Group]:
        """The looks of all elements around marks, those of most elements first."""
        groups: dict[Look, _Group] = {}
        for mark in marks:
            seen: set[Look] = set()
            for height, element in enumerate(_climb(mark.element)):
                look = self.boxes.looks.of(element)
                if look in seen:
                    continue
                seen.add(look)
                group = groups.setdefault(look, _Group(look))
                group.members.setdefault(element, []).append(mark)
                group.height = max(group.height, height)
        return sorted(groups.values(), key=lambda group: (len(group.members), group.height), reverse=True)

    def _judge(self, group: _Group) -> bool:
        """Whether a group's boxes are reviews, by a sample of them, which tells its quality."""
        if not self._repeated(group):
            return False
        count = len(group.members)
        sample = list(group.members.items())[:: max(1, count // _SAMPLE)][:_SAMPLE]
        drawn = len(sample)
        sample = [(box, own) for box, own in sample if _may_be_text(box)]
        if not sample or self._trials <= 0:
            return False
        self._trials -= len(sample)
        if count == 1 and _is_long(sample[0][0]):
            return False
        good = self._reviews(sample, group.look)
        if not good or len(good) * 2 < len(sample):
            return False
        if count == 1 and not self._may_be_alone(*sample[0], good[0]):
            return False
        group.quality = sum(_quality(review) for review in good) / drawn
        return True

    def _reviews(self, boxes: list[tuple[etree._Element, list[Mark]]], look: Look) -> list[Review]:
        return [review for box, own in boxes if (review := self.boxes.review(box, own, look)) is not None]

    def _may_be_alone(self, box: etree._Element, marks: list[Mark], review: Review) -> bool:
        """Whether the only box of a look is a review: it has a date or is named so, and is no list of several."""
        dated = review.published_at is not None or self.boxes.says_review(box)
        return dated and not self._is_list(box, marks)

    def _is_list(self, box: etree._Element, marks: list[Mark]) -> bool:
        """Whether a box is more than the review around its mark: that is one of several alike in it, of which the others show
        no stars. Its author and its text would be two customers'."""
        for node in (marks[0].element, *marks[0].element.iterancestors()) if marks[0].element is not box else ():
            if node is box:
                break
            parent, look = node.getparent(), self.boxes.looks.of(node)
            alike = node.tag in _BOX_TAGS and parent is not None and self.boxes.looks.within(parent)[look] > 1
            if alike and _may_be_text(node) and self.boxes.review(node, marks, look) is not None:
                return True
        return False

    def _repeated(self, group: _Group) -> bool:
        if any(len({id(mark.element) for mark in marks}) > _MAX_MARKS_IN_BOX for marks in group.members.values()):
            return False
        if len(group.members) > 1:
            return True
        box = next(iter(group.members))
        parent = box.getparent()
        names = set(words_of(group.look[1]))
        named = not names.isdisjoint(box_names("review") | box_names("comment"))
        if parent is None:
            return False
        telling = bool(group.look[1]) or box.tag in _LISTED_TAGS
        return named or (telling and self.boxes.looks.within(parent)[group.look] > 1)

    def _read_group(self, group: _Group) -> Found:
        found: Found = []
        for box, marks in list(group.members.items())[:MAX_BOXES]:
            review = self.boxes.review(box, marks, group.look)
            if review is not None:
                found.append((box, review))
        return self._agreed(found) + self._beside(group, found)

    def _agreed(self, found: Found) -> Found:
        """The list's reviews without ratings that were read unlike those of all others."""
        ratings = agreed([self.boxes.ratings[box] for box, _ in found])
        return [(box, review if rating.value == review.rating else _without_rating(review, rating))
                for (box, review), rating in zip(found, ratings, strict=True)]  # fmt: skip

    def _beside(self, group: _Group, found: Found) -> Found:
        """Boxes of the same look beside those found that show no stars: reviews by who rated nothing. They say when or by
        whom as the others do."""
        if not _LEAST_LISTED <= len(found) < MAX_BOXES or self.boxes.are_comments(found[0][0]):
            return []
        needed = [name for name in ("published_at", "author") if all(getattr(review, name) for _, review in found)]
        parents = dict.fromkeys(box.getparent() for box, _ in found)
        more: Found = []
        for child in chain.from_iterable(parent for parent in parents if parent is not None) if needed else ():
            review = self._unrated(child, group)
            if review is not None and all(getattr(review, name) for name in needed):
                more.append((child, review))
        return more if len(more) <= len(found) else []

    def _unrated(self, box: etree._Element, group: _Group) -> Review | None:
        """The review that a box of a group's look without a mark is."""
        if box in group.members or box in self._holders or self.boxes.looks.of(box) != group.look:
            return None
        return self.boxes.review(box, [], group.look, listed=True) if _may_be_text(box) else None

    def named(self, boxes: list[etree._Element]) -> Found:
        """Boxes without a mark whose name says review: beside rated ones, or a list of their own."""
        known = set(boxes)
        holders = {parent for box in known for parent in box.iterancestors()}
        found: Found = []
        taken = set(known)
        for look, members in self._named_looks().items():
            fresh = [box for box in _not_too_deep(members) if box not in known and box not in holders]
            beside = not known.isdisjoint(members)
            if not fresh or (len(members) < 2 and not _alone(fresh[0])):
                continue
            for box in fresh:
                outermost = taken.isdisjoint(box.iterancestors())
                if outermost and (beside or not self._holds_mark(box)) and (review := self.boxes.review(box, [], look)):
                    taken.add(box)
                    found.append((box, review))
        return found

    def quoted(self) -> Found:
        """Slides and cards without stars in a place that says that it shows customers' words: like boxes side by side, each
        with a text and who said it."""
        for holder in self._places()[:_MAX_PLACES]:
            for parent in (holder, *islice(holder.iterdescendants(*_BOX_TAGS, "ul", "ol"), _MAX_LOOKED_AT)):
                if found := self._quotes_in(parent):
                    return found
        return []

    def _places(self) -> list[etree._Element]:
        """Elements named for reviews, and what stands under headings of reviews."""
        named = [
            element for element in self.boxes.signs.named if element.tag in _BOX_TAGS or element.tag in ("ul", "ol")
        ]
        under = [
            _place_of(heading)
            for heading in self.boxes.page.tagged("h2", "h3", "h4")
            if may_say_voices(text_in(heading))
        ]
        places = [*named, *(parent for parent in under if parent is not None and parent.tag not in _ROOTS)]
        return list(dict.fromkeys(places))

    def _quotes_in(self, parent: etree._Element) -> Found:
        if len(parent) < _LEAST_LISTED:
            return []
        for look, count in self.boxes.looks.within(parent).most_common(_MAX_SORTS):
            if count < _LEAST_LISTED or self._trials <= 0:
                return []
            if found := self._quotes_of(parent, look):
                return found
        return []

    def _quotes_of(self, parent: etree._Element, look: Look) -> Found:
        """Likewise of one look."""
        boxes = [
            child
            for child in parent
            if self.boxes.looks.of(child) == look and child.tag in _BOX_TAGS and _may_be_text(child)
        ]
        if len(boxes) < _LEAST_LISTED:
            return []
        self._trials -= 1
        found: Found = []
        for box in boxes[:MAX_BOXES]:
            if not _is_long(box) and (review := self.boxes.review(box, [], look, quoted=True)) is not None:
                found.append((box, review))
        return found if len(found) >= _LEAST_LISTED and 2 * len(found) > len(boxes) else []

    def _named_looks(self) -> dict[Look, list[etree._Element]]:
        """The boxes whose name says review, by their looks."""
        looks: dict[Look, list[etree._Element]] = {}
        for element in self.boxes.signs.named[: 2 * MAX_BOXES]:
            names = f"{element.get('class') or ''} {hook_of(element)}"
            if element.tag in _BOX_TAGS and not box_names("review").isdisjoint(words_of(names)):
                looks.setdefault(self.boxes.looks.of(element), []).append(element)
        return looks

    def _holds_mark(self, box: etree._Element) -> bool:
        if not self.boxes.mark_elements:
            return False
        return any(child in self.boxes.mark_elements for child in islice(box.iterdescendants(), _MAX_LOOKED_AT))


def _not_too_deep(boxes: list[etree._Element]) -> Iterator[etree._Element]:
    """Those of boxes of one look, in page order, that are in few others of them: what is answered to an answer ends."""
    levels: dict[etree._Element, int] = {}
    for box in boxes:
        around = (levels[parent] for parent in islice(box.iterancestors(), _MAX_CLIMB) if parent in levels)
        levels[box] = next(around, 0) + 1
        if levels[box] <= _MAX_NESTED:
            yield box


def _without_rating(review: Review, rating: Rating) -> Review:
    return review.model_copy(update={"rating": None, "rating_max": None, "rating_unread": rating.unread})


def _rank(group: _Group) -> _Rank:
    """Several boxes before one, then by how much they say in all, then those with a class."""
    count = len(group.members)
    # Alone, the nearest box is the review; of several the farthest, which holds the reply too.
    quality = group.quality if count > 1 else min(group.quality, _QUALITY_ALONE)
    height = group.height if count > 1 else -group.height
    return float(count > 1), round(count * quality**3, 3), float(bool(group.look[1])), height


def _alone(box: etree._Element) -> bool:
    return not {"testimonial", "review"}.isdisjoint(words_of(box.get("class") or ""))


def _headings(page: Page) -> Iterator[str]:
    return (text_in(heading) for heading in page.tagged("h2", "h3", "h4")[:_MAX_LOOKED_AT])


def _place_of(heading: etree._Element) -> etree._Element | None:
    """What a heading stands in with what it heads: boxes that hold nothing else are passed over."""
    place = heading.getparent()
    for _ in range(_MAX_WRAPPED):
        if place is None or len(place) > 1:
            break
        place = place.getparent()
    return place


_MAX_WRAPPED = 3


def _is_layout(table: etree._Element) -> bool:
    """Whether a table lays out an entry of a list: others like it are beside it, or beside what it is all the text of."""
    node = table.getparent() if table.tag == "tbody" else table
    if node is None or (parent := node.getparent()) is None:
        return False
    if _has_alike(node, parent):
        return True
    around = parent.getparent()
    return around is not None and _has_alike(parent, around) and _length(parent) <= _length(node) + _MAX_BESIDE_TABLE


def _is_of_parts(table: etree._Element) -> bool:
    """Whether each row of a table is a short label and a rating: those of the parts of one review."""
    rows = list(islice(table.iterdescendants("tr"), _MAX_ROWS + 1))
    return 1 < len(rows) <= _MAX_ROWS and all(len(row) == 2 and _length(row) <= _MAX_PART for row in rows)


_MAX_PART = 30
_MAX_BESIDE_TABLE = 20


def _has_alike(node: etree._Element, parent: etree._Element) -> bool:
    beside = islice(parent.iterchildren(str(node.tag)), _MAX_LOOKED_AT)
    return any(other is not node and other.get("class") == node.get("class") for other in beside)


def _length(node: etree._Element) -> int:
    return len("".join(str(etree.tostring(node, method="text", encoding="unicode", with_tail=False)).split()))


def _may_be_text(box: etree._Element) -> bool:
    """Whether a box holds about as much text as a review, cheaply."""
    if len(box) == 0:
        return False
    text = str(etree.tostring(box, method="text", encoding="unicode", with_tail=False)).strip()
    return _TEXT_RANGE[0] <= len(text) <= _TEXT_RANGE[1]


def _is_long(box: etree._Element) -> bool:
    return len(str(etree.tostring(box, method="text", encoding="unicode"))) > _MAX_ALONE


def _quality(review: Review) -> float:
    """How much a box says of what reviews say: 0.25 for a text, up to _BEST_QUALITY with author, date and length."""
    return (
        0.25
        + 0.35 * (review.author is not None)
        + 0.35 * (review.published_at is not None)
        + 0.1 * (review.rating is not None)
        + 0.2 * min(len(review.body), 100) / 100
    )


def _climb(element: etree._Element) -> Iterator[etree._Element]:
    node: etree._Element | None = element
    for _ in range(_MAX_CLIMB):
        # The row of buttons that shows a rating may be a form of its own.
        if node is None or (node.tag in _ROOTS and not (node is element and node.tag == "form")):
            return
        if node.tag in _TABLES and (len(node) > _MAX_ROWS or not (_is_layout(node) or _is_of_parts(node))):
            return
        if node.tag != "tbody":
            yield node
        node = node.getparent()
