"""Phone numbers of a page: linked, described (schema.org) or written out, in any country's format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from crawlers.extract.channels.numbers import (
    MIN_DIGITS,
    NANP,
    PLAIN,
    canonical_phone,
    digits_of,
    has_trunk,
    is_international,
    is_valid,
    is_whole,
    national_format,
)
from crawlers.extract.channels.regions import Likely, page_regions
from crawlers.extract.channels.written import SEPARATOR, Written, is_fax, is_phone_label, written_numbers
from crawlers.extract.page import Page
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.survey import CELL, EDGE, Survey
from crawlers.extract.page.text import line_within, one_line, text_of
from data.languages import all_words, extract

_AREA_DIGITS = 5
_TAIL = 7
"""Digits by which two spellings of a number are told to be of one."""
_MAX_STATED = 300
"""Numbers linked and described that are looked at, each once."""
_LABEL_REACH = 60
_SHORT = re.compile(r"1\d{3,4}(?!\d|[-:/., ]{1,2}\d)")
"""After no digit; not said here, as a pattern that begins with a letter is looked for ten times as fast."""
_FREE = re.compile(r"(?:0800|0808|1[38]00|0120|8[ -]?\(?800\)?)[- ]")
"""How numbers begin that are free or of one price all over a country."""
_OWN_DIGITS = re.compile(r"\(?0\d{1,4}\)?[- ]\d{2,4}(?:[- ]\d{2,4}){1,3}$")
_LABELLED = re.compile(r"[^\d:：]{2,30}[:：]\s?[+(\d][-+\d ().\u2013]{5,20}$")
"""A line of a label and a number, and nothing else."""
_NAMES_PHONE = re.compile(
    r"(?:^|[\s_-])(?:tel|phone|telephone|telefon|telefono|telefone|hotline|callcenter)(?:[_-]?(?:num|number|no))?(?=$|\s)"
)
_BARE = re.compile(r"\+?[\d(][\d ().-]{5,18}\d")
_MAX_NAMED = 40
_MARKS = 3
_ANYWHERE = Likely((), ())
"""Of a number that names its country: what is around it is not asked."""
_PEOPLE = frozenset({"person", "review", "comment", "rating"})


def find_phones(page: Page) -> list[str]:
    """Canonical numbers (`+66212345678`; national digits where the country is unknown) in page order, each once.

    Numbers linked by `tel:` and described by schema.org are believed; written ones only beside a word for phone, in a
    form no other number has, or where they are valid in the country of what is around them. Faxes are left out.
    """
    seen = page.survey
    written = list(written_numbers(seen, lambda line, before: page_regions(page).of(line, before).all))
    stated = list(islice(_stated(page, written), _MAX_STATED))
    faxes = {_tail(found.raw) for found in written if found.label == "fax"}
    drawn = _drawn_faxes(page)
    not_phones = {"": drawn, "phone": set[str](), "both": faxes}
    phones = [
        found for found in written if found.label in not_phones and _tail(found.raw) not in not_phones[found.label]
    ]
    raws = [raw for raw, _ in stated] + [found.raw for found in phones]
    twins = _Twins(canonical_phone(raw) for raw in raws if is_international(raw.removeprefix("tel:")))
    numbers = [number for raw, likely in stated if (number := twins.of(raw) or canonical_phone(raw, *likely))]
    numbers += _taken(page, phones, twins)
    numbers += _named(page, faxes)
    numbers += _short_hotlines(seen)
    return _apart(numbers)


def _drawn_faxes(page: Page) -> set[str]:
    """The ends of numbers before which only an icon says that they are of a fax: "<i class='fa fa-fax'></i> 216 555 01 09"."""
    if "fax" not in page.named:
        return set()
    drawn: set[str] = set()
    for element in page.classed([names for names in page.classes if _FAX_ICON.search(names.lower())]):
        if not one_line(text_of(element)):
            parent = element.getparent()
            beside = element.tail or ""
            if not beside.strip() and parent is not None:
                beside = line_within(parent, _MAX_NAMED)
            drawn.add(_tail(beside[:_MAX_NAMED]))
    return drawn - {""}


_FAX_ICON = re.compile(r"(?:^|[\s_-])fax(?=$|[\s_-])")


def _named(page: Page, faxes: set[str]) -> Iterator[str]:
    """Numbers that are all that an element says whose class calls it a phone: "<b class='tel'>1588-0147</b>"."""
    if "tel" not in page.named and "phone" not in page.named and "hotline" not in page.named:
        return
    likely = page_regions(page).of(None, "")
    named = [names for names in page.classes if len(names) <= _MAX_NAMED and _NAMES_PHONE.search(names.lower())]
    for element in page.classed(named):
        raw = _bare_number(element)
        if raw and _tail(raw) not in faxes:
            yield from _valid(raw, likely)


def _bare_number(element: etree._Element) -> str:
    """The number that is all that an element says; '' if it says anything else."""
    text = (element.text or "").translate(PLAIN).strip() if len(element) == 0 else ""
    return text if _BARE.fullmatch(text) else ""


def _valid(raw: str, likely: Likely) -> Iterator[str]:
    """A number as one of the first country in which it is valid."""
    region = next((region for region in likely.all if is_valid(raw, region)), None)
    if region is not None and (number := canonical_phone(raw, (region,))):
        yield number


class _Twins:
    """The numbers that a page gives with their country's code: what is dialled within the country is one of them."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._by_tail: dict[str, list[str]] = {}
        for number in numbers:
            self._by_tail.setdefault(number[-_TAIL:], []).append(number)

    def of(self, raw: str) -> str:
        """The number with its country's code that a national one is a part of; `""` if there is none."""
        digits = digits_of(raw)
        if len(digits) < MIN_DIGITS or is_international(raw.removeprefix("tel:")):
            return ""
        # Lithuania and Russia dial 8 where others dial 0.
        shown = {digits.lstrip("0"), digits.removeprefix("8")}
        twins = self._by_tail.get(digits[-_TAIL:], [])
        return next((twin for twin in twins if any(twin.endswith(part) for part in shown if len(part) >= _TAIL)), "")


