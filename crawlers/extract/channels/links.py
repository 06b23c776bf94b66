"""Channels a page links to: messengers, profiles, apps, help centres, ticket portals and communities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree

from crawlers.extract.channels.config import Address, address, any_match, config, may_match
from crawlers.extract.channels.numbers import messenger_phone
from crawlers.extract.channels.profiles import own_profiles, profile_at, profile_networks
from crawlers.extract.channels.regions import page_regions
from crawlers.extract.page import Page
from crawlers.extract.page.rules import STOP, Stop, Way, Ways
from data.kinds.channel import Channel
from data.languages import all_words, extract
from data.urls import host, same_site, written_host

_APP_STORE_ID = re.compile(r"/id(\d{5,12})(?:/|$)")
_MAX_PROFILE = 300
_LOCALE = re.compile(r"^[a-z]{2}(?:[-_][a-z]{2,4})?$")
_PLACES = ("community", "ticket_portal", "help_centre")
_HOST = re.compile(r"[a-z0-9.-]+")
_HANDLE = re.compile(r"^[\w.@~-]{2,100}$")
_MESSENGERS = frozenset({
    "wa.me", "api.whatsapp.com", "web.whatsapp.com", "line.me", "page.line.me", "lin.ee", "zalo.me", "oa.zalo.me",
    "chat.zalo.me", "m.me", "messenger.com", "facebook.com", "t.me", "telegram.me", "viber.me", "chats.viber.com",
})  # fmt: skip
_MAX_LINKS = 2_000
"""Links looked at closely on one page, those to profiles as often as they are there."""
_STORES = frozenset({"apps.apple.com", "itunes.apple.com", "play.google.com", "appgallery.huawei.com"})


def find_links(page: Page) -> list[Channel]:
    """One channel a link, in page order, not yet told apart from its repetitions; of profiles, those of the brand."""
    own: dict[str, bool] = {}
    found = [
        (channel, element, is_me)
        for where, element, is_me in islice(_links(page), _MAX_LINKS)
        if (channel := _channel(page, where, is_me, own)) is not None
    ]
    mine = own_profiles(
        page, [(channel.address, element, is_me) for channel, element, is_me in found if channel.kind == "social"]
    )
    return [channel for channel, _, _ in found if channel.kind != "social" or channel.address in mine]


def _links(page: Page) -> Iterator[tuple[Address, etree._Element, bool]]:
    """Addresses of all links, each once, profiles as often as they are linked, with the link and whether the page says that
    it is itself (`rel="me"`)."""
    own = written_host(page.url).lower()
    at_place = any(own.split(".")[0] in _subdomains(kind) for kind in _PLACES)
    names_place = not _place_words().isdisjoint(_words(page.targets))
    tells: dict[str, bool] = {}
    for href, away, element, is_me in _hrefs(page):
        # Most links lead to the site's own articles and wares, or to places that tell nothing: not worth taking apart.
        if away == own or (not away and ":" not in href):
            if not at_place and not (names_place and not _place_words().isdisjoint(_words(href))):
                continue
        elif not is_me and not _may_lead(page, href, away, tells):
            continue
        where = address(page.url, href)
        if where is not None:
            yield where, element, is_me


def _hrefs(page: Page) -> Iterator[tuple[str, str, etree._Element, bool]]:
    """Likewise, as they are written, with the host as it is written in small letters."""
    seen: set[tuple[str, bool]] = set()
    mine = {element for _, element in page.holders["rel"] if "me" in element.get("rel", "").lower().split()}
    for (_, element), href in zip(page.holders["href"], page.hrefs, strict=True):
        is_me = bool(mine) and element in mine
        if not href or href[0] == "#" or (href, is_me) in seen or not _is_link(str(element.tag), is_me):
            continue
        away = written_host(href).lower()
        if not away or len(href) > _MAX_PROFILE or not profile_networks(away.removeprefix("www.")):
            seen.add((href, is_me))
        yield href, away, element, is_me


def _may_lead(page: Page, href: str, away: str, tells: dict[str, bool]) -> bool:
    """Whether a link to another host may be a channel by what the host is; `tells`: what is known already, by host."""
    if _HOST.fullmatch(away) is None or not href.startswith(("https://", "http://", "//")):
        return True
    if away not in tells:
        where = address(page.url, href)
        tells[away] = where is None or _tells_nothing(_Link(page, where, False, {})) is None
    return tells[away]


def _is_link(tag: str, is_me: bool) -> bool:
    return tag in ("a", "area") or (is_me and tag == "link")


@cache
def _paths(kind: str) -> frozenset[str]:
    """Parts of the paths of a kind of place on the brand's own site."""
    if kind == "community":
        return frozenset(all_words(extract, lambda file: file.places.community))
    if kind == "ticket_portal":
        return frozenset(all_words(extract, lambda file: file.places.tickets))
    return frozenset(all_words(extract, lambda file: file.places.help))


