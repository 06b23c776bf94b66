"""What the elements of a review are called (words of class names: `roles.toml`), and which of its lines are no text (words
of languages)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from lxml import etree

from crawlers.extract.page.rules import STOP, Stop, Way, Ways
from crawlers.extract.page.text import strip_glyphs
from crawlers.extract.reviews.names import tables, words_of
from data.languages import all_words, extract

_MAX_NAME = 60
LONG_LINE = 40
QUOTES = "\"“”„«»‟'‘’「」『』"
_DASHES = ("—", "–", "-")
_ORDER = ("author", "date", "title", "body", "weak_body", "control", "aside", "meta", "rating", "reply")
_UTILITY = re.compile(
    r"(?:text|font|bg|align|justify|items|border)-|(?:md|sm|lg):"
    r"|content-(?:center|start|end|between|around|evenly|stretch|baseline|normal|none)$"
)
"""Class names of CSS frameworks that say how an element looks, not what it is."""
_THINGS = frozenset({"product", "venue", "item", "company", "shop", "brand", "place", "hotel", "recipe", "model",
                     "category", "artist", "business", "store", "restaurant", "file", "property", "listing", "event", "book",
                     "biz", "room", "suite", "apartment", "vehicle", "car", "course", "service", "treatment", "tour",
                     "plan"})  # fmt: skip
"""In class names, whose name it is when not an author's."""


_BLOCKS = frozenset({"block", "card", "box", "item", "info", "header", "details", "group"})
_TEXTS = frozenset(
    {"review", "reviews", "testimonial", "testimonials", "comment", "comments", "feedback", "quote", "post"}
)
_POSITIONS = (
    "position",
    "job",
    "jobtitle",
    "designation",
    "occupation",
    "profession",
    "role",
    "city",
    "town",
    "loc",
    "location",
    "locality",
    "region",
    "hometown",
    "subtitle",
)
_ANSWERING = frozenset({"reply", "response", "responses", "answer", "antwort"})
_ANSWERERS = frozenset({"business", "owner", "company", "merchant", "developer", "seller", "shop", "store", "admin", "management",
                        "vendor", "host", "brand"})  # fmt: skip
_VOTING = frozenset({"helpful", "vote", "votes", "voting", "abuse", "useful"})


@cache
def _role_words() -> dict[str, str]:
    return {word: role for role in reversed(_ORDER) for word in tables()["roles"][role]}


def names_author(word: str) -> bool:
    """Whether a word of a class name is one for who wrote a review."""
    return _role_words().get(word) == "author" and word not in ("name", "profile", "title")


@lru_cache(maxsize=4096)
def role_of(names: str) -> str:
    """The role a class attribute claims; '' if none. In each name the last word that has a role decides."""
    weak = ""
    for name in names.split()[:12]:
        if _UTILITY.match(name):
            continue
        claim = _ROLES.value(_Name(words_of(name)))
        if claim is not None and not claim.weak:
            return claim.role
        weak = weak or (claim.role if claim is not None else "")
    return weak


class _Claim(NamedTuple):
    """A role that a name claims. `weak`: another name of the element may know better, as "heading" says how it is set."""

    role: str
    weak: bool = False


class _Name:
    """One class name: its words, and the roles of those that have one."""

    def __init__(self, words: tuple[str, ...]) -> None:
        known = _role_words()
        self.words = words
        # What can be folded ("toggle-height") is no control; what folds it ("btn-toggle") is one.
        self.roles = [known[word] for word in words if word in known and (word != "toggle" or word in words[-1:])]

    def ends(self, *words: str) -> bool:
        return bool(self.words) and self.words[-1] in words

    @property
    def before(self) -> str:
        """The word before the last."""
        return self.words[-2] if len(self.words) > 1 else ""


def _name_of_thing(name: _Name) -> _Claim | None:
    return _Claim("product") if name.ends("name", "title", "link") and name.before in _THINGS else None


def _rank_of_author(name: _Name) -> _Claim | None:
    ranked = name.ends("title", "level", "rank") and _role_words().get(name.before) == "author"
    return _Claim("aside") if ranked else None


