"""New topics: what customers speak of in sentences that no driver of the taxonomy names. Proposed, never added by themselves.

A term (a word or two) is a candidate if enough authors write it and it sets these sentences apart from those the taxonomy
does name. Sentences that share a term are its cluster; terms are ranked by class-based TF-IDF (Grootendorst 2022,
arXiv:2203.05794): tf in the class · log(1 + mean class size / frequency in all). Nothing is drawn at random and the order
of the input does not matter, so the same sentences give the same proposals; a proposal's id is the hash of its term.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from analysis.lexicons import LexiconError, languages_of, read_lexicon
from analysis.phrases import fold

MIN_AUTHORS = 5
"""People who must speak of a topic: fewer are chance."""
MAX_SHARE = 0.2
"""A term in a larger share of all sentences is a word of the language, not a topic."""
ALWAYS_FEW = 20
"""... unless it stands in no more sentences than this."""
MIN_LIFT = 1.5
"""How much more frequent a term must be in unnamed sentences than in those that a driver names."""
OVERLAP = 0.5
"""A term that shares this much of its sentences with a better one belongs to that one."""
WHOLE = 0.6
"""If a pair of words covers this share of the sentences of its word, the pair is the topic."""
RELATED, EXAMPLES = 5, 5
_FOLDER = "topics_words"
_WORDS = re.compile(r"[^\W\d_][\w'\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_SPACE = " "
_GOOD_LENGTH = 80
_MIN_LETTERS = 3
_MAX_LENGTH = 2_000


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands: record kind and id, and the offset of its first character. `author`: who wrote it, ''
    if that is not known; then the record stands for its author."""

    record_kind: str
    record_id: str
    start: int
    text: str
    author: str = ""


@dataclass(frozen=True)
class Proposal:
    """A topic the taxonomy may be missing. `term` names it, `related` are words beside it; `n_authors` people speak of it, in
    `n_records` reviews or mentions and `n_sentences` sentences; `examples` are some of them. `score` orders proposals,
    larger first."""

    id: str
    language: str
    term: str
    related: tuple[str, ...]
    n_authors: int
    n_records: int
    n_sentences: int
    score: float
    examples: tuple[Sentence, ...]


def proposal_id(term: str, language: str) -> str:
    """Equal for equal terms of a language, in every run."""
    return hashlib.sha256(f"{language}\t{term}".encode()).hexdigest()[:12]


def propose_topics(
    sentences: Iterable[Sentence],
    language: str,
    *,
    named: Iterable[str] = (),
    earlier: Sequence[str] = (),
    settled: Collection[str] = (),
    ignored: Iterable[str] = (),
    limit: int = 20,
) -> list[Proposal]:
    """Topics of `sentences` (those no driver names), the strongest first, at most `limit`. `named` are sentences that a
    driver does name, to compare with; `earlier` are terms proposed before: they go on naming their topic while it is
    there; `settled` are ids of proposals that were accepted or declined, which are not proposed again; words of `ignored`
    (names of brands) name no topic."""
    unique = sorted({(s.record_kind, s.record_id, s.start): s for s in sentences}.values(), key=_place)
    names = {word for name in ignored for word in _terms(name, language)}
    terms = [[t for t in _terms(s.text, language) if names.isdisjoint((t, *t.split(_SPACE)))] for s in unique]
    where: dict[str, set[int]] = defaultdict(set)
    for number, found in enumerate(terms):
        for term in found:
            where[term].add(number)
    scores = _scores({term: len(numbers) for term, numbers in where.items()}, len(unique), named, language)
    most = max(ALWAYS_FEW, MAX_SHARE * len(unique))
    candidates = {
        term: score
        for term, score in scores.items()
        if len(where[term]) <= most and len({_author(unique[number]) for number in where[term]}) >= MIN_AUTHORS
    }
    clusters = _clusters(candidates, where, earlier)
    related = _related(clusters, terms)
    proposals = []
    for term, numbers in clusters.items():
        members = [unique[number] for number in sorted(numbers)]
        identity = proposal_id(term, language)
        if identity not in settled:
            proposals.append(
                Proposal(
                    identity,
                    language,
                    term,
                    related[term],
                    len({_author(member) for member in members}),
                    len({_record(member) for member in members}),
                    len(members),
                    candidates[term],
                    tuple(_examples(members)),
                )
            )
    return sorted(proposals, key=lambda proposal: (-proposal.score, proposal.term))[:limit]


def _place(sentence: Sentence) -> tuple[str, str, int]:
    return sentence.record_kind, sentence.record_id, sentence.start


def _record(sentence: Sentence) -> tuple[str, str]:
    return sentence.record_kind, sentence.record_id


def _author(sentence: Sentence) -> tuple[str, str]:
    return ("", sentence.author) if sentence.author else _record(sentence)


