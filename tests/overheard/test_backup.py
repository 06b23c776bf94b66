"""A workspace in one file, and back: whole, consistent while others write, and never in place of something better."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from data.backup import checking
from data.backup.manifest import NAME
from data.backup.restoring import STAGED, last_restore
from data.clock import utc_now
from data.publish import current_build
from data.sqlfiles import read_sql, sql_names
from data.state import locks
from data.warehouse import FILE_NAME, open_warehouse
from overheard.cli import app
from tests.conftest import ROOT
from tests.full_disk import files_end_at
from tests.overheard.command import SECONDS, environment, overheard

KILL_POINTS = (
    ("data.backup.restoring:unpack", "before"),
    ("data.backup.restoring:check_unpacked", "after"),
    ("data.backup.restoring:_make_ready", "after"),
    ("data.backup.restoring:swap", "before"),
    ("data.backup.restoring:swap", "after"),
    ("data.backup.restoring:_put_away", "before"),
    ("data.backup.restoring:_put_away", "after"),
)


def call(*arguments: str | Path) -> Result:
    """`overheard ARGUMENTS` in this process; a refusal, which the door turns into an exit code, is returned as its exception."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def said(done: Result) -> str:
    return done.output + str(done.exception or "")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with forty reviews, analysed, and its backup beside it."""
    root = tmp_path_factory.mktemp("made") / "acme"
    assert call("init", "--own=Acme=https://www.acme.example/", "-w", root).exit_code == 0
    now = utc_now()
    rows = [f"{n},r{n % 9},{now - timedelta(days=n):%Y-%m-%d},5,The kettle was fine on day {n}." for n in range(40)]
    (root / "reviews.csv").write_text("\n".join(["id,author,date,rating,text", *rows]) + "\n")
    assert call("import", "reviews", root / "reviews.csv", "--brand=Acme", "-w", root).exit_code == 0
    assert call("analyze", "-w", root).exit_code == 0
    done = call("backup", root.parent / "acme.zip", "-w", root)
    assert done.exit_code == 0, said(done)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of that workspace, its backup in the folder above."""
    shutil.copytree(made, tmp_path / "acme", symlinks=True)
    shutil.copy(made.parent / "acme.zip", tmp_path / "acme.zip")
    return tmp_path / "acme"


