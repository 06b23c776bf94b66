"""What an edition says of itself: the parameters, models and coverage that its figures rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.claims.lines import RULES
from analysis.figures.search.visibility import click_curve
from analysis.figures.texts import Texts
from analysis.pipeline.driver_models import DriverChoice
from analysis.pipeline.inputs import Inputs
from analysis.pipeline.sentiment_models import SentimentChoice
from analysis.reading.opinions import method_of
from analysis.sentiment import NO_MODEL, model_for
from analysis.sentiment.measuring.evaluations import NEVER_MEASURED, VALIDATED, Evaluation, evaluations, language_status
from analysis.text.drivers import load_taxonomy, own_drivers, taxonomy_languages
from analysis.text.intents import intent_languages, load_intents
from data.thresholds import THRESHOLDS

PROVISIONAL, FROZEN = "provisional", "frozen"
RECORDED = {
    "min_units", "min_stratum_units", "alpha", "interval_beyond", "response_days", "ranking_crawls", "ranking_share",
    "switching_authors", "complaining_authors", "observed_rivals", "most_rivals", "notable_gap", "max_leads",
    "stale_days", "hole_days", "hole_chance", "unlike",
}  # fmt: skip
"""The thresholds that an edition keeps."""


def evaluation_rows(
    languages: Iterable[str], models: Mapping[str, str] | None = None, measured: Iterable[Evaluation] = ()
) -> list[dict[str, Any]]:
    """Rows of `evaluations`, one a language and model: what was measured in this workspace (`measured`), the pinned
    measurements, and a row that says so for collected languages whose model in use (`models`; default: those that need no
    training) has no measurement. Of two measurements of one model a validating one counts, else the pinned one."""
    found: dict[tuple[str, str], Evaluation] = {}
    for entry in (*evaluations(), *measured):
        known = found.get((entry.language, entry.model))
        if known is None or (known.status != VALIDATED and entry.status == VALIDATED):
            found[(entry.language, entry.model)] = entry
    rows = [
        entry.model_dump(exclude={"confusion", "chosen"})
        | {"confusion": json.dumps(entry.confusion), "status": entry.status}
        for entry in found.values()
    ]
    empty = dict.fromkeys([*(name for name in Evaluation.model_fields if name != "chosen"), "status"])
    for language in languages:
        model = model_for(language) if models is None else models.get(language, NO_MODEL)
        if (language, model) not in found:
            rows.append(empty | {"language": language, "model": model, "n": 0, "status": NEVER_MEASURED})
    return rows


def edition_row(inputs: Inputs, texts: Texts) -> dict[str, Any]:
    """The row of `editions`: provisional; parameters, models and coverage are JSON objects."""
    edition = inputs.edition
    return {
        "edition": edition.id,
        "status": PROVISIONAL,
        "window_start": edition.window_start,
        "window_end": edition.window_end,
        "parameters": json.dumps(_parameters(inputs), sort_keys=True, ensure_ascii=False),
        "models": json.dumps(_models(inputs.workspace.languages, inputs.sentiment, inputs.drivers), sort_keys=True),
        "coverage": json.dumps(_coverage(inputs, texts), sort_keys=True),
        "created_at": inputs.now,
    }


def _parameters(inputs: Inputs) -> dict[str, Any]:
    edition = inputs.edition
    return THRESHOLDS.model_dump(include=RECORDED) | {
        "window_days": edition.window_days,
        "previous_start": edition.previous_start.isoformat(),
        "false_discovery": "Benjamini-Hochberg over all tests, a comparison seen from both ends being one",
        "rules": RULES,
        "drivers": {code: load_taxonomy(code).version for code in taxonomy_languages()},
        "own_drivers": json.loads(own_drivers()),
        "intents": {code: load_intents(code).version for code in intent_languages()},
        "click_curve": {"organic": click_curve().organic, "source": click_curve().source},
        "method": method_of(inputs.workspace.languages, inputs.sentiment.models, inputs.drivers.models),
    }


def _models(
    languages: tuple[str, ...], sentiment: SentimentChoice, drivers: DriverChoice
) -> dict[str, dict[str, object]]:
    floors = {(entry.language, entry.model): entry.floor for entry in (*evaluations(), *sentiment.measured)}
    return {
        language: {
            "model": sentiment.names.get(language),
            "status": language_status(language, sentiment.names, sentiment.measured),
            "floor": floors.get((language, sentiment.names.get(language, NO_MODEL))),
            "drivers": _drivers(language, drivers),
        }
        for language in languages
    }


def _drivers(language: str, drivers: DriverChoice) -> dict[str, object] | None:
    """What names the drivers of a language: a learned model or the phrases, and what its last training says, if it had one.
    None: nothing does, the language has no phrases."""
    if language not in taxonomy_languages():
        return None
    model, training = drivers.models.get(language), drivers.trainings.get(language)
    row: dict[str, object] = {"model": model.name if model else f"phrases-{load_taxonomy(language).version}"}
    if training is not None:
        row |= training.model_dump(include={"corrected", "n", "reason", "learned_f1", "phrases_f1", "low", "high"})
    return row


def _coverage(inputs: Inputs, texts: Texts) -> dict[str, Any]:
    """What there was to go by, brand by brand: counts of reviews and the statuses of the latest visits."""
    edition, reviews, statuses = inputs.edition, inputs.reviews, inputs.visit_statuses
    out: dict[str, Any] = {}
    for brand in inputs.workspace.brands:
        mine = reviews[reviews["brand"] == brand.id]
        at = mine["published_at"]
        visits: dict[str, dict[str, int]] = {}
        for row in statuses[statuses["brand"] == brand.id].itertuples(index=False):
            visits.setdefault(str(row.kind), {})[str(row.status)] = int(str(row.visits))
        out[brand.id] = {
            "reviews": len(mine),
            "in_window": int(((at >= edition.window_start) & (at <= edition.window_end)).sum()),
            "undated": int(at.isna().sum()),
            "first_party": int(mine["first_party"].astype(bool).sum()),
            "without_text": int((mine["body"].str.strip() == "").sum()),
            "duplicates": texts.removed.get(brand.id, 0),
            "languages": {str(k): int(n) for k, n in mine["language"].dropna().value_counts().sort_index().items()},
            "visits": visits,
        }
    return out
