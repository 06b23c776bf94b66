"""Writes docs/reference/ from the code: every key of overheard.toml, every source, every command, what can be imported, every
published table.

    python tools/write_reference.py

tests/test_reference.py fails when the pages are not what this would write.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402
from pydantic.fields import FieldInfo  # noqa: E402
from pydantic_core import PydanticUndefined  # noqa: E402
from typer.main import get_command  # noqa: E402

from crawlers.sources.networks.base import Network  # noqa: E402
from crawlers.sources.reviews.base import ReviewSource  # noqa: E402
from crawlers.sources.search.base import LookUp  # noqa: E402
from crawlers.sources.source import NAMED, Limits  # noqa: E402
from data.kinds import IMPORTS  # noqa: E402
from data.publish import build_tables  # noqa: E402
from data.views import load_views  # noqa: E402
from data.warehouse import migrate  # noqa: E402
from data.workspace.tables import ConfigFile  # noqa: E402
from overheard.cli import app  # noqa: E402

FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by tools/write_reference.py from the code; change the code, then run it again. -->"


def pages() -> dict[str, str]:
    """File name in docs/reference -> its text."""
    return {
        "commands.md": page("The commands", commands()),
        "overheard-toml.md": page("overheard.toml", config()),
        "sources.md": page("The sources", sources()),
        "imports.md": page("What can be imported", imports()),
        "tables.md": page("The published tables", tables()),
    }


def page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", NOTE, "", *lines]) + "\n"


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def commands() -> Iterator[str]:
    """Each command with its arguments and options, from typer's help."""
    yield "Exit codes: 0 done; 1 done, with a new failure, named on standard error and in `status`; 2 wrong call or"
    yield "configuration, nothing touched."
    yield ""
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        yield f"## overheard {name}"
        yield command.help or ""
        yield ""
        rows = [(_call(parameter), _default(parameter), parameter.help or "") for parameter in command.params]
        yield from table(("argument or option", "default", "meaning"), rows)


def _call(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name.upper()}`"
    kind = str(parameter.type_descriptor.annotation)
    word = next(
        (word for mark, word in (("Path", "PATH"), ("int", "NUMBER"), ("float", "NUMBER")) if mark in kind), "TEXT"
    )
    value = "" if getattr(parameter, "is_flag", False) else f" {word}"
    return f"`{', '.join((*parameter.opts, *parameter.secondary_opts))}{value}`"


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    if value in (None, "", False, ()) or callable(value):
        return ""
    return f"`{value}`"


def config() -> Iterator[str]:
    """Each table of overheard.toml and its keys, from the models' own descriptions."""
    for name, field in ConfigFile.model_fields.items():
        model = _model(field)
        many = field.annotation is not model
        yield f"## {f'[[{name}]]' if many else f'[{name}]'}"
        yield (field.description or "") + (" May be repeated." if many else "")
        yield ""
        rows = [
            (f"`{key}`", _accepted(each), _shown_default(each), each.description or "")
            for key, each in model.model_fields.items()
        ]
        yield from table(("key", "accepted", "default", "meaning"), rows)


def _model(field: FieldInfo) -> Any:
    return next(
        (kind for kind in (field.annotation, *get_args(field.annotation)) if hasattr(kind, "model_fields")), None
    )


def _accepted(field: FieldInfo) -> str:
    """The kind of value, with its bounds, in a few words."""
    text = str(field.annotation)
    choices = re.findall(r"'([^']+)'", text) if "Literal" in text else []
    if choices:
        return " ".join(f"`{choice}`" for choice in choices)
    word = next((word for mark, word in _KINDS if mark in text), "text")
    bounds = [
        f"{name} {value}" for name, mark in (("from", "ge"), ("to", "le")) if (value := _bound(field, mark)) is not None
    ]
    return " ".join([word, *bounds])


_KINDS = (
    ("Mapping", "text or table"),
    ("tuple", "list of texts"),
    ("bool", "true or false"),
    ("float", "number"),
    ("int", "whole number"),
)


def _bound(field: FieldInfo, mark: str) -> object:
    return next((getattr(each, mark) for each in field.metadata if hasattr(each, mark)), None)


def _shown_default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "required"
    if value in (None, "", (), {}):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{list(value)}`".replace("'", '"')
    return f"`{value}`"


def sources() -> Iterator[str]:
    """Each source: what can be set for it, where it is asked, and how much of it is read in one crawl."""
    for title, base, one in (
        ("Networks", Network, "query"),
        ("Reviews", ReviewSource, "app, product or shop"),
        ("Search results", LookUp, "keyword"),
    ):
        yield f"## {title}"
        yield ""
        for name, source in base.fleet().items():
            yield f"### {name}"
            yield " ".join((sys.modules[source.__module__].__doc__ or "").split("\n\n")[0].split())
            yield ""
            yield from table(("setting", "meaning"), [(f"`{key}`", text) for key, text in source.options.items()])
            hosts = ["the host that is named" if host == NAMED else host for host in source.hosts]
            robots = "robots.txt is obeyed" if source.robots else "an API, to which robots.txt does not apply"
            yield f"Asked at {', '.join(hosts)} ({robots}); in one crawl at most {_limits(source.limits)} for each {one}."
            yield ""


def _limits(limits: Limits) -> str:
    requests = "one request" if limits.asks == 1 else f"{limits.asks:,} requests"
    return f"{requests} and {limits.items:,} items"


def imports() -> Iterator[str]:
    """Each import kind and its columns."""
    for kind in IMPORTS.values():
        yield f"## overheard import {kind.name}"
        groups = " and ".join(" or ".join(f"`{name}`" for name in group) for group in kind.required)
        yield f"Needs a column for {groups}."
        yield ""
        yield from table(("field", "kind of value"), [(f"`{name}`", value) for name, value in kind.cells.items()])


def tables() -> Iterator[str]:
    """Each table of a published build: its grain and its columns."""
    yield "All times are UTC. A value that was not observed is NULL."
    yield ""
    with duckdb.connect() as connection:
        migrate(connection, Path("memory"))
        load_views(connection)
        for name, (purpose, query) in build_tables(connection).items():
            yield f"## {name}"
            yield purpose
            yield ""
            columns = connection.execute(f"DESCRIBE {query}").fetchall()
            yield from table(("column", "type"), [(f"`{column[0]}`", str(column[1])) for column in columns])


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"wrote docs/reference/{name}")


if __name__ == "__main__":
    main()
