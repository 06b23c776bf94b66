"""Phone numbers of a page: linked, described (schema.org) or written out, in any country's format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import unquote

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from crawlers.extract.channel_config import config
from crawlers.extract.channel_regions import page_regions
from crawlers.extract.page import Page
from crawlers.extract.structured import structured_items
from crawlers.extract.text import one_line, text_of

_SEP = r"[-. \u00a0\u2010-\u2013]"
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_@=#%$€£+-])(?<!\d[.,/:])"
    rf"(?:\(?\+\)?\s?\d{{1,3}}\)?{_SEP}{{0,2}}|\d{{1,3}}{_SEP}{{1,2}})?"
    rf"(?:\(\d{{1,5}}\)(?:{_SEP}{{0,2}}|\s?/\s?)|0\d{{1,5}}\s?/\s?)?"
    rf"\d(?:{_SEP}{{0,2}}\d){{4,13}}"
    rf"(?![_@%])(?!\)?{_SEP}{{0,2}}\d)"
)
_NANP = re.compile(r"^(?:\+?1[-. ]?)?(?:\(\d{3}\)[-. ]{0,2}|\d{3}[-. ])\d{3}[-. ]\d{4}$")
_NORTH_AMERICAN = re.compile(r"^1?[2-9]\d{2}[2-9]\d{6}$")
_DATE = re.compile(r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{4}\s?[-–]\s?\d{4})$")
_LETTER = re.compile(r"(?:^|[\s|,;/•·(])([a-z])\s?[.:]?\s{0,2}\(?$")
_EXTENSION = re.compile(r"(?i)(?:ext(?:ension)?|x|ที่|ต่อ|máy lẻ|vid|durchwahl|poste)[.:]?\s{0,2}\d{1,6}\s*$")
_DIAL_AS_IS = frozenset({
    PhoneNumberType.UAN, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.TOLL_FREE,
})  # fmt: skip
_MIN_DIGITS, _MAX_DIGITS = 7, 15
_SHORT_DIGITS = 4
_AREA_DIGITS = 5
_PLACEHOLDER = "01234567890123456789"
_LABEL_REACH = 60
_MAX_LINE = 2000
_MAX_CANDIDATES = 400
_PEOPLE = frozenset({"person", "review", "comment", "rating"})


def find_phones(page: Page) -> list[str]:
    """Canonical numbers (`+66212345678`; national digits where the country is unknown) in page order, each once.

    Numbers linked by `tel:` and described by schema.org are believed; written ones only beside a word for phone, in a
    form no other number has, or where they are valid in the page's country. Faxes are left out.
    """
    regions = page_regions(page)
    numbers = [number for raw in _stated(page) if (number := canonical_phone(raw, regions))]
    numbers += _written(page.text, regions)
    international = {number for number in numbers if number.startswith("+")}
    return [
        number
        for number in dict.fromkeys(numbers)
        if number.startswith("+")
        or len(number) < _MIN_DIGITS
        or not any(other.endswith(number.lstrip("0")) for other in international)
    ]


def _stated(page: Page) -> Iterator[str]:
    for link in page.root.iter("a", "area"):
        href = (link.get("href") or "").strip()
        if href[:4].lower() == "tel:" and not _is_fax(one_line(text_of(link))):
            yield "tel:" + unquote(href[4:200])
        elif href[:7].lower() == "callto:":
            yield "tel:" + unquote(href[7:200])
    for item in structured_items(page):
        if item.types.isdisjoint(_PEOPLE):
            yield from (part for part in item.text("telephone").splitlines() if part.strip())


def _written(text: str, regions: Sequence[str]) -> list[str]:
    """Numbers of running text. An unlabelled one is taken if its form tells it, or if it begins like one taken."""
    taken: dict[str, None] = {}
    unsure: list[str] = []
    for raw, label in _candidates(text):
        number = canonical_phone(raw, regions)
        if not number:
            continue
        if label == "phone" or (label == "" and _tells_itself(raw, number, regions)):
            taken.setdefault(number)
        elif label == "":
            unsure.append(number)
    areas = {(number[: _AREA_DIGITS + 1], len(number)) for number in taken if number.startswith("+")}
    for number in unsure:
        if number.startswith("+") and (number[: _AREA_DIGITS + 1], len(number)) in areas:
            taken.setdefault(number)
    return list(taken)


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    """(number as written, what the words before, after or above it call it: `phone`, `fax`, `other` or `""`)."""
    heading, columns, count = "", [""], 0
    for whole in text.splitlines():
        line = whole[:_MAX_LINE]
        if not _has_digits(line):
            labels = _labels(line.casefold())
            columns = labels if len(labels) > 1 and set(labels) >= {"phone", "fax"} else columns
            heading = labels[-1] if labels and len(line) <= _LABEL_REACH else ""
            continue
        folded = line.casefold()
        found = [match for match in _NUMBER.finditer(line) if _is_number(match, line)]
        own = [_own_label(folded, match) for match in found]
        for place, match in enumerate(found):
            label = own[place]
            if not label and len(found) == len(columns) > 1 and not any(own):
                label = columns[place]
            elif not label and place and own[place - 1] and _joined(folded[found[place - 1].end() : match.start()]):
                label = own[place] = own[place - 1]
            label = label or (heading if place == 0 else "")
            count += 1
            yield match.group().strip(), label
        if count > _MAX_CANDIDATES:
            return
        if not found:
            heading = ""


def _is_number(match: re.Match[str], line: str) -> bool:
    raw = match.group().strip()
    digits = sum(char.isdigit() for char in raw)
    if not _MIN_DIGITS <= digits <= _MAX_DIGITS or _DATE.match(raw):
        return False
    # Words run into a number where inline elements meet; into a plain row of digits, they are part of an identifier.
    after = line[match.end() : match.end() + 1]
    return not (after.isalpha() and after.isascii()) or digits < len(raw) - 1


def _own_label(folded: str, match: re.Match[str]) -> str:
    before = folded[max(0, match.start() - _LABEL_REACH) : match.start()]
    if _is_fax(folded[match.end() :].strip(" ()-,")[:_LABEL_REACH], whole=True):
        return "fax"
    if letter := _LETTER.search(before):
        named = config()["phone"]["letters"].get(letter[1])
        if named:
            return str(named)
    return _nearest_label(before)


def _joined(between: str) -> bool:
    """Whether two numbers are alternatives of one label: only punctuation or a short word ("or", "หรือ") between."""
    return len(between) <= _AREA_DIGITS + 1 and not _has_digits(between)


@cache
def _label_words() -> tuple[tuple[str, str], ...]:
    words = config()["phone"]
    kinds = (("phone", "words"), ("fax", "not_words"), ("other", "not_number_words"))
    return tuple((word, label) for label, names in kinds for word in words[names])


def _label_ends(text: str) -> list[tuple[int, int, str]]:
    """(end, start, label) of the last occurrence of each word for a phone, a fax or another number."""
    ends = []
    for word, label in _label_words():
        at = _last_word(text, word)
        if at >= 0:
            ends.append((at, at - len(word), label))
    return ends


def _nearest_label(text: str) -> str:
    """`phone`, `fax` or `other`, whichever word stands last before a number; `""` if none does."""
    ends = _label_ends(text)
    # Of two words that end alike the longer says more: "contact number", "telefax".
    return max(ends, key=lambda end: (end[0], -end[1]))[2] if ends else ""


def _labels(text: str) -> list[str]:
    """Labels of a line in the order they stand there, repetitions side by side told once."""
    ordered: list[str] = []
    for _, _, label in sorted(_label_ends(text)):
        if not ordered or ordered[-1] != label:
            ordered.append(label)
    return ordered


def _last_word(text: str, word: str) -> int:
    """Where a word last ends in a text, as a whole word where its script has words of Latin letters; -1 if nowhere."""
    at = text.rfind(word)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
        if not word[0].isascii() or not (before.isalpha() or (after.isalpha() and word[-1].isalpha())):
            return at + len(word)
        at = text.rfind(word, 0, at + len(word) - 1)
    return -1


def _is_fax(text: str, whole: bool = False) -> bool:
    """Whether a text names a fax; `whole`: and nothing else (`408 727 8447 Fax`)."""
    words = config()["phone"]["not_words"]
    return text in words if whole else any(word in text.casefold() for word in words)


def _has_digits(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _tells_itself(raw: str, number: str, regions: Sequence[str]) -> bool:
    """Whether a number without a label can only be a phone's: international, North American in form, or valid in one
    of the page's countries and written with its trunk prefix and gaps, or grouped as that country does."""
    digits = sum(char.isdigit() for char in raw)
    if raw.lstrip("(").startswith("+"):
        return digits >= _MIN_DIGITS + 2
    if _NANP.match(raw):
        return True
    gaps = len(re.findall(rf"{_SEP}+|/|\(", raw))
    if not gaps or gaps > _AREA_DIGITS or re.fullmatch(r"[\d.]+", raw):
        return False
    for region in regions:
        parsed = _parsed(raw, region)
        if parsed is None or not phonenumbers.is_valid_number_for_region(parsed, region):
            continue
        if raw.lstrip("(").startswith("0"):
            return digits >= _MIN_DIGITS + 2
        return _groups(raw) == _groups(phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))
    return False


