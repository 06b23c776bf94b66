"""Saved pages of the folder of cases: `NAME.html` beside `NAME.expected.json`, which holds what must be read off it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from crawlers.extract.channels import extract_channels
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import Page, parse_page
from crawlers.extract.reviews import extract_reviews, extract_totals
from tests.conftest import cases_folder
from tests.crawlers.extract.factory import FETCHED_AT

_SERVED = ("wall_", "home_", "claims_", "reply_", "script_", "faq_canonical_")  # these need a crawl


def _names() -> list[str]:
    folder = cases_folder()
    if folder is None:
        return []
    names = (path.name.removesuffix(".expected.json") for path in (folder / "pages").glob("*.expected.json"))
    return sorted(name for name in names if not name.startswith(_SERVED))


_NUMBERS = {"phone", "whatsapp"}  # without its country's code a number is right too where the case says so


def _account(address: str) -> str:
    """What the cases mean by an account, whose address may be written in several ways: its name or number."""
    return re.split(r"[/= ]", address.rstrip("/"))[-1].casefold()


def _digits(address: str) -> str:
    return address.lstrip("+").removeprefix("1")


def _faqs(page: Page, wanted: dict[str, Any]) -> None:
    assert [{"question": faq.question, "answer": faq.answer} for faq in extract_faqs(page)] == wanted["faqs"]


def _reviews(page: Page, wanted: dict[str, Any]) -> None:
    found = [review.model_dump(mode="json") for review in extract_reviews(page, FETCHED_AT)]
    for review in found:
        review["date"] = (review["published_at"] or "")[:10] or None
    assert [
        {name: have[name] for name in want} for have, want in zip(found, wanted["reviews"], strict=False)
    ] == wanted["reviews"]
    assert len(found) == len(wanted["reviews"])


def _totals(page: Page, wanted: dict[str, Any]) -> None:
    found = [(t.claimed_rating, t.claimed_n, t.claimed_rating_max) for t in extract_totals(page)]
    assert found == [(t["claimed_rating"], t["claimed_n"], t["rating_max"]) for t in wanted["totals"]]


def _channels(page: Page, wanted: dict[str, Any]) -> None:
    found = extract_channels(page)
    have = sorted((channel.kind, channel.address or channel.url) for channel in found)  # a form's address is its page
    want = sorted((channel["kind"], channel["address"]) for channel in wanted["channels"])
    if "note" in wanted or all(kind in _NUMBERS for kind, _ in want):
        have, want = ([(kind, _digits(at) if kind in _NUMBERS else at) for kind, at in pairs] for pairs in (have, want))
    have, want = ([(kind, _account(at) if kind == "social" else at) for kind, at in pairs] for pairs in (have, want))
    assert have == want
    if "hours" in wanted:
        assert {channel.hours for channel in found} == {wanted["hours"]}


_CHECKS = {"faqs": _faqs, "reviews": _reviews, "totals": _totals, "channels": _channels}


@pytest.mark.parametrize("name", _names() or [pytest.param("", marks=pytest.mark.skip(reason="no folder of cases"))])
def test_the_right_values_are_read(name: str) -> None:
    folder = cases_folder()
    assert folder is not None
    expected = json.loads((folder / "pages" / f"{name}.expected.json").read_text(encoding="utf-8"))
    page = parse_page((folder / "pages" / f"{name}.html").read_bytes(), expected["url"])
    compared = [part for part in _CHECKS if part in expected]
    assert compared, f"{name}: expected one of {', '.join(_CHECKS)}"
    for part in compared:
        _CHECKS[part](page, expected)
