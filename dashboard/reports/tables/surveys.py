"""Surveys and mystery shops over time: NPS, CSAT, CES, and how desks and chatbots answer."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.figures.statistics import Interval
from analysis.figures.surveys.scores import survey_measures
from analysis.figures.surveys.shops import by_month, known, shop_measures
from analysis.marks import ALL_SOURCES
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.tables.table import Content, Field, View, heading
from data.thresholds import THRESHOLDS

_SCORES = ("brand", "survey", "metric", "score", "scale_max", "month")
_SHOPS = ("brand", "channel", "month", "minutes", "waited", "resolved", "quality")


def surveys(view: View) -> Content:
    """One row a measure, brand, survey or channel, and month (all months together first)."""
    fields = (
        Field("measure", heading("measure"), width=18),
        Field("brand", heading("brand"), width=14),
        Field("survey", heading("survey_or_channel"), width=16),
        Field("month", heading("month"), width=12),
        Field("value", heading("value_number"), "score", 9, observed=True),
        Field("low", heading("low"), "score", 8),
        Field("high", heading("high"), "score", 8),
        Field("unit", heading("unit"), width=16),
        Field("n", heading("n_plain"), "count", 7),
        Field("status", heading("status_plain"), width=14),
    )
    return fields, [*_survey_rows(view), *_shop_rows(view)]


def _survey_rows(view: View) -> Iterator[tuple[object, ...]]:
    answers = pd.DataFrame(view.rows("survey_scores", window_end=view.edition["window_end"]), columns=list(_SCORES))
    for month, part in by_month(answers):
        for found in survey_measures(part, view.names):
            survey = t("export.value.all_surveys") if found.survey == ALL_SOURCES else found.survey
            yield _row(view, found.metric, found.brand, survey, month, found.value)


def _shop_rows(view: View) -> Iterator[tuple[object, ...]]:
    asked = pd.DataFrame(view.rows("shop_questions", window_end=view.edition["window_end"]), columns=list(_SHOPS))
    for month, part in by_month(asked):
        for found in shop_measures(part, view.names):
            yield _row(view, found.measure, found.brand, found.channel, month, found.value)


def _row(view: View, measure: str, brand: str, source: str, month: str, value: Interval) -> tuple[object, ...]:
    status = "ok" if value.n >= THRESHOLDS.min_units else "not_enough_data"
    return (
        t(f"export.measure.{measure}"),
        view.names[brand],
        source,
        month or t("export.value.all_months"),
        known(value.value),
        known(value.low),
        known(value.high),
        t(f"export.unit.{measure}"),
        value.n,
        words.named("status", status),
    )
