"""How often a keyword is searched."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from data.record.fields import MAX_COUNT, RequiredText, Word
from data.record.importing import MONTH, SOURCE, TEXT, VOLUME, WORD, FilePlan, Row, imported
from data.record.model import Record


def _completed(row: Row, _: FilePlan) -> list[Row]:
    row.setdefault("source", SOURCE)
    return [row]


@imported(
    "keywords",
    cells={"keyword": TEXT, "market": WORD, "volume": VOLUME, "source": WORD, "month": MONTH},
    required=(("keyword",),),
    completed=_completed,
    looks={"keyword": "words"},  # numbers alone may be one's own clicks, which are no volume of the market
)
class Keyword(Record):
    """How often a keyword is searched: `volume` a month in `market` ("th-TH", "" unknown) as `source` says; `month` YYYY-MM
    or "" ."""

    kind_name = "keyword"
    table = "keywords"
    needed = ("fetched_at",)
    key = ("keyword", "market", "source", "month")

    keyword: RequiredText
    market: Word = ""
    source: Word = ""
    month: Annotated[Word, StringConstraints(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")] = ""
    volume: int | None = Field(default=None, ge=0, le=MAX_COUNT)
