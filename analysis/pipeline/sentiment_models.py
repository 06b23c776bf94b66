"""Which model serves a language in a workspace: the lexicon or the pretrained start, a model learned from the workspace's own
stars and corrections once that is better, or one the user points at (a transformer), if that is better still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from analysis.pipeline.sentiment_examples import corrected_sentences, examples_of, rated_texts
from analysis.reading.masking import NO_BRANDS, Masking
from analysis.sentiment import default_models, lexicons
from analysis.sentiment.measuring.evaluations import VALIDATED, Evaluation, card, floor_of, language_status
from analysis.sentiment.measuring.judging import Verdict, called, evaluation, judge
from analysis.sentiment.measuring.measure import measured
from analysis.sentiment.model import NO_MODEL, Sentiment, SentimentModel
from analysis.sentiment.models import store
from analysis.sentiment.models.learned import LearnedModel, Settings
from analysis.sentiment.models.transformer import TransformerModel
from analysis.sentiment.training.fitting import Example, TooFewError, Trained, check_enough, train
from data.text_kinds import POSTS, READ_KINDS, SURVEY_ANSWERS

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
class SentimentChoice:
    """`models`: language -> the model that reads its reviews, for languages that have one; `posts`: likewise of posts, where
    another one does; `measured`: what was measured in this workspace, of models that serve and of those that do not (status
    NOT_CHOSEN)."""

    models: Mapping[str, SentimentModel]
    measured: tuple[Evaluation, ...]
    posts: Mapping[str, SentimentModel] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """Language -> the name of the model that reads its reviews."""
        return {language: model.name for language, model in self.models.items()}

    def of_kind(self, text_kind: str) -> dict[str, SentimentModel]:
        """Language -> the model that reads its texts of a kind."""
        return {**self.models, **(self.posts if text_kind == POSTS else {})}

    @property
    def names_of_kinds(self) -> dict[str, dict[str, str]]:
        """Kind of text -> language -> the name of its model."""
        return {
            kind: {language: model.name for language, model in self.of_kind(kind).items()}
            for kind in (*READ_KINDS, SURVEY_ANSWERS)
        }

    @property
    def workers(self) -> int | None:
        """How many processes may read with these models: one if a model takes all cores, and its memory, by itself; None: any."""
        models = [*self.models.values(), *self.posts.values()]
        return 1 if any(isinstance(model, TransformerModel) for model in models) else None


def lexicon_models(languages: Iterable[str]) -> SentimentChoice:
    """The lexicons of those of `languages` that have one; nothing is learned or measured."""
    return SentimentChoice({code: model for code, model in lexicons().items() if code in set(languages)}, ())


def models_for(
    con: duckdb.DuckDBPyConnection,
    state_dir: Path,
    languages: tuple[str, ...],
    report: Say,
    masking: Masking = NO_BRANDS,
    cold: Mapping[str, SentimentModel] | None = None,
    settings: Settings | None = None,
    transformers: Mapping[str, SentimentModel] | None = None,
    forced: bool = False,
) -> SentimentChoice:
    """Choose a model for each of `languages`, training where there is enough that is new. `con`: a migrated warehouse, only
    read; `masking`: hides brands' names from what is learned; `cold`: the models that need no training;
    `transformers`: language -> the user's own model, which serves if it wins, or in any case if `forced`.

    A model is learned from MIN_TEXTS rated texts on and serves if cross-validation by author gives it a higher macro-F1 than
    the cold one's, beyond chance (judging.py). That was measured on reviews: posts are left to a cold model that is validated
    for posts. Raises OSError when the state folder cannot be written, TransformerError.
    """
    cold = dict(default_models() if cold is None else cold)
    settings = settings or Settings()
    models: dict[str, SentimentModel] = {code: model for code, model in cold.items() if code in languages}
    found: list[Evaluation] = []
    rated, corrected = rated_texts(con, languages, masking), corrected_sentences(con, masking)
    for language in languages:
        own = (transformers or {}).get(language)
        teacher = _Teacher(
            state_dir,
            cold.get(language) or NoLexicon(language),
            settings,
            report,
            own,
            forced and own is not None,
        )
        model, evaluations = teacher.choose(rated.get(language), corrected.get(language, []))
        found += evaluations
        if model is not None:
            models[language] = model
    return SentimentChoice(models, tuple(found), _left_to_cold(models, cold, forced))


def _left_to_cold(
    models: Mapping[str, SentimentModel], cold: Mapping[str, SentimentModel], forced: bool
) -> dict[str, SentimentModel]:
    """Language -> the cold model that goes on reading its posts where another one reads reviews: it is validated for posts."""
    return {
        language: cold[language]
        for language, model in models.items()
        if language in cold and model is not cold[language] and not forced
        and card(language, POSTS, cold[language].name).status == VALIDATED
    }  # fmt: skip


@dataclass(frozen=True)
class _Teacher:
    """Trains, keeps and fetches the models of one language."""

    state_dir: Path
    lexicon: SentimentModel
    settings: Settings
    report: Say
    own: SentimentModel | None
    forced: bool

    @property
    def language(self) -> str:
        return self.lexicon.language

    def choose(
        self, rated: pd.DataFrame | None, corrected: list[Example]
    ) -> tuple[SentimentModel | None, list[Evaluation]]:
        """The model that is to serve, if it is not the cold one, and what was measured."""
        manifest, learned = self._last(rated, corrected)
        if manifest is None:
            manifest, learned = self._taught(rated, corrected)
        measurements = self._own_measurement(rated) if manifest is None else self._evaluations(manifest)
        if self.own is not None and self.forced:
            return self.own, self._forced(self.own, measurements)
        if manifest is not None and manifest.transformer is not None and manifest.transformer.chosen:
            return self.own, measurements
        return learned, measurements

    def _last(
        self, rated: pd.DataFrame | None, corrected: list[Example]
    ) -> tuple[store.Manifest | None, LearnedModel | None]:
        """The last round with the learned model if that serves; (None, None) if there is to be a new one."""
        manifest = store.load_manifest(self.state_dir, self.language, self.report)
        if manifest is None or not self._still_serves(manifest, 0 if rated is None else len(rated), len(corrected)):
            return None, None
        if not manifest.chosen:
            return manifest, None
        model = store.load_model(self.state_dir, manifest, self.lexicon, self.settings, self.report)
        return (manifest if model is not None else None), model

    def _taught(
        self, rated: pd.DataFrame | None, corrected: list[Example]
    ) -> tuple[store.Manifest | None, LearnedModel | None]:
        """A new round: its manifest and the learned model if that serves; (None, None), with a report, if there is too little."""
        n = 0 if rated is None else len(rated)
        labels = [*(rated["label"] if rated is not None else []), *(example.label for example in corrected)]
        try:
            check_enough(labels)
            self.report(f"{self.language}: learning from {n:,} rated texts and {len(corrected):,} corrections")
            examples = [*(examples_of(rated, self.lexicon) if rated is not None else []), *corrected]
            trained = train(examples, self.lexicon, self.settings)
        except TooFewError as reason:
            if labels:
                self.report(f"{self.language}: {called(self.lexicon)} serves; to learn from stars: {reason}")
            return None, None
        verdict = judge(trained, self.lexicon, self.own)
        manifest = self._manifest(trained, verdict, n, len(corrected), labels)
        model = trained.model if manifest.chosen else None
        store.save(self.state_dir, manifest, model)
        self.report(f"{self.language}: {manifest.reason}")
        if isinstance(self.own, TransformerModel) and self.own.cut:
            self.report(
                f"{self.language}: {self.own.cut:,} of {verdict.learned.n:,} texts are longer than the {self.own.limit} tokens "
                "that the transformer reads: of those it read the beginning"
            )
        return manifest, model

    def _forced(self, own: SentimentModel, measurements: list[Evaluation]) -> list[Evaluation]:
        """What was measured, with the user's own model as the one that serves."""
        marked = [entry.model_copy(update={"chosen": entry.model == own.name}) for entry in measurements]
        status = language_status(self.language, {self.language: own.name}, marked)
        leads = "" if status == VALIDATED else f"; {status} here, so comparisons in this language show leads only"
        self.report(f"{self.language}: {own.name} serves, as overheard.toml says{leads}")
        return marked

    def _still_serves(self, manifest: store.Manifest, rated: int, corrections: int) -> bool:
        same = (
            manifest.language == self.language
            and manifest.lexicon == self.lexicon.name
            and manifest.settings == store.settings_record(self.settings)
            and manifest.learned.floor == floor_of(self.language)
            and (manifest.transformer.model if manifest.transformer else None) == (self.own.name if self.own else None)
        )
        steady = (
            manifest.rated / GROWTH < max(rated, 1e-9) < max(manifest.rated, 1e-9) * GROWTH or rated == manifest.rated
        )
        return same and steady and abs(corrections - manifest.corrections) < NEW_CORRECTIONS

    def _manifest(
        self, trained: Trained, verdict: Verdict, rated: int, corrections: int, labels: Sequence[int]
    ) -> store.Manifest:
        counts = Counter(int(label) for label in labels)
        return store.Manifest(
            format=store.FORMAT,
            language=self.language,
            lexicon=self.lexicon.name,
            settings=store.settings_record(self.settings),
            rated=rated,
            corrections=corrections,
            classes={str(label): counts[label] for label in (-1, 0, 1)},
            version=trained.model.version,
            chosen=verdict.learned.chosen,
            reason=verdict.reason,
            learned=verdict.learned,
            lexicon_here=verdict.cold,
            transformer=verdict.transformer,
            calibration_error=trained.calibration_error,
        )

    def _evaluations(self, manifest: store.Manifest) -> list[Evaluation]:
        rows = [manifest.learned] + ([manifest.transformer] if manifest.transformer else [])
        serves = not any(row.chosen for row in rows) and self.lexicon.name != NO_MODEL
        return rows + ([manifest.lexicon_here] if serves and manifest.lexicon_here.n >= MIN_OWN_MEASUREMENT else [])

    def _own_measurement(self, rated: pd.DataFrame | None) -> list[Evaluation]:
        """Of the lexicon on whole rated reviews, where there are enough."""
        if rated is None or len(rated) < MIN_OWN_MEASUREMENT or self.lexicon.name == NO_MODEL:
            return []
        guess = np.array([sentiment.label or 0 for sentiment in self.lexicon.score_many(list(rated["text"]))])
        truth = rated["label"].to_numpy(dtype=np.int64)
        result = measured(truth, guess, [str(author) for author in rated["author"]])
        return [evaluation(self.language, self.lexicon.name, result)]
