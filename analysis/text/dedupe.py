"""Near-duplicates and syndicated copies: which records of a brand say the same as another and are not to be counted.

Equal texts (letters and digits only) and texts of at least 40 letters whose character shingles overlap by a Jaccard
index ≥ 0.9 are one text, whoever signed them and wherever they were. What a syndicator puts behind a text ("Translated
automatically") is a tail: it is no part of the text. Shorter texts are the same if their author is; else who, when, where
and what together must leave no doubt: "Great!" of many people on one site stays many. Different brands are never compared.
Candidates come from MinHash bands (Broder 1997); each is confirmed by the exact index.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import median

import numpy as np
import numpy.typing as npt

MIN_LETTERS = 40
SAME = 0.9
SHINGLE = 5
MIN_TELLING = 12
"""Letters below which a text says too little to be known again: another's is never its copy."""
BITS_A_LETTER = 0.5
"""How much less probable each letter makes it that two people write the same: cautious, for much is written often."""
CHANCE, CHANCE_ALONE = 0.01, 1e-9
"""How improbable it must be that people wrote the same independently: on several sites or within a day; on one site over time."""
ALONE_TIMES, ALONE_LETTERS = 5, 16
"""On one site over time, so many must say the same in so many letters before it can be a copy at all."""
USUALLY_REPEATED = 0.25
"""Where so large a share of the texts on other brands repeats another's, it is usual."""
MIN_TAIL, TAIL_CHARACTERS = 6, 120
"""Letters that a tail has at least, and characters at most."""
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
    source: str = ""


@dataclass(frozen=True)
class Copies:
    """`gone`: ids of the records to leave out; `tails`: id -> where a syndicator's tail begins in a record's text."""

    gone: set[str]
    tails: Mapping[str, int]


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
    """Ids of the records to leave out, as `copies` finds them."""
    return copies(texts).gone


def copies(texts: Iterable[Text]) -> Copies:
    """All but one of each group of equal texts, and the tails of those that have one.

    Kept is the third-party copy before the brand's own, then the earliest (undated last), then the lowest id. Blank
    texts are never duplicates.
    """
    said = [(text, plain) for text in texts if (plain := normalise(text.text))]
    cores, tails = _without_tails(said)
    by_brand: dict[str, list[tuple[Text, str]]] = defaultdict(list)
    brands_saying: dict[str, set[str]] = defaultdict(set)
    for text, plain in cores:
        by_brand[text.brand].append((text, plain))
        if len(plain) < 2 * MIN_LETTERS:
            brands_saying[plain].add(text.brand)
    common = {plain for plain, brands in brands_saying.items() if len(brands) > 1}
    repeated = {brand: _repeated(members) for brand, members in by_brand.items()}
    out: set[str] = set()
    for brand, members in by_brand.items():
        members.sort(key=lambda member: _preference(member[0]))
        others = [share for name, share in repeated.items() if name != brand]
        usual = bool(others) and median(others) >= USUALLY_REPEATED
        out |= _duplicates_of_brand(members, None if usual else common)
    return Copies(out, tails)


def _repeated(members: Sequence[tuple[Text, str]]) -> float:
    """The share of a brand's texts that are short and the same as another's."""
    times = Counter(plain for _, plain in members if _letters(plain) < MIN_LETTERS)
    return sum(n for n in times.values() if n > 1) / len(members)


_DIVIDES = re.compile(
    r"(?<=[.!?…。！？\])»”\"'])\s+|\s*\n\s*|\s[-–—|·]\s|\s(?=[\[(])|(?<=[。！？])|(?<=[\u0e00-\u0e7f])\s+"
)
"""Where a tail may begin: a sentence, a line, a dash, a bracket; in Thai any space."""


def _without_tails(said: Sequence[tuple[Text, str]]) -> tuple[list[tuple[Text, str]], dict[str, int]]:
    """The texts with their letters but for their tails, and where those begin. A tail is what is behind two different texts that
    also occur without it, or with another; or, of one text, what follows all that another record says."""
    endings = [_endings(text.text, plain) for text, plain in said]
    whole = {plain for _, plain in said if _letters(plain) >= MIN_LETTERS}
    known = _known_tails(said, endings, whole)
    out, starts = [], {}
    for (text, plain), ends in zip(said, endings, strict=True):
        core = plain
        for start, tail in ends:
            if tail in known:
                starts[text.id] = start
            if tail in known or plain[: -len(tail)] in whole:
                core = plain[: -len(tail)]
                break
        out.append((text, core))
    return out, starts


