"""What extractors return and landing files hold: one pydantic model a record kind.

An extractor fills what stands on the page; the spider stamps brand, source, fetch time and run. The landing writer
(`crawlers.landing`) then redacts customers' texts and replaces `author` by `author_key`: a raw author name never lands.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, ClassVar, Literal
from unicodedata import is_normalized, normalize

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

MAX_TEXT = 20_000
"""Characters kept of any one text; collected text is hostile, so it is capped in size."""


OVERRIDES = "\u202a-\u202e\u2066-\u2069"
"""Characters, as a class of a pattern, that force a direction on a text: they can reverse what a slide shows around it."""
SPLIT_AM = "\u0e4d\u0e32"
"""Thai am written as its two halves: the same to the eye, another word to all that reads it; NFC leaves it."""
_OVERRIDES = re.compile(f"[{OVERRIDES}]")
_ADDRESS = re.compile(r"\w{1,20}://")
MAX_COUNT = 2**31 - 1
"""The largest count a page is believed; more is an error or an attack, and no integer column holds it."""


def to_utc(value: datetime) -> datetime:
    """Naive times are taken as UTC; others are converted. The result is naive UTC, as the database keeps it."""
    if value.tzinfo is None:
        return value
    try:
        return value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # the first or last day of the calendar, which some programs write for "no date"
        return value.replace(tzinfo=None)


def clip(value: object) -> object:
    """Cap a text at MAX_TEXT; drop OVERRIDES, and the NULs and lone surrogates that neither JSON nor DuckDB can keep; letters
    and their marks are composed (NFC), as everything that reads them expects. Addresses stay as they are."""
    if not isinstance(value, str):
        return value
    if len(value) > MAX_TEXT:
        value = value[:MAX_TEXT]
    if "\x00" in value:
        value = value.replace("\x00", "")
    # Nearly all texts can be kept as they are, and asking costs a tenth of rebuilding them.
    if value.isascii():
        return value
    kept = value.encode("utf-8", "replace")
    text = kept.decode("utf-8")
    if not is_normalized("NFC", text) and not _ADDRESS.match(text):
        text = normalize("NFC", text)
    if SPLIT_AM in text:
        text = text.replace(SPLIT_AM, "\u0e33")
    return _OVERRIDES.sub("", text) if 0xE2 in kept else text  # the first byte of each of OVERRIDES


def believable(value: object) -> object:
    """None for a claim beyond MAX_COUNT: one absurd number must not cost the page's other records."""
    return None if isinstance(value, int | float) and not value <= MAX_COUNT else value


Word = Annotated[str, BeforeValidator(clip)]
"""A short text as it stands: an id, an address, a name."""
Text = Annotated[str, StringConstraints(strip_whitespace=True), BeforeValidator(clip)]
RequiredText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), BeforeValidator(clip)]
Id = Annotated[str, StringConstraints(min_length=1), BeforeValidator(clip)]
Count = Annotated[Annotated[int, Field(ge=0, le=MAX_COUNT)] | None, BeforeValidator(believable)]
Time = Annotated[datetime, AfterValidator(to_utc)]
VisitStatus = Literal["observed", "absent", "failed", "blocked", "partial"]
BROKE_OFF = "broke off: "
"""What the reason of a `partial` visit holds where a failure ended it: a limit of our own or a rate limit is none."""


class Record(BaseModel):
    """Common to all kinds: whose it is, where it stood and when it was read (UTC)."""

    # Without the input in its message, an error that is logged or told as a reason cannot carry a customer's words.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    kind_name: ClassVar[str]
    needed: ClassVar[tuple[str, ...]] = ("brand", "fetched_at")
    """Fields without which a landed record is an error."""

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
    claimed_n: Count = None
    claimed_rating: float | None = None
    claimed_rating_max: float | None = None
    truncated: bool = False


