"""The house keeps its shape: imports point down the design's table only, and rooms keep what is theirs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

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
LIMIT = 400


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


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LIMIT


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
