"""Search texts: words in all that was collected, each text with its page."""

from __future__ import annotations

from dashboard.reports.messages import t
from dashboard.views.shell import context, heading
from dashboard.views.texts_view import texts_view

ctx = context()
heading(t("app.texts.title"), t("app.texts.lead"))
texts_view(ctx)
