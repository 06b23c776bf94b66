"""Users' corrections of labels and drivers: `corrections.jsonl` in the state folder, and the table that is read of it.

Neither the words of customers nor the names of users are kept: a sentence is known by its record, its start and its hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, model_validator

from data.state.answers import append_answers, read_answers

if TYPE_CHECKING:
    import duckdb

FILE_NAME = "corrections.jsonl"
ANY_DRIVER = "*"
LABELS = ("-1", "0", "1")
MAX_DRIVERS = 20
_DRIVER_ID = re.compile(r"[^\s*]{1,80}")


class Correction(BaseModel):
    """One corrected field of one part of a text. `made_at` is naive UTC; `corrected_by` names the tool (`label`, `app`), never
    a person; `old` is what stood there ('' if nothing).

    Field `label`: `new` is '-1', '0' or '1', and `driver` the opinion meant, '*' for all opinions of the part. Field
    `driver`: `new` holds all drivers that the part is about, ids in order set apart by one space, '' for none; `driver` is
    '*', for the list is the whole answer and leaves nothing to what was read before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    record_kind: Literal["review", "mention"]
    record_id: str = Field(min_length=1, max_length=200)
    start: int = Field(ge=0)
    driver: str = Field(default=ANY_DRIVER, max_length=100)
    field: Literal["label", "driver"] = "label"
    old: str = Field(default="", max_length=1_000)
    new: str = Field(max_length=1_000)
    sentence_hash: str = Field(pattern=r"^[0-9a-f]{32}$")
    corrected_by: Literal["label", "app"] = "label"
    made_at: NaiveDatetime

    @model_validator(mode="after")
    def _new_fits_field(self) -> Self:
        if self.field == "label" and self.new not in LABELS:
            raise ValueError(f"new: expected one of {', '.join(LABELS)} for field label, found {self.new!r}")
        if self.field == "driver":
            if self.driver != ANY_DRIVER:
                raise ValueError(f"driver: expected {ANY_DRIVER!r} for field driver, found {self.driver!r}")
            ids = self.new.split(" ") if self.new else []
            if len(ids) > MAX_DRIVERS or ids != sorted(set(ids)) or not all(map(_DRIVER_ID.fullmatch, ids)):
                raise ValueError(
                    f"new: expected up to {MAX_DRIVERS} ids of drivers in order, each once, set apart by one space, "
                    f"found {self.new!r}"
                )
        return self

    @property
    def drivers(self) -> tuple[str, ...]:
        """The drivers that `new` of field `driver` names."""
        return tuple(self.new.split())

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """What a newer correction replaces."""
        return self.record_kind, self.record_id, self.start, self.driver, self.field

    @property
    def given_at(self) -> datetime:
        """When it was made, naive UTC."""
        return self.made_at


@dataclass(frozen=True, slots=True)
class Loaded:
    """`kept`: corrections that stand; `problems`: lines that are none, each named with what was wrong."""

    kept: int
    problems: tuple[str, ...]


def sentence_hash(sentence: str) -> str:
    """How a correction knows its sentence: md5 of the UTF-8 text, as DuckDB's md5() has it."""
    return hashlib.md5(sentence.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def driver_list(drivers: Iterable[str]) -> str:
    """Drivers as a correction of field `driver` holds them."""
    return " ".join(sorted({driver for driver in drivers if driver}))


def append_corrections(state_dir: Path, corrections: Iterable[Correction]) -> None:
    """Add corrections to the file, as `append_answers` does."""
    append_answers(state_dir / FILE_NAME, corrections)


def read_corrections(state_dir: Path) -> tuple[list[Correction], list[str]]:
    """(the corrections that stand, problems), as `read_answers` has them."""
    return read_answers(state_dir / FILE_NAME, Correction)


def load_corrections(con: duckdb.DuckDBPyConnection, state_dir: Path) -> Loaded:
    """Bring the table `corrections` up to the file, in one transaction: the newest of each key stands, loading again changes
    nothing, and rows stay if the file is gone."""
    found, problems = read_corrections(state_dir)
    names = list(Correction.model_fields)
    rows = [correction.model_dump() for correction in found]
    import pyarrow as pa  # heavy, and only an analysis needs it

    from data.warehouse import transaction

    staged = pa.table(
        {
            name: pa.array(
                [row[name] for row in rows],
                type=pa.int32() if name == "start" else pa.timestamp("us") if name == "made_at" else pa.string(),
            )
            for name in names
        }
    )
    columns = ", ".join(names)
    with transaction(con):
        con.register("staged_corrections", staged)
        try:
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE merged_corrections AS SELECT {columns} FROM "  # noqa: S608 - our own names
                f"(SELECT {columns} FROM corrections UNION ALL SELECT {columns} FROM staged_corrections) "
                "QUALIFY row_number() OVER (PARTITION BY record_kind, record_id, start, driver, field "
                "ORDER BY made_at DESC, new) = 1"
            )
            con.execute("DELETE FROM corrections")
            con.execute(f"INSERT INTO corrections ({columns}) SELECT {columns} FROM merged_corrections ORDER BY ALL")  # noqa: S608
            con.execute("DROP TABLE merged_corrections")
        finally:
            con.unregister("staged_corrections")
    row = con.execute("SELECT count(*) FROM corrections").fetchone()
    return Loaded(int(row[0]) if row else 0, tuple(problems))
