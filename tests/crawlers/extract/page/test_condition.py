"""Blocked pages and shells, and the ordinary pages that look a little like them."""

from __future__ import annotations

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.page.condition import block_reason
from crawlers.extract.page.shell import looks_script_driven

PROSE = "<p>" + "Our roastery opened in Chiang Mai and sells coffee to cafes and homes. " * 50 + "</p>"


@pytest.mark.parametrize(
    ("markup", "url", "status", "reason"),
    [
        ("<p>Hello</p>", "https://a.example/", 403, "HTTP 403"),
        ("<p>Slow down</p>", "https://a.example/", 429, "HTTP 429"),
        (
            "<p>Our systems have detected unusual traffic from your computer network.</p>",
            "https://s.example/",
            200,
            "captcha",
        ),
        (
            "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b/x'></script>",
            "https://a.example/",
            503,
            "challenge",
        ),
        ("<iframe src='https://geo.captcha-delivery.com/captcha/?x'></iframe>", "https://a.example/", 200, "captcha"),
        (
            "<title>Before you continue to Search</title><form><button>Accept all</button></form>",
            "https://s.example/",
            200,
            "consent wall",
        ),
        ("<h1>Access Denied</h1><p>Reference 18.1</p>", "https://a.example/", 200, "access denied"),
        ("<p>โปรดยืนยันว่าคุณไม่ใช่หุ่นยนต์</p>", "https://a.example/", 200, "captcha"),
    ],
)
def test_blocked(markup: str, url: str, status: int, reason: str) -> None:
    found = block_reason(parse_page(markup, url), status)
    assert found is not None
    assert reason in found


@pytest.mark.parametrize(
    "markup",
    [
        PROSE
        + "<form><div class='g-recaptcha'></div><script src='https://www.google.com/recaptcha/api.js'></script></form>",
        PROSE + "<div class='cookie-banner'>We use cookies. Accept all</div>",
        "<form><textarea></textarea><div class='g-recaptcha'></div></form><h1>Contact us</h1>",
        "<h1>Blog</h1>" + PROSE + "<p>How to complete the captcha: verify you are human.</p>",
        "<script src='/cdn-cgi/challenge-platform/h/b/x'></script><h1>Shop</h1><p>Beans</p>",
        "<p>We use cookies on this site.</p><p>Our hours: 9-18</p>",
    ],
)
def test_not_blocked(markup: str) -> None:
    assert block_reason(parse_page(markup, "https://a.example/"), 200) is None


@pytest.mark.parametrize(
    ("markup", "shell"),
    [
        ("<div id='root'></div><script src='/a.js'></script>", True),
        ("<noscript>You need to enable JavaScript to run this app.</noscript><script src='/a.js'></script>", True),
        ("<app-root></app-root><script src='/a.js'></script>", True),
        ("<script>" + "x" * 5_000 + "</script>", True),
        ("<div id='root'>" + PROSE + "</div><script src='/a.js'></script>", False),
        ("<h1>Small</h1><p>A short static page.</p>", False),
        ("", False),
    ],
)
def test_looks_script_driven(markup: str, shell: bool) -> None:
    assert looks_script_driven(parse_page(markup, "https://a.example/")) is shell
