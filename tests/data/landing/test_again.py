"""What was found again as before lands as one line, and loads as if it had landed in full."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.kinds.channel import Channel
from data.kinds.faq import Faq
from data.kinds.review import Review
from data.kinds.visit import Visit
from data.landing import LandingWriter, complete_lines, landing_line, landing_path
from data.landing.again import AGAIN_DAYS, LandedBefore, in_full, repeats
from data.load import load_landing
from data.record.model import Record
from data.warehouse import open_warehouse

START = datetime(2026, 11, 1, 2, 0)
RETENTION = 730


def run_id(night: int) -> str:
    return f"{START + timedelta(days=night):%Y%m%dT%H%M%SZ}-{night:04x}"


def market(night: int, seed: int = 5) -> list[list[Record]]:
    """Pages of a site on one night: questions that are reworded, removed and moved, reviews that come and change, channels."""
    rng = random.Random(seed * 1000 + night)
    at = START + timedelta(days=night)
    pages: list[list[Record]] = []
    for page in range(6):
        url = f"https://acme.example/{page}"
        stamp: dict[str, Any] = {"brand": "acme", "url": url, "fetched_at": at + timedelta(seconds=page)}
        questions = [n for n in range(8) if rng.random() > 0.05]
        records: list[Record] = [
            Faq(
                question=f"How long does parcel {page} {n} take?",
                answer=f"It takes {n} working days{' and one more' if rng.random() < 0.05 else ''}, wherever you live.",
                layer="details", position=position, **stamp,
            )
            for position, n in enumerate(questions, start=1)
        ]  # fmt: skip
        records += [
            Review(
                source="acme.example", body=f"Bag {page} {n} was {'very ' if rng.random() < 0.04 else ''}good, I will be back.",
                rating=4 + n % 2, rating_max=5, published_at=START - timedelta(days=n), author_key=f"{page:08x}{n:08x}",
                native_id=f"{page}-{n}", layer="jsonld", **stamp,
            )
            for n in range(10 + night)
        ]  # fmt: skip
        records.append(Channel(kind="phone", address="+15550100", clicks_from_home=page, **stamp))
        records.append(
            Visit(kind="faqs", spider="site", status="observed", items=len(records), page_hash=str(night), **stamp)
        )
        pages.append(records)
    return pages


def land(state: Path, night: int, pages: Sequence[Sequence[Record]], *, again: bool) -> Path:
    path = landing_path(state, run_id(night), "site")
    now = START + timedelta(days=night)
    before = (
        LandedBefore(state, "site", now, RETENTION) if again else LandedBefore(state / "none", "site", now, RETENTION)
    )
    with LandingWriter(path) as writer:
        for records in pages:
            writer.write_lines(before.shortened([landing_line(record) for record in records]))
    return path


def tables(state: Path) -> dict[str, list[tuple[Any, ...]]]:
    with open_warehouse(state) as connection:
        summary = load_landing(connection, state)
        assert (summary.rejected, summary.problems) == (0, [])
        names = [
            str(name)
            for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
        ]
        return {
            name: connection.execute(f'FROM "{name}" ORDER BY ALL').fetchall()
            for name in names
            if name not in ("ledger", "migrations")
        }


def test_nights_load_as_if_all_had_landed_in_full(tmp_path: Path) -> None:
    whole, short = tmp_path / "whole", tmp_path / "short"
    sizes = []
    for night in range(8):
        whole_file, short_file = (land(state, night, market(night), again=state == short) for state in (whole, short))
        sizes.append(short_file.stat().st_size / whole_file.stat().st_size)
        assert tables(whole) == tables(short), night
    assert sizes[0] == 1
    assert max(sizes[1:]) < 0.6  # the visits of each night are always news


def test_a_lost_warehouse_is_loaded_again_from_landing(tmp_path: Path) -> None:
    for night in range(4):
        land(tmp_path, night, market(night), again=True)
        kept = tables(tmp_path)
    (tmp_path / "warehouse.duckdb").unlink()
    assert tables(tmp_path) == kept


def test_landing_grows_as_what_is_new_does(tmp_path: Path) -> None:
    def size(night: int) -> int:
        records = [[record for record in page if not isinstance(record, Visit)] for page in market(0)]
        moved = [[r.model_copy(update={"fetched_at": START + timedelta(days=night)}) for r in page] for page in records]
        return land(tmp_path, night, moved, again=True).stat().st_size

    first = size(0)
    assert all(size(night) < 0.15 * first for night in range(1, AGAIN_DAYS))
    assert size(AGAIN_DAYS + 1) == first, "in full again before the first file may be tidied away"
    assert size(AGAIN_DAYS + 2) < 0.15 * first


def test_what_is_short_stands_for_what_was_long(tmp_path: Path) -> None:
    first = land(tmp_path, 0, market(0), again=True)
    whole = land(tmp_path / "whole", 1, market(1), again=False)
    short = land(tmp_path, 1, market(1), again=True)
    lines = list(enumerate((line for _, line in complete_lines(short, 0)), start=1))
    assert any(repeats(line) for _, line in lines)
    expanded = [line for _, found in in_full(tmp_path / "landing", lines) for line in found]
    assert expanded == [line for _, line in complete_lines(whole, 0)]
    assert short.stat().st_size < whole.stat().st_size
    assert first.is_file()


def test_only_what_lies_there_is_referred_to(tmp_path: Path) -> None:
    first = land(tmp_path, 0, market(0), again=True)
    content = first.read_bytes()
    first.write_bytes(content[: len(content) // 2])  # a write that was cut off, a backup of an earlier moment
    again = land(tmp_path, 1, market(0), again=True)
    assert len(content) * 0.4 < again.stat().st_size < len(content)
    first.unlink()
    again.unlink()
    assert land(tmp_path, 2, market(0), again=True).stat().st_size == len(content)


def test_lines_whose_file_is_gone_are_rejected_by_name(tmp_path: Path) -> None:
    now = datetime.now().replace(microsecond=0)
    recent = f"{now:%Y%m%dT%H%M%SZ}-0001"
    for run, rejected in ((recent, 1), ("20200101T000000Z-0001", 0)):
        path = landing_path(tmp_path / run, run, "site")
        with LandingWriter(path) as writer:
            writer.write_lines(
                b'{"record":"again","data":{"of":"20260101T000000Z-0001/site.jsonl","fetched_at":"2026-01-02T00:00:00","lines":"'
                + b"0" * 16
                + b'"}}\n'
            )
        with open_warehouse(tmp_path / run) as connection:
            assert load_landing(connection, tmp_path / run).rejected == rejected
            reasons = [str(reason) for (reason,) in connection.execute("SELECT reason FROM rejects").fetchall()]
        assert all("20260101T000000Z-0001/site.jsonl" in reason for reason in reasons)
        assert len(reasons) == rejected


@pytest.mark.parametrize(
    "line",
    [
        b'{"record":"again","data":{}}',
        b'{"record":"again","data":{"of":"../../key","fetched_at":"2026-01-02T00:00:00","lines":"0123456789abcdef"}}',
        b'{"record":"again","data":{"of":"a/b.jsonl","fetched_at":"2026-01-02T00:00:00","lines":"0123"}}',
    ],
)
def test_what_is_no_repetition_is_rejected(tmp_path: Path, line: bytes) -> None:
    with LandingWriter(landing_path(tmp_path, run_id(0), "site")) as writer:
        writer.write_lines(line + b"\n")
    with open_warehouse(tmp_path) as connection:
        assert load_landing(connection, tmp_path).rejected == 1


def test_lines_that_were_forgotten_meanwhile_stay_away(tmp_path: Path) -> None:
    first = land(tmp_path, 0, market(0), again=True)
    land(tmp_path, 1, market(0), again=True)
    kept = [line for line in first.read_bytes().splitlines(keepends=True) if b'"native_id":"3-4"' not in line]
    first.write_bytes(b"".join(kept))
    ids = {row[0] for row in tables(tmp_path)["review_native_ids"]}
    assert len(ids) == 59


def test_a_short_retention_lands_in_full(tmp_path: Path) -> None:
    land(tmp_path, 0, market(0), again=True)
    before = LandedBefore(tmp_path, "site", START + timedelta(days=1), 2)
    lines = [landing_line(record) for record in market(0)[0]]
    assert before.shortened(lines) == b"".join(lines)
