"""What the cells of a column hold, as shares of those that are filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from data.cells.errors import RowError
from data.cells.numbers import number
from data.cells.ratings import rating
from data.cells.times import DMY, MDY, NamedDate, Times
from data.cells.volumes import volume
from data.cells.words import words
from data.imports.spans import minutes, period
from data.languages import known
from data.languages.scripts import spaceless

_CUT = 500
_URL = re.compile(r"(?:https?://|www\.)\S+$")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+$")
_ID = re.compile(r"(?=\S*\d)[\w:/.-]{6,}$|#?\d+$")
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?$")
_REMAINS = re.compile(r"[\d.,\s%★☆⭐/½¼¾]+")


@dataclass
class Profile:
    """The cells of one column in the first rows of a file, in their order."""

    cells: Sequence[Any]
    brands: Collection[str]
    now: datetime
    named: NamedDate | None = None
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = [text for cell in self.cells if (text := shown(cell))]

    def share(self, holds: Callable[[str], bool]) -> float:
        """Of the filled cells those that hold something; 0 of none."""
        return sum(map(holds, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def filled(self) -> float:
        """Of all cells those that are filled."""
        return len(self.texts) / len(self.cells) if self.cells else 0.0

    @cached_property
    def dates(self) -> float:
        """Also of those that the file's order of day and month alone explains."""
        zone = ZoneInfo("UTC")
        readers = [Times(order, zone, self.now, self.named) for order in (DMY, MDY)]
        return max(self.share(partial(_is_date, times)) for times in readers)

    @cached_property
    def numbers(self) -> float:
        return self.share(lambda text: _reads(lambda: number(text)))

    @cached_property
    def values(self) -> list[float]:
        """The numbers of the cells that are ratings in any writing."""
        return [value for text in self.texts if (value := _rating(text)) is not None]

    @cached_property
    def ratings(self) -> float:
        return len(self.values) / len(self.texts) if self.texts else 0.0

    @cached_property
    def urls(self) -> float:
        return self.share(lambda text: bool(_URL.match(text)))

    @cached_property
    def emails(self) -> float:
        return self.share(lambda text: bool(_EMAIL.match(text)))

    @cached_property
    def flags(self) -> float:
        return self.share(lambda text: text.casefold() in words("flag"))

    @cached_property
    def volumes(self) -> float:
        return self.share(lambda text: _reads(lambda: volume(text)))

    @cached_property
    def periods(self) -> float:
        """Years, months and days."""
        times = Times(DMY, ZoneInfo("UTC"), self.now, self.named)
        return self.share(lambda text: _reads(lambda: period(text, times)))

    @cached_property
    def spans(self) -> float:
        return self.share(lambda text: _reads(lambda: minutes(text)))

    @cached_property
    def ids(self) -> float:
        """Long or numbered, without spaces."""
        return self.share(lambda text: bool(_ID.match(text)))

    @cached_property
    def named_brands(self) -> float:
        return self.share(lambda text: text.casefold() in self.brands)

    @cached_property
    def languages(self) -> float:
        return self.share(lambda text: bool(_LANGUAGE.match(text)) and text[:2].casefold() in known())

    @cached_property
    def prose(self) -> float:
        """Of several words, as people write."""
        return self.share(_is_prose)

    @cached_property
    def distinct(self) -> float:
        return len(set(self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def constant(self) -> bool:
        """Whether several cells all hold the same."""
        return len(self.texts) > 1 and len(set(self.texts)) == 1

    @cached_property
    def length(self) -> float:
        """Characters of a cell on average."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def counts_up(self) -> bool:
        """Whether the numbers are those of the rows: each one more than the one before."""
        steps = {later - earlier for earlier, later in zip(self.values, self.values[1:], strict=False)}
        return len(self.values) == len(self.texts) > 1 and len(steps) == 1 and steps <= {1.0, -1.0}


def shown(cell: Any) -> str:
    """A cell as text, cut and on one line; '' of an empty one."""
    return " ".join(str("" if cell is None else cell)[:_CUT].split())


def _is_date(times: Times, text: str) -> bool:
    try:
        found, _ = times.read(text)
    except (RowError, ValueError, OverflowError, OSError):
        return False
    return 1995 <= found.year <= times.now.year + 12


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except RowError:
        return False
    return True


def _rating(text: str) -> float | None:
    try:
        found = rating(text)
    except RowError:
        return None
    return found[0] if found else None


def _is_prose(text: str) -> bool:
    if _URL.match(text) or _EMAIL.match(text) or not _REMAINS.sub("", text):
        return False
    return text.count(" ") >= 3 or (spaceless(text) and len(text) >= 10)
