"""Where on the customer's journey a sentence is: the touchpoint its words name, with that touchpoint's stage, or a stage alone.

The phrases are in text/touchpoints.toml of each language. Where a sentence names several touchpoints the first in file order
counts, so the file goes from the most telling ("live chat") to the least ("website"); after them come words that tell the stage
and no touchpoint ("a customer for ten years", "a friend recommended them").
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from analysis.text.drivers import STAGES
from analysis.text.lexicons import LexiconError, LexiconFile, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook

TEXT, DRIVER = "text", "driver"
"""What says where a part of a text is: its words, or the usual place of its driver."""
_STAGE = "stage "
"""Before the name of a stage that words tell without a touchpoint."""


def touchpoint_languages() -> tuple[str, ...]:
    """Languages in which touchpoints can be read."""
    return languages_of("touchpoints")


def touchpoint_version(language: str) -> str:
    """The version of the phrases of a language of `touchpoint_languages()`."""
    return _lexicon(language).version


@lru_cache(maxsize=32)
def place_book(language: str) -> PhraseBook:
    """The phrases of a language of `touchpoint_languages()`; `named_places` says what they mean. The first found counts."""
    lexicon = _lexicon(language)
    return replace(lexicon, entries={**lexicon.entries, **_stage_entries(language)}).book()


@lru_cache(maxsize=32)
def named_places(language: str) -> dict[str, tuple[str, str | None]]:
    """What the phrases of `place_book` mean -> the stage, and the touchpoint or None. Raises LexiconError for a stage that is
    none of STAGES."""
    touchpoints = {name: (stage, name) for name, stage in touchpoint_stages(language).items()}
    return {**touchpoints, **{meaning: (meaning.removeprefix(_STAGE), None) for meaning in _stage_entries(language)}}


@lru_cache(maxsize=32)
def touchpoint_stages(language: str) -> dict[str, str]:
    """Touchpoint -> its stage. Raises LexiconError for one that has none of STAGES."""
    lexicon = _lexicon(language)
    stages = {name: entry.get("stage") for name, entry in lexicon.entries.items()}
    for name, stage in stages.items():
        _check(stage, f"{lexicon.path}: touchpoints.{name}.stage")
    return {name: str(stage) for name, stage in stages.items()}


def _stage_entries(language: str) -> dict[str, dict[str, Any]]:
    """The tables under `stages`, by meaning."""
    lexicon = _lexicon(language)
    entries: dict[str, dict[str, Any]] = lexicon.content.get("stages", {})
    for stage in entries:
        _check(stage, f"{lexicon.path}: stages")
    return {f"{_STAGE}{stage}": entry for stage, entry in entries.items()}


def _check(stage: object, key: str) -> None:
    if stage not in STAGES:
        raise LexiconError(f"{key}: expected one of {', '.join(STAGES)}, found {stage!r}")


@lru_cache(maxsize=32)
def _lexicon(language: str) -> LexiconFile:
    return read_lexicon("touchpoints", language, "touchpoints")
