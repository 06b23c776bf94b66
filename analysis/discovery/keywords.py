"""More keywords out of what rivals say: titles of their results, headings and questions of their pages, related searches.

Terms are weighed by C-value (Frantzi, Ananiadou, Mima 2000): log2(1 + words) times the term's frequency, less the mean
frequency of the longer terms it is part of. The frequency counts sites, not pages, each by the best place it says the
term in (PLACES), so that one talkative rival decides nothing; a term that shares a word with the keywords counts more.
Thai is cut by dictionary, all else at what is no letter. Nothing is drawn at random.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis.discovery.models import Suggestion
from analysis.text.phrases import fold
from data.languages import known, language

PLACES = {"search": 3.0, "heading": 1.5, "title": 1.0, "question": 0.8}
"""Where a text is -> what one site's use of it there is worth; `search` are searches that people made."""
ON_TOPIC = 2.0
"""What a term that shares a word with the keywords counts more."""
MIN_SITES = 2
"""Sites that must say a term, unless people search for it."""
LIMIT, SOURCES = 15, 3
_MAX_WORDS = 4
_MAX_TEXT = 400
_CHUNK = re.compile(r"[^\w\s'’&\u0e31\u0e34-\u0e3a\u0e47-\u0e4e-]+")
_WORD = re.compile(r"[\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+(?:['’&-][\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+)*")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_MIN_LETTERS = 3
_MIN_SINGLE = 6
"""Letters of a word that may be a keyword by itself."""
_MIN_SINGLE_THAI = 4
_STEM, _ENDING = 5, 3
"""Words that begin alike and differ by an ending count as forms of one word."""


@dataclass(frozen=True)
class PlacedText:
    """A text, whose it is (a site's domain; '' for searches), where it is (one of PLACES) and the page's address."""

    site: str
    place: str
    text: str
    url: str


@dataclass(frozen=True)
class _Term:
    words: tuple[str, ...]
    shown: str


def suggest_keywords(
    texts: Iterable[PlacedText], keywords: Sequence[str], names: Iterable[str], limit: int = LIMIT
) -> list[Suggestion]:
    """At most `limit` keywords that `keywords` has not, the best first, each with the pages it comes from. `names` are the
    names of brands: what holds a word that only names a brand is left out."""
    have = [tuple(words(keyword)) for keyword in keywords]
    topic = set().union(*have) - _stopwords()
    naming = {word for name in names for word in words(name)} - topic
    worth, shown, sources = _met(texts, naming)
    on_topic = {term: 1.0 if topic.isdisjoint(term) else ON_TOPIC for term in worth}
    scores = {term: score * on_topic[term] for term, score in _c_values(_frequency(worth)).items()}
    chosen: list[tuple[str, ...]] = []
    for term in sorted(scores, key=lambda term: (-scores[term], shown[term])):
        if len(chosen) < limit and scores[term] > 0 and not _within(term, have) and not _repeats(term, chosen):
            chosen.append(term)
    return [
        Suggestion(keyword=shown[term], score=round(scores[term], 3), sources=tuple(sources[term][:SOURCES]))
        for term in chosen
    ]


def _met(
    texts: Iterable[PlacedText], naming: Set[str]
) -> tuple[dict[tuple[str, ...], dict[str, float]], dict[tuple[str, ...], str], dict[tuple[str, ...], list[str]]]:
    """Of each term without a word of `naming`: what it is worth by site, how it is shown, and the pages it comes from."""
    worth: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    shown: dict[tuple[str, ...], str] = {}
    sources: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text in texts:
        for found in _terms(text):
            if naming.isdisjoint(found.words):
                of_site = worth[found.words]
                key = text.site or f"search {text.text}"
                of_site[key] = max(of_site.get(key, 0.0), PLACES[text.place])
                shown.setdefault(found.words, found.shown)
                if text.url not in sources[found.words]:
                    sources[found.words].append(text.url)
    return worth, shown, sources


