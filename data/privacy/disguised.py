"""Numbers of people that a text does not write as programs do: parted by odd signs, in words, with letters for digits."""

from __future__ import annotations

import re
from functools import cache

from data.languages import all_words, privacy
from data.languages.scripts import SPACELESS, spaceless
from data.privacy.cards import is_card, plain
from data.privacy.spotting import Spotter, Words

_ODD = re.compile(
    r"(?<![\w,*|~])(\+?\d{1,5})(?:([,_*|~])|(\n))\d{2,5}(?:(?(2)\2|\n)\d{2,5}){1,6}(?![,*|~]?\w)(?![,_*|~\n]\d)"
)
"""Groups of digits parted by one sign, the same each time, that numbers are otherwise not parted by."""
_ODD_SIGN = re.compile(r"\d[,_*|~\n]\d")
"""What each such number has, and few texts."""
_BROKEN = re.compile(r"(?<![\w\n])([+(]?\d[\d .()/-]{1,14}\d)\n(\d[\d .()/-]{1,12}\d)(?![\w\n.,/-])")
"""One number over the end of a line."""
_NORTH_AMERICAN_BROKEN = re.compile(r"\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]?\d{4}")
_AS_CARD = re.compile(r"\d{4}(\D)\d{4}\1\d{4}\1\d{4}|\d{4}(\D)\d{6}\2\d{5}")
_AS_PHONE = re.compile(r"\+\d[\d\D]{8,}|0\d{2,4}(\D)\d{2,4}(?:\1\d{2,4})+|0[1-9](\D)\d\d(?:\2\d\d){3}")
_NORTH_AMERICAN = re.compile(r"[2-9]\d\d([_*|~\n])[2-9]\d\d\1\d{4}")
_DIGITS = (8, 15)
_LETTERED = re.compile(r"[Oo0](?<![A-Za-z0-9][Oo0])[0-9OolI]*(?:[ .-][0-9OolI]+){0,5}(?![A-Za-z0-9])")
_LETTERS = str.maketrans("OolI", "0011")
_DIGIT = re.compile(r"\d")
_LEAST_WORDS, _LEAST_DIGITS = 3, 7


@cache
def _words() -> tuple[str, str]:
    """Patterns of the names of digits, in scripts with and without spaces."""
    words = sorted(all_words(privacy, lambda file: file.numbers.digits), key=len, reverse=True)
    unspaced = "|".join(re.escape(word) for word in words if spaceless(word)) or "(?!)"
    return "|".join(re.escape(word) for word in words if not spaceless(word)) or "(?!)", unspaced


@cache
def _national() -> re.Pattern[str]:
    """A phone number that is dialled without a 0 or a +."""
    return re.compile("|".join(all_words(privacy, lambda file: file.numbers.national)) or "(?!)")


@cache
def _spotter() -> Spotter:
    return Spotter(all_words(privacy, lambda file: file.numbers.digits))


@cache
def _row() -> re.Pattern[str]:
    """Digits as words and figures, one behind the other."""
    spaced, unspaced = _words()
    item = rf"(?:(?:{spaced}|\d{{1,4}})(?![^\W_])|(?:{unspaced}))"
    gap = rf"(?:[\s,.\-–…]{{1,3}}|(?<=[{SPACELESS}]))"
    return re.compile(rf"(?:(?<![^\W_])|(?={unspaced})){item}(?:{gap}{item}){{3,20}}", re.IGNORECASE)


@cache
def _item() -> re.Pattern[str]:
    spaced, unspaced = _words()
    return re.compile(rf"(?:{spaced})(?![^\W_])|{unspaced}|\d{{1,4}}", re.IGNORECASE)


def hide_disguised(text: str, words: Words) -> str:
    """`text`, whose words are `words`, with phone and card numbers replaced by [phone] and [card] where they are written so
    that programs do not see them."""
    if _DIGIT.search(text):
        text = _BROKEN.sub(_rejoined, text) if "\n" in text else text
        text = _LETTERED.sub(_lettered, _ODD.sub(_parted, text) if _ODD_SIGN.search(text) else text)
    if _spotter().spots_row(words, _LEAST_WORDS):
        text = _row().sub(_worded, text)
    return text


def _parted(match: re.Match[str]) -> str:
    found = match.group()
    if _AS_CARD.fullmatch(found) and is_card(found):
        return "[card]"
    written = plain(found)
    count = sum(map(str.isdecimal, found))
    if (
        _NORTH_AMERICAN.fullmatch(written)
        or _national().fullmatch(re.sub(r"\D", "", written))
        or (_AS_PHONE.fullmatch(written) and _DIGITS[0] <= count <= _DIGITS[1])
    ):
        return "[phone]"
    return found


def _rejoined(match: re.Match[str]) -> str:
    """[phone] for two parts that are one number as it is dialled, and neither of them is."""
    parts = [plain(match[1]), plain(match[2])]
    whole = "".join(re.sub(r"\D", "", part) for part in parts)
    dialled = parts[0][0] in "+(" or re.match("0[1-9]|00[1-9]", parts[0])
    least, most = _DIGITS
    alone = any(len(re.sub(r"\D", "", part)) >= least for part in parts)
    if not alone and least <= len(whole) <= most and (dialled or _NORTH_AMERICAN_BROKEN.fullmatch(" ".join(parts))):
        return "[phone]"
    return match.group()


def _lettered(match: re.Match[str]) -> str:
    found = match.group()
    groups = re.split(r"[ .-]", found)
    plain = found.translate(_LETTERS)
    count = sum(map(str.isdecimal, plain))
    if plain == found or not all(any(map(str.isdecimal, group)) for group in groups):
        return found
    return "[phone]" if 9 <= count <= _DIGITS[1] and plain.startswith("0") else found


def _worded(match: re.Match[str]) -> str:
    parts = _item().findall(match.group())
    words = [part for part in parts if not part.isdecimal()]
    digits = len(words) + sum(len(part) for part in parts if part.isdecimal())
    return "[phone]" if len(words) >= _LEAST_WORDS and digits >= _LEAST_DIGITS else match.group()
