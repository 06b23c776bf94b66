"""What the spider of sites reports of what it does not read, and keeps of what it read: without a crawl around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse, Request

from crawlers.spiders.site import MAX_ANSWER_PAGES, SiteSpider
from crawlers.spiders.target import FAQS, Target
from data.kinds.faq import Faq
from data.kinds.visit import Visit
from tests.overheard.test_crawl import workspace

SITE = "https://acme.example"


def spider(folder: Path, limit: int = 200) -> SiteSpider:
    workspace(folder, {"Acme": {"site": f"{SITE}/", "faqs": [f"{SITE}/help"]}}, [])
    return SiteSpider(workspace=str(folder), run_id="r1", limit=limit)


def came(reader: SiteSpider, path: str, markup: str) -> list[Any]:
    """What the spider makes of a page that it asked for as the brand's FAQ."""
    request = Request(SITE + path)
    response = HtmlResponse(SITE + path, body=markup.encode(), encoding="utf-8", request=request)
    return list(reader.parse_site(response, Target(reader.brands[0], frozenset({FAQS}), configured=True)))


def help_page(answers: int, categories: int = 0) -> str:
    asked = "".join(f"<li><a href='/help/articles/{n}'>How do I cancel order {n}?</a></li>" for n in range(answers))
    below = "".join(f"<li><a href='/help/categories/{n}'>Orders of kind {n}</a></li>" for n in range(categories))
    return f"<html><title>Help centre</title><h1>Help centre</h1><ul>{asked}</ul><ul>{below}</ul></html>"


def test_answers_beyond_the_share_of_a_site_are_reported(tmp_path: Path) -> None:
    reader = spider(tmp_path)
    made = came(reader, "/help", help_page(MAX_ANSWER_PAGES + 3))
    visit = next(one for one in made if isinstance(one, Visit))
    assert (visit.status, visit.reason) == (
        "partial", f"3 pages of answers not read: at most {MAX_ANSWER_PAGES} of a site are",
    )  # fmt: skip
    assert sum(isinstance(one, Request) for one in made) == MAX_ANSWER_PAGES
    again = came(reader, "/help/more", help_page(MAX_ANSWER_PAGES))
    assert not any(isinstance(one, Request) for one in again), "each is asked for once"
    assert "not read" not in str(next(one for one in again if isinstance(one, Visit)).reason)


def test_categories_beyond_the_limit_of_pages_are_reported(tmp_path: Path) -> None:
    reader = spider(tmp_path, limit=2)
    made = came(reader, "/help", help_page(3, categories=5))
    visits = [one for one in made if isinstance(one, Visit) and one.kind == FAQS]
    assert [(visit.status, visit.reason) for visit in visits] == [
        ("partial", "3 pages of categories not read: this crawl's limit of 2 pages a site is reached"),
    ]


def test_a_page_that_waits_for_its_own_address_is_kept_at_the_end(tmp_path: Path) -> None:
    reader = spider(tmp_path)
    pairs = "".join(
        f"<details><summary>Is gate {n} open?</summary><p>It is, on day {n}.</p></details>" for n in range(3)
    )
    head = f"<link rel='canonical' href='{SITE}/answers'>"
    made = came(reader, "/faq", f"<html><head><title>FAQ</title>{head}</head><h1>FAQ</h1>{pairs}</html>")
    assert [type(one) for one in made] == [Request], "its own address is asked for first"
    kept = list(reader.held_back())
    assert [one.question for one in kept if isinstance(one, Faq)] == [f"Is gate {n} open?" for n in range(3)]
    assert [(one.url, one.status, one.items) for one in kept if isinstance(one, Visit)] == [
        (f"{SITE}/faq", "observed", 3)
    ]
    assert list(reader.held_back()) == []
