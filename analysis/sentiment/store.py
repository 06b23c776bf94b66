"""Where learned models are kept: `models/` in the state folder, a manifest and plain arrays for each language.

Nothing is unpickled: the arrays are read with NumPy's pickling off, after their hash has been compared with the manifest's.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.evaluations import Evaluation
from analysis.sentiment.learned import LearnedModel, Settings, Weights
from analysis.sentiment.model import SentimentModel
from analysis.sentiment.vectors import DENSE, Vocabulary
from data.files import write_atomic

FOLDER = "models"
FORMAT = 3
Say = Callable[[str], None]


class Manifest(BaseModel):
    """What a training was made of and what came of it. `chosen`: whether the learned model serves; `transformer`: what was
    measured of the user's own model on the same texts, None without one; `sha256` is that of the arrays' file, None without
    one; `reason` says in words why the choice was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    language: str
    lexicon: str
    settings: dict[str, Any]
    names: tuple[str, ...]
    scikit_learn: str
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
    sha256: str | None


def settings_record(settings: Settings) -> dict[str, Any]:
    """The settings as they come back from JSON."""
    record: dict[str, Any] = json.loads(json.dumps(settings.describe()))
    return record


def save(state_dir: Path, manifest: Manifest, model: LearnedModel | None) -> None:
    """Write the arrays, then the manifest that names them: killed between the two, the old manifest refuses the new arrays and
    the model is trained again. Raises OSError."""
    folder = state_dir / FOLDER
    sha256 = None
    if model is not None:
        content = _packed(model.weights)
        sha256 = hashlib.sha256(content).hexdigest()
        write_atomic(folder / f"{manifest.language}.npz", content)
    kept = manifest.model_copy(update={"sha256": sha256})
    write_atomic(folder / f"{manifest.language}.json", kept.model_dump_json(indent=1) + "\n")


def load_manifest(state_dir: Path, language: str, report: Say) -> Manifest | None:
    """The manifest of a language; None if there is none, or, said so, if it cannot be read or is of other software."""
    path = state_dir / FOLDER / f"{language}.json"
    if not path.is_file():
        return None
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        report(f"{path}: cannot be read, so the model is trained again: {str(error).splitlines()[0]}")
        return None
    if (manifest.format, manifest.scikit_learn) != (FORMAT, sklearn.__version__):
        report(
            f"{path}: expected format {FORMAT} and scikit-learn {sklearn.__version__}, found format {manifest.format} and "
            f"scikit-learn {manifest.scikit_learn}: the model is trained again"
        )
        return None
    return manifest


def load_model(
    state_dir: Path, manifest: Manifest, lexicon: SentimentModel, settings: Settings, report: Say
) -> LearnedModel | None:
    """The model of a manifest; None, said so, if its arrays are gone, damaged or not those the manifest names."""
    path = state_dir / FOLDER / f"{manifest.language}.npz"
    try:
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != manifest.sha256:
            raise ValueError(f"expected sha256 {manifest.sha256}, found {found}")
        weights = _unpacked(content)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        report(f"{path}: cannot be used, so the model is trained again: {error}")
        return None
    return LearnedModel(manifest.version, lexicon, weights, settings.columns, manifest.names)


def _packed(weights: Weights) -> bytes:
    buffer = io.BytesIO()
    vocabulary = weights.vocabulary
    np.savez_compressed(
        buffer,
        words=vocabulary.words,
        word_weights=vocabulary.word_weights,
        characters=vocabulary.characters,
        character_weights=vocabulary.character_weights,
        coefficients=weights.coefficients,
        intercepts=weights.intercepts,
        temperature=np.array(weights.temperature),
    )
    return buffer.getvalue()


def _unpacked(content: bytes) -> Weights:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        vocabulary = Vocabulary(
            arrays["words"], arrays["word_weights"], arrays["characters"], arrays["character_weights"]
        )
        weights = Weights(vocabulary, arrays["coefficients"], arrays["intercepts"], float(arrays["temperature"]))
    if weights.coefficients.shape != (3, vocabulary.size):
        raise ValueError(
            f"expected 3 × {len(vocabulary.words) + len(vocabulary.characters) + DENSE} coefficients, "
            f"found {weights.coefficients.shape}"
        )
    return weights
