"""What sources of reviews ask and read: stores and widgets, hostile answers, when a reading stops; and a review platform's
pages as the site spider reads them."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.page import Page, parse_page
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.extract.site.pagination import next_page
from crawlers.sources.cursors import Cursor
from crawlers.sources.review_reading import ReviewReading
from crawlers.sources.reviews import appstore, googleplay
from crawlers.sources.reviews.base import USUAL_LIMITS, ReviewSource, app_source, stars, widget_of
from crawlers.sources.reviews.judgeme import JudgeMe
from crawlers.sources.reviews.stamped import Stamped
from crawlers.sources.reviews.woocommerce import WooCommerce
from crawlers.sources.reviews.yotpo import Yotpo
from crawlers.sources.source import AbsentError, Answer, Ask
from crawlers.sources.source import Page as ReviewsPage
from crawlers.sources.values import MalformedError
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from tests.conftest import ROOT

AT = datetime(2026, 11, 20, 12)
CORPUS = Path(os.environ.get("OVERHEARD_CORPUS") or ROOT.parent / "shared" / "corpus")
APPVOX = CORPUS / "social" / "fabiouu+appvox"
needs_corpus = pytest.mark.skipif(not APPVOX.is_dir(), reason=f"no payloads in {APPVOX}; set OVERHEARD_CORPUS")


def answer(payload: Any, **headers: str) -> Answer:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Answer(200, {name.replace("_", "-"): value for name, value in headers.items()}, body, AT)


def page(markup: str, url: str = "https://shop.example/products/beans") -> Page:
    return parse_page(f"<!doctype html><html><body>{markup}</body></html>".encode(), url)


# ---- stores


def test_addresses_of_apps() -> None:
    store = app_source("appstore:th/123", ("en",), {})
    play = app_source("play:com.acme.app", ("en", "th"), {})
    assert store is not None
    assert play is not None
    assert store.first(AT).url == "https://itunes.apple.com/lookup?id=123&country=th"
    assert (store.market, store.kept_under, play.kept_under) == ("TH", "apps.apple.com", "play.google.com")
    assert play.first(AT).url == "https://play.google.com/store/apps/details?id=com.acme.app&hl=en"
    assert (store.robots, play.robots) == (False, True)
    assert app_source("https://acme.example/reviews", ("en",), {}) is None


def test_a_store_feed() -> None:
    source = appstore.AppStore("lt", "9")
    entry = {
        "id": {"label": "77"}, "author": {"name": {"label": "Ona"}, "uri": {"label": "https://itunes.apple.com/lt/reviews/id5"}},
        "updated": {"label": "2026-11-19T23:30:00-07:00"}, "im:rating": {"label": "2"}, "im:version": {"label": "1.2"},
        "title": {"label": "Lėta"}, "content": {"label": "Programėlė <b>lėta</b> &amp; brangi."},
    }  # fmt: skip
    app = {"im:name": {"label": "Acme"}, "id": {"label": "9"}, "title": {"label": "Acme"}}
    ask = Ask("", carry={"page": "1", "product": "Acme"})
    found = source.read(ask, answer({"feed": {"entry": [app, entry, "nonsense", {"im:rating": {"label": "9"}}]}}))
    assert [review.model_dump(exclude_defaults=True) for review in found.items] == [{
        "url": "https://apps.apple.com/lt/app/id9?see-all=reviews", "market": "LT", "native_id": "77", "rating": 2.0,
        "rating_max": 5.0, "title": "Lėta", "body": "Programėlė lėta & brangi.", "author": "Ona", "product": "Acme",
        "published_at": datetime(2026, 11, 20, 6, 30), "layer": "appstore",
    }]  # fmt: skip
    assert found.next is not None
    assert found.next.url.endswith("/lt/rss/customerreviews/page=2/id=9/sortby=mostrecent/json")
    assert [r.native_id for r in source.read(ask, answer({"feed": {"entry": entry}})).items] == ["77"]
    empty = source.read(ask, answer({"feed": {"author": {}}}))
    assert (empty.items, empty.next) == ([], None)
    last = source.read(Ask("", carry={"page": "10", "product": ""}), answer({"feed": {"entry": entry}}))
    assert (last.next, last.truncated) == (None, True)
    with pytest.raises(MalformedError, match="expected a feed of reviews"):
        source.read(ask, answer({"error": "x"}))


@pytest.mark.corpus
@needs_corpus
def test_the_feed_of_the_corpus() -> None:
    path = APPVOX / "appstore" / "itunes_rss_reviews.json"
    entries = json.loads(path.read_text(encoding="utf-8"))["feed"]["entry"]
    source = appstore.AppStore("us", "284815942")
    found = source.read(Ask("", carry={"page": "1", "product": ""}), answer(path.read_bytes())).items
    assert len(found) == len(entries) == 50
    for review, entry in zip(found, entries, strict=True):
        assert (review.native_id, review.rating) == (entry["id"]["label"], float(entry["im:rating"]["label"]))
        assert "".join((review.title or "").split()) == "".join(entry["title"]["label"].split())
        assert "".join(review.body.split()) == "".join(entry["content"]["label"].split())
        assert review.author == entry["author"]["name"]["label"].strip()
        stated = datetime.fromisoformat(entry["updated"]["label"])
        assert review.published_at is not None
        assert abs(
            review.published_at - (stated.replace(tzinfo=None) - (stated.utcoffset() or timedelta()))
        ) < timedelta(seconds=1)


@pytest.mark.corpus
@needs_corpus
def test_the_store_pages_of_the_corpus() -> None:
    source = googleplay.GooglePlay("com.twitter.android")
    body = (APPVOX / "googleplay" / "reviews__com.twitter.android__review_history.html").read_bytes()
    found = [review for data in googleplay.batch_data(body) for review in googleplay.read_reviews(data, source)]
    assert body.count(b"gp:") == 2, "one review in two versions"
    (review,) = found
    assert (review.rating, review.published_at) == (3.0, datetime(2021, 5, 17, 1, 48, 40))
    assert review.body.startswith("When I try to follow some accounts")
    assert review.author
    search = (APPVOX / "googleplay" / "search__en-US__twitter.html").read_text(encoding="utf-8")
    blocks = list(googleplay.page_data(search))
    assert len(blocks) == search.count("AF_initDataCallback(") == 7
    assert [review for data in blocks for review in googleplay.read_reviews(data, source)] == []


def test_a_store_page_that_shows_only_its_rating() -> None:
    total = {"@type": "AggregateRating", "ratingValue": "3.9", "ratingCount": "12"}
    linked = {"@type": "SoftwareApplication", "name": "Acme", "aggregateRating": total}
    body = f'<html><script type="application/ld+json">{json.dumps(linked)}</script><h1>Acme</h1></html>'.encode()
    found = googleplay.GooglePlay("com.acme").read(Ask("", carry={"page": "0"}), answer(body))
    assert [(t.claimed_n, t.claimed_rating, t.claimed_rating_max) for t in found.totals] == [(12, 3.9, 5.0)]
    assert (found.items, found.next, found.truncated) == ([], None, True)


# ---- widgets

SHOPIFY = "<script>Shopify.shop = 'acme.myshopify.com';</script>"


@pytest.mark.parametrize(
    ("markup", "kind", "asked"),
    [
        (SHOPIFY + "<div class='jdgm-widget jdgm-review-widget' data-id='11'></div>", JudgeMe,
         "https://judge.me/reviews/reviews_for_widget?url=acme.myshopify.com"),
        ("<script>jdgm.SHOP_DOMAIN='acme.myshopify.com'</script><div class='jdgm-review-widget' data-id='11'></div>", JudgeMe,
         "product_id=11"),
        ("<div class='yotpo yotpo-main-widget' data-product-id='22' data-appkey='KEY'></div>", Yotpo,
         "https://api-cdn.yotpo.com/v1/widget/KEY/products/22/reviews.json?"),
        ("<script src='//staticw2.yotpo.com/abcdefghij0123456789/widget.js'></script>"
         "<div class='yotpo yotpo-main-widget' data-product-id='22'></div>", Yotpo, "/abcdefghij0123456789/products/22/"),
        (SHOPIFY + "<script data-api-key='pubkey-abcDEF123456'></script>"
         "<div id='stamped-main-widget' data-product-id='33'></div>", Stamped, "apiKey=pubkey-abcDEF123456"),
        ("<link rel='https://api.w.org/' href='/wp-json/'><link href='/wp-content/plugins/woocommerce/a.css'>", WooCommerce,
         "https://shop.example/wp-json/wc/store/v1/products/reviews?per_page=100&page=1"),
    ],
)  # fmt: skip
def test_the_widget_that_a_page_uses(markup: str, kind: type[ReviewSource], asked: str) -> None:
    found = widget_of(page(markup), {})
    assert type(found) is kind
    assert asked in found.first(AT).url
    assert found.robots, "what serves browsers is asked as pages are"


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='jdgm-review-widget' data-id='11'></div>",
        SHOPIFY + "<div class='jdgm-review-widget' data-id='../x'></div>",
        "<div class='yotpo yotpo-main-widget' data-product-id='22'></div>",
        SHOPIFY + "<div id='stamped-main-widget' data-product-id='33'></div>",
        "<link rel='https://api.w.org/' href='/wp-json/'>",
        "<link rel='https://api.w.org/' href='https://other.example/wp-json/'>"
        "<link href='/wp-content/plugins/woocommerce/a.css'>",
        "<iframe src='https://loox.io/widget/x/reviews/1'></iframe><div id='looxReviews' data-product-id='1'></div>",
        "<p>We use judge.me and yotpo.</p>",
    ],
)
def test_no_widget_is_made_up(markup: str) -> None:
    assert widget_of(page(markup), {}) is None


def test_stamped_answers() -> None:
    payload = {
        "total": 51, "rating": 4.5,
        "data": [{
            "id": 5, "author": "Ona", "reviewTitle": "Fast", "reviewMessage": "Came <i>next day</i>.", "reviewRating": 5,
            "dateCreated": "2026-11-01T10:00:00Z", "productName": "Beans", "reviewReply": "Thanks",
            "reviewReplyDate": "2026-11-02",
        }, {"id": 6, "reviewRating": 0, "reviewMessage": ""}],
    }  # fmt: skip
    source = Stamped("https://shop.example/p", "acme.myshopify.com", "pubkey-x", "33")
    found = source.read(Ask("", carry={"page": "1"}), answer(payload))
    (review,) = found.items
    assert (review.rating, review.body, review.reply_body, review.product) == (5.0, "Came next day.", "Thanks", "Beans")
    assert review.replied_at == datetime(2026, 11, 2)
    assert found.totals[0].claimed_n == 51
    assert found.next is not None
    assert "page=2" in found.next.url


SOURCES: list[ReviewSource] = [
    appstore.AppStore("us", "1"), googleplay.GooglePlay("a"), WooCommerce("https://s.example/", "https://s.example/wp-json"),
    JudgeMe("https://s.example/", "s.myshopify.com", "1"), Yotpo("https://s.example/", "k", "1"),
    Stamped("https://s.example/", "s.myshopify.com", "pubkey-x", "1"),
]  # fmt: skip
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([
            "feed", "entry", "label", "im:rating", "id", "author", "name", "updated", "html", "total_count", "response",
            "reviews", "pagination", "total", "bottomline", "data", "reviewRating", "score", "user", "comment", "products",
            "results", "rating",
        ]),
        inner, max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@given(payload=HOSTILE, source=st.sampled_from(SOURCES), purpose=st.sampled_from(["page", "lookup"]))
def test_hostile_answers_are_read_or_refused(payload: Any, source: ReviewSource, purpose: str) -> None:
    ask = Ask("", purpose=purpose, carry={"page": "1" if source.name != "play" else "0", "product": ""})
    try:
        found = source.read(ask, answer(json.dumps(payload).encode(), x_wp_total="9" * 30, x_wp_totalpages="x"))
    except (MalformedError, AbsentError):
        return
    assert all(review.rating is None or 1 <= review.rating <= 5 for review in found.items)


@pytest.mark.parametrize(("value", "expected"), [("4", 4.0), (5, 5.0), (0, None), ("x", None), (True, None), (7, None)])
def test_stars(value: Any, expected: float | None) -> None:
    assert stars(value) == expected


# ---- the reading


def listed(*days: int, **more: Any) -> ReviewsPage[Review]:
    reviews = [Review(layer="x", native_id=f"r{day}", published_at=AT - timedelta(days=day)) for day in days]
    return ReviewsPage(reviews, **({"next": Ask(f"https://x.example/{days[-1]}")} | more))


def reading(cursor: Cursor, now: datetime = AT) -> ReviewReading:
    return ReviewReading(Yotpo("https://s.example/", "k", "1"), cursor, {"brand": "acme", "source": "s"}, now)


OK = Answer(200, {}, b"", AT)


def test_a_reading_goes_on_until_it_meets_what_is_known() -> None:
    cursor = Cursor()
    first = reading(cursor)
    first.take(listed(1, 2), OK)
    assert first.ask is not None
    first.take(listed(3, 40, next=None), OK)
    assert first.ask is None
    first.finish()
    assert (cursor.newest, first.kept) == (AT - timedelta(days=1), 4)
    second = reading(cursor)
    assert len(second.take(listed(0, 1, 2, 3), OK)) == 4
    assert second.ask is not None, "the overlap is read again"
    second.take(listed(4, 5), OK)
    assert (second.ask, second.why_part) == (None, "")
    second.finish()
    assert cursor.newest == AT
    pinned = reading(cursor)
    pinned.take(listed(300, 0, 400), OK)
    assert pinned.ask is not None, "a page that is not in order says nothing of the next"
    week_later = reading(cursor, AT + timedelta(days=7))
    week_later.take(listed(5, 9), OK)
    assert week_later.ask is not None, "once a week all is read again"


def test_a_reading_that_was_cut_off_leaves_no_hole() -> None:
    cursor = Cursor()
    cut = reading(cursor)
    cut.take(listed(1, 2), OK)
    cut.finish()
    assert cursor.newest is None


def test_pages_that_repeat_loop_or_never_end() -> None:
    repeats = reading(Cursor())
    repeats.take(listed(1, 2), OK)
    assert repeats.take(listed(1, 2, next=Ask("https://x.example/3")), OK) == []
    assert repeats.ask is None
    assert "repeats" in repeats.why_part
    unordered = reading(Cursor())
    unordered.take(listed(1, 2), OK)
    unordered.take(listed(1, 2, next=Ask("https://x.example/3"), ordered=False), OK)
    assert unordered.ask is not None, "the same few reviews, but another language's page is next"
    loops = reading(Cursor())
    again = Ask("https://x.example/again")
    loops.take(listed(1, next=again), OK)
    loops.take(listed(2, next=again), OK)
    assert loops.ask is None
    assert "loops" in loops.why_part
    endless = reading(Cursor())
    number = 0
    while endless.ask is not None:
        endless.take(listed(number), OK)
        number += 1
    assert number == USUAL_LIMITS.asks
    assert endless.why_part == f"the limit of {USUAL_LIMITS.asks} pages is reached"


def test_what_is_claimed_and_what_is_held_back() -> None:
    found = reading(Cursor())
    total = SourceTotal(claimed_n=900, product="Acme")
    found.take(listed(1, totals=[total], next=None, truncated=True), OK)
    (claim,) = found.finish()
    assert isinstance(claim, SourceTotal)
    assert (claim.claimed_n, claim.truncated, claim.brand, claim.source) == (900, True, "acme", "s")
    future = reading(Cursor())
    (record,) = future.take(listed(-9), OK)
    assert isinstance(record, Review)
    assert record.published_at is None
    assert future.summary() == "1 dated in the future, kept without a date"


def test_what_a_store_claims_can_be_done_without_but_not_its_reviews() -> None:
    found = ReviewReading(appstore.AppStore("us", "1"), Cursor(), {}, AT)
    assert found.goes_on_without("HTTP 500")
    assert found.ask is not None
    assert "customerreviews/page=1" in found.ask.url
    assert found.said == "what it claims in total could not be read: HTTP 500"
    assert not found.goes_on_without("HTTP 500")


# ---- a platform's pages, as any site's


def platform_page(number: int) -> Page:
    """A page of a review platform: markup of the company, its total and three reviews; the way to the next page."""
    reviews = [
        {
            "@type": "Review", "@id": f"#/schema/Review/acme.example/{number}{n}", "itemReviewed": {"@id": "#org"},
            "author": {"@type": "Person", "name": f"Somebody {number}{n}"}, "datePublished": f"2026-11-0{n}T10:00:00.000Z",
            "headline": f"Title {number}{n}", "reviewBody": f"Opinion {number}{n} on the delivery of my parcel.",
            "reviewRating": {"@type": "Rating", "bestRating": "5", "worstRating": "1", "ratingValue": str(n)}, "inLanguage": "en",
        }
        for n in (1, 2, 3)
    ]  # fmt: skip
    company = {
        "@type": "LocalBusiness", "@id": "#org", "name": "Acme",
        "aggregateRating": {"@type": "AggregateRating", "bestRating": "5", "ratingValue": "2.3", "reviewCount": "4321"},
    }  # fmt: skip
    graph = json.dumps({"@context": "https://schema.org", "@graph": [company, *reviews]})
    pages = "".join(f'<a href="/review/acme.example?page={n}" aria-label="Page {n}">{n}</a>' for n in (1, 2, 3))
    cards = "".join(
        f'<article><div data-rating="{n}"></div><h2>{r["headline"]}</h2><p>{r["reviewBody"]}</p></article>'
        for n, r in enumerate(reviews, 1)
    )
    next_link = (
        f'<a name="pagination-button-next" rel="next" href="/review/acme.example?page={number + 1}">Next page</a>'
    )
    markup = (
        f'<script type="application/ld+json">{graph}</script><h1>Acme</h1><p>4,321 reviews</p>{cards}'
        f'<nav aria-label="Pagination">{pages}{next_link if number < 3 else ""}</nav>'
    )
    return page(markup, f"https://platform.example/review/acme.example?page={number}")


def test_a_review_platform_is_read_page_by_page_with_its_claim() -> None:
    first, last = platform_page(1), platform_page(3)
    assert [(r.rating, r.title, r.author, r.product) for r in extract_reviews(first, AT)] == [
        (float(n), f"Title 1{n}", f"Somebody 1{n}", "Acme") for n in (1, 2, 3)
    ]
    assert [(t.claimed_n, t.claimed_rating, t.claimed_rating_max, t.product) for t in extract_totals(first)] == [
        (4321, 2.3, 5.0, "Acme")
    ]
    assert next_page(first) == "https://platform.example/review/acme.example?page=2"
    assert next_page(last) is None
    assert {r.native_id for r in extract_reviews(first, AT)} & {r.native_id for r in extract_reviews(last, AT)} == set()
