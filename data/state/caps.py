"""Daily caps that hold across runs: how often a provider has been asked today, in `state/caps.json`."""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError

from data.files import set_aside, write_atomic

logger = logging.getLogger(__name__)


class _Counts(BaseModel):
    day: str
    asked: dict[str, int]


class DailyCap:
    """Counts asks of one provider on one day. One crawl runs at a time (locks.CRAWL), so nobody else writes the file."""

    def __init__(self, state_dir: Path, provider: str, cap: int, today: date) -> None:
        self.path = state_dir / "state" / "caps.json"
        self.provider, self.cap, self.day = provider, cap, today.isoformat()

    def take(self) -> bool:
        """Count one ask; False, and nothing counted, when the cap is reached."""
        counts = self._read()
        used = counts.get(self.provider, 0)
        if used >= self.cap:
            return False
        counts[self.provider] = used + 1
        write_atomic(self.path, json.dumps({"day": self.day, "asked": counts}))
        return True

    def left(self) -> int:
        """Asks that today still allows."""
        return max(0, self.cap - self._read().get(self.provider, 0))

    def _read(self) -> dict[str, int]:
        try:
            counts = _Counts.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValidationError:
            logger.warning("%s: damaged, so today's look-ups are counted anew", set_aside(self.path))
            return {}
        return counts.asked if counts.day == self.day else {}
