"""Lithuanian: words with their dictionary forms, and negating prefixes split off ("nepatogus" is "ne" + "patogus" unless
the lexicon holds it whole).

A form is found by simplemma's dictionary, also without its diacritics ("grazu") or in the spelling of the diaspora
("grazhu"); what the dictionary lacks, by its stem. Only words of the lexicon get a dictionary form: all others stay as
they are, for no rule asks about them.
"""

from __future__ import annotations

from collections.abc import Iterable

from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

from analysis.sentiment.models.lexicon.tokens import (
    Settings,
    Tokens,
    few_in_a_row,
    respelled,
    shortened,
    undiacritised,
    word_pattern,
)

LANGUAGE = "lt"
SUPERLATIVE, STRENGTH = "iaus", "labai"
"""What marks a superlative ("geriausias"), and the booster that says the same."""
_CACHE_SIZE = 50_000
_SHORTEST_STEM = 3
"""Letters that remain of a word without its negating prefix."""
_SHORTEST_GUESS = 5
"""Letters of a stem that may be guessed from: shorter ones are shared by too many words."""
_DIASPORA = (("sh", "s"), ("zh", "z"), ("ch", "c"), ("w", "v"), ("x", "ks"))
_ENDINGS = (
    "a ai ais am ame ant anti as asis au aus avo dama damas dami davau davo e ei ejau eje ejo em emis ems en es "
    "eti i iai iais iam iame iams iant ias iasi iau iausi iausia iausiai iausias iausio iausios iausiu iausius "
    "ima imai imas imo imu in inti io ioje iom iomis ioms ion ios is it ite iu iui iuje iumi ius ja jai jas je jo "
    "ju jus kit kite ko o oje om omis oms on os ota otas oti s si sime sit site siu ta tai tais tam tame tams tas "
    "ti tis to toje tomis toms tos tu tus u ui uje um umas umi umo umu uoja uoju uota uotas uoti us usi usio "
    "usios yje ys yta ytas yti "
)
"""Of nouns, adjectives and verbs, without diacritics."""


