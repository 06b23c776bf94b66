"""The SWOT as slides: native, editable text, tables and shapes, each line with its sources in the speaker notes."""

from __future__ import annotations

from pathlib import Path

from dashboard.exports.slides import detail, story
from dashboard.exports.slides.deck import Deck
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.safety import clean, one_line
from dashboard.reports.swot import QUADRANTS, SwotReport


def as_pptx(report: SwotReport, template: Path | None = None) -> bytes:
    """The deck as bytes, 16:9 in our own look or in the master, theme and slide size of `template`.

    Without any line there are no quadrants: the deck says why and shows what was observed. ValueError for a template
    that cannot be used.
    """
    deck = Deck(_footer(report), template)
    story.cover(deck, report)
    story.found(deck, report)
    if report.lines:
        story.matrix(deck, report)
        story.forest(deck, report)
        for quadrant in QUADRANTS:
            story.quadrant(deck, report, quadrant)
        detail.evidence(deck, report)
    else:
        detail.brands(deck, report)
    detail.changes(deck, report)
    detail.leads(deck, report)
    if report.lines:
        detail.brands(deck, report)
    detail.failures(deck, report)
    detail.method(deck, report)
    _properties(deck, report)
    return deck.save()


def _footer(report: SwotReport) -> str:
    footer = t(
        "export.deck.footer",
        brand=one_line(report.brand_name)[:60],
        edition=one_line(report.edition),
        status=words.status_of(report),
        start=words.day(report.window_start),
        end=words.day(report.window_end),
    )
    return t("export.deck.footer_synthetic", footer=footer) if report.synthetic else footer


def _properties(deck: Deck, report: SwotReport) -> None:
    properties = deck.file.core_properties
    name = t("export.deck.name", brand=one_line(report.brand_name), edition=one_line(report.edition))
    properties.title = clean(name)[:250]
    properties.author = "Overheard"
    properties.last_modified_by = "Overheard"
    properties.subject = t("export.deck.synthetic") if report.synthetic else t("export.deck.kicker")
    created = words.naive_utc(report.created_at)
    if created is not None:
        properties.created = properties.modified = created.replace(microsecond=0)
