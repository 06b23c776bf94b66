"""Numbers, times and states of a report in words: the same in every format. All texts come from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from math import isfinite

from analysis.claims.statements import date_of, localised
from dashboard.reports.messages import catalogue, spoken, t
from dashboard.reports.names import topic_name
from dashboard.reports.safety import host_of, one_line
from dashboard.reports.swot import QUOTE, STARS, BrandSummary, Evidence, SwotLine, SwotReport
from data.urls import is_public

MINUS = "\N{MINUS SIGN}"


def number(value: float | None, digits: int = 2, signed: bool = False) -> str:
    """`0.42`, with a true minus and, if `signed`, a plus; 'not observed' for None or a value that is no number."""
    if value is None or not isfinite(value):
        return t("export.value.not_observed")
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return localised(text.replace("-", MINUS), spoken())


def count(value: int | None) -> str:
    """`1,204`; 'not observed' for None."""
    return t("export.value.not_observed") if value is None else localised(f"{value:,}", spoken())


def interval(value: float | None, low: float | None, high: float | None, digits: int = 2, signed: bool = False) -> str:
    """`0.42 (0.31 to 0.53)`; without the bracket where the interval is unknown."""
    if value is None or low is None or high is None:
        return number(value, digits, signed)
    fields = {"low": number(low, digits, signed), "high": number(high, digits, signed)}
    return t("export.value.interval", value=number(value, digits, signed), **fields)


def day(value: datetime | None) -> str:
    """`2026-10-03`, in UTC, as the language spoken writes it."""
    return t("export.value.unknown_time") if value is None else date_of(_utc(value).date(), spoken())


def moment(value: datetime | None) -> str:
    """`2026-10-03 04:15 UTC`."""
    return t("export.value.unknown_time") if value is None else f"{day(value)} {_utc(value):%H:%M} UTC"


def iso(value: datetime) -> str:
    """`2026-10-03T04:15:00Z`; naive times are UTC."""
    return _utc(value).isoformat() + "Z"


def naive_utc(value: datetime | None) -> datetime | None:
    """The time as naive UTC, which is what a spreadsheet cell can hold."""
    return None if value is None else _utc(value)


def _utc(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


def named(group: str, value: str | None) -> str:
    """The catalogue's word for a contract value (`status`, `kind`, `language`), or the value itself if it has none."""
    if not value:
        return ""
    return catalogue().get(f"export.{group}.{value.strip().replace(' ', '_')}", one_line(value))


def yes_no(flag: bool) -> str:
    """Yes or no, in words."""
    return t("export.value.yes" if flag else "export.value.no")


def quadrant_of(line: SwotLine) -> str:
    """`Strength`; '' for a lead that belongs to no quadrant."""
    return t(f"export.one.{line.quadrant}") if line.quadrant else ""


def difference(line: SwotLine) -> str:
    """The gap with its interval, or 'observed, not tested'; a lead's gap is shown even if it was not tested."""
    if line.gap is None:
        return "" if line.tested else t("export.value.observed_only")
    low, high = in_unit(line, line.low, unit=False), in_unit(line, line.high, unit=False)
    value = in_unit(line, line.gap)
    return (
        value if line.low is None or line.high is None else t("export.value.interval", value=value, low=low, high=high)
    )


def in_unit(line: SwotLine, value: float | None, *, unit: bool = True) -> str:
    """A gap, or an end of its interval, in what the line compares: `−55 points` of shares, `+0.4 stars`, `+0.31` of net
    sentiment."""
    if line.kind == "response":
        text, name = number(None if value is None else 100 * value, 0, signed=True), "points"
    elif line.kind == "overall" and line.topic == "stars":
        text, name = number(value, 1, signed=True), "stars_unit"
    else:
        return number(value, signed=True)
    return t(f"export.value.{name}", value=text) if unit else text


def sizes(line: SwotLine) -> str:
    """`n = 120 and 340` customers (or reviews); what was counted where nothing was tested: `2 rivals observed`."""
    if not line.tested and line.gap is None and line.status is None:
        return _counted(line)
    if line.n_own is not None and line.n_other is not None:
        return t("export.value.n_both", own=count(line.n_own), other=count(line.n_other))
    known = line.n_own if line.n_own is not None else line.n_other
    return "" if known is None else t("export.value.n", n=count(known))


