"""[[persona]]: a saved segment of customers, by what is known of their texts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from data import languages
from data.workspace.values import Name, Table

_READ_BY = "text/drivers.toml"


def _language(value: str) -> str:
    codes = languages.having(_READ_BY)
    if value not in codes:
        raise ValueError(f"expected languages whose texts are read ({', '.join(codes)})")
    return value


def _words(value: str) -> str:
    if not any(sign.isalnum() for sign in value) or len(value) > 100:
        raise ValueError("expected phrases of 1 to 100 characters with a word in them")
    return value


Phrase = Annotated[str, AfterValidator(_words)]
CONDITIONS = ("languages", "markets", "sources", "products", "words")


class Persona(Table):
    """[[persona]]: a segment whose figures are shown apart: the texts that meet each of its conditions in any way it names."""

    id: str = Field(
        pattern=r"^[a-z][a-z0-9_-]{0,39}$",
        description="Id of the persona in all tables: small letters, digits, - and _.",
    )
    name: Name = Field(description="Name of the persona in the app and exports.")
    languages: tuple[Annotated[str, AfterValidator(_language)], ...] = Field(
        default=(), description="Languages of the texts, such as th."
    )
    markets: tuple[Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{2,4})*$")], ...] = Field(
        default=(), description="Markets of the texts, as their sources or files state them, such as th-TH."
    )
    sources: tuple[Name, ...] = Field(
        default=(),
        description="Where they write: review sites (such as reviews.example), networks, sources of imported files.",
    )
    products: tuple[Phrase, ...] = Field(
        default=(), description="Words in the name of the product that is reviewed; mentions name none."
    )
    words: tuple[Phrase, ...] = Field(
        default=(),
        description="Words of need, any of which the text has: phrases whose last word may go on, or whole words in quotation "
        "marks ('\"student\"'). Capitals, accents and tone marks do not matter.",
    )

    @model_validator(mode="after")
    def _limited(self) -> Persona:
        if not any(getattr(self, name) for name in CONDITIONS):
            raise ValueError(f"expected at least one of {', '.join(CONDITIONS)}, found none: it would be everybody")
        return self

    def conditions(self) -> dict[str, Any]:
        """Its conditions as JSON holds them, those that it has."""
        return {name: list(getattr(self, name)) for name in CONDITIONS if getattr(self, name)}
