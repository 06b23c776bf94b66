"""What is called at night, whoever calls it."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from data.errors import ConfigError

NIGHTLY = ("run", "--quiet", "--if-older-than", "12h")
"""Not again within twelve hours: a clock that is put back calls twice in one night."""
CATCH_UP = ("run", "--quiet", "--if-missed", "27h")
"""Once, where no run began since the night before last: the machine was off, or its clock was put forward over the hour."""
CATCH_UP_MINUTES = 30
"""How long behind the nightly minute it is asked, each hour, whether the night was missed."""
SECRETS = "overheard.env"
"""File beside overheard.toml with the keys of sources (NAME=value a line): cron and systemd know no terminal's environment."""


@dataclass(frozen=True)
class Moment:
    """A time of day in the machine's own zone."""

    hour: int
    minute: int

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def moment(text: str) -> Moment:
    """`03:15` as a Moment. Raises ConfigError."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip(), re.ASCII)
    if not found:
        raise ConfigError(f"--at: expected a time of day such as 03:15, found {text!r}.")
    return Moment(int(found[1]), int(found[2]))


def program() -> list[str]:
    """The words that call this very Overheard, by full paths."""
    beside = Path(sys.executable).parent / "overheard"
    return [str(beside)] if beside.is_file() and os.access(beside, os.X_OK) else [sys.executable, "-m", "overheard"]


def checked(root: Path) -> Path:
    """The full path of a workspace. Raises ConfigError where no table or unit could name it."""
    root = root.resolve()
    if any(not char.isprintable() for char in f"{root}{sys.executable}"):
        raise ConfigError(f"schedule: expected a folder whose name can be written on one line, found {str(root)!r}.")
    return root


def shell(root: Path, call: tuple[str, ...]) -> str:
    """The call as one line for sh."""
    secrets = f"[ ! -r {SECRETS} ] || {{ set -a; . ./{SECRETS}; set +a; }}; " if (root / SECRETS).exists() else ""
    return f"cd {shlex.quote(str(root))} && {{ {secrets}exec {shlex.join([*program(), *call])}; }}"


def unseen_secrets(root: Path) -> list[str]:
    """Names of keys that this terminal knows and the file of them does not: no run at night would have them."""
    known = {name for name in os.environ if re.fullmatch(r"OVERHEARD_(\w+_(KEY|ID|SECRET|TOKEN)|ALERT_\w+)", name)}
    try:
        text = (root / SECRETS).read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    return sorted(known - {line.partition("=")[0].removeprefix("export ").strip() for line in text.splitlines()})
