"""What readers teach and what was learned of it: corrections waiting in the state folder, and trainings that took place there.

No Streamlit and no model code here: `overheard status` reads this too, and must be quick.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.text.drivers import load_taxonomy, taxonomy_languages
from data.clock import utc_now
from data.state.corrections import (
    ANY_DRIVER,
    FILE_NAME,
    Correction,
    append_corrections,
    driver_list,
    read_corrections,
    sentence_hash,
)

Row = dict[str, Any]
Key = tuple[str, str, int, str, str]
MODELS = "models"
"""Folder of the state folder that holds a manifest, <language>.json, for each training."""


class _Measured(BaseModel):
    model_config = ConfigDict(extra="ignore")

    model: str


class _Manifest(BaseModel):
    """What is read of a manifest; analysis.sentiment.models.store has the whole of it."""

    model_config = ConfigDict(extra="ignore")

    language: str
    rated: int
    corrections: int
    chosen: bool
    reason: str
    learned: _Measured


class _DriverManifest(BaseModel):
    """What is read of a manifest; analysis.taught.store has the whole of it."""

    model_config = ConfigDict(extra="ignore")

    language: str
    corrected: int
    chosen: bool
    reason: str


@dataclass(frozen=True)
class Training:
    """One training that took place: `model` its name, `rated` and `corrections` what it was made of, `chosen` whether it serves,
    `reason` in words why, `at` (naive UTC) when its files were written."""

    language: str
    model: str
    rated: int
    corrections: int
    chosen: bool
    reason: str
    at: datetime


def trainings(state_dir: Path) -> tuple[dict[str, Training], list[str]]:
    """(language -> its training; what could not be read, a line each). Empty where nothing was ever trained."""
    found: dict[str, Training] = {}
    problems: list[str] = []
    for path in sorted((state_dir / MODELS).glob("*.json")):
        try:
            manifest = _Manifest.model_validate_json(path.read_bytes())
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
        except (OSError, ValidationError) as error:
            problems.append(f"{path}: cannot be read, so the next analysis trains again: {str(error).splitlines()[0]}")
            continue
        found[manifest.language] = Training(
            manifest.language,
            manifest.learned.model,
            manifest.rated,
            manifest.corrections,
            manifest.chosen,
            manifest.reason,
            at,
        )
    return found, problems


@dataclass(frozen=True)
class DriverTraining:
    """What a language's drivers were taught with: `corrected` opinions; `reason` what came of it, in words; `at` (naive UTC)."""

    language: str
    corrected: int
    chosen: bool
    reason: str
    at: datetime


def driver_trainings(state_dir: Path) -> tuple[list[DriverTraining], list[str]]:
    """(the trainings of drivers, by language; what could not be read, a line each)."""
    found: list[DriverTraining] = []
    problems: list[str] = []
    for path in sorted((state_dir / MODELS / "drivers").glob("*.json")):
        try:
            manifest = _DriverManifest.model_validate_json(path.read_bytes())
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
        except (OSError, ValidationError) as error:
            problems.append(f"{path}: cannot be read, so the next analysis learns again: {str(error).splitlines()[0]}")
            continue
        found.append(DriverTraining(manifest.language, manifest.corrected, manifest.chosen, manifest.reason, at))
    return found, problems


def standing(state_dir: Path) -> Mapping[Key, Correction]:
    """The corrections of the file that are in force, by what they correct. Read anew only when the file has changed."""
    path = state_dir / FILE_NAME
    try:
        found = path.stat()
    except FileNotFoundError:
        return {}
    return _in_force(state_dir, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _in_force(state_dir: Path, modified: int, size: int) -> Mapping[Key, Correction]:  # noqa: ARG001  # show that it changed
    return {correction.key: correction for correction in read_corrections(state_dir)[0]}


def waiting(state_dir: Path, read: Iterable[Row]) -> list[Correction]:
    """Corrections that no analysis has read yet. `read`: rows of corrections_read.sql of the published build."""
    done = {
        (row["record_kind"], row["record_id"], row["start_at"], row["driver"], row["field"]): row["made_at"]
        for row in read
    }
    return [
        correction
        for key, correction in standing(state_dir).items()
        if key not in done or done[key] < correction.made_at.replace(tzinfo=None)
    ]


def can_teach(state_dir: Path) -> bool:
    """Whether this process may write corrections into the state folder."""
    path = state_dir / FILE_NAME
    return os.access(state_dir, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def correction_of(row: Row, label: int, driver: str) -> Correction:
    """The correction of a row of quotes.sql to `label` −1, 0 or 1; `driver` '*' if it was shown whatever it is about."""
    old = "" if row["label"] is None else str(row["label"])
    return _correction(row, {"driver": driver or ANY_DRIVER, "old": old, "new": str(label)})


def drivers_correction_of(row: Row, drivers: Iterable[str]) -> Correction:
    """The correction of a row of quotes.sql to all the `drivers` its sentence is about, none included."""
    return _correction(row, {"field": "driver", "old": row["drivers"], "new": driver_list(drivers)})


def _correction(row: Row, said: Row) -> Correction:
    return Correction.model_validate(
        {
            "record_kind": row["record_kind"],
            "record_id": row["record_id"],
            "start": row["start_at"],
            "sentence_hash": sentence_hash(_sentence(row)),
            "corrected_by": "app",
            "made_at": utc_now(),
        }
        | said
    )


def teach(state_dir: Path, correction: Correction) -> None:
    """Append it to the file, which the next analysis reads. Raises OSError when the disk does not take it."""
    append_corrections(state_dir, [correction])


def taught(row: Row, corrections: Mapping[Key, Correction]) -> int | None:
    """The label the reader gave this row of quotes.sql, if it is another than the one shown; else None."""
    said = _sentence(row)
    for driver in (row["driver"] or ANY_DRIVER, ANY_DRIVER):
        found = corrections.get((row["record_kind"], row["record_id"], row["start_at"], driver, "label"))
        if found is not None and found.sentence_hash == sentence_hash(said):
            return int(found.new) if int(found.new) != row["label"] else None
    return None


def drivers_of(row: Row, corrections: Mapping[Key, Correction]) -> tuple[tuple[str, ...], bool]:
    """(the drivers of a row of quotes.sql as the reader gave them, else as they were read; whether the reader changed them)."""
    read = tuple(row["drivers"].split())
    found = corrections.get((row["record_kind"], row["record_id"], row["start_at"], ANY_DRIVER, "driver"))
    if found is None or found.sentence_hash != sentence_hash(_sentence(row)):
        return read, False
    return found.drivers, found.drivers != read


def known_drivers(language: str | None) -> dict[str, str]:
    """Id -> name of the drivers a sentence may be about, in its own language where there is a taxonomy, or English ones."""
    taxonomy = load_taxonomy(language if language in taxonomy_languages() else "en")
    return dict(sorted(((driver.id, driver.name) for driver in taxonomy.drivers.values()), key=lambda entry: entry[1]))


def _sentence(row: Row) -> str:
    return str(row["body"] or "")[row["start_at"] : row["end_at"]]
