"""What one site may cost: time, bytes and records, each site for itself, and the crawl as a whole."""

from __future__ import annotations

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawlers.fetching.budget import Budget, BudgetSpentError

SLOW, OTHER = "http://slow.example/a", "http://other.example/a"


def budget(**settings: float) -> Budget:
    """A budget that is ample but for what `settings` say."""
    ample = {"SITE_SECONDS": 60.0, "SITE_BYTES": 1000, "SITE_ITEMS": 10, "CRAWL_SECONDS": 60.0} | settings
    return Budget(Crawler(Spider, {f"OVERHEARD_{name}": value for name, value in ample.items()}))


def refusal(of: Budget, url: str) -> IgnoreRequest | None:
    try:
        of.check(url)
    except IgnoreRequest as refused:
        return refused
    return None


def test_a_site_that_keeps_us_waiting_costs_its_own_time_only() -> None:
    slow = budget(SITE_SECONDS=1e-9)
    with slow.waiting(SLOW):
        pass
    assert isinstance(refusal(slow, SLOW), BudgetSpentError)
    assert "crawl.site_minutes" in str(refusal(slow, SLOW))
    assert refusal(slow, OTHER) is None
    assert slow.seconds_left(SLOW) == 1.0


@pytest.mark.parametrize("what", ["bytes", "items"])
def test_bytes_and_records_of_a_site_are_limited(what: str) -> None:
    limited = budget()
    assert refusal(limited, SLOW) is None
    for _ in range(10):
        limited.add_item(SLOW) if what == "items" else limited.add_bytes(SLOW, 100)
    found = refusal(limited, SLOW)
    assert isinstance(found, BudgetSpentError)
    assert ("crawl.site_items" if what == "items" else "crawl.site_megabytes") in str(found)
    assert refusal(limited, OTHER) is None


def test_a_crawl_ends_when_its_time_is_used_up() -> None:
    assert "crawl.crawl_hours" in str(refusal(budget(CRAWL_SECONDS=-1.0), OTHER))
