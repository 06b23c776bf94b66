"""What could not be measured, in words for a client. How an operator puts it right (keys, addresses of machines, files) is in
Health, the workbook and the JSON, and never on a slide: so each reason is one of those below, not the visit's own words."""

from __future__ import annotations

import re

from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import Failure
from data.urls import is_public

_CAUSES = (
    ("private", re.compile(r"private, loopback or link-local")),
    ("robots", re.compile(r"robots\.txt|robots directives")),
    ("unasked", re.compile(r"^not asked\b")),
    ("browser", re.compile(r"\bneeds a browser\b|\bneeds scripts\b")),
    ("late", re.compile(r"\btim(?:e|ed|ing) ?out\b|\bno answer\b|\btoo slow\b|\btime for one\b", re.IGNORECASE)),
    ("walled", re.compile(r"\bcaptcha|\bconsent\b|\blog ?in\b|\bsign in\b|\bage gate\b", re.IGNORECASE)),
    ("moved", re.compile(r"\bredirect|home page", re.IGNORECASE)),
)
"""Cause -> what a visit's reason says of it; the first that fits."""
_HTTP = re.compile(r"\bHTTP (\d{3})\b")


def why(item: Failure) -> str:
    """Why it was not measured: one of a few causes, with the site's status code where it gave one."""
    reason = one_line(item.reason)
    cause = next((name for name, pattern in _CAUSES if pattern.search(reason)), None)
    if cause is not None:
        return t(f"export.why.{cause}")
    answered = _HTTP.search(reason)
    if answered is not None:
        return t("export.why.http", code=answered[1])
    return t(f"export.why.{item.status}" if item.status in ("failed", "blocked", "partial") else "export.why.failed")


def page(item: Failure) -> str:
    """The address, if it is one that anybody can open; else '' (a machine of the operator's)."""
    return item.url if is_public(item.url) else ""
