"""New topics: what customers speak of in sentences that no driver of the taxonomy names. Proposed, never added by themselves.

A term (analysis/topics/terms.py: words that name something) is a candidate if enough people of enough brands write it, if they
judge it at times, and if it sets these sentences apart from those the taxonomy does name. Candidates are ranked by C-value
(Frantzi, Ananiadou, Mima 2000: log2(1 + words) · (people − mean people of the longer terms it is part of), so that "battery
life" comes before its words) times the inverse class frequency of class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794)
and the share of judging sentences. The best founds a topic; a term that is mostly in the sentences of a topic joins it, and
every sentence belongs to one topic. Nothing is drawn at random and the order of the input does not matter, so the same
sentences give the same proposals; a proposal's id is the hash of its first term.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from analysis.topics.terms import Term, TermFinder

MIN_AUTHORS = 5
"""People who must speak of a topic: fewer are chance."""
MIN_BRANDS = 2
"""Brands of which it must be said, where the sentences are of so many: what is said of one alone is that brand's own."""
MIN_JUDGED = 0.15
"""Share of the sentences of a term that must say something good or bad, where sentiment is read: else it is small talk."""
MAX_SHARE = 0.2
"""A term in a larger share of all sentences is a word of the language, not a topic."""
ALWAYS_FEW = 20
"""... unless it is in no more sentences than this."""
MIN_LIFT = 0.7
"""How much more frequent a term must be in unnamed sentences than in those that a driver names."""
OWN = 0.5
"""A term with less than this share of its sentences outside the topics before it belongs to the one it shares most with."""
RELATED, EXAMPLES, FORMS = 5, 5, 4
_SPACE = " "
_GOOD_LENGTH = 80


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it is: record kind and id, and the offset of its first character. `author`: who wrote it, ''
    if that is not known; then the record counts as its author. `label`: −1, 0, 1, None where no sentiment is read."""

    record_kind: str
    record_id: str
    start: int
    text: str
    author: str = ""
    brand: str = ""
    label: int | None = None


@dataclass(frozen=True)
class BrandCounts:
    """What is said of one brand on a topic: people, sentences, those of them that were read for sentiment, and the negative."""

    brand: str
    n_authors: int
    n_sentences: int
    n_read: int
    n_negative: int


@dataclass(frozen=True)
class TopicProposal:
    """A topic the taxonomy may be missing. `term` (keys of words, spaces between) makes its id, `name` is how it is most often
    written; `phrases` are its most frequent forms, which a taxonomy takes as they are; `related` are terms beside it;
    `n_authors` people speak of it, in `n_records` reviews or mentions and `n_sentences` sentences; `brands` the same by brand,
    most people first; `members` are all the sentences, in order of their places. `score` orders proposals, larger first."""

    id: str
    language: str
    term: str
    name: str
    phrases: tuple[str, ...]
    related: tuple[str, ...]
    n_authors: int
    n_records: int
    n_sentences: int
    brands: tuple[BrandCounts, ...]
    score: float
    members: tuple[Sentence, ...]

    @property
    def examples(self) -> list[Sentence]:
        """A few sentences of different people, those that judge and those of middling length first: they say something and
        are soon read."""
        return _examples(self.members)


@dataclass
class _Topic:
    """A topic while it grows: the term that founded it and the numbers of its sentences."""

    founder: Term
    numbers: set[int] = field(default_factory=set)


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
    market: Iterable[str] = (),
    covered: Callable[[str], bool] = lambda _: False,
    limit: int = 20,
) -> list[TopicProposal]:
    """Topics of `sentences` (those no driver names), the strongest first, at most `limit`. `named` are sentences that a
    driver does name, to compare with; `earlier` are terms proposed before: they go on naming their topic while it is
    there; `settled` are ids of proposals that were accepted or dismissed, which are not proposed again; words of `ignored`
    (names of brands) name no topic, what is said with words of `market` (keywords of what is sold) alone is none, nor is what
    is `covered` (a driver names its words)."""
    unique = sorted({_place(s): s for s in sentences}.values(), key=_place)
    background = list(named)
    finder = TermFinder.learn(language, [*(s.text for s in unique), *background])
    names, sold = finder.words_of(ignored), finder.words_of(market)
    found = [_topical(finder.terms(s.text), names, sold) for s in unique]
    where = _places(found)
    elsewhere: Counter[Term] = Counter(term for text in background for term in finder.terms(text))
    forms = _forms(found)
    candidates = {
        term: score
        for term, score in _scores(unique, where, elsewhere, len(background), earlier).items()
        if not covered(forms[term].most_common(1)[0][0])
    }
    topics = _topics(unique, candidates, where, earlier)
    related = _related(topics, found, forms)
    proposals = []
    for topic in topics:
        name = _SPACE.join(topic.founder)
        identity = proposal_id(name, language)
        if identity in settled:
            continue
        members = [unique[number] for number in sorted(topic.numbers)]
        written = [form for form, _ in forms[topic.founder].most_common(FORMS)]
        proposals.append(
            TopicProposal(
                identity,
                language,
                name,
                written[0],
                tuple(written),
                related[topic.founder],
                len(set(map(_author, members))),
                len(set(map(_record, members))),
                len(members),
                _by_brand(members),
                candidates[topic.founder],
                tuple(members),
            )
        )
    return sorted(proposals, key=lambda proposal: (-proposal.score, proposal.term))[:limit]


def _topical(terms: Mapping[Term, str], names: AbstractSet[str], sold: AbstractSet[str]) -> dict[Term, str]:
    """The terms, with how they are written, that hold no name and are more than what is sold."""
    return {term: form for term, form in terms.items() if names.isdisjoint(words := _words(term)) and not words <= sold}


def _places(found: Sequence[Iterable[Term]]) -> dict[Term, set[int]]:
    """Term -> numbers of the sentences that have it."""
    where: dict[Term, set[int]] = defaultdict(set)
    for number, terms in enumerate(found):
        for term in terms:
            where[term].add(number)
    return where


def _place(sentence: Sentence) -> tuple[str, str, int]:
    return sentence.record_kind, sentence.record_id, sentence.start


def _record(sentence: Sentence) -> tuple[str, str]:
    return sentence.record_kind, sentence.record_id


def _author(sentence: Sentence) -> tuple[str, str]:
    return ("", sentence.author) if sentence.author else _record(sentence)


def _words(term: Term) -> set[str]:
    return {word for key in term for word in key.split(_SPACE)}


def _forms(found: Sequence[Mapping[Term, str]]) -> dict[Term, Counter[str]]:
    """Term -> how it is written, by how often; of equally frequent ones the first in the alphabet comes first."""
    counted: dict[Term, Counter[str]] = defaultdict(Counter)
    for terms in found:
        for term, form in terms.items():
            counted[term][form] += 1
    return {
        term: Counter(dict(sorted(forms.items(), key=lambda form: (-form[1], form[0]))))
        for term, forms in counted.items()
    }


def _scores(
    unique: Sequence[Sentence],
    where: Mapping[Term, set[int]],
    elsewhere: Mapping[Term, int],
    n_named: int,
    earlier: Collection[str],
) -> dict[Term, float]:
    """The candidates and how they rank (see the module). An earlier term stays one while enough people say it, in longer terms
    too."""
    most = max(ALWAYS_FEW, MAX_SHARE * len(unique))
    brands = min(MIN_BRANDS, len({sentence.brand for sentence in unique}))
    people: dict[Term, int] = {}
    for term, numbers in where.items():
        if MIN_AUTHORS <= len(numbers) <= most:
            authors = len({_author(unique[number]) for number in numbers})
            if authors >= MIN_AUTHORS and len({unique[number].brand for number in numbers}) >= brands:
                people[term] = authors
    mean_size = (sum(map(len, where.values())) + sum(elsewhere.values())) / 2
    scores = {}
    for term, value in _c_values(people).items():
        alone = max(value, people[term]) if _SPACE.join(term) in earlier else value
        count, other = len(where[term]), elsewhere.get(term, 0)
        judged = _judged([unique[number] for number in where[term]])
        if alone > 0 and judged >= MIN_JUDGED and count / len(unique) >= MIN_LIFT * other / max(1, n_named):
            scores[term] = alone * math.log(1 + mean_size / (count + other)) * (0.5 + judged)
    return scores


def _c_values(people: Mapping[Term, int]) -> dict[Term, float]:
    within: dict[Term, list[int]] = defaultdict(list)
    for term, count in people.items():
        for size in range(1, len(term)):
            for start in range(len(term) - size + 1):
                within[term[start : start + size]].append(count)
    return {
        term: math.log2(1 + len(term)) * (count - (sum(within[term]) / len(within[term]) if term in within else 0.0))
        for term, count in people.items()
    }


def _judged(members: Sequence[Sentence]) -> float:
    """Share of those read for sentiment that say something good or bad; 1 if none was read."""
    read = [member.label for member in members if member.label is not None]
    return sum(label != 0 for label in read) / len(read) if read else 1.0


def _topics(
    unique: Sequence[Sentence], candidates: Mapping[Term, float], where: Mapping[Term, set[int]], earlier: Sequence[str]
) -> list[_Topic]:
    """Topics that share no sentence: earlier ones first, then by score."""
    by_name = {_SPACE.join(term): term for term in candidates}
    known = [by_name[name] for name in dict.fromkeys(earlier) if name in by_name]
    fresh = sorted(candidates.keys() - set(known), key=lambda term: (-candidates[term], term))
    topics: list[_Topic] = []
    owner: dict[int, _Topic] = {}
    for term in [*known, *fresh]:
        free = where[term] - owner.keys()
        shares = Counter(owner[number].founder for number in where[term] & owner.keys())
        few = len({_author(unique[number]) for number in free}) < MIN_AUTHORS
        if shares and (few or len(free) < OWN * len(where[term])):
            nearest = min(shares, key=lambda founder: (-shares[founder], founder))
            topic = next(topic for topic in topics if topic.founder == nearest)
            if shares[nearest] < OWN * len(where[term]):
                continue  # spread over several topics: it belongs to none
        else:
            topic = _Topic(term)
            topics.append(topic)
        topic.numbers |= free
        owner |= dict.fromkeys(free, topic)
    return topics


def _related(
    topics: Sequence[_Topic], found: Sequence[Mapping[Term, str]], forms: Mapping[Term, Counter[str]]
) -> dict[Term, tuple[str, ...]]:
    """The terms that set each topic apart from the others, by class-based TF-IDF over the topics, as they are written."""
    inside = {topic.founder: Counter(term for number in topic.numbers for term in found[number]) for topic in topics}
    total: Counter[Term] = Counter()
    for counts in inside.values():
        total.update(counts)
    mean_size = total.total() / max(1, len(inside))
    related = {}
    for founder, counts in inside.items():
        weights = {
            term: count * math.log(1 + mean_size / total[term]) * math.log2(1 + len(term))
            for term, count in counts.items()
            if count > 1 and not _words(term) <= _words(founder)
        }
        chosen: list[Term] = []
        for term in sorted(weights, key=lambda term: (-weights[term], term)):
            if len(chosen) < RELATED and not any(_words(term) & _words(other) - _words(founder) for other in chosen):
                chosen.append(term)
        related[founder] = tuple(forms[term].most_common(1)[0][0] for term in chosen)
    return related


def _by_brand(members: Sequence[Sentence]) -> tuple[BrandCounts, ...]:
    of: dict[str, list[Sentence]] = defaultdict(list)
    for member in members:
        of[member.brand].append(member)
    counts = [
        BrandCounts(
            brand,
            len({_author(part) for part in parts}),
            len(parts),
            sum(part.label is not None for part in parts),
            sum(part.label == -1 for part in parts),
        )
        for brand, parts in of.items()
    ]
    return tuple(sorted(counts, key=lambda part: (-part.n_authors, part.brand)))


def _examples(members: Sequence[Sentence]) -> list[Sentence]:
    ranked = sorted(
        members, key=lambda member: (member.label in (0, None), abs(len(member.text) - _GOOD_LENGTH), _place(member))
    )
    chosen: dict[tuple[str, str], Sentence] = {}
    texts: set[str] = set()
    for member in ranked:
        if _author(member) not in chosen and member.text not in texts:
            chosen[_author(member)] = member
            texts.add(member.text)
    return list(chosen.values())[:EXAMPLES]
