"""Files that commands wrote outside of the state folder (exports, backups), in `handed_out.jsonl` of it: what was forgotten
since may still be in them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from data.clock import utc_now
from data.state.answers import append_answers, read_answers

FILE_NAME = "handed_out.jsonl"


class HandedOut(BaseModel):
    """One file, by its absolute path; `made_at` is naive UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: Literal["export", "backup"]
    path: str = Field(min_length=1)
    made_at: NaiveDatetime

    @property
    def key(self) -> str:
        """What a newer entry replaces."""
        return self.path

    @property
    def given_at(self) -> datetime:
        """When it was written, naive UTC."""
        return self.made_at


def note_handed_out(state_dir: Path, what: Literal["export", "backup"], path: Path) -> None:
    """Remember that `path` was written. Raises OSError."""
    append_answers(state_dir / FILE_NAME, [HandedOut(what=what, path=str(path.resolve()), made_at=utc_now())])


def handed_out(state_dir: Path) -> list[HandedOut]:
    """The files that were written and are still there, oldest first."""
    found, _ = read_answers(state_dir / FILE_NAME, HandedOut)
    return sorted((file for file in found if Path(file.path).exists()), key=lambda file: file.made_at)
