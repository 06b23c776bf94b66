"""Builds: immutable, checked, two kept, and never a half one behind CURRENT."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data.kinds import KINDS
from data.publish import KEPT, PublishError, build_info, build_tables, current_build, failed_checks, publish
from data.sqlfiles import sql_names
from data.warehouse import open_warehouse, schema_version
from data.workspace import Workspace, parse_workspace
from tests.full_disk import files_end_at

AT = datetime(2026, 11, 1)
CONFIG = (
    '[workspace]\nname = "Demo (synthetic)"\n[[brand]]\nname = "Acme"\nown = true\nsite = "https://acme.example/"\n'
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return parse_workspace(CONFIG, tmp_path)


def test_a_build_holds_the_marts_and_says_what_it_is(workspace: Workspace) -> None:
    connection = open_warehouse(workspace.state_dir)
    path = publish(connection, workspace, "f1")
    assert current_build(workspace.state_dir) == path
    info = build_info(path)
    assert (info.schema_version, info.workspace, info.synthetic, info.fingerprint) == (
        schema_version(), "Demo (synthetic)", True, "f1",
    )  # fmt: skip
    with duckdb.connect(str(path), read_only=True) as build:
        tables = {row[0] for row in build.execute("SHOW TABLES").fetchall()}
        kinds = {model.table for model in KINDS.values()}
        assert kinds - tables == {"removals"}
        assert not tables & {"ledger", "migrations", "faq_versions", "review_versions", "review_native_ids"}
        columns = {row[0] for row in build.execute("SELECT column_name FROM duckdb_columns()").fetchall()}
    assert tables == {*build_tables(connection), "build_info"} > {*sql_names("marts"), "swot", "gaps", "mention_brands"}
    assert not columns & {"native_id", "parent_id", "author", "respondent"}


def test_two_builds_are_kept_and_an_open_reader_is_not_disturbed(workspace: Workspace) -> None:
    connection = open_warehouse(workspace.state_dir)
    first = publish(connection, workspace, "f0")
    reader = duckdb.connect(str(first), read_only=True)
    for n in range(4):
        publish(connection, workspace, f"f{n + 1}")
    folder = workspace.state_dir / "published"
    assert len(list(folder.glob("*.duckdb"))) == KEPT
    assert not first.exists()
    assert reader.execute("SELECT fingerprint FROM build_info").fetchall() == [("f0",)]
    reader.close()


def test_a_failed_check_keeps_the_last_build_and_names_the_rows(workspace: Workspace) -> None:
    connection = open_warehouse(workspace.state_dir)
    good = publish(connection, workspace, "good")
    connection.execute(
        "INSERT INTO visits (run_id, url, kind, status, items) VALUES ('r', 'http://x/', 'faqs', 'failed', 3)"
    )
    with pytest.raises(PublishError, match=r"check failures.*http://x/"):
        publish(connection, workspace, "bad")
    assert current_build(workspace.state_dir) == good


def test_what_a_killed_publication_left_is_swept(workspace: Workspace) -> None:
    connection = open_warehouse(workspace.state_dir)
    folder = workspace.state_dir / "published"
    folder.mkdir(parents=True)
    (folder / ".20260101T000000Z-aaaa.tmp").write_bytes(b"half")
    publish(connection, workspace, "f")
    assert not list(folder.glob(".*"))


def test_a_pointer_to_nothing_is_nothing(workspace: Workspace) -> None:
    folder = workspace.state_dir / "published"
    folder.mkdir(parents=True)
    (folder / "CURRENT").write_text("gone.duckdb\n")
    assert current_build(workspace.state_dir) is None


@pytest.mark.parametrize(
    ("check", "insert"),
    [
        ("keys", "INSERT INTO faqs (faq_id) VALUES ('a'), ('a')"),
        ("evidence", "INSERT INTO swot (edition, brand, line_id, statement) VALUES ('2026-11', 'acme', 'x', 'We are best')"),
        ("tested", "INSERT INTO swot (edition, brand, line_id, tested, q, low, high, n_own, n_other) "
                   "VALUES ('2026-11', 'acme', 'x', true, 0.01, 0.1, 0.3, 29, 400)"),
        ("raw_names", "INSERT INTO reviews (review_id, author_key) VALUES ('r', 'Jo Bloggs')"),
        ("failures", "INSERT INTO visits (run_id, url, kind, status, items) VALUES ('r', 'u', 'faqs', 'blocked', 0)"),
        ("quotes", "INSERT INTO reviews (review_id, body) VALUES ('r', 'I like it'); "
                   "INSERT INTO editions (edition, status) VALUES ('2026-11', 'provisional'); "
                   "INSERT INTO swot_evidence (edition, line_id, record_kind, record_id, quote) "
                   "VALUES ('2026-11', 'x', 'review', 'r', 'I love it')"),
    ],
)  # fmt: skip
def test_each_check_catches_what_it_is_for(workspace: Workspace, check: str, insert: str) -> None:
    connection = open_warehouse(workspace.state_dir)
    assert failed_checks(connection) == []
    connection.execute(insert)
    assert any(message.startswith(f"check {check}:") for message in failed_checks(connection))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_an_error_not_a_loss(workspace: Workspace) -> None:
    connection = open_warehouse(workspace.state_dir)
    good = publish(connection, workspace, "good")
    folder = workspace.state_dir / "published"
    folder.chmod(0o500)
    try:
        with pytest.raises((OSError, duckdb.Error)):
            publish(connection, workspace, "bad")
    finally:
        folder.chmod(0o700)
    assert current_build(workspace.state_dir) == good


def test_a_full_disk_is_told_with_the_file_and_leaves_the_last_build(workspace: Workspace) -> None:
    connection = open_warehouse(workspace.state_dir)
    last = publish(connection, workspace, "f1")
    connection.execute("CHECKPOINT")
    with files_end_at(100_000), pytest.raises(PublishError) as caught:
        publish(connection, workspace, "f2")
    said = str(caught.value)
    assert "the last build stays" in said
    assert f"{last.parent}/" in said
    assert "free some space" in said
    assert "\n" not in said
    assert current_build(workspace.state_dir) == last
    assert sorted(path.name for path in last.parent.iterdir()) == sorted([last.name, "CURRENT"])
