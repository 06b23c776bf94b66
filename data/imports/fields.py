"""What can be imported: the kinds, their fields, and what kind of value each field takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.records import Goal, Keyword, Mention, MysteryShop, Record, Review, Survey

TEXT, WORD, TIME, NUMBER, COUNT, FLAG, RATING, BRAND, BRANDS, DAY, MONTH, NAME, URL, VOLUME = (
    "text", "word", "time", "number", "count", "flag", "rating", "brand", "brands", "day", "month", "name", "url", "volume",
)  # fmt: skip
"""Kinds of values: text a person wrote; word an id, name or address; count a whole number; flag yes or no; rating a number
that may carry its scale ("4/5"); name a metric's name; url the address of a web page; volume searches a month, exact or a
range."""


@dataclass(frozen=True)
class Kind:
    """One kind of import: `required` groups of which one field each must have a column; `person` the field that names
    somebody, which never reaches a log or a table."""

    name: str
    model: type[Record]
    fields: Mapping[str, str]
    required: tuple[tuple[str, ...], ...]
    person: str = ""


_COUNTS = dict.fromkeys(("likes", "replies", "shares", "views"), COUNT)
KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "reviews", Review,
            {"brand": BRAND, "source": WORD, "url": URL, "product": TEXT, "rating": RATING, "rating_max": NUMBER,
             "title": TEXT, "body": TEXT, "market": WORD, "author": WORD, "native_id": WORD, "published_at": TIME,
             "reply_body": TEXT, "replied_at": TIME, "first_party": FLAG, "fetched_at": TIME},
            (("body", "rating"),), person="author",
        ),
        Kind(
            "mentions", Mention,
            {"brand": BRAND, "brands": BRANDS, "network": WORD, "native_id": WORD, "voice": WORD, "url": URL,
             "title": TEXT, "body": TEXT, "language": WORD, "author": WORD, "published_at": TIME, "content_kind": WORD,
             "query": TEXT, "parent_id": WORD, **_COUNTS, "fetched_at": TIME},
            (("body", "title"),), person="author",
        ),
        Kind(
            "surveys", Survey,
            {"brand": BRAND, "survey": WORD, "respondent": WORD, "asked_at": TIME, "question": TEXT, "metric": WORD,
             "score": NUMBER, "scale_max": NUMBER, "nps": NUMBER, "csat": NUMBER, "ces": NUMBER, "comment": TEXT,
             "language": WORD, "channel": WORD},
            (("score", "nps", "csat", "ces"),), person="respondent",
        ),
        Kind(
            "mystery-shops", MysteryShop,
            {"brand": BRAND, "channel": WORD, "asked_at": TIME, "question": TEXT, "answered_at": TIME, "response_minutes": NUMBER,
             "resolved": FLAG, "quality": RATING, "quality_max": NUMBER, "notes": TEXT},
            (("asked_at",), ("question",), ("channel",)),
        ),
        Kind(
            "keywords", Keyword,
            {"keyword": TEXT, "market": WORD, "volume": VOLUME, "source": WORD, "month": MONTH},
            (("keyword",),),
        ),
        Kind(
            "goals", Goal,
            {"brand": BRAND, "metric": NAME, "target": NUMBER, "baseline": NUMBER, "due": DAY, "owner": TEXT},
            (("metric",), ("target",), ("due",)),
        ),
    )
}  # fmt: skip
"""Name on the command line -> kind."""

NUMERIC = frozenset({NUMBER, COUNT, RATING})
TEMPORAL = frozenset({TIME, DAY, MONTH})
HAVE_BRANDS = frozenset({"reviews", "surveys", "mystery-shops", "goals"})
