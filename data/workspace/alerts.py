"""[[alert]]: who is told of signals, of which, and when."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from data.workspace.values import Name, Table, web_url

AT_ONCE, WEEKLY = "at once", "weekly"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Kind = Literal["complaints", "sentiment", "leaving", "switching", "quiet", "faq", "channel", "ranking", "rating"]


class Alert(Table):
    """[[alert]]: one receiver of signals, at the end of `overheard run`."""

    name: str = Field(
        pattern=r"^[\w][\w .-]{0,39}$", description="Name of the alert, once in the file: what `status` calls it."
    )
    url_env: str = Field(
        pattern=r"^OVERHEARD_[A-Z0-9_]+$",
        description="Environment variable that holds the receiver's address as Apprise writes it (mailto://, slack:// ...): "
        "it is a secret and is never written here.",
    )
    kinds: tuple[Kind, ...] = Field(default=(), description="Kinds of signals that are sent; absent: all.")
    brands: tuple[Name, ...] = Field(default=(), description="Brands whose signals are sent (name or id); absent: all.")
    drivers: tuple[Name, ...] = Field(
        default=(), description="Of complaints and net sentiment: the drivers that are sent (id); absent: all."
    )
    whose: Literal["all", "own", "rivals"] = Field(default="all", description="Whose signals are sent.")
    when: Literal["at once", "weekly"] = Field(
        default="at once", description="At once: new signals, after the run that finds them. Weekly: a digest."
    )
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        default="monday", description="Day of the digest, in workspace.timezone; the first run from it on sends it."
    )
    quotes: bool = Field(
        default=False, description="Whether customers' words are sent along: they leave this machine then."
    )
    link: str = Field(default="", description="Address of the app, which messages link to.")

    @field_validator("link")
    @classmethod
    def _web_address(cls, value: str) -> str:
        return web_url(value) if value else value

    @model_validator(mode="after")
    def _drivers_of_something(self) -> Alert:
        if self.drivers and self.kinds and not {"complaints", "sentiment"} & set(self.kinds):
            raise ValueError("drivers: expected complaints or sentiment among kinds, for others have no driver")
        return self
