"""Worker processes for long files: started fresh (spawn), as many as pay, gone when the process that asked is gone."""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TypeVar

WORKERS = 2
AHEAD = 4
"""Tasks under way at once: bounds memory on files of any size."""

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def worker_pool(start: Callable[..., None], *arguments: object) -> ProcessPoolExecutor:
    """A pool whose processes each call `start(*arguments)` first. To be used as a context manager."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(WORKERS, context, initializer=_begin, initargs=(start, arguments))


def in_order(pool: Executor, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer]]:
    """Each task with its answer, in their order; never more than AHEAD are under way. Raises ChildProcessError when a worker
    is killed."""
    under_way: deque[tuple[Task, Future[Answer]]] = deque()
    try:
        for task in tasks:
            under_way.append((task, pool.submit(work, task)))
            if len(under_way) >= AHEAD:
                first, future = under_way.popleft()
                yield first, future.result()
        while under_way:
            first, future = under_way.popleft()
            yield first, future.result()
    except BrokenProcessPool:
        raise ChildProcessError(
            "a worker process ended before its work was done; if memory is short, free some"
        ) from None


def _begin(start: Callable[..., None], arguments: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked; it ends its workers
    threading.Thread(target=_follow_parent, daemon=True).start()
    start(*arguments)
    gc.freeze()  # what is loaded now stays: no collection needs to look at it again
    atexit.register(gc.unfreeze)  # else libraries report it as leaked when the process ends


def _follow_parent() -> None:
    """End this process when the one that started it is gone: killed, it cannot say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
