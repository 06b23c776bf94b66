"""What a field may say of a person, declared beside its type (`Annotated[..., Words("author")]`), and what of it may be kept.

A field without a rule holds what a brand or a program says, and lands as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from data.privacy import native_key, protected_id, redact, redact_emails, redact_of

MAX_MESSAGE = 500
"""Characters of a message: it may quote what a hostile server sent."""


class Of(Protocol):
    """The record that a field is of."""

    brand: str


class Personal:
    """The rule of one field."""

    def kept(self, value: Any, record: Of, key: bytes, /) -> Any:
        """What may be kept of the field's `value`; `record` is the whole as it was read, `key` the workspace's own."""
        raise NotImplementedError


@dataclass(frozen=True)
class Name(Personal):
    """Somebody's name: it never lands, and no table has a column for it."""

    def kept(self, _value: Any, _record: Of, _key: bytes, /) -> Any:
        return None


@dataclass(frozen=True)
class KeyOf(Personal):
    """The keyed hash that is kept of the name in the field `name`; `hashed` makes it of the name, what the field `within`
    holds (equal names of two of them are not known to be one person) and the key."""

    name: str
    within: str
    hashed: Callable[[str, str, bytes], str | None]

    def kept(self, value: Any, record: Of, key: bytes, /) -> Any:
        name = getattr(record, self.name)
        return self.hashed(name, getattr(record, self.within), key) if name else value


@dataclass(frozen=True)
class Words(Personal):
    """What a person wrote: redacted, and the name in the field `by` ('' if none) hidden where the text calls them by it."""

    by: str = ""

    def kept(self, value: Any, record: Of, _key: bytes, /) -> Any:
        if not value:
            return value
        return redact_of(value, getattr(record, self.by), record.brand) if self.by else redact(value)


@dataclass(frozen=True)
class SourceId(Personal):
    """A source's own id: a keyed hash where it holds an e-mail address, or the name in the field `by` ('' for no regard to
    it)."""

    by: str = ""

    def kept(self, value: Any, record: Of, key: bytes, /) -> Any:
        return protected_id(value, getattr(record, self.by) if self.by else None, key)


@dataclass(frozen=True)
class HashOf(Personal):
    """The keyed hash of the id in the field `id`."""

    id: str

    def kept(self, value: Any, record: Of, key: bytes, /) -> Any:
        return value or native_key(getattr(record, self.id), key)


@dataclass(frozen=True)
class Address(Personal):
    """A web address, which may hold somebody's e-mail address."""

    def kept(self, value: Any, _record: Of, _key: bytes, /) -> Any:
        return redact_emails(value)


@dataclass(frozen=True)
class Message(Personal):
    """What a server or a program said: short, without e-mail addresses and what a terminal obeys."""

    def kept(self, value: Any, _record: Of, _key: bytes, /) -> Any:
        if not value:
            return value
        return "".join(c if c.isprintable() else " " for c in redact_emails(value[:MAX_MESSAGE]))
