"""Ratings and counts as pages write them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from crawlers.extract.page.text import ascii_digits
from data.languages import all_meanings, all_words, extract, imports
from data.languages.scripts import spaceless

_NUMBER = r"\d{1,4}(?:[.,]\d{1,18})?"
_PERCENT = re.compile(rf"^({_NUMBER})\s?%$")
_PLAIN = re.compile(rf"^({_NUMBER})$")
_FIRST = re.compile(rf"^\(?({_NUMBER})(?![\d.,/])\)?")
_COUNT = re.compile(r"\d[\d.,'’\u00a0\u202f ]{0,15}")
_DATE = re.compile(r"(?<!\d)\d{1,4}\s?([/.-])\s?\d{1,2}\s?\1\s?\d")
_FULL, _HALF, _EMPTY = "★⭐", "⯪⯨½", "☆✩"
_MARKS = _FULL + _EMPTY + _HALF
_ROUNDING = 0.75
"""Stars by which a row of glyphs may differ from the number beside it: glyphs are rounded."""


def parse_rating(text: str) -> tuple[float, float | None] | None:
    """(value, scale's maximum or None) of "4,5", "4/5", "4 out of 5", "80 %" (of 100), "★★★★☆", "4 stars", "★★★★★ 4.8"
    (the number: glyphs are rounded); or None. A value above its scale's maximum is None too (`outside_scale`)."""
    text = _plain(text)
    if found := _of_scale(text):
        value, maximum = found
        return found if maximum > 0 and value <= maximum else None
    if match := _PERCENT.match(text):
        value = _float(match[1])
        return (value, 100.0) if value <= 100 else None
    if match := _PLAIN.match(text) or _starred().match(text):
        return _float(match[1] or match[2]), None
    return _stars(text)


def outside_scale(text: str) -> bool:
    """Whether a text states a rating that its own scale does not hold: "6/5", "120 %"."""
    text = _plain(text)
    if found := _of_scale(text):
        return found[0] > found[1]
    match = _PERCENT.match(text)
    return match is not None and _float(match[1]) > 100


def is_no_rating(text: str) -> bool:
    """Whether a text stands where a rating would and says that there is none: "N/A", "not rated", a dash, nothing."""
    said = text.strip().casefold().strip(".()[] ")
    return not said.strip("-–—/ ") or said in _absent()


def says_zero(text: str) -> bool:
    """Whether a text states a rating of 0, which most scales do not have: it is said where nobody has rated."""
    found = parse_rating(text)
    return found is not None and found[0] == 0


def says_date(text: str) -> bool:
    """Whether numbers in a text are a date's: three of them between the same signs ("2/5/2015", but not "4.8/5")."""
    return _DATE.search(text) is not None


def _plain(text: str) -> str:
    text = ascii_digits(unicodedata.normalize("NFKC", text.replace("½", ".5") if "½" in text else text)).strip()[:80]
    return re.sub(r"(?<!\d)\.5\b", "0.5", text) if text.startswith(".5") else text


def _of_scale(text: str) -> tuple[float, float] | None:
    if match := _reversed().search(text):
        return _float(match[2]), _float(match[1])
    match = _scaled().search(text)
    if match is None:
        return None
    maximum = _tops().get(match[2].casefold())
    return _float(match[1]), _float(match[2]) if maximum is None else maximum


@cache
def of_scale() -> str:
    """What is between a rating and the maximum of its scale, as a pattern."""
    return "|".join(("/", *map(re.escape, _longest_first(all_words(extract, lambda file: file.ratings.of)))))


@cache
def out_of() -> str:
    """What is between the maximum of a scale and the rating, where a language says the maximum first, as a pattern."""
    return "|".join(map(re.escape, _longest_first(all_words(extract, lambda file: file.ratings.out_of))))


@cache
def star_words() -> str:
    """Beginnings of the words for stars, as a pattern."""
    return "|".join(map(re.escape, _longest_first(all_words(extract, lambda file: file.ratings.stars))))


def _longest_first(words: tuple[str, ...]) -> list[str]:
    return sorted(words, key=len, reverse=True)


@cache
def _scaled() -> re.Pattern[str]:
    stars = rf"(?:(?:{star_words()})[^\W\d_]{{0,4}})?"
    tops = "|".join(re.escape(word) + r"(?!\w)" for word in _longest_first(tuple(_tops())))
    return re.compile(
        rf"({_NUMBER})\s?{stars}\s?(?:{of_scale()})\s?({_NUMBER}(?![\d/])|{tops})",
        re.IGNORECASE,
    )


@cache
def _tops() -> dict[str, float]:
    """The maximum of a scale in words ("4.2 out of five stars")."""
    return {word: float(number) for word, number in _number_words().items() if number in (5, 10)}


@cache
def _reversed() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,])(5|10|20|100)\s?(?:{out_of()})\s?({_NUMBER})(?![\d/])", re.IGNORECASE)


