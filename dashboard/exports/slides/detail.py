"""The slides behind the story: evidence, leads, what was observed, what could not be measured, method."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.util import Pt

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
from dashboard.exports.slides.intervals import add_interval
from dashboard.exports.slides.look import points
from dashboard.exports.slides.notes import line_notes
from dashboard.exports.slides.story import INSET, source
from dashboard.reports import unmeasured, words
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import QUADRANTS, QUOTE, BrandSummary, Evidence, Failure, SwotLine, SwotReport

TOP_LINES = 2
"""Lines of a quadrant that get an evidence slide of their own."""
FAILURE_PAGES = 3
QUOTE_SIZES = (20, 18, 16, 14, 13)
BETWEEN = 0.26
"""Inches between two quotes."""


def evidence(deck: Deck, report: SwotReport) -> None:
    """One slide for each of the first lines: the claim, its numbers and as many quotes as fit, verbatim."""
    for quadrant in QUADRANTS:
        for line in [line for line in report.quadrant(quadrant) if line.evidence][:TOP_LINES]:
            _evidence_slide(deck, report, line)


def _evidence_slide(deck: Deck, report: SwotReport, line: SwotLine) -> None:
    title = one_line(line.title)
    slide = deck.slide(t("export.evidence.title", one=words.quadrant_of(line), headline=title))
    body, colour = deck.body, line.quadrant or "dark"
    claim = [Text(line.statement, 15, lines=3)]
    claim += [Text(more, 10.5, colour="muted", lines=2) for more in (words.listed(line), line.basis) if more]
    height = int(text_height(deck, claim, points(body.width)) * Pt(1)) + deck.emu(0.1)
    add_text(deck, slide, Area(body.left, body.top, body.width, height), claim, title)
    top = body.top + height + deck.emu(0.15)
    side = int(body.width * 0.24)
    figures = _figures(line, colour)
    inset = deck.emu(INSET)
    tall = int(text_height(deck, figures, points(side - 2 * inset)) * Pt(1)) + 2 * inset + deck.emu(0.05)
    plot = deck.emu(0.7) if line.gap is not None and line.low is not None and line.high is not None else 0
    panel = Area(body.left, top, side, min(tall + plot, body.bottom - top))
    add_panel(deck, slide, panel, figures, t("export.columns.difference"), inset=INSET * 72)
    add_bar(slide, Area(panel.left, panel.top, panel.width, deck.emu(0.06)), colour, f"Mark of {colour}")
    if plot and tall + plot <= body.bottom - top:
        low = Area(panel.left + inset, panel.bottom - plot, panel.width - 2 * inset, plot)
        add_interval(deck, slide, line, low, colour)
    gap = deck.emu(0.3)
    rest = Area(panel.right + gap, top, body.right - panel.right - gap, body.bottom - top)
    left_over = _quotes(deck, slide, report, line.evidence, rest)
    if left_over:
        foot = Area(rest.left, rest.bottom - deck.emu(0.25), rest.width, deck.emu(0.25))
        more = [Text(t("export.evidence.more", n=left_over), 10, colour="muted")]
        add_text(deck, slide, foot, more, t("export.evidence.more", n=left_over), "bottom")
    deck.notes(slide, line_notes(line))


def _figures(line: SwotLine, colour: str) -> list[Text]:
    if line.gap is None:
        items = [Text(t("export.evidence.plain"), 16, bold=True, colour=colour, after=8)]
    else:
        items = [
            Text(words.in_unit(line, line.gap), 34 if line.kind == "driver" else 28, bold=True, colour=colour),
            Text(t("export.evidence.difference", rival=words.against(line)).strip(), 12, lines=3, after=8),
        ]
        if line.low is not None and line.high is not None:
            low, high = (words.in_unit(line, end, unit=False) for end in (line.low, line.high))
            items.append(Text(t("export.evidence.interval", low=low, high=high), 12, lines=2, after=4))
    facts = [words.sizes(line), words.q_value(line)]
    if line.gap is not None:
        facts.append(words.tested_word(line))
    return [*items, *(Text(fact, 12, colour="muted", lines=2, after=4) for fact in facts if fact)]


def _quotes(deck: Deck, slide: object, report: SwotReport, quotes: Sequence[Evidence], area: Area) -> int:
    """Two columns of quotes: our customers' left, others' right, or in turn where only one side speaks.

    Returns how many found no room."""
    own = [item for item in quotes if item.brand_name == report.brand_name]
    others = [item for item in quotes if item.brand_name != report.brand_name]
    columns = [own, others] if own and others else [list(quotes[0::2]), list(quotes[1::2])]
    gap, foot, inset = deck.emu(0.35), deck.emu(0.35), deck.emu(0.16)
    width = (area.width - gap) // 2 if columns[1] else area.width
    room, tall = points(width - inset), area.height - foot
    size = next((size for size in QUOTE_SIZES if all(_fits(deck, column, room, tall, size) for column in columns)), 13)
    places = [Area(area.left + place * (width + gap), area.top, width, tall) for place in range(len(columns))]
    return sum(_column(deck, slide, report, column, place, size) for column, place in zip(columns, places, strict=True))


def _column(deck: Deck, slide: object, report: SwotReport, quotes: Sequence[Evidence], area: Area, size: float) -> int:
    """Quotes below each other, at least one. Returns how many found no room."""
    inset = deck.emu(0.16)
    room, top = points(area.width - inset), area.top
    for number, item in enumerate(quotes):
        items = _quote(item, size)
        height = int(text_height(deck, items, room) * Pt(1))
        if number and top + height > area.top + area.height:
            return len(quotes) - number
        if item.form == QUOTE:
            colour = "dark" if item.brand_name == report.brand_name else "rule"
            add_bar(slide, Area(area.left, top, deck.emu(0.045), height), colour, "Quote mark")
        name = "Quote" if item.form == QUOTE else "Observation"
        add_text(deck, slide, Area(area.left + inset, top, area.width - inset, height), items, name)
        top += height + deck.emu(BETWEEN)
    return 0


def _quote(item: Evidence, size: float) -> list[Text]:
    return [Text(words.shown(item), size, lines=7, after=3), *source(item, 10 if size < 16 else 11.5)]


def _fits(deck: Deck, column: Sequence[Evidence], width: float, height: int, size: float) -> bool:
    heights = [int(text_height(deck, _quote(item, size), width) * Pt(1)) + deck.emu(BETWEEN) for item in column]
    return sum(heights) <= height


def changes(deck: Deck, report: SwotReport) -> None:
    """What is new, gone, stronger or weaker since the edition before; nothing where nothing is."""
    rows = [[[Text(kind, 12, bold=True)], [Text(title, 12, lines=2)]] for kind, title in words.changed(report)]
    if not rows:
        return
    title = t("export.changes.title")
    table = Table([t("export.columns.change"), t("export.columns.headline")], rows, (14, 86), title, growing=False)
    for slide, start, count in table_slides(deck, table, title, words.changes(report)):
        shown = words.changed(report)[start : start + count]
        deck.notes(slide, "\n".join(f"{kind}: {text}" for kind, text in shown))


def leads(deck: Deck, report: SwotReport) -> None:
    """What is not proven, why not, and how much more it takes."""
    rows: list[Sequence[Cell]] = []
    for line in report.leads:
        numbers = [Text(part, 10.5, lines=2) for part in (words.difference(line), words.sizes(line)) if part]
        rows.append(
            [
                [Text(line.title, 12, bold=True, lines=2), Text(line.statement, 11, lines=3)],
                numbers if line.gap is not None else [Text(words.sizes(line), 10.5, lines=2)],
                [Text(words.named("status", line.status), 11, lines=2)],
                [Text(line.needed or "", 11, lines=4)],
            ]
        )
    names = ("lead_claim", "difference", "status", "needed")
    headings = [t(f"export.columns.{name}") for name in names]
    table = Table(headings, rows, (40, 18, 16, 26), t("export.leads.title"))
    starts = table_slides(deck, table, t("export.leads.title")) if rows else []
    for slide, start, count in starts:
        deck.notes(slide, "\n\n".join(line_notes(line) for line in report.leads[start : start + count]))


def brands(deck: Deck, report: SwotReport) -> None:
    """Each brand's numbers with n and intervals; 'not observed' where nobody could look."""
    names = ("brand", "reviews", "rating", "net", "faqs", "channels", "response_rate")
    rows = [_brand_row(brand) for brand in report.brands]
    if not rows:
        return
    headings = [t(f"export.columns.{name}") for name in names]
    table = Table(headings, rows, (18, 20, 17, 18, 10, 19, 18), t("export.brands.title"), growing=False)
    for slide, start, count in table_slides(deck, table, t("export.brands.title"), t("export.brands.note")):
        shown = report.brands[start : start + count]
        deck.notes(slide, "\n".join(_brand_note(brand) for brand in shown))


