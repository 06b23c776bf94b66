"""A way to reach a brand."""

from __future__ import annotations

from pydantic import Field

from data.record.fields import MAX_COUNT, Text, Word
from data.record.model import Record


class Channel(Record):
    """A way to reach the brand. `kind`: chat, chatbot, phone, email, whatsapp, line, zalo, messenger, telegram, viber,
    social, contact_form, help_centre, ticket_portal, community, app; `vendor` 'none' if none; `address` a number,
    address, handle or URL in canonical form."""

    kind_name = "channel"
    table = "channels"
    key = ("brand", "kind", "vendor", "address")

    kind: Word
    vendor: Word = "none"
    address: Word = ""
    clicks_from_home: int | None = Field(default=None, ge=0, le=MAX_COUNT)
    hours: Text | None = None
    languages: Text | None = None
