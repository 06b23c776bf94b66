"""Texts of emoji alone carry an opinion of a model of their own; other texts without letters carry none."""

from __future__ import annotations

import pytest

from analysis.reading.opinions import opinions_of
from analysis.sentiment.models.lexicon.emoji import EMOJI


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("👍👍👍", 1), ("😡😡", -1), ("❤️", 1), ("👎🏽", -1), ("💗", 1),
        ("🔥🔥🔥", 1), ("🤮", -1), ("😍 😍", 1), ("💔", -1),
        (":-(", -1), ("🥰!!", 1), ("😭👎", -1),
    ],
)  # fmt: skip
def test_emoji_alone_are_an_opinion(text: str, label: int) -> None:
    (opinion,) = opinions_of(text, None)
    assert (opinion.label, opinion.model) == (label, EMOJI.name)


@pytest.mark.parametrize("text", ["12", "...", "5/5", "☎ 12", "→"])
def test_what_is_no_known_emoji_has_no_label(text: str) -> None:
    assert {opinion.label for opinion in opinions_of(text, None)} == {None}
