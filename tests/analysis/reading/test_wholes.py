"""A text is read as a whole and in parts: who judges what, and what figures are made of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from analysis.figures.texts import observations
from analysis.marks import ALL_TOPICS
from analysis.reading.opinions import LONGEST_WHOLE, Opinion, opinion_columns, opinions_of_many, whole_labels
from analysis.sentiment import Sentiment, default_models
from analysis.sentiment.training.fitting import Example, train
from tests.analysis.builder import NOW

TWO = "The lamp glows. The cable broke."


class TwoViews:
    """Labels parts and wholes as it was given them; what it was not given is neutral."""

    name, language = "two-views-1", "en"

    def __init__(self, parts: dict[str, int], whole: int) -> None:
        self.parts, self.whole = parts, whole

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        return [Sentiment(self.parts.get(text, 0), 0.0, self.name) for text in texts]

    def score_wholes(self, texts: Sequence[str]) -> list[Sentiment]:
        return [Sentiment(self.whole, 0.0, self.name) for _ in texts]


def read(text: str, model: TwoViews, *, posts: bool = False) -> tuple[list[int | None], int]:
    """(labels of the parts, label of the text)."""
    _, *fields = opinion_columns([text], ["en"], {"en": model}, posts=posts)
    found = [Opinion(*row) for row in zip(*fields, strict=True)]
    assert len({each.text_label for each in found}) == 1
    return [each.label for each in found], whole_labels([text], "en", {"en": model}, posts=posts)[0]


@pytest.mark.parametrize(
    ("parts", "whole", "in_a_review", "in_a_post"),
    [
        ((0, 0), -1, [0, 0], [-1, -1]),  # fragments that say nothing by themselves
        ((1, 0), 1, [1, 0], [1, 1]),
        ((1, 0), -1, [1, 0], [1, -1]),  # one that says the opposite keeps its label
        ((1, 0), 0, [1, 0], [0, 0]),
        ((1, -1), 0, [1, -1], [1, -1]),  # a post with both sides
    ],
)
def test_parts_of_short_posts_go_with_the_whole(
    parts: tuple[int, int], whole: int, in_a_review: list[int], in_a_post: list[int]
) -> None:
    model = TwoViews(dict(zip(("The lamp glows.", "The cable broke."), parts, strict=True)), whole)
    assert read(TWO, model) == (in_a_review, whole)
    assert read(TWO, model, posts=True) == (in_a_post, whole)


class Sure(TwoViews):
    """Sure of each part as it was given, and of the whole."""

    def __init__(self, parts: dict[str, tuple[int, float]], whole: int) -> None:
        super().__init__({}, whole)
        self.sure = parts

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        return [Sentiment(label, 0.0, self.name, sure) for label, sure in (self.sure[text.strip()] for text in texts)]

    def score_wholes(self, texts: Sequence[str]) -> list[Sentiment]:
        return [Sentiment(self.whole, 0.0, self.name, 0.9) for _ in texts]


@pytest.mark.parametrize(
    ("language", "parts", "whole", "labels"),
    [
        ("th", ((0, 0.5), (1, 0.9)), 1, [1, 1]),  # a fragment that is not sure to say nothing
        ("th", ((0, 0.5), (1, 0.9)), -1, [-1, 1]),
        ("th", ((0, 0.5), (1, 0.9)), 0, [0, 1]),
        ("th", ((0, 0.7), (1, 0.9)), 1, [0, 1]),  # sure to say nothing
        ("th", ((-1, 0.5), (1, 0.9)), 1, [-1, 1]),
        ("en", ((0, 0.5), (1, 0.9)), 1, [0, 1]),  # a sentence, no fragment
    ],
)
def test_unsure_fragments_of_reviews_go_with_the_whole(
    language: str, parts: tuple[tuple[int, float], tuple[int, float]], whole: int, labels: list[int]
) -> None:
    text = "แบตเตอรี่ใช้ได้หลายวัน\nพนักงานพูดกับลูกค้า" if language == "th" else TWO
    pieces = text.split("\n") if language == "th" else ["The lamp glows.", "The cable broke."]
    model = Sure(dict(zip(pieces, parts, strict=True)), whole)
    _, *fields = opinion_columns([text], [language], {language: model})
    found = {row[0]: Opinion(*row) for row in zip(*fields, strict=True)}
    assert [each.label for each in found.values()] == labels
    # What it says is no surer for being said by the whole, so that nothing quotes it.
    assert [each.confidence for each in found.values()] == [sure for _, sure in parts]


def test_both_sides_keep_what_they_say_and_so_does_what_lies_between() -> None:
    text = "แบตเตอรี่ใช้ได้หลายวัน\nพนักงานพูดกับลูกค้า\nของมาถึงบ้านเมื่อวาน"
    model = Sure(dict(zip(text.split("\n"), ((1, 0.9), (0, 0.5), (-1, 0.9)), strict=True)), 1)
    _, *fields = opinion_columns([text], ["th"], {"th": model})
    assert [label for _, label in sorted({(row[0], row[6]) for row in zip(*fields, strict=True)})] == [1, 0, -1]


def test_a_text_of_one_part_is_a_whole_and_a_long_one_is_its_parts() -> None:
    model = TwoViews({"The cable broke.": -1}, 1)
    assert read("The cable broke.", model) == ([1], 1)
    long = "The cable broke. " * (LONGEST_WHOLE // 10)
    labels, whole = read(long, model, posts=True)
    assert (set(labels), whole) == ({-1}, -1)


def test_a_text_that_nothing_reads_has_no_label() -> None:
    found, unsaid = opinions_of_many(["Der Kaffee ist gut. Sehr gut.", "#?!"], ["de", "en"], default_models())
    assert {each.text_label for each in [*found, *unsaid]} == {None}


def test_stars_teach_wholes_and_their_sentences_parts() -> None:
    """Whole reviews that praise, and sentences of them that say nothing: one model, two views."""
    goods = [f"thing{n}" for n in range(12)]
    examples = [
        Example(f"{word} plomful", 1, word, part_weight=0.0) for word in goods for _ in range(2)
    ] + [Example(f"{word} snarf", -1, word) for word in goods for _ in range(2)] + [
        Example(f"{word} beige", 0, word) for word in goods for _ in range(2)
    ]  # fmt: skip
    examples += [Example(f"{word} plomful", 0, word, measured=False) for word in goods]
    model = train(examples, default_models()["en"]).model
    assert [each.label for each in model.score_wholes(["thing3 plomful", "thing3 snarf"])] == [1, -1]
    assert [each.label for each in model.score_many(["thing3 plomful", "thing3 snarf"])] == [0, -1]


def test_figures_of_a_brand_are_of_texts_and_those_of_drivers_of_parts() -> None:
    columns = ["record_id", "start", "driver", "label", "text_label"]
    rows = [
        ("new", 0, "delivery", 0, -1),
        ("new", 9, "", 1, -1),
        ("old", 0, "delivery", 1, None),
        ("old", 9, "billing", 0, None),
    ]
    frame = pd.DataFrame(rows, columns=columns).assign(
        brand="a", source="s", language="en", market="", text_kind="reviews", signed=True, first_party=False, at=NOW
    )
    by_driver, whole = observations(frame.assign(author=frame["record_id"]))
    assert by_driver["value"].tolist() == [0.0, 1.0, 0.0]
    assert set(whole["topic"]) == {ALL_TOPICS}
    assert dict(zip(whole["unit"], whole["value"], strict=True)) == {"new": -1.0, "old": 0.5}
