"""`overheard export` where the file cannot be written: said with the file and what to do, and nothing half is left."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data.publish import current_build
from tests.overheard.command import environment, overheard
from tests.sample_build import write_sample_build


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert overheard("init", "--own=Acme=https://www.acme.example/", cwd=tmp_path).returncode == 0
    write_sample_build(tmp_path / ".overheard")
    return tmp_path


def test_a_missing_folder_is_made_and_told_and_a_folder_in_the_files_place_is_no_file(root: Path) -> None:
    made = overheard("export", "swot", "--to", "reports/deep/x.md", cwd=root)
    assert (made.returncode, f"made the folder {root / 'reports' / 'deep'}" in made.stderr) == (0, True), made.stderr
    assert (root / "reports" / "deep" / "x.md").is_file()
    (root / "x.md").mkdir()
    taken = overheard("export", "swot", "--to", "x.md", cwd=root)
    assert (taken.returncode, f"found {root / 'x.md'}: Is a directory" in taken.stderr) == (2, True), taken.stderr
    assert list(root.glob(".x.md*")) == []


@pytest.mark.parametrize(
    ("name", "limit", "said"), [("x.md", 4096, "x.md: File too large"), ("x.xlsx", 4096, "TMPDIR")]
)
def test_a_full_disk_is_told(root: Path, name: str, limit: int, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "overheard", "export", "swot", "--to", name], cwd=root, text=True,
        env=environment(root, PYTHONDONTWRITEBYTECODE="1"),  # byte code would be cut off too, and stay so
        capture_output=True, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    # The library for spreadsheets has words of its own around ours.
    ours = next((line for line in done.stderr.splitlines() if line.startswith(("--to:", "export:"))), "")
    assert (done.returncode, said in ours, "Free space there" in ours) == (2, True, True), done.stderr
    assert list(root.glob("*x.*")) == []


def test_a_build_of_another_version_says_what_to_do(root: Path) -> None:
    build = current_build(root / ".overheard")
    assert build is not None
    with duckdb.connect(str(build)) as connection:
        connection.execute("UPDATE build_info SET schema_version = 1")
    done = overheard("export", "swot", "--to", "x.md", cwd=root)
    assert (done.returncode, "run `overheard analyze`" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_a_table_is_cut_by_persona(root: Path) -> None:
    done = overheard("export", "journey", "--to", "x.csv", "--persona", "STUDENTS", cwd=root)
    assert done.returncode == 0, done.stderr
    lines = (root / "x.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ",-0.62,-0.8,-0.44,41," in lines[1]
    for call, said in (
        (
            ("comparison", "--persona", "nobody"),
            "expected one of the personas of 2026-10, Students, Elsewhere, found 'nobody'",
        ),
        (("swot", "--persona", "students"), "--persona: expected it with comparison or journey, found it with swot"),
        (("gaps", "--persona", "students"), "persona: expected it with comparison or journey, found it with gaps"),
    ):
        wrong = overheard("export", *call, "--to", "y.csv", cwd=root)
        assert (wrong.returncode, said in wrong.stderr) == (2, True), wrong.stderr
        assert not (root / "y.csv").exists()
