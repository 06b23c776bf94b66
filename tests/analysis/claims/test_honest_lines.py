"""What a line may say: no direction without an interval off zero, no rivals together who differ, no unsigned carriers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from analysis.figures.texts import of_newest_model
from analysis.pipeline.analyze import analyze
from data.privacy import author_key
from tests.analysis.builder import NOW, SENTENCES, Reviews, rows_of, warehouse, workspace

BRANDS = ("acme", "beta", "gamma")


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def claims(
    con: duckdb.DuckDBPyConnection,
    root: Path,
    *,
    brands: tuple[str, ...] = BRANDS,
    kind: str = "driver",
    of: str = "acme",
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """(rule, topic, rival) -> the tested lines of a kind of one brand."""
    analyze(con, workspace(root, brands), NOW)
    rows = rows_of(con, "swot", f"tested AND brand = '{of}' AND kind = '{kind}'")
    return {(row["rule"], row["topic"], row["rival"]): row for row in rows}


def leads(con: duckdb.DuckDBPyConnection, brand: str = "acme") -> dict[tuple[str, str], dict[str, Any]]:
    rows = rows_of(con, "leads", f"brand = '{brand}' AND kind IN ('driver', 'overall')")
    return {(row["topic"], row["rival"]): row for row in rows}


def market(plan: dict[str, tuple[int, int, int]], driver: str = "delivery", **more: Any) -> Reviews:
    """Each brand's positive, neutral and negative authors on a driver."""
    reviews = Reviews()
    for brand, counts in plan.items():
        reviews.plant(brand, driver, counts, **more)
    return reviews


@pytest.mark.parametrize("driver", ["delivery", "price_value", "empathy"])
def test_equal_brands_are_no_lead_however_few(con: duckdb.DuckDBPyConnection, tmp_path: Path, driver: str) -> None:
    market(dict.fromkeys(BRANDS, (6, 2, 6)), driver).save(con)
    assert claims(con, tmp_path) == {}
    assert leads(con) == {}


