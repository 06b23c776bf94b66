"""`overheard doctor`: finds the usual troubles and says how to fix each."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from crawlers.fetching.browser.find import HOW_TO_GET, VARIABLE, find_browser
from crawlers.sources.lookups import look_ups
from crawlers.sources.queries import queries, source_of
from crawlers.sources.saved_pages import SUFFIXES, saved_folder
from dashboard.reports.messages import t
from dashboard.reports.teaching import can_teach, trainings
from data.archive import archive_bytes
from data.backup.manifest import BackupError
from data.backup.writing import keep_before_migration
from data.clock import utc_now
from data.errors import ConfigError
from data.privacy import KEY_NAME, check_key, load_key
from data.publish import build_info, current_build, other_schema
from data.state import locks
from data.state.corrections import FILE_NAME as CORRECTIONS
from data.state.corrections import read_corrections
from data.state.handed_out import handed_out
from data.state.runs import KILLED, read_runs
from data.state.sample import read_sample
from data.state.topic_answers import dismissed_topics
from data.warehouse import FILE_NAME, WarehouseError, open_warehouse, schema_version
from data.wording import counted
from data.workspace import Search, Workspace, load_workspace, unused_settings
from data.workspace.searches import AT_URL
from overheard.alerts.receiver import Words, described, problem_of, send
from overheard.alerts.wording import harmless
from overheard.commands.serve import settings_of
from overheard.own_models import check_own_models

OK, WARNING, TROUBLE = "ok", "warning", "trouble"
LOW_DISK_BYTES = 2 * 1024**3
OLD_BACKUP_DAYS = 31
CONNECT_SECONDS = 5.0
GOOGLE_WAYS = (
    "Google's results come from a SearXNG instance that asks Google, from SerpApi, or from result pages that you save in your "
    "browser (docs/search-results.md)"
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `level` is OK, WARNING (works, but) or TROUBLE (fix it)."""

    level: str
    text: str


def examine(root: Path, try_alerts: bool = False) -> Iterator[Finding]:
    """Look at the machine and at the workspace in `root`; `try_alerts`: send a test to each receiver of [[alert]]."""
    yield _python()
    yield _browser()
    try:
        workspace = load_workspace(root)
    except ConfigError as error:
        yield Finding(TROUBLE, str(error))
        return
    holds = f"{counted(len(workspace.brands), 'brand')}, {counted(len(workspace.search), 'search provider')}"
    yield Finding(OK, f"{workspace.config_path}: {holds}")
    checks: tuple[Callable[[Workspace], Iterator[Finding]], ...] = (
        _sources, _keys, _disk, _key, _backups, _runs, _warehouse, _build, _teaching, _providers, _app,
    )  # fmt: skip
    for check in checks:
        yield from check(workspace)
    yield from _alerts(workspace, try_alerts)


def _python() -> Finding:
    packages = ("scrapy", "duckdb", "streamlit", "playwright")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    return Finding(OK, f"Python {sys.version.split()[0]}; {versions}")


def _browser() -> Finding:
    path = find_browser()
    if path:
        return Finding(OK, f"browser for pages that need scripts: {path}")
    named = os.environ.get(VARIABLE)
    if named:
        return Finding(TROUBLE, f"{VARIABLE}: expected a Chromium that can be run, found {named!r}")
    return Finding(WARNING, f"{HOW_TO_GET}. All but pages that need scripts works without one")


