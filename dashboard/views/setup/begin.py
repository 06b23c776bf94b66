"""The first form: a workspace made of a folder that is none yet, by the command that people use in a terminal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import available_timezones

import streamlit as st

from dashboard.reports.messages import t
from dashboard.serving.visitor import may_begin
from dashboard.views import tables

SECONDS = 60
ASKED_AS = {
    "--own": "app.settings.begin_own", "--rival": "app.settings.begin_rivals", "--searxng": "app.settings.begin_searxng",
    "--market": "app.settings.begin_market", "--keyword": "app.settings.begin_keywords",
}  # fmt: skip
"""A flag of the command -> what the form calls it."""
EXAMPLE = "Bolder = https://bolder.example/"


def begin_form(root: Path) -> None:
    """Ask for what a workspace needs; what is wrong is said and stays as it was typed."""
    if not may_begin(root):
        st.info(t("app.settings.begin_not"))
        return
    st.caption(t("app.settings.begin"))
    with st.form("begin", border=True):
        left, right = st.columns(2)
        own = left.text_input(f"{t('app.settings.begin_own')} *", key="begin_own")
        site = right.text_input(
            f"{t('app.settings.begin_site')} *", key="begin_site", placeholder="https://www.acme.example/"
        )
        rivals = left.text_area(t("app.settings.begin_rivals"), key="begin_rivals", placeholder=EXAMPLE)
        keywords = right.text_area(
            t("app.settings.begin_keywords"), key="begin_keywords", placeholder=t("app.settings.a_line_each")
        )
        searxng = left.text_input(
            t("app.settings.begin_searxng"), key="begin_searxng", help=t("app.settings.begin_searxng_help")
        )
        market = right.text_input(t("app.settings.begin_market"), key="begin_market")
        zones = sorted(available_timezones())
        zone = left.selectbox(t("app.settings.begin_timezone"), zones, index=zones.index("UTC"), key="begin_timezone")
        sent = st.form_submit_button(t("app.settings.begin_go"), type="primary")
    if not sent or not may_begin(root):
        return
    if keywords.strip() and not searxng.strip():
        st.error(t("app.settings.begin_keywords_where"))
        return
    flags = [
        "--own",
        f"{own}={site}",
        "--timezone",
        str(zone),
        *_each("--rival", rivals),
        *_each("--keyword", keywords),
    ]
    flags += [
        part
        for flag, value in (("--searxng", searxng), ("--market", market))
        if value.strip()
        for part in (flag, value)
    ]
    if problem := _made(root, flags):
        st.error(tables.plain(problem))
    else:
        st.rerun()


def _each(flag: str, lines: str) -> Iterable[str]:
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, found, rest = line.partition("=")
        yield from (flag, f"{name.strip()}={rest.strip()}" if found else line)


def _made(root: Path, flags: list[str]) -> str:
    """'' where `overheard init` made the workspace, else what it found wrong."""
    command = [sys.executable, "-m", "overheard", "init", "--workspace", str(root), *flags]
    try:
        done = subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return t("app.settings.tried_slow", seconds=SECONDS)
    said = done.stderr.strip() or done.stdout.strip()
    for flag, label in ASKED_AS.items():
        said = said.replace(f"{flag}:", f"{t(label)}:")
    return "" if done.returncode == 0 else said
