"""`overheard discover`: who ranks for the keywords. Shows rivals with their evidence; --accept writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from pydantic import ValidationError

from analysis.discovery.models import Discovery, Proposal, Setup, Site, State
from analysis.text.lexicons import LexiconError
from data.errors import ConfigError
from data.files import set_aside, write_atomic
from data.state import locks
from data.wording import counted
from data.workspace import CONFIG_NAME, STATE_NAME, Workspace, load_workspace, parse_workspace
from data.workspace.edit import NewBrand, add_to_workspace
from overheard.commands import init as setup_files
from overheard.progress import say, show

STATE_FILE = "discovery.json"
DONE, FAILED = 0, 1
ALL = "all"
KEPT_PAGES = 3
"""Pages of a kind that are written for a rival."""


@dataclass(frozen=True)
class DiscoverRequest:
    """What was asked for. `home`, `name`, `searxng`, `saved`, `market` and `allow_private` make a workspace where there is
    none; `limit` is the most rivals proposed."""

    keywords: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    home: str = ""
    name: str = ""
    searxng: str = ""
    saved: str = ""
    market: str = ""
    allow_private: tuple[str, ...] = ()
    offline: bool = False
    limit: int = 30
    as_json: bool = False

    @property
    def makes_one(self) -> bool:
        """Whether it asks for a new overheard.toml."""
        return bool(self.home or self.searxng or self.saved)

    @property
    def looks_anew(self) -> bool:
        """Whether keywords are looked up, even where an earlier look is kept."""
        return not self.accept or bool(self.keywords or self.home)


def run_discover(root: Path, request: DiscoverRequest) -> int:
    """The command. Returns the exit code: 1 if a look-up failed. Raises ConfigError."""
    root = root.resolve()
    there = (root / CONFIG_NAME).exists()
    workspace = load_workspace(root) if there else None
    if there and request.makes_one:
        raise ConfigError(
            f"{root / CONFIG_NAME}: is there already: --home, --searxng and --saved make a new one. Leave them out, or name "
            "another folder by --workspace."
        )
    kept = read_state(root)
    failed = 0
    if kept is None or request.looks_anew:
        setup = None if workspace else _setup(root, request)
        fresh = _look(root, workspace or _provisional(root, setup, request.keywords), request, setup)
        if isinstance(fresh, int):
            return fresh
        kept = fresh
        failed = sum(one.status in ("failed", "blocked") for one in kept.discovery.look_ups)
        _tell(kept.discovery, request, failed)
    else:
        say(f"discover: as it was found on {kept.discovery.made_at:%Y-%m-%d %H:%M} UTC")
    if request.accept:
        accept(root, kept, request.accept)
    elif kept.discovery.proposals and not request.as_json:
        say("next: overheard discover --accept NAME (or DOMAIN, or a suggested keyword, or all)")
    return FAILED if failed else DONE


def _look(root: Path, workspace: Workspace, request: DiscoverRequest, setup: Setup | None) -> State | int:
    """What is found now, kept for a later --accept; or the exit code where nothing could be."""
    if not workspace.search:
        raise ConfigError(
            f"{workspace.config_path}: search: expected a [[search]] table that says where to look keywords up, found none."
        )
    from analysis.discovery.sites import load_not_rivals  # loads what an accept of what was found before does not need
    from overheard.commands.discover.look import BrokenOffError, look

    try:
        not_rivals = load_not_rivals(root)
    except LexiconError as error:
        raise ConfigError(f"{error}.") from None
    asked = sorted({search.provider for search in workspace.search if search.provider != "saved"})
    if request.offline and asked:
        say(f"discover: --offline: {', '.join(asked)} not asked; saved result pages only")
    try:
        with locks.hold(workspace.state_dir, locks.CRAWL):
            kept = look(
                workspace, request.keywords, not_rivals, offline=request.offline, limit=request.limit, setup=setup
            )
    except locks.BusyError as error:
        say(f"discover: {error}")
        return DONE
    except BrokenOffError as error:
        say(f"discover: {error}")
        return FAILED
    write_atomic(root / STATE_NAME / "state" / STATE_FILE, kept.model_dump_json(indent=1))
    return kept


def _tell(discovery: Discovery, request: DiscoverRequest, failed: int) -> None:
    from overheard.commands.discover.listing import lines

    if request.as_json:
        show(discovery.model_dump_json(indent=1))
    else:
        for line in lines(discovery):
            show(line)
    if failed:
        say(f"discover: {failed} of {len(discovery.look_ups)} look-ups failed; what they would have shown is not known")


def read_state(root: Path) -> State | None:
    """What the last look found, or None; a file of another version or a damaged one is set aside, and said."""
    path = root / STATE_NAME / "state" / STATE_FILE
    try:
        return State.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        say(f"{set_aside(path)}: cannot be read by this version, so the keywords are looked up anew")
        return None


def _setup(root: Path, request: DiscoverRequest) -> Setup:
    if not request.home:
        raise ConfigError(
            f"{root / CONFIG_NAME}: not found. Give your home page to begin with, --home https://..., and --keyword TEXT with "
            "--searxng URL or --saved FOLDER; or make the file with `overheard init`."
        )
    if not request.keywords:
        raise ConfigError(
            '--keyword: expected what customers search for, such as --keyword "coffee subscription", found none.'
        )
    if not (request.searxng or request.saved):
        raise ConfigError(
            "--keyword: expected a place to look them up too, --searxng URL or --saved FOLDER, found none."
        )
    return Setup(
        home=request.home, name=request.name, searxng=request.searxng, saved=request.saved, market=request.market,
        allow_private=request.allow_private,
    )  # fmt: skip


def _provisional(root: Path, setup: Setup | None, keywords: Sequence[str]) -> Workspace:
    """The workspace that `setup` describes, in memory only. Raises ConfigError naming what is wrong in it."""
    assert setup is not None
    market = {"market": setup.market} if setup.market else {}
    searches = []
    if setup.searxng:
        searches.append({"provider": "searxng", "url": setup.searxng, "keywords": list(keywords)} | market)
    if setup.saved:
        searches.append({"provider": "saved", "url": setup.saved, "keywords": list(keywords)} | market)
    content = {
        "workspace": {"name": "discovery"},
        "brand": [{"name": setup.name or "own", "own": True, "site": setup.home}],
        "search": searches,
        "crawl": {"allow_private": list(setup.allow_private)},
    }
    return parse_workspace(tomlkit.dumps(content), root)


def accept(root: Path, kept: State, wanted: Sequence[str]) -> None:
    """Write the accepted rivals and keywords into overheard.toml, which is made if there is none. Raises ConfigError."""
    sites, keywords = chosen(kept.discovery, wanted)
    brands = [_brand(site) for site in sites]
    path = root / CONFIG_NAME
    if not path.exists():
        if kept.setup is None:
            raise ConfigError(f"{path}: not found. Make one with `overheard init`, or name its folder by --workspace.")
        _write_new(root, kept, kept.setup, brands, [*kept.discovery.keywords, *keywords])
        say(f"wrote {path}: {counted(len(brands), 'rival')}\nnext: overheard run --workspace {root}")
        return
    names, added = add_to_workspace(root, brands, keywords)
    if not names and not added:
        say(f"{path}: all of it is there already; nothing changed")
    else:
        say(f"{path}: added {', '.join([*names, *(f'the keyword {word!r}' for word in added)])}")


def chosen(discovery: Discovery, wanted: Sequence[str]) -> tuple[list[Site], list[str]]:
    """The sites and suggested keywords that `wanted` names, each once: `all` is every rival proposed; a name or a domain
    may be of a site left out, too. Raises ConfigError for what is none of them."""
    sites: dict[str, Site] = {}
    keywords: list[str] = []
    known = {suggestion.keyword.casefold(): suggestion.keyword for suggestion in discovery.suggestions}
    for value in wanted:
        folded = value.strip().casefold()
        found: list[Site] = list(discovery.proposals) if folded == ALL else _named(discovery, folded)
        if not found and folded in known:
            keywords.append(known[folded])
        elif not found and folded != ALL:
            names = ", ".join(proposal.name for proposal in discovery.proposals) or "nobody"
            raise ConfigError(
                f"--accept: expected all, or the name or domain of a rival proposed ({names}), found {value!r}."
            )
        sites |= {site.domain: site for site in found}
    return list(sites.values()), keywords


def _named(discovery: Discovery, folded: str) -> list[Site]:
    for group in (discovery.proposals, discovery.left_out):
        for site in group:
            if folded in (site.name.casefold(), *site.domains):
                return [site]
    return []


def _brand(site: Site) -> NewBrand:
    if not isinstance(site, Proposal):
        return NewBrand(site.name, site.url)
    return NewBrand(site.name, site.url, site.faqs[:KEPT_PAGES], site.reviews[: KEPT_PAGES + 2], site.social)


def _write_new(root: Path, kept: State, setup: Setup, brands: Sequence[NewBrand], keywords: Sequence[str]) -> None:
    own = kept.own
    name = setup.name or (own.name if own else kept.discovery.own[0])
    drafts = [setup_files.BrandDraft(name, setup.home, own=True)]
    if own:
        drafts[0].faqs, drafts[0].reviews, drafts[0].social = list(own.faqs), list(own.reviews), list(own.social)
    taken = {name.casefold()}
    for brand in brands:
        shown = brand.name if brand.name.casefold() not in taken else brand.site.partition("//")[2].strip("/")
        taken.add(shown.casefold())
        drafts.append(
            setup_files.BrandDraft(shown, brand.site, False, list(brand.faqs), list(brand.reviews), list(brand.social))
        )
    setup_files.write_workspace(
        root,
        setup_files.Draft(
            brands=drafts,
            keywords=list(dict.fromkeys(keywords)),
            searxng=setup.searxng,
            saved=setup.saved,
            market=setup.market,
            allow_private=list(setup.allow_private),
        ),
    )
