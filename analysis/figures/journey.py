"""The journey map: what customers say of a brand at each touchpoint of each stage. Rows of `journey`.

A part of a text is at the touchpoint that its words name; where they name none its driver's usual one is taken, and `defaulted`
says how often. Units are authors, as in driver_scores; all languages with a validated model count together, so a cell is
to be read beside the same brand's others, not as a ranking of brands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures.gaps import FEW, LANGUAGE
from analysis.figures.statistics import MIN_SIDE, mean_interval
from analysis.figures.texts import STARS, of_five
from analysis.figures.units import read_well
from analysis.marks import NO_DRIVER
from analysis.text.touchpoints import DRIVER
from data.thresholds import THRESHOLDS

OK = "ok"
EMOTION_PARTS = 3
"""Parts that must show an emotion before one is named."""
QUOTE_SIGNS = (15, 240)
"""Characters of a part that can be quoted: shorter says nothing by itself, longer is no quote."""
ALL_PERSONAS = ""
UNNAMED = ""
"""The touchpoint of texts whose words tell a stage and no touchpoint."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One row of `journey`; see the migration for its columns."""

    brand: str
    stage: str
    touchpoint: str
    net: float | None
    low: float | None
    high: float | None
    n: int
    parts: int
    emotion: str | None
    emotion_parts: int
    pain: str | None
    pain_driver: str | None
    pain_record_kind: str | None
    pain_record_id: str | None
    delight: str | None
    delight_driver: str | None
    delight_record_kind: str | None
    delight_record_id: str | None
    defaulted: float
    status: str
    persona: str = ALL_PERSONAS


def journey(
    sentences: pd.DataFrame,
    brands: Iterable[str],
    start: datetime,
    end: datetime,
    validated: frozenset[tuple[str, str]],
) -> list[Moment]:
    """A row for each brand, stage and touchpoint that third parties' texts of [start, end] name, the touchpoint UNNAMED where
    words tell the stage alone. `sentences`: Texts.sentences; `validated`: the languages, each with the kinds of text, that are
    read well enough."""
    rows = sentences[(sentences["at"] >= start) & (sentences["at"] <= end) & sentences["stage"].notna()]
    rows = rows[~rows["first_party"].astype(bool) & rows["brand"].isin(list(brands))]
    rows = rows.assign(
        valid=read_well(rows, validated) & rows["label"].notna(), touchpoint=rows["touchpoint"].fillna(UNNAMED)
    )
    rows = rows.reset_index(drop=True)
    # A frame with words takes long to be cut into many parts: numbers stand for them, and what is quoted is looked up.
    light = rows[["start", "end", "label", "score", "confidence", "at", "rating", "rating_max", "valid"]].assign(
        **{name: rows[name].astype("category") for name in ("driver", "emotion")},
        part=rows.groupby(["record_kind", "record_id", "start"], sort=False).ngroup(),
        author=pd.factorize(rows["author"], sort=True)[0],
        defaulted=rows["place_from"] == DRIVER,
        place=np.arange(len(rows)),
    )
    found = light.groupby([rows[name] for name in ("brand", "stage", "touchpoint")], sort=True)
    return [_moment(str(brand), str(stage), str(touchpoint), part, rows) for (brand, stage, touchpoint), part in found]


def _moment(brand: str, stage: str, touchpoint: str, rows: pd.DataFrame, texts: pd.DataFrame) -> Moment:
    parts = rows.drop_duplicates("part")
    valid = parts[parts["valid"]]
    units = valid.groupby("author")["label"].mean().to_numpy(dtype=float)
    interval = mean_interval(units)
    known = interval.n >= 2
    emotion, n_emotion = _most(valid["emotion"].dropna(), EMOTION_PARTS)
    pain, delight = _told(valid, -1, texts), _told(valid, 1, texts)
    status = LANGUAGE if valid.empty else OK if interval.n >= MIN_SIDE else FEW
    return Moment(
        brand=brand,
        stage=stage,
        touchpoint=touchpoint,
        net=interval.value if interval.n else None,
        low=max(-1.0, interval.low) if known else None,
        high=min(1.0, interval.high) if known else None,
        n=int(interval.n or parts["author"].nunique()),
        parts=len(parts),
        emotion=emotion,
        emotion_parts=n_emotion,
        pain=pain.get("quote"),
        pain_driver=_driver(rows, -1),
        pain_record_kind=pain.get("record_kind"),
        pain_record_id=pain.get("record_id"),
        delight=delight.get("quote"),
        delight_driver=_driver(rows, 1),
        delight_record_kind=delight.get("record_kind"),
        delight_record_id=delight.get("record_id"),
        defaulted=float(parts["defaulted"].mean()),
        status=status,
    )


def _told(parts: pd.DataFrame, label: int, texts: pd.DataFrame) -> dict[str, Any]:
    """The plainest part with this label: one that its model is sure of, that its stars do not contradict, and that can be quoted.
    Of equals the one that says so the shortest: the same input gives the same quote, whatever the ids."""
    stars = of_five(parts["rating"], parts["rating_max"]).fillna(STARS if label > 0 else 0.0)
    agree = stars >= THRESHOLDS.praise_stars if label > 0 else stars <= THRESHOLDS.blame_stars
    sure = parts["confidence"].fillna(1.0) >= THRESHOLDS.quote_confidence
    length = parts["end"] - parts["start"]
    fits = length.between(*QUOTE_SIGNS)
    chosen = parts[(parts["label"] == label) & agree & sure & fits]
    if chosen.empty:
        return {}
    chosen = chosen.assign(
        named=~chosen["defaulted"],
        strength=chosen["score"].abs(),
        length=length,
        body=texts["body"].iloc[chosen["place"]].to_numpy(),
    )
    chosen = chosen.sort_values(
        ["named", "strength", "at", "length", "body"], ascending=[False, False, False, True, True], kind="stable"
    )
    row = texts.iloc[int(chosen["place"].iloc[0])]
    quote = str(row["body"])[int(row["start"]) : int(row["end"])].strip()
    return {"quote": quote, "record_kind": str(row["record_kind"]), "record_id": str(row["record_id"])}


def _driver(rows: pd.DataFrame, label: int) -> str | None:
    """The driver most complained of or praised here."""
    about = rows[rows["valid"] & (rows["label"] == label) & (rows["driver"] != NO_DRIVER)]
    return _most(about["driver"], 1)[0]


def _most(names: pd.Series, at_least: int) -> tuple[str | None, int]:
    """The name that occurs most (of equals the first by its letters) and how often; None where fewer than `at_least` are
    named."""
    if len(names) < at_least:
        return None, len(names)
    values, counts = np.unique(names.astype(str).to_numpy(), return_counts=True)
    best = int(np.argmax(counts))
    return str(values[best]), int(counts[best])
