"""Why a line says what it says: the way down from its figures to units, sentences and pages, from what its edition kept.

Read from a published build alone. Everything that counts is in the report, so that whoever has it can compute the figure
again: `comparisons` hold dates and strata, `sides` the units with their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from dashboard.reports.queries import Build, NoEditionError, Row, editions, rows, swot_report
from dashboard.reports.why.report import Why
from dashboard.reports.why.walk import Walk

NEAREST = 3
"""Lines that are named where an id is not known."""


class NoLineError(Exception):
    """The edition holds no such line; the message names those whose ids come nearest."""


def why(build: Build, line_id: str, edition: str | None = None) -> Why:
    """All that the line or lead rests on whose id begins with `line_id`, in `edition` (default: the newest).

    Raises NoEditionError, and NoLineError where no id, or more than one, begins so."""
    known = {row["edition"]: row for row in editions(build)}
    edition = edition or next(iter(known), None)
    if edition is None or edition not in known:
        raise NoEditionError(f"expected one of the editions {', '.join(known) or '(none yet)'}, found {edition}")
    section, brand, full = _found(rows(build, "line_ids"), line_id.strip().lower(), edition)
    report = swot_report(build, brand, edition)
    line = next(line for line in (*report.lines, *report.leads) if line.line_id == full)
    status, names = str(known[edition]["status"]), {row["brand"]: str(row["name"]) for row in rows(build, "brands")}
    walk = Walk(build, edition, brand, line, names)
    return Why(
        build=build.name,
        edition=edition,
        edition_status=status,
        section=section,
        brand=brand,
        brand_name=names[brand],
        line=line,
        **walk.down(),
    )


def _found(lines: Sequence[Row], wanted: str, edition: str) -> tuple[str, str, str]:
    """section, brand and id of the line whose id begins as wanted."""
    here = {row["line_id"]: row for row in lines if row["edition"] == edition}
    found = [line_id for line_id in here if wanted and line_id.startswith(wanted)]
    if len(found) == 1:
        row = here[found[0]]
        return str(row["section"]), str(row["brand"]), str(row["line_id"])
    if found:
        raise NoLineError(f"expected the beginning of one line's id, found {len(found)}: {_named(found, here)}")
    elsewhere = sorted({str(row["edition"]) for row in lines if wanted and row["line_id"].startswith(wanted)})
    if elsewhere:
        raise NoLineError(
            f"expected a line of edition {edition}, found {wanted} in {', '.join(elsewhere)} only: add --edition {elsewhere[-1]}"
        )
    near = get_close_matches(wanted, here, NEAREST, cutoff=0.0) or list(here)[:NEAREST]
    raise NoLineError(
        f"expected the id of a line of edition {edition}, found {wanted!r}; the nearest: {_named(near, here)}"
    )


def _named(ids: Iterable[str], lines: Mapping[str, Row]) -> str:
    """The first ids with their headlines."""
    return "; ".join(f"{each} ({lines[each]['headline']})" for each in list(ids)[:NEAREST]) or "(none)"
