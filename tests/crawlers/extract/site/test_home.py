"""What a home page tells of its site."""

from __future__ import annotations

from crawlers.extract.page import parse_page
from crawlers.extract.site.home import read_home

SHOP = """<!doctype html><html lang="en"><head><title>Rare coffee | Roaster</title>
<meta property="og:site_name" content="Roaster &amp; Sons">
<link rel="alternate" type="application/rss+xml" href="/feed.xml" title="Posts">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/" title="Comments">
<script type="application/ld+json">{"@type": "Store", "name": "Roaster", "telephone": "+44 1", "sameAs":
["https://www.instagram.com/roaster", "https://en.wikipedia.org/wiki/Roaster"]}</script></head><body>
<nav><a href="/shop">Shop</a> <a href="/cart">Cart</a> <a href="/faq">FAQ</a> <a href="/contact">Contact us</a>
<a href="/reviews">Reviews</a></nav>
<h1>Coffee roasted on Tuesdays</h1>
<footer><a rel="me" href="https://mastodon.social/@roaster">Mastodon</a> <a href="https://www.facebook.com/roaster">Facebook</a>
<a href="https://www.facebook.com/sharer.php?u=x">Share</a>
<a href="https://apps.apple.com/gb/app/roaster/id1234567890">App Store</a>
<a href="https://play.google.com/store/apps/details?id=com.roaster.app">Google Play</a></footer></body></html>"""


def test_a_shop_tells_its_name_pages_profiles_feeds_and_apps() -> None:
    home = read_home(parse_page(SHOP, "https://roaster.example/"))
    assert home.names == ("Roaster & Sons", "Roaster")
    assert home.verdict == "business"
    assert home.faqs == ("https://roaster.example/faq",)
    assert home.reviews == ("https://roaster.example/reviews",)
    assert home.contact == ("https://roaster.example/contact",)
    assert home.apps == ("appstore:gb/1234567890", "play:com.roaster.app")
    assert home.headings == ("Coffee roasted on Tuesdays",)
    assert "https://roaster.example/feed.xml" in home.social
    assert not any("comments" in address or "wikipedia" in address or "share" in address for address in home.social)
    assert {a for a in home.social if "feed" not in a} == {
        "https://instagram.com/roaster", "https://facebook.com/roaster", "https://mastodon.social/@roaster",
    }  # fmt: skip


def test_a_magazine_is_told_by_its_dated_articles() -> None:
    links = "".join(f'<li><a href="/2026/0{n}/story-{n}">Story {n}</a> <time>2026</time></li>' for n in range(1, 10))
    markup = '<script type="application/ld+json">{"@type": "NewsMediaOrganization", "name": "Gazette"}</script>'
    home = read_home(
        parse_page(f"<html><head>{markup}</head><body><ul>{links}</ul></body></html>", "https://gazette.example/")
    )
    assert home.verdict == "media"


def test_an_empty_page_tells_nothing() -> None:
    home = read_home(parse_page("", "https://empty.example/"))
    assert (home.verdict, home.names, home.social, home.apps, home.faqs) == ("", (), (), (), ())
