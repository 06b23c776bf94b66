"""What a workspace can teach: its reviews with stars, their sentences, and its users' corrections.

Stars belong to whole reviews, opinions are read from sentences. A model that has only seen whole reviews finds hardly any
sentence neutral (measured on snippets of product reviews put together to reviews: macro-F1 of sentences 0.44, the lexicon
alone 0.55). So the sentences of a review are learned from too, each as negative, neutral and positive by shares: what the
lexicon and the customers' words say of it, times how often sentences of such reviews are one or the other (Bayes' rule;
then 0.57 on the same snippets).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb
import numpy as np
import pandas as pd

from analysis.reading.masking import NO_BRANDS, Masking
from analysis.sentiment.features.customer_words import customer_features
from analysis.sentiment.model import SentimentModel, feature_model
from analysis.sentiment.models.learned import LABELS, Doubles
from analysis.sentiment.training.fitting import Example
from analysis.tables import frame
from analysis.text import sentences
from analysis.text.dedupe import Text, duplicates
from analysis.text.language import identify

BAD_UP_TO, GOOD_FROM = 0.4, 0.8
"""Shares of the most stars: 2 of 5 and fewer are negative, 4 of 5 and more positive, what lies between neutral."""
MOST = 6_000
"""Reviews a language is taught from, the newest: more cost minutes a retraining and add little."""
WHOLE_WEIGHT = 0.3
"""Among parts, a whole review of several sentences beside these, which together weigh as many as they are."""
CORRECTION_WEIGHT = 3.0
LEAST_SHARE = 0.05
SAID_IN = {-1: (0.6, 0.3, 0.1), 0: (0.3, 0.4, 0.3), 1: (0.08, 0.27, 0.65)}
"""Label of a review -> how often its sentences are −1, 0, 1: rough, and the same everywhere."""
_STEEPNESS, _NEUTRAL, _FADING = 2.0, 0.5, 1.5


def label_of_stars(share: float) -> int:
    """−1, 0 or 1 for rating / rating_max (0..1). Scales that begin at one star are read as they are: 1 of 5 is 0.2."""
    return -1 if share <= BAD_UP_TO else 1 if share >= GOOD_FROM else 0


def rated_texts(
    con: duckdb.DuckDBPyConnection, languages: tuple[str, ...], masking: Masking = NO_BRANDS
) -> dict[str, pd.DataFrame]:
    """Language -> reviews with a text and stars, newest first, at most MOST: columns text and body (masked), label, author.

    A review that was not read yet is identified here. First-party reviews and all but one of equal or nearly equal texts are
    left out, whatever brand they are of, so that no copy of a text that is held out has been learned from."""
    rows = frame(con, "rated_reviews", most=2 * MOST)
    rows["language"] = [
        code
        if isinstance(code, str)
        else identify(masking.mask(f"{title}\n{body}", None).without_names, languages).code
        for code, title, body in zip(rows["language"], rows["title"], rows["body"], strict=True)
    ]
    gone = duplicates(
        Text(str(row.review_id), "", _known(row.author_key), str(row.body), False, _moment(row.published_at))
        for row in rows.itertuples(index=False)
    )
    rows = rows[~rows["review_id"].isin(gone)]
    for column in ("title", "body"):
        masked = [masking.mask(text, code).text for text, code in zip(rows[column], rows["language"], strict=True)]
        rows[column] = pd.Series(masked, index=rows.index, dtype=object)
    rows = rows.assign(
        text=rows["title"].str.cat(rows["body"], sep="\n").str.strip(),
        label=[label_of_stars(share) for share in rows["share"]],
        author=rows["author_key"].where(rows["author_key"].notna(), rows["review_id"]),
    )
    return {str(code): part.head(MOST) for code, part in rows.groupby("language")}


def corrected_sentences(con: duckdb.DuckDBPyConnection, masking: Masking = NO_BRANDS) -> dict[str, list[Example]]:
    """Language -> sentences, masked, whose label a user has corrected, as they are now. The table `corrections` must exist."""
    found: dict[str, list[Example]] = {}
    for row in frame(con, "corrected_sentences").to_dict("records"):
        language = str(row["language"])
        sentence = masking.mask(str(row["sentence"]), language).text
        example = Example(sentence, int(row["label"]), str(row["author"]), CORRECTION_WEIGHT)
        found.setdefault(language, []).append(example)
    return found


def examples_of(rated: pd.DataFrame, lexicon: SentimentModel) -> list[Example]:
    """The reviews as wholes, which are what is measured, and the sentences of those that have several, by shares, which are not.
    Of a review of one sentence the stars are that sentence's."""
    wholes: list[Example] = []
    parts: list[str] = []
    of: list[int] = []
    for text, body, label, author in zip(rated["text"], rated["body"], rated["label"], rated["author"], strict=True):
        spans = sentences.split(str(body))
        several = len(spans) > 1
        if several:
            parts += [str(body)[span.start : span.end] for span in spans]
            of += [len(wholes)] * len(spans)
        wholes.append(Example(str(text), int(label), str(author), part_weight=WHOLE_WEIGHT if several else None))
    if not parts:
        return wholes
    table = sentence_shares(parts, [wholes[number].label for number in of], lexicon)
    for part, number, shares in zip(parts, of, table.tolist(), strict=True):
        wholes += [
            Example(part, label, wholes[number].author, share, measured=False)
            for label, share in zip(LABELS, shares, strict=True)
            if share >= LEAST_SHARE
        ]
    return wholes


def sentence_shares(texts: Sequence[str], labels: Sequence[int], lexicon: SentimentModel) -> Doubles:
    """sentences × 3, rows sum to 1: how likely each is negative, neutral or positive, given the labels of their reviews."""
    scores = np.array([sentiment.score or 0.0 for sentiment in feature_model(lexicon).score_many(texts)])
    scores = np.clip(scores + customer_features(texts, lexicon.language)[:, -1], -1.5, 1.5)
    logits = np.column_stack([-_STEEPNESS * scores, _NEUTRAL - _FADING * np.abs(scores), _STEEPNESS * scores])
    shares = np.exp(logits) * np.array([SAID_IN[label] for label in labels])
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)


def _known(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _moment(value: object) -> datetime | None:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else None
