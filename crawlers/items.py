"""The records that spiders yield, under the name where Scrapy's users look for them."""

from __future__ import annotations

from data.kinds.channel import Channel
from data.kinds.faq import Faq
from data.kinds.mention import Mention
from data.kinds.ranking import Ranking
from data.kinds.removal import Removal
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.kinds.visit import Visit
from data.record.model import Record

__all__ = ["Channel", "Faq", "Mention", "Ranking", "Record", "Removal", "Review", "SourceTotal", "Visit"]
