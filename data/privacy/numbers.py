"""Phone, card and account numbers within a text: found by their digits, whatever script stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import filterfalse

from data.languages import all_words, known, privacy
from data.languages.scripts import SPACELESS, spaceless
from data.privacy.cards import digits_of, hide_accounts, is_card, plain
from data.privacy.facts import is_fact, is_table, names_thing, year_before

_BETWEEN = r" \t().\-/\u00a0\u2010-\u2015\u2212\u202f\u00ad\u200b-\u200d\u2060\ufeff"
"""What may stand between the digits of a number, at most three characters of it."""
_SEVEN_DIGITS = re.compile(rf"\d(?:[{_BETWEEN}]{{0,3}}\d){{6}}")
"""What every number to hide holds; it begins with a plain class, which the engine finds many times faster."""
_RUN = re.compile(rf"(?:\(?\+\s?)?\(?\d(?:[{_BETWEEN}]{{0,3}}\d){{6,80}}")
"""No longer than a list of numbers is: what takes it apart looks at each part again and again."""
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20|25)\d\d"
_HOUR = r"(?:[01]?\d|2[0-4])[.h:][0-5]\d"
_CALENDAR = re.compile(
    rf"(?:(?<=\s)|^)(?:{_YEAR}\s(?:0[1-9]|1[0-2])\s(?:0[1-9]|[12]\d|3[01])|{_YEAR}([-./])\d{{1,2}}\1\d{{1,2}}|(?:{_DAY}([-./]){_MONTH}|{_MONTH}([-./]){_DAY})[-./](?:{_YEAR}|\d\d)|"
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
_NATIONAL_LENGTH = 24
"""Characters of a number that is dialled without a 0 or a +, at most."""
_LONGEST = 22
"""Digits; what has more without a space is no number that a person has."""
_SIGNS = "$€£¥₫฿₹₩₽₱₴₺"
_CURRENCIES = (
    "usd", "eur", "gbp", "thb", "vnd", "idr", "myr", "php", "sgd", "jpy", "cny", "inr", "krw", "aud", "cad", "chf", "sek", "nok",
    "dkk", "pln", "ltl", "kr",
)  # fmt: skip
"""Beside an amount of money, whatever the language."""
_CURRENCIES_BEFORE = (*_CURRENCIES, "vnđ", "rp", "rm", "rs")
_REACH, _REACH_BACK = 16, 32


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
    return _RUN.sub(_hidden, hide_accounts(text))


def _hidden(match: re.Match[str]) -> str:
    return "".join(_parts(match.group(), match.string, match.start()))


def _parts(run: str, text: str, start: int) -> Iterator[str]:
    """The run with its numbers hidden: what stands between the dates in it, each by itself."""
    if is_table(run):
        yield run
        return
    done = 0
    for kept in () if is_card(run) else _CALENDAR.finditer(run):
        yield _number(run[done : kept.start()], text, start + done)
        yield kept.group()
        done = kept.end()
    yield _number(run[done:], text, start + done)


def _number(found: str, text: str, start: int) -> str:
    """What to write for what stands in `text` from `start` on: a number, or several with spaces between and around them."""
    digits = digits_of(found)
    if len(digits) < 7:
        return found
    bare = found.strip() if ")" in found else found.strip().lstrip("(")
    lead, _, tail = found.partition(bare)
    if lead or tail:
        return lead + _number(bare, text, start + len(lead)) + tail
    before, shaped = text[max(0, start - _REACH_BACK) : start].lower(), _dialled(bare)
    if _stays(bare, before, shaped=shaped):
        return bare
    if is_card(bare):
        return "[card]"
    if "/" in bare and not (shaped and _SLASHED.match(plain(bare))):
        return _parted(bare, _between_dialled(bare), text, start)
    if max(map(len, re.findall(r"\d+", bare))) > _LONGEST:
        return bare
    return _beside_others(bare, text, start, shaped=shaped)


def _stays(bare: str, before: str, *, shaped: bool) -> bool:
    """Whether a number is nobody's, whatever its digits."""
    if _DECIMAL.fullmatch(bare) or (names_thing(bare, before, shaped=shaped) and not _before_dialled(bare)):
        return True
    return not shaped and is_fact(bare) and not _label().search(before)


def _beside_others(bare: str, text: str, start: int, *, shaped: bool) -> str:
    """What to write for one number, by what is written beside it; `shaped` says whether it is written as one dials it."""
    end = start + len(bare)
    before, after = text[max(0, start - _REACH) : start].lower(), text[end : end + _REACH].lower()
    if _label().search(before):
        return "[phone]"
    if _in_code(text, start, shaped=shaped):
        return _split(bare, _FIRST_SPACE.search(bare), text, start)
    surely = shaped and not _national().match(digits_of(bare))
    if not surely and (_counts(bare, before, after) or _counts(year_before(bare) or bare, before, after)):
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


def _before_dialled(found: str) -> re.Match[str] | None:
    """The first gap behind which one number is written as one dials it."""
    for gap in _SPACE.finditer(found):
        rest = found[gap.end() :]
        if len(rest) > _NATIONAL_LENGTH and not _SHAPED.match(plain(rest[:_NATIONAL_LENGTH])):
            continue
        if _dialled(rest) and ("/" not in rest or _SLASHED.match(plain(rest))):
            return gap
    return None


def _between_dialled(found: str) -> re.Match[str] | None:
    """The first slash before a number that is written as one dials it, slashes or not; else `_before_dialled`."""
    for slash in _SLASH.finditer(found):
        right = found[slash.end() :].strip()
        if _dialled(right) and ("/" not in right or _SLASHED.match(plain(right)) or _dialled(found[: slash.start()])):
            return slash
    return _before_dialled(found)


def _dialled(found: str) -> bool:
    """Whether a number is written as one dials it."""
    written, digits = plain(found), digits_of(found)
    least, most = _SHAPED_DIGITS
    if _national().match(digits):
        return True
    return (
        _SHAPED.match(written) is not None and len(digits) >= least and (len(digits) <= most or not written.isdigit())
    )


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
