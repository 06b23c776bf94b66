"""What the files of a language hold: every key with its meaning. A key that a file does not give has no words."""

from __future__ import annotations

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

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Extract(Shape):
    """extract.toml: how pages in the language write."""

    ratings: Ratings = Ratings()
    reviews: Reviews = Reviews()
