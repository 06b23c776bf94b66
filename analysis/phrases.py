"""Phrase lists that a marketer can read, compiled so that a text is matched against hundreds of them in microseconds.

The notation (see taxonomy/en.toml): words in order; ``*`` any letters; ``a/b`` either word; ``...`` up to four words in
between. A hyphen counts as a space, curly apostrophes as straight ones, capitals do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_GAP = r"[^\w.!?]+(?:[\w']+[^\w.!?]+){0,4}?"
_BETWEEN = r"[\s\-\u2010-\u2014]+"
_BETWEEN_UNSPACED = r"[\s\-\u2010-\u2014]*"
_CACHE_LIMIT = 200_000


class PhraseError(ValueError):
    """A phrase that cannot be read; the message names the topic and the phrase."""


@dataclass(frozen=True)
class Phrases:
    """What makes a text be about one topic (`include`) and what does not count towards it (`exclude`)."""

    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Compiled:
    topic: int
    excluded: bool
    regex: re.Pattern[str]


def fold(text: str) -> str:
    """Lower case with straight apostrophes, for matching; the length may change, so offsets are not those of `text`."""
    return text.replace("\u2019", "'").replace("\u02bc", "'").lower()


def compile_phrase(phrase: str, *, word_boundaries: bool = True) -> re.Pattern[str]:
    """One phrase in the notation above as a regex for `fold`-ed text. Raises PhraseError if it holds no word."""
    tokens = _tokens(phrase)
    parts: list[str] = []
    pending_gap = False
    for token in tokens:
        if token == "...":  # noqa: S105 - the notation's gap sign
            pending_gap = True
            continue
        if parts:
            parts.append(_GAP if pending_gap else (_BETWEEN if word_boundaries else _BETWEEN_UNSPACED))
        pending_gap = False
        parts.append("(?:" + "|".join(_word_regex(word) for word in token.split("/")) + ")")
    body = "".join(parts)
    return re.compile(rf"(?<![\w']){body}(?![\w])" if word_boundaries else body)


def _tokens(phrase: str) -> list[str]:
    tokens = fold(phrase).replace("-", " ").replace(",", " ").split()
    if not any(any(ch.isalnum() for ch in token) for token in tokens) or tokens[0] == "..." or tokens[-1] == "...":
        raise PhraseError(f"phrase {phrase!r}: expected words, optionally with *, / and ... between words")
    if any("" in token.split("/") for token in tokens if token != "..."):  # noqa: S105
        raise PhraseError(f"phrase {phrase!r}: expected a word on both sides of every '/'")
    return tokens


def _word_regex(word: str) -> str:
    return r"[\w']*".join(re.escape(piece) for piece in word.split("*"))


class PhraseBook:
    """Phrases of many topics. `topics(text)` returns the topics a text is about, in the order they were given.

    Where words are set apart (`word_boundaries`), each phrase is looked up by its rarest-looking word, so only the few
    phrases that can match are tried; elsewhere every phrase is tried.
    """

    def __init__(self, topics: Mapping[str, Phrases], *, word_boundaries: bool = True) -> None:
        self._names = tuple(topics)
        self._word_boundaries = word_boundaries
        self._compiled: list[_Compiled] = []
        self._exact: dict[str, list[int]] = {}
        self._wild: list[tuple[re.Pattern[str], int]] = []
        self._by_word: dict[str, tuple[int, ...]] = {}
        for number, (name, phrases) in enumerate(topics.items()):
            for excluded, texts in ((False, phrases.include), (True, phrases.exclude)):
                for text in texts:
                    self._add(number, name, text, excluded)

    def _add(self, number: int, name: str, text: str, excluded: bool) -> None:
        try:
            regex = compile_phrase(text, word_boundaries=self._word_boundaries)
        except PhraseError as error:
            raise PhraseError(f"topic {name!r}: {error}") from error
        index = len(self._compiled)
        self._compiled.append(_Compiled(number, excluded, regex))
        anchor = max(
            (token for token in _tokens(text) if token != "..."),  # noqa: S105
            key=lambda token: min(len(word.replace("*", "")) for word in token.split("/")),
        )
        for word in anchor.split("/"):
            if "*" in word:
                self._wild.append((re.compile(_word_regex(word)), index))
            else:
                self._exact.setdefault(word, []).append(index)

    def topics(self, text: str) -> tuple[str, ...]:
        """The topics `text` (one sentence or question) is about: an include phrase outside every exclude phrase."""
        folded = fold(text)
        candidates = self._candidates(folded)
        if not candidates:
            return ()
        include: dict[int, list[tuple[int, int]]] = {}
        exclude: dict[int, list[tuple[int, int]]] = {}
        for index in sorted(candidates):
            phrase = self._compiled[index]
            found = exclude if phrase.excluded else include
            for match in phrase.regex.finditer(folded):
                found.setdefault(phrase.topic, []).append(match.span())
        return tuple(self._names[topic] for topic in sorted(include) if _outside(include[topic], exclude.get(topic)))

    def _candidates(self, folded: str) -> Iterable[int]:
        if not self._word_boundaries:
            return range(len(self._compiled))
        found: set[int] = set()
        for word in _WORD.findall(folded):
            indexes = self._by_word.get(word)
            if indexes is None:
                indexes = self._look_up(word)
            found.update(indexes)
        return found

    def _look_up(self, word: str) -> tuple[int, ...]:
        if len(self._by_word) >= _CACHE_LIMIT:
            self._by_word.clear()
        indexes = tuple(self._exact.get(word, ())) + tuple(i for regex, i in self._wild if regex.fullmatch(word))
        self._by_word[word] = indexes
        return indexes


def _outside(spans: list[tuple[int, int]], excluded: list[tuple[int, int]] | None) -> bool:
    """Whether one of `spans` overlaps none of `excluded`."""
    if not excluded:
        return True
    return any(all(end <= low or start >= high for low, high in excluded) for start, end in spans)
