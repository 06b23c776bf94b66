"""Messengers and opening hours that a page states as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.channels import extract_channels
from crawlers.extract.channels.hours import hours_in
from crawlers.extract.page import parse_page

URL = "https://www.acme.co.th/contact"


def found(body: str, url: str = URL) -> set[tuple[str, str]]:
    return {(channel.kind, channel.address) for channel in extract_channels(parse_page(body, url))}


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("LINE ID: @acmecoffee", ("line", "@acmecoffee")),
        ("Add LINE @acme", ("line", "@acme")),
        ("Line: acme123", ("line", "acme123")),
        ("ไลน์ไอดี: acme_shop", ("line", "acme_shop")),
        ("แอดไลน์ @acme เลย", ("line", "@acme")),
        ("LINE OA : @acme", ("line", "@acme")),
        ("Zalo: 0901234567", ("zalo", "0901234567")),
        ("Zalo 0901 234 567", ("zalo", "0901234567")),
        ("WhatsApp: +370 612 34567", ("whatsapp", "+37061234567")),
        ("WhatsApp 081-234-5678", ("whatsapp", "+66812345678")),
        ("Viber: +370 612 34567", ("viber", "+37061234567")),
        ("Telegram: @acmehelp", ("telegram", "acmehelp")),
    ],
)
def test_messengers_stated_as_text(text: str, channel: tuple[str, str]) -> None:
    assert channel in found(f"<p>{text}</p>")


def test_a_messenger_linked_and_stated_is_one() -> None:
    links = "<a href='https://t.me/acmehelp'>Chat</a><a href='https://zalo.me/0901234567'>Z</a>"
    body = f"{links}<p>Telegram: @AcmeHelp</p><p>Zalo: 0901234567</p>"
    assert sorted(found(body)) == [("telegram", "acmehelp"), ("zalo", "0901234567")]


@pytest.mark.parametrize(
    "text",
    ["Online: abc123", "First line: x12", "Line: Premium", "deadline id: x1234",
     "Product line: Premium", "The line between", "Line: 3 of 5", "Customer line: 02 123 4567",
     "Telegram channel news", "Hotline 1900", "Zalo and Viber", "WhatsApp us"],
)  # fmt: skip
def test_words_that_name_no_account(text: str) -> None:
    kinds = {kind for kind, _ in found(f"<p>{text}</p>")}
    assert kinds.isdisjoint({"line", "zalo", "whatsapp", "viber", "telegram"})


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("Call 02 123 4567 Mon-Fri 9:00-18:00, mail hello [at] acme [dot] example", "Mon-Fri 9:00-18:00"),
        ("Hotline: 1900 6868 (8h00 - 22h00)", "8h00 - 22h00"),
        ("โทร. 02-123-4567 ต่อ 12 ทุกวัน 9.00-18.00 น.", "ทุกวัน 9.00-18.00 น."),
        ("9.00-18.00 น.", "9.00-18.00 น."),
        ("Mon–Fri 9am–6pm", "Mon–Fri 9am–6pm"),
        ("Darbo laikas: I–V 8:00–17:00", "I–V 8:00–17:00"),
        ("Pirmadienis–penktadienis 8.00–17.00", "Pirmadienis–penktadienis 8.00–17.00"),
        ("Mo-Fr 9-17 Uhr, Sa 10-14 Uhr", "Mo-Fr 9-17 Uhr, Sa 10-14 Uhr"),
        ("Thứ 2 - Thứ 6: 8h-17h30, CN nghỉ", "Thứ 2 - Thứ 6: 8h-17h30, CN nghỉ"),
        ("เปิด จันทร์-ศุกร์ เวลา 8.30-17.30 น. ที่สำนักงาน", "จันทร์-ศุกร์ เวลา 8.30-17.30 น."),
        ("hotline 24/7 1900 6868", "24/7"),
        ("L-V 9:00-16:00, S 10:00-14:00", "L-V 9:00-16:00, S 10:00-14:00"),
        ("M-F 9am-5pm", "M-F 9am-5pm"),
        ("M–Th 9:00–17:00, F 9:00–15:00", "M–Th 9:00–17:00, F 9:00–15:00"),
        ("L a V de 9h00 a 18h00", "L a V de 9h00 a 18h00"),
        ("T2-T7: 8h00-17h30", "T2-T7: 8h00-17h30"),
        ("จ.-ศ. 9.00-18.00 น.", "จ.-ศ. 9.00-18.00 น."),
        ("จ-ศ 9.00-18.00 น.", "จ-ศ 9.00-18.00 น."),
        ("I-V 8.00-17.00, VI 9.00-14.00", "I-V 8.00-17.00, VI 9.00-14.00"),
        ("Lun-Ven 9:00-18:00, Sab 10:00-13:00", "Lun-Ven 9:00-18:00, Sab 10:00-13:00"),
        ("Seg a Sex das 9:00 às 18:00", "Seg a Sex das 9:00 às 18:00"),
        ("月〜金 9:00〜18:00", "月〜金 9:00〜18:00"),
        ("Size S 10-14, M 12-16", ""),
        ("We reply within 24 hours", ""),
        ("02-123-4567", ""),
        ("Price 10.00-20.00", ""),
        ("open 2-3 monitors", ""),
        ("Mon-Fri", ""),
    ],
)
def test_hours_are_the_hours_only(line: str, hours: str) -> None:
    assert hours_in(line) == hours


@pytest.mark.parametrize(
    "body",
    [
        "<dl><dt>Mon-Fri</dt><dd>9:00-18:00</dd></dl>",
        "<div><b>Mon-Fri</b><span>9:00-18:00</span></div>",
        "<table><tr><td>Mon-Fri</td><td>9:00-18:00</td></tr></table>",
        "<p>Mon-Fri:</p><p>9:00-18:00</p>",
    ],
)
def test_hours_keep_their_days_across_elements(body: str) -> None:
    (phone,) = extract_channels(parse_page(f"<p>โทร. 02-123-4567</p>{body}", URL))
    assert (phone.hours or "").replace(":", "") == "Mon-Fri 900-1800"


@given(st.text(alphabet="Mon-Fri 0123456789:.hน–to,()", max_size=60))
def test_hours_stand_in_their_line(line: str) -> None:
    for part in hours_in(line).split(", "):
        assert part in line


@pytest.mark.parametrize("written", ["9.00-18.00", "9.00 - 18.00", "08.30–17.30", "10.00-20.00 น."])
def test_opening_hours_are_no_phone_number(written: str) -> None:
    (phone,) = extract_channels(parse_page(f"<p>โทร. 02-123-4567 ทุกวัน {written}</p>", URL))
    assert phone.address == "+6621234567"


@pytest.mark.parametrize(
    ("url", "link", "address"),
    [
        ("http://127.0.0.1:8123/", "/help", "http://127.0.0.1:8123/help"),
        ("https://www.acme.example/", "/help/", "https://acme.example/help"),
        ("https://www.acme.example/", "https://help.acme.example:8443/", "https://help.acme.example:8443"),
    ],
)
def test_a_help_centre_keeps_scheme_and_port(url: str, link: str, address: str) -> None:
    assert found(f'<a href="{link}">Help</a>', url) == {("help_centre", address)}
