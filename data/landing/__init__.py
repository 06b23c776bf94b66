"""Landing files: `landing/<run>/<spider>.jsonl`, append-only, one record a line. Only complete lines count.

A line is `{"record": "<kind of data.kinds.KINDS>", "data": {...}}`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import TypeAdapter

from data.record.model import Record

FOLDER = "landing"


def landing_path(state_dir: Path, run_id: str, spider: str) -> Path:
    return state_dir / FOLDER / run_id / f"{spider}.jsonl"


def landing_line(record: Record) -> bytes:
    """The line that keeps a record, with its newline."""
    head, adapter = _writing(type(record))
    return b"%b%b}\n" % (head, adapter.dump_json(record, exclude_none=True))


@cache
def _writing(model: type[Record]) -> tuple[bytes, TypeAdapter[Any]]:
    """The beginning of a line, and what writes a record straight to bytes."""
    return f'{{"record":"{model.kind_name}","data":'.encode(), TypeAdapter(model)


class LandingWriter:
    """Appends whole lines. A write that fails (full disk) is taken back, so that the file always ends with a line."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._end = os.fstat(self._descriptor).st_size

    def write(self, record: Record) -> None:
        """Append one record. Raises OSError, the file unchanged, when it cannot be written."""
        self.write_lines(landing_line(record))

    def write_lines(self, lines: bytes) -> None:
        """Append whole lines that `landing_line` made. Raises OSError, the file unchanged, when they cannot be written."""
        view = memoryview(lines)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            os.ftruncate(self._descriptor, self._end)
            raise
        self._end += len(lines)

    def close(self) -> None:
        """Flush to the disk and close."""
        os.fsync(self._descriptor)
        os.close(self._descriptor)

    def __enter__(self) -> LandingWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def landing_files(state_dir: Path) -> list[Path]:
    """All landing files, oldest run first."""
    return sorted((state_dir / FOLDER).glob("*/*.jsonl"))


def complete_lines(path: Path, start: int) -> Iterator[tuple[int, bytes]]:
    """The complete lines from byte `start` on, as (offset behind the line, line without its newline)."""
    with path.open("rb") as file:
        file.seek(start)
        offset = start
        for line in file:
            if not line.endswith(b"\n"):
                return
            offset += len(line)
            yield offset, line[:-1]


def prefix_hash(path: Path, size: int) -> str:
    """SHA-256 (hex) of the first `size` bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while size > 0 and (chunk := file.read(min(size, 1 << 20))):
            digest.update(chunk)
            size -= len(chunk)
    return digest.hexdigest()
