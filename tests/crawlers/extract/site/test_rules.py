"""Home pages and links on which one rule alone decides: what is read with it, and otherwise without it."""

from __future__ import annotations

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.page.rules import tables
from crawlers.extract.site.home import read_home
from crawlers.extract.site.links import find_pages

URL = "https://www.acme.example/"
SHOP = '<a href="/shop/lamps">Lamps</a>'
DATED = "".join(f'<a href="/2026/05/{day:02}/rain-over-the-hills-{day}">Rain</a>' for day in range(1, 30))


def verdict(markup: str) -> str:
    return read_home(parse_page(f"<html><body>{markup}</body></html>", URL)).verdict


@pytest.mark.parametrize(
    ("table", "rule", "markup", "expected"),
    [
        ("business", "links to an FAQ", f'{SHOP}<a href="/faq">FAQ</a>', "business"),
        ("business", "links to a phone", f'{SHOP}<a href="tel:+37060000000">Call</a>', "business"),
        ("medium", "links to dated pages", DATED + "<time>5 May</time>" * 30, "media"),
    ],
)
def test_one_rule_tells_whose_home_it_is(table: str, rule: str, markup: str, expected: str) -> None:
    assert verdict(markup) == expected
    with tables()[f"site.home of a {table}"].without(rule):
        assert verdict(markup) == ""


@pytest.mark.parametrize(
    ("rule", "markup", "expected"),
    [
        ("its end names the page", '<a href="/faq/shop">A</a><a href="/shop/faq">B</a>', ["/shop/faq", "/faq/shop"]),
        ("its end names another page", '<a href="/help/contact">A</a>', []),
        ("its host may name the page", '<a href="https://help.acme.example/">A</a>', ["https://help.acme.example/"]),
    ],
)
def test_one_rule_tells_which_page_is_the_faq(rule: str, markup: str, expected: list[str]) -> None:
    def found() -> list[str]:
        return [url.removeprefix(URL[:-1]) for url in find_pages(parse_page(markup, URL), "faqs")]

    assert found() == expected
    with tables()["site.what a path says"].without(rule):
        assert found() != expected
