"""Sentences of the SWOT in the language of reports, by statements.toml, and the names and numbers they hold."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.figures.gaps import GapRow
from analysis.marks import ALL_TOPICS, NO_DRIVER
from analysis.text.drivers import driver_name
from analysis.text.intents import intent_name
from analysis.text.lexicons import LexiconError

FALLBACK = "en"
MINUS = "\u2212"


@cache
def _templates() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("analysis.claims") / "statements.toml").read_text(encoding="utf-8"))


def statement_language(language: str) -> str:
    """`language` if there are sentences for it, else English (and `analyze` says so)."""
    return language if language in _templates() else FALLBACK


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` of statements.toml with `values` filled in. Raises LexiconError naming a missing key."""
    templates = _templates()[statement_language(language)]
    template = templates.get(key)
    if not isinstance(template, str):
        raise LexiconError(
            f"analysis/claims/statements.toml: {language}.{key}: expected a sentence, found {template!r}"
        )
    try:
        return template.format(**values)
    except KeyError as error:
        raise LexiconError(
            f"analysis/claims/statements.toml: {language}.{key}: no value for {{{error.args[0]}}}"
        ) from error


def counted(n: int, what: str, language: str) -> str:
    """A number with what it counts, in the singular or plural: `what` is a key of statements.toml's [….counted]."""
    forms: dict[str, list[str]] = _templates()[statement_language(language)]["counted"]
    one, several = forms[what]
    return (one if n == 1 else several).format(n=f"{n:,}")


def topic_name(kind: str, topic: str, language: str = FALLBACK) -> str:
    """A topic for readers: `kind` is that of a SWOT line or gap (overall driver trend unmet response faq_intent channel
    ranking switching). Topics without a name of their own (keywords) are returned as they are."""
    if kind == "overall":
        overall: dict[str, str] = _templates()[statement_language(language)]["overall"]
        return overall.get(topic, topic)
    if kind in ("driver", "trend", "unmet") and topic not in (NO_DRIVER, ALL_TOPICS):
        return driver_name(topic, language).lower()
    if kind == "response":
        return driver_name("response_time", language).lower()
    if kind == "faq_intent":
        return intent_name(topic, language).lower()
    if kind == "channel":
        channels: dict[str, str] = _templates()[statement_language(language)]["channels"]
        return channels.get(topic, topic)
    return topic


def language_name(code: str, language: str = FALLBACK) -> str:
    """A language's name for readers; its code if there is none."""
    names: dict[str, str] = _templates()[statement_language(language)]["languages"]
    return names.get(code, code)


def net(value: float | None) -> str:
    """A net sentiment or gap with its sign: +0.42, −0.10."""
    if value is None or math.isnan(value):
        return "?"
    return f"{abs(value):.2f}" if round(value, 2) == 0 else f"{value:+.2f}".replace("-", MINUS)


def stars(value: float | None) -> str:
    """Stars of 5, or a gap between them: 4.2, −0.3."""
    return "?" if value is None or math.isnan(value) else f"{value:.1f}".replace("-", MINUS)


def dates_of(row: GapRow, language: str) -> str:
    """The dates that a figure rests on: from and to, and how many days between are covered where some are not."""
    start, end = row.window_start.date(), row.window_end.date()
    key = "dates" if row.days in (0, (end - start).days + 1) else "dates_parted"
    return say(key, language, start=start.isoformat(), end=end.isoformat(), days=row.days)


def percent(value: float | None, *, signed: bool = False) -> str:
    """A share 0..1 in %: 42 %; with `signed` a difference of shares in percentage points: −12."""
    if value is None or math.isnan(value):
        return "?"
    text = f"{100 * value:+.0f}" if signed else f"{100 * value:.0f} %"
    return text.replace("-", MINUS)


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Names set side by side with commas."""
    return ", ".join(names)
