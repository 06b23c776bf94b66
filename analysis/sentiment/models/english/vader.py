"""English sentiment: VADER (Hutto and Gilbert, ICWSM 2014), the same four numbers as vaderSentiment 3.3.2 on every text, faster.

The package rebuilds the text character by character and lower-cases all words at every check. Here each token is looked at
once and remembered, and rules run only where there is a word of the lexicon. What looks odd below is how VADER is: "so" or
"this" before a word strengthens it whether or not "never" is before, "but" may scale the same value twice. Equal means
equal, and tests/analysis/sentiment/test_english.py compares with the package.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version

from vaderSentiment.vaderSentiment import C_INCR, N_SCALAR

from analysis.sentiment.model import Sentiment, label_of
from analysis.sentiment.models.english.words import BOOSTER_PHRASES, PHRASES, Word, Words, read_package, token_word

LANGUAGE = "en"
_ALPHA = 15
_NEGATED: float = N_SCALAR
_CAPITALS: float = C_INCR
_SECOND, _THIRD = 0.95, 0.9
"""How much of a booster counts two and three words before the hit."""
_NEAR_TIE = 0.499999
_EXCLAMATION, _QUESTION, _QUESTIONS = 0.292, 0.18, 0.96


@lru_cache(maxsize=1)
def vader_name() -> str:
    """The model's name as evaluations know it, with the version of the package its lexicon is from."""
    return f"vader-{version('vaderSentiment')}"


@lru_cache(maxsize=1)
def vader() -> EnglishLexicon:
    """The one VADER of this process."""
    return EnglishLexicon()


class EnglishLexicon:
    """VADER as a SentimentModel. Picklable: a copy reads the lexicon anew."""

    def __init__(self) -> None:
        self._lexicon, self._describe = read_package()
        self._words = Words(self._lexicon)

    def __reduce__(self) -> tuple[type[EnglishLexicon], tuple[()]]:
        return EnglishLexicon, ()

    @property
    def name(self) -> str:
        """vader-<version>."""
        return vader_name()

    @property
    def language(self) -> str:
        """'en'."""
        return LANGUAGE

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """The compound of each text. The typographic apostrophe is read as the straight one: VADER's lists know only that."""
        name = vader_name()
        scores = [self.compound(text.replace("\u2019", "'")) for text in texts]
        return [Sentiment(label_of(score), score, name) for score in scores]

    def compound(self, text: str) -> float:
        """VADER's `compound` alone, −1..1."""
        text = self._describe(text)
        valences, _ = self._valences(text)
        return _compound(sum(valences), _emphasis(text)) if valences else 0.0

    def polarity_scores(self, text: str) -> dict[str, float]:
        """neg, neu, pos (shares, 0..1) and compound (−1..1), exactly as SentimentIntensityAnalyzer().polarity_scores."""
        text = self._describe(text)
        valences, n = self._valences(text)
        if not valences:
            return {"neg": 0.0, "neu": 1.0 if n else 0.0, "pos": 0.0, "compound": 0.0}
        emphasis = _emphasis(text)
        positive, negative, neutral = 0.0, 0.0, n - len(valences)
        for valence in valences:
            if valence > 0:
                positive += valence + 1  # the 1 weighs a word like a neutral one, which counts as 1
            else:
                negative += valence - 1
        if positive > -negative:
            positive += emphasis
        elif positive < -negative:
            negative -= emphasis
        total = positive - negative + neutral
        return {
            "neg": _rounded(-negative / total, 1_000, 3) if negative else 0.0,
            "neu": _rounded(neutral / total, 1_000, 3) if neutral else 0.0,
            "pos": _rounded(positive / total, 1_000, 3) if positive else 0.0,
            "compound": _compound(sum(valences), emphasis),
        }

    def _valences(self, text: str) -> tuple[list[float], int]:
        """The valences that are not zero, in order, and the number of tokens. `text` has no emoji any more."""
        tokens = text.split()
        words = list(map(self._words.__getitem__, tokens))
        capitals, but = 0, -1
        hits = []
        for at, word in enumerate(words):
            if word is not None:
                if word.upper:
                    capitals += 1
                if word.hit:
                    hits.append(at)
                elif word.but and but < 0:
                    but = at
        return weighed(tokens, words, hits, capitals, but), len(tokens)


