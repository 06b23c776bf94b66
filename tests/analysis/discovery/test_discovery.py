"""Rivals and keywords out of result pages: the labelled sets, and each rule by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.discovery.keywords import PlacedText, suggest_keywords, words
from analysis.discovery.names import name_of, without_names
from analysis.discovery.rivals import AD_WEIGHT, Known, find_rivals
from analysis.discovery.signs import signs_of
from analysis.discovery.sites import Place, load_not_rivals, registrable, same_brand
from analysis.figures.search.visibility import click_curve
from analysis.text.lexicons import LexiconError
from benchmarks.discovery import FLOORS, KEYWORD_FLOOR, KeywordSet, keyword_sets, score
from benchmarks.discovery import keywords as labelled_keywords
from data.kinds.ranking import Ranking
from tests.work import assert_grows

AT = datetime(2026, 11, 1, 6, tzinfo=UTC).replace(tzinfo=None)
OWN = Place("own", "https://www.acme.com/")
KNOWN = Known(OWN, (OWN,))
LIST = load_not_rivals()


def ranking(
    url: str,
    position: int = 1,
    title: str = "",
    keyword: str = "coffee",
    kind: str = "organic",
    engine: str = "searxng",
) -> Ranking:
    return Ranking(
        url=url, engine=engine, market="en-GB", keyword=keyword, kind=kind, position=position, overall_position=position,
        domain="", title=title, fetched_at=AT,
    )  # fmt: skip


def proposed(*rankings: Ranking, own: Place = OWN, homes: dict[str, str] | None = None) -> list[str]:
    return [site.domain for site in find_rivals(rankings, Known(own, (own,)), LIST, homes)[0]]


def reasons(*rankings: Ranking, known: Known = KNOWN) -> dict[str, str]:
    return {site.domain: site.reason for site in find_rivals(rankings, known, LIST)[1]}


@pytest.mark.parametrize("of", keyword_sets(), ids=lambda of: of.name)
def test_the_labelled_sets_are_above_the_floors(of: KeywordSet) -> None:
    result = score(of)
    assert result.precision >= FLOORS["precision"], result.wrong
    assert result.recall >= FLOORS["recall"], result.missed


def test_suggested_keywords_are_above_the_floor() -> None:
    counted = [labelled_keywords(of) for of in keyword_sets() if "good_keywords" in of.content]
    hits, suggested = (sum(column) for column in zip(*counted, strict=True))
    assert suggested >= 20
    assert hits >= KEYWORD_FLOOR * suggested


def test_visibility_is_the_share_of_clicks_over_all_look_ups_and_ads_count_little() -> None:
    curve = click_curve()
    rankings = [
        ranking("https://first.example/", 1), ranking("https://second.example/shop", 2),
        ranking("https://first.example/x", 3, keyword="beans"), ranking("https://paid.example/", 1, kind="ad", keyword="beans"),
        ranking("https://first.example/y", 5),
    ]  # fmt: skip
    sites = {site.domain: site for site in find_rivals(rankings, Known(OWN), LIST)[0]}
    two = 2 * curve.at(1)
    assert sites["first.example"].visibility == pytest.approx((curve.at(1) + curve.at(3)) / two, abs=1e-4)
    assert sites["second.example"].visibility == pytest.approx(curve.at(2) / two, abs=1e-4)
    assert sites["paid.example"].visibility == pytest.approx(AD_WEIGHT / 2, abs=1e-4)
    assert sites["paid.example"].reason == "meets you on 1 keyword, by advertisements only"
    assert sites["first.example"].keywords == ("coffee", "beans")
    assert [s.position for s in sites["first.example"].sightings] == [3, 1, 5]


def test_engines_markets_and_devices_are_look_ups_of_their_own() -> None:
    found, _ = find_rivals(
        [ranking("https://rival.example/"), ranking("https://other.example/", engine="brave")], Known(OWN), LIST
    )
    assert {site.visibility for site in found} == {0.5}


def test_country_domains_are_one_site_and_other_peoples_endings_are_not() -> None:
    found, _ = find_rivals(
        [
            ranking("https://www.rival.com/", 2), ranking("https://rival.co.th/", 1), ranking("https://shop.rival.com/a", 3),
            ranking("https://rival.net/", 4), ranking("https://on.com/", 5), ranking("https://on.de/", 6),
        ],
        Known(OWN), LIST,
    )  # fmt: skip
    assert {site.domains for site in found} == {
        ("rival.co.th", "rival.com"), ("rival.net",), ("on.com",), ("on.de",),
    }  # fmt: skip
    assert same_brand("https://a.rival.co.th/", "https://rival.vn/")
    assert registrable("https://shop.rival.co.th:8080/x") == "rival.co.th"
    assert registrable("http://127.0.0.1:8080/x") == "127.0.0.1:8080"


@pytest.mark.parametrize(
    "url", ["https://www.acme.com/x", "https://help.acme.com/", "https://acme.co.th/", "https://acme-shop.vn/", "https://acmeonline.lt/"],
)  # fmt: skip
def test_what_is_ours_is_left_out(url: str) -> None:
    assert list(reasons(ranking(url)).values()) == ["your own"]


def test_brands_known_already_are_left_out_by_name() -> None:
    known = Known(OWN, (OWN, Place("bolder", "https://bolder.example/")))
    assert reasons(ranking("https://www.bolder.example/"), known=known) == {
        "bolder.example": "in overheard.toml already (bolder)"
    }


@pytest.mark.parametrize(
    ("url", "category"),
    [
        ("https://www.amazon.co.uk/x", "marketplace"),
        ("https://shopee.vn/x", "marketplace"),
        ("https://m.facebook.com/x", "social network"),
        ("https://www.delfi.lt/x", "news or magazine"),
        ("https://customs.gov.vn/x", "government"),
        ("https://www.sso.go.th/x", "government"),
        ("https://www.gov.uk/x", "government"),
        ("https://docs.google.com/x", "documents"),
        ("https://th.wikipedia.org/wiki/x", "reference work or association"),
        ("https://zapier.com/blog/best", "news or magazine"),
        ("https://acme.zendesk.com/hc", "hosted help pages, forms or events"),
    ],
)
def test_listed_sites_are_left_out_with_their_category(url: str, category: str) -> None:
    found = LIST.category(url)
    assert found is not None
    assert LIST.shown(found) == category


@pytest.mark.parametrize(
    "url", ["https://amazonia.com/", "https://zapier.com/", "https://www.ila.edu.vn/", "https://mygov.example/"]
)
def test_names_that_only_look_like_a_listed_one_are_not_listed(url: str) -> None:
    assert LIST.category(url) is None


def test_a_list_that_we_or_a_known_brand_are_on_is_not_used() -> None:
    own = Place("own", "https://pigu.lt/")
    assert proposed(ranking("https://varle.lt/"), own=own) == ["varle.lt"]
    known = Known(OWN, (OWN, Place("booking", "https://www.booking.com/")))
    assert [s.domain for s in find_rivals([ranking("https://agoda.com/")], known, LIST)[0]] == ["agoda.com"]


def test_a_workspace_adds_to_the_list_and_takes_off_it(tmp_path: Path) -> None:
    (tmp_path / "not_rivals.toml").write_text(
        'rivals = ["ebay.com"]\n[media]\nsites = ["beans.example"]\n[ours]\nshown = "suppliers"\nsites = ["mill.*"]\n'
    )
    merged = load_not_rivals(tmp_path)
    assert merged.category("https://beans.example/x") == "media"
    assert merged.category("https://www.delfi.lt/") == "media"
    assert merged.shown(merged.category("https://mill.vn/") or "") == "suppliers"
    assert merged.category("https://www.ebay.com/x") is None
    assert merged.category("https://www.ebay.de/x") == "marketplaces"
    assert load_not_rivals(tmp_path / "none").category("https://beans.example/") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[media\n", "not valid TOML"),
        ('media = ["x"]\n', "media: expected a table"),
        ("[media]\nsites = [1]\n", "media.sites: expected a list"),
    ],
)
def test_a_wrong_list_names_file_and_key(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "not_rivals.toml").write_text(text)
    with pytest.raises(LexiconError, match=expected) as error:
        load_not_rivals(tmp_path)
    assert str(tmp_path / "not_rivals.toml") in str(error.value)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://beansandus.example/blog/roasts", "Roasts"), ("https://beansandus.example/2026/03/roasts", "Roasts"),
        ("https://beansandus.example/x", "12 best coffees of the year"), ("https://beansandus.example/x", "Die 7 besten Kaffees"),
        ("https://beansandus.example/x", "10 อันดับกาแฟ"),
        ("https://beansandus.example/x", "7 geriausi kavos prenumeratos variantai"),
        ("https://beansandus.example/x", "Top 10 quán cà phê"), ("https://thecoffeegazette.example/x", "Coffee by post"),
        ("https://beansandus.example/file.pdf", "Coffee"), ("https://forum.beansandus.example/x", "Coffee"),
    ],
)  # fmt: skip
def test_sites_that_only_write_about_it_are_left_out(url: str, title: str) -> None:
    assert proposed(ranking(url, 3, title)) == []


def test_a_shop_that_also_writes_is_a_rival_and_so_is_one_met_once_or_by_an_ad() -> None:
    found = proposed(
        ranking("https://roaster.example/blog/best-roasts", 1, "9 best roasts"),
        ranking("https://roaster.example/shop", 8, "Shop"),
        ranking("https://once.example/", 9, "Once"), ranking("https://paid.example/x", 1, "Paid", kind="ad"),
    )  # fmt: skip
    assert set(found) == {"roaster.example", "once.example", "paid.example"}
    assert reasons(ranking("https://far.example/x", 14)) == {"far.example": "met once, at position 14"}


def test_the_home_page_decides_where_the_results_do_not() -> None:
    article = ranking("https://roaster.example/blog/roasts", 1, "Roasts")
    assert proposed(article) == []
    assert proposed(article, homes={"roaster.example": "business"}) == ["roaster.example"]
    plain = ranking("https://roaster.example/", 1, "Roaster")
    assert proposed(plain, homes={"roaster.example": "media"}) == []
    listed = ranking("https://www.amazon.de/x", 1, "Amazon")
    assert proposed(listed, homes={"amazon.de": "business"}) == []


_URLS = st.builds(
    "https://{}.{}/{}".format, st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,6})?", fullmatch=True),
    st.sampled_from(["com", "co.th", "lt", "example", "gov.vn"]), st.text(max_size=20),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_URLS, st.integers(1, 30), st.text(max_size=40)), max_size=12))
def test_every_site_is_proposed_or_left_out_once_with_its_reason_and_evidence(
    entries: list[tuple[str, int, str]],
) -> None:
    rankings = [ranking(url, position, title) for url, position, title in entries]
    found, left_out = find_rivals(rankings, Known(OWN), LIST)
    domains = [domain for site in (*found, *left_out) for domain in site.domains]
    assert len(domains) == len(set(domains))
    assert set(domains) == {registrable(r.url) for r in rankings if registrable(r.url)}
    assert all(
        site.reason and site.sightings and 0 <= site.visibility <= 1 and site.name for site in (*found, *left_out)
    )
    assert (found, left_out) == find_rivals(rankings[::-1], Known(OWN), LIST)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_signs_and_names_never_raise(url: str, title: str) -> None:
    signs_of(url, title, title)
    name_of(url, [title, title])
    words(title)


@pytest.mark.parametrize("unit", ["12 ", "best ", "-", "/", "ก"])
def test_work_grows_with_hostile_titles_at_most(unit: str) -> None:
    def read(text: str) -> None:
        signs_of(f"https://a.example/{text}", text, text)
        suggest_keywords([PlacedText("a", "title", text, "u"), PlacedText("b", "title", text, "u")], ["x"], [])

    assert_grows(lambda size: partial(read, unit * (size // len(unit))), 10_000)


def test_names_come_from_what_the_titles_share_or_the_domain_spells() -> None:
    assert name_of("https://ravecoffee.co.uk/", ["Subscription | Rave Coffee", "Beans | Rave Coffee"]) == "Rave Coffee"
    assert name_of("https://www.zaliavaistine.lt/", ["Vitaminai - Žalia vaistinė"]) == "Žalia vaistinė"
    assert name_of("https://x.example/", [], ["Stated Name"]) == "Stated Name"
    assert name_of("https://plainhost.example/", []) == "Plainhost"
    assert without_names("Coffee gifts | Rave Coffee", ["Rave Coffee"]) == ["Coffee gifts"]


def test_keywords_are_what_several_rivals_say_or_people_search_for() -> None:
    said = [
        PlacedText("a.example", "title", "Whole bean coffee for your office", "https://a.example/"),
        PlacedText("b.example", "heading", "Whole bean coffee", "https://b.example/"),
        PlacedText("b.example", "heading", "Bramble magic nonsense", "https://b.example/"),
        PlacedText("c.example", "title", "Whole bean coffee by Bramble", "https://c.example/"),
        PlacedText("", "search", "letterbox coffee", "https://search.example/?q=coffee"),
        PlacedText("a.example", "title", "Coffee subscription", "https://a.example/"),
        PlacedText("b.example", "title", "Coffee subscriptions", "https://b.example/"),
    ]
    found = {s.keyword: s for s in suggest_keywords(said, ["coffee subscription"], ["Bramble"])}
    assert {"whole bean coffee", "letterbox coffee"} == set(found)
    assert found["whole bean coffee"].sources == ("https://a.example/", "https://b.example/", "https://c.example/")
    assert found["letterbox coffee"].sources == ("https://search.example/?q=coffee",)


def test_thai_keywords_are_cut_by_words_and_written_without_spaces() -> None:
    said = [
        PlacedText("a.example", "title", "แพ็กเกจรายเดือน เน็ตไม่อั้น", "https://a.example/"),
        PlacedText("b.example", "title", "สมัครแพ็กเกจรายเดือน", "https://b.example/"),
        PlacedText("", "search", "เน็ตไม่อั้น ราคาถูก", "https://s.example/"),
    ]
    found = [s.keyword for s in suggest_keywords(said, ["ซิมเน็ต"], ["เอไอเอส"])]
    assert "แพ็กเกจรายเดือน" in found
    assert "เน็ตไม่อั้น ราคาถูก" in found


def test_nothing_said_nothing_suggested() -> None:
    assert suggest_keywords([], ["coffee"], ["Acme"]) == []


def test_a_site_met_by_its_ads_is_named_by_its_domain_not_by_a_slogan() -> None:
    slogan = "Half price coffee | Free delivery"
    ads = [ranking("https://beanhouse.example/", 1, slogan, keyword, "ad") for keyword in ("coffee", "beans", "decaf")]
    again = [ranking("https://brewbox.example/offer", 2, slogan, keyword) for keyword in ("coffee", "beans")]
    named = [ranking("https://rave-coffee.example/", 3, "Buy now - Rave Coffee", "coffee", "ad")]
    names = {site.domain: site.name for site in find_rivals([*ads, *again, *named], Known(OWN), LIST)[0]}
    assert names == {
        "beanhouse.example": "Beanhouse",
        "brewbox.example": "Brewbox",
        "rave-coffee.example": "Rave Coffee",
    }
