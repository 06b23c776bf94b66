"""Card and bank account numbers: what their check digits prove; and digits of whatever script."""

from __future__ import annotations

import re
import unicodedata

_IBAN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2}|[a-z]{2})[0-9]{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
_IBAN_LETTERS = (15, 34)


def hide_accounts(text: str) -> str:
    """`text` with IBANs replaced by [iban]: what passes mod 97 (ISO 13616), or stands after that word."""
    return _IBAN.sub(_account, text)


def _account(match: re.Match[str]) -> str:
    """[iban] for as many of the words found as are one; a word that follows may have been taken for its last letters."""
    found = match.group()
    told = match.string[max(0, match.start() - 8) : match.start()].lower().rstrip(" :.").endswith("iban")
    words = re.split("([ -])", found)
    for count in range(len(words), 0, -2):
        account = "".join(words[:count:2]).upper()
        if _IBAN_LETTERS[0] <= len(account) <= _IBAN_LETTERS[1] and found[0].isupper() and _mod_97(account):
            return "[iban]" + "".join(words[count:])
    if told:
        last = max(place for place, word in enumerate(words) if any(map(str.isdigit, word)))
        return "[iban]" + "".join(words[last + 1 :])
    return found


def _mod_97(account: str) -> bool:
    return int("".join(str(int(char, 36)) for char in account[4:] + account[:4])) % 97 == 1


def is_card(found: str) -> bool:
    """Whether the digits of a text are 13 to 19 and pass the Luhn check."""
    return 13 <= len(digits := digits_of(found)) <= 19 and _luhn(digits)


def plain(text: str) -> str:
    """The text with the digits of other scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def digits_of(text: str) -> str:
    """The digits of a text alone, as 0 to 9."""
    return re.sub(r"\D", "", plain(text))


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
