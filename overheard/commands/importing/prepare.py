"""How a file will be read: its columns, the order of its dates, its scale; reported before anything is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.extract.page.dates import parse_date, relative_date
from crawlers.sources.meant import Meaning
from data.cells.addresses import address, host_of
from data.cells.clocks import zone_in_name
from data.cells.times import DMY, MDY
from data.cells.volumes import told
from data.clock import utc_now
from data.imports.by_text import ByText
from data.imports.choosing.choose import fits_kind
from data.imports.choosing.unwanted import unwanted
from data.imports.columns import Column, Facts, examine
from data.imports.convert import LATEST, Plan
from data.imports.covered import stated_covers
from data.imports.errors import ImportFileError
from data.imports.mapping import Mapping, check_columns
from data.imports.read_as import MIXED, ReadAs, positive, stated
from data.imports.reading import OWN_COLUMNS, READ_AS, Table, damage_note, open_table
from data.kinds import IMPORTS
from data.landing.forgotten import read_forgotten
from data.privacy import load_key
from data.record.importing import RATING, TEMPORAL, Import
from data.workspace import Workspace
from overheard.commands.importing.chosen import chosen
from overheard.progress import say

_BELIEVED = datetime(2000, 1, 1)  # noqa: DTZ001
"""A file dated before was unpacked without its date."""


@dataclass(frozen=True)
class ImportRequest:
    """What to import: `kind` of data.kinds.IMPORTS, `brand` for rows that name none, `mapping` a name, a file or
    auto ('' by column names), `dates` dmy or mdy where a column does not show it, `encoding` where it cannot be
    recognised, `scale` of the ratings that state none (None: what the column shows), `as_of` the day on which the file was
    made ('': what its own time says), `covers_from` and `covers_to` the days of which it holds everything ('': not stated)."""

    kind: str
    path: Path
    brand: str = ""
    mapping: str = ""
    dates: str = ""
    encoding: str = ""
    dry_run: bool = False
    scale: float | None = None
    as_of: str = ""
    covers_from: str = ""
    covers_to: str = ""


def prepare(workspace: Workspace, request: ImportRequest) -> tuple[Table, Plan, Facts]:
    """How the file will be read, reported on standard error, and what its columns prove. Raises ImportFileError, ConfigError."""
    kind = _kind(request)
    brand = workspace.select_brands([request.brand])[0].id if request.brand else ""
    names = {name.casefold(): b.id for b in workspace.brands for name in (*b.aliases, b.name, b.id)}
    table = open_table(request.path, request.encoding, fits_kind(request.kind))
    mapping = chosen(table, request.kind, names, request.mapping, named_date)
    check_columns(mapping, kind, table.header, request.path, brand)
    indexes = mapping.indexes(table.header)
    now = utc_now()
    seen_at = _seen_at(request, now)
    covers = stated_covers(
        kind,
        request.path,
        request.covers_from,
        request.covers_to,
        ZoneInfo(mapping.timezone or workspace.timezone),
        seen_at,
        now,
    )
    latest = ((seen_at if request.as_of else now) + LATEST).date()
    facts = examine(table.rows(count_damage=True), indexes, kind, _place(table, READ_AS), latest)
    if not facts.rows:
        raise ImportFileError(f"{request.path}: expected rows below the header, found none.")
    before = stated(facts.read_as, request.path)
    for note in _notes(table, indexes):
        say(f"import: {note}")
    if estimates := told(_cells(table, indexes.get("volume", ()))):
        say(f"import: {estimates}")
    if before is not None:
        say(f"import: read as the file it comes from ({READ_AS}): {before}")
    plan = Plan(
        kind=kind.name, file=request.path.name, header=tuple(table.header), indexes=indexes, brands=names, brand=brand,
        seen_at=seen_at, now=now, key=load_key(workspace.state_dir) if not request.dry_run else bytes(32),
        constants=dict(mapping.constants), translations=mapping.values, patterns=mapping.patterns,
        orders=_orders(workspace, request, mapping, indexes, facts, before), decimals=_decimals(facts, before),
        scale=_scale(request, mapping, indexes, facts, before), zone=mapping.timezone or workspace.timezone, named=named_date,
        zones=_zones(table, mapping, indexes, kind),
        relative=relative_date, own_hosts={b.id: host_of(b.site) for b in workspace.brands},
        social={address(url): b.id for b in workspace.brands for url in b.social},
        by_text=ByText(Meaning(workspace.brands).read), left_out=unwanted(kind.name, table.header, mapping), covers=covers,
        forgotten=read_forgotten(workspace.state_dir),
    )  # fmt: skip
    return table, plan, facts


def _kind(request: ImportRequest) -> Import:
    """The kind to import. Raises ImportFileError where the call's options are wrong, or do not go with the kind."""
    kind = IMPORTS.get(request.kind)
    if kind is None:
        raise ImportFileError(f"import: expected one of {', '.join(IMPORTS)}, found {request.kind!r}.")
    if request.dates not in ("", DMY, MDY):
        raise ImportFileError(f"--dates: expected dmy or mdy, found {request.dates!r}.")
    if request.scale is None:
        return kind
    if positive(str(request.scale)) is None:
        raise ImportFileError(f"--scale: expected a number above 0, found {request.scale:g}.")
    if RATING not in kind.cells.values():
        rated = ", ".join(name for name, known in IMPORTS.items() if RATING in known.cells.values())
        raise ImportFileError(f"--scale: expected a kind with ratings ({rated}), found {kind.name}.")
    return kind