def _name_in_block(name: _Name) -> _Claim | None:
    """Of a block about somebody ("avatar-block__title") the title is the name, its text holds that and more."""
    about = [word for word in name.words if word == "avatar" or names_author(word)]
    if not about or name.before not in _BLOCKS or not _TEXTS.isdisjoint(name.words):
        return None
    if name.ends("text", "content", "body"):
        return _Claim("meta", weak=True) if "avatar" in about else None
    return _Claim("author") if name.ends("title", "heading") else None


def _body_of_layout(name: _Name) -> _Claim | None:
    """The body of a card or a row is what is in it, whatever that is."""
    return _Claim("weak_body", weak=True) if name.words in _LAYOUT else None


_LAYOUT = frozenset({("media", "body"), ("card", "body"), ("panel", "body"), ("box", "body"), ("list", "content"),
                     ("card", "content"), ("item", "content"), ("item", "body"), ("inner", "content")})  # fmt: skip
"""Class names of CSS frameworks for what a box holds."""


def _text_of_facts(name: _Name) -> _Claim | None:
    """What "info-text" holds is no customer's words."""
    return _Claim("meta", weak=True) if name.ends("text", "content") and name.before in ("info", "meta") else None


def _text_of_part(name: _Name) -> _Claim | None:
    """What "title-text" holds is the title."""
    of_part = name.ends("text", "content", "copy") and name.before in ("title", "headline", "date")
    return _Claim("date" if name.before == "date" else "title") if of_part else None


def _position(name: _Name) -> _Claim | None:
    """What somebody is, or where from."""
    return _Claim("aside") if name.ends(*_POSITIONS) else None


def _answer(name: _Name) -> _Claim | None:
    answers = not _ANSWERING.isdisjoint(name.words) and not _ANSWERERS.isdisjoint(name.words)
    return _Claim("reply") if answers else None


def _voting(name: _Name) -> _Claim | None:
    return None if _VOTING.isdisjoint(name.words) else _Claim("control")


def _link_to_reply(name: _Name) -> _Claim | None:
    return _Claim("control") if name.roles and name.roles[-1] == "reply" and "link" in name.words else None


def _last_word(name: _Name) -> _Claim | None:
    if not name.roles or name.roles[-1] in ("weak_body", "meta"):
        return None
    return _Claim(name.roles[-1], weak=name.roles[-1] == "title" and "heading" in name.words)


def _weak_word(name: _Name) -> _Claim | None:
    if not name.roles:
        return None
    return _Claim("control" if "control" in name.roles else name.roles[-1], weak=True)


HAVING = frozenset(
    {"has", "have", "with", "no", "not", "can", "to", "without", "a", "avec", "hat", "mit", "con", "tiene"}
)
"""Before a word for an answer: that there is one or none, or may be."""


def _has_answer(name: _Name) -> Stop | None:
    """What has an answer ("has-reply") is none."""
    has = len(name.words) == 2 and name.words[0] in HAVING and name.roles[-1:] == ["reply"]
    return STOP if has else None


_ROLES = Ways[_Name, _Claim](
    "reviews.role of a name",
    Way("has an answer", _has_answer),
    Way("name of a thing", _name_of_thing),
    Way("rank of an author", _rank_of_author),
    Way("name in a block about somebody", _name_in_block),
    Way("body of a layout", _body_of_layout),
    Way("text of facts", _text_of_facts),
    Way("text of a title or a date", _text_of_part),
    Way("position or place of somebody", _position),
    Way("answer of a business", _answer),
    Way("votes", _voting),
    Way("link to a reply", _link_to_reply),
    Way("last word with a role", _last_word),
    Way("weak word", _weak_word),
)


@cache
def before_names() -> tuple[str, ...]:
    """What is in a line before an author's name, longest first, so that "reviewed by" is tried before "by"."""
    return tuple(sorted({*all_words(extract, lambda file: file.reviews.by), *_DASHES, "~"}, key=len, reverse=True))


