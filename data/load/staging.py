"""From a landing line to a row of a staging table: one shape a record kind, derived from its model."""

from __future__ import annotations

import json
import re
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import compress
from operator import attrgetter
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import duckdb
import pyarrow as pa
from pydantic import ValidationError

from data.clock import utc_now
from data.kinds import KINDS
from data.landing import complete_lines
from data.landing.again import AGAIN_DAYS, AgainError, in_full, repeats
from data.load.bulk import read_columns
from data.record.model import KEY_PATTERN, Record
from data.state.runs import started

BATCH = 10_000
"""Lines parsed at once: bounds memory on files of any size."""
MAX_PAYLOAD = 4_000
"""Bytes kept of a line that is no record."""
ROOM = 20
"""Bits behind a line's number that number the lines it stands for: a staged row's `line_no` says in which order rows came."""
WORTH_COLUMNS = 100
"""Lines of a kind that comes by the million, from which a stretch of them is read column by column."""

_TYPES = {
    str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), datetime: pa.timestamp("us"), date: pa.date32(),
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """The rows of one kind: `schema` of its staging table, `names` of the record's fields in it, `fields` what takes them
    out of a record, `row` what stands for a record where its identity is made of columns."""

    model: type[Record]
    schema: pa.Schema
    names: tuple[str, ...]
    fields: Callable[[Any], tuple[Any, ...]]
    row: Any

    @classmethod
    def of(cls, model: type[Record]) -> Shape:
        # run_id is a result page's own where it was saved earlier (Ranking.capture), so it is a column of each row.
        lead = {"line_no": pa.int64(), "run_id": pa.string()}
        if model.identity:
            lead[model.identity.column] = pa.string()
        kept = {n: _type(info.annotation) for n, info in model.model_fields.items() if n != model.person}
        row = namedtuple("Row", model.identity.fields if model.identity else ())  # type: ignore[misc]
        return cls(model, pa.schema([*lead.items(), *kept.items()]), tuple(kept), attrgetter(*kept), row)


