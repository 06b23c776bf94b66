"""What the app serves, and to whom: a workspace or a folder of them, and the user of the request.

How the command line tells the app's process: OVERHEARD_WORKSPACE, or OVERHEARD_WORKSPACES.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from data.workspace import CONFIG_NAME

WORKSPACE, WORKSPACES = "OVERHEARD_WORKSPACE", "OVERHEARD_WORKSPACES"


@dataclass(frozen=True)
class Serving:
    """`root`: the workspace served, or with `several` the folder of workspaces; None where the process was told neither."""

    root: Path | None
    several: bool = False

    def workspaces(self) -> dict[str, Path]:
        """Folder name -> the folders that hold an overheard.toml, by name; one workspace is there under its own name."""
        if self.root is None:
            return {}
        if not self.several:
            return {self.root.name: self.root}
        return {path.name: path for path in sorted(self.root.iterdir()) if (path / CONFIG_NAME).is_file()}


def served() -> Serving:
    """As the environment of this process says."""
    if folder := os.environ.get(WORKSPACES):
        return Serving(Path(folder).resolve(), several=True)
    folder = os.environ.get(WORKSPACE)
    return Serving(Path(folder).resolve()) if folder else Serving(None)
