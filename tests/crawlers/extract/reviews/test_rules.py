"""Pages on which one rule alone decides: what is read with it, and otherwise without it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.page.rules import tables
from crawlers.extract.reviews import extract_reviews
from data.kinds.review import Review
from tests.crawlers.extract.factory import FETCHED_AT

TEXT = "It has been on the desk since spring and still shines as on the first day."
PLACE = '<p class="location">Leeds</p>'
STARS = '<span class="stars" aria-label="4 out of 5"></span>'
DATE = "<time>5 May 2026</time>"


@dataclass(frozen=True)
class Decided:
    """A rule, the inside of a box that it decides, and what of the review is then read (None: no review)."""

    table: str
    rule: str
    box: str
    expected: dict[str, object] | None
    name: str = "entry"


NO_AUTHOR: dict[str, object] = {"author": None}
BY_ANN: dict[str, object] = {"author": "Ann Kay"}
CASES = (
    Decided("is a review", "rated, with a price", f"{STARS}<h3>Weekend by the sea</h3>{DATE}<p>{TEXT}</p><b>$240</b>", None),
    Decided("is a review", "rated by many", f"{STARS}<i>Oak table</i><p>{TEXT}</p><span>(128)</span>", None, "review"),
    Decided("is a review", "list of dates", f"{STARS}<p>{TEXT}</p>" + "".join(
        f"<p>{day} May 2026</p>" for day in (3, 10, 17, 24)), None),
    Decided("is a review", "unrated teaser of an article",
            f'<h3><a href="/a">A summer in the hills</a></h3><i class="author">Ann Kay</i><p>{TEXT}</p>', None, "review"),
    Decided("author", "heading behind the text", f"{STARS}<p>{TEXT}</p><h4>Ann Kay</h4>{PLACE}", BY_ANN, "review"),
    Decided("line is the author", "beside a date", f"{STARS}<h4>Ann Kay</h4>{DATE}<p>{TEXT}</p>{PLACE}", BY_ANN),
    Decided("line is the author", "among facts",
            f'{STARS}<p class="meta">Ann Kay</p><p>{TEXT}</p>{DATE}', BY_ANN),
    Decided("line is the author", "has another role",
            f'{STARS}<p class="share">Tell friends</p>{DATE}<p>{TEXT}</p>', NO_AUTHOR),
    Decided("line is the author", "ends as a sentence does", f"{STARS}<p>{TEXT}</p>{DATE}<p>Would buy again.</p>", NO_AUTHOR),
    Decided("can be a name", "long",
            f'{STARS}<p class="author">{"We who live on the upper floors " * 2}</p>{DATE}<p>{TEXT}</p>', NO_AUTHOR),
    Decided("can be a name", "number of things", f'{STARS}<p class="author">3 nights in June</p>{DATE}<p>{TEXT}</p>', NO_AUTHOR),
    Decided("can be a name", "count", f'{STARS}<p class="author">(12 notes)</p>{DATE}<p>{TEXT}</p>', NO_AUTHOR),
    Decided("can be a name", "address", f'{STARS}<p class="author">www.acme.example</p>{DATE}<p>{TEXT}</p>', NO_AUTHOR),
    Decided("can be a name", "noise", f'{STARS}<p class="author">Read more</p>{DATE}<p>{TEXT}</p>', NO_AUTHOR),
    Decided("can be a name", "rating", f'{STARS}<p class="author">Rated 4/5</p>{DATE}<p>{TEXT}</p>', NO_AUTHOR),
    Decided("line is of the text", "in the same block",
            f"{STARS}{DATE}<div>A good lamp.<br>{TEXT}</div>", {"body": f"A good lamp.\n{TEXT}"}),
    Decided("line is of the text", "in another kind of block",
            f"{STARS}{DATE}<div>{TEXT}</div><div>A stay for two, in room nine</div>", {"body": TEXT}),
    Decided("role of a name", "answer of a business",
            f'{STARS}{DATE}<p>{TEXT}</p><div class="business-reply-text">We are glad that it does.</div>',
            {"reply_body": "We are glad that it does."}),
    Decided("rating of an element", "class", f'<i class="stars rating-4"></i>{DATE}<p>{TEXT}</p>', {"rating": 4.0}),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}: {case.rule}")
def test_one_rule_decides(case: Decided) -> None:
    page = "".join(f'<div class="{case.name}">{case.box}</div>' for _ in range(3)).replace("on the desk", "{}")
    places = ("on the desk", "in the hall", "by the door")
    markup = f"<html lang='en'><body><main>{page.format(*places)}</main></body></html>"
    expected = None if case.expected is None else {**case.expected}
    found = read(markup)
    assert len(found) == (0 if expected is None else 3), found
    if expected is not None:
        assert {name: getattr(found[0], name) for name in expected} == expected
    with tables()[f"reviews.{case.table}"].without(case.rule):
        without = read(markup)
    assert without != found


def read(markup: str) -> list[Review]:
    forget()
    return extract_reviews(parse_page(markup, "https://www.acme.example/"), FETCHED_AT)


def forget() -> None:
    """Class names are looked up once: what a rule said of them before is kept."""
    from crawlers.extract.reviews import roles

    roles.role_of.cache_clear()
