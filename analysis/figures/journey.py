"""The journey map: what customers say of a brand at each touchpoint of each stage. Rows of `journey`.

A part of a text is at the touchpoint that its words name; where they name none its driver's usual one is taken, and `defaulted`
says how often. Units are authors, as in driver_scores; all languages with a validated model count together, so a cell is
to be read beside the same brand's others, not as a ranking of brands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.figures.gaps import FEW, LANGUAGE
from analysis.figures.statistics import MIN_SIDE, Floats, Ints, mean_interval
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
Bools = npt.NDArray[np.bool_]


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
    inside = (sentences["at"] >= start) & (sentences["at"] <= end) & sentences["stage"].notna()
    inside &= ~sentences["first_party"].astype(bool) & sentences["brand"].isin(list(brands))
    rows = sentences.loc[inside, sentences.columns.difference(["body", "url"])]
    if rows.empty:
        return []
    said = _said_in(rows, sentences["body"], np.flatnonzero(inside), validated)
    rows = rows.assign(touchpoint=rows["touchpoint"].fillna(UNNAMED))
    places: Mapping[Any, Any] = rows.groupby(["brand", "stage", "touchpoint"], sort=False).indices
    return [
        _moment(str(brand), str(stage), str(touchpoint), said, np.sort(places[brand, stage, touchpoint]))
        for brand, stage, touchpoint in sorted(places)
    ]


@dataclass(frozen=True)
class _Said:
    """Opinions side by side, as arrays: a frame takes a millisecond for each question it is asked, and each touchpoint of each
    brand asks thirty. `part` and `author` are numbers; `emotion` and `driver` are places in `emotions` and `drivers`, which are
    sorted (-1: none); `quoted` says of which label (row 0: -1, row 1: 1) a part can be shown; `body_of` gives the text of an
    opinion."""

    part: Ints
    author: Ints
    label: Floats
    valid: Bools
    defaulted: Bools
    quoted: tuple[Bools, Bools]
    strength: Floats
    at: npt.NDArray[np.int64]
    start: Ints
    end: Ints
    emotion: Ints
    emotions: Sequence[str]
    driver: Ints
    drivers: Sequence[str]
    record_kind: Sequence[str]
    record_id: Sequence[str]
    body_of: Callable[[int], str]


def _said_in(rows: pd.DataFrame, bodies: pd.Series, places: Ints, validated: frozenset[tuple[str, str]]) -> _Said:
    """`rows` without their texts, which are at `places` of `bodies`."""
    label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    start, end = (rows[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    stars = of_five(rows["rating"], rows["rating_max"])
    length = end - start
    sure = (rows["confidence"].fillna(1.0) >= THRESHOLDS.quote_confidence).to_numpy(dtype=bool)
    fits = sure & (length >= QUOTE_SIGNS[0]) & (length <= QUOTE_SIGNS[1])
    praise, blame = stars.fillna(STARS) >= THRESHOLDS.praise_stars, stars.fillna(0.0) <= THRESHOLDS.blame_stars
    emotion, emotions = pd.factorize(rows["emotion"], sort=True)
    driver, drivers = pd.factorize(rows["driver"].where(rows["driver"] != NO_DRIVER), sort=True)
    return _Said(
        part=np.asarray(rows.groupby(["record_kind", "record_id", "start"], sort=False).ngroup(), dtype=np.int64),
        author=pd.factorize(rows["author"], sort=True)[0],
        label=label,
        valid=read_well(rows, validated) & ~np.isnan(label),
        defaulted=(rows["place_from"] == DRIVER).to_numpy(dtype=bool),
        quoted=(fits & blame.to_numpy(dtype=bool) & (label == -1), fits & praise.to_numpy(dtype=bool) & (label == 1)),
        strength=np.nan_to_num(np.abs(rows["score"].to_numpy(dtype=np.float64, na_value=np.nan)), nan=-1.0),
        at=rows["at"].to_numpy(dtype="datetime64[us]").astype(np.int64),
        start=start,
        end=end,
        emotion=emotion,
        emotions=[str(name) for name in emotions],
        driver=driver,
        drivers=[str(name) for name in drivers],
        record_kind=rows["record_kind"].tolist(),
        record_id=rows["record_id"].tolist(),
        body_of=lambda row: str(bodies.iloc[int(places[row])]),
    )


def _moment(brand: str, stage: str, touchpoint: str, said: _Said, rows: Ints) -> Moment:
    """Of the opinions `rows` of one brand at one touchpoint, in their order."""
    parts = rows[np.sort(np.unique(said.part[rows], return_index=True)[1])]
    valid = parts[said.valid[parts]]
    interval = mean_interval(_means(said.author[valid], said.label[valid]))
    known = interval.n >= 2
    emotion, n_emotion = _most(said.emotion[valid], said.emotions, EMOTION_PARTS)
    (pain, pain_row), (delight, delight_row) = (_told(said, valid[quoted[valid]]) for quoted in said.quoted)
    status = LANGUAGE if not len(valid) else OK if interval.n >= MIN_SIDE else FEW
    return Moment(
        brand=brand,
        stage=stage,
        touchpoint=touchpoint,
        net=interval.value if interval.n else None,
        low=max(-1.0, interval.low) if known else None,
        high=min(1.0, interval.high) if known else None,
        n=int(interval.n or len(np.unique(said.author[parts]))),
        parts=len(parts),
        emotion=emotion,
        emotion_parts=n_emotion,
        pain=pain,
        pain_driver=_driver(said, rows, -1),
        pain_record_kind=None if pain is None else str(said.record_kind[pain_row]),
        pain_record_id=None if pain is None else str(said.record_id[pain_row]),
        delight=delight,
        delight_driver=_driver(said, rows, 1),
        delight_record_kind=None if delight is None else str(said.record_kind[delight_row]),
        delight_record_id=None if delight is None else str(said.record_id[delight_row]),
        defaulted=float(said.defaulted[parts].mean()),
        status=status,
    )


def _means(authors: Ints, labels: Floats) -> Floats:
    """The mean label of each author, by ascending number."""
    _, place, times = np.unique(authors, return_inverse=True, return_counts=True)
    return np.bincount(place, weights=labels, minlength=len(times)) / times


def _told(said: _Said, parts: Ints) -> tuple[str | None, int]:
    """The plainest of `parts`, which can be quoted, and which it is: one whose words name the touchpoint, the strongest, the
    newest. Of equals the one that says so the shortest: the same input gives the same quote, whatever the ids. (None, -1) if
    there is none."""
    if not len(parts):
        return None, -1
    for order in (~said.defaulted, said.strength, said.at, said.start - said.end):
        values = order[parts]
        parts = parts[values == values.max()]
    row = min(parts.tolist(), key=said.body_of) if len(parts) > 1 else int(parts[0])
    return said.body_of(row)[int(said.start[row]) : int(said.end[row])].strip(), row


def _driver(said: _Said, rows: Ints, label: int) -> str | None:
    """The driver most complained of or praised here."""
    return _most(said.driver[rows[said.valid[rows] & (said.label[rows] == label)]], said.drivers, 1)[0]


def _most(places: Ints, names: Sequence[str], at_least: int) -> tuple[str | None, int]:
    """The name that occurs most (of equals the first by its letters) and how often; None where fewer than `at_least` are
    named. `places`: which of the sorted `names`, -1: none."""
    named = places[places >= 0]
    if len(named) < at_least:
        return None, len(named)
    counts = np.bincount(named)
    best = int(np.argmax(counts))
    return names[best], int(counts[best])
