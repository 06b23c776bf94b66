"""What a source claims of a brand's reviews."""

from __future__ import annotations

from data.record.fields import Count, Text, Word
from data.record.model import Record


class SourceTotal(Record):
    """What a source claims of a brand: number of reviews and mean rating on the scale 0..`claimed_rating_max`."""

    kind_name = "source_total"
    table = "source_totals"
    key = ("run_id", "brand", "source")
    adds_up = True
    read_together = True

    source: Word = ""
    product: Text | None = None
    claimed_n: Count = None
    claimed_rating: float | None = None
    claimed_rating_max: float | None = None
    truncated: bool = False
