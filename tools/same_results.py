"""Whether two revisions publish and export the same from the same recorded landing files, row for row.

    python tools/same_results.py OLD NEW WORKSPACE [WORKSPACE ...] [--keep FOLDER]

OLD and NEW are git revisions, or `.` for the work tree as it is. WORKSPACE is the folder of an overheard.toml with its
.overheard; it is copied, never written. Each revision analyses its copy afresh, models included, at two fixed moments: an hour
after the newest run of the recording, and 31 days later, when the month before is frozen and old records are forgotten. All
tables of both builds and all exports of both are then compared. One line a table or export; exit code 0 if all are equal,
1 with the first rows that differ if not.

Only the command line is used (`overheard analyze`, `overheard export`), the published builds, and `data/clock.py` or another
module named `clock` that asks `datetime.now`. Left out of the comparison, because they cannot be equal:
- the random end of the ids of runs and builds made here (20261201T003400Z-3fa1), wherever it appears;
- build_info.schema_version, which counts migrations: one may be added without changing a figure.
Rows of tables have no order here; lines of exports have. Columns may change their order, not their names or types.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import load_workbook
from pptx import Presentation

ROOT = Path(__file__).resolve().parent.parent
STATE = ".overheard"
MADE_HERE = ("warehouse*", "published", "models*", "*models", "locks", "logs")
"""What of a recorded state is made from the rest, and so is made again."""
LATER = timedelta(days=31)
SUBJECTS, SUFFIXES = ("swot", "comparison", "gaps"), ("json", "csv", "md", "html", "xlsx", "pptx")
NOT_COMPARED = {"build_info": {"schema_version"}}
RANDOM_END = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{4}\b")
SHOWN, SHORT, WIDTH = 3, 60, 400
CLOCK = '''
"""Runs in every Python process of a replay, spawned ones too: stops the clock and forgets other checkouts."""
import datetime, importlib.machinery, pathlib, sys
ROOT, NOW = {root!r}, datetime.datetime.fromisoformat({now!r})
REAL = datetime.datetime
sys.path[:] = [p for p in sys.path if p == ROOT or not (pathlib.Path(p) / "overheard" / "__init__.py").is_file()]

class Stopped(REAL):
    @classmethod
    def now(cls, tz=None):
        return REAL.fromtimestamp(NOW.timestamp(), tz)

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target) if name.endswith(".clock") else None
        if spec is None or not pathlib.Path(str(spec.origin)).is_relative_to(ROOT):
            return None
        load = spec.loader.exec_module
        def load_and_stop(module):
            load(module)
            for key in [key for key, value in vars(module).items() if value is REAL]:
                setattr(module, key, Stopped)
        spec.loader.exec_module = load_and_stop
        return spec

sys.meta_path.insert(0, Finder)
'''
EXPORTS = '''
"""Many commands in one process: prints the exit code of each."""
import json, runpy, sys
for arguments in json.loads(sys.argv[1]):
    sys.argv, code = ["overheard", *arguments], 0
    try:
        runpy.run_module("overheard", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code or 0
    print("exit code", code, flush=True)
'''


class ReplayError(Exception):
    """A revision could not replay a recording; the message says what it printed."""


def checkout(revision: str, folder: Path) -> Path:
    """The files of a git revision in `folder`, or the work tree for '.'. Raises ReplayError."""
    if revision == ".":
        return ROOT
    packed = subprocess.run(["git", "-C", ROOT, "archive", revision], check=False, capture_output=True)
    if packed.returncode:
        raise ReplayError(f"{revision}: {packed.stderr.decode()}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def recorded_until(workspace: Path) -> datetime:
    """When the newest run of a recording began, by its landing folder's name. Raises ReplayError."""
    runs = sorted(path.name for path in (workspace / STATE / "landing").glob("*T*Z-*"))
    if not runs:
        raise ReplayError(f"{workspace}: expected {STATE}/landing with the folders of runs, found none")
    return datetime.strptime(runs[-1][:16], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007 - naive UTC, as the database has it


class Replay:
    """One revision's code in `tree` on its own copy of `workspace` below `folder`."""

    def __init__(self, tree: Path, workspace: Path, folder: Path) -> None:
        self.tree, self.folder = tree, folder
        self.root = folder / workspace.name
        shutil.copytree(workspace, self.root, ignore=lambda path, names: _made_here(Path(path), names))

    def moments(self) -> Iterator[tuple[datetime, dict[str, Any]]]:
        """(moment, name -> table or lines of an export) at each of the two moments. Raises ReplayError."""
        first = recorded_until(self.root) + timedelta(hours=1)
        for now in (first, first + LATER):
            self.python(now, "-m", "overheard", "analyze", "--workspace", str(self.root))
            yield now, {**self._tables(now), **self._exports(now)}

    def python(self, now: datetime, *arguments: str) -> str:
        """What Python with this replay's code prints when the clock shows `now` (UTC). Raises ReplayError."""
        hook = self.folder / f"at-{now:%Y%m%d}"
        hook.mkdir(exist_ok=True)
        stopped = CLOCK.format(root=str(self.tree), now=f"{now.isoformat()}+00:00")
        (hook / "sitecustomize.py").write_text(stopped, encoding="utf-8")
        path = os.pathsep.join(map(str, (hook, self.tree)))
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-P", *arguments], env=environment, cwd=self.folder, capture_output=True, text=True, check=False
        )  # fmt: skip
        with (self.folder / "log").open("a", encoding="utf-8") as log:
            log.write(f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}\n")
        if done.returncode not in (0, 1):
            raise ReplayError(f"{self.tree}: {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr[-3000:]}")
        return done.stdout

    def code(self) -> str:
        """Where the code of this replay comes from, as its own interpreter says. Raises ReplayError if from elsewhere."""
        any_time = datetime(2000, 1, 1)  # noqa: DTZ001 - naive UTC, as the database has it
        found = self.python(any_time, "-c", "import overheard; print(overheard.__file__)").strip()
        if not Path(found).is_relative_to(self.tree):
            raise ReplayError(f"expected code of {self.tree}, found {found}")
        return found

    def _tables(self, now: datetime) -> dict[str, Any]:
        pointer = self.root / STATE / "published" / "CURRENT"
        if not pointer.is_file():
            raise ReplayError(f"expected a published build, found none. See {self.folder}/log")
        path = pointer.with_name(pointer.read_text(encoding="utf-8").strip())
        with duckdb.connect(str(path), read_only=True) as build:
            made = build.execute("SELECT created_at FROM build_info").fetchall()
            if made != [(now,)]:
                raise ReplayError(
                    f"{path}: expected a build made at {now}, the stopped clock; found {made}. See {self.folder}/log"
                )
            names = sorted(name for (name,) in build.execute("SELECT table_name FROM duckdb_tables()").fetchall())
            return {name: read_table(build, name) for name in names}

    def _exports(self, now: datetime) -> dict[str, Any]:
        files = {f"export {subject}.{suffix}": (subject, self.folder / f"{now:%Y%m%d}-{subject}.{suffix}")
                 for subject in SUBJECTS for suffix in SUFFIXES}  # fmt: skip
        commands = [["export", what, "--to", str(to), "--workspace", str(self.root)] for what, to in files.values()]
        (self.folder / "exports.py").write_text(EXPORTS, encoding="utf-8")
        printed = self.python(now, str(self.folder / "exports.py"), json.dumps(commands))
        if re.findall(r"^exit code .*", printed, re.MULTILINE) != ["exit code 0"] * len(files):
            raise ReplayError(f"expected {len(files)} exports, found some that failed. See {self.folder}/log")
        return {name: export_lines(path) for name, (_, path) in files.items()}


