"""Users' word on who is meant: `meant.jsonl` in the state folder, the table that is read of it, and what it changes in
`mention_brands`. Words of customers are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from data.state.answers import append_answers, read_answers

if TYPE_CHECKING:
    import duckdb

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

    @property
    def given_at(self) -> datetime:
        """When it was given, naive UTC."""
        return self.labelled_at


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
    """Add answers to the file, as `append_answers` does."""
    append_answers(state_dir / FILE_NAME, answers)


def read_meant(state_dir: Path) -> tuple[list[Meant], list[str]]:
    """(the answers that stand, problems), as `read_answers` has them."""
    return read_answers(state_dir / FILE_NAME, Meant)


def load_meant(con: duckdb.DuckDBPyConnection, state_dir: Path) -> MeantLoaded:
    """Bring the table `meant_labels` up to the file, and `mention_brands` up to the table, in one transaction.

    The newest answer stands (of equal times the file's), loading again changes nothing, and rows stay if the file is gone. A
    brand that a mention does not mean goes out of `mention_brands`, also when a later crawl has found it there again; one that
    it does mean is there as long as the mention is.
    """
    answers, problems = read_meant(state_dir)
    import pyarrow as pa  # heavy, and only an analysis needs it

    from data.warehouse import transaction

    staged = pa.table(
        {
            "mention_id": pa.array([answer.mention_id for answer in answers], type=pa.string()),
            "brand": pa.array([answer.brand for answer in answers], type=pa.string()),
            "meant": pa.array([answer.meant for answer in answers], type=pa.bool_()),
            "labelled_at": pa.array([answer.labelled_at for answer in answers], type=pa.timestamp("us")),
        }
    )
    with transaction(con):
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
        finally:
            con.unregister("staged_meant")
    row = con.execute("SELECT count(*) FROM meant_labels").fetchone()
    return MeantLoaded(int(row[0]) if row else 0, len(gone), len(back), tuple(problems))
