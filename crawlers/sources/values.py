"""Values out of payloads that other people's programs wrote: absent, mistyped and absurd ones become None, never an error."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime, parsedate_tz
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawlers.extract.page.dates import parse_date
from crawlers.extract.page.text import markup_to_text
from data.kinds.mention import Mention
from data.record.fields import MAX_COUNT, MAX_TEXT

MAX_SKEW = timedelta(days=1)
"""How far ahead of our clock a source's may run; a time beyond that is no time."""
EARLIEST = 1990
_CLOCK = re.compile(
    r"(?<![\d:+-])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?:\s?(?P<half>[apAP])\.?[mM]\b\.?)?"
)
_OFFSET = re.compile(r"(?<=:\d\d)\s?(?:GMT|UTC)?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})$")
_FARTHEST = 14
"""Hours that the clocks of a place can be ahead of or behind UTC."""
_MARKUP_SLACK = 10
"""Markup may be so many times longer than the text kept of it."""


class MalformedError(ValueError):
    """An answer that is not what its API documents; the message says what was expected and found."""


class Moment(NamedTuple):
    """A time as naive UTC, and the offset in minutes that the source stated it with (None if it stated none)."""

    at: datetime | None
    utc_offset: int | None


NO_MOMENT = Moment(None, None)


def load_json(body: bytes, what: str) -> Any:
    """The JSON value in `body`. Raises MalformedError, naming `what` was expected."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        start = body[:60].decode("utf-8", "replace").replace("\n", " ")
        raise MalformedError(f"expected {what} as JSON, found {len(body)} bytes that begin {start!r}") from None


def mapping(value: Any) -> Mapping[str, Any]:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: Any) -> list[Any]:
    """`value` if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects in an array."""
    return [entry for entry in sequence(value) if isinstance(entry, Mapping)]


def word(value: Any) -> str | None:
    """A non-empty text on one line (ids, names, addresses); numbers as their digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def count(value: Any) -> int | None:
    """A count as given, also where a text holds its digits; a score below zero counts 0; None for what is no count."""
    if isinstance(value, str):
        # Digits of other scripts pass isdigit() too, and int() refuses numbers of thousands of digits.
        value = int(value) if len(value) < 20 and value.isascii() and value.isdigit() else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value <= MAX_COUNT:
        return None
    return max(0, int(value))


def text(value: Any) -> str:
    """Plain text of a string that may hold HTML; '' for anything else."""
    return markup_to_text(value[: MAX_TEXT * _MARKUP_SLACK]) if isinstance(value, str) else ""


def web_address(value: Any) -> str | None:
    """`value` if it is an http(s) address."""
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value.strip())
        return value.strip() if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def epoch(value: Any) -> Moment:
    """Seconds since 1970 as a moment; they state no offset."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**35:
        return NO_MOMENT
    return _moment(datetime.fromtimestamp(value, UTC).replace(tzinfo=None))


def timestamp(value: Any) -> Moment:
    """A time as APIs and feeds write it (ISO 8601, RFC 822, else what people write) as a moment; a naive one is UTC. What no
    calendar and no clock shows (32 November, 25:00) is no time: to repair it would be to invent one."""
    if not isinstance(value, str) or not value.strip():
        return NO_MOMENT
    value = value.strip()[:120]
    clock = _CLOCK.search(value)
    if clock is None:
        return _as_written(value)
    if not _is_clock(clock):
        return NO_MOMENT
    hour = int(clock["hour"])
    if clock["half"]:  # "8:00 PM", of which the standards know nothing
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    seconds = min(int(clock["second"] or 0), 59)
    plain = f"{value[: clock.start()]}{hour % 24:02}:{clock['minute']}:{seconds:02}{value[clock.end() :]}"
    return _as_written(plain, timedelta(days=hour // 24))  # 24:00 is the end of a day, as ISO 8601 has it


def _as_written(value: str, later: timedelta = timedelta(0)) -> Moment:
    found = _standard(value)
    if found is None and parsedate_tz(value) is None:
        found = _of_people(value)
    return _moment(found + later) if found is not None else NO_MOMENT


def _is_clock(clock: re.Match[str]) -> bool:
    """Whether a clock can show it; 23:59:60 is a second that some days have."""
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
    if clock["half"]:
        return 1 <= hour <= 12 and minute < 60 and second < 60
    return (hour < 24 and minute < 60 and second <= 60) or (hour, minute, second) == (24, 0, 0)


def _standard(value: str) -> datetime | None:
    """A time of ISO 8601 or RFC 822."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if EARLIEST <= found.year < 2400:
            return found
    return None


def _of_people(value: str) -> datetime | None:
    """A time as people write it: Buddhist years and month names of several languages, perhaps with an offset at the end."""
    offset = _OFFSET.search(value)
    found = parse_date(value[: offset.start()] if offset else value)
    if found is None or offset is None:
        return found
    hours, minutes = int(offset["hours"]), int(offset["minutes"])
    if hours > _FARTHEST or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return found.replace(tzinfo=timezone(-ahead if offset["sign"] == "-" else ahead))


def _moment(found: datetime) -> Moment:
    offset = found.utcoffset()
    try:
        at = found.astimezone(UTC).replace(tzinfo=None, microsecond=0) if found.tzinfo else found.replace(microsecond=0)
    except OverflowError:
        return NO_MOMENT
    if at.year < EARLIEST:
        return NO_MOMENT
    return Moment(at, int(offset.total_seconds() // 60) if offset is not None else None)


def is_possible(at: datetime | None, fetched_at: datetime) -> bool:
    """Whether a time can be that of something read at `fetched_at`: not more than MAX_SKEW ahead of it."""
    return at is None or at <= fetched_at + MAX_SKEW


def language_code(value: Any) -> str | None:
    """'en-US' -> 'en'; None for what is no language tag."""
    tag = (word(value) or "").replace("_", "-").split("-")[0].lower()
    return tag if 2 <= len(tag) <= 3 and tag.isascii() and tag.isalpha() and tag != "und" else None


def mention(network: str, native_id: str, **fields: Any) -> Mention:
    """The record of what was read; what is None stays unset, so that it says what its source said."""
    known = {name: value for name, value in fields.items() if value is not None}
    return Mention(network=network, native_id=native_id, **known)
