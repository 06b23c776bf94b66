"""One way to write a phone number, whatever way it was written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from data.languages import all_words, extract

PLAIN = {
    **{ord(char): "-" for char in "－ー‑―−"}, **dict(zip(map(ord, "（）＋．／"), "()+./", strict=True)),
    **{first + digit: str(digit) for first in (0xFF10, 0x0E50, 0x0660, 0x06F0, 0x0966) for digit in range(10)},
}  # fmt: skip
"""Full-width marks, and full-width, Thai, Arabic, Persian and Hindi digits."""
MIN_DIGITS, MAX_DIGITS = 7, 15
_SHORT_DIGITS = 4
_LEAST_WITH_CODE = 11
_USUAL_DIGITS = 12
"""Digits, the trunk prefix among them, that a national number rarely has more of, whatever its country allows."""
_MAX_TEXT = 2000
_KEPT = 4_096
"""Numbers whose reading is kept: a site has the same few on each of its pages, and to tell one takes the library as long as
some lines of text take to read."""
_PLACEHOLDER = "01234567890123456789"
_LAST_DIGITS = re.compile(r"[-–/]\d{1,2}$")
NANP = re.compile(r"^(?:\+?1[-. ]?)?(?:\(\d{3}\)[-. ]{0,2}|\d{3}[-. ])\d{3}[-. ]\d{4}$")
_NORTH_AMERICAN = re.compile(r"^1?[2-9]\d{2}[2-9]\d{6}$")
_DASHED = re.compile(r"^(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}$")
_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_NORTH_AMERICA = frozenset({"US", "CA"})
_DIAL_AS_IS = frozenset({
    PhoneNumberType.UAN, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.TOLL_FREE,
})  # fmt: skip


def canonical_phone(raw: str, regions: Sequence[str] = (), guesses: Sequence[str] = ()) -> str:
    """One way to write a number: `+` and digits if its country is known, else the digits as dialled.

    `raw`: as written, or `tel:` and an address. `regions`: ISO 3166 codes that the number's own surroundings or its site
    tell, the likeliest first; `guesses`: those that it may as well be of. The number is of the first in which it is
    valid, else of the first of `regions` in which it is dialled with a prefix and its length is possible. Hotlines that
    are dialled as they stand within a country (`1900 8095`) keep their digits. `""` for what cannot be a number:
    placeholders, too short or too long.
    """
    linked = raw.startswith("tel:")
    text = raw.removeprefix("tel:").split(";")[0].split(",")[0]
    text = _extension().sub("", text[:_MAX_TEXT].translate(PLAIN)).replace("(0)", "").strip()
    digits = digits_of(text)
    international = is_international(text)
    digits = digits.removeprefix("00")
    least = _SHORT_DIGITS if linked and not international else MIN_DIGITS
    if not least <= len(digits) <= MAX_DIGITS or len(set(digits)) < 2 or digits in _PLACEHOLDER:
        return ""
    return _international(digits) if international else _national(text, digits, regions, guesses)


def messenger_phone(raw: str, regions: Sequence[str] = (), guesses: Sequence[str] = ()) -> str:
    """The number that an address of a messenger holds, as `canonical_phone` writes it. Such addresses should have a number
    with its country's code and no "+"; many have it as dialled within the country. What may be either keeps its digits."""
    digits = digits_of(raw)
    countries = (*regions, *guesses)
    if is_international(raw.strip()) or digits.startswith("0"):
        return canonical_phone(raw, regions, guesses)
    with_code = f"+{digits}"
    here = [region for region in countries if is_valid(digits, region) and not is_valid(with_code, region)]
    if is_valid(with_code, None):
        # Only a mobile number is dialled, and written, without any prefix.
        return digits if any(_is_mobile(digits, region) for region in here) else canonical_phone(with_code)
    if here:
        return canonical_phone(digits, regions, guesses)
    return canonical_phone(with_code if _may_have_code(digits) else digits)


def _is_mobile(digits: str, region: str) -> bool:
    parsed = parsed_phone(digits, region)
    return parsed is not None and phonenumbers.number_type(parsed) in _MOBILE


def _may_have_code(digits: str) -> bool:
    """Whether digits are as long as a number with its country's code is there, though no known one."""
    parsed = parsed_phone(f"+{digits}", None)
    if parsed is None or len(digits) < _LEAST_WITH_CODE or not phonenumbers.is_possible_number(parsed):
        return False
    return parsed.country_code != 1 or _NORTH_AMERICAN.match(digits) is not None


