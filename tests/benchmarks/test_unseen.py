"""The pages that the extractors were not built on: their labels fit them, and they are read as well as on the first day."""

from __future__ import annotations

import argparse

import pytest

from benchmarks.scoring.floors import hold
from benchmarks.unseen import FLOORS, SETS, figures, measure, pages
from crawlers.extract.page import parse_page
from crawlers.extract.page.text import key


@pytest.mark.parametrize("which", SETS)
def test_what_is_labelled_is_on_the_page(which: str) -> None:
    names = []
    for name, body, labels in pages(which):
        names.append(name)
        text = key(parse_page(body, labels["url"]).text)
        said = [review["body"] for review in labels.get("reviews", [])]
        said += [faq[part] for faq in labels.get("faqs", []) for part in ("question", "answer")]
        assert [words for words in said if key(words) not in text] == [], name
    assert len(names) >= {"third": 16, "fifth": 20, "seventh": 14}.get(which, 60)


@pytest.mark.parametrize("which", SETS)
def test_the_floors_hold(which: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(pin=False, allow_regression=False)
    found = {name: value for prefix, tally in measure(which).items() for name, value in figures(tally, prefix).items()}
    assert hold(found, FLOORS, options) == 0, capsys.readouterr().err