@cache
def _starred() -> re.Pattern[str]:
    return re.compile(
        rf"^({_NUMBER})[\s-]?(?:★|⭐|{star_words()})|^(?:★|⭐|{star_words()})\s?:?\s?({_NUMBER})$", re.IGNORECASE
    )


def stars_said(text: str) -> float | None:
    """The number of stars that a whole text says in words: "5 stars", "Rated 4.5 stars", "four-star rating"."""
    match = _stars_said().match(text)
    if match is None:
        return None
    number = _number_words().get(match[1].casefold())
    return float(number) if number is not None else _float(match[1])


@cache
def _stars_said() -> re.Pattern[str]:
    said = "|".join(map(re.escape, _longest_first(all_words(extract, lambda file: file.ratings.said))))
    around = rf"(?:(?:{said})\w{{0,3}}\s?[:,]?\s?)"
    return re.compile(
        rf"^\W{{0,3}}{around}{{0,2}}({number_of_stars()})[\s-]?(?:{star_words()})[^\W\d]{{0,8}}\s?{around}?\W{{0,3}}$",
        re.IGNORECASE,
    )


@cache
def number_of_stars() -> str:
    """A number of stars in figures or words, as a pattern."""
    words = "|".join(map(re.escape, _longest_first(tuple(_number_words()))))
    return rf"(?:[0-9]|10)(?:[.,]\d{{1,2}})?|{words}" if words else r"(?:[0-9]|10)(?:[.,]\d{1,2})?"


@cache
def _number_words() -> dict[str, int]:
    return all_meanings(extract, lambda file: file.ratings.numbers)


@cache
def _absent() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.ratings.absent))


def _stars(text: str) -> tuple[float, float | None] | None:
    if text.isascii():
        return None
    marks = [char for char in text if char in _MARKS]
    if not 1 <= len(marks) <= 10:
        return None
    full = sum(char in _FULL for char in marks)
    half = sum(char in _HALF for char in marks)
    # Five characters of either kind are a scale; "★★★★" alone does not say of how many.
    maximum = float(len(marks)) if len(marks) in (5, 10) else None
    value = full + half / 2
    number = _number_beside(text)
    if number is None:
        return value, maximum
    if len(marks) == 1 or full == len(marks) or abs(number - value) <= _ROUNDING:
        return (number, maximum) if maximum is None or number <= maximum else None
    return None


def _number_beside(text: str) -> float | None:
    """The number before or behind a row of glyphs, if it is their value in figures: with a decimal, or alone."""
    rest = text.strip(_MARKS + " \ufe0f")
    match = _FIRST.match(rest)
    if match is None or any(char in _MARKS for char in rest):
        return None
    value = _float(match[1])
    alone = match[0] == rest and not rest.startswith("(")
    return value if value <= 10 and (alone or "." in match[1] or "," in match[1]) else None


@cache
def _units() -> dict[str, float]:
    """What large counts are written in ("12.4K", "2 tūkst.", "1.2万")."""
    volumes = all_meanings(imports, lambda file: file.volumes.units)
    return {"k": 1e3, "m": 1e6, **volumes, **all_meanings(extract, lambda file: file.reviews.units)}


@cache
def _unit() -> str:
    """Such a unit, as a pattern; it has an end where a script sets words apart."""
    units = _longest_first(tuple(_units()))
    return "|".join(re.escape(unit) + ("" if spaceless(unit) else r"(?![^\W_])") for unit in units)


def without_units(text: str) -> str:
    """A text in small letters without the numbers that are written in such units: none of them is a rating."""
    return _in_units().sub(" ", text)


@cache
def _in_units() -> re.Pattern[str]:
    return re.compile(rf"({_LARGE})\s?({_unit()})")


_LARGE = r"\d{1,4}(?:[.,]\d{1,2})?\+?"
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2}){1,2},\d{3}")
"""Thousands as India sets them apart: "1,23,456"."""


