"""[[search]]: where keywords are looked up, and what of it would be counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pydantic import AliasChoices, Field, model_validator

from data.urls import host
from data.workspace.values import Name, Table, web_url

Provider = Literal["searxng", "brave", "serpapi", "saved", "browser", "answers"]
Engine = Literal["google", "bing", "duckduckgo", "yandex"]
SECRETS = {
    "brave": "OVERHEARD_BRAVE_KEY", "serpapi": "OVERHEARD_SERPAPI_KEY", "answers": "OVERHEARD_ANSWERS_KEY"
}  # fmt: skip
"""Search provider -> environment variable that must hold its key."""
USUAL_ENGINE: Mapping[str, str] = {"serpapi": "google", "browser": "duckduckgo"}
"""Provider that asks one of several engines -> the one it asks where `engine` says nothing."""
AT_URL = ("searxng", "answers")
"""Providers that may be anywhere: `url` says where, and their look-ups may go there even where that is a private address."""
MOBILE = ("serpapi", "saved")
"""Providers that can tell what a phone sees. The others answer whoever asks, and this crawler asks as what it is."""


class Search(Table):
    """[[search]]: where keywords are looked up."""

    provider: Provider = Field(description="Who is asked; `saved` reads result pages that you saved to disk.")
    url: str = Field(
        default="",
        validation_alias=AliasChoices("url", "folder"),
        description="searxng: address of the instance. answers: address of an endpoint that speaks the format of OpenAI's "
        "chat completions, such as https://api.openai.com/v1. saved: folder of the pages, relative to the workspace (`folder` "
        "is another name of this key).",
    )
    model: str = Field(
        default="",
        max_length=200,
        pattern=r"^\S*$",
        description="answers: the model that answers, as its endpoint calls it.",
    )
    asks: int = Field(
        default=3, ge=1, le=20, description="answers: how often each keyword is asked in one crawl; each is a look-up."
    )
    engine: Engine | None = Field(default=None, description="Whose results serpapi and browser look up.")
    market: str = Field(
        default="", pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,4})?)?$", description="Language and country, such as th-TH."
    )
    device: Literal["desktop", "mobile"] = Field(default="desktop", description="What the result page is made for.")
    keywords: tuple[Name, ...] = Field(default=(), description="What customers search for. Not needed for saved pages.")
    daily_cap: int = Field(default=100, ge=1, le=1_000_000, description="Most look-ups in one day.")
    price_per_1000: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="What 1,000 look-ups cost you, in your currency, for `crawl --dry-run`; no price is known here.",
    )

    @model_validator(mode="after")
    def _complete(self) -> Search:
        self._check_url()
        if self.provider != "saved" and not self.keywords:
            raise ValueError("keywords: expected at least one keyword, found none")
        if self.engine and self.provider not in USUAL_ENGINE:
            raise ValueError(f"engine: expected it for {' and '.join(USUAL_ENGINE)} only, found it for {self.provider}")
        if self.device == "mobile" and self.provider not in MOBILE:
            raise ValueError(f"device: expected 'mobile' for {' and '.join(MOBILE)} only, found it for {self.provider}")
        self._check_model()
        return self

    def _check_url(self) -> None:
        if self.provider in AT_URL:
            try:
                web_url(self.url)
            except ValueError as error:
                raise ValueError(f"url: {error}, found {self.url!r}") from None
        elif self.provider == "saved" and not self.url:
            raise ValueError("url: expected the folder of the saved result pages, found nothing")
        elif self.provider != "saved" and self.url:
            raise ValueError(f"url: expected none for {self.provider}, whose address is known, found {self.url!r}")

    def _check_model(self) -> None:
        if self.provider != "answers":
            for name in ("model", "asks"):
                if name in self.model_fields_set:
                    raise ValueError(f"{name}: expected it for answers only, found it for {self.provider}")
        elif not self.model:
            raise ValueError("model: expected the name of the model that answers, found nothing")
        elif not self.market:
            raise ValueError("market: expected the language of the questions, such as en-GB, found nothing")

    @property
    def asked_engine(self) -> str:
        """The engine that serpapi or browser looks up; of answers the model and where it is; '' for the others."""
        if self.provider == "answers":
            return f"{self.model} at {host(self.url)}"
        return self.engine or USUAL_ENGINE.get(self.provider, "")

    @property
    def language(self) -> str:
        """'th-TH' -> 'th'; '' where no market is named."""
        return self.market.partition("-")[0]

    @property
    def country(self) -> str:
        """'th-TH' -> 'TH'; '' where the market names none."""
        return self.market.partition("-")[2].upper()


def doubled(searches: Sequence[Search]) -> str:
    """What is wrong where two tables would look up the same keyword at the same place ('' if nothing): its positions
    would count twice. Saved pages are told apart by the time they were saved."""
    seen: dict[tuple[str, ...], int] = {}
    for number, search in enumerate(searches, 1):
        if search.provider == "saved":
            continue
        for keyword in search.keywords:
            place = (search.provider, search.asked_engine, search.market, search.device, keyword.casefold())
            first = seen.setdefault(place, number)
            if first != number:
                return (
                    f"search[{number}].keywords: expected what search[{first}] does not look up already at the same "
                    f"engine, market and device, found {keyword!r}"
                )
    return ""


PROVIDERS: tuple[str, ...] = get_args(Provider)
