"""One answer to a survey."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data import privacy
from data.cells.errors import RowError
from data.cells.words import fold, meaning
from data.record.fields import Text, Time, Word
from data.record.importing import BRAND, NUMBER, SCORE, TEXT, TIME, WORD, Columns, FilePlan, Row, branded, imported
from data.record.model import Record
from data.record.personal import KeyOf, Name, Words

SCALES = {"nps": 10.0, "csat": 5.0, "ces": 7.0}
"""The scales that the measures are defined on."""
FROM_ONE = frozenset({"csat", "ces"})
"""Measures whose lowest score is 1."""
_COPIES = re.compile(r"(\.rejected|[ _-]*\(\d{1,3}\)|[ _-]+copy)+$", re.IGNORECASE)


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    branded(row, plan)
    row.setdefault("survey", survey_name(plan.file))
    scores, asked = _scores(row)
    stated = _stated(row)
    for metric in [metric for metric, score in scores.items() if score == 0 and metric in FROM_ONE]:
        plan.noted.add(metric, "of 0, which is no value of a scale that begins at 1; taken as none")
        del scores[metric]
    if not scores:
        raise RowError("score: expected a number, found none")
    made = []
    for metric, score in scores.items():
        top = (stated if metric == asked else None) or SCALES[metric]
        if score > top:
            raise RowError(f"score: expected at most {top:g} for {metric}, found {score:g}")
        made.append({**row, "metric": metric, "score": score, "scale_max": top})
    return made


def _stated(row: Row) -> float | None:
    """Taken out of the row: the scale of the column of scores, as it or its cell states it. Raises RowError where a column named
    after a measure, which has its own scale, states another."""
    for metric, top in SCALES.items():
        if (said := row.pop(f"{metric}_max", top)) != top:
            raise RowError(f"{metric}: expected a score of {top:g}, found one of {said:g}")
    within: float | None = row.pop("score_max", None)
    stated: float | None = row.pop("scale_max", within)
    return stated


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
        "brand": BRAND, "survey": WORD, "respondent": WORD, "asked_at": TIME, "question": TEXT, "metric": WORD, "score": SCORE,
        "scale_max": NUMBER, "nps": SCORE, "csat": SCORE, "ces": SCORE, "comment": TEXT, "language": WORD, "channel": WORD,
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
