"""tools/environment.sh: uv where there is one that works, else pip, and a failure that says what to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCRIPT = ROOT / "tools" / "environment.sh"


def program(path: Path, body: str) -> None:
    """A stand-in for uv or Python at this path, that writes how it was called into `calls`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\necho "{path.name} $*" >> "{path.parents[1] / "calls"}"\n{body}\n', encoding="utf-8")
    path.chmod(0o755)


def install(folder: Path, path: Path) -> tuple[int, list[str], str]:
    """Exit code, the calls of the stand-ins and stderr of an installation into the environment `folder`/env."""
    done = subprocess.run(
        ["/bin/sh", str(SCRIPT), "install", str(folder / "env"), "-r", "requirements.txt"],
        env={"PATH": f"{path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    calls = [line for file in (folder / "calls", folder / "env" / "calls") if file.exists() for line in file.open()]
    return done.returncode, [call.strip() for call in calls if "--version" not in call], done.stderr


@pytest.fixture
def no_uv(tmp_path: Path) -> Path:
    """A folder for PATH whose uv is a wrapper that leads nowhere."""
    program(tmp_path / "bin" / "uv", "exit 127")
    return tmp_path / "bin"


def test_uv_of_the_path_installs(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "uv", "exit 0")
    program(tmp_path / "env" / "bin" / "python", "exit 0")
    code, calls, _ = install(tmp_path, tmp_path / "bin")
    assert code == 0
    assert calls == [f"uv pip install --compile-bytecode --python {tmp_path}/env/bin/python -r requirements.txt"]


def test_uv_of_the_environment_installs_where_the_path_has_none_that_works(tmp_path: Path, no_uv: Path) -> None:
    program(tmp_path / "env" / "bin" / "uv", "exit 0")
    code, calls, _ = install(tmp_path, no_uv)
    assert code == 0
    assert calls == [f"uv pip install --compile-bytecode --python {tmp_path}/env/bin/python -r requirements.txt"]


def test_pip_installs_where_there_is_no_uv(tmp_path: Path, no_uv: Path) -> None:
    program(tmp_path / "env" / "bin" / "python", "exit 0")
    code, calls, _ = install(tmp_path, no_uv)
    assert code == 0
    assert calls == ["python -m pip install --disable-pip-version-check -r requirements.txt"]


def test_pip_installs_what_uv_could_not_and_its_failure_is_the_failure(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "uv", '[ "$1" = --version ]')
    program(tmp_path / "env" / "bin" / "python", "exit 3")
    code, calls, errors = install(tmp_path, tmp_path / "bin")
    assert code == 3
    assert [call.split()[0] for call in calls] == ["uv", "python"]
    assert "uv could not install: trying again with pip" in errors
