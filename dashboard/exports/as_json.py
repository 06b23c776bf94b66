"""The SWOT as JSON, for scripts: every field of `dashboard.reports.swot.SwotReport` under its own name.

Top level: `schema` (SCHEMA), `workspace`, `synthetic`, `build`, `edition`, `edition_status`, `window_start`,
`window_end`, `created_at`, `brand`, `brand_name`, `lines`, `leads`, `brands`, `failures`, `parameters`, `models`.
`lines` and `leads` hold objects with the fields of `Line`, their `evidence` with those of `Evidence`. Times are ISO
8601 in UTC with `Z`; what was not observed is null, and so is a number that is not finite. Texts are verbatim.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from dashboard.reports.plain import plain
from dashboard.reports.swot import SwotReport

SCHEMA = "overheard.swot/1"


def as_json(report: SwotReport) -> bytes:
    """UTF-8 JSON, indented, keys in the order of the dataclasses."""
    document = {"schema": SCHEMA, **plain(asdict(report))}
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode("utf-8", "backslashreplace")