def _counted(line: SwotLine) -> str:
    """An observed line counts brands, questions, result pages or customers, by its rule; '' for a rule not known here."""
    key, n = {
        "O2": ("asked", line.n_own),
        "T3": ("result_pages", line.n_own),
        "T4": ("customers", line.n_own),
    }.get(line.rule, ("rivals_observed" if line.kind in ("faq_intent", "channel") else "", line.n_other))
    if not key or n is None:
        return ""
    return t(f"export.value.{key}_one" if n == 1 else f"export.value.{key}", n=count(n))


def q_value(line: SwotLine) -> str:
    """`q = 0.012`, `q < 0.001` or ''."""
    if line.q is None or not isfinite(line.q):
        return ""
    return t("export.value.q_small") if line.q < 0.001 else t("export.value.q", q=f"{line.q:.3f}")


def tested_word(line: SwotLine) -> str:
    """`tested` or `observed, not tested`."""
    return t("export.value.tested") if line.tested else t("export.value.observed_only")


def against(line: SwotLine) -> str:
    """`against the rivals`; what else a trend or an unmet need is measured against; '' where there is no comparison."""
    if line.kind in ("trend", "unmet"):
        return t(f"export.value.against_{line.kind}")
    rival = one_line(line.rival_name)
    return t("export.value.against", rival=rival) if rival else ""


def change(line: SwotLine) -> str:
    """What became of a line since the edition before: `new`, `stronger`, `weaker`; '' as before."""
    return t(f"export.changes.{line.change}") if line.change else ""


def changed(report: SwotReport) -> list[tuple[str, str]]:
    """(what became of it, its headline) of every line that is new, gone, stronger or weaker since the edition before."""
    found = report.changes.titles.items() if report.changes else ()
    return [(t(f"export.changes.{kind}"), one_line(title)) for kind, titles in found for title in titles]


def changes(report: SwotReport) -> str:
    """`Against 2026-11: 3 new, 1 gone, 2 stronger, 0 weaker`; '' where nothing is known of other editions."""
    return report.changes.said if report.changes else ""


def listed(line: SwotLine) -> str:
    """`Compared with: A, B, C`, where the words only say how many; else ''."""
    return t("export.value.rivals", names=one_line(line.rivals)) if line.rivals else ""


def quoted(text: str | None) -> str:
    """The text in quotation marks, '' for none."""
    return t("export.value.quote", text=one_line(text)) if one_line(text) else ""


def figures(line: SwotLine) -> list[str]:
    """The figures of a line, those that its `basis` does not say already: gap, whom against, n and q."""
    if line.basis:
        return [fact for fact in (against(line),) if fact]
    gap = difference(line) if line.gap is not None else ""
    return [fact for fact in (gap, against(line), sizes(line), q_value(line)) if fact]


def shown(evidence: Evidence) -> str:
    """What a reader sees of evidence: a quote in quotation marks; an observation, which nobody said, without."""
    return quoted(evidence.quote) if evidence.form == QUOTE else one_line(evidence.quote)


def stars(value: float | None) -> str:
    """`4 of 5 stars`; '' where there are none."""
    if value is None or not isfinite(value):
        return ""
    return t("export.value.stars", stars=f"{value:.1f}".removesuffix(".0"), max=f"{STARS:g}")


def site(evidence: Evidence) -> str:
    """The host of the page; that there is no address, or that it is none that anybody can open."""
    if not evidence.url:
        return t("export.value.no_address")
    return host_of(evidence.url) if is_public(evidence.url) else t("export.why.page")


def captured(evidence: Evidence) -> str:
    """`4 of 5 stars, written 2026-10-01, read 2026-10-03 04:15 UTC`: what is known of it."""
    written = t("export.value.written", day=day(evidence.published_at)) if evidence.published_at else ""
    read = t("export.value.read_at", when=moment(evidence.fetched_at)) if evidence.url or evidence.fetched_at else ""
    return ", ".join(filter(None, (stars(evidence.stars), written, read)))


def status_of(report: SwotReport) -> str:
    """Whether the edition is provisional or frozen."""
    return named("status", report.edition_status)


def window_of(report: SwotReport) -> str:
    """`2026-07-05 to 2026-10-03`."""
    return t("export.value.window", start=day(report.window_start), end=day(report.window_end))


def rivals_of(report: SwotReport) -> list[str]:
    """Names of the other brands in the report, in its order."""
    return [one_line(brand.name) for brand in report.brands if brand.brand != report.brand]