def _cells(table: Table, places: tuple[int, ...]) -> list[Any]:
    """All cells in these places, in a pass over the file of their own."""
    if not places:
        return []
    return [cells[i] for _, cells in table.rows() if not isinstance(cells, str) for i in places if i < len(cells)]


def named_date(text: str) -> datetime | None:
    """A date that names its month, in any of the languages that reviews are read in."""
    return parse_date(text) if any(char.isalpha() for char in text) else None


def _notes(table: Table, indexes: dict[str, tuple[int, ...]]) -> list[str]:
    used = {place for places in indexes.values() for place in places}
    unused = [name for i, name in enumerate(table.header) if name and i not in used and name not in OWN_COLUMNS]
    notes = list(table.notes)
    if damaged := damage_note(table):
        notes.append(damaged)
    notes.append(
        "columns taken: " + ", ".join(f"{field} = {table.header[places[0]]}" for field, places in indexes.items())
    )
    if unused:
        notes.append(f"columns left out: {', '.join(unused[:30])}")
    return notes


def _seen_at(request: ImportRequest, now: datetime) -> datetime:
    """When the file was made: what it says was true then, and the same file imported later says nothing newer. Raises
    ImportFileError."""
    if request.as_of:
        try:
            made = datetime.fromisoformat(request.as_of)
        except ValueError:
            made = now + LATEST
        if made.tzinfo is not None or not _BELIEVED <= made <= now:
            raise ImportFileError(
                f"--as-of: expected a day such as 2026-11-20, not after today, found {request.as_of!r}."
            )
        return made
    made = datetime.fromtimestamp(request.path.stat().st_mtime, UTC).replace(tzinfo=None, microsecond=0)
    return made if _BELIEVED <= made <= now else now


def _zones(table: Table, mapping: Mapping, indexes: dict[str, tuple[int, ...]], kind: Import) -> dict[str, ZoneInfo]:
    """Field -> the zone that all its columns are named by, which is reported; none where the mapping says one."""
    found: dict[str, ZoneInfo] = {}
    for field, places in indexes.items() if not mapping.timezone else ():
        if kind.cells[field] in TEMPORAL:
            zones = {zone_in_name(str(table.header[place])) for place in places}
            if len(zones) == 1 and (zone := zones.pop()) is not None:
                found[field] = zone
                say(f"import: {field}: times without a zone are taken as {zone.key}, by the name of the column")
    return found


def _orders(
    workspace: Workspace,
    request: ImportRequest,
    mapping: Mapping,
    indexes: dict[str, tuple[int, ...]],
    facts: Facts,
    before: ReadAs | None,
) -> dict[str, str]:
    """Field -> order of its numeric dates: what the file of rejected rows says, else the column proves, else --dates, the
    mapping, the workspace; a guess is reported."""
    usual = MDY if workspace.language == "en" and workspace.timezone.startswith(("America/", "US/")) else DMY
    chosen = request.dates or (mapping.dates if mapping.dates in (DMY, MDY) else "")
    orders = {}
    for field in indexes:
        if IMPORTS[request.kind].cells[field] not in TEMPORAL:
            continue
        if before is not None and field in before.orders:
            # Of a few corrected rows nothing is proven that the whole file did not.
            orders[field] = chosen if before.orders[field] == MIXED else before.orders[field]
            continue
        column = facts.columns.get(field)
        orders[field] = _order(field, column, chosen, usual) if column else chosen or usual
    return orders


def _order(field: str, column: Column, chosen: str, usual: str) -> str:
    """The order of a column's numeric dates ('': those that may be either are rejected); a guess is reported."""
    if column.day_first and column.month_first:
        rest = f"taken as {chosen}" if chosen else "rejected; say --dates dmy or mdy"
        say(f"import: {field}: some dates have the day first, some the month; those that may be either are {rest}")
        return chosen
    order = column.order or chosen or usual
    if column.either and not column.order and not chosen:
        say(f"import: {field}: no date shows whether the day or the month is first; taken as {order} (--dates)")
    return order


def _decimals(facts: Facts, before: ReadAs | None) -> dict[str, str]:
    if before is not None:
        return dict(before.decimals)
    return {field: column.decimal for field, column in facts.columns.items() if column.decimal}


def _place(table: Table, name: str) -> int | None:
    return table.header.index(name) if name in table.header else None


def _scale(
    request: ImportRequest,
    mapping: Mapping,
    indexes: dict[str, tuple[int, ...]],
    facts: Facts,
    before: ReadAs | None,
) -> float | None:
    """The scale of ratings that state none: --scale, what the file of rejected rows says, else a guess, which is reported."""
    said = request.scale or (before.scale if before is not None else None)
    if said is not None:
        return said
    kind = IMPORTS[request.kind]
    for field, column in facts.columns.items():
        if kind.cells[field] == RATING and column.scale is not None:
            if f"{field}_max" not in {*indexes, *mapping.constants}:
                beyond = column.beyond(column.scale)
                rest = f"; {beyond} of {column.ratings} lie above and are refused" if beyond else ""
                say(
                    f"import: {field}: taken as of {column.scale:g} (the largest value is {column.largest:g}{rest}; --scale)"
                )
            return column.scale
    return None
