"""The one clock: now in UTC, as the database keeps times (naive)."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present moment as naive UTC, to the second: no source is more exact, and equal times then compare equal."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
