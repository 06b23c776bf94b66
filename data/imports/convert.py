"""One row of a file into the records it holds, validated and protected; or the reason why it is none."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from data.cells import LONGEST, numbers
from data.cells.addresses import web_address
from data.cells.errors import RowError, expected
from data.cells.markup import plain
from data.cells.ratings import rating
from data.cells.times import NamedDate, Times, month
from data.cells.translated import original
from data.cells.volumes import volume
from data.cells.words import flag, fold
from data.imports.by_text import ByText
from data.imports.covered import Covers
from data.imports.noted import Noted
from data.imports.reading import OWN_COLUMNS
from data.imports.reading.rows import Broken
from data.imports.spans import minutes, period
from data.kinds import IMPORTS
from data.kinds.reject import Reject
from data.landing.protect import protect, protect_own
from data.languages import all_words, imports
from data.privacy import hide_author, redact_of
from data.record import importing as f
from data.record.model import Record
from data.record.personal import Words
from data.record.suppressed import Suppressed

EARLIEST = 1990
LATEST = timedelta(days=2)
"""How far in the future a time may lie: clocks and zones differ."""
MAX_PAYLOAD = 4_000
NO_OBJECT = "expected a JSON object on the line, found something else"
_SUSPECT = frozenset("'=")
_GUARDED = re.compile(r"'[=+\-@\t\r]")
"""What programs put before a cell that a spreadsheet would take for a formula; our files of rejected rows too."""


@dataclass(frozen=True)
class Plan:
    """All that turns rows of one file into records; sent to worker processes as it is.

    `brand` is the id for rows that name none ('' if they must), `brands` name, alias or id in lower case -> id;
    `own_hosts` brand -> host of its site; `social` address of a brand's own account -> brand; `orders`, `decimals` and
    `scale` are what the columns prove; `zone` is of times that state none, `zones` field -> the zone that its columns are
    named by; `left_out` place -> the cells, in lower case, of rows not to be counted; `seen_at` when the file was made;
    `by_text` reads the brands of mentions that name none; what is in `forgotten` does not land; `noted` counts what
    people should know of the reading; `covers` are the dates that the file covers, as its user states.
    """

    kind: str
    file: str
    header: tuple[str, ...]
    indexes: Mapping[str, tuple[int, ...]]
    brands: Mapping[str, str]
    seen_at: datetime
    now: datetime
    key: bytes
    brand: str = ""
    constants: Mapping[str, Any] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str] = field(default_factory=dict)
    scale: float | None = None
    zone: str = "UTC"
    zones: Mapping[str, ZoneInfo] = field(default_factory=dict)
    named: NamedDate | None = None
    relative: Callable[[str, datetime], datetime | None] | None = None
    own_hosts: Mapping[str, str] = field(default_factory=dict)
    social: Mapping[str, str] = field(default_factory=dict)
    by_text: ByText = field(default_factory=ByText)
    noted: Noted = field(default_factory=Noted)
    left_out: Mapping[int, frozenset[str]] = field(default_factory=dict)
    covers: Covers | None = None
    forgotten: Suppressed = field(default_factory=Suppressed)


Reader = Callable[[Any, dict[str, Any]], Any]
"""The value of a cell; what else the cell says (a rating's scale) is put into the row's fields. Raises RowError."""


class Converter:
    """Rows of one file into records."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.kind = IMPORTS[plan.kind]
        self.noted = plan.noted
        self._translations = {
            name: {cell.casefold(): value for cell, value in table.items()} for name, table in plan.translations.items()
        }
        self._patterns = {name: re.compile(pattern) for name, pattern in plan.patterns.items()}
        self._constants = {name: self._constant(name, value) for name, value in plan.constants.items()}
        self._width = len(plan.header)
        self._written_by = [name for name, info in self.kind.model.model_fields.items() if _by_a_person(info.metadata)]
        self._people = _people(plan.header)
        self._steps = [
            (
                name,
                places,
                partial(self._translated, name) if name in plan.translations or name in plan.patterns else None,
                None if self.kind.cells[name] == f.WORD else self._reader(name),
            )
            for name, places in plan.indexes.items()
        ]

    def records(self, cells: Sequence[Any] | str) -> list[Record]:
        """The protected records of one row; usually one. Raises RowError."""
        if isinstance(cells, str):
            raise RowError(cells.reason if isinstance(cells, Broken) else NO_OBJECT)
        if len(cells) != self._width:
            cells = self._squared(cells)
        row = self._row(cells)
        if "fetched_at" not in row:
            # A file cannot be older than what it tells: then it was only unpacked with a wrong date.
            row["fetched_at"] = max(
                self.plan.seen_at, *(row.get(name, self.plan.seen_at) for name in ("published_at", "edited_at"))
            )
        self._hide_people(row, cells)
        try:
            made = [self.kind.model.model_validate(fields) for fields in self.kind.completed(row, self.plan)]
        except ValidationError as error:
            raise RowError("; ".join(self._described(e) for e in error.errors()[:3])) from None
        kept = [protect_own(record, self.plan.key) for record in made]
        return [record for record in kept if not self.plan.forgotten.holds(record)] if self.plan.forgotten else kept

    def unwanted(self, cells: Sequence[Any] | str) -> str:
        """What says that a row is not to be counted ("status: spam"); '' for any other."""
        if isinstance(cells, str):
            return ""
        for place, out in self.plan.left_out.items():
            if (
                place < len(cells)
                and (said := str("" if cells[place] is None else cells[place]).strip().casefold()) in out
            ):
                return f"{self.plan.header[place]}: {said}"
        return ""

    def _row(self, cells: Sequence[Any]) -> dict[str, Any]:
        """Field -> value, as the cells and the mapping's constants say."""
        row = dict(self._constants)
        for name, places, translate, read in self._steps:
            for place in places:
                cell = cells[place]
                if cell.__class__ is str:
                    cell = _bare(cell)
                if not cell and cell != 0:
                    continue
                try:
                    if translate is not None and (cell := translate(cell)) == "":
                        continue
                    # Most are texts that are taken as they are: not to call anything for them saves a tenth.
                    value = cell if read is None and cell.__class__ is str else (read or _text)(cell, row)
                    if value not in (None, ""):
                        row[name] = value
                except RowError as error:
                    raise RowError(f"{name} (column {self.plan.header[place]}): {error}") from None
                break
        return row

    def _hide_people(self, row: dict[str, Any], cells: Sequence[Any]) -> None:
        """Hide in what a person wrote the names that other columns tell: first and last name, an e-mail address."""
        said = [str(cells[place]).strip() for place in self._people if _filled(cells[place])]
        names = [" ".join(cell for cell in said if "@" not in cell), *(cell for cell in said if "@" in cell)]
        for told in self._written_by if said else ():
            for name in names:
                if name and isinstance(row.get(told), str):
                    row[told] = hide_author(row[told], name, row.get("brand") or self.plan.brand)

    def _squared(self, cells: Sequence[Any]) -> Sequence[Any]:
        """As many cells as the header has. Raises RowError where what is beyond says something."""
        if any(_filled(cell) for cell in cells[self._width :]):
            raise RowError(
                f"expected {self._width} cells, found {len(cells)}: is a cell that holds the delimiter not quoted?"
            )
        return [*cells, *[None] * (self._width - len(cells))]

    def reject(self, line: int, cells: Sequence[Any] | str, reason: str) -> Reject:
        """The record of a row that is none, without the names of people."""
        if isinstance(cells, str):
            cells = ()  # what is no row may hold a name anywhere
        people = {*self.plan.indexes.get(self.kind.model.person, ()), *self._people}
        shown = {
            name: cell
            for i, (name, cell) in enumerate(zip(self.plan.header, cells, strict=False))
            if i not in people and name not in OWN_COLUMNS and _filled(cell)
        }
        payload = json.dumps(shown, ensure_ascii=False, default=str)[:MAX_PAYLOAD]
        for i in people:
            payload = redact_of(
                payload, str(cells[i]) if i < len(cells) and _filled(cells[i]) else None, self.plan.brand
            )
        record = Reject(
            file=self.plan.file, line=line, of_kind=self.kind.model.kind_name, reason=reason, payload=payload,
            fetched_at=self.plan.seen_at,
        )  # fmt: skip
        protected = protect(record, self.plan.key)
        assert isinstance(protected, Reject)
        return protected

    def _described(self, error: Any) -> str:
        name = str(error["loc"][0]) if error["loc"] else ""
        places = self.plan.indexes.get(name, ())
        column = f" (column {self.plan.header[places[0]]})" if places else ""
        message = error["msg"].removeprefix("Value error, ")
        return f"{name}{column}: {message}" if name else message

    def _translated(self, name: str, cell: Any) -> Any:
        table = self._translations.get(name, {})
        cell = table.get(str(cell).casefold(), cell)
        if name in self._patterns and (match := self._patterns[name].search(str(cell)[: 4 * LONGEST * 10])):
            return match[1]
        return cell

    def _constant(self, name: str, value: Any) -> Any:
        return self._reader(name)(value, {})

    def _reader(self, name: str) -> Reader:
        type_ = self.kind.cells[name]
        if type_ == f.WORD:
            return _text
        if type_ == f.TEXT:
            return lambda cell, row: self._written(name, _text(cell, row))
        if type_ in f.TEMPORAL:
            return self._time(name, type_)
        decimal = self.plan.decimals.get(name, "")
        readers: dict[str, Reader] = {
            f.NUMBER: lambda cell, _: numbers.number(cell, decimal),
            f.COUNT: lambda cell, _: numbers.count(cell, decimal),
            f.VOLUME: lambda cell, _: volume(cell),
            f.FLAG: lambda cell, _: flag(cell),
            f.RATING: lambda cell, row: self._rating(name, cell, row),
            f.SCORE: lambda cell, row: _rating(name, cell, row),
            f.BRAND: lambda cell, _: self._brand(cell),
            f.URL: lambda cell, _: web_address(cell),
            f.BRANDS: lambda cell, _: self._brands(cell),
            f.FIGURE: lambda cell, row: _figure(name, cell, decimal, row),
            f.DURATION: lambda cell, _: minutes(cell, decimal),
            f.HOURS: lambda cell, _: minutes(cell, decimal, unit=60),
            f.NAME: lambda cell, _: re.sub(r"[^a-z0-9]+", "_", str(cell).casefold()).strip("_"),
        }
        return readers[type_]

    def _times(self, name: str) -> Times:
        """What reads the times of a field; how long ago is counted back from the date of the file."""
        plan = self.plan
        relative = _counted_back(plan.relative, plan.seen_at) if plan.relative else None
        order, zone = plan.orders.get(name, ""), plan.zones.get(name, ZoneInfo(plan.zone))
        return Times(order, zone, plan.now, plan.named, relative, self.noted, name)

    def _time(self, name: str, type_: str) -> Reader:
        times = self._times(name)
        latest = self.plan.now + LATEST

        def read(cell: Any, row: dict[str, Any]) -> datetime:
            found, offset = times.read(cell)
            if found.year < EARLIEST or found > latest:
                raise expected(f"a time from {EARLIEST} to now", cell)
            if name == "published_at":
                row["utc_offset"] = offset
            return found

        if type_ == f.DAY:
            return lambda cell, _: times.day(cell)
        if type_ == f.MONTH:
            return lambda cell, _: month(cell, times)
        if type_ == f.PERIOD:
            return lambda cell, _: period(cell, times)
        return read if type_ == f.TIME else lambda cell, row: self._edited(name, read, cell, row)

    def _edited(self, name: str, read: Reader, cell: Any, row: dict[str, Any]) -> datetime | None:
        """When something was edited; what says it in no way that can be read costs no more than itself."""
        try:
            found: datetime = read(cell, row)
        except RowError:
            self.noted.add(name, "that are no times; left out", cell)
            return None
        return found

    def _rating(self, name: str, cell: Any, row: dict[str, Any]) -> float | None:
        """A rating; one that is none costs no more than itself."""
        try:
            return _rating(name, cell, row)
        except RowError as error:
            self.noted.add(name, f"refused, for no rating; the rest of the row is kept: {error}")
            return None

    def _written(self, name: str, text: str) -> str:
        """What a person wrote: without markup, and of a text that a platform translated the original."""
        found = original(plain(text))
        if found.machine:
            self.noted.add(name, "machine translations without their original: not the customer's own words")
        return found.text

    def _brand(self, cell: Any) -> str:
        name = str(cell).strip()
        found = self.plan.brands.get(name.casefold())
        if found is None:
            near = difflib.get_close_matches(name.casefold(), self.plan.brands, n=3, cutoff=0.5)
            hint = f" (nearest: {', '.join(near)})" if near else f" (known: {', '.join(list(self.plan.brands)[:10])})"
            raise RowError(str(expected("a brand of overheard.toml", name)) + hint)
        return found

    def _brands(self, cell: Any) -> tuple[str, ...]:
        names = cell if isinstance(cell, list) else re.split(r"[;|,]", str(cell))
        return tuple(dict.fromkeys(self._brand(name) for name in names if str(name).strip()))


def _bare(cell: str) -> str:
    cell = cell.strip()
    return clean(cell) if cell and (cell[0] in _SUSPECT or "\x00" in cell) else cell


def clean(cell: str) -> str:
    """A cell without NULs, spaces around it, and what keeps a spreadsheet from reading it as a formula or number."""
    if "\x00" in cell:
        cell = cell.replace("\x00", "")
    cell = cell.strip()
    if cell[:1] == "'" and _GUARDED.match(cell):
        return cell[1:]
    if cell[:2] == '="' and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1]
    return cell