def _groups(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def canonical_phone(raw: str, regions: Sequence[str] = ()) -> str:
    """One way to write a number: `+` and digits if its country is known, else the digits as dialled.

    `raw`: as written, or `tel:` and an address. `regions`: ISO 3166 codes, the likeliest first; the number is of the
    first in which it is valid, else of the first in which its length is possible. Hotlines that are dialled as they
    stand within a country (`1900 8095`) keep their digits. `""` for what cannot be a number: placeholders, too short
    or too long.
    """
    linked = raw.startswith("tel:")
    text = raw.removeprefix("tel:").split(";")[0].split(",")[0]
    text = _EXTENSION.sub("", text[:_MAX_LINE]).replace("(0)", "")
    digits = "".join(str(int(char)) for char in text if char.isdecimal())
    international = text.strip().lstrip("(").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    least = _SHORT_DIGITS if linked and not international else _MIN_DIGITS
    if not least <= len(digits) <= _MAX_DIGITS or len(set(digits)) < 2 or digits in _PLACEHOLDER:
        return ""
    if international:
        parsed = _parsed(f"+{digits}", None)
        # A trunk prefix left in after the country's code ("+44 020 ...") is dropped where that makes the number valid.
        valid = parsed is not None and phonenumbers.is_valid_number(parsed)
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if valid and parsed else f"+{digits}"
    found = [(region, parsed) for region in regions if (parsed := _parsed(digits, region)) is not None]
    for proven in (phonenumbers.is_valid_number, _is_long_enough):
        for region, parsed in found:
            if proven(parsed):
                return _as_dialled(digits, region, parsed)
    if not regions and _NORTH_AMERICAN.match(digits) and (len(digits) == 11 or _NANP.match(text.strip())):
        return f"+1{digits[-10:]}"
    return digits


def _as_dialled(digits: str, region: str, parsed: phonenumbers.PhoneNumber) -> str:
    trunk = phonenumbers.ndd_prefix_for_region_code(region, True) or ""
    hotline = phonenumbers.number_type(parsed) in _DIAL_AS_IS
    if hotline and trunk.isdecimal() and parsed.country_code != 1 and not digits.startswith(trunk):
        return digits
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _is_long_enough(parsed: phonenumbers.PhoneNumber) -> bool:
    return len(str(parsed.national_number)) > _MIN_DIGITS and phonenumbers.is_possible_number(parsed)


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None
