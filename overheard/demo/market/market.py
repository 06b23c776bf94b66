"""The demo market: invented brands, their FAQs and some three thousand reviews.

`build_market(anchor, seed)` first takes from truths.toml how many customers say good, neither or bad of each driver of
each brand in each window, then packs sentences saying so into reviews: the planted differences are exact, not drawn.
The same anchor and seed give the same market.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from overheard.demo.market.model import DemoFaq, DemoReview, Market, Opinion
from overheard.demo.market.people import reviewers
from overheard.demo.market.phrases import Phrases
from overheard.demo.market.truths import companies
from overheard.demo.market.writer import Writer

__all__ = ["DemoFaq", "DemoReview", "Market", "Opinion", "build_market", "faq_book"]


def build_market(anchor: date, seed: int = 7) -> Market:
    """The demo market as seen on `anchor` (no review or reply is younger than the midnight UTC that begins it)."""
    names = {language: reviewers(language, seed) for language in ("en", "lt")}
    voices = {language: Phrases(language) for language in ("en", "lt")}
    reviews: list[DemoReview] = []
    for brand in companies():
        writer = Writer(brand, anchor, voices[brand.language], names[brand.language], seed)
        reviews += writer.write()
    return Market(anchor, seed, companies(), tuple(reviews), faq_book())


@cache
def faq_book() -> tuple[DemoFaq, ...]:
    """All questions of faqs.toml."""
    book = tomllib.loads((Path(__file__).parent / "faqs.toml").read_text(encoding="utf-8"))
    return tuple(
        DemoFaq(brand, page, entry["category"], entry["q"], entry["a"], entry.get("intent", ""))
        for brand, pages in book.items()
        for page, entries in pages.items()
        for entry in entries
    )
