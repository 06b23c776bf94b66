"""The gaps of one brand to its rivals."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import rival_name, topic_name
from dashboard.reports.queries import Row
from dashboard.reports.safety import one_line
from dashboard.reports.tables.table import Content, Field, View, heading


def gaps(view: View) -> Content:
    """One row a comparison of the brand."""
    own = one_line(view.names[view.brand])
    fields = (
        Field("kind", heading("compared"), width=16),
        Field("topic", heading("topic"), width=18),
        Field("rival", heading("rival"), width=16),
        Field("own", heading("own_value", brand=own), "score", 9, observed=True),
        Field("other", heading("other_value"), "score", 9, observed=True),
        Field("gap", heading("gap"), "signed", 10),
        Field("low", heading("low"), "signed", 8),
        Field("high", heading("high"), "signed", 8),
        Field("q", heading("q"), "q", 8),
        Field("n_own", heading("n_own", brand=own), "count", 9),
        Field("n_other", heading("n_other"), "count", 9),
        Field("unit", heading("unit"), width=10),
        Field("status", heading("status_plain"), width=18),
        Field("interval_holds", heading("interval_holds"), width=18),
    )
    rows = [
        (
            words.named("compared", row["kind"]),
            topic_name(row["topic"]),
            _against(row, view.names),
            *(row[name] for name in ("own", "other", "gap", "low", "high", "q", "n_own", "n_other")),
            words.named("counted", row["unit"]),
            words.named("status", row["status"]),
            words.named("interval_holds", row["interval_holds"]),
        )
        for row in view.rows("brand_gaps", edition=view.edition["edition"], brand=view.brand)
    ]
    return fields, rows


def _against(row: Row, names: dict[str, str]) -> str:
    if row["kind"] in ("trend", "unmet"):
        return t(f"export.compared.against_{row['kind']}")
    return rival_name(row["rival"], names)
