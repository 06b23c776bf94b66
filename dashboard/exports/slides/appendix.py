"""The appendix of the full deck: every finding and lead in full, brands, what could not be measured, definitions."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.exports.slides.draw import Cell, Table, Text, table_slides
from dashboard.exports.slides.look import SMALL, TEXT
from dashboard.exports.slides.notes import line_notes
from dashboard.exports.slides.story import Story, source_items
from dashboard.reports import unmeasured, words
from dashboard.reports.deck import message_of
from dashboard.reports.deck.titles import needed_of
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import QUADRANTS, QUOTE, BrandSummary, Evidence, Failure, SwotLine


def appendix(story: Story) -> None:
    """All of it, each part where there is any."""
    for quadrant in QUADRANTS:
        _lines(story, quadrant)
    _leads(story)
    _brands(story)
    _failures(story)
    _definitions(story)


def _lines(story: Story, quadrant: str) -> None:
    """All findings of a quadrant, over as many slides as they need; sources in the notes."""
    lines = story.report.quadrant(quadrant)
    if not lines:
        return
    headings = [t(f"export.columns.{key}") for key in ("claim", "difference", "n", "quote")]
    title = t("deck.appendix.lines", quadrant=t(f"export.quadrant.{quadrant}"), n=len(lines))
    titles = [message_of(line, story.report, story.material).title for line in lines]
    rows = [_line(line, heading) for line, heading in zip(lines, titles, strict=True)]
    table = Table(headings, rows, (40, 20, 16, 34), title, quadrant)
    _with_notes(story, table, title, [line_notes(line) for line in lines], titles)


def _with_notes(story: Story, table: Table, title: str, notes: Sequence[str], keys: Sequence[str]) -> None:
    """The table over its slides, each with the notes of the rows that begin on it (`keys`: how first cells begin)."""
    for slide, _, _ in table_slides(story.deck, table, title):
        grid = next(shape.table for shape in slide.shapes if shape.has_table)
        shown = [row.cells[0].text_frame.paragraphs[0].text for row in list(grid.rows)[1:]]
        said = [
            note for note, key in zip(notes, keys, strict=True) if any(key.startswith(text) and text for text in shown)
        ]
        story.deck.notes(slide, "\n\n".join(dict.fromkeys(said)))


def _line(line: SwotLine, title: str) -> list[Cell]:
    numbers = [
        Text(words.difference(line), SMALL, bold=line.gap is not None),
        Text(words.against(line), SMALL, colour="muted"),
    ]
    facts = [words.sizes(line), ", ".join(filter(None, (words.tested_word(line), words.q_value(line))))]
    claim = [Text(title, SMALL, bold=True)]
    claim += [Text(line.statement, SMALL)] if one_line(line.statement) != title else []
    claim += [Text(text, SMALL, colour="muted") for text in (words.listed(line),) if text]
    return [
        claim,
        [item for item in numbers if item.text],
        [Text(fact, SMALL) for fact in facts if fact],
        _quote(line.evidence[:1]),
    ]


def _quote(evidence: Sequence[Evidence]) -> list[Text]:
    items: list[Text] = []
    for item in evidence:
        items.append(Text(words.shown(item), SMALL, italic=item.form == QUOTE))
        items += source_items(item)
    return items


def _leads(story: Story) -> None:
    leads = story.report.leads
    if not leads:
        return
    rows: list[list[Cell]] = []
    for line in leads:
        numbers = [words.difference(line) if line.gap is not None else "", words.sizes(line)]
        rows.append(
            [
                [Text(text, SMALL, bold=bold) for text, bold in _lead(line)],
                [Text(part, SMALL) for part in numbers if part],
                [Text(words.named("status", line.status), SMALL)],
                [Text(needed_of(line), SMALL)],
            ]
        )
    headings = [t(f"export.columns.{name}") for name in ("lead_claim", "difference", "status", "needed")]
    title = t("deck.appendix.leads", n=len(leads))
    table = Table(headings, rows, (40, 18, 18, 26), title)
    _with_notes(story, table, title, [line_notes(line) for line in leads], [_lead(line)[0][0] for line in leads])


def _lead(line: SwotLine) -> list[tuple[str, bool]]:
    """The headline, where it is whole, and the statement: (text, whether it is bold)."""
    title, statement = one_line(line.title), (one_line(line.statement), False)
    return [statement] if title.endswith("…") else [(title, True), statement]


def _brands(story: Story) -> None:
    """Each brand's numbers with n and intervals; 'not observed' where nobody could look."""
    brands = story.report.brands
    if not brands:
        return
    names = ("brand", "reviews", "rating", "net", "faqs", "channels", "response_rate")
    headings = [t(f"export.columns.{name}") for name in names]
    title = t("deck.appendix.brands", n=len(brands))
    table = Table(headings, [_brand(brand) for brand in brands], (18, 20, 17, 18, 11, 20, 18), title)
    notes = [f"{one_line(brand.name)}: {one_line(brand.site)}" for brand in brands]
    _with_notes(story, table, title, notes, [one_line(brand.name) for brand in brands])


def _brand(brand: BrandSummary) -> list[Cell]:
    stacks = (words.reviews_text(brand), words.rating_text(brand), words.net_text(brand))
    return [
        [Text(brand.name, SMALL, bold=brand.own, link=brand.site)],
        *([Text(part, SMALL) for part in stack] for stack in stacks),
        [Text(words.count(brand.faqs), SMALL)],
        [Text(words.channels_text(brand.channels), SMALL)],
        [Text(part, SMALL) for part in words.response_text(brand)],
    ]


def _failures(story: Story) -> None:
    """Failures and blocks, alike ones together, with the reasons in a client's words."""
    groups: dict[tuple[str, str, str, str], list[Failure]] = {}
    for item in story.report.failures:
        brand = one_line(item.brand_name) or t("export.value.unknown_brand")
        groups.setdefault((brand, item.kind, item.status, unmeasured.why(item)), []).append(item)
    if not groups:
        return
    rows: list[list[Cell]] = []
    for (brand, kind, status, reason), items in groups.items():
        address = unmeasured.page(items[0])
        page = [Text(address or t("export.why.page"), SMALL, link=address)]
        if len(items) > 1:
            page.append(Text(t("export.value.more", n=words.count(len(items) - 1)), SMALL, colour="muted"))
        when = max((item.fetched_at for item in items if item.fetched_at is not None), default=None)
        what = [Text(brand, SMALL, bold=True), Text(words.named("kind", kind), SMALL)]
        result = [Text(words.named("status", status), SMALL), Text(words.moment(when), SMALL, colour="muted")]
        rows.append([what, page, result, [Text(reason, SMALL)]])
    headings = [t(f"export.columns.{name}") for name in ("brand", "url", "result", "reason")]
    title = t("deck.appendix.failures", n=words.count(len(story.report.failures)))
    for slide, _, _ in table_slides(story.deck, Table(headings, rows, (18, 34, 18, 34), title), title):
        story.deck.notes(slide, t("export.failures.note"))


def _definitions(story: Story) -> None:
    title = t("deck.appendix.definitions")
    rows: list[list[Cell]] = [[[Text(name, TEXT, bold=True)], [Text(text)]] for name, text in words.definitions()]
    table = Table([t("export.columns.key"), t("export.columns.value")], rows, (22, 78), title)
    about = "\n".join(f"{item}: {value}" for item, value in words.about(story.report))
    for slide, _, _ in table_slides(story.deck, table, title):
        story.deck.notes(slide, about)