@cache
def _subdomains(kind: str) -> frozenset[str]:
    """First labels of its hosts."""
    if kind == "community":
        return frozenset(all_words(extract, lambda file: file.places.community_hosts))
    return frozenset(all_words(extract, lambda file: file.places.help_hosts)) if kind == "help_centre" else frozenset()


@cache
def _place_words() -> frozenset[str]:
    """Words one of which stands in the path of any place on the brand's own site."""
    return frozenset(word for kind in _PLACES for path in _paths(kind) for word in _words(path))


def _words(path: str) -> list[str]:
    plain = (unquote(path) if "%" in path else path).lower()
    return plain.replace("/", " ").replace("?", " ").replace("#", " ").replace(".", " ").split()


class _Link:
    """A link of a page, and whether the page says that it is itself; `owned`: which hosts are its own, as far as known."""

    def __init__(self, page: Page, where: Address, is_me: bool, owned: dict[str, bool]) -> None:
        self.page, self.where, self.is_me, self._owned = page, where, is_me, owned

    @property
    def is_web(self) -> bool:
        return self.where.scheme in ("http", "https")

    @property
    def is_own(self) -> bool:
        return _is_own(self.page, self.where, self._owned)

    def channel(self, kind: str, found: tuple[str, str] | None) -> Channel | None:
        """The channel of a vendor and an address, if they were found."""
        return Channel(url=self.page.url, kind=kind, vendor=found[0], address=found[1]) if found else None


def _channel(page: Page, where: Address, is_me: bool, owned: dict[str, bool]) -> Channel | None:
    return _CHANNELS.value(_Link(page, where, is_me, owned))


def _tells_nothing(link: _Link) -> Stop | None:
    told = not link.is_web or link.is_me or _may_tell(link.where.host) or link.is_own
    return None if told else STOP


def _messenger_channel(link: _Link) -> Channel | Stop | None:
    found = _messenger(link.page, link.where)
    if found is None:
        return None
    kind, at = found
    return Channel(url=link.page.url, kind=kind, address=at) if at else STOP


def _is_no_place(link: _Link) -> Stop | None:
    return STOP if not link.is_web or not link.where.host or _shares(link.where) else None


def _place_channel(kind: str) -> Callable[[_Link], Channel | None]:
    def read(link: _Link) -> Channel | None:
        return link.channel(kind, _place(kind, link.where, link.is_own))

    return read


def _own_profile(link: _Link) -> Channel | None:
    """A profile on a server of the fediverse, known for one by the page's word only."""
    match = re.match(r"^/(@[^/@]+|users/[^/]+)/?$", link.where.path) if link.is_me else None
    if not match:
        return None
    name = match[1] if match[1].startswith("@") else "@" + match[1].removeprefix("users/")
    return link.channel("social", ("mastodon", f"https://{link.where.host}/{name.lower()}"))


_CHANNELS = Ways[_Link, Channel](
    "channels.channel of a link",
    # The first and the third change no result: they spare most links the ways behind them.
    Way("tells nothing", _tells_nothing),
    Way("messenger", _messenger_channel),
    Way("no place", _is_no_place),
    Way("app", lambda link: link.channel("app", _app(link.where))),
    *(Way(kind, _place_channel(kind)) for kind in _PLACES),
    Way("own page", lambda link: STOP if link.is_own else None),
    Way("profile", lambda link: link.channel("social", profile_at(link.where))),
    Way("profile by the page's word", _own_profile),
)


