"""The tables of the published build that can be exported, one module each; `table_report` makes one by its name."""

from __future__ import annotations

from dashboard.reports.tables.table import Field, TableReport, subjects, table_report

__all__ = ["Field", "TableReport", "subjects", "table_report"]
