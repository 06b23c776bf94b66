"""From a line of the SWOT down to the values that its edition kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from statistics import fmean
from typing import Any

import pandas as pd

from analysis.coverage import Coverage, Reach, common_reach
from analysis.figures.editions.values import ANSWER, STARS, Values
from analysis.figures.evidence import stars_of
from analysis.figures.gaps import READING, STALE
from analysis.figures.statistics import Sample, stratified_gap
from analysis.figures.texts import as_wholes, of_newest_model
from analysis.figures.trends import sharing
from analysis.marks import ALL_TOPICS, MARKET, NO_DRIVER, NO_RIVAL, RIVALS, STARS_TOPIC
from analysis.pipeline.recompute import kept_values
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Build, Row, rows
from dashboard.reports.swot import REMOVED, SwotLine
from dashboard.reports.why.report import (
    BEFORE,
    NOW,
    OFF,
    ON,
    Comparison,
    Covered,
    Recomputed,
    Side,
    StratumRow,
    Unit,
    Value,
    Visit,
)

SHORT = 10
"""Characters of an author's key that are shown: enough to see that two units are two."""
OBSERVED = {"faq_intent": "faqs", "channel": "channels", "ranking": "rankings", "switching": None}
"""Kinds of lines that compare nothing, and the kind of visits that they rest on."""
Stratum = tuple[str, str, str]


class Walk:
    """From one line down."""

    def __init__(self, build: Build, edition: str, brand: str, line: SwotLine, names: Mapping[str, str]) -> None:
        self.build, self.edition, self.brand, self.line, self.names = build, edition, brand, line, names

    def down(self) -> dict[str, Any]:
        """The fields of Why below the line."""
        if self.line.kind in OBSERVED:
            return {"figure": None, "recomputed": None, "visits": self._visits()}
        market = self.line.kind == "unmet"
        place = {"brand": MARKET, "rival": NO_RIVAL} if market else {"brand": self.brand, "rival": self.line.rival}
        found = rows(
            self.build, "gap_of", edition=self.edition, gap_kind=self.line.kind, topic=self.line.topic, **place
        )
        if not found:
            return {"figure": None, "recomputed": None}
        try:
            values = kept_values(self.build.cursor(), self.edition)
        except LookupError:  # an edition from before values were kept
            return {"figure": found[0], "recomputed": None}
        pairs = (
            self._unmet(values) if market else self._trend(values) if self.line.kind == "trend" else self._pairs(values)
        )
        pairs = [pair for pair in pairs if pair.comparison.gap is not None]
        return {
            "figure": found[0],
            "recomputed": _recomputed(pairs, _corrected(values, found[0])),
            "comparisons": tuple(pair.comparison for pair in pairs),
            "sides": self._sides([part for pair in pairs for part in (pair.own, pair.other)]),
        }

    def _pairs(self, values: Values) -> list[_Pair]:
        """The brand against its rival or against each of its rivals that count."""
        rivals = [self.line.rival]
        if self.line.rival == RIVALS:
            gaps = rows(
                self.build,
                "gap_pairs",
                edition=self.edition,
                brand=self.brand,
                gap_kind=self.line.kind,
                topic=self.line.topic,
            )
            known = [row for row in gaps if row["gap"] is not None]
            rivals = [row["rival"] for row in known if row["status"] != STALE] or [row["rival"] for row in known]
        frame = _observed(values, self.line)
        pairs = []
        for rival in rivals:
            reach = self._reach(values, (self.brand, rival))
            own, other = (
                _Part(name, "", _units(frame, name, reach), values.coverage, reach) for name in (self.brand, rival)
            )
            pairs.append(_Pair(own, other))
        return pairs

    def _trend(self, values: Values) -> list[_Pair]:
        newest = of_newest_model(values.sentences)
        frame = _as_values(newest[newest["driver"] == self.line.topic])
        edition = values.edition
        parts = [
            (NOW, edition.window_start, edition.window_end),
            (BEFORE, edition.previous_start, edition.previous_end),
        ]
        now, before = (
            _Part(self.brand, part, _units(frame, self.brand, reach), values.coverage, reach)
            for part, start, end in parts
            for reach in [common_reach(values.coverage, [self.brand], start, end)]
        )
        return [_Pair(now, before)]

    def _unmet(self, values: Values) -> list[_Pair]:
        """Each brand of the market, on the driver and on all others."""
        said = _as_values(values.sentences[values.sentences["driver"] != NO_DRIVER])
        pairs = []
        for brand in sorted(values.brands):
            reach = self._reach(values, (brand,))
            on = _units(said[said["topic"] == self.line.topic], brand, reach)
            off = _units(said[said["topic"] != self.line.topic], brand, reach)
            pairs.append(
                _Pair(_Part(brand, ON, on, values.coverage, reach), _Part(brand, OFF, off, values.coverage, reach))
            )
        members = sharing({pair.own.brand: pair.strata for pair in pairs if pair.strata})
        return [pair for pair in pairs if pair.own.brand in members]

    def _reach(self, values: Values, brands: Sequence[str]) -> Reach:
        return common_reach(values.coverage, brands, values.edition.window_start, values.edition.window_end)

    def _sides(self, parts: Sequence[_Part]) -> tuple[Side, ...]:
        """Each side once, with the units that any comparison uses."""
        frames: dict[tuple[str, str], list[pd.DataFrame]] = {}
        for part in parts:
            frames.setdefault((part.brand, part.name), []).append(part.rows)
        if not frames:
            return ()
        brands = sorted({brand for brand, _ in frames})
        texts = {
            (row["record_kind"], row["record_id"]): row
            for row in rows(self.build, "value_texts", edition=self.edition, brands=brands)
        }
        corrected = {
            (row["record_kind"], row["record_id"], row["start_at"]) for row in rows(self.build, "corrections_read")
        }
        return tuple(
            Side(brand, self.names.get(brand, brand), name, _units_shown(_union(found), texts, corrected))
            for (brand, name), found in frames.items()
        )

    def _visits(self) -> tuple[Visit, ...]:
        """The pages that were read of each brand for what the line speaks of."""
        kind = OBSERVED[self.line.kind]
        found = (
            rows(self.build, "visits_read", visit_kind=kind, brands=list(self.names), edition=self.edition)
            if kind
            else []
        )
        return tuple(
            Visit(
                self.names.get(row["brand"], row["brand"] or ""),
                row["url"],
                row["status"],
                row["items"],
                row["fetched_at"],
            )
            for row in found
        )


