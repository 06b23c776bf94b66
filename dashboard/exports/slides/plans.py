"""What was set out to be done and what became of things: goals with the roadmap, changes since the edition before."""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from dashboard.exports.slides.deck import Area
from dashboard.exports.slides.draw import Cell, Table, Text, add_table, add_text, pages_of, row_heights
from dashboard.exports.slides.look import SMALL, TEXT
from dashboard.exports.slides.story import Story, below, foot
from dashboard.reports import words
from dashboard.reports.deck.material import Cells
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line

WELL = ("reached", "on_track")
"""Where goals stand that need no more than what is done."""


def goals(story: Story) -> bool:
    """Each goal with where it stands, and the actions with when they are due. False where there are neither."""
    aims, actions = story.material.goals, story.material.actions
    if not aims and not actions:
        return False
    deck = story.deck
    slide = deck.slide(_goals_title(story))
    area = foot(slide, deck.body, t("deck.goals.note"))
    tables = [table for table in (_aims(aims), _roadmap(actions)) if table.rows]
    left_out: list[str] = []
    for place, table in enumerate(tables):
        last = place == len(tables) - 1
        room = area if last else Area(area.left, area.top, area.width, area.height // 2)
        page = pages_of(table, room)[0]
        add_table(slide, page, room)
        area = below(area, int(sum(row_heights(page, room)) * Pt(1)) + deck.emu(0.25))
        left_out += [" · ".join(item.text for cell in row for item in cell) for row in table.rows[len(page.rows) :]]
    deck.notes(slide, "\n".join([*left_out, *(f"{_aim_name(aim)}: {aim['status']}" for aim in aims)]))
    return True


def _goals_title(story: Story) -> str:
    aims, actions = story.material.goals, story.material.actions
    if aims:
        well = {t(f"export.goal.{state}") for state in WELL}
        return t("deck.goals.title", n=sum(aim["status"] in well for aim in aims), of=len(aims), brand=story.brand)
    states = {action["title"]: action["state"] for action in actions}
    done = sum(state == t("export.action.done") for state in states.values())
    return t("deck.goals.title_actions", n=done, of=len(states), brand=story.brand)


def _aim_name(aim: Cells) -> str:
    return one_line(aim["wording"]) or one_line(aim["metric"])


def _aims(aims: tuple[Cells, ...]) -> Table:
    names = ("goal", "now", "target", "due", "owner", "stands")
    rows: list[list[Cell]] = [
        [
            [
                Text(_aim_name(aim), TEXT, bold=True),
                *([Text(aim["metric"], SMALL, colour="muted")] if aim["wording"] else []),
            ],
            [Text(words.interval(aim["value"], aim["low"], aim["high"]))],
            [Text(words.number(aim["target"]))],
            [Text(aim["due"])],
            [Text(aim["owner"])],
            [Text(aim["status"], bold=True)],
        ]
        for aim in aims
    ]
    headings = [t(f"deck.goals.{name}") for name in names]
    return Table(headings, rows, (28, 20, 11, 15, 14, 20), t("deck.goals.goal"))


def _roadmap(actions: tuple[Cells, ...]) -> Table:
    names = ("action", "state", "due", "owner", "effect")
    rows: list[list[Cell]] = [
        [
            [Text(action["title"], TEXT, bold=True)],
            [Text(action["state"])],
            [Text(action["done"] or action["due"])],
            [Text(action["owner"])],
            [Text(_effect(action))],
        ]
        for action in actions
    ]
    headings = [t(f"deck.goals.{name}") for name in names]
    return Table(headings, rows, (36, 14, 16, 16, 26), t("deck.goals.action"))


def _effect(action: Cells) -> str:
    if action["effect"] is None:
        return one_line(action["effect_status"])
    return (
        f"{one_line(action['metric'])} {words.interval(action['effect'], action['low'], action['high'], signed=True)}"
    )


def changes(story: Story) -> bool:
    """What is new, gone, stronger or weaker since the edition before, then what was seen to change. False where nothing did."""
    report, seen = story.report, story.material.changes
    moved = words.changed(report)
    if not moved and not seen:
        return False
    deck = story.deck
    slide = deck.slide(_changes_title(story, moved))
    last = deck.emu(0.3)
    area = Area(deck.body.left, deck.body.top, deck.body.width, deck.body.height - last)
    tables = [table for table in (_moved(moved), _seen(seen)) if table.rows]
    left = 0
    for place, table in enumerate(tables):
        half = place == 0 and len(tables) > 1
        room = Area(area.left, area.top, area.width, area.height // 2 if half else area.height)
        page = pages_of(table, room)[0]
        add_table(slide, page, room)
        area = below(area, int(sum(row_heights(page, room)) * Pt(1)) + deck.emu(0.2))
        left += len(table.rows) - len(page.rows)
    if left > 0:
        more = [Text(t("deck.changes.more", n=words.count(left)), SMALL, colour="muted")]
        add_text(slide, Area(area.left, deck.body.bottom - last, area.width, last), more, "Note", "bottom")
    rows = [row for table in tables for row in table.rows]
    deck.notes(slide, "\n".join(" · ".join(item.text for cell in row for item in cell if item.text) for row in rows))
    return True


def _changes_title(story: Story, moved: list[tuple[str, str]]) -> str:
    changed = story.report.changes
    if not moved or changed is None or changed.before is None:
        return t("deck.changes.title_seen", n=len(story.material.changes), brand=story.brand)
    sizes: dict[str, Any] = {kind: len(titles) for kind, titles in changed.titles.items()}
    return t("deck.changes.title", before=changed.before, **sizes)


def _moved(moved: list[tuple[str, str]]) -> Table:
    rows: list[list[Cell]] = [[[Text(kind, TEXT, bold=True)], [Text(title)]] for kind, title in moved]
    headings = [t("deck.changes.what"), t("deck.changes.finding")]
    return Table(headings, rows, (16, 84), t("deck.changes.finding"))


def _seen(seen: tuple[Cells, ...]) -> Table:
    names = ("seen", "brand", "change", "before", "after")
    rows: list[list[Cell]] = [
        [
            [Text(one_line(row["seen_at"])[:10])],
            [Text(row["brand"], TEXT, bold=True)],
            [Text(row["what"]), Text(row["topic"], SMALL, colour="muted")],
            [Text(row["before"])],
            [Text(row["after"], link=row["url"])],
        ]
        for row in seen
    ]
    headings = [t(f"deck.changes.{name}") for name in names]
    return Table(headings, rows, (17, 20, 29, 23, 23), t("deck.changes.change"))
