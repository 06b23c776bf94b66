"""Which brand an address belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.site.brands import match_brand


@dataclass(frozen=True)
class Brand:
    id: str
    site: str
    social: Sequence[str] = ()
    faqs: Sequence[str] | None = None


BRANDS = [
    Brand("acme", "https://www.acme.com/", ("https://mastodon.example/@acme", "https://www.facebook.com/AcmeCoffee"), ("https://acmehelp.zendesk.com/hc/en-us",)),
    Brand("beans", "https://beans.co.th/shop/", ("https://www.facebook.com/profile.php?id=42", "https://x.com/beans")),
    Brand("owl", "https://owl.github.io/"),
    Brand("two", "http://127.0.0.2:80/"),
    Brand("three", "http://127.0.0.3:80/"),
    Brand("local", "http://localhost:8001/"),
    Brand("demo", "https://www.demo.example/"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "brand"),
    [
        ("https://acme.com/x", "acme"),
        ("http://shop.acme.com/", "acme"),
        ("https://acme.co.th/", "acme"),
        ("https://www.acme.vn/gioi-thieu", "acme"),
        ("https://acme.net/", None),
        ("https://acme.io/", None),
        ("https://acme.blogspot.com/", None),
        ("https://notacme.com/", None),
        ("https://acme.com.evil.example/", None),
        ("https://beans.co.th/", "beans"),
        ("https://beans.com/", "beans"),
        ("https://beans.co.uk/", "beans"),
        ("https://owl.github.io/menu", "owl"),
        ("https://other.github.io/", None),
        ("http://127.0.0.2/faq", "two"),
        ("http://127.0.0.3:80/", "three"),
        ("http://127.0.0.2:8080/", None),
        ("http://127.0.0.4/", None),
        ("http://localhost:8001/a", "local"),
        ("http://localhost:8002/a", None),
        ("https://facebook.com/acmecoffee/posts/1", "acme"),
        ("https://m.facebook.com/AcmeCoffee", "acme"),
        ("https://www.facebook.com/acmecoffeehaters", None),
        ("https://www.facebook.com/profile.php?id=42", "beans"),
        ("https://www.facebook.com/profile.php?id=421", None),
        ("https://www.facebook.com/pg/acmecoffee/about", "acme"),
        ("https://www.facebook.com/#!/acmecoffee", "acme"),
        ("https://twitter.com/#!/beans", "beans"),
        ("https://x.com/@beans", "beans"),
        ("https://twitter.com/intent/user?screen_name=beans", "beans"),
        ("https://twitter.com/Beans/status/1", "beans"),
        ("https://mastodon.example/@acme/1", "acme"),
        ("https://mastodon.example/@other", None),
        ("https://acmehelp.zendesk.com/hc/en-us/articles/1", "acme"),
        ("https://rival.zendesk.com/hc/en-us", None),
        ("https://shop.demo.example/", "demo"),
        ("https://acme.example/", None),
        ("mailto:a@acme.com", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_match_brand(url: str, brand: str | None) -> None:
    assert match_brand(url, BRANDS) == brand


def test_the_closest_claim_wins() -> None:
    brands = [Brand("group", "https://acme.com/"), Brand("shop", "https://shop.acme.com/")]
    assert match_brand("https://shop.acme.com/x", brands) == "shop"
    assert match_brand("https://help.acme.com/x", brands) == "group"
    countries = [Brand("th", "https://acme.co.th/"), Brand("vn", "https://acme.vn/")]
    assert match_brand("https://acme.co.th/", countries) == "th"
    assert match_brand("https://acme.vn/", countries) == "vn"


def test_an_equal_claim_is_nobodys() -> None:
    brands = [Brand("th", "https://acme.co.th/"), Brand("vn", "https://acme.vn/")]
    assert match_brand("https://acme.de/", brands) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_never_raises(url: str, site: str) -> None:
    assert match_brand(url, [Brand("a", site, (site,), (url,))]) in ("a", None)
