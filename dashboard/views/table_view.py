"""One table of the build as a data frame that a reader can sort, search and copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.names import count
from dashboard.reports.safety import clean
from dashboard.reports.tables import Field, TableReport
from dashboard.views.markup import safe_url

EVERYBODY = "*"
_FORMATS = {"score": "%.2f", "signed": "%+.2f", "count": "%d", "share": "percent", "q": "%.4f"}


def table_view(report: TableReport, empty: str = "") -> None:
    """The rows, how many there are, and the table's note; in words, `empty` where it is given, where there are none."""
    rows_view(report.fields, report.rows, report.note, empty)


def rows_view(
    fields: Sequence[Field], rows: Sequence[tuple[Any, ...]], note: str, empty: str = "", total: int | None = None
) -> None:
    """As `table_view`, of rows that are some of `total` (None: all)."""
    if not rows:
        st.info(empty or t("app.tables.empty"))
        st.caption(note)
        return
    columns = list(zip(*rows, strict=True))
    frame = pd.DataFrame({field.heading: _cells(field, values) for field, values in zip(fields, columns, strict=True)})
    n = len(rows) if total is None else total
    st.caption(t("app.tables.rows_one" if n == 1 else "app.tables.rows", n=count(n)))
    st.dataframe(frame, hide_index=True, column_config={field.heading: _column(field) for field in fields})
    st.caption(f"{note} {t('app.tables.missing')}")


def _cells(field: Field, values: tuple[Any, ...]) -> list[Any]:
    """Addresses that are none of the web stay out of links; texts lose what only controls a screen."""
    if field.key.endswith("url"):
        return [safe_url(value or "") for value in values]
    return [clean(value) if isinstance(value, str) else value for value in values]


def _column(field: Field) -> Any:
    if field.key.endswith("url"):
        return st.column_config.LinkColumn(width="medium")
    if field.format in _FORMATS:
        return st.column_config.NumberColumn(format=_FORMATS[field.format])
    return st.column_config.TextColumn(width="large" if field.width >= 26 else "medium" if field.width >= 14 else None)
