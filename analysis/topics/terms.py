"""The terms of sentences that may name a topic: one to three words that belong together and end (or, where modifiers follow,
begin) with what is used as a noun. Which languages are cut how, and which words name nothing: text/topics.toml of it.

No tagger is asked. A word counts as a noun by the words beside it ("the", "of", "without" before it, not "to", "we",
"can"; Schütze 1995 calls this distributional tagging), in Thai by the dictionary of ORCHID tags, in Lithuanian by the ending of
its lemma. Vietnamese syllables that are together more often than by chance (normalised pointwise mutual information, Bouma
2009) are first joined into words, the strongest pairs before others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from itertools import pairwise

from analysis.sentiment.models.lexicon.thai_cuts import ThaiCuts
from analysis.text.lexicons import LexiconError, languages_of, read_lexicon
from analysis.text.phrases import fold

MAX_WORDS = 3
MIN_LETTERS = 3
"""Latin letters of a word; a Thai word may have one less."""
MIN_NOUN_SHARE = 0.6
"""Of the occurrences of a word beside a telling neighbour, the share that must speak for a noun."""
MIN_NAME_SHARE = 0.7
"""A word of which this share has a capital within a sentence is a name, in languages that write only names so."""
MIN_TOGETHER, MIN_NPMI, MIN_NPMI_GRAMMAR = 4, 0.35, 0.6
"""How often two syllables must be together to be one word, and how much more than by chance (0 chance, 1 always); the last
holds where one of them names nothing by itself: "this subject" is no word, however often it is met."""
_FILE = "topics"
_MAX_LENGTH = 2_000
_CUTS = ("words", "plurals", "lemmas", "syllables", "thai")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_WORD = re.compile(r"[^\W\d_][\w'\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*(?:-[^\W\d_][\w']*)*")
_PARTS = re.compile(r"[^\w\s'\u0e31\u0e34-\u0e3a\u0e47-\u0e4e-]+|\s-+\s")
_DIGITS = re.compile(r"\d")
_THAI_NOUNS = frozenset({"NOUN", "PROPN"})

Term = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `key` is what its forms have in common, `form` how it is written in the text (folded)."""

    key: str
    form: str


Segment = list[Token]
"""Words that no punctuation parts."""


@dataclass(frozen=True)
class TermFinder:
    """Finds the terms of texts of one language, by what `learn` saw of it."""

    words: _Words
    nouns: Mapping[str, float]
    joined: Mapping[tuple[str, str], float]
    names: frozenset[str]
    cuts: Mapping[str, list[Segment]] = field(default_factory=dict, repr=False, compare=False)
    """The texts that were looked through, cut."""
    _named: dict[tuple[str, ...], bool] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def learn(cls, language: str, texts: Iterable[str]) -> TermFinder:
        """Look through texts of the language, all that will be searched among them; their order does not matter. Raises
        LexiconError for a file of the language that cannot be read."""
        words = _words(language)
        texts = list(texts)
        cuts = {text: words.cut(text) for text in dict.fromkeys(texts)}
        joined = _joined((segment for text in texts for segment in cuts[text]), words) if words.syllables else {}
        if joined:
            cuts = {text: [_join(segment, joined) for segment in segments] for text, segments in cuts.items()}
        segments = (segment for text in texts for segment in cuts[text])
        nouns = _noun_shares(segments, words) if words.before_nouns else {}
        return cls(words, nouns, joined, _names(texts) if words.capitals else frozenset(), cuts)

    def terms(self, text: str) -> dict[Term, str]:
        """Term -> how `text` writes it, in order of its words; the first writing of each."""
        found: dict[Term, str] = {}
        segments = self.cuts.get(text)
        if segments is None:
            segments = [_join(segment, self.joined) for segment in self.words.cut(text)]
        for segment in segments:
            for run in self._runs(segment):
                for size in range(1, MAX_WORDS + 1):
                    for start in range(len(run) - size + 1):
                        part = run[start : start + size]
                        if self._may_name(part):
                            found.setdefault(tuple(token.key for token in part), self.words.write(part))
        return found

    def words_of(self, names: Iterable[str]) -> set[str]:
        """The words of `names` (brands, keywords), as they may be in terms."""
        tokens = (token for name in names for segment in self.words.cut(name) for token in segment)
        return {word for token in tokens for word in (token.key, token.form)}

    def _runs(self, segment: Segment) -> list[Segment]:
        """The stretches of a segment in which every word may be part of a term."""
        runs: list[Segment] = [[]]
        for token in segment:
            if self.words.carries(token.key) and self.names.isdisjoint(token.form.split()):
                runs[-1].append(token)
            elif runs[-1]:
                runs.append([])
        return runs

    def _may_name(self, part: Segment) -> bool:
        keys = tuple([token.key for token in part])
        known = self._named.get(keys)
        if known is None:
            known = self._named[keys] = self._is_name(keys)
        return known

    def _is_name(self, keys: Term) -> bool:
        if len(set(keys)) < len(keys) or (len(keys) == 1 and keys[0] in self.words.beside):
            return False
        head, others = (keys[0], keys[1:]) if self.words.head_first else (keys[-1], keys[:-1])
        if self.words.syllables and not any(" " in key for key in keys):
            return False  # single syllables name little
        return self._noun(head, unknown=len(keys) > 1) and (
            self.words.head_first or all(self._noun(key, unknown=True) for key in others)
        )

    def _noun(self, key: str, *, unknown: bool) -> bool:
        """Whether a word is used as a noun; `unknown` where no neighbour shows it."""
        known = self.words.is_noun(key) if self.words.is_noun else None
        if known is not None or not self.words.before_nouns:
            return known is not False
        share = self.nouns.get(key)
        return unknown if share is None else share >= MIN_NOUN_SHARE


