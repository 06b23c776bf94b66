"""Which language × model may carry tested lines: measurements against their floors. Those of models that are the same
everywhere are pinned in evaluations.toml; those of models that a workspace taught come from
analysis.pipeline.sentiment_models."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.sentiment import NO_MODEL, model_for
from analysis.text.lexicons import LexiconError

VALIDATED = "validated"
BELOW_FLOOR = "below floor"
NEVER_MEASURED = "never measured"
NOT_CHOSEN = "not chosen"
"""Learned and measured, but no better than the lexicon, which therefore serves."""


class Evaluation(BaseModel):
    """One measurement. `low` and `high`: 95 % interval of `macro_f1` (0..1); `confusion`: rows truth −1, 0, 1,
    columns label, in sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    model: str
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


def language_status(language: str, models: Mapping[str, str] | None = None, measured: Iterable[Evaluation] = ()) -> str:
    """VALIDATED, BELOW_FLOOR or NEVER_MEASURED for the model in use for `language`.

    `models`: language -> name of the model in use (default: those that need no training); `measured`: what was measured in
    this workspace, beside the pinned measurements. One measurement that validates is enough.
    """
    model = model_for(language) if models is None else models.get(language, NO_MODEL)
    if model == NO_MODEL:
        return NEVER_MEASURED
    known = [*evaluations(), *measured]
    statuses = [entry.status for entry in known if (entry.language, entry.model) == (language, model)]
    return VALIDATED if VALIDATED in statuses else statuses[0] if statuses else NEVER_MEASURED


def validated(
    languages: Iterable[str], models: Mapping[str, str] | None = None, measured: Iterable[Evaluation] = ()
) -> frozenset[str]:
    """Those of `languages` whose model in use is validated; `models` and `measured` as in `language_status`."""
    measured = tuple(measured)
    return frozenset(language for language in languages if language_status(language, models, measured) == VALIDATED)
