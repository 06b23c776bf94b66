"""[[driver]]: what a workspace's customers speak of that no driver of ours names, or further words for one that does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from data import languages
from data.workspace.values import Table

_FILE = "text/drivers.toml"
_GAP = "..."


def known_drivers() -> tuple[str, ...]:
    """Ids of the drivers that every workspace has."""
    return tuple(languages.table("en", _FILE)["drivers"])


def _words(value: object) -> object:
    """Language -> phrases. Raises ValueError naming the language and the phrase that cannot be read."""
    codes = languages.having(_FILE)
    if not isinstance(value, Mapping) or not value:
        raise ValueError('expected phrases by language, such as words.en = ["luggage", "lost ... suitcase"]')
    for code, phrases in value.items():
        if code not in codes:
            raise ValueError(
                f"expected languages whose texts are read ({', '.join(codes)}), found the language {code!r}"
            )
        if not isinstance(phrases, list | tuple) or not phrases:
            raise ValueError(f"{code}: expected a list of phrases, such as {code} = [...]")
        for phrase in phrases:
            _check(str(code), phrase)
    return value


def _check(code: str, phrase: object) -> None:
    if not isinstance(phrase, str) or not phrase.strip() or len(phrase) > 200:
        raise ValueError(f"{code}: expected phrases of 1 to 200 characters, found {phrase!r}")
    if "<" in phrase or ">" in phrase:
        raise ValueError(f"{code}: phrase {phrase!r}: expected no <list>, for a workspace has none")
    tokens = phrase.replace(",", " ").split()
    words = [word for token in tokens if token != _GAP for word in token.split("/")]
    if not words or _GAP in (tokens[0], tokens[-1]) or not all(any(map(str.isalnum, word)) for word in words):
        raise ValueError(
            f"{code}: phrase {phrase!r}: expected words, with a word on both sides of every / and ..., and * for any letters"
        )


class OwnDriver(Table):
    """[[driver]]: a driver of the workspace's own, or words for one that all have (then `id` is one of those)."""

    id: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="Id of the driver in all tables: small letters, digits and _. That of a driver all workspaces have adds "
        "words to it.",
    )
    name: str = Field(
        default="",
        max_length=60,
        description="Name of the driver in the app and exports; needed for a driver of your own.",
    )
    words: Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_words)] = Field(
        description='Phrases by language: words.en = ["luggage", "suit case"]. A word is also found with its endings; '
        "* stands for any letters, / for either word, ... for up to four words in between."
    )
    stage: Literal["", "awareness", "engagement", "transaction", "retention"] = Field(
        default="", description="Stage of the journey where it happens."
    )
    touchpoint: str = Field(default="", max_length=60, description="Touchpoint at which it happens, in a word.")
    prior: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="How much it matters before looking at this market; it orders lines and decides none. Absent: as much as a "
        "driver without a published figure.",
    )

    @model_validator(mode="after")
    def _named(self) -> OwnDriver:
        if not self.name.strip() and self.id not in known_drivers():
            raise ValueError(
                f'name: expected a name for the new driver {self.id!r}, such as name = "Luggage", or as id one of '
                f"{', '.join(known_drivers())}, to which words are added"
            )
        return self

    def as_json(self) -> dict[str, Any]:
        """Its keys as JSON holds them."""
        return self.model_dump(mode="json")
