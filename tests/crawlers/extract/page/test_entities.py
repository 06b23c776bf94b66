"""Entity bombs are refused, wherever they hide; old feeds' declarations of characters are not."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawlers.extract.page.entities import EntityBombError, refuse_entity_bombs
from crawlers.extract.site.links import sitemap_index, sitemap_pages
from crawlers.sources.networks.feeds import read_feed
from crawlers.sources.values import MalformedError

NESTED = '<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">'
BOMBS = {
    "nested": NESTED,
    "nested twice escaped": '<!ENTITY a "lol"><!ENTITY b "&#38;a;&#x26;a;">',
    "nested parameters": "<!ENTITY % a 'lol'><!ENTITY % b '%a;%a;'>",
    "long": f'<!ENTITY a "{"A" * 1000}">',
    "never closed": '<!ENTITY a "lol',
    "from outside": '<!ENTITY a SYSTEM "file:///etc/hostname">',
}


def document(
    declared: str, root: str = "rss", inside: str = "<channel><item><title>Acme</title></item></channel>"
) -> bytes:
    return f'<?xml version="1.0"?><!-- <rss> --><!DOCTYPE {root} [{declared}]><{root}>{inside}</{root}>'.encode()


@pytest.mark.parametrize("declared", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused(declared: str) -> None:
    with pytest.raises(EntityBombError):
        refuse_entity_bombs(document(declared))
    with pytest.raises(EntityBombError):
        refuse_entity_bombs(document(declared).decode().encode("utf-16"))
    with pytest.raises(MalformedError, match="expected a feed, but its document type declares"):
        read_feed(document(declared), "https://f.example/feed", datetime(2026, 6, 10))
    for read in (sitemap_index, lambda body: sitemap_pages(body, "faqs")):
        with pytest.raises(EntityBombError):
            read(document(declared, "urlset", "<url><loc>https://a.example/faq</loc></url>"))


@pytest.mark.parametrize(
    "body",
    [
        document('<!ENTITY nbsp "&#160;"><!ENTITY copy "©">'),
        document('<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1//EN" "https://w.example/lat1.ent">%HTMLlat1;'),
        f"<rss><channel><item><title>Acme</title><p>{'x'}<![CDATA[<!DOCTYPE x [{NESTED}]>]]></p></item></channel></rss>".encode(),
        b"",
    ],
    ids=["characters", "an outside DTD", "a bomb that is told of", "nothing"],
)
def test_what_is_no_bomb_is_read(body: bytes) -> None:
    refuse_entity_bombs(body)
    if body:
        (item,) = read_feed(body, "https://f.example/feed", datetime(2026, 6, 10))
        assert item.record.model_dump()["title"] == "Acme"
