"""Loads landing files into the warehouse: complete lines only, each file (or part of a long one) in one transaction with
its ledger row.

Loading twice adds nothing. A file that has grown is read from where the last load stopped. A line that is no record goes
to `rejects` with the reason; a file whose loaded part has changed is left alone and reported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from data.clock import utc_now
from data.kinds import KINDS
from data.landing import FOLDER, landing_files
from data.landing.forgotten import read_forgotten
from data.load.staging import Parsed, Stretch, make_staging, parse, stretches
from data.record.model import KEY_PATTERN, Record
from data.record.suppressed import Forgotten, Suppressed, within_of
from data.sqlfiles import read_sql
from data.state.runs import Run, read_runs
from data.warehouse import transaction
from data.workers import in_order

PART = 100_000
"""Lines of one transaction. A long file is loaded in parts, each with its ledger row: that bounds memory too."""
MEMORY = "400MB"
"""What DuckDB may hold while a long file is loaded; it spills to the disk beyond."""
LONG = 8 << 20
"""New bytes of one file from which it is parsed beside the database's work, which is then kept within MEMORY."""


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
    suppressed = read_forgotten(state_dir)
    for path in landing_files(state_dir):
        _load_file(connection, state_dir, path, summary, report, suppressed)
    summary.rejected += _reject_names(connection)
    _load_runs(connection, state_dir)
    return summary


def _reject_names(connection: duckdb.DuckDBPyConnection) -> int:
    """Take rows that hold something else where the hash of a name is expected, as an earlier version let them in, out of
    their tables, with all that came of them: one bad row must not stop each publication. Returns how many."""
    found = 0
    for model in KINDS.values():
        if not model.person_key:
            continue
        wrong = f"FROM {model.table} WHERE NOT regexp_full_match({model.person_key}, '{KEY_PATTERN}')"
        rows = _number(connection, f"SELECT count(*) {wrong}")
        if not rows:
            continue
        found += rows
        record_id = model.identity.column if model.identity else "NULL::VARCHAR"
        with transaction(connection):
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE forgotten AS SELECT '{model.kind_name}' AS record_kind, "
                f"{record_id} AS record_id {wrong}"
            )
            connection.execute(
                f"INSERT INTO rejects SELECT '{model.table}', row_number() OVER (), '{model.kind_name}', "
                f"'{model.person_key}: expected the keyed hash of a name, found something else', '', ? {wrong}",
                [utc_now()],
            )
            connection.execute(read_sql("retention", "erase"))
            connection.execute("DROP TABLE forgotten")
            connection.execute(f"DELETE {wrong}")
    return found


def _load_file(
    connection: duckdb.DuckDBPyConnection,
    state_dir: Path,
    path: Path,
    summary: LoadSummary,
    report: Callable[[str], None],
    suppressed: Suppressed,
) -> None:
    name = path.relative_to(state_dir / FOLDER).as_posix()
    row = connection.execute("SELECT bytes, sha256, records, rejected FROM ledger WHERE file = ?", [name]).fetchone()
    done, digest, records, rejected = row or (0, hashlib.sha256().hexdigest(), 0, 0)
    size = path.stat().st_size
    if size == done:
        return
    running = _hash_bytes(hashlib.sha256(), path, 0, done) if size > done else hashlib.sha256()
    if size < done or running.hexdigest() != digest:
        summary.problems.append(
            f"{path}: expected the {done} bytes loaded before, found others. It was left out; restore it, or delete it: "
            "what was loaded from it is kept."
        )
        return
    before = (records, rejected)
    unordered = 0
    with closing(_parts(connection, path, done, records + rejected, size - done)) as found:
        for parts in found:
            with transaction(connection):
                end, taken, refused = _stage(connection, name, parts)
                if suppressed:
                    _drop_suppressed(connection, suppressed)
                unordered += _merge(connection, path.parent.name)
                records, rejected = records + taken, rejected + refused
                _hash_bytes(running, path, done, end)
                connection.execute("DELETE FROM ledger WHERE file = ?", [name])
                connection.execute(
                    "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)",
                    [name, end, running.hexdigest(), records, rejected, utc_now()],
                )
            done = end
    taken, refused = records - before[0], rejected - before[1]
    if taken or refused:
        summary.files += 1
        summary.records += taken
        summary.rejected += refused
        report(f"loaded {name}: {taken} records" + (f", {refused} rejected" if refused else ""))
    if unordered:
        report(
            f"loaded {name}: {unordered} of its reviews have another wording in another file, and no edit time says which is "
            "later: the newer file counts"
        )


def _hash_bytes(running: Any, path: Path, start: int, end: int) -> Any:
    """`running` (a hashlib object) fed with the bytes from `start` to `end`."""
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (chunk := file.read(min(end - start, 1 << 20))):
            running.update(chunk)
            start += len(chunk)
    return running


def _parts(
    connection: duckdb.DuckDBPyConnection, path: Path, start: int, lines_before: int, size: int
) -> Generator[Iterator[tuple[Stretch, Parsed]]]:
    """The new lines of a file, parsed, in the parts that one transaction each takes in; ahead of the database where the file
    is long. A part is to be read to its end before the next is asked for."""
    found = stretches(path, start, lines_before + 1)
    if size < LONG:
        yield from _parted((stretch, parse(stretch)) for stretch in found)
        return
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    try:
        with ThreadPoolExecutor(1) as ahead:  # most of parsing and of the database's work leaves the interpreter free
            yield from _parted(in_order(ahead, parse, found))
    finally:
        connection.execute("RESET memory_limit")


