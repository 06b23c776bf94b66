"""In which language the app speaks: the one chosen (`?lang=`), else that of the workspace's reports, where there are texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import duckdb
import streamlit as st

from dashboard.reports import queries
from dashboard.reports.messages import DEFAULT_LANGUAGE, languages, speaking, t
from dashboard.serving.visitor import workspace
from dashboard.views.shell import by_id
from data.workspace import STATE_NAME

KEY = "lang"
NAMES = {"en": "English", "th": "ไทย", "vi": "Tiếng Việt", "lt": "Lietuvių"}
"""What a language calls itself."""
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def language() -> str:
    """The language of this session."""
    chosen = st.session_state.get(KEY) or st.query_params.get(KEY)
    for code in languages():
        if chosen in (code, called(code)):
            return code
    return _of_reports()


def called(code: str) -> str:
    """What a language calls itself; its code where that is not known."""
    return NAMES.get(code, code)


def language_choice() -> None:
    """The box in which another language is chosen; the address holds it."""
    codes = list(languages())
    at = codes.index(language())
    st.selectbox(
        t("app.header.language"), codes, index=at, format_func=called, key=by_id(KEY, codes), bind="query-params",
        label_visibility="collapsed", width=140,
    )  # fmt: skip


def in_language(shown: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """A function that Streamlit calls by itself (a fragment, an answer to a click), in the language of its session."""

    @wraps(shown)
    def spoken(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        with speaking(language()):
            return shown(*args, **kwargs)

    return spoken


def _of_reports() -> str:
    root = workspace()
    found = _language_of(root / STATE_NAME) if root else DEFAULT_LANGUAGE
    return found if found in languages() else DEFAULT_LANGUAGE


def _language_of(state: Path) -> str:
    try:
        build = queries.latest_build(state)
    except (queries.SchemaMismatchError, duckdb.Error):  # the page says what is wrong with it
        return DEFAULT_LANGUAGE
    return build.language if build else DEFAULT_LANGUAGE
