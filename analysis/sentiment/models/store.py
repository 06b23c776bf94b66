"""Where learned models of sentiment are kept: `models/` in the state folder, by `analysis.model_files`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from analysis import model_files
from analysis.model_files import Arrays, ModelManifest, Say
from analysis.sentiment.features.vectors import DENSE, Vocabulary
from analysis.sentiment.measuring.evaluations import Evaluation
from analysis.sentiment.model import SentimentModel
from analysis.sentiment.models.learned import LearnedModel, Settings, Weights

FOLDER = "models"
FORMAT = 5
_AGAIN = "the model is trained again"


class Manifest(ModelManifest):
    """What a training was made of and what came of it. `chosen`: whether the learned model serves; `transformer`: what was
    measured of the user's own model on the same texts, None without one; `reason` says in words why the choice was made."""

    lexicon: str
    settings: dict[str, Any]
    rated: int
    corrections: int
    classes: dict[str, int]
    version: str
    chosen: bool
    reason: str
    learned: Evaluation
    lexicon_here: Evaluation
    transformer: Evaluation | None = None
    calibration_error: float


def settings_record(settings: Settings) -> dict[str, Any]:
    """The settings as they come back from JSON."""
    record: dict[str, Any] = json.loads(json.dumps(settings.describe()))
    return record


def save(state_dir: Path, manifest: Manifest, model: LearnedModel | None) -> None:
    """Write the model, if it serves, and its manifest. Raises OSError."""
    model_files.save(state_dir / FOLDER, manifest, _arrays(model) if model else None)


def load_manifest(state_dir: Path, language: str, report: Say) -> Manifest | None:
    """The manifest of a language; None if there is none, or, with a report, if it cannot be read or is of other software."""
    return model_files.load_manifest(state_dir / FOLDER, language, Manifest, FORMAT, report, _AGAIN)


def load_model(
    state_dir: Path, manifest: Manifest, lexicon: SentimentModel, settings: Settings, report: Say
) -> LearnedModel | None:
    """The model of a manifest; None, with a report, if its arrays are gone, damaged or not those the manifest names."""
    weights = model_files.load(state_dir / FOLDER, manifest, _weights, report, _AGAIN)
    if weights is None:
        return None
    parts, whole = weights
    return LearnedModel(manifest.version, lexicon, parts, settings.columns, whole)


def _arrays(model: LearnedModel) -> Arrays:
    weights, whole = model.weights, model.whole
    vocabulary = weights.vocabulary
    return {
        "whole_coefficients": whole.coefficients,
        "whole_intercepts": whole.intercepts,
        "whole_temperature": np.array(whole.temperature),
        "words": vocabulary.words,
        "word_weights": vocabulary.word_weights,
        "characters": vocabulary.characters,
        "character_weights": vocabulary.character_weights,
        "coefficients": weights.coefficients,
        "intercepts": weights.intercepts,
        "temperature": np.array(weights.temperature),
    }


def _weights(arrays: Arrays) -> tuple[Weights, Weights]:
    """Of parts and of wholes."""
    vocabulary = Vocabulary(arrays["words"], arrays["word_weights"], arrays["characters"], arrays["character_weights"])
    return _of(vocabulary, arrays, ""), _of(vocabulary, arrays, "whole_")


def _of(vocabulary: Vocabulary, arrays: Arrays, view: str) -> Weights:
    coefficients, intercepts, temperature = (
        arrays[f"{view}{name}"] for name in ("coefficients", "intercepts", "temperature")
    )
    weights = Weights(vocabulary, coefficients, intercepts, float(temperature))
    if weights.coefficients.shape != (3, vocabulary.size):
        raise ValueError(
            f"expected 3 × {len(vocabulary.words) + len(vocabulary.characters) + DENSE} coefficients, "
            f"found {weights.coefficients.shape}"
        )
    return weights
