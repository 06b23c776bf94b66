"""Thai words for features: longest matching over pythainlp's bundled dictionary, a batch of texts at a time.

newmm (what the Thai lexicon reads with) weighs whole sequences of words and reads some 4,000 texts a second; a learned model only
needs that equal phrases fall into equal words. Which dictionary words begin at a character is looked up for all
characters of a batch at once, by hash; what is left to do in Python is one step a word.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

LONGEST = 20
"""Characters of the longest dictionary word looked for; what is longer falls into its parts."""
_BITS = 27
_FIRST, _LAST = 0x0E01, 0x0E4E
_BASE = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_DEPENDENT = frozenset([0x0E30, 0x0E31, 0x0E32, 0x0E33, *range(0x0E34, 0x0E3B), 0x0E45, *range(0x0E47, 0x0E4F)])
"""Vowels and marks that belong to the consonant before them: no word begins with one."""


def segmented(texts: Sequence[str]) -> list[str]:
    """The texts with a space between Thai words; other letters stay as they are."""
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    thai = (codes >= _FIRST) & (codes <= _LAST)
    if not thai.any():
        return list(texts)
    steps = _steps(codes, thai).tolist()
    inside = thai.tolist()
    parts: list[str] = []
    at, end, unknown = 0, len(joined), -1
    while at < end:
        step = steps[at]
        if step == 0:  # no Thai, or no dictionary word: goes on until one begins
            if unknown < 0:
                unknown = at
            at += 1
            if at < end and inside[at] == inside[at - 1]:
                continue
            parts.append(joined[unknown:at])
        else:
            if unknown >= 0:
                parts.append(joined[unknown:at])
            parts.append(joined[at : at + step])
            at += step
        unknown = -1
    if unknown >= 0:
        parts.append(joined[unknown:end])
    return " ".join(parts).split("\n")


def _steps(codes: npt.NDArray[np.uint32], thai: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """For each character, the length of the longest dictionary word that begins there and ends before a whole letter, or 0."""
    known = _dictionary()
    steps = np.zeros(len(codes), dtype=np.int64)
    free = ~np.isin(codes, np.array(sorted(_DEPENDENT), dtype=np.uint32))
    ends_well = np.concatenate([free, [True]])
    at = np.flatnonzero(thai & free)
    hashes = np.zeros(len(at), dtype=np.uint64)
    for length in range(1, LONGEST + 1):
        last = at + length - 1
        going = (last < len(codes)) & thai[np.minimum(last, len(codes) - 1)]
        at, last, hashes = at[going], last[going], hashes[going]
        hashes = hashes * _BASE + codes[last]
        found = _flag(known, _slot(hashes, length)) & ends_well[last + 1]
        if length > 1:
            steps[at[found]] = length
    return steps


def _slot(hashes: npt.NDArray[np.uint64], length: int) -> npt.NDArray[np.uint64]:
    return ((hashes + np.uint64(length)) * _MIX) >> np.uint64(64 - _BITS)


def _flag(table: npt.NDArray[np.uint8], slots: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    bit = (np.uint64(7) - (slots & np.uint64(7))).astype(np.uint8)
    found: npt.NDArray[np.bool_] = ((table[slots >> np.uint64(3)] >> bit) & 1).astype(np.bool_)
    return found


@cache
def _dictionary() -> npt.NDArray[np.uint8]:
    """2 ** 27 flags in 16 MiB: whether a word has that hash. With some 60,000 words, one run of letters in 2,000 passes for
    a word by chance, always the same ones."""
    # pythainlp makes a folder in the user's home when it is imported, unless set not to.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.corpus import thai_words

    flags = np.zeros(2**_BITS, dtype=np.bool_)
    by_length: dict[int, list[str]] = {}
    for word in thai_words():
        if 1 < len(word) <= LONGEST and all(_FIRST <= ord(character) <= _LAST for character in word):
            by_length.setdefault(len(word), []).append(word)
    for length, words in by_length.items():
        codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype=np.uint32).reshape(-1, length)
        hashes = np.zeros(len(words), dtype=np.uint64)
        for position in range(length):
            hashes = hashes * _BASE + codes[:, position]
        flags[_slot(hashes, length)] = True
    return np.packbits(flags)
