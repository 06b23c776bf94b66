"""Cards as HTML: one brand on the overview, one line of a SWOT with its evidence. All collected text is escaped."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from dashboard.reports.messages import t
from dashboard.reports.names import (
    MINUS,
    count,
    day,
    estimate,
    interval,
    language_name,
    number,
    percent,
    q_value,
    status_name,
    topic_name,
)
from dashboard.reports.signals import SignalReport, days
from dashboard.reports.swot import OBSERVATION, STARS, Evidence, SwotLine
from dashboard.reports.words import change, quoted
from dashboard.views.markup import chip, esc, observation, quote, shorten, tip

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


def signal_tile(signal: SignalReport) -> str:
    """A signal that goes on, as a tile."""
    kind, when = t(f"signals.kind.{signal.kind}"), days(signal.first_day, signal.last_day)
    return (
        f'<article class="oh-tile"><span class="oh-kicker">{esc(kind)} · {esc(when)}</span>'
        f"<h3>{esc(shorten(signal.headline, 160))}</h3><p>{esc(signal.detail)}</p></article>"
    )


def standout_tile(line: SwotLine) -> str:
    """The first line of a quadrant, as a tile."""
    name = str(line.quadrant)
    return (
        f'<article class="oh-tile oh-{esc(name)}"><span class="oh-kicker">{esc(t(f"app.swot.{name}"))}</span>'
        f"<h3>{esc(line.title)}</h3><p>{esc(shorten(line.statement, 330))}</p>{_badge(line)}</article>"
    )


def _badges(line: SwotLine) -> str:
    changed = chip(change(line), "oh-change") if line.change else ""
    return f"{_badge(line)} {changed}".strip()


def _badge(line: SwotLine) -> str:
    if line.status is not None:
        return chip(status_name(line.status), "oh-unproven")
    if line.tested:
        return chip(t("app.swot.tested"), "oh-tested", t("app.define.tested"))
    return chip(t("app.swot.observed"), "oh-observed", t("app.define.observed"))


def _numbers(line: SwotLine) -> str:
    """What the line rests on: as the analysis worded it or, in editions from before it did, by its figures."""
    if line.basis:
        return esc(line.basis)
    facts = []
    if line.gap is not None and line.low is not None:
        gap = estimate(line.gap, line.low, line.high, None)
        facts.append(f"{tip(t('app.swot.gap'), t('app.define.gap'))} <b>{esc(gap)}</b>")
    # an observed line counts brands or result pages, not units: its statement says so in words
    if line.n_own is not None and line.n_other is not None and (line.tested or line.status is not None):
        units = t("app.swot.units", own=count(line.n_own), other=count(line.n_other))
        facts.append(tip(units, t("app.define.unit")))
    if line.q is not None:
        facts.append(tip(q_value(line.q), t("app.define.q")))
    return " · ".join(facts)


def _evidence(piece: Evidence, where: tzinfo) -> str:
    text, page, read, who = shorten(piece.quote), piece.url, piece.fetched_at, piece.brand_name
    if piece.form == OBSERVATION:
        return observation(text, url=page, fetched_at=read, where=where, who=who)
    written, stars = piece.published_at, (piece.stars, STARS)
    return quote(esc(quoted(text)), url=page, fetched_at=read, where=where, who=who, published_at=written, stars=stars)


def line_card(line: SwotLine, where: tzinfo, rules: dict[str, str]) -> str:
    """A line of a SWOT or a lead: headline and claim, and, opened, what it rests on and its quotes with page and capture time.

    `rules`: rule id -> what it says, as the edition's parameters hold it."""
    n = len(line.evidence)
    sources = "" if n == 0 else t("app.swot.evidence_one") if n == 1 else t("app.swot.evidence_many", n=n)
    numbers = _numbers(line)
    lead = (
        f'<p class="oh-needed"><b>{esc(t("app.swot.needed"))}:</b> {esc(shorten(line.needed))}</p>'
        if line.needed
        else ""
    )
    small = [f"{esc(line.topic_name)}, {esc(t('app.swot.against', rival=line.rival_name))}"]
    rule = t("app.swot.rule", rule=line.rule)
    small.append(tip(rule, rules[line.rule]) if line.rule in rules else esc(rule))
    if line.prior_weight is not None:
        small.append(tip(t("app.swot.weight", weight=number(line.prior_weight)), t("app.swot.weight_help")))
    small.append(esc(t("app.swot.since", day=day(line.first_seen, where))))
    if line.expires_at is not None:
        small.append(esc(t("app.swot.until", day=day(line.expires_at, where))))
    evidence = "".join(_evidence(piece, where) for piece in line.evidence)
    who = f'<span class="oh-who">{esc(t("app.swot.named", names=line.rivals))}</span>' if line.rivals else ""
    return (
        f'<details class="oh-line"><summary><span class="oh-headline">{esc(line.title)}</span>'
        f'<span class="oh-statement">{esc(shorten(line.statement))}</span>{who}'
        f'<span class="oh-facts">{_badges(line)} <span>{numbers}</span>'
        f' <span class="oh-open">{esc(sources)}</span></span>'
        f'{lead}</summary><div class="oh-evidence"><p class="oh-muted">{" · ".join(small)}</p>'
        f"{evidence or '<p>' + esc(t('app.swot.no_evidence')) + '</p>'}</div></details>"
    )
