"""Pages of 1 MB that each hold too much of one thing, as a hostile or broken site may write them."""

from __future__ import annotations

from collections.abc import Iterator

SIZE = 1_000_000
DIGITS = 100_000
"""Characters of the texts of digits that are redacted."""

_REPEATED = {
    "headings within headings": "<h2>Why so?",
    "boxes within boxes": '<div class="review"><p>Good.',
    "spans within spans": '<span class="price">4/5 ',
    "details": "<details><summary>How so?</summary><p>That is how.</p></details>",
    "buttons": "<button aria-expanded=false>How so?</button><p>That is how.</p>",
    "questions": "<h3>How so?</h3><p>That is how.</p>",
    "phone links": '<a href="tel:+44 20 7946 %04d">+44 20 7946 %04d</a> ',
    "phone lines": "<p>Tel: 020 7946 %04d or (602) 267-%04d</p>",
    "digits": "1 1 1 1 1 1 1 1 ",
    "one number": "1234567890",
    "hidden spans": '<span hidden class="sr-only visually-hidden">5 stars</span>',
    "hidden by style": '<b style="display:none">x</b><style>.a%04d{display:none}</style>',
    "one line": "good and kind and quick to answer me ",
    "one word": "aaaaaaaaaa",
    "rows of stars": '<div class="rating">' + '<i class="star full"></i>' * 4 + '<i class="star"></i></div>',
    "glyphs": "<p>★★★★☆ 4.5 out of 5</p>",
    "numbers of stars": "<b>5 of 10, 4/5, four stars</b>",
    "small boxes": '<div class="review"><b class="author">Ann %04d</b><i title="4 stars"></i><p>So good!</p></div>',
    "boxes without words": '<div class="item"><b></b><i></i></div>',
    "forms": '<form action="/contact"><input name="email"><textarea name="message"></textarea><button>Send</button></form>',
    "inputs": '<form><input name="email" placeholder="e-mail">',
    "links": '<a href="/a/%04d?x=1">Contact us</a>',
    "profiles": '<a href="https://facebook.com/acme%04d">Facebook</a>',
    "lists": "<ul><li>Mon-Fri 9:00-18:00 24/7</li></ul>",
    "terms": "<dl><dt>How so?</dt><dd>That is how.</dd></dl>",
    "cells": "<table><tr><td>Tel<td>Fax<td>020 7946 %04d</table>",
    "items": '<div itemscope itemtype="http://schema.org/Review"><b itemprop="reviewBody">Good.</b></div>',
    "scripts": "<script>var a%04d='//cdn.example/x.js';document.createElement('script')</script>",
    "addresses": "ann at mail dot example, ann%04d@mail.example ",
    "countries": "<p>Thailand, Office, 10110 Bangkok, France</p>",
    "dates": "<time>5 May 2024</time><p>May 5, 24 at 5</p>",
}
_TEXTS = {
    "digits": "1 1 1 1 1 ",
    "digits without spaces": "1234567890",
    "numbers": "020 7946 0958 ",
    "numbers in words": "one two three ",
    "years": "2019-2024 12/05/2024 ",
    "odd signs": "123,456|789_",
    "letters for digits": "O8l 234 ",
    "addresses": "ann at mail dot ",
}


def pages() -> Iterator[tuple[str, str]]:
    """(what there is too much of, the page)."""
    for name, piece in _REPEATED.items():
        numbered = [piece.replace("%04d", f"{number % 10_000:04d}") for number in range(SIZE // len(piece))]
        yield name, f'<!doctype html><html lang="en"><title>FAQ</title><body><h1>FAQ</h1>{"".join(numbered)}'


def texts() -> Iterator[tuple[str, str]]:
    """(what there is too much of, the text)."""
    for name, piece in _TEXTS.items():
        yield name, piece * (DIGITS // len(piece))
