"""Tables of the app: small ones as HTML, long ones as data frames a reader can sort and search."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.reports.messages import catalogue, t
from dashboard.reports.names import (
    count,
    day,
    estimate,
    instant,
    language_name,
    number,
    percent,
    status_name,
    topic_name,
)
from dashboard.views.markup import chip, esc, safe_url, shorten, table

Row = dict[str, Any]
SHOWN_TOPICS = 8
"""Topics without a driver that a line names; all of them are under Compare."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")


def plain(text: str) -> str:
    """`text` such that Streamlit's markdown (links, LaTeX, emoji and icon codes, HTML) shows it letter by letter."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def status_chip(status: str) -> str:
    """A visit's or run's status as a badge with its word."""
    return chip(status_name(status), "oh-status-" + re.sub(r"[^a-z]+", "-", status.lower()))


def address(url: str) -> str:
    """A page's address as a link, shortened; words that say so where it is no web address."""
    target = safe_url(url)
    if target is None:
        return f'<span class="oh-muted">{esc(t("app.quote.no_link"))}</span>'
    words = esc(shorten(target.removeprefix("https://").removeprefix("http://"), 60))
    return f'<a href="{esc(target)}" title="{esc(target)}" target="_blank" rel="noopener noreferrer">{words}</a>'


def kind_name(kind: str) -> str:
    """What was asked of a page, in words."""
    return catalogue().get(f"app.kind.{kind}", kind)


def no_brand(kind: str) -> str:
    """What is shown in place of a brand where a page is no brand's own."""
    return t(
        {
            "mentions": "app.health.no_brand",
            "rankings": "app.health.search_results",
            "answers": "app.health.search_results",
        }.get(kind, "app.health.no_one")
    )


def claimed(rows: list[Row], where: tzinfo) -> str:
    """claimed.sql: what each review site claims beside what was collected."""
    unseen = f'<span class="oh-none">{esc(t("app.not_observed"))}</span>'
    body = []
    for row in rows:
        marks = chip(t("app.table.own_page"), "oh-observed") if row["first_party"] else ""
        marks += chip(t("app.table.cut"), "oh-status-partial") if row["truncated"] else ""
        rating = row["claimed_rating"]
        body.append(
            [
                esc(row["brand_name"]),
                f"{esc(row['source'])} {marks}",
                unseen if row["claimed_n"] is None else count(row["claimed_n"]),
                _kept(row),
                unseen if rating is None else f"{number(rating, 1)} / {row['claimed_rating_max'] or 5:g}",
                esc(day(row["oldest"], where)),
                esc(day(row["newest"], where)),
            ]
        )
    return table(_headings("brand source claimed collected rating oldest newest"), body, numeric=(2, 3, 4))


def _kept(row: Row) -> str:
    """How many are kept, and which part of what the site claims that is."""
    if not row["claimed_n"] or row["kept"] > row["claimed_n"]:
        return count(row["kept"])
    return f"{count(row['kept'])} ({esc(percent(row['kept'] / row['claimed_n']))})"


def cut_short(rows: list[Row]) -> str:
    """claimed.sql: which sites show only a part of what they claim to hold, in a sentence; empty if none does."""
    cut = [
        t("app.overview.cut_source", brand=row["brand_name"], source=row["source"]) for row in rows if row["truncated"]
    ]
    return t("app.overview.cut_note", sources="; ".join(cut)) if cut else ""


def failures(rows: list[Row], where: tzinfo) -> None:
    """failures.sql as a sortable table; only http(s) addresses become links."""
    columns = _headings("brand kind status reason page when")
    data = [
        (
            row["brand_name"] or no_brand(row["kind"]),
            kind_name(row["kind"]),
            status_name("skipped" if row["keyless"] else row["status"]),
            shorten(row["reason"], 300),
            safe_url(row["url"]),
            instant(row["fetched_at"], where),
        )
        for row in rows
    ]
    st.dataframe(
        pd.DataFrame(data, columns=columns),
        hide_index=True,
        column_config={
            columns[3]: st.column_config.TextColumn(width="large"),
            columns[4]: st.column_config.LinkColumn(width="medium"),
        },
    )


def scores(rows: list[Row], drivers: list[str], brands: dict[str, str], language: str = "") -> str:
    """driver_scores.sql as a table: the heat map's figures in words, for keyboard and screen reader."""
    missing = {brand: missing_text(rows, brand, language) for brand in brands}
    by_cell = {(row["driver"], row["brand"]): row for row in rows}
    body = [
        [esc(topic_name(driver)), *(esc(score_text(by_cell.get((driver, brand)), missing[brand])) for brand in brands)]
        for driver in drivers
    ]
    return table([t("app.table.topic"), *brands.values()], body)


def missing_text(rows: list[Row], brand: str, language: str) -> str:
    """Why a brand has no figure on a topic: no text in the language at all, or none on the topic."""
    if language and all(row["brand"] != brand for row in rows):
        return t("app.compare.no_texts", name=language_name(language))
    return t("app.compare.not_collected")


def score_text(row: Row | None, missing: str = "") -> str:
    """A cell of the heat map in words: '0.42 (0.31 to 0.53), n = 120', or why there is no figure."""
    if row is None:
        return missing or t("app.compare.not_collected")
    if row["net"] is None or row["status"] != "ok":
        reason = status_name(row["status"]).lower()
        return t("app.with_n", value=reason, n=count(row["n"]))
    return estimate(row["net"], row["low"], row["high"], row["n"])


def matrix(rows: list[Row], topic: str, cell: Callable[[Row], str]) -> str:
    """Topic × brand from rows of one cell each; `cell` gives a cell's HTML."""
    brands = {row["brand"]: row["brand_name"] for row in rows}
    by_cell = {(row[topic], row["brand"]): row for row in rows}
    topics = sorted({row[topic] for row in rows}, key=topic_name)
    body = [[esc(topic_name(name)), *(cell(by_cell[name, brand]) for brand in brands)] for name in topics]
    return table([t("app.table.topic"), *brands.values()], body)


