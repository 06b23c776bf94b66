"""Google Play: what an app's public page shows, which is its rating, how many gave one, and a few reviews.

There is no open API of others' reviews; those of your own app come by `overheard import reviews --mapping play-console`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from typing_extensions import override

from crawlers.extract.page import parse_page
from crawlers.extract.reviews import extract_totals
from crawlers.sources.registry import register
from crawlers.sources.reviews.base import NO_ENV, USUAL_LIMITS, ReviewSource, stars
from crawlers.sources.source import Answer, Ask, Page
from crawlers.sources.values import MalformedError, epoch, sequence, text, word
from data.kinds.review import Review

SITE = "play.google.com"
_DATA = re.compile(r"AF_initDataCallback\(\{[^{}\[\]]{0,200}?data:")
_MAX_NODES = 200_000
_MAX_BLOCKS = 60
_TEXT, _TIME, _REPLY, _LEAST = 4, 5, 7, 8
"""Places in the array of a review, and how many it has at least: id, author, rating, ..., text, time, likes, reply."""


@register
class GooglePlay(ReviewSource):
    """`play:com.acme.app`: one app's page, once for each of the `languages`, for it shows the reviews in the reader's."""

    name = "play"
    options: ClassVar = {
        "brand.reviews": "an app: play:PACKAGE, such as play:com.acme.app",
        "workspace.languages": "the languages that its page is read in",
    }
    limits = USUAL_LIMITS
    hosts = (SITE,)
    official = f"https://{SITE}"
    robots = True
    prefix = "play:"
    kept_under = SITE

    def __init__(self, app: str, languages: Sequence[str] = ("en",), env: Mapping[str, str] = NO_ENV) -> None:
        super().__init__(f"{self.official}/store/apps/details?id={app}", env)
        self.app, self.languages = app, tuple(languages) or ("en",)

    @classmethod
    @override
    def named(cls, address: str, languages: Sequence[str], env: Mapping[str, str]) -> Self:
        return cls(address.removeprefix(cls.prefix), languages, env)

    @override
    def first(self, since: datetime) -> Ask:
        return self._page(0)

    def _page(self, number: int) -> Ask:
        parameters = {"id": self.app, "hl": self.languages[number]}
        return Ask.to(f"{self.base}/store/apps/details", parameters, carry={"page": str(number)})

    def read(self, ask: Ask, answer: Answer) -> Page[Review]:
        page = parse_page(answer.body, self.address, "utf-8")
        totals = extract_totals(page)
        markup = answer.body.decode("utf-8", "replace")
        reviews = [
            found.model_copy(update={"product": totals[0].product if totals else None})
            for data in page_data(markup)
            for found in read_reviews(data, self)
        ]
        if not totals and not reviews:
            found = f", titled {page.title[:80]!r}" if page.title else ""
            raise MalformedError(f"expected an app's page with its rating, found another{found}")
        number = int(ask.carry["page"])
        following = self._page(number + 1) if number + 1 < len(self.languages) else None
        # The rating is the same in every language; the page shows a handful of reviews, whatever the app has.
        return Page(
            _newest_first(reviews), following, totals=totals if number == 0 else [], ordered=False, truncated=True
        )


def page_data(markup: str) -> Iterator[Any]:
    """The data blocks that a page of the store carries for its scripts."""
    decoder = json.JSONDecoder()
    for number, found in enumerate(_DATA.finditer(markup)):
        if number >= _MAX_BLOCKS:
            return
        try:
            yield decoder.raw_decode(markup, found.end())[0]
        except (ValueError, RecursionError):
            continue


def batch_data(body: bytes) -> Iterator[Any]:
    """The data of an answer to the store's own scripts: lines of JSON whose third place holds JSON as a text."""
    markup = body.decode("utf-8", "replace")
    start = markup.find("[")
    try:
        calls = json.JSONDecoder().raw_decode(markup, start)[0] if start >= 0 else []
    except (ValueError, RecursionError):
        return
    for call in sequence(calls):
        if isinstance(call, list) and len(call) > 2 and isinstance(call[2], str):
            try:
                yield json.loads(call[2])
            except (ValueError, RecursionError):
                continue


def read_reviews(data: Any, source: ReviewSource) -> list[Review]:
    """The reviews anywhere in a data block, told by the shape of their arrays. One that was edited stands there once a
    version; the newest comes first, and counts."""
    found: dict[str, Review] = {}
    stack, seen = [data], 0
    while stack and seen < _MAX_NODES:
        node = stack.pop()
        seen += 1
        if not isinstance(node, list):
            continue
        review = _review(node, source)
        if review is not None and review.native_id:
            known = found.get(review.native_id)
            if known is None or _time(known) < _time(review):
                found[review.native_id] = review
        else:
            stack += reversed(node)
    return list(found.values())


def _review(node: list[Any], source: ReviewSource) -> Review | None:
    if len(node) < _LEAST or not isinstance(node[0], str) or not isinstance(node[2], int):
        return None
    author, moment = sequence(node[1]), sequence(node[_TIME])
    rating = stars(node[2])
    if rating is None or not author or not moment or not (node[_TEXT] is None or isinstance(node[_TEXT], str)):
        return None
    reply = sequence(node[_REPLY])
    answered = sequence(reply[2]) if len(reply) > 2 else []
    return source.review(
        native_id=node[0], rating=rating, body=text(node[_TEXT]), author=word(author[0]), published_at=epoch(moment[0]).at,
        reply_body=text(reply[1]) or None if len(reply) > 1 else None,
        replied_at=epoch(answered[0]).at if answered else None,
    )  # fmt: skip


def _time(review: Review) -> float:
    return review.published_at.timestamp() if review.published_at else 0.0


def _newest_first(reviews: list[Review]) -> list[Review]:
    return sorted(reviews, key=_time, reverse=True)
