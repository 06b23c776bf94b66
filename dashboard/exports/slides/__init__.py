"""The findings as slides a consultant would present: native, editable text, tables and charts; sources in the speaker notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dashboard.exports.slides import appendix, closing, findings, market, opening, plans
from dashboard.exports.slides.deck import Deck
from dashboard.exports.slides.story import Story
from dashboard.reports import words
from dashboard.reports.deck import NO_MATERIAL, Material, messages_of
from dashboard.reports.deck.titles import short_name
from dashboard.reports.messages import speaking, t
from dashboard.reports.safety import clean, one_line
from dashboard.reports.swot import SwotReport

MOST = 14
"""Slides of a deck that is not full. The sources then share the slide of the method where they would be one too many."""
PARTS: tuple[tuple[str, Callable[[Story], bool]], ...] = (
    ("drivers", market.drivers),
    ("journey", market.journey),
    ("questions", market.questions),
    ("search", market.search),
    ("reviews", market.reviews),
    ("goals", plans.goals),
    ("changes", plans.changes),
)
"""Parts by name, each makes its slide and says whether there was anything to show."""


def as_pptx(
    report: SwotReport, template: Path | None = None, material: Material = NO_MATERIAL, *, full: bool = False
) -> bytes:
    """The deck as bytes, 16:9 in our own look or in the master, theme and slide size of `template`; with `full` the appendix too.

    Parts without data are left out and named on the slide of the method. ValueError for a template that cannot be used.
    """
    with speaking(material.language):
        deck = Deck(_footer(report), template)
        story = Story(deck, report, material, tuple(messages_of(report, material)))
        _tell(story, full)
        _properties(deck, report)
        return deck.save()


def template_lacks(template: Path) -> list[str]:
    """What a template does not have that the deck makes up for, in words. ValueError for one that cannot be used."""
    return Deck("", template).lacks()


def _tell(story: Story, full: bool) -> None:
    opening.cover(story)
    opening.summary(story)
    left_out = [] if story.messages else ["messages", "swot"]
    if story.messages:
        opening.swot(story)
    for message in story.messages:
        findings.finding(story, message)
    left_out += [name for name, tell in PARTS if not tell(story)]
    apart = full or len(story.deck.file.slides) + 2 <= MOST
    closing.method(story, left_out, sources=not apart)
    if apart:
        closing.sources(story)
    if full:
        appendix.appendix(story)


def _footer(report: SwotReport) -> str:
    footer = t(
        "deck.footer.footer",
        brand=short_name(report.brand_name),
        edition=one_line(report.edition),
        status=words.status_of(report),
        start=words.day(report.window_start),
        end=words.day(report.window_end),
    )
    return t("deck.footer.synthetic", footer=footer) if report.synthetic else footer


def _properties(deck: Deck, report: SwotReport) -> None:
    properties = deck.file.core_properties
    name = t("export.deck.name", brand=one_line(report.brand_name), edition=one_line(report.edition))
    properties.title = clean(name)[:250]
    properties.author = "Overheard"
    properties.last_modified_by = "Overheard"
    properties.subject = t("deck.cover.synthetic") if report.synthetic else t("deck.cover.kicker")
    created = words.naive_utc(report.created_at)
    if created is not None:
        properties.created = properties.modified = created.replace(microsecond=0)
