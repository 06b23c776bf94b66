"""Rows of stars: how many of those side by side are full, and how far a row is cut off by a width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from lxml import etree

from crawlers.extract.reviews.names import tables, words_of

LIGATURE = re.compile(r"(?:star|grade)(?:_[a-z0-9]{1,20}){0,2}")
"""What an icon font's element says for a star."""
MAX_ROW = 10
_MAX_INSIDE = 6
"""Elements in one star that are looked at."""
_NUMBERED = ("data-rating", "data-value", "data-star", "data-index", "data-score", "data-rate", "value", "aria-posinset",
             "aria-label", "title", "alt", "data-original-title", "data-tooltip")  # fmt: skip
_LABELS = frozenset({"aria-label", "title", "alt", "data-original-title", "data-tooltip"})
_CHOSEN = ("aria-checked", "checked", "aria-selected", "aria-current")
_NO_LOOKS = frozenset({"id", "width", "height", "viewbox", "xmlns", "href", "src", "name", "for", "tabindex", "role", "type",
                       "onclick", "value", "loading", "decoding", "srcset"})  # fmt: skip
"""Attributes that do not tell how a star looks, or are looked at apart."""
_LINKS = ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href")
_FLAGS = {"true": 1.0, "false": 0.0, "on": 1.0, "off": 0.0, "yes": 1.0, "no": 0.0}
_INT = re.compile(r"\d{1,2}")
_SHARE = re.compile(r"(?:clip|fill|percent|width|offset)[-: ]{1,3}(\d{1,3}(?:\.\d{1,4})?)(?:%|(?![\w.]))")
_WIDTH = re.compile(r"(?:^|[;\s])width\s{0,3}:\s{0,3}(\d{1,4}(?:\.\d{1,6})?)\s{0,3}(%|px|r?em)?")
_INSET = re.compile(r"inset\(\s{0,3}0(?:px|%)?\s{1,3}(\d{1,3}(?:\.\d{1,6})?)%")
_GRADIENT = re.compile(r"gradient\([^;]{0,80}?(\d{1,3}(?:\.\d{1,6})?)%")
_FONT = re.compile(r"material-(?:icons|symbols)(?:-[a-z]+){0,2}")
"""Names of icon fonts: "outlined" there says how all of it is drawn."""
_GLYPHS = (("★", 1.0), ("⭐", 1.0), ("☆", 0.0), ("✩", 0.0), ("⯪", 0.5), ("⯨", 0.5))
Look = tuple[str, ...]


def is_star(element: etree._Element) -> bool:
    """Whether this looks like one star of several side by side."""
    if len(element) > 3 or element.tag in ("input", "form", "ul", "table", "select"):
        return False
    names = words_of(element.get("class") or "")
    return (
        "star" in names
        or "stern" in names
        or (("rating" in names or "stars" in names) and element.tag != "div")
        or is_ligature(element)
        or (element.tag == "img" and "star" in (element.get("src") or "") + (element.get("alt") or "").lower())
    )


def is_ligature(element: etree._Element) -> bool:
    """Whether an element is a star that an icon font draws for its name."""
    return len(element) == 0 and LIGATURE.fullmatch((element.text or "").strip()) is not None


def numbers_of(group: Sequence[etree._Element]) -> tuple[str, list[int]] | None:
    """The attribute that numbers elements side by side from 1 (or back to it), and their numbers: a star's number is its
    place, not the rating. None if nothing numbers them."""
    count = len(group)
    for name in _NUMBERED:
        found = [_INT.search(child.get(name) or "") for child in group]
        numbers = [int(match[0]) for match in found if match]
        if numbers in (list(range(1, count + 1)), list(range(count, 0, -1))):
            return name, numbers
        if name == "data-index" and numbers == list(range(count)):
            return name, [number + 1 for number in numbers]
    return None


