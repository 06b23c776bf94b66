"""What all ways of labelling share: a build to take texts from, lines of input, and texts that cannot steer a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from data.errors import ConfigError
from data.publish import build_info, current_build
from data.warehouse import schema_version
from data.workspace import Workspace

Ask = Callable[[str], str]
"""A prompt -> a line of input; raises EOFError at its end."""
Show = Callable[[str], None]


def published_build(workspace: Workspace, what: str) -> Path:
    """The build to take `what` from. Raises ConfigError when nothing is published, or the build is of another version."""
    build = current_build(workspace.state_dir)
    if build is None:
        raise ConfigError(
            f"{workspace.state_dir}: expected a published build to take {what} from, found none: run `overheard run`."
        )
    found, expected = build_info(build).schema_version, schema_version()
    if found != expected:
        remedy = "run `overheard analyze`" if found < expected else "upgrade this Overheard"
        raise ConfigError(f"{build}: expected a build of schema {expected}, found {found}: {remedy}.")
    return build


def lines(ask: Ask) -> Iterator[str]:
    """Lines of input, trimmed and lower case, signs as ASCII has them, until there are no more."""
    while True:
        try:
            yield unicodedata.normalize("NFKC", ask("> ")).strip().lower().replace("\u2212", "-")
        except EOFError:
            return


def printable(text: str) -> str:
    """Without characters that steer a terminal: collected text is hostile. Joiners that scripts and emoji need stay."""
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character in "\u200c\u200d" else " "
        for character in text
    )
