"""Where each brand ranks in each look-up of each keyword."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.search import history, places
from dashboard.reports.tables.table import Content, Field, View, heading


def search(view: View) -> Content:
    """One row a brand in a look-up. A brand that is not on a page has no position; a look-up that failed has no row. Who is
    above since when is said of the newest look-up."""
    fields = (
        Field("keyword", heading("keyword"), width=18),
        Field("engine", heading("engine"), width=9),
        Field("market", heading("market"), width=8),
        Field("device", heading("device"), width=9),
        Field("looked_up", heading("looked_up"), width=15),
        Field("brand", heading("brand"), width=14),
        Field("position", heading("position"), "count", 8),
        Field("ad_position", heading("ad_position"), "count", 8),
        Field("answer_box", heading("answer_box"), width=9),
        Field("own_faq", heading("own_faq"), width=9),
        Field("above", heading("above"), width=20),
        Field("above_since", heading("above_since"), width=20),
        Field("url", heading("url"), width=24),
    )
    since = _above_since(view)
    rows = [
        (
            row["keyword"],
            row["engine"],
            row["market"],
            row["device"],
            words.moment(row["looked_up"]),
            row["brand_name"],
            row["position"],
            row["ad"],
            _yes(row["answered"]),
            _yes(row["own_faq"]) if row["position"] else "",
            row["above"] or "",
            since.get(
                (row["keyword"], row["engine"], row["market"], row["device"], row["looked_up"], row["brand"]), ""
            ),
            row["url"] or "",
        )
        for row in view.rows("look_ups", **view.window)
    ]
    return fields, rows


def _above_since(view: View) -> dict[tuple[object, ...], str]:
    """Of each newest result page and brand: the brands above it, each with the day since which it has been on every look-up."""
    found: dict[tuple[object, ...], str] = {}
    for place in places(view.build):
        seen = history(view.build, place)
        for row in seen.newest:
            key = (place.keyword, place.engine, place.market, place.device, row["looked_up"], row["brand"])
            found[key] = "; ".join(
                t("export.value.above_since", rival=view.names.get(one.rival, one.rival), day=one.since.isoformat())
                for one in seen.above(row["brand"])
            )
    return found


def _yes(flag: bool) -> str:
    return t("export.value.yes" if flag else "export.value.no")
