"""The main slides: title, what we found, the SWOT at a glance, how large the differences are, the quadrants."""

from __future__ import annotations

from dashboard.exports.slides.deck import Area, Deck
from dashboard.exports.slides.draw import (
    Cell,
    Table,
    Text,
    add_bar,
    add_panel,
    add_table,
    add_text,
    grown,
    pages_of,
    text_height,
)
from dashboard.exports.slides.intervals import add_ground, add_mark, bounds, scale_for
from dashboard.exports.slides.look import points
from dashboard.exports.slides.notes import line_notes, lines_notes
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import QUADRANTS, QUOTE, Evidence, SwotLine, SwotReport

MATRIX_LINES = 4
FOREST_ROWS = 12
OTHER_SCALES = {("response", "response_rate"), ("overall", "stars")}
"""Kinds and topics of lines whose gaps are no differences of net sentiment."""
INSET = 0.17
"""Inner margin of a panel, in inches."""


def cover(deck: Deck, report: SwotReport) -> None:
    """Whose SWOT, which edition and window, against whom; the mark of made-up data."""
    rivals = words.rivals_of(report)
    facts = [
        t("export.deck.kicker"),
        t("export.deck.edition", edition=one_line(report.edition), status=words.status_of(report)),
        t("export.deck.compared", rivals=", ".join(rivals)) if rivals else t("export.deck.compared_none"),
        t("export.deck.window", start=words.day(report.window_start), end=words.day(report.window_end)),
    ]
    mark = t("export.deck.synthetic") if report.synthetic else ""
    slide = deck.cover(t("export.deck.title", brand=one_line(report.brand_name)), facts, mark)
    about = [f"{item}: {value}" for item, value in words.about(report)]
    deck.notes(slide, "\n".join(about))


def found(deck: Deck, report: SwotReport) -> None:
    """The counts, the first line of each quadrant and the coverage; or why nothing is proven."""
    slide = deck.slide(t("export.found.title" if report.lines else "export.found.title_none"))
    body = deck.body
    tested = sum(line.tested for line in report.lines)
    window = sum(brand.reviews_in_window for brand in report.brands)
    counts = [(window, "reviews"), (len(report.brands), "brands"), (len(report.leads), "leads")]
    if report.lines:
        counts = [(tested, "tested"), (len(report.lines) - tested, "observed"), *counts]
    gap, height = deck.emu(0.18), deck.emu(1.25)
    width = (body.width - gap * (len(counts) - 1)) // len(counts)
    for place, (value, key) in enumerate(counts):
        area = Area(body.left + place * (width + gap), body.top, width, height)
        items = [Text(words.count(value), 26, bold=True, colour="dark"), Text(t(f"export.found.{key}"), 11.5, lines=2)]
        add_panel(deck, slide, area, items, t(f"export.found.{key}"), anchor="middle", inset=10)
    top = body.top + height + deck.emu(0.22)
    foot = deck.emu(0.65)
    rest = Area(body.left, top, body.width, body.bottom - foot - top)
    if report.lines:
        _headlines(deck, slide, report, rest)
    else:
        add_text(deck, slide, rest, _nothing(report), t("export.found.none_head"))
    area = Area(body.left, body.bottom - foot, body.width, foot)
    add_text(
        deck, slide, area, [Text(text, 11, colour="muted", lines=1) for text in _coverage(report)], "Coverage", "bottom"
    )
    firsts = [lines[0] for lines in map(report.quadrant, QUADRANTS) if lines]
    deck.notes(slide, lines_notes(firsts) if firsts else "\n".join(_coverage(report)))


def _headlines(deck: Deck, slide: object, report: SwotReport, area: Area) -> None:
    head = deck.emu(0.36)
    title = [Text(t("export.found.headline"), 14, bold=True)]
    add_text(deck, slide, Area(area.left, area.top, area.width, head), title, t("export.found.headline"))
    height = (area.height - head) // 4
    label = deck.emu(1.75)
    for place, quadrant in enumerate(QUADRANTS):
        top = area.top + head + place * height
        lines = report.quadrant(quadrant)
        add_bar(slide, Area(area.left, top, deck.emu(0.06), height - deck.emu(0.09)), quadrant, f"Mark of {quadrant}")
        name = [Text(t(f"export.one.{quadrant}"), 14, bold=True, colour=quadrant)]
        left = area.left + deck.emu(0.2)
        add_text(
            deck, slide, Area(left, top, label, height - deck.emu(0.09)), name, t(f"export.one.{quadrant}"), "middle"
        )
        if lines:
            items = [
                Text(lines[0].title, 13, bold=True, lines=1),
                Text(lines[0].statement, 12, lines=2),
            ]
        else:
            items = [Text(t("export.found.nothing"), 12, colour="muted")]
        box = Area(left + label, top, area.right - left - label, height - deck.emu(0.09))
        add_text(deck, slide, box, items, f"First {quadrant}", "middle")


