"""Counts of customers' words and phrases (text/sentiment/customers.tsv of a language) as features of learned models."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from analysis.text.lexicons import LexiconError
from data import languages

GROUPS = 11
"""Columns: good, rather good, bad, rather bad, good denied, bad denied, denials, hedges, "!", "?", and all but these four
together."""
REACH = 3
"""How many words before an entry a denial may be."""
LONGEST_ENTRY = 5
STRONG = 2
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]+")
_WEIGHTS = np.array([1.0, 0.5, -1.0, -0.5, -0.7, 0.4, 0.0, 0.0, 0.0, 0.0])
_LEVEL = 15.0
"""Sums become x / √(x² + 15), as VADER's do (Hutto and Gilbert 2014)."""
Floats = npt.NDArray[np.float64]


_FILE = "text/sentiment/customers.tsv"


@dataclass(frozen=True, slots=True)
class _Context:
    """Words around entries; see data.languages.shapes.CustomersContext."""

    denials: frozenset[str]
    denial_endings: tuple[str, ...]
    hedges: frozenset[str]

    def denies(self, token: str) -> bool:
        """Whether a token turns around what follows."""
        return token in self.denials or token.endswith(self.denial_endings)


@cache
def _context(language: str) -> _Context:
    words = languages.customers_context(language)
    return _Context(frozenset(words.denials), words.denial_endings, frozenset(words.hedges))


@cache
def words_version(language: str) -> str:
    """Changes with the file of a language; '' if there is none."""
    if language not in languages.having(_FILE):
        return ""
    return hashlib.sha256(languages.path(language, _FILE).read_bytes()).hexdigest()[:8]


def customer_entries(language: str) -> list[tuple[tuple[str, ...], int]]:
    """The entries of a language, as their words, with their weights; none if there is no file. Raises LexiconError."""
    return [(tuple(words), weight) for entries in _entries(language).values() for words, weight in entries]


def customer_features(texts: Sequence[str], language: str) -> Floats:
    """texts × GROUPS, each −1..1; all zero in a language without a file. Raises LexiconError for a broken file."""
    entries = _entries(language)
    if not entries:
        return np.zeros((len(texts), GROUPS))
    context = _context(language)
    sums = np.array([_sums(text, entries, context) for text in texts]).reshape(len(texts), GROUPS - 1)
    total = sums @ _WEIGHTS
    table = np.column_stack([sums, total])
    return np.asarray(table / np.sqrt(table * table + _LEVEL), dtype=np.float64)


def _sums(text: str, entries: dict[str, list[tuple[list[str], int]]], context: _Context) -> list[float]:
    tokens = _TOKEN.findall(text.lower().replace("\u2019", "'"))
    sums = [0.0] * (GROUPS - 1)
    for token in tokens:
        if context.denies(token):
            sums[6] += 1
        elif token in context.hedges:
            sums[7] += 1
    sums[8], sums[9] = float(text.count("!")), float(text.count("?"))
    at = 0
    while at < len(tokens):
        step = 1
        for words, weight in entries.get(tokens[at], ()):
            if tokens[at : at + len(words)] == words:
                denied = any(context.denies(token) for token in tokens[max(0, at - REACH) : at])
                sums[_group(weight, denied)] += abs(weight)
                step = len(words)
                break
        at += step
    return sums


def _group(weight: int, denied: bool) -> int:
    if denied:
        return 4 if weight > 0 else 5
    return (0 if weight > 0 else 2) + (abs(weight) < STRONG)


@cache
def _entries(language: str) -> dict[str, list[tuple[list[str], int]]]:
    """First word -> entries that begin with it, longest first."""
    if language not in languages.having(_FILE):
        return {}
    file = languages.path(language, _FILE)
    found: dict[str, list[tuple[list[str], int]]] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        entry, _, weight = line.partition("\t")
        words = _TOKEN.findall(entry.lower())
        if not 1 <= len(words) <= LONGEST_ENTRY or weight.strip() not in ("-3", "-2", "-1", "1", "2", "3"):
            raise LexiconError(
                f"{languages.shown(language, _FILE)} line {number}: expected an entry of 1 to {LONGEST_ENTRY} "
                f"words, a tab and a weight of -3 to 3 other than 0, found {line!r}"
            )
        found.setdefault(words[0], []).append((words, int(weight)))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found
