"""Channels a page links to: messengers, profiles, apps, help centres, ticket portals and communities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qs, unquote

from crawlers.extract.channel_config import Address, address, any_match, config
from crawlers.extract.channel_phones import canonical_phone
from crawlers.extract.link_parts import host, same_site
from crawlers.extract.page import Page
from data.records import Channel

_APP_STORE_ID = re.compile(r"/id(\d{5,12})(?:/|$)")
_LOCALE = re.compile(r"^[a-z]{2}(?:[-_][a-z]{2,4})?$")
_PARTS = re.compile(r"[/?#.]")
_PLACES = ("community", "ticket_portal", "help_centre")
_HANDLE = re.compile(r"^[\w.@~-]{2,100}$")


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
    for element in page.root.iter("a", "area", "link"):
        href = element.get("href") or ""
        is_me = "me" in (element.get("rel") or "").lower().split()
        if not href or href[0] == "#" or (href, is_me) in seen or (element.tag == "link" and not is_me):
            continue
        seen.add((href, is_me))
        away = href.partition("//")[2].partition("/")[0].lower()
        # Most links lead to the site's own articles and wares: not worth taking apart.
        inside = not at_place and (away == own or (not away and ":" not in href))
        if inside and _place_words().isdisjoint(_words(href)):
            continue
        where = address(page.url, href)
        if where is not None:
            yield where, is_me


@cache
def _place_words() -> frozenset[str]:
    """Words one of which stands in the path of any place on the brand's own site."""
    return frozenset(word for kind in _PLACES for path in config()[kind]["paths"] for word in _words(path))


def _words(path: str) -> list[str]:
    return _PARTS.split(unquote(path).lower())


def _channel(page: Page, where: Address, is_me: bool, owned: dict[str, bool]) -> Channel | None:
    if (messenger := _messenger(where)) is not None:
        kind, at = messenger
        return Channel(url=page.url, kind=kind, address=at) if at else None
    if where.scheme not in ("http", "https") or not where.host or _shares(where):
        return None
    if (app := _app(where)) is not None:
        return Channel(url=page.url, kind="app", vendor=app[0], address=app[1])
    if where.host not in owned:
        owned[where.host] = same_site(where.url, page.url) or where.host.endswith("." + host(page.url))
    own = owned[where.host]
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


def _messenger(where: Address) -> tuple[str, str] | None:
    """(kind, address) of a link into a messenger, the address `""` if it only shares; None for other links."""
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
    path = where.path.lower()
    return any(path.startswith(start) for start in config()["share"]["paths"])


def _app(where: Address) -> tuple[str, str] | None:
    """(vendor, address without country and campaign) of a link to an app store."""
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
    known = config()[kind]
    parts = [unquote(part).lower() for part in where.path.split("/") if part]
    if any_match(where, kind):
        vendor = next(
            (
                name
                for site, name in known.get("vendors", {}).items()
                if where.host == site or where.host.endswith("." + site)
            ),
            "none",
        )
        depth = 0 if kind == "help_centre" else 2 if kind == "community" else len(parts)
        return vendor, "/".join([f"https://{where.host}", *parts[:depth]])
    if not own:
        return None
    if where.host.split(".")[0] in known.get("subdomains", []) and where.host.count(".") > 1:
        return "none", f"https://{where.host}"
    shown = parts[1:] if parts and _LOCALE.match(parts[0]) else parts
    names = [part.rsplit(".", 1)[0] if part.endswith((".html", ".htm")) else part for part in shown]
    # The place itself, not an article in it or a product that is called so.
    last = len(names) if kind == "ticket_portal" else 1
    for index, name in enumerate(names[:last]):
        if name in known["paths"]:
            return "none", "/".join([f"https://{where.host}", *names[: index + 1]])
    return None


def _profile(where: Address) -> tuple[str, str] | None:
    for known in config()["profile"]:
        if where.host not in known["hosts"] and not any(where.host.endswith("." + site) for site in known["hosts"]):
            continue
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
