"""What a user states of an imported file: the dates that it covers."""

from __future__ import annotations

from typing import Literal

from data.record.fields import Time, Word
from data.record.model import Record


class StatedRange(Record):
    """A user's statement that a file holds everything a source has of a brand from `start` to `end` (naive UTC, both
    included). `digest` tells files by their content: stated again of the same file, the newer statement counts; those of
    several files add up. `fetched_at` is when it was stated."""

    kind_name = "stated_range"
    table = "stated_ranges"
    key = ("brand", "source", "record_kind", "digest")

    source: Word
    record_kind: Literal["mention", "review"]
    start: Time
    end: Time
    file: Word
    digest: Word

    def contradiction(self) -> str:
        return "" if self.start <= self.end else f"end: expected a moment not before {self.start}, found {self.end}"
