"""A figure of a brand that another tool measures: visits, conversion, how long answers take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Annotated

from pydantic import Field, StringConstraints

from data.cells.errors import RowError
from data.record.fields import MAX_COUNT, Word
from data.record.importing import (
    BRAND,
    COUNT,
    DURATION,
    FIGURE,
    HOURS,
    NAME,
    PERIOD,
    SOURCE,
    TIME,
    WORD,
    FilePlan,
    Row,
    branded,
    imported,
)
from data.record.model import Record

MEASURES = ("visits", "conversion", "referral_rate", "task_completion")
"""Measures that may be columns of their own."""
ANSWERED, RESOLVED = "first_response_time", "resolution_time"
"""Measures of tickets, in minutes: the median of those of a month."""
MINUTES = "min"
PERCENT = "%"
LONGEST = 366 * 24 * 60
_TICKET = ("created_at", "responded_at", "resolved_at", "first_response_time", "resolution_time", "first_response_hours",
           "resolution_hours")  # fmt: skip


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    branded(row, plan)
    row.setdefault("source", SOURCE)
    if "created_at" in row:
        return _ticket(row)
    made = _named(row) + _columns(row)
    if not made:
        raise RowError("value: expected a number, found none")
    if "period" not in row:
        raise RowError("period: expected a month or a day, found none")
    return made


def _named(row: Row) -> list[Row]:
    """The figure that a row holds in its columns metric and value."""
    if "value" not in row:
        return []
    if "metric" not in row:
        raise RowError("metric: expected a name, found none")
    return [
        {
            key: row[key]
            for key in ("brand", "metric", "period", "source", "value", "unit", "n", "fetched_at")
            if key in row
        }
    ]


def _columns(row: Row) -> list[Row]:
    """The figures of a row that has one column a measure."""
    common = {key: row[key] for key in ("brand", "period", "source", "n", "fetched_at") if key in row}
    made = [
        {**common, "metric": name, "value": row[name], "unit": row.get(f"{name}_unit", "")}
        for name in MEASURES
        if name in row
    ]
    for name in (ANSWERED, RESOLVED):
        if (minutes := _minutes(row, name)) is not None:
            made.append({**common, "metric": name, "value": minutes, "unit": MINUTES})
    return made


def _minutes(row: Row, name: str) -> float | None:
    hours = row.get(f"{name.removesuffix('_time')}_hours")
    minutes = hours if hours is not None else row.get(name)
    if minutes is not None and not 0 <= minutes <= LONGEST:
        raise RowError(f"{name}: expected 0 to {LONGEST} minutes (a year), found {minutes:g}")
    return minutes


def _ticket(row: Row) -> list[Row]:
    """How long one ticket waited for its first answer and for its end; nothing else of it is kept."""
    created = row["created_at"]
    common = {
        "brand": row["brand"],
        "source": row["source"],
        "fetched_at": row["fetched_at"],
        "period": f"{created:%Y-%m}",
    }
    made = []
    for name, ended in ((ANSWERED, "responded_at"), (RESOLVED, "resolved_at")):
        minutes = _minutes(row, name)
        if minutes is None and ended in row:
            minutes = _between(created, row[ended], ended)
        if minutes is not None:
            made.append({**common, "metric": name, "value": minutes, "unit": MINUTES, "n": 1})
    return made


def _between(created: datetime, ended: datetime, name: str) -> float:
    minutes = (ended - created).total_seconds() / 60
    if not 0 <= minutes <= LONGEST:
        raise RowError(f"{name}: expected a time within a year after created_at, found {ended:%Y-%m-%d %H:%M}")
    return minutes


def gathered(records: Iterable[Metric]) -> list[Metric]:
    """Tickets as figures of their months: the median of their minutes, and how many there are."""
    groups: dict[tuple[str, str, str, str], list[Metric]] = {}
    for record in records:
        groups.setdefault((record.brand, record.metric, record.period, record.source), []).append(record)
    return [
        found[0].model_copy(update={"value": round(median(each.value for each in found), 2), "n": len(found)})
        for found in groups.values()
    ]


@imported(
    "metrics",
    cells={
        "brand": BRAND, "metric": NAME, "period": PERIOD, "value": FIGURE, "unit": WORD, "n": COUNT, "source": WORD,
        "visits": COUNT, "conversion": FIGURE, "referral_rate": FIGURE, "task_completion": FIGURE,
        "first_response_time": DURATION, "first_response_hours": HOURS, "resolution_time": DURATION, "resolution_hours": HOURS,
        "created_at": TIME, "responded_at": TIME, "resolved_at": TIME,
    },
    required=(("value", *MEASURES, *_TICKET[1:]), ("period", "created_at")),
    completed=_completed,
    looks={"brand": "brand", "period": "date"},
    gathered=("created_at", gathered),
)  # fmt: skip
class Metric(Record):
    """A measure of a brand in a `period` (YYYY, YYYY-MM or YYYY-MM-DD): its `value` in `unit` (% and min are known), which rests
    on `n`. Helpdesks' tickets become the median minutes of each month; nothing of the ticket itself is kept."""

    kind_name = "metric"
    table = "metrics"
    key = ("brand", "metric", "period", "source")

    metric: Annotated[Word, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
    period: Annotated[Word, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    source: Word = ""
    value: float = Field(allow_inf_nan=False)
    unit: Word = ""
    n: int | None = Field(default=None, ge=0, le=MAX_COUNT)