def presence(n: int | None, words: str) -> str:
    """A cell that says whether something was found: `words` if so, 'none found', or 'not observed'."""
    if n is None:
        return f'<span class="oh-none">{esc(t("app.not_observed"))}</span>'
    if n == 0:
        return f'<span class="oh-absent"><span aria-hidden="true">○</span> {esc(t("app.compare.nothing_there"))}</span>'
    return f'<span class="oh-present"><span aria-hidden="true">●</span> {esc(words)}</span>'


def coverage(rows: list[Row], where: tzinfo) -> str:
    """coverage.sql: URLs by outcome."""
    statuses = ("observed", "partial", "absent", "blocked", "failed")
    body = []
    for row in rows:
        outcome = " ".join(
            chip(f"{count(row[status])} {t(f'app.status.{status}').lower()}", f"oh-status-{status}")
            for status in statuses
            if row[status]
        )
        body.append(
            [
                esc(row["brand_name"] or no_brand(row["kind"])),
                esc(kind_name(row["kind"])),
                count(row["urls"]),
                outcome,
                count(row["items"]),
                esc(_unread(row)),
                esc(instant(row["fetched_at"], where)),
            ]
        )
    return table(_headings("brand kind urls status items ratings_unread read"), body, numeric=(2, 4))


def ratings_unread(rows: list[Row]) -> str:
    """coverage.sql: how many ratings were not read, of all that the pages of the newest runs show."""
    shown = {name: sum(row[name] for row in rows) for name in ("ratings", "ratings_unread")}
    return _unread(shown) or t("app.not_observed")


def _unread(row: Row) -> str:
    """How many of the ratings that pages show were not read; '' where they show none."""
    if not row["ratings"]:
        return ""
    return t("app.health.unread_of", unread=count(row["ratings_unread"]), ratings=count(row["ratings"]))


def runs(rows: list[Row], where: tzinfo) -> str:
    """runs.sql, newest first."""
    body = [
        [
            esc(instant(row["started_at"], where)),
            esc(row["command"] or ""),
            status_chip(str(row["status"])),
            count(row["items"]),
            esc(instant(row["finished_at"], where)),
            esc(shorten(row["error"] or "", 300)),
        ]
        for row in rows
    ]
    return table(_headings("started command status items finished error"), body, numeric=(3,))


def rejects(rows: list[Row], where: tzinfo) -> str:
    """rejects.sql: reasons records were left out for."""
    body = [
        [
            esc(shorten(row["reason"] or "", 300)),
            esc(row["kind"] or ""),
            count(row["lines"]),
            esc(f"{row['example_file']}:{row['example_line']}"),
            esc(instant(row["last_at"], where)),
        ]
        for row in rows
    ]
    return table(_headings("reason kind lines example when"), body, numeric=(2,))


def covered_dates(rows: list[Row], where: tzinfo) -> str:
    """covered_dates.sql: from when to when everything was seen of a brand at a source."""
    body = [
        [
            esc(row["brand_name"]),
            esc(row["source"]),
            esc(day(row["oldest"], where)),
            esc(day(row["newest"], where)),
            esc(_holes(row)),
            esc("; ".join(t(f"app.health.how_{how}", files=row["files"] or "") for how in row["how"])),
        ]
        for row in rows
    ]
    return table(_headings("brand place oldest newest holes known_by"), body)


def _holes(row: Row) -> str:
    if not row["holes"]:
        return t("app.health.no_holes")
    return t("app.health.holes_one" if row["holes"] == 1 else "app.health.holes", n=row["holes"], days=row["hole_days"])


def recipes(rows: list[Row], where: tzinfo) -> str:
    """recipes.sql: what the workspace's own recipes read."""
    body = [
        [
            esc(row["brand_name"] or row["brand"]),
            esc(row["kind"]),
            esc(row["host"] or ""),
            count(row["by_recipe"]),
            count(row["in_its_place"]),
            esc(instant(row["seen_at"], where)),
        ]
        for row in rows
    ]
    return table(_headings("brand kind host by_recipe in_its_place when"), body, numeric=(3, 4))


def unnamed(rows: list[Row]) -> str:
    """unnamed.sql: how many texts name no driver, and what recurs in them with its share of all texts of the language."""
    body = []
    for row in rows:
        recurring = ", ".join(
            t("app.health.unnamed_topic", name=topic["name"], share=percent(topic["texts"] / row["texts"]))
            for topic in json.loads(row["topics"] or "[]")[:SHOWN_TOPICS]
        )
        share = t("app.health.unnamed_of", share=percent(row["unnamed"] / row["texts"]), n=count(row["texts"]))
        body.append([esc(language_name(row["language"])), esc(share), esc(recurring or t("app.health.unnamed_none"))])
    return table([t(f"app.health.unnamed_{name}") for name in ("language", "share", "topics")], body)


def personas(rows: list[Row]) -> str:
    """personas.sql: what each is made of, how many texts it has, and which of its names none has."""
    body = []
    for row in rows:
        conditions = "; ".join(
            f"{key}: {', '.join(map(str, names))}" for key, names in json.loads(row["conditions"]).items()
        )
        body.append([esc(row["name"]), esc(conditions), esc(count(row["texts"])), esc(row["unmatched"] or "")])
    return table(
        [t(f"app.health.personas_{name}") for name in ("name", "conditions", "texts", "unmatched")], body, numeric=[2]
    )


def _headings(names: str) -> list[str]:
    return [t(f"app.table.{name}") for name in names.split()]
