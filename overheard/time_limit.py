"""A limit of time for work that has none of its own: an analysis that hangs must not keep the next nights from theirs."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import duckdb

_AGAIN = 0.1
"""Seconds between two interruptions: a query may begin just behind one."""


class TimeUpError(KeyboardInterrupt):
    """The time for a piece of work is used up; the message says which. An interruption like Ctrl-C: what handles errors on the
    way does not take it for one of its own."""


@contextmanager
def at_most(seconds: float, what: str, interrupt: Callable[[], None] | None = None) -> Iterator[None]:
    """Within the block TimeUpError(`what`) is raised after `seconds`. Only in the main thread; in others there is no limit.

    `interrupt` is what ends a long call that Python cannot end by itself, such as the `interrupt` of the DuckDB connection that
    the block works with: it is called from another thread, again and again until the block has ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    is_over, has_ended = threading.Event(), threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        is_over.set()
        raise TimeUpError(what)

    def nudge() -> None:
        # DuckDB looks for signals while its main thread has work, not while it waits for others.
        if interrupt is None or has_ended.wait(seconds):
            return
        is_over.set()
        while not has_ended.wait(_AGAIN):
            interrupt()

    watch = threading.Thread(target=nudge, daemon=True)
    usual = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    watch.start()
    try:
        yield
    except (RuntimeError, duckdb.InterruptException):  # DuckDB's, for whatever ends a query
        if is_over.is_set():
            raise TimeUpError(what) from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)
        has_ended.set()
        watch.join()
