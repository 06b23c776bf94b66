"""The cost of reading grows with the size of a page, whatever is on it, and ends at some parses; memory does not grow.

All of it is measured in one process of its own that has read many pages before, as a crawl has: libxml2 keeps every
name a process ever met, and a search for a name that no page had costs nothing, so a fresh process hides slow searches.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from crawlers.extract.channels import extract_channels
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.faqs.help_centre import answer_links
from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.structured.jsonld import decode
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.extract.site.links import next_page
from tests.conftest import ROOT
from tests.work import PIECE, ROUNDS, assert_grows, cost, least, parse

NOW = datetime(2026, 11, 20)
LIMIT = 25
"""What all extractors may cost on one page, in parses by lxml of an ordinary page of its size."""
GROWTH = 10
"""What a page of four times the size may cost at most, in times the cost of the smaller one."""
SIZE = 5_000_000
READ_BEFORE = 120
"""Pages read before anything is measured; again as many are read to see whether memory grows."""
MEGABYTES = 6
"""What reading READ_BEFORE more pages may add to the memory in use (caches filling up); their trees alone would be 10."""

EVIL: dict[str, str] = {
    "open tags": "<div>Why?",
    "open headings": "<h2>Why?",
    "open details": "<details><summary>Why?</summary>",
    "open buttons": "<button aria-expanded=true>Why?",
    "open spans": "<span aria-expanded=true>Why?",
    "open labels": "<input type=checkbox id=a><label for=a>Why?",
    "open lists": "<dl><dt>Why?</dt><dd>x",
    "open scopes": "<b itemscope itemtype='http://schema.org/Question' itemprop=acceptedAnswer><i itemprop=name>q?</i>",
    "open bold": "<b>Why?",
    "open navigation": "<div class=nav><p>x</p>",
    "open reviews": "<div class=review><span class=author>Ann</span><b>★★★★☆</b><p>good text here",
    "toggles": "<p><a data-toggle=collapse href='#x'>Why?</a><p id=x>So.",
    "details": "<details><summary>Why?</summary><p>x</p></details>",
    "questions": "<p>q?</p>",
    "question headings": "<h3>How so?</h3><p>That is how.</p>",
    "deep questions": "<div class=faq><h3>How so?</h3>",
    "links": "<li><a href=/a>Why so?</a>",
    "paragraphs in one link": "<p>Why so?</p>",
    "paragraphs in navigation": "<p>x</p>",
    "spaces": "          ",
    "dots": "..........",
    "digits": "0123456789",
    "addresses": "a@",
    "marks": "????",
    "stars": "<div class=review><b>★★★★☆</b> good 4/5",
    "reviews": "<div class=review><i class=author>Ann</i><b>★★★★☆</b><time>2020-05-05</time><p>good text here</p></div>",
    "dates": "<div class=review><time>March of 5 2020 the</time><p>Text of mine is</p><b>4/5</b></div>",
    "review items": "<div itemscope itemtype=http://schema.org/Review><b itemprop=reviewBody>good</b></div>",
    "described reviews": '{"@type":"Review","reviewBody":"good","author":"a","datePublished":"5 some of may"},',
    "described questions": '{"@type":"Question","name":"Why?","acceptedAnswer":{"text":"a &lt;b&gt;x"}},',
    "braces": '{["',
    "entities": "&lt;&amp;",
    "labels": "Q: a? A: b ",
}
_JSON = '<script type="application/ld+json">'
AROUND: dict[str, tuple[str, str]] = {
    "paragraphs in one link": ("<a href=/x>", "</a>"),
    "paragraphs in navigation": ("<div class=nav>" * 1_900, "<h1>x</h1>"),
    "described reviews": (_JSON + "[", "{}]</script>"),
    "described questions": (_JSON + '{"@type":"FAQPage","mainEntity":[', "{}]}</script>"),
}
"""What stands before and after the repeated piece; nothing where it is not named."""
EXTRACTORS: dict[str, Callable[[Page], object]] = {
    "faqs": extract_faqs,
    "answer_links": answer_links,
    "text": lambda page: page.text_length,
    "reviews": lambda page: extract_reviews(page, NOW),
    "totals": extract_totals,
    "channels": extract_channels,
    "next": next_page,
}
OWN = ("faqs", "answer_links", "text", "reviews", "totals")
TAGS = [
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "b",
    "base",
    "blockquote",
    "br",
    "button",
    "caption",
    "cite",
    "code",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "menu",
    "meta",
    "meter",
    "nav",
    "noscript",
    "object",
    "ol",
    "option",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "video",
    "app-root",
]
WORDS = [
    "why",
    "how",
    "can",
    "send",
    "order",
    "price",
    "late",
    "return",
    "stars",
    "good",
    "review",
    "รีวิว",
    "kaip",
    "là",
    "gì",
    "FAQ",
    "4/5",
    "★★★☆☆",
    "5.3.2024",
    "Ann",
]
NAMES = [
    "faq",
    "question",
    "answer",
    "review",
    "author",
    "rating",
    "stars",
    "date",
    "nav",
    "comment",
    "accordion",
    "item-{}",
    "css-{}x",
    "body",
]


def ordinary(number: int) -> str:
    """A page of every element there is, with the class names and texts that extractors look for; always the same one."""
    chance = random.Random(number)
    parts = [f"<html lang={chance.choice(['en', 'th', 'vi', 'lt'])}><base href=/b/><title>FAQ {number}</title><body>"]
    for tag in chance.choices(TAGS, k=120):
        names = " ".join(chance.choices(NAMES, k=2)).format(number, chance.randrange(10**6))
        text = " ".join(chance.choices(WORDS, k=8))
        parts.append(f'<{tag} class="{names}" id=n{chance.randrange(10**6)} href=/{number}>{text}?</{tag}>\n')
    return "".join(parts)


def evil(name: str, size: int) -> Page:
    """A page of about `size` characters of the piece."""
    start, end = AROUND.get(name, ("", ""))
    body = f"<title>FAQ</title><body><h1>FAQ</h1>{start}{EVIL[name] * (size // len(EVIL[name]))}{end}"
    return parse_page(body, "https://a.example/faq")


def growth(name: str) -> float:
    """What four times the page costs, in times the cost of one; what is too little to measure counts as `least`."""

    def taken(size: int) -> float:
        page = evil(name, size)
        return cost(lambda: [EXTRACTORS[extractor](page) for extractor in OWN])

    before, after = taken(20_000), taken(80_000)
    for _ in range(ROUNDS - 1):
        if after <= GROWTH * max(before, least()):
            break
        before, after = min(before, taken(20_000)), min(after, taken(80_000))
    return after / max(before, least())


def parses(name: str) -> dict[str, float]:
    """What each extractor costs on a page of SIZE, in parses of an ordinary one; the least of each, if all is too much."""
    taken: dict[str, float] = {}
    for _ in range(ROUNDS):
        page = evil(name, SIZE)
        for extractor, extract in EXTRACTORS.items():
            found = cost(partial(extract, page)) / one_parse()
            taken[extractor] = min(taken.get(extractor, found), found)
        if sum(taken.values()) <= LIMIT:
            break
    return taken


@cache
def one_parse() -> float:
    """Processor seconds of the reference: lxml parses an ordinary page of SIZE."""
    return min(cost(parse(PIECE * (SIZE // len(PIECE)))) for _ in range(3))


def resident() -> float | None:
    """Megabytes of memory this process holds; None where the system does not tell (it does on Linux)."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * 4_096 / 1e6 if statm.exists() else None


