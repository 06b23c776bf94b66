"""The door to a page: what is read off it for each kind, for spiders and for whoever asks why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.extract.channels import extract_channels
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import Page
from crawlers.extract.recipes import Use, read_recipe, recipe_of
from crawlers.extract.reviews import extract_reviews, extract_totals
from data.record.model import Record
from data.workspace.recipes import Recipe

FAQS, REVIEWS, CHANNELS = "faqs", "reviews", "channels"
TOTALS = "totals"
"""What a page claims of its reviews: read with them."""
DEGRADED = "/no recipe"
"""How the layer of a record ends that the general reading gave where a recipe should have."""


@dataclass
class PageRead:
    """Kind -> the records of a page, without brand, source and time of reading; and the recipes that were used."""

    found: dict[str, list[Record]] = field(default_factory=dict)
    uses: dict[str, Use] = field(default_factory=dict)
    """By kind."""


def read_page(page: Page, kinds: Collection[str], now: datetime, recipes: Sequence[Recipe] = ()) -> PageRead:
    """Read a page for the kinds asked for. A recipe of the workspace for the page goes before the general reading, which
    steps in where the recipe gives nothing; what it gives then bears DEGRADED in its layer. Dates relative to `now`."""
    read = PageRead()
    if FAQS in kinds:
        read.found[FAQS] = _by_recipe(page, FAQS, now, recipes, read) or _general(extract_faqs(page), FAQS, read)
    if REVIEWS in kinds:
        given = _by_recipe(page, REVIEWS, now, recipes, read)
        read.found[REVIEWS] = given or _general(extract_reviews(page, now), REVIEWS, read)
        read.found[TOTALS] = list(extract_totals(page))
    if CHANNELS in kinds:
        read.found[CHANNELS] = list(extract_channels(page))
    return read


def _by_recipe(page: Page, kind: str, now: datetime, recipes: Sequence[Recipe], read: PageRead) -> list[Record]:
    recipe = recipe_of(page, kind, recipes)
    if recipe is None:
        return []
    use = read.uses[kind] = read_recipe(page, recipe, now)
    return use.records


def _general(records: Sequence[Record], kind: str, read: PageRead) -> list[Record]:
    if kind not in read.uses:
        return list(records)
    return [record.model_copy(update={"layer": f"{getattr(record, 'layer', '')}{DEGRADED}"}) for record in records]
