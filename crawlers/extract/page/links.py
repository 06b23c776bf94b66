"""The links of a page: their absolute addresses, and what they call themselves."""

from __future__ import annotations

from crawlers.extract.page import Page, once_a_page
from data.urls import absolute


@once_a_page
def links(page: Page) -> list[tuple[str, str]]:
    """(absolute http(s) URL, text or label) of each <a href>, in page order. Read once a page."""
    start = base(page)
    labels = page.survey.labels
    written = [(anchor.get("href"), anchor) for anchor in page.survey.anchors]
    urls = {href: absolute(start, href) for href, _ in written}  # each once: pages repeat their links
    return [(url, labels[anchor]) for href, anchor in written if (url := urls[href])]


def base(page: Page) -> str:
    """What the page's relative addresses are relative to: an http(s) address."""
    return absolute(page.url, page.base) or page.url
