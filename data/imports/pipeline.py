"""Rows through the converter into landing lines, in blocks: on two processes where a file is long, order kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from data.cells.errors import RowError
from data.imports.columns import Facts
from data.imports.convert import Converter, Plan
from data.imports.covered import Placed
from data.imports.noted import Noted
from data.imports.reading import Block, Table
from data.imports.repeats import Repeats, Wording, Wordings, wording
from data.kinds.review import Review
from data.landing import landing_line
from data.record.model import Record
from data.workers import in_order, worker_pool

WORTH_A_POOL = 40_000
"""Rows from which starting worker processes pays."""


@dataclass
class Rated:
    """Of the reviews of each brand: how many there are, how many state a rating, and of these how many were refused."""

    reviews: Counter[str] = field(default_factory=Counter)
    ratings: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)

    def add(self, brand: str, stated: bool, refused: bool) -> None:
        """Count one review."""
        self.reviews[brand] += 1
        self.ratings[brand] += stated or refused
        self.unread[brand] += refused

    def update(self, other: Rated) -> None:
        """Add what another block counted."""
        for own, others in ((self.reviews, other.reviews), (self.ratings, other.ratings), (self.unread, other.unread)):
            own.update(others)


@dataclass
class Result:
    """Of one block: its landing lines, the records in them, the rejected rows as (line, cells, reason), and how many
    rows got their brands by their text; `left_out` what said that rows are not to be counted, with their number.
    `nameless`: of the lines of people without a name, where they begin and end in `lines` and the id that what they say
    gives them. `noted`: what people should know of how cells were read. `wordings`: of the rows whose records can be edited.
    `placed`: where records lie, of a file whose dates are stated. `rated`: the reviews' ratings."""

    lines: bytes = b""
    records: int = 0
    rejected: list[tuple[int, list[Any] | str, str]] = field(default_factory=list)
    by_text: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    nameless: list[tuple[int, int, str]] = field(default_factory=list)
    noted: Noted = field(default_factory=Noted)
    wordings: list[Wording] = field(default_factory=list)
    placed: Placed = field(default_factory=Placed)
    rated: Rated = field(default_factory=Rated)


class Work:
    """Converts blocks, one after the other."""

    def __init__(self, table: Table, plan: Plan) -> None:
        self.table = table
        self.converter = Converter(plan)
        kind = self.converter.kind
        self.repeats = None if kind.model.identity else Repeats()
        self.gathered: list[Record] | None = None
        self.edits = kind.model.can_be_edited and "native_id" in plan.indexes
        if kind.gathered and kind.gathered[0] in plan.indexes:
            self.gathered, self.repeats = [], None

    def block(self, block: Block) -> Result:
        result, lines = Result(), []
        for line, cells in self.table.parse(block):
            if self.converter.plan.left_out and (why := self.converter.unwanted(cells)):
                result.left_out[why] += 1
                continue
            refused = self.converter.noted.refused
            try:
                made = self.converter.records(cells)
                if self.repeats is not None:
                    repeats = self.repeats
                    made = [kept for record in made if (kept := repeats.take(record, line))]
            except RowError as error:
                reject = self.converter.reject(line, cells, str(error))
                result.rejected.append((line, cells, reject.reason))
                lines.append(landing_line(reject))
                continue
            if self.gathered is not None:
                self.gathered += made
                continue
            result.records += len(made)
            for record in made:
                lines.append(landing_line(record))
                self._note(record, len(lines), result)
                if isinstance(record, Review):
                    result.rated.add(record.brand, record.rating is not None, self.converter.noted.refused > refused)
        if result.nameless:
            ends = [0, *accumulate(map(len, lines))]
            result.nameless = [(ends[first], ends[last], said) for first, last, said in result.nameless]
        result.lines = b"".join(lines)
        result.noted = self.converter.noted.taken()
        result.by_text = self.converter.plan.by_text.taken()
        return result

    def _note(self, record: Record, end: int, result: Result) -> None:
        """What `result` holds of a record beside its line, the one before `end`."""
        if self.converter.plan.covers is not None:
            self.converter.plan.covers.place(record, result.placed)
        if self.edits and (worded := wording(record)):
            result.wordings.append(worded)
        if said := record.named_by_content():
            result.nameless.append((end - 1, end, said))

    def rest(self) -> Result:
        """What is known only when all rows were read."""
        if not self.gathered or not self.converter.kind.gathered:
            return Result()
        records = self.converter.kind.gathered[1](self.gathered)
        return Result(b"".join(map(landing_line, records)), len(records))


def convert(table: Table, plan: Plan, facts: Facts) -> Iterator[Result]:
    """What becomes of the rows of `table`, which `examine` found `facts` of: block after block, in their order. Raises
    ImportFileError where the file has changed meanwhile."""
    blocks = table.blocks(facts.starts)
    work = Work(table, plan)
    met: Counter[str] = Counter()
    wordings = Wordings()
    if facts.rows < WORTH_A_POOL or work.repeats is not None or work.gathered is not None:
        for block in blocks:
            yield _told_apart(work.block(block), met, wordings)
        if work.gathered:
            yield work.rest()
        return
    with worker_pool(_start, table, plan) as pool:
        for _, result in in_order(pool, _block, blocks):
            yield _told_apart(result, met, wordings)


def _told_apart(result: Result, met: Counter[str], wordings: Wordings) -> Result:
    """The result, with an id of its own for each of those who say the same and have no name: the first keeps its own, the
    others are numbered. The same file, or a longer one, gives them the same ids again. Rows that word a record otherwise than
    `wordings` knows are noted."""
    wordings.count(result.wordings, result.noted)
    pieces, done = [], 0
    for start, end, said in result.nameless:
        met[said] += 1
        if met[said] > 1:
            line = json.loads(result.lines[start:end])
            line["data"]["native_id"] = f"{said}:{met[said]}"
            pieces += [
                result.lines[done:start],
                json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(),
                b"\n",
            ]
            done = end
    if pieces:
        result.lines = b"".join([*pieces, result.lines[done:]])
    return result


_work: Work | None = None


def _start(table: Table, plan: Plan) -> None:
    global _work
    _work = Work(table, plan)


def _block(block: Block) -> Result:
    assert _work is not None
    return _work.block(block)
