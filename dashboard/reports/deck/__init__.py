"""What the slides are made of beside the SWOT, and the sentences that title them. `loading` reads it from a build."""

from __future__ import annotations

from dashboard.reports.deck.material import NO_MATERIAL, Material
from dashboard.reports.deck.titles import Message, message_of, messages_of, per_hundred

__all__ = ["NO_MATERIAL", "Material", "Message", "message_of", "messages_of", "per_hundred"]
