"""Where a page shows a rating to its reader: stars as glyphs, icons or bars, labels for screen readers, "4/5"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from lxml import etree

from crawlers.extract.page import Page, once_a_page
from crawlers.extract.page.ratings import (
    is_no_rating,
    number_of_stars,
    of_scale,
    out_of,
    outside_scale,
    parse_rating,
    says_date,
    says_zero,
    star_words,
    stars_said,
)
from crawlers.extract.page.rules import STOP, Stop, Way, Ways
from crawlers.extract.page.text import ascii_digits
from crawlers.extract.reviews.names import CAMEL, box_names, words_of
from crawlers.extract.reviews.roles import hook_of
from crawlers.extract.reviews.rows import (
    LIGATURE,
    MAX_ROW,
    all_alike,
    cut_of,
    is_star,
    numbers_of,
    row_of,
    share_of_rows,
)
from data.kinds.review import RatingUnread
from data.languages import all_words, extract

MAX_MARKS = 4_000
"""Marks read of one page: more than any list shows; a hostile page could hold millions."""
_MAX_TEXT = 60
_DATA = ("data-rating", "data-score", "data-stars", "data-rate", "data-rating-value", "data-star-rating", "data-value")
_LABELS = ("aria-label", "title", "alt", "data-tooltip", "data-original-title")
_GLYPHS = "★☆⭐✩⯪⯨✭✮"
_GLYPH = re.compile(f"[{_GLYPHS}]")
_STAR_PARTS = re.compile(
    r"star|Star|material-|rating|Rating|rate|[sS]core|bubble|[sS]tern|etoile|estrella|bewertung|stelle|(?:review|user)[-_]?points?"
)
_REVIEW_PARTS = re.compile(
    r"eview|estimonial|pinion|ezension|ewertung|[aA]vis|resena|tsiliepim|eedback|kundenstimme|emoignage|ecension|eoordeling"
    r"|danh-?gia|nhan-?xet|anmeldelse|(?:^|\s)tip(?:\s|$)"
)
_MAX_WRITTEN = 120
"""Characters: what is longer says more than a rating."""
_MAX_NUMBER = 16
"""Characters before the word for stars among which their number is."""
_REACH = 30
"""Characters on either side of the maximum of a scale within which the words between it and a rating are."""
_NO_TEXT = frozenset({"script", "style", "title", "noscript", "option", "textarea"})
_VARIABLE = re.compile(
    r"--[\w-]{0,30}?(?:rating|score|stars?|value|percent|fill|note|sterne?|rate)(?:-?value)?\s{0,3}:\s{0,3}(?:calc\(\s?)?"
    r"(\d{1,3}(?:\.\d{1,6})?)\s{0,3}(%|/\s?5\b|/\s?10\b)?(?=[\s;*)]|$)"
)
_VARIABLE_MAX = re.compile(r"--[\w-]{0,30}?(?:max|total|best|out-of)\s{0,3}:\s{0,3}(5|10|100)(?:\.0)?\s{0,3}(?:;|$)")
_CLASS_VALUE = re.compile(
    r"(?:^|[\s_-])(?:rating|stars?|rated|score|bubble|s|a-star|rate|note|stern|sterne|val|value)[_-]{0,2}"
    r"(100|[0-9]{2}|[0-9](?:[._-][0-9])?)(?:[_-]?stars?)?(?=[\s_-]|$)"
)
_PICTURE_VALUE = re.compile(
    r"(?:stars?|rating|score|sterne?|etoiles?|estrellas?|stell[ae]|gwiazdk[ai]|sao)[/_-]?(100|[0-9]{2}|[0-9](?:[._-]?[05])?)"
    r"(?:[_.-]|$)|(?:^|[/_-])([0-5](?:[._-]5)?)[_-]?(?:stars?|sterne?|etoiles?|estrellas?|stell[ae]|sao)(?:[_.-]|$)",
    re.IGNORECASE,
)
_PICTURE_WORDS = ("star", "rating", "score", "stern", "etoile", "estrella", "stell", "gwiazdk", "sao")
"""What such a name holds, in small letters."""
_NO_RATING = frozenset({
    "input", "select", "option", "form", "label", "script", "style", "svg", "link", "meta", "body",
})  # fmt: skip
"""Elements that show no rating, whatever they say."""
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Mark:
    """A rating as shown: where, its value and its scale's maximum as far as the page tells (None: not told). `alone`: the
    element holds nothing else. `way`: how it was read, by the names in `_RATINGS` or "text", "icons" ... `unread`: why a
    rating that is shown has no value."""

    element: etree._Element
    value: float | None
    maximum: float | None
    alone: bool = True
    way: str = ""
    unread: RatingUnread | None = None


class _Shown(NamedTuple):
    """A rating as read: value, its scale's maximum, and the way it was read in; without a value, why."""

    value: float | None
    maximum: float | None
    way: str = ""
    unread: RatingUnread | None = None


@cache
def _scaled_sign() -> re.Pattern[str]:
    """What any rating of a scale has ("/5", "von 10"); of 20 and 100 only with a slash."""
    return re.compile(rf"(?:{of_scale()}) ?(?:5|10)|/(?:20|100)|(?:5|10) ?(?:{out_of()})", re.IGNORECASE)


