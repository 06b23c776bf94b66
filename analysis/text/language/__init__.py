"""Which language a text is in: the collected languages first, but never forced upon a text of another one.

Forcing a German review into "English" would hand it to an English sentiment model, so a text that is clearly of another
language keeps that one's code. Asked in this order, each only where the one before does not answer: the script; letters
that one language alone writes; everyday words; and, for the few that these leave open (2 in 100 of reviews and posts in the
collected languages), py3langid's ranking by letters, together with the words. Safe in any process: what it keeps are caches.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.text.language.words import Votes, known_languages, language_of_letters, votes_of

UNKNOWN = "und"
"""ISO 639 code for "undetermined": there is a text, but not enough of it to tell."""
VERSION = "langid-2"
_THAI = re.compile(r"[\u0e01-\u0e5b]+")
_LETTERS = re.compile(r"[^\W\d_\u0e00-\u0e7f]+")
_LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]")
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\S{1,64}@\S+")
_NOISE_MARKS = ("@", "#", "http:", "https:", "www.")
THAI_SHARE = 0.15
"""A text with at least this share of Thai letters is Thai, whatever brands it names: no other collected language shares
the script, and nobody else writes a word of it."""
FEW_LETTERS = 20
"""Below this, ranking among all known languages is a lottery (measured: 1 in 6 wrong); only collected ones count."""
MIN_LETTERS = 4
GLANCE, SAMPLE = 240, 500
"""Characters read at first, and where these leave it open: more of a review does not change the answer, only the time it
takes."""
LEAD, LEAD_SHARE, SHARE = 2.0, 0.1, 0.2
"""Words are clear if those of the first language are so many more than those of the second, in words and as a share of all
words, and are this share of all words."""
VOTE = 2.0
"""What a word more adds to the logarithm of py3langid's probability."""
SURE = 0.95
POSSIBLE = 0.01
UNMARKED = ("en",)
"""Languages that put no marks over letters: a short text that has some is of another one, unless its words say so."""
CLEAR = 0.5
"""Shares of a ranking that suffice: of a short text among the collected languages (and, with it, among all languages), of
a longer text among all."""


class Identified(NamedTuple):
    """`code` is an ISO 639-1 code or UNKNOWN; None only for a text without letters. `reason` says how it was found."""

    code: str | None
    reason: str


_THAI_SCRIPT = Identified("th", "Thai script")
_NO_LETTERS = Identified(None, "no letters")


def identify(text: str, languages: tuple[str, ...]) -> Identified:
    """The language of `text`. `languages` are the collected ones; at least one is expected."""
    sample = text[: 2 * SAMPLE]
    if any(mark in sample for mark in _NOISE_MARKS):
        sample = _NOISE.sub(" ", sample)
    found = _clear(sample[:GLANCE].lower(), languages)
    if isinstance(found, Identified):
        return found
    lowered = sample[:SAMPLE].lower()
    if len(sample) > GLANCE:
        found = _clear(lowered, languages)
        if isinstance(found, Identified):
            return found
    letters = _count(_LETTERS, lowered)
    if not letters:
        return _NO_LETTERS
    if letters < MIN_LETTERS:
        return Identified(UNKNOWN, f"fewer than {MIN_LETTERS} letters")
    return _ranked(lowered, letters, found, languages)


def _clear(lowered: str, languages: tuple[str, ...]) -> Identified | Votes:
    """What the script, the letters or the words of a text in lower case leave no doubt of; else how the words voted."""
    if not lowered.isascii():
        letters, thai = _count(_LETTERS, lowered), _count(_THAI, lowered)
        if thai and thai >= THAI_SHARE * (letters + thai):
            return _THAI_SCRIPT if "th" in languages else _found("th", languages, "Thai script")
        if letters >= MIN_LETTERS and (own := language_of_letters(lowered, letters)):
            return _found(own, languages, "letters that it alone writes")
    votes = votes_of(lowered)
    if votes.by_language:
        first, most = votes.by_language[0]
        if votes.lead >= max(LEAD, LEAD_SHARE * votes.words) and most >= SHARE * votes.words:
            return _found(first, languages, "everyday words")
    return votes


def _count(pattern: re.Pattern[str], text: str) -> int:
    """How many characters the matches have."""
    return sum(map(len, pattern.findall(text)))


def _found(code: str, languages: tuple[str, ...], reason: str) -> Identified:
    return Identified(code, reason if code in languages else f"{reason}; not one of the collected languages")


def _ranked(lowered: str, letters: int, votes: Votes, languages: tuple[str, ...]) -> Identified:
    """By letters and words together."""
    ranking = {str(code): float(share) for code, share in _identifier(languages).rank(lowered)}
    best, share = _weighed(ranking, votes)
    if best in languages:
        return Identified(best, "ranked first")
    telling = votes.of(best) or not _LATIN.search(lowered)
    if letters < FEW_LETTERS and not (telling and share >= SURE):
        collected = {code: share for code, share in ranking.items() if code in languages}
        if collected and (nearest := _nearest(collected, votes, best, lowered)):
            return Identified(nearest, "short; ranked first among the collected languages")
        return Identified(UNKNOWN, "too short to tell")
    if share >= CLEAR:
        return Identified(best, "ranked first; not one of the collected languages")
    return Identified(UNKNOWN, "no language stands out")


def _nearest(collected: dict[str, float], votes: Votes, best: str, lowered: str) -> str:
    """The first of the collected languages, if a short text may be in it; else ''."""
    nearest, sureness = _weighed(collected, votes)
    # Nearest of the collected ones is not near: "verrückte Welt" is English sooner than Thai.
    marked = nearest in UNMARKED and not lowered.isascii() and not votes.of(nearest)
    possible = collected[nearest] >= POSSIBLE and votes.of(best) <= votes.of(nearest) and not marked
    return nearest if sureness >= SURE and possible else ""


_LEAST = 1e-9


def _weighed(ranking: dict[str, float], votes: Votes) -> tuple[str, float]:
    """The first of a ranking after the words have voted, and its share 0..1 of all."""
    logs = {code: math.log(max(share, _LEAST)) for code, share in ranking.items()}
    for code, count in votes.by_language:
        if code in logs:
            logs[code] += VOTE * count
    best = max(logs, key=lambda code: logs[code])
    return best, 1.0 / sum(math.exp(log - logs[best]) for log in logs.values())


@lru_cache(maxsize=8)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    """py3langid over the languages that many people write, and the collected ones: to a short text one of the small
    languages of its 140 is often the nearest, and hardly ever the right one."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    wanted = {*known_languages(), *languages}
    identifier.set_languages([code for code in identifier.labels if code in wanted])
    return identifier
