"""A load that is killed, or finds the disk full, between the parts of a long file: the next one completes it."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data.kinds.mention import Mention
from data.landing import LandingWriter, landing_path
from data.load import load_landing
from data.warehouse import open_warehouse
from tests.conftest import ROOT
from tests.overheard.command import SECONDS

T0 = datetime(2026, 11, 1, 3, 0)
LINES, PART = 121, 30
LOADING = """
import resource, sys
from pathlib import Path
sys.dont_write_bytecode = True  # on a full disk it would be cut off, and stay so
from data import load
from data.load import staging
from data.warehouse import open_warehouse
from tests.overheard.kill_at import arm
load.PART, load.LONG, staging.BATCH, staging.WORTH_COLUMNS = 30, 1, 10, 5
state, target, nth, when = sys.argv[1:]
with open_warehouse(Path(state)) as connection:
    if target == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(nth), resource.RLIM_INFINITY))
    else:
        arm(target, int(nth), when)
    load.load_landing(connection, Path(state))
"""


def land(state: Path) -> None:
    """120 readings of 110 mentions, and a line that is no record."""
    path = landing_path(state, "r1", "import")
    with LandingWriter(path) as writer:
        for n in range(LINES - 1):
            at = T0.replace(minute=n // 110)
            body = f"Text {n}, " + "long " * 200
            writer.write(
                Mention(network="x", native_id=f"p{n % 110}", brands=("acme",), body=body, likes=n, fetched_at=at)
            )
        writer.write_lines(b'{"record":"mention","data":{"network":"x"}}\n')


def held(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    queries = {
        name: f"FROM {name}" for name in ("mentions", "mention_brands", "mention_metrics")
    } | {
        "ledger": "SELECT file, bytes, sha256, records, rejected FROM ledger",
        "rejects": "SELECT file, line, reason FROM rejects",
    }  # fmt: skip
    return {name: sorted(map(repr, connection.execute(query).fetchall())) for name, query in queries.items()}


def loaded(state: Path) -> dict[str, list[str]]:
    with open_warehouse(state) as connection:
        load_landing(connection, state)
        return held(connection)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    whole = tmp_path_factory.mktemp("whole")
    land(whole)
    return loaded(whole)


@pytest.mark.parametrize(
    ("target", "nth", "when", "parts"),
    [
        ("data.load:_flush", 5, "after", 1),
        ("data.load:parse", 6, "before", None),
        ("data.load:_merge", 2, "before", 1),
        ("data.load:_hash_bytes", 4, "after", 2),
        ("data.load:_load_runs", 1, "before", 5),
        ("full", 60_000, "", None),
    ],
)
def test_what_was_not_loaded_follows(
    tmp_path: Path, expected: dict[str, list[str]], target: str, nth: int, when: str, parts: int | None
) -> None:
    land(tmp_path)
    command = [sys.executable, "-c", LOADING, str(tmp_path), target, str(nth), when]
    stopped = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert stopped.returncode == (1 if target == "full" else -signal.SIGKILL), stopped.stderr
    if target == "full":
        assert "File too large" in stopped.stderr.splitlines()[-1]
    with open_warehouse(tmp_path) as connection:
        found = connection.execute("SELECT records + rejected FROM ledger").fetchone()
        lines = int(found[0]) if found else 0
        assert lines == LINES or lines % PART == 0
        assert parts is None or lines == min(parts * PART, LINES)
        assert lines < LINES or target == "data.load:_load_runs"
        assert len(held(connection)["mentions"]) == min(lines, 110), "rows and ledger row are of one transaction"
    assert loaded(tmp_path) == expected
    assert loaded(tmp_path) == expected, "loading twice adds nothing"
