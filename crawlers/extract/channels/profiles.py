"""Profiles on social networks: one address of each, in whatever form it is linked, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, unquote

from lxml import etree

from crawlers.extract.channels.config import Address, address, config, host_names
from crawlers.extract.page import Page
from crawlers.extract.page.rules import SURE, VETO, Decision, Rule
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.text import key, one_line, text_of
from data.languages import all_words, extract
from data.urls import site_label

_MAX_ABOVE, _MAX_BEFORE, _MAX_TEXT = 12, 6, 200
_MIN_NAME = 4
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "dt", "summary"})
_FRAME = frozenset({"header", "footer", "nav"})
_OLD_PATH = re.compile(r"#!/?([^?#]*)")


def profile_address(url: str) -> str:
    """The one address of the profile that a URL is of, in any of its forms; '' if it is of none."""
    where = address("", url)
    found = profile_at(where) if where is not None else None
    return found[1] if found else ""


def profile_at(where: Address) -> tuple[str, str] | None:
    """(network, address) of the profile that a link leads to; None for what is no profile."""
    known = next(iter(profile_networks(where.host)), None)
    if known is None:
        return None
    # "twitter.com/#!/acme": what is behind the mark was the path, when one page showed all others.
    old = _OLD_PATH.search(where.url) if "#!" in where.url else None
    path = "/" + unquote(old[1] if old else where.path).lstrip("/")
    name = _asked(known, where) or _numbered(known, path) or _named(known, path)
    return (known["vendor"], f"https://{known['hosts'][0]}/{name}") if name else None


def _asked(known: dict[str, Any], where: Address) -> str:
    """The profile named in a query ("/profile.php?id=1", "/intent/user?screen_name=acme")."""
    for path, (parameter, form) in known.get("queries", {}).items():
        if where.path.rstrip("/").lower() == path:
            value = next(iter(parse_qs(where.query, max_num_fields=50).get(parameter, [])), "")
            return str(form).format(value.lower()) if re.fullmatch(r"[\w.-]{1,60}", value) else ""
    return ""


def _numbered(known: dict[str, Any], path: str) -> str:
    """A profile by its number, whatever name is beside that."""
    found = next((match for pattern in known.get("numbered", []) if (match := re.match(pattern, path))), None)
    return f"profile.php?id={found[1]}" if found else ""


def _named(known: dict[str, Any], path: str) -> str:
    first = path.split("/")[1].lower()
    if not first or first in known.get("not_first", []):
        return ""
    match = next((found for pattern in known["patterns"] if (found := re.match(pattern, path))), None)
    if match is None:
        return ""
    return str(match[1]) if known.get("keep_case") and not match[1].startswith("@") else str(match[1]).lower()


@lru_cache(maxsize=4_096)
def profile_networks(host: str) -> tuple[dict[str, Any], ...]:
    """The networks of profiles that a host is one of, or a part of."""
    names = set(host_names(host))
    return tuple(known for known in config()["profile"] if not names.isdisjoint(known["hosts"]))


def own_profiles(page: Page, linked: Iterable[tuple[str, etree._Element, bool]]) -> frozenset[str]:
    """Which of the profiles a page links to are the brand's: (address, link, whether the page says that it is itself). A
    profile is the better one of its links; where a network has profiles with a reason to be the brand's, those without are
    other people's."""
    brand = _Brand(page)
    scores: dict[str, float] = {}
    for at, element, is_me in linked:
        score = _OWN.decide(_Profile(brand, at, element, is_me)).score
        scores[at] = max(score, scores.get(at, score))
    best: dict[str, float] = {}
    for at, score in scores.items():
        network = at.split("/")[2]
        best[network] = max(score, best.get(network, score))
    return frozenset(
        at for at, score in scores.items() if score >= _OWN.needs and (score > 0 or best[at.split("/")[2]] <= 0)
    )


class _Brand:
    """What a page says of whose it is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def names(self) -> frozenset[str]:
        """The site's name, by its address and as it states it, as keys."""
        stated = (element for _, element in self.page.holders["property"] if element.get("property") == "og:site_name")
        texts = (site_label(self.page.url), *((element.get("content") or "") for element in stated))
        return frozenset(name for text in texts if len(name := key(text)) >= _MIN_NAME)

    @cached_property
    def described(self) -> dict[str, bool]:
        """Profiles by schema.org -> whether they are a person's, and not a business's."""
        found: dict[str, bool] = {}
        for item in structured_items(self.page):
            for value in item.properties.get("sameas", ()):
                if isinstance(value, str) and (at := profile_address(value)):
                    found[at] = found.get(at, True) and "person" in item.types
        return found


