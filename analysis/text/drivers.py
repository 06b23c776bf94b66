"""CX drivers: what a sentence is about, by the phrases of the language (data/languages/<code>/text/drivers.toml)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

from analysis.text.lexicons import LexiconError, LexiconFile, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook, Phrases
from data.workspace import OwnDriver

STAGES = ("awareness", "engagement", "transaction", "retention")


OWN_PRIOR = 0.38
"""The prior weight of a workspace's driver that gives none: the median of the published ones, as of ours without a figure."""
OWN_SOURCE = "the workspace's own"
_SHORTEST_STEM = 3
NO_OWN_DRIVERS = "[]"
_own: ContextVar[str] = ContextVar("own_drivers", default=NO_OWN_DRIVERS)


@dataclass(frozen=True)
class Driver:
    """One CX driver: `prior_weight` 0..1 and where it is from, and the journey stage and touchpoint it belongs to, if any."""

    id: str
    name: str
    prior_weight: float
    prior_source: str
    stage: str | None
    touchpoint: str | None


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


def use_own_drivers(own: str) -> None:
    """From now on all taxonomies of this thread hold these drivers as well: JSON, as `own_drivers_json` gives it. One workspace
    is analysed, or shown, at a time; a process or thread that is begun for it is given them anew."""
    _own.set(own)


def own_drivers() -> str:
    """The drivers of `use_own_drivers`, as JSON; NO_OWN_DRIVERS where there are none."""
    return _own.get()


def own_drivers_json(own: Sequence[OwnDriver]) -> str:
    """[[driver]] of a workspace, equal for equal drivers."""
    return json.dumps([driver.as_json() for driver in own], ensure_ascii=False, sort_keys=True)


def load_taxonomy(language: str) -> Taxonomy:
    """The taxonomy of a language of `taxonomy_languages()`, with the workspace's own drivers (see `use_own_drivers`). Raises
    LexiconError naming file, driver and key."""
    return _taxonomy(language, _own.get())


@lru_cache(maxsize=64)
def _taxonomy(language: str, own: str) -> Taxonomy:
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
    common = Taxonomy(language, lexicon.version, drivers, lexicon.book(), lexicon.word_boundaries)
    given = [OwnDriver.model_validate(entry) for entry in json.loads(own)]
    return _with_own(common, lexicon, given) if given else common


def _with_own(common: Taxonomy, lexicon: LexiconFile, given: Sequence[OwnDriver]) -> Taxonomy:
    """The taxonomy with a workspace's drivers behind those of all. Its version changes with what texts are read by: words of its
    language, and stages and touchpoints."""
    drivers = dict(common.drivers)
    phrases = {driver: lexicon.phrases(driver) for driver in drivers}
    read_by: list[object] = []
    for own in given:
        words = tuple(_with_endings(phrase, lexicon) for phrase in own.words.get(lexicon.language, ()))
        before = drivers.get(own.id)
        drivers[own.id] = Driver(
            own.id,
            own.name or (before.name if before else own.id),
            own.prior if own.prior is not None else before.prior_weight if before else OWN_PRIOR,
            before.prior_source if before and own.prior is None else OWN_SOURCE,
            own.stage or (before.stage if before else None),
            own.touchpoint or (before.touchpoint if before else None),
        )
        known = phrases.get(own.id, Phrases(()))
        phrases[own.id] = Phrases((*known.include, *words), known.exclude)
        read_by.append((own.id, words, own.stage, own.touchpoint))
    digest = blake2b(repr(read_by).encode(), digest_size=4).hexdigest()
    return replace(common, version=f"{common.version}+{digest}", drivers=drivers, book=lexicon.book_of(phrases))


def _with_endings(phrase: str, lexicon: LexiconFile) -> str:
    """A workspace's phrase with each word as it is written and with the endings of its language (`own_endings` of the file: lists
    of endings that take each other's place)."""
    groups: list[list[str]] = lexicon.content.get("own_endings", [])
    return " ".join(
        "/".join(form for word in token.split("/") for form in _forms(word, groups)) for token in phrase.split()
    )


def _forms(word: str, groups: Sequence[Sequence[str]]) -> list[str]:
    forms = [word]
    for endings in groups if word.isalpha() else ():
        ending = max((end for end in endings if word.casefold().endswith(end)), key=len, default=None)
        if ending is not None and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word[: len(word) - len(ending)]
            forms += [stem + end for end in endings]
    return list(dict.fromkeys(forms))


def driver_name(driver: str, language: str = "en") -> str:
    """The driver's name for readers, in `language` if there is a taxonomy for it, else in English."""
    taxonomy = load_taxonomy(language if language in taxonomy_languages() else "en")
    return taxonomy.drivers[driver].name


def prior_weight(driver: str) -> float:
    """The driver's prior weight 0..1, as in the English taxonomy (weights are the same in every language)."""
    return load_taxonomy("en").drivers[driver].prior_weight