def _parted(parsed: Iterator[tuple[Stretch, Parsed]]) -> Iterator[Iterator[tuple[Stretch, Parsed]]]:
    together = False

    def part(first: tuple[Stretch, Parsed]) -> Iterator[tuple[Stretch, Parsed]]:
        nonlocal together
        lines = 0
        for stretch, content in chain([first], parsed):
            yield stretch, content
            lines += stretch.lines
            together = together or any(KINDS[kind].read_together for kind in content.tables)
            if lines >= PART and not together:
                return

    for first in parsed:
        yield part(first)


def _stage(
    connection: duckdb.DuckDBPyConnection, name: str, parts: Iterator[tuple[Stretch, Parsed]]
) -> tuple[int, int, int]:
    """Put parsed lines into the staging tables; returns (end offset, records, rejected lines)."""
    make_staging(connection)
    end, taken, refused = 0, 0, 0
    for stretch, parsed in parts:
        _flush(connection, parsed.tables)
        end, refused = stretch.end, refused + len(parsed.rejected)
        taken += stretch.lines - len(parsed.rejected)
        if parsed.rejected:
            now = utc_now()
            connection.executemany(
                "INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?)",
                [(name, line_no, None, reason, payload, now) for line_no, reason, payload in parsed.rejected],
            )
    return end, taken, refused


def _drop_suppressed(connection: duckdb.DuckDBPyConnection, suppressed: Suppressed) -> None:
    """Take what was forgotten out of the staged rows."""
    for model in KINDS.values():
        staged, person = f"staged_{model.kind_name}", model.person_key
        for entry in suppressed.entries:
            if entry.what == "author" and person:
                _run(connection, f"DELETE FROM {staged} WHERE {within_of(model)} = $s AND {person} = $k", entry)  # noqa: S608
            elif entry.what == "record" and model.identity and entry.source == model.kind_name:
                _run(connection, f"DELETE FROM {staged} WHERE {model.identity.column} = $k", entry)  # noqa: S608
            elif entry.what == "brand":
                then = "coalesce(fetched_at <= $at, true)"
                others = "AND len(list_filter(brands, lambda b: b <> $k)) = 0" if "brands" in model.model_fields else ""
                of = f"(brand = $k {'OR list_contains(brands, $k)' if others else ''})"
                _run(connection, f"DELETE FROM {staged} WHERE {of} {others} AND {then}", entry)  # noqa: S608
                if others:
                    changed = "brands = list_filter(brands, lambda b: b <> $k)"
                    _run(connection, f"UPDATE {staged} SET {changed} WHERE list_contains(brands, $k) AND {then}", entry)  # noqa: S608


def _run(connection: duckdb.DuckDBPyConnection, statement: str, entry: Forgotten) -> None:
    given = {"s": entry.source, "k": entry.key, "at": entry.asked_at}
    connection.execute(statement, {name: value for name, value in given.items() if f"${name}" in statement})


def _flush(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Any]) -> None:
    for kind, table in tables.items():
        connection.register("batch", table)
        connection.execute(f"INSERT INTO staged_{kind} SELECT * FROM batch")  # noqa: S608
        connection.unregister("batch")


def _merge(connection: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Merge the staged rows into their tables; of several rows with one key the newest counts, the last one of most kinds.
    Returns of how many reviews it could not be known which wording is the later."""
    connection.execute(read_sql("merges", "faqs_identity"))
    models = sorted(KINDS.values(), key=lambda model: not model.merged_first)
    unordered = sum(_merge_kind(connection, model) for model in models)
    connection.execute(read_sql("merges", "faqs_removed"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched_sources AS SELECT DISTINCT brand, source FROM staged_review "
        "UNION SELECT DISTINCT brand, source FROM staged_source_total"
    )
    for statement in duckdb.extract_statements(read_sql("merges", "source_collected")):
        parameters = {"run_id": run_id} if statement.named_parameters else None
        connection.execute(statement, parameters)
    return unordered


def _merge_kind(connection: duckdb.DuckDBPyConnection, model: type[Record]) -> int:
    """Merge the staged rows of one kind; returns how many word a record otherwise without saying which wording is later."""
    staged, key = f"staged_{model.kind_name}", ", ".join(model.key)
    if not _number(connection, f"SELECT count(*) FROM {staged}"):  # noqa: S608
        return 0
    if model.removable:
        connection.execute(read_sql("merges", "removed_again"))
    doubled = not model.adds_up and _number(
        connection,
        f"SELECT count(*) FROM (SELECT 1 FROM {staged} GROUP BY {key} HAVING count(*) > 1)",  # noqa: S608
    )
    last = f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {model.newest} DESC) = 1" if doubled else ""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW staged AS SELECT * FROM {staged}{last}")  # noqa: S608
    unordered = _number(connection, read_sql("merges", f"{model.table}_unordered")) if model.can_be_edited else 0
    connection.execute(read_sql("merges", model.table))
    if model.merged_first:
        connection.execute(read_sql("retention", "erase"))
        connection.execute("DROP TABLE forgotten")
    return unordered


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def load_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Put one run into the table `runs` as it stands now."""
    connection.execute("DELETE FROM runs WHERE run_id = ?", [run.run_id])
    row = [run.run_id, run.command, run.started_at, run.finished_at, run.status, run.items, run.error]
    connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def _load_runs(connection: duckdb.DuckDBPyConnection, state_dir: Path) -> None:
    with transaction(connection):
        for run in read_runs(state_dir):
            load_run(connection, run)
