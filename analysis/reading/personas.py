"""Which texts are a persona's: found in the database, set by set, and kept for the readers of a build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

import duckdb
import pandas as pd

from analysis.tables import frame, sql
from analysis.text.expressions import any_phrase
from data.workspace import Persona, Workspace

NAMED = ("languages", "markets", "sources")
"""Conditions whose names can be compared with those that texts have."""


def persona_members(
    con: duckdb.DuckDBPyConnection, personas: Sequence[Persona], start: datetime, end: datetime
) -> pd.DataFrame:
    """persona, record_kind and record_id of the texts of [start, end] that are each persona's. All of theirs, of any date, are
    kept for `write_persona_texts` until the connection closes."""
    con.execute(sql("persona_members_new"))
    for persona in personas:
        con.execute(
            sql("persona_members"),
            {
                "persona": persona.id,
                "languages": list(persona.languages),
                "markets": [market.lower() for market in persona.markets],
                "sources": [source.lower() for source in persona.sources],
                "products": any_phrase(persona.products),
                "words": any_phrase(persona.words),
            },
        )
    return frame(con, "persona_window", start=start, end=end)


def write_persona_texts(con: duckdb.DuckDBPyConnection) -> None:
    """Replace `persona_texts` by what `persona_members` found."""
    con.execute(sql("persona_texts"))


def unmatched_names(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> dict[str, str]:
    """Persona -> the names in its conditions that no text here has, each with its key in overheard.toml and the nearest that
    texts have; personas all of whose names occur are left out."""
    if not workspace.personas:
        return {}
    known: dict[str, list[str]] = {key: [] for key in NAMED}
    for key, name in con.execute(sql("persona_names")).fetchall():
        if name:
            known[key].append(str(name))
    found = {}
    for place, persona in enumerate(workspace.personas, start=1):
        missing = [
            f"persona[{place}].{key}: {name!r}{_nearest(name, known[key])}"
            for key in NAMED
            for name in getattr(persona, key)
            if name.lower() not in known[key]
        ]
        if missing:
            found[persona.id] = "; ".join(missing)
    return found


def _nearest(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name.lower(), known, 1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
