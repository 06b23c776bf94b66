"""What an edition says of itself: the parameters, models and coverage that its figures rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from analysis.claims.lines import RULES
from analysis.coverage import Coverage
from analysis.figures.editions.values import Values
from analysis.figures.search.visibility import click_curve
from analysis.figures.texts import Texts
from analysis.pipeline.driver_models import DriverChoice
from analysis.pipeline.inputs import Inputs
from analysis.pipeline.sentiment_models import SentimentChoice
from analysis.reading.opinions import method_of
from analysis.sentiment import NO_MODEL
from analysis.sentiment.measuring.evaluations import Card, Evaluation, card, evaluations
from analysis.text.drivers import load_taxonomy, own_drivers, taxonomy_languages
from analysis.text.intents import intent_languages, load_intents
from data.text_kinds import READ_KINDS, REVIEWS
from data.thresholds import THRESHOLDS

PROVISIONAL, FROZEN = "provisional", "frozen"
RECORDED = {
    "min_units", "min_stratum_units", "alpha", "interval_beyond", "response_days", "ranking_crawls", "ranking_share",
    "switching_authors", "complaining_authors", "observed_rivals", "most_rivals", "notable_gap", "max_leads",
    "stale_days", "hole_days", "hole_chance", "unlike", "labelled_units",
    "claim_enter", "claim_nights", "claim_steady",
}  # fmt: skip
"""The thresholds that an edition keeps."""
NOT_IN_ROWS = {"chosen", "basis"}
"""Fields of a measurement that its row does not hold: the status and the words of `measured_on` say as much."""


def evaluation_rows(languages: Iterable[str], sentiment: SentimentChoice) -> list[dict[str, Any]]:
    """Rows of `evaluations`, the cards: one a language, model and kind of text, of all that was measured, pinned or here, and of
    what reads a collected language without a measurement on a kind, which says so."""
    known = (*evaluations(), *sentiment.measured)
    keys = dict.fromkeys((entry.language, entry.text_kind, entry.model) for entry in known)
    names = sentiment.names_of_kinds
    keys |= dict.fromkeys(
        (language, kind, names[kind].get(language, NO_MODEL)) for language in languages for kind in READ_KINDS
    )
    return [_evaluation_row(*key, card(*key, sentiment.measured)) for key in keys]


def _evaluation_row(language: str, text_kind: str, model: str, found: Card) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(name for name in Evaluation.model_fields if name not in NOT_IN_ROWS) | {"n": 0}
    if found.shown is not None:
        row = found.shown.model_dump(exclude=NOT_IN_ROWS) | {"confusion": json.dumps(found.shown.confusion)}
    return row | {"language": language, "text_kind": text_kind, "model": model, "status": found.status}


def edition_row(inputs: Inputs, texts: Texts, values: Values) -> dict[str, Any]:
    """The row of `editions`: provisional; parameters, models and coverage are JSON objects."""
    edition = inputs.edition
    return {
        "edition": edition.id,
        "status": PROVISIONAL,
        "window_start": edition.window_start,
        "window_end": edition.window_end,
        "parameters": json.dumps(_parameters(inputs, values), sort_keys=True, ensure_ascii=False),
        "models": json.dumps(_models(inputs.workspace.languages, inputs.sentiment, inputs.drivers), sort_keys=True),
        "coverage": json.dumps(_coverage(inputs, texts, values.coverage), sort_keys=True),
        "created_at": inputs.now,
    }


def _parameters(inputs: Inputs, values: Values) -> dict[str, Any]:
    edition = inputs.edition
    return THRESHOLDS.model_dump(include=RECORDED) | {
        "window_days": edition.window_days,
        "previous_start": edition.previous_start.isoformat(),
        "compared_brands": list(values.brands),
        "compared_drivers": list(values.drivers),
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
    return {
        language: _read_by(language, REVIEWS, sentiment)
        | {kind: _read_by(language, kind, sentiment) for kind in READ_KINDS if kind != REVIEWS}
        | {"drivers": _drivers(language, drivers)}
        for language in languages
    }


def _read_by(language: str, text_kind: str, sentiment: SentimentChoice) -> dict[str, object]:
    """What reads the texts of a kind, and whether it counts there."""
    model = sentiment.names_of_kinds[text_kind].get(language)
    found = card(language, text_kind, model or NO_MODEL, sentiment.measured)
    return {"model": model, "status": found.status, "floor": found.shown.floor if found.shown else None}


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


def _coverage(inputs: Inputs, texts: Texts, covered: Coverage) -> dict[str, Any]:
    """What there was to go by, brand by brand: counts of reviews, the statuses of the latest visits, and by source the stretches
    of time in which everything was seen, with how that is known."""
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
            "stretches": {
                source: [[stretch.start.isoformat(), stretch.end.isoformat(), stretch.how] for stretch in stretches]
                for (name, source), stretches in covered.items()
                if name == brand.id
            },
        }
    return out