@cache
def _scaled_text() -> re.Pattern[str]:
    return re.compile(
        rf"\d\s{{0,2}}(?:(?:{star_words()})[^\W\d_]{{0,4}})?\s{{0,2}}(?:{of_scale()})\s{{0,2}}(?:5|10|20|100)(?!\d)"
        rf"|(?:5|10)\s?(?:{out_of()})\s?\d",
        re.IGNORECASE,
    )


@cache
def _scale_alone() -> re.Pattern[str]:
    """The second half of a rating in two elements: "/10"."""
    return re.compile(rf"\s{{0,3}}(?:{of_scale()})\s{{0,2}}(?:5|10|20|100)\s{{0,3}}", re.IGNORECASE)


@cache
def _beside_scale() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands at the maximum of any scale, before it and behind it: told at once where there is none."""
    before, behind = of_scale().split("|"), out_of().split("|")
    last = "".join(sorted({re.escape(char) for word in before for char in word[-1] + word[-1].upper()}))
    first = "".join(sorted({re.escape(char) for word in behind for char in word.lstrip("\\")[:1]}))
    return re.compile(rf"[{last}] ?(?:5|10|20|100)"), re.compile(rf"(?:5|10) ?[{first or '/'}]", re.IGNORECASE)


def _has_scale(texts: list[str]) -> bool:
    """Whether one of several texts may say a rating of a scale."""
    joined = "\n".join(texts)
    near = (match.span() for sign in _beside_scale() for match in sign.finditer(joined))
    return any(_scaled_sign().search(joined, max(0, start - _REACH), end + _REACH) for start, end in near)


@cache
def _starred_sign() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A word for stars, and a number at the end of what is before one, in `_lowered` letters."""
    return (
        re.compile("|".join(sorted(map(_lowered, star_words().split("|")), key=len, reverse=True))),
        re.compile(rf"(?:{_lowered(number_of_stars())})[\s-]?\Z"),
    )


def _lowered(text: str) -> str:
    return text.lower().replace("ı", "i")


def _has_stars(texts: list[str]) -> bool:
    """Whether one of several texts may say a number of stars in words."""
    word, number = _starred_sign()
    joined = _lowered("\n".join(texts))
    return any(
        number.search(joined, max(0, at - _MAX_NUMBER), at) for at in (match.start() for match in word.finditer(joined))
    )


@cache
def _pages() -> re.Pattern[str]:
    """ "Page 1 of 5"."""
    return re.compile("|".join(map(re.escape, all_words(extract, lambda file: file.ratings.pages))), re.IGNORECASE)


@cache
def _labels() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.ratings.labels)


@dataclass
class Signs:
    """What the page shows at a glance, in document order: elements that may show a rating (`starry`), whose own text or
    tail may (`written`: element, text, whether its tail), whose class says review (`named`), buttons of which one is chosen
    (`chosen`), and the body's text."""

    starry: list[etree._Element] = field(default_factory=list)
    written: list[tuple[etree._Element, str, bool]] = field(default_factory=list)
    named: list[etree._Element] = field(default_factory=list)
    chosen: list[etree._Element] = field(default_factory=list)
    text: str = ""


_STARRY, _NAMED = 1, 2


@lru_cache(maxsize=8192)
def _class_signs(names: str) -> int:
    return (_STARRY if _STAR_PARTS.search(names) else 0) | (_NAMED if _REVIEW_PARTS.search(names) else 0)


@once_a_page
def marks_of(page: Page) -> list[Mark]:
    """All rating marks of the page in document order, at most MAX_MARKS; what stands inside another is part of it."""
    return _marks(signs_of(page))


@once_a_page
def signs_of(page: Page) -> Signs:
    """The one pass over the tree that tells cheaply where ratings and reviews may be; made once a page."""
    signs = Signs()
    body = page.root.find("body")
    if body is None:
        return signs
    signs.text = "".join(page.texts)
    starry = _look_at_classes(page, signs)
    starry.update(_look_at_hooks(page, signs))
    starry.update(_look_at_attributes(page))
    signs.starry = [starry[place] for place in sorted(starry)]
    signs.starry += _rows_of_pictures(page, set(signs.starry))
    signs.starry += page.tagged("meter")
    signs.chosen = [button for button in page.tagged("input") if button.get("type") == "radio"]
    signs.written = _written(body, [*page.texts, body.tail or ""])
    return signs


def _look_at_classes(page: Page, signs: Signs) -> dict[int, etree._Element]:
    """Elements whose class says star, by their place; those whose class says review are noted in `signs`."""
    telling = {names: flags for names in page.classes if (flags := _class_signs(names))}
    signs.named = page.classed([names for names, flags in telling.items() if flags & _NAMED])
    starry = [names for names, flags in telling.items() if flags & _STARRY]
    return {place: element for names in starry for place, element in page.classes[names]}


