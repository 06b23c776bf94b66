"""Phone numbers beside other figures, in their own country, and as people write them. All numbers are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.channels import extract_channels
from crawlers.extract.channels.phones import find_phones
from crawlers.extract.page import parse_page
from tests.work import Work, assert_grows


def phones(body: str, url: str) -> list[str]:
    return find_phones(parse_page(body, url))


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("https://t.fr/", "<table><tr><td>Tél. 01 99 00 55 14</td><td>75011 Paris</td></tr></table>", ["+33199005514"]),
        ("https://t.de/", "<b>Tel</b><span>030 23125 014</span><span>10115 Berlin</span>", ["+493023125014"]),
        ("https://t.de/", "Tel. 030 23125014 10115 Berlin", ["+493023125014"]),
        ("https://t.co.th/", "Tel: 02-555-0147 10110 Bangkok", ["+6625550147"]),
        ("https://t.lt/", "<i>Tel.</i><i>+370 600 12345</i><i>3000 EUR</i>", ["+37060012345"]),
        ("https://t.com/", "<b>Phone: 847 555 0158</b><b>3000 Kettle Road</b>", ["+18475550158"]),
        ("https://t.vn/", "<span>0900 555 014</span><span>0900 555 015</span>", ["+84900555014", "+84900555015"]),
        ("https://t.es/", "Móvil 612 345 678 28013 Madrid", ["+34612345678"]),
        ("https://t.pl/", "00-950 Warszawa 22 555 01 47", ["+48225550147"]),
        ("https://t.com.br/", "Telefone: (11) 95555-0147 CEP 01310-100", ["+5511955550147"]),
        ("https://t.co.th/", "Tel: 02 555 0147 9.00-18.00", ["+6625550147"]),
        ("https://t.co.th/", "โทร 02 555 0147 1,200 บาท", ["+6625550147"]),
        ("https://t.se/", "Tel 08-555 014 70 12/05/2024", ["+46855501470"]),
    ],
)  # fmt: skip
def test_figures_beside_a_number_are_no_part_of_it(url: str, body: str, expected: list[str]) -> None:
    assert phones(f"<div>{body}</div>", url) == expected


@pytest.mark.parametrize(
    "body",
    ["<b>0</b>2-555-0147", "<b>02</b><b>555</b><b>0147</b>", "<b>02-</b>555-0147", "02 <b>555 0147</b>",
     "".join(f"<i>{digit}</i>" for digit in "025550147")],
)  # fmt: skip
def test_a_number_may_be_in_several_elements(body: str) -> None:
    assert phones(f"<p>Tel {body}</p>", "https://t.co.th/") == ["+6625550147"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h3>Thailand</h3><p>Tel 02 555 0147</p><h3>Vietnam</h3><p>Tel 024 3555 0147</p>",
         ["+6625550147", "+842435550147"]),
        ("<table><tr><td>Lithuania<td>8 600 12345<tr><td>Deutschland<td>030 23125014</table>",
         ["+37060012345", "+493023125014"]),
        ("<p>UK: 020 7946 0018 | USA: 415 555 0136</p>", ["+442079460018", "+14155550136"]),
        ("<p>Phone 020 7946 0018</p><p>1 Mill Lane</p><p>London SW1A 1AA</p>", ["+442079460018"]),
        ("<a href='tel:02-555-0147'>Call</a><p>Bangkok 10110, Thailand</p>", ["+6625550147"]),
        ("<p>Phone 020 7946 0018</p><a href='tel:+442079460018'>Call</a>", ["+442079460018"]),
        ("<p>เยอรมนี โทร 030 23125014</p>", ["+493023125014"]),
        ("<p>Call 404-555-0136</p><p>Atlanta, Georgia 30301</p>", ["+14045550136"]),
        ("<script type='application/ld+json'>{\"@type\": \"Store\", \"telephone\": \"020 7946 0018\", \"address\": "
         "{\"@type\": \"PostalAddress\", \"addressCountry\": \"GB\"}}</script>", ["+442079460018"]),
    ],
)  # fmt: skip
def test_what_is_around_a_number_tells_its_country(body: str, expected: list[str]) -> None:
    assert phones(body, "https://t.com/") == expected


@pytest.mark.parametrize(
    "body",
    [
        "<p>Telephone 080-25550163</p><a href='/nz'>New Zealand</a>",
        "<p>Telephone 080-25550163</p><ul><li>New Zealand<li>Australia<li>India</ul>",
        "<p>Telephone 080-25550163</p><p>Our tea grows in India, Japan and New Zealand.</p>",
        "<p>Telephone 080-25550163</p><p>London - Milan - Bangalore</p>",
        "<p>India | Nepal | Japan</p><p>Telephone 080-25550163</p>",
    ],
)
def test_a_country_that_is_only_named_tells_nothing(body: str) -> None:
    assert phones(body, "https://t.com/") == ["08025550163"]


@pytest.mark.parametrize(
    ("url", "text", "expected"),
    [
        ("https://t.com/", "Phone: (602) 555 - 0111", "+16025550111"),
        ("https://t.com/", "Call 602/555-0147", "+16025550147"),
        ("https://t.com/", "Call 602 . 555 . 0147", "+16025550147"),
        ("https://t.com/", "Call 1 (800) 555-0147", "+18005550147"),
        ("https://t.com/", "Toll free 1-800-555-TEAS", "+18005558327"),
        ("https://t.com.au/", "Call 1300 TEA POT", "1300832768"),
        ("https://t.in/", "Tel: 080 - 25550163", "+918025550163"),
        ("https://t.com/", "Tel +91 - 80 - 25550163", "+918025550163"),
        ("https://t.lt/", "Tel. (8-5) 212 3457", "+37052123457"),
        ("https://t.hu/", "Telefon: 06 (1) 555-0147", "+3615550147"),
        ("https://t.co.kr/", "전화 02−555−0147", "+8225550147"),
        ("https://t.co.uk/", "☎ 020 7946 0018 📠 020 7946 0019", "+442079460018"),
    ],
)
def test_ways_to_write_a_number(url: str, text: str, expected: str) -> None:
    assert phones(f"<p>{text}</p>", url) == [expected]


@pytest.mark.parametrize(
    ("url", "text", "expected"),
    [
        ("https://t.com.au/", "1300 555 014", "1300555014"),
        ("https://t.jp/", "0120-555-014", "+81120555014"),
        ("https://t.ru/", "8 (800) 555-01-47", "+78005550147"),
        ("https://t.co.nz/", "0800 555 0147", "+648005550147"),
        ("https://t.com/", "8 800 555-01-47", "88005550147"),
        ("https://t.com/", "0120-555-014", "0120555014"),
        ("https://t.com/", "020 7946 0018", "02079460018"),
    ],
)
def test_a_number_in_a_header_needs_no_label(url: str, text: str, expected: str) -> None:
    assert phones(f"<header><a href='/'>Shop</a><span>{text}</span></header>", url) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Telephone 020 7946 0018<br>Facsimile 020 7946 0019</p>",
        "<dl><dt>โทรสาร</dt><dd>020 7946 0019</dd><dt>โทร</dt><dd>020 7946 0018</dd></dl>",
        "<p>Faksas: <a href='tel:+442079460019'>020 7946 0019</a> Tel.: <a href='tel:+442079460018'>x</a></p>",
        "<p>Tel/Fax: 020 7946 0018</p>",
        "<p>Факс 020 7946 0019, тел. 020 7946 0018</p>",
    ],
)
def test_a_fax_is_no_phone(body: str) -> None:
    assert phones(body, "https://t.co.uk/") == ["+442079460018"]


_FIGURES = st.lists(
    st.sampled_from(["02", "555", "0147", "10110", "+66", "(", ")", "-", " - ", " ", ".", "/", "<b>", "</b>", "<td>", "Tel ",
                     "1", "8", "800", "TEAS", "</p><p>", "09:00-18:00", "Fax "]),
    max_size=16,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(_FIGURES, st.sampled_from(["https://t.co.th/", "https://t.com/", "https://t.de/"]))
def test_no_number_spans_blocks_or_cells(figures: str, url: str) -> None:
    body = f"<table><tr><td><p>{figures}</p></table>"
    page = parse_page(body, url)
    cells = [re.sub(r"\D", "", part) for line in page.survey.parted for part in line.split("\ufdd4")]
    # Letters for digits are not among them.
    for number in find_phones(page) if "TEAS" not in figures else ():
        assert any(number[-6:] in digits for digits in cells)


def test_many_links_cost_what_they_must() -> None:
    """Numbers beyond those that are kept are not looked at."""

    def prepare(count: int) -> Work:
        links = "".join(f"<a href='tel:+44163296{number:05d}'>Call</a> " for number in range(count))
        page = parse_page(f"<div>{links}</div>", "https://t.co.uk/")
        return lambda: extract_channels(page)

    assert_grows(prepare, 2_000)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<div><p>9200 55014</p><span>الرقم الموحد</span></div><a href='https://wa.me/966555501234'>x</a>",
            "920055014",
        ),
        ("<div><h4>1800 555 0142</h4><p>Phone, toll-free</p></div>", "18005550142"),
        ("<li><strong>1588-0155</strong><em>대표번호 (평일 09시부터)</em></li>", "15880155"),
        ("<div><b>801 555 014</b><p>Telefon dla klientów</p></div>", "801555014"),
    ],
)
def test_a_number_may_begin_its_card_above_its_label(body: str, expected: str) -> None:
    assert [number.lstrip("+") for number in phones(body, "https://acme.example/")] == [expected.lstrip("+")]


@pytest.mark.parametrize(
    "body",
    [
        "<div><b>Fax</b><p>555 0149 00</p><span>Telefon</span></div>",
        "<div><p>1588-0155</p><p>Umsatzsteuer</p></div>",
        "<div><p>1899-1999</p><p>Phone</p></div>",
        "<div><p>Order</p><p>555 014 12</p><p>Telefon</p></div>",
    ],
)
def test_what_is_below_a_figure_makes_it_no_phone_by_itself(body: str) -> None:
    assert phones(body, "https://acme.example/") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<a href='tel:+38615550142'>01 555 01 42</a><p>Dežurna: 041 555 016</p>", ["+38615550142", "+38641555016"]),
        ("<a href='https://wa.me/40755550145'>WhatsApp</a><p>Magazin: 0264-555.016</p>", ["+40264555016"]),
        ("<a href='tel:0037052550139'>5 255 0139</a><p>Sandėlis: 0 612 55140</p>", ["+37052550139", "+37061255140"]),
    ],
)
def test_a_number_that_a_link_dials_with_its_country_tells_that_of_others(body: str, expected: list[str]) -> None:
    assert phones(body, "https://acme.example/") == expected


@pytest.mark.parametrize(
    ("language", "phone", "fax"), [("hr", "Telefon", "Faks"), ("de", "Telefon", "Fax"), ("lt", "Telefonas", "Faksas")]
)
def test_the_header_of_a_table_calls_nothing_behind_it(language: str, phone: str, fax: str) -> None:
    header = f"<tr><th>A</th><th>{phone}</th><th>{fax}</th></tr>"
    table = f"<table>{header}<tr><td>B</td><td>+385 21 555 014</td><td>+385 21 555 015</td></tr>"
    found = phones(
        f"<html lang={language}>{table}</table><p>C: <a href='tel:+385915550142'>+385 91 555 0142</a></p>",
        "https://a.example/",
    )
    assert found == ["+385915550142", "+38521555014"]
