"""Accounts with messengers and networks: one address of each, and the brand's only. All are invented."""

from __future__ import annotations

import pytest

from crawlers.extract.channels import extract_channels
from crawlers.extract.channels.profiles import profile_address
from crawlers.extract.page import parse_page
from crawlers.extract.page.rules import tables

SHOP = "https://www.teahouse.example/"


def found(body: str, url: str = SHOP) -> list[tuple[str, str]]:
    return [(channel.kind, channel.address) for channel in extract_channels(parse_page(body, url))]


@pytest.mark.parametrize(
    ("url", "link", "address"),
    [
        ("https://t.com.br/", "https://wa.me/5511955550147", "+5511955550147"),
        ("https://t.com.br/", "https://wa.me/11955550147", "+5511955550147"),
        ("https://t.com/", "https://wa.me/11955550147", "11955550147"),
        ("https://t.nl/", "whatsapp://send?phone=0612345678", "+31612345678"),
        ("https://t.co.id/", "https://api.whatsapp.com/send?phone=081234567890", "+6281234567890"),
        ("https://t.in/", "https://wa.me/9845550147", "+919845550147"),
        ("https://t.in/", "https://wa.me/6581123456", "6581123456"),  # of Singapore or of India
        ("https://t.com/", "https://wa.me/0805550147", "0805550147"),
        ("https://t.lt/", "https://wa.me/+37060012345", "+37060012345"),
        ("https://t.th/", "https://wa.me/66805550147", "+66805550147"),
    ],
)
def test_a_number_in_an_address_gets_no_country_that_it_may_not_have(url: str, link: str, address: str) -> None:
    assert found(f"<a href='{link}'>Chat</a>", url) == [("whatsapp", address)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<b>LINE</b><i>@teahousex</i><b>Phone</b><i>02-555-0147</i>", ("line", "@teahousex")),
        ("<b>Zalo</b><i>0900 555 014</i><i>12 Tea Street</i>", ("zalo", "0900555014")),
        ("<table><tr><td>WhatsApp<td>080-555-0147<td>10110 Bangkok</table>", ("whatsapp", "+66805550147")),
        ("<b>Telegram</b><i>@teahelp</i><b>Viber</b><i>x</i>", ("telegram", "teahelp")),
        ("<b>Email</b><i>care@teahouse.example</i><i>02-555-0147</i>", ("email", "care@teahouse.example")),
        ("<p>care<b>@</b>teahouse.example</p>", ("email", "care@teahouse.example")),
    ],
)
def test_an_account_ends_with_its_element(body: str, expected: tuple[str, str]) -> None:
    kinds = [entry for entry in found(f"<div>{body}</div>", "https://t.co.th/") if entry[0] != "phone"]
    assert kinds == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<a href='https://line.me/R/ti/p/%40teax'>x</a><p>LINE: @TeaX</p><a href='https://line.me/ti/p/teax'>y</a>",
         ("line", "@teax")),
        ("<a href='https://line.me/R/home/public/main?id=teax'>x</a><a href='https://page.line.me/teax'>y</a>",
         ("line", "@teax")),
        ("<a href='https://zalo.me/84900555014'>x</a><p>Zalo: 0900555014</p>", ("zalo", "0900555014")),
        ("<a href='https://t.me/s/teax'>x</a><a href='tg://resolve?domain=TeaX'>y</a><p>Telegram: @teax</p>",
         ("telegram", "teax")),
    ],
)  # fmt: skip
def test_one_account_in_several_spellings_is_one(body: str, expected: tuple[str, str]) -> None:
    assert [entry for entry in found(body) if entry[0] != "phone"] == [expected]


