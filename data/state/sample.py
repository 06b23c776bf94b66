"""The random sample of texts that users label to measure models: `sample.jsonl` in the state folder, and the table that is read
of it. The words of customers are not kept: a text is known by its record and its hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from data.state.answers import append_answers, read_answers

if TYPE_CHECKING:
    import duckdb

FILE_NAME = "sample.jsonl"


class Sampled(BaseModel):
    """One drawn text and its label as a whole: −1, 0 (neutral or mixed) or 1, None where the user could not tell. `drawn_at` and
    `labelled_at` are naive UTC; `text_hash` is the md5 of title and body, as the macro text_hash_of has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    record_kind: Literal["review", "mention"]
    record_id: str = Field(min_length=1, max_length=200)
    text_hash: str = Field(pattern=r"^[0-9a-f]{32}$")
    drawn_at: NaiveDatetime
    label: Literal[-1, 0, 1] | None
    labelled_at: NaiveDatetime

    @property
    def key(self) -> tuple[str, str]:
        """What a newer label replaces."""
        return self.record_kind, self.record_id

    @property
    def given_at(self) -> datetime:
        """When it was given, naive UTC."""
        return self.labelled_at


def append_sample(state_dir: Path, labels: Iterable[Sampled]) -> None:
    """Add labels to the file, as `append_answers` does."""
    append_answers(state_dir / FILE_NAME, labels)


def read_sample(state_dir: Path) -> tuple[list[Sampled], list[str]]:
    """(the labels that stand, problems), as `read_answers` has them."""
    return read_answers(state_dir / FILE_NAME, Sampled)


def load_sample(con: duckdb.DuckDBPyConnection, state_dir: Path) -> tuple[str, ...]:
    """Bring the table `text_sample` up to the file, in one transaction: the newest label of a text stands (of equal times the
    file's), loading again changes nothing, and rows stay if the file is gone. Returns the file's problems."""
    labels, problems = read_sample(state_dir)
    import pyarrow as pa  # heavy, and only an analysis needs it

    from data.warehouse import transaction

    moment = pa.timestamp("us")
    types = {"drawn_at": moment, "labelled_at": moment, "label": pa.int32()}
    columns = list(Sampled.model_fields)
    staged = pa.table(
        {
            name: pa.array([getattr(each, name) for each in labels], type=types.get(name, pa.string()))
            for name in columns
        }
    )
    with transaction(con):
        con.register("staged_sample", staged)
        try:
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE merged_sample AS SELECT {', '.join(columns)} FROM "  # noqa: S608 - our own names
                "(SELECT *, false AS from_file FROM text_sample "
                "UNION ALL BY NAME SELECT *, true AS from_file FROM staged_sample) "
                "QUALIFY row_number() OVER "
                "(PARTITION BY record_kind, record_id ORDER BY labelled_at DESC, from_file DESC) = 1"
            )
            con.execute("DELETE FROM text_sample")
            con.execute("INSERT INTO text_sample BY NAME SELECT * FROM merged_sample ORDER BY ALL")
            con.execute("DROP TABLE merged_sample")
        finally:
            con.unregister("staged_sample")
    return tuple(problems)
