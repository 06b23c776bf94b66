"""Proposed personas: groups of customers who write of the same need, with the words that tell them."""

from __future__ import annotations

import json

from dashboard.reports import words
from dashboard.reports.names import language_name
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading

QUOTES = 3


def personas(view: View) -> Content:
    """One row a proposal, language by language; of all brands, whichever was asked for."""
    fields = (
        Field("language", heading("language"), width=10),
        Field("name", heading("persona_proposed"), width=16),
        Field("words", heading("persona_words"), width=24),
        Field("n", heading("persona_n"), "count", 8),
        Field("share", heading("persona_share"), "share", 8),
        Field("low", heading("low"), "share", 7),
        Field("high", heading("high"), "share", 7),
        *(
            Field(f"quote_{number}", heading("persona_quote", number=str(number)), width=26)
            for number in range(1, QUOTES + 1)
        ),
        Field("url", heading("persona_url"), width=14),
    )
    return fields, [_row(row) for row in view.rows("persona_proposals", edition=view.edition["edition"])]


def _row(row: Row) -> tuple[object, ...]:
    quotes = [words.quoted(quote) for quote in row["quotes"]][:QUOTES]
    return (
        language_name(row["language"]),
        row["name"],
        json.dumps(json.loads(row["words"]), ensure_ascii=False),
        *(row[name] for name in ("n", "share", "low", "high")),
        *quotes,
        *[""] * (QUOTES - len(quotes)),
        row["url"] or "",
    )
