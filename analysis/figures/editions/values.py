"""What the tested figures of an edition are made of, and the figures: everything that is compared goes through here, so that
a frozen edition can be recomputed from what was kept with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.coverage import Coverage
from analysis.figures.editions.edition import Edition
from analysis.figures.gaps import DRIVER, OVERALL_NET, OVERALL_STARS, RESPONSE, TREND, UNMET, Comparer, GapRow, Measure
from analysis.figures.response import TOPIC
from analysis.figures.texts import labelled_texts, observations, of_newest_model
from analysis.figures.trends import trend_rows, unmet_rows
from analysis.figures.units import LabelledPool, UnitPool, read_well
from analysis.marks import ALL_TOPICS, NET_TOPIC, STARS_TOPIC
from analysis.sentiment.measuring.evaluations import Validated
from data.text_kinds import TEXT_KINDS

TEXT, STARS, ANSWER = "text", "stars", "answer"
"""Kinds of values."""
_RECORD = ["record_kind", "record_id"]
_PLACE = [*_RECORD, "start", "end", "topic"]
_SAME = ["brand", "source", "language", "market", "signed", "at"]
COLUMNS = [
    "kind",
    *_PLACE,
    *_SAME,
    "unit",
    "value",
    "text_value",
    "truth",
    "probability",
    "confidence",
    "model",
    "comparable",
]
"""Columns of a frame of values; those of the table edition_values, but for `at`, which is published_at there."""
_NUMBERS = ("value", "text_value", "truth", "probability", "confidence")
_ORDER = ["kind", *_PLACE, "brand"]


def values_of(
    sentences: pd.DataFrame,
    stars: pd.DataFrame,
    answers: pd.DataFrame,
    sampled: pd.DataFrame,
    validated: Validated,
    edition: Edition,
) -> pd.DataFrame:
    """The values of an edition (columns COLUMNS) in the order of their key: of third-party sentences published since the window
    before began, with what people say of their texts (`sampled`: rows of sampled.sql), and of reviews; none later
    than its end."""
    told = sampled.loc[sampled["label"].notna(), [*_RECORD, "label", "probability"]].rename(columns={"label": "truth"})
    said = sentences[~sentences["first_party"].astype(bool)].merge(told, on=_RECORD, how="left")
    parts = [
        said.rename(columns={"driver": "topic", "author": "unit", "label": "value", "text_label": "text_value"}).assign(
            kind=TEXT, comparable=read_well(said, validated)
        ),
        _of_reviews(stars[stars["at"] >= edition.previous_start], STARS),
        _of_reviews(answers.assign(record_id=answers["unit"], signed=True), ANSWER),
    ]
    frame = pd.concat([part[COLUMNS].astype(dict.fromkeys(_NUMBERS, float)) for part in parts if len(part)] or parts)
    return frame[frame["at"] <= edition.window_end].sort_values(_ORDER, kind="stable").reset_index(drop=True)


def _of_reviews(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Values of whole reviews, which have no place in their text."""
    nothing = dict.fromkeys(("text_value", "truth", "probability", "confidence", "model"))
    return rows.assign(kind=kind, record_kind="review", start=0, end=0, comparable=True, **nothing)


