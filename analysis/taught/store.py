"""Where learned drivers are kept: `models/drivers/` in the state folder, by `analysis.model_files`."""

from __future__ import annotations

from pathlib import Path

from analysis import model_files
from analysis.model_files import Arrays, ModelManifest, Say
from analysis.taught.drivers import LearnedDrivers
from analysis.taught.features import Features

FOLDER = Path("models") / "drivers"
FORMAT = 1
_WEIGHTS, _OFFSETS = "weights", "offsets"
_AGAIN = "the drivers are learned again"


class Manifest(ModelManifest):
    """What a training was made of and what came of it: `corrected` opinions, `n` examples with those nobody corrected.
    `chosen`: whether the model serves; `reason`: why, in words. F1 values are micro-averaged in cross-validation by author,
    `low` and `high` the 95 % interval of their difference; all None where there was too little to train."""

    format: int = FORMAT
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


def save(state_dir: Path, manifest: Manifest, model: LearnedDrivers | None) -> Manifest:
    """Write the model, if it serves, and its manifest; returns the manifest as written. Raises OSError."""
    if model is None:
        return model_files.save(state_dir / FOLDER, manifest, None)
    named = manifest.model_copy(
        update={
            "name": model.name,
            "data_hash": model.data_hash,
            "drivers": model.learned,
            "threshold": model.threshold,
            "word_boundaries": model.features.word_boundaries,
        }
    )
    arrays = {_WEIGHTS: model.weights, _OFFSETS: model.offsets, **model.features.arrays()}
    return model_files.save(state_dir / FOLDER, named, arrays)


def load_manifest(state_dir: Path, language: str, report: Say) -> Manifest | None:
    """The manifest of a language; None if there is none, or, with a report, if it cannot be read or is of other software."""
    return model_files.load_manifest(state_dir / FOLDER, language, Manifest, FORMAT, report, _AGAIN)


def load_model(state_dir: Path, manifest: Manifest, report: Say) -> LearnedDrivers | None:
    """The model of a manifest whose model was chosen; None, with a report, if its arrays are gone, damaged or not those the
    manifest names."""
    return model_files.load(state_dir / FOLDER, manifest, lambda arrays: _model(arrays, manifest), report, _AGAIN)


def _model(arrays: Arrays, manifest: Manifest) -> LearnedDrivers:
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