def _made_here(folder: Path, names: list[str]) -> set[str]:
    return set(shutil.ignore_patterns(*MADE_HERE)(str(folder), names)) if folder.name == STATE else set()


def read_table(build: duckdb.DuckDBPyConnection, name: str) -> Counter[tuple[str, ...]]:
    """The rows of a table as a multiset: 'column type = value' each, columns by name."""
    relation = build.execute(f'SELECT * FROM "{name}"')
    described = [(str(column[0]), str(column[1])) for column in relation.description or []]
    order = sorted(i for i, (column, _) in enumerate(described) if column not in NOT_COMPARED.get(name, ()))
    order.sort(key=lambda i: described[i])
    heads = {i: f"{described[i][0]} {described[i][1]} = " for i in order}
    return Counter(tuple(same_ids(f"{heads[i]}{row[i]!r}") for i in order) for row in relation.fetchall())


def same_ids(text: str) -> str:
    """`text` without the random ends of the ids of runs and builds."""
    return RANDOM_END.sub(r"\1", text)


def export_lines(path: Path) -> list[str]:
    """What an export says, line by line: text as it is, cells of a workbook, texts and charts of a deck."""
    if path.suffix == ".xlsx":
        return [same_ids(line) for line in _cells(path)]
    if path.suffix == ".pptx":
        slides = enumerate(Presentation(str(path)).slides, start=1)
        return [same_ids(f"slide {n}: {text}") for n, slide in slides for text in _texts(slide)]
    return same_ids(path.read_bytes().decode("utf-8")).splitlines()


