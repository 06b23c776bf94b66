"""A service and a timer of systemd that call a workspace's run; a night that was missed is made up once, by the timer itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from data.errors import ConfigError
from data.files import write_atomic
from data.workspace import slug
from overheard.commands.schedule.calls import NIGHTLY, SECRETS, Moment, program

SECONDS = 60


def folder() -> Path:
    """Where units of the user are; of root those of the machine."""
    if os.geteuid() == 0 and "XDG_CONFIG_HOME" not in os.environ:
        return Path("/etc/systemd/system")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def name(root: Path) -> str:
    """What the units of a workspace are called, without their ending: by its folder, and a hash of its path."""
    short = (
        "".join(char if char.isascii() and char.isalnum() else "-" for char in slug(root.name)).strip("-")
        or "workspace"
    )
    return f"overheard-{short[:40]}-{hashlib.sha256(str(root).encode()).hexdigest()[:6]}"


def units(root: Path, at: Moment) -> dict[str, str]:
    """File name -> unit."""
    call = " ".join(_quoted(word) for word in [*program(), *NIGHTLY])
    path = _escaped(str(root))
    service = f"""# Written by `overheard schedule install --systemd`
[Unit]
Description=Overheard of {path}

[Service]
Type=oneshot
WorkingDirectory={path}
EnvironmentFile=-{path}/{SECRETS}
ExecStart={call}
UMask=0077
Nice=10
"""
    timer = f"""# Written by `overheard schedule install --systemd`
[Unit]
Description=Overheard of {path}, every night

[Timer]
OnCalendar=*-*-* {at}:00
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {f"{name(root)}.service": service, f"{name(root)}.timer": timer}


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    escaped = _escaped(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"'


def install(root: Path, at: Moment) -> list[str]:
    """Write the units and begin the timer; returns what to tell. Raises ConfigError where systemd finds them wrong."""
    made = {folder() / file: text for file, text in units(root, at).items()}
    for path, text in made.items():
        write_atomic(path, text)
    if problem := verify(list(made)):
        for path in made:
            path.unlink()
        raise ConfigError(f"schedule: systemd refuses the units, and they were taken back: {problem}")
    told = [f"wrote {path}" for path in made]
    problem = _systemctl("daemon-reload") or _systemctl("enable", "--now", f"{name(root)}.timer")
    scope = "" if _of_the_machine() else " --user"
    if problem:
        told.append(
            f"systemd did not take them ({problem}); run: systemctl{scope} daemon-reload && systemctl{scope} enable --now "
            f"{name(root)}.timer"
        )
    if scope:
        told.append("for runs while you are logged out: loginctl enable-linger")
    return told


def remove(root: Path) -> list[str]:
    """Stop the timer and take the units away; returns what to tell, nothing where there was none."""
    paths = [path for ending in (".timer", ".service") if (path := folder() / f"{name(root)}{ending}").exists()]
    if not paths:
        return []
    _systemctl("disable", "--now", f"{name(root)}.timer")
    for path in paths:
        path.unlink()
    _systemctl("daemon-reload")
    return [f"removed {path}" for path in paths]


def verify(paths: list[Path]) -> str:
    """What `systemd-analyze verify` finds wrong; '' for nothing, or where it is not there."""
    program_ = shutil.which("systemd-analyze")
    if program_ is None:
        return ""
    done = _run([program_, "verify", *map(str, paths)])
    return done.stderr.strip() if done.returncode else ""


def _of_the_machine() -> bool:
    return folder() == Path("/etc/systemd/system")


def _systemctl(*arguments: str) -> str:
    """Call systemctl; why it did not work, '' if it did."""
    program_ = shutil.which("systemctl")
    if program_ is None:
        return "there is no systemctl here"
    done = _run([program_, *(() if _of_the_machine() else ("--user",)), *arguments])
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it failed"])[-1]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer in {SECONDS} s")
