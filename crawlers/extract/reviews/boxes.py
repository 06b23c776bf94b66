"""One box of a review list as a Review, or None where it is something else: a product, an article, a form, a list."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from functools import cache, cached_property
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.dates import DateReader, date_language
from crawlers.extract.page.ratings import count_pattern
from crawlers.extract.page.rules import VETO, Decision, Rule, Verdict
from crawlers.extract.page.text import key
from crawlers.extract.reviews.answers import MAX_NODES, Brand, brand_of, is_answer
from crawlers.extract.reviews.box_parts import Parts, emoji_in, read_box
from crawlers.extract.reviews.choice import Rating, rating_of
from crawlers.extract.reviews.names import box_names, words_of
from crawlers.extract.reviews.roles import hook_of, role_of
from crawlers.extract.reviews.stars import Mark, Signs, marks_of, signs_of
from crawlers.extract.reviews.surroundings import Surroundings, speaks_for_brand, text_in
from data.kinds.review import Review
from data.languages import all_words, extract
from data.languages.scripts import spaceless

MAX_BOXES = 2_000
"""Reviews read of one page's lists; longer lists are paged in practice."""
_MAX_READ = 150_000
"""Elements read of one page in all boxes together: a fifth of a second."""
_MAX_DATES_TEXT = 200_000
_MAX_DEPTH = 40
_MAX_THREAD = 400
_MAX_DATES = 3
_MAX_TEXTS = 2
_MIN_BODY = 3
_MAX_COUNT = 90
_MIN_UNRATED_BODY = 25
_DENSE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters that are a syllable or a word each, and count twice."""
_DIGIT = re.compile(r"\d+")
_VOLATILE = re.compile(
    r"^(?:depth-\d|thread|(?:first|last|odd|even|alt|active|current|parent|byuser|bypostauthor|visible|hidden|js|is|has)"
    r"(?:$|[-_]))"
)
_COUNTED = re.compile(r"^\(?\s?\d[\d.,' ]{0,9}\s?\)?$")
_PAGE_AUTHOR = ("bypostauthor", "by-post-author", "blog-post_author")
"""Class names that WordPress and its plug-ins give to comments of the page's own author."""

Look = tuple[str, ...]


class Looks:
    """What elements look like: tag and first lasting class name, or the name that tests find it by, else tag and what they
    stand in."""

    def __init__(self) -> None:
        self._looks: dict[etree._Element, Look] = {}
        self._siblings: dict[etree._Element, Counter[Look]] = {}

    def of(self, element: etree._Element) -> Look:
        look = self._looks.get(element)
        if look is None:
            look = self._looks[element] = _look_of(element)
        return look

    def within(self, parent: etree._Element) -> Counter[Look]:
        if parent not in self._siblings:
            self._siblings[parent] = Counter(self.of(child) for child in parent if isinstance(child.tag, str))
        return self._siblings[parent]


def _share_names(one: etree._Element, other: etree._Element) -> bool:
    """Whether half of the lasting class names of two elements of one look, or more, are names of both: less is a word of
    the layout that many have."""
    names = [
        {_DIGIT.sub("#", name) for name in (node.get("class") or "").split()[:8] if not _VOLATILE.search(name)}
        for node in (one, other)
    ]
    return 2 * len(names[0] & names[1]) >= len(names[0] | names[1])


def _look_of(element: etree._Element) -> Look:
    names = element.get("class")
    if names and names.strip():
        found = [name for name in names.split()[:8] if not _VOLATILE.search(name)]
        plain = next((name for name in found if not _DIGIT.search(name)), None)
        # Generated names ("css-1x2y") are the same in every box, numbers ("review-12") are not.
        return str(element.tag), plain or (_DIGIT.sub("#", found[0]) if found else "·")
    if hook := hook_of(element):
        return str(element.tag), _DIGIT.sub("#", hook)
    parent = element.getparent()
    if parent is None:
        return str(element.tag), "", "", ""
    return str(element.tag), "", str(parent.tag), (parent.get("class") or "").split(" ")[0]


