"""One table of overheard.toml added, changed or taken away, as it is done on a screen: all else stays, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Comment, Table, Whitespace

from data.errors import ConfigError
from data.files import write_atomic
from data.state import locks
from data.workspace import CONFIG_NAME, STATE_NAME, Workspace, parse_workspace, slug
from data.workspace.edit import append_table, take_tail

WAIT_SECONDS = 10.0
TAKEN_AWAY = "a table that is taken away stood here"
ANOTHER_NAME = {("search", "url"): "folder"}
"""(table, key) -> another name under which the key may stand in the file."""


@dataclass(frozen=True)
class Change:
    """What becomes of the table `at` (from 0; None: a new one) of the list `table`: `values` by key, of which None takes the key
    away; `values` None takes the whole table away."""

    table: str
    at: int | None
    values: Mapping[str, Any] | None


def settings_text(root: Path) -> str:
    """The text of `root`/overheard.toml as it is now. Raises ConfigError."""
    path = root / CONFIG_NAME
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}.") from None


def change(root: Path, wanted: Change, seen: str) -> Workspace:
    """Make the change and return the workspace after it. `seen`: the text of the file that whoever wants the change saw.

    Raises ConfigError, the file untouched, where the file is another one by now or the result is no valid workspace, and
    locks.BusyError where somebody else is changing it."""
    with locks.hold(root / STATE_NAME, locks.SETTINGS, wait_seconds=WAIT_SECONDS):
        text = settings_text(root)
        if text != seen:
            raise ConfigError(
                f"{root / CONFIG_NAME}: it was changed since this page was opened, so nothing was written. Reload it, and "
                "change what is still to be changed."
            )
        after = changed(text, wanted)
        workspace = parse_workspace(after, root.resolve())
        if after != text:
            write_atomic(root / CONFIG_NAME, after)
        return workspace


def changed(text: str, wanted: Change) -> str:
    """The text of an overheard.toml after a change; line ends stay. Raises ConfigError where there is no such table."""
    document, result = tomlkit.parse(text), ""
    if wanted.at is None:
        values = {key: value for key, value in (wanted.values or {}).items() if value is not None}
        append_table(document, wanted.table, {key: _item(value) for key, value in values.items()})
    else:
        tables = document.get(wanted.table)
        if tables is None or not 0 <= wanted.at < len(tables):
            raise ConfigError(f"{CONFIG_NAME}: {wanted.table}[{wanted.at + 1}]: expected a table there, found none.")
        if wanted.values is None:
            result = _without(document, wanted.table, wanted.at)
        else:
            _set(tables[wanted.at], wanted.table, wanted.values)
    result = result or tomlkit.dumps(document)
    return result.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else result


def _set(table: Any, name: str, values: Mapping[str, Any]) -> None:
    if name == "brand" and "id" not in table and values.get("name", table["name"]) != table["name"]:
        # what was collected is kept under the id, which was made of the old name
        table["id"] = slug(str(table["name"]))
    tail = _open_end(table)
    for given, value in values.items():
        other = ANOTHER_NAME.get((name, given))
        key = other if other and other in table else given
        if value is None:
            table.pop(key, None)
        elif isinstance(value, Mapping) and key in table:
            _set_all(table[key], value)
        elif key not in table or table[key] != value:
            table[key] = _item(value)
    for item in tail:
        table.value.body.append((None, item))


def _open_end(table: Any) -> list[Any]:
    """Take away what stands after a table's keys and before the next table, so that a new key comes before it."""
    if not isinstance(table, Table):
        return []
    tail, body = take_tail(table), table.value.body
    while body and isinstance(body[-1][1], Whitespace):
        body.pop()
    return tail


def _set_all(inner: Any, values: Mapping[str, Any]) -> None:
    """A table within a table holds just these values afterwards."""
    for key in [key for key in inner if key not in values]:
        del inner[key]
    for key, value in values.items():
        if key not in inner or inner[key] != value:
            inner[key] = _item(value)


def _item(value: Any) -> Any:
    """A value as a person would write it: long lists a line each."""
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        array.extend(value)
        return array.multiline(len(value) > 2)
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update({key: _item(inner) for key, inner in value.items()})
        return inline
    return value


def _without(document: tomlkit.TOMLDocument, name: str, at: int) -> str:
    """The text without a table and what stands between its keys. What comes after its last key introduces the next, and stays."""
    tables = document[name]
    if not isinstance(tables[at], Table):
        del tables[at]
        if not len(tables):
            del document[name]
        return tomlkit.dumps(document)
    body = tables[at].value.body
    last = max((place for place, (key, _) in enumerate(body) if key is not None), default=-1)
    after = [(None, item) for _, item in body[last + 1 :] if isinstance(item, Whitespace | Comment)]
    for key in list(tables[at]):
        del tables[at][key]
    body[:] = [(None, tomlkit.comment(TAKEN_AWAY)), *after]
    lines = tomlkit.dumps(document).splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if TAKEN_AWAY in line)
    before, rest = lines[: place - 1], lines[place + 1 :]
    while before and rest and not before[-1].strip() and not rest[0].strip():
        rest.pop(0)
    return "".join(before + rest)
