"""When a figure counts, from thresholds.toml: for Python as THRESHOLDS, for queries as the one-row view `thresholds`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Thresholds(BaseModel):
    """The keys of thresholds.toml, which says what each is for. Shares are 0..1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_units: int = Field(ge=2)
    min_stratum_units: int = Field(ge=2)
    alpha: float = Field(gt=0, lt=1)
    claim_enter: float = Field(gt=0, lt=1)
    claim_nights: int = Field(ge=1)
    claim_steady: int = Field(ge=2)
    interval_beyond: float = Field(ge=0)
    notable_gap: float = Field(ge=0)
    stale_days: int = Field(ge=1)
    hole_days: int = Field(ge=1)
    hole_chance: float = Field(gt=0, lt=1)
    unlike: float = Field(gt=0, lt=1)
    quote_confidence: float = Field(gt=0, le=1)
    praise_stars: float = Field(gt=0, le=5)
    blame_stars: float = Field(gt=0, le=5)
    max_leads: int = Field(ge=1)
    response_days: int = Field(ge=1)
    ranking_days: int = Field(ge=1)
    ranking_crawls: int = Field(ge=1)
    ranking_share: float = Field(gt=0, le=1)
    rank_places: int = Field(ge=1)
    moved_days: int = Field(ge=0)
    rating_step: float = Field(gt=0, le=5)
    switching_authors: int = Field(ge=1)
    complaining_authors: int = Field(ge=1)
    observed_rivals: int = Field(ge=1)
    most_rivals: float = Field(gt=0, le=1)
    unmet_brands: int = Field(ge=1)
    understood_share: float = Field(gt=0, le=1)
    faq_questions: int = Field(ge=2)
    channel_pages: int = Field(ge=1)
    nearest_alike: float = Field(gt=0, le=1)
    promise_replies: int = Field(ge=1)
    promise_values: int = Field(ge=2)
    same_visit_minutes: int = Field(ge=0)
    labelled_units: int = Field(ge=2)
    sample_texts: int = Field(ge=20)
    signal_days: int = Field(ge=1)
    signal_baseline_days: int = Field(ge=14)
    signal_recent_days: int = Field(ge=7)
    signal_known_days: int = Field(ge=7)
    signal_gap_days: int = Field(ge=0)
    signal_alarms: float = Field(gt=0, le=1)
    signal_customers: int = Field(ge=2)
    signal_times: float = Field(ge=1)
    signal_fall: float = Field(gt=0, le=2)
    signal_fall_units: int = Field(ge=2)
    signal_pause_days: int = Field(ge=1)
    signal_silence: float = Field(ge=1)
    signal_rating_step: float = Field(gt=0, le=5)


PATH = Path(__file__).with_suffix(".toml")
THRESHOLDS = Thresholds.model_validate(tomllib.loads(PATH.read_text(encoding="utf-8")))


def thresholds_view() -> str:
    """The statement that makes the view `thresholds`: a column a key."""
    columns = ", ".join(
        f"{value!r}::{'INTEGER' if isinstance(value, int) else 'DOUBLE'} AS {name}"
        for name, value in THRESHOLDS.model_dump().items()
    )
    return f"CREATE OR REPLACE TEMP VIEW thresholds AS SELECT {columns}"
