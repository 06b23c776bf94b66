"""Out of files of lines: landing, and what users answered."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.files import sync_folder, write_atomic
from data.kinds import KINDS
from data.landing import FOLDER, complete_lines, landing_files
from data.record.suppressed import Suppressed
from data.state.runs import RUNNING, read_runs

ENDING = ".forgetting"
"""Of a landing file that is written anew, beside the one whose place it will take."""
ANSWERS = ("corrections.jsonl", "meant.jsonl")


@dataclass(frozen=True)
class Rewrite:
    """A landing file without the lines that were forgotten: its name in the ledger, bytes, hash, and how many lines went."""

    name: str
    size: int
    sha256: str
    dropped: int

    def enter(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put it into the ledger."""
        connection.execute(
            "UPDATE ledger SET bytes = ?, sha256 = ?, records = records - ? WHERE file = ?",
            [self.size, self.sha256, self.dropped, self.name],
        )


def prepare_rewrites(connection: duckdb.DuckDBPyConnection, state_dir: Path, suppressed: Suppressed) -> list[Rewrite]:
    """Write anew, aside, each landing file that holds what was forgotten; those of a run that works now hold none, for
    it knows the
    list. Files that are not loaded whole are left for the next time."""
    working = {run.run_id for run in read_runs(state_dir) if run.status == RUNNING}
    loaded = {str(file): int(size) for file, size in connection.execute("SELECT file, bytes FROM ledger").fetchall()}
    made = []
    for path in landing_files(state_dir):
        name = path.relative_to(state_dir / FOLDER).as_posix()
        if path.parent.name in working or name not in loaded:
            continue
        lines = [line for _, line in complete_lines(path, 0)]
        kept = [line for line in lines if not _holds(suppressed, line)]
        if len(kept) == len(lines):
            continue
        content = b"".join(line + b"\n" for line in kept)
        aside = path.with_name(f".{path.name}{ENDING}")
        _write(aside, content)
        made.append(Rewrite(name, len(content), hashlib.sha256(content).hexdigest(), len(lines) - len(kept)))
    return made


def _holds(suppressed: Suppressed, line: bytes) -> bool:
    try:
        envelope = json.loads(line)
        record = KINDS[envelope["record"]].model_validate(envelope["data"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return suppressed.mentions_author(line)
    return suppressed.holds(record)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def apply_rewrites(connection: duckdb.DuckDBPyConnection, state_dir: Path) -> None:
    """Give the files that were written aside their names, where the ledger has them; others are what was killed before,
    and go."""
    rows = connection.execute("SELECT file, bytes, sha256 FROM ledger").fetchall()
    ledger = {str(file): (int(size), str(digest)) for file, size, digest in rows}
    for aside in sorted((state_dir / FOLDER).glob(f"*/.*{ENDING}")):
        path = aside.with_name(aside.name.removeprefix(".").removesuffix(ENDING))
        content = aside.read_bytes()
        entered = ledger.get(path.relative_to(state_dir / FOLDER).as_posix())
        if entered == (len(content), hashlib.sha256(content).hexdigest()):
            aside.replace(path)
            sync_folder(path.parent)
        else:
            aside.unlink()


def drop_answers(state_dir: Path, records: frozenset[tuple[str, str]]) -> None:
    """Take answers on records (kind, id) out of the files of users' answers."""
    for name in ANSWERS:
        path = state_dir / name
        if not path.is_file():
            continue
        content = path.read_bytes()
        kept = b"".join(line for line in content.splitlines(keepends=True) if not _answers(line, records))
        if kept != content:
            write_atomic(path, kept)


def _answers(line: bytes, records: frozenset[tuple[str, str]]) -> bool:
    try:
        said = json.loads(line)
        kind, record_id = (
            ("mention", said["mention_id"]) if "mention_id" in said else (said["record_kind"], said["record_id"])
        )
    except (ValueError, KeyError, TypeError):
        return False
    return (kind, record_id) in records
