"""The kinds of records: one module each, with its model, key, identity, personal fields and how files of it are imported.

A module that is put here is a kind; nothing else names it. Beside its module a kind needs a table (`data/migrations`) and what
takes its rows in (`data/merges/<table>.sql`).
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from data.record import importing, model
from data.record.importing import Import
from data.record.model import Record

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

KINDS: dict[str, type[Record]] = model.REGISTERED
"""Record kind as landing lines name it -> its model."""
IMPORTS: dict[str, Import] = importing.REGISTERED
"""What can be imported: name on the command line -> how."""
