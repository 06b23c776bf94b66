"""The whole analysis over a real warehouse: planted truths are found, nothing else is, and running is safe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from analysis.claims.statements import net
from analysis.pipeline.analyze import analyze, freeze
from analysis.pipeline.steps import STEPS
from analysis.reading.opinions import opinions_of
from analysis.tables import insert
from data.sqlfiles import read_sql
from tests.analysis.builder import NOW, SENTENCES, Reviews, keyed, rows_of, warehouse, workspace

BRANDS = ("acme", "beta", "gamma")
EDITION_TABLES = [step.table for step in STEPS if step.by_edition]
TABLES = [*(step.table for step in STEPS), "opinions"]


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def planted() -> Reviews:
    reviews = Reviews()
    reviews.old(BRANDS)
    for brand in BRANDS:
        reviews.plant(brand, "delivery", (50, 10, 20) if brand == "acme" else (20, 10, 50))
        reviews.plant(brand, "empathy", (20, 10, 50) if brand == "acme" else (50, 10, 20))
        reviews.plant(brand, "billing", (40, 20, 20))
    reviews.add("acme", "The parcel never came, and nobody knows why that is.", days_ago=5)
    return reviews


def snapshot(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    return {table: rows_of(con, table) for table in TABLES}


def lines(con: duckdb.DuckDBPyConnection, brand: str = "acme", rules: str = "") -> set[tuple[str, str, str]]:
    rows = rows_of(con, "swot", f"brand = '{brand}'")
    return {(row["rule"], row["topic"], row["rival"]) for row in rows if not rules or row["rule"] in rules}


def test_the_builders_sentences_are_what_they_claim():
    for driver, by_label in SENTENCES.items():
        for label, sentence in by_label.items():
            assert [(row.driver, row.label) for row in opinions_of(sentence, "en")] == [(driver, label)]


def test_each_step_makes_a_table_of_its_own():
    assert len({step.table for step in STEPS}) == len(STEPS)
    assert {"swot", "leads", "gaps", "kpis", "editions"} <= set(EDITION_TABLES)


def test_planted_gaps_are_found_and_equal_drivers_are_not(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    summary = analyze(con, workspace(tmp_path), NOW)
    assert summary.edition == "2026-11"
    tested = [row for row in rows_of(con, "swot", "brand = 'acme'") if row["kind"] == "driver"]
    assert {(row["rule"], row["topic"], row["rival"]) for row in tested} == {
        ("S1", "delivery", "*"),
        ("W1", "empathy", "*"),
    }
    delivery = next(row for row in tested if row["rule"] == "S1")
    assert delivery["gap"] == pytest.approx(30 / 80 + 30 / 80, abs=0.03)
    assert (delivery["quadrant"], delivery["rank"], delivery["tested"]) == ("strength", 1, True)
    assert delivery["expires_at"] == NOW + timedelta(days=90)
    assert delivery["headline"] == "Acme beats 2 rivals on delivery"
    assert delivery["basis"].startswith(f"Gap in net sentiment {net(delivery['gap'])} (95 % interval ")
    mirrored = lines(con, "beta")
    assert ("W1", "delivery", "*") in mirrored or ("W1", "delivery", "acme") in mirrored


@pytest.mark.parametrize("check", ["evidence", "quotes", "tested", "keys"])
def test_the_builds_checks_pass(con: duckdb.DuckDBPyConnection, tmp_path: Path, check: str):
    planted().save(con)
    analyze(con, workspace(tmp_path), NOW)
    assert con.execute(read_sql("checks", check)).fetchall() == []


def test_q_is_adjusted_over_every_test_of_the_edition(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    summary = analyze(con, workspace(tmp_path), NOW)
    tests = {}
    for row in rows_of(con, "gaps", "p IS NOT NULL"):
        pair = (row["brand"], row["rival"])
        ends = pair if row["rival"] in ("", "*") else tuple(sorted(pair))
        tests[(row["kind"], row["topic"], ends)] = (row["p"], row["q"])
    rows = sorted(tests.values())
    assert len(rows) == summary.tests
    assert {row["kind"] for row in rows_of(con, "gaps", "p IS NOT NULL")} == {"driver", "overall", "unmet"}
    smallest = 1.0
    for rank in range(len(rows), 0, -1):
        smallest = min(smallest, rows[rank - 1][0] * len(rows) / rank)
        assert rows[rank - 1][1] == pytest.approx(smallest)


def test_evidence_supports_the_direction(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    analyze(con, workspace(tmp_path), NOW)
    line = next(row for row in rows_of(con, "swot", "brand = 'acme'") if row["rule"] == "S1")
    evidence = rows_of(con, "swot_evidence", f"line_id = '{line['line_id']}'")
    brand_of = keyed(rows_of(con, "reviews"), "review_id")
    said = [(brand_of[(row["record_id"],)]["brand"], row["quote"]) for row in evidence]
    assert said.count(("acme", SENTENCES["delivery"][1])) == 4
    assert {brand for brand, quote in said if quote == SENTENCES["delivery"][-1]} == {"beta", "gamma"}
    assert len(said) == 8
    assert [row["position"] for row in evidence] == list(range(1, 9))
    assert len({row["record_id"] for row in evidence}) == 8


def test_running_twice_changes_nothing_and_reads_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    settings = workspace(tmp_path)
    first = analyze(con, settings, NOW)
    before = snapshot(con)
    again = analyze(con, settings, NOW)
    assert (first.reviews_read, again.reviews_read) == (len(rows_of(con, "reviews")), 0)
    assert snapshot(con) == before


def test_only_what_changed_is_read_again(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    settings = workspace(tmp_path)
    analyze(con, settings, NOW)
    con.execute("UPDATE reviews SET body = 'The invoice was perfect.', language = NULL WHERE review_id = 'r000005'")
    con.execute("DELETE FROM reviews WHERE review_id = 'r000006'")
    summary = analyze(con, settings, NOW)
    assert summary.reviews_read == 1
    (row,) = rows_of(con, "opinions", "record_id = 'r000005'")
    assert (row["driver"], row["language"], row["brand"]) == ("billing", "en", "acme")
    assert rows_of(con, "opinions", "record_id = 'r000006'") == []
    assert rows_of(con, "reviews", "review_id = 'r000005'")[0]["language"] == "en"


def test_a_claim_keeps_its_id_and_its_first_sight(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    settings = workspace(tmp_path)
    analyze(con, settings, NOW)
    analyze(con, settings, NOW + timedelta(days=1))
    analyze(con, settings, NOW + timedelta(days=15))
    rows = [row for row in rows_of(con, "swot", "brand = 'acme'") if row["rule"] == "S1"]
    assert {row["edition"] for row in rows} == {"2026-11", "2026-12"}
    assert len({row["line_id"] for row in rows}) == 1
    assert {row["first_seen"] for row in rows} == {NOW}


def test_a_frozen_edition_is_never_touched(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    settings = workspace(tmp_path)
    analyze(con, settings, NOW)
    assert freeze(con, "2026-11")
    assert not freeze(con, "2026-11")
    before = {table: rows_of(con, table) for table in EDITION_TABLES}
    extra = Reviews(first=5000)
    extra.add("acme", "The delivery was terrible.")
    extra.save(con)
    summary = analyze(con, settings, NOW + timedelta(days=1))
    assert summary.frozen
    assert summary.reviews_read == 1
    assert {table: rows_of(con, table) for table in EDITION_TABLES} == before
    assert analyze(con, settings, NOW + timedelta(days=15)).edition == "2026-12"
    assert rows_of(con, "swot", "edition = '2026-11'") == before["swot"]


class KilledError(Exception):
    """Stands for any end of the process."""


def test_killed_midway_the_old_edition_stays(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    planted().save(con)
    settings = workspace(tmp_path)
    analyze(con, settings, NOW)
    before = {table: rows_of(con, table) for table in EDITION_TABLES}
    con.execute("UPDATE reviews SET body = 'The delivery was terrible.' WHERE brand = 'acme' AND body LIKE '%great%'")

    def killer(line: str) -> None:
        if "comparing" in line:
            raise KilledError

    with pytest.raises(KilledError):
        analyze(con, settings, NOW, killer)
    assert {table: rows_of(con, table) for table in EDITION_TABLES} == before
    analyze(con, settings, NOW)
    assert ("S1", "delivery", "*") not in lines(con)


def test_an_unvalidated_language_yields_leads_only(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = planted()
    for row in reviews.rows:
        if row["brand"] == "gamma":
            row["body"] = f"Pristatymas buvo labai greitas, ačiū jums už viską {row['review_id']}"
    reviews.save(con)
    analyze(con, workspace(tmp_path), NOW)
    gaps = rows_of(con, "gaps", "kind = 'driver' AND (brand = 'gamma' OR rival = 'gamma')")
    assert {(row["topic"], row["status"], row["p"]) for row in gaps} == {("*", "language not validated", None)}
    assert lines(con, "gamma", "S1 W1") == set()
    lead = next(
        row for row in rows_of(con, "leads", "brand = 'acme'") if row["rival"] == "gamma" and row["kind"] == "driver"
    )
    assert "Lithuanian" in lead["statement"]
    assert lead["status"] == "language not validated"
    scores = rows_of(con, "driver_scores", "brand = 'gamma' AND source = '*'")
    assert {(row["language"], row["net"], row["status"]) for row in scores} == {("lt", None, "language not validated")}
    assert ("S1", "delivery", "*") in lines(con)


def test_what_stays_out_of_comparisons(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    def gap() -> dict[str, Any]:
        analyze(con, workspace(tmp_path), NOW)
        return rows_of(con, "gaps", "brand='acme' AND rival='*' AND topic='delivery' AND kind='driver'")[0]

    planted().save(con)
    before = gap()
    more = Reviews(first=5000)
    for number in range(40):
        more.add("acme", "The delivery was terrible.", first_party=True, source="acme.example")
        more.add("beta", "The delivery was great.", published_at=None)
        more.add("acme", "The delivery was terrible.", days_ago=100)
        more.add("acme", "The delivery was terrible.", author="same one")
        more.add(
            "beta", f"The delivery was really and truly great, I must say so here {'.' * number}", author=f"x{number}"
        )
    more.save(con)
    after = gap()
    assert after["n_own"] == before["n_own"] + 1
    assert after["n_other"] == before["n_other"] + 1
    coverage = con.execute(
        "SELECT coverage->>'$.acme.first_party', coverage->>'$.beta.undated', coverage FROM editions"
    ).fetchone()
    assert coverage[:2] == ("40", "40")
    scores = keyed(rows_of(con, "driver_scores", "brand = 'acme'"), "driver", "source")
    assert ("delivery", "acme.example") not in scores
    assert scores[("delivery", "*")]["n"] == after["n_own"]


def test_nameless_authors_count_one_unit_a_record(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.old(BRANDS)
    for brand in BRANDS:
        reviews.plant(brand, "delivery", (20, 10, 10), author=None)
        reviews.plant(brand, "empathy", (20, 10, 10), author=f"the one of {brand}")
    reviews.save(con)
    analyze(con, workspace(tmp_path), NOW)
    scores = keyed(rows_of(con, "driver_scores", "brand = 'acme' AND source = '*'"), "driver")
    assert scores[("delivery",)]["n"] == 40
    assert scores[("empathy",)]["n"] == 1
    assert scores[("empathy",)]["status"] == "not enough data"


def test_nothing_is_found_where_nothing_is(tmp_path: Path):
    """False discovery: brands whose labels come from one distribution get no tested lines (nearly) ever."""
    rng = np.random.default_rng(4)
    tested = 0
    for market in range(4):
        con = warehouse(tmp_path / str(market))
        reviews = Reviews()
        reviews.old(BRANDS)
        for brand in BRANDS:
            for driver in SENTENCES:
                for days in (10, 120):
                    counts = rng.multinomial(45, [0.5, 0.2, 0.3])
                    reviews.plant(brand, driver, tuple(int(n) for n in counts), days_ago=days)
        reviews.save(con)
        summary = analyze(con, workspace(tmp_path), NOW)
        assert summary.tests >= 50
        tested += len(rows_of(con, "swot", "tested"))
        con.close()
    assert tested <= 1


def test_an_empty_warehouse_makes_an_empty_edition(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    summary = analyze(con, workspace(tmp_path), NOW)
    assert (summary.lines, summary.tests) == (0, 0)
    assert len(rows_of(con, "brands")) == 3
    assert rows_of(con, "editions")[0]["status"] == "provisional"
    assert {row["status"] for row in rows_of(con, "evaluations")} == {"validated", "below floor", "never measured"}


def test_hostile_texts_are_read_like_any_other(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = Reviews()
    reviews.add("acme", "'; DROP TABLE reviews; -- {brand} %s \ud7ff\U0001f600 =HYPERLINK(1)")
    reviews.add("acme", " \n\t ")
    reviews.add("acme", "", rating=5, rating_max=5)
    reviews.add("acme", "a" * 20_000)
    reviews.save(con)
    insert(con, "faqs", [{"faq_id": "f", "brand": "acme", "url": "u", "question": "{0} %(x)s?", "answer": None}])
    analyze(con, workspace(tmp_path), NOW)
    assert {row["record_id"] for row in rows_of(con, "opinions")} == {"r000000", "r000003"}


def test_a_driver_of_the_workspaces_own_becomes_a_line_with_its_name(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    reviews = planted()
    for brand, counts in (("acme", (10, 10, 60)), ("beta", (60, 10, 10)), ("gamma", (60, 10, 10))):
        for word, n in zip(("great", "there", "terrible"), counts, strict=True):
            for _ in range(n):
                reviews.add(brand, f"The suitcases were {word}.")
    reviews.save(con)
    own = '\n[[driver]]\nid = "luggage"\nname = "Luggage"\nwords.en = ["suitcase"]\n'
    analyze(con, workspace(tmp_path, extra=own), NOW)
    (line,) = [row for row in rows_of(con, "swot", "brand = 'acme'") if row["topic"] == "luggage"]
    assert (line["rule"], line["quadrant"]) == ("W1", "weakness")
    assert "luggage" in line["statement"].lower()
    (edition,) = rows_of(con, "editions")
    assert json.loads(edition["parameters"])["own_drivers"][0]["name"] == "Luggage"
    analyze(con, workspace(tmp_path), NOW)
    assert not [row for row in rows_of(con, "opinions") if row["driver"] == "luggage"]