@dataclass(frozen=True)
class _Words:
    """How a language is cut into words, and what its words can be."""

    cut: Callable[[str], list[Segment]]
    ignored: frozenset[str]
    beside: frozenset[str]
    spaced: bool
    capitals: bool
    syllables: bool
    head_first: bool
    is_noun: Callable[[str], bool | None] | None
    before_nouns: frozenset[str]
    before_others: frozenset[str]
    after_others: frozenset[str]

    def carries(self, key: str) -> bool:
        """Whether a word may be part of a term."""
        letters = len(key) if self.spaced else len(key) + 1
        return (letters >= MIN_LETTERS or self.syllables) and key not in self.ignored and not _DIGITS.search(key)

    def write(self, part: Segment) -> str:
        """Words as a text writes them: Thai ones without spaces between."""
        written = ""
        for token in part:
            apart = written and (self.spaced or written[-1].isascii() or token.form[0].isascii())
            written += f" {token.form}" if apart else token.form
        return written


def _join(segment: Segment, joined: Mapping[tuple[str, str], float]) -> Segment:
    """The segment with its syllables put together, the strongest pair first; a word has at most two."""
    if not joined:
        return segment
    pairs = [
        (-joined[pair], place)
        for place, pair in enumerate(pairwise(token.key for token in segment))
        if pair in joined
    ]  # fmt: skip
    taken: set[int] = set()
    starts: set[int] = set()
    for _, place in sorted(pairs):
        if taken.isdisjoint((place, place + 1)):
            taken |= {place, place + 1}
            starts.add(place)
    out: Segment = []
    for place, token in enumerate(segment):
        if place in starts:
            after = segment[place + 1]
            out.append(Token(f"{token.key} {after.key}", f"{token.form} {after.form}"))
        elif place not in taken:
            out.append(token)
    return out


