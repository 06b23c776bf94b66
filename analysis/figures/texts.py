"""Customers' texts without duplicates, and what each source showed of each brand: what the figures start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.figures.evidence import as_datetime
from analysis.figures.units import Observed
from analysis.marks import ALL_TOPICS, NO_DRIVER
from analysis.text.dedupe import Text, duplicates
from analysis.text.language import UNKNOWN


@dataclass(frozen=True)
class Texts:
    """`all`: reviews and customers' mentions without duplicates; `removed`: how many duplicates each brand had;
    `sentences`: dated opinions of those that are about one brand alone, with their columns and `author` (the author_key,
    or the record's id if it has none). What a mention says of several brands is not distinguished, so it is only counted."""

    all: pd.DataFrame
    removed: Mapping[str, int]
    sentences: pd.DataFrame

    def of_kind(self, record_kind: str) -> pd.DataFrame:
        """The rows of `all` of one kind: review or mention."""
        return self.all[self.all["record_kind"] == record_kind]


def texts_of(texts: pd.DataFrame, opinions: pd.DataFrame) -> Texts:
    """Leave out duplicates and join opinions to what is known of their texts."""
    gone = duplicates(
        Text(str(i), str(brand), key if isinstance(key, str) else None, str(body), bool(first), as_datetime(at))
        for i, brand, key, body, first, at in zip(
            *(texts[name] for name in ("record_id", "brand", "author_key", "body", "first_party", "published_at")),
            strict=True,
        )
    )
    out = texts["record_id"].isin(gone)
    removed = {str(brand): int(n) for brand, n in texts.loc[out, "brand"].value_counts().items()}
    kept = texts[~out].assign(language=texts["language"].fillna(UNKNOWN))
    kept = kept.assign(author=kept["author_key"].where(kept["author_key"].notna(), kept["record_id"]))
    sentences = opinions.merge(kept[kept["alone"].astype(bool)], on=["record_kind", "record_id", "brand"], how="inner")
    sentences = sentences.rename(columns={"published_at": "at"})
    return Texts(kept, removed, sentences[sentences["at"].notna()])


def observations(sentences: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What third-party texts say (for UnitPool): by driver, and of the brand as a whole (topic ALL_TOPICS, each sentence
    once whatever its drivers)."""
    third = sentences[~sentences["first_party"].astype(bool)].rename(columns={"author": "unit"})
    columns = ["brand", "source", "language", "market", "unit", "at"]
    by_driver = third[third["driver"] != NO_DRIVER]
    whole = third.drop_duplicates(["record_id", "start"])
    return (
        by_driver[columns].assign(topic=by_driver["driver"], value=by_driver["label"].astype(float)),
        whole[columns].assign(topic=ALL_TOPICS, value=whole["label"].astype(float)),
    )


def observed_of(texts: pd.DataFrame, truncated: pd.DataFrame) -> dict[tuple[str, str], Observed]:
    """What each third-party source showed of each brand, from its dated texts and its totals."""
    held_back = {(str(row.brand), str(row.source)) for row in truncated.itertuples(index=False) if bool(row.truncated)}
    third = texts[~texts["first_party"].astype(bool) & texts["published_at"].notna()]
    grouped = third.groupby(["brand", "source"]).agg(oldest=("published_at", "min"), last=("fetched_at", "max"))
    found = {}
    for row in grouped.reset_index().itertuples(index=False):
        oldest, last = as_datetime(row.oldest), as_datetime(row.last)
        if oldest is not None and last is not None:
            key = (str(row.brand), str(row.source))
            found[key] = Observed(oldest, key in held_back, last)
    return found


def unread_languages(sentences: pd.DataFrame, validated: frozenset[str], start: datetime) -> dict[str, str]:
    """Brand -> the language most of its third-party texts since `start` are in, if none of them can be compared."""
    rows = sentences[~sentences["first_party"].astype(bool) & (sentences["at"] >= start)]
    out = {}
    for brand, part in rows.groupby("brand"):
        if not part["language"].isin(list(validated)).any():
            out[str(brand)] = str(part["language"].value_counts().index[0])
    return out
