"""Which countries a page's national phone numbers are likely of: what stands beside a number tells, and what its site is
of; a country that is only named somewhere on the page tells nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS

from crawlers.extract.channels.config import config
from crawlers.extract.page import Page, once_a_page
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.structured.item import Item
from crawlers.extract.page.survey import EDGE
from data.languages import extract, known
from data.urls import hostname

_CODE = re.compile(r"\+(\d{1,3})[-. ()]")
_DIALLED = re.compile(r"(?:tel:(?:\+|%2b|00)|wa\.me/\+?|whatsapp\.com/send/?\?phone=(?:\+|%2b)?)(\d{1,3})(?=\d{6})")
"""How links begin that dial with a country's calling code."""
_MAX_TEXT = 200_000
_MAX_REGIONS = 4
_MAX_LINE = 200
"""Characters of a line that may be one of an address, or name the country of what is beneath it."""
_ABOVE, _BELOW = 8, 4
"""Lines within which an address or a heading belongs to a number."""
_KEPT = 4_096
"""Lines whose reading is kept: a site has its addresses on each of its pages."""
_AFTER = 4
"""Characters that may stand behind the country an address ends with."""
_MAX_HEADING = 3
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+(?:\.[A-Z])*")
_LINKED = re.compile(rf"^{EDGE}[^{EDGE}]*{EDGE}$")


class Likely(NamedTuple):
    """ISO 3166 codes of the countries that a number may be of, the likeliest first: `known` by what is beside the number or
    by whose site it is, and `guessed` by the page's language and its other numbers."""

    known: tuple[str, ...]
    guessed: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.known, *self.guessed)


class Regions:
    """The countries of a page's numbers, by where on it they stand."""

    def __init__(self, page: Page) -> None:
        self._seen = page.survey
        self.site = _of_site(page)
        self._found: dict[int, tuple[str, ...]] = {}
        self._lines: dict[int, tuple[str, ...]] = {}

    def of(self, line: int | None, before: str = "") -> Likely:
        """Of a number on a line of the page's text (None: on none), after what is before it there."""
        if line is None:
            return self.site
        own = (*reversed(_named(before[-_MAX_LINE:])), *self._around(line))
        known = tuple(dict.fromkeys((*own, *self.site.known)))[:_MAX_REGIONS]
        return Likely(known, tuple(region for region in self.site.guessed if region not in known))

    def of_item(self, item: Item) -> Likely:
        """Of a number that schema.org gives a thing: of its address, or of that of what it is a part of."""
        own = next((found for holder in (item, *item.ancestors()) if (found := _of_address(holder))), "")
        known = tuple(dict.fromkeys((*([own] if own else []), *self.site.known)))
        return Likely(known, tuple(region for region in self.site.guessed if region not in known))

    def _around(self, line: int) -> tuple[str, ...]:
        """Of the lines around one, the nearest first, and those above before those beneath."""
        if line not in self._found:
            last = len(self._seen.parted)
            near = [line - step for step in range(_ABOVE + 1) if 0 <= line - step < last]
            near += [line + step for step in range(1, _BELOW + 1) if line + step < last]
            near.sort(key=lambda number: (abs(number - line), number))
            told = [region for number in near for region in self._told(number, number > line)]
            self._found[line] = tuple(dict.fromkeys(told))
        return self._found[line]

    def _told(self, number: int, is_below: bool) -> tuple[str, ...]:
        """The country that a line tells: as an address does, or above a number as a heading or an address's last line
        does. One of several countries is an entry of a list, and a link leads to a country and is in none."""
        if number not in self._lines:
            self._lines[number] = self._read(number)
        found = self._lines[number]
        return () if is_below and (self._is_bare(number) or _is_heading(self._seen.lines[number])) else found

    def _read(self, number: int) -> tuple[str, ...]:
        marked = self._seen.parted[number]
        line = self._seen.lines[number]
        if len(line) > _MAX_LINE:
            return ()
        if region := _by_postcode(line):
            return (region,)
        places = set(_named(line))
        if len(places) != 1 or _LINKED.match(marked):
            return ()
        if _is_heading(line):
            return tuple(places)
        if self._is_bare(number):
            beside = [other for other in (number - 1, number + 1) if self._is_bare(other)]
            return () if beside else tuple(places)
        return tuple(places) if _ends_address(line) else ()

    def _is_bare(self, number: int) -> bool:
        """Whether a line is the name of a country and nothing else."""
        lines = self._seen.lines
        return 0 <= number < len(lines) and _is_name(lines[number])


