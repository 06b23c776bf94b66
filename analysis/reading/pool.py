"""Reading on all cores: chunks of texts to processes and back as Arrow tables, in order.

Processes are spawned, never forked: the crawl's reactor may have run in this one, and threads do not survive a fork. A
process that loses its parent ends by itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import NamedTuple

import pyarrow as pa

from analysis.reading import opinions
from analysis.reading.masking import Masking
from analysis.reading.opinions import NO_DRIVER_MODELS, DriverModels, Models, Opinion
from analysis.text.drivers import own_drivers, use_own_drivers
from analysis.text.language import identify
from analysis.text.signals import SwitchFinder
from data.brand_names import NamedBrand

CHUNK = 1_000
"""Texts a task: enough to make the way there and back cheap, few enough to keep all processes busy to the end."""
POOL_FROM = 5_000
"""Unread texts from which processes are worth their start (about a second of each core)."""
WHOLE_POSTS = "whole-posts-1"
"""How short posts are judged; a change of it wants a new name."""
Say = Callable[[str], None]

READ_SCHEMA = pa.schema(
    [
        ("n", pa.int64()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("driver", pa.string()),
        ("stage", pa.string()),
        ("touchpoint", pa.string()),
        ("place_from", pa.string()),
        ("label", pa.int32()),
        ("score", pa.float64()),
        ("emotion", pa.string()),
        ("intent", pa.string()),
        ("model", pa.string()),
        ("confidence", pa.float64()),
        ("text_label", pa.int32()),
        ("switched_to", pa.string()),
    ]
)
"""A text's place `n`, the fields of analysis.reading.opinions.Opinion, and the brand that its author says they switch to."""


class Task(NamedTuple):
    """Texts to read: `first` is the place of the first in its batch. Without `opinions` only languages are found."""

    first: int
    titles: list[str]
    bodies: list[str]
    opinions: bool


class Read(NamedTuple):
    """What was read of a task: the language of each text, and its opinions as READ_SCHEMA."""

    codes: list[str | None]
    opinions: pa.Table


class Reader:
    """Reads tasks with the collected `languages`, the `models` of sentiment and those of drivers (`named`), and finds who
    switches to which of `brands`. `posts`: what it reads are posts. Picklable if the models are."""

    def __init__(
        self,
        languages: tuple[str, ...],
        models: Models,
        named: DriverModels = NO_DRIVER_MODELS,
        brands: Sequence[NamedBrand] = (),
        *,
        posts: bool = False,
    ) -> None:
        self.switches = SwitchFinder(brands)
        self.masking = Masking(brands)
        self.languages = languages
        self.models = dict(models)
        self.named = dict(named)
        self.own_drivers = own_drivers()
        self.posts = posts

    @property
    def version(self) -> str:
        """What changes with anything that is read with beside models and words: brands' names, and how posts are judged."""
        return f"{self.masking.version} {WHOLE_POSTS}" if self.posts else self.masking.version

    def read(self, task: Task) -> Read:
        """The languages and opinions of a task's texts."""
        codes = [
            identify(self.masking.mask(f"{title}\n{body}", None).without_names, self.languages).code
            for title, body in zip(task.titles, task.bodies, strict=True)
        ]
        if not task.opinions:
            return Read(codes, READ_SCHEMA.empty_table())
        numbers, *fields = opinions.opinion_columns(
            task.bodies, codes, self.models, self.named, self.masking, posts=self.posts
        )
        switched = self._switched(task.bodies, codes, numbers, fields[_START], fields[_END])
        columns = [[task.first + number for number in numbers], *fields, switched]
        arrays = [pa.array(column, type=field.type) for column, field in zip(columns, READ_SCHEMA, strict=True)]
        return Read(codes, pa.Table.from_arrays(arrays, schema=READ_SCHEMA))

    def _switched(
        self,
        bodies: Sequence[str],
        codes: Sequence[str | None],
        numbers: Sequence[int],
        starts: Sequence[int],
        ends: Sequence[int],
    ) -> list[str | None]:
        """For each opinion the brand its author switches to. (Whether that is the brand spoken of is asked when it is known.)"""
        return [
            self.switches.switched_to(bodies[number][start:end], codes[number], "")
            for number, start, end in zip(numbers, starts, ends, strict=True)
        ]


_START, _END = Opinion._fields.index("start"), Opinion._fields.index("end")

Pending = Callable[[], list[Read]]
"""Waits for the tasks of one batch and gives what they read, in order."""


class Here:
    """Reads in this process, when asked for the result."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def submit(self, tasks: Sequence[Task]) -> Pending:
        """Tasks to be read when the result is called for."""
        return lambda: [self._reader.read(task) for task in tasks]


class Pool:
    """Reads in processes of their own; if one of them dies, says so and goes on here."""

    def __init__(self, reader: Reader, workers: int, report: Say) -> None:
        self._here = Here(reader)
        self._report = report
        self._executor: ProcessPoolExecutor | None = ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(reader,)
        )

    def submit(self, tasks: Sequence[Task]) -> Pending:
        """Tasks that are being read from now on."""
        if self._executor is None:
            return self._here.submit(tasks)
        try:
            futures = [self._executor.submit(_read, task) for task in tasks]
        except (BrokenProcessPool, OSError) as error:
            self._give_up(error)
            return self._here.submit(tasks)
        return lambda: self._results(tasks, futures)

    def close(self) -> None:
        """End the processes; tasks that have not begun are dropped."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _results(self, tasks: Sequence[Task], futures: Sequence[Future[Read]]) -> list[Read]:
        try:
            return [future.result() for future in futures]
        except BrokenProcessPool as error:
            self._give_up(error)
            return self._here.submit(tasks)()

    def _give_up(self, error: Exception) -> None:
        if self._executor is not None:  # else it was reported with the batch before
            self._report(
                f"a reading process ended before its time ({error}): going on with one process, which is slower"
            )
            self.close()


@contextmanager
def readers(reader: Reader, unread: int, workers: int | None, report: Say) -> Iterator[Here | Pool]:
    """Who reads `unread` texts: `workers` processes, which are gone when the block ends, or with 1 this process. None: one
    a core if the texts are many, else this process."""
    if workers is None:
        workers = _cores() if unread >= POOL_FROM else 1
    if unread == 0 or workers < 2:
        yield Here(reader)
        return
    pool = Pool(reader, workers, report)
    try:
        yield pool
    finally:
        pool.close()


def _cores() -> int:
    """The cores this process may use, where the system says so, else those of the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_COLLECT_AFTER = 50_000
"""Objects made before Python looks for unused cycles in a reading process: it makes many objects, keeps few and has no cycles
to speak of, so looking at each thousandth (the default) is in vain."""
_READER: list[Reader] = []
"""The reader of this process, if it is one of a pool."""


def _begin(reader: Reader) -> None:
    # Ctrl-C reaches the whole process group; only the parent answers it, and ends its pool.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(_COLLECT_AFTER)
    use_own_drivers(reader.own_drivers)
    _READER[:] = [reader]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _read(task: Task) -> Read:
    return _READER[0].read(task)
