"""All look-ups of a workspace, whatever the provider.

    for look_up in look_ups(workspace):
        ...ask look_up.ask()...
        page = look_up.outcome(answer)

Saved pages are no look-ups: they lie on the disk (`crawlers.sources.saved_pages`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from crawlers.sources.search.base import LookUp
from data.workspace import Workspace
from data.workspace.searches import Search


def look_up(search: Search, keyword: str, env: Mapping[str, str] | None = None, number: int = 1) -> LookUp:
    """The look-up of a keyword at the provider of a [[search]] (not `saved`), with the secrets of the environment; `number`
    says which one it is where a keyword is asked several times."""
    found = LookUp.fleet()[search.provider](search, keyword, os.environ if env is None else env)
    found.number = number
    return found


def look_ups(
    workspace: Workspace, env: Mapping[str, str] | None = None, keywords: Sequence[str] | None = None
) -> list[LookUp]:
    """Everything that a workspace looks up, [[search]] by [[search]], nothing twice; `keywords` replaces those of the tables.
    What cannot be asked for want of a key is among it (`missing`). What answers in words is asked `search.asks` times."""
    found = [
        look_up(search, keyword, env, number)
        for search in workspace.search if search.provider != "saved"
        for keyword in (search.keywords if keywords is None else keywords)
        for number in range(1, 1 + (search.asks if search.provider == "answers" else 1))
    ]  # fmt: skip
    return list({of.key: of for of in reversed(found)}.values())[::-1]
