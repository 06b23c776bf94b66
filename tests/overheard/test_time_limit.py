"""A limit of time ends what runs, in Python and within a query, and leaves what is done in time alone."""

from __future__ import annotations

import signal

import duckdb
import pytest

from overheard.time_limit import TimeUpError, at_most

ENDLESS = "SELECT count(*) FROM range(10_000_000) a, range(10_000_000) b WHERE a.range * b.range % 7 = 3"


def _for_ever() -> None:
    """In Python's own loop: one within a C function, such as `sum` of what never ends, no signal interrupts."""
    while True:
        pass


def test_work_that_takes_too_long_is_interrupted() -> None:
    usual = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TimeUpError, match="an hour"), at_most(0.2, "an hour is over"):
        _for_ever()
    with duckdb.connect() as connection:
        for _ in range(3):
            with pytest.raises(TimeUpError, match="an hour"), at_most(0.2, "an hour is over", connection.interrupt):
                connection.execute(ENDLESS).fetchall()
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
    with at_most(60, "an hour is over"):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is usual
