"""`overheard status`: what happened, readable even while the warehouse is busy (it reads only files and the build)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from dashboard.reports.queries import edition_lines, editions, open_build, rows
from dashboard.reports.signals import days, signal_reports
from dashboard.reports.sqlfile import read_query
from dashboard.reports.teaching import driver_trainings, trainings, waiting
from dashboard.reports.texts.drawn import strata
from dashboard.reports.topics import Topic, open_and_dismissed, topics_of
from data.backup.restoring import last_restore
from data.clock import utc_now
from data.landing.forgotten import is_forgetting
from data.publish import build_info, current_build, other_schema, pointer_problem
from data.state import locks
from data.state.handed_out import handed_out
from data.state.health import stale_kinds
from data.state.runs import DONE, RUNNING, Run, read_runs
from data.views import load_views
from data.warehouse import schema_version
from data.wording import counted
from data.workspace import Workspace
from overheard.alerts.sending import alert_lines
from overheard.commands.label.meant import precision_line
from overheard.commands.label.sample import countdown
from overheard.failures import describe, known_failures, wants_key

Row = dict[str, Any]
SHOWN_RUNS = 5
SHOWN_TOPICS = 3
NO_MODEL = "none"
MEASURED_HERE = "labelled here"
"""How the cards of samples end that say what they were measured on."""
_VOICES = {"customer": "customers", "brand": "the brands themselves", "press": "the press"}


def status_lines(workspace: Workspace) -> Iterator[str]:
    """The report, line by line."""
    state = workspace.state_dir
    yield f"{workspace.name} ({workspace.root})"
    busy = [name for name in (locks.CRAWL, locks.WRITE) if locks.is_held(state, name)]
    yield f"now: {'working (' + ', '.join(busy) + ')' if busy else 'idle'}"
    yield from _build(workspace)
    yield from _kept_safe(workspace)
    runs = read_runs(state)
    yield "runs, newest first:" if runs else "runs: none yet; start with `overheard run`"
    for run in reversed(runs[-SHOWN_RUNS:]):
        yield f"  {_when(workspace, run.started_at)}  {run.command}: {_outcome(run)}"
    yield from _failures(state, runs)
    if workspace.alerts:
        yield "alerts:"
        yield from (f"  {line}" for line in alert_lines(workspace))


def _kept_safe(workspace: Workspace) -> Iterator[str]:
    """The newest backup that is known, and the restore that the state comes from."""
    if made := [file for file in handed_out(workspace.state_dir) if file.what == "backup"]:
        yield f"backup: {made[-1].path}, {_when(workspace, made[-1].made_at)}"
    if restored := last_restore(workspace.state_dir):
        yield (
            f"restored: {_when(workspace, restored.restored_at)} from {restored.file}, a backup of "
            f"{_when(workspace, restored.made_at)}"
        )
    if is_forgetting(workspace.state_dir):
        yield "forgetting: not finished; `overheard analyze` does the rest"


def _failures(state: Path, runs: list[Run]) -> Iterator[str]:
    """What could not be measured, or only in part, when it was last asked for."""
    crawled = [run for run in runs if run.counts]
    new = set(crawled[-1].failures) if crawled else set()
    try:
        failures = known_failures(state)
    except ValueError:
        yield f"{state / 'state' / 'failures.json'}: damaged; the next crawl puts it aside and begins a new one"
        return
    skipped = [failure for failure in failures if wants_key(failure.reason)]
    yield from _listed(
        "skipped for want of a key",
        [f"{each.kind} {each.url}: {each.reason.removeprefix('not asked: ')}" for each in skipped],
    )
    yield from _listed(
        "could not be measured when last asked for",
        [_dated(describe(each), each.since[:10], new) for each in failures if each.failed],
    )
    yield from _listed(
        "far less found than usual",
        [_dated(each.describe(), f"{each.since:%Y-%m-%d}", new) for each in stale_kinds(state)],
    )
    yield from _listed(
        "read in part when last asked for, by a limit",
        [f"{each.kind} {each.url}: {each.reason}" for each in failures if not each.failed and each not in skipped],
    )


def _dated(described: str, since: str, new: set[str]) -> str:
    return f"{described} ({'new' if described in new else f'since {since}'})"


def _listed(title: str, entries: list[str]) -> Iterator[str]:
    """A title with its number of entries, and the entries; nothing where there are none."""
    if entries:
        yield f"{title} ({len(entries)}):"
        yield from (f"  {entry}" for entry in entries)


def _build(workspace: Workspace) -> Iterator[str]:
    path = current_build(workspace.state_dir)
    if problem := pointer_problem(workspace.state_dir):
        yield problem
    if path is None:
        yield "published: nothing yet; `overheard run` crawls, analyses and publishes"
        return
    try:
        info = build_info(path)
        if info.schema_version != schema_version():
            yield f"published: {other_schema(path, info.schema_version)}"
            return
        with duckdb.connect(str(path), read_only=True) as connection:
            counts = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  # names from the line below
                for table in ("reviews", "faqs", "channels", "rankings", "swot", "leads")
            ]
            mentions = connection.execute(
                "SELECT voice, count(*) FROM mentions GROUP BY voice ORDER BY voice"
            ).fetchall()
            precise = precision_line(workspace, path)
            models = _rows(connection, "evaluations")
            read = _rows(connection, "corrections_read")
            proposed = topics_of(_rows(connection, "topic_proposals"))
    except duckdb.Error as error:
        yield f"published: {path} cannot be read: {error}; `overheard analyze` makes a new one"
        return
    numbers = [row[0] if row else 0 for row in counts]
    yield f"published: {info.build}, {_when(workspace, info.created_at)} ({_age(info.created_at)} ago)"
    yield "  {} reviews, {} FAQs, {} channels, {} search results; {} SWOT lines, {} leads (all brands)".format(*numbers)
    yield from (f"  {line}" for line in edition_lines(open_build(path)))
    yield from _signals(path)
    if mentions:
        yield "  mentions: " + ", ".join(f"{count} by {_VOICES.get(voice, voice)}" for voice, count in mentions)
        yield precise
    yield from _personas(path)
    yield from _topics(workspace, proposed)
    yield from _models(models)
    yield from _sample(workspace, path)
    yield from _teaching(workspace, read, {row["model"] for row in models if row["sentences"]})


def _personas(path: Path) -> Iterator[str]:
    """How many texts of the window each persona has, and names in its conditions that none has."""
    build = open_build(path)
    for edition in editions(build)[:1]:
        found = rows(build, "personas", edition=edition["edition"])
        if found:
            yield "  personas: " + ", ".join(f"{row['name']} ({counted(row['texts'], 'text')})" for row in found)
        for row in found:
            if row["unmatched"]:
                yield f"  no text here has what persona {row['name']} names: {row['unmatched']}"


def _signals(path: Path) -> Iterator[str]:
    """The signals that go on."""
    going_on = [
        f"{signal.headline} ({days(signal.first_day, signal.last_day)}: {signal.detail})"
        for signal in signal_reports(open_build(path))
        if signal.is_open
    ]
    yield from (f"  {line}" for line in _listed("signals that go on", going_on))


def _topics(workspace: Workspace, proposed: list[Topic]) -> Iterator[str]:
    left, dismissed = open_and_dismissed(proposed, workspace.state_dir)
    if left:
        n = len(left)
        first = ", ".join(
            f"{each.name} ({each.language}, {counted(each.n_authors, 'person', 'people')})"
            for each in left[:SHOWN_TOPICS]
        )
        aside = f", {len(dismissed)} dismissed" if dismissed else ""
        yield f"  {counted(n, 'topic')} proposed that no driver covers{aside}: {first}{', ...' if n > SHOWN_TOPICS else ''}"


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    load_views(connection, read_query(query))
    connection.execute(read_query(query))
    columns = [column[0] for column in connection.description or []]
    return [dict(zip(columns, values, strict=True)) for values in connection.fetchall()]


def _models(rows: list[Row]) -> Iterator[str]:
    """How good each model is, in columns, as the app's cards say it."""
    if rows:
        yield "sentiment by language, kind of text and model (compared where the low end of macro-F1 reaches the floor):"
    columns = ("language", "text_kind", "model", "status")
    widths = {name: max((len(row[name]) for row in rows), default=0) for name in columns}
    for row in rows:
        named = "  ".join(f"{row[name]:<{widths[name]}}" for name in columns)
        yield f"  {named}  {_measured(row)}{_used(row)}"