def _counted_back(read: Callable[[str, datetime], datetime | None], since: datetime) -> NamedDate:
    return lambda text: read(text, since)


def _by_a_person(metadata: Sequence[Any]) -> bool:
    return any(isinstance(rule, Words) for rule in metadata)


def _people(header: Sequence[str]) -> list[int]:
    """Places of the columns that name who wrote a row."""
    known = {fold(name) for name in all_words(imports, lambda file: file.people)}
    return [place for place, name in enumerate(header) if fold(name) in known]


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _text(cell: Any, _: dict[str, Any]) -> str:
    if isinstance(cell, list | dict):
        if not all(isinstance(part, str | int | float) for part in cell):
            raise expected("a text", cell)
        cell = ", ".join(map(str, cell))
    return cell if isinstance(cell, str) else str(cell)


def _figure(name: str, cell: Any, decimal: str, row: dict[str, Any]) -> float:
    if isinstance(cell, str) and cell.rstrip().endswith("%"):
        row["unit" if name == "value" else f"{name}_unit"] = "%"
    return numbers.number(cell, decimal)


def _rating(name: str, cell: Any, row: dict[str, Any]) -> float | None:
    found = rating(cell)
    if found is None:
        return None
    value, scale = found
    if value < 0:
        raise expected("a rating from 0 on", cell)
    if scale is not None:
        row[f"{name}_max"] = scale
    return value
