"""`overheard read`: what is read off a page or file, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from crawlers.extract.rankings import saved_page
from crawlers.extract.reading import CHANNELS, FAQS, REVIEWS
from data.clock import utc_now
from data.errors import ConfigError
from data.kinds import IMPORTS
from data.wording import counted
from data.workspace import CONFIG_NAME, Workspace, load_workspace, parse_workspace
from data.workspace.values import web_url
from overheard.commands.read.explain import RANKINGS, Explained, explain
from overheard.commands.read.fetch import fetch
from overheard.commands.read.report import write_report
from overheard.commands.read.shown import lines, plain, safe_json
from overheard.commands.read.stated import stated_url
from overheard.progress import say, show

DONE, NOT_READ = 0, 1
KINDS = (FAQS, REVIEWS, CHANNELS, RANKINGS)
MAX_BYTES = 20 * 1024 * 1024
TABLES = (".csv", ".tsv", ".xlsx", ".jsonl", ".json")
"""Endings of files that are imported, not read as pages."""
KEPT = (".warc", ".warc.gz")
"""Endings of files that hold raw pages (crawl.archive)."""


@dataclass(frozen=True)
class ReadRequest:
    """What to read: an address or a file; `kind` of KINDS (all if ''), or of import for a table; `url` a saved page's own
    address where it does not say; `report` the folder to write a report to."""

    what: str
    kind: str = ""
    url: str = ""
    as_json: bool = False
    report: Path | None = None


def run_read(root: Path, request: ReadRequest) -> int:
    """`overheard read`. Returns the exit code. Raises ConfigError."""
    online = request.what.lower().startswith(("http://", "https://"))
    path = Path(request.what).expanduser()
    if not online and path.suffix.lower() in TABLES:
        return _read_table(root, request, path)
    if request.kind and request.kind not in KINDS:
        raise ConfigError(f"--kind: expected one of {', '.join(KINDS)} for a page, found {request.kind!r}.")
    kinds = (request.kind,) if request.kind else KINDS
    workspace = _workspace(root, _address(request.what, "the address") if online else "https://page.example/")
    if not online and path.name.lower().endswith(KEPT):
        return _read_kept(workspace, request, path, kinds)
    explained = fetch(workspace, request.what, kinds) if online else _saved(workspace, path, request.url, kinds)
    return _tell(request, explained)


def _tell(request: ReadRequest, explained: Explained) -> int:
    if request.report is not None:
        if explained.page is None:
            raise ConfigError(f"--report: expected a page to report, but none came: {explained.reason}.")
        for written in write_report(request.report, explained):
            say(f"wrote {written}")
    if request.as_json:
        show(safe_json(json.dumps(explained.as_dict(), ensure_ascii=False, indent=1)))
    else:
        for line in lines(explained):
            show(line)
    return DONE if explained.page is not None else NOT_READ


def _address(text: str, key: str) -> str:
    try:
        return web_url(text)
    except ValueError as error:
        raise ConfigError(f"read: {key}: {error}, found {text!r}.") from None


def _workspace(root: Path, site: str) -> Workspace:
    """The workspace in `root`; where there is none, one of defaults with the page's own site."""
    if (root / CONFIG_NAME).exists():
        return load_workspace(root)
    named = json.dumps(site, ensure_ascii=True)
    return parse_workspace(f'[workspace]\nname = "none"\n[[brand]]\nname = "page"\nown = true\nsite = {named}\n', root)


def _saved(workspace: Workspace, path: Path, url: str, kinds: tuple[str, ...]) -> Explained:
    """A saved page, read offline."""
    try:
        size = path.stat().st_size
        body = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}.") from None
    if not body:
        found = f"{size} bytes" if size else "an empty file"
        raise ConfigError(f"{path}: expected a saved page of at most {MAX_BYTES} bytes, found {found}.")
    address = _address(url, "--url") if url else stated_url(body)
    page = saved_page(body, address or path.resolve().as_uri())
    return explain(page, kinds, utc_now(), workspace.recipes, body=body)


def _read_kept(workspace: Workspace, request: ReadRequest, path: Path, kinds: tuple[str, ...]) -> int:
    """The pages of a file of raw pages or, of one or with --url, what is read off it."""
    from overheard.commands.read.kept import kept_pages  # loads warcio: only for such a file

    pages = kept_pages(path, request.url, MAX_BYTES)
    if len(pages) == 1 and pages[0].body:
        (kept,) = pages
        address = kept.url if kept.url.startswith(("http://", "https://")) else path.resolve().as_uri()
        shown = saved_page(kept.body, address)
        return _tell(request, explain(shown, kinds, kept.at or utc_now(), workspace.recipes, body=kept.body))
    if request.report is not None or request.url:
        raise ConfigError(f"{path}: expected --url ADDRESS of one of its pages with something to read, found none.")
    if request.as_json:
        rows = [{"url": page.url, "at": page.at and page.at.isoformat(), "status": page.status} for page in pages]
        show(safe_json(json.dumps(rows, ensure_ascii=False, indent=1)))
        return DONE
    for page in pages:
        at = f"{page.at:%Y-%m-%d %H:%M:%S}" if page.at else "undated"
        show(f"{at}  {page.status}  {plain(page.url, 300)}")
    say(f"read: {counted(len(pages), 'answer')}; `overheard read {path} --url ADDRESS` reads one")
    return DONE


def _read_table(root: Path, request: ReadRequest, path: Path) -> int:
    """How `import --mapping auto` would take a file, nothing written."""
    if request.kind not in IMPORTS:
        raise ConfigError(
            f"--kind: expected one of {', '.join(IMPORTS)} for a file to import ({path.suffix}), "
            f"found {request.kind or 'none'!r}."
        )
    if request.as_json or request.report is not None:
        raise ConfigError("read: expected --json and --report for a page only, found one with a file to import.")
    from overheard.commands.importing import ImportRequest, run_import  # reads tables: not for a page

    workspace = _workspace(root, "https://page.example/")
    brand = workspace.own.id if len(workspace.brands) == 1 else ""
    say(
        f"read: {counted(1, 'file')} as `overheard import {request.kind} --mapping auto --dry-run` takes it; nothing is written"
    )
    return run_import(workspace, ImportRequest(request.kind, path, brand=brand, mapping="auto", dry_run=True))
