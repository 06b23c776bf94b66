"""A line of a SWOT with its evidence, as HTML. All collected text is escaped."""

from __future__ import annotations

from datetime import tzinfo

from dashboard.reports.messages import t
from dashboard.reports.names import count, day, estimate, number, q_value, status_name
from dashboard.reports.swot import OBSERVATION, STARS, Evidence, SwotLine
from dashboard.reports.words import change, quoted
from dashboard.views.markup import chip, esc, observation, quote, shorten, tip


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
