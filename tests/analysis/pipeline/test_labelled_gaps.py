"""A random labelled sample, from the table to the gaps and what their lines say of the interval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from analysis.figures.gaps import DIRECT, READING, SAMPLING
from analysis.figures.powered import LEAST
from analysis.pipeline.analyze import analyze
from data.views import load_views
from tests.analysis.builder import NOW, SENTENCES, Reviews, rows_of, warehouse, workspace

DRIVERS = ("delivery", "price_value", "empathy")
BRANDS = {"acme": (45, 15, 60), "beta": (45, 15, 60), "gamma": (75, 15, 30)}
"""Brand -> how many customers praise, say neither, complain."""
FIGURES = ("own", "other", "gap", "low", "high", "p", "n_own", "n_other", "status")


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, Any]]:
    root = tmp_path_factory.mktemp("labelled")
    con = warehouse(root)
    reviews = Reviews()
    for brand, counts in BRANDS.items():
        for label, count in zip((1, 0, -1), counts, strict=True):
            for number in range(count):
                reviews.add(brand, SENTENCES[DRIVERS[number % 3]][label], days_ago=number % 80, rating=4, rating_max=5)
    reviews.old(BRANDS)
    reviews.save(con)
    workspace_ = workspace(root)
    analyze(con, workspace_, NOW)
    yield con, workspace_
    con.close()


def sampled(con: duckdb.DuckDBPyConnection, share: float, label: str) -> None:
    """Label a share of each brand's texts, drawn by their lot; `label` in SQL, of the opinion `o` and the review `r`."""
    load_views(con)
    con.execute("DELETE FROM text_sample")
    con.execute(
        f"""INSERT INTO text_sample
        SELECT f.record_kind, f.record_id, text_hash_of(f.title, f.body), $now, {label}, $now
        FROM sampling_frame f JOIN reviews r ON r.review_id = f.record_id
        JOIN (SELECT record_id, any_value(label) AS label FROM opinions GROUP BY record_id) o USING (record_id)
        QUALIFY percent_rank() OVER (PARTITION BY r.brand ORDER BY f.lot) < $share""",
        {"now": NOW, "share": share},
    )


def net(con: duckdb.DuckDBPyConnection, brand: str, rival: str) -> dict[str, Any]:
    (row,) = rows_of(
        con, "gaps", f"kind = 'overall' AND metric = 'net sentiment' AND brand = '{brand}' AND rival = '{rival}'"
    )
    return row


def figures(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, ...], list[Any]]:
    """The figures of all gaps, but for q, which looks at all of them."""
    return {
        tuple(row[name] for name in ("kind", "brand", "rival", "topic", "metric")): [row[name] for name in FIGURES]
        for row in rows_of(con, "gaps")
    }


def test_labels_of_a_sample_correct_the_overall_gap_and_the_line_says_so(market: Any) -> None:
    con, workspace_ = market
    before = figures(con)
    plain = net(con, "acme", "beta")
    assert (plain["interval_holds"], plain["labelled_own"], plain["tuning"]) == (SAMPLING, None, None)
    assert {row["interval_holds"] for row in rows_of(con, "gaps", "metric = 'stars of 5' AND gap IS NOT NULL")} == {
        DIRECT
    }
    assert all(
        "the error of reading texts is not in it" in row["basis"] for row in rows_of(con, "swot", "kind = 'driver'")
    )

    # Too few labels: every number is as it was.
    sampled(con, 0.5 * LEAST / sum(BRANDS["acme"]), "o.label")
    analyze(con, workspace_, NOW)
    assert figures(con) == before

    # People agree with the model but for acme, half of whose complaints are irony.
    sampled(
        con, 0.5, "CASE WHEN r.brand = 'acme' AND o.label = -1 AND hash(r.review_id) % 2 = 0 THEN 1 ELSE o.label END"
    )
    analyze(con, workspace_, NOW)
    row = net(con, "acme", "beta")
    assert row["interval_holds"] == READING
    assert min(row["labelled_own"], row["labelled_other"]) >= LEAST
    assert row["gap"] > plain["gap"] + 0.2, "what the model misreads is corrected"
    assert row["high"] - row["low"] > plain["high"] - plain["low"]
    seen = net(con, "beta", "acme")
    assert (seen["gap"], seen["low"], seen["high"], seen["labelled_own"]) == pytest.approx(
        (-row["gap"], -row["high"], -row["low"], row["labelled_other"])
    )
    together = net(con, "acme", "*")
    assert (together["interval_holds"], together["labelled_own"]) == (READING, row["labelled_own"])
    assert together["labelled_other"] == row["labelled_other"] + net(con, "acme", "gamma")["labelled_other"]
    assert net(con, "beta", "gamma")["p"] <= net(con, "beta", "gamma")["q"] < 0.05
    now = figures(con)
    drivers = [key for key in before if key[0] == "driver"]
    assert [now[key] for key in drivers] == [before[key] for key in drivers], (
        "labels of whole texts say nothing of drivers"
    )
    lines = rows_of(con, "swot", "kind = 'overall' AND topic = 'net_sentiment'") + rows_of(
        con, "leads", "kind = 'overall' AND topic = 'net_sentiment'"
    )
    assert lines
    assert all("the error of reading is in it, by the labelled texts of" in line["basis"] for line in lines)
