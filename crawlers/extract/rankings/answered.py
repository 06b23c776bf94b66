"""Whom the answers to one keyword name and cite: answers of an answer engine, or of the AI overview on a result page.

Of an answer only the passages are kept that name a brand. An answer that did not come, refuses or is empty says nothing of
anybody: it is counted apart and never as one that does not name a brand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from crawlers.extract.rankings.result_page import ResultPage, domain
from data.brand_names import BrandNames, Place, same_length
from data.kinds.answer import Answer
from data.kinds.visit import VisitStatus
from data.languages import known, results
from data.languages.shapes import AnswerWords

OVERVIEW = "ai overview"
SHORT = 400
"""Characters up to which an answer that begins as refusals do is one; a longer one has gone on to answer."""
BEGINNING = 120
"""Characters in which a refusal shows."""
BEFORE, BEHIND = 140, 180
"""Characters around a name that its passage holds at most."""
_WORST_FIRST: tuple[VisitStatus, ...] = ("blocked", "failed", "partial", "absent", "observed")
_ASKS = ("?", "？", "؟")
_SITE = re.compile(r"\.[a-z]{2,}\b")
_LIMIT = re.compile(r"\n|[.!?。！？]\s")


@dataclass
class Answered:
    """All answers to one keyword of one engine, market and device in one crawl. `wanted`: how often it is asked."""

    engine: str
    market: str
    device: str
    keyword: str
    question: str = ""
    wanted: int = 1
    _named: list[list[tuple[str, str]]] = field(default_factory=list)
    """Of each answer whose words are known the brands it names, in its order, with their passages."""
    _cited: list[list[tuple[str, str]]] = field(default_factory=list)
    _reasons: list[str] = field(default_factory=list)
    _missed: list[VisitStatus] = field(default_factory=list)
    _models: list[str] = field(default_factory=list)
    _at: datetime | None = None

    @property
    def taken(self) -> int:
        return self.read + len(self._reasons)

    @property
    def read(self) -> int:
        """How many answers were read."""
        return len(self._cited)

    @property
    def why(self) -> str:
        """Why answers are missing, the commonest reason first; '' where none is."""
        counted = Counter(self._reasons).most_common(3)
        return "; ".join(f"{n} of {self.taken} not answered: {reason}" for reason, n in counted)

    @property
    def status(self) -> VisitStatus:
        """The outcome of all of them together; without an answer the worst."""
        if not self._missed:
            return "observed"
        return "partial" if self.read else min(self._missed, key=_WORST_FIRST.index)

    def missed(self, reason: str, at: datetime, status: VisitStatus = "failed") -> None:
        """An answer that did not come, or was none."""
        self._reasons.append(reason)
        self._missed.append(status)
        self._at = at

    def take(self, page: ResultPage, names: BrandNames, at: datetime) -> None:
        """An answer that came: of an answer engine, or a page with an AI overview."""
        language = self.market.partition("-")[0] or None
        named = _named(page.said, names, language) if page.said is not None else None
        if page.said is not None and not named and not page.cited and _refuses(page.said, language):
            self.missed(f"the engine refused: {page.said.strip()[:200]}", at)
            return
        if named is not None:
            self._named.append(named)
        overview = [(of.url, of.title) for of in page.rankings if of.kind == "ai_overview" and of.url]
        self._cited.append([*page.cited, *overview])
        self._models += [page.model] if page.model else []
        self._at = at

    def records(self, brand_of: Callable[[str], str]) -> Iterator[Answer]:
        """The rows of all answers; `brand_of` says whose page an address is ('' for nobody's)."""
        rows = [*self._of_brands(), *self._of_pages(brand_of)]
        if len(self._named) == len(self._cited) and not any(row["kind"] == "named" for row in rows):
            rows.insert(0, {"kind": "none"})
        common: dict[str, Any] = {
            "engine": self.engine, "market": self.market, "device": self.device, "keyword": self.keyword,
            "question": self.question, "asked_n": self.read, "unanswered_n": len(self._reasons), "reason": self.why or None,
            "model": ", ".join(sorted(set(self._models)))[:200], "fetched_at": self._at,
        }  # fmt: skip
        yield from (Answer(position=number, **common, **row) for number, row in enumerate(rows, 1))

    def _of_brands(self) -> Iterator[dict[str, Any]]:
        places: dict[str, list[int]] = {}
        passages: dict[str, str] = {}
        for answer in self._named:
            for place, (brand, passage) in enumerate(answer, 1):
                places.setdefault(brand, []).append(place)
                passages.setdefault(brand, passage)
        for brand, found in _ordered(places):
            yield {"kind": "named", "brand": brand, "passage": passages[brand], **_counted(found)}

    def _of_pages(self, brand_of: Callable[[str], str]) -> Iterator[dict[str, Any]]:
        """One row a brand whose pages are cited, and one a domain of others; `url` is the page that was cited first."""
        places: dict[str, list[int]] = {}
        shown: dict[str, dict[str, str]] = {}
        for answer in self._cited:
            of_whom: list[str] = []
            for url, title in answer:
                brand, name = brand_of(url), domain(url)
                key = f"brand {brand}" if brand else name
                of_whom.append(key)
                page = shown.setdefault(key, {"url": url, "domain": name, "title": title, "brand": brand})
                page["title"] = page["title"] or (title if page["url"] == url else "")
            for place, key in enumerate(dict.fromkeys(filter(None, of_whom)), 1):
                places.setdefault(key, []).append(place)
        for key, found in _ordered(places):
            yield {"kind": "cited", **shown[key], **_counted(found)}


def question_of(keyword: str, language: str) -> str:
    """A keyword as a question of a language; as it is where it is a question, or the language has no words for one."""
    words = _words(language)
    if keyword.rstrip().endswith(_ASKS) or not words.question:
        return keyword
    return words.question.replace("{keyword}", keyword)


@cache
def _words(language: str | None) -> AnswerWords:
    """How answer engines are asked in a language, and how they refuse; none for a language that is not known."""
    return results(language).answers if language in known() else AnswerWords()


def _refuses(said: str, language: str | None) -> bool:
    start = said.strip()[:BEGINNING].casefold().replace("’", "'")
    # An engine may refuse in English whatever it is asked in.
    return len(said.strip()) <= SHORT and any(
        phrase in start for words in (_words(language), _words("en")) for phrase in words.refusals
    )


def _named(said: str, names: BrandNames, language: str | None) -> list[tuple[str, str]]:
    """(brand, passage) of each brand that an answer names, in the order of their first places."""
    text = same_length(said)
    first: dict[str, Place] = {}
    for place in names.places(text, language):
        if place.name.brand and not place.shared and _is_name(text, place):
            first.setdefault(place.name.brand, place)
    return [(brand, passage(text, place.start, place.end)) for brand, place in first.items()]


def _is_name(text: str, place: Place) -> bool:
    """Whether a place is the brand's name and no everyday word: engines write names as their owners do, if not with a capital,
    and the question is about what the brands sell."""
    if place.cased:
        return True
    if place.name.weak:
        return False
    return not text[place.start].islower() or _SITE.match(text, place.end) is not None


def passage(text: str, start: int, end: int) -> str:
    """What is said around a place: its sentence, or as much of it as BEFORE and BEHIND allow, cut between words."""
    before = text[max(0, start - BEFORE) : start]
    cuts = [match.end() for match in _LIMIT.finditer(before)]
    if cuts:
        before = before[cuts[-1] :]
    elif start > BEFORE and " " in before:
        before = before[before.index(" ") + 1 :]
    behind = text[end : end + BEHIND]
    stop = _LIMIT.search(behind)
    if stop:
        behind = behind[: stop.start() + 1]
    elif len(text) > end + BEHIND and " " in behind:
        behind = behind[: behind.rindex(" ")]
    return f"{before}{text[start:end]}{behind}".strip()


def _counted(places: list[int]) -> dict[str, Any]:
    return {"place": sum(places) / len(places), "named_n": len(places)}


def _ordered(places: dict[str, list[int]]) -> list[tuple[str, list[int]]]:
    """By the mean place; of equal ones what more answers hold, then by name."""
    return sorted(places.items(), key=lambda of: (sum(of[1]) / len(of[1]), -len(of[1]), of[0]))