def read_pages(first: int) -> float | None:
    """Memory in use after READ_BEFORE pages from number `first` on."""
    for number in range(first, first + READ_BEFORE):
        _read(parse_page(ordinary(number), "https://a.example/"))
    gc.collect()
    return resident()


def _read(page: Page) -> None:
    for extract in EXTRACTORS.values():
        extract(page)


def main() -> None:
    """What the tests below look at, as JSON."""
    memory = [read_pages(READ_BEFORE * turn) for turn in range(3)]
    found = {"growth": {name: growth(name) for name in EVIL}, "parses": {name: parses(name) for name in EVIL}}
    json.dump({"memory": memory} | found, sys.stdout)


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """`main` in a process of its own, once for all tests."""
    code = f"from {__name__} import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", EVIL)
def test_cost_grows_with_the_page_not_with_its_square(measured: dict[str, Any], name: str) -> None:
    assert measured["growth"][name] <= GROWTH


@pytest.mark.parametrize("name", EVIL)
def test_five_megabytes_are_read_at_the_cost_of_some_parses(measured: dict[str, Any], name: str) -> None:
    taken = measured["parses"][name]
    assert sum(taken.values()) <= LIMIT, taken


def test_memory_does_not_grow_with_the_number_of_pages(measured: dict[str, Any]) -> None:
    _, before, after = measured["memory"]
    if before is None:
        pytest.skip("the system does not tell how much memory is in use")
    assert after - before < MEGABYTES


@pytest.mark.parametrize(
    "piece", ['{"a":', '"', "[", "{", "\\", '{"a":"b",', "//", "/*", '{"@type":"Question"}', "&quot;"]
)
def test_broken_json_is_mended_in_linear_time(piece: str) -> None:
    assert_grows(lambda size: partial(decode, "{" + piece * (size // len(piece))), 50_000)
