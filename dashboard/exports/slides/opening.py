"""The first slides: whose deck it is, the messages that come first, the SWOT on one page."""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from analysis.claims.statements import counted
from dashboard.exports.slides.deck import Area
from dashboard.exports.slides.draw import Text, add_bar, add_panel, add_text, fits, text_height, whole
from dashboard.exports.slides.look import LEAD, SMALL, TEXT, points
from dashboard.exports.slides.notes import lines_notes
from dashboard.exports.slides.story import Story, foot
from dashboard.reports import words
from dashboard.reports.deck import Message, message_of
from dashboard.reports.deck.titles import needed_of
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import QUADRANTS

NAMED_RIVALS = 3
"""More rivals than these are a number on the cover; their names are in its notes."""
INSET = 12.0


def cover(story: Story) -> None:
    """Whose it is, which edition and window, against whom; the mark of made-up data."""
    report = story.report
    rivals = words.rivals_of(report)
    many = counted(len(rivals), "rivals", story.material.language)
    against = t("deck.cover.compared", rivals=", ".join(rivals) if len(rivals) <= NAMED_RIVALS else many)
    facts = [
        t("deck.cover.kicker"),
        t("deck.cover.edition", edition=one_line(report.edition), status=words.status_of(report)),
        against if rivals else t("deck.cover.alone"),
        t("deck.cover.window", start=words.day(report.window_start), end=words.day(report.window_end)),
    ]
    mark = t("deck.cover.synthetic") if report.synthetic else ""
    slide = story.deck.cover(story.brand, facts, mark)
    about = [f"{item}: {value}" for item, value in words.about(report)]
    if rivals:
        about.append(t("deck.cover.rivals", names=", ".join(rivals)))
    story.deck.notes(slide, "\n".join(about))


def summary(story: Story) -> None:
    """The messages that come first, each with its statement and what it rests on; or why nothing is proven, and what it takes."""
    if not story.messages:
        _nothing(story)
        return
    deck, report = story.deck, story.report
    tested = sum(line.tested for line in report.lines)
    slide = deck.slide(t("deck.summary.title", tested=tested, all=len(report.lines), brand=story.brand))
    body, gap = deck.body, deck.emu(0.15)
    since = words.changes(report) if report.changes and report.changes.before else ""
    last = deck.emu(0.5) if since else 0
    height = (body.height - last - gap * (len(story.messages) - 1)) // len(story.messages)
    number = deck.emu(0.7)
    for place, message in enumerate(story.messages):
        top = body.top + place * (height + gap)
        colour = message.line.quadrant or "dark"
        add_bar(slide, Area(body.left, top, deck.emu(0.06), height), colour, f"Mark of {colour}")
        figure = Area(body.left + deck.emu(0.2), top, number - deck.emu(0.2), height)
        add_text(slide, figure, [Text(str(place + 1), LEAD, bold=True, colour=colour)], f"Message {place + 1}")
        area = Area(body.left + number, top, body.width - number, height)
        add_text(slide, area, _said(message, area), message.title)
    if since:
        area = Area(body.left, body.bottom - last, body.width, last)
        add_text(slide, area, whole([Text(since, TEXT, colour="muted")], area), t("deck.summary.since"), "bottom")
    deck.notes(slide, lines_notes(message.line for message in story.messages))


def _said(message: Message, area: Area) -> list[Text]:
    """The message in full, and what it rests on where there is room."""
    line = message.line
    items = [Text(message.title, LEAD, bold=True, after=2), Text(line.statement, TEXT, after=2)]
    if one_line(line.statement) == message.title:
        del items[1]
    if not fits(items, area):
        items[0] = Text(message.title, TEXT, bold=True, after=2)
    return whole([*items, Text(line.basis or words.tested_word(line), SMALL, colour="muted")], area)


