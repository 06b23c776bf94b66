"""Truth about reviews that does not come from the extractors measured: extruct over the markup, and labels by hand."""

from __future__ import annotations

import csv
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import extruct

from benchmarks.scoring.corpus import LABELS
from benchmarks.scoring.faq_truth import plain

REVIEW_TYPES = frozenset({"Review", "UserReview", "CriticReview", "EmployerReview"})
_SCRIPT = re.compile(rb"(<script[^>]{0,200}application/ld\+json[^>]{0,200}>)(.*?)(</script>)", re.S | re.I)
_MIN_BODY = 3
_EMOJI = "\U0001f300"
"""From here on Unicode has pictures: a review may be of these alone."""


@dataclass(frozen=True)
class Marked:
    """A review as its markup has it: text, rating as written ('' if none), day as written ('' if none)."""

    body: str
    rating: str
    day: str


@cache
def labels(path: Path = LABELS / "reviews.tsv") -> dict[str, frozenset[str]]:
    """File -> digests of the reviews that a reader saw on the page beside those in its markup."""
    held: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            held[row["file"]].add(row["digest"])
    return {file: frozenset(digests) for file, digests in held.items()}


def marked_reviews(body: bytes) -> list[Marked]:
    """Every review with a text that extruct finds in JSON-LD or microdata (hReview and data-vocabulary: not its)."""
    found: list[Marked] = []
    for syntax in ("json-ld", "microdata"):
        try:
            read = extruct.extract(body, syntaxes=[syntax], base_url="https://x.example/")[syntax]
        except (ValueError, LookupError):  # broken JSON-LD; encodings extruct does not know
            continue
        found += _reviews(read)
    return list(dict.fromkeys(found))


def _reviews(data: Any) -> Iterator[Marked]:
    stack: list[Any] = [data]
    while stack:
        value = stack.pop(0)
        if isinstance(value, list):
            stack = [*value, *stack]
        elif isinstance(value, dict):
            types = value.get("@type") or value.get("type") or []
            names = {str(name).rsplit("/", 1)[-1] for name in (types if isinstance(types, list) else [types])}
            held = _properties(value)
            if names & REVIEW_TYPES:
                text = plain(_text(held.get("reviewBody") or held.get("description") or held.get("text") or ""))
                if _says_something(text):
                    rating = held.get("reviewRating")
                    yield Marked(text, _value(rating), _text(held.get("datePublished") or "")[:10])
            stack = [*held.values(), *stack]


def _says_something(text: str) -> bool:
    return sum(char.isalnum() for char in text) >= _MIN_BODY or any(char >= _EMOJI for char in text)


def _properties(value: dict[str, Any]) -> dict[str, Any]:
    held = value.get("properties")
    return held if isinstance(held, dict) else value


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(entry) for entry in value)
    if isinstance(value, dict):
        return _text(value.get("@value") or value.get("text") or value.get("name") or value.get("value") or "")
    return str(value)


def _value(rating: Any) -> str:
    while isinstance(rating, list):
        rating = rating[0] if rating else ""
    if isinstance(rating, dict):
        held = _properties(rating)
        return _text(held.get("ratingValue") or "")
    return str(rating or "")


def broken_versions(body: bytes) -> Iterator[tuple[str, bytes, list[Marked]]]:
    """The page with its JSON-LD broken in the ways it is broken in the wild, and the reviews that still stand in it."""
    scripts = [match for match in _SCRIPT.finditer(body) if b'"Review"' in match[2]]
    if len(scripts) != 1:
        return
    match = scripts[0]
    try:
        data = json.loads(match[2].decode("utf-8"))
    except ValueError:
        return
    reviews = list(dict.fromkeys(_reviews(data)))
    written = json.dumps(data, ensure_ascii=False, indent=1)
    versions = {
        "comma": re.sub(r"(?<=[\]}\"])(\s*[}\]])", r",\1", written),
        "comment": "/* reviews */\n" + written,
        "cdata": "//<![CDATA[\n" + written + "\n//]]>",
        "entities": html.escape(written, quote=True),
        "graph": json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "mainEntity": data}]}),
        "cut": written.rstrip()[:-1].rstrip(),
    }
    for name, text in versions.items():
        start, end = match.span(2)
        yield name, body[:start] + text.encode() + body[end:], reviews
