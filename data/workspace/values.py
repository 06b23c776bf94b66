"""What the tables of overheard.toml are made of: their base, names and web addresses."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
"""A text with at least one character that shows."""


class Table(BaseModel):
    """A table of overheard.toml: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


MAX_ADDRESS = 2_000
"""Characters of a web address: servers and Scrapy refuse little more."""


def web_url(value: str) -> str:
    """`value` without space around it. Raises ValueError for what is no http(s) address, is too long, or holds a user's name."""
    if len(value) > MAX_ADDRESS:
        raise ValueError(
            f"expected an address of at most {MAX_ADDRESS:,} characters, which this one of {len(value):,} is not"
        )
    try:
        parts = urlsplit(value.strip())
    except ValueError:  # brackets that make no host
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in value.strip()):
        raise ValueError("expected a web address such as https://www.acme.example/")
    try:
        parts.port  # noqa: B018  # raises on a port that is no number
    except ValueError:
        raise ValueError("expected a port between 0 and 65535 in the address") from None
    if "@" in parts.netloc:
        raise ValueError("expected an address without a user name or password, which would reach files and logs")
    return value.strip()


def time_zone(value: str) -> str:
    """`value`. Raises ValueError for what is no IANA time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or longer than a file's name may be
        raise ValueError("expected an IANA time zone such as Asia/Bangkok") from None
    return value
