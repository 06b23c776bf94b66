"""What no record holds, whoever made it: characters that reverse the text around them, letters apart from their marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.page import parse_page
from crawlers.extract.site.home import read_home
from crawlers.sources.networks.feeds import read_feed
from data.kinds.faq import Faq
from data.kinds.mention import Mention
from data.kinds.ranking import Ranking
from data.kinds.review import Review
from data.record.fields import clip
from data.record.model import Record

REVERSING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
AT = datetime(2026, 6, 10)


def records(text: str) -> list[Record]:
    """A record of each kind that comes in from outside, with this text wherever one may stand."""
    texts: dict[str, Any] = {"url": text, "brand": text}
    return [
        Review(
            **texts, layer="import", title=text, body=text, author=text, reply_body=text, product=text, native_id=text
        ),
        Mention(**texts, network="rss", native_id=f"1{text}", title=text, body=text, author=text),
        Ranking(engine="x", keyword=f"k{text}", position=1, overall_position=1, title=text, snippet=text),
        Faq(question=f"q{text}", answer=f"a{text}", layer="dl", position=1),
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*REVERSING, "a", "ก", "ي", "\u200c", "\u200d", "\u200e", "\u200f", "\u2065", "\u206a"])
    ).map("".join)
)
def test_no_record_keeps_what_reverses_a_text(text: str) -> None:
    plain = "".join(char for char in text if char not in REVERSING)
    assert [record.model_dump() for record in records(text)] == [record.model_dump() for record in records(plain)]
    for record in records(text):
        said = "".join(str(value) for value in record.model_dump().values())
        assert not any(char in said for char in REVERSING)
        assert said.count("\u200d") % plain.count("\u200d") == 0 if "\u200d" in plain else "\u200d" not in said


def test_feeds_and_home_pages_bring_none_in() -> None:
    spoofed = "Acme \u202eemca\u202c \u2067rotten\u2069 क\u200dष"
    feed = f"<rss version='2.0'><channel><item><title>{spoofed}</title><guid>1</guid></item></channel></rss>"
    (item,) = read_feed(feed.encode(), "https://f.example/feed", AT)
    assert item.record.model_dump()["title"] == "Acme emca rotten क\u200dष"
    page = parse_page(f"<meta property='og:site_name' content='{spoofed}'><h1>{spoofed}</h1>", "https://a.example/")
    assert (read_home(page).names, read_home(page).headings) == (("Acme emca rotten क\u200dष",),) * 2


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("said", ["Chất lượng kém, không đáng tiền", "Pristatymas vėlavo, o aptarnavimas šaltas"])
def test_letters_and_their_marks_are_composed(said: str, form: Literal["NFC", "NFD"]) -> None:
    assert clip(normalize(form, said)) == said
    address = normalize(form, f"https://shop.example/{said}")
    assert clip(address) == address, "an address of another spelling is another address"
    assert clip("ทํ\u0e32ไม") == "ทำไม"