def _look_at_hooks(page: Page, signs: Signs) -> Iterator[tuple[int, etree._Element]]:
    """Elements that say star by the name that a site's tests find them by, with their places; those that say review by it, or
    by their id, are noted in `signs`."""
    known = set(signs.named)
    for name in (*HOOKS_OF_TESTS, "id"):
        for place, element in page.holders[name]:
            flags = _class_signs(element.get(name, "")[:_MAX_TEXT])
            if flags & _NAMED and element not in known:
                signs.named.append(element)
            if flags & _STARRY and name != "id":
                yield place, element


HOOKS_OF_TESTS = ("data-testid", "data-test-id", "data-hook", "data-qa", "data-test")


def _look_at_attributes(page: Page) -> Iterator[tuple[int, etree._Element]]:
    """Elements whose other attributes may show a rating, with their places."""
    for name in ("data-rating", "data-score", "data-stars"):
        yield from page.holders[name]
    for name in ("title", "aria-label", "alt"):
        for place, element in page.holders[name]:
            if len(label := element.get(name, "")) < _MAX_TEXT and (_DIGIT.search(label) or _GLYPH.search(label)):
                yield place, element
    for place, element in page.holders["style"]:
        if "--" in (style := element.get("style", "")) and _VARIABLE.search(style.lower()[:200]):
            yield place, element
    yield from _pictures_of_stars(page)


def _pictures_of_stars(page: Page) -> Iterator[tuple[int, etree._Element]]:
    pictures = {placed: placed[1].get("src", "")[-_MAX_TEXT:] for placed in page.tags.get("img", ())}
    everything = "\n".join(pictures.values())
    # Most pages have no such picture: one look at all addresses tells.
    if _STAR_PARTS.search(everything) or any(map(everything.lower().__contains__, _PICTURE_WORDS)):
        yield from (placed for placed, address in pictures.items() if _may_name_stars(address))


def _may_name_stars(address: str) -> bool:
    """Whether the end of a picture's address may name stars or their number."""
    if _STAR_PARTS.search(address):
        return True
    return any(map(address.lower().__contains__, _PICTURE_WORDS)) and _PICTURE_VALUE.search(address) is not None


_OTHER_DIGITS = re.compile("[٠-٩۰-۹०-९๐-๙]")
"""Digits that are not 0 to 9: Arabic, Persian, Hindi, Thai."""


def _written(body: etree._Element, texts: list[str]) -> list[tuple[etree._Element, str, bool]]:
    """Those of a body's `texts` that may say a rating, or show one in stars; their digits as 0 to 9."""
    # Scripts are the larger part of many texts, and to look at each element costs more than to read all short texts.
    short = {text: text for text in texts if len(text) <= _MAX_WRITTEN and not text.isspace()}
    if _OTHER_DIGITS.search("\n".join([text for text in short if not text.isascii()])):
        short = {text: ascii_digits(text) for text in short}
    rating = _rating_texts(list(short.values()))
    telling = {text: read for text, read in short.items() if read in rating}
    return list(_where(body, telling)) if telling else []


_DECIMALS_LAST = re.compile(r"\d[.,]\d\s*$", re.MULTILINE)
"""What a text has that `_scored` reads."""


def _rating_texts(texts: list[str]) -> set[str]:
    """Those of short texts that may say or show a rating."""
    joined = "\n".join(texts)
    glyphs = any(map(joined.__contains__, _GLYPHS))
    scored = _DECIMALS_LAST.search(joined) is not None and any(map(_scored, texts))
    starred = scored or _has_stars([text for text in texts if len(text) <= _MAX_TEXT])
    if not glyphs and not starred and not _has_scale([text for text in texts if "5" in text or "0" in text]):
        return set()
    return {text for text in texts if _may_rate(text, glyphs, starred)}


def _where(body: etree._Element, telling: dict[str, str]) -> Iterator[tuple[etree._Element, str, bool]]:
    """Where on a page these texts stand, as they are to be read."""
    for element in body.iter():
        if (text := element.text) in telling:
            yield element, telling[text], False
        if (text := element.tail) in telling:
            yield element, telling[text], True


def _rows_of_pictures(page: Page, known: set[etree._Element]) -> list[etree._Element]:
    """Elements that hold five drawings and nothing else."""
    rows = []
    for drawing in page.tagged("svg"):
        if drawing.getprevious() is None and drawing not in known:
            parent = drawing.getparent()
            if parent is not None and len(parent) == 5 and parent[4].tag == "svg":
                rows.append(parent)
    return rows


def _may_rate(content: str, glyphs: bool, starred: bool) -> bool:
    """Whether a text may say a rating ("4/5"), in words where the page has such (`starred`), or show one in stars where it
    has `glyphs`."""
    if ("5" in content or "0" in content) and _scaled_sign().search(content) is not None:
        return True
    if starred and len(content) <= _MAX_TEXT and (_scored(content) or stars_said(" ".join(content.split()))):
        return True
    return glyphs and not content.isascii() and _GLYPH.search(content) is not None


_Units = dict[etree._Element, list[etree._Element]]
"""Element -> those in it that look like one star each."""


