"""Near-duplicates and syndicated copies: which records of a brand say the same as another and are not to be counted.

Equal texts (letters and digits only) and texts of at least 40 letters whose character shingles overlap by a Jaccard
index ≥ 0.9 are one text, whoever signed them and wherever they were. What a syndicator puts behind a text ("Translated
automatically") is a tail: it is no part of the text. Shorter texts are the same if their author is; else who, when, where
and what together must leave no doubt: "Great!" of many people on one site stays many. Different brands are never compared.
Candidates come from MinHash bands (Broder 1997); each is confirmed by the exact index. Texts are compared by what is known of
them (analysis.text.fingerprints), so that a night reads only what is new.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.text.fingerprints import MIN_LETTERS, Hashes, Ints, Known, Memory, normalise, shingles

SAME = 0.9
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
HASH = "body_hash"
"""A column that saves hashing the bodies here: fingerprints.hash_of of each."""
_COLUMNS = ("record_id", "brand", "author_key", "body", "first_party", "published_at", "source")
_Flags = npt.NDArray[np.bool_]


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


def duplicates(texts: Iterable[Text]) -> set[str]:
    """Ids of the records to leave out, as `copies` finds them."""
    return copies(texts).gone


def copies(texts: Iterable[Text], memory: Memory | None = None) -> Copies:
    """`copies_in` of some texts."""
    rows = [(t.id, t.brand, t.author_key, t.text, t.first_party, t.published_at, t.source) for t in texts]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"published_at": "datetime64[us]", "first_party": bool})
    return copies_in(frame, memory)


def copies_in(frame: pd.DataFrame, memory: Memory | None = None) -> Copies:
    """All but one of each group of equal texts, and the tails of those that have one. `frame`: one row a record of a brand, with
    the columns record_id, brand, author_key (missing where authors cannot be distinguished), body, first_party, published_at
    (naive UTC, or missing) and source, and possibly HASH. `memory` knows of the texts what was worked out before, and learns
    of the others.

    Kept is the third-party copy before the brand's own, then the earliest (undated last), then the lowest id. Blank
    texts are never duplicates.
    """
    memory = memory or Memory()
    hashes = frame[HASH].to_numpy(dtype=np.uint64) if HASH in frame else None
    texts = _Texts(frame, memory.known(frame["body"].tolist(), hashes))
    brands = [_Brand(texts, members) for members in texts.by_brand()]
    common = _common(texts, brands)
    out: set[str] = set()
    for brand in brands:
        others = [other.repeated for other in brands if other is not brand]
        usual = bool(others) and median(others) >= USUALLY_REPEATED
        gone = [
            *brand.equal_long,
            *_equal_short(texts, brand, None if usual else common),
            *_near_duplicates(texts, brand.kept_long, memory),
        ]
        out |= {texts.ids[place] for place in gone}
    return Copies(out, texts.tails)


class _Texts:
    """The columns of a frame, and of each text what is left without its tail: the hash of its letters, how many there are, and
    whether they are enough to be known again whoever wrote them (`long`). `tails`: record -> where its tail begins."""

    def __init__(self, frame: pd.DataFrame, known: Known) -> None:
        self.ids = [str(record) for record in frame["record_id"].tolist()]
        self.bodies = frame["body"].tolist()
        self.published = frame["published_at"].to_numpy(dtype="datetime64[us]")
        self._authors, self._sources = frame["author_key"].tolist(), frame["source"].tolist()
        ends = known.endings
        chosen, repeated = _tails(known)
        has = chosen >= 0
        core, length, begins = known.plain.copy(), known.length.copy(), np.full(len(chosen), -1)
        core[has] = ends.core[chosen[has]]
        length[has] -= ends.length[chosen[has]]
        begins[repeated] = ends.start[chosen[repeated]]
        self.core, self.length = core[known.at], length[known.at]
        self.long: _Flags = known.letters[known.at] >= MIN_LETTERS
        starts = begins[known.at]
        self.tails = {self.ids[place]: int(starts[place]) for place in np.flatnonzero(starts >= 0).tolist()}
        said = np.flatnonzero(known.length[known.at] > 0)
        self._order = said[np.lexsort([column[said] for column in reversed(self._preference(frame))])]
        self._brands = np.asarray(pd.factorize(frame["brand"])[0])

    def _preference(self, frame: pd.DataFrame) -> list[npt.NDArray[Any]]:
        undated = np.isnat(self.published)
        return [
            frame["first_party"].to_numpy(dtype=bool),
            undated,
            np.where(undated, np.datetime64(0, "us"), self.published),
            np.asarray(pd.factorize(np.array(self.ids, dtype=object), sort=True)[0]),
        ]

    def by_brand(self) -> list[Ints]:
        """The places of the texts that say something, those of each brand in order of preference."""
        brands = self._brands[self._order]
        return [self._order[brands == brand] for brand in np.unique(brands)]

    def plain(self, place: int) -> str:
        """The letters of a text without its tail."""
        return normalise(str(self.bodies[place]))[: int(self.length[place])]

    def author(self, place: int) -> str:
        """Who counts as its author: where that is not known, nobody else."""
        key = self._authors[place]
        return key if isinstance(key, str) and key else self.ids[place]

    def source(self, place: int) -> str:
        """Where it was published."""
        return str(self._sources[place])


def _tails(known: Known) -> tuple[Ints, _Flags]:
    """Of each distinct text which of the endings is its tail (-1: none), and whether that is one that others have too. A tail is
    what is behind two different texts that also occur without it, or with another; or, of one text, what follows all that
    another record says."""
    ends = known.endings
    chosen = np.full(len(known.plain), -1)
    whole = np.unique(known.plain[known.letters >= MIN_LETTERS])
    also_alone = np.isin(ends.core, whole)
    order = np.lexsort((ends.tail, ends.core))
    core, tail = ends.core[order], ends.tail[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (core[1:] != core[:-1]) | (tail[1:] != tail[:-1])
    core, tail, alone = core[first], tail[first], also_alone[order][first]
    _, place, times = np.unique(core, return_inverse=True, return_counts=True)
    tails, behind = np.unique(tail[(times[place] > 1) | alone], return_counts=True)
    repeated = np.isin(ends.tail, tails[behind > 1])
    ending = np.flatnonzero(repeated | also_alone)
    owner, at = np.unique(ends.owner[ending], return_index=True)
    chosen[owner] = ending[at]
    is_known = np.zeros(len(chosen), dtype=bool)
    is_known[owner] = repeated[ending[at]]
    return chosen, is_known


class _Brand:
    """The texts of a brand in order of preference (`places`): of those that are long the first of each wording (`kept_long`) and
    the others (`equal_long`), and those that are short."""

    def __init__(self, texts: _Texts, places: Ints) -> None:
        self.places = places
        long, self.short = places[texts.long[places]], places[~texts.long[places]]
        first = np.sort(np.unique(texts.core[long], return_index=True)[1])
        self.kept_long = long[first]
        self.equal_long = np.delete(long, first).tolist()
        times = np.unique(texts.core[self.short], return_counts=True)[1]
        self.repeated = float(times[times > 1].sum()) / len(places)
        """The share of the texts that are short and the same as another's."""


