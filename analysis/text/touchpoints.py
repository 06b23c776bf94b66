"""Where on the customer's journey a sentence is: the touchpoint its words name, and that touchpoint's stage.

The phrases are in text/touchpoints.toml of each language. Where a sentence names several the first in file order counts, so
the file goes from the most telling ("live chat") to the least ("website").
"""

from __future__ import annotations

from functools import lru_cache

from analysis.text.drivers import STAGES
from analysis.text.lexicons import LexiconError, LexiconFile, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook

TEXT, DRIVER = "text", "driver"
"""What says where a part of a text is: its words, or the usual place of its driver."""


def touchpoint_languages() -> tuple[str, ...]:
    """Languages in which touchpoints can be read."""
    return languages_of("touchpoints")


def touchpoint_version(language: str) -> str:
    """The version of the phrases of a language of `touchpoint_languages()`."""
    return _lexicon(language).version


@lru_cache(maxsize=32)
def touchpoint_book(language: str) -> PhraseBook:
    """The phrases of a language of `touchpoint_languages()`."""
    return _lexicon(language).book()


@lru_cache(maxsize=32)
def touchpoint_stages(language: str) -> dict[str, str]:
    """Touchpoint -> its stage. Raises LexiconError for one that has none of STAGES."""
    lexicon = _lexicon(language)
    stages = {name: entry.get("stage") for name, entry in lexicon.entries.items()}
    for name, stage in stages.items():
        if stage not in STAGES:
            raise LexiconError(
                f"{lexicon.path}: touchpoints.{name}.stage: expected one of {', '.join(STAGES)}, found {stage!r}"
            )
    return {name: str(stage) for name, stage in stages.items()}


@lru_cache(maxsize=32)
def _lexicon(language: str) -> LexiconFile:
    return read_lexicon("touchpoints", language, "touchpoints")
