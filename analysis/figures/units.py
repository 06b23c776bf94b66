"""Units: one author × brand × topic within source × language × market, valued by the mean of that author's labels.

The pool takes observations (sentences with a label, or reviews with an outcome) and hands out the units of any brand,
topic and stretches of time. Over which stretches two brands can be compared depends on what is covered of both
(analysis.coverage).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.coverage import Reach
from analysis.figures.powered import Labelled
from analysis.figures.statistics import Floats, Ints, Sample

STRATUM = ["source", "language", "market"]
Stratum = tuple[str, str, str]
"""source, language, market ('' = unknown market, one stratum)."""


@dataclass(frozen=True)
class _Rows:
    """Observations of one brand on one topic, by stratum and then by time; `places`: stratum -> its first row and the one behind
    its last."""

    unit: Ints
    value: Floats
    readable: npt.NDArray[np.bool_]
    valid: npt.NDArray[np.bool_]
    at: npt.NDArray[np.datetime64]
    places: Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Observed:
    """Observations of one stratum: the unit of each, its value (NaN: none) and whether it is comparable. `readable`: whether any
    is in a language and of a kind of text that counts."""

    stratum: Stratum
    unit: Ints
    value: Floats
    valid: npt.NDArray[np.bool_]
    readable: bool


_Within = tuple[tuple[int, tuple[tuple[int, int], ...]], ...]
"""Stratum -> the stretches of rows that lie within some dates, the strata in order."""


class UnitPool:
    """Observations of all brands on all topics.

    `frame` has the columns brand, topic, source, language, market, unit (who or what is one unit), value (−1..1, stars or
    0/1; NaN = not labelled) and at (when published, naive UTC); one row an observation. It may have `signed`: whether the
    unit's author is known; ids of those that are not are negative. Values of one unit in one stratum are averaged. Units in
    other languages and kinds of text (a column text_kind) than `validated` (None: any) have no comparable value.

    What was handed out is kept: a brand is compared with every other, mostly over dates that hold the same rows.
    """

    def __init__(self, frame: pd.DataFrame, validated: frozenset[tuple[str, str]] | None = None) -> None:
        self._strata: list[Stratum] = []
        self._tables: dict[tuple[str, str], _Rows] = {}
        self._brands: dict[str, set[str]] = {}
        self._samples: dict[tuple[str, str, _Within], dict[Stratum, Sample]] = {}
        self._present: dict[tuple[str, str, _Within], dict[Stratum, Ints]] = {}
        self._readable: set[Stratum] = set()
        if frame.empty:
            return
        strata, places = _codes(frame, STRATUM)
        self._strata = [(str(s), str(language), str(market)) for s, language, market in strata]
        # A unit is one author of one brand: whoever reviews two brands is two units, in two markets still one.
        units = _codes(frame, ["brand", "unit"])[1].astype(np.int64)
        if "signed" in frame:
            units = np.where(frame["signed"].to_numpy(dtype=bool), units, -1 - units)
        value = frame["value"].to_numpy(dtype=float)
        at = frame["at"].to_numpy(dtype="datetime64[us]")
        readable = np.ones(len(frame), dtype=bool) if validated is None else read_well(frame, validated)
        self._readable = {self._strata[code] for code in np.unique(places[readable]).tolist()}
        valid = readable & ~np.isnan(value)
        keys, owners = _codes(frame, ["brand", "topic"])
        order = np.lexsort((at, places, owners))
        for number, rows in enumerate(np.split(order, np.cumsum(np.bincount(owners))[:-1])):
            brand, topic = (str(part) for part in keys[number])
            codes, first = np.unique(places[rows], return_index=True)
            ends = [*first[1:], len(rows)]
            self._tables[(brand, topic)] = _Rows(
                units[rows],
                value[rows],
                readable[rows],
                valid[rows],
                at[rows],
                {int(code): (int(a), int(b)) for code, a, b in zip(codes, first, ends, strict=True)},
            )
            self._brands.setdefault(brand, set()).add(topic)

    def topics(self, brands: Iterable[str] | None = None) -> list[str]:
        """Topics any of `brands` (None: all) has observations on, sorted."""
        chosen = self._brands if brands is None else [brand for brand in brands if brand in self._brands]
        return sorted({topic for brand in chosen for topic in self._brands[brand]})

    def readable(self, stratum: Stratum) -> bool:
        """Whether any observation of a stratum is in a language and of a kind of text that counts."""
        return stratum in self._readable

    def samples(self, brand: str, topic: str, reach: Reach) -> dict[Stratum, Sample]:
        """The comparable units of a brand on a topic, by stratum, published within `reach` of their source."""
        rows, within = self._within(brand, topic, reach)
        key = (brand, topic, within)
        if rows is not None and key not in self._samples:
            found = {}
            for code, stretches in within:
                places = _places(stretches)
                places = places[rows.valid[places]]
                if len(places):
                    found[self._strata[code]] = sample_of(rows.unit[places], rows.value[places])
            self._samples[key] = found
        return self._samples.get(key, {})

    def present(self, brand: str, topic: str, reach: Reach) -> dict[Stratum, Ints]:
        """Who spoke, by stratum: the ids of the units there, comparable or not."""
        rows, within = self._within(brand, topic, reach)
        key = (brand, topic, within)
        if rows is not None and key not in self._present:
            self._present[key] = {
                self._strata[code]: np.unique(rows.unit[_places(stretches)]) for code, stretches in within
            }
        return self._present.get(key, {})

    def observations(self, brand: str, topic: str, reach: Reach) -> list[Observed]:
        """The observations within `reach`, a part for each stratum."""
        rows, within = self._within(brand, topic, reach)
        if rows is None:
            return []
        found = [(self._strata[code], _places(stretches)) for code, stretches in within]
        return [
            Observed(stratum, rows.unit[at], rows.value[at], rows.valid[at], bool(rows.readable[at].any()))
            for stratum, at in found
        ]

    def _within(self, brand: str, topic: str, reach: Reach) -> tuple[_Rows | None, _Within]:
        """The rows of a brand on a topic (None: there are none), and which of them lie within `reach`."""
        rows = self._tables.get((brand, topic))
        if rows is None:
            return None, ()
        within = []
        for code, (first, behind) in rows.places.items():
            at = rows.at[first:behind]
            stretches = []
            for start, end in reach.get(self._strata[code][0], ()):
                a = first + int(np.searchsorted(at, np.datetime64(start), side="left"))
                b = first + int(np.searchsorted(at, np.datetime64(end), side="right"))
                if a < b:
                    stretches.append((a, b))
            if stretches:
                within.append((code, tuple(stretches)))
        return rows, tuple(within)


class LabelledPool:
    """Units of which people labelled some texts.

    `frame` has the columns of a UnitPool's, one row a text: value is the mean of the model's labels (−1..1), truth what people
    say of the text (−1, 0, 1; NaN: not asked), and weight 1 over the probability (0..1) with which it was drawn to be asked.
    """

    def __init__(self, frame: pd.DataFrame, validated: frozenset[tuple[str, str]] | None = None) -> None:
        drawn = frame["weight"].where(frame["truth"].notna(), 0.0)
        parts = {
            "values": frame["value"],
            "share": drawn,
            "truth": drawn * frame["truth"].fillna(0.0),
            "guess": drawn * frame["value"],
        }
        # The mean over a unit's texts, which a pool takes of anything, is what each part is of a unit.
        self._pools = {name: UnitPool(frame.assign(value=part), validated) for name, part in parts.items()}

    def samples(self, brand: str, topic: str, reach: Reach) -> dict[Stratum, Labelled]:
        """The comparable units of a brand on a topic, by stratum, published within `reach` of their source."""
        parts = {name: pool.samples(brand, topic, reach) for name, pool in self._pools.items()}
        return {
            stratum: Labelled(
                sample.ids, *(parts[name][stratum].values for name in ("values", "share", "truth", "guess"))
            )
            for stratum, sample in parts["values"].items()
        }


def _places(stretches: Iterable[tuple[int, int]]) -> Ints:
    """The numbers of the rows of stretches that lie apart."""
    return np.concatenate([np.arange(a, b) for a, b in stretches])


def sample_of(units: Ints, values: Floats) -> Sample:
    """One value a unit: the mean of its values."""
    ids, place, times = np.unique(units, return_inverse=True, return_counts=True)
    return Sample(ids, np.bincount(place, weights=values) / times)


def read_well(frame: pd.DataFrame, validated: frozenset[tuple[str, str]]) -> npt.NDArray[np.bool_]:
    """Which rows are in a language and of a kind of text (columns language, text_kind) that are `validated`."""
    if not validated:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(pd.MultiIndex.from_frame(frame[["language", "text_kind"]]).isin(list(validated)), dtype=bool)


def _codes(frame: pd.DataFrame, columns: list[str]) -> tuple[list[tuple[object, ...]], np.ndarray]:
    """The distinct values of some columns together, in the order in which they first occur, and which of them each row has."""
    known = [pd.factorize(frame[column], use_na_sentinel=False) for column in columns]
    found = [(codes, list(distinct)) for codes, distinct in known]
    joint = np.zeros(len(frame), dtype=np.int64)
    for codes, distinct in found:
        joint = joint * len(distinct) + codes
    places, keys = pd.factorize(joint)
    first = np.empty(len(keys), dtype=np.int64)
    first[places[::-1]] = np.arange(len(frame))[::-1]
    return [tuple(distinct[codes[row]] for codes, distinct in found) for row in first], np.asarray(places)


def whole_reach(sources: Iterable[str], start: datetime, end: datetime) -> Reach:
    """The same stretch of time for every source."""
    return dict.fromkeys(sources, ((start, end),))
