"""Which language × model × kind of text may carry tested lines: measurements against their floors. Those of models that are the
same everywhere are pinned in evaluations.toml; those of models that a workspace taught come from
analysis.pipeline.sentiment_models, those of a workspace's own labelled sample from analysis.pipeline.samples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.sentiment import NO_MODEL, model_for
from analysis.text.lexicons import LexiconError
from data.text_kinds import READ_KINDS, REVIEWS, SURVEY_ANSWERS

VALIDATED = "validated"
BELOW_FLOOR = "below floor"
NEVER_MEASURED = "never measured"
NOT_CHOSEN = "not chosen"
"""Learned and measured, but no better than the lexicon, which therefore serves."""


class Evaluation(BaseModel):
    """One measurement on one kind of text. `low` and `high`: 95 % interval of `macro_f1` (0..1); `confusion`: rows truth −1, 0,
    1, columns label, in texts. `basis`: pinned with this software, or measured here on texts with stars, or on a random
    sample that users labelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    model: str
    text_kind: str = REVIEWS
    basis: Literal["pinned", "stars", "sample"] = "pinned"
    measured_on: str
    n: int = Field(ge=1)
    accuracy: float = Field(ge=0, le=1)
    macro_f1: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    confusion: tuple[tuple[int, ...], ...]
    floor: float = Field(ge=0, le=1)
    chosen: bool = True

    @property
    def status(self) -> str:
        """VALIDATED if even the low end of the interval reaches the floor, else BELOW_FLOOR; NOT_CHOSEN of a model that does
        not serve."""
        if not self.chosen:
            return NOT_CHOSEN
        return VALIDATED if self.low >= self.floor else BELOW_FLOOR


class _File(BaseModel):
    """evaluations.toml: `floors` language -> macro-F1 that a model measured in a workspace must reach ("" = any other)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    floors: dict[str, float]
    evaluation: tuple[Evaluation, ...]


@cache
def _file() -> _File:
    try:
        return _File.model_validate(
            tomllib.loads((files("analysis.sentiment.measuring") / "evaluations.toml").read_text(encoding="utf-8"))
        )
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"analysis/sentiment/measuring/evaluations.toml: {error}") from error


def evaluations() -> tuple[Evaluation, ...]:
    """All pinned measurements. Raises LexiconError naming the file and key of a broken entry."""
    return _file().evaluation


def floor_of(language: str) -> float:
    """The macro-F1 0..1 that a model measured on a workspace's own texts must reach with the low end of its interval."""
    floors = _file().floors
    return floors.get(language, floors[""])


class Card(NamedTuple):
    """What counts for one model on one kind of text: the measurement (None: there is none) and what follows from it."""

    shown: Evaluation | None
    status: str


def card(language: str, text_kind: str, model: str, measured: Iterable[Evaluation] = ()) -> Card:
    """The card of `model` in `language` on `text_kind`; `measured`: what was measured in this workspace, beside the pinned
    measurements.

    A labelled sample of this workspace counts before all else: it validates where the low end of its interval reaches the
    floor, and withdraws where it lies below the floor itself. Between the two it decides nothing, and what was measured
    before counts. Without a sample one measurement that validates is enough.
    """
    key = (language, text_kind, model)
    known = [each for each in (*evaluations(), *measured) if (each.language, each.text_kind, each.model) == key]
    before = _best([each for each in known if each.basis != "sample"])
    sample = next((each for each in known if each.basis == "sample"), None)
    if sample is None:
        return Card(before, before.status if before else NEVER_MEASURED)
    undecided = sample.low < sample.floor <= sample.macro_f1
    agrees = undecided and before is not None and before.status == VALIDATED
    return Card(sample, VALIDATED if agrees else sample.status)


def _best(known: list[Evaluation]) -> Evaluation | None:
    """One that validates, else the first."""
    return next((each for each in known if each.status == VALIDATED), known[0] if known else None)


def language_status(
    language: str,
    models: Mapping[str, str] | None = None,
    measured: Iterable[Evaluation] = (),
    text_kind: str = REVIEWS,
) -> str:
    """VALIDATED, BELOW_FLOOR, NEVER_MEASURED or NOT_CHOSEN for the model in use for `language` on `text_kind`.

    `models`: language -> name of the model in use (default: those that need no training); `measured` as in `card`.
    """
    model = model_for(language) if models is None else models.get(language, NO_MODEL)
    return NEVER_MEASURED if model == NO_MODEL else card(language, text_kind, model, measured).status


Validated = frozenset[tuple[str, str]]
"""The (language, kind of text) whose figures may be compared."""


def validated(
    languages: Iterable[str],
    models: Mapping[str, Mapping[str, str]] | None = None,
    measured: Iterable[Evaluation] = (),
) -> Validated:
    """Those of `languages`, each with the kinds of text, whose model in use is validated. `models`: kind of text -> as in
    `language_status`; `measured` as there."""
    measured, languages = tuple(measured), tuple(languages)
    return frozenset(
        (language, kind)
        for kind in (*READ_KINDS, SURVEY_ANSWERS)
        for language in languages
        if language_status(language, None if models is None else models.get(kind), measured, kind) == VALIDATED
    )
