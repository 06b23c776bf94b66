"""What a customer finds at each brand: chat or bot, telephone, self-service, app, hours, languages, how soon somebody answers."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import catalogue, t
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading
from data.thresholds import THRESHOLDS


def channels(view: View) -> Content:
    """One row a brand and thing that is asked, of all brands unless one was asked for. `there` is yes, no, or None where it was
    not observed; minutes are of mystery shoppers."""
    fields = (
        Field("brand", heading("brand"), width=13),
        Field("asked", heading("audited"), width=20),
        Field("there", heading("there"), width=10, observed=True),
        Field("detail", heading("detail"), width=26),
        Field("minutes", heading("minutes"), "score", 9),
        Field("low", heading("low"), "score", 7),
        Field("high", heading("high"), "score", 7),
        Field("n", heading("n_plain"), "count", 6),
        Field("status", heading("status_plain"), width=14),
        Field("how", heading("known_by"), width=26),
        Field("seen_at", heading("seen_at"), width=14),
        Field("url", heading("url"), width=18),
    )
    rows = view.rows("channel_audit", edition=view.edition["edition"], brand=view.only)
    return fields, [_row(row) for row in rows]


def _row(row: Row) -> tuple[object, ...]:
    return (
        row["brand_name"],
        t("export.audited.human_answer", channel=row["place"]) if row["place"] else _asked(row["aspect"]),
        None if row["present"] is None else words.yes_no(row["present"]),
        row["detail"] or "",
        *(row[name] for name in ("minutes", "low", "high", "n")),
        _status(row),
        _known_by(row),
        "" if row["seen_at"] is None else words.moment(row["seen_at"]),
        row["url"] or "",
    )


def _asked(aspect: str) -> str:
    """The name of what is asked; of answers that nobody tried, without a channel."""
    return t("export.audited.human_nowhere") if aspect == "human_answer" else t(f"export.audited.{aspect}")


def _status(row: Row) -> str:
    if row["n"] is None:
        return ""
    return words.named("status", "ok" if row["n"] >= THRESHOLDS.min_units else "not_enough_data")


def _known_by(row: Row) -> str:
    """How it is known, or why it is not."""
    if row["how"]:
        return t(f"export.known_by.{row['how']}")
    return catalogue().get(f"export.not_known.{row['doubt']}", t("export.not_known.other"))
