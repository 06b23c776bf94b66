"""Parts of a sentence that judge different things: "the staff was lovely but the refund took weeks" is two opinions.

A sentence is cut where it turns (text/clauses.toml of its language) and at its commas, semicolons, dashes and brackets; then
whatever is no statement of its own goes back to its neighbour. A cut stays only if both sides speak of a driver and are long
enough to be statements of their own ("great price, food and service" stays whole: one word judges all three), and if they
speak of different ones or, at a contrast, both judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analysis.text.drivers import Taxonomy, load_taxonomy, own_drivers, taxonomy_languages
from analysis.text.lexicons import LexiconError, languages_of, read_lexicon
from analysis.text.phrases import BookMatches, JointBook, Match, PhraseBook
from analysis.text.sentences import Span

Feels = Callable[[str], bool]
_CONTRAST, _JOINING = "contrast", "joining"
_DRIVERS, _TURNS = 0, 1
"""The places of `clause_books`."""
_PUNCTUATION = re.compile(r"[,;:\u060c\u3001\uff0c()\s](?:(?<!\s)|[-\u2013\u2014]+(?=\s))")
"""A sign that parts, or dashes with space around them: `[...]|\\s-+(?=\\s)`, for which a text is searched much slower."""
_SPACES = re.compile(r"\s+")
_EDGE = " \t\r\n\u00a0\u200b,;:()\u060c\u3001\uff0c-\u2013\u2014"
_WORD = re.compile(r"\w+(?:'\w+)*")
_LETTERS_A_WORD = 4
_SHORTEST = 2
_MAX_LENGTH = 2_000
"""A longer "sentence" is a page or a log: it is not taken apart."""


class Clause(NamedTuple):
    """A part of a sentence: `sentence[start:end]`, and the drivers it is about (ids in taxonomy order, none is an answer)."""

    start: int
    end: int
    drivers: tuple[str, ...]


@dataclass(frozen=True)
class _Words:
    version: str
    book: PhraseBook
    space_separates: bool
    min_words: int
    word_boundaries: bool


@dataclass(frozen=True)
class _Part:
    start: int
    end: int
    contrast: bool
    drivers: frozenset[str]


def clause_languages() -> tuple[str, ...]:
    """Languages whose sentences can be taken apart."""
    return languages_of("clauses")


def clause_version(language: str) -> str:
    """The version of the words of a language of `clause_languages()`."""
    return _words(language).version


def spaces_separate(language: str | None) -> bool:
    """Whether a space separates clauses in `language`, not words: its parts are fragments as often as sentences."""
    return language is not None and language in clause_languages() and _words(language).space_separates


def split_clauses(sentence: str, language: str | None, feels: Feels | None = None) -> list[Span]:
    """The parts of `sentence` that judge different things, in order, as offsets into it; one part if it does not fall
    apart. `feels` says of a text whether it holds a judgement; with it, parts of two words may be enough ("rude driver"), and a
    part that judges after a "but" may be without a driver."""
    return [Span(clause.start, clause.end) for clause in read_clauses(sentence, language, feels)]


def read_clauses(sentence: str, language: str | None, feels: Feels | None = None) -> list[Clause]:
    """As split_clauses, with the drivers of each part, at the price of one look-up for the whole sentence."""
    if language is None or language not in taxonomy_languages():
        return [Clause(0, len(sentence), ())] if sentence else []
    return clauses_from(sentence, language, _book(language, own_drivers()).search(sentence), feels)


def too_short(sentence: str, language: str) -> bool:
    """Whether a sentence has fewer words than a statement of its own; False in a language of no `clause_languages()`."""
    return language in clause_languages() and _length(sentence, _words(language)) <= _SHORTEST


def clause_books(language: str) -> list[PhraseBook]:
    """What a sentence of a language of `taxonomy_languages()` is searched for, as the first books of what
    `clauses_from` is given: its drivers, and where it turns."""
    book = load_taxonomy(language).book
    turns = _words(language).book if language in clause_languages() else PhraseBook({})
    return [book, turns]


@lru_cache(maxsize=32)
def _book(language: str, _own: str) -> JointBook:
    return JointBook(clause_books(language))


def clauses_from(sentence: str, language: str | None, matched: BookMatches, feels: Feels | None = None) -> list[Clause]:
    """As read_clauses, of a sentence whose phrases have been `matched` in a JointBook that begins with `clause_books`."""
    if not sentence:
        return []
    if not matched.count(_DRIVERS):
        return [Clause(0, len(sentence), ())]
    enough = matched.count(_DRIVERS) > (1 if feels is None else 0)
    # Where folding moves letters, places are not known, and the sentence is not taken apart.
    if (
        enough
        and language is not None
        and len(sentence) <= _MAX_LENGTH
        and not matched.moved
        and language in clause_languages()
    ):
        words = _words(language)
        cuts = _cuts(sentence, matched, words)
        if cuts:
            matches = matched.matches(_DRIVERS) or []
            within = _on_one_side(matches, [start for start, contrast in cuts if contrast])
            parts = _joined(sentence, _parts(sentence, cuts, within), words, feels)
            if len(parts) > 1:
                taxonomy = load_taxonomy(language)
                return [
                    Clause(*_trimmed(sentence, part.start, part.end), _ordered(taxonomy, part.drivers))
                    for part in parts
                ]
    return [Clause(0, len(sentence), matched.meanings(_DRIVERS))]


def _ordered(taxonomy: Taxonomy, drivers: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(driver for driver in taxonomy.drivers if driver in drivers) if drivers else ()


def _cuts(sentence: str, matched: BookMatches, words: _Words) -> list[tuple[int, bool]]:
    """Where the sentence may be cut, and whether what follows is a contrast. A sentence that opens with a contrast
    ("although the beans are good, ...") turns at its first comma."""
    found = matched.matches(_TURNS) or []
    turns = {match.start: match.meaning == _CONTRAST for match in found if match.meaning == _JOINING}
    turns.update({match.start: True for match in found if match.meaning == _CONTRAST})
    edge = len(sentence) - len(sentence.lstrip(_EDGE))
    opening = any(contrast and start <= edge for start, contrast in turns.items())
    for match in _PUNCTUATION.finditer(sentence):
        turns.setdefault(match.end(), opening)
        opening = False
    if words.space_separates:
        for match in _SPACES.finditer(sentence):
            turns.setdefault(match.end(), False)
    return sorted([(start, contrast) for start, contrast in turns.items() if start > edge])


def _on_one_side(matches: Sequence[Match], contrasts: Sequence[int]) -> list[Match]:
    """The matches that no contrast parts: "staff ... fast" is not said by "the staff were rude, but delivery was fast"."""
    return [match for match in matches if not any(match.start < start < match.end for start in contrasts)]


def _parts(sentence: str, cuts: Sequence[tuple[int, bool]], matches: Sequence[Match]) -> list[_Part]:
    """The sentence cut up, no cut going through what names a driver."""
    bounds = [(0, False)]
    for start, contrast in cuts:
        if any(match.start < start < match.end for match in matches):
            continue
        if not sentence[bounds[-1][0] : start].strip(_EDGE):  # ", but": one turn, not two
            bounds[-1] = (bounds[-1][0], bounds[-1][1] or contrast)
            continue
        bounds.append((start, contrast))
    ends = [start for start, _ in bounds[1:]] + [len(sentence)]
    return [
        _Part(start, end, contrast, frozenset(m.meaning for m in matches if start <= m.start and m.end <= end))
        for (start, contrast), end in zip(bounds, ends, strict=True)
    ]


def _joined(sentence: str, parts: Sequence[_Part], words: _Words, feels: Feels | None) -> list[_Part]:
    """The parts that are statements of their own; any other goes to the part before it, or after it if it is the first."""
    kept: list[_Part] = [parts[0]]
    for part in parts[1:]:
        last = kept[-1]
        if _apart(sentence, last, part, words, feels):
            kept.append(part)
        else:
            kept[-1] = _Part(last.start, part.end, last.contrast, last.drivers | part.drivers)
    return kept


def _apart(sentence: str, left: _Part, right: _Part, words: _Words, feels: Feels | None) -> bool:
    texts = sentence[left.start : left.end], sentence[right.start : right.end]
    if right.contrast and not (left.drivers and right.drivers):
        return feels is not None and bool(left.drivers or right.drivers) and all(feels(text) for text in texts)
    if not left.drivers or not right.drivers:
        return False
    if not right.drivers - left.drivers and not (right.contrast and feels is not None and all(map(feels, texts))):
        return False  # one driver: two opinions only where both sides judge it
    return all(_stands(text, words, feels, right.contrast) for text in texts)


def _stands(text: str, words: _Words, feels: Feels | None, contrast: bool) -> bool:
    """Whether a part with a driver is a statement of its own: long enough, or two words of which one judges; beside a contrast
    it may be any that judges ("good goods, but ...")."""
    length = _length(text, words)
    least, shortest = (words.min_words - 1, 1) if contrast else (words.min_words, _SHORTEST)
    return length >= least or (feels is not None and length >= min(shortest, least) and feels(text))


def _length(text: str, words: _Words) -> int:
    return len(_WORD.findall(text)) if words.word_boundaries else len(text.strip(_EDGE)) // _LETTERS_A_WORD


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    text = sentence[start:end]
    return start + len(text) - len(text.lstrip(_EDGE)), end - (len(text) - len(text.rstrip(_EDGE)))


@lru_cache(maxsize=32)
def _words(language: str) -> _Words:
    lexicon = read_lexicon("clauses", language, "clauses")
    if set(lexicon.entries) != {_CONTRAST, _JOINING}:
        raise LexiconError(
            f"{lexicon.path}: clauses: expected {_CONTRAST} and {_JOINING}, found {', '.join(lexicon.entries)}"
        )
    least = lexicon.content.get("min_words", 3)
    if not isinstance(least, int) or least < 1:
        raise LexiconError(f"{lexicon.path}: min_words: expected a whole number from 1, found {least!r}")
    spaces = bool(lexicon.content.get("space_separates", False))
    return _Words(lexicon.version, lexicon.book(), spaces, least, lexicon.word_boundaries)
