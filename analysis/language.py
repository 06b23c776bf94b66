"""Which language a text is in: the collected languages first, but never forced upon a text of another one.

Forcing a German review into "English" would hand it to an English sentiment model, so the identifier also ranks all the
languages it knows, and a text that is clearly of another one keeps that one's code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"
"""ISO 639 code for "undetermined": there is a text, but not enough of it to tell."""
VERSION = "langid-1"
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\S+@\S+")
SCRIPT_SHARE = 0.3
"""A text with at least this share of Thai letters is Thai: no other collected language shares the script."""
FEW_LETTERS = 20
"""Below this, ranking among all known languages is a lottery (measured: 1 in 6 wrong); only collected ones count."""
MIN_LETTERS = 4
SAMPLE = 500
"""Characters read: more of a review does not change the answer, only the time it takes."""
SURE = 0.95
CLEAR = 0.5


@dataclass(frozen=True)
class Identified:
    """`code` is an ISO 639-1 code or UNKNOWN; None only for a text without letters. `reason` says how it was found."""

    code: str | None
    reason: str


def identify(text: str, languages: tuple[str, ...]) -> Identified:
    """The language of `text`. `languages` are the collected ones; at least one is expected."""
    cleaned = _NOISE.sub(" ", text)[:SAMPLE]
    letters = sum(map(str.isalpha, cleaned))
    if not letters:
        return Identified(None, "no letters")
    if "th" in languages and len(_THAI.findall(cleaned)) >= SCRIPT_SHARE * letters:
        return Identified("th", "Thai script")
    if letters < MIN_LETTERS:
        return Identified(UNKNOWN, f"fewer than {MIN_LETTERS} letters")
    # The identifier reads accents and words, not emphasis: shouting would look like another language.
    sample = cleaned.lower() if cleaned.isupper() else cleaned
    anywhere, share = _unrestricted().rank(sample)[0]
    if anywhere in languages:
        return Identified(str(anywhere), "ranked first")
    if letters < FEW_LETTERS:
        best, sureness = _restricted(languages).rank(sample)[0]
        if best in languages and sureness >= SURE:
            return Identified(str(best), "short; ranked first among the collected languages")
        return Identified(UNKNOWN, "too short to tell")
    if share >= CLEAR:
        return Identified(str(anywhere), "not one of the collected languages")
    return Identified(UNKNOWN, "no language stands out")


@lru_cache(maxsize=1)
def _unrestricted() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=8)
def _restricted(languages: tuple[str, ...]) -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [language for language in languages if language in identifier.labels]
    if known:
        identifier.set_languages(known)
    return identifier