def _marks(signs: Signs) -> list[Mark]:
    found: dict[etree._Element, _Shown] = {}
    units: _Units = {}
    for element in signs.starry[: 4 * MAX_MARKS]:
        if read := _read(element):
            found[element] = read
        parent = element.getparent()
        if parent is not None and (is_star(element) or element.get("data-rating") or element.get("data-score")):
            units.setdefault(parent, []).append(element)
        elif _holds_row(element):
            units.setdefault(element, list(element))
    _settle_scales(found)
    _add_written(signs, found, units)
    for parent, members in units.items():
        _sum_up(parent, list(dict.fromkeys(members)), found)
    _lay_over(found)
    _add_chosen(signs, found)
    _add_numbers_beside(found)
    return _outermost(found)


def _holds_row(element: etree._Element) -> bool:
    """Whether an element holds nothing but what may be stars: drawings, or like elements without a text."""
    if not 3 <= len(element) <= MAX_ROW or len({child.tag for child in element}) > 1:
        return False
    if element[0].tag == "svg":
        return len(element) == 5
    return element[0].tag in ("i", "span") and not any(
        (child.text or "").strip(_GLYPHS + " ") or (child.tail or "").strip() for child in element
    )


_RAW = ("class", "name of a picture")
"""Ways that read a number whose scale the page alone can settle."""


def _settle_scales(found: dict[etree._Element, _Shown]) -> None:
    """Put numbers of class names and pictures on their scale: those of one page share it ("s50" beside "s48" are tenths,
    "stars-80" beside "stars-100" per cent); a number that fits several stays unread."""
    for way in _RAW:
        raw = {element: shown.value for element, shown in found.items() if shown.way == way and shown.value is not None}
        scale = _scale_of(set(raw.values()))
        for element, number in raw.items():
            if scale is None:
                found[element] = _Shown(None, None, way, "not legible")
            elif number:
                found[element] = _Shown(round(number / scale[0], 2), scale[1], way)
            else:
                found[element] = _Shown(None, None, _UNRATED)


def _scale_of(numbers: set[float]) -> tuple[float, float] | None:
    """(what to divide by, maximum) of numbers that one page writes in one way; None if they leave it open."""
    highest = max(numbers, default=0.0)
    if highest <= 5:
        return 1.0, 5.0
    if highest <= 10:
        return (1.0, 10.0) if numbers - {10.0, 0.0} else None
    sizes = len(numbers) == 1 and highest % 5 != 0  # "icon-star-24" tells a size
    if sizes:
        return None
    return (10.0, 5.0) if highest <= 50 else (20.0, 5.0)


def _add_written(signs: Signs, found: dict[etree._Element, _Shown], units: _Units) -> None:
    """Add the ratings that texts show; a lone star in an element is one of several."""
    for element, text, is_tail in signs.written[: 2 * MAX_MARKS]:
        if (parent := element.getparent()) is None:
            continue
        drawn = element.tag == "title" and parent.tag == "svg"  # what a drawing is called says what it shows
        holder = parent if is_tail or drawn else element
        if holder.tag in _NO_TEXT or _counts_pages(holder):
            continue
        if _scale_alone().fullmatch(text):
            text = _before_scale(element, is_tail) + text
        if not (read := _text_mark(text)):
            continue
        if not is_tail and read.maximum is None and any(char in text for char in _GLYPHS):
            units.setdefault(parent, []).append(element)
        found.setdefault(holder, read._replace(way="text"))


def _before_scale(element: etree._Element, is_tail: bool) -> str:
    """The number that stands before a scale in an element of its own ("8" before "/10")."""
    before = element if is_tail else element.getprevious()
    if before is None:
        parent = element.getparent()
        return (parent.text or "") if parent is not None else ""
    return _short_text(before, 1) or (before.tail or "" if not is_tail else "")


def _counts_pages(element: etree._Element) -> bool:
    """Whether "1 / 5" in an element says which page or picture is shown."""
    return not box_names("pages").isdisjoint(words_of(element.get("class") or ""))


def _sum_up(parent: etree._Element, group: list[etree._Element], found: dict[etree._Element, _Shown]) -> None:
    """Put the sum of stars side by side in the place of what each of them shows."""
    if not 3 <= len(group) <= MAX_ROW:
        return
    value = row_of(group)
    if value == 0 and numbers_of(group) is None:
        return
    for child in group:
        found.pop(child, None)
    held = found.get(parent)
    if held is not None and held.value is not None and (held.way in _EXACT or value is None or all_alike(group)):
        return
    if value is not None:
        found[parent] = _Shown(value, float(len(group)) if len(group) in (5, 10) else None, "icons")
    elif not _asks_for_rating(parent) and not all_alike(group):
        found[parent] = _Shown(None, None, "icons", "not legible")


_EXACT = frozenset({"data attribute", "label", "style variable", "meter", "width of a bar"})
"""Ways that say a mean to its decimals, where stars side by side are rounded."""


def _lay_over(found: dict[etree._Element, _Shown]) -> None:
    """Read two rows of stars over each other as one, by how far the upper is cut off."""
    rows: dict[etree._Element, list[etree._Element]] = {}
    for element, shown in found.items():
        if shown.way in ("text", "icons") and shown.maximum in (None, 5, 10):
            for parent in _near(element, 2):
                rows.setdefault(parent, []).append(element)
    for holder, pair in rows.items():
        pair = [element for element in pair if element in found]
        if len(pair) == 2 and _are_rows(pair, holder):
            _join_rows(holder, pair, found)
    for element, shown in list(found.items()):
        whole = shown.way in ("text", "icons") and shown.maximum == 5
        if whole and (share := _cut_alone(element)) is not None:
            found[element] = _of_share(share)


