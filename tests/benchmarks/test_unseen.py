"""The pages that the extractors were not built on: their labels fit them, and they are read as well as on the first day."""

from __future__ import annotations

import argparse

import pytest

from benchmarks.scoring.floors import hold
from benchmarks.unseen import FLOORS, figures, measure, pages
from crawlers.extract.page import parse_page
from crawlers.extract.page.text import key


def test_what_is_labelled_is_on_the_page() -> None:
    names = []
    for name, body, labels in pages():
        names.append(name)
        text = key(parse_page(body, labels["url"]).text)
        said = [review["body"] for review in labels.get("reviews", [])]
        said += [faq[part] for faq in labels.get("faqs", []) for part in ("question", "answer")]
        assert [words for words in said if key(words) not in text] == [], name
    assert len(names) >= 60


def test_the_floors_hold(capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(pin=False, allow_regression=False)
    assert hold(figures(measure()), FLOORS, options) == 0, capsys.readouterr().err
