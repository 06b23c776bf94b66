"""Who is signed in: a signed cookie that names the user, and the user's entry as it is now."""

from __future__ import annotations

import hashlib
import secrets
import time
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from data.access.users import User, app_secret, known_as, load_users, users_path
from data.workspace.app import App

COOKIE = "overheard_session"
_SALT = "overheard.session.1"


class Sessions:
    """The sessions of one app. `root`: the workspace, or the folder of workspaces, whose users they are."""

    def __init__(self, root: Path, settings: App) -> None:
        self.root, self.settings = root, settings
        self._signer = URLSafeTimedSerializer(app_secret(root), salt=_SALT)
        self._stamp: tuple[int, int, int] | None = None
        self._users: dict[str, User] = {}
        self._ended: dict[str, float] = {}

    @property
    def seconds(self) -> int:
        return self.settings.session_hours * 3600

    def users(self) -> dict[str, User]:
        """Name -> user, as the file has it now. Raises ConfigError for a damaged file."""
        try:
            found = users_path(self.root).stat()
            stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        except FileNotFoundError:
            stamp = (0, 0, 0)
        if stamp != self._stamp:
            self._users, self._stamp = load_users(self.root), stamp
        return self._users

    def begin(self, user: User) -> str:
        """The cookie's value for somebody who has just signed in."""
        return self._signer.dumps({"name": user.name, "by": _proof(user), "id": secrets.token_hex(8)})

    def end(self, cookie: str) -> None:
        """From now on the cookie opens nothing, whoever has a copy of it."""
        found = self._read(cookie)
        now = time.time()
        self._ended = {key: until for key, until in self._ended.items() if until > now}
        if found:
            self._ended[str(found["id"])] = now + self.seconds

    def user(self, cookie: str) -> User | None:
        """Whose cookie it is; None for a foreign, old or ended one, and once the user or the password is another."""
        found = self._read(cookie)
        if not found or str(found["id"]) in self._ended:
            return None
        user = self.users().get(known_as(str(found["name"])))
        return user if user and secrets.compare_digest(str(found["by"]), _proof(user)) else None

    def _read(self, cookie: str) -> dict[str, Any] | None:
        try:
            found = self._signer.loads(cookie, max_age=self.seconds)
        except BadData:
            return None
        return found if isinstance(found, dict) and found.keys() == {"name", "by", "id"} else None


def cookie_in(header: str) -> str:
    """The session's cookie in a request's `Cookie` header; '' without one."""
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _proof(user: User) -> str:
    """What changes with the password, and says nothing of it."""
    return hashlib.sha256(user.password.encode()).hexdigest()[:16]