def digits_of(text: str) -> str:
    """The digits of a text, in ASCII."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def is_international(text: str) -> bool:
    """Whether a number is written with the prefix of calls to other countries."""
    return text.lstrip("( ").startswith("+") or digits_of(text[:6]).startswith("00")


def is_whole(text: str, regions: Sequence[str]) -> bool:
    """Whether what is written is a number and nothing besides: valid as an international one or in one of the regions, or
    of North American form; where no country is known, as long as numbers with a trunk prefix are."""
    digits = digits_of(text.replace("(0)", ""))
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS:
        return False
    if is_international(text):
        return is_valid("+" + digits.removeprefix("00"), None)
    if any(is_valid(digits, region) for region in regions):
        return len(digits) <= _USUAL_DIGITS
    if NANP.match(text.strip()) and _NORTH_AMERICAN.match(digits):
        return True
    return digits[0] == "0" and 10 <= len(digits) <= _USUAL_DIGITS and not regions


def is_clear(text: str) -> bool:
    """Whether a number is written in a form that tells its country, or that it is North American, by itself."""
    if is_international(text):
        return True
    return NANP.match(text.strip()) is not None and _NORTH_AMERICAN.match(digits_of(text)) is not None


@lru_cache(maxsize=_KEPT)
def is_valid(text: str, region: str | None) -> bool:
    """Whether a number is one of its country's, or of the region's if one is given."""
    parsed = parsed_phone(text, region)
    if parsed is None:
        return False
    if region is None:
        return phonenumbers.is_valid_number(parsed)
    return phonenumbers.is_valid_number_for_region(parsed, region)


def _international(digits: str) -> str:
    """A number with its country's code. A trunk prefix left in after that ("+44 020 ...") is dropped where that makes
    the number valid."""
    parsed = parsed_phone(f"+{digits}", None)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return f"+{digits}"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _national(text: str, digits: str, regions: Sequence[str], guesses: Sequence[str]) -> str:
    """A number as dialled within a country: of the region that it fits best, if any."""
    # "02-123-4567-8" stands for two numbers, the second with another last digit.
    first = digits_of(_LAST_DIGITS.sub("", text))
    for dialled in (digits,) if first == digits else (digits, first):
        for region in (*regions, *guesses):
            parsed = parsed_phone(dialled, region)
            if parsed is not None and phonenumbers.is_valid_number(parsed):
                return digits if _may_be_american(text, digits, parsed) else _as_dialled(dialled, region, parsed)
    if without_zero := _without_zero(digits, (*regions, *guesses)):
        return without_zero
    for region in regions:
        parsed = parsed_phone(digits, region)
        if parsed is not None and _may_be(digits, region, parsed):
            return _as_dialled(digits, region, parsed)
    if (
        {*regions, *guesses} <= _NORTH_AMERICA
        and _NORTH_AMERICAN.match(digits)
        and (len(digits) == 11 or NANP.match(text))
    ):
        return f"+1{digits[-10:]}"
    return digits


def _without_zero(digits: str, regions: Sequence[str]) -> str:
    """The number behind a 0 that a country no longer dials, or never did, and people write all the same; '' for none."""
    for region in regions if digits.startswith("0") else ():
        parsed = parsed_phone(digits[1:], region)
        if (
            parsed is None
            or not phonenumbers.is_valid_number(parsed)
            or phonenumbers.ndd_prefix_for_region(region, True)
        ):
            continue
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return ""


def _may_be_american(text: str, digits: str, parsed: phonenumbers.PhoneNumber) -> bool:
    """Whether a number that is valid in another country is written as North Americans do, and valid there too."""
    return parsed.country_code != 1 and _DASHED.match(text) is not None and is_valid(digits, "US")


def _as_dialled(digits: str, region: str, parsed: phonenumbers.PhoneNumber) -> str:
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    hotline = phonenumbers.number_type(parsed) in _DIAL_AS_IS
    if hotline and trunk.isdecimal() and parsed.country_code != 1 and not digits.startswith(trunk):
        return digits
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _may_be(digits: str, region: str, parsed: phonenumbers.PhoneNumber) -> bool:
    """Whether a number may be one of a region's that the library does not know yet: as long, and dialled as there."""
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    dialled_so = not trunk or parsed.country_code == 1 or digits.startswith(trunk)
    return dialled_so and len(str(parsed.national_number)) > MIN_DIGITS and phonenumbers.is_possible_number(parsed)


@lru_cache(maxsize=_KEPT)
def parsed_phone(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """A number as the library holds it, to be read only; None for what it takes for none."""
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def has_trunk(text: str, region: str) -> bool:
    """Whether a number is written with the prefix that is dialled before one within its country."""
    parsed = parsed_phone(text, region)
    return parsed is not None and len(digits_of(text)) > len(phonenumbers.national_significant_number(parsed))


@lru_cache(maxsize=_KEPT)
def national_format(text: str, region: str) -> str:
    """A number as its country writes it; '' if it is not valid there."""
    parsed = parsed_phone(text, region)
    if parsed is None or not phonenumbers.is_valid_number_for_region(parsed, region):
        return ""
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)


@cache
def _extension() -> re.Pattern[str]:
    words = "|".join(map(re.escape, all_words(extract, lambda file: file.phones.extension)))
    return re.compile(rf"(?i)(?:{words})[.:]?\s{{0,2}}\d{{1,6}}\s*$")