def _frequency(worth: Mapping[tuple[str, ...], Mapping[str, float]]) -> dict[tuple[str, ...], float]:
    """What the terms of enough sites, and of searches, are worth on all of them."""
    return {
        term: sum(sites.values())
        for term, sites in worth.items()
        if len(sites) >= MIN_SITES or max(sites.values()) >= PLACES["search"]
    }


def _c_values(frequency: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
    within: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for term, count in frequency.items():
        for size in range(1, len(term)):
            for start in range(len(term) - size + 1):
                part = term[start : start + size]
                if part in frequency:
                    within[part].append(count)
    return {
        term: math.log2(1 + len(term)) * (count - (sum(within[term]) / len(within[term]) if within[term] else 0.0))
        for term, count in frequency.items()
    }


def _within(term: tuple[str, ...], keywords: Sequence[tuple[str, ...]]) -> bool:
    """Whether a keyword says all that a term says, in this or another form of the words."""
    return any(all(any(_alike(word, other) for other in keyword) for word in term) for keyword in keywords)


def _alike(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= _STEM and a[:_STEM] == b[:_STEM] and abs(len(a) - len(b)) <= _ENDING)


def _repeats(term: tuple[str, ...], chosen: Collection[tuple[str, ...]]) -> bool:
    """Whether a term has the words of a chosen one in another order, or is a part of it."""
    bag = set(term)
    return any(bag <= set(other) or (bag >= set(other) and len(bag) - len(set(other)) <= 1) for other in chosen)


def words(text: str) -> list[str]:
    """The words of a text as they are compared: folded, Thai cut by dictionary."""
    return [word for chunk in _chunks(text) for word in chunk]


def _terms(text: PlacedText) -> Iterator[_Term]:
    """The terms of a text; a search is one as a whole, too."""
    if text.place == "search" and len(whole := tuple(words(text.text))) <= 2 * _MAX_WORDS and _may_be(whole):
        yield _Term(whole, " ".join(fold(text.text).split()))
    for chunk in _chunks(text.text):
        for size in range(1, _MAX_WORDS + 1):
            for start in range(len(chunk) - size + 1):
                found = chunk[start : start + size]
                if _may_be(found):
                    yield _Term(found, _shown(found))


def _may_be(found: tuple[str, ...]) -> bool:
    """Whether words can be a keyword: no stop word at either end, not only what every site says, long enough."""
    stop, site = _stopwords(), _site_words()
    if not found or found[0] in stop or found[-1] in stop or all(word in site for word in found):
        return False
    if any(word.isdigit() for word in found) or len(set(found)) < len(found):
        return False
    if len(found) == 1:
        return len(found[0]) >= (_MIN_SINGLE_THAI if _THAI.search(found[0]) else _MIN_SINGLE)
    return sum(map(len, found)) >= 2 * _MIN_LETTERS


def _shown(found: Sequence[str]) -> str:
    """Words as they are written: Thai ones without spaces between."""
    return "".join(
        word if number == 0 or (_THAI.match(word) and _THAI.match(found[number - 1])) else f" {word}"
        for number, word in enumerate(found)
    )


@lru_cache(maxsize=4_096)
def _chunks(text: str) -> tuple[tuple[str, ...], ...]:
    """The runs of words that no punctuation parts; in Thai, where a space is one, no space either."""
    chunks: list[tuple[str, ...]] = []
    for chunk in _CHUNK.split(fold(text)[:_MAX_TEXT]):
        spaced: list[str] = []
        for word in _WORD.findall(chunk):
            if _THAI.search(word):
                chunks += [tuple(spaced), tuple(_thai_words(word))]
                spaced = []
            else:
                spaced.append(word)
        chunks.append(tuple(spaced))
    return tuple(chunk for chunk in chunks if chunk)


def _thai_words(text: str) -> list[str]:
    from pythainlp.tokenize import word_tokenize  # loads a dictionary: only where Thai is read

    return [part for part in word_tokenize(text, engine="newmm", keep_whitespace=False) if part.strip()]


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(fold(word) for code in known() for word in language(code).stopwords.split())


@cache
def _site_words() -> frozenset[str]:
    return frozenset(fold(word) for code in known() for word in language(code).site.split()) | _stopwords()
