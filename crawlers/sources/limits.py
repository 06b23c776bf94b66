"""What servers say about when they may be asked again, in their several ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import zip_longest

MAX_HEARD = 30 * 86_400.0
"""Seconds: a longer wait is a mistake, and is heard as this."""
_EPOCH = 10**9
"""Numbers of seconds above this are a date since 1970."""


def wait_asked(status: int, headers: Mapping[str, str], now: datetime) -> float:
    """Seconds to wait before the next request, by `Retry-After` (429, 503) and by the rate-limit headers; 0 if none.

    `headers` in lower case; `now` naive UTC. Rate-limit headers: (x-)ratelimit-remaining with -reset as seconds, as
    seconds since 1970 or as a date. A refusal (429) that names no time asks for a minute.
    """
    waits = [_until(headers.get("retry-after"), now)] if status in (429, 503) else []
    for prefix in ("x-ratelimit-", "ratelimit-"):
        left = (headers.get(prefix + "remaining") or "").split(",")
        resets = (headers.get(prefix + "reset") or "").split(",") if len(left) > 1 else [headers.get(prefix + "reset")]
        # Several windows (a second, a month) stand in one header, in the same order in both.
        for remaining, reset in zip_longest(map(_number, left), resets):
            spent = remaining is not None and remaining < 1
            if spent or (status == 429 and len(left) == 1):
                waits.append(_until(reset, now))
    heard = [wait for wait in waits if wait is not None]
    if heard:
        return max(heard)
    return 60.0 if status == 429 else 0.0


def _until(value: str | None, now: datetime) -> float | None:
    number = _number(value)
    if number is not None:
        seconds = number - now.replace(tzinfo=UTC).timestamp() if number > _EPOCH else number
        return min(max(0.0, seconds), MAX_HEARD)
    if not value:
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(value.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return min(max(0.0, (at - now.replace(tzinfo=UTC)).total_seconds()), MAX_HEARD)
    return None


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None and len(value) < 30 else None
    except ValueError:
        return None
    return number if number is not None and number == number and abs(number) != float("inf") else None
