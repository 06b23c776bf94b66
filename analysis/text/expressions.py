"""What a person types to search, as regular expressions (RE2's) that find it in collected texts as they were written.

A letter finds itself in either case and under any mark (a: á, Ą, ậ), so that nothing has to be folded or indexed beforehand.
Where a script sets words apart, a term is the beginning of a word and a term in quotation marks whole words in a row; in
scripts that do not, either is found anywhere, however short.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

MAX_TERMS = 6
MAX_LENGTH = 200
"""Characters of a question."""
_UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Han}\p{Hiragana}\p{Katakana}"
_BEFORE = rf"(?:^|[^\p{{L}}\p{{N}}\p{{M}}]|[{_UNSPACED}])"
_AFTER = rf"(?:$|[^\p{{L}}\p{{N}}\p{{M}}]|[{_UNSPACED}])"
_IS_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_QUOTES = '"“”„«»'
_IN_QUOTES = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|(\S+)")
_LETTERS = (range(0x30, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000), range(0xFF10, 0xFF5B))
"""Where scripts with upper and lower case, or with marks on letters, have their letters; digits and Latin of full width too."""
_BY_HAND = {"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ħ": "h", "ŧ": "t"}
"""Letters with a stroke and the like, which Unicode takes for letters of their own."""
_PAIRS = {"ss": "ßẞ", "ae": "æÆ", "oe": "œŒ"}
_MARKS = r"[\x{300}-\x{36f}]*"
_APOSTROPHES = "['’ʼ`´]"
_TONES, _AM = "\u0e48\u0e49\u0e4a\u0e4b", "\u0e33"
_AM_WRITTEN = "(?:\u0e33|\u0e4d\u0e32)"
"""The Thai vowel am, in one sign or in its two halves; a tone mark may stand between the halves."""
_TWO_PART_AM = re.compile(f"([{_TONES}]?)\u0e4d([{_TONES}]?)\u0e32")
_SILENT = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\x00"))


class AskedError(ValueError):
    """What was asked for cannot be searched; the message says what was expected and what was found."""


@dataclass(frozen=True)
class Asked:
    """`terms`: expressions that must all be found, the found words being their only group; `spelled` finds any of them as it was
    spelled, in either case."""

    terms: tuple[str, ...]
    spelled: str


def asked_for(text: str) -> Asked:
    """The terms of `text`. Raises AskedError where it has none, more than MAX_TERMS, or more than MAX_LENGTH characters."""
    if len(text) > MAX_LENGTH:
        raise AskedError(f"expected at most {MAX_LENGTH} characters, found {len(text)}")
    found = []
    for quoted, word in _IN_QUOTES.findall(unicodedata.normalize("NFC", text).translate(_SILENT)):
        words = [word for word in map(_bare, (quoted or word).split()) if word]
        if words:
            found.append((words, bool(quoted)))
    if not found:
        raise AskedError(f"expected a word to search for, found {text.strip()!r}")
    if len(found) > MAX_TERMS:
        raise AskedError(f"expected at most {MAX_TERMS} words or phrases, found {len(found)}")
    spelled = "|".join(_term(words, whole, as_spelled=True) for words, whole in found)
    return Asked(tuple(_term(words, whole) for words, whole in found), f"(?i){spelled}")


def any_phrase(phrases: Iterable[str]) -> str:
    """An expression that finds any of some phrases: words in a row, the last of which may go on, or whole words where they are in
    quotation marks. '' for none. Raises AskedError for a phrase without a word."""
    found = []
    for phrase in phrases:
        words = [word for word in map(_bare, unicodedata.normalize("NFC", phrase).translate(_SILENT).split()) if word]
        if not words:
            raise AskedError(f"expected a phrase with a word in it, found {phrase!r}")
        found.append(_term(words, phrase.strip()[:1] in _QUOTES))
    return "|".join(found)


def _bare(word: str) -> str:
    """A word without the punctuation around it; signs that are no punctuation (emoji, currencies) are words."""
    signs = [number for number, sign in enumerate(word) if unicodedata.category(sign)[0] not in "PZC"]
    return word[signs[0] : signs[-1] + 1] if signs else ""


def _term(words: list[str], whole: bool, *, as_spelled: bool = False) -> str:
    letters = _as_spelled if as_spelled else _in_any_spelling
    parts = [letters(word) for word in words]
    text = parts[0]
    for before, after, part in zip(words, words[1:], parts[1:], strict=False):
        text += (r"\s*" if _IS_UNSPACED.match(before[-1]) or _IS_UNSPACED.match(after) else r"\s+") + part
    start = "" if _anywhere(words[0][0]) else _BEFORE
    end = "" if not whole or _anywhere(words[-1][-1]) else _AFTER
    return f"{start}({text}){end}"


def _anywhere(sign: str) -> bool:
    return bool(_IS_UNSPACED.match(sign)) or not sign.isalnum()


def _in_any_spelling(word: str) -> str:
    word = _TWO_PART_AM.sub("\\1\\2\u0e33", word)
    folded = "".join(_fold(sign) for sign in _bare_letters(word))
    made, place = "", 0
    while place < len(folded):
        piece, length = _piece(folded[place : place + 2])
        made, place = made + piece, place + length
    return made


def _piece(signs: str) -> tuple[str, int]:
    """What finds the first of two signs, or both, and how many that are."""
    if signs in _PAIRS:
        return f"(?:{_letter(signs[0])}{_letter(signs[1])}|[{_PAIRS[signs]}])", 2
    if signs[1:] == _AM and signs[0] in _TONES:
        return f"(?:{signs[0]}{_AM_WRITTEN}|\u0e4d{signs[0]}\u0e32)", 2
    return (_AM_WRITTEN if signs[0] == _AM else _letter(signs[0])), 1


def _bare_letters(word: str) -> str:
    """Without marks that stand beside their letters, as in a word typed in pieces."""
    return "".join(sign for sign in word if not "\u0300" <= sign <= "\u036f")


def _as_spelled(word: str) -> str:
    return "".join(map(_plain, word))


def _letter(sign: str) -> str:
    if sign in "'’ʼ`´":
        return _APOSTROPHES
    others = _spellings().get(sign)
    if others:
        return f"[{''.join(others)}]{_MARKS}"
    return f"{_plain(sign)}\\x{{200b}}?" if _IS_UNSPACED.match(sign) else _plain(sign)


def _plain(sign: str) -> str:
    return sign if sign.isalnum() or not sign.isascii() else f"\\{sign}"


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Plain letter -> every letter that is it in another case or under marks."""
    found: dict[str, list[str]] = {}
    for place in (place for part in _LETTERS for place in part):
        sign = chr(place)
        if sign.isalnum() and len(plain := _fold(sign)) == 1:
            found.setdefault(plain, []).append(sign)
    return {plain: tuple(signs) for plain, signs in found.items()}


def _fold(sign: str) -> str:
    """A letter in lower case without its marks, which may be two (ß); other signs as they are."""
    if _IS_UNSPACED.match(sign):
        return sign
    small = sign.casefold()
    plain = "".join(part for part in unicodedata.normalize("NFKD", small) if not unicodedata.combining(part))
    return "".join(_BY_HAND.get(part, part) for part in plain) or sign
