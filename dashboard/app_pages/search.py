"""Search: who ranks where for a keyword over time, who is above and since when, and whom answer engines name."""

from __future__ import annotations

from dashboard.reports.messages import t
from dashboard.views.search.answers import answers_view
from dashboard.views.search.ranks import ranks_view
from dashboard.views.search.visibility import visibility_view
from dashboard.views.shell import context, heading

ctx = context()
heading(t("app.search.title"), t("app.search.lead"))
ranks_view(ctx)
visibility_view(ctx)
answers_view(ctx)