def _join_rows(holder: etree._Element, pair: list[etree._Element], found: dict[etree._Element, _Shown]) -> None:
    held = found.get(holder)
    known = held is not None and held.way in _EXACT and held.value
    shown = held if known and held is not None else _of_share(share_of_rows(pair, holder))
    for element in pair:
        found.pop(element, None)
    found[holder] = shown


_MAX_ROWS = 60
"""Elements of two rows of stars, with the drawings in them."""


def _of_share(share: float | None) -> _Shown:
    if share is None:
        return _Shown(None, None, "icons", "not legible")
    return _Shown(round(share * 5, 2), 5.0, "width of a bar") if share > 0 else _Shown(None, None, "width of a bar")


def _near(element: etree._Element, count: int) -> Iterator[etree._Element]:
    for depth, parent in enumerate(element.iterancestors()):
        if depth >= count:
            return
        yield parent


def _are_rows(pair: list[etree._Element], holder: etree._Element) -> bool:
    """Whether two marks are all that an element holds, and as many stars each."""
    if not _holds_only_stars(holder):
        return False
    stars = [_stars_in(row) for row in pair]
    return stars[0] == stars[1] > 2 and pair[0] not in set(pair[1].iterancestors())


def _holds_only_stars(holder: etree._Element) -> bool:
    if sum(1 for _ in islice(holder.iter(), _MAX_ROWS + 1)) > _MAX_ROWS:
        return False
    said = " ".join(holder.itertext()).split()
    return all(not word.strip(_GLYPHS + "\ufe0f") or LIGATURE.fullmatch(word) for word in said)


def _stars_in(row: etree._Element) -> int:
    said = sum(char in _GLYPHS for char in "".join(row.itertext()))
    return said or sum(1 for child in row if is_star(child)) or len(row)


def _cut_alone(row: etree._Element) -> float | None:
    """The share of a row that is cut off by a style that says so: hidden overflow, or a part laid over another."""
    for node in (row, *_near(row, 1)):
        style = (node.get("style") or "").lower()
        names = words_of(node.get("class") or "")
        laid = "hidden" in style or "absolute" in style or not box_names("laid_over").isdisjoint(names)
        if laid and (cut := cut_of(style)) is not None and not cut[1] and cut[0] <= 1:
            return cut[0]
    return None


def _add_chosen(signs: Signs, found: dict[etree._Element, _Shown]) -> None:
    """Add the ratings that a row of buttons shows by the one that is chosen, outside the forms in which one is asked for."""
    rows: _Units = {}
    for button in signs.chosen[: 4 * MAX_MARKS]:
        if (holder := _holder_of(button)) is not None:
            rows.setdefault(holder, []).append(button)
    for holder, buttons in rows.items():
        if not 3 <= len(buttons) <= MAX_ROW or numbers_of(buttons) is None or _is_open_form(holder, buttons):
            continue
        for inner in list(holder.iterdescendants()):
            found.pop(inner, None)
        if any(map(_is_chosen, buttons)) and (value := row_of(buttons)):
            found[holder] = _Shown(value, float(len(buttons)) if len(buttons) in (5, 10) else None, _CHOSEN)


def _holder_of(button: etree._Element) -> etree._Element | None:
    """What holds a row of buttons, each of which may be in its label."""
    parent = button.getparent()
    inside = parent is not None and parent.tag in ("label", "span", "li") and len(parent) <= 2
    return parent.getparent() if inside and parent is not None else parent


def _is_chosen(button: etree._Element) -> bool:
    return button.get("checked") is not None or button.get("aria-checked") == "true"


_CHOSEN = "chosen button"


def _is_open_form(holder: etree._Element, buttons: list[etree._Element]) -> bool:
    """Whether somebody is to choose here."""
    if holder.get("disabled") is not None or all(button.get("disabled") is not None for button in buttons):
        return False
    return holder.tag == "form" or any(parent.tag == "form" for parent in holder.iterancestors())


_DECIMAL = re.compile(r"\(?([0-9]|10)[.,](\d{1,2})\)?")


def _add_numbers_beside(found: dict[etree._Element, _Shown]) -> None:
    """Take the figure beside a row of stars for its value, where it says the same: stars are rounded."""
    for element, shown in list(found.items()):
        if shown.way not in ("text", "icons") or shown.value is None or _DIGIT.search(element.text or ""):
            continue
        figure = next((figure for text in _beside(element) if (figure := _DECIMAL.fullmatch(text))), None)
        if figure is not None:
            value = float(f"{figure[1]}.{figure[2]}")
            whole = shown.maximum is None or shown.value == shown.maximum
            if value <= (shown.maximum or 10) and (whole or abs(value - shown.value) <= 0.75):
                found[element] = shown._replace(value=value, way="figure beside stars")


def _beside(element: etree._Element) -> Iterator[str]:
    """Short texts right before and behind an element."""
    yield " ".join((element.tail or "").split())
    for other in (element.getnext(), element.getprevious()):
        if other is not None and len(other) == 0:
            yield " ".join((other.text or "").split())