def called(element: etree._Element) -> str:
    """What an element is called: its classes, its id, and the name that a site's tests find it by."""
    return f"{element.get('class') or ''} {element.get('id') or ''} {hook_of(element)}"


class Boxes:
    """Reads boxes of one page; each once."""

    def __init__(self, page: Page, now: datetime) -> None:
        self.page = page
        self.signs: Signs = signs_of(page)
        self.marks: list[Mark] = marks_of(page)
        self.looks = Looks()
        self.mark_elements = {mark.element for mark in self.marks}
        self._skipped = {mark.element for mark in self.marks if mark.alone}
        self._dates = DateReader(_date_language(page, self.signs), now)
        self._reviews: dict[tuple[etree._Element, Look], Review | None] = {}
        self.ratings: dict[etree._Element, Rating] = {}
        """Of each box that is a review, how its rating was read."""
        self.around = Surroundings()
        self.brand = _brand_of(page)
        self.owner = _owner_of(page)
        self._commented = any(map(page.named.__contains__, box_names("comment")))
        self._left = _MAX_READ
        self.verdicts: dict[tuple[etree._Element, Look], Verdict] = {}
        """Why each box that was read is a review or none."""
        self.texts_in = Counter(
            parent for text in self.texts() for parent in islice(text.element.iterancestors(), _MAX_DEPTH)
        )

    def texts(self) -> list[Mark]:
        """Elements named as a review's text, the innermost ones, as marks that tell no rating."""
        found = [
            element
            for element in self.signs.named[: 2 * MAX_BOXES]
            if not box_names("review").isdisjoint(words_of(element.get("class") or ""))
            and role_of(element.get("class") or "") == "body"
        ]
        outer = {parent for element in found for parent in element.iterancestors()}
        return [Mark(element, None, None) for element in found if element not in outer]

    def review(
        self, box: etree._Element, marks: list[Mark], look: Look, *, listed: bool = False, quoted: bool = False
    ) -> Review | None:
        """The review a box of this look is, `marks` being the rating marks in it; None if it is none. `listed`: others of its
        look beside it are reviews; `quoted`: it stands where customers are quoted."""
        if (box, look) not in self._reviews or (quoted and self._reviews[box, look] is None):
            self._reviews[box, look] = self._read(box, marks, look, listed, quoted)
        return self._reviews[box, look]

    def _parts(self, box: etree._Element, look: Look) -> Parts | None:
        def nested(node: etree._Element) -> bool:
            if node.tag != box.tag or node is box or self.looks.of(node) != look:
                return False
            return role_of(node.get("class") or "") != "reply" and _share_names(node, box)

        if self._left <= 0:
            return None
        parts = read_box(box, nested, self._skipped, self._dates, self.owner, commented=self._commented)
        self._left -= parts.size if parts else MAX_NODES
        return parts

    def _read(self, box: etree._Element, marks: list[Mark], look: Look, listed: bool, quoted: bool) -> Review | None:
        parts = self._parts(box, look)
        if parts is None:
            return None
        verdict = self.verdicts[box, look] = _REVIEWS.decide(_Candidate(self, parts, box, marks, listed, quoted))
        if verdict.score < _REVIEWS.needs:
            return None
        rating = self.ratings[box] = rating_of(box, marks, parts.author)
        reply, replied = parts.reply, parts.replied
        if reply is None:
            reply, replied = self._thread_reply(box)
        return Review(
            url=self.page.url,
            product=parts.product,
            rating=rating.value,
            rating_max=rating.maximum,
            rating_unread=rating.unread,
            title=parts.title if parts.title and key(parts.title) != key(parts.body) else None,
            body=parts.body,
            author=parts.author,
            native_id=box.get("data-review-id") or box.get("data-id") or box.get("id"),
            published_at=parts.published,
            reply_body=reply,
            replied_at=replied,
            layer="list",
        )

    def says_review(self, box: etree._Element) -> bool:
        """Whether the box, or what it stands in, is named as a review or a comment."""
        near = (box, *islice(box.iterancestors(), 2))
        names = {word for node in near for word in words_of(called(node))}
        return not names.isdisjoint(box_names("review") | box_names("comment"))

    def are_comments(self, box: etree._Element) -> bool:
        """Whether a box is one of a thread of comments, in which some rate and others ask."""
        near = (box, *islice(box.iterancestors(), 3))
        names = {word for node in near for word in words_of(f"{node.get('class') or ''} {node.get('id') or ''}")}
        return not names.isdisjoint(box_names("comment"))

    def _thread_reply(self, box: etree._Element) -> tuple[str | None, datetime | None]:
        """The first answer in a thread that the page's own author gave."""
        following = box.getnext()
        thread = list(islice(box.iterdescendants("li", "div", "article"), _MAX_THREAD))
        if following is not None and following.tag in ("ul", "ol") and self.looks.of(following) != self.looks.of(box):
            thread += islice(following.iterdescendants("li", "div", "article"), _MAX_THREAD)
        answer = following if following is not None and is_answer(following) else None
        for node in thread if answer is None else (answer, *thread):
            names = node.get("class") or ""
            if any(sign in names for sign in _PAGE_AUTHOR) or node is answer:
                parts = self._parts(node, self.looks.of(node))
                if parts and parts.body:
                    return parts.body, parts.published
        return None, None


