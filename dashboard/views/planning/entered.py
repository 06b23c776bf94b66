"""What was entered in the app: who, when, whether the figures hold it yet, and the way back."""

from __future__ import annotations

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.names import instant
from dashboard.serving.visitor import may_write, state_dir, visitor, workspace
from dashboard.views import tables
from dashboard.views.markup import esc, table
from dashboard.views.planning.form import called, identity
from dashboard.views.shell import Context, section
from data.cells.errors import RowError
from data.entries.entering import undo
from data.entries.journal import Entry, read_entries, standing
from data.errors import ConfigError
from data.workspace import load_workspace

SHOWN = 30


def entered(ctx: Context, *kinds: str) -> None:
    """The entries of these kinds, newest first; nothing where there are none."""
    state = state_dir()
    entries, problems = read_entries(state)
    found = [entry for entry in standing(entries) if entry.kind in kinds]
    for problem in problems:
        st.warning(tables.plain(problem))
    if not found:
        return
    section(t("app.entry.entered"), t("app.entry.entered_lead"))
    body = [
        [
            esc(instant(entry.made_at, ctx.where)),
            esc(entry.made_by or t("app.entry.here")),
            esc(t(f"app.entry.kind_{entry.kind}")),
            esc(called(ctx, entry.kind, entry.fields)),
            esc(t("app.entry.waiting" if entry.made_at > ctx.build.created_at else "app.entry.taken_in")),
        ]
        for entry in found[:SHOWN]
    ]
    st.html(table([t(f"app.entry.column_{name}") for name in ("when", "who", "kind", "what", "state")], body))
    if may_write(state):
        _take_back(ctx, found)


def _take_back(ctx: Context, found: list[Entry]) -> None:
    """Only the newest entry of a record can be taken back: what stood before an older one stands no more."""
    newest: dict[tuple[str, str], Entry] = {}
    for entry in found:
        newest.setdefault((entry.kind, identity(entry.kind, entry.fields)), entry)
    by_id = {entry.id: entry for entry in newest.values()}
    names = {
        entry_id: f"{instant(entry.made_at, ctx.where)} · {called(ctx, entry.kind, entry.fields)}"
        for entry_id, entry in by_id.items()
    }
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    key = "take_back_" + "_".join(sorted({entry.kind for entry in found}))
    chosen = left.selectbox(t("app.entry.take_back_which"), list(names), key=key, format_func=names.__getitem__)
    right.button(
        t("app.entry.take_back"), key=f"undo_{chosen}", on_click=_undo, args=(by_id[chosen],), icon=":material/undo:"
    )


def _undo(entry: Entry) -> None:
    root = workspace()
    if root is None or not may_write(state_dir()):
        return
    try:
        undo(load_workspace(root), entry, made_by=visitor().name)
    except (RowError, ConfigError, ValueError) as error:
        st.toast(tables.plain(str(error)), icon=":material/error:", duration="long")
    except OSError as error:
        st.toast(tables.plain(t("app.entry.failed", error=error.strerror or str(error))), icon=":material/error:")
    else:
        st.toast(t("app.entry.undone"), icon=":material/check:")
