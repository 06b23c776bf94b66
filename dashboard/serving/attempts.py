"""How often a password may be tried: a few times in a row, then after a pause that doubles."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = 5
"""Wrong passwords from one address for one name before the first pause."""
FREE_FOR_NAME = 50
"""The same from all addresses together: a whole network that tries one name is slowed down, one stranger locks nobody out."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 900.0
FORGOTTEN_AFTER = 3600.0
REMEMBERED = 10_000
"""Names and addresses kept in memory; the oldest are forgotten first."""


@dataclass
class _Tries:
    wrong: int = 0
    until: float = 0.0
    last: float = 0.0


class Attempts:
    """Counts wrong passwords by name and address, and by name."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def pause(self, name: str, address: str) -> float:
        """Seconds until this name may be tried again from this address; 0 for now."""
        now = self.clock()
        return max(0.0, *(self._of(key).until - now for key in ((name, address), (name, ""))))

    def failed(self, name: str, address: str) -> None:
        """Remember a wrong password."""
        now = self.clock()
        for key, free in (((name, address), FREE), ((name, ""), FREE_FOR_NAME)):
            tries = self._of(key)
            tries.wrong, tries.last = tries.wrong + 1, now
            if tries.wrong >= free:
                tries.until = now + min(FIRST_PAUSE * 2 ** min(tries.wrong - free, 10), LONGEST_PAUSE)
            self._tries[key] = tries
            self._tries.move_to_end(key)
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Take back the last `failed`, and forget the wrong passwords of this name from this address."""
        self._tries.pop((name, address), None)
        if everywhere := self._tries.get((name, "")):
            everywhere.wrong -= 1

    def _of(self, key: tuple[str, str]) -> _Tries:
        found = self._tries.get(key)
        return found if found and self.clock() - found.last < FORGOTTEN_AFTER else _Tries()
