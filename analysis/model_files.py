"""How learned models are kept: a manifest and plain arrays for each language, in a folder of their kind.

Nothing is unpickled: the arrays are read with NumPy's pickling off, after their hash has been compared with the manifest's.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from data.files import write_atomic

Say = Callable[[str], None]
Arrays = dict[str, Any]
SCIKIT_LEARN = version("scikit-learn")
"""Asked of what is installed: to load it takes long, and only learning needs it."""


class ModelManifest(BaseModel):
    """What every manifest says: the format of its kind, and the software that the arrays are of. `sha256` is that of the
    arrays' file, None without one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    scikit_learn: str = SCIKIT_LEARN
    language: str
    sha256: str | None = None


M = TypeVar("M", bound=ModelManifest)
T = TypeVar("T")


def save(folder: Path, manifest: M, arrays: Mapping[str, Any] | None) -> M:
    """Write the arrays, if there are any, then the manifest that names them; returns the manifest as written. Killed between
    the two, the old manifest refuses the new arrays and the model is learned again. Raises OSError."""
    sha256 = None
    if arrays is not None:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        sha256 = hashlib.sha256(buffer.getvalue()).hexdigest()
        write_atomic(folder / f"{manifest.language}.npz", buffer.getvalue())
    kept = manifest.model_copy(update={"sha256": sha256})
    write_atomic(folder / f"{manifest.language}.json", kept.model_dump_json(indent=1) + "\n")
    return kept


def load_manifest(folder: Path, language: str, kind: type[M], format_: int, report: Say, again: str) -> M | None:
    """The manifest of a language; None if there is none, or, with a report, if it cannot be read or is of other software.
    `again`: what follows from that, in words."""
    path = folder / f"{language}.json"
    if not path.is_file():
        return None
    try:
        manifest = kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        report(f"{path}: cannot be read, so {again}: {str(error).splitlines()[0]}")
        return None
    if (manifest.format, manifest.scikit_learn) != (format_, SCIKIT_LEARN):
        report(
            f"{path}: expected format {format_} and scikit-learn {SCIKIT_LEARN}, found format {manifest.format} and "
            f"scikit-learn {manifest.scikit_learn}: {again}"
        )
        return None
    return manifest


def load(folder: Path, manifest: ModelManifest, made_of: Callable[[Arrays], T], report: Say, again: str) -> T | None:
    """What `made_of` makes of the arrays; None, with a report, if they are gone, damaged or not those the manifest names.
    `made_of` raises ValueError or KeyError for arrays that are no model."""
    path = folder / f"{manifest.language}.npz"
    try:
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != manifest.sha256:
            raise ValueError(f"expected sha256 {manifest.sha256}, found {found}")
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return made_of({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        report(f"{path}: cannot be used, so {again}: {error}")
        return None
