"""Proposals of topics over a real warehouse: who speaks of what no driver names, kept over the nights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze
from analysis.pipeline.topic_rows import DISMISSED, FORGOTTEN, SETTLED, NoTopics, topic_rows
from analysis.tables import frame
from analysis.text.drivers import Taxonomy, load_taxonomy
from analysis.text.phrases import PhraseBook, Phrases
from analysis.topics.proposals import proposal_id
from data.sqlfiles import read_sql
from data.state.topic_answers import TopicAnswer, append_topic_answers
from tests.analysis.builder import NOW, Reviews, rows_of, warehouse, workspace
from tests.analysis.topics.test_topics import MUSIC, OTHER, PARKING

THAI = [
    "ที่จอดรถหายาก",
    "ไม่มีที่จอดรถ",
    "ที่จอดรถเต็มตลอด",
    "วนหาที่จอดรถอยู่นาน",
    "ที่จอดรถแคบ",
    "ที่จอดรถอยู่ไกล",
    "ไปกับแฟนเมื่อวาน",
    "ฝนตก",
]


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def planted(con: duckdb.DuckDBPyConnection, bodies: list[str], first: int = 0, **more: Any) -> None:
    reviews = Reviews(first)
    for body in bodies:
        reviews.add("acme", body, **more)
    reviews.save(con)


def proposals(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    return {row["term"]: row for row in rows_of(con, "topic_proposals")}


def shown(con: duckdb.DuckDBPyConnection, term: str) -> list[tuple[str, str]]:
    """(record id, sentence) of the examples of a topic that a build would hold."""
    query = f"""SELECT e.record_id, substring(r.body, e.start + 1, e."end" - e.start)
        FROM ({read_sql("marts", "topic_examples")}) e JOIN reviews r ON r.review_id = e.record_id
        JOIN topic_proposals p ON p.proposal_id = e.proposal_id WHERE p.term = ? ORDER BY e.position"""
    return con.execute(query, [term]).fetchall()


def test_topics_are_proposed_kept_and_shown_with_their_quotes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    place = workspace(tmp_path)
    planted(con, PARKING + OTHER)
    planted(con, THAI, first=100)
    planted(
        con, [f"Acme, {word} and again Acme." for word in ("first", "then", "here", "there", "so", "thus")], first=200
    )
    planted(con, MUSIC, first=300, days_ago=120)
    said: list[str] = []
    analyze(con, place, NOW, said.append)
    found = proposals(con)
    assert set(found) == {"parking", "ที่จอดรถ"}, "no brand, nothing from before the window"
    assert found["parking"]["proposal_id"] == proposal_id("parking", "en")
    assert (found["parking"]["n_authors"], found["parking"]["status"]) == (7, "proposed")
    assert json.loads(found["parking"]["words"]) == ["parking garage"]
    assert any(line.startswith("2 topics that no driver names: ") and "parking (en, 7 people)" in line for line in said)
    before, examples = rows_of(con, "topic_proposals"), shown(con, "parking")
    assert len(examples) == 5
    assert all("arking" in sentence for _, sentence in examples)
    (said,) = json.loads(found["parking"]["brands"])
    assert (said["brand"], said["n_authors"], said["n_read"]) == ("acme", 7, 7)
    analyze(con, place, NOW)
    assert rows_of(con, "topic_proposals") == before
    assert con.execute(read_sql("checks", "keys")).fetchall() == []

    con.execute("DELETE FROM reviews WHERE review_id = ?", [examples[0][0]])
    con.execute("UPDATE reviews SET body = 'Gone.' WHERE review_id = ?", [examples[1][0]])
    assert shown(con, "parking") == examples[2:], "words go with their text"
    analyze(con, place, NOW + timedelta(days=1))
    now = proposals(con)["parking"]
    assert (now["first_seen"], now["last_seen"], now["n_authors"]) == (NOW, NOW + timedelta(days=1), 5)


def test_a_topic_that_the_taxonomy_names_is_settled(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = workspace(tmp_path)
    planted(con, PARKING + MUSIC + OTHER)
    analyze(con, place, NOW)
    assert {row["status"] for row in proposals(con).values()} == {"proposed"}
    old = load_taxonomy("en")
    wider = Taxonomy("en", "2", old.drivers, PhraseBook({"findability": Phrases(("parking",))}))
    monkeypatch.setattr("analysis.pipeline.topic_rows.load_taxonomy", lambda _: wider)
    analyze(con, place, NOW + timedelta(days=1))  # another program: not another time of the same day
    assert {term: row["status"] for term, row in proposals(con).items()} == {"parking": SETTLED, "music": "proposed"}


def test_a_dismissed_topic_stays_away_until_it_is_called_back(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    place = workspace(tmp_path)
    planted(con, PARKING + MUSIC + OTHER)
    analyze(con, place, NOW)
    ident = proposals(con)["music"]["proposal_id"]
    for minute, (dismissed, status) in enumerate(((True, DISMISSED), (False, "proposed"))):
        answer = TopicAnswer(proposal_id=ident, dismissed=dismissed, made_at=NOW + timedelta(minutes=minute))
        append_topic_answers(place.state_dir, [answer])
        analyze(con, place, NOW + timedelta(hours=1))
        assert {term: row["status"] for term, row in proposals(con).items()} == {"parking": "proposed", "music": status}
    (place.state_dir / "topics.jsonl").write_text("nonsense\n", encoding="utf-8")
    said: list[str] = []
    analyze(con, place, NOW + timedelta(hours=2), said.append)
    assert any("topics.jsonl line 1" in line for line in said)


def test_what_nobody_speaks_of_any_more_stays_a_year_and_goes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    planted(con, PARKING + OTHER)
    analyze(con, workspace(tmp_path), NOW)
    con.execute("DELETE FROM reviews")
    sentences = con.execute(
        "SELECT *, author_key AS author, published_at AS at, '' AS body FROM opinions WHERE false"
    ).df()
    kept = {name: frame(con, f"topic_{name}") for name in ("proposals", "examples")}
    quiet = {"sentences": sentences, "known": NoTopics(), "start": NOW}
    rows, examples = topic_rows(**kept, **quiet, now=NOW + FORGOTTEN - timedelta(days=1))
    assert [row["term"] for row in rows] == ["parking"]
    assert len(examples) == 5
    assert topic_rows(**kept, **quiet, now=NOW + FORGOTTEN) == ([], [])
