"""Sentences of the SWOT in the language of reports, by its statements.toml, and the names, numbers and dates they hold.

A catalogue is data/languages/<code>/statements.toml: keys, {named} fields and, for what is counted, one text for each plural
form by an expression in gettext's notation, so that it can be carried over to a gettext catalogue key by key.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from gettext import c2py
from typing import TYPE_CHECKING, Any

from analysis.marks import ALL_TOPICS, NO_DRIVER
from analysis.text.drivers import driver_name
from analysis.text.intents import intent_name
from analysis.text.lexicons import LexiconError
from data import languages

if TYPE_CHECKING:
    from analysis.figures.presence.pages import Doubt  # its figures need what sentences do without

FALLBACK = "en"
FILE = "statements.toml"
MINUS = "\u2212"
ELLIPSIS = "\u2026"
SHORTEST = 6
"""Characters that a name keeps in a headline, the ellipsis among them."""
_LEADING = "\u0e40\u0e41\u0e42\u0e43\u0e44"
"""Thai vowels that are written before the consonant they belong to."""


def statement_language(language: str) -> str:
    """`language` if there are sentences for it, else English (and `analyze` says so)."""
    return language if language in languages.having(FILE) else FALLBACK


@cache
def _table(language: str) -> dict[str, Any]:
    """The sentences of a language, or of English where it has none."""
    return languages.table(statement_language(language), FILE)


def _shown(language: str) -> str:
    """What messages call the file of a language."""
    return languages.shown(statement_language(language), FILE)


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` of the language's statements.toml ("T4", "headline.T4") with `values` filled in. Raises LexiconError
    naming a missing key."""
    template = _template(key, language)
    try:
        return template.format(**values)
    except KeyError as error:
        raise LexiconError(f"{_shown(language)}: {key}: no value for {{{error.args[0]}}}") from error


def _template(key: str, language: str) -> str:
    template: Any = _table(language)
    for part in key.split("."):
        template = template.get(part) if isinstance(template, dict) else None
    if not isinstance(template, str):
        raise LexiconError(f"{_shown(language)}: {key}: expected a sentence, found {template!r}")
    return template


def headline(key: str, language: str, **names: str) -> str:
    """The headline `key` of the language's statements.toml, of at most `headline_length` characters: where it would be longer,
    its longest name is shortened, which an ellipsis shows, then the next, and so on. A topic that begins it has a capital."""
    limit: int = _table(language)["headline_length"]
    shown = dict(names)
    if _template(f"headline.{key}", language).startswith("{topic}"):
        shown["topic"] = shown["topic"][:1].upper() + shown["topic"][1:]
    while len(said := say(f"headline.{key}", language, **shown)) > limit:
        longest = max(shown, key=lambda name: len(shown[name]))
        if len(shown[longest]) <= SHORTEST:
            raise LexiconError(
                f"{_shown(language)}: headline.{key}: expected at most {limit} characters with names of "
                f"{SHORTEST}, found {len(said)}: {said!r}"
            )
        shown[longest] = shortened(shown[longest], len(shown[longest]) - 1)
    return said


def shortened(text: str, length: int) -> str:
    """The first characters of `text`, no character apart from the marks above or below it, and an ellipsis: `length` in all, or
    less."""
    end = length - 1
    while end > 0 and (unicodedata.category(text[end]).startswith("M") or text[end - 1] in _LEADING):
        end -= 1
    return text[:end].rstrip(f" {ELLIPSIS}") + ELLIPSIS


def counted(n: int, what: str, language: str) -> str:
    """A number with what it counts, in the form that the language has for it: `what` is a key of [counted]."""
    forms: list[str] = _table(language)["counted"][what]
    return forms[_plural(_table(language)["plural"])(n)].format(n=number(n, language))


@cache
def _plural(expression: str) -> Callable[[int], int]:
    """Which form a number takes, by gettext's notation."""
    return c2py(expression)


def number(n: int, language: str) -> str:
    """A whole number as a language writes it: 1,234; 1.234; 1 234."""
    return localised(f"{n:,}", language)


def localised(text: str, language: str) -> str:
    """A number written "1,234.5" with the signs that a language has for it."""
    locale = _table(language)["locale"]
    return text.translate(str.maketrans({",": locale["thousands"], ".": locale["decimal"]}))


def date_of(day: date, language: str) -> str:
    """A day as a language writes it: 2026-11-02, 02/11/2026, in Thai with the Buddhist year."""
    locale = _table(language)["locale"]
    name = locale["months"][day.month - 1] if locale["months"] else ""
    pattern: str = locale["date"]
    return pattern.format(day=day.day, month=day.month, year=day.year + locale["year_offset"], name=name)


def year_of(year: int, language: str) -> int:
    """A year (AD) as a language counts it: in Thai of the Buddhist era."""
    offset: int = _table(language)["locale"]["year_offset"]
    return year + offset


def named(group: str, key: str, language: str) -> str:
    """What readers call `key`: a name of the table `group` (engines, devices, units); `key` itself where it has none there."""
    names: dict[str, str] = _table(language)[group]
    return names.get(key, key)


def topic_name(kind: str, topic: str, language: str = FALLBACK) -> str:
    """A topic for readers: `kind` is that of a SWOT line or gap (overall driver trend unmet response faq_intent channel
    ranking switching). Topics without a name of their own (keywords) are returned as they are."""
    if kind == "overall":
        return named("overall", topic, language)
    if kind in ("driver", "trend", "unmet") and topic not in (NO_DRIVER, ALL_TOPICS):
        return driver_name(topic, language).lower()
    if kind == "response":
        return driver_name("response_time", language).lower()
    if kind == "faq_intent":
        return intent_name(topic, language).lower()
    return named("channels", topic, language) if kind == "channel" else topic


def texts_in(text_kind: str, code: str, language: str = FALLBACK) -> str:
    """Texts of a kind in the language of a code, for readers: "posts in Vietnamese"."""
    return named("texts", text_kind, language).format(language=named("languages", code, language))


def net(value: float | None, language: str = FALLBACK) -> str:
    """A net sentiment or gap with its sign: +0.42, −0.10."""
    if value is None or math.isnan(value):
        return "?"
    text = f"{abs(value):.2f}" if round(value, 2) == 0 else f"{value:+.2f}".replace("-", MINUS)
    return localised(text, language)


def stars(value: float | None, language: str = FALLBACK) -> str:
    """Stars of 5, or a gap between them: 4.2, −0.3."""
    return "?" if value is None or math.isnan(value) else localised(f"{value:.1f}".replace("-", MINUS), language)


def percent(value: float | None, *, signed: bool = False) -> str:
    """A share 0..1 in %: 42 %; with `signed` a difference of shares in percentage points: −12."""
    if value is None or math.isnan(value):
        return "?"
    text = f"{100 * value:+.0f}" if signed else f"{100 * value:.0f} %"
    return text.replace("-", MINUS)


def listed(names: Sequence[str]) -> str:
    """Names set side by side with commas."""
    return ", ".join(names)


def doubt_in_words(doubt: Doubt, language: str) -> str:
    """Why nothing can be said to be absent."""
    return say(
        f"doubt.{doubt.why}",
        language,
        page=doubt.page or say("doubt.a_page", language),
        day=date_of(doubt.day, language) if doubt.day else "",
        n=doubt.n,
        pages=counted(doubt.n, "pages", language),
        questions=counted(doubt.of or doubt.n, "questions", language),
        text=doubt.text,
    )
