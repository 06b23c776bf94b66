"""Where a page shows a rating to its reader: stars as glyphs, icons or bars, labels for screen readers, "4/5"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.ratings import of_scale, parse_rating
from crawlers.extract.page.rules import STOP, Stop, Way, Ways
from data.languages import all_words, extract

MAX_MARKS = 4_000
"""Marks read of one page: more than any list shows; a hostile page could hold millions."""
_MAX_TEXT = 60
_DATA = ("data-rating", "data-score", "data-stars", "data-rate", "data-rating-value", "data-star-rating", "data-value")
_LABELS = ("aria-label", "title", "alt", "data-tooltip", "data-original-title")
_GLYPHS = "★☆⭐✩⯪⯨✭✮"
_GLYPH = re.compile(f"[{_GLYPHS}]")
_STAR_PARTS = re.compile(r"star|Star|rating|Rating|rate|[sS]core|bubble|[sS]tern|etoile|estrella|bewertung|stelle")
_REVIEW_PARTS = re.compile(
    r"eview|estimonial|pinion|ezension|ewertung|[aA]vis|resena|tsiliepim|eedback|kundenstimme|emoignage|ecension|eoordeling"
    r"|danh-?gia|nhan-?xet|anmeldelse|(?:^|\s)tip(?:\s|$)"
)
_TEXTS = etree.XPath("descendant::text()", smart_strings=False)
_MAX_WRITTEN = 120
"""Characters: what is longer says more than a rating."""
_NO_TEXT = frozenset({"script", "style", "title", "noscript", "option", "textarea"})
_WIDTH = re.compile(r"(?:^|[;\s])width\s{0,3}:\s{0,3}(\d{1,3}(?:\.\d{1,6})?)\s{0,3}%")
_CLASS_VALUE = re.compile(
    r"(?:^|[\s_-])(?:rating|stars?|rated|score|bubble|s|a-star|rate|note|stern|sterne)[_-]{0,2}"
    r"(100|[0-5][05]|[0-9](?:[.-]5)?)(?:[_-]?stars?)?(?=[\s_-]|$)"
)
_PICTURE_VALUE = re.compile(r"(?:stars?|rating|sterne?|etoiles?)[/_-]?([0-5](?:[._-]?[05])?)(?:[_.-]|$)", re.IGNORECASE)
_NO_RATING = frozenset({
    "input", "select", "option", "form", "label", "script", "style", "svg", "link", "meta", "body",
})  # fmt: skip
"""Elements that show no rating, whatever they say."""
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Mark:
    """A rating as shown: where, its value and its scale's maximum as far as the page tells (None: not told). `alone`: the
    element holds nothing else. `way`: how it was read, by the names in `_RATINGS` or "text" or "icons"."""

    element: etree._Element
    value: float | None
    maximum: float | None
    alone: bool = True
    way: str = ""


class _Shown(NamedTuple):
    """A rating as read: value, its scale's maximum, and the way it was read in."""

    value: float | None
    maximum: float | None
    way: str = ""


