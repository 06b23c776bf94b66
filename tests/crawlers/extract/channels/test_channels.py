"""Pages -> support channels: fixtures with widgets and decoys, canonical forms, and what holds for every input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.channels import extract_channels
from crawlers.extract.channels.config import address, config, matches
from crawlers.extract.channels.emails import canonical_email, decode_cfemail, find_emails, readable
from crawlers.extract.channels.numbers import canonical_phone
from crawlers.extract.channels.phones import find_phones
from crawlers.extract.channels.regions import page_regions
from crawlers.extract.channels.widgets import without_comments
from crawlers.extract.page import parse_page
from tests.crawlers.extract.factory import Case, cases, check

URL = "https://www.acme.example/contact"


@pytest.mark.parametrize("case", cases("channels"), ids=lambda case: case.id)
def test_fixture(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("raw", "regions", "expected"),
    [
        ("tel:+66 2 123 4567", (), "+6621234567"),
        ("tel:0066-2-123-4567", (), "+6621234567"),
        ("02-123-4567", ("TH",), "+6621234567"),
        ("+44 (0)20 7946 0018", (), "+442079460018"),
        ("(555) 734-0722", (), "+15557340722"),
        ("1-800-734-0722", (), "+18007340722"),
        ("๐๒-๑๒๓-๔๕๖๗", ("TH",), "+6621234567"),
        ("tel:1545", (), "1545"),
        ("1545", (), ""),
        ("tel:+1234567890", (), ""),
        ("0000000000", (), ""),
        ("tel:", (), ""),
        ("1900 8095", ("VN",), "19008095"),
        ("0601 555 021", ("PL",), "+48601555021"),
        ("0 777 123 456", ("CZ",), "+420777123456"),
        ("0912 345 678", ("PT",), "+351912345678"),
        ("06 1234 5678", ("IT",), "+390612345678"),
        ("0601 555 021", (), "0601555021"),
    ],
)
def test_canonical_phone(raw: str, regions: tuple[str, ...], expected: str) -> None:
    assert canonical_phone(raw, regions) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Care@Acme.Example", "care@acme.example"),
        ("you@example.com", ""),
        ("logo@2x.png", ""),
        ("not an address", ""),
        ("a@b", ""),
    ],
)
def test_canonical_email(raw: str, expected: str) -> None:
    assert canonical_email(raw) == expected


@given(st.emails(domains=st.just("acme.example")), st.integers(0, 255))
def test_protected_email_is_decoded(email: str, key: int) -> None:
    raw = email.encode()
    assert decode_cfemail(bytes([key, *(byte ^ key for byte in raw)]).hex()) == email


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a // b\nc", "a \nc"),
        ("a /* b */ c", "a   c"),
        ("'http://x' // y", "'http://x' "),
        ("'it\\'s // one' + b", "'it\\'s // one' + b"),
        ("a /* never closed", "a  "),
    ],
)
def test_without_comments(code: str, expected: str) -> None:
    assert without_comments(code) == expected


@given(st.text(alphabet="/*'\"`\\\n ax", max_size=60))
def test_without_comments_adds_nothing(code: str) -> None:
    assert len(without_comments(code)) <= len(code)


@pytest.mark.parametrize(
    ("url", "pattern", "expected"),
    [
        ("https://www.acme.example/chat/1", "acme.example/chat", True),
        ("https://acme.example/chatter", "acme.example/chat", True),
        ("https://acme.example/", "acme.example/chat", False),
        ("https://x.acme.example/", "*.acme.example", True),
        ("https://evilacme.example/", "*.acme.example", False),
        ("https://acme.example.evil.example/", "acme.example", False),
        ("https://a.example/hc/en/requests/new", "*.example/hc/*/requests", True),
        ("https://any.example/x/livezilla/chat.php", "*/livezilla/chat.php", True),
    ],
)
def test_matches(url: str, pattern: str, expected: bool) -> None:
    where = address("", url)
    assert where is not None
    assert matches(where, pattern) is expected


def test_every_vendor_can_be_recognised() -> None:
    """Each entry of channels.toml that loads something is found by it, and under its own name."""
    for widget in config()["widget"]:
        for pattern in widget.get("scripts", []):
            source = "https://" + pattern.replace("*.", "cdn.").replace("/*/", "/x/")
            found = extract_channels(parse_page(f"<script src='{source}'></script>", URL))
            assert [(c.kind, c.vendor) for c in found] == [(widget.get("kind", "chat"), widget["vendor"])], pattern
        for code in widget.get("code", []):
            found = extract_channels(parse_page(f"<script>{code}</script>", URL))
            assert [c.vendor for c in found] == [widget["vendor"]], code


def test_same_channel_on_two_pages_is_one() -> None:
    bodies = (
        "<a href='tel:+4420 7946 0018'>x</a><a href='https://twitter.com/Acme?lang=en'>x</a><a href='https://wa.me/4477'>",
        "<p>Phone: +44 (0)20 7946-0018</p><a href='https://mobile.x.com/acme/'>y</a>",
    )
    first, second = ({(c.kind, c.vendor, c.address) for c in extract_channels(parse_page(b, URL))} for b in bodies)
    assert first == second == {("phone", "none", "+442079460018"), ("social", "x", "https://x.com/acme")}


PARTS = st.sampled_from([
    "<a href='tel:", "<a href='mailto:", "+66 2 123 4567", "'>", "</a>", "<script>", "</script>", "window.Intercom(",
    "//", "/*", "*/", "`", "<a href='https://wa.me/", "<a href='line://", "<a href='viber://chat?number=", "Mon 9-5",
    "<form><textarea>", "<iframe src='//[", "a@b.example", " [at] acme [dot] example", "โทร ", "\x00",
    "<script type='application/ld+json'>{\"telephone\":", "<a data-cfemail='zz'>",
])  # fmt: skip


@given(
    st.one_of(st.text(), st.lists(PARTS, max_size=40).map("".join)),
    st.sampled_from([URL, "", "http://[", "https://x.th/"]),
)
@settings(max_examples=200, deadline=None)
def test_never_raises(markup: str, url: str) -> None:
    found = extract_channels(parse_page(markup, url))
    keys = [(c.kind, c.vendor, c.address) for c in found]
    assert len(keys) == len(set(keys))


def test_hostile_sizes() -> None:
    for body in (
        "1 " * 500_000,
        "<script>" + "/*" * 400_000,
        "a@" * 300_000,
        "(" * 500_000,
        "[at] " * 200_000,
        "<b>" * 10_000,
    ):
        extract_channels(parse_page(body, URL))


@pytest.mark.parametrize(
    ("url", "line", "expected"),
    [
        ("https://acme.co.th/", "โทร. 02-123-4567-8", ["+6621234567"]),
        ("https://acme.co.th/", "โทรศัพท์: ๐๘๑-๒๓๔-๕๖๗๘ ต่อ 12", ["+66812345678"]),
        ("https://acme.co.th/", "สายด่วน 1545", ["1545"]),
        ("https://acme.co.th/", "เลขประจำตัวผู้เสียภาษี 0105536000315", []),
        ("https://acme.vn/", "Hotline: 1900 1234", ["19001234"]),
        ("https://acme.vn/", "ĐT: (028) 3822 1234 - Fax: (028) 3822 1237", ["+842838221234"]),
        ("https://acme.vn/", "Mã số thuế: 0301234567", []),
        ("https://acme.lt/", "Tel.: 8 600 12346", ["+37060012346"]),
        ("https://acme.lt/", "8 (5) 212 3457, įmonės kodas 302123456", ["+37052123457"]),
        ("https://acme.de/", "Telefon: 030 / 123 456-0 Telefax 030 / 123 456-9", ["+49301234560"]),
        ("https://acme.de/", "IBAN DE89 3704 0044 0532 0130 00", []),
        ("https://acme.fr/", "06.12.34.56.78", ["+33612345678"]),
        ("https://acme.fr/", "SIRET 123 456 789 00012", []),
        ("https://acme.es/", "Teléfono: 912 345 678", ["+34912345678"]),
        ("https://acme.jp/", "ＴＥＬ ０３－１２３４－５６７１", ["+81312345671"]),
        ("https://acme.jp/", "お電話は 06(1234)5678 まで", ["+81612345678"]),
        ("https://acme.ru/", "8 (495) 123-45-67", ["+74951234567"]),
        ("https://acme.co.uk/", "Office: 020 7946 0018 or 020 7946 0019", ["+442079460018", "+442079460019"]),
        ("https://acme.com/", "Zip 98230 (360) 734-3658", ["+13607343658"]),
        ("https://acme.com/", "1.800.734.2267directions", ["+18007342267"]),
        ("https://acme.com/", "192.168.100.200, 40.712776 -74.005974, 4111 1111 1111 1111, 2013-2024", []),
    ],
)
def test_written_phones_of_many_countries(url: str, line: str, expected: list[str]) -> None:
    assert find_phones(parse_page(f"<p>{line}</p>", url)) == expected


def test_faxes_are_told_by_heading_and_by_column() -> None:
    """A heading governs the lines beneath it, a header the columns of a row."""
    listed = "<p>Phone:</p><p>Sales (360) 734-3658</p><p>Fax:</p><p>Sales (360) 734-3659</p><p>Press (360) 734-3660</p>"
    table = "<p>Contact Phone Fax</p><p>Ann 408.734.1260 408.734.1280</p><p>Bo 408.734.1216 408.734.8559</p>"
    assert find_phones(parse_page(listed, "https://acme.com/")) == ["+13607343658"]
    assert find_phones(parse_page(table, "https://acme.com/")) == ["+14087341260", "+14087341216"]


@pytest.mark.parametrize(
    ("markup", "url", "regions"),
    [
        ("", "https://acme.co.th/", ("TH",)),
        ("<html lang='en-GB'>", "https://acme.com/", ("GB",)),
        ("<html lang='vi'>", "https://acme.com/", ("VN",)),
        ("<p>Tel +370 600 12345</p>", "https://acme.example/", ("LT",)),
        ("<p>1 Mill Lane, Leeds, England</p>", "https://acme.io/", ()),
        ("", "https://acme.com/", ()),
    ],
)
def test_page_regions(markup: str, url: str, regions: tuple[str, ...]) -> None:
    assert page_regions(parse_page(markup, url)).site.all == regions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to care at acme dot example", "write to care@acme.example"),
        ("care(at)acme.example", "care@acme.example"),
        ("care [at] acme [dot] co [dot] th", "care@acme.co.th"),
        ("care (arroba) acme (punto) es", "care@acme.es"),
        ("care @ acme.example", "care@acme.example"),
        ("care＠acme.example", "care@acme.example"),
        ("look at acme.com now", "look at acme.com now"),
        ("see us at our dot com site", "see us at our dot com site"),
    ],
)
def test_addresses_written_for_people(text: str, expected: str) -> None:
    assert readable(text) == expected


def test_emails_run_into_words_and_in_noscript() -> None:
    body = "<b>care@acme.example</b>Phone <p>sales@acme.comPhone</p><noscript>press at acme dot com</noscript>"
    assert find_emails(parse_page(body, URL)) == ["care@acme.example", "sales@acme.com", "press@acme.com"]


def test_hours_and_languages() -> None:
    body = """<p>Call us: 02-123-4567</p><p>Mon-Fri 9:00-18:00</p><p>We speak English and Thai</p>
    <p>-</p><p>-</p><p>-</p><p>-</p><p>Mail care@acme.co.th</p><p>Language: English Deutsch</p>"""
    found = {c.address: (c.hours, c.languages) for c in extract_channels(parse_page(body, "https://acme.co.th/"))}
    assert found == {"+6621234567": ("Mon-Fri 9:00-18:00", "en, th"), "care@acme.co.th": (None, None)}


def test_described_hours_and_languages() -> None:
    body = """<script type="application/ld+json">{"@type": "Organization", "contactPoint": {"@type": "ContactPoint",
    "telephone": "+66 2 123 4567", "availableLanguage": ["English", {"@type": "Language", "name": "Thai"}, "vi-VN"],
    "hoursAvailable": [{"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday", "Tuesday", "Wednesday"],
    "opens": "09:00:00", "closes": "18:00"}]}}</script>"""
    (phone,) = extract_channels(parse_page(body, URL))
    assert (phone.hours, phone.languages) == ("Mo-We 09:00-18:00", "en, th, vi")


def test_bot_in_front_of_a_chat() -> None:
    script = "<script>window.zESettings = {webWidget: {answerBot: {suppress: %s}}};</script>"
    kinds = {state: [c.kind for c in extract_channels(parse_page(script % state, URL))] for state in ("true", "false")}
    assert kinds == {"true": ["chat"], "false": ["chatbot"]}


@pytest.mark.parametrize(
    "body",
    [
        "<!-- <script src='https://embed.tawk.to/1/default'></script> -->",
        "<meta http-equiv='Content-Security-Policy' content='script-src embed.tawk.to client.crisp.chat'>",
        "<link rel='dns-prefetch' href='//client.crisp.chat'><link rel=preconnect href='https://js.driftt.com'>",
        "<script>var allowed = ['https://widget.intercom.io/widget/x'];</script>",
        "<script>/* window.Intercom('boot') */ // Tawk_API = {}\n</script>",
        "<noscript><iframe src='https://embed.tawk.to/1'></iframe></noscript>",
        "<p>Intercom, Crisp and Drift are olark words; chat with our bot!</p><a href='https://www.zendesk.com/'>Z</a>",
        "<script src='https://js.hs-scripts.com/1.js'></script>",
    ],
)
def test_named_but_not_loaded(body: str) -> None:
    assert [c for c in extract_channels(parse_page(body, URL)) if c.kind in ("chat", "chatbot")] == []
