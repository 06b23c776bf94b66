"""One field of a record asked for on the screen: the widget for what its cells hold, and the answer as a cell would hold it."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.tables.goals import measure_name
from data.kinds import IMPORTS
from data.record import importing as cells

NOTHING = ""
MORNING = time(9)
LONG = frozenset({"wording", "notes", "question", "answer"})
"""Fields of several lines."""


@dataclass(frozen=True)
class Asked:
    """A field `name` of records of an import `kind`. `value` is what stands there; `names` the values to choose from and what
    they are called; `suggested` values that may be replaced by one that is typed; a `locked` field is shown only."""

    kind: str
    name: str
    key: str
    value: Any = None
    names: Mapping[str, str] = field(default_factory=dict)
    suggested: Sequence[str] = ()
    locked: bool = False

    @property
    def holds(self) -> str:
        """What its cells hold, one of data.record.importing."""
        return IMPORTS[self.kind].cells[self.name]

    @property
    def label(self) -> str:
        """Its name on the screen, with a star where it cannot be left out."""
        label = t(f"app.entry.field_{self.name}")
        return f"{label} *" if any(self.name in group for group in IMPORTS[self.kind].required) else label

    @property
    def choices(self) -> list[str]:
        """All its values, where they are few; else none."""
        if self.names:
            return list(self.names)
        if self.holds == cells.FLAG:
            return ["yes", "no"]
        known = IMPORTS[self.kind].model.model_fields.get(self.name)
        return _literals(known.annotation) if known else []


def ask(asked: Asked) -> str:
    """Show the widget; returns the answer as a cell of a file would hold it, '' for none."""
    if asked.choices:
        return _choice(asked)
    if asked.holds in (cells.DAY, cells.TIME):
        return _when(asked)
    if asked.holds in cells.NUMERIC:
        start = None if asked.value is None else float(asked.value)
        given = st.number_input(asked.label, value=start, key=asked.key, disabled=asked.locked)
        return NOTHING if given is None else f"{given:g}"
    if asked.suggested:
        return _suggested(asked)
    written = st.text_area if asked.name in LONG else st.text_input
    return str(written(asked.label, value=as_text(asked.value), key=asked.key, disabled=asked.locked) or NOTHING)


def as_text(value: Any) -> str:
    """A value of a key as people read it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def _choice(asked: Asked) -> str:
    options = asked.choices if asked.name == "brand" else [NOTHING, *asked.choices]
    at = options.index(str(asked.value)) if str(asked.value) in options else 0

    def called(option: str) -> str:
        return asked.names.get(option) or (t(f"app.entry.option_{option}") if option else t("app.entry.nothing"))

    return st.selectbox(asked.label, options, index=at, key=asked.key, disabled=asked.locked, format_func=called)


def _suggested(asked: Asked) -> str:
    options = list(dict.fromkeys([*asked.suggested, *([str(asked.value)] if asked.value else [])]))
    at = options.index(str(asked.value)) if asked.value else None
    picked = st.selectbox(
        asked.label, options, index=at, key=asked.key, disabled=asked.locked, accept_new_options=True,
        format_func=measure_name, placeholder=t("app.entry.choose_or_type"),
    )  # fmt: skip
    return str(picked or NOTHING)


def _when(asked: Asked) -> str:
    value = asked.value
    day = (
        value.date() if isinstance(value, datetime) else date.fromisoformat(value) if isinstance(value, str) else value
    )
    left, right = st.columns(2) if asked.holds == cells.TIME else (st.container(), None)
    given: date | None = left.date_input(
        asked.label, value=day, key=asked.key, disabled=asked.locked, format="YYYY-MM-DD"
    )
    written = f"{given:%Y-%m-%d}" if given is not None else NOTHING
    if right is None:
        return written
    at = right.time_input(
        t("app.entry.time_of", label=asked.label),
        value=MORNING,
        key=f"{asked.key}_time",
        disabled=asked.locked,
        step=60,
    )
    return f"{written} {at:%H:%M}" if written else NOTHING


def _literals(annotation: Any) -> list[str]:
    origin = get_origin(annotation)
    if origin is Literal:
        return [str(value) for value in get_args(annotation)]
    if origin is Annotated:
        return _literals(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [value for part in get_args(annotation) for value in _literals(part)]
    return []