def _known_tails(
    said: Sequence[tuple[Text, str]], endings: Sequence[list[tuple[int, str]]], whole: Set[str]
) -> set[str]:
    """What is behind two different texts that also occur without it, or with another."""
    behind: dict[str, set[str]] = defaultdict(set)
    for (_, plain), ends in zip(said, endings, strict=True):
        for _, tail in ends:
            behind[plain[: -len(tail)]].add(tail)
    cores = Counter(tail for core, tails in behind.items() if len(tails) > 1 or core in whole for tail in tails)
    return {tail for tail, n in cores.items() if n > 1}


def _endings(body: str, plain: str) -> list[tuple[int, str]]:
    """What may be the tail of a text that is long enough without it, the longest first: where it begins, and its letters."""
    if _letters(plain) <= MIN_LETTERS:
        return []
    first = max(0, len(body) - TAIL_CHARACTERS)
    out = []
    for found in _DIVIDES.finditer(body, first):
        tail = normalise(body[found.end() :])
        if _letters(tail) >= MIN_TAIL and plain.endswith(tail) and _letters(plain[: -len(tail)]) >= MIN_LETTERS:
            out.append((found.end(), tail))
    return out


def _letters(plain: str) -> int:
    return sum(map(str.isalpha, plain))


def _preference(text: Text) -> tuple[bool, bool, str, str]:
    published = text.published_at.isoformat() if text.published_at else ""
    return text.first_party, not published, published, text.id


def _duplicates_of_brand(members: Sequence[tuple[Text, str]], common: Set[str] | None) -> set[str]:
    """`members` in order of preference: the first of each group stays. What is `common` is said of other brands too; None: of
    them too people say the same again and again, as where they choose from given phrases, so that it tells nothing."""
    out: set[str] = set()
    kept_long: dict[str, str] = {}
    kept_short: set[tuple[str, str]] = set()
    short: dict[str, list[Text]] = defaultdict(list)
    for text, plain in members:
        if _letters(plain) >= MIN_LETTERS:
            if plain in kept_long:
                out.add(text.id)
            else:
                kept_long[plain] = text.id
            continue
        key = (text.author_key or text.id, plain)
        if key in kept_short:
            out.add(text.id)
        else:
            kept_short.add(key)
            short[plain].append(text)
    days = _days([text for text, _ in members])
    for plain, group in short.items():
        if (
            len(group) > 1
            and common is not None
            and plain not in common
            and _is_copied(plain, group, len(members), days)
        ):
            out |= {text.id for text in group[1:]}
    return out | _near_duplicates(list(kept_long.items()))


def _is_copied(plain: str, group: Sequence[Text], texts: int, days: float) -> bool:
    """Whether short equal texts of different people are copies: too many, in too many letters, too close together, among
    `texts` over `days`, to have been written independently."""
    letters, times = _weight(plain), len(group)
    apart = _days(group) if all(text.published_at for text in group) else math.inf
    if letters < MIN_TELLING:
        return False
    bits = BITS_A_LETTER * letters + (math.log2(max(1.0, days / apart)) if math.isfinite(apart) else 0.0)
    ways = (math.lgamma(texts + 1) - math.lgamma(times + 1) - math.lgamma(texts - times + 1)) / math.log(2)
    chance = ways - bits * (times - 1)
    if len({text.source for text in group}) > 1 or apart <= 1:
        return chance < math.log2(CHANCE)
    return times >= ALONE_TIMES and letters >= ALONE_LETTERS and chance < math.log2(CHANCE_ALONE)


def _weight(plain: str) -> float:
    """Letters, of which those of Chinese, Japanese and Korean say as much as two or three of others."""
    return sum(2.5 if character >= "\u2e80" else 1.0 for character in plain if character.isalpha())


def _days(texts: Sequence[Text]) -> float:
    """Over how many days texts were published, at least one; without end where no date is known."""
    known = [text.published_at for text in texts if text.published_at is not None]
    return max(1.0, (max(known) - min(known)).total_seconds() / 86_400) if known else math.inf


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
