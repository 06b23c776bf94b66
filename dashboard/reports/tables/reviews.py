"""The window's reviews, with what they are about and whether they were answered."""

from __future__ import annotations

from analysis.figures.evidence import stars_of
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading
from data.thresholds import THRESHOLDS


def reviews(view: View) -> Content:
    """One row a review, of all brands unless one was asked for, the newest first."""
    fields = (
        Field("brand", heading("brand"), width=12),
        Field("source", heading("source"), width=12),
        Field("published_at", heading("published_at"), width=10),
        Field("stars", heading("rating"), "score", 7, observed=True),
        Field("text", heading("review_text"), width=44),
        Field("topics", heading("topics"), width=18),
        Field("sentiment", heading("sentiment"), "signed", 9, observed=True),
        Field("disagrees", heading("disagrees"), width=12),
        Field("answered", heading("answered"), width=12),
        Field("answer_days", heading("answer_days"), "score", 8),
        Field("answer", heading("answer"), width=24),
        Field("language", heading("language"), width=9),
        Field("product", heading("product"), width=12),
        Field("first_party", heading("first_party"), width=9),
        Field("url", heading("url"), width=20),
    )
    return fields, [_row(row) for row in view.rows("review_inbox", brand=view.only, **view.window)]


def _row(row: Row) -> tuple[object, ...]:
    stars = stars_of(row["rating"], row["rating_max"])
    return (
        row["brand_name"],
        row["source"],
        words.day(row["published_at"]),
        stars,
        ". ".join(filter(None, (row["title"], row["body"]))),
        ", ".join(topic_name(driver) for driver in row["drivers"].split()),
        row["label"],
        _against_stars(stars, row["label"]),
        t(
            "export.answered.not_shown"
            if row["answered"] is None
            else f"export.answered.{str(row['answered']).lower()}"
        ),
        row["answer_days"],
        row["reply_body"] or "",
        words.named("language", row["language"]),
        row["product"] or "",
        t("export.value.yes" if row["first_party"] else "export.value.no"),
        row["url"] or "",
    )


def _against_stars(stars: float | None, label: float | None) -> str:
    """What the text says where the stars say the opposite."""
    if stars is None or label is None:
        return ""
    if stars >= THRESHOLDS.praise_stars and label < 0:
        return t("export.disagrees.text_complains")
    return t("export.disagrees.text_praises") if stars < THRESHOLDS.blame_stars and label > 0 else ""
