"""The list of what was forgotten, `forgotten.jsonl` in the state folder: only ever added to; and `forgetting`, which is
there while
something on it is still to be taken out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from data.errors import RefusedError
from data.files import write_atomic
from data.record.suppressed import Forgotten, Suppressed
from data.state.answers import append_answers

FILE_NAME = "forgotten.jsonl"
MARK = Path("state") / "forgetting"


def append_forgotten(state_dir: Path, entries: Iterable[Forgotten]) -> None:
    """Add to the list what is not on it, and mark that it is still to be taken out. Hold all locks. Raises OSError."""
    known = {(entry.what, entry.source, entry.key, entry.asked_at) for entry in read_forgotten(state_dir).entries}
    new = [entry for entry in entries if (entry.what, entry.source, entry.key, entry.asked_at) not in known]
    write_atomic(state_dir / MARK, b"")
    append_answers(state_dir / FILE_NAME, new)


def read_forgotten(state_dir: Path) -> Suppressed:
    """All that was forgotten. Raises RefusedError for a line that cannot be read: who is on it would come back in silence."""
    try:
        content = (state_dir / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return Suppressed()
    entries = []
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            entries += [Forgotten.model_validate_json(line)] if line.strip() else []
        except ValueError as error:
            reason = str(error).splitlines()[-1].strip()
            raise RefusedError(
                f"{state_dir / FILE_NAME} line {number}: expected what was forgotten, found something else "
                f"({reason}). Restore the "
                "file from a backup; or delete the line, after which what it names may come back."
            ) from None
    return Suppressed(entries)


def is_forgetting(state_dir: Path) -> bool:
    """Whether something is still to be taken out."""
    return (state_dir / MARK).exists()


def forgetting_done(state_dir: Path) -> None:
    """All was taken out."""
    (state_dir / MARK).unlink(missing_ok=True)
