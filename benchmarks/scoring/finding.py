"""From a brand's page to its FAQ, review, contact and about pages, against hand-made labels."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from benchmarks.scoring.score import Score, f1
from crawlers.extract.page import parse_page
from crawlers.extract.site.links import find_pages
from data.urls import host

LABELS = Path(__file__).parents[1] / "labels" / "finding.tsv"
_KINDS = ("faqs", "reviews", "channels", "about")
_LIMIT = 3
"""Pages looked at: what a polite crawl would open."""


@dataclass(frozen=True)
class _Outcome:
    page: str
    kind: str
    wanted: bool
    found: tuple[str, ...]
    right: bool


def scores(corpus: Path) -> list[Score]:
    """Per kind and for all: `recall`, the share of pages linked that are among the first 3 found; `precision`, the
    share of answers given that hold such a page (an answer where there is no page is wrong); `f1`; and `first`, the
    share of pages linked that come first. Corpus files that are missing are left out."""
    outcomes: dict[str, list[_Outcome]] = defaultdict(list)
    for outcome in _outcomes(corpus):
        outcomes[outcome.kind].append(outcome)
        outcomes["*"].append(outcome)
    return [score for kind, group in outcomes.items() for score in _score(kind, group)]


def _score(kind: str, group: list[_Outcome]) -> list[Score]:
    wanted = [outcome for outcome in group if outcome.wanted]
    answered = [outcome for outcome in group if outcome.found]
    right = sum(outcome.right for outcome in group)
    precision, recall = right / len(answered) if answered else 1.0, right / len(wanted) if wanted else 1.0
    worst = tuple(
        f"{outcome.page} {outcome.kind}: {' '.join(outcome.found) or 'nothing found'}"
        for outcome in group
        if (outcome.wanted or outcome.found) and not outcome.right
    )[:10]
    layer = "" if kind == "*" else kind
    return [
        Score("finding", layer, "*", "precision", precision, len(answered), "answers", worst=worst),
        Score("finding", layer, "*", "recall", recall, len(wanted), "pages", worst=worst),
        Score("finding", layer, "*", "f1", f1(precision, recall), len(wanted), "pages"),
    ]


def _outcomes(corpus: Path) -> Iterator[_Outcome]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    for row in rows:
        path = corpus / row["file"]
        if not path.exists():
            continue
        page = parse_page(path.read_bytes(), row["url"])
        for kind in _KINDS:
            if row[kind] == "?":
                continue
            wanted = [] if row[kind] == "-" else row[kind].split()
            found = tuple(find_pages(page, kind, _LIMIT))
            right = any(_is(url, label, row["url"]) for url in found for label in wanted)
            yield _Outcome(path.name, kind, bool(wanted), found, right)


def _is(url: str, label: str, home: str) -> bool:
    """Whether an address is the labelled one: `/path?query` at home, `//host/path` elsewhere; `*` for any ending."""
    parts = urlsplit(url)
    here = unquote(parts.path).rstrip("/") + (f"?{parts.query}" if parts.query else "")
    at, wanted = host(home), label
    if label.startswith("//"):
        at, _, rest = label[2:].partition("/")
        wanted = f"/{rest}"
    if host(url) != at:
        return False
    return here.startswith(wanted[:-1].rstrip("/")) if wanted.endswith("*") else here == wanted.rstrip("/")
