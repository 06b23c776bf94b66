"""Rows through the converter into landing lines, in chunks: on two processes where a file is long, order kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from data.imports.convert import Converter, Plan
from data.imports.errors import RowError
from data.imports.reading import Row
from data.imports.repeats import KINDS, Repeats
from data.landing import landing_line
from data.workers import in_order, worker_pool

CHUNK = 5_000
"""Rows that go to a worker at once."""
WORTH_A_POOL = 40_000
"""Rows from which starting worker processes pays."""


@dataclass
class Result:
    """Of one chunk: its landing lines, the records in them, and the rejected rows as (position in the chunk, reason)."""

    lines: bytes = b""
    records: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


class Work:
    """Converts chunks, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.converter = Converter(plan)
        self.repeats = Repeats() if self.converter.kind.model in KINDS else None

    def chunk(self, rows: list[Row]) -> Result:
        result, lines = Result(), []
        for position, (line, cells) in enumerate(rows):
            try:
                made = self.converter.records(cells)
                if self.repeats is not None:
                    repeats = self.repeats
                    made = [kept for record in made if (kept := repeats.take(record, line))]
            except RowError as error:
                reject = self.converter.reject(line, cells, str(error))
                result.rejected.append((position, reject.reason))
                lines.append(landing_line(reject))
                continue
            result.records += len(made)
            lines += map(landing_line, made)
        result.lines = b"".join(lines)
        return result


def convert(rows: Iterable[Row], plan: Plan, total: int) -> Iterator[tuple[list[Row], Result]]:
    """The chunks of `rows` (about `total`) with what became of them, in their order."""
    stream = iter(rows)
    chunks = iter(lambda: list(islice(stream, CHUNK)), [])
    work = Work(plan)
    if total < WORTH_A_POOL or work.repeats is not None:
        for chunk in chunks:
            yield chunk, work.chunk(chunk)
        return
    with worker_pool(_start, plan) as pool:
        yield from in_order(pool, _chunk, chunks)


_work: Work | None = None


def _start(plan: Plan) -> None:
    global _work
    _work = Work(plan)


def _chunk(rows: list[Row]) -> Result:
    assert _work is not None
    return _work.chunk(rows)