def row_of(group: Sequence[etree._Element]) -> float | None:
    """How many of stars side by side are full: by the one that is chosen, else by how full each looks. 0 if they cannot be
    stars; None if they are, and how full does not show."""
    if len({child.tag for child in group}) > 1:
        return 0.0
    numbered = numbers_of(group)
    if numbered is not None:
        chosen = [number for child, number in zip(group, numbered[1], strict=True) if _is_chosen(child)]
        if len(chosen) == 1:
            return float(chosen[0])
    looks = _looks(group, numbered[0] if numbered else "")
    fills = _shares(group, looks, numbered[0] if numbered else "")
    measured = all(_SHARE.search(" ".join(look)) for look in looks)
    value = _sum_of(looks, fills, measured=measured)
    unknown = len(set(looks)) == 1 and fills == [None] * len(looks)
    return None if numbered is not None and (unknown or not value) else value


def all_alike(group: Sequence[etree._Element]) -> bool:
    """Whether nothing sets one of these stars apart from the others: something around them may say how many are full."""
    return len(set(_looks(group, ""))) == 1


def _is_chosen(star: etree._Element) -> bool:
    return any(star.get(name) in ("true", "checked", "") or (name == "checked" and star.get(name)) for name in _CHOSEN)


def _looks(group: Sequence[etree._Element], number: str) -> list[Look]:
    """What each star looks like, as `name:value` of its attributes and what is in it; what numbers them is left out."""
    apart = _NO_LOOKS | {number} | (_LABELS if number else frozenset())
    names = {name for child in group for name in child.keys()} - apart  # noqa: SIM118
    told = [name for name in sorted(names) if not _is_own(name, group)]
    return [_look(child, told) for child in group]


def _is_own(name: str, group: Sequence[etree._Element]) -> bool:
    """Whether an attribute is another in each of the stars, as an id is: it says nothing of how they look."""
    return name != "class" and len(group) > 3 and len({child.get(name) for child in group}) == len(group)


def _look(star: etree._Element, names: list[str]) -> Look:
    parts = [str(star.tag), (star.text or "").strip(), *(f"{name}:{star.get(name)}" for name in names if star.get(name)),
             (star.get("src") or "")[-60:]]  # fmt: skip
    for node in list(star.iterdescendants())[:_MAX_INSIDE]:
        if isinstance(node.tag, str):
            drawn = (node.get("class") or "", node.get("fill") or "", (node.get("d") or "")[:40], node.get("style") or "",
                     (node.get("src") or "")[-60:])  # fmt: skip
            link = next((link for name in _LINKS if (link := node.get(name))), "")
            parts += [node.tag, (node.text or "").strip(), *drawn, link]
    return tuple(parts)


def _shares(group: Sequence[etree._Element], looks: list[Look], number: str) -> list[float | None]:
    """How full each star is as far as its attributes or its look say it, 0 to 1."""
    for name in sorted({name for child in group for name in child.keys() if name.startswith("data-")} - {number}):  # noqa: SIM118
        if fills := _said_by([child.get(name) for child in group]):
            return list(fills)
    numbers = [_SHARE.search(" ".join(look)) for look in looks]
    highest = max((float(match[1]) for match in numbers if match), default=0.0)
    whole = 1.0 if 0 < highest <= 1 else 100.0
    return [min(float(match[1]) / whole, 1.0) if match else _fill(look)
            for match, look in zip(numbers, looks, strict=True)]  # fmt: skip


def _said_by(values: list[str | None]) -> list[float]:
    """How full stars are by the values of one data attribute; [] if it does not say that."""
    folded = [(value or "").strip().lower().rstrip("%") for value in values]
    if set(folded) <= _FLAGS.keys():
        return [_FLAGS[value] for value in folded]
    if not all(re.fullmatch(r"\d{1,3}(?:\.\d{1,4})?", value) for value in folded):
        return []
    numbers = [float(value) for value in folded]
    if max(numbers) <= 1:
        return numbers
    # 100, 100, 50, 0: per cent; "3, 3, 3" is something else.
    return [number / 100 for number in numbers] if max(numbers) <= 100 and 100 in numbers else []


def _sum_of(looks: list[Look], fills: list[float | None], *, measured: bool = False) -> float:
    """How many stars are full, by what each looks like; 0 if they cannot be stars or fill from neither side. `measured`: a
    figure says how full each is."""
    known = [fill for fill in fills if fill is not None]
    alike = not measured and len(known) == len(fills) and len(set(fills)) == 1 and len(set(looks)) == 2
    if known and not alike:
        other = 0.0 if max(known) > 0.5 and None in fills else 1.0
        full = [other if fill is None else fill for fill in fills]
        return sum(full) if full in (sorted(full), sorted(full, reverse=True)) else 0.0
    return _from_the_left(looks)


