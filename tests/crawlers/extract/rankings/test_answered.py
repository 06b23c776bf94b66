"""Whom answers name: in which order, in which words, and what counts as no answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawlers.extract.rankings.answered import Answered, passage
from crawlers.extract.rankings.result_page import ResultPage
from data.brand_names import BrandNames, NamedBrand
from data.kinds.answer import Answer

AT = datetime(2026, 6, 1)
NAMES = BrandNames(
    [
        NamedBrand("acme", ("Acme", "Acme Coffee")),
        NamedBrand("gather", ("Gather",)),
        NamedBrand("lotus", ("Lotus", "โลตัสกาแฟ"), ("Lotus Cars",)),
    ]
)


def asked(*said: str | None, market: str = "en-GB", cited: tuple[tuple[str, str], ...] = ()) -> list[Answer]:
    answered = Answered("e", market, "desktop", "beans", "beans?", len(said))
    for text in said:
        if text is None:
            answered.missed("HTTP 500", AT)
        else:
            answered.take(ResultPage("e", "beans", market, "desktop", "observed", said=text, cited=cited), NAMES, AT)
    return list(answered.records(lambda url: "acme" if "acme.example" in url else ""))


def named(*said: str | None, market: str = "en-GB") -> dict[str, tuple[float | None, int, int, int]]:
    return {row.brand: (row.place, row.named_n, row.asked_n, row.unanswered_n) for row in asked(*said, market=market)}


def test_brands_are_in_the_order_of_their_mean_place() -> None:
    assert named("Acme, then Lotus.", "Lotus, then Acme Coffee, again Lotus.", "Lotus!", None) == {
        "lotus": (4 / 3, 3, 3, 1), "acme": (1.5, 2, 3, 1),
    }  # fmt: skip
    assert [row.position for row in asked("Acme, then Lotus.")] == [1, 2]


def test_everyday_words_and_other_companies_are_nobody() -> None:
    assert named("People gather at Lotus Cars.") == {"": (None, 0, 1, 0)}
    assert named("Gather is a shop near the Lotus; try acme.com or ACME.").keys() == {"gather", "lotus", "acme"}


@pytest.mark.parametrize(
    ("said", "market"),
    [
        ("I’m sorry, but I can’t help with that.", "en-GB"),
        ("As an AI I have no favourites.", "en-GB"),
        ("ขออภัย ฉันไม่สามารถแนะนำร้านได้", "th-TH"),
        ("Xin lỗi, tôi không thể giới thiệu công ty nào.", "vi-VN"),
        ("Atsiprašau, bet negaliu rekomenduoti įmonių.", "lt-LT"),
        ("I'm unable to recommend companies.", "lt-LT"),
        ("I cannot recommend anybody.", "sv-SE"),
    ],
)
def test_a_refusal_is_no_answer(said: str, market: str) -> None:
    assert named(said, market=market) == {"": (None, 0, 0, 1)}


@pytest.mark.parametrize(
    "said",
    [
        "I'm sorry, but I can't name the best; Acme is a good one.",
        "You can't go wrong with any shop in town.",
        "Any roaster near you will do. " * 5 + "I can't say more.",
        "I cannot choose for you, yet here is how: " + "look at the roast date, the origin and the price. " * 8,
    ],
)
def test_what_goes_on_to_answer_is_one(said: str) -> None:
    assert {row.asked_n for row in asked(said)} == {1}


def test_a_refusal_that_cites_pages_is_an_answer() -> None:
    rows = asked(
        "I can't recommend one.", cited=(("https://guide.example/", "Guide"), ("https://www.acme.example/", ""))
    )
    assert [(row.kind, row.brand, row.domain, row.asked_n) for row in rows] == [
        ("none", "", "", 1), ("cited", "", "guide.example", 1), ("cited", "acme", "acme.example", 1),
    ]  # fmt: skip


def test_a_site_counts_once_an_answer() -> None:
    pages = (("https://a.example/1", ""), ("https://a.example/2", "Two"), ("https://acme.example/", "Acme"))
    rows = [row for row in asked("Acme.", "Acme.", cited=pages) if row.kind == "cited"]
    assert [(row.domain, row.url, row.named_n, row.place) for row in rows] == [
        ("a.example", "https://a.example/1", 2, 1.0), ("acme.example", "https://acme.example/", 2, 2.0),
    ]  # fmt: skip


def test_nothing_that_came_is_one_row_that_says_why() -> None:
    (row,) = asked(None, None)
    assert (row.kind, row.position, row.asked_n, row.unanswered_n) == ("none", 1, 0, 2)
    assert row.reason == "2 of 2 not answered: HTTP 500"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("One. Acme is good! Three.", "Acme", "Acme is good!"),
        ("- Bolder\n- Acme: fresh\n- Lotus", "Acme", "- Acme: fresh"),
        ("v1.5 of Acme is out", "Acme", "v1.5 of Acme is out"),
        ("ร้านกาแฟ Acme ดีมาก", "Acme", "ร้านกาแฟ Acme ดีมาก"),
    ],
)
def test_a_passage_is_the_sentence_around_a_name(text: str, name: str, expected: str) -> None:
    start = text.index(name)
    assert passage(text, start, start + len(name)) == expected


def test_a_passage_is_bounded_and_cut_between_words() -> None:
    text = "word " * 200 + "Acme" + " word" * 200
    found = passage(text, 1000, 1004)
    assert len(found) <= 330
    assert set(found.split()) == {"word", "Acme"}
