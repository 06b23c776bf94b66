"""What is known of texts so that copies of them can be found without reading them again: hashes, never words.

A `Memory` works out what it does not know yet and keeps it; what it holds for a text depends on nothing but that text, so a
memory that knows some texts already gives the same answers as an empty one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

MIN_LETTERS = 40
SHINGLE = 5
_AT_ONCE = 8_192
"""Characters whose shingles are hashed together: so many hashes of them fit what a processor holds near it."""
MIN_TAIL, TAIL_CHARACTERS = 6, 120
"""Letters that a tail has at least, and characters at most."""
BANDS, ROWS = 10, 6
"""60 hashes: a pair with Jaccard 0.9 is found with probability 1 − (1 − 0.9⁶)¹⁰ = 0.9995."""
_DIVIDES = re.compile(
    r"(?<=[.!?…。！？\])»”\"'])\s+|\s*\n\s*|\s[-–—|·]\s|\s(?=[\[(])|(?<=[。！？])|(?<=[\u0e00-\u0e7f])\s+"
)
"""Where a tail may begin: a sentence, a line, a dash, a bracket; in Thai any space."""
Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
TEXTS = pa.schema(
    {
        "body": pa.uint64(),
        "plain": pa.uint64(),
        "letters": pa.int32(),
        "length": pa.int32(),
        "starts": pa.list_(pa.int32()),
        "lengths": pa.list_(pa.int32()),
        "tails": pa.list_(pa.uint64()),
        "cores": pa.list_(pa.uint64()),
    }
)
"""A text by the hash of its body: the hash of its letters (`plain`), how many of them are letters, and how many there are; and
the tails it may have, the longest first: where in the body one starts, its length, its hash, and that of what is before it."""
SIGNATURES = pa.schema({"words": pa.uint64(), "bands": pa.list_(pa.uint64())})
"""The MinHash bands of letters, by their hash."""
PAIRS = pa.schema({"first": pa.uint64(), "second": pa.uint64(), "alike": pa.float64()})
"""How alike two texts are that share a band: Jaccard's index of the letters with these hashes, the smaller first."""
VERSION = hashlib.md5(
    repr(
        (2, unicodedata.unidata_version, MIN_LETTERS, SHINGLE, MIN_TAIL, TAIL_CHARACTERS, BANDS, ROWS, _DIVIDES.pattern)
    ).encode(),
    usedforsecurity=False,
).hexdigest()
"""Changes with what a memory holds of a text: what another version kept is no use."""


def normalise(text: str) -> str:
    """Letters, marks and digits of a text, case and width folded: what is left when typography is not counted."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_KEPT)


class _Kept(dict[int, int | None]):
    """Translation table filled as characters appear: letters, marks and digits stay, all else goes."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        self[code] = code if character.isalnum() or unicodedata.category(character)[0] == "M" else None
        return self[code]


_KEPT = _Kept()


def hash_of(text: str) -> int:
    """64 bits of a text's MD5: what DuckDB calls md5_number_lower."""
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little")


def letters_of(plain: str) -> int:
    return sum(map(str.isalpha, plain))


@dataclass(frozen=True)
class Endings:
    """The tails that texts may have, text by text, the longest of each first: which text (`owner`), where in it the tail starts,
    its length, its hash, and the hash of what is before it."""

    owner: Ints
    start: Ints
    length: Ints
    tail: Hashes
    core: Hashes


@dataclass(frozen=True)
class Known:
    """Of distinct texts, side by side: the hash of their letters, how many of them are letters, how many there are, and their
    endings (whose owner is a place here). `at`: which of them each text is that was asked for."""

    at: Ints
    plain: Hashes
    letters: Ints
    length: Ints
    endings: Endings


