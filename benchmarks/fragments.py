"""Fragments of HTML to text: our own reader against BeautifulSoup, on the fragments that real pages and feeds hold.

    python benchmarks/fragments.py --corpus DIR

Fragments: what JSON-LD answers, reviews and descriptions hold, and the bodies of feeds. For each way to read them: processor
time against ours, and on how many fragments the text is the same, and the same but for its lines. This reports; it fails nothing.
"""

from __future__ import annotations

import argparse
import html
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import feedparser
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks.scoring.corpus import entries, html_entries  # noqa: E402
from crawlers.extract.page import parse_page  # noqa: E402
from crawlers.extract.page.structured.jsonld import jsonld_items  # noqa: E402
from crawlers.extract.page.text import BLOCK_TAGS, HIDDEN_TAGS, holds_markup, markup_to_text, says_icon, tidy  # noqa: E402

_ROUNDS = 3
_LONGEST = 200_000


def fragments(corpus: Path) -> list[str]:
    """Each text with markup in it, once."""
    found = (text for source in (_of_pages(corpus), _of_feeds(corpus)) for text in source)
    return list(dict.fromkeys(text[:_LONGEST] for text in found if holds_markup(text)))


def _of_pages(corpus: Path) -> Iterator[str]:
    for entry in html_entries(corpus, "faq", "reviews", "support"):
        body = (corpus / entry.file).read_bytes()
        items = jsonld_items(parse_page(body, entry.url)) if b"ld+json" in body else []
        yield from (
            html.unescape(value)
            for item in items
            for values in item.properties.values()
            for value in values
            if isinstance(value, str)
        )


def _of_feeds(corpus: Path) -> Iterator[str]:
    for entry in entries(corpus, "feeds"):
        for item in feedparser.parse((corpus / entry.file).read_bytes(), sanitize_html=False).entries:
            yield item.get("summary") or ""
            yield from (content.get("value") or "" for content in item.get("content", []))


def by_walk(markup: str, parser: str) -> str:
    """By BeautifulSoup's tree, with our own idea of what breaks a line and what is hidden."""
    parts: list[str] = []
    _walk(BeautifulSoup(markup, parser), parts)
    return html.unescape(tidy("".join(parts)))


def _walk(node: Tag, parts: list[str]) -> None:
    for child in node.children:
        if isinstance(child, Tag):
            if child.name in HIDDEN_TAGS or says_icon(" ".join(child.get_attribute_list("class"))):
                continue
            parts.append("\n" if child.name in BLOCK_TAGS else " " if child.name in ("td", "th") else "")
            _walk(child, parts)
            parts.append("\n" if child.name in BLOCK_TAGS and child.name != "br" else "")
        elif type(child) is NavigableString:  # no comment, no declaration
            parts.append(" ".join(child.split("\n")))


def by_get_text(markup: str, separator: str) -> str:
    """By BeautifulSoup's own idea of a text."""
    return tidy(BeautifulSoup(markup, "lxml").get_text(separator))


WAYS: dict[str, Callable[[str], str]] = {
    "ours": markup_to_text,
    "BeautifulSoup (lxml), our lines": partial(by_walk, parser="lxml"),
    "BeautifulSoup (html.parser), our lines": partial(by_walk, parser="html.parser"),
    "BeautifulSoup (lxml), get_text('')": partial(by_get_text, separator=""),
    "BeautifulSoup (lxml), get_text('\\n')": partial(by_get_text, separator="\n"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. 0; 2: wrong call."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with INDEX.tsv")
    asked = parser.parse_args(arguments)
    if not (asked.corpus / "INDEX.tsv").is_file():
        print(f"--corpus: expected a folder with INDEX.tsv, found none in {asked.corpus}", file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")  # BeautifulSoup's, of texts that look like addresses
    read = fragments(asked.corpus.resolve())
    ours = [markup_to_text(text) for text in read]
    print(f"{len(read)} fragments, {sum(map(len, read)):,} characters")
    first = 0.0
    for name, way in WAYS.items():
        seconds, texts = min((_timed(way, read) for _ in range(_ROUNDS)), key=lambda timed: timed[0])
        first = first or seconds
        same = sum(one == other for one, other in zip(texts, ours, strict=True))
        words = sum(one.split() == other.split() for one, other in zip(texts, ours, strict=True))
        print(f"{name:<40} {seconds / first:>5.1f} times ours; {same:>4} the same, {words:>4} but for lines")
    return 0


def _timed(way: Callable[[str], str], read: list[str]) -> tuple[float, list[str]]:
    started = time.process_time()
    texts = [way(text) for text in read]
    return time.process_time() - started, texts


if __name__ == "__main__":
    sys.exit(main())
