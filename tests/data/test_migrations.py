"""A workspace that an earlier version wrote migrates with all its rows; a migration that is interrupted leaves the old
one whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data.backup.checking import migrations_of, rows_of, unpack
from data.backup.writing import keep_before_migration
from data.kinds import KINDS
from data.landing import LandingWriter, landing_path
from data.landing.protect import protect
from data.load import load_landing
from data.publish import failed_checks
from data.sqlfiles import read_sql, sql_names
from data.warehouse import FILE_NAME, WarehouseError, open_warehouse
from tests.conftest import ROOT
from tests.data.kinds.test_kinds import KEY, sample
from tests.full_disk import files_end_at
from tests.overheard.command import SECONDS, environment

NAMES = sql_names("migrations")
MADE_ANEW = {"topic_proposals", "topic_examples"}
"""Tables whose rows a migration drops on purpose, for the next analysis makes them."""


BACKED_UP = (1, 7, len(NAMES) - 1)


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder of today's schema with a record of each kind, and a row in what analysis writes."""
    state = tmp_path_factory.mktemp("newest")
    with LandingWriter(landing_path(state, "r1", "all")) as writer:
        for kind in KINDS:
            writer.write(protect(sample(kind), KEY))
    with open_warehouse(state) as connection:
        assert load_landing(connection, state).problems == []
        connection.execute("INSERT INTO editions (edition, status) VALUES ('2026-01', 'frozen')")
        for table in rows_of(connection):
            if not rows_of(connection)[table]:
                connection.execute(f"INSERT INTO {table} DEFAULT VALUES")
        connection.execute("CHECKPOINT")
    return state


def earlier(newest: Path, state: Path, version: int) -> dict[str, int]:
    """Make the warehouse as it was after `version` migrations, with the rows of `newest`; returns how many each table has."""
    state.mkdir(parents=True)
    with duckdb.connect(str(state / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE migrations (version INTEGER, name VARCHAR, applied_at TIMESTAMP)")
        for number, name in enumerate(NAMES[:version], start=1):
            connection.execute(read_sql("migrations", name))
            connection.execute("INSERT INTO migrations VALUES (?, ?, now()::TIMESTAMP)", [number, name])
        connection.execute(f"ATTACH '{newest / FILE_NAME}' AS newest (READ_ONLY)")
        for table in rows_of(connection).keys() - {"migrations"}:
            columns = [
                str(row[0])
                for row in connection.execute(
                    "SELECT column_name FROM duckdb_columns() WHERE table_name = ? GROUP BY 1 HAVING count(*) = 2",
                    [table],
                ).fetchall()
            ]
            names = ", ".join(f'"{column}"' for column in columns)
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM newest.{table}")
        connection.execute("DETACH newest")
        return rows_of(connection)


def shape(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, ...]]:
    return connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main' AND "
        "table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary) ORDER BY ALL"
    ).fetchall()


@pytest.mark.parametrize("version", range(1, len(NAMES)), ids=[f"after {name}" for name in NAMES[:-1]])
def test_each_earlier_schema_migrates_with_its_rows(version: int, newest: Path, tmp_path: Path) -> None:
    state = tmp_path / ".overheard"
    before = earlier(newest, state, version)
    assert before["reviews"] == 1
    backed_up = version in BACKED_UP  # the others for speed without
    with open_warehouse(state, *([keep_before_migration] if backed_up else [])) as connection:
        after = rows_of(connection)
        for table in before.keys() - MADE_ANEW - {"migrations"}:
            assert after[table] == before[table], table
        assert migrations_of(connection) == tuple(NAMES)
        with open_warehouse(newest) as other:
            assert shape(connection) == shape(other)
        assert not [problem for problem in failed_checks(connection) if "raw_names" in problem or "mentions" in problem]
        assert load_landing(connection, state).problems == []
    if not backed_up:
        return
    (kept,) = (state / "backups").iterdir()
    manifest = unpack(kept, tmp_path / "opened")
    assert manifest.migrations == tuple(NAMES[:version])
    assert manifest.rows == before, "the old one, whole"


def test_a_migration_that_the_disk_ends_leaves_the_old_schema_whole(newest: Path, tmp_path: Path) -> None:
    state = tmp_path / ".overheard"
    before = earlier(newest, state, 5)
    with files_end_at(1_000), pytest.raises((WarehouseError, duckdb.Error, OSError)):
        open_warehouse(state).close()
    with duckdb.connect(str(state / FILE_NAME)) as connection:
        applied = migrations_of(connection)
        assert applied == tuple(NAMES[: len(applied)]), "what is in the ledger was done, and no more"
        assert rows_of(connection)["reviews"] == before["reviews"]
    with open_warehouse(state) as connection:
        assert migrations_of(connection) == tuple(NAMES)


@pytest.mark.parametrize(("nth", "when"), [(1, "before"), (2, "before"), (6, "before")])
def test_a_migration_that_is_killed_goes_on_the_next_time(nth: int, when: str, newest: Path, tmp_path: Path) -> None:
    """Within the transaction of its nth migration."""
    root = tmp_path / "w"
    state = root / ".overheard"
    earlier(newest, state, 4)
    (root / "overheard.toml").write_text(
        '[workspace]\nname = "A"\n[[brand]]\nname = "Acme"\nown = true\nsite = "https://a.example/"\n'
    )
    command = [
        sys.executable,
        "-m",
        "tests.overheard.kill_at",
        "data.warehouse:read_sql",
        str(nth),
        when,
        "doctor",
        "-w",
        str(root),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path), capture_output=True, timeout=SECONDS, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    with duckdb.connect(str(state / FILE_NAME)) as connection:
        assert migrations_of(connection) == tuple(NAMES[: 4 + nth - 1])
        assert rows_of(connection)["reviews"] == 1
    with open_warehouse(state) as connection:
        assert migrations_of(connection) == tuple(NAMES)
