"""What questions ask (A22) and whom customers switch to (A23), in cases."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from analysis.text.intents import load_intents
from analysis.text.signals import SwitchFinder
from data.brand_names import NamedBrand
from tests.conftest import cases_folder

pytestmark = pytest.mark.skipif(cases_folder() is None, reason="the folder of cases is not here")
IN_WORDS = {
    "lost or missing parcel": {"lost_parcel"},
    "cancelling an order": {"cancel_order"},
    "gift_cards or gifts": {"gift_cards"},
    "stock and availability": {"stock_availability"},
    "delivery time": {"shipping_time"},
    "contact": {"contact_support"},
    "wholesale": {"bulk_orders"},
    "change of address": {"change_address"},
}


def rows(name: str) -> list[list[Any]]:
    """The rows of a table of cases, without its names."""
    folder = cases_folder()
    assert folder is not None
    with (folder / "markets" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def test_plain_questions_have_the_intent_beside_them() -> None:
    wrong = {
        question: found
        for question, right, _ in rows("faq_intents.tsv")
        if set(found := load_intents("en").classify(question)) != IN_WORDS.get(right, {right})
    }
    assert wrong == {}


def test_who_is_switched_to() -> None:
    finder = SwitchFinder([NamedBrand("teahouse", ("Teahouse",)), NamedBrand("beta", ("Beta", "Beta Leaf"))])
    wrong = {
        sentence: found
        for sentence, right, _ in rows("switching.tsv")
        if (found := finder.switched_to(sentence, "en", "teahouse") or "none") != right
    }
    assert wrong == {}
