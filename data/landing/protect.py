"""The step between a record and its landing file: redact, hash. Nothing personal passes beyond here."""

from __future__ import annotations

from typing import Any

from data.record.model import Record


def protect(record: Record, key: bytes) -> Record:
    """`record` as it may be kept: of each field that its kind declares personal (`data.record.personal`) no more than its
    rule keeps. What a brand says in public lands as it is."""
    return record.model_copy(update=protected_fields(record, key))


def protect_own(record: Record, key: bytes) -> Record:
    """`protect` for a record that nobody else holds: changed in place, which takes a third of the time."""
    record.__dict__.update(protected_fields(record, key))
    return record


def protected_fields(record: Record, key: bytes) -> dict[str, Any]:
    """The fields that `protect` changes, with their new values."""
    return {name: rule.kept(getattr(record, name), record, key) for name, rule in record.personal.items()}