@lru_cache(maxsize=4_096)
def _may_tell(host: str) -> bool:
    """Whether some address at this host is a channel by what the host is, and not for being the brand's own."""
    there = Address("", "https", host, "", "")
    return (
        host in _MESSENGERS
        or host in _STORES
        or bool(profile_networks(host))
        or any(may_match(there, kind) for kind in _PLACES)
    )


def _is_own(page: Page, where: Address, owned: dict[str, bool]) -> bool:
    """Whether an address is of the page's own site; `owned`: what is known already, by host."""
    if where.host not in owned:
        owned[where.host] = same_site(where.url, page.url) or where.host.endswith("." + host(page.url))
    return owned[where.host]


_Found = tuple[str, str]
"""Kind of messenger and address; the address is '' of a link that only shares."""


class _At:
    """A link that may lead into a messenger, taken apart."""

    def __init__(self, page: Page, where: Address) -> None:
        self.page = page
        self.where, self.host, self.scheme = where, where.host, where.scheme
        self.query = parse_qs(where.query, max_num_fields=50)
        self.parts = [unquote(part) for part in where.path.split("/") if part]
        self.first = self.parts[0] if self.parts else ""
        self.last = self.parts[-1] if self.parts else ""

    def asked(self, name: str) -> str:
        """The first value of a parameter; '' if there is none."""
        return next(iter(self.query.get(name, [])), "")

    def number(self, raw: str) -> str:
        """A number in the address."""
        return messenger_phone(raw, *page_regions(self.page).site) if raw.strip() else ""


def _messenger(page: Page, where: Address) -> _Found | None:
    """(kind, address) of a link into a messenger, the address `""` if it only shares; None for other links."""
    if where.scheme in ("http", "https") and where.host not in _MESSENGERS:
        return None
    return _MESSENGER_LINKS.value(_At(page, where))


def _handle(name: str, *others: str) -> str:
    """A name in lower case; '' if it is none, or one of the `others`, which the messenger has for pages of its own."""
    return name.lower() if _HANDLE.match(name) and name not in others else ""


def _whatsapp(at: _At) -> _Found | None:
    if at.host == "wa.me":
        if at.first == "message" and len(at.parts) > 1:
            return "whatsapp", f"https://wa.me/message/{at.parts[1]}"
        return "whatsapp", at.number(at.first)
    is_one = at.host in ("api.whatsapp.com", "web.whatsapp.com") or at.scheme == "whatsapp"
    return ("whatsapp", at.number(at.asked("phone"))) if is_one else None


def zalo_account(name: str) -> str:
    """An account with Zalo: a number as dialled in Vietnam, else the name of the account."""
    return f"0{name[2:]}" if re.fullmatch(r"84\d{9}", name) else name


def _zalo(at: _At) -> _Found | None:
    if at.host not in ("zalo.me", "oa.zalo.me", "chat.zalo.me") and at.scheme != "zalo":
        return None
    shares = at.first in ("share", "share_inline", "s")
    return "zalo", "" if shares else zalo_account(_handle(at.last))


def _facebook(at: _At) -> _Found | None:
    is_one = at.host in ("m.me", "messenger.com") or (at.host == "facebook.com" and at.parts[:2] == ["messages", "t"])
    return ("messenger", _handle(at.last, "t", "messages").removeprefix("@")) if is_one else None


def _telegram(at: _At) -> _Found | None:
    if at.host not in ("t.me", "telegram.me") and at.scheme != "tg":
        return None
    name = at.asked("domain") if at.scheme == "tg" else at.first
    if name == "s" and len(at.parts) > 1:  # the public pages of a channel
        name = at.parts[1]
    if name in ("joinchat", "c") or name.startswith("+"):
        return None
    return "telegram", _handle(name, "share", "iv", "addstickers", "proxy", "s").removeprefix("@")


def _viber(at: _At) -> _Found | None:
    if at.scheme != "viber" and at.host not in ("viber.me", "chats.viber.com"):
        return None
    name = at.asked("chatURI") or (at.first if at.host == "chats.viber.com" else "")
    return "viber", name.lower() if name else at.number(at.asked("number"))


