"""Who entered what, when, and what stood there before: `entries.jsonl` in the state folder, which is only appended to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from data.state.answers import append_answers, read_answers

FILE_NAME = "entries.jsonl"


class Entry(BaseModel):
    """One thing entered. `kind` names the import whose records it is one of; `fields` holds what was entered and `before` what
    stood there (None: nothing), both without the words of people who are no users; `undoes` the id of an entry that this takes
    back. `made_at` is naive UTC; `made_by` the name of who was signed in, '' for who sits at the machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[0-9a-f]{16}$")
    kind: str
    fields: dict[str, Any]
    before: dict[str, Any] | None = None
    undoes: str = ""
    made_by: str = ""
    made_at: NaiveDatetime

    @property
    def key(self) -> str:
        """Each entry stands for itself."""
        return self.id

    @property
    def given_at(self) -> datetime:
        """When it was made, naive UTC."""
        return self.made_at


def append_entry(state_dir: Path, entry: Entry) -> None:
    """Add an entry to the file, as `append_answers` does."""
    append_answers(state_dir / FILE_NAME, [entry])


def read_entries(state_dir: Path) -> tuple[list[Entry], list[str]]:
    """(all entries, newest first, those that were taken back among them; problems), as `read_answers` has them."""
    entries, problems = read_answers(state_dir / FILE_NAME, Entry)
    return sorted(entries, key=lambda entry: entry.made_at, reverse=True), problems


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that nobody took back and that take nothing back themselves, in the same order."""
    found = list(entries)
    undone = {entry.undoes for entry in found}
    return [entry for entry in found if entry.id not in undone and not entry.undoes]
