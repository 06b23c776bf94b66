"""What rated texts of other kinds teach of a language, as features of learned models.

A workspace's own texts are few, and most words are in one or two of them. A softmax over runs of words and characters was
fitted once to thousands of texts that people have rated; what it says of a text is three more columns, of which training finds
out what they are worth here. `general/<language>.npz` has the weights of hashed runs and no text, and
`general/<language>.json` says what they were learned from; both are written by tools/train_general.py.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError
from scipy.sparse import csr_matrix

from analysis.sentiment.features.runs import Columns, unit
from analysis.text.lexicons import LexiconError

GENERAL = 3
"""Columns: for negative, neutral and positive, how far a text's logit lies above the mean of the three, by SCALE."""
SCALE = 3.0
FORMAT = 1
_REPAIR = "Install Overheard anew, or run tools/train_general.py."
Floats = npt.NDArray[np.float32]


class Manifest(BaseModel):
    """What weights are. `columns`: the runs they belong to, as Columns.describe says; `sha256`: of the .npz; `sources`,
    `licence`, `rows`, `classes`: what was learned from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    language: str
    columns: dict[str, object]
    sha256: str
    sources: tuple[str, ...]
    licence: str
    rows: int
    classes: dict[str, int]


@dataclass(frozen=True, slots=True)
class General:
    """Weights of one language: hashed columns × GENERAL, of runs of words and of characters."""

    words: Floats
    characters: Floats


def general_features(words: csr_matrix, characters: csr_matrix, columns: Columns, language: str) -> Floats:
    """texts × GENERAL of damped counts of `columns`; all 0 for a text without a known run, in a language without weights, and
    for columns other than those that weights belong to. Raises LexiconError for broken files."""
    general = general_of(language) if columns == Columns() else None
    if general is None:
        return np.zeros((words.shape[0], GENERAL), dtype=np.float32)
    logits = unit(words) @ general.words + unit(characters) @ general.characters
    return np.asarray(logits / SCALE, dtype=np.float32)


def _root() -> Traversable:
    return files("analysis") / "sentiment" / "general"


def general_digest(folder: Traversable | None = None) -> str:
    """Eight characters that change with the weights of any language in `folder`, by default this module's."""
    names = sorted(entry.name for entry in (folder or _root()).iterdir() if entry.name.endswith(".json"))
    content = b"".join(((folder or _root()) / name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()[:8]


@cache
def general_of(language: str) -> General | None:
    """The weights of a language; None if there are none. Raises LexiconError naming the file and what is wrong with it."""
    return read_general(_root(), language) if (_root() / f"{language}.json").is_file() else None


def read_general(folder: Traversable, language: str) -> General:
    """The weights of a language that lie in `folder`. Raises LexiconError."""
    path = folder / f"{language}.json"
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise LexiconError(f"{path}: {error}. {_REPAIR}") from error
    expected = {"format": FORMAT, "language": language, "columns": described(Columns())}
    found = {key: getattr(manifest, key) for key in expected}
    if found != expected:
        raise LexiconError(f"{path}: expected {expected}, found {found}. {_REPAIR}")
    path = folder / f"{language}.npz"
    try:
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if digest != manifest.sha256:
            raise ValueError(f"expected sha256 {manifest.sha256}, found {digest}")
        return unpacked(content)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise LexiconError(f"{path}: {error}. {_REPAIR}") from error


def described(columns: Columns) -> dict[str, object]:
    """The columns as they come back from JSON."""
    return dict(json.loads(json.dumps(columns.describe())))


def packed(general: General) -> bytes:
    """The content of a file: where the weights lie, and each in one byte."""
    step = max(float(np.abs(general.words).max()), float(np.abs(general.characters).max()), 1e-9) / 127
    words, characters = (np.round(table / step).astype(np.int8) for table in (general.words, general.characters))
    of_words, of_characters = np.flatnonzero(words.any(axis=1)), np.flatnonzero(characters.any(axis=1))
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        step=np.array(step),
        rows=np.array(len(words)),
        # Steps from one column to the next are small numbers, which pack well.
        words_at=np.diff(of_words, prepend=0).astype(np.uint32),
        words=words[of_words],
        characters_at=np.diff(of_characters, prepend=0).astype(np.uint32),
        characters=characters[of_characters],
    )
    return buffer.getvalue()


def unpacked(content: bytes) -> General:
    """What `packed` made. Raises ValueError, KeyError or BadZipFile for anything else."""
    tables = []
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        for name in ("words", "characters"):
            table = np.zeros((int(arrays["rows"]), GENERAL), dtype=np.float32)
            table[np.cumsum(arrays[f"{name}_at"])] = arrays[name] * np.float32(arrays["step"])
            tables.append(table)
    return General(*tables)