def test_a_direction_needs_an_interval_off_zero(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = market({"acme": (9, 2, 4), "beta": (6, 2, 7)})
    reviews.plant("acme", "billing", (14, 0, 1))
    reviews.plant("beta", "billing", (2, 0, 13))
    reviews.save(con)
    assert claims(con, tmp_path, brands=("acme", "beta")) == {}
    unclear, clear = (leads(con)[(topic, "*")] for topic in ("delivery", "billing"))
    assert (unclear["quadrant"], clear["quadrant"]) == (None, "strength")
    assert unclear["statement"].endswith(" The two cannot be told apart.")
    assert (unclear["headline"], clear["headline"]) == (
        "Acme or Beta on delivery: too close to call",
        "Acme may beat Beta on billing",
    )
    assert unclear["low"] < 0 < unclear["high"]


def test_unlike_rivals_are_named_singly(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    market({"acme": (50, 5, 5), "beta": (5, 5, 50), "gamma": (49, 5, 6)}).save(con)
    assert set(claims(con, tmp_path)) == {("S1", "delivery", "beta")}
    assert set(claims(con, tmp_path, of="beta")) == {("W1", "delivery", "*")}


def test_what_holds_of_each_unlike_rival_holds_of_all(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    market({"acme": (78, 2, 0), "beta": (2, 3, 75), "gamma": (40, 10, 30)}).save(con)
    found = claims(con, tmp_path)
    assert set(found) == {("S1", "delivery", "*")}
    pairs = rows_of(con, "gaps", "brand = 'acme' AND topic = 'delivery' AND kind = 'driver' AND rival <> '*'")
    assert found[("S1", "delivery", "*")]["q"] == max(row["q"] for row in pairs)


def test_the_rivals_are_tested_where_each_pair_has_its_thirty(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    market({"acme": (50, 5, 5), "beta": (5, 5, 50), "gamma": (2, 2, 20)}).save(con)
    assert set(claims(con, tmp_path)) == {("S1", "delivery", "beta")}
    (row,) = rows_of(con, "gaps", "brand = 'acme' AND topic = 'delivery' AND kind = 'driver' AND rival = '*'")
    assert (row["status"], row["p"]) == ("not enough data", None)


@pytest.mark.parametrize(("unsigned", "line"), [(10, True), (40, False)])
def test_unsigned_records_carry_no_line(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, unsigned: int, line: bool
) -> None:
    reviews = market({"acme": (0, 0, 60 - unsigned), "beta": (50, 5, 5)})
    reviews.plant("acme", "delivery", (0, 0, unsigned), author=None)
    reviews.save(con)
    found = claims(con, tmp_path, brands=("acme", "beta"))
    said = found[("W1", "delivery", "*")] if line else leads(con)[("delivery", "*")]
    assert bool(found) == line
    assert (said["n_own"], f"{unsigned} and 0 of them unsigned" in said["basis"]) == (60, True)
    if not line:
        assert (said["status"], said["needed"][:25]) == ("rests on unsigned records", "more signed reviews of Ac")


def test_what_fails_without_the_unsigned_is_a_lead(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = market({"acme": (20, 0, 20), "beta": (20, 0, 20)})
    reviews.plant("acme", "delivery", (0, 0, 60), author=None)
    reviews.save(con)
    assert claims(con, tmp_path, brands=("acme", "beta")) == {}
    assert leads(con)[("delivery", "*")]["status"] == "rests on unsigned records"


def test_brands_are_tested_as_a_whole(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    for brand, label, stars in (("acme", -1, 2), ("beta", 1, 4), ("gamma", 1, 5)):
        for driver in SENTENCES:
            for _ in range(9):
                reviews.add(brand, SENTENCES[driver][label], rating=stars, rating_max=5)
    reviews.save(con)
    assert claims(con, tmp_path) == {}
    found = claims(con, tmp_path, kind="overall")
    assert set(found) == {("W1", "net_sentiment", "*"), ("W1", "stars", "*")}
    worse = found[("W1", "stars", "*")]
    assert (worse["n_own"], worse["n_other"]) == (45, 90)
    assert worse["headline"] == "Acme gets fewer stars than 2 rivals"
    assert worse["statement"] == "Customers give Acme 2.0 of 5 stars and Beta and Gamma on average 4.5."
    assert len(rows_of(con, "swot_evidence", f"line_id = '{worse['line_id']}'")) == 8


def test_stars_without_a_word_are_compared_too(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    for _ in range(40):
        reviews.add("acme", "", rating=8, rating_max=10)
        reviews.add("beta", "", rating=2, rating_max=5)
        reviews.add("beta", "", rating=5, rating_max=5, source="beta.example", first_party=True)
    reviews.save(con)
    analyze(con, workspace(tmp_path, ("acme", "beta")), NOW)
    (row,) = rows_of(con, "gaps", "brand = 'acme' AND rival = 'beta' AND topic = 'stars'")
    assert (row["own"], row["other"], row["gap"], row["status"]) == (4.0, 2.0, 2.0, "tested")


def test_one_brand_is_no_market(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Of a mean that one brand alone pulls down, and of brands that share nothing, nothing is said of the market."""
    brands = (*BRANDS, "delta")
    reviews = Reviews()
    for brand in BRANDS:
        reviews.plant(brand, "loyalty", (20, 4, 24))
        reviews.plant(brand, "empathy", (24, 4, 20))
    reviews.plant("delta", "loyalty", (0, 0, 300), source="alone.example")
    reviews.plant("delta", "empathy", (300, 0, 0), source="alone.example")
    reviews.save(con)
    analyze(con, workspace(tmp_path, brands), NOW)
    assert rows_of(con, "swot", "rule = 'O1'") == []
    con.execute("UPDATE reviews SET source = 'trust.example', url = 'https://trust.example/' || review_id")
    analyze(con, workspace(tmp_path, brands), NOW)
    (row,) = rows_of(con, "gaps", "kind = 'unmet' AND brand = '*' AND topic = 'loyalty'")
    assert row["q"] < 0.05
    assert rows_of(con, "swot", "rule = 'O1'") == []


def snapshot(con: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[Any]]:
    """The gaps and lines of the first three brands among themselves, but for what tells in which order brands are listed."""
    named = f"brand IN {BRANDS} OR brand = '*'"
    gaps = [
        {name: round(value, 9) if isinstance(value, float) else value for name, value in row.items()}
        for row in rows_of(con, "gaps", f"({named}) AND rival <> 'delta' AND kind NOT IN ('faq_intent', 'channel')")
    ]
    lines = [(row["brand"], row["line_id"], row["quadrant"]) for row in rows_of(con, "swot", named)]
    return gaps, lines


def test_reordering_splitting_swapping_and_a_stranger_change_nothing(tmp_path: Path) -> None:
    """Brands in another order; the reviews in several lots; names exchanged; a brand that shares no strata."""
    plan = {"acme": (40, 10, 20), "beta": (10, 10, 50), "gamma": (20, 10, 20)}
    found = {}
    for name, brands in (
        ("as it is", BRANDS),
        ("reordered", ("acme", "gamma", "beta")),
        ("stranger", (*BRANDS, "delta")),
    ):
        con = warehouse(tmp_path / name)
        reviews = market(plan)
        reviews.plant("acme", "billing", (20, 5, 10))
        reviews.plant("gamma", "billing", (10, 5, 20))
        lots = [reviews]
        if name == "reordered":
            lots = [Reviews(), Reviews()]
            for place, row in enumerate(reversed(reviews.rows)):
                lots[place % 2].rows.append(row)
        if name == "stranger":
            reviews.plant("delta", "delivery", (0, 0, 200), source="alone.example")
        for lot in lots:
            lot.save(con)
        analyze(con, workspace(tmp_path / name, brands), NOW)
        found[name] = snapshot(con)
        con.close()
    assert found["as it is"][1]
    assert found["reordered"] == found["as it is"]
    assert found["stranger"] == found["as it is"]


def test_exchanged_brands_exchange_their_lines(tmp_path: Path) -> None:
    other = {"acme": "beta", "beta": "acme", "gamma": "gamma"}
    found = []
    for exchange in (False, True):
        con = warehouse(tmp_path / str(exchange))
        reviews = market({"acme": (40, 10, 20), "beta": (10, 10, 50), "gamma": (20, 10, 20)})
        for row in reviews.rows:
            row["brand"] = other[row["brand"]] if exchange else row["brand"]
        reviews.save(con)
        analyze(con, workspace(tmp_path / str(exchange)), NOW)
        rows = rows_of(con, "swot", "tested")
        named = {(r["brand"], r["rule"], r["topic"], r["rival"], round(r["gap"], 9), round(r["q"], 9)) for r in rows}
        found.append(
            {(other[b], rule, topic, other.get(r, r), gap, q) for b, rule, topic, r, gap, q in named}
            if exchange
            else named
        )
        con.close()
    assert found[0] == found[1] != set()


def test_a_trend_never_spans_two_models() -> None:
    day = pd.Timestamp(NOW)
    rows = [
        ("en", "old", day - pd.Timedelta(days=100)),
        ("en", "new", day),
        ("lt", "other", day - pd.Timedelta(days=100)),
    ]
    sentences = pd.DataFrame(rows, columns=["language", "model", "at"])
    assert list(of_newest_model(sentences)["model"]) == ["new", "other"]


@pytest.mark.parametrize(
    "name", ["", "Guest", "A Google user", "Google naudotojas", "ผู้ใช้ Google", "Khách hàng ẩn danh", "Ein Google-Nutzer"]
)
def test_a_generic_name_is_none(name: str) -> None:
    assert author_key(name, "s.example", bytes(32)) is None
