"""The users of an app: `.overheard/users.json`, written whole under a lock, readable by its owner only.

A password is kept as an argon2id hash (RFC 9106, the library's own parameters). Who is signed in by an OpenID Connect provider
has no hash; such a user's name is the e-mail address that the provider vouches for.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from data.errors import ConfigError
from data.files import write_atomic
from data.workspace import STATE_NAME

FILE = "users.json"
SECRET = "app_secret"  # noqa: S105 - a file's name
MIN_PASSWORD, MAX_PASSWORD = 10, 200
MAX_NAME = 200
Role = Literal["reader", "editor"]
HASHER = PasswordHasher()


class User(BaseModel):
    """One who may sign in. `sees`: folder names of workspaces; empty for all there are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    role: Role = "reader"
    password: str = ""
    sees: tuple[str, ...] = ()

    def may_see(self, workspace: str) -> bool:
        """Whether the workspace of that folder name is hers."""
        return not self.sees or workspace in self.sees


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    users: tuple[User, ...] = ()


def known_as(name: str) -> str:
    """The form under which a name is kept and looked up: no space around it, case and width of letters aside."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def users_path(root: Path) -> Path:
    """Where the users of an app are kept: `root` is the workspace, or the folder of workspaces, that it serves."""
    return root / STATE_NAME / FILE


def load_users(root: Path) -> dict[str, User]:
    """Name -> user. Raises ConfigError for a file that cannot be read: nobody gets in by a damaged one."""
    path = users_path(root)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected the file of users, which cannot be read: {error}.") from None
    try:
        return {user.name: user for user in _File.model_validate_json(text).users}
    except ValidationError as error:
        raise ConfigError(
            f"{path}: expected the file of users as `overheard user` writes it, found: {error.errors()[0]['msg']}. "
            "Restore it from a backup, or move it away and add the users anew."
        ) from None


def put_user(
    root: Path,
    name: str,
    role: Role | None = None,
    *,
    password: str | None = None,
    provider: bool = False,
    sees: Iterable[str] | None = None,
) -> User:
    """Add a user, or change one that is there: what is None stays as it is, of a new user the role is reader and all workspaces
    are seen. With `provider` the user has no password and is signed in by the provider. Returns the user. Raises ConfigError for
    a name or password that cannot be one."""
    key = known_as(name)
    if not key or len(key) > MAX_NAME or any(unicodedata.category(c)[0] == "C" for c in key):
        raise ConfigError(
            f"user: NAME: expected 1 to {MAX_NAME} characters that show, such as anna or anna@acme.example, found {name!r}."
        )
    if password is not None and not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise ConfigError(
            f"user: the password: expected {MIN_PASSWORD} to {MAX_PASSWORD} characters, found {len(password)}."
        )

    def with_user(users: dict[str, User]) -> dict[str, User]:
        old = users.get(key, User(name=key))
        hashed = "" if provider else HASHER.hash(password) if password is not None else old.password
        if not hashed and not provider:
            raise ConfigError(f"user: {name!r} is new: expected a password for it, found none.")
        seen = old.sees if sees is None else tuple(sees)
        return users | {key: User(name=key, role=role or old.role, password=hashed, sees=seen)}

    return _change(root, with_user)[key]


def remove_user(root: Path, name: str) -> None:
    """Take a user away; sessions end with the next thing they do. Raises ConfigError where nobody has the name."""
    key = known_as(name)

    def without_user(users: dict[str, User]) -> dict[str, User]:
        if key not in users:
            there = ", ".join(users) or "nobody"
            raise ConfigError(f"user: expected one of {there}, found {name!r}.")
        return {known: user for known, user in users.items() if known != key}

    _change(root, without_user)


def check_password(user: User | None, password: str) -> bool:
    """Whether it is the user's; takes as long for nobody's name and for a user without a password."""
    own = user.password if user else ""
    try:
        HASHER.verify(own or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(own)


@cache
def _nobodys() -> str:
    """What a password is compared with where nobody has the name: a wrong name takes as long as a wrong password."""
    return HASHER.hash(secrets.token_hex(16))


def app_secret(root: Path) -> str:
    """The secret that signs sessions, made when first asked for: 64 hexadecimal digits."""
    path = root / STATE_NAME / SECRET
    with _locked(root):
        if not path.exists():
            write_atomic(path, secrets.token_hex(32))
            path.chmod(0o600)
        found = path.read_text(encoding="ascii").strip()
    if len(found) < 64:
        raise ConfigError(f"{path}: expected 64 hexadecimal digits, found {len(found)}. Remove it: all sign in again.")
    return found


def _locked(root: Path) -> FileLock:
    folder = root / STATE_NAME / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "users.lock")


def _change(root: Path, change: Callable[[dict[str, User]], dict[str, User]]) -> dict[str, User]:
    path = users_path(root)
    with _locked(root):
        users = change(load_users(root))
        text = json.dumps(_File(users=tuple(users.values())).model_dump(), ensure_ascii=False, indent=1)
        write_atomic(path, text)
        path.chmod(0o600)
    return users
