"""From landed files to a published build: load, score what is new, rebuild the edition, check, publish."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from analysis.figures.editions.edition import edition_of, last_moment
from analysis.pipeline.analyze import analyze as analyze_tables
from analysis.pipeline.analyze import freeze
from analysis.pipeline.edition_row import PROVISIONAL
from data.archive import prune_archive
from data.backup.manifest import FOLDER as BACKUPS
from data.backup.writing import AUTOMATIC_DAYS, drop_automatic, keep_before_migration, prune_automatic
from data.clock import utc_now
from data.errors import ConfigError, RefusedError
from data.forgetting.compacting import compact
from data.forgetting.outside import still_held
from data.forgetting.rewriting import apply_rewrites
from data.forgetting.sweeping import Swept, sweep
from data.landing.forgotten import forgetting_done, is_forgetting, read_forgotten
from data.load import load_landing, load_run
from data.publish import drop_builds, publish
from data.state.health import stale_kinds
from data.state.runs import DONE, FAILED, Run
from data.upkeep import correct_stamps, forget_old, tidy
from data.warehouse import FILE_NAME, open_warehouse, transaction
from data.wording import counted
from data.workspace import CONFIG_NAME, Workspace
from overheard.failures import split_known
from overheard.progress import Meter, say, step, warn
from overheard.renamed import new_orphans
from overheard.time_limit import at_most


def analyze(workspace: Workspace, run: Run, *, confirmed: bool = False) -> tuple[Path, list[str]]:
    """Make and publish a build of all that has landed. Hold locks.WRITE. Returns (build file, problems to report).

    The build says of `run`, whose last step is to publish it, that it is finished. A deletion of an unusual share is not done,
    and is a problem, unless it is `confirmed`.

    Raises WarehouseError, PublishError when a check fails (the last good build then stays), or TimeUpError after
    crawl.analysis_hours.
    """
    connection = open_warehouse(workspace.state_dir, keep_before_migration)
    try:
        hours = workspace.crawl.analysis_hours
        given_up = f"given up after {counted(hours, 'hour')} (crawl.analysis_hours); what was published stays"
        with at_most(hours * 3600, given_up, connection.interrupt):
            apply_rewrites(connection, workspace.state_dir)
            with step("loading"):
                # Before and after: what is loaded now must outrank what a wrong clock stamped, and may be stamped so itself.
                corrected = correct_stamps(connection, utc_now(), run.started_at)
                loaded = load_landing(connection, workspace.state_dir, report=lambda line: say(f"  {line}"))
                corrected += correct_stamps(connection, utc_now(), utc_now())
                swept = _sweep(connection, workspace)
                forgotten, refused = _forget(connection, workspace, confirmed)
            if corrected:
                say(f"  {corrected} times lay in the future, by a clock that was wrong, and were set to today")
            if forgotten:
                days = workspace.crawl.retention_days
                say(f"  {forgotten} reviews and mentions older than crawl.retention_days ({days}) were deleted")
            freeze_finished(connection, workspace, utc_now())
            with step("analysing"):
                analyze_tables(connection, workspace, utc_now(), report=lambda line: say(f"  {line}"), progress=Meter())
            _note_stale(connection, workspace)
            with step("publishing"):
                load_run(connection, replace(run, status=FAILED if run.error else DONE, finished_at=utc_now()))
                path = publish(connection, workspace, fingerprint(connection, workspace))
            renamed = new_orphans(connection, workspace)
            connection.execute("CHECKPOINT")
            tidy(connection, workspace.state_dir, utc_now(), workspace.crawl.retention_days)
            kept_days = min(workspace.crawl.archive_days, workspace.crawl.retention_days)
            if pruned := prune_archive(workspace.state_dir, utc_now(), kept_days):
                say(f"  raw pages of {counted(len(pruned), 'run')} older than {counted(kept_days, 'day')} were removed")
            prune_automatic(workspace.state_dir, min(AUTOMATIC_DAYS, workspace.crawl.retention_days))
    finally:
        connection.close()
    if swept or forgotten:
        with step("writing the warehouse anew"):
            compact(workspace.state_dir)
        drop_builds(workspace.state_dir, path)
    if swept:
        _finish_forgetting(workspace, swept)
    new, still = split_known(workspace.state_dir, loaded.problems)
    for problem in still:
        say(f"  still: {problem}")
    problems = [*new, *refused, *renamed]
    if loaded.rejected:
        problems.append(f"{loaded.rejected} landed lines were rejected; the table rejects holds them with the reasons")
    return path, problems


def _note_stale(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """Bring the table `stale` up to what the newest crawls found."""
    known = {brand.id for brand in workspace.brands}
    rows = [
        (each.brand, each.kind, each.since, each.good_at, each.reason)
        for each in stale_kinds(workspace.state_dir)
        if each.brand in known
    ]
    with transaction(connection):
        connection.execute("DELETE FROM stale")
        if rows:
            connection.executemany("INSERT INTO stale VALUES (?, ?, ?, ?, ?)", rows)


def _sweep(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> Swept | None:
    """Take out what was asked to be forgotten and is not yet; None where there is nothing."""
    if not is_forgetting(workspace.state_dir):
        return None
    swept = sweep(connection, workspace.state_dir, read_forgotten(workspace.state_dir))
    say(f"  forgotten: {counted(swept.records, 'record')}, {counted(swept.lines, 'landed line')}")
    return swept


def _finish_forgetting(workspace: Workspace, swept: Swept) -> None:
    """What was forgotten is in no table and no build any more: out of the backups that nobody asked for, and name files
    elsewhere."""
    if dropped := drop_automatic(workspace.state_dir):
        say(f"  removed from {workspace.state_dir / BACKUPS}, which held it: {', '.join(dropped)}")
    for path, reason in still_held(workspace.state_dir, swept.texts):
        warn(f"still holds it, or may: {path}: {reason}")
    forgetting_done(workspace.state_dir)


def _forget(connection: duckdb.DuckDBPyConnection, workspace: Workspace, confirmed: bool) -> tuple[int, list[str]]:
    """How many records retention deleted, and why it deleted none where it was refused."""
    try:
        return forget_old(connection, utc_now(), workspace.crawl.retention_days, confirmed=confirmed), []
    except RefusedError as refused:
        return 0, [str(refused)]


def fingerprint(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> str:
    """What a build is made of, as one hash: the files loaded and overheard.toml."""
    digest = hashlib.sha256((workspace.root / CONFIG_NAME).read_bytes())
    for row in connection.execute("SELECT file, bytes, sha256 FROM ledger ORDER BY file").fetchall():
        digest.update(repr(row).encode())
    return digest.hexdigest()[:16]


def freeze_finished(connection: duckdb.DuckDBPyConnection, workspace: Workspace, now: datetime) -> list[str]:
    """Freeze every edition of a month that is over, as of its last moment. Returns their ids; usually none or one."""
    finished = _finished(connection, workspace, now)
    for edition in finished:
        with step(f"freezing {edition}"):
            analyze_tables(connection, workspace, last_moment(edition, workspace.timezone))
            freeze(connection, edition)
    return finished


def nothing_to_freeze(workspace: Workspace, now: datetime) -> str:
    """Why there is no edition to freeze, in words; '' if there is one. Hold locks.WRITE. Raises ConfigError where nothing was
    collected and analysed yet, WarehouseError."""
    collected: object = None
    editions: list[tuple[str, str]] = []
    if (workspace.state_dir / FILE_NAME).exists():
        with open_warehouse(workspace.state_dir, keep_before_migration) as connection:
            if _finished(connection, workspace, now):
                return ""
            collected = connection.execute("SELECT 1 FROM ledger LIMIT 1").fetchone()
            editions = connection.execute("SELECT edition, status FROM editions ORDER BY edition").fetchall()
    if not collected:
        raise ConfigError(
            "edition: expected a month that was collected and analysed, found nothing yet. Run `overheard run` first."
        )
    current = edition_of(now, workspace.timezone, workspace.window_days).id
    done = [edition for edition, status in editions if status != PROVISIONAL]
    already = f"{', '.join(done[-3:])} {'is' if len(done) == 1 else 'are'} frozen already" if done else ""
    begun = f"{current} is not over" if current in dict(editions) else "no edition of a finished month was begun"
    return f"{already + '; ' if already else ''}{begun} (an edition begins with the first `overheard run` of its month)"


def _finished(connection: duckdb.DuckDBPyConnection, workspace: Workspace, now: datetime) -> list[str]:
    """The provisional editions of months that are over, oldest first."""
    current = edition_of(now, workspace.timezone, workspace.window_days).id
    rows = connection.execute("SELECT edition FROM editions WHERE status = ? AND edition < ?", [PROVISIONAL, current])
    return sorted(str(row[0]) for row in rows.fetchall())
