"""What was said on networks and in feeds, by brands, customers and the press."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import source_name
from dashboard.reports.tables.table import Content, Field, View, heading

_COUNTS = ("likes", "replies", "shares", "views", "engagement")


def streams(view: View) -> Content:
    """One row a post and brand that it means, of all brands unless one was asked for, the newest first. A count that the
    network does not expose is empty."""
    fields = (
        Field("network", heading("network"), width=10),
        Field("voice", heading("voice"), width=10),
        Field("brand", heading("brand"), width=12),
        Field("published_at", heading("published_at"), width=14),
        Field("content_kind", heading("content_kind"), width=9),
        Field("text", heading("post_text"), width=46),
        *(Field(name, heading(name), "count", 8) for name in _COUNTS),
        Field("language", heading("language"), width=9),
        Field("query", heading("query"), width=12),
        Field("url", heading("url"), width=20),
    )
    rows = [
        (
            source_name(row["network"]),
            t(f"export.voice.{row['voice']}"),
            row["brand_name"],
            words.moment(row["published_at"]),
            words.named("content", row["content_kind"]),
            ". ".join(filter(None, (row["title"], row["body"]))),
            *(row[name] for name in _COUNTS),
            words.named("language", row["language"]),
            row["query"] or "",
            row["url"] or "",
        )
        for row in view.rows("stream_posts", brand=view.only, **view.window)
    ]
    return fields, rows