@once_a_page
def page_regions(page: Page) -> Regions:
    """The countries of a page's numbers; read once a page."""
    return Regions(page)


def _of_site(page: Page) -> Likely:
    """Known: the country of the site's ending and that of its addresses by schema.org, if it is one. Guessed: those of the
    page's language tags, of the calling code of all its other numbers, and of its language."""
    described = {found for item in structured_items(page) if (found := _region(item.text("addresscountry")[:40]))}
    known_ones = _supported(_by_ending(page.url), *(described if len(described) == 1 else ()))
    codes = _by_codes(page.survey.text[:_MAX_TEXT]) or _by_linked_codes(page.targets)
    guessed = _supported(*_by_tags(page), codes, _by_language(page.language))
    return Likely(known_ones, tuple(region for region in guessed if region not in known_ones))


def _supported(*regions: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(region for region in regions if region in SUPPORTED_REGIONS))[:_MAX_REGIONS]


def _by_ending(url: str) -> str:
    ending = hostname(url).rpartition(".")[2].upper()
    if ending.lower() in config()["phone"]["generic_endings"]:
        return ""
    return "GB" if ending == "UK" else ending if ending in SUPPORTED_REGIONS else ""


def _by_codes(text: str) -> str:
    """The country whose calling code all numbers have that are written with one."""
    return _one_of(_CODE.findall(text) if "+" in text else ())


def _by_linked_codes(targets: str) -> str:
    """The country whose calling code all numbers have that links dial with one."""
    return _one_of(_DIALLED.findall(targets) if any(map(targets.__contains__, ("tel:", "wa.me/", "whatsapp"))) else ())


def _one_of(codes: Iterable[str]) -> str:
    """The country of calling codes with what may be behind them; '' if they are of several, or of none."""
    found = set()
    for code in codes:
        # A calling code is one to three digits long, and no code begins another.
        calling = next((code[:end] for end in (1, 2, 3) if int(code[:end]) in COUNTRY_CODE_TO_REGION_CODE), "")
        found |= {COUNTRY_CODE_TO_REGION_CODE[int(calling)][0]} if calling else set()
    return found.pop() if len(found) == 1 else ""


def _by_language(language: str | None) -> str:
    """The country that speaks a page's language, if it is known: as its folder says, else by a list of those without one."""
    if language in known():
        return extract(language or "").phones.region
    return str(config()["phone"]["languages"].get(language, ""))


def _by_tags(page: Page) -> list[str]:
    tags = [page.root.get("lang") or ""]
    stated = (element for _, element in page.holders["property"] if element.get("property") == "og:locale")
    locale = next((element for element in stated if element.tag == "meta"), None)
    tags.append((locale.get("content") or "") if locale is not None else "")
    return [_region(re.split(r"[-_]", tag.strip())[-1]) for tag in tags if len(tag.strip()) > 2]


def _of_address(item: Item) -> str:
    """The country of a thing's own address."""
    stated = (held.text("addresscountry") for held in (item, *item.items("address", "location")))
    return next((found for text in stated if text and (found := _region(text[:40]))), "")


def _region(text: str) -> str:
    code = text.strip().upper()
    if len(code) == 2:
        return "GB" if code == "UK" else code
    return _names().get(text.strip().casefold(), "")


