"""Channels a page links to: messengers, profiles, apps, help centres, ticket portals and communities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from crawlers.extract.channels.config import Address, address, any_match, config, host_names, may_match
from crawlers.extract.channels.phones import canonical_phone
from crawlers.extract.page import Page
from data.records import Channel
from data.urls import host, same_site

_APP_STORE_ID = re.compile(r"/id(\d{5,12})(?:/|$)")
_LOCALE = re.compile(r"^[a-z]{2}(?:[-_][a-z]{2,4})?$")
_PLACES = ("community", "ticket_portal", "help_centre")
_HANDLE = re.compile(r"^[\w.@~-]{2,100}$")
_MESSENGERS = frozenset({
    "wa.me", "api.whatsapp.com", "web.whatsapp.com", "line.me", "page.line.me", "lin.ee", "zalo.me", "oa.zalo.me",
    "chat.zalo.me", "m.me", "messenger.com", "facebook.com", "t.me", "telegram.me", "viber.me", "chats.viber.com",
})  # fmt: skip
_STORES = frozenset({"apps.apple.com", "itunes.apple.com", "play.google.com", "appgallery.huawei.com"})


def find_links(page: Page) -> list[Channel]:
    """One channel a link, in page order, not yet told apart from its repetitions."""
    own: dict[str, bool] = {}
    found = (_channel(page, where, is_me, own) for where, is_me in _links(page))
    return [channel for channel in found if channel is not None]


def _links(page: Page) -> Iterator[tuple[Address, bool]]:
    """Addresses of all links, each once, with whether the page says that it is itself (`rel="me"`)."""
    seen: set[tuple[str, bool]] = set()
    own = page.url.partition("//")[2].partition("/")[0].lower()
    at_place = any(own.split(".")[0] in config()[kind].get("subdomains", []) for kind in _PLACES)
    places = _place_words()
    mine = {element for _, element in page.holders["rel"] if "me" in element.get("rel", "").lower().split()}
    for (_, element), href in zip(page.holders["href"], page.hrefs, strict=True):
        is_me = bool(mine) and element in mine
        if (href, is_me) in seen or not href or href[0] == "#" or not _is_link(element.tag, is_me):
            continue
        seen.add((href, is_me))
        away = href.partition("//")[2].partition("/")[0].lower()
        # Most links lead to the site's own articles and wares: not worth taking apart.
        inside = not at_place and (away == own or (not away and ":" not in href))
        if inside and places.isdisjoint(_words(href)):
            continue
        where = address(page.url, href)
        if where is not None:
            yield where, is_me


def _is_link(tag: str, is_me: bool) -> bool:
    return tag in ("a", "area") or (is_me and tag == "link")


@cache
def _place_words() -> frozenset[str]:
    """Words one of which stands in the path of any place on the brand's own site."""
    return frozenset(word for kind in _PLACES for path in config()[kind]["paths"] for word in _words(path))


def _words(path: str) -> list[str]:
    plain = (unquote(path) if "%" in path else path).lower()
    return plain.replace("/", " ").replace("?", " ").replace("#", " ").replace(".", " ").split()


def _channel(page: Page, where: Address, is_me: bool, owned: dict[str, bool]) -> Channel | None:
    if (
        where.scheme in ("http", "https")
        and not is_me
        and not _may_tell(where.host)
        and not _is_own(page, where, owned)
    ):
        return None
    if (messenger := _messenger(where)) is not None:
        kind, at = messenger
        return Channel(url=page.url, kind=kind, address=at) if at else None
    if where.scheme not in ("http", "https") or not where.host or _shares(where):
        return None
    if (app := _app(where)) is not None:
        return Channel(url=page.url, kind="app", vendor=app[0], address=app[1])
    own = _is_own(page, where, owned)
    for kind in _PLACES:
        found = _place(kind, where, own)
        if found is not None:
            return Channel(url=page.url, kind=kind, vendor=found[0], address=found[1])
    if own:
        return None
    if (profile := _profile(where)) is not None:
        return Channel(url=page.url, kind="social", vendor=profile[0], address=profile[1])
    if is_me and (match := re.match(r"^/(@[^/@]+|users/[^/]+)/?$", where.path)):
        name = match[1] if match[1].startswith("@") else "@" + match[1].removeprefix("users/")
        return Channel(url=page.url, kind="social", vendor="mastodon", address=f"https://{where.host}/{name.lower()}")
    return None


@lru_cache(maxsize=4_096)
def _may_tell(host: str) -> bool:
    """Whether some address at this host is a channel by what the host is, and not for being the brand's own."""
    there = Address("", "https", host, "", "")
    return (
        host in _MESSENGERS
        or host in _STORES
        or bool(_networks(host))
        or any(may_match(there, kind) for kind in _PLACES)
    )


def _is_own(page: Page, where: Address, owned: dict[str, bool]) -> bool:
    """Whether an address is of the page's own site; `owned`: what is known already, by host."""
    if where.host not in owned:
        owned[where.host] = same_site(where.url, page.url) or where.host.endswith("." + host(page.url))
    return owned[where.host]


