"""The reference pages say what the code says, and every key of overheard.toml is read by somebody."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Iterator
from typing import Any

from data.workspace import Crawl, OwnDriver
from data.workspace.searches import Search
from data.workspace.tables import Brand, Listen, Settings
from tests.conftest import ROOT

TABLES = (Settings, Brand, Listen, Search, Crawl, OwnDriver)
RENAMED = {"sentiment_model": "sentiment_folders"}
"""Keys that are read through a property."""


def test_the_reference_is_what_the_code_says() -> None:
    written: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "write_reference.py"))["pages"]()
    folder = ROOT / "docs" / "reference"
    assert {path.name for path in folder.glob("*.md")} == set(written)
    for name, text in written.items():
        now = (folder / name).read_text(encoding="utf-8")
        assert now == text, f"docs/reference/{name} is stale: run python tools/write_reference.py"


def attributes() -> Iterator[str]:
    """Names of all attributes that are read outside the room that defines overheard.toml."""
    for room in ("overheard", "dashboard", "analysis", "crawlers", "data"):
        for path in (ROOT / room).rglob("*.py"):
            if "workspace" in path.relative_to(ROOT).parts[:2]:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    yield node.attr


def test_every_key_is_described_and_read() -> None:
    read = set(attributes())
    for table in TABLES:
        for key, field in table.model_fields.items():
            assert field.description, f"{table.__name__}.{key} has no description"
            assert RENAMED.get(key, key) in read, f"{table.__name__}.{key} is read by nobody"
