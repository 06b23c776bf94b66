"""Years of nights: what is too old goes, nothing is loaded twice, and damaged or foreign state stops nothing."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.clock import utc_now
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.kinds.visit import Visit
from data.landing import LandingWriter, landing_path
from data.load import load_landing
from data.publish import FOLDER, POINTER, current_build
from data.record.model import Record
from data.state.runs import KEPT, KILLED, RUNNING, Run, prune_runs, read_runs, run_files, start_run
from data.upkeep import LANDING_DAYS, correct_stamps, forget_old, tidy
from data.warehouse import open_warehouse

NOW = datetime(2026, 11, 22, 4, 0)


def review(body: str, at: datetime) -> Review:
    return Review(
        brand="a", url="https://s.example/", source="s", body=body, published_at=at, fetched_at=NOW, layer="jsonld"
    )


def land(state: Path, run_id: str, *records: Record) -> Path:
    path = landing_path(state, run_id, "site")
    with LandingWriter(path) as writer:
        for record in records:
            writer.write(record)
    return path


def test_loaded_landing_files_go_and_are_no_news_when_they_are_gone_or_come_back(tmp_path: Path) -> None:
    path = land(tmp_path, "20260101T000000Z-aaaa", review("Fine.", NOW))
    half = land(tmp_path, "20260102T000000Z-bbbb", review("Good.", NOW))
    with open_warehouse(tmp_path) as connection:
        load_landing(connection, tmp_path)
        with half.open("ab") as file:
            file.write(b'{"record":"rev')
        later = utc_now() + timedelta(days=LANDING_DAYS + 1)
        assert tidy(connection, tmp_path, utc_now()) == []
        content = path.read_bytes()
        assert tidy(connection, tmp_path, later) == ["20260101T000000Z-aaaa"]
        assert not path.exists()
        assert half.exists(), "what is not wholly loaded stays"
        assert load_landing(connection, tmp_path).problems == []
        path.parent.mkdir()
        path.write_bytes(content)
        assert load_landing(connection, tmp_path).records == 0
        assert connection.execute("SELECT count(*) FROM reviews").fetchone() == (2,)


def test_what_is_older_than_the_retention_goes_with_its_quotes(tmp_path: Path) -> None:
    long_ago = NOW - timedelta(days=800)
    gone = review("Old words.", long_ago).model_copy(update={"fetched_at": long_ago})
    land(
        tmp_path,
        "20261122T000000Z-aaaa",
        gone,
        review("New words.", NOW),
        review("Old words that still stand.", long_ago),
    )
    with open_warehouse(tmp_path) as connection:
        load_landing(connection, tmp_path)
        row = connection.execute("SELECT review_id FROM reviews WHERE body = 'Old words.'").fetchone()
        assert row
        connection.execute(
            "INSERT INTO swot_evidence (edition, line_id, position, record_kind, record_id, quote, url, fetched_at) "
            "VALUES ('2026-01', 'l', 1, 'review', ?, 'Old words.', 'https://s.example/', ?)",
            [row[0], NOW],
        )
        connection.execute("INSERT INTO editions (edition, status) VALUES ('2026-01', 'frozen'), ('2026-02', 'frozen')")
        assert forget_old(connection, NOW, 730) == 1
        kept = connection.execute("SELECT body FROM reviews ORDER BY body").fetchall()
        assert kept == [("New words.",), ("Old words that still stand.",)]
        assert connection.execute("SELECT quote FROM swot_evidence").fetchall() == [("[removed]",)]
        statuses = dict(connection.execute("SELECT edition, status FROM editions").fetchall())
        assert statuses == {"2026-01": "redacted", "2026-02": "frozen"}
        assert forget_old(connection, NOW, 730) == 0


@pytest.mark.parametrize(
    "record",
    [
        SourceTotal(brand="a", source="s", claimed_n=10**30, fetched_at=NOW),
        Review(brand="a", source="s", body="x", native_id="\ud800", author="\ud800", market="a\x00b", layer="j", fetched_at=NOW),
        Visit(brand="a", url="http://x/\ud800", kind="faqs", spider="site", status="failed", reason="\ud800", fetched_at=NOW),
        Review.model_validate({"brand": "a", "source": "s", "body": "x", "layer": "j", "fetched_at": NOW,
                               "published_at": "0001-01-01T00:00:00+07:00"}),
    ],
)  # fmt: skip
def test_what_a_hostile_page_says_lands_and_loads(tmp_path: Path, record: Record) -> None:
    land(tmp_path, "20261122T000000Z-aaaa", record)
    with open_warehouse(tmp_path) as connection:
        loaded = load_landing(connection, tmp_path)
    assert (loaded.records, loaded.rejected) == (1, 0)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "[" * 200_000,
        '{"run_id": 1}',
        '{"run_id":"x","command":"run","started_at":"2026-01-01T00:00:00","counts":3}',
    ],
)
def test_a_damaged_run_file_is_told_as_such(tmp_path: Path, content: str) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "x.json").write_text(content)
    (run,) = read_runs(tmp_path)
    assert "unreadable" in (run.error or "")


@pytest.mark.parametrize("pid", [os.getpid(), 10**20], ids=["taken", "impossible"])
def test_a_run_whose_process_id_is_anothers_by_now_was_killed(tmp_path: Path, pid: int) -> None:
    Run("20260101T000000Z-aaaa", "run", NOW, status=RUNNING, pid=pid).save(tmp_path)
    assert [run.status for run in read_runs(tmp_path)] == [KILLED]


def test_run_files_are_bounded(tmp_path: Path) -> None:
    for number in range(KEPT + 5):
        path = tmp_path / "runs" / f"2026{number:04}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    kept = start_run(tmp_path, "run")
    prune_runs(tmp_path)
    assert len(run_files(tmp_path)) == KEPT
    assert kept.run_id in {path.stem for path in run_files(tmp_path)}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a\x00b", b"../warehouse.duckdb", b"/etc/passwd", b"."])
def test_a_damaged_pointer_names_no_build(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / "warehouse.duckdb").write_text("")
    (tmp_path / FOLDER / POINTER).write_bytes(content)
    assert current_build(tmp_path) is None


def test_a_warehouse_that_was_killed_at_birth_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"")
    open_warehouse(tmp_path).close()


def test_what_a_wrong_clock_stamped_is_outranked_by_what_is_seen_after(tmp_path: Path) -> None:
    ahead = NOW + timedelta(days=1100)
    land(
        tmp_path,
        "1",
        review("As the wrong clock saw it.", NOW).model_copy(update={"native_id": "7", "fetched_at": ahead}),
    )
    with open_warehouse(tmp_path) as connection:
        load_landing(connection, tmp_path)
        assert correct_stamps(connection, NOW, NOW - timedelta(hours=2)) >= 1
        assert correct_stamps(connection, NOW, NOW) == 0
        land(tmp_path, "2", review("As it is.", NOW).model_copy(update={"native_id": "7", "fetched_at": NOW}))
        load_landing(connection, tmp_path)
        assert connection.execute("SELECT body, fetched_at FROM reviews").fetchall() == [("As it is.", NOW)]