def reviews_text(brand: BrandSummary) -> list[str]:
    """Reviews collected and, below, what the sources claim."""
    lines = [t("export.value.read_row", read=count(brand.reviews), window=count(brand.reviews_in_window))]
    rating, top = brand.claimed_rating, brand.claimed_rating_max
    if rating is not None:
        fields = {"rating": f"{rating:g}", "max": "?" if top is None else f"{top:g}"}
        key = "claimed_only_rating" if brand.claimed_n is None else "claimed_rating"
        lines.append(t(f"export.value.{key}", n=count(brand.claimed_n), **fields))
    elif brand.claimed_n is not None:
        lines.append(t("export.value.claimed", n=count(brand.claimed_n)))
    return lines


def rating_text(brand: BrandSummary) -> list[str]:
    """Rating with interval and, below, n; or 'not observed'."""
    if brand.rating is None:
        return [t("export.value.not_observed")]
    return [
        interval(brand.rating, brand.rating_low, brand.rating_high),
        t("export.value.n", n=count(brand.n_rated)),
    ]


def net_text(brand: BrandSummary) -> list[str]:
    """Net sentiment with interval, n and language; the state instead of the number where it may not be compared."""
    size = t("export.value.n", n=count(brand.n_units))
    language = named("language", brand.language)
    if brand.sentiment_status not in (None, "ok"):
        return [named("status", brand.sentiment_status), ", ".join(filter(None, [size, language]))]
    if brand.net is None:
        return [t("export.value.not_observed")]
    return [interval(brand.net, brand.low, brand.high), ", ".join(filter(None, [size, language]))]


def response_text(brand: BrandSummary) -> list[str]:
    """Share answered within 7 days with interval and, below, n; or 'not observed'."""
    rate, low, high = brand.response_rate, brand.response_rate_low, brand.response_rate_high
    if rate is None:
        return [t("export.value.not_observed")]
    size = t("export.value.n", n=count(brand.n_replies_base))
    if low is None or high is None:
        return [t("export.value.share", value=f"{rate * 100:.0f}"), size]
    shown = t("export.value.interval", value=f"{rate * 100:.0f} %", low=f"{low * 100:.0f}", high=f"{high * 100:.0f} %")
    return [shown, size]


def channels_text(channels: Iterable[str] | None) -> str:
    """Channel kinds in a row; 'none found' where none were seen and 'not observed' where nobody could look."""
    if channels is None:
        return t("export.value.not_observed")
    return ", ".join(one_line(topic_name(kind)) for kind in channels) or t("export.value.none")


def definitions() -> list[tuple[str, str]]:
    """The definitions printed with every SWOT: (term, one sentence or two)."""
    terms = ("net", "unit", "gap", "interval", "q", "observed", "language", "order", "edition", "sources")
    return [(t(f"export.method.name.{term}"), t(f"export.method.text.{term}")) for term in terms]


def about(report: SwotReport) -> list[tuple[str, str]]:
    """What the report is, as (item, value) rows: whose, which edition, from which data."""
    return [
        (t("export.about.workspace"), one_line(report.workspace)),
        (t("export.about.brand"), one_line(report.brand_name)),
        (t("export.about.edition"), one_line(report.edition)),
        (t("export.about.status"), status_of(report)),
        (t("export.about.window"), window_of(report)),
        *((t("export.about.changes"), text) for text in [changes(report)] if text),
        (t("export.about.created"), moment(report.created_at)),
        (t("export.about.build"), one_line(report.build)),
        (t("export.about.synthetic"), t("export.value.yes" if report.synthetic else "export.value.no")),
    ]


def settings(report: SwotReport) -> list[tuple[str, str]]:
    """The models and parameters of the edition as (item, value) rows, nested values flattened."""
    models, parameters = models_of(report), parameters_of(report)
    return [
        *((name, "; ".join(parts)) for name, parts in models),
        *((t("export.about.parameter", name=name), "; ".join(parts)) for name, parts in parameters),
    ]


def models_of(report: SwotReport) -> list[tuple[str, list[str]]]:
    """The models of the edition: (item, the parts of what is said of it)."""
    return [
        (t("export.about.model", name=named("language", key)), _parts(value)) for key, value in report.models.items()
    ]


def parameters_of(report: SwotReport) -> list[tuple[str, list[str]]]:
    """The parameters of the edition: (name, the parts of its value)."""
    return [(one_line(str(key)).replace("_", " "), _parts(value)) for key, value in report.parameters.items()]


def _parts(value: object) -> list[str]:
    if not isinstance(value, dict):
        return [_flat(value)]
    return [f"{key}: {_flat(inner)}" for key, inner in value.items() if inner is not None]


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(_parts(value))
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(inner) for inner in value)
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else one_line(str(value))
