"""The answers of `overheard mcp`: each the rows of a query or report of the app, none computed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from dashboard.reports import queries
from dashboard.reports.queries import Build, NoEditionError, Row
from dashboard.reports.swot import SwotLine
from dashboard.reports.tables import TableReport, subjects, table_report
from dashboard.reports.texts import Limits
from dashboard.reports.texts import search_texts as find_texts
from dashboard.reports.why import why as why_of
from overheard.commands.assistant.envelope import Answer, answer, part, with_reasons

SOURCES_SHOWN = 3
UNITS_SHOWN = 30
"""Customers of a side that `why` shows; `overheard why` prints them all."""
QUOTES_MOST = 100
OF_QUOTES = (
    "record_kind", "record_id", "driver", "drivers", "label", "score", "emotion", "intent", "source", "url", "rating",
    "rating_max", "published_at", "fetched_at",
)  # fmt: skip
NOTHING_PUBLISHED = "nothing is published yet: `overheard run` makes the first build"

OWN, ALL = "the own brand where none is named", "all brands where none is named"
Brand = Annotated[str, Field(description=f"A brand's id or name, as `brands` gives them; {OWN}.")]
AnyBrand = Annotated[str, Field(description=f"A brand's id or name, as `brands` gives them; {ALL}.")]
Edition = Annotated[str, Field(description="A month such as 2026-10, of `editions`; the newest where none is named.")]
Persona = Annotated[
    str, Field(description="A persona's id or name, as `personas` gives them; all customers where none is.")
]
Start = Annotated[int, Field(ge=0, description="Go on from here: `next_start` of the answer before.")]
Limit = Annotated[int, Field(ge=1, le=QUOTES_MOST, description="At most so many rows.")]
Label = Literal["complaint", "neutral", "praise", "any"]
LABELS = {"complaint": -1, "neutral": 0, "praise": 1, "any": None}


class NothingPublishedError(Exception):
    """There is no build to answer from."""


class Answers:
    """The tools, over whatever build CURRENT names when each is called."""

    def __init__(self, state_dir: Path) -> None:
        self._state_dir = state_dir

    def tools(self) -> tuple[Callable[..., Answer], ...]:
        """Every tool; its docstring is what an assistant reads of it."""
        return (
            self.brands, self.editions, self.swot, self.evidence, self.why, self.gaps, self.comparison, self.table, self.quotes,
            self.search_texts, self.personas, self.coverage,
        )  # fmt: skip

    def brands(self, edition: Edition = "") -> Answer:
        """The brands, own first: reviews, stars, net sentiment, share answered, FAQs, channels, with n and interval."""
        build, chosen = self._opened(edition)
        reasons = {(row["brand_name"], row["kind"]): _outcome(row) for row in queries.rows(build, "coverage")}
        found = queries.rows(build, "brand_summaries", edition=chosen["edition"])
        rows = [with_reasons(row, _reasons(row, reasons)) for row in found]
        return answer(build, chosen, rows, {"covered": _covered(build)})

    def editions(self) -> Answer:
        """The editions, newest first: one a month, frozen when it is over, with the own brand's changes since the last."""
        build, _ = self._opened("")
        own = queries.rows(build, "brands")[0]["brand"]
        changes = queries.changes_by_edition(build, own)
        names = ("edition", "status", "window_start", "window_end", "created_at")
        rows = [
            {name: row[name] for name in names} | {"own_brand": own, "changes": changes[row["edition"]].said}
            for row in queries.editions(build)
        ]
        return answer(build, None, rows, {})

    def swot(
        self, brand: Brand = "", edition: Edition = "", leads: bool = False, start: Start = 0, limit: Limit = 30
    ) -> Answer:
        """The lines of a brand's SWOT, or its leads (what is not proven, and what it would take), with figures and pages."""
        build, chosen = self._opened(edition)
        report = queries.swot_report(build, self._brand(build, brand), chosen["edition"])
        lines = report.leads if leads else report.lines
        rows = [_line(line) for line in part(lines, start, limit)]
        facts = {"brand": report.brand, "brand_name": report.brand_name}

        return answer(build, chosen, rows, facts, start=start, total=len(lines))

    def evidence(self, line_id: str, edition: Edition = "") -> Answer:
        """What a line or lead opens to: quotes, and observations of pages (form), each with its address."""
        build, chosen = self._opened(edition)
        report = why_of(build, line_id, chosen["edition"])
        rows = [asdict(each) for each in report.line.evidence]
        return answer(build, chosen, rows, {"line": _line(report.line), "brand": report.brand})

    def why(self, line_id: str, edition: Edition = "") -> Answer:
        """What a line's figure is made of: comparisons with strata and dates covered, and the customers on each side."""
        build, chosen = self._opened(edition)
        report = why_of(build, line_id, chosen["edition"])
        rows = [
            {**asdict(side), "n": len(side.units), "units": [asdict(unit) for unit in side.units[:UNITS_SHOWN]]}
            for side in report.sides
        ]
        facts = {
            "line": _line(report.line),
            "figure": report.figure,
            "recomputed": report.recomputed and asdict(report.recomputed),
            "same": report.same,
            "comparisons": [asdict(each) for each in report.comparisons],
            "pages_read": [asdict(each) for each in report.visits[:UNITS_SHOWN]],
            "units_note": f"At most {UNITS_SHOWN} units a side; `overheard why {report.line.line_id}` prints them all.",
        }
        return answer(build, chosen, rows, facts)

    def gaps(self, brand: Brand = "", edition: Edition = "", start: Start = 0, limit: Limit = 50) -> Answer:
        """The gaps between a brand and its rivals: own and other figure, difference, interval, q, n on both sides, status."""
        return self._table("gaps", brand, edition, start, limit)

    def comparison(self, edition: Edition = "", persona: Persona = "", start: Start = 0, limit: Limit = 50) -> Answer:
        """All brands side by side: stars, answers and net sentiment by topic and language, with interval, n and status."""
        return self._table("comparison", "", edition, start, limit, persona)

    def table(
        self,
        name: str,
        brand: AnyBrand = "",
        edition: Edition = "",
        persona: Annotated[str, Field(description="comparison, journey: of this persona only.")] = "",
        start: Start = 0,
        limit: Limit = 50,
    ) -> Answer:
        """Any table that can be exported: journey, questions, changes, search, reviews, streams, surveys, goals, actions."""
        return self._table(name, brand, edition, start, limit, persona)

    def quotes(
        self,
        brand: Brand = "",
        driver: Annotated[str, Field(description="A driver's id, such as delivery; * for all.")] = "*",
        language: Annotated[str, Field(description="A language, such as en.")] = "en",
        source: Annotated[str, Field(description="A review site or network; * for all.")] = "*",
        label: Label = "any",
        persona: Persona = "",
        edition: Edition = "",
        limit: Limit = 20,
    ) -> Answer:
        """What customers said of a brand on a driver, the plainest first, each sentence with its label and page."""
        build, chosen = self._opened(edition)
        about = {
            "brand": self._brand(build, brand) or _own(build),
            "driver": driver,
            "language": language,
            "source": source,
        }
        about["persona"] = queries.persona(build, chosen["edition"], persona)["persona"] if persona else ""
        asked = {**about, "edition": chosen["edition"], "label": LABELS[label], "mood": "*"}
        found = queries.rows(build, "quotes", **asked, limit=limit)
        rows = [
            {"quote": (row["body"] or "")[row["start_at"] : row["end_at"]], **{name: row[name] for name in OF_QUOTES}}
            for row in found
        ]
        return answer(build, chosen, rows, {**about, "figures": _figures(build, chosen, about)})

    def search_texts(
        self,
        text: Annotated[
            str, Field(description='Words that must all be found; a phrase in quotation marks: "never again".')
        ],
        brand: AnyBrand = "",
        kind: Literal["any", "review", "reply", "mention", "faq", "survey", "shop"] = "any",
        source: str = "",
        language: str = "",
        first_day: date | None = None,
        last_day: date | None = None,
        sort: Literal["best", "newest"] = "best",
        start: Start = 0,
        limit: Limit = 20,
    ) -> Answer:
        """Find words in all collected texts, whatever their date: capitals, accents and tone marks do not matter."""
        build, _ = self._opened("")
        of_kind = None if kind == "any" else kind
        limits = Limits(self._brand(build, brand), of_kind, source or None, language or None, first_day, last_day)
        found = find_texts(build, text, limits, sort=sort, limit=limit, skip=start)
        rows = [asdict(hit) for hit in found.hits]
        facts = {"searched": found.searched, "limits": asdict(limits)}

        return answer(build, None, rows, facts, start=start, total=found.found)

    def coverage(self) -> Answer:
        """What was read and what was not: pages by brand and kind, dates covered, failures, how well languages are read."""
        build, chosen = self._opened("")
        models = queries.rows(build, "evaluations")
        for row in models:
            del row["confusion"]
        failed = queries.rows(build, "failures")
        facts = {
            "covered": _covered(build),
            "models": models,
            "failures": failed[:QUOTES_MOST],
            "failures_total": len(failed),
        }
        return answer(build, chosen, queries.rows(build, "coverage"), facts)

    def personas(self, edition: Edition = "") -> Answer:
        """The segments of customers there are: conditions, texts in the window, names in conditions that no text has."""
        build, chosen = self._opened(edition)
        return answer(build, chosen, queries.rows(build, "personas", edition=chosen["edition"]), {})

    def _opened(self, edition: str) -> tuple[Build, Row]:
        build = queries.latest_build(self._state_dir)
        if build is None:
            raise NothingPublishedError(NOTHING_PUBLISHED)
        known = {row["edition"]: row for row in queries.editions(build)}
        wanted = edition or next(iter(known), "")
        if wanted not in known:
            raise NoEditionError(f"expected one of the editions {', '.join(known) or '(none yet)'}, found {edition!r}")
        return build, known[wanted]

    def _brand(self, build: Build, brand: str) -> str | None:
        """The id of a brand by its id or name; None where none is named. Raises NoEditionError."""
        known = {row["brand"]: row["name"] for row in queries.rows(build, "brands")}
        wanted = brand.strip().casefold()
        found = next((each for each, name in known.items() if wanted in (each, name.casefold())), None)
        if wanted and found is None:
            raise NoEditionError(f"expected one of the brands {', '.join(known)}, found {brand!r}")
        return found

    def _table(self, name: str, brand: str, edition: str, start: int, limit: int, persona: str = "") -> Answer:
        build, chosen = self._opened(edition)
        if name not in subjects():
            raise NoEditionError(f"expected one of the tables {', '.join(subjects())}, found {name!r}")
        report = table_report(build, name, self._brand(build, brand), chosen["edition"], persona)
        rows = part(_records(report), start, limit)
        facts = {
            "title": report.title,
            "note": report.note,
            "columns": {each.key: each.heading for each in report.fields},
        }
        return answer(build, chosen, rows, facts | {"covered": _covered(build)}, start=start, total=len(report.rows))


