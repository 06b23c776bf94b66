"""One key of a table of overheard.toml asked for on the screen: its widget, and the answer as the file holds it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

from dashboard.reports.messages import t
from data.workspace import LANGUAGES

LINES = 108
"""Pixels of a field that takes several lines."""


def ask_key(name: str, field: FieldInfo, value: Any, key: str) -> Any:
    """Show the widget of the key `name`, which now holds `value` (None: it is not in the file); returns the answer, None where
    the key is to be left out."""
    label, about, kind = t(f"app.settings.key_{name}"), field.description, _plain(field.annotation)
    required = field.is_required()
    label = f"{label} *" if required else label
    now = value if value is not None or required else field.default
    if kind is bool:
        return st.toggle(label, value=bool(now), help=about, key=key)
    if get_origin(kind) is Literal:
        return _one_of(label, list(get_args(kind)), now, about, key)
    if kind in (int, float):
        return st.number_input(label, value=now, help=about, key=key, step=1 if kind is int else None)
    if _is_mapping(kind):
        return _by_language(label, now or {}, about, key)
    if get_origin(kind) is tuple:
        return _several(label, kind, now or (), about, key)
    return st.text_input(label, value=now or "", help=about, key=key).strip() or None


def to_write(field: FieldInfo, answer: Any, value: Any) -> Any:
    """What an answer makes of a key that holds `value` in the file: None where it is left out, because it says no more than the
    default does."""
    if (
        value == [] and not answer
    ):  # "none" is not "not said": an empty list of pages reads none, without it they are discovered
        return value
    if value is None and not field.is_required() and answer in (field.default, (), [], None):
        return None
    return list(answer) if isinstance(answer, tuple) else answer


def _one_of(label: str, options: list[Any], now: Any, about: str | None, key: str) -> Any:
    at = options.index(now) if now in options else None
    return st.selectbox(label, options, index=at, help=about, key=key, format_func=lambda each: str(each) or "–")


def _several(label: str, kind: Any, now: Any, about: str | None, key: str) -> Any:
    inner = _plain(get_args(kind)[0])
    if get_origin(inner) is Literal:
        return tuple(st.multiselect(label, list(get_args(inner)), default=list(now), help=about, key=key)) or None
    text = st.text_area(
        label, value="\n".join(now), help=about, key=key, height=LINES, placeholder=t("app.settings.a_line_each")
    )
    return _lines(text)


def _by_language(label: str, now: Mapping[str, Any], about: str | None, key: str) -> Any:
    found = {}
    for code in dict.fromkeys([*LANGUAGES, *now]):
        text = st.text_area(
            f"{label} ({code})", value="\n".join(now.get(code, ())), help=about, key=f"{key}_{code}", height=LINES,
            placeholder=t("app.settings.a_line_each"),
        )  # fmt: skip
        if lines := _lines(text):
            found[code] = lines
    return found or None


def _lines(text: str) -> list[str] | None:
    return [line.strip() for line in text.splitlines() if line.strip()] or None


def _plain(kind: Any) -> Any:
    """A type without what is said beside it: None, and the checks of Annotated."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _plain(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return _plain(next(part for part in get_args(kind) if part is not type(None)))
    return kind


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)
