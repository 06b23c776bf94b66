"""Which encoding a file is written in: a mark, UTF-8 that holds, or the 8-bit code page under which its letters make sense."""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import category
from unicodedata import name as unicode_name

from data.imports.errors import ImportFileError
from data.languages import imports, known

SAMPLE = 1 << 16
"""Bytes beyond ASCII that are weighed."""
_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_UNLISTED = math.log(0.0004)
"""Likelihood of a letter that the language does not use."""
_MARK_LIKELIHOOD = math.log(0.02)
_COMMON = frozenset("\u00a0‘’“”„–—…•€£¥©®™°·«»½²³")
"""Marks and signs that stand in texts of every language."""
_NEVER = math.log(1e-6)
"""Likelihood of what no text holds."""
_WIDE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
"""Encodings of two bytes a sign: thousands of signs, of which few are listed."""
_UNLISTED_SIGN = math.log(4e-5)
_NEAR_ASCII = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])")
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_PLAUSIBLE = math.log(0.006)
"""Mean likelihood of a byte below which none of the known languages is believed."""
_MARGIN = 2.0
"""How much likelier, as a logarithm, the whole sample must be than under the next encoding that makes another text of it."""


class Encoding(NamedTuple):
    """A codec's name, and why it was taken if that was a guess (said to the user), else ''."""

    name: str
    guess: str = ""


def detect_encoding(path: Path) -> Encoding:
    """The encoding of a text file, read to its end in blocks. Raises ImportFileError where none can be told."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return Encoding(name)
    if wide := _wide(start):
        return Encoding(wide, "every other byte is zero")
    sample = _beyond_utf8(path)
    return Encoding("utf-8") if sample is None else guess_code_page(sample, path)


def _wide(start: bytes) -> str | None:
    """UTF-16 without its mark: Latin letters and delimiters leave every other byte zero."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < max(len(start) // 8, 2) or even == odd:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _beyond_utf8(path: Path) -> bytes | None:
    """None if the whole file is UTF-8; else its lines that are not ASCII, up to SAMPLE bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return None
        file.seek(0)
        sample = bytearray()
        while len(sample) < SAMPLE and (line := file.readline(_BLOCK)):
            if not line.isascii():
                sample += line
        return bytes(sample[:SAMPLE])


def guess_code_page(sample: bytes, path: Path) -> Encoding:
    """The encoding under which the sample's letters are likeliest, of those that hold every byte of the file. Raises
    ImportFileError."""
    if _damaged_utf8(sample):
        return Encoding("utf-8", "nearly all of it is, the rest is damaged")
    found = sorted(_read_by(sample), reverse=True)
    if found and found[0].likelihood >= _PLAUSIBLE and _clear(found) and _holds(found[0].encoding, path):
        return Encoding(found[0].encoding, f"its letters read as {found[0].name}")
    near = (
        f" It may be {found[0].encoding} ({found[0].name})." if found and found[0].likelihood >= 2 * _PLAUSIBLE else ""
    )
    raise ImportFileError(
        f"{path}: expected text in a known encoding, found bytes that none makes sense of.{near} Save it as UTF-8 (Excel: CSV "
        "UTF-8), or name its encoding: --encoding NAME."
    )


class _Reading(NamedTuple):
    """The sample in one encoding: the mean log-likelihood of its bytes beyond ASCII, and its text."""

    likelihood: float
    name: str
    encoding: str
    text: str


def _damaged_utf8(sample: bytes) -> bool:
    """Whether a sample is UTF-8 but for some lines: by chance no line of another encoding is."""
    lines = [line.decode("utf-8", "replace") for line in sample.splitlines()]
    damaged = sum("\ufffd" in line for line in lines)
    letters, broken = sum(char > "\x7f" for line in lines for char in line), sum(line.count("\ufffd") for line in lines)
    return len(lines) - damaged >= 2 * damaged or letters - broken >= 10 * broken


def _read_by(sample: bytes) -> Iterator[_Reading]:
    """The sample in each encoding that holds all of its bytes."""
    for name, encoding, table in _languages():
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end < len(sample) - 1:
                continue
            text = sample[: error.start].decode(encoding)  # the sample's end cuts a letter
        counts = Counter(char for char in text if char > "\x7f")
        if not counts:
            continue
        size = len(text.encode(encoding)) - len(text) + counts.total()
        total = sum(_weight(char, table, encoding) * n for char, n in counts.items())
        total += _company(text, counts.total(), latin=any("LATIN" in unicode_name(char, "") for char in table))
        yield _Reading(total / size, name, encoding, text)


def _weight(char: str, table: Mapping[str, float], encoding: str) -> float:
    """The log-likelihood of a letter in a language."""
    if (listed := table.get(char)) is not None:
        return listed
    if char in _COMMON:
        return _MARK_LIKELIHOOD
    if "\x80" <= char <= "\x9f" or category(char) in _NO_TEXT:
        return _NEVER
    if encoding not in _WIDE:
        return _UNLISTED
    return _UNLISTED_SIGN if category(char) == "Lo" and not "\uff61" <= char <= "\uff9f" else _NEVER


def _company(text: str, letters: int, *, latin: bool) -> float:
    """The log-likelihood of where letters beyond ASCII are: in Latin scripts within words of ASCII, in others apart from them."""
    near = len(_NEAR_ASCII.findall(text))
    beside, apart = (0.9, 0.1) if latin else (0.03, 0.97)
    return near * math.log(beside) + (letters - near) * math.log(apart)


def _clear(found: Sequence[_Reading]) -> bool:
    """Whether the likeliest reading is so by far, if another would make another text of it."""
    best = found[0]
    other = next((each for each in found[1:] if each.text != best.text), None)
    return other is None or (best.likelihood - other.likelihood) * _beyond_ascii(best) >= _MARGIN


def _beyond_ascii(found: _Reading) -> int:
    return sum(char > "\x7f" for char in found.text)


def _holds(encoding: str, path: Path) -> bool:
    """Whether an encoding holds every byte of a file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


@cache
def _languages() -> list[tuple[str, str, dict[str, float]]]:
    """(language, encoding, letter -> log of its share)."""
    pages = (page for code in known() for page in (imports(code).code_page, *imports(code).other_code_pages))
    return [
        (
            page.name,
            page.encoding,
            {char: math.log(share / len(group)) for group, share in page.letters.items() for char in group},
        )
        for page in pages
        if page.encoding
    ]
