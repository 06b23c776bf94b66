"""Where learned drivers are kept: `models/drivers/` in the state folder, a manifest and plain arrays for each language.

Nothing is unpickled: the arrays are read with NumPy's pickling off, after their hash has been compared with the manifest's.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sklearn
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.aspects_features import Features
from analysis.aspects_learned import LearnedDrivers
from data.files import write_atomic

FOLDER = Path("models") / "drivers"
FORMAT = 1
_WEIGHTS, _OFFSETS = "weights", "offsets"
Say = Callable[[str], None]


class Manifest(BaseModel):
    """What a training was made of and what came of it: `corrected` opinions, `n` examples with those nobody corrected.
    `chosen`: whether the model serves; `reason`: why, in words. F1 values are micro-averaged in cross-validation by author,
    `low` and `high` the 95 % interval of their difference; all None where there was too little to train. `sha256`: of the
    arrays' file, None without one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    scikit_learn: str = sklearn.__version__
    language: str
    taxonomy: str
    corrected: int
    n: int
    chosen: bool
    reason: str
    learned_f1: float | None = None
    phrases_f1: float | None = None
    low: float | None = None
    high: float | None = None
    name: str | None = None
    data_hash: str | None = None
    drivers: tuple[str, ...] = ()
    threshold: float | None = None
    word_boundaries: bool = True
    sha256: str | None = None


def save(state_dir: Path, manifest: Manifest, model: LearnedDrivers | None) -> Manifest:
    """Write the arrays of `model`, if it serves, then the manifest that names them; returns the manifest as written. Killed
    between the two, the old manifest refuses the new arrays and the model is trained again. Raises OSError."""
    folder = state_dir / FOLDER
    if model is not None:
        content = _packed(model)
        manifest = manifest.model_copy(
            update={
                "name": model.name,
                "data_hash": model.data_hash,
                "drivers": model.learned,
                "threshold": model.threshold,
                "word_boundaries": model.features.word_boundaries,
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
        write_atomic(folder / f"{manifest.language}.npz", content)
    write_atomic(folder / f"{manifest.language}.json", manifest.model_dump_json(indent=1) + "\n")
    return manifest


def load_manifest(state_dir: Path, language: str, report: Say) -> Manifest | None:
    """The manifest of a language; None if there is none, or, said so, if it cannot be read or is of other software."""
    path = state_dir / FOLDER / f"{language}.json"
    if not path.is_file():
        return None
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        report(f"{path}: cannot be read, so the drivers are learned again: {str(error).splitlines()[0]}")
        return None
    if (manifest.format, manifest.scikit_learn) != (FORMAT, sklearn.__version__):
        report(
            f"{path}: expected format {FORMAT} and scikit-learn {sklearn.__version__}, found format {manifest.format} and "
            f"scikit-learn {manifest.scikit_learn}: the drivers are learned again"
        )
        return None
    return manifest


def load_model(state_dir: Path, manifest: Manifest, report: Say) -> LearnedDrivers | None:
    """The model of a manifest whose model was chosen; None, said so, if its arrays are gone, damaged or not those the manifest
    names."""
    path = state_dir / FOLDER / f"{manifest.language}.npz"
    try:
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != manifest.sha256:
            raise ValueError(f"expected sha256 {manifest.sha256}, found {found}")
        return _unpacked(content, manifest)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        report(f"{path}: cannot be used, so the drivers are learned again: {error}")
        return None


def _packed(model: LearnedDrivers) -> bytes:
    buffer = io.BytesIO()
    arrays = {_WEIGHTS: model.weights, _OFFSETS: model.offsets, **model.features.arrays()}
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _unpacked(content: bytes, manifest: Manifest) -> LearnedDrivers:
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    if manifest.threshold is None or manifest.data_hash is None:
        raise ValueError("expected a threshold and a data_hash in the manifest, found none")
    features = Features.of(manifest.word_boundaries, arrays)
    model = LearnedDrivers(
        manifest.language, manifest.taxonomy, manifest.drivers, manifest.threshold, manifest.data_hash, features
    )
    model.weights, model.offsets = arrays[_WEIGHTS], arrays[_OFFSETS]
    if model.weights.shape != (len(manifest.drivers), features.size):
        raise ValueError(f"expected {len(manifest.drivers)} × {features.size} weights, found {model.weights.shape}")
    return model
