"""Signals: what was unlike a brand's own past, each with the quotes and pages behind it."""

from __future__ import annotations

from dashboard.reports.messages import t
from dashboard.views.shell import context, heading
from dashboard.views.signals_view import signals_view

ctx = context()
heading(t("app.signals.title"), t("app.signals.lead"))
signals_view(ctx)
