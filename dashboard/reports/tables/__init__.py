"""The tables of the published build that can be exported, one module each; `table_report` makes one by its name."""

from __future__ import annotations

from dashboard.reports.tables.table import ALL_CUSTOMERS, OF_PERSONAS, Field, TableReport, subjects, table_report

__all__ = ["ALL_CUSTOMERS", "OF_PERSONAS", "Field", "TableReport", "subjects", "table_report"]