@dataclass(frozen=True, kw_only=True)
class Values:
    """The values of an edition, of which brands and on which drivers they are compared, and over which dates all was seen."""

    frame: pd.DataFrame
    brands: Sequence[str]
    drivers: Sequence[str]
    coverage: Coverage
    edition: Edition

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """The sentences, as analysis.figures.texts has them."""
        said = self.frame[self.frame["kind"] == TEXT]
        said = said.rename(columns={"topic": "driver", "unit": "author", "value": "label", "text_value": "text_label"})
        return said.assign(first_party=False, text_kind=said["record_kind"].map(TEXT_KINDS))

    @cached_property
    def validated(self) -> Validated:
        """The languages, each with the kinds of text, whose figures may be compared, of those that there are values of."""
        said = self.sentences[self.sentences["comparable"].astype(bool)]
        places = said[["language", "text_kind"]].drop_duplicates().itertuples(index=False)
        return frozenset((str(language), str(kind)) for language, kind in places)

    @cached_property
    def _observations(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return observations(self.sentences)

    @cached_property
    def by_driver(self) -> UnitPool:
        """What customers say on each driver."""
        return UnitPool(self._observations[0], self.validated)

    @cached_property
    def overall(self) -> UnitPool:
        """What customers say of a brand, whatever the driver."""
        return UnitPool(self._observations[1], self.validated)

    @cached_property
    def labelled(self) -> LabelledPool | None:
        """What customers say of a brand as a whole, by the model and by those who labelled a random sample; None without one."""
        told = self.sentences[self.sentences["truth"].notna()].drop_duplicates(_RECORD)
        if told.empty:
            return None
        sampled = told[[*_RECORD, "truth", "probability"]].rename(columns={"truth": "label"})
        said = self.sentences.drop(columns=["truth", "probability"])
        return LabelledPool(labelled_texts(said, sampled).assign(topic=NET_TOPIC), self.validated)

    def of_kind(self, kind: str) -> pd.DataFrame:
        """The values of reviews: STARS or ANSWER."""
        return self.frame[self.frame["kind"] == kind]

    def rows(self, compared: Callable[[str], None] = lambda _: None) -> list[GapRow]:
        """All comparisons and tests, without q. `compared` is called with each brand before it is compared by drivers."""
        return [
            *self._comparer(DRIVER).rows(self.drivers, compared),
            *self._comparer(OVERALL_NET).rows([NET_TOPIC]),
            *self._comparer(OVERALL_STARS).rows([STARS_TOPIC]),
            *self._comparer(RESPONSE).rows([TOPIC]),
            *trend_rows(self._of_newest_model, self.coverage, self.brands, self.edition),
            *unmet_rows(self.by_driver, self.coverage, self.brands, self.edition),
        ]

    def overall_net(self) -> list[GapRow]:
        """The comparisons of overall net sentiment alone, corrected where people labelled a random sample, without q."""
        return self._comparer(OVERALL_NET).rows([NET_TOPIC])

    def earlier(self, rows: Sequence[GapRow], edition: Edition) -> Iterator[GapRow]:
        """What `rows` would have shown in an earlier `edition`."""
        for measure in self._pools:
            of_measure = [row for row in rows if (row.kind, row.metric) == (measure.kind, measure.metric)]
            yield from self._comparer(measure, edition).again(of_measure)
        falling = {row.brand for row in rows if row.kind == TREND.kind}
        yield from trend_rows(self._of_newest_model, self.coverage, sorted(falling), edition)
        if any(row.kind == UNMET.kind for row in rows):
            yield from unmet_rows(self.by_driver, self.coverage, self.brands, edition)

    @cached_property
    def _of_newest_model(self) -> UnitPool:
        return UnitPool(observations(of_newest_model(self.sentences))[0], self.validated)

    @cached_property
    def _pools(self) -> Mapping[Measure, tuple[UnitPool, UnitPool]]:
        """What each measure compares, and all that it could compare."""
        stars, answers = self.of_kind(STARS), self.of_kind(ANSWER)
        return {
            DRIVER: (self.by_driver, self.overall),
            OVERALL_NET: (UnitPool(self._observations[1].assign(topic=NET_TOPIC), self.validated), self.overall),
            OVERALL_STARS: (UnitPool(stars), UnitPool(stars.assign(topic=ALL_TOPICS))),
            RESPONSE: (UnitPool(answers), UnitPool(answers.assign(topic=ALL_TOPICS))),
        }

    def _comparer(self, measure: Measure, edition: Edition | None = None) -> Comparer:
        pool, overall = self._pools[measure]
        return Comparer(
            pool=pool,
            labelled=self.labelled if measure is OVERALL_NET else None,
            overall=overall,
            coverage=self.coverage,
            brands=self.brands,
            edition=edition or self.edition,
            measure=measure,
        )
