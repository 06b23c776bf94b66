"""What the fields of records are made of: texts that are capped and composed, counts that can be believed, times in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from unicodedata import is_normalized, normalize

from pydantic import AfterValidator, Field, StringConstraints

MAX_TEXT = 20_000
"""Characters kept of any one text; collected text is hostile, so it is capped in size."""


OVERRIDES = "\u202a-\u202e\u2066-\u2069"
"""Characters, as a class of a pattern, that force a direction on a text: they can reverse what a slide shows around it."""
SPLIT_AM = "\u0e4d\u0e32"
"""Thai am written as its two halves: the same to the eye, another word to all that reads it; NFC leaves it."""
_OVERRIDES = re.compile(f"[{OVERRIDES}]")
_ADDRESS = re.compile(r"\w{1,20}://")
MAX_COUNT = 2**31 - 1
"""The largest count a page is believed; more is an error or an attack, and no integer column holds it."""


def to_utc(value: datetime) -> datetime:
    """Naive times are taken as UTC; others are converted. The result is naive UTC, as the database keeps it."""
    if value.tzinfo is None:
        return value
    try:
        return value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # the first or last day of the calendar, which some programs write for "no date"
        return value.replace(tzinfo=None)


def clip(value: object) -> object:
    """Cap a text at MAX_TEXT; drop OVERRIDES, and the NULs and lone surrogates that neither JSON nor DuckDB can keep; letters
    and their marks are composed (NFC), as everything that reads them expects. Addresses stay as they are."""
    if not isinstance(value, str):
        return value
    if len(value) > MAX_TEXT:
        value = value[:MAX_TEXT]
    if "\x00" in value:
        value = value.replace("\x00", "")
    # Nearly all texts can be kept as they are, and asking costs a tenth of rebuilding them.
    if value.isascii():
        return value
    kept = value.encode("utf-8", "replace")
    text = kept.decode("utf-8")
    if not is_normalized("NFC", text) and not _ADDRESS.match(text):
        text = normalize("NFC", text)
    if SPLIT_AM in text:
        text = text.replace(SPLIT_AM, "\u0e33")
    return _OVERRIDES.sub("", text) if 0xE2 in kept else text  # the first byte of each of OVERRIDES


class Believed:
    """Marks a count that others state: a claim beyond MAX_COUNT is None, for one absurd number must not cost the page's other
    records."""


def cleaned(values: Any, counts: frozenset[str]) -> Any:
    """The fields of a record (name -> value) with `clip` of all their texts, in lists too, and None for what no count of the
    fields `counts` can be. One call a record: to have pydantic call a function a field takes longer than all else it does."""
    if not isinstance(values, dict):
        return values
    changed: dict[str, Any] = {}
    for name, value in values.items():
        # Most texts are short and plain: not to ask `clip` saves more than asking costs.
        if isinstance(value, str):
            if not value.isascii() or len(value) > MAX_TEXT or "\x00" in value:
                changed[name] = clip(value)
        elif isinstance(value, tuple | list):
            changed[name] = tuple(map(clip, value))
        elif name in counts and isinstance(value, int | float) and not value <= MAX_COUNT:
            changed[name] = None
    return {**values, **changed} if changed else values


Word = str
"""A short text as it is found: an id, an address, a name. What `clip` does to texts, the record does for all its fields."""
Text = Annotated[str, StringConstraints(strip_whitespace=True)]
RequiredText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(min_length=1)]
Count = Annotated[Annotated[int, Field(ge=0, le=MAX_COUNT)] | None, Believed()]
Time = Annotated[datetime, AfterValidator(to_utc)]
