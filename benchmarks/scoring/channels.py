"""Support channels: chat vendors against hand-made labels, phones and e-mails against the corpus's hand annotations."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html

from benchmarks.scoring.score import Score, f1
from crawlers.extract.channels.emails import canonical_email, find_emails, readable
from crawlers.extract.channels.phones import find_phones
from crawlers.extract.channels.widgets import find_widgets
from crawlers.extract.page import Page, parse_page

LABELS = Path(__file__).parents[1] / "labels" / "channels_vendors.tsv"
_URL = "https://page.example/"
_EXTENSION = re.compile(r"(?i)\s{0,3}(?:ext\b|ext\.|extension|/|\bx\s?\d).{0,40}$")
_TAIL = 7
"""Digits that tell two numbers of a page apart, whatever prefix each is written with."""


@dataclass
class _Count:
    right: int = 0
    extra: int = 0
    missed: int = 0
    worst: list[str] = field(default_factory=list)

    def add(self, page: str, found: set[str], wanted: set[str]) -> None:
        self.right += len(found & wanted)
        self.extra += len(found - wanted)
        self.missed += len(wanted - found)
        if found != wanted:
            self.worst.append(f"{page}: missed {sorted(wanted - found)}, extra {sorted(found - wanted)}")

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def scores(corpus: Path) -> list[Score]:
    """`vendors`: precision and recall of (page, vendor); `phones`: precision, recall and F1 of the distinct numbers
    annotated (fax excluded) that stand in the page; `emails`: recall of the addresses annotated. Pages of all
    languages together: nearly all annotated ones are English. Corpus files that are missing are left out."""
    vendors, phones, emails = _vendors(corpus), _Count(), _Count()
    for name, page, marked in _annotated(corpus):
        stands = _digits(page.text)
        numbers = {_digits(_EXTENSION.sub("", text))[-_TAIL:] for text in marked["TEL"]}
        numbers = {number for number in numbers if len(number) == _TAIL and number in stands}
        phones.add(name, {number[-_TAIL:] for number in find_phones(page)}, numbers)
        wanted = {email for text in marked["EMAIL"] if (email := canonical_email(readable(text.strip())))}
        # Which addresses were annotated was a matter of taste: those left out are no mistakes.
        emails.add(name, set(find_emails(page)) & wanted, wanted)
    return [
        *_scores("vendors", vendors, "vendors on pages", ("precision", "recall")),
        *_scores("phones", phones, "numbers", ("precision", "recall", "f1")),
        *_scores("emails", emails, "addresses", ("recall",)),
    ]


def _scores(layer: str, count: _Count, unit: str, metrics: Iterable[str]) -> Iterator[Score]:
    values = {
        "precision": (count.precision, count.right + count.extra),
        "recall": (count.recall, count.right + count.missed),
        "f1": (f1(count.precision, count.recall), count.right + count.missed),
    }
    for metric in metrics:
        value, n = values[metric]
        yield Score("channels", layer, "*", metric, value, n, unit, worst=tuple(count.worst[:10]))


def _vendors(corpus: Path) -> _Count:
    wanted: dict[str, set[str]] = defaultdict(set)
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
            wanted[row["file"]] |= {row["vendor"]} if row["loaded"] == "yes" else set()
    count = _Count()
    for name, vendors in wanted.items():
        path = corpus / name
        if path.exists():
            found = {channel.vendor for channel in find_widgets(parse_page(path.read_bytes(), _URL))}
            count.add(name, found, vendors)
    return count


def _annotated(corpus: Path) -> Iterator[tuple[str, Page, dict[str, list[str]]]]:
    """(file, page, texts by the kind of their annotation) of pages with a WebAnnotator sidecar."""
    for sidecar in sorted((corpus / "support").rglob("*.wa.html")):
        source = sidecar.with_name(sidecar.name.removesuffix(".wa.html"))
        if not source.exists():
            continue
        parser = lxml.html.HTMLParser(encoding="utf-8")
        spans: dict[tuple[str, str], str] = defaultdict(str)
        for span in lxml.html.fromstring(sidecar.read_bytes(), parser=parser).iter("span"):
            if (span.get("class") or "").startswith("WebAnnotator_"):
                # An annotation that crosses elements is several spans of one id.
                spans[(span.get("wa-type") or "", span.get("wa-id") or "")] += span.text_content()
        marked: dict[str, list[str]] = defaultdict(list)
        for (kind, _), text in spans.items():
            marked[kind].append(" ".join(text.split()))
        yield source.name, parse_page(source.read_bytes(), _URL), marked


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
