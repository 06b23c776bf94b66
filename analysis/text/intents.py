"""FAQ intents: what a question asks, by the phrases in text/intents.toml of its language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analysis.text.lexicons import LexiconError, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook

OTHER = "other"
"""What a question asks that is none of the intents: of rooms, of jobs, of the brand's own things."""
_CERTAINLY_OTHER = f"{OTHER}.always"
_NOT_BY_ANSWERS = frozenset({OTHER, _CERTAINLY_OTHER, "contact_support"})
"""What an answer does not make of its question: answers of all kinds end with how to get in touch."""
_BEGINNING = 240
"""Characters of an answer that say what was asked."""
_SEARCHED = 50_000
"""Characters of an answer that are searched: what is longer is an article with answers of its own."""


@dataclass(frozen=True)
class IntentTaxonomy:
    """The intents of one language: id -> name, and the phrases."""

    language: str
    version: str
    names: dict[str, str]
    book: PhraseBook

    def classify(self, question: str, answer: str = "") -> tuple[str, ...]:
        """Ids of the intents a question asks, in file order: by its own words or, where they name none, by what its answer begins
        with. (OTHER,) if it asks something that is none of them; empty if it is not understood."""
        asked = self.book.meanings(question)
        if _CERTAINLY_OTHER in asked:
            return (OTHER,)
        found = tuple(intent for intent in asked if intent != OTHER)
        if found:
            return found
        begun = self.book.meanings(_beginning(answer))
        found = tuple(intent for intent in begun if intent not in _NOT_BY_ANSWERS)
        return found if found and OTHER not in asked else (OTHER,) if OTHER in (*asked, *begun) else ()

    def mentioned(self, text: str) -> frozenset[str]:
        """Ids of the intents that anything in a text is about."""
        return frozenset(self.book.meanings(text[:_SEARCHED])) - {OTHER, _CERTAINLY_OTHER}


def intent_languages() -> tuple[str, ...]:
    """Languages in which questions can be read."""
    return languages_of("intents")


@lru_cache(maxsize=32)
def load_intents(language: str) -> IntentTaxonomy:
    """The intents of a language of `intent_languages()`. Raises LexiconError naming file, intent and key."""
    lexicon = read_lexicon("intents", language, "intents")
    names = {}
    for intent, entry in lexicon.entries.items():
        if intent == OTHER:
            continue
        if not isinstance(entry.get("name"), str):
            raise LexiconError(f"{lexicon.path}: intents.{intent}.name: expected text, found {entry.get('name')!r}")
        names[intent] = entry["name"]
    meanings = {intent: lexicon.phrases(intent) for intent in lexicon.entries}
    if OTHER in lexicon.entries:
        meanings[_CERTAINLY_OTHER] = lexicon.phrases(OTHER, include="always")
    return IntentTaxonomy(language, lexicon.version, names, lexicon.book_of(meanings))


def _beginning(answer: str) -> str:
    """The first sentences of an answer."""
    if len(answer) <= _BEGINNING:
        return answer
    end = answer.rfind(" ", 0, _BEGINNING)
    return answer[: end if end > 0 else _BEGINNING]


def intent_name(intent: str, language: str = "en") -> str:
    """The intent's name for readers, in `language` if there are intents for it, else in English."""
    names = load_intents(language if language in intent_languages() else "en").names
    return names[intent]
