"""A card a brand: stars, sentiment, answers, reviews claimed and collected, FAQ, channels. All collected text is escaped."""

from __future__ import annotations

from typing import Any

from dashboard.reports.messages import t
from dashboard.reports.names import MINUS, count, interval, language_name, number, percent, status_name, topic_name
from dashboard.views.markup import chip, esc, tip

Row = dict[str, Any]


def _figure(label: str, definition: str, value: str, detail: str, note: str = "") -> str:
    """One figure of a card; `value`, `detail` and `note` are plain text."""
    empty = "" if value[:1].isdigit() or value.startswith(MINUS) else " oh-none"
    more = f'<span class="oh-note">{esc(note)}</span>' if note else ""
    return (
        f'<div class="oh-figure"><dt>{tip(label, definition)}</dt>'
        f'<dd><span class="oh-value{empty}">{esc(value)}</span> <span class="oh-detail">{esc(detail)}</span>'
        f"{more}</dd></div>"
    )


def _with_n(low: float | None, high: float | None, n: int, digits: int = 2) -> str:
    span = interval(low, high, digits)
    return t("app.with_n", value=f"({span})", n=count(n)) if span else f"n = {count(n)}"


def _sentiment(row: Row) -> str:
    label, definition = t("app.overview.net"), t("app.define.net")
    language = t("app.overview.sentiment_language", name=language_name(row["language"])) if row["language"] else ""
    if row["net"] is not None:
        return _figure(
            label, definition, number(row["net"]), _with_n(row["low"], row["high"], row["n_units"]), language
        )
    if row["sentiment_status"] is None:
        return _figure(label, definition, t("app.not_observed"), "", t("app.overview.no_units"))
    note = t("app.with_n", value=language, n=count(row["n_units"]))
    return _figure(label, definition, status_name(row["sentiment_status"]), "", note)


def _measure(label: str, definition: str, value: str | None, detail: str, status: str | None, n: int) -> str:
    """A figure of kpis; without a value its status says why, unless nothing was observed at all."""
    if value is not None:
        return _figure(label, definition, value, detail)
    if n == 0 or status in (None, "not observed"):
        return _figure(label, definition, t("app.not_observed"), "")
    return _figure(label, definition, status_name(status), "", f"n = {count(n)}")


def _share(row: Row) -> str:
    rate, n = row["response_rate"], row["n_replies_base"]
    low, high = row["response_rate_low"], row["response_rate_high"]
    span = "" if low is None or high is None else t("app.interval", low=percent(low), high=percent(high))
    detail = t("app.with_n", value=f"({span})", n=count(n)) if span else f"n = {count(n)}"
    label, definition = t("app.overview.response_rate"), t("app.define.response_rate")
    return _measure(label, definition, None if rate is None else percent(rate), detail, row["response_rate_status"], n)


def brand_card(row: Row) -> str:
    """A brand of brand_summaries.sql: stars, sentiment, answers, reviews claimed and collected, FAQ, channels."""
    own = chip(t("app.own"), "oh-own") if row["own"] else ""
    rating = _measure(
        t("app.overview.rating"),
        t("app.define.rating"),
        None if row["rating"] is None else number(row["rating"]),
        _with_n(row["rating_low"], row["rating_high"], row["n_rated"]),
        row["rating_status"],
        row["n_rated"],
    )
    claimed = (
        t("app.overview.claimed", collected=count(row["reviews"]), claimed=count(row["claimed_n"]))
        if row["claimed_n"] is not None
        else t("app.overview.collected_only", collected=count(row["reviews"]))
    )
    reviews = _figure(
        t("app.overview.reviews"),
        t("app.define.claimed"),
        count(row["reviews_in_window"]),
        t("app.overview.in_window_short"),
        claimed,
    )
    days = row["response_days"]
    answer = _measure(
        t("app.overview.response_time"),
        t("app.define.response_time"),
        None if days is None else t("app.overview.days", value=number(days, 1)),
        _with_n(row["response_days_low"], row["response_days_high"], row["n_response_days"], 1),
        row["response_days_status"],
        row["n_response_days"],
    )
    channels = row["channels"]
    kinds = (
        t("app.not_observed")
        if channels is None
        else (", ".join(topic_name(kind) for kind in channels) or t("app.observed_zero"))
    )
    return (
        f'<article class="oh-card{" oh-card-own" if row["own"] else ""}"><h3>{esc(row["name"])} {own}</h3><dl>'
        f"{_sentiment(row)}{rating}{_share(row)}{answer}{reviews}"
        f"{_figure(t('app.overview.faqs'), t('app.overview.faqs_help'), count(row['faqs']), '')}"
        f'</dl><div class="oh-channels"><span>{esc(t("app.overview.channels"))}</span>'
        f"<p{' class=oh-none' if channels is None else ''}>{esc(kinds)}</p></div></article>"
    )
