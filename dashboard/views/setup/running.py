"""A run started from the app, and how far it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import streamlit as st

from dashboard.reports.messages import t
from dashboard.serving.visitor import may_write, state_dir
from dashboard.views.language import in_language
from data.state import locks
from data.workspace import STATE_NAME

LOG = "run-of-app.log"
SHOWN_LINES = 12
LOOK_EVERY = 3
"""Seconds between looks at a run that goes on."""


def start_run(root: Path) -> subprocess.Popen[bytes]:
    """Start `overheard run` on its own: it goes on when the app ends. A second one leaves at once by itself."""
    state = root / STATE_NAME
    state.mkdir(exist_ok=True)
    log = os.open(state / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "overheard", "run", "--workspace", str(root)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(log)


def said_so_far(root: Path) -> list[str]:
    """The last lines of what the run that the app started said; none before the first."""
    try:
        text = (root / STATE_NAME / LOG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.splitlines()[-SHOWN_LINES:]


@st.fragment(run_every=LOOK_EVERY)
@in_language
def run_view(root: Path) -> None:
    """The button that starts a run, or how far the one is that goes on."""
    going_on = locks.is_held(state_dir(), locks.CRAWL)
    if st.button(t("app.settings.run"), type="primary", disabled=going_on, icon=":material/play_arrow:") and may_write(
        state_dir()
    ):
        start_run(root)
        st.toast(t("app.settings.started"))
    st.caption(t("app.settings.run_goes_on" if going_on else "app.settings.run_note"))
    if lines := said_so_far(root):
        st.code("\n".join(lines), language=None)
