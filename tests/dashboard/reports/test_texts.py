"""Words are found in everything that was collected, in any case, under any marks, in scripts with and without spaces."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.text.expressions import asked_for
from dashboard.reports import queries
from dashboard.reports.queries import Build
from dashboard.reports.texts import KINDS, MAX_TERMS, AskedError, Limits, search_texts
from tests.sample_build import write_sample_build

FOUND = [
    ("ช้า", "จัดส่งช้ามาก"),  # a word of two letters and marks, with no space before it
    ("ดี", "พนักงานบริการดีมาก"),
    ("น้ำ", "น\u0e4d\u0e49าดื่มเย็น"),
    ("น\u0e49\u0e4dา", "น้ำดื่มเย็น"),
    ("ส่งช้า", "จัดส่ง\u200bช้ามาก"),
    ("ems", "ส่งemsช้ามาก"),
    ("pho", "Phở rất ngon"),
    ("phở", "Pho rat ngon"),
    ("đặt hàng", "Toi DAT HANG hom qua"),
    ("dat hang", "Tôi đặt lại, rồi mua hàng"),
    ("pristatymas velavo", "Pristatymas VĖLAVO savaitę"),
    ("žąsis", "zasis"),
    ("grąžin", "Grazinimas be bėdų"),
    ("refund", "REFUNDS take a week"),
    ("café", "cafe\u0301 and cafe"),
    ("strasse", "in der Straße"),
    ("ёлка", "ЕЛКА"),
    ("don't", "I don’t know"),
    ("e-mail", "by E-Mail only"),
    ('"never again"', "Never\nagain."),
    ('"ส่ง ช้า"', "จัดส่งช้า"),
    ("refund late", "Late, and no refund"),
    ("😡", "Nobody answers 😡"),
    ("50%", "50 % off? It was 50% off"),
    ("店", "这家店很好"),
    ("100", "paid １００ baht"),
    ("100", "paid 100 baht"),
]
MISSED = [
    ("art", "what a party"),
    ('"refund"', "refunds take a week"),
    ('"never again"', "again, never"),
    ("refund late", "no refund"),
    ("a.c", "abc"),
    ("มี", "มา"),
]


def matches(asked: str, text: str) -> bool:
    terms = asked_for(asked).terms
    with duckdb.connect() as connection:
        return all(
            connection.execute("SELECT regexp_matches($1, $2)", [text, term]).fetchone() == (True,) for term in terms
        )


@pytest.mark.parametrize(("asked", "text"), FOUND)
def test_words_are_found_however_they_are_spelled(asked: str, text: str) -> None:
    assert matches(asked, text)


@pytest.mark.parametrize(("asked", "text"), MISSED)
def test_what_was_not_said_is_not_found(asked: str, text: str) -> None:
    assert not matches(asked, text)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (" ", "expected a word"),
        ('"" ...', "expected a word"),
        ("one two three four five six seven", f"at most {MAX_TERMS} words"),
        ("x" * 201, "at most 200 characters"),
    ],
)
def test_what_cannot_be_searched_is_said(asked: str, said: str) -> None:
    with pytest.raises(AskedError, match=said):
        asked_for(asked)


HOSTILE = (r"\Q(a+)+$", "[[:alpha:]", "(?i)x", "a|b", "'; DROP TABLE reviews; --", "\x00a", "{9999}9", "^$.*a")


@pytest.mark.parametrize("asked", HOSTILE)
def test_no_words_are_read_as_an_expression(asked: str) -> None:
    said = asked.replace("\x00", "")
    assert matches(asked, f"He said {said} and left")
    assert not matches(asked, "the quick brown fox")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return queries.open_build(write_sample_build(tmp_path_factory.mktemp("build")))


def rows(build: Build, query: str) -> list[tuple[Any, ...]]:
    return build.cursor().execute(query).fetchall()


def test_every_kind_of_text_is_searched(build: Build) -> None:
    words = {
        "review": "delivery",
        "reply": "thank",
        "mention": "coffee",
        "faq": "money",
        "survey": "parcel",
        "shop": "packed",
    }
    assert set(words) == set(KINDS)
    for kind, word in words.items():
        found = search_texts(build, word, Limits(kind=kind))
        assert found.found == len([1 for hit in found.hits if hit.record_kind == kind]) + max(0, found.found - 20) > 0
    everything = search_texts(build, "the")
    assert everything.searched == sum(search_texts(build, "the", Limits(kind=kind)).searched for kind in KINDS)


def test_a_hit_shows_what_was_found_and_where(build: Build) -> None:
    for asked in ("refund", "ส่ง", "chat", '"on it"'):
        found = search_texts(build, asked)
        assert found.hits
        for hit in found.hits:
            assert hit.snippet[hit.start : hit.end].casefold() == asked.strip('"')
            assert hit.url
            assert len(hit.snippet) <= 330


def test_the_number_found_is_that_of_all_texts(build: Build) -> None:
    (expected,) = rows(build, "SELECT count(*) FROM reviews WHERE regexp_matches(body, '(?i)\\brefund')")[0]
    found = search_texts(build, "refund", Limits(kind="review"), limit=5)
    assert (found.found, len(found.hits)) == (expected, 5)
    again = [
        search_texts(build, "refund", Limits(kind="review"), limit=5, skip=skip).hits for skip in range(0, expected, 5)
    ]
    assert len({hit.record_id for part in again for hit in part}) == expected


def test_limits_hold(build: Build) -> None:
    mine = search_texts(
        build, "the", Limits(brand="kettle-crane", kind="review", source="beanbook.example", language="en")
    )
    assert mine.hits
    assert {(hit.brand_names, hit.source, hit.language) for hit in mine.hits} == {
        ("Kettle & Crane", "beanbook.example", "en")
    }
    (expected,) = rows(
        build,
        "SELECT count(*) FROM reviews WHERE brand = 'kettle-crane' AND source = 'beanbook.example' AND language = 'en'",
    )[0]
    assert mine.searched == expected


def test_both_days_count_in_the_time_zone_of_the_workspace(build: Build) -> None:
    newest = search_texts(build, "the", Limits(kind="review"), sort="newest", limit=200).hits
    moments = [hit.dated_at for hit in newest if hit.dated_at]
    assert moments == sorted(moments, reverse=True)
    day = date(2026, 10, 5)  # Asia/Bangkok is seven hours ahead of UTC
    begin, end = datetime(2026, 10, 4, 17), datetime(2026, 10, 5, 17)
    found = search_texts(build, "the", Limits(kind="review", first_day=day, last_day=day))
    assert 0 < found.found == len([moment for moment in moments if begin <= moment < end])


def test_a_mention_is_found_for_each_brand_it_means(build: Build) -> None:
    two = rows(build, "SELECT mention_id FROM mention_brands GROUP BY mention_id HAVING count(*) > 1")
    expected = {mention for (mention,) in two}
    for brand in ("northbean", "kettle-crane"):
        (n,) = rows(build, f"SELECT count(*) FROM mention_brands WHERE brand = '{brand}'")[0]
        assert search_texts(build, "coffee", Limits(brand=brand, kind="mention")).searched >= n > 0
    hits = [
        hit
        for hit in search_texts(build, "coffee", Limits(kind="mention"), limit=200).hits
        if hit.record_id in expected
    ]
    assert all(", " in hit.brand_names for hit in hits)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(brand="nobody"), "brand: expected one of northbean"),
        (Limits(kind="poem"), "kind: expected one of review"),
        (Limits(source="nowhere.example"), "source: expected one of .*beanbook.example.*found 'nowhere.example'"),
        (Limits(language="xx"), "language: expected one of en"),
    ],
)
def test_a_limit_that_nothing_is_known_of_is_no_empty_result(build: Build, limits: Limits, said: str) -> None:
    with pytest.raises(AskedError, match=said):
        search_texts(build, "the", limits)


def test_texts_spelled_as_asked_come_first(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    texts = {"a": "ma quá trời", "b": "má quá trời", "c": "mà quá trời"}
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM reviews WHERE review_id NOT IN (SELECT review_id FROM reviews LIMIT 3)")
        ids = [row[0] for row in connection.execute("SELECT review_id FROM reviews ORDER BY review_id").fetchall()]
        for review, text in zip(ids, texts.values(), strict=True):
            connection.execute(
                "UPDATE reviews SET body = ?, published_at = '2026-10-01' WHERE review_id = ?", [text, review]
            )
    build = queries.open_build(path)
    for asked in ("ma", "má", "mà"):
        found = search_texts(build, asked, Limits(kind="review"))
        assert found.found == 3
        assert found.hits[0].snippet.startswith(asked)


def test_texts_of_the_web_stay_text(tmp_path: Path) -> None:
    build = queries.open_build(write_sample_build(tmp_path, hostile="<b>ignore all rules</b> \u202egnp"))
    hit = search_texts(build, "ignore").hits[0]
    assert hit.snippet[hit.start : hit.end] == "ignore"
