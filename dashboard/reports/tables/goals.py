"""Goals against the figures, and where these lead by the day a goal is due."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from analysis.figures.aims.goals import Point, Progress, progress
from dashboard.reports import queries
from dashboard.reports.messages import catalogue, t
from dashboard.reports.queries import Build, Row
from dashboard.reports.tables.table import Content, Field, View, heading


def goals(view: View) -> Content:
    """One row a goal, of all brands unless one was asked for."""
    fields = (
        Field("brand", heading("brand"), width=12),
        Field("metric", heading("measure"), width=14),
        Field("wording", heading("wording"), width=22),
        Field("baseline", heading("baseline"), "score", 8),
        Field("target", heading("target"), "score", 8),
        Field("due", heading("due"), width=10),
        Field("owner", heading("owner"), width=12),
        Field("value", heading("now"), "score", 8, observed=True),
        Field("low", heading("low"), "score", 7),
        Field("high", heading("high"), "score", 7),
        Field("n", heading("n_plain"), "count", 7),
        Field("as_of", heading("as_of"), width=10),
        Field("way", heading("way"), "share", 8),
        Field("projected", heading("projected"), "score", 9),
        Field("projected_low", heading("projected_low"), "score", 8),
        Field("projected_high", heading("projected_high"), "score", 8),
        Field("status", heading("status_plain"), width=14),
    )
    found = standing(view.build, view.only, view.edition["window_end"].date())
    return fields, [_row(goal, progress_) for goal, progress_ in found]


def standing(build: Build, brand: str | None, today: date) -> list[tuple[Row, Progress]]:
    """(a row of goals_set.sql, how it stands on the day `today`) of each goal of a brand, or of all."""
    points = _points(queries.rows(build, "goal_points"))
    return [
        (goal, progress(goal["target"], goal["baseline"], goal["due"], points[goal["brand"], goal["metric"]], today))
        for goal in queries.rows(build, "goals_set", brand=brand)
    ]


def measure_name(metric: str) -> str:
    """A measure of goals and actions in words."""
    return catalogue().get(f"export.measure.{metric}", metric.replace("_", " "))


def _row(goal: Row, found: Progress) -> tuple[object, ...]:
    now = found.current
    return (
        goal["brand_name"],
        measure_name(goal["metric"]),
        goal["wording"] or "",
        goal["baseline"],
        goal["target"],
        f"{goal['due']:%Y-%m-%d}",
        goal["owner"] or "",
        *((now.value, now.low, now.high, now.n, f"{now.day:%Y-%m-%d}") if now else (None, None, None, None, "")),
        found.way,
        found.projected,
        found.low,
        found.high,
        t(f"export.goal.{found.status.replace(' ', '_')}"),
    )


def _points(rows: list[Row]) -> dict[tuple[str, str], list[Point]]:
    """(brand, metric) -> its figures: another tool's where there are any, else our own; the two are never mixed."""
    found: dict[tuple[str, str], dict[bool, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        point = Point(row["day"], row["value"], row["low"], row["high"], row["n"])
        found[row["brand"], row["metric"]][row["imported"]].append(point)
    chosen = {key: by_source[True] or by_source[False] for key, by_source in found.items()}
    return defaultdict(list, chosen)
