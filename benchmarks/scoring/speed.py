"""Time: all extractors on one page against one lxml parse of it, on every page of the corpus, in one process.

Limits (fixed, not pinned): median 10 parses, 95th percentile 20, the longest ten parses of a page of 5 MB. Date
parsing is reported apart: the reviews are timed once more with their dates already read, and the difference is `dates`.

Hostile pages of 1 MB (`hostile.pages`) have a limit of their own, for each extractor and for the redaction of 100 kB: 60
parses of an ordinary page of 1 MB. `own` is the same in parses of the page itself, with the same limit, although the parser
cuts what is nested deeper than 2,048 levels, and parses one text of 1 MB in a millisecond.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import lxml.html
from lxml import etree

from benchmarks.scoring import hostile
from benchmarks.scoring.corpus import Entry, decoded, html_entries
from benchmarks.scoring.score import Score
from crawlers.extract.channels import extract_channels
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.condition import block_reason
from crawlers.extract.page.shell import looks_script_driven
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.extract.site.links import find_pages, next_page
from data.privacy import redact

KIND = "speed"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC).replace(tzinfo=None)
MEDIAN_LIMIT = 10.0
P95_LIMIT = 20.0
LONGEST_LIMIT = 10.0
HOSTILE_LIMIT = 60.0
LARGE = '<div class="review"><h3>How so?</h3><p>That is <b>how</b>, <a href="/x">as we say</a>.</p></div>\n' * 53_000
"""A page of 5 MB, whose parse is the measure of the longest time."""
_ROUNDS = 3
"""Times that each is measured at least, parse and extractors in turn; the shortest counts: the machine does other things
too, and does them to both alike only when they are measured side by side."""
_MOST_ROUNDS = 9
_SMALL_SECONDS = 0.03
"""Processor time spent on a page until which it is measured again: what takes a tenth of a millisecond is disturbed most."""


def extractors() -> dict[str, Callable[[Page], object]]:
    """What runs on a page of a brand, by name."""
    return {
        "faqs": extract_faqs,
        "reviews": lambda page: extract_reviews(page, NOW),
        "totals": extract_totals,
        "channels": extract_channels,
        "finding": lambda page: find_pages(page, "faqs"),
        "next": next_page,
        "condition": lambda page: (block_reason(page, 200), looks_script_driven(page)),
    }


@dataclass(frozen=True)
class Timing:
    """Seconds of processor time: one bare parse; each extractor, the first bearing what they share (lines, structured
    data); and what reading dates the first time took beyond that."""

    file: str
    parse: float
    parts: dict[str, float]
    dates: float

    @property
    def seconds(self) -> float:
        return sum(self.parts.values())

    @property
    def ratio(self) -> float:
        return self.seconds / self.parse


def timings(corpus: Path) -> Iterator[Timing]:
    """Each page of the corpus that is read for brands (search results have readers of their own)."""
    for entry in html_entries(corpus, "faq", "reviews", "support"):
        body = (corpus / entry.file).read_bytes()
        if body.strip():
            yield _time(entry, body)


def _time(entry: Entry, body: bytes) -> Timing:
    # Decoded before, as for the extractors: libxml2 stops at the first byte that its guess of the encoding cannot read.
    text = decoded(body).encode()
    parser = lxml.html.HTMLParser(encoding="utf-8")
    parses: list[float] = []
    rounds: list[dict[str, float]] = []
    while len(rounds) < _ROUNDS or (len(rounds) < _MOST_ROUNDS and _spent(parses, rounds) < _SMALL_SECONDS):
        parses.append(_seconds(lambda: lxml.html.document_fromstring(text, parser=parser)))
        rounds.append(_parts(entry, body))
    parts = {name: min(found[name] for found in rounds) for name in rounds[0]}
    # From the second time on dates come from the cache, and so are not in `parts`.
    return Timing(entry.file, min(parses), parts, max(0.0, rounds[0]["reviews"] - rounds[1]["reviews"]))


def _spent(parses: list[float], rounds: list[dict[str, float]]) -> float:
    return sum(parses) + sum(sum(found.values()) for found in rounds)


def _parts(entry: Entry, body: bytes) -> dict[str, float]:
    made: dict[str, float] = {}
    page = parse_page(body, entry.url)
    for name, extract in extractors().items():
        made[name] = _seconds(partial(extract, page))
    return made


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def scores(corpus: Path) -> list[Score]:
    """Ratios to one parse, the longest time, and the median ratio of each extractor."""
    measured = list(timings(corpus))
    ratios = sorted(timing.ratio for timing in measured)
    slowest = sorted(measured, key=lambda timing: -timing.ratio)
    worst = tuple(f"{timing.file}: {timing.ratio:.1f} parses, {timing.seconds:.3f} s, most by "
                  f"{max(timing.parts, key=lambda name: timing.parts[name])}" for timing in slowest)  # fmt: skip
    n = len(measured)
    longest = max(timing.seconds for timing in measured)
    large = min(_seconds(lambda: lxml.html.document_fromstring(LARGE)) for _ in range(_ROUNDS))
    made = [
        Score(KIND, "all", "*", "median", statistics.median(ratios), n, "times one parse", False),
        Score(KIND, "all", "*", "p95", ratios[int(0.95 * (n - 1))], n, "times one parse", False, worst),
        Score(KIND, "all", "*", "longest", longest / large, n, "times a parse of 5 MB", False),
    ]
    for name in extractors():
        value = statistics.median(timing.parts[name] / timing.parse for timing in measured)
        made.append(Score(KIND, name, "*", "median", value, n, "times one parse", False))
    dates = statistics.median(timing.dates / timing.parse for timing in measured)
    made.append(Score(KIND, "dates", "*", "median", dates, n, "times one parse", False))
    return made + _hostile_scores(large * hostile.SIZE / len(LARGE))


def _hostile_scores(ordinary: float) -> list[Score]:
    """The most that any extractor costs on any hostile page; `ordinary`: seconds of a parse of an ordinary page as large."""
    cost: dict[str, float] = {}
    own: dict[str, float] = {}
    for name, text in hostile.pages():
        body = text.encode()
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        parse = min(_seconds(partial(etree.fromstring, body, parser)) for _ in range(_ROUNDS))
        page = parse_page(text, "https://a.example/faq")
        for extractor, extract in extractors().items():
            seconds = _seconds(partial(extract, page))
            cost[f"{extractor} of {name}"], own[f"{extractor} of {name}"] = seconds / ordinary, seconds / parse
    for name, text in hostile.texts():
        cost[f"redaction of {name}"] = _seconds(partial(redact, text)) / ordinary
    return [
        Score(
            KIND, "hostile", "*", "worst", max(cost.values()), len(cost), "times a parse of 1 MB", False, _worst(cost)
        ),
        Score(KIND, "hostile", "*", "own", max(own.values()), len(own), "times one parse", False, _worst(own)),
    ]


def _worst(found: dict[str, float]) -> tuple[str, ...]:
    return tuple(f"{name}: {found[name]:.1f}" for name in sorted(found, key=lambda name: -found[name])[:10])


def over_limits(found: list[Score]) -> list[str]:
    """A line for each limit that is exceeded."""
    limits = {
        "speed/all/*/median": MEDIAN_LIMIT,
        "speed/all/*/p95": P95_LIMIT,
        "speed/all/*/longest": LONGEST_LIMIT,
        "speed/hostile/*/worst": HOSTILE_LIMIT,
        "speed/hostile/*/own": HOSTILE_LIMIT,
    }
    return [f"{score.key}: {score.value:.2f} {score.unit}, expected at most {limits[score.key]:.0f}"
            for score in found if score.key in limits and score.value > limits[score.key]]  # fmt: skip
