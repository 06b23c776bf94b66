"""How well texts are read: one card a language, kind of text and model, with its confusion matrix and what follows. HTML only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from dashboard.reports.messages import t
from dashboard.reports.names import count, day, interval, language_name, number, percent
from dashboard.reports.teaching import Training
from dashboard.views.markup import chip, esc, tip
from dashboard.views.tables import status_chip
from data.thresholds import THRESHOLDS

Row = dict[str, Any]
LABELS = ("complaint", "neutral", "praise")
NO_MODEL = "none"
_FAMILIES = {"start": "built_in_start", "transformer": "own_serves"}
VALIDATED, NEVER_MEASURED, NOT_CHOSEN = "validated", "never measured", "not chosen"


def evaluation_cards(rows: Iterable[Row], trained: Mapping[str, Training], where: tzinfo) -> str:
    """Cards of rows of evaluations.sql, in their order. `trained`: language -> its training in this workspace."""
    rows = list(rows)
    # The model of a kind of text is the one that labelled most of its sentences; what nobody wrote has none yet.
    serving = {_texts(row): row["model"] for row in reversed(rows) if row["sentences"]}
    sure = {_texts(row) for row in rows if row["status"] == VALIDATED and serving.get(_texts(row)) == row["model"]}
    cards = "".join(
        _card(
            row,
            serving.get(_texts(row)) == row["model"],
            _texts(row) in sure,
            trained.get(row["language"]),
            where,
        )
        for row in rows
    )
    return f'<div class="oh-cards oh-models">{cards}</div>'


def _texts(row: Row) -> tuple[str, str]:
    """What a card is about."""
    return row["language"], row["text_kind"]


def _card(row: Row, serves: bool, sure: bool, training: Training | None, where: tzinfo) -> str:
    """`sure`: whether the model that serves such texts is validated."""
    mine = training if training is not None and training.model == row["model"] else None
    reads = serves and row["model"] != NO_MODEL
    state = chip(t("app.models.serves"), "oh-own") if reads else ""
    figures = _figures(row) if row["n"] else ""
    measured = (
        f'<p class="oh-muted">{esc(t("app.models.measured_on", what=row["measured_on"]))}</p>' if row["n"] else ""
    )
    return (
        f'<article class="oh-card{" oh-card-own" if reads else ""}"><h3>{esc(_title(row))} {state}</h3>'
        f'<p class="oh-modelname">{esc(_model_name(row["model"]))} {status_chip(row["status"])}</p>'
        f"<p>{esc(_verdict(row, serves, sure))}{esc(_asks(row, serves))}</p>{figures}{measured}"
        f'<p class="oh-muted">{esc(_service(row, serves, mine, training, where))}</p></article>'
    )


def _title(row: Row) -> str:
    return t(f"app.models.texts.{row['text_kind'].replace(' ', '_')}", named=language_name(row["language"]))


def _asks(row: Row, serves: bool) -> str:
    """How many labels of a random sample there are, and how many it takes, where labels of the texts here would tell more."""
    wanted = THRESHOLDS.sample_texts
    if not serves or row["model"] == NO_MODEL or row["sampled"] >= wanted:
        return ""
    return " " + t("app.models.sample", sampled=count(row["sampled"]), wanted=count(wanted))


def _model_name(model: str) -> str:
    return t("app.models.no_model") if model == NO_MODEL else model


def _verdict(row: Row, serves: bool, sure: bool) -> str:
    """What the measurement means for the figures, and why."""
    if row["model"] == NO_MODEL:
        return t("app.models.why_no_model")
    if row["status"] == NEVER_MEASURED or not row["n"]:
        return t("app.models.why_unmeasured")
    fields = {"low": number(row["low"]), "floor": number(row["floor"])}
    if row["status"] == NOT_CHOSEN:
        if sure and row["low"] < row["floor"]:
            return t("app.models.why_not_chosen_below", **fields)
        return t("app.models.why_not_chosen")
    if row["status"] != VALIDATED:
        return t("app.models.why_below_idle" if sure else "app.models.why_below", **fields)
    if row["low"] < row["floor"]:
        return t("app.models.why_sample_agrees", **fields)
    another = not serves and row["all_sentences"]
    return t("app.models.why_validated_idle" if another else "app.models.why_validated", **fields)


def _service(row: Row, serves: bool, mine: Training | None, training: Training | None, where: tzinfo) -> str:
    """Since when the model serves and what it was made of."""
    sentences = count(row["sentences"])
    if mine is not None:
        key = "trained_serves" if serves else "trained_idle"
        return t(
            f"app.models.{key}", day=day(mine.at, where), rated=count(mine.rated), corrections=count(mine.corrections),
            sentences=sentences,
        )  # fmt: skip
    if not serves:
        return t("app.models.idle" if row["all_sentences"] else "app.models.no_text")
    if row["model"] == NO_MODEL:
        return t("app.models.unread", sentences=sentences)
    family = row["model"].partition("-")[0]
    text = t(f"app.models.{_FAMILIES.get(family, 'built_in')}", sentences=sentences)
    if training is not None and not training.chosen:
        text += " " + t("app.models.tried", day=day(training.at, where), rated=count(training.rated))
    return text


def _figures(row: Row) -> str:
    f1 = f"{number(row['macro_f1'])} ({interval(row['low'], row['high'])})"
    facts = (
        (tip(t("app.table.macro_f1"), t("app.models.f1_help")), f1),
        (tip(t("app.table.floor"), t("app.models.floor_help")), number(row["floor"])),
        (esc(t("app.table.accuracy")), percent(row["accuracy"])),
        (esc(t("app.models.n")), count(row["n"])),
    )
    cells = "".join(f"<div><dt>{label}</dt><dd>{esc(value)}</dd></div>" for label, value in facts)
    return f'<dl class="oh-measures">{cells}</dl>{_scale(row)}{confusion(row["confusion"])}'


def _scale(row: Row) -> str:
    """Macro-F1 with its interval on a line from 0 to 1, beside the floor; the words above say the same."""
    if row["low"] is None or row["high"] is None or row["floor"] is None:
        return ""
    low, high, floor, value = (100 * min(1.0, max(0.0, row[name])) for name in ("low", "high", "floor", "macro_f1"))
    return (
        f'<div class="oh-scale" aria-hidden="true"><i style="left:{low:.1f}%;width:{max(high - low, 0.8):.1f}%"></i>'
        f'<b style="left:{value:.1f}%"></b><u style="left:{floor:.1f}%"></u></div>'
    )


def confusion(matrix: str | None) -> str:
    """The matrix of `evaluations` as a table: rows what is true, columns the label given; counts and shares of the row.
    Empty for a matrix that is none."""
    cells = json.loads(matrix) if matrix else None
    if not isinstance(cells, list) or [len(line) for line in cells] != [3, 3, 3]:
        return ""
    names = [t(f"app.quote.{name}") for name in LABELS]
    head = "".join(f'<th scope="col">{esc(name)}</th>' for name in names)
    body = []
    for i, (name, line) in enumerate(zip(names, cells, strict=True)):
        total = sum(line)
        shares = [cell / total if total else None for cell in line]
        body.append(
            f'<tr><th scope="row">{esc(name)}</th>'
            + "".join(
                f'<td{" class=oh-hit" if i == j else ""} style="--share:{0 if share is None else 100 * share:.0f}%">'
                f"{count(cell)}<span>{'' if share is None else percent(share)}</span></td>"
                for j, (cell, share) in enumerate(zip(line, shares, strict=True))
            )
            + "</tr>"
        )
    return (
        f'<table class="oh-confusion"><caption>{esc(t("app.models.confusion"))}</caption>'
        f'<thead><tr><th scope="col">{esc(t("app.models.corner"))}</th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
    )
