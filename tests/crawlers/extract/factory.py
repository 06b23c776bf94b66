"""One test factory over tests/fixtures/extract/<kind>/: a saved page beside what must be read from it.

`<name>.html` (or `.json`) beside `<name>.expected.json`:
    {"url": "https://...", "encoding": null, "arguments": {}, "page": {...}, "records": [{...}, ...]}
`records`: exactly that many, in that order; of each only the named fields are compared. `page` (rankings only):
fields of the ResultPage to compare. `arguments`: keyword arguments of the extractor. A case is two files and no code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.extract.page import Page, parse_page
from tests.conftest import ROOT

FIXTURES = ROOT / "tests" / "fixtures" / "extract"
FETCHED_AT = datetime(2026, 11, 20, 3, 0, 0)


@dataclass(frozen=True)
class Case:
    kind: str
    name: str
    source: Path
    expected: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"


def cases(*kinds: str) -> list[Case]:
    """All cases of the kinds, sorted; an expectation without its page is an error."""
    found = []
    for kind in kinds:
        for expectation in sorted((FIXTURES / kind).glob("*.expected.json")):
            name = expectation.name.removesuffix(".expected.json")
            sources = [path for suffix in (".html", ".json") if (path := expectation.with_name(name + suffix)).exists()]
            if len(sources) != 1:
                raise FileNotFoundError(f"{expectation}: expected one of {name}.html, {name}.json beside it")
            found.append(Case(kind, name, sources[0], json.loads(expectation.read_text(encoding="utf-8"))))
    return found


def check(case: Case) -> None:
    """Run the extractor of the case's kind and compare."""
    body = case.source.read_bytes()
    page = parse_page(body, case.expected["url"], case.expected.get("encoding"))
    result, records = _EXTRACTORS[case.kind](page, body, case.expected.get("arguments", {}))
    for field, value in case.expected.get("page", {}).items():
        assert getattr(result, field) == value, f"{case.id}: {field}"
    wanted = case.expected["records"]
    got = [record.model_dump(mode="json") for record in records]
    picture = json.dumps(got, ensure_ascii=False, indent=1)
    assert len(got) == len(wanted), f"{case.id}: {len(wanted)} records expected, {len(got)} found:\n{picture}"
    for number, (have, want) in enumerate(zip(got, wanted, strict=True), 1):
        assert {name: have[name] for name in want} == want, f"{case.id}: record {number}"


def _faqs(page: Page, body: bytes, arguments: dict[str, Any]) -> tuple[Any, list[Any]]:
    from crawlers.extract.faqs import extract_faqs

    return None, extract_faqs(page, **arguments)


def _reviews(page: Page, body: bytes, arguments: dict[str, Any]) -> tuple[Any, list[Any]]:
    from crawlers.extract.reviews import extract_reviews

    return None, extract_reviews(page, FETCHED_AT, **arguments)


def _totals(page: Page, body: bytes, arguments: dict[str, Any]) -> tuple[Any, list[Any]]:
    from crawlers.extract.reviews import extract_totals

    return None, extract_totals(page, **arguments)


def _channels(page: Page, body: bytes, arguments: dict[str, Any]) -> tuple[Any, list[Any]]:
    from crawlers.extract.channels import extract_channels

    return None, extract_channels(page, **arguments)


def _google(page: Page, body: bytes, arguments: dict[str, Any]) -> tuple[Any, list[Any]]:
    from crawlers.extract.rankings.google import parse_google

    result = parse_google(page, **arguments)
    return result, list(result.rankings)


def _searxng(page: Page, body: bytes, arguments: dict[str, Any]) -> tuple[Any, list[Any]]:
    from crawlers.extract.rankings.searxng import parse_searxng

    result = parse_searxng(body, **arguments)
    return result, list(result.rankings)


_EXTRACTORS: dict[str, Callable[[Page, bytes, dict[str, Any]], tuple[Any, list[Any]]]] = {
    "faqs": _faqs,
    "reviews": _reviews,
    "totals": _totals,
    "channels": _channels,
    "rankings_google": _google,
    "rankings_searxng": _searxng,
}
