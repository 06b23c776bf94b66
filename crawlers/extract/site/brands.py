"""Which brand of the workspace an address belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from crawlers.extract.channels.profiles import profile_address
from data.urls import host, same_site, split_host

_COUNTRY_LENGTH = 2
_GENERIC = frozenset({"com", "net", "org", "eu", "asia", "io", "co", "ai", "app", "me", "tv"})
"""Endings that name no country, two letters long or not."""
_SECOND_LEVEL = frozenset({"co", "com", "or", "org", "net", "in", "ac", "go", "ne", "biz", "info", "shop", "web"})
_ALIASES = {"twitter.com": "x.com", "fb.com": "facebook.com", "youtu.be": "youtube.com"}


class BrandLike(Protocol):
    """What is asked of a brand; `data.workspace.Brand` has it. `faqs` is None where they are discovered.

    `reviews` is not asked: a page on a review site is its customers' voice, not the brand's own place.
    """

    @property
    def id(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def social(self) -> Sequence[str]: ...
    @property
    def faqs(self) -> Sequence[str] | None: ...


def match_brand(url: str, brands: Sequence[BrandLike]) -> str | None:
    """The id of the brand whose site, profile or FAQ page `url` is, or None.

    The closest claim over all brands wins: a profile or FAQ page of which the address is a part (the longest such);
    the site's own host; its registrable domain (subdomains included); the same name under a country's ending
    (`acme.co.th` for `acme.com`, not `acme.net`). Two brands that claim an address equally leave it unclaimed.
    Addresses by number or without a public suffix (`localhost`) match by host and port.
    """
    address = host(url)
    if not address:
        return None
    claims: dict[tuple[int, int], set[str]] = {}
    for brand in brands:
        strength = _claim(url, address, brand)
        if strength is not None:
            claims.setdefault(strength, set()).add(brand.id)
    best = claims[max(claims)] if claims else set()
    return next(iter(best)) if len(best) == 1 else None


def _claim(url: str, address: str, brand: BrandLike) -> tuple[int, int] | None:
    """How strongly a brand claims an address (larger is closer), or None."""
    pages = (*brand.social, *(brand.faqs or ()))
    longest = max((len(_path(page)) for page in pages if _is_within(url, page)), default=-1)
    if longest >= 0:
        return (4, longest)
    site = host(brand.site)
    if not site:
        return None
    if _by_number(address) or _by_number(site):
        return (3, 0) if same_site(url, brand.site) else None
    if address == site:
        return (3, len(_path(brand.site)) if _is_within(url, brand.site) else 0)
    own, other = _split(site), _split(address)
    if own == other:
        return (2, len(site) if address.endswith("." + site) else 0)
    if own[0] == other[0] and {_ending(own[1]), _ending(other[1])} in ({"country"}, {"country", "generic"}):
        return (1, 0)
    return None


def _is_within(url: str, page: str) -> bool:
    """Whether `url` is `page` or lies beneath it; a page that is a whole host claims nothing beyond its own host."""
    url, page = profile_address(url) or url, profile_address(page) or page
    here, there = _canonical_host(url), _canonical_host(page)
    if not there or here != there:
        return False
    inner, outer = _path(url), _path(page)
    return inner == outer or inner.startswith(outer + "/") or outer == ""


def _canonical_host(url: str) -> str:
    name = host(url).removeprefix("m.").removeprefix("mobile.")
    return _ALIASES.get(name, name)


def _path(url: str) -> str:
    """Path without a closing slash, in one letter case (no network tells profiles apart by it), with the `id` asked for
    where that names the profile (`profile.php?id=`, `details?id=`)."""
    parts = urlsplit(url)
    identity = parse_qs(parts.query, max_num_fields=100).get("id", [])
    return unquote(parts.path).rstrip("/").casefold() + "".join(f"?id={value}" for value in identity[:1])


def _by_number(address: str) -> bool:
    """An IP address, or a name of a private network: nothing to tell a registrable domain from."""
    return _split(address)[1] == ""


def _split(address: str) -> tuple[str, str]:
    """(label, public suffix) of a host; an address by number or without a public suffix is a label whole."""
    return split_host(address) or (address, "")


def _ending(suffix: str) -> str:
    """`country` (`th`, `co.th`, `com.vn`), `generic` (`com`), else `""`: where anybody may have any label."""
    parts = suffix.split(".")
    if len(parts) == 1 and suffix in _GENERIC:
        return "generic"
    if len(parts[-1]) == _COUNTRY_LENGTH and (len(parts) == 1 or (len(parts) == 2 and parts[0] in _SECOND_LEVEL)):
        return "country"
    return ""
