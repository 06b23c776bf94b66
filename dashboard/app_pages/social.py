"""Social: who is talked about, where and how much; which content engages whose audience; the mentions themselves."""

from __future__ import annotations

from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.views.shell import context, heading
from dashboard.views.social_views import engagement_view, posts_view, share_view, sources_view, weeks_view

ctx = context()
spans = queries.rows(ctx.build, "mention_spans")
sources = queries.rows(ctx.build, "mention_sources")
heading(t("app.social.title"), t("app.social.lead"))
network = sources_view(ctx, sources, spans)
if spans:
    share_view(ctx, network)
    weeks_view(ctx, spans, network)
    engagement_view(ctx, network)
    posts_view(ctx, spans, network)
