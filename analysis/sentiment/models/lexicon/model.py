"""Sentiment by a lexicon of our own and VADER's rules: every language that has a lexicon (text/sentiment of data/languages)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from analysis.sentiment.model import Sentiment, label_of
from analysis.sentiment.models.lexicon.files import RULES, LexiconFiles, fingerprint_of, read_lexicon_files
from analysis.sentiment.models.lexicon.rules import RULES_VERSION, Meaning, Node, meanings_of, score_of
from analysis.sentiment.models.lexicon.symbols import OVERRIDES, emoji_valences, emoticon_valences
from analysis.sentiment.models.lexicon.tokenizers import tokenizer_for
from analysis.sentiment.models.lexicon.tokens import Settings, normalised, undiacritised
from data import languages

_SEGMENTERS = {"thai": "pythainlp", "lemmas": "simplemma"}


FOLDER = "text/sentiment"
"""Where a language's lexicon is, in its folder."""


@cache
def lexicon_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have a lexicon, sorted."""
    return languages.having(f"{FOLDER}/{RULES}")


class LexiconModel:
    """A SentimentModel. `folder` is where words.tsv and rules.toml lie; by default the language's own. Raises
    LexiconFileError (a ValueError) naming what is wrong with them, or that there are none; with `later` the words are read,
    and found to be wrong, only when the first text is scored, and the model costs nothing until then."""

    def __init__(self, language: str, folder: Traversable | None = None, *, later: bool = False) -> None:
        if folder is None and language not in lexicon_languages():
            raise ValueError(f"language: expected one of {list(lexicon_languages())}, found {language!r}")
        self._language, self._folder = language, folder
        self._files = folder or languages.path(language, FOLDER)
        self._phrases, self._plain_phrases = Node(), Node()
        self._loaded = False
        if not later:
            self._load()

    def _load(self) -> None:
        data = read_lexicon_files(self._files)
        if data.language != self._language:
            raise ValueError(f"{RULES}: language: expected {self._language!r}, found {data.language!r}")
        self._rewrites = data.rewrites
        vocabulary = {normalised(word) for word in data.vocabulary()}
        settings = Settings(vocabulary, data.spelling, data.prefixes, data.prefix_exceptions)
        self._tokens = tokenizer_for(data.tokenizer, settings)
        self._fill(data)
        self._has_plain = data.plain
        self._loaded = True

    @property
    def name(self) -> str:
        """`lexicon-<language>-<hash of data, rules and segmenter>`."""
        return self._name

    @cached_property
    def _name(self) -> str:
        return f"lexicon-{self._language}-{_digest(self._files)}"

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self._language

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """One Sentiment a text, in order; never raises on any text. A score of 0 means nothing was recognised, or as much
        for as against."""
        return [Sentiment(label_of(score), score, self._name) for score in map(self.score, texts)]

    def score(self, text: str) -> float:
        """−1..1 of one text."""
        meanings, exclamations = self._read(text)
        return score_of(meanings, exclamations)

    def read(self, text: str) -> tuple[list[str], float]:
        """The words of one text as they are looked up, and its score −1..1."""
        text = self._rewritten(text)
        tokens, lemmas = self._tokens(text)
        return tokens, score_of(self._meanings(text, tokens, lemmas), text.count("!"))

    def hits(self, text: str) -> int:
        """How many entries of the lexicon, emoji and emoticons the text holds."""
        return sum(meaning.is_entry for meaning in self._read(text)[0])

    def __reduce__(self) -> tuple[Callable[..., LexiconModel], tuple[str, Traversable | None]]:
        return shared_model, (self._language, self._folder)

    def _read(self, text: str) -> tuple[list[Meaning], int]:
        text = self._rewritten(text)
        return self._meanings(text, *self._tokens(text)), text.count("!")

    def _rewritten(self, text: str) -> str:
        if not self._loaded:
            self._load()
        text = normalised(text)
        for pattern, to in self._rewrites:
            text = pattern.sub(to, text)
        return text

    def _meanings(self, text: str, tokens: list[str], lemmas: list[str]) -> list[Meaning]:
        phrases = self._phrases
        if self._has_plain and undiacritised(text) == text:
            tokens = [undiacritised(token) for token in tokens]
            lemmas, phrases = tokens, self._plain_phrases
        return meanings_of(tokens, lemmas, phrases)

    def _fill(self, data: LexiconFiles) -> None:
        """Give every phrase its meaning, with and, where that is clear, without diacritics."""
        plain: dict[tuple[str, ...], list[Meaning]] = {}
        for word, meaning in _meanings_of(data).items():
            tokens, lemmas = self._tokens(normalised(word))
            if not tokens:
                continue
            self._phrases.add(tokens, meaning)
            if lemmas != tokens and self._phrases.find(lemmas) is None:
                self._phrases.add(lemmas, meaning)
            plain.setdefault(tuple(undiacritised(token) for token in tokens), []).append(meaning)
        if data.plain:
            for phrase, candidates in plain.items():
                if not _is_barred(phrase, data) and _agree(candidates):
                    self._plain_phrases.add(phrase, candidates[0])


def _meanings_of(data: LexiconFiles) -> dict[str, Meaning]:
    """Phrase -> meaning. Rule words come first; one that is also an entry keeps its valence beside."""
    meanings: dict[str, Meaning] = {word: Meaning(ignored=True) for word in data.ignored}
    meanings |= {word: Meaning(contrast=weights) for word, weights in data.contrast.items()}
    for word, (boost, side) in data.boosters.items():
        meanings[word] = Meaning(data.valences.get(word, 0.0), boost=boost, boost_side=side)
    for shift, words in data.shifts:
        meanings |= {word: Meaning(data.valences.get(word, 0.0), shift=shift) for word in words}
    meanings |= {word: Meaning(valence, idiom=True) for word, valence in data.idioms.items()}
    symbols = {word.lower(): valence for word, valence in (emoticon_valences() | emoji_valences()).items()}
    for word, valence in {**symbols, **data.valences}.items():
        meanings.setdefault(word, Meaning(valence))
    return meanings


def _is_barred(phrase: tuple[str, ...], data: LexiconFiles) -> bool:
    """Whether a phrase without diacritics may be another word."""
    if len(phrase) == 1 and phrase[0].isalpha() and data.single is not None:
        return phrase[0] not in data.single
    return " ".join(phrase) in data.ambiguous


@cache
def shared_model(language: str, folder: Traversable | None = None) -> LexiconModel:
    """The one model of a lexicon in this process, read when the first text is scored; also what unpickling gives."""
    return LexiconModel(language, folder, later=True)


def _agree(candidates: Iterable[Meaning]) -> bool:
    """Whether phrases that look alike without diacritics also mean alike, so that the first may represent all."""
    first, *rest = candidates
    roles = (first.shift, first.boost > 0, first.boost_side, first.contrast, first.ignored, first.valence > 0)
    return all(
        roles == (other.shift, other.boost > 0, other.boost_side, other.contrast, other.ignored, other.valence > 0)
        for other in rest
    )


def _digest(folder: Traversable) -> str:
    """Eight characters that change with anything that may change a score."""
    digest, tokenizer = fingerprint_of(folder)
    segmenter = _SEGMENTERS.get(tokenizer)
    parts = [digest, RULES_VERSION, version("vaderSentiment"), (version(segmenter) if segmenter else "")]
    overrides = (files("analysis.sentiment.models.lexicon") / OVERRIDES).read_bytes()
    return hashlib.sha256("\0".join(parts).encode() + overrides).hexdigest()[:8]
