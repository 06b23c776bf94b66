"""What an edition says of itself: the parameters, models and coverage that its figures rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from analysis.claims.leads import MAX_LEADS, NOTABLE
from analysis.claims.lines import RULES
from analysis.claims.market import ALPHA, SLACK
from analysis.claims.rules_observed import MIN_COMPLAINTS, MIN_SWITCHERS, MOST
from analysis.figures.edition import Edition
from analysis.figures.presence import MIN_RIVALS
from analysis.figures.rankings import MIN_CRAWLS, MIN_SHARE
from analysis.figures.response import DAYS
from analysis.figures.statistics import MIN_SIDE, MIN_STRATUM
from analysis.figures.texts import Texts
from analysis.figures.visibility import click_curve
from analysis.pipeline.driver_models import DriverChoice
from analysis.pipeline.sentiment_models import Chosen
from analysis.reading.opinions import method_of
from analysis.sentiment import NO_MODEL, model_for
from analysis.sentiment.measuring.evaluations import NEVER_MEASURED, VALIDATED, Evaluation, evaluations, language_status
from analysis.tables import frame
from analysis.text.drivers import load_taxonomy, taxonomy_languages
from analysis.text.intents import intent_languages, load_intents
from data.workspace import Workspace

PROVISIONAL, FROZEN = "provisional", "frozen"


def evaluation_rows(
    languages: Iterable[str], models: Mapping[str, str] | None = None, measured: Iterable[Evaluation] = ()
) -> list[dict[str, Any]]:
    """Rows of `evaluations`, one a language and model: what was measured in this workspace (`measured`), the pinned
    measurements, and a row that says so for collected languages whose model in use (`models`; default: those that need no
    training) has no measurement. Of two measurements of one model a validating one stands, else the pinned one."""
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


def edition_row(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    edition: Edition,
    chosen: Chosen,
    taught: DriverChoice,
    reviews: pd.DataFrame,
    texts: Texts,
    now: datetime,
) -> dict[str, Any]:
    """The row of `editions`: provisional, made `now`; parameters, models and coverage are JSON objects."""
    parameters = {
        "window_days": edition.window_days,
        "previous_start": edition.previous_start.isoformat(),
        "min_units": MIN_SIDE,
        "min_stratum_units": MIN_STRATUM,
        "alpha": ALPHA,
        "interval_beyond": SLACK,
        "false_discovery": "Benjamini-Hochberg over all tests, a comparison seen from both ends being one",
        "response_days": DAYS,
        "ranking_crawls": MIN_CRAWLS,
        "ranking_share": MIN_SHARE,
        "switching_authors": MIN_SWITCHERS,
        "complaining_authors": MIN_COMPLAINTS,
        "observed_rivals": MIN_RIVALS,
        "most_rivals": MOST,
        "notable_gap": NOTABLE,
        "max_leads": MAX_LEADS,
        "rules": RULES,
        "drivers": {code: load_taxonomy(code).version for code in taxonomy_languages()},
        "intents": {code: load_intents(code).version for code in intent_languages()},
        "click_curve": {"organic": click_curve().organic, "source": click_curve().source},
        "method": method_of(workspace.languages, chosen.models, taught.models),
    }
    return {
        "edition": edition.id,
        "status": PROVISIONAL,
        "window_start": edition.window_start,
        "window_end": edition.window_end,
        "parameters": json.dumps(parameters, sort_keys=True, ensure_ascii=False),
        "models": json.dumps(_models(workspace.languages, chosen, taught), sort_keys=True),
        "coverage": json.dumps(_coverage(con, workspace, edition, reviews, texts), sort_keys=True),
        "created_at": now,
    }


def _models(languages: tuple[str, ...], chosen: Chosen, taught: DriverChoice) -> dict[str, dict[str, object]]:
    floors = {(entry.language, entry.model): entry.floor for entry in (*evaluations(), *chosen.measured)}
    return {
        language: {
            "model": chosen.names.get(language),
            "status": language_status(language, chosen.names, chosen.measured),
            "floor": floors.get((language, chosen.names.get(language, NO_MODEL))),
            "drivers": _drivers(language, taught),
        }
        for language in languages
    }


def _drivers(language: str, taught: DriverChoice) -> dict[str, object] | None:
    """What names the drivers of a language: a learned model or the phrases, and what its last training says, if it had one.
    None: nothing does, the language has no phrases."""
    if language not in taxonomy_languages():
        return None
    model, training = taught.models.get(language), taught.trainings.get(language)
    row: dict[str, object] = {"model": model.name if model else f"phrases-{load_taxonomy(language).version}"}
    if training is not None:
        row |= training.model_dump(include={"corrected", "n", "reason", "learned_f1", "phrases_f1", "low", "high"})
    return row


def _coverage(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, edition: Edition, reviews: pd.DataFrame, texts: Texts
) -> dict[str, Any]:
    """What there was to go by, brand by brand: counts of reviews and the statuses of the latest visits."""
    statuses = frame(con, "visit_statuses", brands=[brand.id for brand in workspace.brands])
    out: dict[str, Any] = {}
    for brand in workspace.brands:
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
