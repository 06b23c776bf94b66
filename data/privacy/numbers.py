"""Phone, card and account numbers within a text: found by their digits, whatever script stands beside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import filterfalse

from data.languages import all_words, known, privacy
from data.languages.scripts import SPACELESS, spaceless

_BETWEEN = r" \t().\-/\u00a0\u2010-\u2015\u2212\u202f"
"""What may stand between the digits of a number, at most three characters of it."""
_SEVEN_DIGITS = re.compile(rf"\d(?:[{_BETWEEN}]{{0,3}}\d){{6}}")
"""What every number to hide holds; it begins with a plain class, which the engine finds many times faster."""
_RUN = re.compile(rf"(?:\(?\+\s?)?\(?\d(?:[{_BETWEEN}]{{0,3}}\d){{6,80}}")
"""No longer than a list of numbers is: what takes it apart looks at each part again and again."""
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2}|[a-z]{2})[0-9]{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
_IBAN_LETTERS = (15, 34)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20|25)\d\d"
_HOUR = r"(?:[01]?\d|2[0-4])[.h:][0-5]\d"
_CALENDAR = re.compile(
    rf"(?:(?<=\s)|^)(?:{_YEAR}([-./])\d{{1,2}}\1\d{{1,2}}|(?:{_DAY}([-./]){_MONTH}|{_MONTH}([-./]){_DAY})[-./](?:{_YEAR}|\d\d)|"
    rf"{_MONTH}[/.]{_YEAR}(?:\s?[-\u2010-\u2015]\s?{_MONTH}[/.]{_YEAR})?|"
    rf"{_YEAR}\s?[-/\u2010-\u2015]\s?{_YEAR}|{_HOUR}\s?[-\u2010-\u2015]\s?{_HOUR})(?=\s|[-\u2010-\u2015]?$|[-\u2010-\u2015]\s)"
)
"""Dates, months, spans of years and of hours that stand by themselves within a run of digits."""
_GROUPED = r"[1-9]\d{0,2}(?:[ .\u00a0\u202f]\d{3})+"
_AMOUNT = re.compile(rf"(?:{_GROUPED}|[1-9]\d{{0,11}})(?:\.\d\d?)?")
_MIXED = re.compile(r"\d[A-Za-z]+$")
_SPACE = re.compile(r"\s+")
_FIRST_SPACE, _LAST_SPACE = _SPACE, re.compile(r"\s+(?=\S*$)")
_SLASH = re.compile("/")
_SPAN = re.compile(r"\s?[-\u2010-\u2015]\s?")
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_DECIMAL = re.compile(r"(?:0|[1-9]\d*)\.(?!0[35-9]\d{8}$)\d+")
_SHAPED = re.compile(r"\(?0(?:\)[ \-.]?|[ \-])?\(?[1-9]|\(?00[1-9]|\(?\+")
"""How a number begins that is dialled so: +66, 0066, 081, (0)81."""
_SLASHED = re.compile(r"\(?0(?:\d{2,4}\)?\s?/\s?\d\d|\d\)?\s?/\s?\d{3})")
_SHAPED_DIGITS = (8, 15)
_LONGEST = 22
"""Digits; what has more without a space is no number that a person has."""
_SIGNS = "$€£¥₫฿₹₩₽₱₴₺"
_CURRENCIES = (
    "usd", "eur", "gbp", "thb", "vnd", "idr", "myr", "php", "sgd", "jpy", "cny", "inr", "krw", "aud", "cad", "chf", "sek", "nok",
    "dkk", "pln", "ltl", "kr",
)  # fmt: skip
"""Beside an amount of money, whatever the language."""
_CURRENCIES_BEFORE = (*_CURRENCIES, "vnđ", "rp", "rm", "rs")
_REACH = 16


@cache
def _label() -> re.Pattern[str]:
    """A word at the end of a text that says that a phone number follows."""
    words = all_words(privacy, lambda file: file.numbers.before)
    stems = (re.escape(word) + r"\w{0,5}" for word in all_words(privacy, lambda file: file.numbers.before_stems))
    spaced = "|".join((*map(re.escape, filterfalse(spaceless, words)), *stems))
    return re.compile(
        rf"(?:(?<![^\W\d_])(?:{spaced}|whats\s?app|wa\.me|viber|zalo)|{_any_of(filter(spaceless, words))})[^\w\n]{{0,3}}$"
    )


@cache
def _money_before() -> re.Pattern[str]:
    words = _any_of((*_CURRENCIES_BEFORE, *all_words(privacy, lambda file: file.numbers.price)))
    return re.compile(rf"(?:[{_SIGNS}]|(?<![^\W\d_])(?:{words}))[\s.:]{{0,2}}$")


@cache
def _counted_after() -> re.Pattern[str]:
    """A currency or a counted thing at the beginning of a text."""
    words = all_words(privacy, lambda file: file.numbers.counted)
    last = _any_of(all_words(privacy, lambda file: file.numbers.counted_last))
    spaced = _any_of((*_CURRENCIES, *filterfalse(spaceless, words)))
    return re.compile(
        rf"(?:[.,]\d\d?)?(?:\s?[{_SIGNS}]|[.,]-|\s?(?:{_any_of(filter(spaceless, words))}|(?:{last})(?![{SPACELESS}]))|"
        rf"\s?(?:{spaced})(?![^\W_]))"
    )


@cache
def _national() -> re.Pattern[str]:
    """A phone number that is dialled without a 0 or a +."""
    patterns = "|".join(all_words(privacy, lambda file: file.numbers.national)) or "(?!)"
    return re.compile(rf"(?:{patterns})$")


@cache
def _laughter() -> re.Pattern[str]:
    """Thai reads 5 as "ha"."""
    digits = "|".join(f"{digit}{{6,}}" for code in known() if (digit := privacy(code).numbers.laughter)) or "(?!)"
    return re.compile(rf"\d?(?:{digits})")


def _any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words; of none, one that nothing fits."""
    return "|".join(map(re.escape, words)) or "(?!)"


