"""`overheard search`: the collected texts of the published build in which something is said, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import duckdb

from dashboard.reports import names
from dashboard.reports.plain import plain
from dashboard.reports.queries import SchemaMismatchError, open_build
from dashboard.reports.safety import one_line
from dashboard.reports.texts import AskedError, Limits, TextHit, TextSearch, kind_name, search_texts
from data.errors import ConfigError
from data.publish import current_build
from data.workspace import Workspace

SCHEMA = "overheard.search/1"


@dataclass(frozen=True)
class SearchRequest:
    """What was asked on the command line; '' where nothing was."""

    text: str
    brand: str = ""
    kind: str = ""
    source: str = ""
    language: str = ""
    first_day: str = ""
    last_day: str = ""
    sort: str = "best"
    limit: int = 20
    skip: int = 0


def run_search(workspace: Workspace, request: SearchRequest) -> TextSearch:
    """What was found. Raises ConfigError for what cannot be searched, an unknown limit, and when nothing is published yet."""
    path = current_build(workspace.state_dir)
    if path is None:
        raise ConfigError("search: nothing is published yet. Run `overheard run` first.")
    limits = Limits(
        brand=workspace.select_brands([request.brand])[0].id if request.brand else None,
        kind=request.kind or None,
        source=request.source or None,
        language=request.language or None,
        first_day=_day("--from", request.first_day),
        last_day=_day("--to", request.last_day),
    )
    try:
        return search_texts(
            open_build(path), request.text, limits, sort=request.sort, limit=request.limit, skip=request.skip
        )
    except (AskedError, SchemaMismatchError) as error:
        raise ConfigError(f"search: {error}") from None
    except duckdb.Error as error:
        raise ConfigError(f"search: {path} cannot be read: {error}. `overheard analyze` makes a new build.") from None


def _day(option: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ConfigError(f"{option}: expected a day such as 2026-10-31, found {value!r}.") from None


def as_json(found: TextSearch) -> str:
    """Everything, as JSON: the fields of dashboard.reports.texts.TextSearch."""
    return json.dumps({"schema": SCHEMA, **plain(asdict(found))}, ensure_ascii=False, indent=2)


def as_text(found: TextSearch) -> Iterator[str]:
    """What was found, line by line."""
    yield f"{one_line(found.asked)}: in {names.count(found.found)} of {names.count(found.searched)} texts, {found.sort} first"
    for hit in found.hits:
        yield ""
        yield _facts(hit)
        yield f"  {one_line(hit.snippet)}"
        yield f"  {one_line(hit.url)}"
    left = found.found - found.skipped - len(found.hits)
    if left > 0:
        yield ""
        yield f"{names.count(left)} more: --skip {found.skipped + len(found.hits)}"


def _facts(hit: TextHit) -> str:
    dated = "undated" if hit.dated_at is None else f"{hit.dated_by} {hit.dated_at:%Y-%m-%d}"
    stars = f"{hit.rating:g} of {hit.rating_max:g}" if hit.rating is not None and hit.rating_max else ""
    parts = (kind_name(hit.record_kind), hit.brand_names, hit.source, hit.language, stars, dated)
    return one_line(", ".join(filter(None, parts)))