@cache
def tables() -> dict[str, Any]:
    """The words of class names: `roles.toml`."""
    return tomllib.loads(resources.files("crawlers.extract.reviews").joinpath("roles.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def words_of(names: str) -> tuple[str, ...]:
    """Words of a class attribute, lower case: "ReviewCard_author-name" -> review, card, author, name."""
    return tuple(_WORD.findall(_CAMEL.sub(" ", names[:300]).replace("_", " ").lower()))


@cache
def _scaled_sign() -> re.Pattern[str]:
    """What any rating of a scale has ("/5", "von 10"); of 20 and 100 only with a slash."""
    return re.compile(rf"(?:{of_scale()}) ?(?:5|10)|/(?:20|100)")


@cache
def _scaled_text() -> re.Pattern[str]:
    return re.compile(rf"\d\s{{0,2}}(?:{of_scale()})\s{{0,2}}(?:5|10|20|100)(?!\d)")


@cache
def _no_rating() -> re.Pattern[str]:
    """Pages and dates: "Page 1 of 5", "2/5/2015"."""
    pages = "|".join(map(re.escape, all_words(extract, lambda file: file.ratings.pages)))
    return re.compile(rf"{pages}|\d\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?\d", re.IGNORECASE)


@cache
def _labels() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.ratings.labels)


@cache
def _star_words() -> frozenset[str]:
    return frozenset(tables()["boxes"]["stars"])


@dataclass
class Signs:
    """What the page shows at a glance, in document order: elements that may show a rating (`starry`), whose own text or
    tail may (`written`: element, text, whether its tail), whose class says review (`named`), and the body's text."""

    starry: list[etree._Element] = field(default_factory=list)
    written: list[tuple[etree._Element, str, bool]] = field(default_factory=list)
    named: list[etree._Element] = field(default_factory=list)
    text: str = ""


_cache: WeakKeyDictionary[Page, tuple[Signs, list[Mark]]] = WeakKeyDictionary()
_STARRY, _NAMED = 1, 2


@lru_cache(maxsize=8192)
def _class_signs(names: str) -> int:
    return (_STARRY if _STAR_PARTS.search(names) else 0) | (_NAMED if _REVIEW_PARTS.search(names) else 0)


def signs_of(page: Page) -> Signs:
    """The one pass over the tree that tells cheaply where ratings and reviews may be; made once a page."""
    return _read_once(page)[0]


def marks_of(page: Page) -> list[Mark]:
    """All rating marks of the page in document order, at most MAX_MARKS; what stands inside another is part of it."""
    return _read_once(page)[1]


def _read_once(page: Page) -> tuple[Signs, list[Mark]]:
    found = _cache.get(page)
    if found is None:
        signs = _look_for_signs(page)
        found = _cache[page] = signs, _marks(signs)
    return found


def _look_for_signs(page: Page) -> Signs:
    signs = Signs()
    body = page.root.find("body")
    if body is None:
        return signs
    signs.text = str(etree.tostring(body, method="text", encoding="unicode", with_tail=False))
    starry = _look_at_classes(page, signs)
    starry.update(_look_at_attributes(page))
    signs.starry = [starry[place] for place in sorted(starry)]
    signs.starry += _rows_of_pictures(body, set(signs.starry))
    signs.written = _written(body, glyphs=any(glyph in signs.text for glyph in _GLYPHS))
    return signs


def _look_at_classes(page: Page, signs: Signs) -> dict[int, etree._Element]:
    """Elements whose class says star, by their place; those whose class says review are noted in `signs`."""
    starry: dict[int, etree._Element] = {}
    telling = {names: flags for names in frozenset(page.class_values) if (flags := _class_signs(names))}
    for (place, element), names in zip(page.holders["class"], page.class_values, strict=True) if telling else ():
        flags = telling.get(names, 0)
        if flags & _NAMED:
            signs.named.append(element)
        if flags & _STARRY:
            starry[place] = element
    return starry


def _look_at_attributes(page: Page) -> Iterator[tuple[int, etree._Element]]:
    """Elements whose other attributes may show a rating, with their places."""
    for name in ("data-rating", "data-score", "data-stars"):
        yield from page.holders[name]
    for name in ("title", "aria-label", "alt"):
        for place, element in page.holders[name]:
            if len(label := element.get(name, "")) < _MAX_TEXT and _DIGIT.search(label):
                yield place, element
    for place, element in page.holders["src"]:
        if element.tag == "img" and _STAR_PARTS.search(element.get("src", "")[-_MAX_TEXT:]):
            yield place, element


def _written(body: etree._Element, *, glyphs: bool) -> list[tuple[etree._Element, str, bool]]:
    """The texts that may say a rating or, where the page has `glyphs` at all, show one in stars."""
    # Scripts are the larger part of many texts, and to look at each element costs more than to read all short texts.
    short = [content for content in (*_TEXTS(body), body.tail or "") if "5" in content or "0" in content]
    if not glyphs and not _scaled_sign().search("\n".join([text for text in short if len(text) <= _MAX_WRITTEN])):
        return []
    found = []
    for element in body.iter():
        if (text := element.text) and _may_rate(text, glyphs):
            found.append((element, text, False))
        if (text := element.tail) and _may_rate(text, glyphs):
            found.append((element, text, True))
    return found


def _rows_of_pictures(body: etree._Element, known: set[etree._Element]) -> list[etree._Element]:
    """Elements that hold five drawings and nothing else."""
    rows = []
    for drawing in body.iter("svg"):
        if drawing.getprevious() is None and drawing not in known:
            parent = drawing.getparent()
            if parent is not None and len(parent) == 5 and parent[4].tag == "svg":
                rows.append(parent)
    return rows


def _may_rate(content: str, glyphs: bool) -> bool:
    """Whether a text may say a rating ("4/5") or, where the page has `glyphs` at all, show one in stars."""
    if len(content) > _MAX_WRITTEN:
        return False
    scaled = ("5" in content or "0" in content) and _scaled_sign().search(content) is not None
    return scaled or (glyphs and not content.isascii() and _GLYPH.search(content) is not None)


_Units = dict[etree._Element, list[etree._Element]]
"""Element -> those in it that look like one star each."""


def _marks(signs: Signs) -> list[Mark]:
    found: dict[etree._Element, _Shown] = {}
    units: _Units = {}
    for element in signs.starry[: 4 * MAX_MARKS]:
        if read := _read(element):
            found[element] = read
        parent = element.getparent()
        if parent is not None and _is_unit(element):
            units.setdefault(parent, []).append(element)
        elif len(element) == 5 and element[0].tag == "svg":
            units.setdefault(element, list(element))
    _add_written(signs, found, units)
    for parent, members in units.items():
        _sum_up(parent, list(dict.fromkeys(members)), found)
    return _outermost(found)


def _add_written(signs: Signs, found: dict[etree._Element, _Shown], units: _Units) -> None:
    """Add the ratings that texts show; a lone star in an element is one of several."""
    for element, text, is_tail in signs.written[: 2 * MAX_MARKS]:
        parent = element.getparent()
        if parent is None or (parent if is_tail else element).tag in _NO_TEXT or not (read := _text_mark(text)):
            continue
        if not is_tail and read[1] is None:
            units.setdefault(parent, []).append(element)
        found.setdefault(parent if is_tail else element, _Shown(*read, "text"))


def _sum_up(parent: etree._Element, group: list[etree._Element], found: dict[etree._Element, _Shown]) -> None:
    """Put the sum of stars side by side in the place of what each of them shows."""
    if not 3 <= len(group) <= 10:
        return
    labelled = all(child.get("aria-label") or child.get("title") for child in group)
    values = [found[child].value if child in found else None for child in group]
    if labelled and values == list(range(1, len(group) + 1)):
        for child in group:
            del found[child]  # "1 of 5", "2 of 5" ...: stars to be clicked
    elif read := _icons(group):
        for child in group:
            found.pop(child, None)
        found[parent] = _Shown(*read, "icons")


_SCALES = frozenset({None, 3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 20.0, 100.0})
"""Scales in use; "3 of 79" counts things."""
_FORM_WORDS = frozenset({"form", "respond", "fieldset", "input", "picker", "write", "submit"})


def _asks_for_rating(element: etree._Element) -> bool:
    """Whether these stars are to be clicked: they stand in a form's field, not on a review."""
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
        Mark(element, found[element].value, found[element].maximum, _is_alone(element), found[element].way)
        for element in marks[:MAX_MARKS]
        if found[element].maximum in _SCALES and not _asks_for_rating(element)
    ]


