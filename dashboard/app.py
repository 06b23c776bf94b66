"""The app: `streamlit run dashboard/app.py` with OVERHEARD_WORKSPACE = the workspace's folder."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.reports.messages import speaking, t
from dashboard.serving.visitor import visitor_bar
from dashboard.views.language import language, language_choice
from dashboard.views.shell import context, masthead, watch

HERE = Path(__file__).parent
SETTINGS = "settings"
# section -> page -> its Material symbol; the page itself is app_pages/<page>.py
SECTIONS = {
    "where": {
        "overview": "table_chart_view", "compare": "grid_on", "search": "travel_explore", "swot": "view_quilt", "social": "forum",
    },
    "why": {"signals": "notifications", "reviews": "reviews", "tables": "table_rows", "texts": "search"},
    "do": {"plan": "flag", "asked": "record_voice_over"},
    "setup": {"settings": "tune", "health": "verified"},
}  # fmt: skip

with speaking(language()):
    st.set_page_config(page_title=t("app.title"), page_icon=str(HERE / "static" / "mark.svg"), layout="wide")
    st.logo(str(HERE / "static" / "overheard.svg"), size="large")
    page = st.navigation(
        {
            t(f"app.nav.{section}"): [
                st.Page(
                    HERE / "app_pages" / f"{name}.py",
                    title=t(f"app.nav.{name}"),
                    icon=f":material/{icon}:",
                    default=name == "overview",
                    url_path=name,
                )
                for name, icon in pages.items()
            ]
            for section, pages in SECTIONS.items()
        },
        position="top",
    )
    visitor_bar()
    if page.url_path == SETTINGS:  # it is there before anything is published, and what it shows is no build's
        page.run()
    else:
        masthead(context(), language_choice)
        page.run()
        watch()
