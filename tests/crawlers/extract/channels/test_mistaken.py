"""What is taken for a way to reach the brand and is none: account numbers, halves of numbers, traps, credits."""

from __future__ import annotations

import pytest

from crawlers.extract.channels import extract_channels
from crawlers.extract.page import parse_page


def addresses(body: str, url: str, kind: str) -> list[str]:
    page = parse_page(f"<html><body>{body}</body></html>", url)
    return [channel.address for channel in extract_channels(page) if channel.kind == kind]


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("https://t.vn/", "<p>Hotline: 1900 0123</p><p>Số tài khoản: 0021 0000 45678 – Ngân hàng X</p>", ["19000123"]),
        ("https://t.de/", "<h2>Telefon</h2><p>Konto: 0099 1234 567</p>", []),
        ("https://t.pl/", "<p>Tel. 22 555 01 47</p><p>Nr konta: 0012 3456 7890 12</p>", ["+48225550147"]),
        ("https://t.no/", "<p>IBAN NO93 8601 1117 947</p><p>Tlf 22 12 34 56</p>", ["+4722123456"]),
        ("https://t.co.th/", "<p>โทร 02-555-0147</p><p>เลขที่บัญชี ธนาคารสมมติ: 001-2-34567-8</p>", ["+6625550147"]),
        ("https://t.com/", "<p>Phone: 00 44 20 7946 0018</p>", ["+442079460018"]),
    ],
)
def test_the_number_of_an_account_is_no_phone(url: str, body: str, expected: list[str]) -> None:
    assert addresses(body, url, "phone") == expected


# Each number is written as a phone of the page's country might be.
REGISTERED = (
    ("com.au", "ABN 51 824 753 556"), ("com.au", "A.B.N.: 02 9374 4000"), ("com.au", "02 9374 4000 (ABN)"),
    ("com.br", "CNPJ 11 95555-0147"), ("pl", "NIP: PL 22 555 01 47"), ("pl", "REGON 22 555 01 47"),
    ("cz", "IČO: 222 555 014"), ("sk", "IČ DPH: 02 555 501 47"), ("fr", "SIREN 01 99 00 55 14"),
    ("fr", "R.C.S. Clermont-Ferrand B 01 99 00 55 14"), ("de", "Amtsgericht Jena, HRB 030 23125014"),
    ("de", "USt-IdNr.: DE 030 23125014"), ("nl", "KvK-nummer 020 555 0147"), ("nl", "BTW-nr. NL 020 555 0147"),
    ("in", "GSTIN 080 - 25550163"), ("com.sg", "UEN 6555 0147"), ("com.tw", "統一編號 02 2555 0147"),
    ("jp", "事業者登録 03-5555-0147"), ("jp", "古物商許可 東京都公安委員会 03-5555-0147"),
    ("co.kr", "사업자 등록번호 : 02-555-0147"),
    ("vn", "Mã số thuế: 0900 555 014"), ("co.th", "เลขทะเบียนนิติบุคคล 02 555 0147"), ("lt", "Įmonės kodas 8 600 12345"),
    ("lt", "PVM mokėtojo kodas: LT 8 600 12345"), ("ru", "ОГРН: 8 495 555-01-47"), ("ua", "Код ЄДРПОУ 044 555 01 47"),
    ("gr", "Α.Φ.Μ. 210 555 0147"), ("hu", "Cégjegyzékszám: 06 1 555 0147"), ("ro", "C.U.I. 021 555 0147"),
    ("no", "Org.nr. 22 12 34 56"), ("no", "NO 22 12 34 56 MVA"), ("it", "R.E.A. Milano 02 5550 0147"),
    ("es", "N.I.F.: 912 555 013"), ("co.id", "NPWP 021 555 0147"), ("com.tr", "Mersis No: 0212 555 01 47"),
    ("com", "Order number 415-555-0136"), ("com", "License #: 415-555-0136"),
    ("co.uk", "Registered in England and Wales No. 020 7946 0018"),
)  # fmt: skip


