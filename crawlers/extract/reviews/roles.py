"""What the elements of a review are called, and which of its lines are no text; the words are in `review_list.toml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml import etree

from crawlers.extract.page.text import strip_glyphs
from crawlers.extract.reviews.stars import tables, words_of

_ORDER = ("author", "date", "title", "body", "weak_body", "control", "aside", "meta", "rating", "reply")
_UTILITIES = ("text-", "font-", "bg-", "align-", "justify-", "items-", "content-", "border-", "md:", "sm:", "lg:")
"""Class names of CSS frameworks that say how an element looks, not what it is."""
_THINGS = frozenset({"product", "venue", "item", "company", "shop", "brand", "place", "hotel", "recipe", "model",
                     "category", "artist", "business", "store", "restaurant", "file", "property", "listing", "event", "book",
                     "biz"})  # fmt: skip
"""In class names, whose name it is when not an author's."""


_ANSWERING = frozenset({"reply", "response", "responses", "answer", "antwort"})
_ANSWERERS = frozenset({"business", "owner", "company", "merchant", "developer", "seller", "shop", "store", "admin", "management",
                        "vendor", "host", "brand"})  # fmt: skip
_VOTING = frozenset({"helpful", "vote", "votes", "voting", "abuse", "useful"})


@cache
def _role_words() -> dict[str, str]:
    return {word: role for role in reversed(_ORDER) for word in tables()["roles"][role]}


@lru_cache(maxsize=4096)
def role_of(names: str) -> str:
    """The role a class attribute claims; '' if none. In each name the last word that has a role decides."""
    words = _role_words()
    weak = ""
    for name in names.split()[:12]:
        if name.startswith(_UTILITIES):
            continue
        all_words = words_of(name)
        if len(all_words) > 1 and all_words[-1] in ("name", "title", "link") and all_words[-2] in _THINGS:
            return "product"
        if "avatar" in all_words and all_words[-1] in ("title", "name"):
            return "author"
        if len(all_words) > 1 and all_words[-1] in ("title", "level", "rank") and words.get(all_words[-2]) == "author":
            return "aside"
        if not _ANSWERING.isdisjoint(all_words) and not _ANSWERERS.isdisjoint(all_words):
            return "reply"
        if not _VOTING.isdisjoint(all_words):
            return "control"
        found = [words[word] for word in all_words if word in words]
        if not found:
            continue
        if "date" in found and found[-1] in ("meta", "weak_body", "aside"):
            return "date"
        if found[-1] not in ("weak_body", "meta"):
            return "control" if found[-1] == "reply" and ("link" in words_of(name)) else found[-1]
        weak = weak or ("control" if "control" in found else found[-1])
    return weak


@cache
def phrases(name: str) -> frozenset[str]:
    return frozenset(tables()["phrases"][name])


@cache
def longest_first(name: str) -> tuple[str, ...]:
    """The phrases, longest first, so that "reviewed by" is tried before "by"."""
    return tuple(sorted(phrases(name), key=len, reverse=True))


@lru_cache(maxsize=2_048)
def announces_reply(text: str) -> bool:
    """Whether a short line opens the owner's answer ("Response from the owner")."""
    folded = text.casefold()
    return len(folded) <= 80 and any(phrase in folded for phrase in phrases("reply"))


def names_of(node: etree._Element) -> str:
    """What an element is called: data attributes that only name ("data-review-title"), test hooks, and its classes, which
    come last because they say more of looks."""
    told = node.items()
    if not told:
        return ""
    if len(told) == 1 and told[0][0] == "class":
        return str(told[0][1])
    names = []
    for name, value in told:
        if name in ("data-testid", "data-hook", "itemprop"):
            names.append(value)
        elif name.startswith("data-") and value in ("", "true"):
            names.append(name)
    return " ".join([*names, node.get("class") or ""])


def is_reply(element: etree._Element) -> bool:
    return role_of(names_of(element)) == "reply"


def is_noise(text: str) -> bool:
    """Whether a line is a control, a count or a glyph, not what a customer wrote."""
    bare = strip_glyphs(text).casefold().strip(" .:!?()…,")
    return bare in phrases("noise") or not any(char.isalpha() for char in bare) or bool(
        re.fullmatch(r"(?:reply to|antworten auf|répondre à|responder a|besvar) .{1,60}", bare)
    )  # fmt: skip