def hide_numbers(text: str) -> str:
    """`text` with phone numbers replaced by [phone], card numbers by [card] and bank accounts by [iban].

    A run of 7 to 22 digits is a phone number unless it is a date, a span of years or hours, a decimal, an amount (grouped
    by dots, or with a currency or a counted thing beside it) or part of a word or code; one that is dialled so (+66, 00 or 0
    and 8 to 15 digits in all, or a word such as "tel" before it) is one whatever stands beside it. 13 to 19 digits that pass
    the Luhn check are a card. An IBAN passes mod 97 (ISO 13616) or stands after that word. Idempotent.
    """
    if _SEVEN_DIGITS.search(text) is None:
        return text
    return _RUN.sub(_hidden, _IBAN.sub(_account, text))


def _hidden(match: re.Match[str]) -> str:
    return "".join(_parts(match.group(), match.string, match.start()))


def _parts(run: str, text: str, start: int) -> Iterator[str]:
    """The run with its numbers hidden: what stands between the dates in it, each by itself."""
    done = 0
    for kept in () if _is_card(run) else _CALENDAR.finditer(run):
        yield _number(run[done : kept.start()], text, start + done)
        yield kept.group()
        done = kept.end()
    yield _number(run[done:], text, start + done)


def _number(found: str, text: str, start: int) -> str:
    """What to write for what stands in `text` from `start` on: a number, or several with spaces between and around them."""
    digits = _digits(found)
    if len(digits) < 7:
        return found
    bare = found.strip() if ")" in found else found.strip().lstrip("(")
    lead, _, tail = found.partition(bare)
    if lead or tail:
        return lead + _number(bare, text, start + len(lead)) + tail
    if _DECIMAL.fullmatch(bare):
        return bare
    if _is_card(bare):
        return "[card]"
    shaped = _dialled(bare)
    if "/" in bare and not (shaped and _SLASHED.match(_plain(bare))):
        return _parted(bare, _between_dialled(bare), text, start)
    if max(map(len, re.findall(r"\d+", bare))) > _LONGEST:
        return bare
    return _beside_others(bare, text, start, shaped=shaped)


def _beside_others(bare: str, text: str, start: int, *, shaped: bool) -> str:
    """What to write for one number, by what is written beside it; `shaped` says whether it is written as one dials it."""
    end = start + len(bare)
    before, after = text[max(0, start - _REACH) : start].lower(), text[end : end + _REACH].lower()
    if _label().search(before):
        return "[phone]"
    if _in_code(text, start, shaped=shaped):
        return _split(bare, _FIRST_SPACE.search(bare), text, start)
    surely = shaped and not _national().match(_digits(bare))
    if not surely and _counts(bare, before, after):
        return bare
    if shaped:
        return "[phone]"
    if within := _before_dialled(bare):
        return _split(bare, within, text, start)
    if not _opens(text, start):
        return _split(bare, _FIRST_SPACE.search(bare), text, start)
    if not _closes(text, end):
        return _split(bare, _LAST_SPACE.search(bare), text, start)
    return "[phone]"


