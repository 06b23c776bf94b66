"""Who looks at the app, and at which workspace: as the gate before the app says, or whoever sits at this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape as esc
from pathlib import Path
from urllib.parse import unquote

import streamlit as st

from dashboard.reports import teaching
from dashboard.reports.messages import t
from dashboard.serving.gate import ROLE, SEES, USER
from dashboard.serving.workspaces import served
from data.workspace import CONFIG_NAME, STATE_NAME

CHOSEN = "workspace"


@dataclass(frozen=True)
class Visitor:
    """`name` is '' where nobody has to sign in; `sees` holds folder names of workspaces, none for all."""

    name: str = ""
    is_editor: bool = True
    sees: frozenset[str] = frozenset()


def visitor() -> Visitor:
    """Who opened this session."""
    headers = st.context.headers
    name = headers.get(USER.decode())
    if not name:
        return Visitor()
    sees = filter(None, (headers.get(SEES.decode()) or "").split(","))
    return Visitor(unquote(name), headers.get(ROLE.decode()) == "editor", frozenset(map(unquote, sees)))


def may_write(state: Path) -> bool:
    """Whether who looks may write into a state folder, and this process can."""
    return visitor().is_editor and teaching.can_teach(state)


def may_begin(root: Path) -> bool:
    """Whether who looks may make a workspace of a folder that is none yet, and this process can."""
    return visitor().is_editor and not (root / CONFIG_NAME).exists() and os.access(root, os.W_OK)


def workspaces() -> dict[str, Path]:
    """Folder name -> folder of the workspaces that who looks may see."""
    mine = visitor().sees
    return {name: path for name, path in served().workspaces().items() if not mine or name in mine}


def workspace() -> Path | None:
    """The workspace that is looked at: the chosen one, the first until then; None where there is none to see."""
    mine = workspaces()
    return mine.get(str(st.session_state.get(CHOSEN)), next(iter(mine.values()), None))


def state_dir() -> Path:
    """The state folder of the workspace that is looked at. Call it where `workspace` is not None."""
    found = workspace()
    if found is None:
        raise LookupError("no workspace to look at")
    return found / STATE_NAME


def visitor_bar() -> None:
    """Which workspace, and who is signed in with the way out; nothing where there is one workspace and no login."""
    mine, name = workspaces(), visitor().name
    several = served().several and len(mine) > 0
    if not several and not name:
        return
    left, right = st.columns([2, 1], vertical_alignment="center")
    if several:
        left.selectbox(t("app.visitor.workspace"), list(mine), key=CHOSEN, bind="query-params", width=360)
    if name:
        path = str(st.get_option("server.baseUrlPath") or "").strip("/")
        way_out = f"/{path}/logout" if path else "/logout"
        right.html(
            f'<p class="oh-visitor">{esc(t("app.visitor.signed_in", name=name))} '
            f'<a href="{esc(way_out)}" target="_self">{esc(t("app.visitor.sign_out"))}</a></p>'
        )
