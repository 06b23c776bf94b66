"""A file taken in by `overheard import`, in this process: what landed, what was said, the exit code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from overheard.cli import app

CONFIG = """
[workspace]
name = "Teahouse"
timezone = "Europe/Vilnius"
[[brand]]
name = "Teahouse"
own = true
site = "https://www.teahouse.example/"
"""


@dataclass(frozen=True)
class Imported:
    """`rows` of the kind in their order, `rejects`, all that was `said`, the exit code, and the folder of the state."""

    rows: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    said: str
    code: int
    state: Path

    def column(self, name: str) -> list[Any]:
        """A field of all rows; None where it is missing."""
        return [row.get(name) for row in self.rows]


def import_file(root: Path, kind: str, path: Path, *options: str, config: str = CONFIG) -> Imported:
    """What becomes of a file in a fresh workspace at `root`."""
    root.mkdir(exist_ok=True, parents=True)
    (root / "overheard.toml").write_text(config, encoding="utf-8")
    done = CliRunner().invoke(app, ["import", kind, str(path), "--workspace", str(root), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    landed = sorted((root / ".overheard" / "landing").rglob("*.jsonl")) if done.exit_code in (0, 1) else []
    lines = [json.loads(line) for file in landed for line in file.read_text("utf-8").splitlines()]
    rejects = [line["data"] for line in lines if line["record"] == "reject"]
    rows = [line["data"] for line in lines if line["record"] not in ("reject", "visit")]
    return Imported(rows, rejects, done.output, done.exit_code, root / ".overheard")


def import_text(root: Path, kind: str, text: str, *options: str, name: str = "f.csv", config: str = CONFIG) -> Imported:
    """Likewise of a file that holds a text."""
    root.mkdir(exist_ok=True, parents=True)
    path = root / name
    path.write_text(text, encoding="utf-8")
    return import_file(root, kind, path, "--brand", "Teahouse", *options, config=config)
