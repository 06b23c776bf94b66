"""What pages used to yield, in `state/yields.json`: a page that suddenly gives far less has probably changed its layout."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from pydantic import TypeAdapter, ValidationError

from data.files import set_aside, write_atomic
from data.privacy import redact_emails

REMEMBERED = 5
"""Visits that make the norm. A lower yield that stays becomes the norm itself after three of them."""
ENOUGH = 5
"""Items below which a page's yield says nothing."""
COLLAPSE = 0.3
"""Share of the usual yield below which it counts as collapsed."""
USUAL_FIELD, LOST_FIELD = 0.8, 0.2
"""A field that at least USUAL_FIELD of the items had, and now at most LOST_FIELD have, is lost."""

CAUTION = "the page may have changed its layout, so this is not taken for a change of its content"
MAX_PAGES = 20_000
"""Pages remembered; those visited longest ago are forgotten first."""
logger = logging.getLogger(__name__)

Shares = Mapping[str, float]


_KNOWN = TypeAdapter(dict[str, list[dict[str, float]]])


class Yields:
    """The memory of one crawl. Keys are free (e-mail addresses in them are redacted); one crawl runs at a time, so nobody
    else writes the file. A damaged file is put aside and the memory begins anew: it only serves to notice changes."""

    def __init__(self, state_dir: Path) -> None:
        self.path = state_dir / "state" / "yields.json"
        self._known: dict[str, list[dict[str, float]]] = {}
        try:
            self._known = _KNOWN.validate_json(self.path.read_bytes())
        except FileNotFoundError:
            pass
        except ValidationError:
            logger.warning("%s: damaged, so usual yields are learnt anew", set_aside(self.path))

    def judge(self, key: str, items: int, shares: Shares) -> str | None:
        """Remember a page's yield (`shares`: field -> share 0..1 of items that have it); what is wrong with it, or None."""
        key = redact_emails(key)
        history = self._known[key] = self._known.pop(key, [])  # the newest last, so that `save` drops the oldest
        reason = collapse(history, items, shares, CAUTION)
        history.append({"": float(items), **shares})
        del history[:-REMEMBERED]
        return reason

    def save(self) -> None:
        """Write the memory, whole or not at all."""
        for key in list(self._known)[:-MAX_PAGES]:
            del self._known[key]
        write_atomic(self.path, json.dumps(self._known, ensure_ascii=False))


def collapse(history: list[dict[str, float]], items: int, shares: Shares, caution: str) -> str | None:
    """What is wrong with a yield after those of `history`, and the `caution` with which it is to be taken; None if nothing is."""
    if not history:
        return None
    usual = median(visit[""] for visit in history)
    if usual < ENOUGH:
        return None
    if items < COLLAPSE * usual:
        return f"{items} found where {usual:.0f} were usual: {caution}"
    for name, share in shares.items():
        before = median(visit.get(name, 0.0) for visit in history)
        if items >= ENOUGH and before >= USUAL_FIELD and share <= LOST_FIELD:
            return f"{name} missing in {1 - share:.0%} of items where {before:.0%} had it: {caution}"
    return None
