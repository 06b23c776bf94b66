"""The tables of overheard.toml: every key with what it means, its default and what is accepted.

docs/reference/overheard.toml.md is written from the descriptions here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from data.workspace.alerts import Alert
from data.workspace.app import App
from data.workspace.drivers import OwnDriver
from data.workspace.personas import Persona
from data.workspace.recipes import Recipe
from data.workspace.searches import Search
from data.workspace.values import Name, Table, time_zone, web_url

MAX_DAYS = 36_500
"""A century: counting back further leaves the calendar."""
LANGUAGES = ("en", "th", "vi", "lt")
"""First-class languages: what a workspace collects when it names none."""
CLOSED_NETWORKS = (
    "facebook.com", "fb.com", "instagram.com", "linkedin.com", "line.me", "pinterest.com", "snapchat.com", "t.me", "telegram.me",
    "threads.com", "threads.net", "tiktok.com", "twitter.com", "viber.com", "vk.com", "wa.me", "x.com", "zalo.me",
)  # fmt: skip
"""Hosts of networks that have no official door open to everybody: their profiles tell whose a link is, and are not read."""


def slug(name: str) -> str:
    """A stable id from a brand's name: lower case, accents dropped from Latin letters, other letters kept, '-' between."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = (c for c in decomposed if not (unicodedata.combining(c) and ord(c) < 0x370))
    # Thai and Indic vowels are marks, not letters: dropping them would make different names the same id.
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else "-" for c in plain)
    return re.sub(r"-+", "-", unicodedata.normalize("NFC", kept)).strip("-")


def page_url(value: str) -> str:
    """A web address, or an app store page (appstore:us/123, play:com.acme.app). Raises ValueError."""
    if re.fullmatch(r"appstore:[a-z]{2}/\d+|play:[\w.]+", value):
        return value
    if value.strip().lower().startswith(("http:", "https:")):
        return web_url(value)
    raise ValueError(
        "expected a web address such as https://www.acme.example/, or an app store page: appstore:COUNTRY/NUMBER (two small "
        "letters and the digits of the app's address, such as appstore:us/1234567890) or play:PACKAGE (such as play:com.acme.app)"
    )


def _host_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536 or "/" in host:
        raise ValueError("expected host:port, such as 127.0.0.1:8888")
    return value


def _folders(value: object) -> object:
    """Language -> folder ("": any other language) of `sentiment_model`, which may name one folder for all."""
    named = {"": value} if isinstance(value, str) else value
    if isinstance(named, Mapping) and all(
        re.fullmatch("([a-z]{2})?", str(language)) and isinstance(folder, str) and folder.strip()
        for language, folder in named.items()
    ):
        return named
    raise ValueError(
        'expected the folder of a sentiment model, such as "models/xlm-roberta-sentiment", or a table of languages (two small '
        'letters) and folders, such as { th = "models/wangchan-sentiment" }' + _keys_found(value)
    )


def _keys_found(value: object) -> str:
    return f", found a table of {', '.join(map(str, value)) or 'nothing'}" if isinstance(value, Mapping) else ""


WebUrl = Annotated[str, AfterValidator(web_url)]
PageUrl = Annotated[str, AfterValidator(page_url)]


