"""What was entered in the app: who, when, whether the figures hold it yet, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.names import instant
from dashboard.reports.queries import Row
from dashboard.serving.visitor import may_write, state_dir, visitor, workspace
from dashboard.views import tables
from dashboard.views.language import in_language
from dashboard.views.markup import esc, table
from dashboard.views.planning.form import called, identity
from dashboard.views.shell import Context, section
from data.cells.errors import RowError
from data.entries.entering import is_taken_in, key_of, undo
from data.entries.journal import Entry, read_entries, standing
from data.errors import ConfigError
from data.workspace import load_workspace

SHOWN = 30


def entered(ctx: Context, built: Mapping[str, Sequence[Row]]) -> None:
    """The entries of the kinds of `built` (kind -> its records in the build), newest first; nothing where there are none."""
    state = state_dir()
    entries, problems = read_entries(state)
    found = [entry for entry in standing(entries) if entry.kind in built]
    rows = {(kind, key_of(kind, row)): row for kind, known in built.items() for row in known}
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
            esc(t("app.entry.taken_in" if _is_held(entry, rows) else "app.entry.waiting")),
        ]
        for entry in found[:SHOWN]
    ]
    st.html(table([t(f"app.entry.column_{name}") for name in ("when", "who", "kind", "what", "state")], body))
    if may_write(state):
        _take_back(ctx, found)


def _is_held(entry: Entry, rows: Mapping[tuple[str, tuple[str, ...]], Row]) -> bool:
    return is_taken_in(entry, rows.get((entry.kind, key_of(entry.kind, entry.fields))))


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


@in_language
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