class _Candidate:
    """A box that may be a review, as the rules look at it. `rated`: it holds a rating mark, or others beside it do
    (`listed`)."""

    def __init__(
        self, boxes: Boxes, parts: Parts, box: etree._Element, marks: list[Mark], listed: bool, quoted: bool
    ) -> None:
        self.boxes, self.parts, self.box, self.marks = boxes, parts, box, marks
        said = key(parts.body)
        # Where customers are quoted a short text is one; elsewhere many short lines are none.
        dense = len(_DENSE.findall(said)) if quoted else 0
        self.length = len(said) + dense or _MIN_BODY * emoji_in(parts.body)
        self.undated = parts.published is None
        self.starred = any(mark.element in boxes.mark_elements for mark in marks)
        self.rated = self.starred or listed
        self.quoted = quoted

    @cached_property
    def named(self) -> bool:
        return self.boxes.says_review(self.box)

    @cached_property
    def voiced(self) -> bool:
        """Whether its own name, or what it stands under, announces reviews."""
        return self.named or self.boxes.around.voiced(self.box)

    def holds(self, *tags: str) -> bool:
        return next(self.box.iterdescendants(*tags), None) is not None

    def is_called(self, *words: str) -> bool:
        return not set(words).isdisjoint(words_of(self.box.get("class") or ""))


def _is_too_short(it: _Candidate) -> bool:
    return it.length < (1 if it.parts.named and not it.undated and it.marks else _MIN_BODY)


def _holds_page_heading(it: _Candidate) -> bool:
    """The page's own heading: an article or a product, with what it is rated."""
    return it.holds("h1") and not it.is_called(*box_names("review"))


def _is_by_nobody(it: _Candidate) -> bool:
    """Neither who nor when; stars and a text under a heading of reviews are a card of one all the same."""
    if it.parts.author is not None or not it.undated:
        return False
    return not (
        it.starred and it.voiced and it.length >= _MIN_UNRATED_BODY and not it.parts.product and not _is_teaser(it.box)
    )


def _is_summary(it: _Candidate) -> bool:
    """What the page says of all its reviews: no customer is named, but how many there are, or the box is called so."""
    if it.parts.named or not it.undated:
        return False
    return it.is_called(*box_names("summary")) or any(
        len(line.text) <= _MAX_COUNT and count_pattern().search(line.text.casefold()) for line in it.parts.lines
    )


def _is_own(it: _Candidate) -> bool:
    """The brand's own people, or the press."""
    if it.starred:
        return False
    if it.boxes.around.is_of_press(it.box):
        return True
    return any(speaks_for_brand(line.text, it.boxes.brand) for line in it.parts.lines if line.role != "body")


def _is_rated_by_many(it: _Candidate) -> bool:
    """A rating with a count: of a product."""
    return it.undated and not it.parts.named and any(_COUNTED.match(line.text) for line in it.parts.lines)


def _has_price(it: _Candidate) -> bool:
    if not it.undated and it.named:
        return False
    return any(len(line.text) <= 60 and has_price(line.text) for line in it.parts.lines)


