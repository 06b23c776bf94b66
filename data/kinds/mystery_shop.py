"""A question that a mystery shopper asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from data.cells.errors import RowError, expected
from data.record.fields import RequiredText, Text, Time
from data.record.importing import (
    BRAND,
    DURATION,
    FLAG,
    NUMBER,
    RATING,
    TEXT,
    TIME,
    WORD,
    FilePlan,
    Row,
    branded,
    imported,
    scaled,
)
from data.record.model import Record
from data.record.personal import Words

LONGEST_ANSWER = 365 * 24 * 60


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    branded(row, plan)
    if (minutes := row.pop("response_minutes", None)) is not None:
        if not 0 <= minutes <= LONGEST_ANSWER:
            raise RowError(f"response_minutes: {expected('0 to 525600 minutes (a year)', f'{minutes:g}')}")
        if "asked_at" in row:
            row.setdefault("answered_at", row["asked_at"] + timedelta(minutes=minutes))
    if row.get("quality") is not None:
        scaled("quality", row, plan)
    return [row]


@imported(
    "mystery-shops",
    cells={
        "brand": BRAND, "channel": WORD, "asked_at": TIME, "question": TEXT, "answered_at": TIME, "response_minutes": DURATION,
        "resolved": FLAG, "quality": RATING, "quality_max": NUMBER, "notes": TEXT, "answer": TEXT,
    },
    required=(("asked_at",), ("question",), ("channel",)),
    completed=_completed,
    looks={"brand": "brand", "asked_at": "date", "quality": "rating", "question": "text"},
)  # fmt: skip
class MysteryShop(Record):
    """A question put to a brand as a customer would. `channel` phone, email, chat ...; `resolved` whether the answer solved
    it; `quality` on the scale 0..`quality_max`; `answered_at` is None where no answer came, `answer` what it said; `withdrawn`
    that it was entered by mistake."""

    kind_name = "mystery_shop"
    table = "mystery_shops"
    key = ("brand", "channel", "asked_at", "question")

    channel: RequiredText
    asked_at: Time
    question: RequiredText
    answered_at: Time | None = None
    resolved: bool | None = None
    quality: float | None = Field(default=None, ge=0, le=1000, allow_inf_nan=False)
    quality_max: float | None = Field(default=None, gt=0, le=1000, allow_inf_nan=False)
    notes: Annotated[Text | None, Words()] = None
    answer: Annotated[Text | None, Words()] = None
    withdrawn: bool | None = None

    @model_validator(mode="after")
    def _in_order(self) -> MysteryShop:
        if self.answered_at and self.answered_at < self.asked_at:
            raise ValueError("answered_at: expected no time before asked_at")
        if self.quality is not None and self.quality_max is not None and self.quality > self.quality_max:
            raise ValueError(f"quality: expected at most quality_max ({self.quality_max:g})")
        return self
