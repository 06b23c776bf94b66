"""The common currency of the extraction benchmark."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Score:
    """One measured figure. `kind`: faqs, reviews, rankings, channels, speed ...; `layer`: markup, visible, an engine or ''
    ; `language` a code or '*'; `metric`: precision, recall, f1, accuracy, false_pairs ...; `value` as measured; `n`
    what it was measured on (pairs, records, pages: said in `unit`). `higher_is_better` False for counts of mistakes and
    for times. `worst`: the worst pages with a short diff, one string each, for the report only."""

    kind: str
    layer: str
    language: str
    metric: str
    value: float
    n: int
    unit: str
    higher_is_better: bool = True
    worst: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> str:
        """The figure's name in the floors file: `faqs/visible/*/f1`."""
        return f"{self.kind}/{self.layer}/{self.language}/{self.metric}"


def f1(precision: float, recall: float) -> float:
    """Harmonic mean of precision and recall; 0 when both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
