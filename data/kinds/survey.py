"""One answer to a survey."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data import privacy
from data.cells.errors import RowError
from data.cells.words import fold, meaning
from data.record.fields import Text, Time, Word
from data.record.importing import BRAND, NUMBER, TEXT, TIME, WORD, Columns, FilePlan, Row, branded, imported
from data.record.model import Record
from data.record.personal import KeyOf, Name, Words

SCALES = {"nps": 10.0, "csat": 5.0, "ces": 7.0}
"""The scales that the measures are defined on."""
_COPIES = re.compile(r"(\.rejected|[ _-]*\(\d{1,3}\)|[ _-]+copy)+$", re.IGNORECASE)


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    branded(row, plan)
    row.setdefault("survey", survey_name(plan.file))
    scores, asked = _scores(row)
    if not scores:
        raise RowError("score: expected a number, found none")
    made = []
    stated = row.pop("scale_max", None)  # of the column of scores; columns named after a measure have its own scale
    for metric, score in scores.items():
        top = (stated if metric == asked else None) or SCALES[metric]
        if score > top:
            raise RowError(f"score: expected at most {top:g} for {metric}, found {score:g}")
        made.append({**row, "metric": metric, "score": score, "scale_max": top})
    return made


def _scores(row: Row) -> tuple[dict[str, float], str]:
    """Taken out of the row: measure -> score, and the measure that its column of scores is of ('' if none)."""
    scores = {metric: row.pop(metric) for metric in SCALES if metric in row}
    asked = meaning("metric", row.pop("metric")) if "metric" in row else ""
    if "score" in row:
        if not asked:
            raise RowError("metric: expected nps, csat or ces, found none")
        scores = {asked: row.pop("score"), **scores}
    return scores, asked


def survey_name(file: str) -> str:
    """What a survey is called whose file does not say: as the file is, without its ending and what marks a copy of it or
    its rejected rows. A copy of a file must not become another survey."""
    stem = file.rsplit(".", 1)[0]
    return _COPIES.sub("", stem) or stem


def _metric_of_all(columns: Columns, file: str) -> dict[str, str]:
    """Where scores have no column that says of which measure they are: what the column or the file is called, else NPS."""
    if "score" not in columns or "metric" in columns:
        return {}
    name = fold(columns["score"][0] + file)
    return {"metric": next((metric for metric in ("csat", "ces") if metric in name), "nps")}


@imported(
    "surveys",
    cells={
        "brand": BRAND, "survey": WORD, "respondent": WORD, "asked_at": TIME, "question": TEXT, "metric": WORD, "score": NUMBER,
        "scale_max": NUMBER, "nps": NUMBER, "csat": NUMBER, "ces": NUMBER, "comment": TEXT, "language": WORD, "channel": WORD,
    },
    required=(("score", "nps", "csat", "ces"),),
    completed=_completed,
    looks={"brand": "brand", "asked_at": "date", "score": "rating", "comment": "text"},
    stated=_metric_of_all,
)  # fmt: skip
class Survey(Record):
    """One answer of one respondent. `metric`: nps (0..10), csat (1..5) or ces (1..7), `score` on the scale ..`scale_max`;
    `respondent` is raw in a file and None once landed, where `respondent_key` names the person."""

    kind_name = "survey"
    table = "surveys"
    needed = ("brand", "fetched_at", "respondent_key")
    key = ("brand", "survey", "respondent_key", "asked_at", "question", "metric")

    survey: Word = ""
    respondent: Annotated[Word | None, Name()] = None
    respondent_key: Annotated[Word | None, KeyOf("respondent", "survey", privacy.respondent_key)] = None
    asked_at: Time | None = None
    question: Text = ""
    metric: Literal["nps", "csat", "ces"]
    score: float = Field(ge=0, le=1000, allow_inf_nan=False)
    scale_max: float = Field(gt=0, le=1000, allow_inf_nan=False)
    comment: Annotated[Text | None, Words("respondent")] = None
    language: Word | None = None
    channel: Word = ""

    @model_validator(mode="after")
    def _on_scale(self) -> Survey:
        if self.score > self.scale_max:
            raise ValueError(f"score: expected at most scale_max ({self.scale_max:g})")
        return self