@dataclass(frozen=True)
class _Part:
    """The comparable values of one side of a comparison, within its reach."""

    brand: str
    name: str
    rows: pd.DataFrame
    coverage: Coverage
    reach: Reach

    def within(self, strata: Collection[Stratum]) -> _Part:
        """The part of it that lies in some strata."""
        keep = pd.MultiIndex.from_frame(self.rows[["source", "language", "market"]]).isin(list(strata))
        return replace(self, rows=self.rows[keep])

    @property
    def samples(self) -> dict[Stratum, Sample]:
        """Units by stratum. On everything else a unit is the mean over its drivers, else over its values."""
        keys = ["source", "language", "market", "unit"]
        means = self.rows.groupby([*keys, "topic"], sort=True)["value"].mean() if self.name == OFF else None
        grouped = (self.rows.set_index(keys)["value"] if means is None else means).groupby(level=keys, sort=True).mean()
        units = grouped.reset_index()
        codes = pd.Series(pd.factorize(units["unit"])[0])
        return {
            (str(place[0]), str(place[1]), str(place[2])): Sample(
                codes[part.index].to_numpy(dtype="int64"), part["value"].to_numpy(dtype=float)
            )
            for place, part in units.groupby(keys[:3], sort=True)
        }

    def covered(self, sources: Iterable[str]) -> tuple[Covered, ...]:
        """The stretches that count of some sources."""
        return tuple(
            Covered(source, start, end, self._how(source, start, end))
            for source in sorted(set(sources))
            for start, end in self.reach.get(source, ())
        )

    def _how(self, source: str, start: datetime, end: datetime) -> str:
        known = self.coverage.get((self.brand, source), ())
        return next((each.how for each in known if each.start <= start and end <= each.end), "")


class _Pair:
    """Two parts, compared; of each what lies in the strata that both share."""

    def __init__(self, own: _Part, other: _Part) -> None:
        mine, theirs = own.samples, other.samples
        gap = stratified_gap(mine, theirs, "own", "other")
        strata = [] if gap is None else [stratum for stratum in mine if stratum in gap.strata]
        self.strata = set(strata)
        self.own, self.other = own.within(strata), other.within(strata)
        shared = {stratum[0] for stratum in strata or (set(mine) | set(theirs))}
        self.comparison = Comparison(
            own=(own.brand, own.name),
            other=(other.brand, other.name),
            covered_own=own.covered(shared),
            covered_other=other.covered(shared),
            strata=tuple(
                StratumRow(
                    *stratum,
                    weight=float(gap.terms["own", stratum].coefficient),
                    n_own=mine[stratum].n,
                    own=mine[stratum].mean,
                    n_other=theirs[stratum].n,
                    other=theirs[stratum].mean,
                )
                for stratum in strata
                if gap is not None
            ),
            gap=None if gap is None else gap.gap,
            n_own=0 if gap is None else gap.n_own,
            n_other=0 if gap is None else gap.n_other,
        )


