"""The corpus as the benchmark reads it: its index, its pages, and how texts and pages are compared."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import TypeVar

import lxml.html
from lxml import etree

from crawlers.extract.page.text import key

WORKERS = 2
"""Processes; with one, all is done in this process."""
LABELS = Path(__file__).resolve().parents[1] / "labels"
_STRUCTURED = ("itemscope", "itemtype", "itemprop", "itemid", "itemref", "typeof", "vocab", "property", "resource")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Entry:
    """One line of INDEX.tsv. `file`: path below the corpus, also the page's id in the labels."""

    kind: str
    file: str
    language: str
    holds: str
    truth: str
    sidecars: tuple[str, ...]

    @property
    def url(self) -> str:
        """An address that tells nothing: what a page is must be read off the page."""
        return f"https://page-{hashlib.sha256(self.file.encode()).hexdigest()[:10]}.example/"


def texts_folder(corpus: Path) -> Path:
    """Where the labelled texts are: `text` in the corpus, or the folder itself if it is that one."""
    return corpus / "text" if (corpus / "text").is_dir() else corpus


@cache
def entries(corpus: Path, *kinds: str) -> tuple[Entry, ...]:
    """The entries of these kinds (of all, if none is named), in the order of the index."""
    with (corpus / "INDEX.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    made = (Entry(row[0], row[1], row[2], row[3], row[4], tuple(row[5].split())) for row in rows if len(row) > 5)
    return tuple(entry for entry in made if not kinds or entry.kind in kinds)


def html_entries(corpus: Path, *kinds: str) -> list[Entry]:
    """The entries that are pages of HTML, each file once."""
    seen: dict[str, Entry] = {}
    for entry in entries(corpus, *kinds):
        if entry.file.lower().endswith((".html", ".htm")):
            seen.setdefault(entry.file, entry)
    return list(seen.values())


def spread(work: Callable[[Path, T], R], corpus: Path, things: Iterable[T], chunk: int = 4) -> list[R]:
    """`work(corpus, thing)` of each thing, in order, by WORKERS processes."""
    listed = list(things)
    if WORKERS < 2 or len(listed) < 2 * chunk:
        return [work(corpus, thing) for thing in listed]
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, repeat(corpus), listed, chunksize=chunk))


def without_markup(body: bytes) -> bytes:
    """The page as it reads without JSON-LD, microdata and RDFa."""
    root = lxml.html.document_fromstring(
        decoded(body).encode(), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    for script in list(root.iter("script")):
        if "json" in (script.get("type") or ""):
            script.drop_tree()
    for element in root.iter(etree.Element):
        # <meta itemprop> in the body is markup only; Open Graph's <meta property> in the head is none of ours.
        for name in _STRUCTURED:
            if element.get(name) is not None and element.tag != "meta":
                del element.attrib[name]
    for meta in [meta for meta in root.iter("meta", "link") if meta.get("itemprop")]:
        meta.drop_tree()
    return bytes(lxml.html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>"))


def decoded(body: bytes) -> str:
    """The page's text in the encoding that `parse_page` finds, without BOM, NUL and XML declaration."""
    from crawlers.extract.page import parse_page

    encoding = parse_page(body, "https://page.example/").encoding
    text = body.decode(encoding, "replace").replace("\x00", "").lstrip("\ufeff")
    return re.sub(r"^\s*<\?xml[^>]*>", "", text, count=1)


def short(text: str, size: int = 70) -> str:
    """For reports on a terminal."""
    flat = " ".join(text.split())
    return flat if len(flat) <= size else flat[: size - 1] + "…"


def digest(text: str) -> str:
    """What labels hold instead of a text: the first 12 hex digits of the SHA-256 of its `key`."""
    return hashlib.sha256(key(text).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Counts:
    """Agreement of what was found with the truth: right, found in all, true in all."""

    right: int = 0
    found: int = 0
    true: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.true + other.true)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0
