"""Who serves a language, of the models that were measured on the same rated texts of a workspace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.sentiment.measuring.evaluations import VALIDATED, Evaluation, floor_of, language_status
from analysis.sentiment.measuring.measure import Labels, Measured, gain, measured
from analysis.sentiment.model import SentimentModel
from analysis.sentiment.training.fitting import Trained

MEASURED_ON = "this workspace's rated reviews and corrections ({groups:,} authors)"
CROSS_VALIDATED = "cross-validation by author over "


@dataclass(frozen=True)
class Verdict:
    """`learned`, `cold`, `transformer`: what was measured, `chosen` of the one that serves; `reason`: why, in words."""

    learned: Evaluation
    cold: Evaluation
    transformer: Evaluation | None
    reason: str


@dataclass(frozen=True)
class _Candidate:
    """A model that was measured, and what it said of each text."""

    called: str
    entry: Evaluation
    labels: Labels


def judge(trained: Trained, cold: SentimentModel, transformer: SentimentModel | None = None) -> Verdict:
    """Begin with the model that needs no training (`cold`); the learned one, then the user's own (`transformer`), takes its
    place if its macro-F1 is higher beyond chance (the paired 95 % interval above 0), but never one that is not validated
    the place of one that is. Raises what the transformer's `score_many` raises."""
    held, language = trained.held, cold.language
    first = _Candidate(called(cold), evaluation(language, cold.name, trained.lexicon), held.cold)
    learned = _Candidate(
        "the learned model", evaluation(language, trained.model.name, trained.learned, CROSS_VALIDATED), held.learned
    )
    own: _Candidate | None = None
    if transformer is not None:
        guess = np.array([sentiment.label or 0 for sentiment in transformer.score_many(held.texts)], dtype=np.int64)
        result = measured(held.truth, guess, held.groups)
        own = _Candidate("the transformer", evaluation(language, transformer.name, result), guess)
    serving, said = first, []
    for candidate in (learned, own):
        if candidate is not None:
            better, why = _compared(trained, candidate, serving)
            serving = candidate if better else serving
            said.append(why)
    return Verdict(
        _marked(learned, serving),
        _marked(first, serving),
        _marked(own, serving) if own else None,
        f"{serving.called} serves: {'; '.join(said)}",
    )


def evaluation(language: str, model: str, result: Measured, how: str = "") -> Evaluation:
    """A measurement on this workspace's rated reviews, held to its floor. `how`: what goes before "this workspace's ..."."""
    return Evaluation(
        language=language,
        model=model,
        basis="stars",
        measured_on=how + MEASURED_ON.format(groups=result.groups),
        n=result.n,
        accuracy=round(result.accuracy, 4),
        macro_f1=round(result.macro_f1, 4),
        low=round(result.low, 4),
        high=round(result.high, 4),
        confusion=result.confusion,
        floor=floor_of(language),
    )


def called(cold: SentimentModel) -> str:
    """What reports call the model that needs no training."""
    return "the pretrained start" if cold.name.startswith("start-") else "the lexicon"


def _marked(candidate: _Candidate, serving: _Candidate) -> Evaluation:
    return candidate.entry.model_copy(update={"chosen": candidate is serving})


def _compared(trained: Trained, candidate: _Candidate, serving: _Candidate) -> tuple[bool, str]:
    """(whether the candidate takes the place of what serves, what the comparison came to)."""
    held = trained.held
    difference, low, high = gain(held.truth, candidate.labels, serving.labels, held.groups)
    said = (
        f"macro-F1 {candidate.entry.macro_f1:.3f} {_short(candidate)}, {serving.entry.macro_f1:.3f} {_short(serving)}, "
        f"difference {difference:+.3f} ({low:+.3f} to {high:+.3f})"
    )
    if low <= 0:
        return False, said
    if _validated(serving.entry) and not _validated(candidate.entry):
        entry = candidate.entry
        return False, (
            f"{candidate.called} is better here ({said}), but its {entry.low:.3f} to {entry.high:.3f} stays below the floor of "
            f"{entry.floor}, which {serving.called} reaches, so it takes no place"
        )
    return True, said


def _validated(entry: Evaluation) -> bool:
    return language_status(entry.language, {entry.language: entry.model}, [entry]) == VALIDATED


def _short(candidate: _Candidate) -> str:
    return candidate.called.removeprefix("the ").removesuffix(" model")