def _nothing(report: SwotReport) -> list[Text]:
    items = [
        Text(t("export.found.none_head"), 18, bold=True, colour="dark", after=8),
        Text(t("export.found.none_text", brand=one_line(report.brand_name)), 15, after=8),
    ]
    if report.leads:
        items.append(Text(t("export.found.none_leads", n=len(report.leads)), 15, after=8))
    return [*items, Text(t("export.found.none_next"), 15)]


def _coverage(report: SwotReport) -> list[str]:
    fields = {
        "reviews": words.count(sum(brand.reviews for brand in report.brands)),
        "window": words.count(sum(brand.reviews_in_window for brand in report.brands)),
        "faqs": words.count(sum(brand.faqs or 0 for brand in report.brands)),
        "failures": words.count(len(report.failures)),
    }
    lines = [*filter(None, [words.changes(report)]), t("export.found.coverage", **fields)]
    return [*lines, t("export.found.coverage_failures")] if report.failures else lines


def matrix(deck: Deck, report: SwotReport) -> None:
    """The four quadrants on one slide, the first lines of each in short."""
    slide = deck.slide(t("export.matrix.title", brand=one_line(report.brand_name)))
    body, gap = deck.body, deck.emu(0.22)
    width, height = (body.width - gap) // 2, (body.height - gap) // 2
    inner = Area(0, 0, width - 2 * deck.emu(INSET), height - 2 * deck.emu(INSET))
    blocks = grown(deck, [_matrix_items(deck, report, quadrant, inner) for quadrant in QUADRANTS], inner)
    for place, quadrant in enumerate(QUADRANTS):
        left = body.left + (place % 2) * (width + gap)
        top = body.top + (place // 2) * (height + gap)
        area = Area(left, top, width, height)
        add_panel(deck, slide, area, blocks[place], t(f"export.quadrant.{quadrant}"), inset=INSET * 72)
        add_bar(slide, Area(left, top, width, deck.emu(0.06)), quadrant, f"Mark of {quadrant}")
    deck.notes(slide, lines_notes(line for quadrant in QUADRANTS for line in report.quadrant(quadrant)[:MATRIX_LINES]))


def _matrix_items(deck: Deck, report: SwotReport, quadrant: str, area: Area) -> list[Text]:
    width, height = points(area.width), points(area.height)
    brand = one_line(report.brand_name)
    items = [
        Text(t(f"export.quadrant.{quadrant}"), 15, bold=True, colour=quadrant),
        Text(t(f"export.meaning.{quadrant}", brand=brand), 10, colour="muted", lines=1, after=4),
    ]
    lines = report.quadrant(quadrant)
    if not lines:
        return [*items, Text(t("export.matrix.empty"), 11, colour="muted")]
    for place, line in enumerate(lines):
        entry = _short(line)
        last = place == len(lines) - 1
        more = [] if last else [Text(t("export.value.more", n=len(lines) - place - 1), 10, colour="muted")]
        if place and (place == MATRIX_LINES or text_height(deck, [*items, *entry, *more], width) > height):
            return [*items, Text(t("export.value.more", n=len(lines) - place), 10, colour="muted")]
        items += entry
    return items


def _short(line: SwotLine) -> list[Text]:
    title = Text(line.title, 11.5, bold=True, lines=2)
    if line.gap is None:
        return [title, Text(line.statement, 10.5, colour="muted", lines=2, after=3)]
    facts = filter(None, (words.difference(line), words.against(line), words.sizes(line)))
    return [title, Text(" · ".join(facts), 10.5, colour="muted", lines=1, after=3)]


def forest(deck: Deck, report: SwotReport) -> None:
    """The tested differences with their intervals on one scale; nothing if fewer than two can be drawn."""
    ranked = [line for quadrant in QUADRANTS for line in report.quadrant(quadrant)]
    drawn = [line for line in ranked if line.tested and (line.kind, line.topic) not in OTHER_SCALES and bounds(line)][
        :FOREST_ROWS
    ]
    if len(drawn) < 2:
        return
    slide = deck.slide(t("export.forest.title"))
    body, intro = deck.body, deck.emu(0.5)
    lead = [Text(t("export.forest.lead"), 13, colour="muted", lines=2)]
    add_text(deck, slide, Area(body.left, body.top, body.width, intro), lead, "How to read this")
    label, figures = int(body.width * 0.3), int(body.width * 0.22)
    top = body.top + intro + deck.emu(0.4)
    row = min((body.bottom - top) // len(drawn), deck.emu(0.72))
    scale = scale_for(drawn, Area(body.left + label, top, body.width - label - figures, row * len(drawn)))
    add_ground(deck, slide, scale)
    shown = 2 if row >= deck.emu(0.42) else 1
    for place, line in enumerate(drawn):
        y, colour, name = top + place * row, line.quadrant or "ink", one_line(line.topic_name or line.topic)
        title = [Text(name, 13, bold=True, lines=1), Text(words.quadrant_of(line), 10, colour=colour, lines=1)]
        add_text(deck, slide, Area(body.left, y, label - deck.emu(0.2), row), title[:shown], name, "middle")
        add_mark(deck, slide, scale, line, y + row // 2, colour)
        area = Area(scale.area.right + deck.emu(0.15), y, figures - deck.emu(0.15), row)
        facts = [Text(words.difference(line), 12, lines=1), Text(words.sizes(line), 10, colour="muted", lines=1)]
        add_text(deck, slide, area, facts[:shown], words.difference(line), "middle")
    deck.notes(slide, lines_notes(drawn))


def quadrant(deck: Deck, report: SwotReport, name: str) -> None:
    """All lines of a quadrant as tables, over as many slides as they need; sources in the notes."""
    lines = report.quadrant(name)
    if not lines:
        return
    headings = [t(f"export.columns.{key}") for key in ("claim", "difference", "n", "quote")]
    title = t(f"export.quadrant_title.{name}", brand=one_line(report.brand_name))
    table = Table(headings, [_row(line) for line in lines], (40, 18, 14, 33), title, accent=name)
    pages = pages_of(deck, table, deck.body)
    start = 0
    for number, page in enumerate(pages, 1):
        heading = f"{t(f'export.quadrant.{name}')}: {title}"
        numbered = t("export.deck.page", title=heading, page=number, pages=len(pages))
        slide = deck.slide(heading if len(pages) == 1 else numbered)
        add_table(deck, slide, page, deck.body)
        shown = lines[start : start + len(page.rows)]
        start += len(page.rows)
        deck.notes(slide, "\n\n".join(line_notes(line) for line in shown))


def _row(line: SwotLine) -> list[Cell]:
    numbers = [Text(words.difference(line), 11, bold=line.gap is not None, lines=2)]
    numbers.append(Text(words.against(line), 10, colour="muted", lines=2))
    size = [Text(part, 10.5, lines=2) for part in (words.sizes(line),) if part]
    if line.tested:
        size.append(
            Text(", ".join(filter(None, (words.tested_word(line), words.q_value(line)))), 10, colour="muted", lines=2)
        )
    elif line.gap is not None:
        size.append(Text(words.tested_word(line), 10, colour="muted", lines=2))
    claim = [Text(line.title, 12, bold=True, lines=2), Text(line.statement, 11, lines=5)]
    claim += [Text(text, 9.5, colour="muted", lines=2) for text in (words.listed(line),) if text]
    return [claim, numbers, size, quote_cell(line.evidence[:1])]


def quote_cell(evidence: tuple[Evidence, ...]) -> list[Text]:
    """The quote (or what was seen) in at most four lines and, below, whose it is, the page and when it was read."""
    items: list[Text] = []
    for item in evidence:
        items.append(Text(words.shown(item), 11, italic=item.form == QUOTE, lines=4))
        items += source(item, 9.5)
    return items


def source(item: Evidence, size: float) -> list[Text]:
    """`Acme · reviews.example`, linked to the page, and below it stars, date and `read 2026-10-03 04:15 UTC`."""
    page = words.site(item)
    speaker = f"{one_line(item.brand_name)} · " if item.brand_name else ""
    linked = Text(f"{speaker}{page}", size, colour="muted", link=item.url, lines=1)
    return [linked, Text(words.captured(item), size, colour="muted", lines=2)]
