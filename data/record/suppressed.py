"""What people asked to be forgotten, as it is known by: no name, no text. Records of it neither land nor are loaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from data.record.model import Record
from data.record.personal import KeyOf

What = Literal["author", "record", "brand"]


class Forgotten(BaseModel):
    """One thing that was forgotten: an `author` by the keyed hash `key` of the name, at one `source` (review site,
    network, survey);
    a `record` by its id `key`, its kind in `source`; a `brand` by its id `key`, with all that was read of it up to `asked_at`
    (naive UTC): one that is taken up again begins anew."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: What
    source: str = ""
    key: str = Field(min_length=1)
    asked_at: NaiveDatetime

    @property
    def given_at(self) -> datetime:
        """When it was asked for, naive UTC."""
        return self.asked_at


def within_of(model: type[Record]) -> str:
    """The field that says within what a kind's names are known (the source of a review); '' where it has no names."""
    rule = model.personal.get(model.person_key) if model.person_key else None
    return rule.within if isinstance(rule, KeyOf) else ""


class Suppressed:
    """Whether a record is of what was forgotten."""

    def __init__(self, entries: Iterable[Forgotten] = ()) -> None:
        self.entries = tuple(entries)
        self._authors = {(entry.source, entry.key) for entry in self.entries if entry.what == "author"}
        self._records = {(entry.source, entry.key) for entry in self.entries if entry.what == "record"}
        self._brands: dict[str, datetime] = {}
        for entry in self.entries:
            if entry.what == "brand":
                self._brands[entry.key] = max(entry.asked_at, self._brands.get(entry.key, entry.asked_at))

    def __bool__(self) -> bool:
        return bool(self.entries)

    def holds(self, record: Record) -> bool:
        """Whether `record`, as it may land, must not."""
        return bool(self.entries) and (self._by_author(record) or self._by_id(record) or self._by_brand(record))

    def mentions_author(self, line: bytes) -> bool:
        """Whether a line that is no record holds the key of an author who was forgotten."""
        return any(key.encode() in line for _, key in self._authors)

    def _by_author(self, record: Record) -> bool:
        key = getattr(record, record.person_key) if self._authors and record.person_key else None
        return bool(key) and (getattr(record, within_of(type(record))), key) in self._authors

    def _by_id(self, record: Record) -> bool:
        identity = record.identity
        return (
            bool(self._records) and identity is not None and (record.kind_name, identity.made(record)) in self._records
        )

    def _by_brand(self, record: Record) -> bool:
        """Whether all brands that it is of are forgotten."""
        if not self._brands:
            return False
        brands = [*([record.brand] if record.brand else []), *getattr(record, "brands", ())]
        return bool(brands) and all(self._of_then(brand, record.fetched_at) for brand in brands)

    def _of_then(self, brand: str, read_at: datetime | None) -> bool:
        asked_at = self._brands.get(brand)
        return asked_at is not None and (read_at is None or read_at <= asked_at)