_SCALES = frozenset({None, 3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 20.0, 100.0})
"""Scales in use; "3 of 79" counts things."""
_FORM_WORDS = frozenset({"form", "respond", "fieldset", "input", "picker", "write", "submit"})


def _asks_for_rating(element: etree._Element, way: str = "") -> bool:
    """Whether these stars are to be clicked: they stand in a form's field, not on a review."""
    if way == _CHOSEN:
        return False
    for depth, parent in enumerate(element.iterancestors()):
        if depth >= 4:
            break
        if parent.tag in ("fieldset", "label", "select"):
            return True
        if parent.tag == "div" and not _FORM_WORDS.isdisjoint(words_of(parent.get("class") or "")):
            return True
    names = words_of(element.get("class") or "")
    return not _FORM_WORDS.isdisjoint(names) or next(element.iter("input"), None) is not None


def _outermost(found: dict[etree._Element, _Shown]) -> list[Mark]:
    """Without marks inside marks (a label on the outside says what the bar inside shows)."""
    marks = []
    for element, shown in found.items():
        inside = False
        for depth, parent in enumerate(element.iterancestors()):
            if depth >= 6:
                break
            if parent in found and len(parent) <= 12:
                inside = True
                if found[parent].value is None:
                    found[parent] = shown
                break
        if not inside:
            marks.append(element)
    return [
        Mark(element, shown.value, shown.maximum, _is_alone(element, shown.way), shown.way, shown.unread)
        for element in marks[:MAX_MARKS]
        if (shown := found[element]).maximum in _SCALES and not _asks_for_rating(element, shown.way)
    ]


_DIGITS_OF_RATING = 3
"""As many as "4.5" beside "5" has; a day with its year has more."""


def _is_alone(element: etree._Element, way: str) -> bool:
    text = " ".join(str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).split())
    if way == "icons" and sum(char.isdigit() for char in text) > _DIGITS_OF_RATING:
        return False  # a day stands beside the stars, in the element that holds them
    return not text.strip(_GLYPHS + " ") or (len(text) <= _MAX_TEXT and element.tag not in ("td", "li", "p", "tr"))


_Rating = tuple[float | None, float | None]
"""Value and the scale's maximum, as far as they are known."""


class _Element:
    """An element that may show a rating. `starry`: its class names stars or a rating."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        names = words_of(f"{element.get('class') or ''} {hook_of(element)}")
        self.starry: bool = (
            not _RATING_WORDS.isdisjoint(names) or not box_names("stars").isdisjoint(names) or _is_points(names)
        )


_RATING_WORDS = frozenset({"rated", "score", "rate"})


def _is_points(words: tuple[str, ...]) -> bool:
    """Whether a name is of points that somebody gave ("review-points"): others are earned and spent."""
    return any(one in ("review", "user", "rating") and other in ("point", "points") for one, other in pairwise(words))


def _read(element: etree._Element) -> _Shown | None:
    """What one element alone says: a data attribute, a label, a class, the width of a bar, a picture's name."""
    if element.tag in _NO_RATING:
        return None
    shown = _Element(element)
    reading = _RATINGS.read(shown)
    if reading is not None:
        return _Shown(*reading.value, reading.way)
    return _without_value(shown)


_RATED = frozenset({"data-rating", "data-score", "data-stars", "data-rating-value", "data-star-rating"})
"""Attributes that are of ratings, whatever their element is called."""


def _without_value(shown: _Element) -> _Shown | None:
    """What an element shows that is there for a rating and holds none: its own scale does not hold it, or it says that
    nobody rated ("0", "N/A", a bar of no width). It says where a review is all the same."""
    attributes = (*_DATA, *_LABELS) if shown.starry else _RATED
    said = [text for name in attributes if (text := (shown.element.get(name) or "").strip())]
    if shown.starry and (text := _short_text(shown.element, 1)):
        said.append(text)
    if any(map(outside_scale, said)):
        return _Shown(None, None, "text", "outside its scale")
    unrated = any(map(_says_unrated, said)) or (shown.starry and _is_empty_bar(shown.element))
    return _Shown(None, None, _UNRATED) if unrated else None


_UNRATED = "no rating"


def _says_unrated(text: str) -> bool:
    if len(text) > _MAX_TEXT:
        return False
    inner = _around_value().sub("", text).strip()
    return is_no_rating(text) or says_zero(text) or (bool(inner) and is_no_rating(inner))


@cache
def _around_value() -> re.Pattern[str]:
    """What may be around a rating in a label: "Rated ", " out of 5 stars"."""
    said = "|".join(map(re.escape, sorted(all_words(extract, lambda file: file.ratings.said), key=len, reverse=True)))
    return re.compile(rf"^(?:{said})\s?:?\s|\s?(?:{of_scale()})\s?(?:5|10|20|100)\b.*$", re.IGNORECASE)


def _is_empty_bar(element: etree._Element) -> bool:
    """Whether a bar of stars, or one in it, is cut off whole."""
    bars = (element, *(child for child in element if child.tag in ("span", "div", "i", "b")))
    return any(cut_of(bar.get("style") or "") in ((0.0, ""), (0.0, "px")) for bar in bars)


