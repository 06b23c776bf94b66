"""All collected texts that hold what was asked for: reviews, answers to them, mentions, FAQs, survey answers, mystery shops."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from analysis.text.expressions import MAX_TERMS, AskedError, asked_for
from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.names import zone
from dashboard.reports.queries import Build, Row

KINDS = ("review", "reply", "mention", "faq", "survey", "shop")
SORTS = ("best", "newest")
MAX_HITS = 200
BEFORE, LONGEST = 90, 320
"""Characters of a snippet before what was found, and in all."""


@dataclass(frozen=True)
class Limits:
    """What a search is limited to; None: to nothing. `brand` is an id; both days count, in the workspace's time zone."""

    brand: str | None = None
    kind: str | None = None
    source: str | None = None
    language: str | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class TextHit:
    """One text. `snippet[start:end]` is what the first term met; `brand_names` whom it is of or means, '' if nobody; `dated_at`
    (UTC) is when it was what `dated_by` says, None where nobody knows; `url` its page, or `import:` and its file's kind."""

    record_kind: str
    record_id: str
    brand_names: str
    source: str
    language: str | None
    voice: str
    title: str
    snippet: str
    start: int
    end: int
    rating: float | None
    rating_max: float | None
    url: str
    dated_at: datetime | None
    dated_by: str
    fetched_at: datetime | None


@dataclass(frozen=True)
class TextSearch:
    """What was asked, of how many texts (`searched`), how many hold it (`found`), and `hits` from the `skipped`-th on."""

    asked: str
    sort: str
    limits: Limits
    build: str
    searched: int
    found: int
    skipped: int
    hits: tuple[TextHit, ...]


def kind_name(kind: str) -> str:
    """One of KINDS in words."""
    return t(f"app.texts.kind_{kind}")


def places(build: Build) -> list[Row]:
    """What there is to search: rows of text_places.sql."""
    return queries.rows(build, "text_places")


def search_texts(
    build: Build, asked: str, limits: Limits = Limits(), *, sort: str = "best", limit: int = 20, skip: int = 0
) -> TextSearch:
    """The texts in which every term of `asked` is found. `limit` 1..MAX_HITS.

    Raises AskedError for words that cannot be searched, and for limits that the build knows nothing of."""
    terms = asked_for(asked)
    _check(build, limits, sort, limit)
    within = _within(limits, build.timezone)
    numbered = {f"term{n}": pattern for n, pattern in enumerate([*terms.terms, *[""] * MAX_TERMS][:MAX_TERMS], start=1)}
    found = queries.rows(
        build, "texts_found", **within, **numbered, spelled=terms.spelled, sort=sort, limit=limit, offset=skip
    )
    (searched,) = queries.rows(build, "texts_searched", **within)
    total = found[0]["total"] if found else 0
    return TextSearch(asked, sort, limits, build.name, searched["texts"], total, skip, tuple(map(_hit, found)))


def _check(build: Build, limits: Limits, sort: str, limit: int) -> None:
    known = {
        "brand": [row["brand"] for row in queries.rows(build, "brands")] if limits.brand else [],
        "kind": KINDS,
        "source": sorted({row["source"] for row in places(build)}) if limits.source else [],
        "language": sorted({row["language"] for row in places(build) if row["language"]}) if limits.language else [],
    }
    for name, values in known.items():
        value = asdict(limits)[name]
        if value is not None and value not in values:
            raise AskedError(f"{name}: expected one of {', '.join(values) or '(none)'}, found {value!r}")
    if sort not in SORTS:
        raise AskedError(f"sort: expected one of {', '.join(SORTS)}, found {sort!r}")
    if not 1 <= limit <= MAX_HITS:
        raise AskedError(f"limit: expected 1 to {MAX_HITS}, found {limit}")


def _within(limits: Limits, timezone: str) -> Row:
    """The limits as parameters of a query: moments in UTC, the end without its last."""

    def begins(day: date) -> datetime:
        local = datetime.combine(day, time(), tzinfo=zone(timezone))
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    return {
        "of_brand": limits.brand,
        "of_kind": limits.kind,
        "of_source": limits.source,
        "of_language": limits.language,
        "opens": limits.first_day and begins(limits.first_day),
        "closes": limits.last_day and begins(limits.last_day + timedelta(days=1)),
    }


def _hit(row: Row) -> TextHit:
    text, met, words = row["text"], row["met"], row["words"]
    begin = max(0, text.find(met)) + max(0, met.find(words))
    snippet, start, end = _snippet(text, begin, begin + len(words))
    known = {name: row[name] for name in TextHit.__dataclass_fields__ if name in row}
    return TextHit(**known, snippet=snippet, start=start, end=end)


def _snippet(text: str, begin: int, finish: int) -> tuple[str, int, int]:
    """The words around text[begin:finish], and where that is in them."""
    first = _boundary(text, max(0, begin - BEFORE))
    last = _boundary(text, min(len(text), first + LONGEST))
    lead, rest = "…" if first else "", "…" if last < len(text) else ""
    shift = len(lead) - first
    return f"{lead}{text[first:last]}{rest}", begin + shift, min(finish, last) + shift


def _boundary(text: str, place: int) -> int:
    """The nearest place from `place` on that no mark is torn from its letter at."""
    while place < len(text) and unicodedata.category(text[place]).startswith("M"):
        place += 1
    return place
