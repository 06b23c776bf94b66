"""Pages -> support channels: fixtures with widgets and decoys, canonical forms, and what holds for every input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.channel_config import address, config, matches
from crawlers.extract.channel_contacts import canonical_email, canonical_phone, decode_cfemail
from crawlers.extract.channel_widgets import without_comments
from crawlers.extract.channels import extract_channels
from crawlers.extract.page import parse_page
from tests.crawlers.extract_factory import Case, cases, check

URL = "https://www.acme.example/contact"


@pytest.mark.parametrize("case", cases("channels"), ids=lambda case: case.id)
def test_fixture(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("tel:+66 2 123 4567", None, "+6621234567"),
        ("tel:0066-2-123-4567", None, "+6621234567"),
        ("02-123-4567", ("66", "0"), "+6621234567"),
        ("+44 (0)20 7946 0018", None, "+442079460018"),
        ("(555) 734-0722", None, "+15557340722"),
        ("1-800-734-0722", None, "+18007340722"),
        ("๐๒-๑๒๓-๔๕๖๗", ("66", "0"), "+6621234567"),
        ("tel:1545", None, "1545"),
        ("1545", None, ""),
        ("tel:+1234567890", None, ""),
        ("0000000000", None, ""),
        ("tel:", None, ""),
        ("1900 8095", ("84", "0"), "19008095"),
    ],
)
def test_canonical_phone(raw: str, country: tuple[str, str] | None, expected: str) -> None:
    assert canonical_phone(raw, country) == expected


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
