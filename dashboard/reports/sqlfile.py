"""The text of a query of sql/, for whoever asks a build: the app, the exports and `overheard status`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SQL = Path(__file__).parent / "sql"


@cache
def read_query(name: str) -> str:
    """The text of sql/<name>.sql. Raises FileNotFoundError."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