def _joined(segments: Iterable[Segment], words: _Words) -> dict[tuple[str, str], float]:
    """Pairs of syllables that are words -> their normalised pointwise mutual information."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for segment in segments:
        keys = [token.key for token in segment]
        singles.update(keys)
        pairs.update(pairwise(keys))
    total = max(1, singles.total())
    found = {}
    for (first, second), count in pairs.items():
        if count < MIN_TOGETHER or first == second or {first, second} <= words.ignored:
            continue
        together = count / total
        npmi = math.log(together * total * total / (singles[first] * singles[second])) / -math.log(together)
        plain = words.ignored.isdisjoint((first, second))
        if npmi >= (MIN_NPMI if plain else MIN_NPMI_GRAMMAR):
            found[first, second] = npmi
    return found


def _names(texts: Iterable[str]) -> frozenset[str]:
    """Words that are mostly written with a capital where no sentence begins: places, people, makers."""
    seen: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for text in texts:
        for word in _WORD.findall(text[:_MAX_LENGTH])[1:]:
            folded = _folded(word)
            seen[folded] += 1
            large[folded] += word[:1].isupper() and word[1:].islower()
    return frozenset(word for word, count in large.items() if count >= MIN_NAME_SHARE * seen[word] > 0)


def _noun_shares(segments: Iterable[Segment], words: _Words) -> dict[str, float]:
    """Word -> share of its telling neighbours that speak for a noun; words without one are left out."""
    nouns: Counter[str] = Counter()
    verbs: Counter[str] = Counter()
    for segment in segments:
        forms = [token.form for token in segment]
        for place, token in enumerate(segment):
            before = forms[place - 1] if place else ""
            after = forms[place + 1] if place + 1 < len(forms) else ""
            nouns[token.key] += before in words.before_nouns
            verbs[token.key] += before in words.before_others or after in words.after_others
    return {key: nouns[key] / telling for key in nouns if (telling := nouns[key] + verbs[key])}


@lru_cache(maxsize=32)
def _words(language: str) -> _Words:
    """A language without a file is cut by spaces, and any of its words may be a term."""
    empty: frozenset[str] = frozenset()
    if language not in languages_of(_FILE):
        return _Words(_by_spaces, empty, empty, True, False, False, False, None, empty, empty, empty)
    lexicon = read_lexicon(_FILE, language, "topics")
    kind = str(lexicon.content.get("tokens", "words"))
    if kind not in _CUTS:
        raise LexiconError(f"{lexicon.path}: tokens: expected one of {', '.join(_CUTS)}, found {kind!r}")
    neighbours = {name: _listed(lexicon.content.get("neighbours", {}).get(name, "")) for name in _NEIGHBOURS}
    ignored = frozenset(word for entry in lexicon.content["topics"].values() for word in _listed(entry))
    joining = _listed(lexicon.content.get("joining", ""))
    endings = tuple(_listed(lexicon.content.get("no_noun_endings", "")))
    cuts: dict[str, Callable[[str], list[Segment]]] = {
        "words": _by_spaces,
        "syllables": _by_spaces,
        "plurals": partial(_by_spaces, key=partial(_singular, language=language)),
        "lemmas": partial(_by_spaces, key=partial(_lemma, language=language)),
        "thai": partial(_thai, joining=joining, ignored=ignored),
    }
    is_noun: Callable[[str], bool | None] | None = None
    if kind == "thai":
        is_noun = partial(_thai_noun, joining=joining)
    elif endings:
        is_noun = partial(_no_ending, endings=endings)
    return _Words(
        cuts[kind],
        ignored,
        _listed(lexicon.content.get("beside", "")),
        kind != "thai",
        bool(lexicon.content.get("capitals")),
        kind == "syllables",
        bool(lexicon.content.get("head_first")),
        is_noun,
        *neighbours.values(),
    )


_NEIGHBOURS = ("before_nouns", "before_others", "after_others")


def _listed(words: object) -> frozenset[str]:
    """A list of words in a file, `_` for a space within one."""
    return frozenset(word.replace("_", " ") for word in fold(str(words)).split())


def _segments(text: str) -> list[str]:
    return [part for part in _PARTS.split(_ADDRESS.sub(" . ", fold(text[:_MAX_LENGTH]))) if part.strip()]


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return fold(word)


def _by_spaces(text: str, key: Callable[[str], str] = str) -> list[Segment]:
    return [[Token(key(word), word) for word in _word_tokens(part)] for part in _segments(text)]


def _word_tokens(part: str) -> list[str]:
    return [word.removesuffix("'s") for word in part.split() if word.strip("'-")]


@lru_cache(maxsize=65_536)
def _lemma(word: str, *, language: str) -> str:
    from simplemma import lemmatize  # loads a dictionary: only where it is asked for

    return str(lemmatize(word, lang=language)).lower()


def _singular(word: str, *, language: str) -> str:
    """The lemma where only a plural's ending is taken off: the lemma of "shipping" is "ship", another topic."""
    return _lemma(word, language=language) if word.endswith("s") and not word.endswith("ss") else word


def _thai(text: str, joining: Collection[str], ignored: Collection[str]) -> list[Segment]:
    """Words of the dictionary; words that only make a noun of the next one (`joining`) are one word with it, unless that one
    names nothing."""
    cuts = _thai_cuts()
    segments: list[Segment] = []
    for part in _segments(text):
        segment: Segment = []
        open_word = ""
        for word in filter(None, [cut.strip(" ") for cut in cuts(part)]):
            if word in joining:
                open_word += word
                continue
            whole = word if word in ignored else open_word + word
            segment.append(Token(whole, whole))
            open_word = ""
        segments.append(segment)
    return segments


@cache
def _thai_cuts() -> ThaiCuts:
    return ThaiCuts(())


@cache
def _thai_tags() -> Callable[[str], str]:
    from pythainlp.tag import pos_tag

    @lru_cache(maxsize=65_536)
    def tag(word: str) -> str:
        return str(pos_tag([word], engine="unigram", corpus="orchid_ud")[0][1])

    return tag


def _thai_noun(word: str, joining: Collection[str]) -> bool | None:
    """Whether a word is a noun of the dictionary, or made one (การ, ความ); None if the dictionary does not know it."""
    if any(word.startswith(part) and word != part for part in joining):
        return True
    tag = _thai_tags()(word)
    return tag in _THAI_NOUNS if tag else None


def _no_ending(word: str, endings: Sequence[str]) -> bool | None:
    return not word.endswith(tuple(endings))
