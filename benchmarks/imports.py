"""How fast a large file of mentions gets in: csv -> validate, redact, hash, land -> load, beside DuckDB's bare read and insert.

usage: python benchmarks/imports.py [--n 1000000]
Prints rows a second by the clock (the target is for two idle cores) and by processor time, and the peak memory of the
process and its workers. Exits 1 below the floors when --n is 1,000,000.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from data.load import load_landing
from data.warehouse import open_warehouse
from data.workspace import load_workspace
from overheard.commands.importing import ImportRequest, run_import

FULL = 1_000_000
ROWS_A_SECOND = 20_000
MEMORY = 1 << 30
HEADER = (
    "network", "id", "url", "author", "published at", "title", "text", "language", "brand", "likes", "replies", "shares",
    "views",
)  # fmt: skip
CONFIG = """
[workspace]
name = "Benchmark (synthetic)"
[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
[[brand]]
name = "Borealis"
site = "https://www.borealis.example/"
"""
PHRASES = (
    "the delivery came two days late and nobody answered the chat",
    "really kind staff, they remembered what I had ordered before",
    "กาแฟหอมมาก แต่ส่งช้าไปหน่อย แอดมินตอบไว",
    "giao hàng nhanh, nhân viên nhiệt tình nhưng giá hơi cao",
    "pristatė greitai, bet kava buvo per karti",
    "I switched to the other one because the app kept logging me out",
    "price went up again, 12.50 for 250 g is too much",
)
CONTACT = "call me on +44 20 7946 0958 or write to someone@mail.example"
CONTACTS = 0.05
"""Share of the mentions that hold what must be redacted."""


def write_csv(path: Path, n: int, seed: int = 7) -> None:
    """`n` made-up mentions of 60 to 400 characters by a twentieth as many authors."""
    chance = random.Random(seed)
    start = datetime(2025, 1, 1)  # noqa: DTZ001
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for i in range(n):
            text = ". ".join(chance.choices(PHRASES, k=chance.randint(1, 6)))
            if chance.random() < CONTACTS:
                text = f"{text}. {CONTACT}"
            author = f"user_{chance.randrange(max(1, n // 20))}"
            at = start + timedelta(seconds=chance.randrange(40_000_000))
            network = chance.choice(("reddit", "mastodon", "facebook", "x"))
            writer.writerow(
                (network, f"p{i}", f"https://{network}.example/{author}/p{i}", author, f"{at:%Y-%m-%dT%H:%M:%SZ}", "", text,
                 "en", chance.choice(("Acme", "Borealis")), chance.randrange(500), chance.randrange(50),
                 chance.randrange(40), "")
            )  # fmt: skip


def bare(path: Path, folder: Path) -> None:
    """What DuckDB needs to read the csv and insert its rows, nothing checked."""
    with duckdb.connect(str(folder / "bare.duckdb")) as connection:
        connection.execute("CREATE TABLE bare AS SELECT * FROM read_csv($path)", {"path": str(path)})
        connection.execute("CHECKPOINT")


def load(state: Path, n: int) -> None:
    with open_warehouse(state) as connection:
        loaded = load_landing(connection, state)
        connection.execute("CHECKPOINT")
        assert (loaded.records, loaded.rejected) == (n, 0), loaded


class PeakMemory:
    """Samples the resident memory of this process and its children together (Linux)."""

    def __init__(self) -> None:
        self.bytes = 0
        self.spent = 0.0  # seconds of processor time, which are not the import's
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):  # asking takes some milliseconds
            self.bytes = max(self.bytes, sum(map(_resident, _family())))
            self.spent = time.thread_time()


def _family() -> list[int]:
    own = Path("/proc/self/task")
    children: list[int] = []
    for task in own.iterdir():
        try:
            children += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return [int(Path("/proc/self").resolve().name), *children]


def _resident(pid: int) -> int:
    try:
        # Of the shared pages each process counts its part, so that the sum is what the machine gives.
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def timed(name: str, n: int, work: Callable[[], object], peak: PeakMemory | None = None) -> tuple[float, float]:
    """(seconds by the clock, seconds of processor time, workers included), printed."""
    clock, cpu = time.perf_counter(), _cpu(peak)
    work()
    seconds, used = time.perf_counter() - clock, _cpu(peak) - cpu
    print(f"{name:<28} {seconds:8.2f} s {n / seconds:10,.0f} rows/s   processor {used:8.2f} s {n / used:10,.0f} rows/s")
    return seconds, used


def _cpu(peak: PeakMemory | None) -> float:
    family = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in family) - (peak.spent if peak else 0.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=FULL, help="rows")
    parser.add_argument("--corpus", help="not needed here; every benchmark takes it")
    n = parser.parse_args().n
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "mentions.csv"
        write_csv(path, n)
        (folder / "overheard.toml").write_text(CONFIG, encoding="utf-8")
        workspace = load_workspace(folder)
        print(f"{n:,} mentions, {path.stat().st_size / 1e6:,.0f} MB")
        timed("DuckDB read_csv + insert", n, lambda: bare(path, folder))
        with PeakMemory() as peak:
            request = ImportRequest("mentions", path)
            landed = timed("import (csv -> landing)", n, lambda: run_import(workspace, request), peak)
            loaded = timed("load (landing -> warehouse)", n, lambda: load(workspace.state_dir, n), peak)
    rate, cpu_rate = n / (landed[0] + loaded[0]), n / (landed[1] + loaded[1])
    print(f"together {rate:,.0f} rows/s by the clock, {cpu_rate:,.0f} rows/s of processor time")
    print(f"peak memory {peak.bytes / 1e6:,.0f} MB")
    fine = n < FULL or (rate >= ROWS_A_SECOND and peak.bytes < MEMORY)
    if not fine:
        print(f"expected at least {ROWS_A_SECOND:,} rows/s and less than {MEMORY / 1e6:,.0f} MB")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