def _nothing(story: Story) -> None:
    deck, report = story.deck, story.report
    reviews = sum(brand.reviews_in_window for brand in report.brands)
    key = "title_none" if report.leads else "bare"
    fields: dict[str, Any] = {"brand": story.brand, "leads": len(report.leads), "reviews": words.count(reviews)}
    slide = deck.slide(t(f"deck.summary.{key}", **fields))
    items = [Text(t("deck.summary.needs"), TEXT, after=10)]
    for line in report.leads:
        items += [
            Text(line.statement, LEAD, after=2),
            Text(t("deck.summary.needed", needed=needed_of(line)), TEXT, colour="muted", after=10),
        ]
    add_text(slide, deck.body, whole(items, deck.body), t("deck.summary.needs"))
    deck.notes(slide, lines_notes(report.leads) or t("deck.summary.needs"))


def swot(story: Story) -> None:
    """The four quadrants, each with as many of its findings, in order, as have room."""
    deck, report = story.deck, story.report
    sizes: dict[str, Any] = {quadrant: len(report.quadrant(quadrant)) for quadrant in QUADRANTS}
    fields = {"ahead": "strength", "behind": "weakness", "open": "opportunity", "threats": "threat"}
    title = t(
        "deck.swot.title",
        brand=story.brand,
        all=len(report.lines),
        **{name: sizes[quadrant] for name, quadrant in fields.items()},
    )
    slide = deck.slide(title)
    body, gap = foot(slide, deck.body, t("deck.swot.note")), deck.emu(0.18)
    width = (body.width - gap) // 2
    upper, lower = _rows_of(story, width, body.height - gap)
    left_out: list[str] = []
    for place, quadrant in enumerate(QUADRANTS):
        height, top = (upper, body.top) if place < 2 else (lower, body.top + upper + gap)
        area = Area(body.left + (place % 2) * (width + gap), top, width, height)
        left_out += _quadrant(story, slide, quadrant, area)
    deck.notes(slide, "\n\n".join(filter(None, ["\n".join(left_out), lines_notes(report.lines)])))


def _rows_of(story: Story, width: int, height: int) -> tuple[int, int]:
    """Heights of the two rows of quadrants: by what they have to say, none below two fifths."""
    needed = [text_height(_findings(story, quadrant), points(width) - 2 * INSET) for quadrant in QUADRANTS]
    first, second = max(needed[:2]), max(needed[2:])
    share = min(0.6, max(0.4, first / (first + second)))
    return int(height * share), height - int(height * share)


def _findings(story: Story, quadrant: str) -> list[Text]:
    items = [
        Text(message_of(line, story.report, story.material).short, TEXT, after=4)
        for line in story.report.quadrant(quadrant)
    ]
    head = Text(t(f"export.quadrant.{quadrant}"), TEXT, bold=True, colour=quadrant, after=4)
    return [head, *(items or [Text(t("deck.swot.none"), TEXT, colour="muted")])]


def _quadrant(story: Story, slide: Any, quadrant: str, area: Area) -> list[str]:
    """One quadrant; what had no room in it, for the notes."""
    head, *items = _findings(story, quadrant)
    shown = whole([head, *items], area, INSET)
    while len(shown) > 1 and len(shown) <= len(items):
        more = Text(t("deck.swot.more", n=len(items) - len(shown) + 1), SMALL, colour="muted")
        if fits([*shown, more], area, INSET):
            shown.append(more)
            break
        shown.pop()
    add_panel(slide, area, shown, t(f"export.quadrant.{quadrant}"), inset=INSET)
    add_bar(slide, Area(area.left, area.top, area.width, int(Pt(4))), quadrant, f"Mark of {quadrant}")
    kept = {item.text for item in shown}
    rest = [item.text for item in items if item.text not in kept]
    return (
        [t("deck.swot.rest", quadrant=t(f"export.quadrant.{quadrant}")) + ":", *(f"• {text}" for text in rest)]
        if rest
        else []
    )