def _brand_row(brand: BrandSummary) -> list[Cell]:
    def stack(parts: list[str]) -> list[Text]:
        first, *rest = parts
        return [Text(first, 11, lines=2), *(Text(part, 9.5, colour="muted", lines=2) for part in rest)]

    return [
        [Text(brand.name, 12, bold=brand.own, lines=2, link=brand.site)],
        stack(words.reviews_text(brand)),
        stack(words.rating_text(brand)),
        stack(words.net_text(brand)),
        [Text(words.count(brand.faqs), 11)],
        [Text(words.channels_text(brand.channels), 11, lines=3)],
        stack(words.response_text(brand)),
    ]


def _brand_note(brand: BrandSummary) -> str:
    columns = (
        ("reviews", ", ".join(words.reviews_text(brand))),
        ("rating", ", ".join(words.rating_text(brand))),
        ("net", ", ".join(words.net_text(brand))),
        ("faqs", words.count(brand.faqs)),
        ("channels", words.channels_text(brand.channels)),
        ("response_rate", ", ".join(words.response_text(brand))),
    )
    facts = "; ".join(f"{t(f'export.columns.{name}')}: {value}" for name, value in columns)
    return f"{one_line(brand.name)} ({one_line(brand.site)}). {facts}."


def failures(deck: Deck, report: SwotReport) -> None:
    """Failures and blocks, alike ones together, with their reasons; the rest is counted and left to the spreadsheet."""
    groups: dict[tuple[str, str, str, str], list[Failure]] = {}
    for item in report.failures:
        brand = one_line(item.brand_name) or t("export.value.unknown_brand")
        groups.setdefault((brand, item.kind, item.status, unmeasured.why(item)), []).append(item)
    if not groups:
        return
    rows: list[Sequence[Cell]] = []
    for (brand, kind, status, reason), items in groups.items():
        first = items[0]
        address = unmeasured.page(first)
        page = [Text(address or t("export.why.page"), 10.5, link=address, lines=2)]
        if len(items) > 1:
            page.append(Text(t("export.value.more", n=words.count(len(items) - 1)), 9.5, colour="muted"))
        when = max((item.fetched_at for item in items if item.fetched_at is not None), default=None)
        result = [
            Text(words.named("status", status), 11, lines=2),
            Text(words.moment(when), 9.5, colour="muted", lines=2),
        ]
        what = [Text(brand, 11, bold=True, lines=1), Text(words.named("kind", kind), 10.5, lines=1)]
        rows.append([what, page, result, [Text(reason, 11, lines=3)]])
    headings = [t(f"export.columns.{name}") for name in ("brand", "url", "result", "reason")]
    table = Table(headings, rows, (18, 34, 18, 34), t("export.failures.title"), size=10.5)
    listed = list(groups.values())
    note = t("export.failures.note")
    for slide, start, count in table_slides(deck, table, t("export.failures.title"), note, FAILURE_PAGES):
        shown = [item for items in listed[start : start + count] for item in items[:20]]
        deck.notes(slide, "\n".join(_failure_note(item) for item in shown))


