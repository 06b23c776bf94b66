"""From texts to sparse counts, without a vocabulary and without assuming spaces between words or Latin letters.

Every run of one to three words and every run of a few characters that no space interrupts is hashed to a column (the
"hashing trick", Weinberger et al., ICML 2009). In a language that writes no spaces the runs of characters do the work
and the "words" are phrases between spaces. All texts of a batch are one array: a run's hash is a difference of prefix
sums (Karp and Rabin 1987, mod 2^64), so nothing is looped over in Python but the texts themselves.
scikit-learn's HashingVectorizer takes 3.7 times as long (benchmarks/fitting.py).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags

VERSION = 2
"""Counts up whenever equal texts would get other columns: models fitted before cannot be used any more."""
MAX_CHARACTERS = 4_000
"""Of a text, its beginning and its end to this length are read: a verdict is at either."""
CHUNK = 2_000
SPACE = 0x20
_BASE = 0x9E3779B97F4A7C15 | 1
_INVERSE = pow(_BASE, -1, 2**64)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_ADDRESS = re.compile(r"https?://\S{1,500}|www\.\S{1,500}")
_REPEAT = re.compile(r"(.)\1{2,}", re.DOTALL)
_USER = re.compile(r"@\w{1,60}")
_NUMBER = re.compile(r"\d+")
Counts = npt.NDArray[np.uint64]
WORD, OTHER, BLANK = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Columns:
    """Which runs are counted: `words` and `characters` are the lengths; each of the two blocks has 2 ** `bits` columns."""

    words: tuple[int, ...] = (1, 2)
    characters: tuple[int, ...] = (2, 3, 4, 5)
    bits: int = 20

    def describe(self) -> dict[str, object]:
        """The settings as JSON takes them, with the version of the hashing."""
        return {**asdict(self), "version": VERSION}


def plain(text: str) -> str:
    """A text as it is counted: HTML's references resolved, compatibility forms, accents composed, lower case, one sign for
    addresses, accounts and numbers, runs of one character cut to two ("soooo" = "soo"), any blank a space."""
    if len(text) > MAX_CHARACTERS:
        text = f"{text[: MAX_CHARACTERS // 2]} {text[-MAX_CHARACTERS // 2 :]}"
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    text = _ADDRESS.sub("\u2402", text.lower())
    text = _USER.sub("@", text) if "@" in text else text
    text = _NUMBER.sub("0", _REPEAT.sub(r"\1\1", text))
    return " ".join(text.split())


def counted(texts: Sequence[str], columns: Columns) -> tuple[csr_matrix, csr_matrix]:
    """How often each text holds each run: (words, characters), each texts × 2 ** bits, float32. Any text will do."""
    parts = [_batch(list(chunk), columns) for chunk in _chunks(texts)]
    shape = (len(texts), 2**columns.bits)
    return _stacked([part[0] for part in parts], shape), _stacked([part[1] for part in parts], shape)


def damped(counts: csr_matrix) -> csr_matrix:
    """Each count n as 1 + ln n, in place."""
    counts.data = 1 + np.log(counts.data)
    return counts


def unit(block: csr_matrix) -> csr_matrix:
    """The rows, each with length 1; rows without an entry stay so."""
    lengths = np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return diags(1 / lengths) @ block


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), CHUNK):
        yield texts[start : start + CHUNK]


def _stacked(parts: list[csr_matrix], shape: tuple[int, int]) -> csr_matrix:
    if not parts:
        return csr_matrix(shape, dtype=np.float32)
    starts = np.cumsum([0, *(part.nnz for part in parts)])
    pointers = [part.indptr[1:] + start for part, start in zip(parts, starts, strict=False)]
    return csr_matrix(
        (
            np.concatenate([part.data for part in parts]),
            np.concatenate([part.indices for part in parts]),
            np.concatenate([[0], *pointers]),
        ),
        shape=shape,
    )


def _batch(texts: list[str], columns: Columns) -> tuple[csr_matrix, csr_matrix]:
    # Every text is put between two blanks, so that runs know where words, and texts, begin and end.
    plains = [plain(text) for text in texts]
    joined = " " + "".join(f"{text}  " for text in plains)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(texts)), [len(text) + 2 for text in plains])
    owner = np.concatenate([[0], owner])  # the blank before a text belongs to the text before it, and is never counted
    mixed = (codes.astype(np.uint64) + np.uint64(1)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    with np.errstate(over="ignore"):
        sums = np.concatenate([[np.uint64(0)], np.cumsum(mixed * _powers(_BASE, len(codes)), dtype=np.uint64)])
        back = _powers(_INVERSE, len(codes))
        kinds = _kinds(codes)
        words = _words(sums, back, kinds, owner, columns)
        characters = _characters(sums, back, kinds, owner, columns)
    return _matrix(words, len(texts), columns.bits), _matrix(characters, len(texts), columns.bits)


def _powers(base: int, n: int) -> Counts:
    steps = np.full(n, base, dtype=np.uint64)
    steps[:1] = 1
    return np.cumprod(steps, dtype=np.uint64)


def _words(
    sums: Counts, back: Counts, kinds: npt.NDArray[np.uint8], owner: npt.NDArray[np.int64], columns: Columns
) -> tuple[npt.NDArray[np.int64], Counts]:
    """(text, hash) of each run of words; a sign that is no letter or digit is a word of its own."""
    is_word = kinds == WORD
    begins = (is_word & np.concatenate([[True], ~is_word[:-1]])) | (kinds == OTHER)
    ends = (is_word & np.concatenate([~is_word[1:], [True]])) | (kinds == OTHER)
    first, last = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    single = (sums[last] - sums[first]) * back[first]
    text = owner[first]
    texts, hashes = [], []
    for length in columns.words:
        span = max(0, len(single) - length + 1)
        run = np.full(span, np.uint64(length), dtype=np.uint64)
        for offset in range(length):
            run = run * np.uint64(0x2545F4914F6CDD1D) + single[offset : offset + span]
        whole = text[:span] == text[length - 1 : length - 1 + span]
        texts.append(text[:span][whole])
        hashes.append(run[whole])
    return np.concatenate(texts), np.concatenate(hashes)


def _characters(
    sums: Counts, back: Counts, kinds: npt.NDArray[np.uint8], owner: npt.NDArray[np.int64], columns: Columns
) -> tuple[npt.NDArray[np.int64], Counts]:
    """(text, hash) of each run of characters with blanks at its ends only."""
    blank = kinds == BLANK
    blanks = np.concatenate([[0], np.cumsum(blank)])
    texts, hashes = [], []
    for length in columns.characters:
        span = max(0, len(kinds) - length + 1)
        at = np.arange(span)
        inner = blanks[at + max(1, length - 1)] - blanks[np.minimum(at + 1, len(kinds))]
        keep = (inner == 0) & ~(blank[:span] & (blank[length - 1 :] if length < 3 else False))
        if length == 1:
            keep = ~blank
        start = at[keep]
        texts.append(owner[start + (blank[start] if length > 1 else 0)])
        hashes.append((sums[start + length] - sums[start]) * back[start] + np.uint64(length))
    return np.concatenate(texts), np.concatenate(hashes)


def _matrix(runs: tuple[npt.NDArray[np.int64], Counts], n: int, bits: int) -> csr_matrix:
    texts, hashes = runs
    hashes = hashes * _MIX
    hashes ^= hashes >> np.uint64(32)
    hashes = hashes * np.uint64(0x94D049BB133111EB)
    columns = (hashes >> np.uint64(64 - bits)).astype(np.int64)
    keys, counts = np.unique((texts << bits) | columns, return_counts=True)
    rows = keys >> bits
    pointers = np.searchsorted(rows, np.arange(n + 1))
    return csr_matrix(
        (counts.astype(np.float32), (keys & (2**bits - 1)).astype(np.int32), pointers), shape=(n, 2**bits)
    )


_KIND_OF = np.zeros(0x110000, dtype=np.uint8)
"""Kind of each code point met so far; 0 where none was."""


def _kinds(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    kinds = _KIND_OF[codes]
    if not kinds.all():
        for code in np.unique(codes[kinds == 0]):
            _KIND_OF[code] = _kind(chr(code))
        kinds = _KIND_OF[codes]
    return kinds


def _kind(character: str) -> int:
    if character == " ":
        return BLANK
    # The apostrophe may be inside words ("don't"); marks are the vowels of Thai and the accents of Vietnamese.
    word = character.isalnum() or character in "'_" or unicodedata.category(character)[0] == "M"
    return WORD if word else OTHER
