"""The window's reviews, with what they are about and whether they were answered."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading


@dataclass(frozen=True)
class Wanted:
    """What reviews of the inbox are to be; None or '': any. `answered`: yes, no or not_shown; `against`: text_complains or
    text_praises, where the stars say the opposite; `limit` of them (None: all) from the `offset`-th on."""

    brand: str | None = None
    source: str | None = None
    stars: int | None = None
    language: str | None = None
    driver: str | None = None
    answered: str | None = None
    against: str | None = None
    persona: str = ""
    limit: int | None = None
    offset: int = 0


def reviews(view: View) -> Content:
    """One row a review, of all brands unless one was asked for, the newest first."""
    content, _ = inbox(view, Wanted(brand=view.only))
    return content


def inbox(view: View, wanted: Wanted) -> tuple[Content, int]:
    """The rows that are wanted, and how many there are on all pages."""
    rows = view.rows("review_inbox", **asdict(wanted), **view.window)
    if not rows and wanted.offset:
        return inbox(view, replace(wanted, offset=0))
    return (_fields(), [_row(row) for row in rows]), rows[0]["total"] if rows else 0


def _fields() -> tuple[Field, ...]:
    return (
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


def _row(row: Row) -> tuple[object, ...]:
    return (
        row["brand_name"],
        row["source"],
        words.day(row["published_at"]),
        row["stars"],
        ". ".join(filter(None, (row["title"], row["body"]))),
        ", ".join(topic_name(driver) for driver in row["drivers"].split()),
        row["label"],
        t(f"export.disagrees.{row['against']}") if row["against"] else "",
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
