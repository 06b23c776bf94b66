"""`overheard why`: a line down to its figures, units, sentences and pages, as text or JSON, from the published build."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import duckdb

from dashboard.reports import words
from dashboard.reports.plain import plain
from dashboard.reports.queries import NoEditionError, SchemaMismatchError, open_build
from dashboard.reports.safety import one_line
from dashboard.reports.why import NoLineError, why
from dashboard.reports.why.report import Comparison, Covered, Side, Unit, Value, Visit, Why
from data.errors import ConfigError
from data.publish import current_build
from data.wording import counted
from data.workspace import Workspace

SCHEMA = "overheard.why/1"


def why_report(workspace: Workspace, line_id: str, edition: str = "") -> Why:
    """What the line rests on whose id begins with `line_id`. Raises ConfigError for an unknown id or edition, and when nothing
    is published yet."""
    path = current_build(workspace.state_dir)
    if path is None:
        raise ConfigError("why: nothing is published yet. Run `overheard run` first.")
    try:
        return why(open_build(path), line_id, edition or None)
    except (NoLineError, NoEditionError, SchemaMismatchError) as error:
        raise ConfigError(f"why: {error}") from None
    except duckdb.Error as error:
        raise ConfigError(f"why: {path} cannot be read: {error}. `overheard analyze` makes a new build.") from None


def as_json(report: Why) -> str:
    """Everything, as JSON: the fields of dashboard.reports.why.Why."""
    return json.dumps({"schema": SCHEMA, **plain(asdict(report)), "same": report.same}, ensure_ascii=False, indent=2)


def as_text(report: Why) -> Iterator[str]:
    """Everything, line by line."""
    line = report.line
    yield f"{one_line(line.title)}"
    kind = f"{report.section} {line.line_id}, rule {line.rule}" + (f", {line.quadrant}" if line.quadrant else "")
    yield f"{kind}; {report.brand_name}, edition {report.edition} ({report.edition_status})"
    yield ""
    yield from filter(None, (one_line(line.statement), words.listed(line), one_line(line.basis), one_line(line.needed)))
    yield from _figure(report)
    for number, comparison in enumerate(report.comparisons, 1):
        yield ""
        yield from _comparison(report, number, comparison)
    for side in report.sides:
        yield ""
        yield from _side(side)
    corrected = sum(value.corrected for side in report.sides for unit in side.units for value in unit.values)
    if report.sides:
        yield ""
        yield f"corrections by users: {counted(corrected, 'value')}"
    if report.visits:
        yield ""
        yield f"pages read ({len(report.visits)}):"
        yield from (f"  {_visit(visit)}" for visit in report.visits)
    yield ""
    yield f"evidence ({len(line.evidence)}):"
    for item in line.evidence:
        yield f"  {words.shown(item)}"
        yield f"    {', '.join(filter(None, (item.brand_name, item.url, words.captured(item))))}"


def _figure(report: Why) -> Iterator[str]:
    figure, found = report.figure, report.recomputed
    if figure is None:
        return
    yield ""
    yield (
        f"figure: own {words.number(figure['own'], 4)}, other {words.number(figure['other'], 4)}, "
        f"gap {words.interval(figure['gap'], figure['low'], figure['high'], 4, signed=True)}, "
        f"n = {figure['n_own']} and {figure['n_other']}, {figure['metric']}, {figure['status']}"
        + ("" if figure["p"] is None else f", p = {figure['p']:.3g}, q = {figure['q']:.3g}")
    )
    if found is None:
        yield "what it was made of was not kept: the edition is older than that"
    else:
        verdict = "the same" if report.same else "NOT the same: values were deleted since"
        gap = words.number(found.gap, 4, signed=True)
        computed = f"computed from the values below: gap {gap}, n = {found.n_own} and {found.n_other}"
        if found.corrected is None:
            yield f"{computed}: {verdict}"
        else:
            yield f"{computed}, as the texts were read"
            yield (
                f"corrected by what people say of the texts they labelled ({figure['labelled_own']} and "
                f"{figure['labelled_other']} customers): gap {words.number(found.corrected, 4, signed=True)}: {verdict}"
            )


def _comparison(report: Why, number: int, comparison: Comparison) -> Iterator[str]:
    names = {(side.brand, side.part): _who(side) for side in report.sides}
    own, other = names[comparison.own], names[comparison.other]
    yield (
        f"comparison {number}: {own} and {other}: gap {words.number(comparison.gap, 4, signed=True)}, "
        f"n = {comparison.n_own} and {comparison.n_other}"
    )
    yield from (f"  covered: {_covered(each)}" for each in comparison.covered_own)
    if comparison.covered_other != comparison.covered_own:
        yield from (f"  covered of {other}: {_covered(each)}" for each in comparison.covered_other)
    for row in comparison.strata:
        place = " ".join(filter(None, (row.source, row.language, row.market)))
        yield (
            f"  stratum {place}: weight {row.weight:.4f}, own n = {row.n_own}, mean {words.number(row.own, 4)}, "
            f"other n = {row.n_other}, mean {words.number(row.other, 4)}"
        )


def _covered(stretch: Covered) -> str:
    return f"{stretch.source} {_time(stretch.start)} to {_time(stretch.end)}" + (
        f" ({stretch.how})" if stretch.how else ""
    )


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _who(side: Side) -> str:
    return f"{side.brand_name} {side.part}".strip()


def _side(side: Side) -> Iterator[str]:
    yield f"{_who(side)} ({counted(len(side.units), 'unit')}):"
    for unit in side.units:
        yield f"  {_unit(unit)}"
        yield from (f"    {_value(value)}" for value in unit.values)


def _unit(unit: Unit) -> str:
    place = " ".join(filter(None, (unit.source, unit.language, unit.market)))
    name = unit.name if unit.signed else f"{unit.name} (unsigned)"
    return f"{name}, {place}: {words.number(unit.value, 4)}"


def _value(value: Value) -> str:
    said = "[no text is kept]" if value.text is None else words.quoted(value.text) or "[no text]"
    facts = (
        value.driver,
        "" if value.confidence is None else f"confidence {value.confidence:.2f}",
        words.stars(value.stars),
        f"{value.published_at:%Y-%m-%d}",
        "as a user corrected it" if value.corrected else "",
        one_line(value.url),
    )
    return f"{words.number(value.value, 2)}  {said} ({', '.join(filter(None, facts))})"


def _visit(visit: Visit) -> str:
    items = "" if visit.items is None else f", {counted(visit.items, 'item')}"
    return f"{visit.brand_name}: {visit.url}: {visit.status}{items}, {words.moment(visit.fetched_at)}"