def _is_alone(element: etree._Element) -> bool:
    text = " ".join(str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).split())
    return not text.strip(_GLYPHS + " ") or (len(text) <= _MAX_TEXT and element.tag not in ("td", "li", "p", "tr"))


_Rating = tuple[float | None, float | None]
"""Value and the scale's maximum, as far as they are known."""


class _Element:
    """An element that may show a rating. `starry`: its class names stars or a rating."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        names = words_of(element.get("class") or "")
        self.starry = not _star_words().isdisjoint(names) or "rated" in names or "score" in names or "rate" in names


def _read(element: etree._Element) -> _Shown | None:
    """What one element alone says: a data attribute, a label, a class, the width of a bar, a picture's name."""
    if element.tag in _NO_RATING:
        return None
    reading = _RATINGS.read(_Element(element))
    return _Shown(*reading.value, reading.way) if reading else None


def _by_data(shown: _Element) -> _Rating | None:
    for name in _DATA:
        if (written := shown.element.get(name)) and (shown.starry or name != "data-value"):
            found = parse_rating(written)
            if found and found[0] > 0 and (found[1] or found[0] <= 10):
                return found
    return None


def _by_label(shown: _Element) -> _Rating | None:
    for name in _LABELS:
        label = shown.element.get(name)
        if label and len(label) <= _MAX_TEXT and (digit := _DIGIT.search(label)):
            found = parse_rating(label) or parse_rating(label[digit.start() :])  # "Rated 4 out of 5"
            if found and found[0] > 0 and _is_stars(found[1], label, shown):
                return found
    return None


