"""Daily caps that hold across runs: how often a provider has been asked today, in `state/caps.json`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from data.files import write_atomic


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

    def _read(self) -> dict[str, int]:
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return dict(content["asked"]) if content.get("day") == self.day else {}
