"""The lines of a workspace in its user's crontab, between two marks; every other byte stays as it is.

Not by python-crontab: it reads a whole table and writes it anew. Of 15 lines as people write them release 3.4.0 left 3 in their
place as they were (tabs, `00 03`, quotes, comments that it moved) and turned two off.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from data.errors import ConfigError
from overheard.commands.schedule.calls import CATCH_UP, CATCH_UP_MINUTES, NIGHTLY, Moment, shell

PROGRAM = "crontab"
SECONDS = 30
_NO_TABLE = "no crontab for"


def begin(root: Path) -> str:
    return f"# >>> overheard {root}: written by `overheard schedule install`, taken out by `overheard schedule remove`"


def end(root: Path) -> str:
    return f"# <<< overheard {root}"


def lines(root: Path, at: Moment) -> list[str]:
    """The lines of a workspace, marks included."""
    later = (at.minute + CATCH_UP_MINUTES) % 60
    return [
        begin(root),
        f"{at.minute} {at.hour} * * * {_in_cron(shell(root, NIGHTLY))}",
        f"{later} * * * * {_in_cron(shell(root, CATCH_UP))}",
        end(root),
    ]


def _in_cron(command: str) -> str:
    """In a crontab a % is a line break unless it is escaped."""
    return command.replace("%", r"\%")


def block(table: bytes, root: Path) -> tuple[int, int] | None:
    """Where the lines of a workspace are in a table, as (start, end) in bytes; None if it has none. Raises ConfigError where one
    of the two marks is gone: then nobody knows which lines are whose."""
    starts, ends, at = [], [], 0
    for line in table.splitlines(keepends=True):
        if line.rstrip(b"\r\n") == begin(root).encode():
            starts.append(at)
        elif line.rstrip(b"\r\n") == end(root).encode():
            ends.append(at + len(line))
        at += len(line)
    if not starts and not ends:
        return None
    if len(starts) != 1 or len(ends) != 1 or ends[0] < starts[0]:
        raise ConfigError(
            f"schedule: expected one pair of marks ({begin(root)!r} ... {end(root)!r}) in your crontab, found {len(starts)} and "
            f"{len(ends)}. Nothing was changed; take them and the lines between out by `crontab -e`, and run this again."
        )
    return starts[0], ends[0]


def installed(table: bytes, root: Path, at: Moment) -> bytes:
    """The table with the lines of a workspace: in the place of those it had, else at the end."""
    new = "".join(f"{line}\n" for line in lines(root, at)).encode()
    found = block(table, root)
    if found:
        return table[: found[0]] + new + table[found[1] :]
    return table + (b"\n" if table and not table.endswith(b"\n") else b"") + new


def removed(table: bytes, root: Path) -> bytes:
    """The table without them."""
    found = block(table, root)
    return table[: found[0]] + table[found[1] :] if found else table


def read_table() -> bytes:
    """The user's crontab; b'' if there is none. Raises ConfigError where there is no cron."""
    done = _call("-l")
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip()
    if _NO_TABLE in said:
        return b""
    raise ConfigError(f"schedule: expected `crontab -l` to show your crontab, found: {said or 'nothing'}.")


def write_table(table: bytes) -> None:
    """Put a table in the place of the user's crontab, and read it back. Raises ConfigError."""
    done = _call("-", input_=table)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise ConfigError(f"schedule: `crontab` refused the table, and nothing was changed: {said}.")
    if read_table() != table:
        raise ConfigError(
            "schedule: expected `crontab -l` to show what was written, found something else. See `crontab -l`."
        )


def _call(argument: str, input_: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    path = shutil.which(PROGRAM)
    if path is None:
        raise ConfigError(
            "schedule: expected the program `crontab`, found none. Install cron (Debian: apt install cron), or use --systemd."
        )
    try:
        return subprocess.run([path, argument], input=input_, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise ConfigError(f"schedule: expected an answer of {path} {argument}, found none in {SECONDS} s.") from None