def _scores(counts: Mapping[str, int], n_unnamed: int, named: Iterable[str], language: str) -> dict[str, float]:
    """Class-based TF-IDF of each term in the class of unnamed sentences, the named ones being the other class; terms that
    are as frequent there are left out."""
    background: Counter[str] = Counter()
    n_named = 0
    for text in named:
        n_named += 1
        background.update(set(_terms(text, language)))
    mean_size = (sum(counts.values()) + background.total()) / 2
    scores = {}
    for term, count in counts.items():
        rate, other = count / n_unnamed, background[term] / max(1, n_named)
        if rate >= MIN_LIFT * other:
            scores[term] = count * math.log(1 + mean_size / (count + background[term]))
    return scores


def _clusters(
    candidates: Mapping[str, float], where: Mapping[str, set[int]], earlier: Sequence[str]
) -> dict[str, set[int]]:
    """Term -> its sentences, no two terms meaning the same ones: earlier terms first, then by score."""
    pairs = [term for term in candidates if _SPACE in term]
    replaced = {
        word
        for pair in pairs
        for word in pair.split(_SPACE)
        if word not in earlier and len(where[pair]) >= WHOLE * len(where.get(word, ()))
    }
    known = [term for term in dict.fromkeys(earlier) if term in candidates]
    fresh = sorted(
        (term for term in candidates if term not in known and term not in replaced),
        key=lambda term: (-candidates[term], term),
    )
    clusters: dict[str, set[int]] = {}
    for term in [*known, *fresh]:
        numbers = where[term]
        if all(len(numbers & taken) < OVERLAP * min(len(numbers), len(taken)) for taken in clusters.values()):
            clusters[term] = numbers
    return clusters


def _related(clusters: Mapping[str, set[int]], terms: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The terms that set each cluster apart from the others, by class-based TF-IDF over the clusters."""
    inside = {term: Counter(t for number in numbers for t in terms[number]) for term, numbers in clusters.items()}
    total: Counter[str] = Counter()
    for counts in inside.values():
        total.update(counts)
    mean_size = total.total() / max(1, len(inside))
    related = {}
    for term, counts in inside.items():
        parts = set(term.split(_SPACE))
        weights = {
            other: count * math.log(1 + mean_size / total[other])
            for other, count in counts.items()
            if count > 1 and _SPACE not in other and other not in parts
        }
        related[term] = tuple(sorted(weights, key=lambda other: (-weights[other], other))[:RELATED])
    return related


def _examples(members: Sequence[Sentence]) -> list[Sentence]:
    """A few sentences of different people, those of middling length first: they say something and are soon read."""
    by_length = sorted(members, key=lambda member: (abs(len(member.text) - _GOOD_LENGTH), _place(member)))
    first_of_author: dict[tuple[str, str], Sentence] = {}
    for member in by_length:
        first_of_author.setdefault(_author(member), member)
    return list(first_of_author.values())[:EXAMPLES]


def _terms(text: str, language: str) -> list[str]:
    """Words and pairs of neighbouring words that may name a topic, each once."""
    words = _language(language)
    tokens = words.tokens(_ADDRESS.sub(_SPACE, fold(text[:_MAX_LENGTH])))
    told = [token if _names(token, words) else "" for token in tokens]
    found = [token for token in told if token]
    found += [f"{first}{_SPACE}{second}" for first, second in pairwise(told) if first and second and first != second]
    return list(dict.fromkeys(found))


def _names(token: str, words: _Language) -> bool:
    letters = len(token) if words.spaced else len(token) + 1  # two Thai letters are a word, two Latin ones seldom
    return letters >= _MIN_LETTERS and token not in words.ignored and _WORDS.fullmatch(token) is not None


@dataclass(frozen=True)
class _Language:
    tokens: Callable[[str], list[str]]
    ignored: frozenset[str]
    spaced: bool


@lru_cache(maxsize=32)
def _language(language: str) -> _Language:
    """How a language is cut into words, and which of them name nothing. A language without a file: by spaces."""
    if language not in languages_of(_FOLDER):
        return _Language(_WORDS.findall, frozenset(), True)
    lexicon = read_lexicon(_FOLDER, language, "topics")
    kind = str(lexicon.content.get("tokens", "words"))
    if kind not in ("words", "thai", "lemmas"):
        raise LexiconError(f'{lexicon.path}: tokens: expected "words", "thai" or "lemmas", found {kind!r}')
    ignored = frozenset(word for entry in lexicon.content["topics"].values() for word in fold(str(entry)).split())
    cuts: dict[str, Callable[[str], list[str]]] = {
        "words": _WORDS.findall,
        "thai": _thai,
        "lemmas": partial(_lemmas, language=language),
    }
    return _Language(cuts[kind], ignored, kind != "thai")


def _thai(text: str) -> list[str]:
    from pythainlp.tokenize import word_tokenize  # loads a dictionary: only where Thai is read

    return [str(token) for token in word_tokenize(text, engine="newmm", keep_whitespace=False)]


def _lemmas(text: str, *, language: str) -> list[str]:
    from simplemma import lemmatize  # loads a dictionary: only where it is asked for

    return [lemmatize(word, lang=language) for word in _WORDS.findall(text)]
