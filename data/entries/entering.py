"""From the fields of a form to a landed record: through the same reading and checks as a row of an imported file.

The record lands in a folder of its own, so that the next analysis takes it in like any other and the warehouse keeps its single
writer; the journal says who did it and how to take it back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from data.cells.errors import RowError
from data.clock import utc_now
from data.entries.journal import Entry, append_entry
from data.files import write_atomic
from data.imports.convert import Converter, Plan
from data.kinds import IMPORTS
from data.landing import landing_line, landing_path
from data.privacy import load_key
from data.record.model import Record
from data.workspace import Workspace

KINDS = ("goals", "actions", "mystery-shops")
"""The imports whose records can be entered one by one."""
LANDED_AS = "form"


def enter(
    workspace: Workspace,
    kind: str,
    values: Mapping[str, str],
    *,
    labels: Mapping[str, str] | None = None,
    known: Iterable[Mapping[str, Any]] = (),
    made_by: str = "",
) -> Entry:
    """Take in one record of `kind` (one of KINDS). `values` field -> text as a cell of a file would hold it, '' for nothing;
    `labels` what a form calls the fields, for messages; `known` the records that stand: the one of the same key is what this
    changes. Raises RowError, in words for who fills in the form, and OSError where the disk does not take it."""
    record = _record(workspace, kind, values, labels or {})
    fields = record.model_dump(mode="json", exclude_none=True, exclude={"fetched_at"})
    key = key_of(kind, fields)
    before = next((_kept(type(record), row) for row in known if key_of(kind, row) == key), None)
    return _land(workspace.state_dir, kind, record, _kept(type(record), fields), before, made_by=made_by)


def key_of(kind: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells a record of a kind from the others, as texts."""
    return tuple(_plain(fields.get(name)) for name in IMPORTS[kind].model.key)


def with_entries(kind: str, rows: Iterable[Mapping[str, Any]], entries: Iterable[Entry]) -> list[Mapping[str, Any]]:
    """The records that stand: `rows` as a build has them, with what was entered or taken back and is not in it yet. `entries`:
    newest first."""
    built = {key_of(kind, row): row for row in rows}
    newest: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        if entry.kind == kind:
            newest.setdefault(key_of(kind, entry.fields or entry.before or {}), entry)
    later = {key: entry for key, entry in newest.items() if not is_taken_in(entry, built.get(key))}
    kept = [row for key, row in built.items() if key not in later]
    return [*kept, *(entry.fields for entry in later.values() if entry.fields)]


def is_taken_in(entry: Entry, row: Mapping[str, Any] | None) -> bool:
    """Whether the figures hold an entry: `row` is the record of its key in the build, with the time it was taken from
    (`imported_at`); None where there is none, as of what was withdrawn. The time of the build would not tell: what is
    entered while an analysis works is older than it, and not in it."""
    if row is None:
        return not entry.fields
    return bool(row["imported_at"] >= entry.made_at)


def undo(workspace: Workspace, entry: Entry, made_by: str = "") -> Entry:
    """Put back what stood there before an entry; what stood there not at all is withdrawn. Raises RowError, OSError."""
    model = IMPORTS[entry.kind].model
    now = {"fetched_at": utc_now()}
    if entry.before is None:
        record = model.model_validate({**entry.fields, **now, "withdrawn": True})
    else:
        record = model.model_validate({**entry.before, **now})
    return _land(
        workspace.state_dir, entry.kind, record, entry.before or {}, entry.fields, undoes=entry.id, made_by=made_by
    )


def _record(workspace: Workspace, kind: str, values: Mapping[str, str], labels: Mapping[str, str]) -> Record:
    known = IMPORTS[kind]
    given = {name: value for name, value in values.items() if value.strip()}
    for group in known.required:
        if not any(name in given for name in group):
            raise RowError(f"{' or '.join(labels.get(name, name) for name in group)}: expected a value, found nothing")
    names = {name.casefold(): brand.id for brand in workspace.brands for name in (*brand.aliases, brand.name, brand.id)}
    now = utc_now()
    plan = Plan(
        kind=kind,
        file=LANDED_AS,
        header=tuple(labels.get(name, name) for name in given),
        indexes={name: (place,) for place, name in enumerate(given)},
        brands=names,
        brand=workspace.own.id,
        seen_at=now,
        now=now,
        key=load_key(workspace.state_dir),
        zone=workspace.timezone,
    )
    (record,) = Converter(plan).records(list(given.values()))
    return record


def _land(
    state_dir: Path,
    kind: str,
    record: Record,
    fields: dict[str, Any],
    before: dict[str, Any] | None,
    *,
    undoes: str = "",
    made_by: str = "",
) -> Entry:
    made_at = record.fetched_at or utc_now()
    run_id = f"{made_at:%Y%m%dT%H%M%SZ}-{LANDED_AS}-{secrets.token_hex(2)}"
    write_atomic(landing_path(state_dir, run_id, LANDED_AS), landing_line(record))
    entry = Entry(
        id=secrets.token_hex(8),
        kind=kind,
        fields=fields,
        before=before,
        undoes=undoes,
        made_by=made_by,
        made_at=made_at,
    )
    append_entry(state_dir, entry)
    return entry


def _kept(model: type[Record], fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps of a record: its own fields, and not what somebody else may have said."""
    kept = model.model_fields.keys() - model.personal.keys() - {"fetched_at"}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
        if name in kept and value is not None
    }


def _plain(value: Any) -> str:
    """A value of a key in one writing, whether a build or the journal has it."""
    return value.isoformat() if isinstance(value, date) else str(value)
