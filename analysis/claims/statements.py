"""Sentences of the SWOT in the language of reports, by statements.toml, and the names and numbers they hold."""

from __future__ import annotations

import math
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.figures.presence.pages import Doubt
from analysis.marks import ALL_TOPICS, NO_DRIVER
from analysis.text.drivers import driver_name
from analysis.text.intents import intent_name
from analysis.text.lexicons import LexiconError

FALLBACK = "en"
MINUS = "\u2212"
ELLIPSIS = "\u2026"
SHORTEST = 6
"""Characters that a name keeps in a headline, the ellipsis among them."""
_LEADING = "\u0e40\u0e41\u0e42\u0e43\u0e44"
"""Thai vowels that are written before the consonant they belong to."""


@cache
def _templates() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("analysis.claims") / "statements.toml").read_text(encoding="utf-8"))


def statement_language(language: str) -> str:
    """`language` if there are sentences for it, else English (and `analyze` says so)."""
    return language if language in _templates() else FALLBACK


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` of statements.toml ("T4", "headline.T4") with `values` filled in. Raises LexiconError naming a missing
    key."""
    template: Any = _templates()[statement_language(language)]
    for part in key.split("."):
        template = template.get(part) if isinstance(template, dict) else None
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


def headline(key: str, language: str, **names: str) -> str:
    """The headline `key` of statements.toml, of at most `headline_length` characters: where it would be longer, its longest name
    is shortened, which an ellipsis shows, then the next, and so on."""
    limit: int = _templates()[statement_language(language)]["headline_length"]
    shown = dict(names)
    while len(said := say(f"headline.{key}", language, **shown)) > limit:
        longest = max(shown, key=lambda name: len(shown[name]))
        if len(shown[longest]) <= SHORTEST:
            raise LexiconError(
                f"analysis/claims/statements.toml: {language}.headline.{key}: expected at most {limit} characters with names of "
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
    """A number with what it counts, in the singular or plural: `what` is a key of statements.toml's [….counted]."""
    forms: dict[str, list[str]] = _templates()[statement_language(language)]["counted"]
    one, several = forms[what]
    return (one if n == 1 else several).format(n=f"{n:,}")


def named(group: str, key: str, language: str) -> str:
    """What readers call `key`: a name of the table `group` (engines, devices, units); `key` itself where it has none there."""
    names: dict[str, str] = _templates()[statement_language(language)][group]
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


def net(value: float | None) -> str:
    """A net sentiment or gap with its sign: +0.42, −0.10."""
    if value is None or math.isnan(value):
        return "?"
    return f"{abs(value):.2f}" if round(value, 2) == 0 else f"{value:+.2f}".replace("-", MINUS)


def stars(value: float | None) -> str:
    """Stars of 5, or a gap between them: 4.2, −0.3."""
    return "?" if value is None or math.isnan(value) else f"{value:.1f}".replace("-", MINUS)


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
        day=doubt.day.isoformat() if doubt.day else "",
        n=doubt.n,
        pages=counted(doubt.n, "pages", language),
        questions=counted(doubt.of or doubt.n, "questions", language),
        text=doubt.text,
    )
