"""Sources register themselves where they are defined, and are found by looking through their folder: no list is kept by hand.

    @register
    class Acme(Network): ...

A folder of sources holds one source a module; what they share is its `base`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

BASE = "base"
Found = TypeVar("Found", bound=type[Any])
_SOURCES: dict[str, type[Any]] = {}


def register(source: Found) -> Found:
    """Class decorator: makes a source known by its `name`. Raises ValueError if another has it."""
    known = _SOURCES.setdefault(source.name, source)
    if known.__module__ != source.__module__:
        raise ValueError(f"the name {source.name!r} is that of {known.__module__} and of {source.__module__}")
    return source


def modules(package: str) -> list[str]:
    """The modules of a package of sources, one a source."""
    folder = import_module(package)
    return [f"{package}.{found.name}" for found in iter_modules(folder.__path__) if found.name != BASE]


@cache
def scan(package: str) -> dict[str, type[Any]]:
    """All sources that the modules of a package register, by name."""
    names = modules(package)
    for name in names:
        import_module(name)
    return {name: source for name, source in _SOURCES.items() if source.__module__ in names}
