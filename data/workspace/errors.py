"""What is wrong in overheard.toml, in the words of its reader: file, key, what was expected, an example, what was found."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Location = tuple[int | str, ...]
_SHOWN = 200
_CSS = "a CSS selector of 1 to 500 characters, with @ and an attribute behind it where the value is in one"
_DAYS = "a whole number of days from 1 to 36500"
RIGHT: Mapping[str, tuple[str, str]] = {
    "workspace": ("a table that begins with the line [workspace]", 'name = "Acme and its rivals"'),
    "brand": ("tables that each begin with the line [[brand]], in double brackets", 'name = "Acme"'),
    "listen": ("tables that each begin with the line [[listen]], in double brackets", 'network = "reddit"'),
    "search": ("tables that each begin with the line [[search]], in double brackets", 'provider = "searxng"'),
    "recipe": ("tables that each begin with the line [[recipe]], in double brackets", 'kind = "reviews"'),
    "driver": ("tables that each begin with the line [[driver]], in double brackets", 'id = "luggage"'),
    "persona": ("tables that each begin with the line [[persona]], in double brackets", 'id = "students"'),
    "alert": ("tables that each begin with the line [[alert]], in double brackets", 'url_env = "OVERHEARD_ALERT_TEAM"'),
    "crawl": ("a table that begins with the line [crawl]", 'render = "auto"'),
    "app": ("a table that begins with the line [app]", "port = 8501"),
    "workspace.name": ("a text of 1 to 200 characters", '"Acme and its rivals"'),
    "workspace.language": ("a language as two small letters", '"en"'),
    "workspace.languages": ("a list of languages, two small letters each", '["en", "th"]'),
    "workspace.timezone": ("an IANA time zone", '"Asia/Bangkok"'),
    "workspace.window_days": ("a whole number of days from 7 to 3650", "90"),
    "workspace.sentiment": ("auto, lexicon or transformer", '"auto"'),
    "workspace.sentiment_model": (
        "the folder of a sentiment model, or a table of languages (two small letters) and folders",
        '"models/xlm-roberta-sentiment"',
    ),
    "workspace.heartbeat": ("a web address", '"https://heartbeat.example/ping/acme"'),
    "brand.name": ("a text of 1 to 200 characters", '"Acme"'),
    "brand.id": ("a text without spaces and slashes", '"acme"'),
    "brand.own": ("true or false, without quotes", "true"),
    "brand.site": ("a web address", '"https://www.acme.example/"'),
    "brand.aliases": ("a list of names of 1 to 200 characters", '["Acme Coffee"]'),
    "brand.products": ("a list of names of 1 to 200 characters", '["Acme Filter Kit"]'),
    "brand.exclude": ("a list of names of 1 to 200 characters", '["Acme Corp"]'),
    "brand.faqs": ("a list of web addresses", '["https://help.acme.example/faq"]'),
    "brand.reviews": (
        "a list of web addresses and app store pages",
        '["https://www.acme.example/reviews", "appstore:us/1234567890", "play:com.acme.app"]',
    ),
    "brand.social": ("a list of web addresses", '["https://mastodon.social/@acme"]'),
    "listen.network": ("a network", '"reddit"'),
    "listen.query": ("a text of 1 to 200 characters", '"acme coffee"'),
    "listen.url": ("a web address", '"https://mastodon.social/"'),
    "listen.voice": ("customer or press", '"customer"'),
    "listen.max_items": ("a whole number from 0 (as many as usual) to 100000", "500"),
    "search.provider": ("a provider", '"searxng"'),
    "search.model": ("the name of a model", '"gpt-4o-mini"'),
    "search.asks": ("a whole number from 1 to 20", "3"),
    "search.url": ("a web address, or a folder of saved result pages", '"http://127.0.0.1:8888"'),
    "search.engine": ("an engine", '"google"'),
    "search.market": ("a language, or a language and a country", '"th-TH"'),
    "search.device": ("desktop or mobile", '"desktop"'),
    "search.keywords": ("a list of texts of 1 to 200 characters", '["coffee subscription"]'),
    "search.daily_cap": ("a whole number from 1 to 1000000", "100"),
    "search.price_per_1000": ("a number from 0 on", "5.0"),
    "recipe.host": ("the host of an address alone", '"shop.example"'),
    "recipe.kind": ("reviews or faqs", '"reviews"'),
    "recipe.url": ("a part of an address, with * for anything", '"/reviews/*"'),
    "recipe.box": (_CSS, '"div.review"'),
    "recipe.rating": (_CSS, '"span.stars @title"'),
    "recipe.rating_max": ("a number above 0 and up to 1000", "5"),
    "recipe.date": (_CSS, '"time @datetime"'),
    "recipe.author": (_CSS, '"span.name"'),
    "recipe.title": (_CSS, '"h3"'),
    "recipe.body": (_CSS, '"div.text"'),
    "recipe.reply": (_CSS, '"div.answer p"'),
    "recipe.reply_date": (_CSS, '"div.answer time"'),
    "recipe.question": (_CSS, '"h3.question"'),
    "recipe.answer": (_CSS, '"div.answer"'),
    "driver.id": ("1 to 40 small letters, digits and _, a letter first", '"luggage"'),
    "driver.name": ("a text of up to 60 characters", '"Luggage"'),
    "driver.words": ("phrases by language", '{ en = ["luggage", "suitcase"] }'),
    "driver.stage": ("awareness, engagement, transaction or retention", '"transaction"'),
    "driver.touchpoint": ("a text of up to 60 characters", '"airport"'),
    "driver.prior": ("a number from 0 to 1", "0.4"),
    "app.address": ("an IP address of this machine, or 0.0.0.0 for all of them", '"0.0.0.0"'),
    "app.port": ("a whole number from 1 to 65535", "8501"),
    "app.url": ("a web address without ? and #", '"https://cx.acme.example/overheard"'),
    "app.session_hours": ("a whole number of hours from 1 to 720", "12"),
    "app.oidc_issuer": ("a web address", '"https://login.acme.example"'),
    "app.oidc_client_id": ("a text of up to 500 characters", '"overheard"'),
    "app.oidc_trust_email": ("true or false, without quotes", "false"),
    "alert.name": ("a name of 1 to 40 letters, digits, spaces, dots, - and _", '"team"'),
    "alert.url_env": (
        "the name of an environment variable that begins with OVERHEARD_, in capitals",
        '"OVERHEARD_ALERT_TEAM"',
    ),
    "alert.kinds": ("a list of kinds of signals", '["complaints", "quiet"]'),
    "alert.brands": ("a list of names or ids of brands", '["Acme"]'),
    "alert.drivers": ("a list of ids of drivers", '["delivery"]'),
    "alert.whose": ("all, own or rivals", '"rivals"'),
    "alert.when": ("at once or weekly", '"weekly"'),
    "alert.weekday": ("a day of the week in English, in small letters", '"monday"'),
    "alert.quotes": ("true or false, without quotes", "false"),
    "alert.link": ("a web address", '"https://app.acme.example/"'),
    "persona.id": ("1 to 40 small letters, digits, - and _, a letter first", '"students"'),
    "persona.name": ("a text of 1 to 200 characters", '"Students"'),
    "persona.languages": ("a list of languages whose texts are read", '["th"]'),
    "persona.markets": ("a list of markets, such as th-TH or th", '["th-TH"]'),
    "persona.sources": ("a list of review sites and networks", '["reviews.example", "reddit"]'),
    "persona.products": ("a list of phrases of 1 to 100 characters with a word in them", '["espresso"]'),
    "persona.words": ("a list of phrases of 1 to 100 characters with a word in them", '["dormitory", "exam week"]'),
    "crawl.user_agent": ("a text of 1 to 200 characters", '"Overheard/1.0 (+https://www.acme.example/bot)"'),
    "crawl.obey_robots": ("true or false, without quotes", "true"),
    "crawl.allow_private": ("a list of host:port", '["127.0.0.1:8888"]'),
    "crawl.render": ("never, auto or always", '"auto"'),
    "crawl.max_pages_per_site": ("a whole number from 1 to 1000000", "200"),
    "crawl.page_seconds": ("a whole number of seconds from 1 to 600", "30"),
    "crawl.page_megabytes": ("a whole number from 1 to 100", "10"),
    "crawl.site_minutes": ("a whole number of minutes from 1 to 1440", "15"),
    "crawl.site_megabytes": ("a whole number from 1 to 1000000", "500"),
    "crawl.site_items": ("a whole number from 1 to 10000000", "50000"),
    "crawl.crawl_hours": ("a whole number of hours from 1 to 240", "6"),
    "crawl.analysis_hours": ("a whole number of hours from 1 to 240", "6"),
    "crawl.archive": ("true or false, without quotes", "false"),
    "crawl.archive_days": (_DAYS, "30"),
    "crawl.retention_days": (_DAYS, "730"),
}
"""Key (table and name) -> what is expected there, and an example of it as TOML; of a table, a line that stands in it."""


def describe(path: Path, errors: Sequence[Any], known: Mapping[str, Sequence[str]]) -> str:
    """One line for each of pydantic's `errors`. `known`: table ('' for the file itself) -> the keys it may hold."""
    return "\n".join(_line(path, error, known) for error in errors if not _is_consequence(error, errors))


