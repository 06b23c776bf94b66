"""Records of brands that overheard.toml no longer has: what a new name without an `id` leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import duckdb
from pydantic import TypeAdapter

from data.files import set_aside, write_atomic
from data.sqlfiles import read_sql
from data.workspace import CONFIG_NAME, Brand, Workspace
from overheard.progress import say

_IDS = TypeAdapter(list[str])
ALIKE = 0.6
"""How alike an id and a brand's must be (0..1) for one to be proposed as the other's new name."""


def new_orphans(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> list[str]:
    """The problems that were not known when records were last looked through; those that were are said again, as reminders."""
    path = workspace.state_dir / "state" / "orphans.json"
    found = dict(orphans(connection, workspace))
    known = _known(path)
    for brand_id in sorted(known & found.keys()):
        say(f"  still: {found[brand_id]}")
    if found.keys() != known:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, json.dumps(sorted(found)))
    return [problem for brand_id, problem in found.items() if brand_id not in known]


def _known(path: Path) -> set[str]:
    try:
        return set(_IDS.validate_json(path.read_bytes()))
    except FileNotFoundError:
        return set()
    except ValueError:
        say(f"{set_aside(path)}: damaged, so records without a brand that were known count as new once more")
        return set()


def orphans(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Each brand id that has records and is not in overheard.toml, and what to write there to keep them."""
    known = {brand.id for brand in workspace.brands}
    counts = connection.execute(read_sql("queries", "brand_records")).fetchall()
    filled = {brand for brand, _ in counts}
    for brand_id, n in counts:
        if brand_id not in known:
            belongs = f"{n:,} record{'s belong' if n != 1 else ' belongs'} to the brand id {brand_id!r}"
            yield (
                str(brand_id),
                f"{belongs}, which is no longer in {CONFIG_NAME}: {_advice(str(brand_id), workspace, filled)}",
            )


def _advice(brand_id: str, workspace: Workspace, filled: set[str]) -> str:
    """What to type: the id in the [[brand]] that is new and named most alike, else in whichever is meant."""
    keep = f'write id = "{brand_id}" in'
    likely = _closest(brand_id, [brand for brand in workspace.brands if brand.id not in filled] or workspace.brands)
    if likely is None:
        return f"if it was renamed, {keep} its [[brand]]"
    return f'if it is now called "{likely.name}", {keep} that [[brand]]'


def _closest(brand_id: str, brands: list[Brand] | tuple[Brand, ...]) -> Brand | None:
    """The brand whose id begins as `brand_id` does or is most like it; None where none is alike."""

    def alike(brand: Brand) -> float:
        begins = brand.id.startswith(brand_id) or brand_id.startswith(brand.id)
        return 1.0 if begins else SequenceMatcher(None, brand_id, brand.id).ratio()

    best = max(brands, key=alike, default=None)
    return best if best is not None and (alike(best) >= ALIKE or len(brands) == 1) else None