def _by_data(shown: _Element) -> _Rating | None:
    for name in _DATA:
        if (written := shown.element.get(name)) and (shown.starry or name != "data-value"):
            found = parse_rating(written)
            if found and found[0] > 0 and (found[1] or found[0] <= 10):
                return found
    return _by_data_named(shown.element) if shown.starry else None


def _by_data_named(element: etree._Element) -> _Rating | None:
    """What a data attribute of another name says ("data-grade", "data-review-note"), where it does not number stars side by
    side."""
    parent = element.getparent()
    for name, value in element.items():
        words = set(words_of(name)) if name.startswith("data-") and len(value) <= _MAX_NUMBER else set()
        if words.isdisjoint(box_names("graded")) or not words.isdisjoint(box_names("not_graded")):
            continue
        if parent is not None and sum(other.get(name) is not None for other in parent) > 1:
            continue
        found = parse_rating(value)
        if found and found[0] > 0 and (found[1] or found[0] <= 10):
            return found
    return None


def _by_label(shown: _Element) -> _Rating | None:
    for name in _LABELS:
        label = shown.element.get(name)
        if not label or len(label) > _MAX_TEXT:
            continue
        if len(_GLYPH.findall(label)) > 2 and (found := parse_rating(label)) and found[0] > 0:
            return found
        if digit := _DIGIT.search(label):
            found = parse_rating(label)
            rated = _rated_with().match(label.lower()) is not None
            if found is None and (rated or not _ends_before_scale().search(label[: digit.start()])):
                found = parse_rating(label[digit.start() :])  # "Rating: 4.5", but not "Rated N/A out of 5"
            if found and found[0] > 0 and _is_stars(found[1], label, shown):
                return found
    return None


@cache
def _ends_before_scale() -> re.Pattern[str]:
    """The words before a scale's maximum, at the end of a text."""
    return re.compile(rf"(?:{of_scale()})\W{{0,3}}\Z", re.IGNORECASE)


def _is_stars(maximum: float | None, label: str, shown: _Element) -> bool:
    """Whether a number in a label is of stars, not of things or per cent."""
    return maximum != 100 and (maximum is not None or shown.starry or _says_stars(label))


def _by_class(shown: _Element) -> _Rating | None:
    """The number of a class name as it is written: `_settle_scales` says of what."""
    names = CAMEL.sub("-", shown.element.get("class") or "").lower()
    match = _CLASS_VALUE.search(names) if not names.startswith("col ") and " col" not in names else None
    return (float(re.sub("[_-]", ".", match[1])), None) if match else None


def _by_variable(shown: _Element) -> _Rating | None:
    """What a style gives to its style sheet: "--rating: 4.8", "--percent: 96%"."""
    style = (shown.element.get("style") or "").lower()[:300]
    match = _VARIABLE.search(style) if "--" in style else None
    if match is None:
        return None
    value, unit = float(match[1]), match[2] or ""
    if unit == "%" or (not unit and value > 10):
        return (round(value / 20, 2), 5.0) if 0 < value <= 100 else None
    stated = _VARIABLE_MAX.search(style)
    maximum = float(unit.strip("/ ")) if unit else float(stated[1]) if stated else None
    return (value, maximum) if 0 < value <= (maximum or 10) else None


def _by_meter(shown: _Element) -> _Rating | None:
    """What a gauge shows."""
    names = ("value", "max") if shown.element.tag == "meter" else ("aria-valuenow", "aria-valuemax")
    value, maximum = (parse_rating(shown.element.get(name) or "") for name in names)
    if value is None or maximum is None or not 0 < value[0] <= maximum[0]:
        return None
    return value[0], maximum[0]


def _by_width(shown: _Element) -> _Rating | Stop | None:
    """By the width of the bar that the element is or holds."""
    inside = [child for child in shown.element if child.tag in ("span", "div", "i", "b")]
    if sum(cut_of(child.get("style") or "") is not None for child in inside) > 2:
        return None  # a star each
    bars = (shown.element, *inside)
    return next((share for bar in bars if (share := _share(bar)) is not None), None)


def _share(element: etree._Element) -> _Rating | Stop | None:
    """Of five stars as many as the width of a bar says; STOP where its width is no share."""
    cut = cut_of(element.get("style") or "")
    if cut is None or cut[1]:
        return None
    return (round(cut[0] * 5, 2), 5.0) if 0 < cut[0] <= 1 else STOP


def _by_picture(shown: _Element) -> _Rating | Stop | None:
    element = shown.element
    match = _PICTURE_VALUE.search((element.get("src") or "")[-60:]) if element.tag == "img" else None
    if not match:
        return None
    written = re.sub("[_-]", ".", match[1] or match[2])
    return (float(written), None) if float(written) else STOP


def _by_scale(shown: _Element) -> _Rating | None:
    """What an element says with its scale: a number in its class may be that scale ("rating-10")."""
    found = _by_parts(shown)
    return found if found is not None and found[1] is not None else None


def _by_parts(shown: _Element) -> _Rating | None:
    element = shown.element
    said = _text_mark(_short_text(element)) if len(element) <= 6 else None
    if said is not None and said.value is not None:
        return said.value, said.maximum
    return _value_and_scale(element) if 1 <= len(element) <= 6 else None


