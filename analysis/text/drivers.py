"""CX drivers: what a sentence is about, by the phrases of the language (data/languages/<code>/text/drivers.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analysis.text.lexicons import LexiconError, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook

STAGES = ("awareness", "engagement", "transaction", "retention")


@dataclass(frozen=True)
class Driver:
    """One CX driver: `prior_weight` 0..1 and where it is from, and the journey stage and touchpoint it belongs to."""

    id: str
    name: str
    prior_weight: float
    prior_source: str
    stage: str
    touchpoint: str


@dataclass(frozen=True)
class Taxonomy:
    """The drivers of one language. `version` changes whenever its phrases do."""

    language: str
    version: str
    drivers: dict[str, Driver]
    book: PhraseBook
    word_boundaries: bool = True

    def classify(self, sentence: str) -> tuple[str, ...]:
        """Ids of the drivers the sentence is about, in taxonomy order; empty if none."""
        return self.book.meanings(sentence)


def taxonomy_languages() -> tuple[str, ...]:
    """Languages that have a taxonomy."""
    return languages_of("drivers")


@lru_cache(maxsize=32)
def load_taxonomy(language: str) -> Taxonomy:
    """The taxonomy of a language of `taxonomy_languages()`. Raises LexiconError naming file, driver and key."""
    lexicon = read_lexicon("drivers", language, "drivers")
    drivers = {}
    for driver, entry in lexicon.entries.items():
        for key in ("name", "prior_source", "stage", "touchpoint"):
            if not isinstance(entry.get(key), str):
                raise LexiconError(f"{lexicon.path}: drivers.{driver}.{key}: expected text, found {entry.get(key)!r}")
        weight = entry.get("prior_weight")
        if not isinstance(weight, (int, float)) or not 0 <= weight <= 1:
            raise LexiconError(f"{lexicon.path}: drivers.{driver}.prior_weight: expected 0..1, found {weight!r}")
        if entry["stage"] not in STAGES:
            raise LexiconError(
                f"{lexicon.path}: drivers.{driver}.stage: expected one of {', '.join(STAGES)}, found {entry['stage']!r}"
            )
        drivers[driver] = Driver(
            driver, entry["name"], float(weight), entry["prior_source"], entry["stage"], entry["touchpoint"]
        )
    return Taxonomy(language, lexicon.version, drivers, lexicon.book(), lexicon.word_boundaries)


def driver_name(driver: str, language: str = "en") -> str:
    """The driver's name for readers, in `language` if there is a taxonomy for it, else in English."""
    taxonomy = load_taxonomy(language if language in taxonomy_languages() else "en")
    return taxonomy.drivers[driver].name


def prior_weight(driver: str) -> float:
    """The driver's prior weight 0..1, as in the English taxonomy (weights are the same in every language)."""
    return load_taxonomy("en").drivers[driver].prior_weight