def _corrected(values: Values, figure: Row) -> float | None:
    """The gap of a figure that is corrected by labelled texts, from the values and labels that were kept; None of any other."""
    if figure["interval_holds"] != READING:
        return None
    place = (figure["brand"], figure["rival"], figure["topic"])
    return next((row.gap for row in values.overall_net() if (row.brand, row.rival, row.topic) == place), None)


def _recomputed(pairs: Sequence[_Pair], corrected: float | None) -> Recomputed | None:
    """The mean of the gaps; units of a side that several comparisons share count once."""
    if not pairs:
        return None
    found = [pair.comparison for pair in pairs]
    gap = fmean(each.gap for each in found if each.gap is not None)
    return Recomputed(gap, _distinct(pair.own for pair in pairs), _distinct(pair.other for pair in pairs), corrected)


def _distinct(parts: Iterable[_Part]) -> int:
    return len({(part.brand, unit) for part in parts for unit in part.rows["unit"]})


def _observed(values: Values, line: SwotLine) -> pd.DataFrame:
    """The values that a comparison between brands is made of."""
    if line.kind == "response":
        return values.of_kind(ANSWER)
    if line.topic == STARS_TOPIC:
        return values.of_kind(STARS)
    said = values.sentences
    if line.kind == "overall":
        # A text as a whole has no place in itself: all of it is shown.
        return as_wholes(said).rename(columns={"author": "unit"}).assign(topic=ALL_TOPICS, start=0, end=0)
    return _as_values(said if line.topic == ALL_TOPICS else said[said["driver"] == line.topic])


def _as_values(sentences: pd.DataFrame) -> pd.DataFrame:
    return sentences.rename(columns={"driver": "topic", "author": "unit", "label": "value"})


def _units(frame: pd.DataFrame, brand: str, reach: Reach) -> pd.DataFrame:
    """A brand's comparable values within reach."""
    mine = frame[(frame["brand"] == brand) & frame["comparable"].astype(bool) & frame["value"].notna()]
    within = pd.Series(False, index=mine.index)
    for source, stretches in reach.items():
        for start, end in stretches:
            within |= (mine["source"] == source) & (mine["at"] >= start) & (mine["at"] <= end)
    return mine[within]


def _union(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames).drop_duplicates(["record_kind", "record_id", "start", "topic"]).sort_index()


def _units_shown(
    frame: pd.DataFrame, texts: Mapping[tuple[str, str], Row], corrected: set[tuple[str, str, int]]
) -> tuple[Unit, ...]:
    keys = ("source", "language", "market", "unit")
    units = []
    ordered = frame.sort_values(list(keys), kind="stable").to_dict("records")
    for (source, language, market, unit), part in groupby(
        ordered, key=lambda row: tuple(str(row[key]) for key in keys)
    ):
        found = list(part)
        values = tuple(_value(row, texts, corrected) for row in found)
        signed = bool(found[0]["signed"])
        name = unit[:SHORT] if signed else unit
        units.append(Unit(name, signed, source, language, market, fmean(value.value for value in values), values))
    return tuple(units)


def _value(row: Mapping[Any, Any], texts: Mapping[tuple[str, str], Row], corrected: set[tuple[str, str, int]]) -> Value:
    record = texts.get((row["record_kind"], row["record_id"]))
    start, end, whole = int(row["start"]), int(row["end"]), int(row["end"]) == 0
    body = None if record is None else str(record["body"])
    text = None if body is None or end > len(body) else body if whole else body[start:end]
    confidence, topic = row["confidence"], str(row["topic"])
    return Value(
        value=float(row["value"]),
        driver="" if topic in (NO_DRIVER, ALL_TOPICS) or whole else topic_name(topic),
        text=None if text == REMOVED else text,
        confidence=None if confidence is None or pd.isna(confidence) else float(confidence),
        model=row["model"] if isinstance(row["model"], str) else None,
        stars=None if record is None else stars_of(record["rating"], record["rating_max"]),
        published_at=pd.Timestamp(row["at"]).to_pydatetime(),
        record_kind=str(row["record_kind"]),
        record_id=str(row["record_id"]),
        url="" if record is None else str(record["url"] or ""),
        corrected=(row["record_kind"], row["record_id"], start) in corrected,
    )
