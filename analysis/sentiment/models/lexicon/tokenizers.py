"""The tokenizers by the names that rules.toml gives them."""

from __future__ import annotations

from collections.abc import Callable

from analysis.sentiment.models.lexicon.lithuanian import LemmaTokenizer
from analysis.sentiment.models.lexicon.thai import ThaiTokenizer
from analysis.sentiment.models.lexicon.tokens import Settings, Tokenizer, WordTokenizer
from analysis.sentiment.models.lexicon.valences import LexiconFileError
from analysis.sentiment.models.lexicon.vietnamese import SyllableTokenizer


def tokenizer_for(kind: str, settings: Settings) -> Tokenizer:
    """The tokenizer a rules.toml names. Raises LexiconFileError for an unknown name."""

    kinds: dict[str, Callable[[Settings], Tokenizer]] = {
        "words": WordTokenizer,
        "thai": ThaiTokenizer,
        "syllables": SyllableTokenizer,
        "lemmas": LemmaTokenizer,
    }
    if kind not in kinds:
        raise LexiconFileError(f"tokenizer: expected one of {sorted(kinds)}, found {kind!r}")
    return kinds[kind](settings)
