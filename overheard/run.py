"""What the commands `crawl`, `analyze` and `run` do: hold the locks, keep the run's record, give the exit code."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

import duckdb

from data.backup.manifest import BackupError
from data.backup.restoring import finish_restore
from data.clock import utc_now
from data.errors import ConfigError
from data.files import make_private
from data.privacy import load_key
from data.publish import PublishError, build_info, current_build
from data.state import locks
from data.state.runs import DONE as RUN_DONE
from data.state.runs import FAILED, INTERRUPTED, KILLED, Run, finish_run, read_runs, start_run
from data.state.space import check_space
from data.warehouse import WarehouseError
from data.witnesses import check_clock, check_sites_clock, check_warehouse
from data.wording import counted
from data.workspace import Workspace, unused_settings
from overheard.heartbeat import beat
from overheard.own_models import check_own_models
from overheard.progress import say, warn
from overheard.request import CrawlRequest

DONE, NEW_FAILURE = 0, 1
WAIT_FOR_WRITER_SECONDS = 900.0


def run_crawl(workspace: Workspace, request: CrawlRequest) -> int:
    """`overheard crawl`. Returns the exit code; a second crawl says so and is done."""
    request.check(workspace)
    try:
        with locks.hold(workspace.state_dir, locks.CRAWL):
            run = start_run(workspace.state_dir, "crawl")
            return _guarded(workspace, run, lambda: _crawl(workspace, request, run))
    except locks.BusyError as error:
        say(f"crawl: {error}")
        return DONE


def run_analyze(workspace: Workspace, *, confirmed: bool = False) -> int:
    """`overheard analyze`; `confirmed`: does what an earlier run refused. Returns the exit code. Raises ConfigError."""
    check_own_models(workspace)
    try:
        with locks.hold(workspace.state_dir, locks.WRITE):
            return analyze_as(workspace, "analyze", confirmed)
    except locks.BusyError as error:
        say(f"analyze: {error}")
        return DONE


def run_edition(workspace: Workspace) -> int:
    """`overheard edition`: an analysis, which freezes finished months before the current one is analysed; where there is none
    to freeze, that is said and nothing is published. Returns the exit code. Raises ConfigError where nothing was analysed."""
    check_own_models(workspace)
    try:
        with locks.hold(workspace.state_dir, locks.WRITE):
            from overheard.analyze import nothing_to_freeze  # loads the analysis: not for a crawl

            missing = nothing_to_freeze(workspace, utc_now())
            if missing:
                say(f"edition: nothing was frozen, nothing published: {missing}")
                return DONE
            return analyze_as(workspace, "edition")
    except locks.BusyError as error:
        say(f"edition: {error}")
        return DONE
    except WarehouseError as error:
        say(f"edition: failed: {error}")
        return NEW_FAILURE


def analyze_as(workspace: Workspace, command: str, confirmed: bool = False) -> int:
    """An analysis as the run of `command`, locks.WRITE held. Returns the exit code."""
    run = start_run(workspace.state_dir, command)
    return _guarded(workspace, run, lambda: _analyze(workspace, run, confirmed))


def run_all(
    workspace: Workspace,
    request: CrawlRequest,
    *,
    if_older_than: str | None = None,
    if_missed: str | None = None,
    confirmed: bool = False,
) -> int:
    """`overheard run`: crawl, then analyze. The crawl's lock is held throughout, so a second run leaves at once. `confirmed`:
    does what an earlier run refused."""
    request.check(workspace)
    check_own_models(workspace)
    age = parse_age(if_older_than, "--if-older-than") if if_older_than else None
    missed = parse_age(if_missed, "--if-missed") if if_missed else None
    try:
        with locks.hold(workspace.state_dir, locks.CRAWL):
            if age is not None and _younger_than(workspace, age):
                say(f"run: the published build is younger than {if_older_than}; nothing to do")
                return DONE
            if missed is not None and _began_within(workspace, missed):
                say(f"run: a run began less than {if_missed} ago; nothing to do")
                return DONE
            run = start_run(workspace.state_dir, "run")
            code = _guarded(workspace, run, lambda: _crawl_and_analyze(workspace, request, run, confirmed))
            if run.status == RUN_DONE and (problem := beat(workspace)):
                warn(f"run: {problem}")
            return code
    except locks.BusyError as error:
        say(f"run: {error}")
        return DONE


def _crawl_and_analyze(workspace: Workspace, request: CrawlRequest, run: Run, confirmed: bool) -> list[str]:
    problems = _crawl(workspace, request, run, confirmed)
    if run.error == INTERRUPTED:
        return problems
    _heed_signals()
    if locks.is_held(workspace.state_dir, locks.WRITE):
        say(f"waiting for another analysis to finish, at most {counted(WAIT_FOR_WRITER_SECONDS / 60, 'minute')}")
    with locks.hold(workspace.state_dir, locks.WRITE, wait_seconds=WAIT_FOR_WRITER_SECONDS):
        problems += _analyze(workspace, run, confirmed)
    return problems + _send_alerts(workspace)


def _crawl(workspace: Workspace, request: CrawlRequest, run: Run, confirmed: bool = False) -> list[str]:
    from overheard.crawl import crawl  # loads Scrapy and Playwright: not for an analysis

    _check(workspace, confirmed)
    for warning in unused_settings(workspace):
        say(f"warning: {warning}")
    new = crawl(workspace, request, run, confirmed=confirmed)
    if run.command == "crawl":
        check_sites_clock(workspace.state_dir, utc_now(), run)
    return new + ([run.error] if run.error else [])


def _analyze(workspace: Workspace, run: Run, confirmed: bool) -> list[str]:
    from dashboard.reports.queries import edition_lines, open_build
    from overheard.analyze import analyze

    _heed_signals()
    _check(workspace, confirmed)
    if not confirmed:
        check_sites_clock(workspace.state_dir, utc_now(), run)
    path, problems = analyze(workspace, run, confirmed=confirmed)
    say(f"published {path.stem}")
    for line in edition_lines(open_build(path), 2 if run.command == "edition" else 1):
        say(line)
    return problems


def _send_alerts(workspace: Workspace) -> list[str]:
    """Tell whom overheard.toml names of new signals. Returns new failures."""
    if not workspace.alerts:
        return []
    from overheard.alerts.sending import send_alerts  # loads the reports: not for a run that tells nobody

    return send_alerts(workspace)


def _check(workspace: Workspace, confirmed: bool) -> None:
    """Raise RefusedError where key, clock or warehouse are not what the workspace shows else, unless that is `confirmed`."""
    finish_restore(workspace.root)
    make_private(workspace.state_dir)
    check_space(workspace.state_dir)
    load_key(workspace.state_dir, anew=confirmed)
    if not confirmed:
        check_clock(workspace.state_dir, utc_now())
        check_warehouse(workspace.state_dir)


def _guarded(workspace: Workspace, run: Run, work: Callable[[], list[str]]) -> int:
    """Do the work of a run; whatever becomes of it, the run's record says so."""
    try:
        problems = work()
    except (WarehouseError, BackupError, PublishError, OSError, ValueError, duckdb.Error, locks.BusyError) as error:
        reason = _reason(workspace, error)
        _finish(workspace, run, reason)
        warn(f"{run.command}: failed{_since(workspace, run)}: {reason}")
        return NEW_FAILURE
    except KeyboardInterrupt as interruption:
        reason = str(interruption) or INTERRUPTED
        _finish(workspace, run, reason)
        warn(f"{run.command}: {reason}")
        return NEW_FAILURE
    except BaseException as error:
        _finish(workspace, run, f"{type(error).__name__}: {error}")
        raise
    recorded = _finish(workspace, run, run.error)
    for problem in problems:
        warn(f"{run.command}: {problem}")
    return DONE if recorded and not problems else NEW_FAILURE


