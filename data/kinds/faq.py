"""A question and its answer on a brand's page."""

from __future__ import annotations

from pydantic import Field

from data.record.fields import MAX_COUNT, RequiredText, Text, Word
from data.record.identity import Identity, digest, fold, page_key
from data.record.model import Record


def faq_id(faq: Faq) -> str:
    """20 hex digits from brand, page and the question's wording."""
    return digest("faq", faq.brand, page_key(faq.url), fold(faq.question))


class Faq(Record):
    """A question and its answer. `layer` names the extractor that read it (jsonld, microdata, details, dl, aria,
    headings ...); `confidence` 0..1; `position` from 1 on its page."""

    kind_name = "faq"
    table = "faqs"
    kept_back = ("faq_versions",)
    identity = Identity("faq_id", faq_id, ("brand", "url", "question"))
    key = ("faq_id",)
    read_together = True

    question: RequiredText
    answer: RequiredText
    category: Text | None = None
    layer: Word
    confidence: float = Field(default=1.0, ge=0, le=1)
    position: int = Field(ge=1, le=MAX_COUNT)