def _value_and_scale(element: etree._Element) -> _Rating | None:
    """A value and its scale in two elements, the scale's named so: 8 and, as "best", 10."""
    values: list[float] = []
    scales: list[float] = []
    for node in element.iter():
        text = (node.text or "").strip()
        number = _bare_number(node, text) if text else None
        if number is not None:
            (values if box_names("scale").isdisjoint(words_of(node.get("class") or "")) else scales).append(number)
        elif text:
            return None
    if len(values) != 1 or len(scales) != 1 or not 0 < values[0] <= scales[0]:
        return None
    return values[0], scales[0]


def _bare_number(node: etree._Element, text: str) -> float | None:
    """The number that is all that an element says."""
    found = parse_rating(text.strip("()/ ")) if len(node) == 0 and len(text) <= 8 else None
    return found[0] if found is not None and found[1] is None else None


def _by_number(shown: _Element) -> _Rating | None:
    """The number that is all the text of an element; with decimals where drawings, or a word for it, stand beside it."""
    element = shown.element
    if len(element) > MAX_ROW + 1 or not _COUNTING.isdisjoint(words_of(element.get("class") or "")):
        return None
    texts = [text for said in islice(element.itertext(), 2 * MAX_ROW) if (text := said.strip())]
    figures = [text for text in texts if _DIGIT.search(text)]
    if (
        len(figures) != 1
        or len(texts) > 2
        or len(figures[0]) > 4
        or (len(element) and not _DECIMAL.fullmatch(figures[0]))
    ):
        return None
    found = parse_rating(figures[0])
    return found if found and 0 < found[0] <= 10 else None


_COUNTING = frozenset({"count", "counts", "like", "likes", "liked", "vote", "votes", "helpful", "useful", "thanks"})
"""Words of elements whose number counts something, whatever they are part of ("rating__like-count")."""


_RATINGS = Ways[_Element, _Rating](
    "reviews.rating of an element",
    Way("data attribute", _by_data),
    Way("label", _by_label),
    Way("style variable", _by_variable),
    Way("meter", _by_meter),
    # Changes no result known: it spares most elements the ways behind it.
    Way("names no stars", lambda shown: None if shown.starry or shown.element.tag == "img" else STOP),
    Way("text with its scale", _by_scale),
    Way("class", _by_class),
    Way("width of a bar", _by_width),
    Way("name of a picture", _by_picture),
    Way("text in parts", _by_parts),
    Way("number alone", _by_number),
)


def _short_text(element: etree._Element, least: int = 3) -> str:
    """Text of a small element ("4,8 von 5,0" in parts); '' if there is more, or less than `least` letters."""
    parts: list[str] = []
    for number, text in enumerate(element.itertext()):
        if number > 30 or len(text) > 40:
            return ""
        parts.append(text)
    text = " ".join(" ".join(parts).split())
    return text if least <= len(text) <= 40 or least > 30 >= len(text) else ""


def _says_stars(label: str) -> bool:
    lower = label.lower()
    if _rated_with().match(lower):
        return True
    named = not box_names("stars").isdisjoint(_WORD.findall(lower)) or any(word in lower for word in _labels())
    return named or stars_said(label) is not None


@cache
def _rated_with() -> re.Pattern[str]:
    """A label that says a rating with decimals: "Scored 9.0", "Oceniony na 9,0"."""
    said = "|".join(map(re.escape, sorted(all_words(extract, lambda file: file.ratings.said), key=len, reverse=True)))
    return re.compile(rf"(?:{said})\W{{0,3}}((?:\d|10)[.,]\d)\W{{0,2}}$")


def _text_mark(text: str) -> _Shown | None:
    """The rating a short text says or shows; without a value where there is one that cannot be read."""
    text = " ".join(text.split())
    if not text or len(text) > _MAX_TEXT:
        return None
    if any(char in text for char in _GLYPHS):
        found = parse_rating(text)
        return _Shown(*found) if found and found[0] > 0 else _Shown(None, None) if len(text) <= 10 else None
    if len(text) > 40 or _pages().search(text) or says_date(text):
        return None
    return _of_scale(text) if _scaled_text().search(text) else _in_words(text)


def _of_scale(text: str) -> _Shown | None:
    found = parse_rating(text)
    if found is None and outside_scale(text):
        return _Shown(None, None, "text", "outside its scale")
    if found is None or found[1] not in (5, 10, 20, 100):
        return None
    return _Shown(*found) if found[0] > 0 else _Shown(None, None)


def _scored(text: str) -> float | None:
    """The rating of a text that is a word for one and its value with decimals: "Scored 9.0"."""
    said = text.strip()
    if len(said) > _MAX_TEXT or not said[-1:].isdigit() or said[0].isdigit() or not ("." in said or "," in said):
        return None
    match = _rated_with().match(said.lower())
    return float(match[1].replace(",", ".")) if match else None


def _in_words(text: str) -> _Shown | None:
    value = stars_said(text) or _scored(text)
    return _Shown(value, None) if value is not None and 0 < value <= 10 else None
