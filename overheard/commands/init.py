"""`overheard init`: writes overheard.toml from answers or flags, with the comments a newcomer needs. Never overwrites."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Table

from data.errors import ConfigError
from data.privacy import load_key
from data.workspace import CONFIG_NAME, STATE_NAME, Workspace, load_workspace, page_url, parse_workspace
from data.workspace.values import web_url

HEADER = """\
Overheard: the brands to compare, what to search for and how to behave.
After a change: `overheard doctor` checks this file, `overheard run` crawls and analyses.
"""


@dataclass
class BrandDraft:
    """A brand as the user gave it."""

    name: str
    site: str
    own: bool = False
    faqs: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    social: list[str] = field(default_factory=list)


@dataclass
class Draft:
    """All that `init` was given."""

    brands: list[BrandDraft] = field(default_factory=list)
    name: str = ""
    keywords: list[str] = field(default_factory=list)
    searxng: str = ""
    saved: str = ""
    market: str = ""
    timezone: str = "UTC"
    language: str = "en"
    languages: list[str] = field(default_factory=list)
    allow_private: list[str] = field(default_factory=list)


def split_pair(flag: str, value: str) -> tuple[str, str]:
    """'Acme=https://...' -> ('Acme', 'https://...'). Raises ConfigError."""
    name, found, url = value.partition("=")
    if not found or not name.strip() or not url.strip():
        raise ConfigError(f'{flag}: expected NAME=URL, such as "Acme=https://www.acme.example/", found {value!r}.')
    return name.strip(), url.strip()


def draft_from_flags(
    own: str, rivals: Iterable[str], faqs: Iterable[str], reviews: Iterable[str], social: Iterable[str]
) -> list[BrandDraft]:
    """The brands of the flags --own, --rival, --faqs, --reviews and --social. Raises ConfigError."""
    brands = [BrandDraft(*split_pair("--own", own), own=True)]
    brands += [BrandDraft(*split_pair("--rival", rival)) for rival in rivals]
    by_name = {brand.name.casefold(): brand for brand in brands}
    for key, values in (("faqs", faqs), ("reviews", reviews), ("social", social)):
        for value in values:
            name, url = split_pair(f"--{key}", value)
            if name.casefold() not in by_name:
                known = ", ".join(brand.name for brand in brands)
                raise ConfigError(f"--{key}: expected the name of a brand ({known}), found {name!r}.")
            getattr(by_name[name.casefold()], key).append(url)
    return brands


def ask(prompt: Callable[..., str]) -> Draft:
    """Ask on a terminal. `prompt(text, default=...)` returns the answer."""
    draft = Draft()
    name = prompt("Your brand's name")
    draft.brands.append(BrandDraft(name, _address(prompt, "Its home page (https://...)"), own=True))
    while rival := prompt("A rival's name (empty: no more)", default=""):
        draft.brands.append(BrandDraft(rival, _address(prompt, f"Home page of {rival}")))
    for brand in draft.brands:
        while url := prompt(f"A page with reviews of {brand.name} (empty: no more)", default=""):
            if reason := _wrong(url, page_url):
                prompt(f"{reason}, found {url!r}: left out. Enter goes on", default="")
            else:
                brand.reviews.append(url)
    while keyword := prompt("A keyword your customers search for (empty: no more)", default=""):
        draft.keywords.append(keyword)
    if draft.keywords:
        draft.searxng = prompt("Address of your SearXNG instance (empty: none)", default="")
        if not draft.searxng:
            draft.saved = prompt("Folder of saved Google result pages (empty: none)", default="")
        draft.market = prompt("Market of the searches, such as en-GB or th-TH (empty: any)", default="")
    draft.timezone = prompt("Your time zone", default="UTC")
    return draft


def _address(prompt: Callable[..., str], question: str) -> str:
    """Ask until the answer is a web address; a bare host becomes https://host/."""
    while True:
        answer = prompt(question).strip()
        url = f"https://{answer}/" if answer and "." in answer and "/" not in answer and " " not in answer else answer
        reason = _wrong(url, web_url)
        if reason is None:
            return url
        question = f"{reason}, found {answer!r}; once more"


def _wrong(value: str, check: Callable[[str], str]) -> str | None:
    try:
        check(value)
    except ValueError as error:
        return str(error)
    return None


def write_workspace(root: Path, draft: Draft) -> Workspace:
    """Write `root`/overheard.toml and the workspace's key. Raises ConfigError, nothing written, when the file is there
    already or the draft is not valid."""
    path = root.resolve() / CONFIG_NAME
    if path.exists():
        raise ConfigError(f"{path}: is there already; expected none. Edit it, or name another folder by --workspace.")
    text = tomlkit.dumps(_document(draft))
    parse_workspace(text, root.resolve())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    workspace = load_workspace(root)
    load_key(workspace.state_dir)
    (workspace.root / ".gitignore").touch()
    _ignore_state(workspace.root / ".gitignore")
    return workspace


def _ignore_state(path: Path) -> None:
    """Keep collected data and the key out of the user's version control."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if f"{STATE_NAME}/" not in lines:
        path.write_text("\n".join([*lines, f"{STATE_NAME}/", ""]), encoding="utf-8")


def _document(draft: Draft) -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in HEADER.splitlines():
        document.add(tomlkit.comment(line))
    own = next((brand.name for brand in draft.brands if brand.own), "")
    document["workspace"] = _table(
        name=draft.name or f"{own} and its rivals",
        language=draft.language,
        timezone=draft.timezone,
        window_days=90,
        **({"languages": draft.languages} if draft.languages else {}),
    )
    brands = tomlkit.aot()
    for brand in draft.brands:
        brands.append(_brand_table(brand))
    document["brand"] = brands
    searches = _searches(draft)
    if len(searches):
        document["search"] = searches
    crawl: dict[str, object] = {"obey_robots": True, "render": "auto", "max_pages_per_site": 200}
    if draft.allow_private:
        crawl["allow_private"] = draft.allow_private
    document["crawl"] = _table(**crawl)
    return document


def _brand_table(brand: BrandDraft) -> Table:
    table = _table(name=brand.name, **({"own": True} if brand.own else {}), site=brand.site)
    for key in ("faqs", "reviews", "social"):
        if getattr(brand, key):
            table[key] = getattr(brand, key)
    if not brand.faqs:
        table.add(tomlkit.comment('faqs = ["https://..."]      # without it they are looked for from the home page'))
    if not brand.reviews:
        table.add(
            tomlkit.comment(
                'reviews = ["https://..."]   # best: an independent review platform that carries all brands'
            )
        )
    return table


def _searches(draft: Draft) -> AoT:
    searches = tomlkit.aot()
    market = {"market": draft.market} if draft.market else {}
    if draft.searxng:
        searches.append(_table(provider="searxng", url=draft.searxng, **market, keywords=draft.keywords))
    if draft.saved:
        keywords = {} if draft.searxng or not draft.keywords else {"keywords": draft.keywords}
        searches.append(_table(provider="saved", url=draft.saved, **market, **keywords))
    return searches


def _table(**values: object) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = value
    return table
