"""Thai text cut into dictionary words by maximal matching: the same words as pythainlp's newmm, in less than half the time
and without its tree of the dictionary, which takes a second and some 60 MB a process.

Cuts are made between Thai character clusters only (Theeramunkong et al. 2000): a vowel sign stays with its consonant.
Words of the dictionary are laid end to end; where several ways are open at once, that of the fewest words is taken as
soon as all of them meet; letters that no word covers are skipped up to the next that begin one. What looks odd below is
how newmm is: equal means equal, and tests/analysis/sentiment/test_thai_cuts.py compares with it.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from heapq import heappop, heappush

_READ_ONLY, _READ_ONLY_OLD = "PYTHAINLP_READ_ONLY", "PYTHAINLP_READ_MODE"
_MAX_GRAPH = 50
"""Ways remembered at once; what a longer word would add is left out."""
_KEY = 5
"""Characters by which the longest word that begins with them is known; no other word there is as long as these."""
_OTHER = re.compile(r"[-a-zA-Z]+|\d+(?:[,.]\d+)*|[ \t]+|\r?\n|[^\u0e00-\u0e7f \t\r\n]+")
_TWO_CONSONANTS = re.compile("[\u0e01-\u0e2e]{,2}")


class ThaiCuts:
    """Cuts texts by pythainlp's dictionary and `words`. Safe on any text."""

    def __init__(self, words: Iterable[str]) -> None:
        known, longest, self._clusters = _package()
        # The package's tree takes words without the blanks around them.
        own = {word.strip() for word in words} - {""}
        self._words = known | own
        self._longest = _longest(own, dict(longest))

    def __call__(self, text: str) -> list[str]:
        """The words of `text`, which join to it."""
        # Everything is counted in clusters: ends[n] is where the n-th cluster ends, ends[0] = 0.
        ends = [0, *[match.end() for match in self._clusters.finditer(text)]]
        last = len(ends) - 1
        cuts: list[str] = []
        graph: dict[int, list[int]] = {}
        size = 0
        reached = [0]
        cut = 0
        while reached[0] < last:
            begin = heappop(reached)
            found = self._word_ends(text, begin, ends)
            if found:
                if size + len(found) > _MAX_GRAPH:
                    found = found[: max(1, _MAX_GRAPH + 1 - size)]
                size += len(found)
                graph[begin] = found
                for end in found:
                    if end not in reached:
                        heappush(reached, end)
            if len(reached) == 1:  # all ways meet here
                for place in _fewest(graph, cut, reached[0]):
                    cuts.append(text[ends[cut] : ends[place]])
                    cut = place
                graph.clear()
                size = 0
            elif not reached:  # no word begins here
                cut = self._known_again(text, begin, ends)
                cuts.append(text[ends[begin] : ends[cut]])
                graph.clear()
                size = 0
                reached.append(cut)
        return cuts

    def _word_ends(self, text: str, begin: int, ends: list[int]) -> list[int]:
        """Where dictionary words that begin at `begin` end, if it is at the end of a cluster; ascending."""
        start = ends[begin]
        head = text[start : start + _KEY]
        longest = self._longest.get(head)
        words = self._words
        found: list[int] = []
        farthest = start + (longest or len(head) - 1)
        place = begin
        for end in ends[begin + 1 : begin + 1 + farthest - start]:
            if end > farthest:
                break
            place += 1
            if text[start:end] in words:
                found.append(place)
        return found

    def _known_again(self, text: str, begin: int, ends: list[int]) -> int:
        """Where letters that no word covers end."""
        other = _OTHER.match(text, ends[begin])
        if other:
            return bisect_left(ends, other.end())
        for place in range(begin + 1, len(ends) - 1):
            for end in self._word_ends(text, place, ends):
                if not _TWO_CONSONANTS.fullmatch(text, ends[place], ends[end]):
                    return place
            if _OTHER.match(text, ends[place]):
                return place
        return len(ends) - 1


def _fewest(graph: dict[int, list[int]], start: int, goal: int) -> list[int]:
    """The places after `start` on the way of the fewest words to `goal`; of several the first."""
    following = graph.get(start, ())
    if goal in following:
        return [goal]
    seen = {start}
    queue: list[tuple[int, list[int]]] = [(start, [])]
    for vertex, path in queue:
        for place in graph.get(vertex, ()):
            if place == goal:
                return [*path, place]
            if place not in seen:
                seen.add(place)
                queue.append((place, [*path, place]))
    raise AssertionError("every place that is reached has a way from the start")


def _longest(words: Iterable[str], longest: dict[str, int]) -> dict[str, int]:
    """How long the longest word is that begins with the same _KEY characters: `longest`, with `words` taken in."""
    for word in words:
        head = word[:_KEY]
        if len(word) > longest.get(head, 0):
            longest[head] = len(word)
    return longest


@cache
def _package() -> tuple[frozenset[str], dict[str, int], re.Pattern[str]]:
    """pythainlp's dictionary, how long its longest words are, and its pattern of clusters with any character for what is none.
    The package makes a folder in the user's home when it is imported, unless it is set to be read-only; nothing here needs
    that folder."""
    if _READ_ONLY_OLD not in os.environ:
        os.environ.setdefault(_READ_ONLY, "1")
    from pythainlp.corpus import thai_words
    from pythainlp.tokenize import tcc_p

    words = frozenset(word.strip() for word in thai_words()) - {""}
    return words, _longest(words, {}), re.compile(rf"{tcc_p._PAT_TCC.pattern}|[\s\S]")
