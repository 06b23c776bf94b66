"""Exported markup is read as its reader saw it; signs that only look like markup stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.cells.markup import plain
from tests.work import assert_grows


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<p>Great tea</p><p>Slow &amp; rude</p>", "Great tea\n\nSlow & rude"),
        ("Line one<br />Line two &#39;quoted&#39; &lt;3", "Line one\nLine two 'quoted' <3"),
        ("[b]Bold[/b] leaves https://x.example/a?b=1&amp;c=2", "Bold leaves https://x.example/a?b=1&c=2"),
        ("Labai gera<br>\nSkani", "Labai gera\nSkani"),
        ("<div>ชาดี</div><div>ส่งช้า</div>", "ชาดี\n\nส่งช้า"),
        ("Trà&nbsp;ngon &ndash; giao ch&#7853;m", "Trà ngon – giao chậm"),
        ("&lt;p&gt;Gut&lt;/p&gt;&lt;p&gt;Teuer&lt;/p&gt;", "Gut\n\nTeuer"),
        ("Tom &amp;amp; Ann", "Tom & Ann"),
        ("<ul><li>fast</li><li>kind</li></ul>", "fast\n\nkind"),
        ("<script>alert(1)</script><b>Fine</b>", "Fine"),
        ("<a href='https://x.example/?a=1&b=2'>here</a> <img src=x> <!-- note -->", "here"),
        ("[h1]Title[/h1]Text [url=https://x.example]link[/url]", "Title\nText link"),
        ("<P STYLE=\"a\">Gerai</P>", "Gerai"),
    ],
)  # fmt: skip
def test_markup_is_read(text: str, seen: str) -> None:
    assert plain(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "I <3 tea",
        "5 < 6 and 7 > 2",
        "a & b",
        "AT&T; fine",
        "the <brand> tea",
        "list [1] and [b]",
        "  two\n\n\nlines ",
        "x <- y",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("piece", ["<p", "<p>", "<script>", "&amp;", "[b]", "<!--", "<a b=", "&lt;p"])
def test_hostile_markup_costs_as_much_as_its_size(piece: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = piece * size
        return lambda: plain(text)

    assert_grows(prepare, 5_000)
