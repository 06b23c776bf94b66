"""The edition a moment belongs to: the month in the workspace's time zone, and the window of texts that it compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Edition:
    """`id` is 'YYYY-MM'; all times naive UTC. The previous window is as long as this one and ends just before it."""

    id: str
    window_start: datetime
    window_end: datetime
    window_days: int

    @property
    def previous_start(self) -> datetime:
        """Start of the window before this one."""
        return self.window_start - timedelta(days=self.window_days)

    @property
    def previous_end(self) -> datetime:
        """End of the window before this one: the last moment that is not in this one."""
        return self.window_start - timedelta(microseconds=1)

    @property
    def expires_at(self) -> datetime:
        """When a line of this edition has seen a whole new window of texts and must prove itself again."""
        return self.window_end + timedelta(days=self.window_days)


def edition_of(now: datetime, timezone: str, window_days: int) -> Edition:
    """The edition of `now` (naive UTC): its window ends now and is `window_days` long. The month is that of the
    Gregorian calendar, whatever calendar the workspace's country counts years in."""
    local = now.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone))
    return Edition(f"{local.year:04d}-{local.month:02d}", now - timedelta(days=window_days), now, window_days)


def last_moment(edition: str, timezone: str) -> datetime:
    """The last second of an edition's month in the time zone, as naive UTC."""
    year, month = (int(part) for part in edition.split("-"))
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=ZoneInfo(timezone))
    return following.astimezone(UTC).replace(tzinfo=None) - timedelta(seconds=1)
