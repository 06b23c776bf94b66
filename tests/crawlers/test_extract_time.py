"""Reading time grows with the size of a page, whatever is on it, and ends within two seconds."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime

import pytest

from crawlers.extract.channels import extract_channels
from crawlers.extract.faq_help import answer_links
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.jsonld import decode
from crawlers.extract.links import next_page
from crawlers.extract.page import Page, parse_page
from crawlers.extract.reviews import extract_reviews, extract_totals
from tests.conftest import ROOT

NOW = datetime(2026, 11, 20)
LIMIT = 2.0
"""Seconds of processor time all extractors may take on one page."""
SMALLEST = 0.02
"""Seconds below which a measurement says nothing about growth."""

EVIL: dict[str, str] = {
    "open tags": "<div>Why?",
    "open details": "<details><summary>Why?</summary>",
    "open buttons": "<button aria-expanded=true>Why?",
    "open spans": "<span aria-expanded=true>Why?",
    "open labels": "<input type=checkbox id=a><label for=a>Why?",
    "open lists": "<dl><dt>Why?</dt><dd>x",
    "open scopes": "<b itemscope itemtype='http://schema.org/Question' itemprop=acceptedAnswer><i itemprop=name>q?</i>",
    "open bold": "<b>Why?",
    "toggles": "<p><a data-toggle=collapse href='#x'>Why?</a><p id=x>So.",
    "questions": "<p>q?</p>",
    "question headings": "<h3>How so?</h3><p>That is how.</p>",
    "deep questions": "<div class=faq><h3>How so?</h3>",
    "links": "<li><a href=/a>Why so?</a>",
    "spaces": "          ",
    "dots": "..........",
    "digits": "0123456789",
    "addresses": "a@",
    "marks": "????",
    "stars": "<div class=review><b>★★★★☆</b> good 4/5",
    "braces": '{["',
    "entities": "&lt;&amp;",
    "labels": "Q: a? A: b ",
}
EXTRACTORS: dict[str, Callable[[Page], object]] = {
    "faqs": extract_faqs,
    "answer_links": answer_links,
    "text": lambda page: page.text_length,
    "reviews": lambda page: extract_reviews(page, NOW),
    "totals": extract_totals,
    "channels": extract_channels,
    "next": next_page,
}
OWN = ("faqs", "answer_links", "text")


def seconds(piece: str, size: int, names: tuple[str, ...]) -> float:
    """The shorter of two readings by these extractors of a page of about `size` characters of the piece."""
    body = "<title>FAQ</title><body><h1>FAQ</h1>" + piece * (size // len(piece))
    taken = []
    gc.collect()
    gc.freeze()  # what earlier tests left on the heap is not the extractors' to walk through
    for _ in range(2):
        page = parse_page(body, "https://a.example/faq")
        started = time.process_time()
        for name in names:
            EXTRACTORS[name](page)
        taken.append(time.process_time() - started)
    gc.unfreeze()
    return min(taken)


def seconds_alone(name: str, names: str) -> float:
    """`seconds` of a 5 MB page in a fresh process. One that has read hundreds of pages is slower (known: `links` over LIMIT)."""
    module = "tests.crawlers.test_extract_time"
    code = f"from {module} import EVIL, EXTRACTORS, OWN, seconds; print(seconds(EVIL[{name!r}], 5_000_000, {names}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


@pytest.mark.parametrize("name", EVIL)
def test_twice_the_page_takes_at_most_three_times_as_long(name: str) -> None:
    small, large = seconds(EVIL[name], 60_000, OWN), seconds(EVIL[name], 120_000, OWN)
    assert large <= 3 * max(small, SMALLEST), f"{small:.3f} s, then {large:.3f} s"


@pytest.mark.parametrize("name", EVIL)
def test_five_megabytes_are_read_in_time(name: str) -> None:
    assert seconds_alone(name, "OWN") < LIMIT


@pytest.mark.parametrize("name", ["toggles", "question headings", "links", "stars"])
def test_all_extractors_together_end_in_time(name: str) -> None:
    assert seconds_alone(name, "tuple(EXTRACTORS)") < LIMIT


@pytest.mark.parametrize(
    "piece", ['{"a":', '"', "[", "{", "\\", '{"a":"b",', "//", "/*", '{"@type":"Question"}', "&quot;"]
)
def test_broken_json_is_mended_in_linear_time(piece: str) -> None:
    def taken(size: int) -> float:
        started = time.process_time()
        decode("{" + piece * (size // len(piece)))
        return time.process_time() - started

    small, large = min(taken(100_000) for _ in range(2)), min(taken(200_000) for _ in range(2))
    assert large <= 3 * max(small, SMALLEST), f"{small:.3f} s, then {large:.3f} s"
