"""Opens a backup: each part is what its hash says, the warehouse opens and holds the rows that it held, so does the build."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import duckdb
from pydantic import ValidationError

from data.backup.manifest import FORMAT, NAME, BackupError, Manifest, in_workspace
from data.publish import FOLDER as PUBLISHED
from data.publish import build_info
from data.sqlfiles import sql_names
from data.warehouse import FILE_NAME as WAREHOUSE
from data.warehouse import MIGRATIONS
from data.workspace import CONFIG_NAME, STATE_NAME

CHUNK = 1 << 20
LONGEST_MANIFEST = 256 << 20
UPDATE = "it was made by a newer Overheard; update Overheard"


def unpack(file: Path, folder: Path) -> Manifest:
    """Write the files of the backup `file` below `folder`, comparing each with its hash. Raises BackupError."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(file, archive)
            for name in manifest.files:
                _unpack(file, archive, manifest, name, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BackupError(
            f"{file}: expected a whole file made by `overheard backup`, found one that cannot be read: {error}. "
            "Take another backup."
        ) from None
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself. Raises BackupError where it is none, or of a newer program."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _manifest(file, archive)
    except FileNotFoundError:
        raise BackupError(f"{file}: expected a file made by `overheard backup`, found none there.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, IsADirectoryError) as error:
        raise BackupError(
            f"{file}: expected a file made by `overheard backup`, found something else: {error}."
        ) from None


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if NAME not in names or archive.getinfo(NAME).file_size > LONGEST_MANIFEST:
        raise BackupError(f"{file}: expected a file made by `overheard backup`, found a zip without its {NAME}.")
    content = archive.read(NAME)
    try:
        found = Manifest.model_validate_json(content)
    except ValidationError as error:
        if f'"format": {FORMAT},' not in content[:200].decode("utf-8", "replace"):
            raise BackupError(f"{file}: expected format {FORMAT}, found another: {UPDATE}.") from None
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BackupError(f"{file}: {NAME}: {where}: {first['msg']}. Take another backup.") from None
    if found.format > FORMAT:
        raise BackupError(f"{file}: expected format {FORMAT}, found {found.format}: {UPDATE}.")
    known = sql_names(MIGRATIONS)
    if newer := set(found.migrations) - set(known):
        raise BackupError(f"{file}: expected schema {known[-1]} or older, found {max(newer)}: {UPDATE}.")
    if sorted(names) != sorted([NAME, *found.files]):
        odd = sorted(set(names) ^ {NAME, *found.files}) or sorted(name for name in names if names.count(name) > 1)
        raise BackupError(f"{file}: expected the files that its {NAME} names, found {odd[0]} differing.")
    if wrong := [name for name in found.files if not _belongs(name)]:
        raise BackupError(f"{file}: expected files of a workspace, found {wrong[0]!r}.")
    return found


def _belongs(name: str) -> bool:
    """Whether a name is one of a workspace's files: nothing is written anywhere else, whoever made the zip."""
    path = PurePosixPath(name)
    within = len(path.parts) > 1 and path.parts[0] == STATE_NAME and ".." not in path.parts
    return (within or name == CONFIG_NAME) and str(path) == name and "\\" not in name and "\x00" not in name


def _unpack(file: Path, archive: zipfile.ZipFile, manifest: Manifest, name: str, folder: Path) -> None:
    expected, digest, done = manifest.files[name], hashlib.sha256(), 0
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with archive.open(name) as source, target.open("xb") as out:
        target.chmod(0o600)
        while chunk := source.read(CHUNK):
            done += len(chunk)
            if done > expected.bytes:  # a bomb is not unpacked
                break
            digest.update(chunk)
            out.write(chunk)
    if done != expected.bytes or digest.hexdigest() != expected.sha256:
        raise BackupError(
            f"{file}: {name}: expected the bytes that its {NAME} names, found others. Take another backup."
        )


def check_unpacked(manifest: Manifest, folder: Path) -> None:
    """Open the warehouse and the build below `folder`. Raises BackupError where they do not hold what `manifest` says."""
    warehouse = folder / STATE_NAME / WAREHOUSE
    try:
        if warehouse.exists():
            with duckdb.connect(str(warehouse), read_only=True) as connection:
                _check_rows(manifest, connection)
        if manifest.build:
            found = build_info(folder / in_workspace(PUBLISHED, f"{manifest.build}.duckdb")).build
            if found != manifest.build:
                raise BackupError(f"the backup's build: expected {manifest.build}, found {found}.")
    except duckdb.Error as error:
        raise BackupError(f"the backup cannot be used: a database in it does not open: {error}") from None


def _check_rows(manifest: Manifest, connection: duckdb.DuckDBPyConnection) -> None:
    if (found := migrations_of(connection)) != manifest.migrations:
        raise BackupError(f"the backup's schema: expected {manifest.migrations[-1:]}, found {found[-1:]}.")
    rows = rows_of(connection)
    for table in sorted(rows.keys() | manifest.rows.keys()):
        expected, here = manifest.rows.get(table), rows.get(table)
        if here != expected:
            raise BackupError(f"the backup's table {table}: expected {expected} rows, found {here}.")


def migrations_of(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The migrations that a warehouse has, in order."""
    return tuple(str(name) for (name,) in connection.execute("SELECT name FROM migrations ORDER BY name").fetchall())


def loaded_of(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, str]]:
    """The ledger: file of landing -> (bytes loaded, their hash)."""
    rows = connection.execute("SELECT file, bytes, sha256 FROM ledger").fetchall()
    return {str(file): (int(size), str(digest)) for file, size, digest in rows}


def rows_of(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Table -> its rows."""
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary AND NOT internal "
        "ORDER BY table_name"
    ).fetchall()
    counts: dict[str, int] = {}
    for (name,) in names:
        row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - our own tables
        counts[str(name)] = int(row[0]) if row else 0
    return counts
