"""Rows of one file that say the same twice, or two things of one: told apart for kinds whose key is their content."""

from __future__ import annotations

import hashlib

from data.cells.errors import RowError
from data.record.model import Record


class Repeats:
    """Remembers the keys of a file's records: 16 bytes and a line number each."""

    def __init__(self) -> None:
        self.repeated = 0
        self._lines: dict[bytes, tuple[bytes, int]] = {}
        self._anonymous: dict[bytes, int] = {}

    def take(self, record: Record, line: int) -> Record | None:
        """The record to keep, or None for one that stands in the file already. Raises RowError for one that an earlier line
        contradicts.

        Respondents without a name are told apart by what they said and by the how manieth they are to say so: the same
        file, or a longer one of the same survey, gives them the same keys again.
        """
        if record.person_key in record.key and not getattr(record, record.person_key):
            said = _digest(record.model_dump_json(exclude={"fetched_at", record.person_key}))
            number = self._anonymous.get(said, 0)
            self._anonymous[said] = number + 1
            return record.model_copy(update={record.person_key: _digest(f"{said.hex()}{number}").hex()})
        key = _digest("\x1f".join(str(getattr(record, name)) for name in record.key))
        content = _digest(record.model_dump_json(exclude={"fetched_at"}))
        before = self._lines.setdefault(key, (content, line))
        if before[1] == line and before[0] == content:
            return record
        if before[0] == content:
            self.repeated += 1
            return None
        raise RowError(f"expected one row for each {', '.join(record.key)}, found other values in line {before[1]}")


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
