"""The form of one list of tables of overheard.toml: a new one, or one that is there changed or taken away."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.reports.messages import t
from dashboard.serving.visitor import may_write, state_dir, visitor
from dashboard.views import tables
from dashboard.views.setup.keys import ask_key, to_write
from dashboard.views.setup.tried import tried
from data.entries.settings import ANOTHER_NAME, Change, change, settings_text
from data.errors import ConfigError
from data.state.locks import BusyError
from data.workspace.alerts import Alert
from data.workspace.drivers import OwnDriver
from data.workspace.personas import Persona
from data.workspace.searches import Search
from data.workspace.tables import Brand, Listen
from data.workspace.values import Table

MODELS: Mapping[str, type[Table]] = {
    "brand": Brand, "search": Search, "listen": Listen, "persona": Persona, "driver": OwnDriver, "alert": Alert,
}  # fmt: skip
"""The lists of tables that the app changes; [crawl] and [app], which say what may be reached and by whom, it does not."""
AT_THE_MACHINE = {("search", "url")}
"""Keys that can name private addresses or folders: for who sits at the machine, not for who has signed in from elsewhere."""
SEEN = "settings_seen_"
NEW = -1
COLUMNS = 2
PAGES = ("site", "faqs", "reviews")


def tables_form(root: Path, name: str) -> None:
    """The form of the list `name`; what is wrong is said and stays as it was typed."""
    text = settings_text(root)
    found: list[dict[str, Any]] = tomllib.loads(text).get(name, [])
    chosen = st.selectbox(
        t("app.settings.which"), [*range(len(found)), NEW], key=f"which_{name}",
        format_func=lambda at: t(f"app.settings.new_{name}") if at == NEW else _called(name, found[at]),
    )  # fmt: skip
    old = {} if chosen == NEW else found[chosen]
    times = st.session_state.get(_times(name), 0)
    # what the form was first drawn from: it holds the answers of then, which must not undo what others wrote since
    seen = st.session_state.setdefault(f"{SEEN}{name}_{chosen}_{times}", text)
    with st.form(f"settings_{name}_{chosen}_{times}", border=True):
        values = _values(name, old, f"{name}_{chosen}_{times}")
        left, middle, right = st.columns([1, 1, 1])
        save = left.form_submit_button(t("app.settings.save" if old else f"app.settings.add_{name}"), type="primary")
        tried_out = name == "brand" and middle.form_submit_button(t("app.settings.try"))
        gone = bool(old) and not old.get("own") and right.form_submit_button(t("app.settings.take_away"))
    if tried_out:
        _show_tried(root, values)
    elif save or gone:
        at = None if chosen == NEW else chosen
        _write(root, name, Change(name, at, None if gone else values), seen)


def _times(name: str) -> str:
    return f"settings_times_{name}"


def _called(name: str, table: Mapping[str, Any]) -> str:
    """A table as people know it."""
    parts = {"search": ("provider", "engine", "market"), "listen": ("network", "query")}.get(name, ("name", "id"))
    known = [str(table[part]) for part in parts if table.get(part)]
    return " · ".join(known if name in ("search", "listen") else known[:1])


def _values(name: str, old: Mapping[str, Any], ident: str) -> dict[str, Any]:
    """Key -> what is to stand there, None for nothing."""
    fields = {
        key: field
        for key, field in MODELS[name].model_fields.items()
        if not (visitor().name and (name, key) in AT_THE_MACHINE) and not (name == "brand" and key in ("id", "own"))
    }
    values = {}
    places = (cell for _ in range(0, len(fields), COLUMNS) for cell in st.columns(COLUMNS))
    for (key, field), place in zip(fields.items(), places, strict=False):
        value = old.get(key, old.get(ANOTHER_NAME.get((name, key), key)))
        with place:
            values[key] = to_write(field, ask_key(key, field, value, f"{ident}_{key}"), value)
    return values


def _write(root: Path, name: str, wanted: Change, seen: str) -> None:
    if not may_write(state_dir()):  # a reader's browser can send what it is not shown
        return
    try:
        change(root, wanted, seen)
    except (ConfigError, BusyError) as error:
        st.error(tables.plain(str(error)))
        return
    except OSError as error:
        st.error(tables.plain(t("app.settings.failed", error=error.strerror or str(error))))
        return
    for key in [key for key in st.session_state if str(key).startswith(SEEN)]:
        del st.session_state[key]
    # the next form shows what stands there now
    st.session_state[_times(name)] = st.session_state.get(_times(name), 0) + 1
    st.toast(t("app.settings.done"), icon=":material/check:")
    st.rerun()


def _show_tried(root: Path, values: Mapping[str, Any]) -> None:
    """What each page of a brand gives, read now."""
    for key in PAGES:
        pages = values[key] or []
        for page in [pages] if isinstance(pages, str) else pages:
            with st.spinner(t("app.settings.trying", page=page)):
                found = tried(root, page, key)
            show = st.success if found.good else st.warning
            show(tables.plain(f"{page}: {found.said}"))
