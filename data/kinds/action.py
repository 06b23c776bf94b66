"""What a brand does about something that was found."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from data.cells.errors import RowError
from data.cells.words import meaning
from data.record.fields import RequiredText, Text, Word
from data.record.importing import BRAND, DAY, NAME, TEXT, WORD, FilePlan, Row, branded, imported
from data.record.model import Record

PLANNED, DOING, DONE, DROPPED = "planned", "doing", "done", "dropped"


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    branded(row, plan)
    for field in ("state", "cause", "effort"):
        if field in row:
            row[field] = meaning(field, row[field])
    if "state" not in row:
        row["state"] = DONE if "done" in row else DOING if "started" in row else PLANNED
    if row["state"] == DONE and "done" not in row:
        raise RowError("done: expected the day on which a finished action was done, found none")
    return [row]


@imported(
    "actions",
    cells={
        "brand": BRAND, "title": TEXT, "state": WORD, "owner": TEXT, "due": DAY, "started": DAY, "done": DAY, "effort": WORD,
        "cause": WORD, "metric": NAME, "line_id": WORD, "notes": TEXT,
    },
    required=(("title",),),
    completed=_completed,
    looks={"brand": "brand", "due": "date", "title": "text"},
)  # fmt: skip
class Action(Record):
    """An action of a brand: `title` what is done, `state` how far it is, `owner` who sees to it, `due` by when, `started` and
    `done` on which days; `cause` the root cause that it is to remove; `metric` the measure that it is to move; `line_id` the
    line of the SWOT or the lead that it comes from; `withdrawn` that it was entered by mistake."""

    kind_name = "action"
    table = "actions"
    key = ("brand", "title")

    title: RequiredText
    state: Literal["planned", "doing", "done", "dropped"] = "planned"
    owner: Text | None = None
    due: date | None = None
    started: date | None = None
    done: date | None = None
    effort: Literal["small", "medium", "large"] | None = None
    cause: Literal["people", "policy", "process", "technology"] | None = None
    metric: Annotated[Word, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)] | None = None
    line_id: Word | None = Field(default=None)
    notes: Text | None = None
    withdrawn: bool | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Action:
        if self.started and self.done and self.done < self.started:
            raise ValueError(
                f"done: expected no day before started ({self.started:%Y-%m-%d}), found {self.done:%Y-%m-%d}"
            )
        return self
