"""Runs the command line as a user does: a subprocess with an empty HOME."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 1_000
"""After which a command is taken to hang: no claim about its speed."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """A clean environment: only what finding programs needs. Byte code is kept: without it each command compiles all it
    imports again where nothing compiled it at the installation (uv does not)."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "TMPDIR", "OVERHEARD_BROWSER")}
    return {**kept, "HOME": str(home), **more}


def overheard(*arguments: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`overheard ARGUMENTS` in the folder `cwd`, which is HOME too."""
    return subprocess.run(
        [sys.executable, "-m", "overheard", *map(str, arguments)],
        cwd=cwd, env=environment(cwd, **more), capture_output=True, text=True, timeout=SECONDS, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def landed(workspace: Path, kind: str) -> list[dict[str, Any]]:
    """All landed records of a kind, oldest run first."""
    lines = [
        json.loads(line)
        for path in sorted((workspace / ".overheard" / "landing").glob("*/*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [line["data"] for line in lines if line["record"] == kind]
