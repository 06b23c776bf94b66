"""What the sites' clocks say: the Date header of an answer is a witness against a wrong clock of ours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from statistics import median
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.fetching.guards import site_of
from data.clock import utc_now

WITNESSES = 3
"""Sites whose clocks make one witness: the median of three bears one that is wrong itself."""
_AHEAD: WeakKeyDictionary[Crawler, dict[str, float]] = WeakKeyDictionary()


def note_clock(crawler: Crawler, response: Response) -> None:
    """Remember how far our clock is ahead of the first answer of a site, if that says its time. Answers from a cache between
    are older than they say."""
    known, site = _AHEAD.setdefault(crawler, {}), site_of(response.url)
    said = response.headers.get("Date")
    if said is None or site in known or "Age" in response.headers:
        return
    try:
        at = parsedate_to_datetime(said.decode("latin-1"))
    except (ValueError, OverflowError):
        return
    known[site] = (utc_now() - (at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at)).total_seconds()


def clock_ahead(crawlers: Iterable[Crawler]) -> float | None:
    """Seconds by which our clock is ahead of the sites' (negative: behind), or None where too few say theirs."""
    sites = {site: ahead for crawler in crawlers for site, ahead in _AHEAD.get(crawler, {}).items()}
    return median(sites.values()) if len(sites) >= WITNESSES else None
