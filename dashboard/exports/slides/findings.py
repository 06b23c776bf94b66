"""One slide a message: its title with the figure, both sides and their difference as charts, two quotes, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.claims.statements import topic_name
from dashboard.exports.slides.charts import Bar, add_bars, add_places, add_sides, reach
from dashboard.exports.slides.deck import Area
from dashboard.exports.slides.draw import Text, add_panel, whole
from dashboard.exports.slides.look import LEAD, TEXT, points
from dashboard.exports.slides.notes import line_notes
from dashboard.exports.slides.story import GAP, Story, add_quotes, chosen, columns, foot, quotes_height, stacked
from dashboard.reports import words
from dashboard.reports.deck import Message
from dashboard.reports.deck.material import Row
from dashboard.reports.deck.titles import NET, SEEN, SHARE, STARS, short_name, value_of
from dashboard.reports.messages import t
from dashboard.reports.names import rival_name
from dashboard.reports.safety import one_line

MOST_ROWS = 6
"""Comparisons of one chart; those that differ most are shown, and the notes have the claim in full."""
ROW, AXES = 36.0, 62.0
"""Points of height that a comparison needs in a chart of two sides, and the titles, axis and legend above and below."""
QUOTES = 3
"""One part of so many of a slide is for its quotes at most."""


def finding(story: Story, message: Message) -> None:
    """The slide of one message."""
    deck, line = story.deck, message.line
    slide = deck.slide(message.title)
    rests = " ".join(filter(None, (one_line(line.basis) or words.tested_word(line), words.listed(line))))
    area = foot(slide, deck.body, rests) if _short(rests) else deck.body
    evidence = chosen(line.evidence, story.report.brand_name)
    quoted = quotes_height(deck, deck.body.width, evidence, deck.body.height // QUOTES)
    upper = Area(area.left, area.top, area.width, area.height - quoted - (deck.emu(GAP) if quoted else 0))
    if message.style in (NET, SEEN):
        upper = _statement(slide, upper, line.statement, message.title)
    if message.rows:
        _compared(story, slide, message, upper)
    else:
        _seen(story, slide, message, upper)
    if evidence:
        add_quotes(
            deck, slide, Area(area.left, area.bottom - quoted, area.width, quoted), evidence, story.report.brand_name
        )
    deck.notes(slide, line_notes(line))


def _short(text: str) -> bool:
    return len(text) <= 400


def _statement(slide: Any, area: Area, statement: str, title: str) -> Area:
    """The claim in full above the charts, where it is short enough to leave room for them; it is in the notes anyway."""
    items = [Text(statement, TEXT, after=6)]
    third = Area(area.left, area.top, area.width, area.height // 3)
    if one_line(statement) == title or not whole(items, third):
        return area
    return stacked(slide, area, items, "Statement")


def _compared(story: Story, slide: Any, message: Message, area: Area) -> None:
    """Both sides of each comparison, and beside them the differences with their intervals, row by row."""
    rows = _shown(message.rows, int((points(area.height) - AXES) / ROW))
    left, right = columns(story.deck, area, [1, 1])
    labels = [_label(story, message, row) for row in rows]
    if all(row["own"] is not None and row["other"] is not None for row in rows):
        title = t(f"deck.message.sides_{message.style}")
        add_sides(slide, left, labels, _sides(story, message, rows), title, _SHOWN[message.style])
    colour = message.line.quadrant or "dark"
    bars = [
        _difference(story, message, label, row, colour if place == 0 else "other")
        for place, (label, row) in enumerate(zip(labels, rows, strict=True))
    ]
    limits = reach(bars, 0.5 if message.style == STARS else 20)
    add_bars(slide, right, bars, t(f"deck.message.gap_{message.style}"), t("deck.message.difference"), limits)


def _sides(story: Story, message: Message, rows: Sequence[Row]) -> list[tuple[str, list[float], str]]:
    """Name, figures and colour of each side: ours and the others', now and before, the topic and everything else."""
    kind = message.line.kind
    own, other = _SIDES.get(kind, ("", "others"))
    names = [t(f"deck.message.{own}") if own else short_name(story.brand), t(f"deck.message.{other}")]
    colours = (message.line.quadrant or "dark", "other")
    return [
        (name, [_in_chart(row[side], message) or 0.0 for row in rows], colour)
        for name, side, colour in zip(names, ("own", "other"), colours, strict=True)
    ]


_SHOWN = {STARS: "0.0", SHARE: "0", NET: "+0;\N{MINUS SIGN}0;0"}
"""Number formats of the figures beside bars."""
_SIDES = {"trend": ("now", "before"), "unmet": ("market", "elsewhere")}


