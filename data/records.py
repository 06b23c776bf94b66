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


MAX_COUNT = 2**31 - 1
"""The largest count a page is believed; more is an error or an attack, and no integer column holds it."""


def _to_utc(value: datetime) -> datetime:
    """Naive times are taken as UTC; others are converted. The result is naive UTC, as the database keeps it."""
    if value.tzinfo is None:
        return value
    try:
        return value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # the first or last day of the calendar, which some programs write for "no date"
        return value.replace(tzinfo=None)


def _clip(value: object) -> object:
    """Cap a text at MAX_TEXT and drop the NULs and lone surrogates that neither JSON nor DuckDB can keep."""
    if not isinstance(value, str):
        return value
    return value[:MAX_TEXT].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _believable(value: object) -> object:
    """None for a claim beyond MAX_COUNT: one absurd number must not cost the page's other records."""
    return None if isinstance(value, int | float) and not value <= MAX_COUNT else value


Word = Annotated[str, BeforeValidator(_clip)]
"""A short text as it stands: an id, an address, a name."""
Text = Annotated[str, BeforeValidator(_clip), StringConstraints(strip_whitespace=True)]
RequiredText = Annotated[str, BeforeValidator(_clip), StringConstraints(strip_whitespace=True, min_length=1)]
Count = Annotated[int | None, BeforeValidator(_believable), Field(ge=0, le=MAX_COUNT)]
Time = Annotated[datetime, AfterValidator(_to_utc)]
VisitStatus = Literal["observed", "absent", "failed", "blocked", "partial"]


class Record(BaseModel):
    """Common to all kinds: whose it is, where it stood and when it was read (UTC)."""

    # Without the input in its message, an error that is logged or told as a reason cannot carry a customer's words.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    kind_name: ClassVar[str]

    brand: Word = ""
    url: Word = ""
    fetched_at: Time | None = None


class Faq(Record):
    """A question and its answer. `layer` names the extractor that read it (jsonld, microdata, details, dl, aria,
    headings ...); `confidence` 0..1; `position` from 1 on its page."""

    kind_name: ClassVar[str] = "faq"

    question: RequiredText
    answer: RequiredText
    category: Text | None = None
    layer: Word
    confidence: float = Field(default=1.0, ge=0, le=1)
    position: int = Field(ge=1, le=MAX_COUNT)


class Review(Record):
    """A customer's text on a brand or product. `rating` on the scale 0..`rating_max` as the page states it (never
    rescaled); `author` is raw on extraction and None once landed; `native_id` is the source's own id if any."""

    kind_name: ClassVar[str] = "review"

    source: Word = ""
    first_party: bool = False
    product: Text | None = None
    rating: float | None = None
    rating_max: float | None = None
    title: Text | None = None
    body: Text = ""
    market: Word | None = None
    author: Word | None = None
    author_key: Word | None = None
    native_id: Word | None = None
    published_at: Time | None = None
    reply_body: Text | None = None
    replied_at: Time | None = None
    layer: Word


class SourceTotal(Record):
    """What a source claims of a brand: number of reviews and mean rating on the scale 0..`claimed_rating_max`."""

    kind_name: ClassVar[str] = "source_total"

    source: Word = ""
    product: Text | None = None
    claimed_n: Annotated[int | None, BeforeValidator(_believable)] = Field(default=None, ge=0, le=MAX_COUNT)
    claimed_rating: float | None = None
    claimed_rating_max: float | None = None
    truncated: bool = False


class Ranking(Record):
    """One entry of a result page. `capture` names the look-up where it is not the run's own (a page saved earlier keeps
    its identity however often it is read). `kind`: organic, ad, featured_snippet, ai_overview, paa (people also ask), local,
    shopping, video, related; `position` counts within the kind, `overall_position` over the page, both from 1."""

    kind_name: ClassVar[str] = "ranking"

    capture: Word | None = None
    engine: Word
    market: Word = ""
    device: Word = "desktop"
    keyword: RequiredText
    kind: Word = "organic"
    position: int = Field(ge=1, le=MAX_COUNT)
    overall_position: int = Field(ge=1, le=MAX_COUNT)
    domain: Word = ""
    title: Text = ""
    snippet: Text = ""


class Channel(Record):
    """A way to reach the brand. `kind`: chat, chatbot, phone, email, whatsapp, line, zalo, messenger, telegram, viber,
    social, contact_form, help_centre, ticket_portal, community, app; `vendor` 'none' if none; `address` a number,
    address, handle or URL in canonical form."""

    kind_name: ClassVar[str] = "channel"

    kind: Word
    vendor: Word = "none"
    address: Word = ""
    clicks_from_home: int | None = Field(default=None, ge=0, le=MAX_COUNT)
    hours: Text | None = None
    languages: Text | None = None


class Visit(Record):
    """What became of one URL asked for one kind. `kind`: faqs, reviews, channels, rankings. A status other than
    `observed` and `partial` carries no items; `failed`, `blocked` and `partial` always carry a reason."""

    kind_name: ClassVar[str] = "visit"

    kind: Word
    spider: Word
    status: VisitStatus
    http_status: int | None = Field(default=None, ge=0, le=MAX_COUNT)
    items: int = Field(default=0, ge=0, le=MAX_COUNT)
    reason: Word | None = None
    rendered: bool = False
    page_hash: Word | None = None
    clicks_from_home: int | None = Field(default=None, ge=0, le=MAX_COUNT)


class Mention(Record):
    """A post, comment, video or article on a network. `native_id` is the network's own id; `brands` are the ids of the
    brands meant (`brand` is set only for a brand's own voice); `utc_offset` in minutes as the source states it;
    `language` as the network states it; the four counts as they stood at `fetched_at`, None where not exposed."""

    kind_name: ClassVar[str] = "mention"

    network: Word
    native_id: Annotated[Word, Field(min_length=1)]
    voice: Literal["brand", "customer", "press"] = "customer"
    brands: tuple[Word, ...] = ()
    title: Text | None = None
    body: Text = ""
    language: Word | None = None
    author: Word | None = None
    author_key: Word | None = None
    published_at: Time | None = None
    utc_offset: int | None = Field(default=None, ge=-1440, le=1440)
    content_kind: Literal["text", "image", "video", "link", "poll"] = "text"
    query: Word = ""
    parent_id: Word | None = None
    likes: Count = None
    replies: Count = None
    shares: Count = None
    views: Count = None


class Removal(Record):
    """Something that was collected and has been deleted at its source: what is deleted there is deleted here.
    `source` is the review's source or the mention's network; `native_id` the source's own id."""

    kind_name: ClassVar[str] = "removal"

    record_kind: Literal["mention", "review"]
    source: Word
    native_id: Annotated[Word, Field(min_length=1)]


KINDS: dict[str, type[Record]] = {
    model.kind_name: model for model in (Faq, Review, SourceTotal, Ranking, Channel, Visit, Mention, Removal)
}
"""Record kind as landing lines name it -> its model."""
