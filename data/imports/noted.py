"""What was read in a way that people should know of: counted by field, with an example each, and reported once a file."""

from __future__ import annotations

from collections import Counter
from typing import Any

REFUSED = "refused, "
"""How a note begins of a value that is left out."""
_SHOWN = 40
"""Characters of an example."""


class Noted:
    """Counts what is noted while rows are read; one a process, added up at the end."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], str] = {}
        self.refused = 0
        """Values that were left out of rows whose rest was kept, since the beginning."""

    def add(self, field: str, what: str, cell: Any = None) -> None:
        """One more of `what` in a field; `cell` is an example that names nobody, None for none."""
        self._counts[field, what] += 1
        self.refused += what.startswith(REFUSED)
        if cell is not None and (field, what) not in self._examples:
            self._examples[field, what] = str(cell)[:_SHOWN]

    def update(self, other: Noted) -> None:
        """Add what another process noted."""
        self._counts.update(other._counts)
        self._examples = {**other._examples, **self._examples}

    def taken(self) -> Noted:
        """What was noted since this was last asked."""
        found = Noted()
        found._counts, found._examples, self._counts, self._examples = self._counts, self._examples, Counter(), {}
        return found

    def lines(self) -> list[str]:
        """What to say of a file, the most frequent first."""
        found = []
        for (field, what), n in self._counts.most_common():
            example = self._examples.get((field, what))
            found.append(f"{field}: {n} {what}" + (f" (such as {example!r})" if example is not None else ""))
        return found
