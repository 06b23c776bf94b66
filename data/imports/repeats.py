"""Rows of one file that say the same twice, or two things of one: told apart for kinds whose key is their content, counted for
those whose records have ids of their source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from data.cells.errors import RowError
from data.imports.noted import Noted
from data.record.model import Record

Wording = tuple[bytes, bytes, datetime | None]
"""Of one row: a short digest of its record's id, one of what it says, and when that was edited."""

EDITS = "of rows with an earlier and a later wording: the one edited later counts"
ROWS = "of rows with two wordings, and no edit time says which is later: the last row counts"


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


def wording(record: Record) -> Wording | None:
    """What tells whether another row of the file words a record otherwise; None where no id of the source makes them one."""
    if record.identity is None or not getattr(record, "native_id", None):
        return None
    content = record.model_dump_json(exclude={"fetched_at", "edited_at"})
    return _digest(record.identity.made(record)), _digest(content), getattr(record, "edited_at", None)


class Wordings:
    """Counts the rows of a file that word a record otherwise than an earlier row."""

    def __init__(self) -> None:
        self._met: dict[bytes, tuple[bytes, datetime | None]] = {}

    def count(self, wordings: Iterable[Wording], noted: Noted) -> None:
        """Take in further rows; what is to be reported is added to `noted`."""
        for of, content, edited in wordings:
            before = self._met.get(of)
            if before is not None and before[0] != content:
                told = edited is not None and before[1] is not None and edited != before[1]
                noted.add("native_id", EDITS if told else ROWS)
            if before is None or before[1] is None or edited is None or edited >= before[1]:
                self._met[of] = (content, edited)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
