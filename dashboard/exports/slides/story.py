"""What every slide is given, and the pieces that several are built of: quotes with their sources, halves of a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.util import Pt

from dashboard.exports.fit import divide, line_count
from dashboard.exports.slides.deck import Area, Deck
from dashboard.exports.slides.draw import Text, add_bar, add_text, text_height
from dashboard.exports.slides.look import LEAD, SMALL, TEXT, points
from dashboard.reports import words
from dashboard.reports.deck import Material, Message
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import OBSERVATION, QUOTE, Evidence, SwotReport

GAP = 0.3
"""Inches between two pieces of a slide."""
RULE = 0.045
"""Width of the bar beside a quote, in inches."""


@dataclass(frozen=True)
class Story:
    """The deck under construction, what it tells, and the messages that come first."""

    deck: Deck
    report: SwotReport
    material: Material
    messages: tuple[Message, ...]

    @property
    def brand(self) -> str:
        """The name of the brand that it is about, on one line."""
        return one_line(self.report.brand_name)


def columns(deck: Deck, area: Area, shares: Sequence[float]) -> list[Area]:
    """The area in columns of these shares, with a gap between."""
    gap = deck.emu(GAP)
    room = area.width - gap * (len(shares) - 1)
    made: list[Area] = []
    left = area.left
    for share in shares:
        width = int(room * share / sum(shares))
        made.append(Area(left, area.top, width, area.height))
        left += width + gap
    return made


def stacked(slide: Any, area: Area, items: Sequence[Text], name: str) -> Area:
    """The paragraphs at the top of `area`, as high as they are; what is left of it below them."""
    height = int(text_height(items, points(area.width)) * Pt(1)) + Pt(1)
    add_text(slide, Area(area.left, area.top, area.width, height), items, name)
    return below(area, height)


def below(area: Area, height: int) -> Area:
    """What is left of an area under its first `height` EMU."""
    return Area(area.left, area.top + height, area.width, area.height - height)


def foot(slide: Any, area: Area, note: str) -> Area:
    """The note at the bottom of `area`; what is left above it."""
    items = [Text(note, SMALL, colour="muted")]
    height = int(text_height(items, points(area.width)) * Pt(1)) + Pt(1)
    add_text(slide, Area(area.left, area.bottom - height, area.width, height), items, "Note", "bottom")
    return Area(area.left, area.top, area.width, area.height - height - Pt(6))


def source_items(item: Evidence, seen: str = "") -> list[Text]:
    """Whose it is, linked to its page, and below that what is known of it: `4 of 5 stars, written 2026-10-01`, and what was
    `seen` of it."""
    written = t("export.value.written", day=words.day(item.published_at)) if item.published_at else ""
    known = ", ".join(filter(None, (words.stars(item.stars), written))) or words.captured(item)
    whose = " · ".join(filter(None, (one_line(item.brand_name), words.site(item))))
    said = " · ".join(filter(None, (known, seen)))
    below_it = [Text(said, SMALL, colour="muted")] if said else []
    return [Text(whose, SMALL, colour="muted", link=item.url), *below_it]


def quote_items(item: Evidence, text: str, seen: str = "") -> list[Text]:
    """A quote (or what was seen) and below it its source."""
    shown = words.quoted(text) if item.form == QUOTE else text
    return [Text(shown, TEXT, italic=item.form == QUOTE, after=2), *source_items(item, seen)]


def chosen(evidence: Sequence[Evidence], brand: str, most: int = 2) -> list[tuple[Evidence, str]]:
    """The evidence that a slide shows, each with what was seen of it: quotes first, of ours and of others where both speak."""
    quotes = [item for item in evidence if item.form == QUOTE] or list(evidence)
    own = [item for item in quotes if item.brand_name == brand]
    others = [item for item in quotes if item.brand_name != brand]
    picked = [*own[:1], *others[:1]] if own and others else quotes[:most]
    after = {item.position: item for item in evidence if item.form == OBSERVATION}
    return [
        (item, one_line(after[item.position + 1].quote) if item.form == QUOTE and _same(item, after) else "")
        for item in picked[:most]
    ]


def _same(item: Evidence, after: dict[int, Evidence]) -> bool:
    """Whether what follows was seen of the very record that is quoted."""
    following = after.get(item.position + 1)
    return following is not None and following.record_id == item.record_id


def add_quotes(deck: Deck, slide: Any, area: Area, evidence: Sequence[tuple[Evidence, str]], own: str) -> None:
    """Up to two pieces of evidence beside each other; a quote that has no room as a whole is parted, and says so."""
    if not evidence:
        return
    inset = deck.emu(0.16)
    for (item, seen), place in zip(evidence, columns(deck, area, [1] * len(evidence)), strict=True):
        inner = Area(place.left + inset, place.top, place.width - inset, place.height)
        items = quote_items(item, _held(item, seen, inner), seen)
        height = min(int(text_height(items, points(inner.width)) * Pt(1)) + Pt(1), place.height)
        colour = "dark" if item.brand_name == own else "muted"
        add_bar(slide, Area(place.left, place.top, deck.emu(RULE), height), colour, "Mark of a quote")
        add_text(slide, replace(inner, height=height), items, "Quote" if item.form == QUOTE else "Observation")


def quotes_height(deck: Deck, width: int, evidence: Sequence[tuple[Evidence, str]], most: int) -> int:
    """How high the quotes are in a row `width` EMU wide; `most` where they would be higher."""
    if not evidence:
        return 0
    room = points(columns(deck, Area(0, 0, width, 0), [1] * len(evidence))[0].width - deck.emu(0.16))
    heights = [text_height(quote_items(item, one_line(item.quote), seen), room) for item, seen in evidence]
    return min(most, int(max(heights) * Pt(1)) + Pt(4))


def _held(item: Evidence, seen: str, area: Area) -> str:
    """The text of the evidence, or as much of its beginning as has room in `area`, with a mark of what is left out."""
    width = points(area.width)
    source = text_height(source_items(item, seen), width)
    lines = max(1, int((points(area.height) - source - 4) / (TEXT * 1.3)))
    words_of = one_line(item.quote)
    if line_count(words.quoted(words_of) if item.form == QUOTE else words_of, width, TEXT) <= lines:
        return words_of
    mark = t("deck.message.quote_part")
    head, rest = divide(words_of, width - 12, TEXT, lines)
    if rest:
        head, _ = divide(head, width - 12, TEXT, max(1, lines - 1)) if lines > 1 else (head[: -len(mark) - 2], "")
    return f"{head} {mark}"


def heading(text: str, colour: str = "dark") -> Text:
    """What a part of a slide is about."""
    return Text(text, TEXT, bold=True, colour=colour, after=3)


def leading(text: str, colour: str = "ink") -> Text:
    """A line that is read before the rest."""
    return Text(text, LEAD, bold=True, colour=colour, after=2)
