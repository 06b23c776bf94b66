"""The tables of the published build that can be exported, one module each; `table_report` makes one by its name."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from dashboard.reports.tables.table import Field, TableReport, subjects, table_report

__all__ = ["Field", "TableReport", "subjects", "table_report"]

for _module in iter_modules(__path__):  # each registers its table
    import_module(f"{__name__}.{_module.name}")
