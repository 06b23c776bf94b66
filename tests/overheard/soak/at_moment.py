"""Runs `overheard ARGUMENTS` by a clock of its own: no test hook in the product.

usage: python -m tests.overheard.soak.at_moment SECONDS ARGUMENTS...
SECONDS: how far that clock is ahead of this machine's, negative where it is behind.
"""

from __future__ import annotations

import importlib
import sys
import time
from datetime import UTC, datetime, timedelta


def set_clock(seconds: float) -> None:
    """Have this process see a time that is so many seconds from the machine's; whoever imports it later does too."""
    clock = importlib.import_module("data.clock")
    ahead, machine = timedelta(seconds=seconds), time.time

    def utc_now() -> datetime:
        return (datetime.now(UTC) + ahead).replace(tzinfo=None, microsecond=0)

    vars(clock)["utc_now"] = utc_now
    vars(time)["time"] = lambda: machine() + seconds


if __name__ == "__main__":
    set_clock(float(sys.argv[1]))
    sys.argv = ["overheard", *sys.argv[2:]]
    importlib.import_module("overheard.cli").main()
