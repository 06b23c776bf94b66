"""Hard negatives: pages labelled to hold no FAQ (and those without reviews none of these) must yield nothing.

benchmarks/labels/negatives.tsv: file, what the page is, which kinds it must not yield (`faqs`, `reviews`, by commas).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.scoring.corpus import LABELS, entries, short, spread
from benchmarks.scoring.score import Score
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.reviews import extract_reviews

KIND = "negatives"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC).replace(tzinfo=None)
MIN_PAGES = 60


@dataclass(frozen=True)
class Negative:
    file: str
    what: str
    kinds: tuple[str, ...]


def negatives(path: Path = LABELS / "negatives.tsv") -> list[Negative]:
    """The labelled pages. ValueError when there are fewer than MIN_PAGES for FAQs."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    made = [Negative(row["file"], row["what"], tuple(row["kinds"].split(","))) for row in rows]
    if sum("faqs" in negative.kinds for negative in made) < MIN_PAGES:
        raise ValueError(f"{path}: expected at least {MIN_PAGES} pages without FAQs, found {len(made)}")
    return made


def scores(corpus: Path) -> list[Score]:
    """False records per kind over all pages, and per what the page is."""
    found = spread(_page, corpus, negatives())
    made = []
    for kind in ("faqs", "reviews"):
        counts = [(negative, got.get(kind, [])) for negative, got in found if kind in negative.kinds]
        if not counts:
            continue
        worst = [f"{negative.file} ({negative.what}): {len(texts)}\n" + "\n".join(f"    + {text}" for text in texts[:6])
                 for negative, texts in sorted(counts, key=lambda entry: -len(entry[1])) if texts]  # fmt: skip
        total = sum(len(texts) for _, texts in counts)
        made.append(Score(KIND, kind, "*", "false_records", total, len(counts), "pages", False, tuple(worst)))
    return made


def _page(corpus: Path, negative: Negative) -> tuple[Negative, dict[str, list[str]]]:
    url = next((entry.url for entry in entries(corpus) if entry.file == negative.file), "")
    if not url:
        raise ValueError(f"negatives.tsv: expected a file of the corpus, found {negative.file}")
    page = parse_page((corpus / negative.file).read_bytes(), url)
    got: dict[str, list[str]] = {}
    if "faqs" in negative.kinds:
        got["faqs"] = [f"[{faq.layer}] {short(faq.question)} => {short(faq.answer)}" for faq in extract_faqs(page)]
    if "reviews" in negative.kinds:
        got["reviews"] = [f"[{review.layer}] {short(review.body)}" for review in extract_reviews(page, NOW)]
    return negative, got