@cache
def _names() -> dict[str, str]:
    """What countries are called in the languages that pages are read in, in small letters -> their codes."""
    # Imported where it is first asked for: it takes as long as reading a hundred pages.
    from phonenumbers.geodata.locale import LOCALE_DATA

    settings = config()["phone"]
    languages = {"en", *known()}
    found: dict[str, str] = {}
    for region, names in LOCALE_DATA.items():
        own = (names[language] for language in names if language in languages)
        for name in (names.get(name[1:], "") if name.startswith("*") else name for name in own):
            if len(name) > 1 and name not in settings["not_countries"]:
                found.setdefault(name.casefold(), region)
    return found | {name.casefold(): region for name, region in settings["country_names"].items()}


@cache
def _spaced() -> dict[str, list[str]]:
    """The names that are written with capitals and spaces, the longest first, by their first word."""
    found: dict[str, list[str]] = {}
    for name in sorted(_names(), key=len, reverse=True):
        if name.upper() != name and (first := _WORD.match(name)):
            found.setdefault(first.group(), []).append(name)
    return found


@cache
def _unspaced() -> re.Pattern[str]:
    """The other names."""
    names = sorted((name for name in _names() if name.upper() == name), key=len, reverse=True)
    firsts = "".join(sorted({re.escape(name[0]) for name in names}))
    return re.compile(rf"(?=[{firsts}])(?:{'|'.join(map(re.escape, names))})")


def _named(text: str) -> list[str]:
    """The countries that a text names, in its order; in small letters a word is none ("turkey", "china")."""
    return [region for _, region in _mentions(text)]


@lru_cache(maxsize=_KEPT)
def _mentions(text: str) -> list[tuple[int, str]]:
    """Where each country named in a text ends, and its code."""
    found = list(_mentions_spaced(text))
    if not text.isascii():
        found += [(match.end(), _names()[match.group()]) for match in _unspaced().finditer(text)]
        found.sort()
    return [(end, region) for end, region in found if region in SUPPORTED_REGIONS]


def _mentions_spaced(text: str) -> Iterator[tuple[int, str]]:
    by_first, signs = _spaced(), config()["phone"]["country_signs"]
    done = 0
    for word in _WORD.finditer(text):
        start, written = word.start(), word.group()
        if start < done or written[0].islower() or text.endswith("New ", 0, start):
            continue
        if written in signs:
            yield word.end(), signs[written]
            continue
        for name in by_first.get(written.casefold(), ()):
            done = start + len(name)
            if text[start:done].casefold() == name and not text[done : done + 1].isalpha():
                yield done, _names()[name]
                break


def _is_heading(line: str) -> bool:
    """Whether a line names a country and one or two other things, each with a capital: "Thailand Office"."""
    words = line.split()
    if not 2 <= len(words) <= _MAX_HEADING or any(word[0].islower() or not word[0].isalpha() for word in words):
        return False
    ends = [end for end, _ in _mentions(line)]
    return len(ends) == 1 and (ends[0] == len(line) or line[ends[0]] == " ") and "," not in line and not _is_name(line)


def _is_name(text: str) -> bool:
    return text.strip(" .,:;|-–()").casefold() in _names()


def _ends_address(line: str) -> bool:
    """Whether a line is an address that ends in its country, or in the postal code behind that."""
    end = next((end for end, _ in _mentions(line)), 0)
    rest = line[end:].strip(" .,;|()-–")
    is_last = len(rest) <= _AFTER or re.fullmatch(r"[A-Z]{0,2}[- ]?\d{3,6}(?:[- ]\d{3,4})?", rest) is not None
    return is_last and ("," in line[:end] or _DIGIT.search(line) is not None) and len(line) <= _MAX_LINE


@cache
def _postcodes() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), region) for region, pattern in config()["phone"]["postcodes"].items()]


@cache
def _any_postcode() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _postcodes()))


@lru_cache(maxsize=_KEPT)
def _by_postcode(line: str) -> str:
    """The country whose way to write a place and its postal code a line shows; '' if it shows none, or several."""
    if _DIGIT.search(line) is None or _any_postcode().search(line) is None:
        return ""
    found = {region for pattern, region in _postcodes() if pattern.search(line)}
    return found.pop() if len(found) == 1 else ""
