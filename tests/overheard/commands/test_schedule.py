"""Every night by cron or systemd: no line of others is touched, a missed night is made up once, the heartbeat arrives."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from data.clock import utc_now
from data.errors import ConfigError
from data.state.runs import DONE, FAILED, KILLED, Run
from data.workspace import Workspace, load_workspace, parse_workspace
from overheard import run as running
from overheard.cli import app
from overheard.commands.schedule import crontab, systemd
from overheard.commands.schedule.calls import Moment, moment
from overheard.failures import split_known
from overheard.heartbeat import beat
from tests.site.server import LocalWeb

THEIRS = b"""# m h  dom mon dow   command
SHELL=/bin/bash
MAILTO="me@example.com"

0\t0 * * *\t/bin/daily   arg  # trailing comment
@daily  /bin/x
*/5   *  * * 1-5  /bin/y "a  b" \\% z
00 03 * * * /bin/zero
#0 4 * * * /bin/off
  15 5 * * * /bin/indented
bogus line here \xff\xfe
5-7,9 JAN,FEB * * sun /bin/bad\r
0 1 * * * /bin/last"""
AT = Moment(3, 15)
CRONTAB = """#!/bin/sh
# Keeps a table in a file, and answers as cron's own program does.
case "$1" in
  -l) [ -f "$TABLE" ] && exec cat "$TABLE"; echo "no crontab for $(id -un)" >&2; exit 1 ;;
  -) cat > "$TABLE.new"; grep -q refuse "$TABLE.new" && { echo "errors in crontab" >&2; exit 1; }; mv "$TABLE.new" "$TABLE" ;;
esac
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds the crontab: no test touches that of whoever runs it. Units go below tmp_path."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "crontab").write_text(CRONTAB)
    (programs / "crontab").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TABLE", str(tmp_path / "table"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "table"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace whose folder is hard to write down."""
    root = tmp_path / "Jo's 100 % café"
    assert call("init", "--own=Acme=https://www.acme.example/", "-w", root).exit_code == 0
    return root


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_lines_come_and_go_and_all_others_stay_byte_for_byte(root: Path, table: Path) -> None:
    for theirs in (None, THEIRS + b"\n", b"\n\n"):
        table.unlink(missing_ok=True)
        if theirs is not None:
            table.write_bytes(theirs)
        done = call("schedule", "install", "--at", "23:45", "-w", root)
        assert done.exit_code == 0, done.output
        first = table.read_bytes()
        assert first.startswith(theirs or b"")
        assert b"\n45 23 * * * cd " in first
        assert b"\n15 * * * * cd " in first, "the minute of catching up is in the hour"
        assert call("schedule", "install", "--at", "4:05", "-w", root).exit_code == 0
        assert table.read_bytes().count(b">>> overheard") == 1, "once"
        assert "5 4 * * * cd" in call("schedule", "show", "-w", root).output
        assert call("schedule", "remove", "-w", root).exit_code == 0
        assert table.read_bytes() == (theirs or b"")
        assert "nothing is scheduled" in call("schedule", "-w", root).output


def test_what_cron_runs_is_the_run_in_its_folder(root: Path) -> None:
    (root / "overheard.env").write_text("OVERHEARD_BRAVE_KEY='a b'\n")
    for line in crontab.lines(root, AT)[1:3]:
        command = line.split(" ", 5)[5].replace(r"\%", "%")  # as cron hands it to sh
        told = shlex.split(command.partition("exec ")[2].rstrip("; }"))
        probe = command.replace(f"exec {shlex.join(told)}", 'pwd; echo "$OVERHEARD_BRAVE_KEY"')
        done = subprocess.run(["/bin/sh", "-c", probe], env={}, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == [str(root), "a b"]
        help_text = subprocess.run([told[0], "run", "--help"], capture_output=True, text=True, check=True).stdout
        assert all(option in help_text for option in told if option.startswith("--"))


lines_of_others = st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=8)


@given(lines_of_others, lines_of_others, st.booleans())
def test_any_table_survives(before: list[bytes], after: list[bytes], ended: bool) -> None:
    root = Path("/home/me/acme")
    ours = "".join(f"{line}\n" for line in crontab.lines(root, AT)).encode()
    table = b"".join(line + b"\n" for line in before) + ours + b"\n".join(after) + (b"\n" if ended else b"")
    without = crontab.removed(table, root)
    assert without == table.replace(ours, b"", 1)
    again = crontab.installed(table, root, Moment(4, 0))
    assert crontab.removed(again, root) == without
    other = crontab.installed(table, Path("/home/me/acme2"), AT)
    assert crontab.removed(other, Path("/home/me/acme2")) == table + (b"" if table.endswith(b"\n") else b"\n")


def test_a_mark_that_is_gone_or_a_table_that_is_refused_changes_nothing(root: Path, table: Path) -> None:
    whole = crontab.installed(b"0 1 * * * /bin/theirs\n", root, AT)
    for damaged in (whole.replace(crontab.end(root).encode(), b"#"), whole + whole, whole.replace(b"# >>>", b"#")):
        table.write_bytes(damaged)
        for action in ("install", "remove"):
            done = call("schedule", action, "-w", root)
            assert isinstance(done.exception, ConfigError), action
            assert "one pair of marks" in str(done.exception)
            assert table.read_bytes() == damaged
    table.write_bytes(b"refuse\n")
    refused = call("schedule", "install", "-w", root)
    assert "`crontab` refused the table" in str(refused.exception)
    assert table.read_bytes() == b"refuse\n"
    for at in ("25:00", "3", "3:60", "noon", "٠٣:١٥"):
        with pytest.raises(ConfigError, match="--at"):
            moment(at)