def _stated(page: Page, written: list[Written]) -> Iterator[tuple[str, Likely]]:
    """Numbers linked and described, each once, with the countries they may be of."""
    regions = page_regions(page)
    seen: set[str] = set()
    for raw, line in _linked(page, written):
        if raw not in seen:
            seen.add(raw)
            yield raw, line
    for item in structured_items(page):
        if "telephone" in item.properties and item.types.isdisjoint(_PEOPLE):
            for part in item.text("telephone").splitlines():
                if part.strip() and part not in seen:
                    seen.add(part)
                    yield part, regions.of_item(item)


def _linked(page: Page, written: list[Written]) -> Iterator[tuple[str, Likely]]:
    """Numbers of `tel:` links. What is around a link is what is around the number as it is written there."""
    if "tel:" not in page.targets and "callto:" not in page.targets:
        return
    regions = page_regions(page)
    faxes = {_tail(found.raw) for found in written if found.label == "fax"}
    by_tail = {_tail(found.raw): found for found in reversed(written) if found.label != "fax"}
    for (_, link), value in zip(page.holders["href"], page.hrefs, strict=True):
        scheme, _, given = value.strip()[:200].partition(":")
        if link.tag not in ("a", "area") or scheme.lower() not in ("tel", "callto"):
            continue
        raw = "tel:" + unquote(given)
        found = by_tail.get(_tail(raw))
        if (found is None and _tail(raw) in faxes) or is_fax(one_line(text_of(link))):
            continue
        line = found.line if found else page.survey.anchor_lines.get(link)
        yield raw, regions.of(line, found.before if found else "")


def _tail(raw: str) -> str:
    return digits_of(raw)[-_TAIL:]


def _taken(page: Page, candidates: Iterable[Written], twins: _Twins) -> list[str]:
    """Numbers of running text. An unlabelled one is taken if its form tells it, or if it begins like one taken."""
    regions = page_regions(page)
    taken: dict[str, None] = {}
    unsure: list[Written] = []
    lines: set[int] = set()
    for found in candidates:
        # To tell a number takes a look at its country's rules: worth it only for those that may be taken.
        likely = _ANYWHERE if found.raw.lstrip("(").startswith("+") else regions.of(found.line, found.before)
        if found.label == "" and not _tells_itself(page, found, likely):
            unsure.append(found)
        elif number := twins.of(found.raw) or canonical_phone(found.raw, *likely):
            taken.setdefault(number)
            lines.add(found.line)
    taken |= dict.fromkeys(_labelled_alike(page, unsure, lines))
    taken |= dict.fromkeys(_labelled_below(page, unsure, twins))
    areas = {(number[: _AREA_DIGITS + 1], len(number)) for number in taken if number.startswith("+")}
    for found in unsure if areas else ():
        number = canonical_phone(found.raw, *regions.of(found.line, found.before))
        if number.startswith("+") and (number[: _AREA_DIGITS + 1], len(number)) in areas:
            taken.setdefault(number)
    return list(taken)


def _labelled_alike(page: Page, unsure: Iterable[Written], lines: set[int]) -> Iterator[str]:
    """Numbers that are all of a line but for a label ("Workshop: ..."), right beside such a line whose number is taken:
    places, each with its phone."""
    for found in unsure:
        beside = {found.line - 1, found.line + 1} & lines
        if not beside or not all(_LABELLED.match(page.survey.lines[line]) for line in (found.line, *beside)):
            continue
        yield from _valid(found.raw, page_regions(page).of(found.line, found.before))


