"""[[recipe]]: how a site is read that the general reading fails on: CSS selectors for the parts of what is collected."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import AfterValidator, Field, model_validator

from data.workspace.values import Table

_ATTRIBUTE = re.compile(r"@([\w:.-]{1,80})$")
_PLACE = re.compile(r"\bat (\d+)\b")
_PSEUDO = re.compile(r"::?[\w-]+")


class Selector(NamedTuple):
    """A selector as written, parted: the CSS of it ('' for the box itself) and the attribute that holds the value ('' for
    the element's own text)."""

    css: str
    attribute: str


def parted(written: str) -> Selector:
    """`div.stars @title` -> (`div.stars`, `title`); `@data-id` -> (``, `data-id`)."""
    found = _ATTRIBUTE.search(written.strip())
    css = written.strip()[: found.start()] if found else written
    return Selector(css.strip(), found[1].lower() if found else "")


def _selector(written: str) -> str:
    """`written` without space around it. Raises ValueError for what is no selector, with the place where it is wrong."""
    css, attribute = parted(written)
    if not css and not attribute:
        raise ValueError('expected a CSS selector such as "div.review"')
    from cssselect import SelectorError  # late: a workspace without recipes needs no tree
    from lxml.cssselect import CSSSelector

    try:
        CSSSelector(css or "*", translator="html")
    except (SelectorError, ValueError) as error:
        reason = " ".join(str(error).split())
        where = f" at character {_place(reason, css)}"
        raise ValueError(f'expected a CSS selector such as "div.review", which this is not{where} ({reason})') from None
    return written.strip()


def _place(reason: str, css: str) -> int:
    """The character, counted from 1, at which a selector goes wrong."""
    if place := _PLACE.search(reason):
        return int(place[1]) + 1
    named = _PSEUDO.search(reason)
    return max(css.find(named[0]) if named else 0, 0) + 1


def _host(value: str) -> str:
    name = value.strip().lower().removeprefix("www.")
    if not re.fullmatch(r"[^\s/:@?#]{1,253}(:\d{1,5})?", name):
        raise ValueError("expected the host of an address alone, such as shop.example")
    return name


Css = Annotated[str, Field(max_length=500), AfterValidator(_selector)]


class Recipe(Table):
    """[[recipe]]: where the reviews or questions of one site are. Selectors say which element, the usual reading says what
    date, rating or text is in it. A selector may end in `@name`: the value is in that attribute."""

    NEEDS: ClassVar = {"reviews": (("box",), ("body", "rating")), "faqs": (("question",), ("answer",))}

    host: Annotated[str, AfterValidator(_host)] = Field(
        description="Host whose pages are read so, with or without `www.`; a port belongs to it where the address has one."
    )
    kind: Literal["reviews", "faqs"] = Field(description="What is read.")
    url: str = Field(
        default="", max_length=500, description="Only pages whose address has this in it; `*` stands for anything."
    )
    box: Css | None = Field(default=None, description="What holds one review, or one question with its answer.")
    rating: Css | None = Field(default=None, description="reviews: where the stars or the number are.")
    rating_max: float | None = Field(
        default=None,
        gt=0,
        le=1000,
        allow_inf_nan=False,
        description="reviews: top of the scale, where it is not shown.",
    )
    date: Css | None = Field(default=None, description="reviews: when it was written.")
    author: Css | None = Field(default=None, description="reviews: who wrote it; kept as a keyed hash only.")
    title: Css | None = Field(default=None, description="reviews: its heading.")
    body: Css | None = Field(default=None, description="reviews: its text.")
    reply: Css | None = Field(default=None, description="reviews: what the owner answered.")
    reply_date: Css | None = Field(default=None, description="reviews: when the owner answered.")
    question: Css | None = Field(
        default=None, description="faqs: the question; without `box` the next `answer` on the page is its own."
    )
    answer: Css | None = Field(default=None, description="faqs: the answer.")

    @model_validator(mode="after")
    def _complete(self) -> Recipe:
        own = REVIEW_PARTS if self.kind == "reviews" else FAQ_PARTS
        for key in (*REVIEW_PARTS, *FAQ_PARTS):
            if getattr(self, key) is not None and key not in own:
                raise ValueError(f"{key}: expected none for kind = {self.kind!r}, found {getattr(self, key)!r}")
        for names in self.NEEDS[self.kind]:
            if all(getattr(self, name) is None for name in names):
                raise ValueError(
                    f"{' or '.join(names)}: expected a CSS selector for kind = {self.kind!r}, found nothing"
                )
        return self

    @property
    def selectors(self) -> dict[str, Selector]:
        """Its selectors by key, in the order of the table; `box` first."""
        keys = ("box", *(REVIEW_PARTS if self.kind == "reviews" else FAQ_PARTS))
        return {key: parted(getattr(self, key)) for key in dict.fromkeys(keys) if getattr(self, key, None)}

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"{self.kind} of {self.host}{self.url}"

    def is_for(self, host: str, url: str) -> bool:
        """Whether a page is read by it: `host` as `data.urls.host` gives it, `url` its whole address."""
        if host.removeprefix("www.") != self.host:
            return False
        return not self.url or re.search(".*?".join(map(re.escape, self.url.split("*"))), url) is not None


REVIEW_PARTS = ("rating", "date", "author", "title", "body", "reply", "reply_date")
FAQ_PARTS = ("question", "answer")
