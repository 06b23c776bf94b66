"""`overheard init`: writes overheard.toml from answers or flags, with the comments a newcomer needs. Never overwrites."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Table
from typer import Abort

from data.errors import ConfigError
from data.privacy import load_key
from data.workspace import CONFIG_NAME, STATE_NAME, Workspace, load_workspace, page_url, parse_workspace, slug
from data.workspace.values import time_zone, web_url
from overheard.commands.suggestions import address, market, meant, names, zones

HEADER = """\
Overheard: the brands to compare, what to search for and how to behave.
After a change: `overheard doctor` checks this file, `overheard run` crawls and analyses.
"""

_LONGEST = 200


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


class StoppedError(Exception):
    """The questions were broken off. `draft` holds what was answered until then."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


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
    brands = [_brand_of("--own", own, own=True), *(_brand_of("--rival", rival) for rival in rivals)]
    by_name = {brand.name.casefold(): brand for brand in brands}
    for key, values, check in (("faqs", faqs, web_url), ("reviews", reviews, page_url), ("social", social, web_url)):
        for value in values:
            name, url = split_pair(f"--{key}", value)
            if name.casefold() not in by_name:
                known = [brand.name for brand in brands]
                raise ConfigError(
                    f"--{key}: expected the name of a brand ({', '.join(known)}), found {name!r}.{meant(names(name, known))}"
                )
            _check(f"--{key}", url, check)
            getattr(by_name[name.casefold()], key).append(url)
    return brands


def _brand_of(flag: str, value: str, *, own: bool = False) -> BrandDraft:
    name, url = split_pair(flag, value)
    _check(flag, url, web_url)
    return BrandDraft(name, url, own=own)


def _check(flag: str, url: str, check: Callable[[str], str]) -> None:
    """Raises ConfigError, with the address that was probably meant."""
    if reason := _wrong(url, check):
        found = address(url)
        raise ConfigError(f"{flag}: {reason}, found {url!r}.{meant([found] if found else [])}")


def check_place(timezone: str, market_of: str, searxng: str) -> None:
    """The flags --timezone, --market and --searxng. Raises ConfigError, with what was probably meant."""
    if reason := _wrong(timezone, time_zone):
        raise ConfigError(f"--timezone: {reason}, found {timezone!r}.{meant(zones(timezone))}")
    if searxng:
        _check("--searxng", searxng, web_url)
    if market_of and (reason := _wrong(market_of, _market)):
        found = market(market_of)
        raise ConfigError(f"--market: {reason}, found {market_of!r}.{meant([found] if found else [])}")


def ask(prompt: Callable[..., str]) -> Draft:
    """Ask on a terminal. `prompt(text, default=...)` returns the answer. Each answer is checked at once and asked again, with
    what was probably meant, until it can be taken. Raises StoppedError where the questions are broken off."""
    draft = Draft()
    try:
        _ask_all(draft, prompt)
    except (Abort, KeyboardInterrupt, EOFError):
        raise StoppedError(draft) from None
    return draft


def _ask_all(draft: Draft, prompt: Callable[..., str]) -> None:
    name = _asked(prompt, "Your brand's name", _new_name(draft))
    draft.brands.append(BrandDraft(name, _asked(prompt, "Its home page (https://...)", web_url, address), own=True))
    while rival := _asked(prompt, "A rival's name (empty: no more)", _new_name(draft), empty=True):
        draft.brands.append(BrandDraft(rival, _asked(prompt, f"Home page of {rival}", web_url, address)))
    for brand in draft.brands:
        question = f"A page with reviews of {brand.name} (empty: no more)"
        while url := _asked(prompt, question, page_url, address, empty=True):
            brand.reviews.append(url)
    while keyword := _asked(prompt, "A keyword your customers search for (empty: no more)", _short, empty=True):
        draft.keywords.append(keyword)
    if draft.keywords:
        draft.searxng = _asked(prompt, "Address of your SearXNG instance (empty: none)", web_url, address, empty=True)
        if not draft.searxng:
            draft.saved = _asked(prompt, "Folder of saved Google result pages (empty: none)", str.strip, empty=True)
        question = "Market of the searches, such as en-GB or th-TH (empty: any)"
        draft.market = _asked(prompt, question, _market, market, empty=True)
    draft.timezone = _asked(
        prompt, "Your time zone", time_zone, lambda value: next(iter(zones(value)), None), default="UTC"
    )


def _asked(
    prompt: Callable[..., str],
    question: str,
    check: Callable[[str], str],
    suggest: Callable[[str], str | None] = lambda _: None,
    *,
    empty: bool = False,
    default: str | None = None,
) -> str:
    """Ask until the answer passes the check, or is empty where it may be. What was probably meant is proposed as the answer
    to the next question: Enter takes it. A bare host is a web address as people write it, and taken."""
    usual = "" if empty else default
    text, offered = question, usual
    while True:
        answer = (prompt(text) if offered is None else prompt(text, default=offered)).strip()
        if empty and not answer:
            return ""
        reason = _wrong(answer, check)
        if reason is None:
            return answer
        found = suggest(answer) if answer else None
        if found and check in (web_url, page_url) and found.removeprefix("https://") in (answer, f"{answer}/"):
            return found
        text, offered = f"{question}: {reason}, found {answer!r}", found or usual


def _new_name(draft: Draft) -> Callable[[str], str]:
    """A check of a brand's name: short, with letters, and no other's of the draft."""

    def check(value: str) -> str:
        _short(value)
        other = next((brand.name for brand in draft.brands if slug(brand.name) == slug(value)), None)
        if other is not None:
            raise ValueError(f"expected another name than {other}, which is a brand already")
        return value

    return check


def _short(value: str) -> str:
    if not slug(value) or len(value) > _LONGEST:
        raise ValueError(f"expected a text of 1 to {_LONGEST} characters, letters among them")
    return value


def _market(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", value):
        raise ValueError("expected a language, or a language and a country, such as th-TH")
    return value


def _wrong(value: str, check: Callable[[str], str]) -> str | None:
    try:
        check(value)
    except ValueError as error:
        return str(error)
    return None


def as_command(draft: Draft) -> str:
    """The command that gives at once what a draft holds, for who has to begin again: nothing that was typed is lost."""
    words = ["overheard", "init"]
    for brand in draft.brands:
        words += ["--own" if brand.own else "--rival", f"{brand.name}={brand.site}"]
    for key in ("faqs", "reviews", "social"):
        words += [
            word
            for brand in draft.brands
            for url in getattr(brand, key)
            for word in (f"--{key}", f"{brand.name}={url}")
        ]
    words += [word for keyword in draft.keywords for word in ("--keyword", keyword)]
    usual = Draft()
    for key in ("searxng", "saved", "market", "timezone"):
        value = getattr(draft, key)
        words += [f"--{key}", value] if value != getattr(usual, key) else []
    return shlex.join(words)


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
    table = _table(name=brand.name, id=slug(brand.name), **({"own": True} if brand.own else {}), site=brand.site)
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
