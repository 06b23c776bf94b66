"""What the files of a language hold: every key with its meaning. A key that a file does not give has no words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _is_small(word: str) -> str:
    if word != word.casefold():
        raise ValueError(f"expected small letters ({word.casefold()!r}), as texts are compared")
    return word


Word = Annotated[str, Field(min_length=1), AfterValidator(_is_small)]
Words = tuple[Word, ...]
"""Words or phrases in small letters."""


class Shape(BaseModel):
    """A file of a language, or a table in one: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Asking(Shape):
    """How a text asks, and how pages call their FAQ."""

    starts: Words = Field(
        default=(), description="begins a question; whole words, in scripts without spaces characters"
    )
    ends: Words = Field(default=(), description="likewise at its end")
    contains: Words = Field(default=(), description="is a question's wherever it is, even without a question mark")
    weak_starts: Words = Field(
        default=(),
        description="begins a question only where the page says that it lists questions: begins headings too",
    )
    faq: Words = Field(default=(), description="what an FAQ page or section is headed, as whole words")
    labels: Words = Field(default=(), description='before a question or answer ("Q:"), or alone on a line')
    invitations: Words = Field(
        default=(), description="what a page asks its reader, to send them on to another channel: no question of an FAQ"
    )
    noise: Words = Field(default=(), description="whole lines that are controls, not text")
    helpful: Words = Field(
        default=(),
        description="what a page asks about its own answer, without marks at its end; a control at an answer's end",
    )
    verdicts: Words = Field(
        default=(),
        description="what it offers to reply: likewise a control at an answer's end, an answer where it is alone",
    )


class Dates(Shape):
    """How dates are written; small letters, without dots."""

    months: tuple[Words, ...] = Field(default=(), min_length=12, max_length=12, description="the names of each month")
    ago: Words = Field(default=(), description="makes a number and a unit a time ago; without a number it is one")
    today: Words = ()
    yesterday: Words = ()
    vague: Words = Field(default=(), description="numbers too vague to date by")
    numbers: Mapping[Word, int] = Field(default={}, description="numbers as words")
    minute: Words = ()
    hour: Words = ()
    day: Words = ()
    week: Words = ()
    month: Words = ()
    year: Words = ()


class Ratings(Shape):
    """How a rating is written."""

    of: Words = Field(default=(), description='between a rating and its scale\'s maximum ("4 out of 5")')
    pages: Words = Field(default=(), description='beginnings of the word for a page: "page 1 of 5" is no rating')
    labels: Words = Field(default=(), description="says anywhere in a label for screen readers that it is about stars")
    stars: Words = Field(default=(), description='beginnings of the word behind a number of stars ("4 stars")')


class Reviews(Shape):
    """The lines of a list of reviews that are not the customer's text."""

    reply: Words = Field(default=(), description="opens the owner's answer; found anywhere in a short line")
    reply_to: Words = Field(default=(), description='before the name of somebody who may be answered ("reply to Ann")')
    noise: Words = Field(
        default=(), description="whole lines, without end marks, that are controls or notes of the page"
    )
    more: Words = Field(default=(), description="at the end of a text that was cut")
    by: Words = Field(default=(), description="before an author's name")
    says: Words = Field(default=(), description="behind an author's name")
    dated: Words = Field(default=(), description='between a name and a date in one line ("Ann on 5 May")')
    counted: Words = Field(default=(), description="behind or before the number of reviews")


class Help(Shape):
    """What tells a help centre from any other site."""

    titles: Words = Field(default=(), description="what a brand's own help page is headed")
    hosts: Words = Field(default=(), description="first labels of a help centre's host (help.acme.example)")
    host_words: Words = Field(default=(), description="may be beside a brand's name in the host of its help centre")
    paths: Words = Field(default=(), description="parts of the path of a help centre's article")
    faq_names: Words = Field(default=(), description="what the class of an FAQ's box is called")
    faq_paths: Words = Field(default=(), description="parts of the path of an FAQ")


class Lists(Shape):
    """How a list goes on."""

    next: Words = Field(default=(), description="what the link to the next page is called, without arrows around it")
    more: Words = Field(default=(), description="what a button is called that adds the next page to this one")
    page: Words = Field(default=(), description="what is before a page's number in an address (?page=2, /page/2)")


class PageWords(Shape):
    """How links to one kind of page are called."""

    text: Words = Field(default=(), description="in the link's text: whole words, in scripts without spaces anywhere")
    not_text: Words = Field(default=(), description="a link whose text has one of these is never taken")
    path: Words = Field(default=(), description="in the address's path, as whole parts between / - _ .")
    strong_path: Words = Field(default=(), description="likewise, where nothing else can be meant")
    sure: Words = Field(default=(), description="of `text`, what says it all however long the link's text is")


class Pages(Shape):
    """Where a brand keeps its pages."""

    faqs: PageWords = Field(default_factory=PageWords)
    reviews: PageWords = Field(default_factory=PageWords)
    channels: PageWords = Field(default_factory=PageWords)
    about: PageWords = Field(default_factory=PageWords)


class Shop(Shape):
    """What tells the site of a shop or service from a magazine's."""

    path: Words = Field(default=(), description="parts of the paths of its links")


class Walls(Shape):
    """What pages say that are in the way of the one asked for."""

    captcha: Words = ()
    challenge: Words = Field(default=(), description="while a browser is checked")
    challenge_titles: Words = Field(default=(), description="beginnings of the title of such a page")
    consent: Words = ()
    denied: Words = ()
    script: Words = Field(default=(), description="where a page needs JavaScript")


class Extract(Shape):
    """extract.toml: how pages in the language write."""

    asking: Asking = Field(default_factory=Asking)
    dates: Dates = Field(default_factory=Dates)
    ratings: Ratings = Field(default_factory=Ratings)
    reviews: Reviews = Field(default_factory=Reviews)
    help: Help = Field(default_factory=Help)
    lists: Lists = Field(default_factory=Lists)
    pages: Pages = Field(default_factory=Pages)
    shop: Shop = Field(default_factory=Shop)
    walls: Walls = Field(default_factory=Walls)
