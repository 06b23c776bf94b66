"""What an independent reader (extruct) finds in the corpus's structured data, we find too."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import extruct
import pytest

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.page.text import key, markup_to_text
from crawlers.extract.reviews import extract_reviews
from tests.conftest import ROOT

CORPUS = Path(os.environ.get("OVERHEARD_CORPUS") or ROOT.parent / "shared" / "corpus")
NOW = datetime(2026, 11, 20)
SHORT = 60
"""Characters of a text compared: two readers break lines and cut white space differently."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "INDEX.tsv").exists(), reason=f"no corpus at {CORPUS} (set OVERHEARD_CORPUS)"),
]


def pages(kind: str) -> list[Path]:
    if not (CORPUS / "INDEX.tsv").exists():
        return []
    lines = (CORPUS / "INDEX.tsv").read_text(encoding="utf-8").split("\n")[1:]
    rows = [line.split("\t") for line in lines if line]
    return [CORPUS / row[1] for row in rows if row[0] == kind and row[1].endswith("html")]


def things(data: Any) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Every dict with the types of those around it."""
    stack: list[tuple[Any, tuple[str, ...]]] = [(data, ())]
    while stack:
        value, around = stack.pop()
        if isinstance(value, list):
            stack.extend((entry, around) for entry in value)
        elif isinstance(value, dict):
            yield value, around
            stack.extend((entry, (*around, *types(value))) for entry in value.values())


def types(value: dict[str, Any]) -> list[str]:
    found = value.get("@type") or value.get("type") or []
    return [str(name).rsplit("/", 1)[-1] for name in (found if isinstance(found, list) else [found])]


def properties(value: dict[str, Any]) -> dict[str, Any]:
    inner = value.get("properties")
    return inner if isinstance(inner, dict) else value


def first_text(value: Any) -> str:
    while isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        inner = properties(value)
        return first_text(inner.get("text") or inner.get("name") or value.get("value") or "")
    return str(value)


def read(path: Path) -> list[Any]:
    """extruct's JSON-LD and microdata; [] for a syntax it cannot read on this page."""
    found: list[Any] = []
    for syntax in ("json-ld", "microdata"):
        try:
            found += extruct.extract(path.read_bytes(), syntaxes=[syntax], base_url="https://x.example/")[syntax]
        except (ValueError, LookupError):  # broken JSON-LD, encodings it does not know
            continue
    return found


def near(text: str) -> str:
    # Pages whose escapes lost their backslash ("u003ca href") mean the characters, which extruct leaves as they are.
    text = re.sub(r"u00([237][0-9a-f])", lambda match: chr(int(match[1], 16)), text)
    return key(markup_to_text(text))[:SHORT]


def wanted_faqs(path: Path) -> set[tuple[str, str]]:
    """(question, answer) as `near` has them, of every FAQ pair that extruct finds in the page."""
    wanted = set()
    for thing, around in things(read(path)):
        if "Question" in types(thing) and "QAPage" not in around:
            pair = properties(thing)
            question, answer = first_text(pair.get("name", "")), first_text(pair.get("acceptedAnswer", ""))
            if near(question) and near(answer):
                wanted.add((near(question), near(answer)))
    return wanted


def wanted_reviews(path: Path) -> set[tuple[str, str]]:
    """(body, author) as `near` has them, of every review with a text that extruct finds in the page."""
    wanted = set()
    for thing, _ in things(read(path)):
        if "Review" in types(thing):
            review = properties(thing)
            body = first_text(review.get("reviewBody") or review.get("description") or review.get("text") or "")
            if near(body):
                wanted.add((near(body), near(first_text(review.get("author") or ""))))
    return wanted


@pytest.mark.parametrize("kind", ["faq", "reviews"])
def test_every_faq_pair_is_found(kind: str) -> None:
    missing: list[str] = []
    total = 0
    for path in pages(kind):
        wanted = wanted_faqs(path)
        page = parse_page(path.read_bytes(), "https://x.example/")
        found = {(near(faq.question), near(faq.answer)) for faq in extract_faqs(page)} if wanted else set()
        total += len(wanted)
        missing += [f"{path.name}: {pair}" for pair in sorted(wanted - found)]
    assert total > 0
    assert not missing, f"{len(missing)} of {total} pairs missing:\n" + "\n".join(missing[:20])


@pytest.mark.parametrize("kind", ["faq", "reviews"])
def test_every_review_is_found(kind: str) -> None:
    missing: list[str] = []
    total = 0
    for path in pages(kind):
        wanted = wanted_reviews(path)
        page = parse_page(path.read_bytes(), "https://x.example/")
        reviews = extract_reviews(page, NOW) if wanted else []
        # An author that the markup does not name may be read beside it.
        found = {(near(review.body), author) for review in reviews for author in ("", near(review.author or ""))}
        total += len(wanted)
        missing += [f"{path.name}: {review}" for review in sorted(wanted - found)]
    assert total > 0
    assert not missing, f"{len(missing)} of {total} reviews missing:\n" + "\n".join(missing[:20])
