"""Compare: topic × brand heat map of net sentiment, new topics, FAQ intents, channels, each open to what was read; visibility."""

from __future__ import annotations

import streamlit as st

from dashboard.reports.messages import t
from dashboard.views.compare_views import channels_view, drivers_view, intents_view
from dashboard.views.search.visibility import visibility_view
from dashboard.views.shell import context, heading
from dashboard.views.topics_view import topics_view

ctx = context()
heading(t("app.compare.title"), t("app.compare.lead"))
drivers, topics, intents, channels, search = st.tabs(
    [t(f"app.compare.tab_{name}") for name in ("drivers", "topics", "intents", "channels", "search")]
)
with drivers:
    drivers_view(ctx)
with topics:
    topics_view(ctx)
with intents:
    intents_view(ctx)
with channels:
    channels_view(ctx)
with search:
    visibility_view(ctx)