def _cells(path: Path) -> Iterator[str]:
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    link = f" -> {cell.hyperlink.target}" if cell.hyperlink else ""
                    yield f"{sheet.title}!{cell.coordinate}: {cell.value!r}{link}"


def _texts(slide: Any) -> Iterator[str]:
    """All texts of a slide: the XML of its shapes, charts and notes, so that no kind of shape is overlooked."""
    parts = [relation.target_part for relation in slide.part.rels.values()
             if not relation.is_external and relation.reltype.endswith(("/chart", "/notesSlide"))]  # fmt: skip
    for part in (slide.part, *parts):
        yield from (node.text for node in part._element.iter("{*}t", "{*}v") if node.text)


def difference(old: Any, new: Any) -> list[str]:
    """What differs between two tables, or the lines of two exports: nothing if they are equal."""
    if old == new:
        return []
    if old is None or new is None:
        return [f"only in the {'new' if old is None else 'old'}"]
    both_tables = isinstance(old, Counter) and isinstance(new, Counter)
    first, pairs = _changed_rows(old, new) if both_tables else _changed_lines(old, new)
    return [first, *(line for a, b in pairs[:SHOWN] for line in _marked(a, b) if line[2:])]


def _changed_rows(old: Counter[tuple[str, ...]], new: Counter[tuple[str, ...]]) -> tuple[str, list[tuple[str, str]]]:
    """What to say first of two tables, and their rows that differ, side by side."""
    gone, come = sorted((old - new).elements()), sorted((new - old).elements())
    columns = sorted({value.partition(" = ")[0] for row in (*gone, *come) for value in row})
    changed = [name for name in columns if _column(gone, name) != _column(come, name)]
    rows = f"{len(gone)} rows only in the old, {len(come)} only in the new"
    pairs = [(_row(a, changed), _row(b, changed)) for a, b in zip_longest(gone, come, fillvalue=())]
    return f"{rows}; columns that differ: {', '.join(changed)}", pairs


def _changed_lines(old: Sequence[str], new: Sequence[str]) -> tuple[str, list[tuple[str, str]]]:
    """The same of the lines of two exports."""
    pairs = [(a, b) for a, b in zip_longest(old, new, fillvalue="") if a != b]
    return f"{len(pairs)} lines differ", pairs


def _column(rows: Sequence[tuple[str, ...]], name: str) -> Counter[str]:
    return Counter(value for row in rows for value in row if value.startswith(f"{name} = "))


def _row(row: tuple[str, ...], changed: Sequence[str]) -> str:
    """A row in words: first what tells which it is, the short values, then those of the columns that differ."""
    values = {value.partition(" = ")[0]: value for value in row}
    short = [value for name, value in values.items() if name not in changed and len(value) <= SHORT]
    return "; ".join(short + [values[name] for name in changed if name in values])


def _marked(a: str, b: str) -> tuple[str, str]:
    """Two different lines, each cut to what it says around their first difference."""
    same = next((i for i, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    start = max(0, same - WIDTH // 2)
    return f"- {a[start : start + WIDTH]}", f"+ {b[start : start + WIDTH]}"


def compare(old: Replay, new: Replay) -> int:
    """Replay both at once and print the comparison; returns how many tables and exports differ."""
    differ = 0
    with ThreadPoolExecutor(2) as pool:
        both = [replay.moments() for replay in (old, new)]
        while results := [found for found in pool.map(lambda moments: next(moments, None), both) if found]:
            (now, before), (_, after) = results
            for name in sorted({*before, *after}):
                found, lines = before.get(name, ()), difference(before.get(name), after.get(name))
                size = f"{found.total()} rows" if isinstance(found, Counter) else f"{len(found)} lines"
                result = f"DIFFERENT, {lines[0]}" if lines else f"equal ({size})"
                print("\n    ".join([f"{old.root.name} {now:%Y-%m-%d} {name}: {result}", *lines[1:]]), flush=True)
                differ += bool(lines)
    return differ


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("workspaces", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, help="a new folder in which all builds, exports and logs are left")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            differ = _compare_all(options, (options.keep or Path(temporary)).resolve())
    except ReplayError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{differ} differ" if differ else "all equal")
    return 1 if differ else 0


def _compare_all(options: argparse.Namespace, folder: Path) -> int:
    sides = {"old": options.old, "new": options.new}
    trees = {side: checkout(revision, folder / side / "code") for side, revision in sides.items()}
    differ = 0
    for number, workspace in enumerate(options.workspaces):
        old, new = (Replay(tree, workspace.resolve(), folder / side / str(number)) for side, tree in trees.items())
        if not number:
            print(f"old {options.old}: {old.code()}\nnew {options.new}: {new.code()}", flush=True)
        differ += compare(old, new)
    return differ


if __name__ == "__main__":
    sys.exit(main())