class LemmaTokenizer:
    """Words and their dictionary forms; cached, as a language's words repeat. Expects a normalised text."""

    def __init__(self, settings: Settings) -> None:
        self._find = word_pattern(settings.vocabulary).findall
        self._spelling = settings.spelling
        self._prefixes = tuple(sorted(settings.prefixes, key=len, reverse=True))
        self._entries = {entry for entry in settings.vocabulary if " " not in entry}
        self._words = {word for entry in settings.vocabulary for word in entry.split()}
        self._lemmas, self._plain = _forms_of(self._words)
        # An exception may be found without diacritics, but is split in no form.
        self._whole = settings.prefix_exceptions | {undiacritised(word) for word in settings.prefix_exceptions}
        self._stems = _stems_of(word for word in self._words if word not in self._whole)
        self._cache: dict[str, tuple[tuple[str, str], ...]] = {}

    def __call__(self, text: str) -> Tokens:
        tokens, lemmas = [], []
        for token in respelled(few_in_a_row(self._find(shortened(text))), self._spelling):
            for part, lemma in self._parts(token):
                tokens.append(part)
                lemmas.append(lemma)
        return tokens, lemmas

    def _parts(self, token: str) -> tuple[tuple[str, str], ...]:
        known = self._cache.get(token)
        if known is None:
            known = self._split(token)
            if len(self._cache) < _CACHE_SIZE:
                self._cache[token] = known
        return known

    def _split(self, token: str) -> tuple[tuple[str, str], ...]:
        if not token[:1].isalpha():
            return ((token, token),)
        lemma = self._lemma_of(token)
        if lemma is not None:
            return self._with_strength(token, lemma)
        known = self._prefixed(token)
        if known is not None:
            return known
        guess = self._guess(token)
        if guess is not None:
            return self._with_strength(token, guess)
        return self._prefixed_guess(token) or ((token, token),)

    def _prefixed(self, token: str) -> tuple[tuple[str, str], ...] | None:
        """A prefix and a form of a word of the lexicon, by the dictionary."""
        for prefix in () if token in self._whole else self._prefixes:
            stem = token.removeprefix(prefix)
            if stem == token or len(stem) < _SHORTEST_STEM:
                continue
            # A reflexive verb has its -si before the stem when it is negated: "nesigaili", of "gailisi".
            lemma = self._lemma_of(stem) or (self._lemma_of(f"{stem}si") if prefix.endswith("si") else None)
            if lemma is not None:
                return ((prefix, prefix), *self._with_strength(stem, lemma))
        return None

    def _prefixed_guess(self, token: str) -> tuple[tuple[str, str], ...] | None:
        """A prefix and what seems to be a form of a word of the lexicon."""
        for prefix in () if token in self._whole else self._prefixes:
            guess = self._guess(token.removeprefix(prefix)) if token.startswith(prefix) else None
            if guess is not None:
                return ((prefix, prefix), *self._with_strength(token.removeprefix(prefix), guess))
        return None

    def _lemma_of(self, word: str) -> str | None:
        """The word of the lexicon that this is a form of, by the dictionary."""
        if word in self._entries:
            return word
        lemma = self._lemmas.get(word) or (word if word in self._words else None)
        if lemma is None and word.isascii():
            lemma = self._plain.get(word)
            if lemma is None:
                respelt = word
                for written, meant in _DIASPORA:
                    respelt = respelt.replace(written, meant)
                lemma = self._plain.get(respelt) if respelt != word else None
        return lemma or self._positive_of(word)

    def _positive_of(self, word: str) -> str | None:
        """The adjective of a superlative that the dictionary lacks: "blogiausia" is of "blogas"."""
        base, mark, _ = word.partition(SUPERLATIVE)
        if not mark or len(base) < _SHORTEST_STEM:
            return None
        return next((base + ending for ending in ("as", "us", "is") if base + ending in self._words), None)

    def _guess(self, word: str) -> str | None:
        """The shortest word of the lexicon with the same stem."""
        stem = _stem(undiacritised(word))
        return self._stems.get(stem) if len(stem) >= _SHORTEST_GUESS else None

    def _with_strength(self, word: str, lemma: str) -> tuple[tuple[str, str], ...]:
        if SUPERLATIVE in word and SUPERLATIVE not in lemma and STRENGTH in self._words:
            return ((STRENGTH, STRENGTH), (word, lemma))
        return ((word, lemma),)


def _forms_of(words: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Form -> word of the lexicon, for all forms of the dictionary; and the same for forms without diacritics, where they
    are no other word."""
    dictionary = DEFAULT_DICTIONARY_FACTORY.get_dictionary(LANGUAGE)
    wanted = {word.encode() for word in words}
    # Only words in their dictionary form replace others: "laiku" is "in time", "laikas" any time. The package decodes whatever
    # it is asked for, which takes longer than all else here; few of its bytes are of a word of the lexicon.
    held: dict[bytes, bytes] = dictionary._dict  # type: ignore[attr-defined]
    lemmas = {form.decode().lower(): lemma.decode() for form, lemma in held.items() if lemma in wanted}
    plain: dict[str, str] = {}
    for form, word in {**lemmas, **{word: word for word in words}}.items():
        bare = undiacritised(form)
        if bare != form and bare not in words and dictionary.get(bare) is None:
            plain.setdefault(bare, word)
    return lemmas, plain


def _stems_of(words: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in sorted(words, key=lambda word: (len(word), word)):
        stem = _stem(undiacritised(word))
        if len(stem) >= _SHORTEST_GUESS:
            found.setdefault(stem, word)
    return found


_LONGEST_FIRST = sorted(_ENDINGS.split(), key=len, reverse=True)


def _stem(word: str) -> str:
    """A word without diacritics and without its longest ending."""
    for ending in _LONGEST_FIRST:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
