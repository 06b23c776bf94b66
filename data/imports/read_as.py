"""What was inferred from a whole file, kept beside its rejected rows: mended, they are read as the others were.

The column `reject_read_as` of a file of rejected rows says it in one cell, the same in each row:
`scale=10 dates.published_at=dmy decimal.rating=,`. Its parts, each left out where nothing was inferred: `scale` the top of
ratings that state none; `dates.FIELD` the order of a field's numeric dates (dmy, mdy, or mixed where the file had both);
`decimal.FIELD` a field's decimal sign (comma or point). A user may change it, or empty it to have the rows looked at anew.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.cells.times import DMY, MDY
from data.imports.errors import ImportFileError
from data.imports.reading import READ_AS

MIXED = "mixed"


@dataclass(frozen=True)
class ReadAs:
    """How a file is read: `scale` of ratings, field -> order of its dates, field -> its decimal sign."""

    scale: float | None = None
    orders: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [f"scale={self.scale:.15g}"] if self.scale is not None else []
        parts += [f"dates.{name}={order or MIXED}" for name, order in self.orders.items()]
        parts += [f"decimal.{name}={sign}" for name, sign in self.decimals.items() if sign]
        return " ".join(parts)

    @classmethod
    def parse(cls, cell: str, path: Path) -> ReadAs:
        """What `str` made. Raises ImportFileError."""
        scale, orders, decimals = None, {}, {}
        for part in cell.split():
            key, _, value = part.partition("=")
            what, _, name = key.partition(".")
            if key == "scale" and (scale := positive(value)) is not None:
                continue
            if what == "dates" and name and value in (DMY, MDY, MIXED):
                orders[name] = value
            elif what == "decimal" and name and value in (",", "."):
                decimals[name] = value
            else:
                raise ImportFileError(
                    f"{path}: {READ_AS}: expected parts such as scale=10, dates.published_at=dmy or decimal.rating=, "
                    f"found {part[:40]!r}. Mend the cells, or empty them to have the rows looked at anew."
                )
        return cls(scale, orders, decimals)


def stated(cells: Collection[str], path: Path) -> ReadAs | None:
    """What the distinct cells of the column say, None if nothing. Raises ImportFileError where they contradict."""
    if len(cells) > 1:
        found = " and ".join(repr(cell[:80]) for cell in sorted(cells)[:2])
        raise ImportFileError(
            f"{path}: {READ_AS}: expected the same in all rows, found {found}. Import the rows of each file by themselves."
        )
    return ReadAs.parse(next(iter(cells)), path) if cells else None


def positive(text: str) -> float | None:
    """A finite number above 0, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value > 0 and math.isfinite(value) else None
