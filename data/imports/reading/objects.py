"""Objects of JSON as rows: flat, one a line, or a list somewhere within a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.imports.errors import ImportFileError
from data.imports.reading.rows import MAX_COLUMNS, Row, Whole

MAX_JSON = 256 << 20
"""Bytes of a JSON file, which is read whole."""
_DEPTH = 6
Fits = Callable[[Sequence[str]], float]
"""How well names of columns fit what is imported: from 0."""


def json_values(lines: Iterable[str], first: int) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """(line, flat object), or (line, text of the line) for a line that is no object."""
    for number, line in enumerate(lines, start=first):
        text = line.lstrip("\ufeff").strip()
        if not text:
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            yield number, text
            continue
        yield number, flat(value) if isinstance(value, dict) else text


def flat(value: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """{"a": {"b": 1}} -> {"a.b": 1}; a list of one object, and an object that is written as a text, likewise."""
    found: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], dict):
            inner = inner[0]
        elif isinstance(inner, str) and inner[:1] == "{" and (written := written_object(inner)) is not None:
            inner = written
        if isinstance(inner, dict) and depth < _DEPTH:
            found |= flat(inner, f"{prefix}{key}.", depth + 1)
        else:
            found[prefix + key] = inner
    return found


def written_object(cell: Any) -> dict[str, Any] | None:
    """The object that a cell holds as text; None for any other cell."""
    if not isinstance(cell, str) or not cell.lstrip().startswith("{"):
        return None
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def names_of(objects: Iterable[Mapping[str, Any]], path: object) -> list[str]:
    """All keys of objects, in the order in which they are met. Raises ImportFileError."""
    names: dict[str, None] = {}
    for found in objects:
        names.update(dict.fromkeys(found))
        if len(names) > MAX_COLUMNS:
            raise ImportFileError(f"{path}: expected at most {MAX_COLUMNS} keys in all, found more.")
    return list(names)


def read_json(path: Path, encoding: str, fits: Fits) -> Whole | None:
    """The records of a JSON file; None where it holds none, or is no JSON as a whole (objects line by line). Raises
    ImportFileError."""
    if path.stat().st_size > MAX_JSON:
        raise ImportFileError(
            f"{path}: expected at most {MAX_JSON >> 20} MB of JSON, found more. Save it with one object a line."
        )
    try:
        tree = json.loads(path.read_text(encoding=encoding, errors="replace").lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    best: tuple[float, int, str, list[dict[str, Any]]] | None = None
    for where, objects in _lists(tree):
        records = [flat(record) for record in objects]
        names = names_of(records[:200], path)
        rank = (fits(names), min(len(names), 3) * len(records))
        if best is None or rank > best[:2]:
            best = (*rank, where, records)
    if best is None:
        return None
    _, _, where, records = best
    header = names_of(records, path)
    rows: list[Row] = [(i, [record.get(name) for name in header]) for i, record in enumerate(records, start=1)]
    return Whole(header, rows, (f"records read from {where} of the file",) if where else ())


def _lists(tree: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Where objects are listed within a tree: (path of keys, all objects at it), lists within lists as one, with the fields
    that are beside the list."""
    found: dict[str, list[dict[str, Any]]] = {}
    stack: list[tuple[str, Any, dict[str, Any]]] = [("", tree, {})]
    met: list[tuple[str, Any, dict[str, Any]]] = []
    while stack:
        where, value, beside = stack.pop()
        met.append((where, value, beside))
        stack += _within(where, value, beside)
    for where, value, beside in met:
        if objects := _objects(value):
            found.setdefault(where, []).extend({**beside, **record} for record in objects)
    if not found and isinstance(tree, dict) and tree:
        found[""] = [tree]
    yield from found.items()


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or of an object that holds nothing but objects of the same keys; without what only wraps them."""
    if isinstance(value, dict):
        return [{"key": key, **each} for key, each in value.items()] if _are_alike(list(value.values())) else []
    if not isinstance(value, list):
        return []
    objects = [each for each in value if isinstance(each, dict)]
    if len(objects) * 2 < len(value):
        return []
    inner = [next(iter(each.values())) for each in objects if len(each) == 1]
    wrapped = len(inner) == len(objects) and all(isinstance(each, dict) for each in inner)
    return inner if wrapped and len({tuple(each) for each in objects}) == 1 else objects


def _are_alike(values: list[Any]) -> bool:
    """Whether several values are all objects of the same keys."""
    return (
        len(values) > 1
        and all(isinstance(each, dict) and each for each in values)
        and len({frozenset(each) for each in values}) == 1
    )


def _within(where: str, value: Any, beside: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What is to be looked at inside: values of an object, and of a list's objects those that are lists of objects."""
    if where.count(".") > _DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in reversed(value.items()):
            if isinstance(inner, dict | list):
                yield f"{where}.{key}" if where else key, inner, beside
    elif isinstance(value, list):
        for each in reversed([each for each in value if isinstance(each, dict)]):
            own = {f"parent.{key}": inner for key, inner in flat(_without_lists(each)).items()}
            for key, inner in reversed(each.items()):
                if _lists_objects(inner):
                    yield f"{where}.{key}" if where else key, inner, own


def _without_lists(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if not isinstance(inner, list)}


def _lists_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
