"""English sentiment of customers' words: VADER's rules, with what customers say added to VADER's words.

VADER was made for social media: it reads "support" as praise and knows neither "slow" nor "took weeks". Entries of customers'
words replace the words they cover, as one word with a valence of its own; negation, boosters, "but" and signs work on them
as on any word of VADER.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import product
from pathlib import Path

from analysis.sentiment.features.customer_words import customer_entries
from analysis.sentiment.model import Sentiment, label_of
from analysis.sentiment.models.english.vader import LANGUAGE, EnglishLexicon, vader, vader_name, weighed
from analysis.sentiment.models.english.words import MAX_CACHED, MAX_TOKEN, Entries, Entry, Word, Words, token_word
from analysis.sentiment.models.lexicon.valences import LexiconFileError, read_valences
from data import languages
from data.languages.shapes import CustomersContext

LONGEST_ENTRY = 6
RULES_VERSION = "1"
"""Part of the model's name: raise it when a change here changes a score."""
_OF_WEIGHT = {-3: -2.6, -2: -1.8, 2: 1.8, 3: 2.6}
"""Valences of the weights of customers.tsv; the weaker ones say too little by themselves."""
_NUMBER = "<n>"
_LONGEST_WORD = 20
_DIGITS = re.compile(r"\d[\d.,:/+-]*")
_SIGNS = re.compile("[\u2018-\u201f\u2026\u2010-\u2015\u00ab\u00bb\u02bc\u00b4]|--+")
_PLAIN_SIGNS = dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4", "'") | dict.fromkeys(
    "\u201a\u201c\u201d\u201e\u201f\u00ab\u00bb", " "
)
_PLAIN_SIGNS |= dict.fromkeys("\u2010\u2011", "-") | {"\u2026": "... "}
_MERGED = "\ue000"
"""Opens the word that replaces an entry: a private character, which no text should hold."""


def plain_signs(text: str) -> str:
    """`text` with typographic quotes, dashes and the ellipsis as VADER's lists know them, set apart from words."""
    if text.isascii() and "--" not in text:
        return text
    return _SIGNS.sub(lambda match: _PLAIN_SIGNS.get(match.group(), " - "), text)


class _Keys(dict[str, str]):
    """Token -> what it is looked up as; a number is "<n>"."""

    def __missing__(self, token: str) -> str:
        plain = token_word(token).lower()
        key = _NUMBER if _DIGITS.fullmatch(plain) else plain
        if len(token) <= MAX_TOKEN:
            if len(self) >= MAX_CACHED:
                self.clear()
            self[token] = key
        return key


class _CustomersWords(Words):
    """Token -> Word, also for tokens that entries of several words are looked up by."""

    def __init__(self, lexicon: dict[str, float], entries: dict[str, Entries]) -> None:
        super().__init__(lexicon)
        self._entries = entries

    def __missing__(self, token: str) -> Word | None:
        word = super().__missing__(token)
        plain = token_word(token)
        entries = self._entries.get(plain.lower())
        if entries is not None:
            word = word or Word(plain, plain.lower(), None)
            word.entries = entries
            if len(token) <= MAX_TOKEN:
                self[token] = word
        return word


Place = tuple[int, int, str]
"""Of an entry in a text: its first token, the one after its last, and the word that replaces it."""