class Ranking(Record):
    """One entry of a result page. `capture` names the look-up where it is not the run's own (a page saved earlier keeps
    its identity however often it is read). `kind`: organic, ad, featured_snippet, ai_overview, paa (people also ask), local,
    shopping, video, related; `position` counts within the kind, `overall_position` over the page, both from 1."""

    kind_name: ClassVar[str] = "ranking"
    needed: ClassVar[tuple[str, ...]] = ("fetched_at",)

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
    needed: ClassVar[tuple[str, ...]] = ("fetched_at",)

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
    needed: ClassVar[tuple[str, ...]] = ("fetched_at",)

    network: Word
    native_id: Id
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
    `source` is the review's source or the mention's network; `native_id` the source's own id; `native_key` the keyed hash
    that stands in its place where the id names its author (filled when it lands)."""

    kind_name: ClassVar[str] = "removal"
    needed: ClassVar[tuple[str, ...]] = ("fetched_at",)

    record_kind: Literal["mention", "review"]
    source: Word
    native_id: Id
    native_key: Word | None = None


class Survey(Record):
    """One answer of one respondent. `metric`: nps (0..10), csat (1..5) or ces (1..7), `score` on the scale ..`scale_max`;
    `respondent` is raw in a file and None once landed, where `respondent_key` names the person."""

    kind_name: ClassVar[str] = "survey"
    needed: ClassVar[tuple[str, ...]] = ("brand", "fetched_at", "respondent_key")

    survey: Word = ""
    respondent: Word | None = None
    respondent_key: Word | None = None
    asked_at: Time | None = None
    question: Text = ""
    metric: Literal["nps", "csat", "ces"]
    score: float = Field(ge=0, le=1000, allow_inf_nan=False)
    scale_max: float = Field(gt=0, le=1000, allow_inf_nan=False)
    comment: Text | None = None
    language: Word | None = None
    channel: Word = ""

    @model_validator(mode="after")
    def _on_scale(self) -> Survey:
        if self.score > self.scale_max:
            raise ValueError(f"score: expected at most scale_max ({self.scale_max:g})")
        return self


class MysteryShop(Record):
    """A question put to a brand as a customer would. `channel` phone, email, chat ...; `resolved` whether the answer solved
    it; `quality` on the scale 0..`quality_max`; `answered_at` is None where no answer came."""

    kind_name: ClassVar[str] = "mystery_shop"

    channel: RequiredText
    asked_at: Time
    question: RequiredText
    answered_at: Time | None = None
    resolved: bool | None = None
    quality: float | None = Field(default=None, ge=0, le=1000, allow_inf_nan=False)
    quality_max: float | None = Field(default=None, gt=0, le=1000, allow_inf_nan=False)
    notes: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> MysteryShop:
        if self.answered_at and self.answered_at < self.asked_at:
            raise ValueError("answered_at: expected no time before asked_at")
        if self.quality is not None and self.quality_max is not None and self.quality > self.quality_max:
            raise ValueError(f"quality: expected at most quality_max ({self.quality_max:g})")
        return self


class Keyword(Record):
    """How often a keyword is searched: `volume` a month in `market` ("th-TH", "" unknown) as `source` says; `month` YYYY-MM
    or "" ."""

    kind_name: ClassVar[str] = "keyword"
    needed: ClassVar[tuple[str, ...]] = ("fetched_at",)

    keyword: RequiredText
    market: Word = ""
    source: Word = ""
    month: Annotated[Word, StringConstraints(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")] = ""
    volume: int | None = Field(default=None, ge=0, le=MAX_COUNT)


class Goal(Record):
    """What one measure of the brand shall be and by when: `metric` a name such as nps or response_time, `target` and
    `baseline` in its unit."""

    kind_name: ClassVar[str] = "goal"

    metric: Annotated[Word, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
    due: date
    target: float = Field(allow_inf_nan=False)
    baseline: float | None = Field(default=None, allow_inf_nan=False)
    owner: Text | None = None


class Reject(Record):
    """A row of an imported file that is no record: `file` and `line` where it stands, `of_kind` what it was to be,
    `payload` the row as JSON, redacted and without names."""

    kind_name: ClassVar[str] = "reject"
    needed: ClassVar[tuple[str, ...]] = ("fetched_at",)

    file: Word
    line: int = Field(ge=1, le=MAX_COUNT)
    of_kind: Word
    reason: Word
    payload: Word = ""


KINDS: dict[str, type[Record]] = {
    model.kind_name: model
    for model in (
        Faq, Review, SourceTotal, Ranking, Channel, Visit, Mention, Removal, Survey, MysteryShop, Keyword, Goal, Reject,
    )
}  # fmt: skip
"""Record kind as landing lines name it -> its model."""
