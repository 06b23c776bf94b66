"""The records that spiders yield, under the name where Scrapy's users look for them."""

from __future__ import annotations

from data.records import Channel, Faq, Mention, Ranking, Record, Removal, Review, SourceTotal, Visit

__all__ = ["Channel", "Faq", "Mention", "Ranking", "Record", "Removal", "Review", "SourceTotal", "Visit"]