def weighed(tokens: list[str], words: list[Word | None], hits: Sequence[int], capitals: int, but: int) -> list[float]:
    """The valences of the `hits` (places of words) that are not zero, in order. `capitals`: words in capitals; `but`: the place
    of the first "but", −1 if there is none."""
    if not hits:
        return []
    n = len(tokens)
    mixed = 0 < capitals < n
    before = [None, None, None, *words]  # before[at] is the third word before the one at `at`
    positions: list[int] = []
    valences: list[float] = []
    for at in hits:
        three, two, one, word = before[at : at + 4]
        assert word is not None
        if one is None and two is None and three is None and not word.odd:
            valence = word.valence
            if mixed and word.upper:
                valence += _CAPITALS if valence > 0 else -_CAPITALS
        else:
            valence = _valence(at, word, (one, two, three), tokens, words, mixed)
        if valence:
            positions.append(at)
            valences.append(valence)
    return valences if but < 0 else _around_but(valences, positions, but)


def _valence(
    at: int,
    word: Word,
    before: tuple[Word | None, Word | None, Word | None],
    tokens: list[str],
    words: list[Word | None],
    mixed: bool,
) -> float:
    """The valence of the hit `word` at `at`. `before`: the words one, two and three before; `mixed`: some, but not all
    tokens are in capitals."""
    one, two, three = before
    if word.odd:
        following = words[at + 1] if at + 1 < len(words) else None
        if word.lower == "kind" and at + 1 < len(words) and token_word(tokens[at + 1]).lower() == "of":
            return 0.0
        refuses = word.lower == "no" and following is not None and following.listed
        valence = 0.0 if refuses else word.valence
    else:
        valence = word.valence
    if _after_no(at, one, two, three, tokens):
        valence = word.valence * _NEGATED
    if mixed and word.upper:
        valence += _CAPITALS if valence > 0 else -_CAPITALS
    return _in_context(at, word, valence, before, tokens, mixed)


def _after_no(at: int, one: Word | None, two: Word | None, three: Word | None, tokens: list[str]) -> bool:
    """Whether "no" is one or two words before, or three with "or" or "nor" between."""
    return (
        (one is not None and one.lower == "no")
        or (two is not None and two.lower == "no")
        or (three is not None and three.lower == "no" and token_word(tokens[at - 1]).lower() in ("or", "nor"))
    )


def _in_context(
    at: int,
    word: Word,
    valence: float,
    before: tuple[Word | None, Word | None, Word | None],
    tokens: list[str],
    mixed: bool,
) -> float:
    """`valence` boosted, lessened and turned around by the words before."""
    one, two, three = before
    if one is not None and not one.listed:
        if one.booster:
            valence += _boost(one, valence, mixed)
        if one.negates:
            valence *= _NEGATED
    if two is not None and not two.listed:
        valence = _second(valence, one, two, mixed)
    if at > 2 and (three is None or not three.listed):
        valence = _third(valence, before, mixed)
        if word.telling or _any_telling(one, two, three):
            valence = _phrases(valence, tokens, at)
    if one is not None and one.lower == "least" and _is_least(at, one, tokens):
        valence *= _NEGATED
    return valence


def _is_least(at: int, least: Word, tokens: list[str]) -> bool:
    """Whether "least" right before `at` turns it around: not as part of "at least" or "very least"."""
    earlier = token_word(tokens[at - 2]).lower() if at > 1 else ""
    return not least.listed and earlier not in ("at", "very")


def _any_telling(*words: Word | None) -> bool:
    return any(word is not None and word.telling for word in words)