def _in_chart(value: float | None, message: Message) -> float | None:
    """A figure in the unit of its chart: stars, or of 100."""
    return None if value is None else round(value if message.style == STARS else 100 * value, 1)


def _difference(story: Story, message: Message, label: str, row: Row, colour: str) -> Bar:
    value, low, high = (_in_chart(row[end], message) for end in ("gap", "low", "high"))
    return Bar(_with_figure(story, label, row, message.style), value or 0.0, low, high, colour)


def _shown(rows: Sequence[Row], room: int) -> list[Row]:
    """The comparison that is claimed, and of the others those that differ most, as many as have `room`."""
    first, *rest = rows
    return [first, *sorted(rest, key=lambda row: -abs(row["gap"]))[: max(0, min(MOST_ROWS, room) - 1)]]


def _label(story: Story, message: Message, row: Row) -> str:
    if message.line.kind in ("trend", "unmet"):
        topic = topic_name(message.line.kind, message.line.topic, story.material.language)
        return topic[:1].upper() + topic[1:]
    if row["rival"] == "*":
        return t("deck.message.together")
    names = {brand.brand: brand.name for brand in story.report.brands}
    return short_name(rival_name(row["rival"], names))


def _with_figure(story: Story, label: str, row: Row, style: str) -> str:
    """`Acme: −35 (−55 to −15)`."""
    language = story.material.language
    value, low, high = (
        "" if row[end] is None else value_of(row[end], style, language) for end in ("gap", "low", "high")
    )
    said = t("export.value.interval", value=value, low=low, high=high) if low and high else value
    return f"{label}: {said}"


def _seen(story: Story, slide: Any, message: Message, area: Area) -> None:
    """What was seen, as a chart where it can be counted by brand; else its figure."""
    line, material = message.line, story.material
    faq, ways = _of(material.intents, "intent", line.topic), _of(material.channels, "kind", line.topic)
    if line.kind == "faq_intent" and _counts(slide, area, faq, "questions", t("deck.message.faq")):
        return
    if line.kind == "channel" and _counts(slide, area, ways, "ways", t("deck.message.brands")):
        return
    if line.kind == "ranking" and _ranks(story, slide, area, line.topic):
        return
    figure = words.sizes(line) or words.tested_word(line)
    top = Area(area.left, area.top, area.width, min(area.height, story.deck.emu(0.9)))
    add_panel(
        slide, top, whole([Text(figure, LEAD, bold=True, colour=line.quadrant or "dark")], top, 10), figure, "middle"
    )


def _of(rows: Sequence[Row], key: str, topic: str) -> list[Row]:
    return [row for row in rows if row[key] == topic]


def _counts(slide: Any, area: Area, rows: Sequence[Row], value: str, title: str) -> bool:
    """Bars by brand of how many there are; brands of which nothing is known say so and have none. False without rows."""
    if not any(row[value] for row in rows):
        return False
    bars = [
        Bar(
            f"{short_name(row['brand_name'])}: {words.count(row[value])}",
            float(row[value] or 0),
            colour="dark" if place == 0 else "other",
        )
        for place, row in enumerate(rows)
    ]
    most = max(bar.value for bar in bars)
    add_bars(slide, area, bars, title, title, (0, max(most, 1)))
    return True


def _ranks(story: Story, slide: Any, area: Area, keyword: str) -> bool:
    """Places of the brands for a keyword, over the days on which it was looked up. False for less than two days."""
    found = [
        (place, history) for place, history in story.material.searches if place.keyword == keyword and place.days > 1
    ]
    if not found:
        return False
    place, history = max(found, key=lambda one: one[0].days)
    draw_places(story, slide, area, place, history)
    return True


def draw_places(story: Story, slide: Any, area: Area, place: Any, history: Any, most: int = 5) -> None:
    """The line chart of one keyword: our brand and those that rank best, day by day."""
    rows = [row for row in history.rows if row["observed"]]
    days = sorted({row["day"] for row in rows})
    names = {row["brand"]: row["name"] for row in rows}
    places = {brand: {row["day"]: row["position"] for row in rows if row["brand"] == brand} for brand in names}
    best = {brand: min(filter(None, on.values()), default=0) for brand, on in places.items()}
    ranked = sorted(filter(best.__getitem__, names), key=lambda brand: (brand != story.report.brand, best[brand]))
    lines = [(short_name(names[brand]), [places[brand].get(day) for day in days]) for brand in ranked[:most]]
    title = t("deck.search.chart", keyword=short_name(place.keyword, 60), engine=place.name)
    add_places(slide, area, days, lines, title)
