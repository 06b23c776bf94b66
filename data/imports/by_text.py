"""Whom a row of mentions means where neither it nor the command names a brand: whom its text names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from data.cells.errors import RowError
from data.wording import counted

ReadsBrands = Callable[[str, Sequence[str], str | None], tuple[str, ...]]
"""(text, addresses it leads to, its language or None) -> the ids of the brands that it means."""
NAMES_NONE = "brand: expected a brand, or a text that names one of overheard.toml, found neither"


class ByText:
    """Reads rows as crawled mentions are read, and counts those in which that was needed."""

    def __init__(self, read: ReadsBrands | None = None) -> None:
        self.read = read
        self._matched = 0

    def brands(self, row: dict[str, Any]) -> tuple[str, ...]:
        """The ids of the brands that the row's texts and address mean. Raises RowError where they mean none, and for a
        brand's own voice, which no text tells."""
        if row["voice"] == "brand":
            raise RowError("brand: expected the brand whose voice this is, found none (add a column brand)")
        url = row.get("url")
        text = f"{row.get('title') or ''}\n{row.get('body') or ''}"
        found = self.read(text, (url,) if url else (), row.get("language")) if self.read else ()
        if not found:
            raise RowError(f"{NAMES_NONE} (add a column brand, or name one for all rows by --brand)")
        self._matched += 1
        return found

    def taken(self) -> int:
        """How many rows were matched since this was last asked."""
        matched, self._matched = self._matched, 0
        return matched


def summary(matched: int, unmatched: int) -> str:
    """What to say of rows that named no brand; '' if there were none."""
    if not matched + unmatched:
        return ""
    return (
        f"{counted(matched + unmatched, 'row')} without a brand: {matched} matched by what the text names, {unmatched} rejected, "
        "for the text names none either"
    )
