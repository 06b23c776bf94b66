"""Proposed personas: customers who write of the same need, found by clustering their texts. Proposed, never added by themselves.

What a text says beside the drivers ("my flatmate", "with a wheelchair") is what it may say of its writer, so only parts that no
driver names are read. Texts are clustered by the terms in them (TF-IDF, k-means from a fixed beginning: the same texts give the
same clusters). A cluster becomes a proposal where a few words tell it: each of them is much more frequent in it than elsewhere,
and together they are in most of its texts. The words then are the proposal, as they would be the persona's: its customers are
all those who write one of them, whatever cluster their texts are in.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.topics.terms import Term, TermFinder
from data.thresholds import THRESHOLDS

LEAST_TEXTS = 10
"""Texts that must hold a term for it to tell anything."""
MAX_SHARE = 0.2
"""A term in a larger share of the texts is everybody's."""
TEXTS_A_CLUSTER, CLUSTERS = 15, 40
"""How many clusters are looked for: one for so many texts, and no more than that."""
INSIDE, LIFT = 0.2, 4.0
"""A word tells a cluster that is in such a share of its texts, and so many times as often as elsewhere."""
COVERED = 0.6
"""Share of a cluster's texts that its telling words must be in: else it is what was left over."""
SAME = 0.9
"""Share of the texts of a word that a longer term must be in to stand for it ("flat" of "flat white")."""
TOGETHER = 0.25
"""Share of a word's texts that must hold the cluster's first word too, if it is to tell the same need."""
WORDS, EXAMPLES, PROPOSALS = 4, 3, 12
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """A part of a text that no driver names: the offset of its first character, and its words."""

    start: int
    text: str


@dataclass(frozen=True)
class Text:
    """A text of one customer: record kind and id, who wrote it, and its parts that no driver names."""

    record_kind: str
    record_id: str
    author: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class PersonaProposal:
    """Customers who may be a persona: `name` and the telling `words`, the most frequent first, as they are written; `n` customers
    who write one of them in `texts` texts; `examples` (text, part), each of another customer."""

    id: str
    language: str
    name: str
    words: tuple[str, ...]
    n: int
    texts: int
    examples: tuple[tuple[Text, Part], ...]


def propose_personas(texts: Sequence[Text], language: str, *, ignored: Iterable[str] = ()) -> list[PersonaProposal]:
    """Personas of `texts` of a language, those of most customers first, at most PROPOSALS and of at least `min_units` customers.
    Words of `ignored` (names of brands, keywords of what is sold) tell nothing."""
    ordered = sorted(texts, key=lambda text: (text.record_kind, text.record_id))
    finder = TermFinder.learn(language, [part.text for text in ordered for part in text.parts])
    names = finder.words_of(ignored)
    found = [_terms(finder, text, names) for text in ordered]
    where = _telling(found)
    clustered = [number for number, terms in enumerate(found) if not where.keys().isdisjoint(terms)]
    if len(clustered) < 2 * THRESHOLDS.min_units:
        return []
    proposals: list[PersonaProposal] = []
    taken: set[Term] = set()
    for words in _told(clustered, found, where):
        if taken.isdisjoint(words):
            proposal = _proposal(words, language, ordered, found, where)
            if proposal.n >= THRESHOLDS.min_units:
                taken |= set(words)
                proposals.append(proposal)
    return sorted(proposals, key=lambda proposal: (-proposal.n, proposal.name))[:PROPOSALS]


def _terms(finder: TermFinder, text: Text, names: AbstractSet[str]) -> dict[Term, str]:
    """The terms of a text, with how it writes them, that hold none of the names."""
    found: dict[Term, str] = {}
    for part in text.parts:
        found |= {term: form for term, form in finder.terms(part.text).items() if names.isdisjoint(_words(term))}
    return found


def _words(term: Term) -> set[str]:
    return {word for key in term for word in key.split()}


def _telling(found: Sequence[Mapping[Term, str]]) -> dict[Term, set[int]]:
    """The terms that may tell texts apart -> the numbers of theirs. Of terms that are always together the longest is kept."""
    where: dict[Term, set[int]] = defaultdict(set)
    for number, terms in enumerate(found):
        for term in terms:
            where[term].add(number)
    kept: dict[Term, set[int]] = {}
    for term in sorted(where, key=lambda term: (-len(term), term)):
        numbers = where[term]
        within = (longer for longer in kept if set(term) < set(longer))
        if LEAST_TEXTS <= len(numbers) <= MAX_SHARE * len(found) and all(kept[longer] != numbers for longer in within):
            kept[term] = numbers
    return kept


