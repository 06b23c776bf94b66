"""Which brands a text means: by name, alias, handle or link, minus what the workspace excludes. Pure.

A name is looked for whole, in any letter case and with its words joined as people join them ("AcmeCoffee", "acme-coffee").
Scripts without spaces have no word ends to look for. A name that is an everyday word (`brands` of the languages) or shorter
than four letters needs its own letter case and a context that speaks of a business.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Protocol
from urllib.parse import urlsplit

from crawlers.extract.site.brands import BrandLike, match_brand
from data.languages import all_words, extract, known
from data.languages.scripts import spaceless
from data.languages.shapes import Endings

SHORT = 4
"""Letters below which a name is treated as an everyday word."""
ENOUGH = 50
"""Places of one name in one text that are looked at."""
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ENDING = re.compile(r"['’]?[^\W\d_]{1,6}(?!\w)")
_HANDLE = re.compile(r"@([\w.\-]{1,100})")
_JOINTS = re.compile(r"[\s\-_‐‑·]+")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})


class NamedBrand(BrandLike, Protocol):
    """What is asked of a brand; `data.workspace.Brand` has it."""

    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...
    @property
    def exclude(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class _Name:
    """A name as it is looked for. `brand` is '' for what is excluded, which then stands for nobody."""

    brand: str
    written: str
    pattern: re.Pattern[str]
    weak: bool
    excluded_by: str = ""


@dataclass(frozen=True)
class _Hit:
    name: _Name
    start: int
    end: int
    cased: bool


class Meaning:
    """Reads texts for the brands of one workspace."""

    def __init__(self, brands: Sequence[NamedBrand]) -> None:
        self.brands = brands
        self._names = [
            *(_named(brand.id, name) for brand in brands for name in dict.fromkeys((brand.name, *brand.aliases))),
            *(_named("", name, excluded_by=brand.id) for brand in brands for name in brand.exclude),
        ]
        described = [(b.id, b.name, b.site, *b.aliases, "", *b.exclude, "", *b.social) for b in brands]
        self.signature = hashlib.sha256(repr(described).encode()).hexdigest()[:12]
        """Changes with what is known of the brands: texts read before may then mean others."""
        self._handles = {
            handle: brand.id for brand in brands for address in brand.social if (handle := _handle(address))
        }

    def read(self, text: str, links: Sequence[str] = (), language: str | None = None) -> tuple[str, ...]:
        """The ids of the brands that `text` means, in the workspace's order. `links` are addresses that it leads to."""
        urls = (*links, *_URL.findall(text))
        plain = unicodedata.normalize("NFKC", _EMAIL.sub(" ", _URL.sub(" ", text))).translate(_APOSTROPHES)
        linked = {brand for url in urls if (brand := match_brand(_absolute(url), self.brands))}
        certain, likely = _named_brands(self._hits(plain, language))
        certain |= linked | self._by_handle(plain)
        if likely - certain and (certain or _speaks_of_business(plain)):
            certain |= likely
        return tuple(brand.id for brand in self.brands if brand.id in certain)

    def _by_handle(self, plain: str) -> set[str]:
        named = {found.rstrip(".-") for found in _HANDLE.findall(plain.casefold())}
        # On federated networks a handle may go on with its server's name: "@acme.bsky.social".
        return {self._handles[n] for found in named for n in (found, found.split(".")[0]) if n in self._handles}

    def _hits(self, plain: str, language: str | None) -> list[_Hit]:
        """Where names stand: of those that overlap the longest; where two brands have the same name, neither has it."""
        folded = plain.casefold()
        rules = [rule for code, rule in _declining().items() if _is_in(folded, code, rule, language)]
        found: dict[tuple[int, int], list[_Hit]] = {}
        for name in self._names:
            for hit in islice(_find(name, plain, rules), ENOUGH):
                found.setdefault((hit.start, hit.end), []).append(hit)
        taken: list[tuple[int, int]] = []
        hits: list[_Hit] = []
        for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            here = found[start, end]
            excluded = [hit for hit in here if hit.name.excluded_by]
            if excluded or len({hit.name.brand for hit in here}) == 1:
                hits += excluded or here
        return hits


