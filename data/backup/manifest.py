"""What a backup says of itself: `manifest.json`, the first thing in it that is read and the last that is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from data.access.users import SECRET
from data.landing import FOLDER as LANDING
from data.privacy import KEY_NAME
from data.publish import FOLDER as PUBLISHED
from data.publish import POINTER, current_build
from data.state.locks import FOLDER as LOCKS
from data.warehouse import FILE_NAME as WAREHOUSE
from data.workspace import CONFIG_NAME, STATE_NAME

NAME = "manifest.json"
FORMAT = 1
"""Of the file as a whole; a program refuses those that are newer than it knows."""
FOLDER = "backups"
"""Where, in the state folder, backups that nobody asked for are kept, and what restores replaced."""
STAGED = ".staged"
"""The file that marks a state that a restore made ready."""
LEFT_OUT = frozenset({LOCKS, FOLDER, STAGED, "logs", PUBLISHED, WAREHOUSE, f"{WAREHOUSE}.wal", KEY_NAME, SECRET})
"""Entries of the state folder that a backup does not hold, or not as they are."""


class BackupError(Exception):
    """A backup could not be made, or is none that can be used; the message says what was found and what to do."""


class Held(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """`made_at` is naive UTC; `migrations` are those that the warehouse has; `build` is the published one ('' if none); `rows`
    counts those of each table; `files` are named as they lie in the workspace; `key_check` tells whether a key is the one
    that names were hashed with ('' if there was none yet); `problems` were there when the backup was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    made_at: datetime
    workspace: str
    migrations: tuple[str, ...]
    build: str
    key: Literal["included", "apart", "none"]
    key_check: str
    rows: dict[str, int]
    files: dict[str, Held]
    problems: tuple[str, ...] = ()


def key_check(key: bytes) -> str:
    """What tells that a key is the same without telling the key (16 hex digits): nobody guesses 32 random bytes."""
    return hashlib.sha256(b"overheard key check\x00" + key).hexdigest()[:16]


def in_workspace(*parts: str) -> str:
    """A file of the state folder as a backup names it."""
    return str(PurePosixPath(STATE_NAME, *parts))


def growing(name: str) -> bool:
    """Whether a file is one that others add lines to, so that only its complete lines count."""
    path = PurePosixPath(name)
    return path.suffix == ".jsonl" and (len(path.parts) == 2 or path.parts[1:2] == (LANDING,))


def members(root: Path) -> Iterator[str]:
    """The files of the workspace at `root` that a backup copies as they are, in the order in which they must be copied: what
    crawls remember before what they landed, so that a page is read twice rather than never."""
    state = root / STATE_NAME
    if (root / CONFIG_NAME).is_file():
        yield CONFIG_NAME
    first = sorted(path for path in state.glob("*") if path.name not in LEFT_OUT and path.name != LANDING)
    for top in [*first, state / LANDING]:
        for path in sorted((top, *top.rglob("*"))):
            if path.is_file() and not path.is_symlink() and not path.name.endswith(".tmp"):
                yield path.relative_to(root).as_posix()
    build = current_build(state)
    if build is not None:
        yield in_workspace(PUBLISHED, build.name)


def pointer(build: str) -> tuple[str, bytes]:
    """The name of CURRENT in a backup, and what it holds."""
    return in_workspace(PUBLISHED, POINTER), f"{build}.duckdb\n".encode()