def has_price(text: str) -> bool:
    """Whether a text holds an amount of money."""
    return _price().search(text) is not None


@cache
def _price() -> re.Pattern[str]:
    """An amount of money, by its sign or by what a currency is called behind it."""
    called = (*all_words(extract, lambda file: file.prices.currency), "eur", "usd", "vnd")
    # A word has an end where a script sets words apart.
    words = "|".join(re.escape(word) + ("" if spaceless(word) else r"\b") for word in called)
    return re.compile(rf"[$€£¥฿₫₹₽]\s?\d|\d\s?(?:[$€£¥฿₫₹₽]|{words})", re.IGNORECASE)


_REVIEWS = Decision[_Candidate](
    "reviews.is a review",
    Rule("by nobody, on no day", VETO, _is_by_nobody),
    Rule("says nothing", VETO, _is_too_short),
    Rule("list of dates", VETO, lambda it: it.parts.dates > _MAX_DATES),
    Rule("list of texts", VETO, lambda it: it.boxes.texts_in[it.box] > _MAX_TEXTS),
    Rule("among related things", VETO, lambda it: it.boxes.around.is_elsewhere(it.box)),
    Rule("summary of reviews", VETO, _is_summary),
    Rule("of the press or the brand's own", VETO, _is_own),
    Rule("called an answer", VETO, lambda it: is_answer(it.box)),
    Rule("unrated, by the page's owner", VETO,
         lambda it: not it.starred and it.parts.author is not None and it.boxes.owner.is_named(it.parts.author)),
    Rule("holds the page's heading", VETO, _holds_page_heading),
    Rule("is where reviews are written", VETO, lambda it: it.holds("textarea")),
    # What carries a rating may be a product or an article.
    Rule("rated product", VETO, lambda it: it.rated and it.parts.product and it.undated and not it.named),
    Rule("rated by many", VETO, lambda it: it.rated and _is_rated_by_many(it)),
    Rule("rated, short, by nobody named", VETO,
         lambda it: it.rated and it.undated and not it.parts.named and it.length < _MIN_UNRATED_BODY),
    Rule("rated, with a price", VETO, lambda it: it.rated and _has_price(it)),
    Rule("rated, no day, nothing named", VETO,
         lambda it: it.rated and it.undated and not it.parts.named and not it.voiced),
    Rule("rated, no day, short, not named a review", VETO,
         lambda it: it.rated and it.undated and not it.named and it.length < _MIN_UNRATED_BODY),
    # What carries none may be anything.
    Rule("unrated and short", VETO, lambda it: not it.rated and it.length < _MIN_UNRATED_BODY),
    Rule("unrated, by nobody named", VETO, lambda it: not it.rated and not it.parts.named and not it.quoted),
    Rule("quoted, with a price", VETO, lambda it: it.quoted and _has_price(it)),
    Rule("unrated form", VETO, lambda it: not it.rated and it.holds("input", "form")),
    Rule("unrated tip on no day", VETO, lambda it: not it.rated and it.undated and it.is_called("tip")),
    Rule("unrated teaser of an article", VETO, lambda it: not it.rated and _is_teaser(it.box)),
)  # fmt: skip


def _brand_of(page: Page) -> str:
    """What the site is called: its host's and its title's letters."""
    return key(urlsplit(page.url).hostname or "") + " " + key(page.title)


def _owner_of(page: Page) -> Brand:
    heading = next(iter(page.tagged("h1")), None)
    return brand_of(page.title, text_in(heading) if heading is not None else "", urlsplit(page.url).hostname or "")


def _date_language(page: Page, signs: Signs) -> str | None:
    """The page's language, with the order of numeric dates that its own show."""
    return date_language(page.root.get("lang") or page.language, signs.text[:_MAX_DATES_TEXT])


def _is_teaser(box: etree._Element) -> bool:
    """A heading that links elsewhere: an article's teaser, not a customer's words."""
    return any(
        heading.find(".//a[@href]") is not None or next(heading.iterancestors()).tag == "a"
        for heading in box.iterdescendants("h1", "h2", "h3", "h4")
    )