def _common(texts: _Texts, brands: Sequence[_Brand]) -> set[int]:
    """What is said of several brands, in so few letters that it tells nothing."""
    saying: dict[int, int] = defaultdict(int)
    for brand in brands:
        brief = brand.short[texts.length[brand.short] < 2 * MIN_LETTERS]
        for core in np.unique(texts.core[brief]).tolist():
            saying[core] += 1
    return {core for core, times in saying.items() if times > 1}


def _equal_short(texts: _Texts, brand: _Brand, common: Set[int] | None) -> list[int]:
    """The short texts that are copies. What is `common` is said of other brands too; None: of them too people say the same again
    and again, as where they choose from given phrases, so that it tells nothing."""
    out: list[int] = []
    seen: set[tuple[str, int]] = set()
    same: dict[int, list[int]] = defaultdict(list)
    for place, core in zip(brand.short.tolist(), texts.core[brand.short].tolist(), strict=True):
        key = (texts.author(place), core)
        if key in seen:
            out.append(place)
        else:
            seen.add(key)
            same[core].append(place)
    if common is None:
        return out
    days = _days(texts, brand.places)
    for core, group in same.items():
        if len(group) > 1 and core not in common and _is_copied(texts, group, len(brand.places), days):
            out += group[1:]
    return out


