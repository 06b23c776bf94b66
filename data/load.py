"""Loads landing files into the warehouse: complete lines only, each file in one transaction with its ledger row.

Loading twice adds nothing. A file that has grown is read from where the last load stopped. A line that is no record goes
to `rejects` with the reason; a file whose loaded part has changed is left alone and reported.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pydantic import ValidationError

from data.clock import utc_now
from data.identity import faq_id, review_id
from data.landing import FOLDER, complete_lines, landing_files, prefix_hash
from data.records import KINDS, Faq, Ranking, Record, Review
from data.runs import Run, read_runs
from data.sqlfiles import read_sql

BATCH = 20_000
"""Lines parsed before they go to the staging table: bounds memory on files of any size."""

_STRINGS = {
    "faq": ["faq_id", "brand", "url", "category", "question", "answer", "layer"],
    "review": [
        "review_id", "brand", "source", "url", "product", "title", "body", "market", "author_key", "reply_body", "layer",
    ],
    "source_total": ["brand", "source", "product"],
    "ranking": ["engine", "market", "device", "keyword", "kind", "url", "domain", "brand", "title", "snippet"],
    "channel": ["brand", "kind", "vendor", "address", "url", "hours", "languages"],
    "visit": ["url", "kind", "brand", "spider", "status", "reason", "page_hash"],
}  # fmt: skip
_OTHERS: dict[str, dict[str, pa.DataType]] = {
    "faq": {"confidence": pa.float64(), "position": pa.int32()},
    "review": {
        "first_party": pa.bool_(), "rating": pa.float64(), "rating_max": pa.float64(),
        "published_at": pa.timestamp("us"), "replied_at": pa.timestamp("us"),
    },
    "source_total": {
        "claimed_n": pa.int64(), "claimed_rating": pa.float64(), "claimed_rating_max": pa.float64(), "truncated": pa.bool_(),
    },
    "ranking": {"overall_position": pa.int32(), "position": pa.int32()},
    "channel": {"clicks_from_home": pa.int32()},
    "visit": {
        "http_status": pa.int32(), "items": pa.int32(), "rendered": pa.bool_(), "clicks_from_home": pa.int32(),
    },
}  # fmt: skip
_KEYS = {
    "faq": "faq_id",
    "review": "review_id",
    "ranking": "run_id, engine, market, device, keyword, overall_position",
    "channel": "brand, kind, vendor, address",
    "visit": "url, kind",
}
_TABLES = {
    "faq": "faqs", "review": "reviews", "source_total": "source_totals", "ranking": "rankings", "channel": "channels",
    "visit": "visits",
}  # fmt: skip
SCHEMAS = {
    kind: pa.schema(
        [("line_no", pa.int64()), ("run_id", pa.string()), ("fetched_at", pa.timestamp("us"))]
        + [(name, pa.string()) for name in names]
        + list(_OTHERS[kind].items())
    )
    for kind, names in _STRINGS.items()
}


@dataclass
class LoadSummary:
    """What a load did: files with news, records taken, lines rejected, and problems for the user, one line each."""

    files: int = 0
    records: int = 0
    rejected: int = 0
    problems: list[str] = field(default_factory=list)


def load_landing(
    connection: duckdb.DuckDBPyConnection, state_dir: Path, report: Callable[[str], None] = lambda _: None
) -> LoadSummary:
    """Load all that has landed since the last load, and the runs' own files. Returns what was done."""
    summary = LoadSummary()
    for path in landing_files(state_dir):
        _load_file(connection, state_dir, path, summary, report)
    _load_runs(connection, state_dir)
    return summary


def _load_file(
    connection: duckdb.DuckDBPyConnection,
    state_dir: Path,
    path: Path,
    summary: LoadSummary,
    report: Callable[[str], None],
) -> None:
    name = path.relative_to(state_dir / FOLDER).as_posix()
    row = connection.execute("SELECT bytes, sha256, records, rejected FROM ledger WHERE file = ?", [name]).fetchone()
    done, digest, records, rejected = row or (0, prefix_hash(path, 0), 0, 0)
    size = path.stat().st_size
    if size == done:
        return
    if size < done or prefix_hash(path, done) != digest:
        summary.problems.append(
            f"{path}: expected the {done} bytes loaded before, found others. It was left out; restore it, or delete it: "
            "what was loaded from it is kept."
        )
        return
    connection.execute("BEGIN")
    try:
        end, taken, refused = _stage(connection, path, name, done, records + rejected)
        if end > done:
            _merge(connection, path.parent.name)
            connection.execute("DELETE FROM ledger WHERE file = ?", [name])
            connection.execute(
                "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)",
                [name, end, prefix_hash(path, end), records + taken, rejected + refused, utc_now()],
            )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    if end > done:
        summary.files += 1
        summary.records += taken
        summary.rejected += refused
        report(f"loaded {name}: {taken} records" + (f", {refused} rejected" if refused else ""))