def _from_the_left(looks: list[Look]) -> float:
    """Stars fill from the left: those that look like the first are full. Icons of other things differ more: 0."""
    if sum(a != b for a, b in pairwise(looks)) > 2:
        return 0.0
    return float(next((place for place, look in enumerate(looks) if look != looks[0]), len(looks)))


def _fill(look: Look) -> float | None:
    # The values alone: data-filled="false" names what it denies.
    joined = " ".join(part.partition(":")[2] or part if part.startswith(("data-", "aria-")) else part for part in look)
    named = _class_fill(joined)
    for char, fill in _GLYPHS:
        if char in joined:
            return named if char in "★" and named is not None else fill
    return named


@lru_cache(maxsize=1024)
def _class_fill(joined: str) -> float | None:
    names = set(words_of(_FONT.sub(" ", joined).replace("star_border", "empty").replace("fill:none", "empty")))
    fill = tables()["fill"]
    if not names.isdisjoint(fill["half"]):
        return 0.5
    if not names.isdisjoint(fill["empty"]):
        return 0.0
    return 1.0 if not names.isdisjoint(fill["full"]) else None


def cut_of(style: str) -> tuple[float, str] | None:
    """How far an element is cut off by its style: a share of 0 to 1 with unit "", else a length with its unit (px, em)."""
    style = style.lower()
    if match := _INSET.search(style):
        return max(1 - float(match[1]) / 100, 0.0), ""
    if match := _CALCULATED.search(style):
        share = _calculated(match[1])
        return (share, "") if share is not None else None
    if match := _WIDTH.search(style):
        width = float(match[1])
        return (width / 100, "") if match[2] == "%" else (width, match[2] or "px")
    if match := _GRADIENT.search(style):
        return float(match[1]) / 100, ""
    return None


def _calculated(sum_of: str) -> float | None:
    """The share that a style computes ("4.2 / 5 * 100%", "80% - 2px"); None if it is more than factors and a few pixels."""
    factors = _PIXELS.sub("", sum_of)
    if "%" not in factors or re.search(r"/\s?\(", factors) or not _FACTORS.fullmatch(factors):
        return None
    value = 1.0
    for sign, number in re.findall(r"([*/]?)\s*([\d.]+)", re.sub(r"[()%]", " ", factors)):
        if sign == "/" and not float(number):
            return None
        value = value / float(number) if sign == "/" else value * float(number)
    return value / 100


_CALCULATED = re.compile(r"(?:^|[;\s])width\s{0,3}:\s{0,3}calc\(([^;]{1,60})\)")
_PIXELS = re.compile(r"[-+]\s{0,2}\d{1,3}(?:\.\d{1,3})?(?:px|r?em)")
_FACTORS = re.compile(r"\(?\s?\d{1,4}(?:\.\d{1,6})?%?\s?\)?(?:\s?[*/]\s?\(?\s?\d{1,4}(?:\.\d{1,6})?%?\s?\)?){0,3}")


def share_of_rows(rows: Sequence[etree._Element], holder: etree._Element) -> float | None:
    """Of two rows of stars over each other, the share of the upper that shows: a width in per cent, or in the unit of what
    is below it. None if no style says it."""
    cuts = [cut for row in rows if (cut := _cut_within(row, holder)) is not None]
    shares = [length for length, unit in cuts if not unit and length <= 1]
    if shares:
        return min(shares)
    lengths = [*cuts, *([whole] if (whole := cut_of(holder.get("style") or "")) is not None else [])]
    if len(lengths) == 2 and lengths[0][1] == lengths[1][1] and max(lengths)[0] > 0:
        return min(lengths)[0] / max(lengths)[0]
    return None


def _cut_within(row: etree._Element, holder: etree._Element) -> tuple[float, str] | None:
    """The style that cuts a row, on it or on what is around it inside `holder`."""
    node: etree._Element | None = row
    while node is not None and node is not holder:
        if (cut := cut_of(node.get("style") or "")) is not None:
            return cut
        node = node.getparent()
    return None
