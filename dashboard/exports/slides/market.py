"""The market: the comparison by topic, the journey, questions and FAQ, search, reviews and answers. No slide without data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from analysis.claims.statements import counted, stars, topic_name
from dashboard.exports.slides.charts import Bar, add_bars, reach
from dashboard.exports.slides.deck import Area
from dashboard.exports.slides.draw import Cell, Table, Text, add_table, add_text, pages_of, table_slides, whole
from dashboard.exports.slides.findings import draw_places
from dashboard.exports.slides.look import SMALL, TEXT, points
from dashboard.exports.slides.story import Story, columns, foot, heading
from dashboard.reports import words
from dashboard.reports.deck import per_hundred
from dashboard.reports.deck.material import Row, enough
from dashboard.reports.deck.titles import short_name
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import REMOVED, BrandSummary
from data.thresholds import THRESHOLDS

BAR_HEIGHT = 21.0
"""Points that a bar with its label takes at least."""
KEYWORD_WIDTH, BRAND_WIDTH, MOST_BRANDS = 200.0, 78.0, 5
"""Points that a keyword with its engine takes in the table of places, and a brand; brands in it at most."""
ANSWERED = ("yes", "mentioned")
"""What a FAQ that answers a question does."""


def _room(area: Area) -> int:
    """How many bars have room below the title of their chart."""
    return max(1, int((points(area.height) - 60) / BAR_HEIGHT))


# --- by topic


def topic_rows(story: Story) -> list[Row]:
    """Of each topic the comparison with the rivals together, else that with the only rival; those that differ most first."""
    rows = [row for row in story.material.gaps if row["kind"] == "driver" and enough(row)]
    best: dict[str, Row] = {}
    for row in rows:
        kept = best.get(row["topic"])
        if kept is None or (row["rival"] == "*" and kept["rival"] != "*"):
            best[row["topic"]] = row
    return sorted(best.values(), key=lambda row: row["gap"])


def drivers(story: Story) -> bool:
    """Ours against the rivals' on every topic that can be compared, with intervals. False without any."""
    rows = topic_rows(story)
    if not rows:
        return False
    deck, report, language = story.deck, story.report, story.material.language
    proven = {
        quadrant: len({line.topic for line in report.quadrant(quadrant) if line.kind == "driver"})
        for quadrant in ("strength", "weakness")
    }
    fields: dict[str, Any] = {"n": len(rows), "ahead": proven["strength"], "behind": proven["weakness"]}
    slide = deck.slide(t("deck.drivers.title", brand=story.brand, **fields))
    area = foot(slide, deck.body, t("deck.drivers.note"))
    room = _room(area)
    shown = rows if len(rows) <= room else [*rows[: room // 2], *rows[len(rows) - (room - room // 2) :]]
    bars = [_topic_bar(story, row, language) for row in shown]
    add_bars(slide, area, bars, t("deck.drivers.chart"), t("deck.message.difference"), reach(bars, 20))
    deck.notes(slide, "\n".join(_topic_note(row, language) for row in rows))
    return True


def _topic_bar(story: Story, row: Row, language: str) -> Bar:
    name = topic_name("driver", row["topic"], language)
    sides = {side: per_hundred(row[side]) for side in ("own", "other")}
    colour = "other"
    for line in story.report.lines:
        if line.kind == "driver" and line.topic == row["topic"] and line.quadrant in ("strength", "weakness"):
            colour = line.quadrant
    label = t("deck.drivers.label", topic=name[:1].upper() + name[1:], **sides)
    value, low, high = (round(100 * row[end], 1) for end in ("gap", "low", "high"))
    return Bar(label, value, low, high, colour)


def _topic_note(row: Row, language: str) -> str:
    sides = {side: per_hundred(row[side]) for side in ("own", "other")}
    label = t("deck.drivers.label", topic=topic_name("driver", row["topic"], language), **sides)
    gap = t(
        "export.value.interval",
        value=per_hundred(row["gap"]),
        low=per_hundred(row["low"]),
        high=per_hundred(row["high"]),
    )
    n = t("export.value.n_both", own=words.count(row["n_own"]), other=words.count(row["n_other"]))
    return f"{label}; {gap}; {n}; {words.named('status', row['status'])}"


# --- the journey


def journey(story: Story) -> bool:
    """Where the journey pleases and where it hurts, with intervals and a quote of each. False where nothing can be measured."""
    own = [row for row in story.material.journey if row["brand"] == story.report.brand]
    rows = [row for row in own if _measured(row)]
    if not rows:
        return False
    deck = story.deck
    worst, best = _extremes(rows)
    slide = deck.slide(_journey_title(worst, best))
    few = ", ".join(dict.fromkeys(_touchpoint(row) for row in own if not _measured(row)))
    area = foot(slide, deck.body, t("deck.journey.note", names=few) if few else t("deck.journey.note_all"))
    left, right = columns(deck, area, [6, 4])
    ends = {id(best): "strength", id(worst): "weakness"}
    bars = [_journey_bar(row, ends.get(id(row), "other")) for row in rows]
    shown, chart = bars[: _room(left)], t("deck.journey.chart", brand=story.brand)
    add_bars(slide, left, shown, chart, t("deck.message.sides_net"), reach(shown, 20))
    add_text(slide, right, _felt(worst, best, right), "Quotes")
    deck.notes(slide, "\n".join(_journey_note(row) for row in story.material.journey))
    return True


def _measured(row: Row) -> bool:
    return row["status"] == "ok" and row["net"] is not None


def _extremes(rows: Sequence[Row]) -> tuple[Row, Row]:
    """Where it hurts most and where it pleases most: a touchpoint that customers name, where they name any."""
    named = [row for row in rows if row["touchpoint"]] or list(rows)
    return min(named, key=lambda row: row["net"]), max(named, key=lambda row: row["net"])


def _journey_title(worst: Row, best: Row) -> str:
    fields = {"best": _touchpoint(best), "high": per_hundred(best["net"])}
    if worst is best:
        return t("deck.journey.title_one", **fields)
    return t("deck.journey.title", worst=_touchpoint(worst), low=per_hundred(worst["net"]), **fields)


def _touchpoint(row: Row) -> str:
    return str(row["touchpoint"]) or t("export.touchpoint.unnamed")


def _journey_bar(row: Row, colour: str) -> Bar:
    label = t("deck.journey.label", stage=words.named("stage", row["stage"]), touchpoint=_touchpoint(row))
    ends = [None if row[end] is None else round(100 * row[end], 1) for end in ("low", "high")]
    return Bar(f"{label}: {per_hundred(row['net'])}", round(100 * row["net"], 1), ends[0], ends[1], colour)


def _felt(worst: Row, best: Row, area: Area) -> list[Text]:
    """What hurts at the worst touchpoint, and what pleases at the best, in customers' words."""
    items: list[Text] = []
    for row, kind, colour in ((worst, "pain", "weakness"), (best, "delight", "strength")):
        said = one_line(row[kind])
        only = worst is best
        if not said or said == REMOVED or (only and (kind == "pain") != (row["net"] < 0)):
            continue
        block = [
            heading(t(f"deck.journey.{kind}", touchpoint=_touchpoint(row)), colour),
            Text(words.quoted(said), TEXT, italic=True, after=2),
            Text(
                t("export.value.n", n=words.count(row["n"])), SMALL, colour="muted", link=row[f"{kind}_url"], after=14
            ),
        ]
        if len(whole([*items, *block], area)) == len(items) + len(block):
            items += block
    return items


def _journey_note(row: Row) -> str:
    value = words.interval(row["net"], row["low"], row["high"], signed=True)
    said = f"{one_line(row['brand_name'])}, {words.named('stage', row['stage'])}, {_touchpoint(row)}: {value}"
    sources = " ".join(filter(None, (row["pain_url"], row["delight_url"])))
    return f"{said}, n = {words.count(row['n'])}, {words.named('status', row['status'])} {sources}".rstrip()


# --- questions


def questions(story: Story) -> bool:
    """What the market asks, whether our FAQ answers it, and how many of the rivals' do. False where nothing was asked."""
    known = _known(story)
    if not known:
        return False
    lacking = [(rows, row) for rows, row in known if row["answered"] == "no"]
    answered = [(rows, row) for rows, row in known if row["answered"] != "no"]
    title = t("deck.questions.title", n=len(lacking), of=len(known), brand=story.brand)
    names = ("topic", "question", "asked")
    headings = [*(t(f"deck.questions.{name}") for name in names), story.brand, t("deck.questions.rivals")]
    ordered = [*lacking, *answered]
    table = Table(headings, [_question(story, rows, row) for rows, row in ordered], (24, 42, 18, 14, 14), title)
    _one_page(story, table, title, t("deck.questions.note"), [_question_note(rows) for rows, _ in ordered])
    return True


def _known(story: Story) -> list[tuple[list[Row], Row]]:
    """The rows of each question and among them our own, of those of which it is known whether we answer."""
    asked = [list(rows) for _, rows in groupby(story.material.questions, key=lambda row: row["question_id"])]
    own = [(rows, row) for rows in asked for row in rows if row["brand"] == story.report.brand]
    return [(rows, row) for rows, row in own if row["answered"] is not None]


def _question(story: Story, rows: Sequence[Row], own: Row) -> list[Cell]:
    rivals = [row for row in rows if row["brand"] != story.report.brand and row["answered"] is not None]
    having = sum(row["answered"] in ANSWERED for row in rivals)
    asked = f"{words.count(own['asked_search'])} / {words.count(own['asked_customers'])}"
    topic = topic_name("faq_intent", own["intent"], story.material.language)
    said = t(f"export.answers.{own['answered']}")
    colour = "weakness" if own["answered"] == "no" else "ink"
    return [
        [Text(topic[:1].upper() + topic[1:])],
        [Text(own["text"] if own["asked_search"] or own["asked_customers"] else "", link=own["asked_url"])],
        [Text(asked)],
        [Text(said, bold=own["answered"] == "no", colour=colour)],
        [Text(t("deck.questions.some", n=having, of=len(rivals)) if rivals else t("export.value.not_observed"))],
    ]


def _question_note(rows: Sequence[Row]) -> str:
    said = [
        f"{one_line(row['brand_name'])}: "
        + (t(f"export.answers.{row['answered']}") if row["answered"] else t("export.value.not_observed"))
        + (f" {row['url']}" if row["url"] and row["answered"] in ANSWERED else "")
        for row in rows
    ]
    return f"{one_line(rows[0]['text'])}\n" + "\n".join(f"• {text}" for text in said)


def _one_page(story: Story, table: Table, title: str, note: str, notes: Sequence[str]) -> None:
    """The first rows of a table on one slide; all of them in its notes."""
    for slide, start, count in table_slides(story.deck, table, title, note, most=1):
        left = len(table.rows) - start - count
        more = [t("export.value.more", n=words.count(left))] if left > 0 else []
        story.deck.notes(slide, "\n\n".join([*more, *notes]))


# --- search


def search(story: Story) -> bool:
    """Where everybody ranks in the newest look-ups, and over the days where there are several. False without a look-up."""
    newest = [(place, history, history.newest) for place, history in story.material.searches if history.newest]
    if not newest:
        return False
    deck, brand = story.deck, story.report.brand
    behind = sum(bool(history.above(brand)) for _, history, _ in newest)
    key = "title" if behind else "title_first"
    slide = deck.slide(t(f"deck.search.{key}", brand=story.brand, n=behind, of=len(newest)))
    area = foot(slide, deck.body, t("deck.search.note"))
    over_time = [(place, history) for place, history, _ in newest if place.days > 1]
    if over_time:
        left, area = columns(deck, area, [1, 1])
        draw_places(story, slide, left, *max(over_time, key=lambda one: one[0].days))
    names = {row["brand"]: row["name"] for row in newest[0][2]}
    room = max(2, int((points(area.width) - KEYWORD_WIDTH) / BRAND_WIDTH))
    shown = _ranked(names, [rows for _, _, rows in newest], brand)[: min(MOST_BRANDS, room)]
    headings = [t("deck.search.keyword"), t("deck.search.engine"), *(short_name(names[one]) for one in shown)]
    rows = [_places(place, found, shown) for place, _, found in newest]
    table = Table(headings, rows, (130, 70, *([80] * len(shown))), t("deck.search.note"))
    add_table(slide, pages_of(table, area)[0], area)
    deck.notes(slide, "\n".join(_search_note(place, found) for place, _, found in newest))
    return True


def _ranked(names: dict[str, str], pages: Sequence[Sequence[Row]], brand: str) -> list[str]:
    """Our brand, then the others by how many of the pages they are on and how high."""
    places: dict[str, list[int]] = {one: [] for one in names}
    for page in pages:
        for row in page:
            if row["position"] is not None:
                places.setdefault(row["brand"], []).append(row["position"])
    return sorted(names, key=lambda one: (one != brand, -len(places[one]), sum(places[one])))


def _places(place: Any, found: Sequence[Row], shown: Sequence[str]) -> list[Cell]:
    at = {row["brand"]: row["position"] for row in found}
    where = [t("deck.search.absent") if at.get(one) is None else str(at[one]) for one in shown]
    cells: list[Cell] = [[Text(place.keyword)], [Text(place.engine)]]
    return [*cells, *([Text(text, bold=number == 0)] for number, text in enumerate(where))]


def _search_note(place: Any, found: Sequence[Row]) -> str:
    where = ", ".join(
        f"{one_line(row['name'])} {t('deck.search.absent') if row['position'] is None else row['position']}"
        for row in found
    )
    return f"{one_line(place.keyword)} ({place.name}, {words.moment(found[0]['looked_up'])}): {where}"


# --- reviews and answers


def reviews(story: Story) -> bool:
    """How many reviews each brand answers in time, and its stars, with intervals. False where neither was observed."""
    brands = story.report.brands
    answering = [brand for brand in brands if brand.response_rate is not None]
    rated = [brand for brand in brands if brand.rating is not None]
    if not answering and not rated:
        return False
    deck = story.deck
    slide = deck.slide(_reviews_title(story))
    silent = ", ".join(short_name(brand.name) for brand in brands if brand not in answering)
    note = t("deck.reviews.note", names=silent) if silent else t("deck.reviews.note_all")
    area = foot(slide, deck.body, note)
    both = bool(answering and rated)
    places = columns(deck, area, [1, 1]) if both else [area]
    if answering:
        add_bars(
            slide,
            places[0],
            _bars(story, answering, "response_rate", 100),
            t("deck.reviews.answered"),
            t("deck.reviews.answered"),
            (0, 100),
        )
    if rated:
        add_bars(
            slide,
            places[-1],
            _bars(story, rated, "rating", 1),
            t("deck.reviews.rating"),
            t("deck.reviews.rating"),
            (0, 5),
        )
    deck.notes(slide, "\n".join(_review_note(brand) for brand in brands))
    return True


def _reviews_title(story: Story) -> str:
    """What is said of answers, else of stars: of brands with enough reviews alone, ours first."""
    brands, own = story.report.brands, story.report.brand
    rates = dict(filter(None, map(_rate, brands)))
    if own in rates:
        return _answers_title(story, rates)
    ours = next((one for one in brands if one.brand == own), None)
    if ours is not None and ours.rating is not None and ours.n_rated >= THRESHOLDS.min_units:
        return t("deck.reviews.title_stars", brand=story.brand, own=stars(ours.rating, story.material.language))
    return t("deck.reviews.title_few", brand=story.brand, n=words.count(ours.reviews_in_window if ours else 0))


def _rate(brand: BrandSummary) -> tuple[str, float] | None:
    """A brand with its share of answers, where it rests on enough reviews."""
    if brand.response_rate is None or brand.n_replies_base < THRESHOLDS.min_units:
        return None
    return brand.brand, brand.response_rate


def _answers_title(story: Story, rates: dict[str, float]) -> str:
    own, days = story.report.brand, counted(THRESHOLDS.response_days, "days", story.material.language)
    fields = {"brand": story.brand, "own": per_hundred(rates[own], signed=False), "days": days}
    if len(rates) == 1:
        return t("deck.reviews.title_alone", **fields)
    best = max((one for one in rates if one != own), key=rates.__getitem__)
    name = next(short_name(one.name) for one in story.report.brands if one.brand == best)
    return t("deck.reviews.title", rival=name, other=per_hundred(rates[best], signed=False), **fields)


def _bars(story: Story, brands: Sequence[BrandSummary], field: str, factor: int) -> list[Bar]:
    n_of = "n_replies_base" if field == "response_rate" else "n_rated"
    digits = 1 if factor == 100 else 2
    bars = []
    for brand in brands:
        value, low, high = (getattr(brand, f"{field}{end}") for end in ("", "_low", "_high"))
        shown = per_hundred(value, signed=False) if factor == 100 else words.number(value, 1)
        label = t("deck.reviews.label", brand=short_name(brand.name), n=words.count(getattr(brand, n_of)))
        ends = [None if end is None else round(factor * end, digits) for end in (low, high)]
        colour = "dark" if brand.brand == story.report.brand else "other"
        bars.append(Bar(f"{label}: {shown}", round(factor * value, digits), ends[0], ends[1], colour))
    return bars


def _review_note(brand: BrandSummary) -> str:
    facts = (
        (t("export.columns.reviews"), words.reviews_text(brand)),
        (t("export.columns.rating"), words.rating_text(brand)),
        (t("export.columns.response_rate"), words.response_text(brand)),
    )
    return f"{one_line(brand.name)} ({one_line(brand.site)}). " + "; ".join(
        f"{name}: {', '.join(said)}" for name, said in facts
    )