class Memory:
    """What is known of texts. `texts`, `signatures` and `pairs` (TEXTS, SIGNATURES, PAIRS; in any order) are what was kept
    before; what is worked out in addition is in `new_texts`, `new_signatures` and `new_pairs`."""

    def __init__(
        self, texts: pa.Table | None = None, signatures: pa.Table | None = None, pairs: pa.Table | None = None
    ) -> None:
        self._texts = _Known.of(TEXTS.empty_table() if texts is None else texts.cast(TEXTS))
        kept = SIGNATURES.empty_table() if signatures is None else signatures.cast(SIGNATURES)
        self._signatures = _sorted(_column(kept, "words"), _flat(kept, "bands").reshape(-1, BANDS))
        kept = PAIRS.empty_table() if pairs is None else pairs.cast(PAIRS)
        places = zip(kept["first"].to_pylist(), kept["second"].to_pylist(), strict=True)
        self._pairs: dict[tuple[int, int], float] = dict(zip(places, kept["alike"].to_pylist(), strict=True))
        self._new_pairs: dict[tuple[int, int], float] = {}
        self.new_texts = TEXTS.empty_table()
        self.new_signatures = SIGNATURES.empty_table()

    @property
    def new_pairs(self) -> pa.Table:
        """PAIRS that were compared for the first time."""
        first, second = ([key[side] for key in self._new_pairs] for side in (0, 1))
        return pa.table([first, second, list(self._new_pairs.values())], schema=PAIRS)

    def known(self, bodies: Sequence[str], hashes: Hashes | None = None) -> Known:
        """What is known of texts, each worked out if it is new; `hashes`: their `hash_of`, where these are at hand."""
        if hashes is None:
            hashes = np.fromiter(map(hash_of, bodies), np.uint64, len(bodies))
        wanted, first, at = np.unique(hashes, return_index=True, return_inverse=True)
        missing = np.flatnonzero(~_is_among(wanted, self._texts.body))
        if len(missing):
            rows = [_text(int(wanted[place]), bodies[int(first[place])]) for place in missing]
            found = pa.Table.from_pylist(rows, schema=TEXTS)
            self.new_texts = pa.concat_tables([self.new_texts, found])
            self._texts = self._texts.joined(_Known.of(found))
        chosen = self._texts.of_bodies(wanted)
        return Known(np.asarray(at, dtype=np.int64), chosen.plain, chosen.letters, chosen.length, chosen.endings)

    def bands(self, words: Hashes, plain_of: Callable[[int], str]) -> Hashes:
        """A row of BANDS hashes for the letters behind each hash; `plain_of` gives those at a place of `words`, and is asked only
        for new ones."""
        wanted, first, at = np.unique(words, return_index=True, return_inverse=True)
        missing = np.flatnonzero(~_is_among(wanted, self._signatures[0]))
        if len(missing):
            made = _bands_of([plain_of(int(first[place])) for place in missing])
            found = pa.table(
                [pa.array(wanted[missing]), _lists(made)],
                schema=SIGNATURES,
            )
            self.new_signatures = pa.concat_tables([self.new_signatures, found])
            kept, bands = self._signatures
            self._signatures = _sorted(np.concatenate([kept, wanted[missing]]), np.concatenate([bands, made]))
        kept, bands = self._signatures
        rows: Hashes = bands[np.searchsorted(kept, wanted)[at]]
        return rows

    def alike(self, first: int, second: int, compared: Callable[[], float]) -> float:
        """How alike the letters behind two hashes are; `compared` says so, and is asked only for a new pair."""
        key = (first, second) if first < second else (second, first)
        known = self._pairs.get(key)
        if known is None:
            known = self._pairs[key] = self._new_pairs[key] = compared()
        return known


class _Known(NamedTuple):
    """TEXTS as arrays, by ascending hash of the body. `many`: how many endings each text has; `ends`: their starts, lengths,
    tails and cores, text by text."""

    body: Hashes
    plain: Hashes
    letters: Ints
    length: Ints
    many: Ints
    ends: tuple[Ints, Ints, Hashes, Hashes]

    @classmethod
    def of(cls, table: pa.Table) -> _Known:
        """The arrays of a table in any order."""
        found = cls(
            _column(table, "body"),
            _column(table, "plain"),
            _column(table, "letters").astype(np.int64),
            _column(table, "length").astype(np.int64),
            np.diff(np.asarray(table["starts"].combine_chunks().offsets)).astype(np.int64),
            (
                _flat(table, "starts").astype(np.int64),
                _flat(table, "lengths").astype(np.int64),
                _flat(table, "tails"),
                _flat(table, "cores"),
            ),
        )
        return found._at(np.argsort(found.body, kind="stable"))

    def joined(self, other: _Known) -> _Known:
        """Both together."""
        ends: Any = tuple(map(np.concatenate, zip(self.ends, other.ends, strict=True)))
        columns: Any = tuple(map(np.concatenate, zip(self[:-1], other[:-1], strict=True)))
        joint = _Known._make((*columns, ends))
        return joint._at(np.argsort(joint.body, kind="stable"))

    def of_bodies(self, wanted: Hashes) -> _Known:
        """Those of the texts with the hashes `wanted`, which are sorted and all known."""
        return self if len(wanted) == len(self.body) else self._at(np.searchsorted(self.body, wanted))

    def _at(self, places: Ints) -> _Known:
        first = np.cumsum(self.many) - self.many
        many = self.many[places]
        inside = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        flat = np.repeat(first[places], many) + inside
        starts, lengths, tails, cores = self.ends
        return _Known(
            self.body[places],
            self.plain[places],
            self.letters[places],
            self.length[places],
            many,
            (starts[flat], lengths[flat], tails[flat], cores[flat]),
        )

    @property
    def endings(self) -> Endings:
        """The endings of all texts."""
        return Endings(np.repeat(np.arange(len(self.many)), self.many), *self.ends)


