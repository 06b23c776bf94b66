"""Customers' texts without duplicates, what they say and the stars they give: what the figures start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.figures.units import read_well
from analysis.marks import ALL_TOPICS, NO_DRIVER, STARS_TOPIC
from analysis.text.dedupe import HASH, copies_in
from analysis.text.fingerprints import Memory
from analysis.text.language import UNKNOWN
from data.text_kinds import TEXT_KINDS

STARS = 5.0
"""Ratings are compared as value / scale × 5, whatever the source's scale."""
_OBSERVED = ["brand", "source", "language", "market", "text_kind", "unit", "signed", "at"]


@dataclass(frozen=True)
class Texts:
    """`all`: reviews and customers' mentions without duplicates, with their text_kind; `removed`: how many duplicates each brand
    had; `sentences`: dated opinions of those that are about one brand alone, with their columns, `author` (the author_key, or
    the record's id if it has none) and `signed` (whether it has one). What a mention says of several brands is not
    distinguished, so it is only counted."""

    all: pd.DataFrame
    removed: Mapping[str, int]
    sentences: pd.DataFrame

    def of_kind(self, record_kind: str) -> pd.DataFrame:
        """The rows of `all` of one kind: review or mention."""
        return self.all[self.all["record_kind"] == record_kind]


def texts_of(texts: pd.DataFrame, opinions: pd.DataFrame, memory: Memory | None = None) -> Texts:
    """Leave out duplicates and what syndicators put behind texts, and join opinions to what is known of their texts. `memory`:
    what is known of the texts, and what to remember of them."""
    found = copies_in(texts, memory)
    out = texts["record_id"].isin(found.gone)
    removed = {str(brand): int(n) for brand, n in texts.loc[out, "brand"].value_counts().items()}
    kept = texts[~out].drop(columns=HASH, errors="ignore").assign(language=texts["language"].fillna(UNKNOWN))
    signed = kept["author_key"].notna()
    kept = kept.assign(
        author=kept["author_key"].where(signed, kept["record_id"]),
        signed=signed,
        text_kind=kept["record_kind"].map(TEXT_KINDS),
    )
    sentences = opinions.merge(kept[kept["alone"].astype(bool)], on=["record_kind", "record_id", "brand"], how="inner")
    sentences = sentences.rename(columns={"published_at": "at"})
    begins = sentences["record_id"].map(found.tails)
    in_tail = begins.notna() & (sentences["start"] >= begins)
    return Texts(kept, removed, sentences[sentences["at"].notna() & ~in_tail])


def observations(sentences: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What third-party texts say (for UnitPool): their parts by driver, and they themselves of the brand as a whole (topic
    ALL_TOPICS): how each judges or, where it was read before that was asked, the mean of its parts."""
    third = _of_third_parties(sentences)
    by_driver = third[third["driver"] != NO_DRIVER]
    return (
        by_driver[_OBSERVED].assign(topic=by_driver["driver"], value=by_driver["label"].astype(float)),
        as_wholes(third)[[*_OBSERVED, "value"]].assign(topic=ALL_TOPICS),
    )


def labelled_texts(sentences: pd.DataFrame, sampled: pd.DataFrame) -> pd.DataFrame:
    """The texts that `observations` takes as wholes, with what people say of those in the random sample (for LabelledPool,
    without a topic). `sampled`: rows of sampled.sql.

    Where users corrected the model its label is theirs, as in all figures. That is as good a value as any while what is corrected
    has nothing to do with what was drawn.
    """
    told = sampled.loc[sampled["label"].notna(), ["record_kind", "record_id", "label", "probability"]]
    texts = as_wholes(_of_third_parties(sentences))[["record_kind", "record_id", *_OBSERVED, "value"]]
    found = texts[texts["value"].notna()].merge(told, on=["record_kind", "record_id"], how="left")
    return found.assign(truth=found["label"].astype(float), weight=1 / found["probability"].astype(float))


def _of_third_parties(sentences: pd.DataFrame) -> pd.DataFrame:
    return sentences[~sentences["first_party"].astype(bool)].rename(columns={"author": "unit"})


def as_wholes(third: pd.DataFrame) -> pd.DataFrame:
    """One row a text, whose value is how it judges as a whole or, where nothing says so, the mean of its parts."""
    parts = third.drop_duplicates(["record_id", "start"])
    said = parts["label"].astype(float).groupby(parts["record_id"]).transform("mean")
    return parts.assign(value=parts["text_label"].astype(float).fillna(said)).drop_duplicates("record_id")


def of_newest_model(sentences: pd.DataFrame) -> pd.DataFrame:
    """The sentences that were read by the model that read the newest one of their language: two models' labels make no trend."""
    newest = sentences.sort_values("at", kind="stable").groupby("language")["model"].last()
    return sentences[sentences["model"] == sentences["language"].map(newest)]


def stars(texts: pd.DataFrame) -> pd.DataFrame:
    """The stars of third-party texts and ratings (for UnitPool), with what shows them: record_id, body, url, fetched_at."""
    third = texts[~texts["first_party"].astype(bool) & texts["published_at"].notna()]
    third = third.rename(columns={"author": "unit", "published_at": "at"})
    rated = third.assign(topic=STARS_TOPIC, value=of_five(third["rating"], third["rating_max"]))
    return rated.loc[rated["value"].notna(), [*_OBSERVED, "topic", "value", "record_id", "body", "url", "fetched_at"]]


def of_five(rating: pd.Series, scale: pd.Series) -> pd.Series:
    """Ratings as stars of 5, whatever the source's scale. One above its scale, or above 5 where the scale is not known, was
    read on another scale than we think: NaN."""
    known = scale.fillna(STARS)
    return (rating / known * STARS).where((known > 0) & (rating <= known))


def unread_texts(
    sentences: pd.DataFrame, validated: frozenset[tuple[str, str]], start: datetime
) -> dict[str, tuple[str, str]]:
    """Brand -> the language and kind of most of its third-party texts since `start`, if none of them can be compared."""
    rows = sentences[~sentences["first_party"].astype(bool) & (sentences["at"] >= start)]
    out = {}
    for brand, part in rows.groupby("brand"):
        if not read_well(part, validated).any():
            language, kind = part[["language", "text_kind"]].value_counts().index[0]
            out[str(brand)] = (str(language), str(kind))
    return out
