"""Phrases are spotted only where all their words are, and found where a pattern finds them."""

from __future__ import annotations

import re

import pytest

from data.privacy.spotting import Spotter, Words

PHRASES = ("my name is", "agent", "i am", "ชื่อ")
PATTERN = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, PHRASES[:3]))})(?![^\W\d_])|ชื่อ", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("Hello, MY name is Ann", True),
        ("this is my word", False),
        ("an agent, I think", True),
        ("agents", False),
        ("ผมชื่อเอก", True),
        ("ผมเอก", False),
        ("", False),
    ],
)
def test_a_phrase_is_spotted_by_all_its_words(text: str, is_there: bool) -> None:
    assert Spotter(PHRASES).spots(Words(text)) is is_there


@pytest.mark.parametrize(
    "text",
    [
        "My name is Ann, I am an agent. My name is Bob",
        "ผมชื่อเอก agent ชื่อ",
        "İ am here, I am",
        "I am I am",
        "nothing of it",
    ],
)
def test_what_is_found_is_what_the_pattern_finds(text: str) -> None:
    words = Words(text)
    expected = [match.span() for match in PATTERN.finditer(text)]
    assert [match.span() for match in Spotter(PHRASES).found(PATTERN, text, words)] == expected


def test_a_text_in_which_something_was_hidden_is_looked_through() -> None:
    words = Words("ann@mail.example: my name is Ann")
    found = Spotter(PHRASES).found(PATTERN, "[e-mail]: my name is Ann", words)
    assert [match.group() for match in found] == ["my name is"]
