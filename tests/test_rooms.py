"""The house keeps its shape: imports point down the design's table only, and rooms keep what is theirs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from radon.complexity import cc_visit
from radon.visitors import Function

from tests.conftest import ROOT

ROOMS = ("overheard", "dashboard", "analysis", "crawlers", "data")
"""From the door down; a room may import those below it and itself."""
FORBIDDEN = {
    "crawlers/extract": {"scrapy", "twisted", "playwright", "duckdb", "socket", "requests", "httpx"},
    "dashboard/exports": {"streamlit", "duckdb", "scrapy"},
    "analysis": {"streamlit", "scrapy", "playwright"},
    "data": {"streamlit", "scrapy", "playwright"},
    "crawlers": {"duckdb", "streamlit"},
}
ORDER = {
    "crawlers": (
        "crawlers.settings",
        "crawlers.landing",
        "crawlers.spiders",
        "crawlers.fetching",
        "crawlers.sources",
        "crawlers.extract",
    ),
    "crawlers.extract": (
        "crawlers.extract.rankings",
        "crawlers.extract.faqs",
        "crawlers.extract.site",
        "crawlers.extract.channels",
        "crawlers.extract.reviews",
        "crawlers.extract.page",
    ),
    "analysis": (
        "analysis.pipeline",
        "analysis.claims",
        "analysis.discovery",
        "analysis.figures",
        "analysis.topics",
        "analysis.reading",
        "analysis.taught",
        "analysis.sentiment",
        "analysis.text",
    ),
    "dashboard": (
        "dashboard.app",
        "dashboard.app_pages",
        "dashboard.views",
        "dashboard.charts",
        "dashboard.exports",
        "dashboard.serving",
        "dashboard.reports",
    ),
    "data": (
        "data.backup",
        "data.forgetting",
        "data.access",
        "data.archive",
        "data.entries",
        "data.publish",
        "data.upkeep",
        "data.load",
        "data.imports",
        "data.landing",
        "data.kinds",
        "data.record",
        "data.state",
        "data.workspace",
        "data.privacy",
        "data.cells",
        "data.languages",
        "data.warehouse",
        "data.views",
        "data.urls",
    ),
    "overheard": ("overheard.cli", "overheard.demo", "overheard.commands", "overheard.alerts"),
}
"""The rooms inside a room, from the door down: each may import those below it and itself."""
DATABASE = {"analysis.reading", "analysis.pipeline", "analysis.tables"}
"""What of the analysis may touch the database."""
SIDE_BY_SIDE = 14
"""Modules of one folder; more of them want a room inside."""
FLEETS = {
    "dashboard/reports/tables",
    "data/kinds",
    "crawlers/sources/networks",
    "crawlers/sources/reviews",
    "crawlers/sources/search",
}
"""Folders of modules of one kind, as many as there are of it."""

TOO_COMPLEX = 15
"""The cyclomatic complexity that no function is above, boolean operators included; ruff's C901, without them, stops at 10."""


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the room"
            yield node.module or ""


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    relative = path.relative_to(ROOT)
    above = set(ROOMS[: ROOMS.index(relative.parts[0])])
    forbidden = {
        name for folder, names in FORBIDDEN.items() if relative.as_posix().startswith(folder + "/") for name in names
    }
    for name in imports(path):
        assert name.split(".")[0] not in above | forbidden, f"{relative} imports {name}"


def module_name(path: Path) -> str:
    """`crawlers.extract.page` for crawlers/extract/page/__init__.py."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down_inside_a_room_too(path: Path) -> None:
    name = module_name(path)
    for rooms in ORDER.values():
        own = next((place for place, room in enumerate(rooms) if within(name, room)), None)
        if own is None:
            continue
        above = rooms[:own]
        for imported in imports(path):
            wrong = [room for room in above if within(imported, room)]
            assert not wrong, f"{name} imports {imported}, which is above {rooms[own]}"


@pytest.mark.parametrize("room", ORDER)
def test_the_order_names_every_room(room: str) -> None:
    folders = {module_name(path) for path in (ROOT / room.replace(".", "/")).glob("*/__init__.py")}
    assert folders <= set(ORDER[room]), "a room that the order does not name"
    for name in ORDER[room]:
        place = ROOT / name.replace(".", "/")
        assert place.is_dir() or place.with_suffix(".py").is_file(), f"{name} is not there"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "analysis").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_the_analysis_touches_the_database_at_its_edges_only(path: Path) -> None:
    name = module_name(path)
    if not any(within(name, room) for room in DATABASE):
        wrong = [imported for imported in imports(path) if imported in ("duckdb", "data.warehouse", "analysis.tables")]
        assert not wrong, f"{name} imports {wrong}"


def test_no_folder_is_a_heap() -> None:
    folders = {path.parent for path in modules()}
    heaps = {
        folder.relative_to(ROOT).as_posix(): n
        for folder in folders
        if (n := len([path for path in folder.glob("*.py") if path.name != "__init__.py"])) > SIDE_BY_SIDE
    }
    assert not heaps.keys() - FLEETS, heaps


def test_no_function_is_too_complex() -> None:
    ours = [*modules(), *(path for folder in ("benchmarks", "tools") for path in (ROOT / folder).rglob("*.py"))]
    found = {name: n for path in ours for name, n in too_complex(path)}
    # What a test asserts is a list, however long, not a branch.
    found |= {name: n for path in (ROOT / "tests").rglob("*.py") for name, n in too_complex(path, no_assert=True)}
    assert not found, found


def too_complex(path: Path, *, no_assert: bool = False) -> Iterator[tuple[str, int]]:
    """(file:function, complexity) of each function and method of a file that is above the limit."""
    for block in cc_visit(path.read_text(encoding="utf-8"), no_assert=no_assert):
        if isinstance(block, Function) and block.complexity > TOO_COMPLEX:
            yield f"{path.relative_to(ROOT).as_posix()}:{block.fullname}", block.complexity


def test_no_import_runs_in_a_circle() -> None:
    """Not even through imports inside functions or for types alone."""
    names = {module_name(path): path for path in modules()}
    below: dict[str, set[str]] = {}
    for name, path in names.items():
        below[name] = {
            found for imported in imported_names(path) if (found := nearest(imported, names)) not in ("", name)
        }
    while leaves := [name for name, targets in below.items() if not targets]:
        for name in leaves:
            del below[name]
        for targets in below.values():
            targets.difference_update(leaves)
    assert not below, {name: sorted(targets) for name, targets in below.items()}


def imported_names(path: Path) -> Iterator[str]:
    """Modules and `module.name` of each import of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def nearest(name: str, modules: Mapping[str, Path]) -> str:
    """The module that an imported name is, or is of; '' where it is none of ours."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


def test_queries_of_the_app_live_in_sql_files() -> None:
    for path in (ROOT / "dashboard").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            assert not text.lstrip().upper().startswith("SELECT "), f"{path}: a query outside dashboard/reports/sql"


def test_sql_files_begin_with_their_grain_or_purpose() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.sql")]
    assert len(files) > 40
    for path in files:
        assert path.read_text(encoding="utf-8").startswith("--"), path
