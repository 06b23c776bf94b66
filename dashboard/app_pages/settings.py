"""Settings: the brands, keywords, sources, personas, topics and alerts of the workspace, and a run."""

from __future__ import annotations

import streamlit as st

from dashboard.reports.messages import t
from dashboard.serving.visitor import may_write, state_dir, workspace
from dashboard.views import tables
from dashboard.views.setup.begin import begin_form
from dashboard.views.setup.running import run_view
from dashboard.views.setup.tables_form import MODELS, tables_form
from dashboard.views.shell import heading, section, style
from data.errors import ConfigError
from data.workspace import CONFIG_NAME

style()
heading(t("app.settings.title"), t("app.settings.lead"))
root = workspace()
if root is None:
    st.info(t("app.no_workspace.body"))
elif not (root / CONFIG_NAME).is_file():
    begin_form(root)
elif not may_write(state_dir()):
    st.info(t("app.settings.reader"))
else:
    for name, tab in zip(
        MODELS, st.tabs([t(f"app.settings.tab_{name}") for name in MODELS], key="settings_tab"), strict=True
    ):
        with tab:
            st.caption(t(f"app.settings.about_{name}"))
            try:
                tables_form(root, name)
            except ConfigError as error:
                st.error(tables.plain(str(error)))
    section(t("app.settings.run_title"), t("app.settings.run_lead"))
    run_view(root)