def _failure_note(item: Failure) -> str:
    brand = one_line(item.brand_name) or t("export.value.unknown_brand")
    what = f"{brand}, {words.named('kind', item.kind)}: {words.named('status', item.status)}, {unmeasured.why(item)}"
    return f"{what}\n  {one_line(unmeasured.page(item)) or t('export.why.page')} ({words.moment(item.fetched_at)})"


def method(deck: Deck, report: SwotReport) -> None:
    """The definitions, and the settings and models of the edition in the notes."""
    slide = deck.slide(t("export.method.title"))
    body, gap = deck.body, deck.emu(0.5)
    width = (body.width - gap) // 2
    terms = words.definitions()
    half = (len(terms) + 1) // 2
    blocks: list[list[Text]] = []
    for part in (terms[:half], terms[half:]):
        pairs = ((Text(name, 13, bold=True, colour="dark"), Text(text, 12, after=8)) for name, text in part)
        blocks.append([item for pair in pairs for item in pair])
    for place, items in enumerate(grown(deck, blocks, Area(0, 0, width, body.height))):
        area = Area(body.left + place * (width + gap), body.top, width, body.height)
        add_text(deck, slide, area, items, t("export.method.title"))
    about = [f"{item}: {value}" for item, value in [*words.about(report), *words.settings(report)]]
    deck.notes(slide, f"{t('export.method.settings_title')}\n" + "\n".join(about))


def table_slides(
    deck: Deck, table: Table, title: str, note: str = "", most: int | None = None
) -> list[tuple[object, int, int]]:
    """The table over as many slides as it needs (at most `most`), the note below each: (slide, first row, rows)."""
    foot = deck.emu(0.35) if note else 0
    area = Area(deck.body.left, deck.body.top, deck.body.width, deck.body.height - foot)
    pages = pages_of(deck, table, area)
    kept = pages if most is None else pages[:most]
    made: list[tuple[object, int, int]] = []
    start = 0
    for number, page in enumerate(kept, 1):
        heading = title if len(kept) == 1 else t("export.deck.page", title=title, page=number, pages=len(kept))
        slide = deck.slide(heading)
        add_table(deck, slide, page, area)
        made.append((slide, start, len(page.rows)))
        start += len(page.rows)
        left = len(table.rows) - start
        last = number == len(kept) and left > 0
        text = t("export.failures.more", n=left) if last else note
        if text:
            place = Area(area.left, area.bottom, area.width, foot)
            add_text(deck, slide, place, [Text(text, 10, colour="muted", lines=1)], "Note", "bottom")
    return made
