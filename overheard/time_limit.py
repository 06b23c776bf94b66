"""A limit of time for work that has none of its own: an analysis that hangs must not keep the next nights from theirs."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeUpError(KeyboardInterrupt):
    """The time for a piece of work is used up; the message says which. An interruption like Ctrl-C: what handles errors on the
    way does not take it for one of its own."""


@contextmanager
def at_most(seconds: float, what: str) -> Iterator[None]:
    """Within the block TimeUpError(`what`) is raised after `seconds`, also out of a long query. Only in the main thread; in
    others there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    is_over = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_over
        is_over = True
        raise TimeUpError(what)

    usual = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except RuntimeError:  # DuckDB's, for whatever ends a query
        if is_over:
            raise TimeUpError(what) from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)
