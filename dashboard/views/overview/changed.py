"""What changed: since the last edition, and in the last days."""

from __future__ import annotations

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.overview.recent import DAYS, Recent
from dashboard.reports.signals import SignalReport, days
from dashboard.reports.swot import SwotReport
from dashboard.reports.words import changed
from dashboard.views.markup import chip, esc, shorten

SHOWN = 6


def since_edition(report: SwotReport) -> None:
    """The lines of the SWOT that are new, gone, stronger or weaker."""
    found = changed(report)
    before = report.changes.before if report.changes else None
    none = t("app.overview.edition_same", before=before) if before else t("app.overview.edition_first")
    rows = [f"<li>{chip(kind, 'oh-change')} {esc(title)}</li>" for kind, title in found]
    _list(t("app.overview.since_edition"), rows, none)
    if found:
        st.page_link("app_pages/swot.py", label=t("app.overview.open_swot"), icon=":material/arrow_forward:")


def since_week(found: Recent) -> None:
    """The signals and changes of the last days."""
    rows = [f"<li>{_signal(each)}</li>" for each in found.signals]
    rows += [
        f"<li>{esc(t('app.overview.changes_row', brand=brand, what=what, n=n))}</li>"
        for brand, what, n in found.changes
    ]
    _list(t("app.overview.since_week", days=DAYS), rows, t("app.overview.week_none"))
    if rows:
        label, icon = t("app.overview.open_changes"), ":material/arrow_forward:"
        if found.signals:
            st.page_link("app_pages/signals.py", label=label, icon=icon)
        else:
            st.page_link("app_pages/tables.py", label=label, icon=icon, query_params={"table": "changes"})


def _signal(signal: SignalReport) -> str:
    return (
        f"{chip(t(f'signals.kind.{signal.kind}'))} {esc(shorten(signal.headline, 160))} "
        f'<span class="oh-muted">{esc(days(signal.first_day, signal.last_day))}</span>'
    )


def _list(title: str, rows: list[str], none: str) -> None:
    more = f"<li>{esc(t('app.overview.more', n=len(rows) - SHOWN))}</li>" if len(rows) > SHOWN else ""
    shown = f"<ul>{''.join(rows[:SHOWN])}{more}</ul>" if rows else f'<p class="oh-muted">{esc(none)}</p>'
    st.html(f'<div class="oh-changed"><h3>{esc(title)}</h3>{shown}</div>')
