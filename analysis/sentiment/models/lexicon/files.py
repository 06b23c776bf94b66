"""Reads one language's lexicon folder (words.tsv, rules.toml) into checked plain values; the format is documented there."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, cast

from analysis.sentiment.models.lexicon.rules import SIDES, Shift, Side
from analysis.sentiment.models.lexicon.valences import LexiconFileError, read_valences

WORDS, RULES = "words.tsv", "rules.toml"
_KNOWN_KEYS = {
    "language", "version", "tokenizer", "shifts", "prefixes", "boosters", "contrast", "ignored", "idioms", "spelling",
    "rewrites", "undiacritised",
}  # fmt: skip


@dataclass(frozen=True)
class LexiconFiles:
    """One language's data. `shifts`: each with its words; `boosters`: phrase -> weight and side; `contrast`: phrase ->
    weights before and after; `rewrites`: patterns and what replaces them before splitting; `plain`: whether a text without
    any diacritics is read by undiacritised entries, of which `ambiguous` are left out; `single`: if given, the only entries
    of one token that are read so."""

    language: str
    tokenizer: str
    valences: dict[str, float]
    idioms: dict[str, float]
    shifts: tuple[tuple[Shift, tuple[str, ...]], ...]
    boosters: dict[str, tuple[float, Side]]
    contrast: dict[str, tuple[float, float]]
    ignored: tuple[str, ...]
    spelling: dict[str, str]
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    prefixes: tuple[str, ...]
    prefix_exceptions: frozenset[str]
    plain: bool
    ambiguous: frozenset[str]
    single: frozenset[str] | None

    def vocabulary(self) -> set[str]:
        """Every entry and rule word, as written."""
        shifting = {word for _, words in self.shifts for word in words}
        return {*self.valences, *self.idioms, *self.boosters, *self.contrast, *self.ignored} | shifting


def read_lexicon_files(folder: Traversable) -> LexiconFiles:
    """The lexicon in `folder`. Raises LexiconFileError naming file and key, what was expected and what was found."""
    source, content = _rules(folder)
    prefixes, plain = _table(content, source, "prefixes"), _table(content, source, "undiacritised")
    return LexiconFiles(
        language=content["language"],
        tokenizer=content["tokenizer"],
        valences=read_valences(folder / WORDS),
        idioms={
            word: _number(value, source, f"idioms.{word}") for word, value in _table(content, source, "idioms").items()
        },
        shifts=tuple(_shift(entry, source) for entry in content.get("shifts", [])),
        boosters=_boosters(_table(content, source, "boosters"), source),
        contrast={word: _pair(value, source, word) for word, value in _table(content, source, "contrast").items()},
        ignored=_words(_table(content, source, "ignored"), source, "words"),
        spelling={
            short: _text(long, source, f"spelling.{short}")
            for short, long in _table(content, source, "spelling").items()
        },
        rewrites=tuple(_rewrite(entry, source) for entry in content.get("rewrites", [])),
        prefixes=_words(prefixes, source, "negation"),
        prefix_exceptions=frozenset(_words(prefixes, source, "exceptions")),
        plain=bool(plain.get("read", False)),
        ambiguous=frozenset(_words(plain, source, "ambiguous")),
        single=frozenset(_words(plain, source, "single")) if "single" in plain else None,
    )


def fingerprint_of(folder: Traversable) -> tuple[str, str]:
    """(hash of the lexicon in `folder`, its tokenizer), without reading its words. Raises LexiconFileError as above."""
    content = _rules(folder)[1]
    raw = (folder / WORDS).read_bytes() + b"\0" + (folder / RULES).read_bytes()
    return hashlib.sha256(raw).hexdigest(), content["tokenizer"]


def _rules(folder: Traversable) -> tuple[str, dict[str, Any]]:
    """The rules of a lexicon, and what messages call their file."""
    source = "/".join([*str(folder).split("/")[-3:], RULES])
    try:
        content = tomllib.loads((folder / RULES).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconFileError(f"{source}: not TOML: {error}") from error
    _expect(not set(content) - _KNOWN_KEYS, source, "keys", f"only {sorted(_KNOWN_KEYS)}", sorted(content))
    for key in ("language", "version", "tokenizer"):
        _expect(isinstance(content.get(key), str), source, key, "a text", content.get(key))
    return source, content


def _expect(condition: bool, source: str, key: str, expected: str, found: object) -> None:
    if not condition:
        raise LexiconFileError(f"{source}: {key}: expected {expected}, found {found!r}")


def _table(content: Mapping[str, Any], source: str, key: str) -> dict[str, Any]:
    value = content.get(key, {})
    _expect(isinstance(value, dict), source, key, "a table", value)
    return cast("dict[str, Any]", value)


def _words(table: Mapping[str, Any], source: str, key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    good = isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)
    _expect(good, source, key, "a list of words", value)
    return tuple(value)


def _number(value: object, source: str, key: str, limit: float = 4.0) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= limit
    _expect(good, source, key, f"a number −{limit:g}..{limit:g}", value)
    return float(cast("float", value))


def _text(value: object, source: str, key: str) -> str:
    _expect(isinstance(value, str) and bool(value.strip()), source, key, "a text", value)
    return cast("str", value)


def _pair(value: object, source: str, word: str) -> tuple[float, float]:
    _expect(
        isinstance(value, list) and len(value) == 2, source, f"contrast.{word}", "[weight before, weight after]", value
    )
    before, after = cast("list[object]", value)
    return _number(before, source, f"contrast.{word}"), _number(after, source, f"contrast.{word}")


def _shift(entry: Mapping[str, Any], source: str) -> tuple[Shift, tuple[str, ...]]:
    name = _text(entry.get("name"), source, "shifts.name")
    key = f"shifts.{name}"
    known = {"name", "words", "side", "window", "positive", "negative", "through", "spaces"}
    _expect(not set(entry) - known, source, key, f"only {sorted(known)}", sorted(entry))
    side, window = entry.get("side", "before"), entry.get("window")
    _expect(side in SIDES, source, f"{key}.side", f"one of {SIDES}", side)
    _expect(isinstance(window, int) and 0 <= window <= 12, source, f"{key}.window", "a whole number 0..12", window)
    shift = Shift(
        name,
        cast("Side", side),
        cast("int", window),
        _number(entry.get("positive"), source, f"{key}.positive"),
        _number(entry.get("negative"), source, f"{key}.negative"),
        bool(entry.get("through", False)),
        bool(entry.get("spaces", True)),
    )
    return shift, _words(entry, source, "words")


def _boosters(table: Mapping[str, Any], source: str) -> dict[str, tuple[float, Side]]:
    _expect(not set(table) - set(SIDES), source, "boosters", f"only {SIDES}", sorted(table))
    found: dict[str, tuple[float, Side]] = {}
    for side in SIDES:
        for word, weight in _table(table, source, side).items():
            _expect(word not in found, source, f"boosters.{side}.{word}", "each word on one side (or `both`)", weight)
            found[word] = (_number(weight, source, f"boosters.{side}.{word}"), side)
    return found


def _rewrite(entry: Mapping[str, Any], source: str) -> tuple[re.Pattern[str], str]:
    pattern = _text(entry.get("pattern"), source, "rewrites.pattern")
    _expect(isinstance(entry.get("to"), str), source, "rewrites.to", "a text", entry.get("to"))
    try:
        return re.compile(pattern), entry["to"]
    except re.error as error:
        raise LexiconFileError(f"{source}: rewrites.pattern: {pattern!r}: {error}") from error
