"""Pages that are asked for on condition that they changed (RFC 9110, 13): a 304 says that a page is as it was, and what was
landed of it lands again.

Only what was read whole, well and from its own address is remembered, with a digest of all that decided what was read: the
program, its words, overheard.toml, the key, what the page was asked for. Where any of it differs, where landing does not hold
every line any more, where what is read moves with the clock ("2 days ago"), and once in FULL_DAYS in any case, a page is asked
for without condition: of a server that says 304 of a page that changed nobody can tell."""

from __future__ import annotations

import hashlib
import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from pydantic import BaseModel, Field
from scrapy.http import Request, Response

from crawlers.items import Landed, Remembered
from data.clock import utc_now
from data.kinds import KINDS
from data.landing import landing_line
from data.landing.again import LandedBefore, fingerprint
from data.languages import VARIABLE
from data.privacy import load_key, redact_emails
from data.record.model import Record
from data.state.validators import Known, Validators
from data.workspace import CONFIG_NAME, Workspace

if TYPE_CHECKING:
    from crawlers.spiders.base import OverheardSpider

NOT_MODIFIED = 304
FULL_DAYS = 7
"""A page is read whole at least so often."""
CONDITION = "overheard_condition"
"""The meta key of what is known of a page that is asked for on condition."""
CONDITIONAL = ("If-None-Match", "If-Modified-Since")
SETTLED = timedelta(minutes=1)
"""A page may change twice in the second that its Last-Modified names: that counts only so long after (RFC 9110, 8.8.2.2)."""
MAX_VALIDATOR = 256
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]+"')
_LINE = re.compile(rb'\{"record":"(?P<kind>\w+)","data":(?P<data>\{.*\})\}')
_ROOT = Path(__file__).resolve().parent.parent
_READ_BY = ("crawlers", "data")
"""Packages that decide what is read of a page, and what of it may be kept."""


class Held(BaseModel):
    """What a page held of one kind: records, how many show a rating, how many of these were not read, and the share (0..1) of
    them that have each watched field."""

    items: int = 0
    ratings: int = 0
    ratings_unread: int = 0
    shares: dict[str, float] = Field(default_factory=dict)


class Seen(BaseModel):
    """What a crawl needs to know of a page beside its records."""

    url: str
    """The address that it is known by."""
    digest: str
    """Of its bytes."""
    held: str
    """Of what it holds."""
    named: list[str] = Field(default_factory=list)
    """Addresses that it says hold the same."""
    kinds: dict[str, Held] = Field(default_factory=dict)
    unread: str = ""
    """What it claims of reviews where none was read."""
    pages: dict[str, list[str]] = Field(default_factory=dict)
    """Of a home page: kind -> the pages that it leads to."""
    is_list: bool = False
    """Whether it lists questions whose answers may be behind links."""
    answers: list[str] = Field(default_factory=list)
    categories: list[str] = Field(default_factory=list)
    following: str | None = None
    """The next page of its list."""
    fingerprint: str = ""
    """Of the records that make its list."""


