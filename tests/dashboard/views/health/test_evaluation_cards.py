"""The card of a model says how good it is, whether the language counts, and what serves it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from dashboard.reports.teaching import Training
from dashboard.views.health.evaluation_cards import confusion, evaluation_cards

ROW: dict[str, Any] = {
    "language": "en", "model": "lexicon-1", "measured_on": "sentences", "n": 100, "accuracy": 0.7, "macro_f1": 0.6,
    "low": 0.55, "high": 0.65, "confusion": json.dumps([[30, 5, 5], [6, 20, 4], [0, 0, 0]]), "floor": 0.54,
    "status": "validated", "sentences": 1200, "all_sentences": 1200, "text_kind": "reviews", "sampled": 17,
}  # fmt: skip
LEARNED = Training("en", "learned-1", 512, 40, True, "wins", datetime(2026, 10, 3, 22))


def card(training: Training | None = None, **changes: Any) -> str:
    trained = {} if training is None else {training.language: training}
    text = re.sub(r"<[^>]+>", " ", evaluation_cards([ROW | changes], trained, UTC))
    return " ".join(unescape(text).split())


def test_the_matrix_holds_counts_and_shares_of_the_row() -> None:
    cells = re.findall(r"<td[^>]*>([^<]+)<span>([^<]*)</span>", confusion(ROW["confusion"]))
    assert [count for count, _ in cells] == ["30", "5", "5", "6", "20", "4", "0", "0", "0"]
    assert [share.replace("\u00a0", " ") for _, share in cells[:6]] == ["75 %", "12 %", "12 %", "20 %", "67 %", "13 %"]
    assert [share for _, share in cells[6:]] == ["", "", ""]


@pytest.mark.parametrize("matrix", [None, "", "{}", "[[1]]", "[]"])
def test_a_matrix_of_another_shape_is_left_out(matrix: str | None) -> None:
    assert confusion(matrix) == ""


def test_a_validated_model_in_use() -> None:
    text = card()
    assert "Reviews in English in use" in text
    assert "17 of 60 texts labelled here" in text
    assert "0.60 (0.55 to 0.65)" in text
    assert "70 %" in text.replace("\u00a0", " ")
    assert "the low end of the interval (0.55) reaches the floor (0.54)" in text
    assert "In use for 1 200 sentences; a lexicon" in text
    assert "Measured on: sentences" in text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "below floor", "low": 0.5}, "leads only: the low end of the interval (0.50) stays below the floor"),
        ({"status": "never measured", "n": 0, "macro_f1": None}, "leads only: this model has never been measured"),
        ({"low": 0.5}, "the texts labelled here do not say otherwise, but are too few to say so alone (low end 0.50"),
        ({"text_kind": "posts"}, "Posts in English in use"),
        (
            {"status": "never measured", "n": 0, "model": "none"},
            "1 200 sentences are collected and shown, and not",
        ),
        ({"status": "not chosen", "sentences": 0}, "not better, beyond chance, than the model that serves"),
        ({"status": "not chosen", "sentences": 0}, "Not in use."),
        ({"sentences": 0}, "but another model serves here"),
        ({"sentences": 0, "all_sentences": 0}, "may be tested"),
        ({"sentences": 0, "all_sentences": 0}, "Nobody has written such texts yet."),
        ({"language": "xx"}, "Reviews in xx in use"),
    ],
)
def test_what_follows_is_said_in_words(changes: dict[str, Any], expected: str) -> None:
    assert expected in card(**changes)


def test_a_learned_model_says_since_when_and_from_how_much() -> None:
    text = card(LEARNED, model="learned-1")
    assert (
        "In use since 3 Oct 2026 for 1 200 sentences; learned from this workspace's own texts (512 rated, 40 corrected)"
        in text
    )
    idle = card(LEARNED, model="learned-1", status="not chosen", sentences=0)
    assert "Learned on 3 Oct 2026 from this workspace's own texts (512 rated, 40 corrected); not in use." in idle


def test_a_training_that_did_not_win_is_said_beside_the_lexicon() -> None:
    lost = Training("en", "learned-1", 512, 40, False, "no better", datetime(2026, 10, 3, 22))
    assert "A model learned from 512 rated texts on 3 Oct 2026 did not take its place." in card(lost)


def test_one_that_may_not_replace_a_validated_model_says_so() -> None:
    learned = ROW | {"model": "learned-en-1", "status": "not chosen", "sentences": 0, "low": 0.41}
    text = evaluation_cards([ROW, learned], {}, UTC)
    assert "the low end of its interval (0.41) stays below the floor (0.54), so it cannot take the place" in text
    unsure = evaluation_cards([ROW | {"status": "below floor"}, learned], {}, UTC)
    assert "cannot take the place" not in unsure


def test_a_language_is_not_called_unvalidated_for_a_model_that_does_not_serve() -> None:
    idle = ROW | {"model": "lexicon-en-1", "status": "below floor", "sentences": 0, "low": 0.5}
    text = evaluation_cards([ROW, idle], {}, UTC)
    assert "stays below the floor (0.54); the model that serves here reaches its own" in text
    assert "Not validated" not in text


def test_where_a_model_comes_from_is_said() -> None:
    assert "trained on public posts in the public domain" in card(model="start-th-1")
    assert "the model that overheard.toml points at" in card(model="transformer-th-1")


def test_an_older_training_is_not_taken_for_the_model_that_serves() -> None:
    assert "learned from" not in card(LEARNED, model="learned-0")


def test_names_from_files_stay_text() -> None:
    text = evaluation_cards([ROW | {"model": "<img src=x>", "measured_on": "<script>", "status": "<b>"}], {}, UTC)
    assert not re.search(r"<(img|script|b>)", text.replace("<b style", ""))
