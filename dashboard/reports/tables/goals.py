"""Goals against the figures, and where these lead by the day a goal is due."""

from __future__ import annotations

from collections import defaultdict

from analysis.figures.aims.goals import Point, progress
from dashboard.reports.messages import catalogue, t
from dashboard.reports.queries import Row
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
    points = _points(view.rows("goal_points"))
    return fields, [
        _row(view, row, points[row["brand"], row["metric"]]) for row in view.rows("goals_set", brand=view.only)
    ]


def _row(view: View, goal: Row, points: list[Point]) -> tuple[object, ...]:
    found = progress(goal["target"], goal["baseline"], goal["due"], points, view.edition["window_end"].date())
    now = found.current
    return (
        goal["brand_name"],
        catalogue().get(f"export.measure.{goal['metric']}", goal["metric"].replace("_", " ")),
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
