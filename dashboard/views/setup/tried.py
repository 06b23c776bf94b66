"""What is read off a page, before it is saved: by the command that people use, which lands nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.reports.messages import t

SECONDS = 120
KINDS = {"site": "channels", "faqs": "faqs", "reviews": "reviews"}
"""A key of [[brand]] -> what its pages are read for."""


@dataclass(frozen=True)
class Tried:
    """What a page gave, in a sentence, and whether anything of what it is for was found."""

    said: str
    good: bool


def tried(root: Path, page: str, key: str) -> Tried:
    """Read the page that stands under `key` of a brand, with the settings of the workspace in `root`."""
    if not page.lower().startswith(("http://", "https://")):
        return Tried(t("app.settings.tried_store"), good=True)
    kind = KINDS[key]
    command = [sys.executable, "-m", "overheard", "read", page, "--json", "--kind", kind, "--workspace", str(root)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Tried(t("app.settings.tried_slow", seconds=SECONDS), good=False)
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.strip().splitlines() or [t("app.settings.tried_nothing")]
        return Tried(said[-1], good=False)
    if "kinds" not in found:
        return Tried(t("app.settings.tried_failed", status=found["status"], reason=found["reason"] or ""), good=False)
    records = found["kinds"].get(kind, {}).get("records", [])
    rated = sum(record.get("rating") is not None for record in records)
    return Tried(t(f"app.settings.tried_{kind}", n=len(records), rated=rated), good=bool(records))