def _own(build: Build) -> str:
    return str(queries.rows(build, "brands")[0]["brand"])


def _records(report: TableReport) -> list[Row]:
    keys = [field.key for field in report.fields]
    observed = [field.key for field in report.fields if field.observed]
    rows = [dict(zip(keys, row, strict=True)) for row in report.rows]
    return [with_reasons(row, {key: partial(_why_empty, row) for key in observed}) for row in rows]


def _why_empty(row: Row) -> str:
    return str(row.get("status") or "not observed")


def _line(line: SwotLine) -> Row:
    """A line with its figures, without what it opens to, but for the first addresses."""
    row: dict[str, Any] = asdict(line)
    del row["evidence"]
    pages = list(dict.fromkeys(each.url for each in line.evidence if each.url))
    row |= {"title": line.title, "evidence_n": len(line.evidence), "pages": pages[:SOURCES_SHOWN]}
    untested = "" if line.tested else "observed, not tested"
    needed = line.needed or line.status or untested
    return with_reasons(row, dict.fromkeys(("gap", "low", "high", "q"), needed)) if needed else row


def _covered(build: Build) -> list[Row]:
    return queries.rows(build, "covered_dates")


def _figures(build: Build, edition: Row, about: Row) -> list[Row]:
    """Net sentiment of what the quotes are of, with n and interval."""
    asked = {"edition": edition["edition"], **{name: about[name] for name in ("language", "source", "persona")}}
    return [
        row
        for row in queries.rows(build, "driver_scores", **asked)
        if (row["brand"], row["driver"]) == (about["brand"], about["driver"])
    ]


