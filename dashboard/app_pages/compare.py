"""Compare: topic × brand heat map of net sentiment, FAQ intents and channels, each cell open to what was read."""

from __future__ import annotations

import streamlit as st

from dashboard.compare_views import channels_view, drivers_view, intents_view
from dashboard.messages import t
from dashboard.shell import context, heading

ctx = context()
heading(t("app.compare.title"), t("app.compare.lead"))
drivers, intents, channels = st.tabs(
    [t("app.compare.tab_drivers"), t("app.compare.tab_intents"), t("app.compare.tab_channels")]
)
with drivers:
    drivers_view(ctx)
with intents:
    intents_view(ctx)
with channels:
    channels_view(ctx)