def _type(annotation: Any) -> pa.DataType:
    """The column of a field of that type. Raises KeyError for a type that none is known for."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(inner[0])
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_type(inner[0]))
    if inner:  # a value or None
        return _type(next(part for part in inner if part is not NoneType))
    return _TYPES[annotation]


SHAPES = {kind: Shape.of(model) for kind, model in KINDS.items()}
"""Record kind -> its shape."""

_KEY = re.compile(KEY_PATTERN)
_HEADS = {f'{{"record":"{kind}'.encode(): model for kind, model in KINDS.items()}
_DATA = b'","data":'
_LONGEST_HEAD = max(map(len, _HEADS))


def parse_line(line: bytes) -> Record:
    """The record of one landing line. Raises ValueError (pydantic's included) for anything else."""
    record = _parse_as_written(line) or _parse_any(line)
    for name in record.needed:
        if not getattr(record, name):
            raise ValueError(f"{name}: expected a value, found none")
    key = getattr(record, record.person_key) if record.person_key else None
    if key is not None and not _KEY.fullmatch(key):
        raise ValueError(f"{record.person_key}: expected the keyed hash of a name, found something else")
    if wrong := record.contradiction():
        raise ValueError(wrong)
    for needs in record.needed_where:
        if getattr(record, needs.where) == needs.value and not getattr(record, needs.field):
            raise ValueError(f"{needs.field}: expected {needs.what}, found none")
    return record


def _parse_as_written(line: bytes) -> Record | None:
    """The record of a line that looks as `landing_line` writes it, read in one step; None if it does not, or is wrong:
    then `_parse_any` reads it and says what is wrong."""
    end = line.find(_DATA, 0, _LONGEST_HEAD + len(_DATA))
    model = _HEADS.get(line[:end]) if end > 0 else None
    if model is None or not line.endswith(b"}"):
        return None
    try:
        return model.model_validate_json(line[end + len(_DATA) : -1])
    except ValidationError:
        return None


def _parse_any(line: bytes) -> Record:
    try:
        envelope = json.loads(line)
    except RecursionError:
        raise ValueError("expected a record, found JSON nested too deeply to read") from None
    kind = envelope.get("record") if isinstance(envelope, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"record: expected one of {', '.join(KINDS)}")
    return KINDS[kind].model_validate(envelope.get("data"))


def make_staging(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty staging tables, `staged_<kind>`, for all kinds."""
    for kind, shape in SHAPES.items():
        connection.register("shape", shape.schema.empty_table())
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged_{kind} AS SELECT * FROM shape")  # noqa: S608
        connection.unregister("shape")


@dataclass(frozen=True)
class Stretch:
    """Lines of a landing file: the bytes from `start` to `end`, `lines` of them, the first numbered `line_no`."""

    path: str
    run_id: str
    start: int
    end: int
    line_no: int
    lines: int


Line = tuple[int, bytes]
"""A landing line's number and its bytes without the newline."""


@dataclass
class Parsed:
    """What a stretch holds: a table a kind, how many records, and the lines that are none as (number, reason, line)."""

    tables: dict[str, pa.Table]
    records: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, kind: str, table: pa.Table) -> None:
        known = self.tables.get(kind)
        self.tables[kind] = table if known is None else pa.concat_tables([known, table])
        self.records += len(table)


def stretches(path: Path, start: int, line_no: int) -> Iterator[Stretch]:
    """The complete lines from byte `start` on, the next of them numbered `line_no`, in stretches of BATCH."""
    first, end, lines = start, start, 0
    for end, _ in complete_lines(path, start):
        lines += 1
        if lines == BATCH:
            yield Stretch(str(path), path.parent.name, first, end, line_no, lines)
            first, line_no, lines = end, line_no + lines, 0
    if lines:
        yield Stretch(str(path), path.parent.name, first, end, line_no, lines)


def parse(stretch: Stretch) -> Parsed:
    """Read the lines of a stretch."""
    with open(stretch.path, "rb") as file:
        file.seek(stretch.start)
        lines = list(enumerate(file.read(stretch.end - stretch.start).split(b"\n")[:-1], start=stretch.line_no))
    parsed = Parsed({})
    lines = _in_full(stretch, lines, parsed)
    for kind, model in KINDS.items():
        if model.by_the_million and len(lines) > WORTH_COLUMNS:
            lines = _parse_columns(kind, lines, stretch.run_id, parsed)
    _parse_lines(lines, stretch.run_id, parsed)
    parsed.rejected = [(number >> ROOM, reason, line) for number, reason, line in parsed.rejected]
    return parsed


def _in_full(stretch: Stretch, lines: list[Line], parsed: Parsed) -> list[Line]:
    """The lines numbered so that there is room between them, with those that repeat others in full in that room."""
    if not any(repeats(line) for _, line in lines):
        return [(number << ROOM, line) for number, line in lines]
    out: list[Line] = []
    for number, found in in_full(Path(stretch.path).parents[1], lines):
        if not isinstance(found, AgainError):
            out += [((number << ROOM) + place, line) for place, line in enumerate(found)]
        elif not (found.gone and _tidied_away(stretch.run_id)):
            parsed.rejected.append((number << ROOM, str(found), ""))
    return out


def _tidied_away(run_id: str) -> bool:
    """Whether what a run repeated may have been tidied away: later runs landed it in full."""
    began = started(run_id)
    return began is not None and began < utc_now() - timedelta(days=AGAIN_DAYS)


def _parse_columns(kind: str, lines: list[Line], run_id: str, parsed: Parsed) -> list[Line]:
    """Read what can be read column by column; returns the other lines."""
    head = f'{{"record":"{kind}","data":{{'.encode()
    start = len(head) - 1
    alike = [line.startswith(head) and line.endswith(b"}}") for _, line in lines]
    chosen = list(compress(lines, alike))
    read = read_columns(kind, [line[start:-1] for _, line in chosen]) if len(chosen) > WORTH_COLUMNS else None
    if read is None:
        return lines
    found, good = read
    shape = SHAPES[kind]
    columns = [pa.array([number for number, _ in compress(chosen, good)], pa.int64()), pa.repeat(run_id, len(found))]
    if identity := shape.model.identity:
        values = zip(*(found[name].to_pylist() for name in identity.fields), strict=True)
        columns.append(pa.array(map(identity.made, map(shape.row._make, values)), pa.string()))
    columns += [found[name].cast(shape.schema.field(name).type) for name in shape.names]
    parsed.add(kind, pa.table(columns, schema=shape.schema))
    if all(good):
        return list(compress(lines, (not like for like in alike)))
    taken = {number for number, _ in compress(chosen, good)}
    return [line for line in lines if line[0] not in taken]


def _parse_lines(lines: list[Line], run_id: str, parsed: Parsed) -> None:
    """Read any lines, one by one."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for line_no, line in lines:
        try:
            record = parse_line(line)
        except ValueError as error:
            parsed.rejected.append((line_no, _reason(error), line[:MAX_PAYLOAD].decode("utf-8", "replace")))
            continue
        kind = record.kind_name
        shape = SHAPES[kind]
        lead: tuple[Any, ...] = (line_no, getattr(record, "capture", None) or run_id)
        if record.identity:
            lead = (*lead, record.identity.made(record))
        rows.setdefault(kind, []).append(lead + shape.fields(record))
    for kind, found in rows.items():
        schema = SHAPES[kind].schema
        columns = zip(schema, zip(*found, strict=True), strict=True)
        parsed.add(kind, pa.table([pa.array(values, type=spec.type) for spec, values in columns], schema=schema))


def _reason(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:3])
    return str(error)