def test_units_are_what_systemd_reads(root: Path, table: Path) -> None:
    done = call("schedule", "install", "--systemd", "-w", root)
    assert done.exit_code == 0, done.output + str(done.exception)
    timer = systemd.folder() / f"{systemd.name(root)}.timer"
    assert timer.exists()
    assert "Persistent=true" in timer.read_text()
    assert str(timer) in call("schedule", "show", "-w", root).output
    table.write_bytes(crontab.installed(THEIRS + b"\n", root, AT))
    assert call("schedule", "install", "--systemd", "-w", root).exit_code == 0
    assert table.read_bytes() == THEIRS + b"\n", "one of the two calls, not both"
    if shutil.which("systemd-analyze"):
        assert systemd.verify([timer, timer.with_suffix(".service")]) == ""
        timer.write_text(timer.read_text().replace("03:15:00", "25:15:00"))
        assert systemd.verify([timer]) != "", "or it would find nothing wrong with anything"
    assert call("schedule", "remove", "-w", root).exit_code == 0
    assert not list(systemd.folder().iterdir())


NIGHTS: tuple[tuple[str, tuple[tuple[float, str], ...], bool], ...] = (
    ("nothing ran yet", (), True),
    ("last night went well", ((9, DONE),), False),
    ("last night failed: that is the next night's", ((9, FAILED),), False),
    ("the machine was off", ((33, DONE),), True),
    ("the power was cut in the night", ((33, DONE), (9, KILLED)), True),
    ("and again as it was made up", ((9, KILLED), (1, KILLED)), False),
    ("the hour was skipped in spring", ((27.5, DONE),), True),
    ("a clock that was ahead then", ((-100, DONE),), True),
)


@pytest.mark.parametrize(("what", "runs", "missed"), NIGHTS, ids=[night[0] for night in NIGHTS])
def test_a_missed_night_is_made_up_once(
    root: Path, what: str, runs: tuple[tuple[float, str], ...], missed: bool
) -> None:
    workspace = load_workspace(root)
    for number, (hours, status) in enumerate(runs):
        at = utc_now() - timedelta(hours=hours)
        Run(f"r{number}", "run", at, at, status if status != KILLED else "running").save(workspace.state_dir)
    Run("r9", "analyze", utc_now(), utc_now(), DONE).save(workspace.state_dir)
    assert running._began_within(workspace, timedelta(hours=27)) is not missed, what


def test_a_run_that_fails_again_says_since_when(root: Path) -> None:
    workspace = load_workspace(root)
    first = datetime(2026, 11, 20, 3, 15)
    for day, status in enumerate((DONE, FAILED, FAILED)):
        at = first + timedelta(days=day - 1)
        Run(f"2026112{day}", "run", at, at, status).save(workspace.state_dir)
    now = Run("20261130", "run", utc_now())
    assert running._since(workspace, now) == " since 2026-11-20 03:15 UTC, 3 times"
    assert running._since(workspace, Run("20261130", "analyze", utc_now())) == ""


def test_a_problem_is_new_once(tmp_path: Path) -> None:
    assert split_known(tmp_path, ["a", "b"]) == (["a", "b"], [])
    new, still = split_known(tmp_path, ["b", "c"])
    assert (new, [line[:8] for line in still]) == (["c"], ["b (since"])
    assert split_known(tmp_path, []) == ([], [])
    assert split_known(tmp_path, ["b"]) == (["b"], []), "it had gone"


def with_heartbeat(root: Path, url: str, allowed: str = "") -> Workspace:
    text = (root / "overheard.toml").read_text()
    text = text.replace("[workspace]\n", f'[workspace]\nheartbeat = "{url}"\n', 1)
    return parse_workspace(
        text.replace("[crawl]", f'[crawl]\nallow_private = ["{allowed}"]' if allowed else "[crawl]"), root
    )


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes a call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_the_heartbeat_arrives_or_says_why_not(
    root: Path, web: LocalWeb, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = web.host()
    host.routes |= {"/beat/secret": "ok"}
    named = host.url.removeprefix("http://")
    assert beat(load_workspace(root)) == ""
    assert beat(with_heartbeat(root, f"{host.url}/beat/secret", named)) == ""
    assert host.requests.total() == 1
    missing = beat(with_heartbeat(root, f"{host.url}/other", named))
    assert "found 404" in missing
    assert "/other" not in missing, "the address may be a secret"
    private = beat(with_heartbeat(root, f"https://{named}/beat/secret"))
    assert "refused" in private
    monkeypatch.setattr("overheard.heartbeat.SECONDS", 0.2)
    assert "timed out" in beat(with_heartbeat(root, f"http://{silent}/", silent))
    assert not [thread for thread in threading.enumerate() if not thread.daemon and "beat" in thread.name]
    for wrong in ("http://pings.example/x", "ftp://pings.example/x", "https://me:pw@pings.example/x"):
        with pytest.raises(ConfigError, match=r"workspace\.heartbeat"):
            with_heartbeat(root, wrong)
