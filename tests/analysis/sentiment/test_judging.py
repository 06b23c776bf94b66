"""Who serves: a better model wins, but none that is not validated takes the place of one that is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.pipeline.sentiment_models import NoLexicon
from analysis.sentiment import default_models, lexicons
from analysis.sentiment.measuring.evaluations import NOT_CHOSEN
from analysis.sentiment.measuring.judging import judge
from analysis.sentiment.measuring.measure import Labels, gain, measured
from analysis.sentiment.model import Sentiment, SentimentModel
from analysis.sentiment.training.fitting import Example, Held, Trained, train
from tests.analysis.sentiment.test_learned import planted

N = 600
TRUTH = np.tile(np.array([-1, 0, 1]), N // 3)


def said(right: float, seed: int) -> Labels:
    """Labels of which about so large a share is right, the rest drawn from the other two."""
    rng = np.random.default_rng(seed)
    off = rng.integers(1, 3, N)
    return np.where(rng.random(N) < right, TRUTH, (TRUTH + 1 + off) % 3 - 1)


@pytest.fixture(scope="module")
def base() -> Trained:
    return train(planted(20), NoLexicon("en"))


def trained(base: Trained, learned: Labels, cold: Labels) -> Trained:
    groups = tuple(str(row) for row in range(N))
    texts = tuple(f"text {row}" for row in range(N))
    return replace(
        base,
        learned=measured(TRUTH, learned, groups),
        lexicon=measured(TRUTH, cold, groups),
        gain=gain(TRUTH, learned, cold, groups),
        held=Held(texts, TRUTH, groups, learned, cold),
    )


class Told:
    """A model that says what it was told of each text."""

    name, language = "transformer-en-1", "en"

    def __init__(self, labels: Labels) -> None:
        self.labels = dict(zip((f"text {row}" for row in range(N)), labels.tolist(), strict=True))

    def score_many(self, texts: list[str]) -> list[Sentiment]:
        return [Sentiment(self.labels[text], 0.0, self.name) for text in texts]


def test_an_unvalidated_model_does_not_replace_a_validated_one(base: Trained) -> None:
    english = default_models()["en"]
    verdict = judge(trained(base, said(0.53, 1), said(0.36, 2)), english)
    assert verdict.learned.low < verdict.learned.floor < 0.55
    assert verdict.learned.status == NOT_CHOSEN
    assert verdict.cold.chosen
    assert verdict.reason.startswith("the lexicon serves: the learned model is better here")
    assert f"stays below the floor of {verdict.learned.floor}" in verdict.reason
    # The same figures where the lexicon was never validated: better is better.
    for unsure in (NoLexicon("en"), Unpinned(english)):
        verdict = judge(trained(base, said(0.53, 1), said(0.36, 2)), unsure)
        assert verdict.learned.status == "below floor"
        assert verdict.reason.startswith("the learned model serves: macro-F1")


class Unpinned(NoLexicon):
    """A lexicon that nobody has measured."""

    def __init__(self, like: SentimentModel) -> None:
        super().__init__(like.language)

    @property
    def name(self) -> str:
        return "lexicon-en-new"


def test_a_validated_model_that_is_better_replaces_a_validated_one(base: Trained) -> None:
    verdict = judge(trained(base, said(0.75, 1), said(0.6, 2)), default_models()["en"])
    assert (verdict.learned.status, verdict.cold.chosen) == ("validated", False)


def test_what_was_measured_here_validates_what_serves_too(base: Trained) -> None:
    """The Lithuanian lexicon was measured nowhere; where it reaches its floor here, it is not replaced by what does not."""
    unmeasured = lexicons()["lt"]
    below = replace(base, model=base.model)
    assert judge(trained(below, said(0.53, 1), said(0.36, 2)), unmeasured).learned.chosen
    verdict = judge(trained(below, said(0.53, 1), said(0.53, 1)), unmeasured, Told(said(0.54, 3)))
    assert verdict.cold.chosen


@pytest.mark.parametrize(
    ("learned", "own", "serves"),
    [
        (0.7, 0.9, "transformer"),
        (0.9, 0.7, "learned"),
        (0.5, 0.9, "transformer"),
        (0.5, 0.5, "cold"),
        (0.8, 0.8, "learned"),
    ],
)
def test_the_best_of_three_serves(base: Trained, learned: float, own: float, serves: str) -> None:
    verdict = judge(trained(base, said(learned, 1), said(0.6, 2)), default_models()["en"], Told(said(own, 5)))
    assert verdict.transformer is not None
    chosen = {"learned": verdict.learned, "cold": verdict.cold, "transformer": verdict.transformer}
    assert [name for name, entry in chosen.items() if entry.chosen] == [serves]
    assert verdict.reason.count("difference") == 2
    assert verdict.transformer.n == N


def test_the_start_is_called_by_its_name(base: Trained) -> None:
    thai = default_models()["th"]
    assert judge(trained(base, said(0.4, 1), said(0.6, 2)), thai).reason.startswith("the pretrained start serves: ")


def test_measured_texts_are_kept_with_what_was_said_of_them() -> None:
    examples = [*planted(20), Example("learned from only", 1, "x", measured=False)]
    examples[:9] = [replace(example, label=1) for example in examples[:9]]  # so that not all is learned
    found = train(examples, NoLexicon("en"))
    assert sorted(found.held.texts) == sorted(example.text for example in examples if example.measured)
    truth = {example.text: example.label for example in examples}
    assert [truth[text] for text in found.held.texts] == found.held.truth.tolist()
    assert measured(found.held.truth, found.held.learned, found.held.groups) == found.learned
    assert found.learned.accuracy < 1
    assert not found.held.cold.any()
