"""Which model serves a language in a workspace: the lexicon, or a model learned from the workspace's own stars and corrections
once that is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import sklearn

from analysis.evaluations import Evaluation, floor_of
from analysis.sentiment import default_models, store
from analysis.sentiment.examples import corrected_sentences, examples_of, rated_texts
from analysis.sentiment.learned import LearnedModel, Settings
from analysis.sentiment.measure import Measured, measured
from analysis.sentiment.model import NO_MODEL, Sentiment, SentimentModel
from analysis.sentiment.training import Example, TooFewError, Trained, check_enough, train

GROWTH = 1.2
"""As many times the rated texts of the last training make a new one; as many times fewer, too."""
NEW_CORRECTIONS = 50
MIN_OWN_MEASUREMENT = 200
"""Rated texts from which on a lexicon is measured on the workspace's own reviews."""
Say = Callable[[str], None]


class NoLexicon:
    """Stands in for the lexicon of a language that has none: every score is 0, and a learned model does without."""

    def __init__(self, language: str) -> None:
        self._language = language

    @property
    def name(self) -> str:
        """NO_MODEL."""
        return NO_MODEL

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self._language

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """A neutral score for each text."""
        return [Sentiment(0, 0.0, NO_MODEL)] * len(texts)


@dataclass(frozen=True)
class Chosen:
    """`models`: language -> the model that serves it, for languages that have one; `measured`: what was measured in this
    workspace, of models that serve and of those that do not (status NOT_CHOSEN)."""

    models: Mapping[str, SentimentModel]
    measured: tuple[Evaluation, ...]

    @property
    def names(self) -> dict[str, str]:
        """Language -> the name of its model."""
        return {language: model.name for language, model in self.models.items()}


def cold_models(languages: Iterable[str]) -> Chosen:
    """The models that need no training, for those of `languages` that have one; nothing is measured."""
    return Chosen({code: model for code, model in default_models().items() if code in set(languages)}, ())


def models_for(
    con: duckdb.DuckDBPyConnection,
    state_dir: Path,
    languages: tuple[str, ...],
    report: Say,
    names: Iterable[str] = (),
    cold: Mapping[str, SentimentModel] | None = None,
    settings: Settings | None = None,
) -> Chosen:
    """Choose a model for each of `languages`, training where there is enough that is new. `con`: a migrated warehouse, only
    read; `names`: brands' names and aliases, which carry no sentiment; `cold`: the models that need no training.

    A model is learned from MIN_TEXTS rated texts on and serves if cross-validation by author gives it a higher macro-F1 than
    the lexicon's, beyond chance. Raises OSError when the state folder cannot be written.
    """
    cold = dict(default_models() if cold is None else cold)
    settings, brands = settings or Settings(), tuple(sorted(set(names)))
    models: dict[str, SentimentModel] = {code: model for code, model in cold.items() if code in languages}
    found: list[Evaluation] = []
    rated, corrected = rated_texts(con, languages), corrected_sentences(con)
    for language in languages:
        own = rated.get(language)
        teacher = _Teacher(state_dir, cold.get(language) or NoLexicon(language), settings, brands, report)
        model, evaluations = teacher.choose(own, corrected.get(language, []))
        found += evaluations
        if model is not None:
            models[language] = model
    return Chosen(models, tuple(found))


