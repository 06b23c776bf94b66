"""`overheard forget`: a person, a record or a brand, out of all that the workspace holds, and for good."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

import duckdb

from data.backup.restoring import LOCKS, finish_restore
from data.clock import utc_now
from data.errors import ConfigError
from data.landing.forgotten import append_forgotten
from data.privacy import account_key, author_key, load_key, respondent_key
from data.record.suppressed import Forgotten
from data.state import locks
from data.warehouse import FILE_NAME, WarehouseError
from data.witnesses import check_warehouse
from data.workspace import Workspace, slug
from overheard.progress import warn
from overheard.run import NEW_FAILURE, analyze_as

IDS = {"reviews": ("review_id", "review"), "mentions": ("mention_id", "mention"), "faqs": ("faq_id", "faq")}
"""Table -> the column of its ids, and the kind of its records."""
SHOWN = 12


@dataclass(frozen=True)
class ForgetRequest:
    """What to forget: an `author` as `source` calls them, a `brand`, or a `record` by its id; one of the three."""

    author: str = ""
    source: str = ""
    brand: str = ""
    record: str = ""

    def check(self) -> None:
        """Raise ConfigError where it is not one of the three, or an author without a source."""
        if sum(map(bool, (self.author, self.brand, self.record))) != 1:
            raise ConfigError("forget: expected one of --author NAME --source S, --brand B and --record ID.")
        if bool(self.author) != bool(self.source):
            raise ConfigError(
                "forget: expected --author and --source together: equal names at two sources are not known to be one person."
            )


def run_forget(workspace: Workspace, request: ForgetRequest) -> int:
    """Put what is asked on the list, take it out of everything and publish without it; returns the exit code. Killed in between,
    the next analysis does the rest. Raises ConfigError, with nothing touched."""
    request.check()
    if not (workspace.state_dir / FILE_NAME).exists():
        raise ConfigError("forget: expected something collected and analysed, found nothing yet.")
    try:
        with ExitStack() as held:
            for name in LOCKS:
                held.enter_context(locks.hold(workspace.state_dir, name))
            finish_restore(workspace.root)
            check_warehouse(workspace.state_dir)
            append_forgotten(workspace.state_dir, _entries(workspace, request))
            return analyze_as(workspace, "forget")
    except (locks.BusyError, WarehouseError) as error:
        warn(f"forget: {error}")
        return NEW_FAILURE


def _entries(workspace: Workspace, request: ForgetRequest) -> list[Forgotten]:
    now = utc_now()
    path = workspace.state_dir / FILE_NAME
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            if request.author:
                _check_source(connection, request.source)
                return _of_author(workspace, request)
            if request.record:
                return [
                    Forgotten(what="record", source=_kind(connection, request.record), key=request.record, asked_at=now)
                ]
            return [Forgotten(what="brand", key=_brand(connection, workspace, request.brand), asked_at=now)]
    except duckdb.Error as error:
        raise WarehouseError(f"{path}: cannot be opened: {error}") from None


def _of_author(workspace: Workspace, request: ForgetRequest) -> list[Forgotten]:
    """By each way in which a name is hashed: a reviewer's, an account's, a respondent's."""
    key = load_key(workspace.state_dir)
    ways = (author_key, account_key, respondent_key)
    keys = dict.fromkeys(found for way in ways if (found := way(request.author, request.source, key)))
    return [Forgotten(what="author", source=request.source, key=found, asked_at=utc_now()) for found in keys]


def _names(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(query).fetchall() if row[0]]


def _check_source(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    known = _names(
        connection,
        "SELECT DISTINCT source FROM reviews UNION SELECT DISTINCT network FROM mentions UNION SELECT DISTINCT survey "
        "FROM surveys "
        "ORDER BY 1",
    )
    if source not in known:
        shown = ", ".join(known[:SHOWN]) + (", ..." if len(known) > SHOWN else "")
        raise ConfigError(
            f"--source: expected a source, network or survey of this workspace ({shown or 'none yet'}), found {source!r}."
        )


def _kind(connection: duckdb.DuckDBPyConnection, record_id: str) -> str:
    for table, (column, kind) in IDS.items():
        if connection.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", [record_id]).fetchone():  # noqa: S608
            return kind
    raise ConfigError(f"--record: expected the id of a review, mention or FAQ of this workspace, found {record_id!r}.")


def _brand(connection: duckdb.DuckDBPyConnection, workspace: Workspace, name: str) -> str:
    """The id of a brand that is no longer in overheard.toml."""
    for brand in workspace.brands:
        if name.casefold() in (brand.id.casefold(), brand.name.casefold()):
            raise ConfigError(
                f"--brand: {brand.name!r} is in {workspace.config_path}, so the next crawl would bring it back. Take "
                f"its [[brand]] out "
                "first."
            )
    known = _names(
        connection,
        "SELECT brand FROM reviews UNION SELECT brand FROM mention_brands UNION SELECT brand FROM faqs UNION SELECT "
        "brand FROM visits "
        "UNION SELECT brand FROM surveys UNION SELECT brand FROM mystery_shops ORDER BY 1",
    )
    for found in (name, slug(name)):
        if found in known:
            return found
    raise ConfigError(f"--brand: expected one of which there are records ({', '.join(known[:SHOWN])}), found {name!r}.")
