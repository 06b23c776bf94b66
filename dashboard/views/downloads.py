"""Download buttons: each file is made when its button is pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.exports import swot_bytes
from dashboard.exports.tables import table_bytes
from dashboard.reports.deck import NO_MATERIAL
from dashboard.reports.deck.loading import deck_material
from dashboard.reports.messages import t
from dashboard.reports.queries import Build
from dashboard.reports.swot import SwotReport
from dashboard.reports.tables import TableReport

FORMATS = {
    "pptx": ("slideshow", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xlsx": ("table", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("csv", "text/csv"),
    "md": ("notes", "text/markdown"),
    "html": ("web", "text/html"),
    "json": ("data_object", "application/json"),
}
"""Suffix -> Material symbol and media type."""


def download_row(build: Build, report: SwotReport) -> None:
    """One button a format, for `report` of `build`; the file is called swot-<brand>-<edition>.<suffix>."""

    def made(suffix: str) -> bytes:
        slides = suffix == ".pptx"
        return swot_bytes(report, suffix, deck_material(build, report.brand, report.edition) if slides else NO_MATERIAL)

    _row(made, f"swot-{report.brand}-{report.edition}")


def table_downloads(report: TableReport) -> None:
    """The same for a table; the file is called <subject>-<edition>.<suffix>."""
    _row(partial(table_bytes, report), f"{report.subject}-{report.edition}", report.subject)


def _row(made: Callable[[str], bytes], name: str, of: str = "") -> None:
    """`of` tells the rows of one page apart."""
    mark = f"_{of}" if of else ""
    with st.container(horizontal=True, key=f"downloads{mark}"):
        for suffix, (icon, media) in FORMATS.items():
            st.download_button(
                t(f"app.swot.{suffix}"),
                data=partial(made, f".{suffix}"),
                file_name=f"{name}.{suffix}",
                mime=media,
                icon=f":material/{icon}:",
                on_click="ignore",
                key=f"download_{suffix}{mark}",
                type="primary" if suffix == "pptx" else "secondary",
            )
