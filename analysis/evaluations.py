"""Which language × model may carry tested lines: the pinned measurements of evaluations.toml against their floors."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.lexicons import LexiconError
from analysis.sentiment import NO_MODEL, model_for

VALIDATED = "validated"
BELOW_FLOOR = "below floor"
NEVER_MEASURED = "never measured"


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

    @property
    def status(self) -> str:
        """VALIDATED if even the low end of the interval reaches the floor, else BELOW_FLOOR."""
        return VALIDATED if self.low >= self.floor else BELOW_FLOOR


@cache
def evaluations() -> tuple[Evaluation, ...]:
    """All pinned measurements. Raises LexiconError naming the file and key of a broken entry."""
    content = tomllib.loads((files("analysis") / "evaluations.toml").read_text(encoding="utf-8"))
    try:
        return tuple(Evaluation.model_validate(entry) for entry in content["evaluation"])
    except (ValidationError, KeyError) as error:
        raise LexiconError(f"analysis/evaluations.toml: {error}") from error


def language_status(language: str) -> str:
    """VALIDATED, BELOW_FLOOR or NEVER_MEASURED for the model now in use for `language`."""
    model = model_for(language)
    if model == NO_MODEL:
        return NEVER_MEASURED
    statuses = [entry.status for entry in evaluations() if (entry.language, entry.model) == (language, model)]
    return statuses[0] if statuses else NEVER_MEASURED


def validated(languages: Iterable[str]) -> frozenset[str]:
    """Those of `languages` whose model in use is validated."""
    return frozenset(language for language in languages if language_status(language) == VALIDATED)
