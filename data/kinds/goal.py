"""What one measure of a brand shall be."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from data.record.fields import Text, Word
from data.record.importing import BRAND, DAY, NAME, NUMBER, TEXT, FilePlan, Row, branded, imported
from data.record.model import Record


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    branded(row, plan)
    return [row]


@imported(
    "goals",
    cells={
        "brand": BRAND,
        "metric": NAME,
        "target": NUMBER,
        "baseline": NUMBER,
        "due": DAY,
        "owner": TEXT,
        "wording": TEXT,
    },
    required=(("metric",), ("target",), ("due",)),
    completed=_completed,
    looks={"brand": "brand", "due": "date", "metric": "words", "target": "whole"},
)
class Goal(Record):
    """What one measure of the brand shall be and by when: `metric` a name such as nps or response_time, `target` and
    `baseline` in its unit; `wording` what is aimed at in the user's own words; `withdrawn` that it was entered by
    mistake."""

    kind_name = "goal"
    table = "goals"
    key = ("brand", "metric", "due")

    metric: Annotated[Word, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
    due: date
    target: float = Field(allow_inf_nan=False)
    baseline: float | None = Field(default=None, allow_inf_nan=False)
    owner: Text | None = None
    wording: Text | None = None
    withdrawn: bool | None = None
