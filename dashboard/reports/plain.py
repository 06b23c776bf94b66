"""Report objects in terms of JSON: what the exports, the command line and assistants are given."""

from __future__ import annotations

from datetime import date, datetime
from math import isfinite
from typing import Any

from dashboard.reports.words import iso


def plain(value: Any) -> Any:
    """`value` in terms of JSON; a lone surrogate comes out as its `\\udXXX` escape through `as_json`."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    return str(value)
