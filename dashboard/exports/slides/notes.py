"""Speaker notes: each line in full with its numbers and all its sources, so that a slide can be defended."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.reports import words
from dashboard.reports.deck.titles import needed_of
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import SwotLine

MAX_QUOTE = 1500
"""Characters of one quote in the notes; longer ones are in the spreadsheet and the JSON."""


def line_notes(line: SwotLine) -> str:
    """Everything known of one line: claim, numbers, rule, dates, then quote, page and capture time of each evidence."""
    head = [": ".join(filter(None, (words.quadrant_of(line), one_line(line.title)))), one_line(line.statement)]
    head += [text for text in (words.listed(line), one_line(line.basis)) if text]
    numbers = ", ".join(
        filter(None, (words.difference(line), words.against(line), words.sizes(line), words.q_value(line)))
    )
    head += filter(None, [words.change(line)])
    head.append(t("export.deck.notes_rule", rule=one_line(line.rule), tested=words.tested_word(line)))
    if line.gap is not None or words.sizes(line):
        head.append(numbers)
    if line.status or line.needed:
        fields = {"status": words.named("status", line.status), "needed": needed_of(line)}
        head.append(t("export.deck.notes_needed", **fields))
    if line.prior_weight is not None:
        head.append(t("export.deck.notes_weight", weight=words.number(line.prior_weight)))
    if line.first_seen is not None and line.expires_at is not None:
        fields = {"seen": words.day(line.first_seen), "expires": words.day(line.expires_at)}
        head.append(t("export.deck.notes_seen", **fields))
    head.append(t("export.deck.notes_sources") if line.evidence else t("export.deck.notes_none"))
    for item in line.evidence:
        speaker = f"{one_line(item.brand_name)}: " if item.brand_name else ""
        address = one_line(item.url) or t("export.value.no_address")
        head.append(f"• {speaker}{_bounded(words.shown(item))}\n  {address} ({words.captured(item)})")
    return "\n".join(head)


def lines_notes(lines: Iterable[SwotLine]) -> str:
    """The notes of several lines, a blank line between."""
    return "\n\n".join(line_notes(line) for line in lines)


def _bounded(text: str) -> str:
    flat = one_line(text)
    return flat if len(flat) <= MAX_QUOTE else flat[: MAX_QUOTE - 1] + "…"
