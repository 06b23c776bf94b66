"""overheard.toml: its shape, its validation and where a workspace keeps its state.

`load_workspace` is strict: an unknown key, a second own brand or a bad URL raises `ConfigError`, whose message names the
file, the key, what was expected, what was found and the nearest match.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from data.errors import ConfigError
from data.workspace.errors import describe, nearest
from data.workspace.searches import Search, doubled
from data.workspace.values import Name, Table, web_url

CONFIG_NAME = "overheard.toml"
STATE_NAME = ".overheard"
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


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or longer than a file's name may be
        raise ValueError("expected an IANA time zone such as Asia/Bangkok") from None
    return value


WebUrl = Annotated[str, AfterValidator(web_url)]
PageUrl = Annotated[str, AfterValidator(page_url)]


class Brand(Table):
    """One [[brand]]. `faqs` and `reviews` are None when pages are to be discovered from the site."""

    name: Name
    id: str = Field(default="", pattern=r"^[^\s/\\]*$")
    own: bool = False
    site: WebUrl
    aliases: tuple[Name, ...] = ()
    exclude: tuple[Name, ...] = ()
    faqs: tuple[WebUrl, ...] | None = None
    reviews: tuple[PageUrl, ...] | None = None
    social: tuple[WebUrl, ...] = ()

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
    """One [[listen]]: where to look for mentions. `url` is the feed's address (rss; it may stand in `query` instead) or
    the server to ask (mastodon); `voice` whose a feed is; at most `max_items` are read in one crawl (0: as many as usual).
    """

    network: Literal["reddit", "hackernews", "mastodon", "bluesky", "youtube", "rss"]
    query: Name
    url: str = ""
    voice: Literal["customer", "press"] = "customer"
    max_items: int = Field(default=0, ge=0, le=100_000)

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

    user_agent: Name = "Overheard/1.0"
    obey_robots: bool = True
    allow_private: tuple[Annotated[str, AfterValidator(_host_port)], ...] = ()
    render: Literal["never", "auto", "always"] = "auto"
    max_pages_per_site: int = Field(default=200, ge=1, le=1_000_000)
    archive: bool = False
    archive_days: int = Field(default=30, ge=1, le=MAX_DAYS)
    retention_days: int = Field(default=730, ge=1, le=MAX_DAYS)


class _Names(Table):
    """[workspace]. `sentiment`: auto takes what is measured to be best on the workspace's rated reviews, lexicon the lexicons,
    transformer the user's own model. `sentiment_model`: its folder, or a table language -> folder."""

    name: Name
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = LANGUAGES
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"
    window_days: int = Field(default=90, ge=7, le=3650)
    sentiment: Literal["auto", "lexicon", "transformer"] = "auto"
    sentiment_model: Annotated[Mapping[str, str], BeforeValidator(_folders)] = Field(default={})

    @model_validator(mode="after")
    def _model_named(self) -> _Names:
        if self.sentiment == "transformer" and not self.sentiment_model:
            raise ValueError('sentiment = "transformer": expected sentiment_model = "FOLDER" beside it, found none')
        return self


class _File(Table):
    """The whole file as TOML holds it."""

    workspace: _Names
    brand: tuple[Brand, ...] = Field(min_length=1)
    listen: tuple[Listen, ...] = ()
    search: tuple[Search, ...] = ()
    crawl: Crawl = Crawl()


