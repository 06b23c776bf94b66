"""The form by which one record is entered or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.serving.visitor import may_write, state_dir, visitor, workspace
from dashboard.views import tables
from dashboard.views.planning.widgets import LONG, NOTHING, Asked, as_text, ask
from dashboard.views.shell import Context
from data.cells.errors import RowError
from data.entries.entering import enter, key_of, with_entries
from data.entries.journal import read_entries
from data.errors import ConfigError, RefusedError
from data.kinds import IMPORTS
from data.workspace import load_workspace

QUALITY_OF = "5"
COLUMNS = 3
NOT_ASKED = frozenset({"quality_max", "answered_at"})
"""What other fields of a form say already."""


@dataclass(frozen=True)
class Offer:
    """What a form offers. `known`: the records there are, which can be changed; `suggested` field -> values to choose from or to
    replace; `names` field -> its values and what they are called; `prefilled` field -> value of a new record."""

    known: Sequence[Row] = ()
    suggested: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prefilled: Mapping[str, str] = field(default_factory=dict)


def entry_form(ctx: Context, kind: str, offer: Offer) -> None:
    """The form of one kind; what is wrong is said and stays as it was typed."""
    if not may_write(state_dir()):
        st.caption(t("app.entry.reader"))
        return
    entries, _ = read_entries(state_dir())
    known = with_entries(kind, offer.known, entries)
    old = _chosen(ctx, kind, known)
    times = f"entered_{kind}"
    ident = f"{kind}_{identity(kind, old) if old else st.session_state.get(times, 0)}"
    with st.form(f"entry_{ident}", border=True):
        values = {asked.name: given for asked, given in _answers(ctx, kind, offer, old, ident)}
        sent = st.form_submit_button(t("app.entry.change" if old else f"app.entry.add_{kind}"), type="primary")
    if sent and _enter(kind, values, known):
        st.session_state[times] = st.session_state.get(times, 0) + 1  # the next form is a new one, and empty
        st.rerun()


def identity(kind: str, row: Mapping[str, Any]) -> str:
    """What tells a record from others of its kind."""
    return " ".join(key_of(kind, row))


def called(ctx: Context, kind: str, row: Mapping[str, Any]) -> str:
    """A record as people know it."""
    rest = [as_text(row[name]) for name in IMPORTS[kind].model.key if name != "brand"]
    return " · ".join([ctx.names.get(row["brand"], row["brand"]), *rest])


def _chosen(ctx: Context, kind: str, known: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The record to change; None for a new one."""
    if not known:
        return None
    by_identity = {identity(kind, row): row for row in known}
    chosen = st.selectbox(
        t("app.entry.which"), [NOTHING, *by_identity], key=f"which_{kind}",
        format_func=lambda it: called(ctx, kind, by_identity[it]) if it else t(f"app.entry.new_{kind}"),
    )  # fmt: skip
    return by_identity.get(chosen)


def _answers(
    ctx: Context, kind: str, offer: Offer, old: Mapping[str, Any] | None, ident: str
) -> list[tuple[Asked, str]]:
    """Each field with what was answered; short ones stand side by side, long ones below them."""
    start = old or offer.prefilled
    locked = set(IMPORTS[kind].model.key) if old else set()
    names = {"brand": ctx.names, **offer.names}
    fields = [
        Asked(
            kind,
            name,
            f"{ident}_{name}",
            start.get(name),
            names.get(name, {}),
            offer.suggested.get(name, ()),
            name in locked,
        )
        for name in _fields(kind)
    ]
    short = [asked for asked in fields if asked.name not in LONG]
    places = (cell for _ in short[::COLUMNS] for cell in st.columns(COLUMNS))
    found = []
    for asked, place in zip(short, places, strict=False):
        with place:
            found.append((asked, ask(asked)))
    return found + [(asked, ask(asked)) for asked in fields if asked.name in LONG]


def _fields(kind: str) -> list[str]:
    return [name for name in IMPORTS[kind].cells if name not in NOT_ASKED]


def _enter(kind: str, values: dict[str, str], known: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the record was taken in; what was wrong is said."""
    root = workspace()
    if root is None or not may_write(state_dir()):  # a reader's browser can send what it is not shown
        return False
    if values.get("quality"):
        values["quality_max"] = QUALITY_OF
    labels = {name: t(f"app.entry.field_{name}") for name in _fields(kind)}
    try:
        enter(load_workspace(root), kind, values, labels=labels, known=known, made_by=visitor().name)
    except (RowError, ConfigError, RefusedError) as error:
        st.error(tables.plain(str(error)))
        return False
    except OSError as error:
        st.error(tables.plain(t("app.entry.failed", error=error.strerror or str(error))))
        return False
    st.toast(t("app.entry.done"), icon=":material/check:")
    return True