def _parted(found: str, gap: re.Match[str] | None, text: str, start: int) -> str:
    """What stands on both sides of a gap, or else between all slashes, each by itself."""
    if gap is not None:
        return _split(found, gap, text, start)
    sides, place = [], start
    for side in found.split("/"):
        sides.append(_number(side, text, place))
        place += len(side) + 1
    return "/".join(sides)


def _split(found: str, gap: re.Match[str] | None, text: str, start: int) -> str:
    """What stands on both sides of a gap, each by itself; as it is where there is no gap."""
    if gap is None:
        return found
    left, right = found[: gap.start()], found[gap.end() :]
    return _number(left, text, start) + gap.group() + _number(right, text, start + gap.end())


def _is_card(found: str) -> bool:
    return 13 <= len(digits := _digits(found)) <= 19 and _luhn(digits)


def _before_dialled(found: str) -> re.Match[str] | None:
    """The first gap behind which one number is written as one dials it."""
    for gap in _SPACE.finditer(found):
        rest = found[gap.end() :]
        if _dialled(rest) and ("/" not in rest or _SLASHED.match(_plain(rest))):
            return gap
    return None


def _between_dialled(found: str) -> re.Match[str] | None:
    """The first slash before a number that is written as one dials it, slashes or not; else `_before_dialled`."""
    for slash in _SLASH.finditer(found):
        right = found[slash.end() :].strip()
        if _dialled(right) and ("/" not in right or _SLASHED.match(_plain(right)) or _dialled(found[: slash.start()])):
            return slash
    return _before_dialled(found)


def _dialled(found: str) -> bool:
    """Whether a number is written as one dials it."""
    plain, digits = _plain(found), _digits(found)
    least, most = _SHAPED_DIGITS
    if _national().match(digits):
        return True
    return _SHAPED.match(plain) is not None and len(digits) >= least and (len(digits) <= most or not plain.isdigit())


def _in_code(text: str, start: int, *, shaped: bool) -> bool:
    """Whether letters right before make a number part of a code ("SKU0812345678", "9f0812345678"): capitals, letters with digits
    among them, or of any kind before a number that is not dialled so. Scripts without case have no codes."""
    last = text[start - 1 : start] if start else ""
    if text[start] in "+(":
        return False
    if not _cased(last):
        return False
    return not shaped or last.isupper() or _MIXED.search(text, max(0, start - _REACH), start) is not None


def _opens(text: str, start: int) -> bool:
    """Whether a number begins there, and no word, code or longer number that it is the end of."""
    last, second = text[start - 1 : start] if start else "", text[start - 2 : start - 1] if start > 1 else ""
    if _cased(last) or last == "_":
        return False
    return not (last and last in ".,/-:" and (second.isdigit() or (last != ":" and _cased(second))))


def _closes(text: str, end: int) -> bool:
    """Whether a number ends there, and no word, share or longer number that it is the beginning of."""
    last, second = text[end : end + 1], text[end + 1 : end + 2]
    if _cased(last) or last in ("_", "%"):
        return False
    return not (last and last in ",:/" and (second.isdigit() or (last == "/" and _cased(second))))


def _counts(bare: str, before: str, after: str) -> bool:
    """Whether digits count something: `before` and `after` are what stands beside them, in lower case."""
    if _DOTTED.fullmatch(bare) or _laughter().fullmatch(bare):
        return True
    if not all(_AMOUNT.fullmatch(part) for part in _SPAN.split(bare)):
        return False
    return _counted_after().match(after) is not None or _money_before().search(before) is not None


def _cased(char: str) -> bool:
    return char.isalpha() and char.lower() != char.upper()


def _account(match: re.Match[str]) -> str:
    """[iban] for as many of the words found as are one; a word that follows may have been taken for its last letters."""
    found = match.group()
    told = match.string[max(0, match.start() - 8) : match.start()].lower().rstrip(" :.").endswith("iban")
    words = re.split("([ -])", found)
    for count in range(len(words), 0, -2):
        plain = "".join(words[:count:2]).upper()
        if _IBAN_LETTERS[0] <= len(plain) <= _IBAN_LETTERS[1] and found[0].isupper() and _mod_97(plain):
            return "[iban]" + "".join(words[count:])
    if told:
        last = max(place for place, word in enumerate(words) if any(map(str.isdigit, word)))
        return "[iban]" + "".join(words[last + 1 :])
    return found


def _mod_97(plain: str) -> bool:
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _plain(text: str) -> str:
    """The text with the digits of other scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", _plain(text))


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
