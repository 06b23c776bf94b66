"""Names and numbers as a reader sees them: topics, brands, intervals, times. Plain text; markup.py escapes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analysis.claims.statements import localised, year_of
from analysis.text.drivers import driver_name, load_taxonomy
from analysis.text.intents import intent_name as intent_label
from analysis.text.intents import load_intents
from dashboard.reports.messages import DEFAULT_LANGUAGE, catalogue, spoken, t

MINUS = "\u2212"


def topic_name(topic: str) -> str:
    """The name of a driver, FAQ intent or kind of channel; any other topic (a keyword, an old id) is returned as it is."""
    language = spoken()
    if topic in load_taxonomy(DEFAULT_LANGUAGE).drivers:
        return driver_name(topic, language)
    if topic in load_intents(DEFAULT_LANGUAGE).names:
        return intent_label(topic, language)
    return catalogue().get(f"app.topic.{topic}", topic)


def prior_weight(driver: str) -> float:
    """How much customers said the driver matters in service, 0..1; 0 for an id no longer in use."""
    known = load_taxonomy(DEFAULT_LANGUAGE).drivers.get(driver)
    return known.prior_weight if known else 0.0


def rival_name(rival: str | None, names: Mapping[str, str]) -> str:
    """The name of a rival's id; '*' is the rivals together; an id no longer in the workspace is returned as it is."""
    if rival in (None, "", "*"):
        return t("app.rivals")
    return names.get(str(rival), str(rival))


def status_name(status: str | None) -> str:
    """A status of a figure, page, run or model in words; 'not observed' for None."""
    return catalogue().get(f"app.status.{status}", status or t("app.not_observed"))


def source_name(source: str) -> str:
    """A review site (its host), a network in words, or all sources together for '*'."""
    return t("app.all_sources") if source == "*" else catalogue().get(f"app.network.{source}", source)


def emotion_name(emotion: str) -> str:
    """An emotion of analysis.text.emotions in words."""
    return catalogue().get(f"app.emotion.{emotion}", emotion)


def intent_name(intent: str) -> str:
    """What a customer's sentence is after, in words; not to be mixed up with the intents of FAQ questions."""
    return catalogue().get(f"app.intent.{intent}", intent)


def language_name(code: str) -> str:
    """The language of a BCP 47 code in words, or the code itself."""
    return catalogue().get(f"app.language.{code}", code)


def number(value: float | None, digits: int = 2) -> str:
    """`value` with `digits` decimals and a true minus sign; 'not observed' for None."""
    if value is None:
        return t("app.not_observed")
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return localised(text.replace("-", MINUS), spoken())


def count(value: int | None) -> str:
    """A count with thin-space thousands; 'not observed' for None."""
    return t("app.not_observed") if value is None else f"{value:,}".replace(",", "\u202f")


def percent(value: float | None) -> str:
    """A share 0..1 as per cent; 'not observed' for None."""
    return t("app.not_observed") if value is None else f"{100 * value:.0f}\u00a0%"


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """'0.31 to 0.53', or an empty text where there is no interval."""
    if low is None or high is None:
        return ""
    return t("app.interval", low=number(low, digits), high=number(high, digits))


def estimate(value: float | None, low: float | None, high: float | None, n: int | None, digits: int = 2) -> str:
    """'0.42 (0.31 to 0.53), n = 120'; parts that are None are left out; 'not observed' without a value."""
    if value is None:
        return t("app.not_observed")
    span = interval(low, high, digits)
    text = f"{number(value, digits)} ({span})" if span else number(value, digits)
    return text if n is None else t("app.with_n", value=text, n=count(n))


def q_value(q: float | None) -> str:
    """'q < 0.001' or 'q = 0.012'; empty for None."""
    if q is None:
        return ""
    return "q < 0.001" if q < 0.001 else f"q = {q:.3f}"


def zone(name: str) -> tzinfo:
    """The time zone called `name`; UTC when the machine does not know it (times then say so)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day(moment: datetime | None, where: tzinfo) -> str:
    """The day of a naive UTC time in `where`: '18 Oct 2026'; 'undated' for None."""
    local = _local(moment, where)
    return t("app.undated") if local is None else f"{local.day} {_month(local)} {year_of(local.year, spoken())}"


def instant(moment: datetime | None, where: tzinfo) -> str:
    """A naive UTC time in `where`: '18 Oct 2026, 09:30 +07'; 'undated' for None."""
    local = _local(moment, where)
    if local is None:
        return t("app.undated")
    return f"{local.day} {_month(local)} {year_of(local.year, spoken())}, {local:%H:%M} {local.tzname()}"


def month(edition: str) -> str:
    """'October 2026' of an edition id '2026-10'; the id itself if it is not one."""
    year, _, number_ = edition.partition("-")
    known = catalogue().get(f"app.month_long.{number_}")
    return edition if known is None else f"{known} {year_of(int(year), spoken())}"


def _local(moment: datetime | None, where: tzinfo) -> datetime | None:
    # pandas hands NaT for a missing time, which is no None and equals nothing, itself included
    if moment is None or moment != moment:
        return None
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(where)


def _month(local: datetime) -> str:
    return t(f"app.month.{local.month:02d}")
