"""Phone numbers of a page: linked, described (schema.org) or written out, in any country's format."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from urllib.parse import unquote

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from crawlers.extract.channels.config import config
from crawlers.extract.channels.regions import page_regions
from crawlers.extract.page import Page
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.survey import Survey
from crawlers.extract.page.text import one_line, text_of
from data.languages import all_words, extract

_SEP = r"[-. \u00a0\u2010-\u2013]"
_GAP = r"(?:[-.\u2010-\u2013]|[-\u2013 \u00a0]{1,2})?"
_NANP_FORM = r"\(?\d{3}\)?[-. \u00a0]{1,2}\d{3}[-. \u00a0]\d{4}"
_NUMBER = re.compile(
    r"(?=[(+\d])"  # first: told at once of most characters that none begins there
    r"(?<![A-Za-z0-9_@=#%$€£+-])(?<!\d[.,/:])"
    # A North American number with another beside it (a table's columns): the gap alone would not part them.
    rf"(?:{_NANP_FORM}(?=[ \u00a0]{{1,3}}{_NANP_FORM}(?!\d))|"
    rf"(?:\(?\+\)?\s?\d{{1,3}}\)?{_GAP}|\d{{1,3}}{_SEP}{{1,2}})?"
    rf"(?:\(\+?\d{{1,5}}(?:[- ]\d{{1,4}})?\)(?:{_GAP}|\s?/\s?)|0\d{{1,5}}\s?/\s?)?"
    rf"(?:\d{{2,4}}\(\d{{1,4}}\)\d{{4}}|\d(?:{_GAP}\d){{4,13}})"
    rf"(?![_@%])(?!\)?{_GAP}\d))"
)
_PLAIN = {
    **{ord(char): "-" for char in "－ー‑―"}, **dict(zip(map(ord, "（）＋．／"), "()+./", strict=True)),
    **{first + digit: str(digit) for first in (0xFF10, 0x0E50, 0x0660, 0x06F0, 0x0966) for digit in range(10)},
}  # fmt: skip
"""Full-width marks, and full-width, Thai, Arabic, Persian and Hindi digits."""
_LAST_DIGITS = re.compile(r"[-–/]\d{1,2}$")
_NANP = re.compile(r"^(?:\+?1[-. ]?)?(?:\(\d{3}\)[-. ]{0,2}|\d{3}[-. ])\d{3}[-. ]\d{4}$")
_NORTH_AMERICAN = re.compile(r"^1?[2-9]\d{2}[2-9]\d{6}$")
_DATE = re.compile(r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{4}\s?[-–]\s?\d{4})$")
_HOURS = re.compile(r"^(?:[01]?\d|2[0-4])\.[0-5]\d\s?[-–]\s?(?:[01]?\d|2[0-4])\.[0-5]\d$")
_LETTER = re.compile(r"(?:^|[\s|,;/•·(])([a-z])\s?[.:]?\s{0,2}\(?$")
_DIAL_AS_IS = frozenset({
    PhoneNumberType.UAN, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.TOLL_FREE,
})  # fmt: skip
_MIN_DIGITS, _MAX_DIGITS = 7, 15
_SHORT_DIGITS = 4
_AREA_DIGITS = 5
_PLACEHOLDER = "01234567890123456789"
_LABEL_REACH = 60
_OTHER_REACH = 15
_MAX_LINE = 2000
_MAX_CANDIDATES = 400
_HEADER_REACH = 12
_MAX_HEADER = 200
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59\uff10-\uff19"
_DIGIT = re.compile(f"[{_DIGITS}]")
_ENOUGH = re.compile(rf"[{_DIGITS}](?:[^{_DIGITS}\n]{{0,6}}[{_DIGITS}]){{{_MIN_DIGITS - 1}}}")
"""As many digits, as close together, as any number has: a line without is not worth a closer look."""
_SHORT = re.compile(r"1\d{3,4}(?!\d|[-:/., \u00a0]{1,2}\d)")
"""After no digit; not said here, as a pattern that begins with a letter is looked for ten times as fast."""
_PEOPLE = frozenset({"person", "review", "comment", "rating"})


def find_phones(page: Page) -> list[str]:
    """Canonical numbers (`+66212345678`; national digits where the country is unknown) in page order, each once.

    Numbers linked by `tel:` and described by schema.org are believed; written ones only beside a word for phone, in a
    form no other number has, or where they are valid in the page's country. Faxes are left out.
    """
    seen = page.survey
    stated = list(_stated(page))
    written = [found for found in _candidates(seen) if found[1] in ("", "phone")]
    # Which countries' numbers a page has is worth asking only if it has some.
    regions = page_regions(page) if stated or written else ()
    numbers = [number for raw in stated if (number := canonical_phone(raw, regions))]
    numbers += _taken(written, regions)
    numbers += _short_hotlines(seen.text)
    international = {number for number in numbers if number.startswith("+")}
    return [
        number
        for number in dict.fromkeys(numbers)
        if number.startswith("+")
        or len(number) < _MIN_DIGITS
        or not any(other.endswith(number.lstrip("0")) for other in international)
    ]


def _stated(page: Page) -> Iterator[str]:
    if "tel:" in page.targets or "callto:" in page.targets:
        for (_, link), value in zip(page.holders["href"], page.hrefs, strict=True):
            href = value.strip()
            if link.tag not in ("a", "area"):
                continue
            if href[:4].lower() == "tel:" and not _is_fax(one_line(text_of(link))):
                yield "tel:" + unquote(href[4:200])
            elif href[:7].lower() == "callto:":
                yield "tel:" + unquote(href[7:200])
    for item in structured_items(page):
        if "telephone" in item.properties and item.types.isdisjoint(_PEOPLE):
            yield from (part for part in item.text("telephone").splitlines() if part.strip())


def _taken(candidates: Iterable[tuple[str, str]], regions: Sequence[str]) -> list[str]:
    """Numbers of running text. An unlabelled one is taken if its form tells it, or if it begins like one taken."""
    taken: dict[str, None] = {}
    unsure: list[str] = []
    for raw, label in candidates:
        # To tell a number takes a look at its country's rules: worth it only for those that may be taken.
        if label == "" and not _tells_itself(raw, regions):
            unsure.append(raw)
        elif number := canonical_phone(raw, regions):
            taken.setdefault(number)
    areas = {(number[: _AREA_DIGITS + 1], len(number)) for number in taken if number.startswith("+")}
    for raw in unsure if areas else ():
        number = canonical_phone(raw, regions)
        if number.startswith("+") and (number[: _AREA_DIGITS + 1], len(number)) in areas:
            taken.setdefault(number)
    return list(taken)


def _short_hotlines(text: str) -> list[str]:
    """Numbers of four or five digits that are dialled as they stand, right after a word that can mean nothing else."""
    found: dict[str, None] = {}
    for match in _SHORT.finditer(text):
        before = text[max(0, match.start() - _LABEL_REACH) : match.start()]
        if not before[-1:].isdecimal() and _hotline_word().search(before):
            found.setdefault(match.group())
    return list(found)


@cache
def _hotline_word() -> re.Pattern[str]:
    """A word that announces a short number, and what may stand between, at the end of a text."""
    words = "|".join(map(re.escape, all_words(extract, lambda file: file.phones.hotline)))
    return re.compile(rf"(?:{words})\s{{0,2}}[:.]?\s{{0,2}}\Z", re.IGNORECASE)


def _candidates(seen: Survey) -> Iterator[tuple[str, str]]:
    """(number as written, what the words before, after or above it call it: `phone`, `fax`, `other` or `""`)."""
    if _ENOUGH.search(seen.text) is None:
        return
    above: deque[str] = deque(maxlen=_HEADER_REACH)
    count = 0
    for whole in seen.lines:
        if not _DIGIT.search(whole):
            above.append(whole)
            continue
        if _ENOUGH.search(whole) is None:
            above.append("")
            continue
        line = whole[:_MAX_LINE].translate(_PLAIN)
        found = [match for match in _NUMBER.finditer(line) if _is_number(match, line)]
        labels = _labels_of(found, line.casefold() if found else "", above)
        yield from ((match.group().strip(), label) for match, label in zip(found, labels, strict=True))
        count += len(found)
        if count > _MAX_CANDIDATES:
            return
        if not found:
            above.append("")


def _labels_of(found: list[re.Match[str]], folded: str, above: deque[str]) -> list[str]:
    """What each number of a line is called: by words beside it, else by those of the number before it or of the lines
    above."""
    labels = [_own_label(folded, match) for match in found]
    if len(found) > 1 and not any(labels):
        return _columns(above, len(found))
    for place, match in enumerate(found):
        if labels[place]:
            continue
        if place == 0:
            labels[place] = _heading(above)
        elif labels[place - 1] and _joined(folded[found[place - 1].end() : match.start()]):
            labels[place] = labels[place - 1]
    return labels


def _heading(above: deque[str]) -> str:
    """What the line above a list of numbers calls them; the numbers themselves may be several lines."""
    line = above[-1] if above else ""
    labels = _labels(line.casefold()) if 0 < len(line) <= _LABEL_REACH else []
    return labels[-1] if labels else ""


def _columns(above: deque[str], width: int) -> list[str]:
    """What the nearest header above calls the columns of a row of numbers: `["phone", "fax"]`."""
    for line in reversed(above):
        labels = _labels(line.casefold()) if line and len(line) <= _MAX_HEADER else []
        if set(labels) >= {"phone", "fax"}:
            return labels if len(labels) == width else [""] * width
    return [""] * width


def _is_number(match: re.Match[str], line: str) -> bool:
    raw = match.group().strip()
    digits = sum(char.isdigit() for char in raw)
    if not _MIN_DIGITS <= digits <= _MAX_DIGITS or _DATE.match(raw) or _HOURS.match(raw):
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
def _extension() -> re.Pattern[str]:
    words = "|".join(map(re.escape, all_words(extract, lambda file: file.phones.extension)))
    return re.compile(rf"(?i)(?:{words})[.:]?\s{{0,2}}\d{{1,6}}\s*$")


@cache
def _label_words() -> tuple[re.Pattern[str], dict[str, str]]:
    """The words of all labels as one pattern, the longest first, and what each calls a number."""
    meaning = {
        "©": "other",
        **dict.fromkeys(all_words(extract, lambda file: file.phones.other), "other"),
        **dict.fromkeys(all_words(extract, lambda file: file.phones.before), "phone"),
        **dict.fromkeys(_fax_words(), "fax"),
    }
    # Parted by first letter, and one look at that before all else: fifty times as fast, most places begin no word.
    rests: dict[str, list[str]] = {}
    for word in sorted(meaning, key=len, reverse=True):
        # Whole words where a script has them: "tel" is not in "hotel"; "fax" is in "telefax", which is listed itself.
        end = r"(?![^\W\d_])" if word[-1].isascii() and word[-1].isalpha() else ""
        rests.setdefault(word[0], []).append(re.escape(word[1:]) + end)
    parts = {first: f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items()}
    spaced = "|".join(part for first, part in parts.items() if first.isascii())
    others = "|".join(part for first, part in parts.items() if not first.isascii())
    firsts = "".join(map(re.escape, parts))
    return re.compile(rf"(?=[{firsts}])(?:(?<![^\W\d_])(?:{spaced})|{others})"), meaning


def _nearest_label(text: str) -> str:
    """`phone`, `fax` or `other`, whichever word stands last before a number; `""` if none does."""
    pattern, meaning = _label_words()
    last = next(iter(deque(pattern.finditer(text), maxlen=1)), None)
    label = meaning[last.group()] if last else ""
    return label if last and (label != "other" or len(text) - last.end() <= _OTHER_REACH) else ""


def _labels(text: str) -> list[str]:
    """Labels of a line in the order they stand there, repetitions side by side told once."""
    pattern, meaning = _label_words()
    return [label for label, _ in groupby(meaning[match.group()] for match in pattern.finditer(text))]


def _is_fax(text: str, whole: bool = False) -> bool:
    """Whether a text names a fax; `whole`: and nothing else (`408 727 8447 Fax`)."""
    words = _fax_words()
    return text in words if whole else any(word in text.casefold() for word in words)


@cache
def _fax_words() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.phones.fax)


def _has_digits(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _tells_itself(raw: str, regions: Sequence[str]) -> bool:
    """Whether a number without a label can only be a phone's: international, North American in form, or valid in one
    of the page's countries and written with its trunk prefix and gaps, or grouped as that country does."""
    digits = sum(char.isdigit() for char in raw)
    if raw.lstrip("(").startswith("+"):
        return digits >= _MIN_DIGITS + 2
    if _NANP.match(raw):
        return True
    gaps = len(re.findall(rf"{_SEP}+|/|\(", raw))
    trunk = raw.lstrip("(").startswith("0")
    if not gaps or gaps > _AREA_DIGITS or (not trunk and re.fullmatch(r"[\d.]+", raw)):
        return False
    for region in regions:
        parsed = _parsed(raw, region)
        if parsed is None or not phonenumbers.is_valid_number_for_region(parsed, region):
            continue
        if trunk or "(" in raw:
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
    text = _extension().sub("", text[:_MAX_LINE].translate(_PLAIN)).replace("(0)", "")
    digits = "".join(str(int(char)) for char in text if char.isdecimal())
    international = text.strip().lstrip("(").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    least = _SHORT_DIGITS if linked and not international else _MIN_DIGITS
    if not least <= len(digits) <= _MAX_DIGITS or len(set(digits)) < 2 or digits in _PLACEHOLDER:
        return ""
    return _international(digits) if international else _national(text.strip(), digits, regions)


