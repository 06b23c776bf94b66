"""Differences with their intervals as drawings: one scale for many lines, or a small one beside a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.exports.slides.deck import Area, Deck
from dashboard.exports.slides.draw import Text, add_bar, add_dot, add_rule, add_text
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import SwotLine
from data.thresholds import THRESHOLDS

MARGIN = THRESHOLDS.interval_beyond
"""Differences within ± this are too small to matter (`Definitions`): the grey band."""


@dataclass(frozen=True)
class Scale:
    """Values from -reach to +reach across `area`."""

    area: Area
    reach: float

    def x(self, value: float) -> int:
        """Where `value` lies, in EMU from the left of the slide; kept inside the area."""
        share = (max(-self.reach, min(self.reach, value)) / self.reach + 1) / 2
        return self.area.left + int(share * self.area.width)


def bounds(line: SwotLine) -> tuple[float, float, float] | None:
    """(low, gap, high) of a line that can be drawn, else None."""
    if line.gap is None or line.low is None or line.high is None:
        return None
    return line.low, line.gap, line.high


def scale_for(lines: list[SwotLine], area: Area) -> Scale:
    """A scale that holds the intervals of all lines, symmetric around no difference."""
    drawn = [found for found in map(bounds, lines) if found]
    return Scale(area, 1.08 * max([0.1, *(abs(value) for found in drawn for value in found)]))


def add_ground(deck: Deck, slide: Any, scale: Scale) -> None:
    """The band of small differences, the line of no difference, and which side is better."""
    area, head = scale.area, deck.emu(0.28)
    add_bar(
        slide, Area(scale.x(-MARGIN), area.top, scale.x(MARGIN) - scale.x(-MARGIN), area.height), "band", f"±{MARGIN:g}"
    )
    add_rule(slide, (scale.x(0), area.top), (scale.x(0), area.bottom), "muted", 1, "No difference")
    half = area.width // 2
    for left, key, align in ((area.left, "left", "left"), (area.left + half, "right", "right")):
        text = [Text(t(f"export.forest.{key}"), 10, colour="muted", align=align)]
        add_text(deck, slide, Area(left, area.top - head, half, head), text, t(f"export.forest.{key}"))


def add_mark(deck: Deck, slide: Any, scale: Scale, line: SwotLine, y: int, colour: str) -> None:
    """The interval of one line as a stroke and its difference as a dot, at height `y`."""
    found = bounds(line)
    if found is None:
        return
    low, gap, high = found
    name = f"{one_line(line.topic_name or line.topic)}: {words.difference(line)}"
    add_rule(slide, (scale.x(low), y), (scale.x(high), y), colour, 2.5, name)
    add_dot(slide, scale.x(gap), y, deck.emu(0.15), colour, name)


def add_interval(deck: Deck, slide: Any, line: SwotLine, area: Area, colour: str) -> None:
    """One line on a scale of its own in the lower part of `area`."""
    head, foot = deck.emu(0.3), deck.emu(0.12)
    scale = scale_for([line], Area(area.left, area.top + head, area.width, area.height - head - foot))
    add_ground(deck, slide, scale)
    add_mark(deck, slide, scale, line, scale.area.top + scale.area.height // 2, colour)
