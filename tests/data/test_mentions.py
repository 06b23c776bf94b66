"""Mentions: once each, their newest wording, their counts over time; what is deleted at its source is deleted here."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import load
from data.kinds.mention import Mention, native_mention_id
from data.kinds.removal import Removal
from data.kinds.review import Review
from data.kinds.survey import Survey
from data.landing import LandingWriter, landing_path
from data.landing.protect import protect
from data.load import load_landing
from data.publish import failed_checks
from data.record.model import Record
from data.upkeep import forget_old
from data.warehouse import open_warehouse

T0 = datetime(2026, 11, 1, 3, 0)
HOUR = timedelta(hours=1)
KEY = bytes(range(32))


def mention(native_id: str = "t1_a", body: str = "Acme answers fast.", at: datetime = T0, **fields: object) -> Mention:
    return Mention.model_validate(
        {"network": "reddit", "native_id": native_id, "body": body, "fetched_at": at, "url": f"https://r.example/{native_id}",
         "published_at": T0 - timedelta(days=1), "brands": ("acme",), **fields}
    )  # fmt: skip


def removal(native_id: str = "t1_a", at: datetime = T0, **fields: object) -> Removal:
    given_ = {"record_kind": "mention", "source": "reddit", "native_id": native_id, "fetched_at": at, **fields}
    return Removal.model_validate(given_)


def land(state: Path, run: str, *records: Record) -> None:
    with LandingWriter(landing_path(state, run, "mentions")) as writer:
        for record in records:
            writer.write(protect(record, KEY))


def loaded(state: Path, *runs: list[Record]) -> duckdb.DuckDBPyConnection:
    connection = open_warehouse(state)
    for number, records in enumerate(runs):
        land(state, f"r{number}", *records)
        summary = load_landing(connection, state)
        assert (summary.records, summary.rejected) == (len(records), 0), connection.execute("FROM rejects").fetchall()
    assert failed_checks(connection) == []
    return connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_a_mention_lands_as_the_tables_hold_it(tmp_path: Path) -> None:
    said = mention(
        author="u/jo", language="th", likes=3, utc_offset=420, brands=("acme", "borealis"), query="acme coffee"
    )
    connection = loaded(tmp_path, [said])
    found = rows(
        connection, "SELECT mention_id, voice, brand, language, stated_language, utc_offset, query FROM mentions"
    )
    assert found == [(native_mention_id("reddit", "t1_a"), "customer", None, None, "th", 420, "acme coffee")]
    assert rows(connection, "SELECT brand FROM mention_brands ORDER BY 1") == [("acme",), ("borealis",)]
    assert rows(connection, "SELECT observed_at, likes, replies, shares, views FROM mention_metrics") == [
        (T0, 3, None, None, None)
    ]
    assert len(str(rows(connection, "SELECT author_key FROM mentions")[0][0])) == 16


def test_only_a_newer_reading_changes_the_wording(tmp_path: Path) -> None:
    first, second = (
        mention(body="Slow!", at=T0 + HOUR),
        mention(body="Slow! Edit: solved.", at=T0 + 2 * HOUR, brands=("b",)),
    )
    connection = loaded(
        tmp_path, [first], [mention(body="Older.", at=T0)], [second], [mention(body="Same time.", at=T0 + HOUR)]
    )
    assert rows(connection, "SELECT body, fetched_at FROM mentions") == [("Slow! Edit: solved.", T0 + 2 * HOUR)]
    assert rows(connection, "SELECT brand FROM mention_brands") == [("b",)]


def test_a_new_wording_is_read_again(tmp_path: Path) -> None:
    connection = loaded(tmp_path, [mention()])
    connection.execute("UPDATE mentions SET language = 'en'")
    land(tmp_path, "s1", mention(at=T0 + HOUR))
    load_landing(connection, tmp_path)
    assert rows(connection, "SELECT language FROM mentions") == [("en",)]
    land(tmp_path, "s2", mention(body="Anders.", at=T0 + 2 * HOUR))
    load_landing(connection, tmp_path)
    assert rows(connection, "SELECT language FROM mentions") == [(None,)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.sampled_from([None, 0, 1, 2]), min_size=1, max_size=6), split=st.integers(0, 6))
def test_a_count_is_kept_when_it_changes_however_it_arrives(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int | None], split: int
) -> None:
    readings: list[Record] = [mention(at=T0 + n * HOUR, likes=likes) for n, likes in enumerate(counts)]
    connection = loaded(tmp_path_factory.mktemp("m"), *(part for part in (readings[:split], readings[split:]) if part))
    expected, last = [], None
    for n, likes in enumerate(counts):
        if likes is not None and likes != last:
            expected.append((T0 + n * HOUR, likes))
            last = likes
    assert rows(connection, "SELECT observed_at, likes FROM mention_metrics ORDER BY 1") == expected


def test_the_same_landing_loaded_in_parts_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records: list[Record] = [mention(f"t1_{n % 70}", f"Text {n}.", at=T0 + n * HOUR, likes=n % 3) for n in range(200)]
    records.insert(150, removal("t1_5", at=T0 + 149 * HOUR))
    whole = loaded(tmp_path / "whole", records)
    monkeypatch.setattr(load, "PART", 30)
    monkeypatch.setattr("data.load.staging.BATCH", 10)
    parts = loaded(tmp_path / "parts", records)
    for query in (
        "SELECT * FROM mentions ORDER BY mention_id",
        "SELECT mention_id, brand FROM mention_brands ORDER BY 1, 2",
    ):
        assert rows(whole, query) == rows(parts, query)
    assert rows(parts, "SELECT count(*) FROM mentions") == [(69,)], "t1_5 was last seen before it was removed"
    assert rows(parts, "SELECT records FROM ledger") == [(201,)]


def test_a_long_file_is_parsed_ahead_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records: list[Record] = [mention(f"t1_{n}", f"ข้อความ {n}", likes=n) for n in range(60)]
    here = loaded(tmp_path / "here", records)
    monkeypatch.setattr(load, "LONG", 1)
    monkeypatch.setattr(load, "PART", 20)
    monkeypatch.setattr("data.load.staging.BATCH", 7)
    there = loaded(tmp_path / "there", records)
    query = "SELECT * FROM mentions ORDER BY mention_id"
    assert rows(here, query) == rows(there, query)


def test_deleted_at_the_source_is_deleted_here_with_all_that_came_of_it(tmp_path: Path) -> None:
    gone = native_mention_id("reddit", "t1_a")
    connection = loaded(tmp_path, [mention(likes=3), mention("t1_b")])
    connection.execute(
        "INSERT INTO opinions (record_kind, record_id, start, driver) VALUES ('mention', ?, 0, '')", [gone]
    )
    connection.execute(
        "INSERT INTO swot_evidence (edition, line_id, position, record_kind, record_id, quote, url, fetched_at) "
        "VALUES ('2026-09', 'l', 1, 'mention', ?, 'Acme answers fast.', 'https://r.example/', ?)",
        [gone, T0],
    )
    connection.execute("INSERT INTO editions (edition, status) VALUES ('2026-09', 'frozen')")
    land(tmp_path, "x", removal(at=T0 + HOUR))
    load_landing(connection, tmp_path)
    assert rows(connection, "SELECT native_id FROM mentions") == [("t1_b",)]
    for table in ("mention_brands", "mention_metrics"):
        assert rows(connection, f"SELECT * FROM {table} WHERE mention_id = '{gone}'") == []
    assert rows(connection, "SELECT * FROM opinions") == []
    assert rows(connection, "SELECT quote, status FROM swot_evidence JOIN editions USING (edition)") == [
        ("[removed]", "redacted")
    ]
    land(tmp_path, "y", mention(at=T0 + HOUR), mention("t1_c", at=T0 + HOUR))
    load_landing(connection, tmp_path)
    assert rows(connection, "SELECT native_id FROM mentions ORDER BY 1") == [("t1_b",), ("t1_c",)], (
        "an old file brought it back"
    )
    land(tmp_path, "z", mention(at=T0 + 2 * HOUR))
    load_landing(connection, tmp_path)
    assert len(rows(connection, "SELECT * FROM mentions")) == 3, "its author put it up again"


@pytest.mark.parametrize("native_id", ["r-17", "jo-bloggs-17", "tag:jo@mail.example,2026"])
def test_a_removed_review_goes_by_its_id_even_if_that_names_its_author(tmp_path: Path, native_id: str) -> None:
    said = Review(
        brand="acme", source="s", url="https://s.example/", body="Fine.", author="Jo Bloggs", native_id=native_id,
        fetched_at=T0, layer="api",
    )  # fmt: skip
    gone = removal(native_id, at=T0 + HOUR, record_kind="review", source="s")
    connection = loaded(tmp_path, [said], [gone])
    assert rows(connection, "SELECT * FROM reviews") == []
    assert rows(connection, "SELECT * FROM review_native_ids") == []
    assert "bloggs" not in str(rows(connection, "SELECT * FROM removals WHERE native_id LIKE '%mail%'"))


def test_a_brands_own_voice_needs_its_brand(tmp_path: Path) -> None:
    connection = open_warehouse(tmp_path)
    land(tmp_path, "r", mention(voice="brand"), mention("t1_b", voice="brand", brand="acme", brands=()))
    assert load_landing(connection, tmp_path).rejected == 1
    assert rows(connection, "SELECT mention_id, brand FROM mention_brands") == [
        (native_mention_id("reddit", "t1_b"), "acme")
    ]
    assert "whose voice" in str(rows(connection, "SELECT reason FROM rejects"))


def test_nothing_personal_of_a_mention_lands(tmp_path: Path) -> None:
    said = mention(
        author="jo.bloggs", title="from jo@mail.example", body="call +66 81 234 5678", parent_id="jo@mail.example/1"
    )
    kept = protect(said, KEY).model_dump_json()
    assert "bloggs" not in kept
    assert "mail.example" not in kept
    assert "5678" not in kept
    answered = protect(
        Survey(metric="nps", score=9, scale_max=10, respondent="jo@mail.example", survey="s", comment="0812345678"), KEY
    )
    assert "mail.example" not in answered.model_dump_json()
    assert "0812345678" not in answered.model_dump_json()


def test_accounts_that_look_generic_are_still_people(tmp_path: Path) -> None:
    keys = [protect(mention(author=name), KEY).author_key for name in ("guest", "4711", "user1", "Guest")]  # type: ignore[attr-defined]
    assert len(set(keys)) == 3
    assert None not in keys
    assert protect(mention(author="[deleted]"), KEY).author_key is None  # type: ignore[attr-defined]


def test_old_mentions_and_survey_comments_are_forgotten(tmp_path: Path) -> None:
    old = T0 - timedelta(days=900)
    survey = Survey(
        brand="acme", metric="csat", score=4, scale_max=5, respondent="r1", asked_at=old, comment="Nice.", fetched_at=T0
    )
    connection = loaded(tmp_path, [mention(at=old, likes=1), mention("t1_new"), survey])
    assert forget_old(connection, T0, 730) == 1
    assert rows(connection, "SELECT native_id FROM mentions") == [("t1_new",)]
    assert rows(connection, "SELECT count(*) FROM mention_metrics") == [(0,)]
    assert rows(connection, "SELECT score, comment FROM surveys") == [(4.0, None)]
    assert failed_checks(connection) == []
