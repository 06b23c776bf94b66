"""What ends a sentence in which language: reads text/sentences.toml of each, whose keys any.toml here explains."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data import languages

SHARED = "any"
_FILE = "text/sentences.toml"
THAI = "th"
_LISTS = ("inner", "last", "before_number")
_PLATFORM = "platform"
_THAI_LISTS = ("particles", "closing", "openers", "turns")


class SentenceRulesError(ValueError):
    """A file of sentence ends that breaks its format; the message names the file and the key."""


@dataclass(frozen=True)
class Rules:
    """Abbreviations without their last full stop, lower case, by whether they may end a sentence; and Thai's patterns."""

    inner: frozenset[str]
    last: frozenset[str]
    before_number: frozenset[str]
    particle_end: re.Pattern[str]
    closing: re.Pattern[str]
    opener: re.Pattern[str]
    turn: re.Pattern[str]


@cache
def rules_for(language: str | None) -> Rules:
    """The rules of one language, or of all together if it is None or has no file. Thai's patterns are always there: lines
    in Thai script are cut as Thai whatever the text around them."""
    names = languages.having(_FILE)
    wanted = [SHARED, language] if language is not None and language in names else [SHARED, *names]
    read = {name: _read(name) for name in {*wanted, THAI}}
    lists = {key: frozenset(word for name in wanted for word in read[name].get(key, ())) for key in _LISTS}
    thai = read[THAI]
    # What may end a sentence in one language but not in another: the weaker claim holds for all together.
    return Rules(
        lists["inner"] - lists["last"],
        lists["last"],
        lists["before_number"],
        re.compile(rf"(?:{_any(thai['particles'])})[\u0e46!.~]*$"),
        re.compile(_any(thai["closing"])),
        re.compile(_any(thai["openers"])),
        re.compile(_any(thai["turns"])),
    )


@cache
def platform_words() -> frozenset[str]:
    """What platforms write into customers' texts, of all languages: it is in the language of the page, not of the text."""
    return frozenset(word for name in (SHARED, *languages.having(_FILE)) for word in _read(name)[_PLATFORM])


def _any(patterns: Iterable[str]) -> str:
    return "|".join(patterns)


def _read(name: str) -> Mapping[str, tuple[str, ...]]:
    """Key -> its entries, of a language or of SHARED. Raises SentenceRulesError, LanguageError for what is no TOML."""
    if name == SHARED:
        file = "sentences/any.toml"
        content = tomllib.loads((files("analysis.text.sentences") / "any.toml").read_text(encoding="utf-8"))
    else:
        file, content = languages.shown(name, _FILE), languages.table(name, _FILE)
    expected = {*_LISTS, _PLATFORM, *(_THAI_LISTS if name == THAI else ())}
    if set(content) != expected:
        raise SentenceRulesError(f"{file}: expected the keys {sorted(expected)}, found {sorted(content)}")
    for key, entries in content.items():
        if not isinstance(entries, list) or not all(isinstance(entry, str) and entry for entry in entries):
            raise SentenceRulesError(f"{file}: {key}: expected a list of texts, found {entries!r}")
        if key in _LISTS and any(entry != entry.lower() or entry.endswith(".") for entry in entries):
            raise SentenceRulesError(f"{file}: {key}: expected lower case without the last full stop")
    return {key: tuple(entries) for key, entries in content.items()}
