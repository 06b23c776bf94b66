"""Personas through a real analysis: each has the figures of its own texts, and no claim is made of any."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from data.publish import failed_checks
from data.workspace import Workspace
from tests.analysis.builder import NOW, Reviews, warehouse, workspace

DAYS = ["Monday", "Tuesday", "Friday", "June", "Leeds", "Derby", "Whitby", "Bristol", "Hull", "York"]
COLOURS = ["red", "blue", "green", "grey"]
PERSONAS = """
[[persona]]
id = "students"
name = "Students"
words = ["dormitory", "นักศึกษา", '"exam week"']
[[persona]]
id = "espresso"
name = "Espresso drinkers"
products = ["espresso"]
languages = ["en"]
[[persona]]
id = "elsewhere"
name = "Elsewhere"
sources = ["Other.Example", "othr.example"]
markets = ["en-GB"]
"""


def market() -> Reviews:
    """Students find the delivery terrible, espresso drinkers great; everybody else is divided."""
    reviews = Reviews()
    reviews.old(["acme", "beta"])
    for number in range(40):
        place = f"{DAYS[number % 10]} {COLOURS[number // 10]}"
        reviews.add("acme", f"Dormitory {place}: terrible delivery.", rating=1, rating_max=5)
        reviews.add("acme", f"{place}: the delivery was great.", product="Acme ESPRESSO 250 g", rating=5, rating_max=5)
        reviews.add("acme", f"{place}: delivery was {'great' if number % 2 else 'terrible'}.")
    for number in range(5):
        reviews.add("beta", f"The delivery was great, in exam week {DAYS[number]}.")
        reviews.add("beta", f"The delivery was great, exams in a week, {DAYS[number]}.")
        reviews.add("beta", f"The delivery was fine, {DAYS[number]}.", source="other.example", market="en-GB")
        reviews.add(
            "beta", f"The delivery was fine, {DAYS[-number]}.", source="other.example", market="en-US", days_ago=200
        )
    return reviews


def analysed(root: Path, space: Workspace, said: list[str] | None = None) -> duckdb.DuckDBPyConnection:
    con = warehouse(root)
    market().save(con)
    analyze(con, space, NOW, report=(said if said is not None else []).append)
    return con


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def test_each_persona_has_the_figures_of_its_own_texts(tmp_path: Path) -> None:
    con = analysed(tmp_path, workspace(tmp_path, extra=PERSONAS))
    scores = {
        (persona, brand, measure): row
        for persona, brand, measure, *row in rows(
            con,
            "SELECT persona, brand, measure, n, value, low, high, status FROM persona_scores WHERE driver IN ('delivery', '')",
        )
    }
    n, net, low, high, status = scores["students", "acme", "net"]
    assert (n, net, status) == (40, -1.0, "ok")
    assert low <= net <= high
    assert scores["espresso", "acme", "net"][:2] == [40, 1.0]
    assert scores["students", "acme", "rating"][:2] == [40, 1.0]
    assert scores["espresso", "acme", "rating"][:2] == [40, 5.0]
    assert scores["students", "beta", "net"][0] == 5
    assert scores["students", "beta", "net"][4] == "not enough data"
    assert ("espresso", "beta", "net") not in scores  # not observed, so nothing is said
    journey = {
        (persona, brand): (n, net)
        for persona, brand, n, net in rows(
            con, "SELECT persona, brand, n, net FROM journey WHERE touchpoint = 'delivery'"
        )
    }
    assert journey["students", "acme"] == (40, -1.0)
    assert journey["espresso", "acme"] == (40, 1.0)
    assert journey["", "acme"][0] == 120
    assert not [said for said in failed_checks(con) if "check keys" in said]


def test_no_claim_and_no_other_figure_depends_on_personas(tmp_path: Path) -> None:
    with_them = analysed(tmp_path / "with", workspace(tmp_path / "with", extra=PERSONAS))
    without = analysed(tmp_path / "without", workspace(tmp_path / "without"))
    for table in ("gaps", "swot", "leads", "swot_evidence", "driver_scores", "kpis", "edition_values"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        assert rows(with_them, query) == rows(without, query)
    query = "SELECT * FROM journey WHERE persona = '' ORDER BY ALL"
    assert rows(with_them, query) == rows(without, query) != []
    assert rows(without, "SELECT * FROM personas") == rows(without, "SELECT * FROM persona_scores") == []


def test_an_edition_keeps_what_its_personas_were(tmp_path: Path) -> None:
    said: list[str] = []
    con = analysed(tmp_path, workspace(tmp_path, extra=PERSONAS), said)
    kept = {
        row[0]: row[1:]
        for row in rows(con, "SELECT persona, name, position, conditions, texts, unmatched FROM personas")
    }
    assert kept["students"][:2] == ("Students", 1)
    assert json.loads(kept["espresso"][2]) == {"languages": ["en"], "products": ["espresso"]}
    assert {persona: row[3] for persona, row in kept.items()} == {"students": 45, "espresso": 40, "elsewhere": 5}
    assert kept["students"][4] is None
    assert kept["elsewhere"][4] == "persona[3].sources: 'othr.example' (did you mean 'other.example'?)"
    assert any(
        "overheard.toml: no text here has what a persona names: persona[3].sources: 'othr.example'" in line
        for line in said
    )
    assert rows(con, "SELECT count(*) FROM persona_texts WHERE persona = 'elsewhere'") == [(5,)]


def test_a_persona_that_is_taken_out_leaves_nothing(tmp_path: Path) -> None:
    con = analysed(tmp_path, workspace(tmp_path, extra=PERSONAS))
    analyze(con, workspace(tmp_path, extra=PERSONAS.partition('[[persona]]\nid = "espresso"')[0]), NOW)
    for table in ("personas", "persona_texts", "persona_scores"):
        assert rows(con, f"SELECT DISTINCT persona FROM {table}") == [("students",)]
    assert rows(con, "SELECT DISTINCT persona FROM journey ORDER BY ALL") == [("",), ("students",)]


@pytest.mark.parametrize("words", ["dormitory", "DORMITORY 1", "terrible"])
def test_words_are_found_in_titles_too(tmp_path: Path, words: str) -> None:
    space = workspace(tmp_path, extra=f'[[persona]]\nid = "p"\nname = "P"\nwords = ["{words}"]\n')
    reviews = Reviews()
    title = reviews.add("acme", "The delivery was great.", title=f"Of {words}s")
    body = reviews.add("acme", f"The delivery was {words}!")
    reviews.add("acme", "The delivery was great.")
    with warehouse(tmp_path) as con:
        reviews.save(con)
        analyze(con, space, NOW)
        assert rows(con, "SELECT record_id FROM persona_texts ORDER BY ALL") == [(title,), (body,)]


def test_mentions_belong_to_personas_by_what_they_say(tmp_path: Path) -> None:
    space = workspace(
        tmp_path, extra='[[persona]]\nid = "p"\nname = "P"\nwords = ["dormitory"]\nsources = ["reddit"]\n'
    )
    mention = {
        "mention_id": "m1", "network": "reddit", "voice": "customer", "url": "https://reddit.example/1", "title": "Dormitory",
        "body": "The delivery was terrible.", "published_at": NOW, "fetched_at": NOW,
    }  # fmt: skip
    with warehouse(tmp_path) as con:
        insert(con, "mentions", [mention, mention | {"mention_id": "m2", "title": "Elsewhere"}])
        insert(con, "mention_brands", [{"mention_id": each, "brand": "acme"} for each in ("m1", "m2")])
        analyze(con, space, NOW)
        assert rows(con, "SELECT persona, record_kind, record_id FROM persona_texts") == [("p", "mention", "m1")]
        assert rows(con, "SELECT n, value FROM persona_scores WHERE driver = 'delivery'") == [(1, -1.0)]
