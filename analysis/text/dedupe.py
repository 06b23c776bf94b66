"""Near-duplicates and syndicated copies: which records of a brand say the same as another and are not to be counted.

Equal texts (letters and digits only) and texts of at least 40 letters whose character shingles overlap by a Jaccard
index ≥ 0.9 are one text, whoever signed them and wherever they were. Shorter texts ("Great coffee!") are the same only
if their author is. Different brands are never compared. Candidates come from MinHash bands (Broder 1997); each is
confirmed by the exact index.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

MIN_LETTERS = 40
SAME = 0.9
SHINGLE = 5
BANDS, ROWS = 10, 6
"""60 hashes: a pair with Jaccard 0.9 is found with probability 1 − (1 − 0.9⁶)¹⁰ = 0.9995."""
Shingles = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Text:
    """One record as far as duplicates are concerned. `author_key` is None where authors cannot be distinguished."""

    id: str
    brand: str
    author_key: str | None
    text: str
    first_party: bool
    published_at: datetime | None


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


def duplicates(texts: Iterable[Text]) -> set[str]:
    """Ids of the records to leave out: all but one of each group of equal texts.

    Kept is the third-party copy before the brand's own, then the earliest (undated last), then the lowest id. Blank
    texts are never duplicates.
    """
    by_brand: dict[str, list[tuple[Text, str]]] = defaultdict(list)
    for text in texts:
        plain = normalise(text.text)
        if plain:
            by_brand[text.brand].append((text, plain))
    out: set[str] = set()
    for members in by_brand.values():
        members.sort(key=lambda member: _preference(member[0]))
        out |= _duplicates_of_brand(members)
    return out


def _preference(text: Text) -> tuple[bool, bool, str, str]:
    published = text.published_at.isoformat() if text.published_at else ""
    return text.first_party, not published, published, text.id


def _duplicates_of_brand(members: Sequence[tuple[Text, str]]) -> set[str]:
    """`members` in order of preference: the first of each group stays."""
    out: set[str] = set()
    kept_long: dict[str, str] = {}
    kept_short: set[tuple[str, str]] = set()
    for text, plain in members:
        if sum(map(str.isalpha, plain)) >= MIN_LETTERS:
            if plain in kept_long:
                out.add(text.id)
            else:
                kept_long[plain] = text.id
        elif text.author_key is not None:
            key = (text.author_key, plain)
            if key in kept_short:
                out.add(text.id)
            kept_short.add(key)
    return out | _near_duplicates(list(kept_long.items()))


def _near_duplicates(texts: Sequence[tuple[str, str]]) -> set[str]:
    """`texts` are (normalised text, id) in order of preference, all different. Only kept texts are compared with, so
    ten thousand copies of one text cost ten thousand comparisons, not their square."""
    buckets: dict[bytes, list[str]] = defaultdict(list)
    gone: set[str] = set()
    for plain, identity in texts:
        signature = _signature(_shingles(plain))
        keys = [bytes([band]) + signature[band * ROWS : (band + 1) * ROWS].tobytes() for band in range(BANDS)]
        candidates = dict.fromkeys(other for key in keys for other in buckets.get(key, ()))
        if any(_sizes_allow(plain, other) and jaccard(plain, other) >= SAME for other in candidates):
            gone.add(identity)
            continue
        for key in keys:
            buckets[key].append(plain)
    return gone


def _sizes_allow(first: str, second: str) -> bool:
    """A cheap necessary condition: sets whose sizes differ widely cannot overlap by SAME (repeats leave some slack)."""
    shorter, longer = sorted((len(first), len(second)))
    return shorter >= SAME * SAME * longer


def jaccard(first: str, second: str) -> float:
    """Jaccard index 0..1 of the character shingles of two normalised texts."""
    a, b = _shingles(first), _shingles(second)
    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / (len(a) + len(b) - common)


@lru_cache(maxsize=4096)
def _shingles(plain: str) -> Shingles:
    """Hashes of the distinct runs of SHINGLE characters, sorted."""
    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    size = max(1, len(codes) - SHINGLE + 1)
    mixed = np.zeros(size, dtype=np.uint64)
    for offset in range(min(SHINGLE, len(codes))):
        mixed = mixed * np.uint64(1_000_003) + codes[offset : offset + size]
    return np.unique(mixed * np.uint64(0x9E3779B97F4A7C15))


def _multipliers() -> tuple[Shingles, Shingles]:
    rng = np.random.default_rng(20_260_101)
    odd = rng.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return odd, rng.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)


_A, _B = _multipliers()


def _signature(shingles: Shingles) -> npt.NDArray[np.uint32]:
    """MinHash by multiply-shift hashing (Dietzfelbinger et al. 1997): one minimum a hash function."""
    hashed = (shingles[None, :] * _A[:, None] + _B[:, None]) >> np.uint64(32)
    smallest: npt.NDArray[np.uint32] = hashed.min(axis=1).astype(np.uint32)
    return smallest