def _messenger(where: Address) -> tuple[str, str] | None:
    """(kind, address) of a link into a messenger, the address `""` if it only shares; None for other links."""
    if where.scheme in ("http", "https") and where.host not in _MESSENGERS:
        return None
    query = parse_qs(where.query, max_num_fields=50)
    parts = [unquote(part) for part in where.path.split("/") if part]
    first = parts[0] if parts else ""
    at = where.host
    if at == "wa.me" or at in ("api.whatsapp.com", "web.whatsapp.com") or where.scheme == "whatsapp":
        if at == "wa.me" and first == "message" and len(parts) > 1:
            return "whatsapp", f"https://wa.me/message/{parts[1]}"
        raw = first if at == "wa.me" else next(iter(query.get("phone", [])), "")
        number = canonical_phone("+" + raw.strip().lstrip("+"))
        return "whatsapp", number
    if at in ("line.me", "page.line.me", "lin.ee") or where.scheme == "line":
        return _line(where, parts)
    if at in ("zalo.me", "oa.zalo.me", "chat.zalo.me") or where.scheme == "zalo":
        name = parts[-1] if parts else ""
        return "zalo", name.lower() if _HANDLE.match(name) and first not in ("share", "share_inline", "s") else ""
    if at in ("m.me", "messenger.com") or (at == "facebook.com" and parts[:2] == ["messages", "t"]):
        name = parts[-1] if parts and parts[-1] not in ("t", "messages") else ""
        return "messenger", name.lower() if _HANDLE.match(name) else ""
    if at in ("t.me", "telegram.me") or where.scheme == "tg":
        name = next(iter(query.get("domain", [])), "") if where.scheme == "tg" else first
        if name in ("joinchat", "c") or name.startswith("+"):
            return None
        is_name = bool(_HANDLE.match(name)) and name not in ("share", "iv", "addstickers", "proxy", "s")
        return "telegram", name.lower().removeprefix("@") if is_name else ""
    if where.scheme == "viber" or at in ("viber.me", "chats.viber.com"):
        if name := next(iter(query.get("chatURI", [])), "") or (first if at == "chats.viber.com" else ""):
            return "viber", name.lower()
        return "viber", canonical_phone("+" + next(iter(query.get("number", [])), "").strip().lstrip("+"))
    return None


def _line(where: Address, parts: list[str]) -> tuple[str, str] | None:
    lower = [part.lower() for part in parts]
    if where.host == "lin.ee":
        return "line", f"https://lin.ee/{parts[0]}" if parts else ""
    if where.host == "page.line.me":
        return "line", "@" + parts[0].lower().removeprefix("@") if parts else ""
    if where.scheme == "line":
        lower = [part for part in (where.host, *lower) if part]
    if lower[:1] == ["r"]:
        lower = lower[1:]
    if lower[:2] == ["ti", "p"] and len(lower) > 2:
        return "line", lower[2]
    if lower[:1] == ["oamessage"] and len(lower) > 1:
        return "line", lower[1]
    return None if lower[:2] == ["ti", "g"] or lower[:2] == ["ti", "g2"] else ("line", "")


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
    vendor_place = any_match(where, kind)
    if not vendor_place and not own:
        return None
    known = config()[kind]
    parts = [unquote(part).lower() for part in where.path.split("/") if part]
    if vendor_place:
        vendor = next(
            (
                name
                for site, name in known.get("vendors", {}).items()
                if where.host == site or where.host.endswith("." + site)
            ),
            "none",
        )
        depth = 0 if kind == "help_centre" else 2 if kind == "community" else len(parts)
        return vendor, "/".join([_site(where), *parts[:depth]])
    if where.host.split(".")[0] in known.get("subdomains", []) and where.host.count(".") > 1:
        return "none", _site(where)
    shown = parts[1:] if parts and _LOCALE.match(parts[0]) else parts
    names = [part.rsplit(".", 1)[0] if part.endswith((".html", ".htm")) else part for part in shown]
    # The place itself, not an article in it or a product that is called so.
    last = len(names) if kind == "ticket_portal" else 1
    for index, name in enumerate(names[:last]):
        if name in known["paths"]:
            return "none", "/".join([_site(where), *names[: index + 1]])
    return None


def _site(where: Address) -> str:
    """Scheme, host without `www.`, and port if the address names one."""
    try:
        port = urlsplit(where.url).port
    except ValueError:  # what stands there is no port
        port = None
    return f"{where.scheme}://{where.host}" + (f":{port}" if port else "")


def _profile(where: Address) -> tuple[str, str] | None:
    for known in _networks(where.host):
        parts = [unquote(part) for part in where.path.split("/") if part]
        if not parts or parts[0].lower() in known.get("not_first", []):
            return None
        for pattern in known["patterns"]:
            match = re.match(pattern, unquote(where.path))
            if match is None:
                continue
            name = match[1] if known.get("keep_case") and not match[1].startswith("@") else match[1].lower()
            if name == "profile.php":
                identity = next(iter(parse_qs(where.query, max_num_fields=50).get("id", [])), "")
                if not identity.isdigit():
                    return None
                name = f"profile.php?id={identity}"
            return known["vendor"], f"https://{known['hosts'][0]}/{name}"
    return None


@lru_cache(maxsize=4_096)
def _networks(host: str) -> tuple[dict[str, Any], ...]:
    """The networks of profiles that a host is one of, or a part of."""
    names = set(host_names(host))
    return tuple(known for known in config()["profile"] if not names.isdisjoint(known["hosts"]))