def _sources(workspace: Workspace) -> Iterator[Finding]:
    if not workspace.rivals:
        yield Finding(WARNING, "no rival: a SWOT compares; add [[brand]] tables without own = true")
    hosts: dict[str, set[str]] = {}
    for brand in workspace.brands:
        for url in brand.reviews or ():
            hosts.setdefault(urlsplit(url).hostname or url.split(":")[0], set()).add(brand.name)
    shared = [host for host, names in hosts.items() if len(names) > 1]
    if workspace.rivals and not shared:
        yield Finding(
            WARNING,
            "no review source carries two brands: scores are compared within one source only, so customers' voices cannot be "
            "compared; add the brands' pages on one independent review platform to brand.reviews",
        )
    for text in unused_settings(workspace):
        yield Finding(WARNING, text)
    if workspace.crawl.archive:
        days = min(workspace.crawl.archive_days, workspace.crawl.retention_days)
        held = archive_bytes(workspace.state_dir) / 1024**2
        yield Finding(
            WARNING,
            f"crawl.archive keeps raw pages for {days} days ({held:.1f} MiB now): they are not redacted, so names, e-mail "
            "addresses and all that stands on the pages are in them until then",
        )
    if not workspace.search:
        yield Finding(WARNING, f"no [[search]]: rankings and questions people ask are not observed; {GOOGLE_WAYS}")


def _keys(workspace: Workspace) -> Iterator[Finding]:
    """Of the sources of mentions, those that lack a key here: cron may have another environment than this terminal."""
    asked = queries(workspace)
    if not asked:
        yield Finding(WARNING, "no [[listen]] and no brand.social: mentions are not observed")
    for query in asked:
        missing = source_of(query).missing()
        if missing:
            yield Finding(
                WARNING,
                f"{query.network} at {query.address}: not asked, needs {' and '.join(missing)} in the environment (of cron too)",
            )


def _teaching(workspace: Workspace) -> Iterator[Finding]:
    try:
        check_own_models(workspace)
    except ConfigError as error:
        yield Finding(TROUBLE, str(error))
    state = workspace.state_dir
    answers = (*read_corrections(state)[1], *read_sample(state)[1], *dismissed_topics(state)[1])
    for problem in (*trainings(workspace.state_dir)[1], *answers):
        yield Finding(WARNING, problem)
    if (workspace.state_dir / CORRECTIONS).exists() and not can_teach(workspace.state_dir):
        yield Finding(
            WARNING,
            f"{workspace.state_dir / CORRECTIONS}: cannot be written, so labels cannot be corrected; "
            "change its owner or its mode",
        )


def _disk(workspace: Workspace) -> Iterator[Finding]:
    free = shutil.disk_usage(workspace.root).free
    text = f"{free / 1024**3:.1f} GiB free on the disk of {workspace.root}"
    yield Finding(OK, text) if free >= LOW_DISK_BYTES else Finding(TROUBLE, f"{text}: expected at least 2; free some")
    if not os.access(workspace.root, os.W_OK):
        yield Finding(TROUBLE, f"{workspace.root}: cannot be written; change its owner or its mode")


def _key(workspace: Workspace) -> Iterator[Finding]:
    path = workspace.state_dir / KEY_NAME
    try:
        check_key(workspace.state_dir)
        if not path.exists():
            yield Finding(OK, f"{path}: none yet; the first crawl makes it")
            return
        load_key(workspace.state_dir)
    except (ValueError, OSError) as error:
        yield Finding(TROUBLE, str(error))
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding(TROUBLE, f"{path}: expected mode 0600, found {mode:04o}: others can read it; run chmod 600 on it")
    else:
        yield Finding(OK, f"{path}: the key of the author hashes")


def _backups(workspace: Workspace) -> Iterator[Finding]:
    if current_build(workspace.state_dir) is None:
        return
    made = [file for file in handed_out(workspace.state_dir) if file.what == "backup"]
    if not made:
        yield Finding(WARNING, "no backup is known; `overheard backup FILE` makes one, on another disk")
        return
    days = (utc_now() - made[-1].made_at).days
    text = f"{made[-1].path}: the newest backup known, {counted(days, 'day')} old"
    yield Finding(WARNING if days > OLD_BACKUP_DAYS else OK, text)


def _runs(workspace: Workspace) -> Iterator[Finding]:
    killed = [run for run in read_runs(workspace.state_dir)[-10:] if run.status == KILLED]
    if killed:
        yield Finding(WARNING, f"run {killed[-1].run_id} was cut off; the next `overheard run` repairs what it left")


