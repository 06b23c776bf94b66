"""Pages on which one rule alone decides: what is read with it, and otherwise without it."""

from __future__ import annotations

import pytest

from crawlers.extract.channels.forms import find_contact_forms
from crawlers.extract.channels.links import find_links
from crawlers.extract.page import parse_page
from crawlers.extract.page.rules import tables

FIELDS = '<input name="author"><input type="email" name="email"><input name="url">'
COMMENTS = f'<form><textarea name="comment"></textarea>{FIELDS}</form>'


def channels(markup: str, url: str) -> list[tuple[str, str]]:
    page = parse_page(markup, url)
    return [(channel.kind, channel.address) for channel in (*find_links(page), *find_contact_forms(page))]


@pytest.mark.parametrize(
    ("table", "rule", "markup", "url"),
    [
        ("is a contact form", "takes comments", COMMENTS, "https://www.acme.example/post"),
        (
            "channel of a link",
            "own page",
            '<a href="https://www.youtube.com/@acme">Acme</a>',
            "https://music.youtube.com/",
        ),
    ],
)
def test_one_rule_keeps_out_what_is_no_channel(table: str, rule: str, markup: str, url: str) -> None:
    assert channels(markup, url) == []
    with tables()[f"channels.{table}"].without(rule):
        assert channels(markup, url) != []
