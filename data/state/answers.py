"""Users' answers kept in a file of the state folder (`corrections.jsonl`, `meant.jsonl`): append-only, one answer a line.

The terminal and the app write such a file, so that the warehouse keeps its single writer; analysis loads it.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self, TypeVar

from pydantic import ValidationError


class Answer(Protocol):
    """A pydantic model of one line."""

    @property
    def key(self) -> Hashable:
        """What a newer answer replaces."""
        ...

    @property
    def given_at(self) -> datetime:
        """Naive UTC."""
        ...

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, /) -> Self: ...

    def model_dump_json(self) -> str: ...


Kind = TypeVar("Kind", bound=Answer)


def append_answers(path: Path, answers: Iterable[Answer]) -> None:
    """Add whole lines to the file, in one write, and flush them. Raises OSError when the disk does not take them; a part of
    a line is then mended by the next write."""
    lines = "".join(f"{answer.model_dump_json()}\n" for answer in answers).encode()
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":  # a writer was killed within its line
            lines = b"\n" + lines
        view = memoryview(lines)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_answers(path: Path, kind: type[Kind]) -> tuple[list[Kind], list[str]]:
    """(the answers that stand, the newest of each key, of equal times the later line; problems: complete lines that are
    no answer)."""
    newest: dict[Hashable, Kind] = {}
    problems: list[str] = []
    content = path.read_bytes() if path.is_file() else b""
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        if not line.strip():
            continue
        try:
            answer = kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "line"
            problems.append(f"{path} line {number}: {where}: {first['msg']}; the line is left out")
            continue
        known = newest.get(answer.key)
        if known is None or known.given_at <= answer.given_at:
            newest[answer.key] = answer
    return list(newest.values()), problems