def tree(root: Path) -> dict[str, str]:
    """What a workspace holds, locks and notes of what was handed out left out."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.parent.name != "locks" and path.name != "handed_out.jsonl"
    }


def reviews(root: Path) -> list[Any]:
    with duckdb.connect(str(root / ".overheard" / FILE_NAME), read_only=True) as connection:
        return connection.execute("SELECT review_id, author_key, body FROM reviews ORDER BY ALL").fetchall()


def change(root: Path) -> None:
    """Make the workspace differ from its backup."""
    with duckdb.connect(str(root / ".overheard" / FILE_NAME)) as connection:
        connection.execute("DELETE FROM reviews WHERE body LIKE '%day 1%'")


def rewritten(backup: Path, target: Path, edit: Callable[[dict[str, bytes]], None]) -> Path:
    """The backup with its entries changed."""
    with zipfile.ZipFile(backup) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    edit(entries)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target


def with_manifest(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def edit(entries: dict[str, bytes]) -> None:
        entries[NAME] = json.dumps({**json.loads(entries[NAME]), **changes}).encode()

    return edit


def test_a_backup_in_an_empty_folder_is_the_workspace(root: Path, tmp_path: Path) -> None:
    backup, fresh = tmp_path / "acme.zip", tmp_path / "fresh"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    done = call("restore", backup, "-w", fresh)
    assert done.exit_code == 0, said(done)
    assert "40 reviews" in done.output
    assert reviews(fresh) == reviews(root)
    assert tree(fresh).items() <= {**tree(root), ".overheard/state/restored.json": "", **tree(fresh)}.items()
    lost = {name for name in tree(root).keys() - tree(fresh).keys() if "/logs/" not in name}
    assert lost == {"reviews.csv", ".gitignore"}, "what a backup leaves out"
    for path in (fresh / ".overheard").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert call("import", "reviews", root / "reviews.csv", "--brand=Acme", "-w", fresh).exit_code == 0
    assert call("analyze", "-w", fresh).exit_code == 0
    assert len(reviews(fresh)) == 40, "the key is the same: nobody counts twice"
    note = last_restore(fresh / ".overheard")
    assert note is not None
    assert note.file == str(backup)
    status = call("status", "-w", fresh).output
    assert f"from {backup}, a backup of" in status


def test_what_others_write_meanwhile_counts_by_complete_lines(root: Path, tmp_path: Path) -> None:
    state = root / ".overheard"
    landing = next((state / "landing").glob("*/*.jsonl"))
    whole = landing.read_bytes()
    landing.write_bytes(whole + b'{"record":"review","data":{"bra')
    (state / "corrections.jsonl").write_bytes(b'{"torn":')
    with locks.hold(state, locks.CRAWL):  # a crawl works
        done = call("backup", tmp_path / "b.zip", "-w", root)
    assert done.exit_code == 0, said(done)
    fresh = tmp_path / "fresh"
    assert call("restore", tmp_path / "b.zip", "-w", fresh).exit_code == 0
    assert (fresh / landing.relative_to(root)).read_bytes() == whole
    assert (fresh / ".overheard" / "corrections.jsonl").read_bytes() == b""


def test_a_file_that_is_no_backup_is_not_replaced_and_old_backups_go(root: Path, tmp_path: Path) -> None:
    config = (root / "overheard.toml").read_bytes()
    for wrong in (root / "overheard.toml", root, root / ".overheard" / "b.zip"):
        done = call("backup", wrong, "-w", root)
        assert (done.exit_code, "backup: " in said(done)) == (1, True), wrong
    assert (root / "overheard.toml").read_bytes() == config
    assert call("backup", tmp_path / "acme.zip", "-w", root).exit_code == 0, "an earlier backup is replaced"
    folder = tmp_path / "nights"
    folder.mkdir()
    for name in ("a-20260101T000000Z.zip", "a-20260102T000000Z.zip", "a-mine.zip", "b-20260101T000000Z.zip"):
        (folder / name).write_bytes(b"")
    assert call("backup", folder / "a.zip", "--keep", "2", "-w", root).exit_code == 0
    left = sorted(path.name for path in folder.iterdir())
    assert left[0] == "a-20260102T000000Z.zip", "of that name the newest two"
    assert left[2:] == ["a-mine.zip", "b-20260101T000000Z.zip"], "and no other"
    assert not list((root / ".overheard").rglob("*.tmp"))


def test_a_backup_without_the_key_asks_for_it(root: Path, tmp_path: Path) -> None:
    apart, fresh, key = tmp_path / "apart.zip", tmp_path / "fresh", root / ".overheard" / "key"
    assert call("backup", apart, "--without-key", "-w", root).exit_code == 0
    assert key.read_bytes().strip() not in apart.read_bytes()
    other = tmp_path / "other"
    other.write_text("ab" * 32)
    for options in ((), ("--key", other), ("--key", tmp_path / "missing")):
        done = call("restore", apart, *options, "-w", fresh)
        assert "expected the key of the backup" in said(done), options
        assert not (fresh / ".overheard" / FILE_NAME).exists()
    assert call("restore", apart, "--key", key, "-w", fresh).exit_code == 0
    assert (fresh / ".overheard" / "key").read_bytes() == key.read_bytes()
    assert call("restore", apart, "-w", root).exit_code == 0, "the key of the workspace serves"


def test_a_damaged_backup_touches_nothing(root: Path, tmp_path: Path) -> None:
    change(root)
    before, backup = tree(root), (tmp_path / "acme.zip").read_bytes()
    damaged, whole = tmp_path / "damaged.zip", 0
    places = [len(backup) * part // 23 for part in range(1, 23)]
    contents = [backup[:at] + bytes([backup[at] ^ 0xFF]) + backup[at + 1 :] for at in places]
    contents += [b"", backup[: len(backup) // 2], b"PK\x05\x06" + bytes(18)]
    for number, content in enumerate(contents):
        damaged.write_bytes(content)
        done = call("restore", damaged, "-w", root)
        if done.exit_code == 0:  # the byte says when an entry was made, which nobody reads
            assert number < len(places)
            assert len(reviews(root)) == 40
            whole += 1
            change(root)
            before = tree(root)
            continue
        assert (done.exit_code, "damaged.zip" in done.output) == (1, True), (number, said(done))
        assert tree(root) == before, number
        assert not list(root.glob(".overheard.*")), number
    assert whole <= 3


def odd_name(entries: dict[str, bytes]) -> None:
    content = b"outside"
    held = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = json.loads(entries[NAME])
    name = ".overheard/../../outside"
    entries[name] = content
    entries[NAME] = json.dumps({**manifest, "files": {**manifest["files"], name: held}}).encode()


def more_rows(entries: dict[str, bytes]) -> None:
    manifest = json.loads(entries[NAME])
    entries[NAME] = json.dumps({**manifest, "rows": {**manifest["rows"], "reviews": 41}}).encode()


def test_backups_that_do_not_fit_are_refused_in_words(root: Path, tmp_path: Path) -> None:
    backup, before = tmp_path / "acme.zip", tree(root)
    newer = [*sql_names("migrations"), "9999_later"]
    cases: tuple[tuple[Callable[[dict[str, bytes]], None], str], ...] = (
        (with_manifest(migrations=newer), "update Overheard"),
        (with_manifest(format=2, more="fields"), "update Overheard"),
        (with_manifest(build="another"), "does not open"),
        (lambda entries: entries.pop(".overheard/key"), "expected the files that its manifest.json names"),
        (odd_name, "expected files of a workspace"),
        (more_rows, "the backup's table reviews: expected 41 rows, found 40"),
    )
    for number, (edit, words) in enumerate(cases):
        done = call("restore", rewritten(backup, tmp_path / "odd.zip", edit), "-w", root)
        assert (done.exit_code, words in done.output) == (1, True), (number, said(done))
        assert tree(root) == before
    assert not (tmp_path / "outside").exists()
    assert "expected a file made by" in call("restore", tmp_path / "none.zip", "-w", root).output


def test_the_state_before_is_kept_and_another_workspace_asks_first(root: Path, tmp_path: Path) -> None:
    change(root)
    (root / "overheard.toml").write_text((root / "overheard.toml").read_text() + "\n# mine\n")
    changed = reviews(root)
    done = call("restore", tmp_path / "acme.zip", "-w", root)
    assert done.exit_code == 0, said(done)
    assert len(reviews(root)) == 40
    (kept,) = (root / ".overheard" / "backups").glob("replaced-*")
    with duckdb.connect(str(kept / FILE_NAME), read_only=True) as connection:
        assert connection.execute("SELECT review_id, author_key, body FROM reviews ORDER BY ALL").fetchall() == changed
    assert str(kept) in done.output
    assert "# mine" in (root / "overheard.toml").read_text()
    assert (root / "overheard.toml.restored").exists()
    (root / ".overheard" / "key").write_text("cd" * 32)
    before = tree(root)
    refused = call("restore", tmp_path / "acme.zip", "-w", root)
    assert (refused.exit_code, "whose key is another" in said(refused), tree(root)) == (1, True, before)
    assert call("restore", tmp_path / "acme.zip", "--confirm", "-w", root).exit_code == 0
    assert len(list((root / ".overheard" / "backups").glob("replaced-*"))) == 2
    with locks.hold(root / ".overheard", locks.CRAWL):
        busy = call("restore", tmp_path / "acme.zip", "-w", root)
    assert (busy.exit_code, "already running" in busy.output) == (1, True)


def test_killed_anywhere_a_restore_leaves_the_old_state_or_the_new(root: Path, tmp_path: Path) -> None:
    change(root)
    old, new = reviews(root), 40
    pristine = tmp_path / "pristine"
    shutil.copytree(root, pristine)
    for target, when in KILL_POINTS:
        shutil.rmtree(root)
        shutil.copytree(pristine, root)
        command = [
            sys.executable,
            "-m",
            "tests.overheard.kill_at",
            target,
            "1",
            when,
            "restore",
            tmp_path / "acme.zip",
            "-w",
            root,
        ]
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment(tmp_path),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == -signal.SIGKILL, (target, when, done.stderr)
        found = reviews(root)
        swapped = (target, when) in KILL_POINTS[4:]
        assert (len(found) == new) if swapped else (found == old), (target, when)
        assert current_build(root / ".overheard") is not None
        again = call("restore", tmp_path / "acme.zip", "-w", root)
        assert again.exit_code == 0, (target, when, said(again))
        assert len(reviews(root)) == new
        states = [path / FILE_NAME for path in (root / ".overheard" / "backups").glob("replaced-*")]
        assert any(_rows(path) == len(old) for path in states), "the state before is never lost"
        assert not (root / ".overheard" / STAGED).exists()
        assert not list(root.glob(".overheard.*"))


def _rows(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("SELECT count(*) FROM reviews").fetchone()
    return int(row[0]) if row else 0


def test_a_full_disk_leaves_backup_and_state_as_they_were(root: Path, tmp_path: Path) -> None:
    backup, before = tmp_path / "acme.zip", tree(root)
    content = backup.read_bytes()
    with files_end_at(20_000):
        failed = call("backup", backup, "-w", root)
        refused = call("restore", backup, "-w", root)
    assert (failed.exit_code, refused.exit_code) == (1, 1)
    assert backup.read_bytes() == content
    assert tree(root) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acme", "acme.zip"]
    assert not list(root.glob(".overheard.*"))


def test_a_warehouse_that_is_gone_makes_no_backup_in_place_of_a_good_one(root: Path, tmp_path: Path) -> None:
    content = (tmp_path / "acme.zip").read_bytes()
    (root / ".overheard" / FILE_NAME).unlink()
    shutil.rmtree(root / ".overheard" / "landing")
    refused = call("backup", tmp_path / "acme.zip", "-w", root)
    assert (refused.exit_code, "expected the warehouse" in said(refused)) == (1, True)
    assert (tmp_path / "acme.zip").read_bytes() == content
    assert call("restore", tmp_path / "acme.zip", "-w", root).exit_code == 0
    assert len(reviews(root)) == 40


def older(root: Path) -> None:
    """Take the newest migration out of the ledger of a workspace, as if it were of an older version."""
    state = root / ".overheard"
    (state / FILE_NAME).unlink(missing_ok=True)
    state.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(state / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE migrations (version INTEGER, name VARCHAR, applied_at TIMESTAMP)")
        for number, name in enumerate(sql_names("migrations")[:-1], start=1):
            connection.execute(read_sql("migrations", name))
            connection.execute("INSERT INTO migrations VALUES (?, ?, now()::TIMESTAMP)", [number, name])


def test_before_a_migration_a_backup_is_made(tmp_path: Path) -> None:
    from data.backup.writing import AUTOMATIC_KEPT, keep_before_migration

    state = tmp_path / ".overheard"
    open_warehouse(state, keep_before_migration).close()
    assert not (state / "backups").exists(), "a new warehouse has nothing to keep"
    (state / "backups").mkdir()
    for day in range(1, 4):
        (state / "backups" / f"before-migration-2026010{day}T000000Z.zip").write_bytes(b"")
    older(tmp_path)
    open_warehouse(state, keep_before_migration).close()
    kept = sorted((state / "backups").iterdir())
    assert len(kept) == AUTOMATIC_KEPT
    assert checking.read_manifest(kept[-1]).migrations == tuple(sql_names("migrations")[:-1])
    shutil.rmtree(state / "backups")
    older(tmp_path)
    (state / "backups").write_bytes(b"in the way")
    content = (state / FILE_NAME).read_bytes()
    with pytest.raises(OSError, match="backups"):
        open_warehouse(state, keep_before_migration)
    assert (state / FILE_NAME).read_bytes() == content, "what could not be kept is not changed"


def test_by_the_command_line_a_refusal_has_its_code(tmp_path: Path) -> None:
    assert overheard("init", "--own=Acme=https://www.acme.example/", cwd=tmp_path).returncode == 0
    shutil.rmtree(tmp_path / ".overheard")
    nothing = overheard("backup", "b.zip", cwd=tmp_path)
    assert (nothing.returncode, "nothing to back up" in nothing.stderr) == (2, True)
    none = overheard("restore", "b.zip", cwd=tmp_path)
    assert (none.returncode, "Nothing was touched" in none.stderr, none.stderr.count("Traceback")) == (1, True, 0)