def _line(at: _At) -> _Found | None:
    if at.host == "lin.ee":
        return "line", f"https://lin.ee/{at.parts[0]}" if at.parts else ""
    if at.host == "page.line.me":
        return "line", "@" + at.parts[0].lower().removeprefix("@") if at.parts else ""
    if at.host != "line.me" and at.scheme != "line":
        return None
    parts = [part.lower() for part in at.parts]
    if at.scheme == "line":
        parts = [part for part in (at.host, *parts) if part]
    parts = parts[1:] if parts[:1] == ["r"] else parts
    if parts[:2] == ["home", "public"]:
        return "line", f"@{at.asked('id').lower().removeprefix('@')}" if at.asked("id") else ""
    return _line_account(parts)


def _line_account(parts: list[str]) -> _Found | None:
    if parts[:2] == ["ti", "p"] and len(parts) > 2:
        return "line", parts[2].removeprefix("~")  # an account that is nobody's business
    if parts and parts[0].startswith("@"):
        return "line", parts[0]
    if parts[:1] == ["oamessage"] and len(parts) > 1:
        return "line", parts[1]
    return None if parts[:2] in (["ti", "g"], ["ti", "g2"]) else ("line", "")


_MESSENGER_LINKS = Ways[_At, _Found](
    "channels.messenger of a link",
    Way("whatsapp", _whatsapp),
    Way("line", _line),
    Way("zalo", _zalo),
    Way("messenger", _facebook),
    Way("telegram", _telegram),
    Way("viber", _viber),
)


def _shares(where: Address) -> bool:
    return where.path.lower().startswith(_share_paths())


@cache
def _share_paths() -> tuple[str, ...]:
    return tuple(config()["share"]["paths"])


def _app(where: Address) -> tuple[str, str] | None:
    """(vendor, address without country and campaign) of a link to an app store."""
    if where.host not in _STORES:
        return None
    if where.host in ("apps.apple.com", "itunes.apple.com"):
        match = _APP_STORE_ID.search(where.path)
        return ("apple", f"https://apps.apple.com/app/id{match[1]}") if match else None
    if where.host == "play.google.com" and where.path.startswith("/store/apps/details"):
        package = next(iter(parse_qs(where.query, max_num_fields=50).get("id", [])), "")
        return ("google", f"https://play.google.com/store/apps/details?id={package}") if package else None
    if where.host == "appgallery.huawei.com":
        match_huawei = re.search(r"(C\d{6,12})", where.url)
        return ("huawei", f"https://appgallery.huawei.com/app/{match_huawei[1]}") if match_huawei else None
    return None


def _place(kind: str, where: Address, own: bool) -> tuple[str, str] | None:
    """(vendor, address) if a link leads to the brand's help centre, ticket portal or community."""
    if any_match(where, kind):
        return _place_at_vendor(kind, where)
    return _own_place(kind, where) if own else None


def _place_at_vendor(kind: str, where: Address) -> tuple[str, str]:
    vendors = config()[kind].get("vendors", {})
    at = (name for site, name in vendors.items() if where.host == site or where.host.endswith("." + site))
    parts = _path_parts(where)
    depth = 0 if kind == "help_centre" else 2 if kind == "community" else len(parts)
    return next(at, "none"), "/".join([_site(where), *parts[:depth]])


def _own_place(kind: str, where: Address) -> tuple[str, str] | None:
    if where.host.split(".")[0] in _subdomains(kind) and where.host.count(".") > 1:
        return "none", _site(where)
    parts = _path_parts(where)
    shown = parts[1:] if parts and _LOCALE.match(parts[0]) else parts
    names = [part.rsplit(".", 1)[0] if part.endswith((".html", ".htm")) else part for part in shown]
    # The place itself, not an article in it or a product that is called so.
    last = len(names) if kind == "ticket_portal" else 1
    for index, name in enumerate(names[:last]):
        if name in _paths(kind):
            return "none", "/".join([_site(where), *names[: index + 1]])
    return None


def _path_parts(where: Address) -> list[str]:
    return [unquote(part).lower() for part in where.path.split("/") if part]


def _site(where: Address) -> str:
    """Scheme, host without `www.`, and port if the address names one."""
    try:
        port = urlsplit(where.url).port
    except ValueError:  # what stands there is no port
        port = None
    return f"{where.scheme}://{where.host}" + (f":{port}" if port else "")