def _since(workspace: Workspace, run: Run) -> str:
    """Since when runs of this command fail, where this is not the first."""
    failed: list[Run] = []
    for known in reversed(read_runs(workspace.state_dir)):
        if known.command != run.command or known.run_id == run.run_id:
            continue
        if known.status != FAILED:
            break
        failed.append(known)
    return f" since {failed[-1].started_at:%Y-%m-%d %H:%M} UTC, {len(failed) + 1} times" if failed else ""


def _reason(workspace: Workspace, error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    where = error.filename2 or error.filename or workspace.state_dir  # a write that fails does not say where
    return f"{where}: {error.strerror or error}; free space or correct the permissions there, and run again"


def _finish(workspace: Workspace, run: Run, error: str | None) -> bool:
    """Record how the run ended; False, and said so, when the disk does not take it (the run then shows as killed)."""
    try:
        finish_run(workspace.state_dir, run, error=error)
    except OSError as refused:
        warn(f"{run.command}: its end could not be recorded: {refused}")
        return False
    return True


def _heed_signals() -> None:
    """Ctrl-C and SIGTERM interrupt again: Scrapy, which ran before, leaves handlers that only stop its reactor."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)


def parse_age(text: str, option: str) -> timedelta:
    """'20h', '90m', '2d' as a timedelta. Raises ConfigError, naming the `option`."""
    match = re.fullmatch(r"(\d{1,6})([mhd])", text.strip())
    if not match:
        raise ConfigError(f"{option}: expected a number and m, h or d, such as 20h, found {text!r}.")
    return timedelta(minutes=int(match[1]) * {"m": 1, "h": 60, "d": 1440}[match[2]])


def _younger_than(workspace: Workspace, age: timedelta) -> bool:
    """Whether the published build is younger. One that cannot be read, or comes from the future (the clock was wrong
    then), is not: a new one takes its place."""
    path = current_build(workspace.state_dir)
    if path is None:
        return False
    try:
        old = utc_now() - build_info(path).created_at
    except duckdb.Error as error:
        say(f"run: the published build cannot be read, so a new one is made: {error}")
        return False
    return bool(timedelta() <= old < age)


def _began_within(workspace: Workspace, age: timedelta) -> bool:
    """Whether a run began within `age`, whatever became of it; one that was killed (a power cut) does not count, two do."""
    now = utc_now()
    began = [
        run for run in read_runs(workspace.state_dir) if run.command == "run" and now - age < run.started_at <= now
    ]
    return any(run.status != KILLED for run in began) or len(began) > 1
