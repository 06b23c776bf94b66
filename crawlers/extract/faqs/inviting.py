"""Is a question the page's own to its reader ("Didn't find your answer?"), to send them on to another channel?

Each language is asked for itself: the words of one mean other things in the next. They are in data/languages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from crawlers.extract.page.asking import begins_with, holds, holds_any
from crawlers.extract.page.rules import SURE, VETO, Decision, Rule
from data.languages import all_words, extract, known
from data.languages.scripts import spaceless
from data.languages.shapes import Asking

_LONGEST = 120
"""Characters of a question that can be the page's own."""
_SHORT = 80
"""Likewise of one that says no more than that there may be questions."""
_INVITING_SHARE = 0.6
_LONGEST_ANSWER = 240
_LEADING = " ¿¡\"'“„«(-–—•"
_REACHED = re.compile(r"[\w.+-]@\w|\d[\d\s()./-]{6,}\d")
"""An e-mail address or a number to call."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A question and its answer, folded, and the languages that have words for what is sought in it."""

    question: str
    answer: str
    languages: tuple[str, ...]


def invites(question: str, answer: str = "") -> bool:
    """Whether a question is the page's own to its reader. `answer`: what follows it, where that is known."""
    folded = _folded(question)
    if not 2 <= len(folded) <= _LONGEST:
        return False
    return _invites(folded, _folded(answer) if len(answer) <= _LONGEST_ANSWER else "")


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


@lru_cache(maxsize=4_096)
def _invites(question: str, answer: str) -> bool:
    seeking = tuple(code for code in _speaking() if holds_any(question, _words(code).sought))
    return _INVITES.holds(_Said(question, answer, seeking))


@cache
def _speaking() -> tuple[str, ...]:
    """Languages that have words for what readers of an FAQ look for."""
    return tuple(code for code in known() if extract(code).asking.sought)


def _words(code: str) -> Asking:
    return extract(code).asking


@cache
def _invitations(of_ascii: bool) -> tuple[list[str], list[int]]:
    """Phrases that invite, the shortest first, and their lengths; those of ASCII alone where no other can be found."""
    words = {word.replace("’", "'") for word in all_words(extract, lambda file: file.asking.invitations)}
    kept = sorted((word for word in words if word.isascii() or not of_ascii), key=lambda word: (len(word), word))
    return kept, [len(word) for word in kept]


def _is_invitation(said: _Said) -> bool:
    """Whether a phrase that invites is most of the question."""
    bare = said.question.strip(_LEADING + " ?？؟!.…")
    phrases, lengths = _invitations(bare.isascii())
    first, end = bisect_left(lengths, _INVITING_SHARE * len(bare)), bisect_right(lengths, len(bare))
    return any(phrase in bare and holds(bare, phrase) for phrase in phrases[first:end])


def _asks_for_more(said: _Said) -> bool:
    """Whether it asks who, what, how: a page's own question is answered with yes."""
    text = said.question.lstrip(_LEADING)
    return any(
        begins_with(text, _words(code).question_words)
        or any(spaceless(word) and word in text for word in _words(code).question_words)
        for code in said.languages
    )


def _lacks(said: _Said) -> bool:
    return any(holds_any(said.question, _words(code).lacking) for code in said.languages)


def _is_of_the_asker(said: _Said) -> bool:
    return any(holds_any(said.question, _words(code).asker) for code in said.languages)


def _has_more(said: _Said) -> bool:
    return len(said.question) <= _SHORT and any(
        holds_any(said.question, _words(code).remaining) for code in said.languages
    )


def _sends_on(said: _Said) -> bool:
    """Whether the answer is a way to reach the brand."""
    return bool(said.answer) and any(
        holds_any(said.answer, extract(code).pages.channels.text) or _REACHED.search(said.answer)
        for code in said.languages
    )


_INVITES = Decision[_Said](
    "faqs.question is the page's own to its reader",
    Rule("asks who, what or how", VETO, _asks_for_more),
    Rule("says what invitations say", SURE, _is_invitation),
    Rule("nothing is sought in it", VETO, lambda said: not said.languages),
    Rule("what is sought was not found", SURE, _lacks),
    Rule("of the customer's own", VETO, _is_of_the_asker),
    Rule("there may be more questions", SURE, _has_more),
    Rule("its answer is a way to reach the brand", SURE, _sends_on),
    needs=1.0,
)
