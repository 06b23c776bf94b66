"""What extractors return and landing files hold: one pydantic model a record kind.

An extractor fills what stands on the page; the spider stamps brand, source, fetch time and run. The landing writer
(`crawlers.landing`) then redacts customers' texts and replaces `author` by `author_key`: a raw author name never lands.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

MAX_TEXT = 20_000
"""Characters kept of any one text; collected text is hostile, so it is capped in size."""


def _to_utc(value: datetime) -> datetime:
    """Naive times are taken as UTC; others are converted. The result is naive UTC, as the database keeps it."""
    return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


def _clip(value: object) -> object:
    """Cap a text at MAX_TEXT and drop the NULs and lone surrogates that neither JSON nor DuckDB can keep."""
    if not isinstance(value, str):
        return value
    return value[:MAX_TEXT].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


Text = Annotated[str, BeforeValidator(_clip), StringConstraints(strip_whitespace=True)]
RequiredText = Annotated[str, BeforeValidator(_clip), StringConstraints(strip_whitespace=True, min_length=1)]
Time = Annotated[datetime, AfterValidator(_to_utc)]
VisitStatus = Literal["observed", "absent", "failed", "blocked", "partial"]


class Record(BaseModel):
    """Common to all kinds: whose it is, where it stood and when it was read (UTC)."""

    model_config = ConfigDict(extra="forbid")
    kind_name: ClassVar[str]

    brand: str = ""
    url: str = ""
    fetched_at: Time | None = None


class Faq(Record):
    """A question and its answer. `layer` names the extractor that read it (jsonld, microdata, details, dl, aria,
    headings ...); `confidence` 0..1; `position` from 1 on its page."""

    kind_name: ClassVar[str] = "faq"

    question: RequiredText
    answer: RequiredText
    category: Text | None = None
    layer: str
    confidence: float = Field(default=1.0, ge=0, le=1)
    position: int = Field(ge=1)


class Review(Record):
    """A customer's text on a brand or product. `rating` on the scale 0..`rating_max` as the page states it (never
    rescaled); `author` is raw on extraction and None once landed; `native_id` is the source's own id if any."""

    kind_name: ClassVar[str] = "review"

    source: str = ""
    first_party: bool = False
    product: Text | None = None
    rating: float | None = None
    rating_max: float | None = None
    title: Text | None = None
    body: Text = ""
    market: str | None = None
    author: str | None = None
    author_key: str | None = None
    native_id: str | None = None
    published_at: Time | None = None
    reply_body: Text | None = None
    replied_at: Time | None = None
    layer: str


class SourceTotal(Record):
    """What a source claims of a brand: number of reviews and mean rating on the scale 0..`claimed_rating_max`."""

    kind_name: ClassVar[str] = "source_total"

    source: str = ""
    product: Text | None = None
    claimed_n: int | None = Field(default=None, ge=0)
    claimed_rating: float | None = None
    claimed_rating_max: float | None = None
    truncated: bool = False


class Ranking(Record):
    """One entry of a result page. `capture` names the look-up where it is not the run's own (a page saved earlier keeps
    its identity however often it is read). `kind`: organic, ad, featured_snippet, ai_overview, paa (people also ask), local,
    shopping, video, related; `position` counts within the kind, `overall_position` over the page, both from 1."""

    kind_name: ClassVar[str] = "ranking"

    capture: str | None = None
    engine: str
    market: str = ""
    device: str = "desktop"
    keyword: RequiredText
    kind: str = "organic"
    position: int = Field(ge=1)
    overall_position: int = Field(ge=1)
    domain: str = ""
    title: Text = ""
    snippet: Text = ""


class Channel(Record):
    """A way to reach the brand. `kind`: chat, chatbot, phone, email, whatsapp, line, zalo, messenger, telegram, viber,
    social, contact_form, help_centre, ticket_portal, community, app; `vendor` 'none' if none; `address` a number,
    address, handle or URL in canonical form."""

    kind_name: ClassVar[str] = "channel"

    kind: str
    vendor: str = "none"
    address: str = ""
    clicks_from_home: int | None = Field(default=None, ge=0)
    hours: Text | None = None
    languages: Text | None = None


class Visit(Record):
    """What became of one URL asked for one kind. `kind`: faqs, reviews, channels, rankings. A status other than
    `observed` and `partial` carries no items; `failed`, `blocked` and `partial` always carry a reason."""

    kind_name: ClassVar[str] = "visit"

    kind: str
    spider: str
    status: VisitStatus
    http_status: int | None = None
    items: int = 0
    reason: str | None = None
    rendered: bool = False
    page_hash: str | None = None


KINDS: dict[str, type[Record]] = {
    model.kind_name: model for model in (Faq, Review, SourceTotal, Ranking, Channel, Visit)
}
"""Record kind as landing lines name it -> its model."""