@cache
def behind_names() -> tuple[str, ...]:
    """Likewise behind it."""
    return tuple(sorted({*all_words(extract, lambda file: file.reviews.says), *_DASHES}, key=len, reverse=True))


@cache
def cut_off() -> tuple[str, ...]:
    """What is at the end of a text that goes on elsewhere ("read more")."""
    return all_words(extract, lambda file: file.reviews.more)


@cache
def _replies() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.reviews.reply)


@cache
def _noise() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.reviews.noise))


@cache
def _to_be_answered() -> tuple[str, ...]:
    """Beginnings of a control that answers somebody."""
    return tuple(f"{phrase} " for phrase in all_words(extract, lambda file: file.reviews.reply_to))


@lru_cache(maxsize=2_048)
def announces_reply(text: str) -> bool:
    """Whether a short line opens the owner's answer ("Response from the owner")."""
    folded = text.casefold()
    if len(folded) > 80 or not any(phrase in folded for phrase in _replies()):
        return False
    # "No response from the seller." is a customer's sentence.
    return text[-1] not in ".!?…。！？" or folded.startswith(_replies())


def without_announcement(text: str) -> str | None:
    """What a line that opens the owner's answer says beside that; None if it does not."""
    folded = text.casefold()
    phrase = max((phrase for phrase in _replies() if phrase in folded), key=len, default=None)
    return None if phrase is None else " ".join(folded.replace(phrase, " ", 1).split())


_HOOKS = frozenset({"data-testid", "data-hook", "itemprop", "data-test-id", "data-test", "data-qa", "data-test-target",
                    "data-selenium", "data-cy", "data-tid", "data-qa-id", "data-automation-id", "data-e2e"})  # fmt: skip
"""Attributes by which a site's own tests find an element: they name it where its class is generated."""


def hook_of(node: etree._Element) -> str:
    """The name by which a site's own tests find an element; '' if it has none."""
    return next((value for name, value in node.items() if name in _HOOKS and name != "itemprop"), "")


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
        if name in _HOOKS:
            names.append(value)
        elif name.startswith("data-") and value in ("", "true"):
            names.append(name)
    return " ".join([*names, node.get("class") or ""])


_PARTICLES = frozenset(
    {
        "de",
        "da",
        "di",
        "del",
        "della",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "bin",
        "al",
        "y",
        "e",
        "et",
        "und",
        "and",
        "ir",
        "i",
        "&",
    }
)


_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){2,3}")
"""All that some write of their name ("B.W.")."""


def looks_like_name(text: str) -> bool:
    """Whether each word of a short line begins with a capital, as a name's do, and not with one alone, as a sentence's."""
    if _INITIALS.fullmatch(text):
        return True
    words = text.strip(QUOTES + " ,").split()
    if not 1 <= len(words) <= 4 or len(text) > LONG_LINE or text[-1] in "!?…:" or any(char.isdigit() for char in text):
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in words) and not text.isupper()


COUNTED = re.compile(
    r"\(?\d[\d.,]{0,9}\+?(?:\s\S{1,14}){1,2}\)?|\d[\d.,]{0,9}(?:\s\S{1,14}){1,3}(?:\s?[,·|]\s?\d[\d.,]{0,9}(?:\s\S{1,14}){1,2}){1,3}"
)
"""What a number and a word or two say of somebody ("43 reviews", "2 helpful votes")."""


@dataclass
class Line:
    """A line of a box: its text, the role its element's name gives it ('' if none), that element, and the nearest block
    the text stands in."""

    text: str
    role: str
    element: etree._Element
    block: etree._Element


def is_reply(element: etree._Element) -> bool:
    return role_of(names_of(element)) == "reply"


def is_noise(text: str) -> bool:
    """Whether a line is a control, a count or a glyph, not what a customer wrote."""
    bare = strip_glyphs(text).casefold().strip(" .:!?()…,")
    if bare in _noise() or not any(char.isalpha() for char in bare):
        return True
    answered = next((len(start) for start in _to_be_answered() if bare.startswith(start)), 0)
    return bool(answered) and 0 < len(bare) - answered <= _MAX_NAME and "\n" not in bare