def _column(table: pa.Table, name: str) -> npt.NDArray[np.uint64]:
    return np.asarray(table[name].to_numpy())


def _flat(table: pa.Table, name: str) -> npt.NDArray[np.uint64]:
    """What the lists of a column hold, one after the other."""
    return np.asarray(table[name].combine_chunks().flatten())


def _sorted(words: Hashes, bands: Hashes) -> tuple[Hashes, Hashes]:
    order = np.argsort(words, kind="stable")
    return words[order], bands[order]


def _is_among(wanted: Hashes, known: Hashes) -> npt.NDArray[np.bool_]:
    """Which of some values are among others, which are sorted."""
    if not len(known):
        return np.zeros(len(wanted), dtype=bool)
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.asarray(known[places] == wanted)


def _lists(rows: Hashes) -> pa.Array:
    offsets = np.arange(0, rows.size + 1, BANDS, dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(rows.ravel()))


def _text(body: int, text: str) -> dict[str, object]:
    plain = normalise(text)
    letters = letters_of(plain)
    ends = _ends(text, plain, letters)
    return {
        "body": body,
        "plain": hash_of(plain),
        "letters": letters,
        "length": len(plain),
        "starts": [start for start, _ in ends],
        "lengths": [len(tail) for _, tail in ends],
        "tails": [hash_of(tail) for _, tail in ends],
        "cores": [hash_of(plain[: -len(tail)]) for _, tail in ends],
    }


def _ends(body: str, plain: str, letters: int) -> list[tuple[int, str]]:
    """What may be the tail of a text that is long enough without it, the longest first: where it begins, and its letters."""
    if letters <= MIN_LETTERS:
        return []
    first = max(0, len(body) - TAIL_CHARACTERS)
    out = []
    for found in _DIVIDES.finditer(body, first):
        tail = normalise(body[found.end() :])
        of_tail = letters_of(tail)
        # What is before a tail has the other letters.
        if of_tail >= MIN_TAIL and letters - of_tail >= MIN_LETTERS and plain.endswith(tail):
            out.append((found.end(), tail))
    return out


def shingles(plain: str) -> Hashes:
    """Hashes of the distinct runs of SHINGLE characters, sorted."""
    return _shingles(plain)


@lru_cache(maxsize=4096)
def _shingles(plain: str) -> Hashes:
    return np.unique(_runs(plain))


def _runs(plain: str) -> Hashes:
    """Hashes of the runs of SHINGLE characters, as they come."""
    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    size = max(1, len(codes) - SHINGLE + 1)
    mixed = np.zeros(size, dtype=np.uint64)
    for offset in range(min(SHINGLE, len(codes))):
        mixed = mixed * np.uint64(1_000_003) + codes[offset : offset + size]
    return mixed * np.uint64(0x9E3779B97F4A7C15)


def _multipliers() -> tuple[Hashes, Hashes]:
    rng = np.random.default_rng(20_260_101)
    odd = rng.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return odd, rng.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)


_A, _B = _multipliers()


def _bands_of(plains: Sequence[str]) -> Hashes:
    """A row of BANDS hashes of the letters of each text. MinHash by multiply-shift hashing (Dietzfelbinger et al. 1997), one
    minimum a hash function; a band is ROWS of them."""
    parts, first, size = [np.zeros((0, BANDS), dtype=np.uint64)], 0, 0
    for place, plain in enumerate(plains):
        size += len(plain)
        if size >= _AT_ONCE or place == len(plains) - 1:
            parts.append(_mixed(_smallest(plains[first : place + 1])))
            first, size = place + 1, 0
    return np.concatenate(parts)


def _smallest(plains: Sequence[str]) -> Hashes:
    """A row for each text: the smallest that each hash function makes of its shingles."""
    runs = [_runs(plain) for plain in plains]
    starts = np.cumsum([0, *map(len, runs[:-1])])
    hashed = (np.concatenate(runs)[None, :] * _A[:, None] + _B[:, None]) >> np.uint64(32)
    return np.minimum.reduceat(hashed, starts, axis=1).T


def _mixed(smallest: Hashes) -> Hashes:
    bands = smallest.reshape(len(smallest), BANDS, ROWS)
    mixed = np.zeros((len(smallest), BANDS), dtype=np.uint64)
    for row in range(ROWS):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) + bands[:, :, row]
    return mixed
