"""What pages used to yield, in `state/yields.json`: a page that suddenly gives far less has probably changed its layout."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from data.files import write_atomic

REMEMBERED = 5
"""Visits that make the norm. A lower yield that stays becomes the norm itself after three of them."""
ENOUGH = 5
"""Items below which a page's yield says nothing."""
COLLAPSE = 0.3
"""Share of the usual yield below which it counts as collapsed."""
USUAL_FIELD, LOST_FIELD = 0.8, 0.2
"""A field that at least USUAL_FIELD of the items had, and now at most LOST_FIELD have, is lost."""

Shares = Mapping[str, float]


class Yields:
    """The memory of one crawl. Keys are free; one crawl runs at a time, so nobody else writes the file.

    Raises ValueError, naming the file, when it cannot be read.
    """

    def __init__(self, state_dir: Path) -> None:
        self.path = state_dir / "state" / "yields.json"
        try:
            self._known: dict[str, list[dict[str, float]]] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self._known = {}
        except ValueError as error:
            raise ValueError(f"{self.path}: expected JSON, found something else ({error}); delete the file") from None

    def judge(self, key: str, items: int, shares: Shares) -> str | None:
        """Remember a page's yield (`shares`: field -> share 0..1 of items that have it); what is wrong with it, or None."""
        history = self._known.setdefault(key, [])
        reason = _collapse(history, items, shares)
        history.append({"": float(items), **shares})
        del history[:-REMEMBERED]
        return reason

    def save(self) -> None:
        """Write the memory, whole or not at all."""
        write_atomic(self.path, json.dumps(self._known, ensure_ascii=False))


def _collapse(history: list[dict[str, float]], items: int, shares: Shares) -> str | None:
    if not history:
        return None
    usual = median(visit[""] for visit in history)
    if usual < ENOUGH:
        return None
    caution = "the page may have changed its layout, so this is not taken for a change of its content"
    if items < COLLAPSE * usual:
        return f"{items} found where {usual:.0f} were usual: {caution}"
    for name, share in shares.items():
        before = median(visit.get(name, 0.0) for visit in history)
        if items >= ENOUGH and before >= USUAL_FIELD and share <= LOST_FIELD:
            return f"{name} missing in {1 - share:.0%} of items where {before:.0%} had it: {caution}"
    return None