def _international(digits: str) -> str:
    """A number with its country's code. A trunk prefix left in after that ("+44 020 ...") is dropped where that makes
    the number valid."""
    parsed = _parsed(f"+{digits}", None)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return f"+{digits}"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _national(text: str, digits: str, regions: Sequence[str]) -> str:
    """A number as dialled within a country: of the region that it fits best, if any."""
    # "02-123-4567-8" stands for two numbers, the second with another last digit.
    first = "".join(char for char in _LAST_DIGITS.sub("", text) if char.isdecimal())
    read = {region: _parsed(digits, region) for region in regions}
    shorter = {region: _parsed(first, region) for region in regions} if first != digits else {}
    tries = (
        (phonenumbers.is_valid_number, digits, read),
        (phonenumbers.is_valid_number, first, shorter),
        (_is_long_enough, digits, read),
    )
    for proven, dialled, parses in tries:
        for region, parsed in parses.items():
            if parsed is not None and proven(parsed):
                return _as_dialled(dialled, region, parsed)
    if not regions and _NORTH_AMERICAN.match(digits) and (len(digits) == 11 or _NANP.match(text)):
        return f"+1{digits[-10:]}"
    return digits


def _as_dialled(digits: str, region: str, parsed: phonenumbers.PhoneNumber) -> str:
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
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
