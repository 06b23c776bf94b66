"""Users' labels and drivers over those that were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from analysis.marks import NO_DRIVER
from analysis.tables import insert, sql, staged
from analysis.text.drivers import Driver, load_taxonomy, taxonomy_languages
from analysis.text.emotions import emotion_of
from analysis.text.signals import intent_of
from analysis.text.touchpoints import DRIVER, TEXT
from data.state.corrections import ANY_DRIVER
from data.warehouse import transaction

Row = dict[str, Any]
Say = Callable[[str], None]
_CERTAIN = 1.0


class CorrectedPart(NamedTuple):
    """A valid correction of one part of a text: `text` is the part, `language` and `author` are those of the whole. The other
    fields are those of data.state.corrections.Correction."""

    record_kind: str
    record_id: str
    start: int
    end: int
    field: str
    driver: str
    new: str
    made_at: datetime
    language: str | None
    author: str
    text: str

    @property
    def drivers(self) -> tuple[str, ...]:
        """The drivers that `new` of field `driver` names."""
        return tuple(self.new.split())

    @property
    def unknown(self) -> list[str]:
        """Drivers of `new` that no taxonomy of the text's language has."""
        return [driver for driver in self.drivers if driver_of(driver, self.language) is None]


def driver_of(driver: str, language: str | None) -> Driver | None:
    """The driver in the taxonomy of a language or, where that has none of this id, in the English one; None: in neither."""
    for code in (language, "en"):
        if code in taxonomy_languages() and driver in load_taxonomy(str(code)).drivers:
            return load_taxonomy(str(code)).drivers[driver]
    return None


def corrected_parts(con: duckdb.DuckDBPyConnection) -> list[CorrectedPart]:
    """The corrections whose part still says what was corrected, by record and start, the oldest of a part first."""
    return [CorrectedPart(*row) for row in con.execute(sql("corrected_parts")).fetchall()]


def apply_corrections(con: duckdb.DuckDBPyConnection, report: Say = lambda _: None) -> int:
    """Give every corrected part that still says the same the user's drivers, with their stage and touchpoint, and the user's
    label, with confidence 1, a score of that sign, and the emotion and intent that go with it. To be called after texts
    were read, in no open transaction; calling it again changes nothing. Returns how many opinions came, went or changed;
    corrections that name a driver no taxonomy has are left out and reported.
    """
    given: dict[tuple[str, str, int], list[CorrectedPart]] = defaultdict(list)
    for part in corrected_parts(con):
        if part.field == "driver" and part.unknown:
            report(
                f"correction of {part.record_kind} {part.record_id} at {part.start}: expected drivers of the taxonomy, "
                f"found {', '.join(part.unknown)}; it is left out. Correct it again, or give the taxonomy that driver"
            )
        else:
            given[part.record_kind, part.record_id, part.start].append(part)
    read: dict[tuple[str, str, int, str], list[Row]] = defaultdict(list)
    with staged(con, parts=_keys(given)):
        cursor = con.execute(sql("corrected_opinions"))
        names = [column[0] for column in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            read[row["record_kind"], row["record_id"], row["start"], row["brand"]].append(row)
    changed, fresh = {}, []
    n = 0
    for key, rows in read.items():
        corrected = {row["driver"]: row for row in _corrected(rows, given[key[:3]])}
        before = {row["driver"]: row for row in rows}
        different = {driver for driver in corrected.keys() | before if corrected.get(driver) != before.get(driver)}
        if different:
            n += len(different)
            changed[key] = True
            fresh += list(corrected.values())
    if changed:
        with staged(con, changed_parts=_keys(changed)), transaction(con):
            con.execute(sql("replace_parts"))
            insert(con, "opinions", fresh)
            con.execute(sql("corrected_texts"))
    return n


def _corrected(rows: Sequence[Row], given: Sequence[CorrectedPart]) -> list[Row]:
    """The opinions of one part on one brand, as they are after its corrections (oldest first)."""
    before = {row["driver"]: row for row in rows}
    lists = [part.drivers for part in given if part.field == "driver"]
    drivers = (lists[-1] or (NO_DRIVER,)) if lists else tuple(before)
    out = []
    for driver in drivers:
        row = dict(before.get(driver, rows[0]))
        if driver not in before:
            row = _placed(row | {"driver": driver})
        labels = [part for part in given if part.field == "label" and part.driver in (ANY_DRIVER, driver)]
        out.append(_labelled(row, labels[-1]) if labels else row)
    return out


def _placed(row: Row) -> Row:
    """The opinion where its driver usually is on the journey, unless its text says where it is."""
    if row["place_from"] == TEXT:
        return row
    about = driver_of(row["driver"], row["language"])
    if about is None:
        return row | {"stage": None, "touchpoint": None, "place_from": None}
    return row | {"stage": about.stage, "touchpoint": about.touchpoint, "place_from": DRIVER if about.stage else None}


def _labelled(row: Row, part: CorrectedPart) -> Row:
    label = int(part.new)
    agrees = row["score"] is not None and (row["score"] > 0) - (row["score"] < 0) == label
    return row | {
        "label": label,
        "score": row["score"] if agrees else float(label),
        "confidence": _CERTAIN,
        "emotion": emotion_of(part.text, part.language, label),
        "intent": intent_of(part.text, part.language, label),
    }


def _keys(parts: Mapping[tuple[Any, ...], object]) -> pa.Table:
    """Parts as a table: record_kind, record_id, start and, where the keys hold it, brand."""
    columns = list(zip(*parts, strict=True)) if parts else [(), (), ()]
    types = (pa.string(), pa.string(), pa.int32(), pa.string())
    names = ("record_kind", "record_id", "start", "brand")
    return pa.table(
        {name: pa.array(values, type=kind) for name, kind, values in zip(names, types, columns, strict=False)}
    )
