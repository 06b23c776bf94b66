"""`overheard status`: what happened, readable even while the warehouse is busy (it reads only files and the build)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb

from data import locks
from data.clock import utc_now
from data.publish import build_info, current_build
from data.runs import DONE, RUNNING, Run, read_runs
from data.workspace import Workspace
from overheard.failures import describe, known_failures

SHOWN_RUNS = 5


def status_lines(workspace: Workspace) -> Iterator[str]:
    """The report, line by line."""
    state = workspace.state_dir
    yield f"{workspace.name} ({workspace.root})"
    busy = [name for name in (locks.CRAWL, locks.WRITE) if locks.is_held(state, name)]
    yield f"now: {'working (' + ', '.join(busy) + ')' if busy else 'idle'}"
    yield from _build(workspace)
    runs = read_runs(state)
    yield "runs, newest first:" if runs else "runs: none yet; start with `overheard run`"
    for run in reversed(runs[-SHOWN_RUNS:]):
        yield f"  {_when(workspace, run.started_at)}  {run.command}: {_outcome(run)}"
    crawled = [run for run in runs if run.counts]
    new = set(crawled[-1].failures) if crawled else set()
    try:
        failures = known_failures(state)
    except ValueError:
        yield f"{state / 'state' / 'failures.json'}: damaged; the next crawl puts it aside and begins a new one"
        return
    if failures:
        yield f"could not be measured when last asked for ({len(failures)}):"
        for failure in failures:
            since = "new" if describe(failure) in new else f"since {failure.since[:10]}"
            yield f"  {describe(failure)} ({since})"


def _build(workspace: Workspace) -> Iterator[str]:
    path = current_build(workspace.state_dir)
    if path is None:
        yield "published: nothing yet; `overheard run` crawls, analyses and publishes"
        return
    try:
        info = build_info(path)
        with duckdb.connect(str(path), read_only=True) as connection:
            counts = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  # names from the line below
                for table in ("reviews", "faqs", "channels", "rankings", "swot", "leads")
            ]
            models = connection.execute(
                "SELECT language, model, n, accuracy, macro_f1, low, high, status FROM evaluations"
            ).fetchall()
    except duckdb.Error as error:
        yield f"published: {path} cannot be read: {error}; `overheard analyze` makes a new one"
        return
    numbers = [row[0] if row else 0 for row in counts]
    yield f"published: {info.build}, {_when(workspace, info.created_at)} ({_age(info.created_at)} ago)"
    yield "  {} reviews, {} FAQs, {} channels, {} search results; {} SWOT lines, {} leads (all brands)".format(*numbers)
    for language, model, n, accuracy, macro_f1, low, high, state in models:
        measured = (
            f"accuracy {accuracy:.2f}, macro-F1 {macro_f1:.2f} ({low:.2f} to {high:.2f}), n = {n}"
            if n
            else "never measured"
        )
        yield f"  sentiment {language} by {model}: {state}; {measured}"


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
