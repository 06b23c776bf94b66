"""English sentiment equals the installed vaderSentiment on every text."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.sentiment import EnglishLexicon, score_sentence, vader_name
from analysis.sentiment.models.english.words import MAX_CACHED, Words
from benchmarks.scoring.vader_texts import Fuzzer
from benchmarks.vader_speed import corpus_texts, differing, main

PACKAGE = SentimentIntensityAnalyzer()
OURS = EnglishLexicon()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\x1c\u2028 ",
        "...",
        "the shop",
        # emoji: one after the other, inside words, with a sign in the description, of several characters
        "\U0001f600\U0001f600good\U0001f621bad \U0001f600 ok",
        "\U0001f51b \U0001f199 great",
        "fine\u00a9 \u00ae\u2764\ufe0f",
        # negations, also where "n't" stands inside, and two or three words before
        "not good",
        "it isn't so very good",
        "n't good",
        "never so good and never this bad",
        "a b so good",
        "a b c so good",
        "a b c this good!!!",
        "without doubt good",
        "without a doubt good",
        "never a good b nice",
        # "no"
        "no good",
        "NO GOOD deal",
        "there is no bad or good here",
        "no no no good",
        "no",
        # "least", "kind of", special phrases, their window at the beginning and the end
        "least good",
        "at least good",
        "very least good",
        "the one least good",
        "kind of good",
        "she is a kind of good",
        "kind",
        "he was kind of",
        "this is the shit",
        "the shit",
        "we met at the bus stop today",
        "oh well yeah right good",
        "it was the kiss of death",
        "a coffee to die for",
        "my one beating heart and bad ass",
        "it was just enough good for me",
        # "but", also where equal values are scaled twice
        "good but bad",
        "good good but good good good",
        "but good",
        "good 1 but good 2 but good",
        # capitals and signs
        "GOOD coffee",
        "GOOD COFFEE",
        "VERY good, EXTREMELY BAD!!!!!!",
        "Why? Why?? ??? good",
        ":) :-( <3 :D x-d",
        "'good' (\"bad\")... *great* a.good.b",
        "\ud800 good \udfff",
        "10 of 10, 5/5 good",
    ],
)
def test_the_same_four_numbers(text: str) -> None:
    assert OURS.polarity_scores(text) == PACKAGE.polarity_scores(text)
    assert OURS.compound(text) == PACKAGE.polarity_scores(text)["compound"]


def test_the_same_on_texts_made_to_step_on_every_rule() -> None:
    n, bad = differing(Fuzzer(7).texts(6000), PACKAGE.polarity_scores, OURS.polarity_scores)
    assert n == 6000
    assert bad == []


@given(st.text(max_size=200))
def test_the_same_on_any_text(text: str) -> None:
    assert OURS.polarity_scores(text) == PACKAGE.polarity_scores(text)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_rounding_is_that_of_the_decimal_value(values: list[float]) -> None:
    from analysis.sentiment.models.english.vader import _rounded

    for value in [*values, *(round(value, 2) + 0.0005 for value in values)]:
        assert _rounded(value, 1_000, 3) == round(value, 3)
        assert _rounded(value, 10_000, 4) == round(value, 4)


@pytest.mark.corpus
def test_the_same_on_real_texts(corpus: Path) -> None:
    texts = [text for number, text in enumerate(corpus_texts(corpus / "text")) if number % 40 == 0]
    assert len(texts) > 10_000
    assert differing(texts, PACKAGE.polarity_scores, OURS.polarity_scores)[1] == []


def test_a_copy_in_another_process_scores_the_same() -> None:
    copy = pickle.loads(pickle.dumps(OURS))
    assert copy.polarity_scores("not the best coffee, but great staff!") == OURS.polarity_scores(
        "not the best coffee, but great staff!"
    )


def test_what_is_remembered_is_bounded() -> None:
    words = Words({"good": 1.9})
    assert words["x" * 10_000] is None
    assert not words
    for number in range(MAX_CACHED + 10):
        words[f"w{number}"]
    assert len(words) <= MAX_CACHED


def test_as_a_model_it_reads_the_typographic_apostrophe() -> None:
    plain, curly, empty = OURS.score_many(["it isn't good", "it isn\u2019t good", ""])
    assert plain == curly
    assert plain.label == -1
    assert plain.model == vader_name() == OURS.name == "vader-3.3.2"
    assert (empty.label, empty.score, OURS.language) == (0, 0.0, "en")
    assert score_sentence("it isn't good", "de").label is None


def test_the_benchmark_says_when_a_text_differs_or_a_floor_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {"neg": 0.0, "neu": 0.0, "pos": 0.0, "compound": 0.5}
    assert differing(["good", ""], PACKAGE.polarity_scores, lambda _: wrong) == (2, ["good", ""])
    assert main(["--fuzz", "50", "--rounds", "1"]) in (0, 1)  # timing on a busy machine is no test
    out = capsys.readouterr().out
    assert "50 texts compared, 0 differ" in out
    assert "15 words:" in out
    assert "146 words:" in out