class _Profile:
    """A link to a profile, and where it is."""

    def __init__(self, brand: _Brand, at: str, link: etree._Element, is_me: bool) -> None:
        self.brand, self.at, self.link, self.is_me = brand, at, link, is_me

    @cached_property
    def above(self) -> list[etree._Element]:
        return list(islice(self.link.iterancestors(), _MAX_ABOVE))

    @cached_property
    def naming(self) -> frozenset[str]:
        """The words of the classes and ids of the link and of what it is in."""
        given = " ".join(
            f"{box.get('class') or ''} {box.get('id') or ''} {box.get('rel') or ''}"
            for box in (self.link, *self.above)
            if box.tag not in ("body", "html")
        )
        return frozenset(re.split(r"[\W_]+", given.lower()))

    @cached_property
    def heading(self) -> str:
        """The heading that the link is beneath, within the boxes around it."""
        for box in (self.link, *self.above[:4]):
            if box.tag in _FRAME:
                break
            for before in islice(box.itersiblings(preceding=True), _MAX_BEFORE):
                if before.tag in _HEADINGS:
                    return one_line(text_of(before))[:_MAX_TEXT].casefold()
        return ""

    @cached_property
    def beside(self) -> str:
        """What is said before the link in the same box, at its end."""
        box = self.link.getparent()
        told = (box.text or "") if box is not None else ""
        previous = self.link.getprevious()
        last = previous.tail if previous is not None else None
        return one_line(last if last is not None else told)[-_MAX_TEXT:].casefold()

    def says(self, words: frozenset[str]) -> bool:
        return not self.naming.isdisjoint(words)


@cache
def _marks(kind: str) -> frozenset[str]:
    return frozenset(config()["owner"][kind])


def _names_brand(profile: _Profile) -> bool:
    handle = key(profile.at.rsplit("/", 1)[-1])
    return len(handle) >= _MIN_NAME and any(name in handle or handle in name for name in profile.brand.names)


def _is_called_so(profile: _Profile) -> bool:
    return key(profile.at.rsplit("/", 1)[-1]) in profile.brand.names


def _is_made_by(profile: _Profile) -> bool:
    """Whether the link says whose the site's work or its pictures are. A button that says no more than its network, or the
    brand's own name, is no credit."""
    if not _credit().search(profile.beside) or _names_brand(profile):
        return False
    shown = key(one_line(text_of(profile.link)))
    return bool(shown) and shown != key(next(iter(profile_networks(profile.at.split("/")[2])), {}).get("vendor", ""))


@cache
def _credit() -> re.Pattern[str]:
    """What is before a credit, at the end of a text: "photographed by", "Foto:"."""
    words = all_words(extract, lambda file: file.profiles.made_by)
    phrases, single = (
        "|".join(re.escape(word) for word in words if (" " in word) is spaced) for spaced in (True, False)
    )
    # A single word begins a credit: "tag us in your photos" is none.
    first = rf"(?:^|[.·|•©,;(–—])\s?(?:[^\s.·|•©,;]{{1,20}}\s){{0,2}}(?:{single})"
    return re.compile(rf"(?:(?<![^\W\d_])(?:{phrases})|{first})\s?[:：©–—-]?\s?\Z")


def _is_among_others(profile: _Profile) -> bool:
    return any(word in profile.heading for word in _others())


@cache
def _others() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.profiles.others)


def _is_in_post(profile: _Profile) -> bool:
    """Facebook's box for a page of one's own holds a quotation for browsers without scripts: that is no post."""
    if any("fb-page" in (box.get("class") or "") for box in profile.above):
        return False
    return profile.says(_marks("posts")) or any(box.tag == "blockquote" for box in profile.above)


def _is_within_text(profile: _Profile) -> bool:
    """Whether a link is a part of a sentence."""
    box = profile.link.getparent()
    if box is None or box.tag not in ("p", "li", "td", "em", "strong", "b", "i", "span") or len(box) > _MAX_BEFORE:
        return False
    around = (box.text or "") + "".join(child.tail or "" for child in box)
    return len(around.split()) > _MAX_BEFORE


_OWN = Decision[_Profile](
    "channels.is the brand's own profile",
    Rule("the page says that it is itself", SURE, lambda it: it.is_me or it.brand.described.get(it.at) is False),
    Rule("is a person's by schema.org", -3.0, lambda it: it.brand.described.get(it.at, False)),
    Rule("made the site", VETO, _is_made_by),
    Rule("names the brand", 3.0, _names_brand),
    Rule("is called as the brand is", 2.0, _is_called_so),
    Rule("is in a post", -4.0, _is_in_post),
    Rule("is an author's or a colleague's", -4.0, lambda it: it.says(_marks("people"))),
    Rule("is a partner's", -4.0, lambda it: it.says(_marks("partners"))),
    Rule("is beneath a heading of others", -4.0, _is_among_others),
    Rule("is one person's", -1.0, lambda it: "linkedin.com/in/" in it.at),
    Rule("is a part of a sentence", -1.0, lambda it: _is_within_text(it) and "p" not in it.naming),
    Rule("is in the frame of the page", 1.0, lambda it: any(box.tag in _FRAME for box in it.above)),
    Rule("is among buttons of profiles", 1.0, lambda it: it.says(_marks("own"))),
    needs=0.0,
)
"""Whether a profile is the brand's: what says so, and what says that it is another's."""