def _boost(word: Word, valence: float, mixed: bool) -> float:
    scalar: float = -word.booster if valence < 0 else word.booster
    if mixed and word.upper:
        scalar += _CAPITALS if valence > 0 else -_CAPITALS
    return scalar


def _second(valence: float, one: Word | None, two: Word, mixed: bool) -> float:
    """The part of the word two before."""
    if two.booster:
        valence += _boost(two, valence, mixed) * _SECOND
    if not two.negates:
        return valence
    near = one.lower if one is not None else ""
    if two.lower == "never" and near in ("so", "this"):
        return valence * 1.25
    if two.lower == "without" and near == "doubt":
        return valence
    return valence * _NEGATED


def _third(valence: float, before: tuple[Word | None, Word | None, Word | None], mixed: bool) -> float:
    """The part of the word three before. "so" and "this" right before the hit count even where that is a plain word."""
    one, two, three = before
    if three is not None and three.booster:
        valence += _boost(three, valence, mixed) * _THIRD
    near = one.lower if one is not None else ""
    if near in ("so", "this"):
        return valence * 1.25
    if three is None or not three.negates:
        return valence
    far = two.lower if two is not None else ""
    if three.lower == "never" and far in ("so", "this"):
        return valence * 1.25
    if three.lower == "without" and "doubt" in (near, far):
        return valence
    return valence * _NEGATED


def _phrases(valence: float, tokens: list[str], at: int) -> float:
    """Special phrases around token `at` (at least the fourth) replace its valence; "kind of" before it lessens it."""
    window = [token_word(token).lower() for token in tokens[at - 3 : at + 3]]
    three, two, one, zero = window[:4]
    threetwo, twoone, threetwoone = f"{three} {two}", f"{two} {one}", f"{three} {two} {one}"
    for phrase in (f"{one} {zero}", f"{two} {one} {zero}", twoone, threetwoone, threetwo):
        if phrase in PHRASES:
            valence = PHRASES[phrase]
            break
    if len(window) > 4:
        valence = PHRASES.get(f"{zero} {window[4]}", valence)
    if len(window) > 5:
        valence = PHRASES.get(f"{zero} {window[4]} {window[5]}", valence)
    for phrase in (threetwoone, threetwo, twoone):
        valence += BOOSTER_PHRASES.get(phrase, 0.0)
    return valence


def _around_but(valences: list[float], positions: list[int], but: int) -> list[float]:
    """Halve what is before the first "but" and raise by half what is after it. VADER finds each value again by its
    size, so of equal values the first may be scaled in the place of a later one."""
    for current in range(len(valences)):
        valence = valences[current]
        first = valences.index(valence)
        if positions[first] < but:
            valences[first] = valence * 0.5
        elif positions[first] > but:
            valences[first] = valence * 1.5
    return valences


def _emphasis(text: str) -> float:
    questions = text.count("?")
    raised = 0.0 if questions < 2 else questions * _QUESTION if questions <= 3 else _QUESTIONS
    exclamations = text.count("!")
    return (exclamations if exclamations < 4 else 4) * _EXCLAMATION + raised


def _compound(total: float, emphasis: float) -> float:
    """`total` away from zero by `emphasis`, normalised to −1..1 (x / sqrt(x² + 15)) and rounded to four decimals."""
    if total > 0:
        total += emphasis
        return _rounded(total / math.sqrt(total * total + _ALPHA), 10_000, 4)
    if total < 0:
        total = emphasis - total
        return -_rounded(total / math.sqrt(total * total + _ALPHA), 10_000, 4)
    return 0.0


def _rounded(value: float, scale: int, digits: int) -> float:
    """round(value, digits) of a value 0..1, quicker: only next to a tie does it take the exact decimal to decide."""
    scaled = value * scale
    whole = int(scaled + 0.5)
    return whole / scale if -_NEAR_TIE < scaled - whole < _NEAR_TIE else round(value, digits)
