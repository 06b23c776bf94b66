"""What answer engines said to one keyword in one crawl: one brand that they name, or one site that they cite."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from data.record.fields import MAX_COUNT, RequiredText, Text, Word
from data.record.model import Record
from data.record.personal import Message, Words


class Answer(Record):
    """One brand or site in the answers to one keyword, over all the times it was asked in a crawl. `kind`: named (a brand, with
    `passage`, the words of one answer that name it), cited (a site, by the first page cited of it, or all sites of a `brand`),
    none (the answers name no brand, or there are none). `asked_n` answers were read, `named_n` of them name the brand or cite
    the site; `unanswered_n` more were asked for and came to nothing, as `reason` says: of those nothing is known. `position`
    counts the rows from 1, in the order of `place`: the mean place among the brands named, or the sites cited, in those answers.
    `model` is what answered, as it says itself; `capture` as in rankings."""

    kind_name = "answer"
    table = "answers"
    needed = ("fetched_at",)
    key = ("run_id", "engine", "market", "device", "keyword", "position")

    capture: Word | None = None
    engine: Word
    market: Word = ""
    device: Word = "desktop"
    keyword: RequiredText
    question: Annotated[Text, Words()] = ""
    kind: Literal["named", "cited", "none"]
    position: int = Field(ge=1, le=MAX_COUNT)
    place: float | None = Field(default=None, ge=1, allow_inf_nan=False)
    domain: Word = ""
    title: Annotated[Text, Words()] = ""
    passage: Annotated[Text, Words()] = ""
    asked_n: int = Field(ge=0, le=MAX_COUNT)
    named_n: int = Field(default=0, ge=0, le=MAX_COUNT)
    unanswered_n: int = Field(default=0, ge=0, le=MAX_COUNT)
    reason: Annotated[Text | None, Message()] = None
    model: Word = ""
