"""How a crawl shows what it is doing: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

PLAIN_EVERY_SECONDS = 15.0
MEASURES = ("pages", "records", "failures")
OTHER = "*"
"""Counts of what was asked for no brand: search results, and mentions that were listened for."""


_quiet = False


def be_quiet() -> None:
    """Say no more of progress in this process: cron sends by mail whatever is said."""
    global _quiet
    _quiet = True


def warn(text: str) -> None:
    """One line of what went wrong, on standard error, be it quiet or not."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def say(text: str) -> None:
    """One line of progress, on standard error: standard output is for results."""
    if _quiet:
        return
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def show(text: str) -> None:
    """One line of a result, on standard output."""
    print(text, flush=True)  # noqa: T201


class CrawlProgress:
    """Pages, records and failures by the brand they were asked for. `add` may be called at any rate."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = {**names, OTHER: "search and listening"}
        self.counts: dict[str, dict[str, int]] = {}
        self._live: Live | None = None
        self._last_plain = time.monotonic()

    def __enter__(self) -> Self:
        from rich.console import Console  # only a crawl draws a table, and most commands say a line
        from rich.live import Live

        console = Console(stderr=True)
        if console.is_terminal:
            self._live = Live(self._table(), console=console, refresh_per_second=4)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.update(self._table())
            self._live.stop()
        else:
            self._plain()

    def add(self, brand: str, measure: str, n: int = 1) -> None:
        """Count `n` more of one of MEASURES for a brand id ('' or OTHER: no brand's)."""
        self.counts.setdefault(brand or OTHER, dict.fromkeys(MEASURES, 0))[measure] += n
        if self._live:
            self._live.update(self._table())
        elif time.monotonic() - self._last_plain > PLAIN_EVERY_SECONDS:
            self._plain()

    def _rows(self) -> Iterator[tuple[str, dict[str, int]]]:
        for brand, name in self.names.items():
            if brand in self.counts:
                yield name, self.counts[brand]

    def _table(self) -> Table:
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("crawling", min_width=22)
        for measure in MEASURES:
            table.add_column(measure, justify="right", min_width=8)
        for name, counts in self._rows():
            style = "yellow" if counts["failures"] else ""
            table.add_row(name, *(str(counts[m]) for m in MEASURES), style=style)
        return table

    def _plain(self) -> None:
        self._last_plain = time.monotonic()
        for name, counts in self._rows():
            say(f"  {name}: " + ", ".join(f"{counts[m]} {m}" for m in MEASURES))


class Meter:
    """How far something is: on a terminal a line that is written over, elsewhere a line now and then."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._over = sys.stderr.isatty()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Say that `what` is being done, with `done` behind it of `of` in all."""
        line = f"  {what} ({done + 1} of {of})"
        if self._over:
            end = "\n" if done + 2 >= of else ""
            print(f"\r\x1b[K{line}", end=end, file=sys.stderr, flush=True)  # noqa: T201
        elif time.monotonic() - self._last > PLAIN_EVERY_SECONDS:
            self._last = time.monotonic()
            say(line)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say that a step begins, and how long it took."""
    started = time.monotonic()
    say(f"{title} ...")
    yield
    say(f"{title}: done in {time.monotonic() - started:.1f} s")
