"""What work costs, so that a claim about it holds on any machine: in processor time, and against other work measured in
the same run, never in seconds.

A machine that does other things too slows one measurement more than another, and never speeds one up: so both sides are
measured again, at most ROUNDS times, until they fit, and the shortest of each counts.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import cache

import lxml.html

Work = Callable[[], object]

ROUNDS = 6
PIECE = '<div class="review"><h3>How so?</h3><p>That is <b>how</b>, <a href="/x">as we say</a>.</p></div>\n'


def cost(work: Work) -> float:
    """Seconds of processor time that `work` takes, without the collection of what other tests left behind."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        if collecting:
            gc.enable()


def parse(markup: str) -> Work:
    """The reference: lxml alone parses the markup."""
    return lambda: lxml.html.document_fromstring(markup)


@cache
def least() -> float:
    """What is too little to say anything about growth: a parse of about 200 kB of ordinary markup, on this machine."""
    return min(cost(parse(PIECE * 2_000)) for _ in range(ROUNDS))


def assert_at_most(work: Work, most: float, reference: Work) -> None:
    """`work` costs at most `most` times what `reference` costs."""
    ours, theirs = cost(work), cost(reference)
    for _ in range(ROUNDS - 1):
        if ours <= most * theirs:
            return
        ours, theirs = min(ours, cost(work)), min(theirs, cost(reference))
    assert ours <= most * theirs, f"{ours / theirs:.1f} times the reference, expected at most {most:g}"


def assert_grows(prepare: Callable[[int], Work], size: int, times: int = 4, most: float = 10) -> None:
    """Work on something `times` as large costs at most `most` times as much. `prepare(n)` makes something new of size n, and
    gives the work on it; making it is not counted."""
    cost(prepare(size // 10))  # what is loaded or compiled once is not part of it
    before, after = cost(prepare(size)), cost(prepare(size * times))
    for _ in range(ROUNDS - 1):
        if after <= most * max(before, least()):
            return
        before, after = min(before, cost(prepare(size))), min(after, cost(prepare(size * times)))
    assert after <= most * max(before, least()), f"{times} times the size, {after / before:.1f} times the work"
