"""Values out of payloads that other people's programs wrote: absent, mistyped and absurd ones become None, never an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawlers.extract.page.dates import parse_date
from crawlers.extract.page.text import markup_to_text
from data.kinds.mention import Mention
from data.record.fields import MAX_COUNT, MAX_TEXT

MAX_SKEW = timedelta(days=1)
"""How far ahead of our clock a source's may run; a time beyond that is no time."""
EARLIEST = 1990
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
    return _moment(datetime.fromtimestamp(value, UTC), stated=False)


def timestamp(value: Any) -> Moment:
    """A time as APIs and feeds write it (ISO 8601, RFC 822, else what people write) as a moment; a naive one is UTC."""
    if not isinstance(value, str) or not value.strip():
        return NO_MOMENT
    value = value.strip()[:120]
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found.year >= EARLIEST and found.year < 2400:
            return _moment(found, stated=found.tzinfo is not None)
    read_by_people = parse_date(value)  # Buddhist years and month names of several languages
    return _moment(read_by_people, stated=False) if read_by_people else NO_MOMENT


def _moment(found: datetime, *, stated: bool) -> Moment:
    offset = found.utcoffset()
    try:
        at = found.astimezone(UTC).replace(tzinfo=None, microsecond=0) if found.tzinfo else found.replace(microsecond=0)
    except OverflowError:
        return NO_MOMENT
    if at.year < EARLIEST:
        return NO_MOMENT
    return Moment(at, int(offset.total_seconds() // 60) if stated and offset is not None else None)


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