class Workspace(Table):
    """A validated workspace: the settings of overheard.toml and the paths of its state."""

    root: Path
    name: str
    language: str
    languages: tuple[str, ...]
    timezone: str
    window_days: int
    sentiment: Literal["auto", "lexicon", "transformer"]
    sentiment_model: Mapping[str, str]
    brands: tuple[Brand, ...]
    listen: tuple[Listen, ...]
    search: tuple[Search, ...]
    crawl: Crawl

    @property
    def state_dir(self) -> Path:
        """Where all state lives; made by `init` or the first run."""
        return self.root / STATE_NAME

    @property
    def config_path(self) -> Path:
        return self.root / CONFIG_NAME

    @property
    def sentiment_folders(self) -> dict[str, Path]:
        """Language -> the folder of the user's own sentiment model; "" stands for the languages not named."""
        return {language: self.root / Path(folder).expanduser() for language, folder in self.sentiment_model.items()}

    @property
    def own(self) -> Brand:
        return next(brand for brand in self.brands if brand.own)

    @property
    def rivals(self) -> tuple[Brand, ...]:
        return tuple(brand for brand in self.brands if not brand.own)

    def brand(self, brand_id: str) -> Brand:
        """The brand of that id. Raises KeyError."""
        for brand in self.brands:
            if brand.id == brand_id:
                return brand
        raise KeyError(brand_id)

    def select_brands(self, names: list[str]) -> tuple[Brand, ...]:
        """The brands named by id, name or alias (any case); all when none is named. Raises ConfigError."""
        if not names:
            return self.brands
        known = {key.casefold(): b for b in self.brands for key in (*b.aliases, b.name, b.id)}
        chosen = []
        for name in names:
            if name.casefold() not in known:
                raise ConfigError(
                    f"--brand: expected one of {', '.join(b.name for b in self.brands)}, found {name!r}"
                    + nearest(name, [b.name for b in self.brands])
                )
            chosen.append(known[name.casefold()])
        return tuple(dict.fromkeys(chosen))


def load_workspace(root: Path) -> Workspace:
    """Read and validate `root`/overheard.toml. Raises ConfigError."""
    root = root.resolve()
    path = root / CONFIG_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: not found. Make one with `overheard init`, or name its folder by --workspace."
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: expected UTF-8 text, found byte {error.start} that is not. Save it as UTF-8."
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}.") from None
    return parse_workspace(text, root)


def parse_workspace(text: str, root: Path) -> Workspace:
    """Validate the text of an overheard.toml as if it lay in `root`. Raises ConfigError."""
    path = root / CONFIG_NAME
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from None
    try:
        file = _File.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(describe(path, error.errors(), _keys())) from None
    _check_brands(path, file)
    _check_search(path, file)
    return Workspace(
        root=root,
        brands=file.brand,
        listen=file.listen,
        search=file.search,
        crawl=file.crawl,
        **file.workspace.model_dump(),
    )


def _keys() -> dict[str, list[str]]:
    """Table ('' for the file itself) -> its keys."""
    tables: dict[str, type[Table]] = {
        "": _File, "workspace": _Names, "brand": Brand, "listen": Listen, "search": Search, "crawl": Crawl,
    }  # fmt: skip
    return {name: list(table.model_fields) for name, table in tables.items()}


def _check_brands(path: Path, file: _File) -> None:
    own = [b.name for b in file.brand if b.own]
    if len(own) != 1:
        found = "none" if not own else " and ".join(own)
        raise ConfigError(f"{path}: brand.own: expected exactly one brand with own = true, found {found}.")
    for key in ("id", "name"):
        seen: dict[str, str] = {}
        for i, brand in enumerate(file.brand):
            value = getattr(brand, key)
            if not value:
                raise ConfigError(
                    f'{path}: brand[{i + 1}].id: {brand.name!r} gives no id; expected one of letters and digits. Add id = "...".'
                )
            if value.casefold() in seen:
                raise ConfigError(
                    f"{path}: brand[{i + 1}].{key}: expected a {key} of its own, found {value!r}, which "
                    f'{seen[value.casefold()]!r} has already. Add id = "..." or rename one.'
                )
            seen[value.casefold()] = brand.name


def _check_search(path: Path, file: _File) -> None:
    wrong = doubled(file.search)
    if wrong:
        raise ConfigError(f"{path}: {wrong}.")


def unused_settings(workspace: Workspace) -> list[str]:
    """What overheard.toml asks for and this version does not do, one line each: nothing asked for is left out in silence."""
    path, unused = workspace.config_path, []
    if workspace.crawl.archive:
        unused.append(f"{path}: crawl.archive = true: this version keeps no raw pages; the key has no effect yet")
    if workspace.sentiment_model and workspace.sentiment == "lexicon":
        unused.append(
            f'{path}: workspace.sentiment_model: not used, for sentiment = "lexicon" leaves all to the lexicons'
        )
    closed = [address for brand in workspace.brands for address in brand.social if is_closed_network(address)]
    if closed:
        unused.append(
            f"{path}: brand.social: {', '.join(closed)}: no official door is open to everybody there; the address serves "
            "to tell whose a link is, and what is said there is not read"
        )
    return unused