def _warehouse(workspace: Workspace) -> Iterator[Finding]:
    path = workspace.state_dir / FILE_NAME
    if not path.exists():
        yield Finding(OK, "no warehouse yet; `overheard run` makes it")
        return
    try:
        with locks.hold(workspace.state_dir, locks.WRITE):
            open_warehouse(workspace.state_dir, keep_before_migration).close()
        yield Finding(OK, f"{path}: schema {schema_version()}, {path.stat().st_size / 1024**2:.1f} MiB")
    except locks.BusyError:
        yield Finding(OK, f"{path}: in use by a run")
    except (WarehouseError, BackupError, OSError) as error:
        yield Finding(TROUBLE, str(error))


def _build(workspace: Workspace) -> Iterator[Finding]:
    path = current_build(workspace.state_dir)
    if path is None:
        yield Finding(WARNING, "nothing is published yet; run `overheard run`")
        return
    try:
        info = build_info(path)
    except duckdb.Error as error:
        yield Finding(TROUBLE, f"{path}: cannot be read: {error}; run `overheard analyze`")
        return
    if info.schema_version != schema_version():
        yield Finding(TROUBLE, other_schema(path, info.schema_version))
    else:
        yield Finding(OK, f"published build {info.build}")


def _app(workspace: Workspace) -> Iterator[Finding]:
    if workspace.app.demands_login:
        try:
            settings_of(workspace.root, several=False)
        except ConfigError as error:
            yield Finding(TROUBLE, str(error))


def _providers(workspace: Workspace) -> Iterator[Finding]:
    missing = {name: look_up.name for look_up in look_ups(workspace) for name in look_up.missing()}
    for variable, provider in missing.items():
        yield Finding(
            WARNING, f"search provider {provider} is not asked: it needs its key in the environment, in {variable}"
        )
    for search in workspace.search:
        if search.provider == "saved":
            yield _saved(workspace, search)
        elif search.provider == "browser":
            yield _shown_in_browser(search)
        if search.provider not in AT_URL:
            continue
        parts = urlsplit(search.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            socket.create_connection((parts.hostname or "", port), CONNECT_SECONDS).close()
            yield Finding(OK, f"search provider {search.url} answers")
        except OSError as error:
            yield Finding(
                TROUBLE, f"search.url {search.url}: cannot be reached: {error}; start it or correct the address"
            )


def _alerts(workspace: Workspace, try_them: bool) -> Iterator[Finding]:
    """Whether each receiver can be sent something; only if asked, by sending it."""
    for alert in workspace.alerts:
        problem = problem_of(alert)
        if not problem and try_them:
            name = workspace.name
            problem = send(alert, Words(t("alerts.test_title", workspace=harmless(name)), t("alerts.test_body")))
        if problem:
            yield Finding(TROUBLE, f"alert {alert.name}: {problem}")
        elif try_them:
            yield Finding(OK, f"alert {alert.name}: {described(alert)} took a test")
        else:
            yield Finding(OK, f"alert {alert.name}: {described(alert)}; --try-alerts sends it a test")


def _saved(workspace: Workspace, search: Search) -> Finding:
    """Whether the folder of saved result pages holds any."""
    folder = saved_folder(workspace.root, search.url)
    n = sum(path.suffix.lower() in SUFFIXES for path in folder.rglob("*")) if folder.is_dir() else 0
    if not n:
        return Finding(WARNING, f"search.url {folder}: expected saved result pages ({', '.join(SUFFIXES)}), found none")
    return Finding(OK, f"{folder}: {counted(n, 'saved result page')}")


def _shown_in_browser(search: Search) -> Finding:
    """Whether looking up in a browser can work at all: engines forbid it in robots.txt, which is asked anew in every crawl."""
    if search.asked_engine == "google":
        return Finding(
            WARNING,
            "search provider browser, engine google: Google forbids its result pages to crawlers, and shows them only with "
            f"scripts and consent, so each look-up will be blocked; {GOOGLE_WAYS}",
        )
    return Finding(
        OK,
        f"search provider browser: {search.asked_engine} is asked where its robots.txt lets this crawler in, else blocked",
    )
