"""How well the name of a column fits a field: from 0 to 1, in any language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from data.cells.words import fold
from data.kinds import IMPORTS
from data.languages import all_words, imports
from data.languages.scripts import spaceless

EXACT = 1.0
PART = 0.55
"""What a column scores at least whose name begins or ends with a field's name; fully made of such names nearly WHOLE."""
WHOLE = 0.8
"""What every whole name scores at least, and no part of one."""
INSIDE = 0.25
"""Of a name that holds a field's name somewhere within."""
OTHER_THING = 0.5
"""What is left of a score where a name says that it is of something else: the date of an order."""
_RANK = 0.004
"""How much less each further name of a field scores than the one before it."""
_CAMEL = re.compile(r"(?<=[a-zа-я0-9])(?=[A-ZА-Я])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")


@lru_cache(maxsize=8192)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, without small ones: "reviewCreated_at" -> review, created."""
    text = unicodedata.normalize("NFKC", _CAMEL.sub(" ", name))
    found = [_singular(word.casefold()) for word in _WORD.findall(text)]
    return tuple(word for word in found if word not in _small()) or tuple(found)


def _singular(word: str) -> str:
    return word[:-1] if word.isascii() and len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@cache
def _small() -> frozenset[str]:
    return frozenset(all_words(imports, lambda file: file.names.small))


@cache
def _others() -> frozenset[str]:
    return frozenset(_singular(word) for word in all_words(imports, lambda file: file.names.other_things))


@cache
def known_names(kind: str) -> dict[str, tuple[str, ...]]:
    """Field -> names of its column, the field's own first."""
    return {field: (field, *_called(kind, field)) for field in IMPORTS[kind].cells}


def _called(kind: str, field: str) -> tuple[str, ...]:
    return all_words(imports, lambda file: file.columns.get(kind, {}).get(field, ()))


@lru_cache(maxsize=65536)
def name_score(kind: str, field: str, column: str) -> float:
    """How well a column's name fits a field."""
    folded = fold(column)
    if not folded:
        return 0.0
    best = 0.0
    words = tokens(column)
    covered: set[int] = set()
    for rank, name in enumerate(known_names(kind)[field]):
        if fold(name) == folded:
            return max(WHOLE, EXACT - rank * _RANK)
        score, places = _part(words, folded, name)
        covered |= places
        best = max(best, score)
    if best >= PART and words:
        best = PART + 0.24 * len(covered) / len(words)
    if any(word in _others() for place, word in enumerate(words) if place not in covered):
        best *= OTHER_THING
    return best


def _part(words: tuple[str, ...], folded: str, name: str) -> tuple[float, set[int]]:
    """How well a column's words fit one name that is not the whole of them, and which of its words the name explains."""
    wanted = tokens(name)
    if wanted and set(wanted) <= set(words):
        places = {place for place, word in enumerate(words) if word in wanted}
        at_end = 0 in places or len(words) - 1 in places
        return (PART if at_end else INSIDE), places
    known = fold(name)
    if known not in folded:
        return 0.0, set()
    return _spaceless(words, folded, known) if spaceless(known) else _compound(words, known)


def _compound(words: tuple[str, ...], known: str) -> tuple[float, set[int]]:
    """Of a name that ends a word: Bewertungsdatum."""
    places = {place for place, word in enumerate(words) if len(known) > 4 and word.endswith(known)}
    return (PART if len(words) - 1 in places else INSIDE if places else 0.0), places


def _spaceless(words: tuple[str, ...], folded: str, known: str) -> tuple[float, set[int]]:
    """Of a name in a script that sets no spaces."""
    if len(known) < 2:
        return 0.0, set()
    at_end = folded.startswith(known) or folded.endswith(known)
    return (PART if at_end else INSIDE), set(range(len(words))) if at_end else set()
