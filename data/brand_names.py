"""Where a text names a brand: its name and aliases whole, in any letter case, with their words joined as people join them
("AcmeCoffee", "acme-coffee"), with the endings of languages that decline names. Pure.

Scripts without spaces have no word ends to look for. Whether such a place means the brand or is an everyday word is for the
caller to judge, who knows what is asked.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from data.languages import all_words, extract, known
from data.languages.scripts import spaceless
from data.languages.shapes import Endings

SHORT = 4
"""Letters below which a name is treated as an everyday word."""
ENOUGH = 50
"""Places of one name in one text that are looked at."""
JOINTS = re.compile(r"[\s\-_‐‑·]+")
_JOINED = r"[\s\-_‐‑·]{0,3}"
_ENDING = re.compile(r"['’]?[^\W\d_]{1,6}(?!\w)")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})


@dataclass(frozen=True)
class NamedBrand:
    """A brand as customers may call it: `names` are its name, aliases and, where they are asked for, products; `exclude` is what
    looks like it and is not."""

    id: str
    names: tuple[str, ...]
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Name:
    """A name as it is looked for. `brand` is '' for what is excluded (`excluded_by` names whose), which is nobody's. `weak`: an
    everyday word, or too short to be sure of."""

    brand: str
    written: str
    pattern: re.Pattern[str]
    weak: bool
    excluded_by: str = ""


@dataclass(frozen=True)
class Place:
    """Where a name is in a text. `cased`: in the letter case of the workspace; `shared`: more than one brand has this name."""

    name: Name
    start: int
    end: int
    cased: bool
    shared: bool = False


class BrandNames:
    """The names of the brands of one workspace. `version` changes with them."""

    def __init__(self, brands: Sequence[NamedBrand]) -> None:
        self._names = [
            *(_named(brand.id, name) for brand in brands for name in dict.fromkeys(brand.names)),
            *(_named("", name, excluded_by=brand.id) for brand in brands for name in brand.exclude),
        ]
        named = [(name.brand, name.written, name.excluded_by) for name in self._names]
        self.version = hashlib.sha256(repr(named).encode()).hexdigest()[:8] if named else ""
        stems = {_stem(name.written, tuple(_declining().values())) for name in self._names} - {""}
        patterns = [*(name.pattern.pattern for name in self._names), *(re.escape(stem) for stem in sorted(stems))]
        self._anywhere = re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)

    def places(self, text: str, language: str | None) -> list[Place]:
        """Where the names are in `text`, in its order; of places that overlap the longest. `language` as its code, None where it
        is not known. Normalise with `normalised` first: places are offsets into what is given."""
        if not self._anywhere.search(text):
            return []
        folded = text.casefold()
        rules = [rule for code, rule in _declining().items() if _is_in(folded, code, rule, language)]
        found: dict[tuple[int, int], list[Place]] = {}
        for name in self._names:
            for place in islice(_find(name, text, rules), ENOUGH):
                found.setdefault((place.start, place.end), []).append(place)
        taken: list[tuple[int, int]] = []
        places: list[Place] = []
        for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            places += _of_one_place(found[start, end])
        return sorted(places, key=lambda place: (place.start, place.end))


def normalised(text: str) -> str:
    """The text with one form of each letter and one apostrophe; it may be of another length."""
    return same_length(unicodedata.normalize("NFKC", text))


def same_length(text: str) -> str:
    """The text with one kind of apostrophe: every place stays where it is."""
    return text.translate(_APOSTROPHES)


def _of_one_place(here: list[Place]) -> list[Place]:
    """What one place says: an exclusion before a name, and of a name that several brands have that it is shared."""
    excluded = [place for place in here if place.name.excluded_by]
    if excluded:
        return excluded
    if len({place.name.brand for place in here}) > 1:
        return [Place(place.name, place.start, place.end, place.cased, shared=True) for place in here]
    return here


def _named(brand: str, written: str, excluded_by: str = "") -> Name:
    written = normalised(" ".join(written.split()))
    words = [word for word in JOINTS.split(written) if word]
    composed = _JOINED.join(re.escape(word) for word in words)
    # Texts of some systems hold letters and their marks apart.
    apart = _JOINED.join(re.escape(unicodedata.normalize("NFD", word)) for word in words)
    pattern = (composed if apart == composed else f"{composed}|{apart}") or r"(?!)"
    letters = sum(char.isalnum() for char in written)
    weak = not spaceless(written) and (letters < SHORT or written.casefold() in _everyday())
    return Name(brand, written, re.compile(pattern, re.IGNORECASE), weak, excluded_by)


def _find(name: Name, text: str, rules: Sequence[Endings]) -> Iterator[Place]:
    """Where a name is, also with an ending of the languages whose `rules` the text follows."""
    for match in name.pattern.finditer(text):
        end = match.end()
        if not _ends_word(text, match.start(), before=True):
            continue
        if not _ends_word(text, end, before=False):
            end = _declined(text, match.start(), end, rules)
            if not end:
                continue
        yield Place(name, match.start(), end, cased=_letters(match.group()) == _letters(name.written))
    stem = _stem(name.written, rules)
    if stem:
        for match in re.finditer(re.escape(stem), text, re.IGNORECASE):
            if _ends_word(text, match.start(), before=True):
                end = _declined(text, match.start(), match.end(), rules, replaced=True)
                if end:
                    yield Place(name, match.start(), end, cased=match.group() == stem)


def _letters(text: str) -> str:
    return unicodedata.normalize("NFC", JOINTS.sub("", text))


def _ends_word(text: str, at: int, *, before: bool) -> bool:
    """Whether a word may begin (`before`) or end at this place: no letter of a script with spaces runs across it."""
    if at in (0, len(text)):
        return True
    left, right = text[at - 1], text[at]
    outside, inside = (left, right) if before else (right, left)
    if not outside.isalnum() or spaceless(outside) or spaceless(inside):
        return True
    # "AcmeCoffee": a capital after a small letter begins a word.
    return left.islower() and right.isupper()


def _declined(text: str, start: int, end: int, rules: Sequence[Endings], *, replaced: bool = False) -> int:
    """The end of the word at `end` if what follows the name there is an ending of a language that declines names; else 0."""
    follows = _ENDING.match(text, end)
    if not follows or start == end:
        return 0
    for rule in rules:
        if follows.group().casefold() in (rule.to if replaced else rule.added):
            return follows.end()
    return 0


def _stem(written: str, rules: Sequence[Endings]) -> str:
    """The name without its ending, in a language that declines it; '' in others, and where too little would be left."""
    for rule in rules:
        for ending in sorted(rule.of, key=len, reverse=True):
            if written.casefold().endswith(ending) and len(written) - len(ending) >= SHORT:
                return written[: -len(ending)]
    return ""


def _is_in(folded: str, code: str, rule: Endings, language: str | None) -> bool:
    return language == code or (language is None and any(letter in folded for letter in rule.letters))


@cache
def _everyday() -> frozenset[str]:
    """Brands' names that are everyday words."""
    return frozenset(all_words(extract, lambda file: file.brands.everyday))


@cache
def _declining() -> dict[str, Endings]:
    """Languages that decline names, with their endings."""
    endings = {code: extract(code).brands.endings for code in known()}
    return {code: rule for code, rule in endings.items() if rule.to or rule.added}
