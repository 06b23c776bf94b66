"""A notice that a record is gone at its source."""

from __future__ import annotations

from typing import Annotated, Literal

from data.record.fields import Id, Word
from data.record.model import Record
from data.record.personal import HashOf, SourceId


class Removal(Record):
    """Something that was collected and has been deleted at its source: what is deleted there is deleted here.
    `source` is the review's source or the mention's network; `native_id` the source's own id; `native_key` the keyed hash
    that is kept in its place where the id names its author (filled when it lands)."""

    kind_name = "removal"
    table = "removals"
    kept_back = ("removals",)
    needed = ("fetched_at",)
    key = ("record_kind", "source", "native_id")
    adds_up = True
    merged_first = True

    record_kind: Literal["mention", "review"]
    source: Word
    # Without regard to the author, whom a notice does not name: a mention and its notice must give one id.
    native_id: Annotated[Id, SourceId()]
    native_key: Annotated[Word | None, HashOf("native_id")] = None
