"""The queries against a real build: what is counted, what is 'not observed', and how a new build is noticed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.reports import queries
from dashboard.reports.sqlfile import SQL
from data.publish import failed_checks
from data.warehouse import schema_version
from tests.sample_build import EDITION, FROZEN, WINDOW, write_sample_build

PARAMS: dict[str, Any] = {
    "signal": "5a1e00000001",
    "edition": EDITION, "language": "en", "source": "*", "brand": "northbean", "driver": "delivery", "topic": "delivery",
    "label": None, "limit": 5, "intent": "track_order", "kind": "email", "mood": "*", "kpi": "share_of_voice",
    "voice": "customer", "network": "*", "proposal_id": "000000000000",
    "gap_kind": "driver", "rival": "*", "visit_kind": "faqs", "brands": ["northbean", "kettle-crane"],
    "window_start": WINDOW[0], "window_end": WINDOW[1],
    "of_brand": None, "of_kind": None, "of_source": None, "of_language": None, "opens": None, "closes": None,
    "keyword": "coffee subscription", "engine": "searxng", "market": "en-GB", "device": "desktop",
    "persona": "", "sort": "best", "offset": 0, "spelled": "the", "term1": "(the)", "term2": "(on)",
    "term3": "", "term4": "", "term5": "", "term6": "", "stars": None, "answered": None, "against": None,
}  # fmt: skip
OF_ONE_QUERY: dict[str, dict[str, Any]] = {"review_inbox": {"source": None}}
"""What a parameter is in one query alone."""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> queries.Build:
    return queries.open_build(write_sample_build(tmp_path_factory.mktemp("state")))


def params_of(path: Path) -> dict[str, Any]:
    named = set(re.findall(r"\$(\w+)", path.read_text(encoding="utf-8")))
    return {name: (PARAMS | OF_ONE_QUERY.get(path.stem, {}))[name] for name in named}


QUERIES = sorted(path for path in SQL.glob("*.sql") if path.stem != "views")


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_runs_and_states_its_grain(build: queries.Build, path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("-- grain: ")
    assert not queries.frame(build, path.stem, **params_of(path)).empty


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_runs_on_a_build_without_rows(tmp_path: Path, path: Path) -> None:
    empty = queries.open_build(write_sample_build(tmp_path, empty=True))
    queries.frame(empty, path.stem, **params_of(path))


def test_the_sample_passes_the_checks_of_a_publication(tmp_path: Path) -> None:
    with duckdb.connect(str(write_sample_build(tmp_path)), read_only=True) as con:
        assert failed_checks(con) == []


def test_summary_tells_zero_from_not_observed(build: queries.Build) -> None:
    summaries = {row.brand: row for row in queries.brand_summaries(build, EDITION)}
    assert next(iter(summaries)) == "northbean"
    assert summaries["northbean"].faqs == 7
    assert summaries["northbean"].channels == ("chat", "email", "phone", "social")
    # blocked and failed pages: nothing may be said, least of all "none"
    assert summaries["lotus-roast"].faqs is None
    assert summaries["lotus-roast"].channels is None
    assert summaries["lotus-roast"].net is None
    assert summaries["lotus-roast"].language == "th"
    assert summaries["lotus-roast"].sentiment_status == "language not validated"
    assert summaries["morning-post"].response_rate is None


def test_summary_agrees_with_plain_counts(build: queries.Build) -> None:
    summary = queries.brand_summaries(build, EDITION)[0]
    count = "SELECT count(*) FROM reviews WHERE brand = 'northbean'"
    assert build.cursor().execute(count).fetchone() == (summary.reviews,)
    claimed = "SELECT sum(claimed_n), max(claimed_n) FROM source_totals WHERE brand = 'northbean'"
    row = build.cursor().execute(claimed).fetchone()
    assert row is not None
    assert summary.claimed_n == row[0]
    assert 0 < summary.reviews_in_window < summary.reviews
    assert summary.claimed_rating_max == 5.0


def test_an_absent_page_counts_as_zero(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE visits SET status = 'absent' WHERE brand = 'lotus-roast' AND kind IN ('faqs', 'channels')")
    lotus = queries.brand_summaries(queries.open_build(path), EDITION)[-1]
    assert (lotus.faqs, lotus.channels) == (0, ())


def test_only_the_newest_run_says_whether_something_was_observed(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        con.execute(
            "INSERT INTO visits SELECT * REPLACE ('20261019T0200' AS run_id, 'failed' AS status, NULL AS http_status,"
            " 0 AS items, 'timed out' AS reason, fetched_at + INTERVAL 1 DAY AS fetched_at, NULL AS page_hash)"
            " FROM visits WHERE brand = 'northbean' AND kind = 'faqs'"
        )
    build = queries.open_build(path)
    assert queries.brand_summaries(build, EDITION)[0].faqs is None
    failed = [row for row in queries.rows(build, "failures") if row["brand"] == "northbean"]
    assert [row["reason"] for row in failed] == ["timed out"]


def test_removed_questions_and_channels_gone_are_not_counted(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE faqs SET removed_at = last_seen WHERE faq_id = 'faq-northbean-track_order'")
        con.execute(
            "UPDATE channels SET last_seen = last_seen - INTERVAL 40 DAY WHERE brand = 'northbean' AND kind = 'chat'"
        )
    build = queries.open_build(path)
    summary = queries.brand_summaries(build, EDITION)[0]
    assert summary.faqs == 6
    assert summary.channels == ("email", "phone", "social")
    cells = {(row["intent"], row["brand"]): row["questions"] for row in queries.rows(build, "intent_matrix")}
    assert cells["track_order", "northbean"] == 0
    assert cells["track_order", "kettle-crane"] == 1
    assert cells["track_order", "lotus-roast"] is None


def test_a_crawl_that_left_pages_out_makes_nothing_absent(tmp_path: Path) -> None:
    """`--limit 1` the day after: the home page was read, the others were not asked for."""
    path = write_sample_build(tmp_path)
    before = queries.brand_summaries(queries.open_build(path), EDITION)[0]
    other = write_sample_build(tmp_path / "limited")
    with duckdb.connect(str(other)) as con:
        con.execute(
            "INSERT INTO visits SELECT * REPLACE ('20261019T0200' AS run_id, 'partial' AS status, NULL AS http_status,"
            " 0 AS items, 'not read: limit' AS reason, fetched_at + INTERVAL 1 DAY AS fetched_at, NULL AS page_hash)"
            " FROM visits WHERE kind IN ('faqs', 'channels')"
        )
        con.execute(
            "INSERT INTO visits SELECT * REPLACE ('20261019T0200' AS run_id, url || 'home' AS url, 'observed' AS status,"
            " fetched_at + INTERVAL 1 DAY AS fetched_at) FROM visits WHERE kind = 'channels' AND status = 'observed'"
        )
        con.execute("UPDATE channels SET last_seen = last_seen + INTERVAL 1 DAY WHERE kind = 'email'")
    after = queries.brand_summaries(queries.open_build(other), EDITION)[0]
    assert (after.faqs, after.channels) == (before.faqs, before.channels)


def test_what_the_analysis_could_not_tell_is_not_called_absent(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        con.execute("DELETE FROM channels WHERE brand = 'northbean' AND kind = 'email'")
        row = (EDITION, "northbean", "*", "channel", "email", "present", "not observed")
        con.execute("DELETE FROM gaps WHERE brand = 'northbean' AND kind = 'channel'")
        con.execute(
            "INSERT INTO gaps (edition, brand, rival, kind, topic, metric, status) VALUES (?, ?, ?, ?, ?, ?, ?)", row
        )
    cells = {
        (row["kind"], row["brand"]): row["ways"] for row in queries.rows(queries.open_build(path), "channel_matrix")
    }
    assert cells["email", "northbean"] is None


def test_questions_nobody_could_read_are_not_called_absent(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        con.execute("DELETE FROM question_intents WHERE brand = 'morning-post'")
    rows = queries.rows(queries.open_build(path), "intent_matrix")
    assert {row["questions"] for row in rows if row["brand"] == "morning-post"} == {None}


def test_report_carries_lines_evidence_and_leads(build: queries.Build) -> None:
    report = queries.swot_report(build)
    assert (report.brand, report.edition, report.edition_status) == ("northbean", EDITION, "provisional")
    assert report.synthetic
    assert report.workspace == "Northbean and its rivals"
    assert {line.quadrant for line in report.lines} == {"strength", "weakness", "opportunity", "threat"}
    delivery = next(line for line in report.lines if line.topic == "delivery")
    assert delivery.tested
    assert delivery.gap is not None
    assert delivery.gap < 0
    assert delivery.rival_name == "the rivals"
    assert [piece.position for piece in delivery.evidence] == list(range(1, len(delivery.evidence) + 1))
    assert {piece.brand_name for piece in delivery.evidence} == {
        "Northbean Coffee",
        "Kettle & Crane",
        "Morning Post Coffee",
    }
    bodies = dict(build.cursor().execute("SELECT review_id, body FROM reviews").fetchall())
    for piece in delivery.evidence:
        assert piece.quote in bodies[piece.record_id]
    assert {lead.status for lead in report.leads} == {"not enough data", "language not validated"}
    assert all(lead.needed for lead in report.leads)
    statuses = ["blocked", "blocked", "failed", "failed", "partial"]
    assert [failure.status for failure in report.failures] == statuses
    observed = next(line for line in report.lines if line.rule == "W2")
    assert (observed.tested, observed.gap, observed.q) == (False, None, None)
    assert report.quadrant("strength")[0].rank == 1


def test_report_of_a_rival_and_of_a_frozen_edition(build: queries.Build) -> None:
    report = queries.swot_report(build, "kettle-crane", FROZEN)
    assert (report.brand_name, report.edition_status) == ("Kettle & Crane", "frozen")
    assert report.lines


@pytest.mark.parametrize(("brand", "edition", "found"), [("nobody", None, "nobody"), (None, "1999-01", "1999-01")])
def test_unknown_brand_or_edition_names_the_known(build: queries.Build, brand: str, edition: str, found: str) -> None:
    with pytest.raises(queries.NoEditionError, match=found):
        queries.swot_report(build, brand, edition)


def test_report_of_an_empty_build_says_there_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(queries.NoEditionError, match="none yet"):
        queries.swot_report(queries.open_build(write_sample_build(tmp_path, empty=True)))


def test_quotes_are_of_the_cell_asked_for(build: queries.Build) -> None:
    asked = {
        "edition": EDITION,
        "brand": "northbean",
        "driver": "delivery",
        "language": "en",
        "source": "beanbook.example",
        "persona": "",
    }
    rows = queries.rows(build, "quotes", **asked, label=-1, mood="*", limit=500)
    assert rows
    assert {row["label"] for row in rows} == {-1}
    assert {row["source"] for row in rows} == {"beanbook.example"}
    scores = [abs(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= row["start_at"] < row["end_at"] <= len(row["body"]) for row in rows)
    every = queries.rows(build, "quotes", **(asked | {"driver": "*"}), label=None, mood="*", limit=5000)
    assert len({(row["record_id"], row["start_at"]) for row in every}) == len(every)


def test_quotes_of_a_persona_are_some_of_all(build: queries.Build) -> None:
    asked = {
        "edition": EDITION,
        "brand": "northbean",
        "driver": "*",
        "language": "en",
        "source": "*",
        "mood": "*",
        "label": None,
    }
    every = queries.rows(build, "quotes", **asked, persona="", limit=5000)
    mine = queries.rows(build, "quotes", **asked, persona="students", limit=5000)
    ids = {row[0] for row in build.cursor().execute("SELECT record_id FROM persona_texts").fetchall()}
    assert 0 < len(mine) < len(every)
    assert {(row["record_id"], row["start_at"]) for row in mine} == {
        (row["record_id"], row["start_at"]) for row in every if row["record_id"] in ids
    }
    assert queries.rows(build, "quotes", **asked, persona="nobody", limit=5000) == []
    moods = queries.rows(
        build, "cell_moods", **{k: v for k, v in asked.items() if k not in ("mood", "label")}, persona="students"
    )
    assert sum(row["n"] for row in moods if row["kind"] == "intent") <= len(mine)


def test_a_build_is_opened_once_and_a_new_one_is_noticed(tmp_path: Path) -> None:
    assert queries.latest_build(tmp_path) is None
    write_sample_build(tmp_path)
    first = queries.latest_build(tmp_path)
    assert first is not None
    assert queries.latest_build(tmp_path) is first
    write_sample_build(tmp_path, build="build-20261019T023000.duckdb", empty=True)
    second = queries.latest_build(tmp_path)
    assert second is not None
    assert second.name == "build-20261019T023000.duckdb"
    # a page that is still being drawn from the old build is not cut off
    first.path.unlink()
    assert queries.rows(first, "brands")


def test_another_schema_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path, schema=schema_version() + 1)
    with pytest.raises(queries.SchemaMismatchError, match=r"expected schema \d+, found \d+") as caught:
        queries.open_build(path)
    assert caught.value.found == schema_version() + 1


def test_a_build_cannot_be_written(build: queries.Build) -> None:
    with pytest.raises(duckdb.Error):
        build.cursor().execute("DELETE FROM reviews")


def test_recipes_are_listed_with_what_they_read_and_what_stood_in(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE reviews SET layer = 'list/no recipe' WHERE brand = 'northbean'")
        (instead,) = con.execute("SELECT count(*) FROM reviews WHERE brand = 'northbean'").fetchone() or (0,)
    rows = queries.rows(queries.open_build(path), "recipes")
    (faqs,) = [row for row in rows if row["kind"] == "faqs"]
    assert (faqs["brand"], faqs["in_its_place"], faqs["by_recipe"] > 0, bool(faqs["host"])) == (
        "kettle-crane",
        0,
        True,
        True,
    )
    assert sum(row["in_its_place"] for row in rows) == instead
