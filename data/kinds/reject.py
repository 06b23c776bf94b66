"""A row of an imported file that is no record."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from data.record.fields import MAX_COUNT, Word
from data.record.model import Record
from data.record.personal import Message, Words


class Reject(Record):
    """A row of an imported file that is no record: `file` and `line` where it is found, `of_kind` what it was to be,
    `payload` the row as JSON, redacted and without names."""

    kind_name = "reject"
    table = "rejects"
    needed = ("fetched_at",)
    key = ("file", "line", "of_kind", "reason")
    key_is_proven = False  # the table also holds lines that were no record of any kind
    by_the_million = True

    file: Word
    line: int = Field(ge=1, le=MAX_COUNT)
    of_kind: Word
    reason: Annotated[Word, Message()]
    payload: Annotated[Word, Words()] = ""