def parse_count(text: str) -> int | None:
    """A whole number of things: "1,234", "1.234", "1 234 reviews", "(57)", "1,23,456", "12.4K"; None for "12.5" or none."""
    text = ascii_digits(unicodedata.normalize("NFKC", text)).casefold()
    match = _COUNT.search(text)
    if not match:
        return None
    if large := _in_units().match(text, match.start()):
        return round(_float(large[1].rstrip("+")) * _units()[large[2]])
    written = match[0].strip(" .,'’")
    if _LAKHS.fullmatch(written):
        return int(written.replace(",", ""))
    groups = re.split(r"[.,'’\s]", written)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        # Not thousands: "12.5" is no count, "57 2" two numbers; "57.0" is 57.
        if len(groups) == 2 and set(groups[1]) == {"0"} and "." in written:
            return int(groups[0])
        return int(groups[0]) if " " in written else None
    number = "".join(groups)
    return int(number) if number.isdecimal() and len(number) <= 12 else None


@cache
def _counted() -> str:
    """The words behind or before a number of reviews, as a pattern."""
    return "|".join(map(re.escape, _longest_first(all_words(extract, lambda file: file.reviews.counted))))


@cache
def _counts() -> str:
    """A number of reviews, as a pattern."""
    return rf"{_LARGE}\s?(?:{_unit()})\.?|{_LAKHS.pattern}|\d{{1,3}}(?:[., ']\d{{3}}){{1,3}}|\d{{1,7}}"


def counted_words(text: str, words: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """The words that stand by a number of reviews, or those of them that are given, which a text in small letters holds."""
    return tuple(word for word in (_counting() if words is None else words) if word in text)


@cache
def _counting() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.reviews.counted)


@cache
def headed_count() -> re.Pattern[str]:
    """A text in small letters that is only a number of reviews behind the word for them: "reviews 2,871 • excellent",
    "리뷰 327개"."""
    return re.compile(rf"\W{{0,3}}(?:{_counted()})\s({_counts()})[^\x00-\x7f\W\d]?(?:\s?[•·|].*)?$")


@cache
def _points() -> str:
    """What behind a number makes it points, not a number of reviews ("5점 평가 8,210개"), as a pattern."""
    return "|".join(map(re.escape, all_words(extract, lambda file: file.ratings.points))) or r"(?!)"


@cache
def count_pattern() -> re.Pattern[str]:
    """A number of reviews as a text in small letters states it, in one of its groups: "1,204 reviews", "reviews: 1,204",
    "(reviews 1,204)", "number of reviews 1,204"."""
    word, number = _counted(), _counts()
    label = "|".join(map(re.escape, _longest_first(all_words(extract, lambda file: file.reviews.number_of))))
    alone = r"(?![\d.,]*[\d%])"
    return re.compile(
        rf"(?<![\d.,])({number})\+?\s?(?!{label}|{_points()})(?:(?:[^\W\d]{{1,12}}\s){{0,2}})(?:{word})(?!\w)"
        rf"|(?:{word})\s?[(:：（]\s?({number}){alone}|\(\s?(?:{word})\s({number})\+?\s?\)"
        rf"|(?<![^\W\d_])(?:{label})\s?[(:：（]?\s?({number}){alone}"
    )


def count_of(match: re.Match[str]) -> int | None:
    """The number that `count_pattern` found."""
    return parse_count(next(filter(None, match.groups())))


def counts_in(text: str) -> tuple[int, ...]:
    """The numbers of reviews that a text in small letters states, each once; where it counts reviews and ratings, which may
    have no text, the reviews alone."""
    counts = _counts_said(text)
    reviews = {said: count for said, count in counts.items() if not _counts_ratings().search(said)}
    return tuple(dict.fromkeys((reviews or counts).values()))


def counts_ratings(text: str) -> bool:
    """Whether what a text counts are ratings, which may have no text, and no reviews."""
    said = _counts_said(ascii_digits(text).casefold())
    return bool(said) and all(map(_counts_ratings().search, said))


def _counts_said(text: str) -> dict[str, int]:
    """What a text in small letters says that states a number of reviews or ratings -> the number."""
    found = {
        match[0]: count_of(match)
        for match in count_pattern().finditer(text)
        if not _ends_before_top().search(text[max(0, match.start() - _TOP_REACH) : match.start()])
    }
    return {said: count for said, count in found.items() if count}


_TOP_REACH = 30


@cache
def _ends_before_top() -> re.Pattern[str]:
    """A mean and what is between it and its scale's maximum, at the end of a text: "4.6 out of " before "5 reviews 88"."""
    return re.compile(rf"\d[.,]\d{{1,2}}\s?(?:{star_words()})?\s?(?:{of_scale()})\s?\Z", re.IGNORECASE)


@cache
def _counts_ratings() -> re.Pattern[str]:
    rated = "|".join(map(re.escape, _longest_first(all_words(extract, lambda file: file.reviews.rated))))
    return re.compile(rf"(?:{rated})(?!\w)")


def _float(text: str) -> float:
    return float(text.replace(",", "."))
