"""Units: one author × brand × topic within source × language × market, valued by the mean of that author's labels.

The pool takes observations (sentences with a label, or reviews with an outcome) and hands out the units of any brand,
topic and stretches of time. Over which stretches two brands can be compared depends on what is covered of both
(analysis.coverage).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd

from analysis.coverage import Reach
from analysis.figures.statistics import Ints, Sample

STRATUM = ["source", "language", "market"]
Stratum = tuple[str, str, str]
"""source, language, market ('' = unknown market, one stratum)."""


class UnitPool:
    """Observations of all brands on all topics.

    `frame` has the columns brand, topic, source, language, market, unit (who or what is one unit), value (−1..1, stars or
    0/1; NaN = not labelled) and at (when published, naive UTC); one row an observation. It may have `signed`: whether the
    unit's author is known; ids of those that are not are negative. Values of one unit in one stratum are averaged. Units in
    other languages than `languages` (None: any) have no comparable value.
    """

    def __init__(self, frame: pd.DataFrame, languages: frozenset[str] | None = None) -> None:
        self._strata: list[Stratum] = []
        self._tables: dict[tuple[str, str], pd.DataFrame] = {}
        self._brands: dict[str, set[str]] = {}
        if frame.empty:
            return
        strata, places = _codes(frame, STRATUM)
        self._strata = [(str(s), str(language), str(market)) for s, language, market in strata]
        # A unit is one author of one brand: whoever reviews two brands is two units, in two markets still one.
        units = _codes(frame, ["brand", "unit"])[1].astype(np.int64)
        if "signed" in frame:
            units = np.where(frame["signed"].to_numpy(dtype=bool), units, -1 - units)
        table = pd.DataFrame(
            {
                "brand": frame["brand"].to_numpy(),
                "topic": frame["topic"].to_numpy(),
                "stratum": places,
                "unit": units,
                "value": frame["value"].to_numpy(dtype=float),
                "at": frame["at"].to_numpy(),
            }
        )
        readable = np.array([languages is None or stratum[1] in languages for stratum in self._strata])
        table["valid"] = readable[places] & table["value"].notna().to_numpy()
        for (brand, topic), part in table.groupby(["brand", "topic"], sort=True):
            self._tables[(str(brand), str(topic))] = part.reset_index(drop=True)
            self._brands.setdefault(str(brand), set()).add(str(topic))

    def topics(self, brands: Iterable[str] | None = None) -> list[str]:
        """Topics any of `brands` (None: all) has observations on, sorted."""
        chosen = self._brands if brands is None else [brand for brand in brands if brand in self._brands]
        return sorted({topic for brand in chosen for topic in self._brands[brand]})

    def samples(self, brand: str, topic: str, reach: Reach) -> dict[Stratum, Sample]:
        """The comparable units of a brand on a topic, by stratum, published within `reach` of their source."""
        rows = self._rows(brand, topic, reach)
        rows = rows[rows["valid"]]
        if rows.empty:
            return {}
        units = rows.groupby(["stratum", "unit"], sort=True)["value"].mean().reset_index()
        return {
            self._strata[int(str(code))]: Sample(
                part["unit"].to_numpy(dtype=np.int64), part["value"].to_numpy(dtype=float)
            )
            for code, part in units.groupby("stratum", sort=True)
        }

    def present(self, brand: str, topic: str, reach: Reach) -> dict[Stratum, Ints]:
        """Who spoke, by stratum: the ids of the units there, comparable or not."""
        rows = self._rows(brand, topic, reach)
        return {
            self._strata[int(str(code))]: np.unique(part.to_numpy(dtype=np.int64))
            for code, part in rows.groupby("stratum")["unit"]
        }

    def observations(self, brand: str, topic: str, reach: Reach) -> pd.DataFrame:
        """The observations within `reach`: columns source, language, unit, value, valid (comparable)."""
        rows = self._rows(brand, topic, reach)
        strata = [self._strata[int(code)] for code in rows["stratum"]]
        return rows[["unit", "value", "valid"]].assign(
            source=[stratum[0] for stratum in strata], language=[stratum[1] for stratum in strata]
        )

    def _rows(self, brand: str, topic: str, reach: Reach) -> pd.DataFrame:
        table = self._tables.get((brand, topic))
        if table is None:
            return pd.DataFrame({"stratum": [], "unit": [], "value": [], "valid": []}).astype({"valid": bool})
        keep = np.zeros(len(table), dtype=bool)
        at, stratum = table["at"].to_numpy(), table["stratum"].to_numpy()
        for code in np.unique(stratum):
            for start, end in reach.get(self._strata[code][0], ()):
                keep |= (stratum == code) & (at >= np.datetime64(start)) & (at <= np.datetime64(end))
        return table[keep]


def _codes(frame: pd.DataFrame, columns: list[str]) -> tuple[list[tuple[object, ...]], np.ndarray]:
    keys = pd.MultiIndex.from_frame(frame[columns])
    places, distinct = pd.factorize(keys)
    return list(distinct), np.asarray(places)


def whole_reach(sources: Iterable[str], start: datetime, end: datetime) -> Reach:
    """The same stretch of time for every source."""
    return dict.fromkeys(sources, ((start, end),))
