"""FAQ intents: what a question asks, by the phrases in text/intents.toml of its language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analysis.text.lexicons import LexiconError, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook

INTENT_WEIGHT_DRIVER = "relevant_information"
"""An answered question is information, so intents carry that driver's prior weight."""


@dataclass(frozen=True)
class IntentTaxonomy:
    """The intents of one language: id -> name, and the phrases."""

    language: str
    version: str
    names: dict[str, str]
    book: PhraseBook

    def classify(self, question: str) -> tuple[str, ...]:
        """Ids of the intents the question asks, in file order; empty if none is recognised."""
        return self.book.meanings(question)


def intent_languages() -> tuple[str, ...]:
    """Languages in which questions can be read."""
    return languages_of("intents")


@lru_cache(maxsize=32)
def load_intents(language: str) -> IntentTaxonomy:
    """The intents of a language of `intent_languages()`. Raises LexiconError naming file, intent and key."""
    lexicon = read_lexicon("intents", language, "intents")
    names = {}
    for intent, entry in lexicon.entries.items():
        if not isinstance(entry.get("name"), str):
            raise LexiconError(f"{lexicon.path}: intents.{intent}.name: expected text, found {entry.get('name')!r}")
        names[intent] = entry["name"]
    return IntentTaxonomy(language, lexicon.version, names, lexicon.book())


def intent_name(intent: str, language: str = "en") -> str:
    """The intent's name for readers, in `language` if there are intents for it, else in English."""
    names = load_intents(language if language in intent_languages() else "en").names
    return names[intent]