def _outcome(row: Row) -> str:
    """`3 pages asked for: 2 blocked, 1 failed`, of a row of coverage.sql."""
    ends = ", ".join(
        f"{row[name]} {name}" for name in ("observed", "partial", "absent", "blocked", "failed") if row[name]
    )
    return f"{row['urls']} pages asked for: {ends}"


def _reasons(row: Row, outcomes: dict[tuple[str, str], str]) -> dict[str, str]:
    """Why a value of brand_summaries.sql is missing, if it is."""
    net = row["sentiment_status"] or "no customer's text in the window"
    rating = row["rating_status"] or "no review with stars in the window"
    rate = row["response_rate_status"] or "no source shows answers, or no review is old enough"
    return {
        "faqs": outcomes.get((row["name"], "faqs"), "no page was asked for"),
        "channels": outcomes.get((row["name"], "channels"), "no page was asked for"),
        **dict.fromkeys(("claimed_n", "claimed_rating"), "no source states it"),
        **dict.fromkeys(("net", "low", "high", "neutral_share"), net),
        **dict.fromkeys(("rating", "rating_low", "rating_high"), rating),
        **dict.fromkeys(("response_rate", "response_rate_low", "response_rate_high"), rate),
        **dict.fromkeys(
            ("response_days", "response_days_low", "response_days_high"), row["response_days_status"] or rate
        ),
    }
