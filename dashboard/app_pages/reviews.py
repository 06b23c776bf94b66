"""Reviews: the window's reviews by brand, source, stars, topic and answer, and how fast each brand answers."""

from __future__ import annotations

from dashboard.reports.messages import t
from dashboard.views.reviews_view import curves_view, inbox_view
from dashboard.views.shell import context, heading

ctx = context()
heading(t("app.reviews.title"), t("app.reviews.lead"))
inbox_view(ctx)
curves_view(ctx)