def test_the_number_of_a_company_a_tax_or_an_order_is_no_phone() -> None:
    read = {text: addresses(f"<p>{text}</p>", f"https://t.{tld}/", "phone") for tld, text in REGISTERED}
    assert {text: found for text, found in read.items() if found} == {}


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("https://t.com.au/", "<p>Tel 02 9374 4000 ABN 51 824 753 556</p>", ["+61293744000"]),
        ("https://t.com.au/", "<p>ABN 51 824 753 556 T 02 9374 4000</p>", ["+61293744000"]),
        ("https://t.com.au/", "<table><tr><th>Shop<th>Phone<th>ABN<tr><td>A<td>02 9374 4000<td>02 9374 4001</table>",
         ["+61293744000"]),
        ("https://t.de/", "<p>Preise inkl. MwSt. | Filiale Mitte 030 23125014</p>", ["+493023125014"]),
        ("https://t.ru/", "<p>Винная лавка 8 (495) 555-01-47</p>", ["+74955550147"]),
        ("https://t.com/", "<p>(415) 555-0136, Lic. 998877</p>", ["+14155550136"]),
        ("https://t.co.kr/", "<p>사업자등록번호 123-45-67890 | 대표전화 02-555-0147</p>", ["+8225550147"]),
        ("https://t.no/", "<p>Bygdøy: Großstraße 1, NO 22 12 34 56 MVA</p>", []),
    ],
)  # fmt: skip
def test_a_phone_beside_what_is_registered_is_still_read(url: str, body: str, expected: list[str]) -> None:
    assert addresses(body, url, "phone") == expected


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("https://t.de/", "<p>Tel.: 040 / 55 501 - 23</p>", ["+49405550123"]),
        ("https://t.de/", "<p>Telefon (0711) 123 45 - 678, Fax - 679</p>", ["+4971112345678"]),
        ("https://t.at/", "<p>Tel 01 / 512 34 56 - 78</p>", ["+431512345678"]),
        ("https://t.co.uk/", "<p>Tel: 020 7946 0018 - 2024</p>", ["+442079460018"]),
    ],
)
def test_digits_behind_a_dash_belong_to_the_number_if_they_make_it_whole(
    url: str, body: str, expected: list[str]
) -> None:
    assert addresses(body, url, "phone") == expected


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("https://t.de/", "<table><tr><th>Filiale</th><th>Telefon</th><th>PLZ</th></tr><tr><td>Kiel</td><td>0431 555014</td>"
         "<td>24103</td></tr><tr><td>Jena</td><td>03641 555015</td><td>07743</td></tr></table>",
         ["+49431555014", "+493641555015"]),
        ("https://t.pl/", "<table><tr><th>Oddział</th><th>Faks</th><th>Telefon</th></tr><tr><td>Łódź</td>"
         "<td>42 555 01 47</td><td>42 555 01 48</td></tr></table>", ["+48425550148"]),
        ("https://t.co.uk/", "<table><tr><th>Shop</th><th>SKU</th></tr><tr><td>A</td><td>0161 496 0245</td></tr></table>", []),
        ("https://t.es/", "<p>WhatsApp: 612 555 015</p><p>Almacén: 963 555 014</p><p>Lote: 963 555</p>",
         ["+34612555015", "+34963555014"]),
        ("https://t.co.kr/", "<span class='hotline'>1577-0147</span>", ["15770147"]),
        ("https://t.es/", "<i class='intl-hotel'>912 555 013</i>", []),
    ],
)  # fmt: skip
def test_a_column_a_like_line_or_a_class_calls_a_number_a_phone(url: str, body: str, expected: list[str]) -> None:
    assert addresses(body, url, "phone") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<p>hallo<span class='nospam'>WEG</span>@acme.example</p><style>.nospam{display:none}</style>",
            "hallo@acme.example",
        ),
        ("<p>info@<span style='display: none'>nospam.</span>acme.example</p>", "info@acme.example"),
        ("<p>ann<b>.lee</b>@acme.example <span hidden>x</span></p>", "ann.lee@acme.example"),
        ("<p>sales◎acme.example （◎を@に置き換えてください）</p>", "sales@acme.example"),
        ("<p>info（at）acme.example</p>", "info@acme.example"),
        ("<p>kontakt☆acme.example</p><p>(☆ = @)</p>", "kontakt@acme.example"),
        ("<p>Hotel★acme.example 4★</p>", ""),
        ("<p>info#acme.example (please replace # by @)</p>", "info@acme.example"),
        ("<p>kontakt(a)acme.example – bitte (a) durch @ ersetzen</p>", "kontakt@acme.example"),
        ("<p>ventasATacme.example</p><p>Sustituya AT por @</p>", "ventas@acme.example"),
        ("<p>biuro*acme.example</p><p>(zamień * na @)</p>", "biuro@acme.example"),
        ("<p>contact_at_acme.example [_at_ = @]</p>", "contact@acme.example"),
        ("<p>Follow @acme and #acme, or see it#acme.example</p>", ""),
        ("<p>Issue acme#acme.example is closed</p>", ""),
    ],
)
def test_what_programs_are_to_trip_over_in_an_address(body: str, expected: str) -> None:
    assert addresses(body, "https://t.com/", "email") == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<footer>Fotos: <a href='https://instagram.com/lichtbild'>Lena Licht</a></footer>", []),
        ("<footer>撮影：<a href='https://instagram.com/yamada'>@yamada</a></footer>", []),
        ("<footer>Photographed by <a href='https://instagram.com/lensby'>@lensby</a></footer>", []),
        (
            "<footer>More photos: <a href='https://instagram.com/bakery'>Instagram</a></footer>",
            ["https://instagram.com/bakery"],
        ),
        (
            "<p>Tag us in your photos <a href='https://instagram.com/bakery'>@bakery</a></p>",
            ["https://instagram.com/bakery"],
        ),
        ("<a href='https://pf.kakao.com/_abXY/chat'>카카오톡</a>", ["https://pf.kakao.com/_abXY"]),
    ],
)
def test_a_credit_is_not_the_brands_profile(body: str, expected: list[str]) -> None:
    assert addresses(body, "https://acme.com/", "social") == expected
