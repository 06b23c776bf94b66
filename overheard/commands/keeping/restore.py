"""`overheard restore`: a backup in the place of the workspace's state."""

from __future__ import annotations

from pathlib import Path

from data.backup.manifest import BackupError
from data.backup.restoring import Restored, restore_backup
from data.state import locks
from data.wording import counted
from data.workspace import load_workspace
from overheard.progress import say, show
from overheard.run import run_analyze

DONE, FAILED = 0, 1


def run_restore(root: Path, file: Path, *, key_file: Path | None, confirmed: bool) -> int:
    """Restore; returns the exit code. Raises ConfigError and RefusedError, with nothing touched."""
    root = root.resolve()
    try:
        restored = restore_backup(root, file, key_file=key_file, confirmed=confirmed)
    except (BackupError, locks.BusyError) as error:
        say(f"restore: {error} Nothing was touched." if "touched" not in str(error) else f"restore: {error}")
        return FAILED
    for line in _lines(restored):
        show(line)
    if restored.forgotten is None:
        return DONE
    say("publishing without what was forgotten since")
    return run_analyze(load_workspace(root))


def _lines(restored: Restored) -> list[str]:
    manifest = restored.manifest
    rows = sum(manifest.rows.values())
    lines = [
        f"restored {manifest.workspace or 'the workspace'} as it was on {manifest.made_at:%Y-%m-%d %H:%M} UTC: "
        f"{counted(manifest.rows.get('reviews', 0), 'review')}, {counted(manifest.rows.get('mentions', 0), 'mention')}, "
        f"{counted(rows, 'row')} in {counted(len(manifest.rows), 'table')}"
        + (f", build {manifest.build}" if manifest.build else "")
    ]
    lines += [f"as it was then: {problem}" for problem in manifest.problems]
    if restored.forgotten is not None:
        lines.append(f"{counted(restored.forgotten, 'record')} forgotten since were taken out again")
    if restored.before is not None:
        lines.append(f"the state before is in {restored.before}; remove it when all is well")
    if restored.beside is not None:
        lines.append(f"overheard.toml is yours still; the backup's, which differs, is in {restored.beside}")
    return lines