def _told(
    clustered: Sequence[int], found: Sequence[Mapping[Term, str]], where: Mapping[Term, set[int]]
) -> list[tuple[Term, ...]]:
    """The words that tell each cluster that words do tell, the largest clusters first."""
    labels = _clusters([[term for term in found[number] if term in where] for number in clustered])
    told: list[tuple[int, tuple[Term, ...]]] = []
    for label in sorted(set(labels.tolist())):
        inside = {clustered[place] for place in np.flatnonzero(labels == label).tolist()}
        words = _words_of_cluster(inside, len(clustered), found, where)
        if words and len(inside & set().union(*(where[word] for word in words))) >= COVERED * len(inside):
            told.append((len(inside), words))
    return [words for _, words in sorted(told, key=lambda each: (-each[0], each[1]))]


def _words_of_cluster(
    inside: AbstractSet[int], total: int, found: Sequence[Mapping[Term, str]], where: Mapping[Term, set[int]]
) -> tuple[Term, ...]:
    counted = Counter(term for number in sorted(inside) for term in found[number] if term in where)
    others = max(1, total - len(inside))
    telling = {
        term: n
        for term, n in counted.items()
        if n >= INSIDE * len(inside) and n / len(inside) >= LIFT * (len(where[term]) - n) / others
    }
    chosen: list[Term] = []
    for term in sorted(telling, key=lambda term: (-telling[term], term)):
        longer = any(set(term) < set(other) and n >= SAME * telling[term] for other, n in telling.items())
        beside = not chosen or len(where[term] & where[chosen[0]]) >= TOGETHER * len(where[term])
        if beside and not longer and not any(set(term) > set(other) for other in chosen):
            chosen.append(term)
    return tuple(chosen[:WORDS])


def _clusters(terms: Sequence[Sequence[Term]]) -> npt.NDArray[np.int_]:
    """The cluster of each text, by a number."""
    from sklearn.cluster import KMeans  # takes long to load: only where there are texts enough
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(analyzer=_as_they_are, binary=True).fit_transform(terms)
    distinct = len({frozenset(said) for said in terms})
    number = min(CLUSTERS, distinct, max(2, len(terms) // TEXTS_A_CLUSTER))
    found: npt.NDArray[np.int_] = KMeans(n_clusters=number, n_init=3, random_state=0).fit_predict(matrix)
    return found


def _as_they_are(terms: Sequence[Term]) -> Sequence[str]:
    return [" ".join(term) for term in terms]


def _proposal(
    words: Sequence[Term],
    language: str,
    texts: Sequence[Text],
    found: Sequence[Mapping[Term, str]],
    where: Mapping[Term, set[int]],
) -> PersonaProposal:
    numbers = sorted(set().union(*(where[word] for word in words)))
    forms = {word: _form(word, found, where[word]) for word in words}
    written = tuple(
        dict.fromkeys(
            _with_what_follows(forms[word], [texts[number] for number in sorted(where[word])]) for word in words
        )
    )
    identity = hashlib.sha256(f"{language}\t{' '.join(words[0])}".encode()).hexdigest()[:12]
    mine = [texts[number] for number in numbers]
    return PersonaProposal(
        id=identity,
        language=language,
        name=", ".join(written[:2]),
        words=written,
        n=len({text.author for text in mine}),
        texts=len(mine),
        examples=_examples(mine, written),
    )


def _form(word: Term, found: Sequence[Mapping[Term, str]], numbers: Iterable[int]) -> str:
    """How a term is most often written; of equally frequent ways the first in the alphabet."""
    counted = Counter(found[number][word] for number in numbers)
    return min(counted, key=lambda form: (-counted[form], form))


def _with_what_follows(form: str, texts: Sequence[Text]) -> str:
    """A word with the next one, where nearly all texts have the same there: "cold" is "cold brew"."""
    next_word = re.compile(rf"(?<!\w){re.escape(form)} +(\w+)", re.IGNORECASE)
    followed = Counter(
        word.casefold()
        for text in texts
        for word in {match.group(1) for part in text.parts for match in next_word.finditer(part.text)}
    )
    word, n = max(followed.items(), key=lambda each: (each[1], each[0]), default=("", 0))
    return f"{form} {word}" if n >= SAME * len(texts) else form


def _examples(texts: Sequence[Text], written: Sequence[str]) -> tuple[tuple[Text, Part], ...]:
    """A few parts that hold one of the words, the shortest first, each of another customer and in other words."""
    holding = [
        (text, part)
        for text in texts
        for part in text.parts
        if any(word.casefold() in part.text.casefold() for word in written)
    ]
    chosen: dict[str, tuple[Text, Part]] = {}
    said: set[str] = set()
    for text, part in sorted(holding, key=lambda each: (len(each[1].text), each[0].record_id, each[1].start)):
        if text.author not in chosen and part.text not in said:
            chosen[text.author] = (text, part)
            said.add(part.text)
    return tuple(chosen.values())[:EXAMPLES]
