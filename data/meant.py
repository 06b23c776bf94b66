"""Users' word on who is meant: `meant.jsonl` in the state folder, append-only, one answer a line, the table that is read of it,
and what it changes in `mention_brands`.

The terminal writes the file, so that the warehouse keeps its single writer; analysis loads it. Words of customers are not kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, ValidationError

FILE_NAME = "meant.jsonl"
PRECISION = "mention_precision"
"""The kpi that comes of the answers; its row over all networks has source '*'."""


class Meant(BaseModel):
    """Whether one mention means one brand (its id), as a user says. `labelled_at` is naive UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mention_id: str = Field(min_length=1, max_length=200)
    brand: str = Field(min_length=1, max_length=200)
    meant: bool = Field(strict=True)
    labelled_at: NaiveDatetime

    @property
    def key(self) -> tuple[str, str]:
        """What a newer answer replaces."""
        return self.mention_id, self.brand


@dataclass(frozen=True, slots=True)
class MeantLoaded:
    """`kept`: answers that stand; `taken_out`, `put_back`: brands of mentions that went or came back with this load;
    `problems`: lines of the file that are no answer, each named with what was wrong."""

    kept: int
    taken_out: int
    put_back: int
    problems: tuple[str, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The problems, and what changed, as lines for the user; none if there is nothing to say."""
        counts = (("taken out of", self.taken_out), ("put back into", self.put_back))
        changes = (f"{n:,} {'mention' if n == 1 else 'mentions'} {verb} a brand as labelled" for verb, n in counts if n)
        return *self.problems, *changes


def append_meant(state_dir: Path, answers: Iterable[Meant]) -> None:
    """Add whole lines to the file, in one write, and flush them. Raises OSError when the disk does not take them; a part of
    a line is then mended by the next write."""
    lines = "".join(f"{answer.model_dump_json()}\n" for answer in answers).encode()
    if not lines:
        return
    state_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(state_dir / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":  # a writer was killed within its line
            lines = b"\n" + lines
        view = memoryview(lines)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_meant(state_dir: Path) -> tuple[list[Meant], list[str]]:
    """(the answers that stand, the newest of each mention and brand, of equal times the later line; problems: complete lines
    that are no answer)."""
    path = state_dir / FILE_NAME
    newest: dict[tuple[str, str], Meant] = {}
    problems: list[str] = []
    content = path.read_bytes() if path.is_file() else b""
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        if not line.strip():
            continue
        try:
            answer = Meant.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "line"
            problems.append(f"{path} line {number}: {where}: {first['msg']}; the line is left out")
            continue
        known = newest.get(answer.key)
        if known is None or known.labelled_at <= answer.labelled_at:
            newest[answer.key] = answer
    return list(newest.values()), problems


def load_meant(con: duckdb.DuckDBPyConnection, state_dir: Path) -> MeantLoaded:
    """Bring the table `meant_labels` up to the file, and `mention_brands` up to the table, in one transaction.

    The newest answer stands (of equal times the file's), loading again changes nothing, and rows stay if the file is gone. A
    brand that a mention does not mean goes out of `mention_brands`, also when a later crawl has found it there again; one that
    it does mean is there as long as the mention is.
    """
    answers, problems = read_meant(state_dir)
    staged = pa.table(
        {
            "mention_id": pa.array([answer.mention_id for answer in answers], type=pa.string()),
            "brand": pa.array([answer.brand for answer in answers], type=pa.string()),
            "meant": pa.array([answer.meant for answer in answers], type=pa.bool_()),
            "labelled_at": pa.array([answer.labelled_at for answer in answers], type=pa.timestamp("us")),
        }
    )
    con.execute("BEGIN")
    con.register("staged_meant", staged)
    try:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE merged_meant AS SELECT mention_id, brand, meant, labelled_at FROM "
            "(SELECT *, false AS from_file FROM meant_labels UNION ALL SELECT *, true FROM staged_meant) "
            "QUALIFY row_number() OVER (PARTITION BY mention_id, brand ORDER BY labelled_at DESC, from_file DESC) = 1"
        )
        con.execute("DELETE FROM meant_labels")
        con.execute("INSERT INTO meant_labels SELECT * FROM merged_meant ORDER BY ALL")
        con.execute("DROP TABLE merged_meant")
        gone = con.execute(
            "DELETE FROM mention_brands WHERE (mention_id, brand) IN "
            "(SELECT (mention_id, brand) FROM meant_labels WHERE NOT meant) RETURNING brand"
        ).fetchall()
        back = con.execute(
            "INSERT INTO mention_brands SELECT mention_id, brand FROM meant_labels SEMI JOIN mentions USING (mention_id) "
            "ANTI JOIN mention_brands USING (mention_id, brand) WHERE meant RETURNING brand"
        ).fetchall()
    except BaseException:
        con.execute("ROLLBACK")
        raise
    finally:
        con.unregister("staged_meant")
    con.execute("COMMIT")
    row = con.execute("SELECT count(*) FROM meant_labels").fetchone()
    return MeantLoaded(int(row[0]) if row else 0, len(gone), len(back), tuple(problems))