class Brand(Table):
    """[[brand]]: your brand or a rival. `faqs` and `reviews` are None when pages are to be discovered from the site."""

    name: Name = Field(description="Name of the brand as customers write it.")
    id: str = Field(
        default="",
        pattern=r"^[^\s/\\]*$",
        description="Id of the brand in all tables; made from the name when absent. Set it before you rename a brand.",
    )
    own: bool = Field(default=False, description="true for your own brand; exactly one brand has it.")
    site: WebUrl = Field(description="Home page of the brand: FAQ, review and contact pages are looked for from here.")
    aliases: tuple[Name, ...] = Field(default=(), description="Other names that mean the brand.")
    products: tuple[Name, ...] = Field(
        default=(),
        description="Names of its products: like the brand's own names they say nothing of how a text feels.",
    )
    exclude: tuple[Name, ...] = Field(default=(), description="Names that look like the brand's and do not mean it.")
    faqs: tuple[WebUrl, ...] | None = Field(
        default=None, description="FAQ pages. Absent: discovered from the site. An empty list: none is read."
    )
    reviews: tuple[PageUrl, ...] | None = Field(
        default=None,
        description="Pages of reviews and app store pages (appstore:us/1234567890, play:com.acme.app). "
        "Absent: discovered from the site. An empty list: none is read.",
    )
    social: tuple[WebUrl, ...] = Field(
        default=(), description="The brand's own accounts and feeds: what is posted there is its own voice."
    )

    @model_validator(mode="before")
    @classmethod
    def _id_from_name(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and not values.get("id") and isinstance(values.get("name"), str):
            return {**values, "id": slug(values["name"])}
        return values


def is_closed_network(address: str) -> bool:
    """Whether a web address is on one of CLOSED_NETWORKS."""
    host = (urlsplit(address).hostname or "").lower()
    return any(host == closed or host.endswith(f".{closed}") for closed in CLOSED_NETWORKS)


class Listen(Table):
    """[[listen]]: where to look for what customers say about the brands."""

    network: Literal["reddit", "hackernews", "mastodon", "bluesky", "youtube", "rss"] = Field(
        description="Network to ask, or rss for a feed."
    )
    query: Name = Field(description="What to search for; for rss a name of the feed, or its address.")
    url: str = Field(default="", description="rss: address of the feed. mastodon: server to ask.")
    voice: Literal["customer", "press"] = Field(
        default="customer", description="Whose voice a feed is; press for rss only."
    )
    max_items: int = Field(
        default=0, ge=0, le=100_000, description="Most items read in one crawl; 0: as many as usual."
    )

    @model_validator(mode="after")
    def _complete(self) -> Listen:
        if self.url and self.network not in ("rss", "mastodon"):
            raise ValueError(f"url: expected it for rss and mastodon only, found it for {self.network}")
        if self.url or self.network == "rss":
            key, address = ("url", self.url) if self.url else ("query", self.query)
            try:
                web_url(address)
            except ValueError as error:
                raise ValueError(f"{key}: {error}, found {address!r}") from None
        if self.voice == "press" and self.network != "rss":
            raise ValueError(f"voice: expected 'press' for rss only, found it for {self.network}")
        return self


class Crawl(Table):
    """[crawl]: manners and limits."""

    user_agent: Name = Field(
        default="Overheard/1.0", description="How the crawler introduces itself; add the address of a page about you."
    )
    obey_robots: bool = Field(default=True, description="Whether robots.txt is obeyed.")
    allow_private: tuple[Annotated[str, AfterValidator(_host_port)], ...] = Field(
        default=(), description="host:port on private addresses that may be reached; all others are refused."
    )
    render: Literal["never", "auto", "always"] = Field(
        default="auto",
        description="Whether pages are shown in a browser before they are read; auto: where they need scripts.",
    )
    max_pages_per_site: int = Field(
        default=200, ge=1, le=1_000_000, description="Most pages read of one site in one crawl."
    )
    page_seconds: int = Field(default=30, ge=1, le=600, description="Most seconds that one answer of a site may take.")
    page_megabytes: int = Field(
        default=10, ge=1, le=100, description="Largest answer that is read; larger ones are failures."
    )
    site_minutes: int = Field(
        default=15,
        ge=1,
        le=1440,
        description="Most minutes that one site may keep a crawl waiting for its answers, pauses between them not counted.",
    )
    site_megabytes: int = Field(
        default=500, ge=1, le=1_000_000, description="Most that is read of one site in one crawl."
    )
    site_items: int = Field(
        default=50_000, ge=1, le=10_000_000, description="Most records taken from one site in one crawl."
    )
    crawl_hours: int = Field(default=6, ge=1, le=240, description="Most hours a crawl takes in all.")
    analysis_hours: int = Field(default=6, ge=1, le=240, description="Most hours an analysis takes in all.")
    archive: bool = Field(
        default=False,
        description="Keep raw pages as they came (WARC), for `overheard read`. They are not redacted: names and addresses of "
        "people are in them.",
    )
    archive_days: int = Field(
        default=30,
        ge=1,
        le=MAX_DAYS,
        description="Days raw pages are kept, at most retention_days.",
    )
    retention_days: int = Field(
        default=730, ge=1, le=MAX_DAYS, description="Days a text is kept after it was last seen at its source."
    )


class Settings(Table):
    """[workspace]: what holds for the workspace as a whole."""

    name: Name = Field(description="Name of the workspace, shown in the app and on slides.")
    language: str = Field(default="en", pattern=r"^[a-z]{2}$", description="Language of reports.")
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = Field(
        default=LANGUAGES, description="Languages of the texts that are collected."
    )
    timezone: Annotated[str, AfterValidator(time_zone)] = Field(
        default="UTC", description="IANA time zone of months and days, such as Asia/Bangkok."
    )
    window_days: int = Field(default=90, ge=7, le=3650, description="Days of texts that an edition compares.")
    sentiment: Literal["auto", "lexicon", "transformer"] = Field(
        default="auto",
        description="Which model labels texts. auto: what is measured to be best on the workspace's rated reviews; "
        "lexicon: lexicons only; transformer: the user's own model, measured or not.",
    )
    sentiment_model: Annotated[Mapping[str, str], BeforeValidator(_folders)] = Field(
        default={}, description="Folder of a sentiment model of your own (ONNX), or a table language -> folder."
    )

    heartbeat: str = Field(
        default="",
        description="Address that is called (GET) after each `overheard run` that published: a service there tells you when "
        "the calls stop. https; http only to a host:port of crawl.allow_private.",
    )

    @field_validator("heartbeat")
    @classmethod
    def _web_address(cls, value: str) -> str:
        return web_url(value) if value else value

    @model_validator(mode="after")
    def _model_named(self) -> Settings:
        if self.sentiment == "transformer" and not self.sentiment_model:
            raise ValueError('sentiment = "transformer": expected sentiment_model = "FOLDER" beside it, found none')
        return self


class ConfigFile(Table):
    """The whole file as TOML holds it."""

    workspace: Settings = Field(description="What holds for the workspace as a whole.")
    brand: tuple[Brand, ...] = Field(min_length=1, description="Your brand and its rivals.")
    listen: tuple[Listen, ...] = Field(default=(), description="Where to look for what customers say.")
    search: tuple[Search, ...] = Field(default=(), description="Where keywords are looked up.")
    recipe: tuple[Recipe, ...] = Field(default=(), description="How sites are read that the general reading fails on.")
    driver: tuple[OwnDriver, ...] = Field(
        default=(), description="Drivers of your own, or words of your own for a driver: what customers speak of."
    )
    persona: tuple[Persona, ...] = Field(default=(), description="Segments of customers whose figures are shown apart.")
    alert: tuple[Alert, ...] = Field(default=(), description="Who is told of signals.")
    crawl: Crawl = Field(default=Crawl(), description="Manners and limits of crawls.")
    app: App = Field(default=App(), description="Where the app listens and who may open it.")
