"""The SWOT as one csv table: a row a line or lead, its evidence in numbered columns at the end.

UTF-8 with a byte order mark so that Excel reads it; comma separated, every text quoted, numbers bare. Texts are put
on one line and neutralised against formulas. Column names are fixed English keys, for scripts.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime

from dashboard.reports.safety import csv_text
from dashboard.reports.swot import SwotLine, SwotReport
from dashboard.reports.words import iso

COLUMNS = (
    "section",
    "brand",
    "edition",
    "edition_status",
    "synthetic",
    "quadrant",
    "rank",
    "topic",
    "topic_name",
    "headline",
    "statement",
    "basis",
    "rivals",
    "rival",
    "rival_name",
    "tested",
    "gap",
    "low",
    "high",
    "q",
    "n_own",
    "n_other",
    "prior_weight",
    "rule",
    "kind",
    "status",
    "needed",
    "first_seen",
    "expires_at",
    "change",
    "line_id",
)
EVIDENCE = ("form", "quote", "stars", "published_at", "url", "fetched_at", "brand_name")


def as_csv(report: SwotReport) -> bytes:
    """Lines first, then leads, in their order. Evidence columns: `form_1 quote_1 stars_1 published_at_1 url_1 fetched_at_1
    brand_name_1 form_2 ...`, as many as the row with most evidence needs."""
    rows = [*(("line", line) for line in report.lines), *(("lead", line) for line in report.leads)]
    most = max((len(line.evidence) for _, line in rows), default=1)
    header = [*COLUMNS, *(f"{name}_{place}" for place in range(1, max(most, 1) + 1) for name in EVIDENCE)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(header)
    for section, line in rows:
        cells = [*_cells(report, section, line), *(cell for item in line.evidence for cell in _evidence(item))]
        writer.writerow(cells + [""] * (len(header) - len(cells)))
    return out.getvalue().encode("utf-8-sig")


def _cells(report: SwotReport, section: str, line: SwotLine) -> list[object]:
    own = {
        "section": section,
        "brand": report.brand_name,
        "edition": report.edition,
        "edition_status": report.edition_status,
        "synthetic": report.synthetic,
    }
    return [_cell(own[name] if name in own else getattr(line, name)) for name in COLUMNS]


def _evidence(item: object) -> list[object]:
    return [_cell(getattr(item, name)) for name in EVIDENCE]


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    return csv_text(iso(value) if isinstance(value, datetime) else str(value))
