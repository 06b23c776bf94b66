"""Download buttons of the SWOT page: each file is made when its button is pressed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.exports import swot_bytes
from dashboard.reports.messages import t
from dashboard.reports.swot import SwotReport

FORMATS = {
    "pptx": ("slideshow", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xlsx": ("table", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("csv", "text/csv"),
    "md": ("notes", "text/markdown"),
    "html": ("web", "text/html"),
    "json": ("data_object", "application/json"),
}
"""Suffix -> Material symbol and media type."""


def download_row(report: SwotReport) -> None:
    """One button a format, for `report`; the file is called swot-<brand>-<edition>.<suffix>."""
    with st.container(horizontal=True, key="downloads"):
        for suffix, (icon, media) in FORMATS.items():
            st.download_button(
                t(f"app.swot.{suffix}"),
                data=partial(swot_bytes, report, f".{suffix}"),
                file_name=f"swot-{report.brand}-{report.edition}.{suffix}",
                mime=media,
                icon=f":material/{icon}:",
                on_click="ignore",
                key=f"download_{suffix}",
                type="primary" if suffix == "pptx" else "secondary",
            )
