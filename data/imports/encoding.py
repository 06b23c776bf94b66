"""Which encoding a file is written in: a mark, UTF-8 that holds, or the 8-bit code page under which its letters make sense."""

from __future__ import annotations

import codecs
import math
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from charset_normalizer import from_bytes

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
_PLAUSIBLE = math.log(0.004)
"""Mean likelihood below which none of the known languages is believed."""


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
    """The 8-bit encoding under which the sample's letters are likeliest. Raises ImportFileError."""
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    if broken * 20 < sum(byte >= 0xC0 for byte in sample):
        return Encoding("utf-8", "nearly all of it is, the rest is damaged")
    best, likelihood, language = "", -math.inf, ""
    for name, encoding, table in _languages():
        found = _likelihood(sample, encoding, table)
        if found > likelihood:
            best, likelihood, language = encoding, found, name
    if likelihood >= _PLAUSIBLE:
        return Encoding(best, f"its letters read as {language}")
    match = from_bytes(sample).best()
    if match is not None and match.chaos < 0.2:
        return Encoding(match.encoding, "its bytes look like it")
    raise ImportFileError(
        f"{path}: expected text in a known encoding, found bytes that none makes sense of. Save it as UTF-8 (Excel: CSV UTF-8), "
        "or name its encoding by --encoding."
    )


def _likelihood(sample: bytes, encoding: str, table: dict[str, float]) -> float:
    """Mean log-likelihood of the letters beyond ASCII."""
    text = sample.decode(encoding, "replace")
    counts = Counter(char for char in text if char > "\x7f")
    total = counts.total()
    if not total:
        return -math.inf
    weights = ((table.get(char, _MARK_LIKELIHOOD if char in _COMMON else _UNLISTED), n) for char, n in counts.items())
    return sum(weight * n for weight, n in weights) / total


@cache
def _languages() -> list[tuple[str, str, dict[str, float]]]:
    """(language, encoding, letter -> log of its share)."""
    pages = (page for code in known() if (page := imports(code).code_page).encoding)
    return [
        (
            page.name,
            page.encoding,
            {char: math.log(share / len(group)) for group, share in page.letters.items() for char in group},
        )
        for page in pages
    ]