@dataclass(frozen=True)
class _Teacher:
    """Trains, keeps and fetches the model of one language."""

    state_dir: Path
    lexicon: SentimentModel
    settings: Settings
    names: tuple[str, ...]
    report: Say

    @property
    def language(self) -> str:
        return self.lexicon.language

    def choose(
        self, rated: pd.DataFrame | None, corrected: list[Example]
    ) -> tuple[LearnedModel | None, list[Evaluation]]:
        """The learned model if it is to serve, and what was measured."""
        n = 0 if rated is None else len(rated)
        manifest = store.load_manifest(self.state_dir, self.language, self.report)
        if manifest is not None and self._still_serves(manifest, n, len(corrected)):
            if not manifest.chosen:
                return None, self._evaluations(manifest)
            model = store.load_model(self.state_dir, manifest, self.lexicon, self.settings, self.report)
            if model is not None:
                return model, self._evaluations(manifest)
        labels = [*(rated["label"] if rated is not None else []), *(example.label for example in corrected)]
        try:
            check_enough(labels)
        except TooFewError as reason:
            if n:
                self.report(f"{self.language}: the lexicon serves; to learn from stars: {reason}")
            return None, self._own_measurement(rated)
        self.report(f"{self.language}: learning from {n:,} rated texts and {len(corrected):,} corrections")
        try:
            examples = [*(examples_of(rated, self.lexicon) if rated is not None else []), *corrected]
            trained = train(examples, self.lexicon, self.settings, self.names)
        except TooFewError as reason:
            self.report(f"{self.language}: the lexicon serves; to learn from stars: {reason}")
            return None, self._own_measurement(rated)
        manifest = self._manifest(trained, n, len(corrected), labels)
        model = trained.model if trained.wins else None
        store.save(self.state_dir, manifest, model)
        self.report(f"{self.language}: {manifest.reason}")
        return model, self._evaluations(manifest)

    def _still_serves(self, manifest: store.Manifest, rated: int, corrections: int) -> bool:
        same = (
            manifest.language == self.language
            and manifest.lexicon == self.lexicon.name
            and manifest.settings == store.settings_record(self.settings)
            and manifest.names == self.names
        )
        steady = (
            manifest.rated / GROWTH < max(rated, 1e-9) < max(manifest.rated, 1e-9) * GROWTH or rated == manifest.rated
        )
        return same and steady and abs(corrections - manifest.corrections) < NEW_CORRECTIONS

    def _manifest(self, trained: Trained, rated: int, corrections: int, labels: Sequence[int]) -> store.Manifest:
        difference, low, high = trained.gain
        verdict = "the learned model serves" if trained.wins else "the lexicon serves"
        reason = (
            f"{verdict}: macro-F1 {trained.learned.macro_f1:.3f} learned, {trained.lexicon.macro_f1:.3f} lexicon, "
            f"difference {difference:+.3f} ({low:+.3f} to {high:+.3f})"
        )
        counts = Counter(int(label) for label in labels)
        return store.Manifest(
            format=store.FORMAT,
            language=self.language,
            lexicon=self.lexicon.name,
            settings=store.settings_record(self.settings),
            names=self.names,
            scikit_learn=sklearn.__version__,
            rated=rated,
            corrections=corrections,
            classes={str(label): counts[label] for label in (-1, 0, 1)},
            version=trained.model.version,
            chosen=trained.wins,
            reason=reason,
            learned=self._evaluation(
                trained.model.name, trained.learned, "cross-validation by author over", trained.wins
            ),
            lexicon_here=self._evaluation(self.lexicon.name, trained.lexicon, "over", chosen=True),
            calibration_error=trained.calibration_error,
            sha256=None,
        )

    def _evaluations(self, manifest: store.Manifest) -> list[Evaluation]:
        rows = [manifest.learned]
        if not manifest.chosen and self.lexicon.name != NO_MODEL and manifest.lexicon_here.n >= MIN_OWN_MEASUREMENT:
            rows.append(manifest.lexicon_here)
        return rows

    def _own_measurement(self, rated: pd.DataFrame | None) -> list[Evaluation]:
        """Of the lexicon on whole rated reviews, where there are enough."""
        if rated is None or len(rated) < MIN_OWN_MEASUREMENT or self.lexicon.name == NO_MODEL:
            return []
        guess = np.array([sentiment.label or 0 for sentiment in self.lexicon.score_many(list(rated["text"]))])
        truth = rated["label"].to_numpy(dtype=np.int64)
        result = measured(truth, guess, [str(author) for author in rated["author"]])
        return [self._evaluation(self.lexicon.name, result, "over", chosen=True)]

    def _evaluation(self, model: str, result: Measured, how: str, chosen: bool) -> Evaluation:
        return Evaluation(
            language=self.language,
            model=model,
            measured_on=f"{how} this workspace's rated reviews and corrections ({result.groups:,} authors)".removeprefix(
                "over "
            ),
            n=result.n,
            accuracy=round(result.accuracy, 4),
            macro_f1=round(result.macro_f1, 4),
            low=round(result.low, 4),
            high=round(result.high, 4),
            confusion=result.confusion,
            floor=floor_of(self.language),
            chosen=chosen,
        )
