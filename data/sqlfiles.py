"""SQL lives in files: this reads them. A file begins with a comment that states its grain or its purpose."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent


@cache
def read_sql(folder: str, name: str) -> str:
    """The text of data/<folder>/<name>.sql."""
    return (ROOT / folder / f"{name}.sql").read_text(encoding="utf-8")


def sql_names(folder: str) -> list[str]:
    """The names of the .sql files of data/<folder>, sorted."""
    return sorted(path.stem for path in (ROOT / folder).glob("*.sql"))