def _alone(page: Page, found: Written) -> str:
    """The text of the element that holds a number and nothing else, as it is written, where a word for phones follows; ''
    if none does."""
    lines = page.survey.parted
    parts = [part.strip() for part in re.split(f"[{CELL}{EDGE}]", lines[found.line]) if part.strip()]
    digits, most = digits_of(found.raw), len(found.raw) + _MARKS
    place = next((at for at, part in enumerate(parts) if len(part) <= most and digits_of(part) == digits), None)
    if place is None:
        return ""
    below = parts[place + 1 :] or lines[found.line + 1 : found.line + 2]
    return parts[place] if below and is_phone_label(one_line(re.sub(f"[{CELL}{EDGE}]", " ", below[0]))) else ""


_MAX_CARDS = 6
"""Cards with a number looked at: to find each takes a walk over the page."""


def _labelled_below(page: Page, unsure: Iterable[Written], twins: _Twins) -> Iterator[str]:
    """Numbers that are all of an element which begins its card, with a word for phones in the element below: "<h4>1800 555
    014</h4><p>Toll-free</p>"."""
    alone = ((found, said) for found in unsure if (said := _alone(page, found)))
    for found, said in islice(alone, _MAX_CARDS):
        for element in islice(_ALL_OF(page.root, said=said), _MARKS):
            below = element.getnext()
            first = element.getprevious() is None or not one_line(text_of(element.getprevious()))
            if below is not None and first and is_phone_label(one_line(text_of(below))):
                likely = page_regions(page).of(found.line, found.before)
                yield from (number for number in [twins.of(found.raw) or canonical_phone(found.raw, *likely)] if number)
                break


_ALL_OF = etree.XPath("//*[not(self::script or self::style)][normalize-space(text())=$said]")
"""Elements whose text is one line."""


def _apart(numbers: Iterable[str]) -> list[str]:
    """Each number once; one as dialled within a country that is there with its country's code too, only so."""
    unique = list(dict.fromkeys(numbers))
    twins = _Twins(number for number in unique if number.startswith("+"))
    return [number for number in unique if number.startswith("+") or not twins.of(number)]


def _short_hotlines(seen: Survey) -> list[str]:
    """Numbers of four or five digits that are dialled as they stand, right after a word that can mean nothing else."""
    if not any(map(seen.folded.__contains__, _hotlines())):
        return []
    text = seen.text
    found: dict[str, None] = {}
    for match in _SHORT.finditer(text):
        before = text[max(0, match.start() - _LABEL_REACH) : match.start()]
        if not before[-1:].isdecimal() and _hotline_word().search(before):
            found.setdefault(match.group())
    return list(found)


@cache
def _hotlines() -> tuple[str, ...]:
    """What announces short numbers, in small letters."""
    return tuple(word.casefold() for word in all_words(extract, lambda file: file.phones.hotline))


@cache
def _hotline_word() -> re.Pattern[str]:
    """A word that announces a short number, and what may stand between, at the end of a text."""
    words = "|".join(map(re.escape, _hotlines()))
    return re.compile(rf"(?:{words})\s{{0,2}}[:.]?\s{{0,2}}\Z", re.IGNORECASE)


def _tells_itself(page: Page, found: Written, likely: Likely) -> bool:
    """Whether a number without a label can only be a phone's: international, North American in form, or valid in one
    of the countries around and written with its trunk prefix and gaps, or grouped as that country does; and where no
    country is known, one that nobody pays for, or alone in its element with a trunk prefix."""
    raw = found.raw
    digits = sum(char.isdigit() for char in raw)
    if raw.lstrip("(").startswith("+"):
        return digits >= MIN_DIGITS + 2
    if raw.startswith("00"):
        return is_whole(raw, ())
    if NANP.match(raw):
        return True
    gaps = len(re.findall(rf"{SEPARATOR}+|/|\(", raw))
    trunk = raw.lstrip("(").startswith("0")
    if not gaps or gaps > _AREA_DIGITS or (not trunk and re.fullmatch(r"[\d.]+", raw)):
        return False
    if not likely.known and digits >= MIN_DIGITS + 2 and (_FREE.match(raw) or (trunk and _is_alone(page, found))):
        return True
    return any(_is_dialled_so(raw, region, digits) for region in likely.all)


def _is_dialled_so(raw: str, region: str, digits: int) -> bool:
    """Whether a number is valid in a region and written with its trunk prefix, or as it is written there."""
    written = national_format(raw, region)
    if not written:
        return False
    if has_trunk(raw, region) or "(" in raw:
        return digits >= MIN_DIGITS + 2
    return _groups(raw) == _groups(written)


def _is_alone(page: Page, found: Written) -> bool:
    """Whether an element or a cell holds a number and nothing else."""
    line = page.survey.parted[found.line]
    part = next((part for part in re.split(f"[{CELL}{EDGE}]", line) if found.raw in part), "")
    return len(part.strip()) <= len(found.raw) + _MARKS and _OWN_DIGITS.match(found.raw) is not None


def _groups(text: str) -> list[str]:
    return re.findall(r"\d+", text)
