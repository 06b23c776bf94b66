"""What one edition is made of, read once: the frames of its tables, the workspace, and the models that read its texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import pandas as pd

from analysis.figures.editions.edition import Edition
from analysis.figures.signals.days import calendar_of
from analysis.figures.signals.signal import Known, KnownSignals
from analysis.pipeline.driver_models import DriverChoice
from analysis.pipeline.samples import read_sampled
from analysis.pipeline.sentiment_models import SentimentChoice
from analysis.reading.personas import persona_members, unmatched_names
from analysis.tables import frame, large_frame, sql
from analysis.text.promises import promise_languages
from data.brand_names import NamedBrand
from data.workspace import Workspace

CHANGES_DAYS = 400
"""How far back changes are kept: a year and the month that is compared with it."""
FirstSeen = Mapping[tuple[str, str], datetime]
"""(brand, line_id) -> when a claim was first made, in any edition."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All that an edition is made of, `now` (naive UTC). The frames have the columns of the file of their name in
    analysis/sql; those of topics the columns of their table.

    `persona_members`: the columns of persona_window.sql; `unmatched_names`: what reading.personas gives; `volumes`: (keyword,
    market or '') -> searches a month; `first_seen`: table (swot, leads) -> its claims; `dismissed_topics`: ids of the
    proposals that users dismissed; `known_signals`: what earlier analyses showed.
    """

    workspace: Workspace
    edition: Edition
    now: datetime
    sentiment: SentimentChoice
    drivers: DriverChoice
    reviews: pd.DataFrame
    mentions: pd.DataFrame
    opinions: pd.DataFrame
    truncated: pd.DataFrame
    stated: pd.DataFrame
    readings: pd.DataFrame
    faqs: pd.DataFrame
    channels: pd.DataFrame
    replies: pd.DataFrame
    shops: pd.DataFrame
    faq_places: pd.DataFrame
    last_visits: pd.DataFrame
    visit_statuses: pd.DataFrame
    faq_changes: pd.DataFrame
    channel_changes: pd.DataFrame
    claimed_ratings: pd.DataFrame
    rankings: pd.DataFrame
    ranks: pd.DataFrame
    volumes: Mapping[tuple[str, str], int]
    surveys: pd.DataFrame
    actions: pd.DataFrame
    persona_members: pd.DataFrame
    unmatched_names: Mapping[str, str]
    meant_labels: pd.DataFrame
    sampled: pd.DataFrame
    topic_proposals: pd.DataFrame
    topic_examples: pd.DataFrame
    dismissed_topics: frozenset[str]
    first_seen: Mapping[str, FirstSeen]
    known_signals: KnownSignals

    @property
    def brands(self) -> list[str]:
        """The ids of the workspace's brands, in its order."""
        return [brand.id for brand in self.workspace.brands]


def read_inputs(
    con: duckdb.DuckDBPyConnection,
    *,
    workspace: Workspace,
    edition: Edition,
    now: datetime,
    sentiment: SentimentChoice,
    drivers: DriverChoice,
    dismissed_topics: frozenset[str],
) -> Inputs:
    """Read what the tables hold now; `con` is not written to."""
    start, end = edition.window_start, edition.window_end
    since = now - timedelta(days=CHANGES_DAYS)
    days = calendar_of(now, workspace.timezone)
    ids = [brand.id for brand in workspace.brands]
    configured = [(brand.id, url) for brand in workspace.brands for url in brand.faqs or ()]
    return Inputs(
        workspace=workspace,
        edition=edition,
        now=now,
        sentiment=sentiment,
        drivers=drivers,
        reviews=large_frame(con, "reviews", brands=ids),
        mentions=large_frame(con, "mentions", brands=ids),
        opinions=large_frame(con, "opinions", brands=ids, since=min(edition.previous_start, days.start)),
        truncated=frame(con, "truncated"),
        stated=frame(con, "stated", brands=ids),
        readings=frame(con, "readings"),
        faqs=frame(con, "faqs", brands=ids),
        channels=frame(con, "channels", brands=ids, start=start),
        replies=frame(con, "replies", brands=ids, languages=list(promise_languages()), start=start, end=end),
        shops=frame(con, "shops", brands=ids, end=end),
        faq_places=frame(con, "faq_places", brands=ids, since=start),
        last_visits=frame(
            con,
            "last_visits",
            brands=ids,
            configured_brands=[brand for brand, _ in configured],
            configured_urls=[url for _, url in configured],
            start=start,
        ),
        visit_statuses=frame(con, "visit_statuses", brands=ids),
        faq_changes=frame(con, "faq_changes", brands=ids, since=since),
        channel_changes=frame(con, "channel_changes", brands=ids, since=since),
        claimed_ratings=frame(con, "claimed_ratings", brands=ids),
        rankings=frame(con, "rankings", since=start),
        ranks=frame(con, "ranks", brands=ids, since=since),
        volumes=_volumes(con),
        actions=frame(con, "actions", brands=ids),
        persona_members=persona_members(con, workspace.personas, start, end),
        unmatched_names=unmatched_names(con, workspace),
        surveys=frame(con, "surveys", brands=ids, start=start, end=end),
        meant_labels=frame(con, "meant_labels", brands=ids),
        sampled=read_sampled(con),
        topic_proposals=frame(con, "topic_proposals"),
        topic_examples=frame(con, "topic_examples"),
        dismissed_topics=dismissed_topics,
        first_seen={table: _first_seen(con, table) for table in ("swot", "leads")},
        known_signals=_known_signals(con),
    )


def named_brands(workspace: Workspace) -> list[NamedBrand]:
    """The workspace's brands as customers may call them."""
    return [
        NamedBrand(brand.id, (brand.name, *brand.aliases, *brand.products), brand.exclude) for brand in workspace.brands
    ]


def _volumes(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    rows = con.execute(sql("keyword_volumes")).fetchall()
    return {(str(keyword), str(market)): int(volume) for keyword, market, volume in rows}


def _first_seen(con: duckdb.DuckDBPyConnection, table: str) -> dict[tuple[str, str], datetime]:
    rows = con.execute(sql("first_seen").format(table=table)).fetchall()
    return {(str(brand), str(line_id)): first for brand, line_id, first in rows if first is not None}


def _known_signals(con: duckdb.DuckDBPyConnection) -> KnownSignals:
    found: dict[tuple[str, str, str], list[Known]] = {}
    for kind, brand, topic, *known in con.execute(sql("known_signals")).fetchall():
        found.setdefault((kind, brand, topic), []).append(Known(*known))
    return found
