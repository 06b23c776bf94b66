"""`overheard schedule show|install|remove`."""

from __future__ import annotations

from data.errors import ConfigError
from data.workspace import Workspace
from overheard.commands.schedule import crontab, systemd
from overheard.commands.schedule.calls import SECRETS, checked, moment, unseen_secrets
from overheard.progress import say, show

ACTIONS = ("show", "install", "remove")


def run_schedule(workspace: Workspace, action: str, at: str, by_systemd: bool) -> int:
    """Returns the exit code, 0. Raises ConfigError, with nothing changed."""
    if action not in ACTIONS:
        raise ConfigError(f"schedule: expected one of {', '.join(ACTIONS)}, found {action!r}.")
    root, when = checked(workspace.root), moment(at)
    if action == "show":
        for line in _shown(workspace):
            show(line)
        return 0
    if action == "remove":
        gone = systemd.remove(root)
        gone += _remove_lines(workspace)
        for line in gone or [f"nothing was scheduled for {root}"]:
            show(line)
        return 0
    if by_systemd:
        told = [*systemd.install(root, when), *_remove_lines(workspace)]
    else:
        crontab.write_table(crontab.installed(crontab.read_table(), root, when))
        told = [*crontab.lines(root, when), *systemd.remove(root)]
    for line in told:
        show(line)
    show(f"every night at {when} in the machine's own time zone; a missed night is made up once")
    for name in unseen_secrets(root):
        say(
            f"warning: no run at night knows {name}; put {name}=... into {root / SECRETS} (chmod 600) and install again"
        )
    return 0


def _remove_lines(workspace: Workspace) -> list[str]:
    """Take the lines out of the crontab, where there is a cron and it has some."""
    root = checked(workspace.root)
    try:
        table = crontab.read_table()
    except ConfigError:
        return []
    if crontab.block(table, root) is None:
        return []
    crontab.write_table(crontab.removed(table, root))
    return ["removed the lines from your crontab"]


def _shown(workspace: Workspace) -> list[str]:
    root = checked(workspace.root)
    lines = [
        str(path)
        for ending in (".timer", ".service")
        if (path := systemd.folder() / f"{systemd.name(root)}{ending}").exists()
    ]
    try:
        table = crontab.read_table()
    except ConfigError as error:
        return lines or [str(error)]
    if found := crontab.block(table, root):
        lines += table[found[0] : found[1]].decode("utf-8", "replace").splitlines()
    return lines or [f"nothing is scheduled for {root}; `overheard schedule install` does it"]
