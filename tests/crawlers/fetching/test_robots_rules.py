"""What a robots.txt says to us, in the forms that sites write and tricks that would hide a rule."""

from __future__ import annotations

import time

import pytest

from crawlers.fetching.robots_rules import RobotsRules, UnreadableError

AGENT = "Overheard/1.0 (+https://www.acme.example/bot)"
ALL, FAQ = "User-agent: *\n", "Disallow: /faq\n"
FORBIDDING = {
    "plain": ALL + FAQ,
    "byte order mark": "\ufeff" + ALL + FAQ,
    "carriage returns": "User-agent: *\rDisallow: /faq\r",
    "both line ends": "User-agent: *\r\nDisallow: /faq\r\n",
    "no space": "user-agent:*\ndisallow:/faq",
    "capitals": "USER-AGENT: *\nDISALLOW: /faq",
    "space before the colon": "User-agent : *\nDisallow : /faq",
    "indented": "  User-agent: *\n\t Disallow: /faq",
    "comments between": "User-agent: * # all\n# a word\nDisallow: /faq # not this",
    "blank lines in the group": "User-agent: *\n\n\nDisallow: /faq",
    "our name": "User-agent: Overheard\n" + FAQ + "\n" + ALL + "Allow: /",
    "our name in capitals": "User-agent: OVERHEARD\n" + FAQ + ALL + "Allow: /",
    "our name with another version": "User-agent: Overheard/2.7\n" + FAQ + ALL + "Allow: /",
    "our name with a wildcard": "User-agent: Over*\n" + FAQ + ALL + "Allow: /",
    "named among others": "User-agent: a\nUser-agent: overheard\nUser-agent: b\n" + FAQ + ALL + "Allow: /",
    "two groups of one name": "User-agent: overheard\nAllow: /x\n\nUser-agent: b\nDisallow: /b\n\nUser-agent: overheard\n" + FAQ,
    "sitemap within the group": "User-agent: *\nSitemap: https://a.example/s.xml\nDisallow: /faq",
    "unknown line within the group": "User-agent: *\nNoindex: /y\nDisallow: /faq",
    "wildcard": ALL + "Disallow: /*q",
    "end of the address": ALL + "Disallow: /*faq$",
    "longest rule wins": ALL + "Allow: /\nDisallow: /fa",
    "longest rule wins, whatever the order": ALL + "Disallow: /fa\nAllow: /",
    "written as bytes": ALL + "Disallow: /%66aq",
    "whole site": ALL + "Disallow: /",
    "only a star": ALL + "Disallow: *",
    "misspelt": ALL + "Dissallow: /faq",
    "vertical tab hides no rule": ALL + "Disallow: /faq\nX: y\x0bAllow: /faq",
    "line separator hides no rule": ALL + "Disallow: /faq\n# \u2028Allow: /faq",
    "next line hides no rule": ALL + "Disallow: /faq\nX:\x85Allow: /faq/",
    "after a group for others": "User-agent: b\nAllow: /\n" + ALL + FAQ,
    "behind a page's markup": "<!-- x -->\n" + ALL + FAQ,
}  # fmt: skip
ALLOWING = {
    "empty": "",
    "no group": FAQ,
    "other agents": "User-agent: other\n" + FAQ,
    "a name that only begins like ours": "User-agent: overheardbot\n" + FAQ,
    "a word of our web address": "User-agent: bot\n" + FAQ + "User-agent: acme\n" + FAQ,
    "nothing disallowed": ALL + "Disallow:",
    "our own group is kinder": "User-agent: overheard\nDisallow: /x\n" + ALL + "Disallow: /",
    "equal rules allow": ALL + "Disallow: /faq\nAllow: /faq",
    "another page": ALL + "Disallow: /faqs",
    "a page in its place": "<!doctype html><title>Home</title><p>Disallow: nothing</p>",
}


def allows(text: str | bytes, page: str = "/faq") -> bool:
    body = text if isinstance(text, bytes) else text.encode()
    return RobotsRules(body, AGENT).allows("https://a.example" + page)


def test_rules_that_forbid() -> None:
    assert len(FORBIDDING) >= 30
    assert [name for name, text in FORBIDDING.items() if allows(text)] == []


def test_rules_that_do_not_forbid() -> None:
    assert [name for name, text in ALLOWING.items() if not allows(text)] == []


def test_other_encodings_are_read_and_what_is_no_text_is_said() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert not allows((ALL + FAQ).encode(encoding)), encoding
    assert not allows(ALL.encode() + b"Disallow: /caf\xe9\n", "/caf%E9")
    assert not allows(ALL + "Disallow: /café\n", "/caf%C3%A9")
    for body in (
        b"\x1f\x8b\x08\x00" + bytes(9),
        (ALL + FAQ).encode("utf-16-le"),
        b"\xff\xfeU",
        b"User-agent: *\nDis\0allow: /",
    ):
        with pytest.raises(UnreadableError):
            RobotsRules(body, AGENT)


def test_robots_txt_itself_may_be_read_and_pauses_are_told() -> None:
    rules = RobotsRules(b"User-agent: *\nCrawl-delay: 7\nDisallow: /\n", AGENT)
    assert rules.allows("https://a.example/robots.txt")
    assert rules.crawl_delay == 7.0


def test_a_file_made_to_take_long_does_not() -> None:
    """Ten thousand names before a thousand rules: the parser's own time grows with their product."""
    text = "".join(f"User-agent: a{n}\n" for n in range(10_000)) + "".join(f"Disallow: /{n}\n" for n in range(1_000))
    began = time.process_time()
    assert allows(text)
    plain = time.process_time() - began
    began = time.process_time()
    assert not allows(ALL + "".join(f"Disallow: /p{n}\n" for n in range(11_000)) + FAQ)
    assert plain < 10 * (time.process_time() - began)
