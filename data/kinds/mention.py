"""A post on a network."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Annotated, Literal
from unicodedata import category

from pydantic import Field

from data import privacy
from data.cells.addresses import host_of, is_under
from data.cells.errors import RowError, expected
from data.cells.words import HINT, meaning, words
from data.record.fields import Count, Id, Text, Time, Word
from data.record.identity import Identity
from data.record.importing import BRAND, BRANDS, COUNT, SOURCE, TEXT, TIME, URL, WORD, FilePlan, Row, imported
from data.record.model import Needs, Place, Record
from data.record.personal import KeyOf, Name, SourceId, Words

CONTENT_ID = "text:"
"""How ids begin that are made from what a post says."""
NETWORK = "network"
"""The layer of what a crawl read."""
_CONTENT = ("video", "image", "poll", "link", "text")
"""Of several kinds of content, the first of these is the post's."""
_LONGEST_NETWORK = 60
_IN_NETWORKS = frozenset(" ._-&+/")
"""What names of networks hold beside letters and digits."""


def mention_id(mention: Mention) -> str:
    """20 hex digits from the network and its own id of the post."""
    return native_mention_id(mention.network, mention.native_id)


def native_mention_id(network: str, native_id: str) -> str:
    """The `mention_id` of the post that `network` calls `native_id`."""
    return hashlib.sha256(f"mention\x1f{network}\x1f{native_id}".encode()).hexdigest()[:20]


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    if not row.get("body") and not row.get("title"):
        raise RowError("body: expected a text, found none")
    row["network"] = _network(row.get("network", "")) or _network_of(row.get("url", ""))
    row["voice"] = meaning("voice", row.get("voice", "customer"))
    row["content_kind"] = _content(row.get("content_kind", "text"))
    row["layer"] = SOURCE
    named = row.pop("brand", "")
    if plan.social and "url" in row:
        # Whoever the file says is speaking: what stands under a brand's own account is the brand's voice.
        speaker = next((brand for root, brand in plan.social.items() if is_under(row["url"], root)), "")
        if speaker:
            row["voice"], named = "brand", speaker
    brands = _brands(row, named, plan)
    if row["voice"] == "brand":
        if len(brands) > 1 and not named:
            raise RowError("brand: expected the one brand whose voice this is, found several")
        row["brand"] = brands[0]
    row["brands"] = brands
    row.setdefault("native_id", row.get("url") or _content_id(row))
    return [row]


def _brands(row: Row, named: str, plan: FilePlan) -> tuple[str, ...]:
    """Whom the row means: those it names, else the command's brand, else those that its text names. Raises RowError."""
    brands = tuple(dict.fromkeys((*((named,) if named else ()), *row.get("brands", ()))))
    brands = brands or ((plan.brand,) if plan.brand else ())
    return brands or plan.by_text.brands(row)


@lru_cache(maxsize=4096)
def _network(name: str) -> str:
    """A network's name: what the file calls it in our words, or the one whose host the address has; '' for none."""
    said = " ".join(name.casefold().split())
    if "://" in said:
        if not host_of(said):
            raise _no_network(name)
        return _network_of(said)
    if not said:
        return ""
    said = said.removeprefix("www.").strip("/")
    if len(said) > _LONGEST_NETWORK or not all(c in _IN_NETWORKS or category(c)[0] in "LMN" for c in said):
        raise _no_network(name)
    return words("network").get(said, said) or SOURCE


def _no_network(name: str) -> RowError:
    return RowError(f"network: {expected('a short name or an address', name)}")


def _network_of(url: str) -> str:
    """The network whose host an address has, else the host; of no address SOURCE."""
    known, host = words("network"), host_of(url)
    return known.get(host) or known.get(".".join(host.split(".")[-2:])) or host or SOURCE


@lru_cache(maxsize=4096)
def _content(cell: str) -> str:
    known = words("content_kind")
    found = {known.get(part.strip(" []\"'").casefold()) for part in str(cell).replace(";", ",").split(",")}
    for kind in _CONTENT:
        if kind in found:
            return kind
    raise RowError(f"content_kind: {expected(' or '.join(_CONTENT), cell)}{HINT}")


def _content_id(row: Row) -> str:
    """An id for a post that has none: the same post in another export gets the same."""
    parts = (row.get("author"), row.get("published_at"), row.get("title"), row.get("body"))
    text = "\x1f".join(str(part or "") for part in parts)
    return CONTENT_ID + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


@imported(
    "mentions",
    cells={
        "brand": BRAND, "brands": BRANDS, "network": WORD, "native_id": WORD, "voice": WORD, "url": URL, "title": TEXT,
        "body": TEXT, "language": WORD, "author": WORD, "published_at": TIME, "content_kind": WORD, "query": TEXT,
        "parent_id": WORD, "likes": COUNT, "replies": COUNT, "shares": COUNT, "views": COUNT, "fetched_at": TIME,
    },
    required=(("body", "title"),),
    completed=_completed,
    looks={"brand": "brand", "published_at": "date", "url": "url", "body": "text"},
)  # fmt: skip
class Mention(Record):
    """A post, comment, video or article on a network. `native_id` is the network's own id; `brands` are the ids of the
    brands meant (`brand` is set only for a brand's own voice); `utc_offset` in minutes as the source states it;
    `language` as the network states it; `layer` is where it was read, a network or a file;
    the four counts as they were at `fetched_at`, None where not exposed."""

    kind_name = "mention"
    table = "mentions"
    needed = ("fetched_at",)
    needed_where = (Needs("brand", "voice", "brand", "the brand whose voice it is"),)
    identity = Identity("mention_id", mention_id, ("network", "native_id"))
    key = ("mention_id",)
    by_the_million = True
    removable = True
    is_covered = True

    network: Word
    # Without regard to the author, whom a later notice of removal does not name: both must give one id.
    native_id: Annotated[Id, SourceId()]
    voice: Literal["brand", "customer", "press"] = "customer"
    brands: tuple[Word, ...] = ()
    title: Annotated[Text | None, Words("author")] = None
    body: Annotated[Text, Words("author")] = ""
    language: Word | None = None
    author: Annotated[Word | None, Name()] = None
    author_key: Annotated[Word | None, KeyOf("author", "network", privacy.account_key)] = None
    published_at: Time | None = None
    utc_offset: int | None = Field(default=None, ge=-1440, le=1440)
    content_kind: Literal["text", "image", "video", "link", "poll"] = "text"
    layer: Word = ""
    query: Word = ""
    parent_id: Annotated[Word | None, SourceId()] = None
    likes: Count = None
    replies: Count = None
    shares: Count = None
    views: Count = None

    def places(self) -> tuple[Place, ...]:
        return tuple((brand, self.network) for brand in self.brands) if self.voice == "customer" else ()

    def named_by_content(self) -> str:
        return self.native_id if not self.author_key and self.native_id.startswith(CONTENT_ID) else ""