def _is_copied(texts: _Texts, group: Sequence[int], among: int, days: float) -> bool:
    """Whether short equal texts of different people are copies: too many, in too many letters, too close together, `among` so
    many over `days`, to have been written independently."""
    letters, times = _weight(texts.plain(group[0])), len(group)
    apart = _days(texts, np.array(group)) if not np.isnat(texts.published[list(group)]).any() else math.inf
    if letters < MIN_TELLING:
        return False
    bits = BITS_A_LETTER * letters + (math.log2(max(1.0, days / apart)) if math.isfinite(apart) else 0.0)
    ways = (math.lgamma(among + 1) - math.lgamma(times + 1) - math.lgamma(among - times + 1)) / math.log(2)
    chance = ways - bits * (times - 1)
    if len({texts.source(place) for place in group}) > 1 or apart <= 1:
        return chance < math.log2(CHANCE)
    return times >= ALONE_TIMES and letters >= ALONE_LETTERS and chance < math.log2(CHANCE_ALONE)


def _weight(plain: str) -> float:
    """Letters, of which those of Chinese, Japanese and Korean say as much as two or three of others."""
    return sum(2.5 if character >= "\u2e80" else 1.0 for character in plain if character.isalpha())


def _days(texts: _Texts, places: Ints) -> float:
    """Over how many days texts were published, at least one; without end where no date is known."""
    known = texts.published[places]
    known = known[~np.isnat(known)]
    return max(1.0, (known.max() - known.min()) / np.timedelta64(1, "D")) if len(known) else math.inf


def _near_duplicates(texts: _Texts, places: Ints, memory: Memory) -> list[int]:
    """`places` in order of preference, the letters of all different. Only kept texts are compared with, so ten thousand copies of
    one text cost ten thousand comparisons, not their square."""
    if not len(places):
        return []
    bands = memory.bands(texts.core[places], lambda place: texts.plain(int(places[place])))
    shared = [_shared(bands[:, number]) for number in range(bands.shape[1])]
    buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
    gone: list[int] = []
    for number in np.flatnonzero(np.logical_or.reduce(shared)).tolist():
        place = int(places[number])
        keys = [(band, int(bands[number, band])) for band, among in enumerate(shared) if among[number]]
        candidates = dict.fromkeys(other for key in keys for other in buckets.get(key, ()))
        if any(_alike(texts, place, other, memory) for other in candidates):
            gone.append(place)
            continue
        for key in keys:
            buckets[key].append(place)
    return gone


def _shared(values: Hashes) -> _Flags:
    """Which values are also another's."""
    _, at, times = np.unique(values, return_inverse=True, return_counts=True)
    flags: _Flags = times[at] > 1
    return flags


def _alike(texts: _Texts, first: int, second: int, memory: Memory) -> bool:
    # A cheap necessary condition: sets whose sizes differ widely cannot overlap by SAME (repeats leave some slack).
    shorter, longer = sorted((int(texts.length[first]), int(texts.length[second])))
    if shorter < SAME * SAME * longer:
        return False
    cores = int(texts.core[first]), int(texts.core[second])
    return memory.alike(*cores, lambda: jaccard(texts.plain(first), texts.plain(second))) >= SAME


def jaccard(first: str, second: str) -> float:
    """Jaccard index 0..1 of the character shingles of two normalised texts."""
    a, b = shingles(first), shingles(second)
    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / (len(a) + len(b) - common)
