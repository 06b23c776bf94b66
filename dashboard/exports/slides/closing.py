"""The last slides, for a client: how to read the figures, what could be read, what is left out, and the sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pptx.util import Pt

from analysis.claims.statements import counted
from dashboard.exports.slides.deck import Area
from dashboard.exports.slides.draw import Cell, Table, Text, add_table, add_text, row_heights, table_slides, whole
from dashboard.exports.slides.look import SMALL, TEXT, points
from dashboard.exports.slides.story import GAP, Story, below, columns, heading
from dashboard.reports import unmeasured, words
from dashboard.reports.deck.material import Row
from dashboard.reports.messages import t
from dashboard.reports.names import source_name
from dashboard.reports.safety import one_line

READING = ("net", "interval", "tested", "observed", "reading_error")
_SOURCES = ("source", "brands", "from", "to", "holes")
_PAGES = ("kind", "read", "of", "items")
MISSED = 4
"""What could not be measured, in lines; the rest is in the notes."""


def method(story: Story, left_out: Sequence[str], sources: bool) -> None:
    """How to read the figures, beside what could be read and which parts (`left_out`, by name) have no data. The sources are
    named here where no slide of their own does."""
    deck, report = story.deck, story.report
    reviews = sum(brand.reviews_in_window for brand in report.brands)
    fields = {
        "brands": counted(len(report.brands), "brands", story.material.language),
        "days": counted((report.window_end - report.window_start).days, "days", story.material.language),
    }
    read = sum(row["observed"] for row in story.material.pages)
    title = (
        t("deck.method.title", reviews=words.count(reviews), **fields)
        if reviews
        else t("deck.method.title_none", n=read)
    )
    slide = deck.slide(title)
    left, right = columns(deck, deck.body, [1, 1])
    reading = [heading(t("deck.method.reading")), *(Text(t(f"deck.method.{name}"), TEXT, after=6) for name in READING)]
    add_text(slide, left, _smaller(reading, left), t("deck.method.reading"))
    covered = _covered(story, left_out, sources)
    add_text(slide, right, _smaller(covered, right), t("deck.method.coverage"))
    about = [f"{item}: {value}" for item, value in words.about(report)]
    missed = [_missed(brand, kind, reason) for brand, kind, reason in _reasons(story)]
    terms = [f"{name}: {text}" for name, text in words.definitions()]
    lacking = [t("deck.method.lacks", what="; ".join(deck.lacks()))] if deck.lacks() else []
    deck.notes(slide, "\n".join([*about, *missed, *lacking, *terms]))


def _smaller(items: Sequence[Text], area: Area) -> list[Text]:
    """The paragraphs as they are, or in the smaller size where they would not all have room."""
    if len(whole(items, area)) == len(items):
        return list(items)
    small = [Text(item.text, SMALL, bold=item.bold, colour=item.colour, after=item.after / 2) for item in items]
    return whole(small, area)


def _covered(story: Story, left_out: Sequence[str], sources: bool) -> list[Text]:
    items = [heading(t("deck.method.coverage"))]
    for kind, (read, of) in _read(story.material.pages).items():
        items.append(
            Text(
                t(
                    "deck.method.pages",
                    kind=_capital(words.named("kind", kind)),
                    read=words.count(read),
                    of=words.count(of),
                ),
                TEXT,
                after=2,
            )
        )
    reasons = _reasons(story)
    items += [Text(_missed(*reason), TEXT, after=2) for reason in reasons[:MISSED]]
    if len(reasons) > MISSED:
        items.append(Text(t("deck.swot.more", n=len(reasons) - MISSED), TEXT, after=2))
    names = ", ".join(t(f"deck.part.{name}") for name in left_out)
    items.append(
        Text(t("deck.method.left_out", names=names) if names else t("deck.method.complete"), TEXT, bold=True, after=2)
    )
    if sources:
        hosts = ", ".join(dict.fromkeys(source_name(row["source"]) for row in story.material.dates))
        items += [Text(t("deck.method.sources", names=hosts), TEXT, after=2)] if hosts else []
    return items


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read(pages: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Kind of page -> how many were read, of how many that were asked for."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in pages:
        read, of = found[row["kind"]]
        found[row["kind"]] = (read + row["observed"], of + row["urls"])
    return dict(found)


def _reasons(story: Story) -> list[tuple[str, str, str]]:
    """(brand, kind, why) of what could not be measured, each once, in a client's words."""
    found = (
        (
            one_line(item.brand_name) or t("export.value.unknown_brand"),
            words.named("kind", item.kind),
            unmeasured.why(item),
        )
        for item in story.report.failures
    )
    return list(dict.fromkeys(found))


def _missed(brand: str, kind: str, reason: str) -> str:
    return t("deck.method.missed", what=f"{brand}, {kind}", why=reason)


def sources(story: Story) -> bool:
    """Each source of customers' words with the brands and dates it covers; pages by kind. False where nothing was read."""
    dates, pages = story.material.dates, story.material.pages
    if not dates and not pages:
        return False
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in dates:
        by_source[row["source"]].append(row)
    kinds = Table(
        [t(f"deck.sources.{name}") for name in _PAGES], _kinds(pages), (40, 20, 20, 20), t("deck.sources.kind")
    )
    if not by_source:
        title = t("deck.sources.title_pages", n=sum(row["observed"] for row in pages))
        made = table_slides(story.deck, kinds, title)
    else:
        start, end = min(row["oldest"] for row in dates), max(row["newest"] for row in dates)
        title = t("deck.sources.title", n=len(by_source), start=words.day(start), end=words.day(end))
        rows = [_source(source, found) for source, found in by_source.items()]
        table = Table([t(f"deck.sources.{name}") for name in _SOURCES], rows, (28, 36, 18, 18, 14), title)
        made = table_slides(story.deck, table, title)
        if len(made) == 1 and pages:
            _below(story, made[0][0], table, kinds)
    listed = [_dates_note(row) for row in dates]
    for slide, _, _ in made:
        story.deck.notes(slide, "\n".join(listed))
    return True


def _below(story: Story, slide: Any, above: Table, table: Table) -> None:
    """The pages by kind under the sources, where they have room as a whole."""
    body = story.deck.body
    area = below(body, int(sum(row_heights(above, body)) * Pt(1)) + story.deck.emu(GAP))
    if area.height > 0 and sum(row_heights(table, area)) <= points(area.height):
        add_table(slide, table, area)


def _dates_note(row: Row) -> str:
    dates = t("export.value.window", start=words.day(row["oldest"]), end=words.day(row["newest"]))
    return f"{one_line(row['brand_name'])}: {source_name(row['source'])}, {dates}"


def _source(source: str, found: Sequence[Row]) -> list[Cell]:
    names = list(dict.fromkeys(one_line(row["brand_name"]) for row in found))
    holes = sum(row["hole_days"] for row in found)
    return [
        [Text(source_name(source), TEXT, bold=True)],
        [Text(", ".join(names))],
        [Text(words.day(min(row["oldest"] for row in found)))],
        [Text(words.day(max(row["newest"] for row in found)))],
        [Text(words.count(holes))],
    ]


def _kinds(pages: Sequence[Row]) -> list[list[Cell]]:
    items: dict[str, int] = defaultdict(int)
    for row in pages:
        items[row["kind"]] += row["items"] or 0
    return [
        [
            [Text(_capital(words.named("kind", kind)), TEXT, bold=True)],
            [Text(words.count(read))],
            [Text(words.count(of))],
            [Text(words.count(items[kind]))],
        ]
        for kind, (read, of) in _read(pages).items()
    ]
