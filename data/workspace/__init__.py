"""overheard.toml: its shape, its validation and where a workspace keeps its state.

`load_workspace` is strict: an unknown key, a second own brand or a bad URL raises `ConfigError`, whose message names the
file, the key, what was expected, what was found and the nearest match.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import ValidationError

from data.errors import ConfigError
from data.workspace.alerts import Alert
from data.workspace.app import App
from data.workspace.drivers import OwnDriver, known_drivers
from data.workspace.errors import describe, nearest
from data.workspace.personas import Persona
from data.workspace.recipes import Recipe
from data.workspace.searches import Search, doubled
from data.workspace.tables import (
    LANGUAGES,
    Brand,
    ConfigFile,
    Crawl,
    Listen,
    Settings,
    is_closed_network,
    page_url,
    slug,
)
from data.workspace.values import Table

__all__ = [
    "CONFIG_NAME",
    "LANGUAGES",
    "STATE_NAME",
    "Alert",
    "App",
    "Brand",
    "Crawl",
    "Listen",
    "OwnDriver",
    "Persona",
    "Recipe",
    "Search",
    "Workspace",
    "app_of",
    "is_closed_network",
    "load_app",
    "load_workspace",
    "page_url",
    "parse_workspace",
    "slug",
    "unused_settings",
]

CONFIG_NAME = "overheard.toml"
STATE_NAME = ".overheard"


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
    heartbeat: str = ""
    brands: tuple[Brand, ...]
    listen: tuple[Listen, ...]
    search: tuple[Search, ...]
    recipes: tuple[Recipe, ...] = ()
    drivers: tuple[OwnDriver, ...] = ()
    personas: tuple[Persona, ...] = ()
    alerts: tuple[Alert, ...] = ()
    crawl: Crawl
    app: App = App()

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
    return parse_workspace(_text(root / CONFIG_NAME), root)


def app_of(root: Path) -> App:
    """[app] of a workspace; the defaults in a folder that holds no overheard.toml yet, which the app then asks for. Raises
    ConfigError, also where there is no such folder."""
    begun = (root / CONFIG_NAME).exists() or not root.is_dir()
    return load_workspace(root).app if begun else App()


def load_app(folder: Path) -> App:
    """[app] of the overheard.toml in a folder of workspaces, which holds nothing else; the defaults without the file. Raises
    ConfigError."""
    path = folder.resolve() / CONFIG_NAME
    if not path.exists():
        return App()
    try:
        tree = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from None
    if others := sorted(tree.keys() - {"app"}):
        raise ConfigError(
            f"{path}: expected [app] alone in a folder of workspaces, found {', '.join(others)}. Is it a workspace itself?"
        )
    try:
        return _AppFile.model_validate(tree).app
    except ValidationError as error:
        raise ConfigError(describe(path, error.errors(), _keys())) from None


class _AppFile(Table):
    app: App = App()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
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


def parse_workspace(text: str, root: Path) -> Workspace:
    """Validate the text of an overheard.toml as if it lay in `root`. Raises ConfigError."""
    path = root / CONFIG_NAME
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from None
    try:
        file = ConfigFile.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(describe(path, error.errors(), _keys())) from None
    _check_brands(path, file)
    _check_search(path, file)
    _check_drivers(path, file)
    _check_personas(path, file)
    _check_heartbeat(path, file)
    _check_alerts(path, file)
    return Workspace(
        root=root,
        brands=file.brand,
        listen=file.listen,
        search=file.search,
        recipes=file.recipe,
        drivers=file.driver,
        personas=file.persona,
        alerts=file.alert,
        crawl=file.crawl,
        app=file.app,
        **file.workspace.model_dump(),
    )


def _keys() -> dict[str, list[str]]:
    """Table ('' for the file itself) -> its keys."""
    tables: dict[str, type[Table]] = {
        "": ConfigFile, "workspace": Settings, "brand": Brand, "listen": Listen, "search": Search, "recipe": Recipe,
        "driver": OwnDriver, "persona": Persona, "alert": Alert, "crawl": Crawl, "app": App,
    }  # fmt: skip
    return {name: list(table.model_fields) for name, table in tables.items()}


def _check_brands(path: Path, file: ConfigFile) -> None:
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


def _check_drivers(path: Path, file: ConfigFile) -> None:
    seen: set[str] = set()
    for i, driver in enumerate(file.driver):
        if driver.id in seen:
            raise ConfigError(
                f"{path}: driver[{i + 1}].id: expected an id once, found {driver.id!r} again. "
                "Put all its words into one [[driver]]."
            )
        seen.add(driver.id)


def _check_personas(path: Path, file: ConfigFile) -> None:
    for key in ("id", "name"):
        seen: set[str] = set()
        for i, persona in enumerate(file.persona):
            value = getattr(persona, key)
            if value.casefold() in seen:
                raise ConfigError(f"{path}: persona[{i + 1}].{key}: expected each {key} once, found {value!r} again.")
            seen.add(value.casefold())


def _check_heartbeat(path: Path, file: ConfigFile) -> None:
    address = urlsplit(file.workspace.heartbeat)
    named = f"{(address.hostname or '').lower()}:{address.port or 80}"
    if address.scheme == "http" and named not in {entry.lower() for entry in file.crawl.allow_private}:
        raise ConfigError(
            f"{path}: workspace.heartbeat: expected an address with https, or {named!r} in crawl.allow_private, found http."
        )


def _check_alerts(path: Path, file: ConfigFile) -> None:
    """Each alert once, of brands and drivers that there are: an alert of a misspelt brand would be silent for ever."""
    brands = {key.casefold() for brand in file.brand for key in (brand.name, brand.id)}
    drivers = {*known_drivers(), *(driver.id for driver in file.driver)}
    seen: set[str] = set()
    for i, alert in enumerate(file.alert, start=1):
        if alert.name.casefold() in seen:
            raise ConfigError(f"{path}: alert[{i}].name: expected a name once, found {alert.name!r} again.")
        seen.add(alert.name.casefold())
        for name in alert.brands:
            if name.casefold() not in brands:
                names = [brand.name for brand in file.brand]
                raise ConfigError(
                    f"{path}: alert[{i}].brands: expected some of {', '.join(names)}, found {name!r}{nearest(name, names)}."
                )
        for driver in alert.drivers:
            if driver not in drivers:
                raise ConfigError(
                    f"{path}: alert[{i}].drivers: expected some of {', '.join(sorted(drivers))}, found {driver!r}."
                )


def _check_search(path: Path, file: ConfigFile) -> None:
    wrong = doubled(file.search)
    if wrong:
        raise ConfigError(f"{path}: {wrong}.")


def unused_settings(workspace: Workspace) -> list[str]:
    """What overheard.toml asks for and this version does not do, one line each: nothing asked for is left out in silence."""
    path, unused = workspace.config_path, list[str]()
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