class CustomersEnglish(EnglishLexicon):
    """A SentimentModel of English. Picklable: a copy reads the words anew. Raises LexiconFileError for a broken file."""

    def __init__(self) -> None:
        super().__init__()
        self._keys = _Keys()
        looked_up: dict[str, Entries] = {}
        numbers, common = frozenset({_NUMBER, *_context().numbers}), frozenset(_context().common)
        for words, valence in _entries().items():
            word = words[0] if len(words) == 1 else f"{_MERGED}{valence:g}"
            if valence:
                self._lexicon[word] = valence
            else:
                self._lexicon.pop(word, None)
            if len(words) > 1:
                anchor = max(range(len(words)), key=lambda at: _rarity(words[at], common))
                before, after = looked_up.setdefault(words[anchor], ({}, {}))
                beside, key = (before, words[anchor - 1]) if anchor else (after, words[1])
                slots = tuple(numbers if own == _NUMBER else frozenset({self._keys[own]}) for own in words)
                for spelled in numbers if key == _NUMBER else (self._keys[key],):
                    beside.setdefault(spelled, []).append(Entry(slots, word, anchor))
        self._words = _CustomersWords(self._lexicon, looked_up)

    def __reduce__(self) -> tuple[type[CustomersEnglish], tuple[()]]:
        return CustomersEnglish, ()

    @cached_property
    def _name(self) -> str:
        digest = hashlib.sha256(f"{RULES_VERSION} {vader_name()}".encode())
        for file in _files():
            digest.update(file.read_bytes())
        return f"customers-en-{digest.hexdigest()[:8]}"

    @property
    def features(self) -> EnglishLexicon:
        """VADER itself, whose score learned models see beside the customers' words."""
        return vader()

    @property
    def name(self) -> str:
        """customers-en-<hash of words, rules and VADER's version>."""
        return self._name

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """One Sentiment a text, in order; never raises on any text."""
        name = self._name
        return [Sentiment(label_of(score), score, name) for score in map(self.compound, texts)]

    def compound(self, text: str) -> float:
        """−1..1 of one text."""
        return super().compound(plain_signs(text))

    def _valences(self, text: str) -> tuple[list[float], int]:
        tokens = text.split()
        words = list(map(self._words.__getitem__, tokens))
        capitals, but = 0, -1
        hits: list[int] = []
        anchors: list[int] = []
        for at, word in enumerate(words):
            if word is not None:
                if word.entries is not None:
                    anchors.append(at)
                if word.upper:
                    capitals += 1
                if word.hit:
                    hits.append(at)
                elif word.but and but < 0:
                    but = at
        if anchors and self._merge(anchors, tokens, words):
            hits, but = _hits_and_but(words)
        return weighed(tokens, words, hits, capitals, but), len(tokens)

    def _merge(self, anchors: Sequence[int], tokens: list[str], words: list[Word | None]) -> bool:
        """Put one word in the place of those of each entry, of entries that overlap the longest. `anchors`: the places of words
        that entries are looked up by. Returns whether there were any."""
        found = self._found(anchors, tokens, words)
        for start, end, stand_in in sorted(_longest(found), reverse=True):
            tokens[start:end] = [stand_in]
            words[start:end] = [self._words[stand_in]]
        return bool(found)

    def _found(self, anchors: Sequence[int], tokens: list[str], words: list[Word | None]) -> list[Place]:
        """The places of all entries, which may overlap."""
        keys, size = self._keys, len(tokens)
        contains, key_of = frozenset.__contains__, keys.__getitem__
        found = []
        for at in anchors:
            word = words[at]
            assert word is not None
            assert word.entries is not None
            before, after = word.entries
            tried = before.get(keys[tokens[at - 1]], ()) if before and at else ()
            if after and at + 1 < size:
                tried = (*tried, *after.get(keys[tokens[at + 1]], ()))
            for entry in tried:
                start = at - entry.before
                end = start + len(entry.slots)
                if start >= 0 and end <= size and all(map(contains, entry.slots, map(key_of, tokens[start:end]))):
                    found.append((start, end, entry.stand_in))
        return found


def _longest(found: Sequence[Place]) -> list[Place]:
    """Of places that overlap the longest, of equally long ones the first."""
    taken: set[int] = set()
    kept = []
    for start, end, stand_in in sorted(found, key=lambda place: (place[0] - place[1], place)):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((start, end, stand_in))
    return kept


def _hits_and_but(words: Sequence[Word | None]) -> tuple[list[int], int]:
    """The places of hits, and of the first "but" (−1 if there is none)."""
    hits = [at for at, word in enumerate(words) if word is not None and word.hit]
    return hits, next((at for at, word in enumerate(words) if word is not None and word.but), -1)


def _context() -> CustomersContext:
    return languages.customers_context(LANGUAGE)


def _rarity(word: str, common: AbstractSet[str]) -> int:
    """The higher the fewer texts of customers hold it, by the look of it. Entries are looked up by other words than the `common`
    ones where they have any: most texts then hold none of those."""
    return 0 if word == _NUMBER else len(word) - (_LONGEST_WORD if word in common else 0)


def _files() -> tuple[Path, Path]:
    folder = languages.path(LANGUAGE, "text/sentiment")
    return folder / "customers.tsv", folder / "words.tsv"


def _entries() -> dict[tuple[str, ...], float]:
    """Words -> valence. Of the shared entries those are left out that say what their words say anyway,
    and those that hold common words only, which would be looked for in most texts."""
    own = _files()[1]
    entries: dict[tuple[str, ...], float] = {}
    vader = EnglishLexicon()
    common = frozenset(_context().common)
    for words, weight in customer_entries(LANGUAGE):
        label = label_of(vader.compound(" ".join(words)))
        if (
            weight in _OF_WEIGHT
            and max(_rarity(word, common) for word in words) > 0
            and label != (1 if weight > 0 else -1)
            and not (len(words) == 1 and label)
        ):
            entries[words] = _OF_WEIGHT[weight]
    for entry, valence in read_valences(own).items():
        slots = [word.split("/") for word in entry.lower().split()]
        if not 1 <= len(slots) <= LONGEST_ENTRY or not all(all(slot) for slot in slots):
            raise LexiconFileError(
                f"{languages.shown(LANGUAGE, own.name)}: expected entries of 1 to {LONGEST_ENTRY} words, found {entry!r}"
            )
        entries |= dict.fromkeys(product(*slots), valence)
    return entries