def _is_stars(maximum: float | None, label: str, shown: _Element) -> bool:
    """Whether a number in a label is of stars, not of things or per cent."""
    return maximum != 100 and (maximum is not None or shown.starry or _says_stars(label))


def _by_class(shown: _Element) -> _Rating | None:
    match = _CLASS_VALUE.search(_CAMEL.sub("-", shown.element.get("class") or "").lower())
    value = float(match[1].replace("-", ".")) if match else 0.0
    return ((value / 20 if value > 50 else value / 10 if value > 5 else value), 5.0) if value else None


def _by_width(shown: _Element) -> _Rating | Stop | None:
    """By the width of the bar that the element is or holds."""
    bars = (shown.element, *(child for child in shown.element if child.tag in ("span", "div", "i", "b")))
    return next((share for bar in bars if (share := _share(bar)) is not None), None)


def _share(element: etree._Element) -> _Rating | Stop | None:
    """Of five stars as many as the width of a bar says; STOP where its width is no share."""
    match = _WIDTH.search((element.get("style") or "").lower())
    if not match:
        return None
    share = float(match[1])
    return (round(share / 20, 2), 5.0) if 0 < share <= 100 else STOP


def _by_picture(shown: _Element) -> _Rating | Stop | None:
    element = shown.element
    match = _PICTURE_VALUE.search((element.get("src") or "")[-60:]) if element.tag == "img" else None
    if not match:
        return None
    value = float(match[1].replace("-", ".").replace("_", "."))
    value = value / 10 if value > 5 else value
    return (value, 5.0) if value else STOP


def _by_parts(shown: _Element) -> _Rating | None:
    said = _text_mark(_short_text(shown.element)) if len(shown.element) <= 6 else None
    return said if said is not None and said[0] is not None else None


def _by_number(shown: _Element) -> _Rating | None:
    text = (shown.element.text or "").strip()
    found = parse_rating(text) if 1 <= len(text) <= 4 and len(shown.element) == 0 else None
    return found if found and 0 < found[0] <= 10 else None


_RATINGS = Ways[_Element, _Rating](
    "reviews.rating of an element",
    Way("data attribute", _by_data),
    Way("label", _by_label),
    # Changes no result known: it spares most elements the ways behind it.
    Way("names no stars", lambda shown: None if shown.starry or shown.element.tag == "img" else STOP),
    Way("class", _by_class),
    Way("width of a bar", _by_width),
    Way("name of a picture", _by_picture),
    Way("text in parts", _by_parts),
    Way("number alone", _by_number),
)


def _short_text(element: etree._Element) -> str:
    """Text of a small element ("4,8 von 5,0" in parts); '' if there is more."""
    parts: list[str] = []
    for number, text in enumerate(element.itertext()):
        if number > 12 or len(text) > 40:
            return ""
        parts.append(text)
    text = " ".join(" ".join(parts).split())
    return text if 3 <= len(text) <= 40 else ""


def _says_stars(label: str) -> bool:
    lower = label.lower()
    return not _star_words().isdisjoint(_WORD.findall(lower)) or any(word in lower for word in _labels())