def _sample(workspace: Workspace, path: Path) -> Iterator[str]:
    """How many texts are labelled of each language and kind, of those it takes to measure a model here."""
    found = strata(path, workspace.state_dir)
    if found:
        yield "texts labelled at random, which measure the models here (`overheard label --sample`):"
        yield from countdown(found)


def _measured(row: Row) -> str:
    if not row["n"]:
        return "leads only"
    interval = f"({row['low']:.2f} to {row['high']:.2f})"
    where = f" ({row['measured_on']})" if row["measured_on"].endswith(MEASURED_HERE) else ""
    figures = f"macro-F1 {row['macro_f1']:.2f} {interval}, floor {row['floor']:.2f}, accuracy {row['accuracy']:.2f}"
    return f"{figures}, n = {row['n']}{where}"


def _used(row: Row) -> str:
    if not row["sentences"]:
        return ""
    sentences = counted(row["sentences"], "sentence")
    return f"; leaves {sentences} unread" if row["model"] == NO_MODEL else f"; labels {sentences}"


def _teaching(workspace: Workspace, read: list[Row], used: set[str]) -> Iterator[str]:
    """What was learned in this workspace, and what waits to be. `used`: the models that labelled the build's sentences."""
    trained, problems = trainings(workspace.state_dir)
    for training in trained.values():
        made = f"from {training.rated} rated and {training.corrections} corrected texts"
        idle = "" if training.model in used or not training.chosen else "; the published build does not use it"
        yield f"  {training.language}: trained {_when(workspace, training.at)} {made}; {training.reason}{idle}"
    taught, unread = driver_trainings(workspace.state_dir)
    for drivers in taught:
        verdict = "learned drivers serve" if drivers.chosen else "the phrases serve"
        made = f"{_when(workspace, drivers.at)} from {drivers.corrected} corrected texts"
        yield f"  {drivers.language}: drivers trained {made}; {verdict}: {drivers.reason}"
    yield from (f"  {problem}" for problem in problems + unread)
    pending = len(waiting(workspace.state_dir, read))
    if pending:
        noun = "1 correction waits" if pending == 1 else f"{pending} corrections wait"
        yield f"  {noun} for the next analysis (`overheard analyze`, or the next run)"


def _outcome(run: Run) -> str:
    totals = {m: sum(c.get(m, 0) for c in run.counts.values()) for m in ("pages", "records", "failures")}
    counts = ", ".join(f"{n} {m}" for m, n in totals.items()) if run.counts else ""
    if run.status == DONE:
        return "done" + (f", {counts}" if counts else "")
    if run.status == RUNNING:
        return "running"
    return f"{run.status}: {run.error}" + (f" ({counts})" if counts else "")


def _when(workspace: Workspace, at: datetime) -> str:
    return f"{at.replace(tzinfo=ZoneInfo('UTC')).astimezone(ZoneInfo(workspace.timezone)):%Y-%m-%d %H:%M}"


def _age(at: datetime) -> str:
    minutes = max(0, int((utc_now() - at).total_seconds() // 60))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"