def _named_brands(hits: Sequence[_Hit]) -> tuple[set[str], set[str]]:
    """(the brands that these places name without doubt, those that they may name)."""
    excluding = {hit.name.excluded_by for hit in hits if hit.name.excluded_by}
    named: dict[str, list[_Hit]] = {}
    for hit in hits:
        if hit.name.brand:
            named.setdefault(hit.name.brand, []).append(hit)
    certain = {brand for brand, found in named.items() if _is_certain(found, beside=brand in excluding)}
    return certain, {brand for brand, found in named.items() if any(hit.cased for hit in found)} - excluding


def _is_certain(found: Sequence[_Hit], *, beside: bool) -> bool:
    """Whether these places name a brand without doubt: none of its names there is an everyday word. `beside` the other company
    that is excluded, the name alone is that one's; more words of it are not."""
    names = {hit.name.written for hit in found if not hit.name.weak}
    return any(_JOINTS.search(name) for name in names) if beside else bool(names)


def _named(brand: str, written: str, excluded_by: str = "") -> _Name:
    written = unicodedata.normalize("NFKC", " ".join(written.split())).translate(_APOSTROPHES)
    words = [re.escape(word) for word in _JOINTS.split(written) if word]
    pattern = r"[\s\-_‐‑·]{0,3}".join(words) or r"(?!)"
    letters = sum(char.isalnum() for char in written)
    weak = not spaceless(written) and (letters < SHORT or written.casefold() in _everyday())
    return _Name(brand, written, re.compile(pattern, re.IGNORECASE), weak, excluded_by)


def _find(name: _Name, plain: str, rules: Sequence[Endings]) -> Iterator[_Hit]:
    """Where a name stands, also with an ending of the languages whose `rules` the text follows."""
    for match in name.pattern.finditer(plain):
        end = match.end()
        if not _ends_word(plain, match.start(), before=True):
            continue
        if not _ends_word(plain, end, before=False):
            end = _declined(plain, match.start(), end, rules)
            if not end:
                continue
        yield _Hit(name, match.start(), end, cased=_JOINTS.sub("", match.group()) == _JOINTS.sub("", name.written))
    stem = _stem(name.written, rules)
    if stem:
        for match in re.finditer(re.escape(stem), plain, re.IGNORECASE):
            if _ends_word(plain, match.start(), before=True):
                end = _declined(plain, match.start(), match.end(), rules, replaced=True)
                if end:
                    yield _Hit(name, match.start(), end, cased=match.group() == stem)


def _ends_word(plain: str, at: int, *, before: bool) -> bool:
    """Whether a word may begin (`before`) or end at this place: no letter of a script with spaces runs across it."""
    if at in (0, len(plain)):
        return True
    left, right = plain[at - 1], plain[at]
    outside, inside = (left, right) if before else (right, left)
    if not outside.isalnum() or spaceless(outside) or spaceless(inside):
        return True
    # "AcmeCoffee": a capital after a small letter begins a word.
    return left.islower() and right.isupper()


def _declined(plain: str, start: int, end: int, rules: Sequence[Endings], *, replaced: bool = False) -> int:
    """The end of the word at `end` if what follows the name there is an ending of a language that declines names; else 0."""
    follows = _ENDING.match(plain, end)
    if not follows or start == end:
        return 0
    for rule in rules:
        if follows.group().casefold() in (rule.to if replaced else rule.added):
            return follows.end()
    return 0


def _stem(written: str, rules: Sequence[Endings]) -> str:
    """The name without its ending, in a language that declines it; '' in others, and where too little would be left."""
    for rule in rules:
        for ending in sorted(rule.of, key=len, reverse=True):
            if written.casefold().endswith(ending) and len(written) - len(ending) >= SHORT:
                return written[: -len(ending)]
    return ""


def _is_in(folded: str, code: str, rule: Endings, language: str | None) -> bool:
    return language == code or (language is None and any(letter in folded for letter in rule.letters))


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
def _everyday() -> frozenset[str]:
    """Brands' names that are everyday words."""
    return frozenset(all_words(extract, lambda file: file.brands.everyday))


@cache
def _business() -> tuple[str, ...]:
    """Words beside a brand that is meant as a business."""
    return all_words(extract, lambda file: file.brands.business)


@cache
def _declining() -> dict[str, Endings]:
    """Languages that decline names, with their endings."""
    endings = {code: extract(code).brands.endings for code in known()}
    return {code: rule for code, rule in endings.items() if rule.to or rule.added}
