"""One entry of a result page."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from data.record.fields import MAX_COUNT, RequiredText, Text, Word
from data.record.model import Record
from data.record.personal import Words


class Ranking(Record):
    """One entry of a result page. `capture` names the look-up where it is not the run's own (a page saved earlier keeps
    its identity however often it is read). `kind`: organic, ad, featured_snippet, ai_overview, paa (people also ask), local,
    shopping, video, related; `position` counts within the kind, `overall_position` over the page, both from 1."""

    kind_name = "ranking"
    table = "rankings"
    needed = ("fetched_at",)
    key = ("run_id", "engine", "market", "device", "keyword", "overall_position")

    capture: Word | None = None
    engine: Word
    market: Word = ""
    device: Word = "desktop"
    keyword: RequiredText
    kind: Word = "organic"
    position: int = Field(ge=1, le=MAX_COUNT)
    overall_position: int = Field(ge=1, le=MAX_COUNT)
    domain: Word = ""
    title: Annotated[Text, Words()] = ""
    snippet: Annotated[Text, Words()] = ""
