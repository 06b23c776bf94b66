"""Runs `overheard ARGUMENTS` and kills its own process (SIGKILL) at a chosen call: no test hook in the product.

usage: python -m tests.overheard.kill_at MODULE.FUNCTION NTH before|after|half|wait ARGUMENTS...
`half` is for os.write: half of the bytes go out, then the kill. `wait` kills nothing: it prints REACHED and goes on when
it has read a line.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from typing import Any

REACHED = "the chosen call is reached"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(target: str, nth: int, when: str) -> None:
    """Replace the function by one that kills, or waits, at its nth call."""
    module_name, _, rest = target.partition(":")
    owner: Any = importlib.import_module(module_name)
    *path, name = rest.split(".")
    for part in path:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    calls = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls != nth:
            return original(*args, **kwargs)
        if when == "wait":
            print(REACHED, flush=True)  # noqa: T201  # the test reads it
            sys.stdin.readline()
            return original(*args, **kwargs)
        if when == "half":
            original(args[0], bytes(args[1])[: len(args[1]) // 2])
        elif when == "after":
            original(*args, **kwargs)
        die()
        return None

    setattr(owner, name, wrapped)


def wait_until_reached(process: subprocess.Popen[str]) -> None:
    """Until a process started with `wait` is at the chosen call."""
    assert process.stdout is not None
    while (line := process.stdout.readline()) != f"{REACHED}\n":
        assert line, "the process ended before the chosen call"


if __name__ == "__main__":
    arm(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    sys.argv = ["overheard", *sys.argv[4:]]
    importlib.import_module("overheard.cli").main()
