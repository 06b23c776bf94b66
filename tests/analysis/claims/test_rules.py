"""Every rule of the SWOT over a real warehouse, with what makes it hold and what must not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from analysis.claims.lines import RULES, Line, ranked
from analysis.claims.statements import net, percent, topic_name
from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from data.sqlfiles import read_sql
from tests.analysis.builder import FAQ, NOW, Reviews, channel, faq, ranking, rows_of, site, visit, warehouse, workspace

BRANDS = ("acme", "beta", "gamma")


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def swot(
    con: duckdb.DuckDBPyConnection, root: Path, rules: str, brand: str = "acme", extra: str = ""
) -> list[dict[str, Any]]:
    """The lines of `brand` by any of `rules`, but for those of the brand as a whole; all structural checks must pass."""
    analyze(con, workspace(root, extra=extra), NOW)
    for check in ("evidence", "quotes", "tested", "keys"):
        assert con.execute(read_sql("checks", check)).fetchall() == []
    rows = rows_of(con, "swot", f"brand = '{brand}' AND kind <> 'overall'")
    return [row for row in rows if row["rule"] in rules.split()]


def topics(lines: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(row["rule"], row["topic"], row["rival"]) for row in lines}


def test_a_single_rival_only_where_all_together_give_no_line(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(BRANDS)
    for brand, counts in zip(BRANDS, ((30, 20, 30), (5, 5, 70), (70, 5, 5)), strict=True):
        reviews.plant(brand, "delivery", counts)
    reviews.save(con)
    found = swot(con, tmp_path, "S1 W1")
    assert topics(found) == {("S1", "delivery", "beta"), ("W1", "delivery", "gamma")}


def test_a_rival_better_and_rising_and_our_own_fall(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(BRANDS)
    reviews.plant("acme", "delivery", (20, 10, 50))
    reviews.plant("acme", "delivery", (50, 10, 20), days_ago=120)
    reviews.plant("beta", "delivery", (60, 10, 10))
    reviews.plant("beta", "delivery", (20, 10, 50), days_ago=120)
    reviews.plant("gamma", "delivery", (60, 10, 10))
    reviews.plant("gamma", "delivery", (60, 10, 10), days_ago=120)
    reviews.save(con)
    assert topics(swot(con, tmp_path, "T1 T2")) == {("T1", "delivery", "beta"), ("T2", "delivery", "")}
    assert topics(swot(con, tmp_path, "T1 T2", "beta")) == set()


def test_an_unmet_need_is_everybodys_and_not_our_weakness(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(BRANDS)
    for brand in BRANDS:
        reviews.plant(brand, "loyalty", (5, 5, 50))
        reviews.plant(brand, "empathy", (50, 5, 5))
        reviews.plant(brand, "delivery", (20, 20, 20) if brand != "gamma" else (60, 0, 0))
    reviews.plant("acme", "billing", (0, 0, 60))
    reviews.plant("beta", "billing", (20, 0, 40))
    reviews.save(con)
    found = topics(swot(con, tmp_path, "O1"))
    assert ("O1", "loyalty", "*") in found
    assert ("O1", "delivery", "*") not in found
    assert ("O1", "billing", "*") not in found
    assert ("O1", "billing", "*") in topics(swot(con, tmp_path, "O1", "beta"))


def replied(reviews: Reviews, brand: str, answered: int, unanswered: int, days: float = 2, **more: Any) -> None:
    for number in range(answered + unanswered):
        at = NOW - timedelta(days=30)
        reply = {"reply_body": "Thank you.", "replied_at": at + timedelta(days=days)} if number < answered else {}
        reviews.add(brand, "It is a shop.", published_at=at, **reply, **more)


def test_slower_answers(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    replied(reviews, "acme", 15, 35)
    replied(reviews, "acme", 20, 0, days=12)
    replied(reviews, "beta", 45, 5)
    replied(reviews, "gamma", 45, 5)
    (line,) = (reviews.save(con), swot(con, tmp_path, "W4"))[1]
    assert (line["topic"], line["rival"], line["n_own"], line["n_other"]) == ("response_rate", "*", 70, 100)
    assert line["gap"] == pytest.approx(15 / 70 - 0.9)
    rates = {row["brand"]: row for row in rows_of(con, "kpis", "kpi = 'response_rate' AND source = '*'")}
    assert rates["acme"]["value"] == pytest.approx(15 / 70)
    times = {row["brand"]: row for row in rows_of(con, "kpis", "kpi = 'response_time' AND source = '*'")}
    assert (times["beta"]["value"], times["acme"]["value"]) == (2.0, 12.0)
    curve = SurvfuncRight([2] * 15 + [12] * 20 + [29.958] * 35, [1] * 35 + [0] * 35)
    assert times["acme"]["value"] == curve.quantile(0.5)


def test_answers_count_only_where_they_can_be_seen(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    replied(reviews, "acme", 0, 40, source="mute.example")
    replied(reviews, "acme", 30, 10)
    replied(reviews, "beta", 40, 0)
    for _ in range(40):
        reviews.add("acme", "It is a shop.", days_ago=3)
        reviews.add("acme", "It is a shop.", days_ago=30, fetched_at=NOW - timedelta(days=28))
        reviews.add("acme", "It is a shop.", days_ago=30, reply_body="Thank you.")
    reviews.save(con)
    analyze(con, workspace(tmp_path), NOW)
    rows = {row["source"]: row for row in rows_of(con, "kpis", "brand = 'acme' AND kpi = 'response_rate'")}
    assert (rows["*"]["n"], rows["*"]["value"]) == (40, 0.75)
    assert "mute.example" not in rows
    gamma = rows_of(con, "kpis", "brand = 'gamma' AND kpi = 'response_rate'")
    assert [(row["value"], row["status"]) for row in gamma] == [(None, "not observed")]


def questions(con: duckdb.DuckDBPyConnection, by_brand: dict[str, list[str]], **visits: dict[str, Any]) -> None:
    rows = [faq(brand, text, i + 1) for brand, texts in by_brand.items() for i, text in enumerate((*texts, *FAQ))]
    insert(con, "faqs", rows)
    insert(con, "visits", [visit(brand, "faqs", **visits.get(brand, {})) for brand in by_brand])


RETURNS, GIFTS, BULK = "What is your return policy?", "Do you sell gift cards?", "Do you supply offices with coffee?"


def test_faq_intents_only_we_or_all_but_we_answer(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    questions(con, {"acme": [RETURNS, BULK], "beta": [RETURNS, GIFTS], "gamma": [RETURNS, GIFTS]})
    found = swot(con, tmp_path, "S2 W2")
    assert topics(found) == {("S2", "bulk_orders", "*"), ("W2", "gift_cards", "*")}
    assert {row["tested"] for row in found} == {False}
    weak = next(row for row in found if row["rule"] == "W2")
    kinds = [row["record_kind"] for row in rows_of(con, "swot_evidence", f"line_id = '{weak['line_id']}'")]
    assert sorted(kinds) == ["faq", "faq", "visit", "visit"]
    assert "none of the 7 questions read at Acme asks about it, and no answer speaks of it" in weak["statement"]
    strong = next(row for row in found if row["rule"] == "S2")
    seen = rows_of(con, "swot_evidence", f"line_id = '{strong['line_id']}' AND record_kind = 'visit'")
    quotes = [row["quote"] for row in seen]
    assert quotes[0] == "10 questions read on this page, none about business and bulk orders"
    assert quotes[1].startswith("the text nearest to business and bulk orders: ")
    assert {row["record_id"].split("|")[0] for row in seen} == {"run-2"}
    gap = rows_of(con, "gaps", "brand = 'acme' AND kind = 'faq_intent' AND topic = 'gift_cards'")[0]
    assert (gap["own"], gap["other"], gap["p"], gap["status"]) == (0.0, 1.0, None, "observed, not tested")


@pytest.mark.parametrize("status", ["failed", "blocked"])
def test_what_could_not_be_read_is_not_absent(con: duckdb.DuckDBPyConnection, tmp_path: Path, status: str):
    questions(con, {"acme": [RETURNS, BULK], "beta": [RETURNS, GIFTS], "gamma": [RETURNS, GIFTS]})
    insert(con, "visits", [visit("gamma", "faqs", status, url="https://gamma.example/faq/more")])
    assert topics(swot(con, tmp_path, "S2 W2")) == {("W2", "gift_cards", "*")}  # what gamma has was seen
    assert topics(swot(con, tmp_path, "W2", "gamma")) == set()
    gap = rows_of(con, "gaps", "brand = 'gamma' AND kind = 'faq_intent' AND topic = 'bulk_orders'")[0]
    assert (gap["own"], gap["status"]) == (None, "not observed")
    lead = next(row for row in rows_of(con, "leads", "brand = 'acme'") if row["kind"] == "faq_intent")
    assert (lead["rival"], lead["status"]) == ("gamma", "not observed")
    assert "https://gamma.example/faq/more" in lead["statement"]


def test_a_page_that_fails_elsewhere_hides_no_faq(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    questions(con, {"acme": [RETURNS, BULK], "beta": [RETURNS, GIFTS], "gamma": [RETURNS, GIFTS]})
    insert(con, "visits", [visit("gamma", "channels", "failed", url="https://gamma.example/press")])
    old = visit("acme", "faqs", "failed", run_id="run-1", fetched_at=NOW - timedelta(days=3))
    insert(con, "visits", [old])
    assert topics(swot(con, tmp_path, "S2 W2")) == {("S2", "bulk_orders", "*"), ("W2", "gift_cards", "*")}


def test_removed_questions_and_unread_languages(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    questions(
        con,
        {"acme": [RETURNS], "beta": [RETURNS], "gamma": ["Kann ich die Ware zurückgeben, wenn sie mir nicht gefällt?"]},
    )
    insert(con, "faqs", [faq("beta", BULK, 9, removed_at=NOW), faq("acme", BULK, 9)])
    con.execute(
        "UPDATE faqs SET answer = 'Ja, Sie können die Ware innerhalb von dreißig Tagen zurückgeben.' WHERE faq_id = 'gamma-1'"
    )
    assert topics(swot(con, tmp_path, "S2 W2")) == set()
    read = {row["record_id"] for row in rows_of(con, "question_intents")}
    assert {"acme-1", "acme-9", "beta-1"} <= read
    assert not {"beta-9", "gamma-1"} & read
    reasons = [row["statement"] for row in rows_of(con, "leads", "brand = 'acme' AND kind = 'faq_intent'")]
    assert len(reasons) == 1
    assert "language" in reasons[0]


def test_channels(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    insert(con, "visits", [row for brand in BRANDS for row in site(brand)])
    rows = [channel(brand, "email", f"hi@{brand}.example") for brand in BRANDS]
    rows += [channel("beta", "phone", "+15550001"), channel("gamma", "phone", "+15550002")]
    rows += [
        channel("acme", "chat", "", vendor="tawk"),
        channel("beta", "chat", "", vendor="zendesk", last_seen=NOW - timedelta(days=9)),
    ]
    insert(con, "channels", rows)
    found = swot(con, tmp_path, "S3 W3")
    assert topics(found) == {("S3", "chat", "*"), ("W3", "phone", "*")}
    chat = next(row for row in found if row["rule"] == "S3")
    assert (
        rows_of(con, "swot_evidence", f"line_id = '{chat['line_id']}' AND record_kind = 'channel'")[0]["quote"]
        == "live chat: tawk"
    )


def asked_question(run: int, text: str) -> dict[str, Any]:
    return ranking(run, "coffee", 7, None, kind="paa", title=text, url="https://answers.example/")


def test_asked_in_search_and_answered_by_nobody(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    questions(con, {"acme": [RETURNS], "beta": [RETURNS, GIFTS], "gamma": [RETURNS, GIFTS]})
    insert(con, "rankings", [asked_question(1, "Is coffee packaging recyclable?"), asked_question(2, GIFTS)])
    (line,) = swot(con, tmp_path, "O2")
    assert (line["topic"], line["n_own"]) == ("sustainability", 1)
    assert "Is coffee packaging recyclable?" in line["statement"]
    kinds = {row["record_kind"] for row in rows_of(con, "swot_evidence", f"line_id = '{line['line_id']}'")}
    assert kinds == {"ranking", "visit"}
    intents = {(row["record_kind"], row["intent"]) for row in rows_of(con, "question_intents")}
    assert ("paa", "sustainability") in intents


def crawls(con: duckdb.DuckDBPyConnection, days: str, engine: str = "searxng", **more: Any) -> None:
    """A result page a day, the newest last: '+' beta above acme, '-' below, '.' beta alone, '0' neither of them."""
    rows = []
    for run, day in enumerate(days):
        names = {"+": ("beta", None, "acme"), "-": ("acme", None, "beta"), ".": (None, "beta"), "0": (None, None)}[day]
        rows += [
            ranking(run, "coffee", place, name, engine=engine, **more) for place, name in enumerate(names, start=1)
        ]
    insert(con, "rankings", rows)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("-+++", "ranks above Acme for “coffee”: in 3 of 4 result pages"),
        ("++++++-+", "ranks above Acme for “coffee”: in 7 of 8"),
        ("+++-", None),
        ("--++", None),
        ("+++", None),
        ("0+0+++", None),
        ("....", "among the first results for “coffee” and Acme is not among the first results: in 4 of 4"),
        ("..-0", None),
        ("++..-+.", "above it in 3 of 7 result pages of different days, and in 3 Acme is not among the first results"),
    ],
)
def test_a_rival_above_us(con: duckdb.DuckDBPyConnection, tmp_path: Path, days: str, words: str | None):
    crawls(con, days)
    found = swot(con, tmp_path, "T3")
    assert topics(found) == ({("T3", "coffee", "beta")} if words else set())
    assert all(words in row["statement"] for row in found if words)


def test_ranks_of_one_day_or_of_another_month_say_nothing_of_today(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    crawls(con, "++++++", fetched_at=NOW - timedelta(hours=9))
    rows = [ranking(run, "tea", 1, "beta", fetched_at=NOW - timedelta(days=31 + run)) for run in range(20)]
    insert(con, "rankings", [*rows, *(ranking(30 + run, "tea", 1, "beta") for run in range(3))])
    assert swot(con, tmp_path, "T3") == []


def test_a_rank_that_was_lost_lately_is_no_threat(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    for run in range(28):
        first, second = ("beta", "acme") if run > 3 else ("acme", "beta")
        at = {"fetched_at": NOW - timedelta(days=run + 1)}
        insert(con, "rankings", [ranking(run, "tea", 1, first, **at), ranking(run, "tea", 2, second, **at)])
    assert swot(con, tmp_path, "T3") == []


def test_advertisements_are_no_rank(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    insert(con, "rankings", [ranking(run, "coffee", 4, "beta") for run in range(4)])
    insert(con, "rankings", [ranking(run, "tea", 1, "beta", kind="ad") for run in range(4)])
    crawls(con, "--", engine="other")
    (line,) = swot(con, tmp_path, "T3")
    assert (line["topic"], line["rival"], line["n_own"], line["n_other"]) == ("coffee", "beta", 4, 4)
    assert topics(swot(con, tmp_path, "T3", "beta")) == set()


@pytest.mark.parametrize(("authors", "holds"), [(["a", "b", "c"], True), (["a", "b", "b"], False), ([None] * 3, True)])
def test_customers_who_switch(con: duckdb.DuckDBPyConnection, tmp_path: Path, authors: list[str | None], holds: bool):
    reviews = Reviews()
    for author, count in zip(authors, ("two", "three", "many"), strict=True):
        reviews.add("acme", f"It was fine for {count} years. I switched to Beta.", author=author)
    reviews.add("acme", "I switched to Beta.", days_ago=200)
    reviews.add("acme", "I switched from Beta to Acme.")
    reviews.add("beta", "I switched to Beta.")
    reviews.save(con)
    assert topics(swot(con, tmp_path, "T4")) == ({("T4", "switching", "beta")} if holds else set())
    leads = [row for row in rows_of(con, "leads", "brand = 'acme'") if row["rule"] == "T4"]
    assert len(leads) == (0 if holds else 1)


def test_leads_say_what_is_missing(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(BRANDS)
    reviews.plant("acme", "delivery", (15, 3, 0))
    reviews.plant("beta", "delivery", (10, 10, 20))
    reviews.plant("acme", "billing", (20, 5, 15))
    reviews.plant("beta", "billing", (12, 5, 23))
    reviews.save(con)
    assert swot(con, tmp_path, "S1 W1") == []
    leads = {(row["topic"], row["rival"]): row for row in rows_of(con, "leads", "brand = 'acme'")}
    few = leads[("delivery", "*")]
    assert (few["status"], few["quadrant"], few["rule"]) == ("not enough data", "strength", "S1")
    assert few["needed"].startswith("at least 12 more customers on Acme in the sources")
    assert leads[("billing", "*")]["status"] == "not significant"
    assert "times as many" in leads[("billing", "*")]["needed"]
    assert len(rows_of(con, "leads", "brand = 'acme'")) <= 12


def claim(brand: str, rule: str, kind: str, topic: str, rival: str) -> dict[str, str]:
    return {"brand": brand, "rule": rule, "kind": kind, "topic": topic, "rival": rival, "headline": "", "statement": ""}


def test_lines_are_ranked_by_weight_and_nearest_end():
    def line(topic: str, low: float | None, high: float | None, tested: bool = True) -> Line:
        return Line(**claim("a", "S1", "driver", topic, "*"), tested=tested, low=low, high=high)

    lines = [
        line("delivery", None, None, tested=False),
        line("automation", 0.5, 0.9),
        line("response_time", 0.1, 0.9),
        line("response_time", -0.9, -0.2),
    ]
    assert [(entry.topic, entry.nearest) for entry in ranked(lines)] == [
        ("response_time", 0.2),
        ("response_time", 0.1),
        ("automation", 0.5),
        ("delivery", 0.0),
    ]


def test_line_ids_depend_on_the_claim_alone():
    delivery = claim("a", "S1", "driver", "delivery", "*")
    one = Line(**delivery | {"statement": "said so"}, tested=True, gap=0.5)
    same = Line(**delivery | {"statement": "said otherwise"}, tested=False, gap=0.9)
    others = [
        Line(**claim(*names), tested=True)
        for names in (
            ("b", "S1", "driver", "delivery", "*"),
            ("a", "W1", "driver", "delivery", "*"),
            ("a", "S1", "driver", "billing", "*"),
            ("a", "S1", "driver", "delivery", "b"),
        )
    ]
    assert one.line_id == same.line_id
    assert len({line.line_id for line in [one, *others]}) == 5
    assert len(one.line_id) == 16
    assert set(RULES) >= {"S1", "W4", "O2", "T4"}


def test_ratings_are_compared_on_one_scale(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    for _ in range(20):
        reviews.add("acme", "", rating=8, rating_max=10)
        reviews.add("acme", "", rating=5, rating_max=5, source="stars.example")
        reviews.add("acme", "", rating=1, rating_max=5, source="acme.example", first_party=True)
        reviews.add("acme", "", rating=1, rating_max=5, days_ago=200)
    reviews.save(con)
    analyze(con, workspace(tmp_path), NOW)
    rows = {row["source"]: row for row in rows_of(con, "kpis", "brand = 'acme' AND kpi = 'rating'")}
    assert {source: (row["n"], row["value"]) for source, row in rows.items()} == {
        "*": (40, 4.5),
        "trust.example": (20, 4.0),
        "stars.example": (20, 5.0),
        "acme.example": (20, 1.0),
    }
    assert rows["*"]["low"] < 4.5 < rows["*"]["high"] <= 5
    assert rows["*"]["status"] == "ok"
    assert rows["trust.example"]["status"] == "not enough data"


def test_numbers_and_names_for_readers():
    assert (net(0.42), net(-0.1), net(0.001), net(None)) == ("+0.42", "\u22120.10", "0.00", "?")
    assert (percent(0.425), percent(-0.12, signed=True)) == ("42 %", "\u221212")
    assert topic_name("driver", "price_value") == "price and value"
    assert topic_name("channel", "phone") == "a phone number"
    assert topic_name("channel", "pigeon") == "pigeon"
    assert topic_name("ranking", "Coffee") == "Coffee"


def test_what_customers_ask_in_reviews_and_nobody_answers(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    questions(con, {"acme": [RETURNS], "beta": [RETURNS, GIFTS], "gamma": [RETURNS, GIFTS]})
    reviews = Reviews()
    for text in (
        "Is the packaging recyclable?",
        "There was no information about recycling on the page, which is annoying.",
        "Can I compost the bags?",
    ):
        reviews.add("acme", text)
        reviews.add("beta", "The recycling label was ugly and terrible.")
        reviews.add("beta", "Do you have gift vouchers?")
    reviews.save(con)
    (line,) = swot(con, tmp_path, "O2")
    assert (line["topic"], line["n_own"]) == ("sustainability", 3)
    assert line["statement"].startswith("3 customers of Acme ask about sustainability and origin in their reviews")
    insert(con, "rankings", [asked_question(1, "Is coffee packaging recyclable?")])
    (line,) = swot(con, tmp_path, "O2")
    assert "in search (“Is coffee packaging recyclable?”), 3 customers of Acme ask" in line["statement"]
    con.execute("DELETE FROM reviews WHERE body LIKE 'Can I%'")
    con.execute("DELETE FROM rankings")
    assert swot(con, tmp_path, "O2") == []


def test_a_need_is_no_opportunity_of_who_is_worse_than_one_rival(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    """Against all rivals together there is no gap, against one there is: the lines must not contradict each other."""
    reviews = Reviews()
    reviews.old(BRANDS)
    for brand, counts in zip(BRANDS, ((10, 20, 50), (0, 0, 80), (26, 20, 34)), strict=True):
        reviews.plant(brand, "loyalty", counts)
        reviews.plant(brand, "empathy", (80, 0, 0))
    reviews.save(con)
    assert topics(swot(con, tmp_path, "O1 W1 S1")) == {("S1", "loyalty", "beta"), ("W1", "loyalty", "gamma")}


def test_a_need_is_no_opportunity_of_who_was_not_compared(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(BRANDS)
    for brand in BRANDS:
        source = {"source": f"{brand}-reviews.example"} if brand == "acme" else {}
        reviews.plant(brand, "loyalty", (5, 5, 50), **source)
        reviews.plant(brand, "empathy", (50, 5, 5), **source)
    reviews.save(con)
    assert topics(swot(con, tmp_path, "O1")) == set()
    assert topics(swot(con, tmp_path, "O1", "beta")) == {("O1", "loyalty", "*")}


def test_the_mean_of_the_rivals_hides_no_better_rival(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old((*BRANDS, "delta"))
    plan = {"acme": (40, 20, 20), "beta": (2, 3, 75), "gamma": (2, 3, 75), "delta": (78, 2, 0)}
    for brand, counts in plan.items():
        reviews.plant(brand, "delivery", counts)
    reviews.save(con)
    analyze(con, workspace(tmp_path, tuple(plan)), NOW)
    found = {
        (row["rule"], row["rival"]): row["statement"]
        for row in rows_of(con, "swot", "brand = 'acme' AND kind = 'driver'")
    }
    assert set(found) == {("S1", "beta"), ("S1", "gamma"), ("W1", "delta")}


def test_answering_more_is_no_weakness_not_even_as_a_lead(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    replied(reviews, "acme", 15, 5)
    replied(reviews, "beta", 10, 12)
    reviews.save(con)
    analyze(con, workspace(tmp_path, ("acme", "beta")), NOW)
    leads = {row["brand"]: row for row in rows_of(con, "leads", "kind = 'response'")}
    assert set(leads) == {"beta"}
    assert "10 more reviews on Acme and 8 more reviews on Beta" not in leads["beta"]["needed"]
    assert leads["beta"]["needed"].startswith("at least 8 more reviews on Beta and 10 more reviews on Acme in")


def test_twenty_nine_units_are_too_few_and_thirty_are_not(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(("acme", "beta"))
    for driver, n in (("delivery", 29), ("empathy", 30)):
        reviews.plant("acme", driver, (n, 0, 0))
        reviews.plant("beta", driver, (0, 0, n))
    reviews.save(con)
    analyze(con, workspace(tmp_path, ("acme", "beta")), NOW)
    lines = rows_of(con, "swot", "brand = 'acme' AND rule = 'S1' AND kind = 'driver'")
    assert {row["topic"] for row in lines} == {"empathy"}
    (lead,) = (row for row in rows_of(con, "leads", "brand = 'acme'") if row["topic"] == "delivery")
    assert lead["needed"].startswith("at least 1 more customer on Acme and 1 more customer on Beta in")


@pytest.mark.parametrize("label", [1, 0, -1])
def test_all_labels_equal_everywhere_proves_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path, label: int):
    reviews = Reviews()
    reviews.old(BRANDS)
    counts = tuple(50 * (label == kind) for kind in (1, 0, -1))
    for brand in BRANDS:
        for days in (10, 120):
            reviews.plant(brand, "delivery", counts, days_ago=days)
            reviews.plant(brand, "billing", counts, days_ago=days)
    reviews.save(con)
    assert swot(con, tmp_path, "S1 W1 O1 T1 T2") == []
    gaps = rows_of(con, "gaps", "kind = 'driver'")
    assert {row["gap"] for row in gaps} == {0.0}
    assert all(row["p"] == pytest.approx(1.0) for row in gaps)


def test_one_author_is_one_customer(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(BRANDS)
    reviews.plant("acme", "delivery", (100, 0, 0), author="the only fan")
    reviews.plant("beta", "delivery", (0, 0, 100))
    reviews.save(con)
    assert swot(con, tmp_path, "S1 W1") == []
    scores = rows_of(con, "driver_scores", "brand = 'acme' AND driver = 'delivery' AND source = '*'")
    assert [(row["n"], row["low"], row["status"]) for row in scores] == [(1, None, "not enough data")]


def test_a_rating_beyond_its_scale_is_none(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.add("acme", "", rating=9, rating_max=None)
    reviews.add("acme", "", rating=4, rating_max=None)
    reviews.add("acme", "", rating=12, rating_max=10)
    reviews.save(con)
    analyze(con, workspace(tmp_path), NOW)
    (row,) = rows_of(con, "kpis", "brand = 'acme' AND kpi = 'rating' AND source = '*'")
    assert (row["n"], row["value"]) == (1, 4.0)


def test_a_keyword_nobody_ranks_for_says_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    insert(con, "rankings", [ranking(run, "coffee", 1, None) for run in range(6)])
    assert swot(con, tmp_path, "T3") == []


def test_brands_never_read_over_the_same_dates_are_told_so(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    """Same source, same language, but one was last read before the other's first review: no claim that they share none."""
    reviews = Reviews()
    for number in range(40):
        reviews.add(
            "acme", "The delivery was great.", days_ago=60, fetched_at=NOW - timedelta(days=50), author=f"a{number}"
        )
        reviews.add("beta", "The delivery was great.", days_ago=20, author=f"b{number}")
    reviews.save(con)
    analyze(con, workspace(tmp_path, ("acme", "beta")), NOW)
    (lead,) = rows_of(con, "leads", "brand = 'acme' AND kind = 'driver'")
    assert "over the same dates" in lead["statement"]
