"""Where a brand stands against its rivals: one sentence, and the gaps it is read off."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.claims import statements
from analysis.marks import NET_TOPIC, RIVALS
from dashboard.reports import queries
from dashboard.reports.messages import spoken, t
from dashboard.reports.names import topic_name
from dashboard.reports.overview.listed import listed
from dashboard.reports.queries import Build, Row
from dashboard.reports.swot import SwotReport

AHEAD, BEHIND, ALIKE = "ahead", "behind", "alike"


@dataclass(frozen=True)
class Gap:
    """Net sentiment of a brand less that of its rivals together, −2..2 with its 95 % interval, on one topic; `standing` is
    what the SWOT says of it: ahead, behind, or alike where nothing is proven."""

    topic: str
    name: str
    gap: float
    low: float
    high: float
    n_own: int
    n_other: int
    standing: str


@dataclass(frozen=True)
class Position:
    """Where a brand stands: one sentence, and the gaps to its rivals that it is read off, the worst first."""

    sentence: str
    gaps: tuple[Gap, ...]


def position(build: Build, report: SwotReport) -> Position:
    """Where the report's brand stands against its rivals, by the tested lines of its SWOT alone."""
    standings = {
        (line.topic, line.rival): AHEAD if line.quadrant == "strength" else BEHIND
        for line in report.lines
        if line.tested and line.quadrant in ("strength", "weakness") and line.kind in ("driver", "overall")
    }
    rows = queries.rows(build, "brand_gaps", edition=report.edition, brand=report.brand)
    gaps = [
        Gap(
            row["topic"], topic_name(row["topic"]), row["gap"], row["low"], row["high"], row["n_own"], row["n_other"],
            standings.get((row["topic"], RIVALS), ALIKE),
        )
        for row in rows
        if row["rival"] == RIVALS and row["gap"] is not None and row["low"] is not None and _of_opinion(row)
    ]  # fmt: skip
    return Position(_sentence(report), tuple(sorted(gaps, key=lambda gap: (gap.gap, gap.topic))))


def _of_opinion(row: Row) -> bool:
    return bool(row["kind"] == "driver" or (row["kind"] == "overall" and row["topic"] == NET_TOPIC))


def _sentence(report: SwotReport) -> str:
    ahead, behind = _topics(report, "strength"), _topics(report, "weakness")
    key = ("ahead_behind" if behind else "ahead") if ahead else ("behind" if behind else "alike")
    return t(f"app.overview.{key}", brand=report.brand_name, ahead=ahead, behind=behind)


def _topics(report: SwotReport, quadrant: str) -> str:
    """The topics on which a quadrant's tested lines hold against the rivals together; where none does, those that hold against
    single ones, which are named."""
    tested = [line for line in report.quadrant(quadrant) if line.tested]
    against_all = [statements.topic_name(line.kind, line.topic, spoken()) for line in tested if line.rival == RIVALS]
    against_some = [
        t("app.overview.against", topic=statements.topic_name(line.kind, line.topic, spoken()), rival=line.rival_name)
        for line in tested
    ]
    return listed(list(dict.fromkeys(against_all or against_some)))
