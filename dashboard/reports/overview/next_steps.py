"""The things to do next, each from what asks for it: a signal, a goal, a line of the SWOT, a question nobody answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis.figures.aims.goals import BEHIND, MISSED
from analysis.figures.signals.signal import COMPLAINTS, LEAVING, SENTIMENT, SWITCHING
from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.overview.listed import listed
from dashboard.reports.queries import Build
from dashboard.reports.signals import signal_reports
from dashboard.reports.swot import SwotLine, SwotReport
from dashboard.reports.tables.goals import measure_name, standing

STEPS = 3
_ABOUT_CUSTOMERS = (COMPLAINTS, SENTIMENT, LEAVING, SWITCHING)
_TO_ACT_ON = ("weakness", "threat", "opportunity")
_UNANSWERED = ("open", "missing")


@dataclass(frozen=True)
class Step:
    """One thing to do next. `kind` is what it comes from (signal, goal, question, or a quadrant of the SWOT); `page` of the
    app with `where` in its address opens it; `line` is the line of the SWOT it rests on, if it rests on one."""

    kind: str
    headline: str
    detail: str
    page: str
    where: Mapping[str, str] = field(default_factory=dict)
    line: SwotLine | None = None


def next_steps(build: Build, report: SwotReport) -> list[Step]:
    """The STEPS things to do next for the report's brand: the first of each kind of reason before a second of any, in the order
    signals, goals that are missed or will be, lines of the SWOT without an action, questions nobody answers."""
    by_reason = [list(found) for found in (_signals(build, report), _goals(build, report), _lines(build, report),
                                           _questions(build, report))]  # fmt: skip
    ordered = [each[place] for place in range(STEPS) for each in by_reason if place < len(each)]
    return ordered[:STEPS]


def _signals(build: Build, report: SwotReport) -> Iterator[Step]:
    for each in signal_reports(build):
        if each.is_open and each.brand == report.brand and each.kind in _ABOUT_CUSTOMERS:
            yield Step("signal", each.headline, each.detail, "tables", {"table": "signals"})


def _goals(build: Build, report: SwotReport) -> Iterator[Step]:
    for goal, found in standing(build, report.brand, report.window_end.date()):
        if found.status in (BEHIND, MISSED):
            state = t(f"export.goal.{found.status}")
            detail = t("app.overview.goal_detail", state=state, due=f"{goal['due']:%Y-%m-%d}")
            yield Step("goal", goal["wording"] or measure_name(goal["metric"]), detail, "plan")


def _lines(build: Build, report: SwotReport) -> Iterator[Step]:
    taken = {row["line_id"] for row in queries.rows(build, "actions_set", brand=report.brand)}
    lines = [line for name in _TO_ACT_ON for line in report.quadrant(name) if line.line_id not in taken]
    for line in sorted(lines, key=lambda line: not line.tested):
        yield Step(str(line.quadrant), line.title, line.statement, "plan", {"line_id": line.line_id}, line)


def _questions(build: Build, report: SwotReport) -> Iterator[Step]:
    rows = queries.rows(build, "question_matrix", edition=report.edition, brand=report.brand)
    for row in rows:
        if row["brand"] == report.brand and row["own_standing"] in _UNANSWERED:
            asked = _asked(row["asked_search"], row["asked_customers"])
            yield Step(
                "question", t("app.overview.answer", question=row["text"]), asked, "tables", {"table": "questions"}
            )


def _asked(search: int, customers: int) -> str:
    said = [
        t(f"app.overview.asked_{where}{'_one' if n == 1 else ''}", n=n)
        for where, n in (("search", search), ("customers", customers))
        if n
    ]
    return t("app.overview.asked", where=listed(said)) if said else t("app.overview.rivals_answer")