def _text_mark(text: str) -> _Rating | None:
    text = " ".join(text.split())
    if not text or len(text) > _MAX_TEXT:
        return None
    if any(char in text for char in _GLYPHS):
        found = parse_rating(text)
        return found if found and found[0] > 0 else (None, None) if len(text) <= 10 else None
    if len(text) <= 40 and _scaled_text().search(text) and not _no_rating().search(text):
        found = parse_rating(text)
        return found if found and found[0] > 0 and found[1] in (5, 10, 20, 100) else None
    return None


def _is_unit(element: etree._Element) -> bool:
    """Whether this looks like one star of several side by side."""
    if len(element) > 3 or element.tag in ("input", "form", "ul", "table", "select"):
        return False
    names = words_of(element.get("class") or "")
    return "star" in names or "stern" in names or (("rating" in names or "stars" in names) and element.tag != "div") or (
        element.tag == "img" and "star" in (element.get("src") or "") + (element.get("alt") or "").lower()
    )  # fmt: skip


def _icons(group: list[etree._Element]) -> _Rating | None:
    """Sum of how full each of the stars is; the scale is their number if 5 or 10."""
    if len({child.tag for child in group}) > 1:
        return None
    value = _sum_of([_look(child) for child in group])
    if value <= 0:
        return None
    return value, float(len(group)) if len(group) in (5, 10) else None


def _sum_of(looks: list[tuple[str, ...]]) -> float:
    """How many stars are full, by what each looks like; 0 if they cannot be stars."""
    fills = [_fill(look) for look in looks]
    known = [fill for fill in fills if fill is not None]
    alike = len(known) == len(fills) and len(set(fills)) == 1 and len(set(looks)) == 2
    if known and not alike:
        other = 0.0 if max(known) > 0.5 and None in fills else 1.0
        return sum(other if fill is None else fill for fill in fills)
    return _from_the_left(looks)


def _from_the_left(looks: list[tuple[str, ...]]) -> float:
    """Stars fill from the left: those that look like the first are full. Icons of other things differ more: 0."""
    if sum(a != b for a, b in pairwise(looks)) > 2:
        return 0.0
    return float(next((place for place, look in enumerate(looks) if look != looks[0]), len(looks)))


_LOOKS = ("class", "data-rating", "style", "fill")
_LINKS = ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href")


def _look(star: etree._Element) -> tuple[str, ...]:
    """What a star looks like; `data-rating` is the fourth of it."""
    parts = [str(star.tag), (star.text or "").strip(), *[star.get(name) or "" for name in _LOOKS],
             (star.get("src") or "")[-60:]]  # fmt: skip
    for node in list(star.iterdescendants())[:6]:
        if isinstance(node.tag, str):
            drawn = (node.get("class") or "", node.get("fill") or "", (node.get("d") or "")[:40])
            link = next((link for name in _LINKS if (link := node.get(name))), "")
            parts += [node.tag, (node.text or "").strip(), *drawn, link]
    return tuple(parts)


def _fill(look: tuple[str, ...]) -> float | None:
    if len(look[3]) <= 4 and re.fullmatch(r"[01](?:\.\d+)?", look[3]):
        return float(look[3])
    joined = " ".join(look)
    if match := re.search(r"(?:clip|fill|percent|width)[-: ]{1,3}(\d{1,3})(?:%|\b)", joined):
        return min(int(match[1]), 100) / 100
    for char, fill in (("★", 1.0), ("⭐", 1.0), ("☆", 0.0), ("✩", 0.0), ("⯪", 0.5), ("⯨", 0.5)):
        if char in joined:
            return fill if char not in "★" or _class_fill(joined) is None else _class_fill(joined)
    return _class_fill(joined)


@lru_cache(maxsize=1024)
def _class_fill(joined: str) -> float | None:
    names = set(words_of(joined))
    fill = tables()["fill"]
    if not names.isdisjoint(fill["half"]):
        return 0.5
    if not names.isdisjoint(fill["empty"]):
        return 0.0
    return 1.0 if not names.isdisjoint(fill["full"]) else None
