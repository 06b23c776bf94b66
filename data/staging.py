"""From a landing line to a row of a staging table: one shape a record kind, filled column by column."""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import compress
from operator import attrgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pydantic import ValidationError

from data.bulk import read_columns
from data.identity import faq_id, mention_id, review_id
from data.landing import complete_lines
from data.records import KINDS, Mention, Record

BATCH = 10_000
"""Lines parsed at once: bounds memory on files of any size."""
MAX_PAYLOAD = 4_000
"""Bytes kept of a line that is no record."""
IN_COLUMNS = ("mention", "review", "reject")
"""Kinds that come by the million, and are read column by column where a stretch holds more than WORTH_COLUMNS of them."""
WORTH_COLUMNS = 100

_STRING, _TIME, _DOUBLE, _INT, _LONG, _BOOL = (
    pa.string(), pa.timestamp("us"), pa.float64(), pa.int32(), pa.int64(), pa.bool_(),
)  # fmt: skip


def _strings(names: str) -> dict[str, pa.DataType]:
    return dict.fromkeys(names.split(), _STRING)


@dataclass(frozen=True)
class Shape:
    """Of one kind: the file in merges/ that takes it in, the record's fields that are kept, the key of which the last line
    counts ('' where each line counts), and the column that holds the record's identity with what computes it from the
    record's fields `identified_by`."""

    merge: str
    columns: dict[str, pa.DataType]
    key: str = ""
    id_column: str = ""
    identify: Callable[[Any], str] | None = None
    identified_by: str = ""
    identity: Any = field(init=False)
    names: tuple[str, ...] = field(init=False)
    schema: pa.Schema = field(init=False)
    fields: Callable[[Any], tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        # run_id is a result page's own where it was saved earlier (Ranking.capture), so it is a column of each row.
        lead = {"line_no": _LONG, "run_id": _STRING} | ({self.id_column: _STRING} if self.id_column else {})
        kept = {"fetched_at": _TIME, **self.columns}
        object.__setattr__(self, "schema", pa.schema([*lead.items(), *kept.items()]))
        object.__setattr__(self, "identity", namedtuple("Identity", self.identified_by))
        object.__setattr__(self, "names", tuple(kept))
        object.__setattr__(self, "fields", attrgetter(*kept))


SHAPES = {
    "removal": Shape("removals", _strings("record_kind brand source native_id native_key")),
    "faq": Shape(
        "faqs",
        _strings("brand url category question answer layer") | {"confidence": _DOUBLE, "position": _INT},
        key="faq_id", id_column="faq_id", identify=faq_id,
    ),
    "review": Shape(
        "reviews",
        _strings("brand source url product title body market author_key native_id reply_body layer")
        | {"first_party": _BOOL, "rating": _DOUBLE, "rating_max": _DOUBLE, "published_at": _TIME, "replied_at": _TIME},
        key="review_id", id_column="review_id", identify=review_id,
        identified_by="brand source author_key published_at native_id title body rating product",
    ),
    "source_total": Shape(
        "source_totals",
        _strings("brand source product")
        | {"claimed_n": _LONG, "claimed_rating": _DOUBLE, "claimed_rating_max": _DOUBLE, "truncated": _BOOL},
    ),
    "ranking": Shape(
        "rankings",
        _strings("engine market device keyword kind url domain brand title snippet")
        | {"overall_position": _INT, "position": _INT},
        key="run_id, engine, market, device, keyword, overall_position",
    ),
    "channel": Shape(
        "channels",
        _strings("brand kind vendor address url hours languages") | {"clicks_from_home": _INT},
        key="brand, kind, vendor, address",
    ),
    "visit": Shape(
        "visits",
        _strings("url kind brand spider status reason page_hash")
        | {"http_status": _INT, "items": _INT, "rendered": _BOOL, "clicks_from_home": _INT},
        key="url, kind",
    ),
    "mention": Shape(
        "mentions",
        _strings("network voice brand url title body language author_key content_kind query native_id parent_id")
        | {"brands": pa.list_(_STRING), "published_at": _TIME, "utc_offset": _INT}
        | dict.fromkeys(("likes", "replies", "shares", "views"), _LONG),
        key="mention_id", id_column="mention_id", identify=mention_id, identified_by="network native_id",
    ),
    "survey": Shape(
        "surveys",
        _strings("brand survey respondent_key question metric comment language channel")
        | {"asked_at": _TIME, "score": _DOUBLE, "scale_max": _DOUBLE},
        key="brand, survey, respondent_key, asked_at, question, metric",
    ),
    "mystery_shop": Shape(
        "mystery_shops",
        _strings("brand channel question notes")
        | {"asked_at": _TIME, "answered_at": _TIME, "resolved": _BOOL, "quality": _DOUBLE, "quality_max": _DOUBLE},
        key="brand, channel, asked_at, question",
    ),
    "keyword": Shape(
        "keywords", _strings("keyword market source month") | {"volume": _LONG}, key="keyword, market, source, month"
    ),
    "goal": Shape(
        "goals",
        _strings("brand metric owner") | {"due": pa.date32(), "target": _DOUBLE, "baseline": _DOUBLE},
        key="brand, metric, due",
    ),
    "reject": Shape(
        "rejects", _strings("file of_kind reason payload") | {"line": _LONG}, key="file, line, of_kind, reason"
    ),
}  # fmt: skip
"""Record kind -> its shape, in the order in which they are merged: what is gone first."""

_HEADS = {f'{{"record":"{kind}'.encode(): model for kind, model in KINDS.items()}
_DATA = b'","data":'
_LONGEST_HEAD = max(map(len, _HEADS))


def parse_line(line: bytes) -> Record:
    """The record of one landing line. Raises ValueError (pydantic's included) for anything else."""
    record = _parse_as_written(line) or _parse_any(line)
    for name in record.needed:
        if not getattr(record, name):
            raise ValueError(f"{name}: expected a value, found none")
    if isinstance(record, Mention) and record.voice == "brand" and not record.brand:
        raise ValueError("brand: expected the brand whose voice it is, found none")
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
    for kind in IN_COLUMNS:
        if len(lines) > WORTH_COLUMNS:
            lines = _parse_columns(kind, lines, stretch.run_id, parsed)
    _parse_lines(lines, stretch.run_id, parsed)
    return parsed


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
    columns = [pa.array([number for number, _ in compress(chosen, good)], _LONG), pa.repeat(run_id, len(found))]
    if shape.identify is not None:
        values = zip(*(found[name].to_pylist() for name in shape.identity._fields), strict=True)
        columns.append(pa.array(map(shape.identify, map(shape.identity._make, values)), _STRING))
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
        if shape.identify is not None:
            lead = (*lead, shape.identify(record))
        rows.setdefault(kind, []).append(lead + shape.fields(record))
    for kind, found in rows.items():
        schema = SHAPES[kind].schema
        columns = zip(schema, zip(*found, strict=True), strict=True)
        parsed.add(kind, pa.table([pa.array(values, type=spec.type) for spec, values in columns], schema=schema))


def _reason(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:3])
    return str(error)