@pytest.mark.parametrize(
    ("address", "urls"),
    [
        ("https://facebook.com/profile.php?id=100000000000001",
         ["https://www.facebook.com/pages/Tea-Town/Teahouse/100000000000001",
          "https://www.facebook.com/pages/Teahouse/100000000000001?ref=hl",
          "https://www.facebook.com/pages/category/Cafe/Teahouse-100000000000001/",
          "https://m.facebook.com/Teahouse-100000000000001/", "https://www.facebook.com/p/Teahouse-100000000000001/",
          "https://facebook.com/people/Teahouse/100000000000001", "https://facebook.com/100000000000001",
          "https://th-th.facebook.com/profile.php?id=100000000000001&sk=about"]),
        ("https://facebook.com/teahousex",
         ["https://www.facebook.com/#!/teahousex", "http://facebook.com/home.php#!/TeahouseX", "https://fb.com/teahousex",
          "https://www.facebook.com/pg/teahousex/about/"]),
        ("https://x.com/teahousex",
         ["http://twitter.com/#!/teahousex", "https://twitter.com/@TeahouseX", "https://mobile.twitter.com/teahousex",
          "https://twitter.com/intent/user?screen_name=teahousex"]),
        ("https://youtube.com/user/teahousex", ["http://www.youtube.com/subscription_center?add_user=teahousex"]),
        ("https://instagram.com/teahousex", ["https://www.instagram.com/_u/teahousex/", "https://instagram.com/TeahouseX?hl=en"]),
        ("", ["https://twitter.com/intent/tweet?text=x", "https://www.facebook.com/sharer.php?u=x", "https://x.com/share",
              "https://www.facebook.com/pages/", "https://www.youtube.com/watch?v=1", "https://www.instagram.com/p/ab/"]),
    ],
)  # fmt: skip
def test_a_profile_has_one_address(address: str, urls: list[str]) -> None:
    assert {profile_address(url) for url in urls} == {address}


OURS = "<footer><a href='https://instagram.com/quietcup'>Instagram</a></footer>"
OTHERS = "https://instagram.com/leafandwater"


@pytest.mark.parametrize(
    "other",
    [
        f"<div class='author-box'><a href='{OTHERS}'>Jane</a></div>",
        f"<p>As <a href='{OTHERS}'>Leaf</a> wrote in spring, tea is good for you and for all.</p>",
        f"<blockquote class='instagram-media'><a href='{OTHERS}'>A post</a></blockquote>",
        f"<h3>Đối tác của chúng tôi</h3><a href='{OTHERS}'>Leaf</a>",
        f"<h2>Mūsų komanda</h2><div><a href='{OTHERS}'>Leaf</a></div>",
        f"<footer>Website by <a href='{OTHERS}'>Leaf</a></footer>",
        f"<footer>ออกแบบโดย <a href='{OTHERS}'>Leaf</a></footer>",
        f"<div class='reviews'><a href='{OTHERS}'>Great tea</a></div>",
        '<script type=\'application/ld+json\'>{"@type": "Article", "author": {"@type": "Person", "sameAs": '
        f"[\"{OTHERS}\"]}}}}</script><a href='{OTHERS}'>Leaf</a>",
    ],
)
def test_profiles_of_others_are_not_the_brands(other: str) -> None:
    assert found(f"<main>{other}</main>{OURS}") == [("social", "https://instagram.com/quietcup")]


@pytest.mark.parametrize(
    "body",
    [
        "<a href='https://instagram.com/quietcup'>Instagram</a>",
        "<p>Follow us on <a href='https://instagram.com/quietcup'>Instagram</a></p>",
        "<ul class='social-links'><li><a href='https://instagram.com/quietcup'></a></ul>",
    ],
)
def test_the_brands_own_profile_needs_no_proof(body: str) -> None:
    assert found(body) == [("social", "https://instagram.com/quietcup")]


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("made the site", f"<p>Design by <a href='{OTHERS}'>Leaf</a></p>"),
        ("is a partner's", f"<ul class='sponsors'><li><a href='{OTHERS}'>Leaf</a></ul>"),
        ("is beneath a heading of others", f"<h3>Channels we watch</h3><a href='{OTHERS}'>Leaf</a>"),
        ("is in a post", f"<blockquote><a href='{OTHERS}'>Leaf</a></blockquote>"),
    ],
)
def test_one_rule_tells_whose_a_profile_is(rule: str, body: str) -> None:
    assert found(body) == []
    with tables()["channels.is the brand's own profile"].without(rule):
        assert found(body) == [("social", OTHERS)]