def _stage(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, start: int, lines_before: int
) -> tuple[int, int, int]:
    """Parse the file's new lines into temporary tables; returns (end offset, records, rejected lines)."""
    for kind, schema in SCHEMAS.items():
        connection.register("shape", schema.empty_table())
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged_{kind} AS SELECT * FROM shape")  # noqa: S608
        connection.unregister("shape")
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in SCHEMAS}
    rejects: list[tuple[Any, ...]] = []
    end, taken, refused = start, 0, 0
    for line_no, (offset, line) in enumerate(complete_lines(path, start), start=1):
        end = offset
        try:
            record = parse_line(line)
            rows[record.kind_name].append(_row(record, path.parent.name, line_no))
            taken += 1
        except ValueError as error:
            refused += 1
            rejects.append(
                (name, lines_before + line_no, None, _reason(error), line[:4000].decode("utf-8", "replace"), utc_now())
            )
        if line_no % BATCH == 0:
            _flush(connection, rows)
    _flush(connection, rows)
    if rejects:
        connection.executemany("INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?)", rejects)
    return end, taken, refused


def parse_line(line: bytes) -> Record:
    """The record of one landing line. Raises ValueError (pydantic's included) for anything else."""
    try:
        envelope = json.loads(line)
    except RecursionError:
        raise ValueError("expected a record, found JSON nested too deeply to read") from None
    kind = envelope.get("record") if isinstance(envelope, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"record: expected one of {', '.join(KINDS)}")
    record = KINDS[kind].model_validate(envelope.get("data"))
    missing = [name for name in ("brand", "fetched_at") if not getattr(record, name)]
    if missing and not (record.kind_name in ("ranking", "visit") and missing == ["brand"]):
        raise ValueError(f"{missing[0]}: expected a value, found none")
    return record


def _reason(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:3])
    return str(error)


def _row(record: Record, run_id: str, line_no: int) -> dict[str, Any]:
    row = record.model_dump()
    row.update(line_no=line_no, run_id=run_id)
    if isinstance(record, Faq):
        row["faq_id"] = faq_id(record)
    elif isinstance(record, Review):
        row["review_id"] = review_id(record)
    elif isinstance(record, Ranking):
        row["run_id"] = record.capture or run_id
    return row


def _flush(connection: duckdb.DuckDBPyConnection, rows: dict[str, list[dict[str, Any]]]) -> None:
    for kind, batch in rows.items():
        if batch:
            connection.register("batch", pa.Table.from_pylist(batch, schema=SCHEMAS[kind]))
            connection.execute(f"INSERT INTO staged_{kind} SELECT * FROM batch")  # noqa: S608
            connection.unregister("batch")
            batch.clear()


def _merge(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Merge the staged rows into their tables; of several rows with one key the last one counts."""
    connection.execute(read_sql("merges", "faqs_identity"))
    for kind, table in _TABLES.items():
        key = f"PARTITION BY {_KEYS[kind]}" if kind in _KEYS else "PARTITION BY line_no"
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW staged AS SELECT * FROM staged_{kind} "  # noqa: S608
            f"QUALIFY row_number() OVER ({key} ORDER BY line_no DESC) = 1"
        )
        connection.execute(read_sql("merges", table))
    connection.execute(read_sql("merges", "faqs_removed"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched_sources AS SELECT DISTINCT brand, source FROM staged_review "
        "UNION SELECT DISTINCT brand, source FROM staged_source_total"
    )
    for statement in duckdb.extract_statements(read_sql("merges", "source_collected")):
        parameters = {"run_id": run_id} if statement.named_parameters else None
        connection.execute(statement, parameters)


def load_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Put one run into the table `runs` as it stands now."""
    connection.execute("DELETE FROM runs WHERE run_id = ?", [run.run_id])
    row = [run.run_id, run.command, run.started_at, run.finished_at, run.status, run.items, run.error]
    connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def _load_runs(connection: duckdb.DuckDBPyConnection, state_dir: Path) -> None:
    connection.execute("BEGIN")
    try:
        for run in read_runs(state_dir):
            load_run(connection, run)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
