"""What the texts that users labelled say of the models that read them here: the workspace's own cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd

from analysis.pipeline.sentiment_models import SentimentChoice
from analysis.reading.masking import Masking
from analysis.reading.opinions import whole_labels
from analysis.sentiment.measuring.evaluations import Evaluation, floor_of
from analysis.sentiment.measuring.measure import measured
from analysis.tables import sql
from data.text_kinds import POSTS
from data.thresholds import THRESHOLDS

MEASURED_ON = "{n} {kind} of this workspace, drawn at random and labelled here"
Say = Callable[[str], None]


def with_sample(
    con: duckdb.DuckDBPyConnection, sentiment: SentimentChoice, masking: Masking, report: Say = lambda _: None
) -> SentimentChoice:
    """`sentiment` with what the labelled sample says of each model that serves, for every language and kind of text that has
    THRESHOLDS.sample_texts labels. The texts are read once more, so that no correction is taken for the model's own label.
    `con`: a migrated warehouse whose texts are read."""
    found = tuple(_measured(read_sampled(con), sentiment, masking))
    for entry in found:
        report(
            f"{entry.language}: {entry.model} on {entry.measured_on}: macro-F1 {entry.macro_f1:.2f} ({entry.low:.2f} to "
            f"{entry.high:.2f}), floor {entry.floor:.2f}"
        )
    return replace(sentiment, measured=(*sentiment.measured, *found))


def read_sampled(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The rows of sampled.sql. Where nothing was drawn yet, no text is asked whether it might be."""
    drawn = con.execute("SELECT 1 FROM text_sample LIMIT 1").fetchone()
    return con.execute(f"FROM ({sql('sampled').rstrip().removesuffix(';')}){'' if drawn else ' LIMIT 0'}").df()


def _measured(sampled: pd.DataFrame, sentiment: SentimentChoice, masking: Masking) -> Iterator[Evaluation]:
    labelled = sampled[sampled["label"].notna()]
    for (language, kind), part in labelled.groupby(["language", "text_kind"], sort=True):
        models = sentiment.of_kind(str(kind))
        if str(language) not in models or len(part) < THRESHOLDS.sample_texts:
            continue
        guess = whole_labels(list(part["body"]), str(language), models, masking, posts=kind == POSTS)
        result = measured(
            part["label"].to_numpy(dtype=np.int64), np.array(guess, dtype=np.int64), list(part["author"].astype(str))
        )
        yield Evaluation(
            language=str(language),
            model=models[str(language)].name,
            text_kind=str(kind),
            basis="sample",
            measured_on=MEASURED_ON.format(n=len(part), kind=kind),
            n=result.n,
            accuracy=round(result.accuracy, 4),
            macro_f1=round(result.macro_f1, 4),
            low=round(result.low, 4),
            high=round(result.high, 4),
            confusion=result.confusion,
            floor=floor_of(str(language)),
        )
