"""Worker processes give answers in order, fail plainly, and leave nothing behind when their owner is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from data.workers import in_order, worker_pool
from tests.conftest import ROOT
from tests.overheard.command import SECONDS

ORPHANED = """
import functools, os, signal
from data.workers import worker_pool
if __name__ == "__main__":
    pool = worker_pool(functools.partial(print, flush=True), "ready")
    pool.submit(os.getpid).result()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def start() -> None:
    """Nothing to prepare."""


def square(number: int) -> int:
    return number * number


def die(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_answers_come_in_the_order_of_their_tasks() -> None:
    with worker_pool(start) as pool:
        assert list(in_order(pool, square, range(20))) == [(n, n * n) for n in range(20)]


def test_a_killed_worker_is_told() -> None:
    with worker_pool(start) as pool, pytest.raises(ChildProcessError, match="worker"):
        list(in_order(pool, die, range(3)))


def test_workers_end_with_the_process_that_asked() -> None:
    # The workers hold the other end of this pipe, so its end is theirs.
    done = subprocess.run(
        [sys.executable, "-c", ORPHANED], cwd=ROOT, stdout=subprocess.PIPE, timeout=SECONDS, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert b"ready" in done.stdout
