"""Which brands a text means: by name, alias, handle or link, minus what the workspace excludes. Pure.

Where names are is for data/brand_names.py to find. A name that is an everyday word (`brands` of the languages) or shorter than
four letters needs its own letter case and a context that speaks of a business.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit

from crawlers.extract.site.brands import BrandLike, match_brand
from data.brand_names import JOINTS, BrandNames, NamedBrand, Place, normalised
from data.languages import all_words, extract
from data.languages.scripts import spaceless

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_HANDLE = re.compile(r"@([\w.\-]{1,100})")


class MeantBrand(BrandLike, Protocol):
    """What is asked of a brand; `data.workspace.Brand` has it."""

    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...
    @property
    def exclude(self) -> Sequence[str]: ...


class Meaning:
    """Reads texts for the brands of one workspace."""

    def __init__(self, brands: Sequence[MeantBrand]) -> None:
        self.brands = brands
        self._names = BrandNames(
            [NamedBrand(brand.id, (brand.name, *brand.aliases), tuple(brand.exclude)) for brand in brands]
        )
        described = [(b.id, b.name, b.site, *b.aliases, "", *b.exclude, "", *b.social) for b in brands]
        self.signature = hashlib.sha256(repr(described).encode()).hexdigest()[:12]
        """Changes with what is known of the brands: texts read before may then mean others."""
        self._handles = {
            handle: brand.id for brand in brands for address in brand.social if (handle := _handle(address))
        }

    def read(self, text: str, links: Sequence[str] = (), language: str | None = None) -> tuple[str, ...]:
        """The ids of the brands that `text` means, in the workspace's order. `links` are addresses that it leads to."""
        urls = (*links, *_URL.findall(text))
        plain = normalised(_EMAIL.sub(" ", _URL.sub(" ", text)))
        linked = {brand for url in urls if (brand := match_brand(_absolute(url), self.brands))}
        certain, likely = _named_brands([place for place in self._names.places(plain, language) if not place.shared])
        certain |= linked | self._by_handle(plain)
        if likely - certain and (certain or _speaks_of_business(plain)):
            certain |= likely
        return tuple(brand.id for brand in self.brands if brand.id in certain)

    def _by_handle(self, plain: str) -> set[str]:
        named = {found.rstrip(".-") for found in _HANDLE.findall(plain.casefold())}
        # On federated networks a handle may go on with its server's name: "@acme.bsky.social".
        return {self._handles[n] for found in named for n in (found, found.split(".")[0]) if n in self._handles}


def _named_brands(hits: Sequence[Place]) -> tuple[set[str], set[str]]:
    """(the brands that these places name without doubt, those that they may name)."""
    excluding = {hit.name.excluded_by for hit in hits if hit.name.excluded_by}
    named: dict[str, list[Place]] = {}
    for hit in hits:
        if hit.name.brand:
            named.setdefault(hit.name.brand, []).append(hit)
    certain = {brand for brand, found in named.items() if _is_certain(found, beside=brand in excluding)}
    return certain, {brand for brand, found in named.items() if any(hit.cased for hit in found)} - excluding


def _is_certain(found: Sequence[Place], *, beside: bool) -> bool:
    """Whether these places name a brand without doubt: none of its names there is an everyday word. `beside` the other company
    that is excluded, the name alone is that one's; more words of it are not."""
    names = {hit.name.written for hit in found if not hit.name.weak}
    return any(JOINTS.search(name) for name in names) if beside else bool(names)


def _speaks_of_business(plain: str) -> bool:
    folded = plain.casefold()
    words = set(re.findall(r"\w+", folded))
    return any(word in folded if " " in word or spaceless(word) else word in words for word in _business())


def _handle(address: str) -> str:
    """The handle of a profile ("acme" of https://x.com/acme and https://mastodon.social/@acme); '' for feeds."""
    last = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1].removeprefix("@").casefold()
    return (
        last
        if re.fullmatch(r"[\w.\-]{3,100}", last)
        and not last.endswith((".xml", ".rss", ".json", ".atom"))
        and (last not in ("feed", "rss", "atom", "blog", "news", "index.php", "profile.php"))
        else ""
    )


def _absolute(url: str) -> str:
    return url if "://" in url else f"https://{url}"


@cache
def _business() -> tuple[str, ...]:
    """Words beside a brand that is meant as a business."""
    return all_words(extract, lambda file: file.brands.business)