class Unchanged:
    """What one spider knows of its pages."""

    def __init__(self, spider: OverheardSpider, asked: Sequence[str]) -> None:
        self._spider, self._asked = spider, " ".join(asked)
        self._reader = b""
        self._validators = Validators(spider.workspace.state_dir)

    def ask(self, request: Request, page: str, how: str) -> Request:
        """`request`, on condition where the page may be as it was. `page`: what it is remembered by; `how`: all that it was asked
        for."""
        known = self._validators.get(page)
        before = self._spider.before
        if known is None or before is None or not self._holds(known, how, before):
            return request
        given = zip(CONDITIONAL, (known.etag, known.last_modified), strict=True)
        headers = {name: value for name, value in given if value}
        # Scrapy hands 304 on to the spider only of requests that ask for it: of all others it is an error.
        meta = {CONDITION: known, "handle_httpstatus_list": [NOT_MODIFIED]}
        return request.replace(headers={**request.headers, **headers}, meta={**request.meta, **meta})

    def _holds(self, known: Known, how: str, before: LandedBefore) -> bool:
        age = utc_now() - known.full_at
        if not timedelta() <= age < timedelta(days=FULL_DAYS):
            return False
        return known.read_by == self._read_by(how) and before.holds(known.lines)

    def as_it_was(self, response: Response, at: datetime) -> tuple[Seen, list[Landed]] | None:
        """What is known of a page and was landed of it, as read `at`; None where its 304 is not to be believed, or it cannot be
        had."""
        known: Known | None = response.meta.get(CONDITION)
        before = self._spider.before
        if known is None or before is None or response.meta.get("redirect_urls"):
            return None  # where it was led to said 304, of which we know nothing
        said = (response.headers.get("ETag") or b"").decode("latin-1")
        if said and known.etag and said.removeprefix("W/") != known.etag.removeprefix("W/"):
            return None  # it names another version than the one it was asked about
        lines = before.lines(known.lines)
        found = [record for line in lines or () if (record := _again(line, at)) is not None]
        if lines is None or len(found) < len(lines):
            return None
        return Seen.model_validate(known.seen), [Landed(record) for record in found]

    def may_remember(self, response: Response) -> bool:
        """Whether a page that came can be asked for on condition, by what its server says of it."""
        plain = response.status == 200 and not response.meta.get("redirect_urls")
        return self._spider.before is not None and plain and bool(_etag(response) or _last_modified(response))

    def remember(
        self, response: Response, page: str, how: str, seen: Seen, records: Sequence[Record]
    ) -> list[Remembered]:
        """What has a page remembered that came whole and may be, one at most: none whose address would keep somebody's."""
        if redact_emails(page) != page:
            return []
        etag, modified = _etag(response), _last_modified(response)
        known = Known(
            etag=etag, last_modified=modified, read_by=self._read_by(how), full_at=utc_now(),
            seen=seen.model_dump(mode="json", exclude_defaults=True),
        )  # fmt: skip

        def keep(lines: Sequence[str]) -> None:
            self._validators.put(page, known.model_copy(update={"lines": list(lines)}))

        return [Remembered(records, keep)]

    def forget(self, page: str) -> None:
        """A page is not to be asked for on condition."""
        self._validators.drop(page)

    def write(self) -> None:
        """Keep it all for the next crawl."""
        self._validators.write()

    def _read_by(self, how: str) -> str:
        self._reader = self._reader or _reader(self._spider.workspace)
        return hashlib.blake2b(f"{self._asked}|{how}".encode(), key=self._reader, digest_size=8).hexdigest()


def unconditional(request: Request, url: str) -> Request:
    """A request that was on condition, for `url` without one."""
    headers = {name: value for name, value in request.headers.items() if name.decode("latin-1") not in CONDITIONAL}
    meta = {name: value for name, value in request.meta.items() if name not in (CONDITION, "handle_httpstatus_list")}
    for name in ("redirect_urls", "redirect_reasons", "redirect_times", "redirect_ttl"):
        meta.pop(name, None)
    return request.replace(url=url, headers=headers, meta=meta, dont_filter=True)


def _again(line: bytes, at: datetime) -> Record | None:
    """The record of a landed line as read `at`; None unless it lands as that line."""
    match = _LINE.fullmatch(line)
    model = KINDS.get(match["kind"].decode()) if match else None
    if match is None or model is None:
        return None
    try:
        record = model.model_validate_json(match["data"])
    except ValueError:
        return None
    record = record.model_copy(update={"fetched_at": at})
    return record if fingerprint(landing_line(record).rstrip(b"\n")) == fingerprint(line) else None


def _etag(response: Response) -> str:
    said = (response.headers.get("ETag") or b"").decode("latin-1").strip()
    return said if len(said) <= MAX_VALIDATOR and _ETAG.fullmatch(said) else ""


def _last_modified(response: Response) -> str:
    said = (response.headers.get("Last-Modified") or b"").decode("latin-1").strip()
    now = (response.headers.get("Date") or b"").decode("latin-1").strip()
    try:
        settled = _time(now) - _time(said) >= SETTLED
    except (ValueError, OverflowError):
        return ""
    return said if settled and len(said) <= MAX_VALIDATOR else ""


def _time(text: str) -> datetime:
    at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _reader(workspace: Workspace) -> bytes:
    """A digest of what decides what is read of a page and what lands of it, but for how it was asked for."""
    state = workspace.state_dir
    digest = hashlib.blake2b(_program(), key=load_key(state)[:64], digest_size=32)
    digest.update((workspace.root / CONFIG_NAME).read_bytes())
    return digest.digest()


@cache
def _program() -> bytes:
    """A digest of the program that reads, with its words."""
    digest = hashlib.blake2b(f"{platform.python_version()} {etree.LXML_VERSION} {etree.LIBXML_VERSION}".encode())
    own_words = os.environ.get(VARIABLE)
    for folder in (*(_ROOT / package for package in _READ_BY), *([Path(own_words)] if own_words else [])):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(f"{path.relative_to(folder.parent)}\n".encode() + path.read_bytes())
    return digest.digest()