def nearest(found: str, known: Sequence[str]) -> str:
    """' (did you mean ...?)' where one of `known` is near what was found, else ''."""
    match = difflib.get_close_matches(found, known, n=1, cutoff=0.6)
    return f" (did you mean {match[0]!r}?)" if match else ""


def _is_consequence(error: Any, errors: Sequence[Any]) -> bool:
    """Whether `error` only says that a list is short because a member of it, reported too, is wrong."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        e["loc"][: len(loc)] == loc and e is not error for e in errors if e["loc"] != loc
    )


def _line(path: Path, error: Any, known: Mapping[str, Sequence[str]]) -> str:
    location, found = error["loc"], error.get("input")
    where = f"{path}: {_shown(location)}"
    if error["type"] == "extra_forbidden":
        keys = known[str(location[0]) if len(location) > 1 else ""]
        return f"{where}: unknown key; expected one of {', '.join(keys)}{nearest(str(location[-1]), keys)}."
    if error["type"] == "missing" and len(location) > 1:
        return f"{where}: expected a value{_such_as(location)}, found nothing."
    if error["type"] == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        return f"{where}: expected one of {', '.join(allowed)}, found {_found(found)}{nearest(str(found), allowed)}."
    if error["type"] == "value_error":  # our own, which says what is expected
        reason = str(error["ctx"]["error"])
        return f"{where}: {reason}." if isinstance(found, Mapping) else f"{where}: {reason}, found {_found(found)}."
    expected, _ = RIGHT[_key(location)]
    return f"{where}: expected {expected}{_such_as(location)}, found {_found(found)}."


def _such_as(location: Location) -> str:
    key = _key(location)
    example = RIGHT[key][1] if key in RIGHT else ""
    if not example:
        return ""
    return f", such as {key.partition('.')[2]} = {example}" if "." in key else f", and in it {example}"


def _key(location: Location) -> str:
    """('brand', 0, 'aliases', 1) -> 'brand.aliases'."""
    return ".".join([part for part in location if isinstance(part, str)][:2])


def _shown(location: Location) -> str:
    """('brand', 0, 'site') -> 'brand[1].site': counted from 1, as a person counts the tables of the file."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in location).lstrip(".")


def _found(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping) or (value and isinstance(value, list) and all(isinstance(v, Mapping) for v in value)):
        return "a table" if isinstance(value, Mapping) else "tables"
    if value in ([], (), None):
        return "nothing"
    shown = repr(value) if isinstance(value, str | int | float | list) else str(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
