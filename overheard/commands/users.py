"""`overheard user`: who may open an app that others than the user of this machine can reach."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from data.access.users import Role, known_as, load_users, put_user, remove_user, users_path
from data.errors import ConfigError
from data.workspace import CONFIG_NAME
from overheard.progress import show

ACTIONS = ("add", "remove", "list")
ROLES: tuple[str, ...] = get_args(Role)
ALL = "*"


@dataclass(frozen=True)
class UserRequest:
    """One call. `several`: `root` is a folder of workspaces; `sees`: names of the folders in it, or ALL; what is '' or empty
    stays as it is where the user is there."""

    action: str
    name: str
    role: str
    sees: Sequence[str]
    provider: bool
    root: Path
    several: bool


def run_user(request: UserRequest) -> None:
    """Do what is asked and say what was done. Raises ConfigError for a wrong call."""
    if request.action not in ACTIONS:
        raise ConfigError(f"user: expected one of {', '.join(ACTIONS)}, found {request.action!r}.")
    if request.action == "list":
        _list(request.root)
        return
    if not request.name:
        raise ConfigError(f"user {request.action}: expected a NAME, such as anna or anna@acme.example, found none.")
    if request.action == "remove":
        remove_user(request.root, request.name)
        show(f"{known_as(request.name)} is no longer a user; open pages of theirs end now")
        return
    _add(request)


def _add(request: UserRequest) -> None:
    if request.role and request.role not in ROLES:
        raise ConfigError(f"user: --role: expected one of {', '.join(ROLES)}, found {request.role!r}.")
    _check_sees(request)
    there = load_users(request.root).get(known_as(request.name))
    password = None if request.provider else _password(known_as(request.name), may_stay=bool(there and there.password))
    role: Role | None = "editor" if request.role == "editor" else "reader" if request.role else None
    sees = () if ALL in request.sees else request.sees or None
    user = put_user(request.root, request.name, role, password=password, provider=request.provider, sees=sees)
    how = "signed in by the provider" if request.provider else "with a password"
    seen = ", ".join(user.sees) if user.sees else ("all workspaces" if request.several else "the workspace")
    show(f"{user.name}: {user.role}, {how}, sees {seen} ({users_path(request.root)})")


def _check_sees(request: UserRequest) -> None:
    if request.sees and not request.several:
        raise ConfigError("user: --sees: expected it with --workspaces DIR, a folder of workspaces, found it without.")
    known = [path.parent.name for path in sorted(request.root.glob(f"*/{CONFIG_NAME}"))]
    for name in request.sees:
        if name not in known and name != ALL:
            there = ", ".join(known) or "none"
            raise ConfigError(f"user: --sees: expected a workspace in {request.root} ({there}), found {name!r}.")


def _password(name: str, *, may_stay: bool) -> str | None:
    """The password as typed, twice; a line of standard input where there is no terminal. None keeps the old one."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if line or may_stay:
            return line or None
        raise ConfigError("user: expected the password as a line on standard input, found nothing.")
    first = getpass.getpass(f"Password of {name}{' (empty: as it is)' if may_stay else ''}: ")
    if not first and may_stay:
        return None
    if getpass.getpass("The same again: ") != first:
        raise ConfigError("user: the two passwords differ; nothing was changed.")
    return first


def _list(root: Path) -> None:
    users = load_users(root)
    if not users:
        show(f"nobody yet ({users_path(root)})")
    for user in users.values():
        how = "password" if user.password else "provider"
        show(f"{user.name}\t{user.role}\t{how}\t{', '.join(user.sees) or 'all'}")
