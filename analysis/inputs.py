"""From the tables' rows to what the statistics take: texts without duplicates, observations, presences, switches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.dedupe import Text, duplicates
from analysis.evidence import Quotes, as_datetime, sentence_item
from analysis.intents import intent_languages, load_intents
from analysis.language import UNKNOWN, identify
from analysis.lines import Item
from analysis.market import BrandInfo, Complaint, Switch
from analysis.presence import CHANNEL, FAQ_INTENT, VISIT_KIND, PageVisit, Presence, presence, read_again
from analysis.rankings import Asked
from analysis.signals import NamedBrand, SwitchFinder
from analysis.units import ALL, Observed

QUOTED = ("record_kind", "record_id", "start", "end", "body", "brand", "unit", "url", "fetched_at")
"""What makes a sentence a quote."""
INFORMING = ("relevant_information", "findability")
"""Drivers on which a complaint says that something could not be found out."""


@dataclass(frozen=True)
class Texts:
    """`all`: reviews and customers' mentions without duplicates; `removed`: how many duplicates each brand had;
    `sentences`: dated opinions of those that are about one brand alone, with their columns and `unit` (the author, or the
    record if it has none). What a mention says of several brands is not told apart, so it is only counted."""

    all: pd.DataFrame
    removed: Mapping[str, int]
    sentences: pd.DataFrame

    def of_kind(self, record_kind: str) -> pd.DataFrame:
        """The rows of `all` of one kind: review or mention."""
        return self.all[self.all["record_kind"] == record_kind]


def texts_of(texts: pd.DataFrame, opinions: pd.DataFrame) -> Texts:
    """Leave out duplicates and join opinions to what is known of their texts."""
    gone = duplicates(
        Text(str(i), str(brand), _text(author), str(body), bool(first), as_datetime(at))
        for i, brand, author, body, first, at in zip(
            *(texts[name] for name in ("record_id", "brand", "author_key", "body", "first_party", "published_at")),
            strict=True,
        )
    )
    out = texts["record_id"].isin(gone)
    removed = {str(brand): int(n) for brand, n in texts.loc[out, "brand"].value_counts().items()}
    kept = texts[~out].assign(language=texts["language"].fillna(UNKNOWN))
    kept = kept.assign(unit=kept["author_key"].where(kept["author_key"].notna(), kept["record_id"]))
    sentences = opinions.merge(kept[kept["alone"].astype(bool)], on=["record_kind", "record_id", "brand"], how="inner")
    sentences = sentences.rename(columns={"published_at": "at"})
    return Texts(kept, removed, sentences[sentences["at"].notna()])


def observations(sentences: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What third-party texts say (for UnitPool): by driver, and of the brand as a whole (topic ALL, each sentence
    once whatever its drivers)."""
    third = sentences[~sentences["first_party"].astype(bool)]
    columns = ["brand", "source", "language", "market", "unit", "at"]
    by_driver = third[third["driver"] != ""]
    whole = third.drop_duplicates(["record_id", "start"])
    return (
        by_driver[columns].assign(topic=by_driver["driver"], value=by_driver["label"].astype(float)),
        whole[columns].assign(topic=ALL, value=whole["label"].astype(float)),
    )


def quotes_of(sentences: pd.DataFrame, validated: frozenset[str], start: datetime, end: datetime) -> Quotes:
    """The sentences that may stand as evidence of a figure: those it is made of."""
    rows = sentences[
        ~sentences["first_party"].astype(bool)
        & sentences["language"].isin(list(validated))
        & sentences["label"].notna()
        & (sentences["at"] >= start)
        & (sentences["at"] <= end)
    ]
    return Quotes(rows[[*QUOTED, "driver", "label", "score", "at"]])


def observed_of(texts: pd.DataFrame, truncated: pd.DataFrame) -> dict[tuple[str, str], Observed]:
    """What each third-party source showed of each brand, from its dated texts and its totals."""
    held_back = {(str(row.brand), str(row.source)) for row in truncated.itertuples(index=False) if bool(row.truncated)}
    third = texts[~texts["first_party"].astype(bool) & texts["published_at"].notna()]
    grouped = third.groupby(["brand", "source"]).agg(oldest=("published_at", "min"), last=("fetched_at", "max"))
    found = {}
    for row in grouped.reset_index().itertuples(index=False):
        oldest, last = as_datetime(row.oldest), as_datetime(row.last)
        if oldest is not None and last is not None:
            key = (str(row.brand), str(row.source))
            found[key] = Observed(oldest, key in held_back, last)
    return found


def unread_languages(sentences: pd.DataFrame, validated: frozenset[str], start: datetime) -> dict[str, str]:
    """Brand -> the language most of its third-party texts since `start` are in, if none of them can be compared."""
    rows = sentences[~sentences["first_party"].astype(bool) & (sentences["at"] >= start)]
    out = {}
    for brand, part in rows.groupby("brand"):
        if not part["language"].isin(list(validated)).any():
            out[str(brand)] = str(part["language"].value_counts().index[0])
    return out


def intents_of(faqs: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of question_intents for questions in languages whose intents can be read."""
    rows = []
    for row in faqs.itertuples(index=False):
        if row.language in intent_languages():
            for intent in load_intents(str(row.language)).classify(str(row.question)):
                rows.append({"record_kind": "faq", "record_id": row.faq_id, "brand": row.brand, "intent": intent})
    return rows


def asked_intents(questions: Iterable[Asked], languages: tuple[str, ...]) -> dict[str, list[Asked]]:
    """Intent -> questions people also ask that have it, where their language can be read."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for entry in questions:
        code = identify(entry.question, languages).code
        if code in intent_languages():
            for intent in load_intents(str(code)).classify(entry.question):
                found[intent].append(entry)
    return dict(found)


def complaints_of(
    sentences: pd.DataFrame, validated: frozenset[str], start: datetime, end: datetime
) -> list[Complaint]:
    """What customers ask in third-party reviews of [start, end], or complain that they find no information on, by FAQ intent,
    the most widespread first. A complaint about a thing itself asks nothing that a FAQ could answer."""
    ends = sentences["end"].astype(int)
    asks = [body[:end].endswith(("?", "\uff1f")) for body, end in zip(sentences["body"], ends, strict=True)]
    misses = (sentences["label"] == -1) & sentences["driver"].isin(INFORMING)
    rows = sentences[
        ~sentences["first_party"].astype(bool)
        & (pd.Series(asks, index=sentences.index, dtype=bool) | misses)
        & sentences["language"].isin(list(validated & set(intent_languages())))
        & sentences["label"].notna()
        & (sentences["at"] >= start)
        & (sentences["at"] <= end)
    ].drop_duplicates(["record_id", "start"])
    ordered = rows.assign(strength=rows["score"].abs()).sort_values(
        ["strength", "record_id", "start"], ascending=[False, True, True], kind="stable"
    )
    found: dict[str, dict[tuple[str, str], Item]] = defaultdict(dict)
    for row in ordered[[*QUOTED, "language"]].to_dict("records"):
        said = str(row["body"])[int(row["start"]) : int(row["end"])]
        for intent in load_intents(str(row["language"])).classify(said):
            found[intent].setdefault((str(row["brand"]), str(row["unit"])), sentence_item(row))
    complaints = [
        Complaint(intent, tuple(sorted({brand for brand, _ in said})), len(said), tuple(said.values())[:4])
        for intent, said in found.items()
    ]
    return sorted(complaints, key=lambda complaint: (-complaint.authors, complaint.intent))


def presences_of(
    brands: Sequence[BrandInfo],
    configured: Mapping[str, Sequence[str]],
    faqs: pd.DataFrame,
    channels: pd.DataFrame,
    visits: pd.DataFrame,
    intents: Iterable[Mapping[str, Any]],
    start: datetime,
) -> dict[tuple[str, str], Presence]:
    """What each brand has of each kind. `configured`: brand -> FAQ pages of overheard.toml. FAQs count unless they were
    removed; channels if they were seen since `start` and their page was not read again without them."""
    seen_by_brand: dict[str, list[PageVisit]] = defaultdict(list)
    for row in visits.to_dict("records"):
        seen_by_brand[str(row["brand"])].append(_visit(row))
    by_faq: dict[str, list[str]] = defaultdict(list)
    for entry in intents:
        by_faq[str(entry["record_id"])].append(str(entry["intent"]))
    out = {}
    for brand in brands:
        mine, seen = faqs[faqs["brand"] == brand.id], seen_by_brand[brand.id]
        topics: dict[str, list[Item]] = defaultdict(list)
        for row in mine.to_dict("records"):
            item = Item("faq", str(row["faq_id"]), str(row["question"]), str(row["url"]), as_datetime(row["last_seen"]))
            for intent in by_faq[item.record_id]:
                topics[intent].append(item)
        readable = float(mine["language"].isin(list(intent_languages())).mean()) if len(mine) else 1.0
        known = [*configured.get(brand.id, ()), *(str(url) for url in mine["url"])]
        out[(brand.id, FAQ_INTENT)] = presence(brand.id, FAQ_INTENT, seen, _frozen(topics), known, readable)
        ways, pages = _channels(channels[channels["brand"] == brand.id], seen, start)
        out[(brand.id, CHANNEL)] = presence(brand.id, CHANNEL, seen, _frozen(ways), pages)
    return out


def _channels(
    rows: pd.DataFrame, visits: Sequence[PageVisit], start: datetime
) -> tuple[dict[str, list[Item]], list[str]]:
    """The channels that still stand, by kind, and their pages."""
    asked = [visit for visit in visits if visit.kind == VISIT_KIND[CHANNEL]]
    ways: dict[str, list[Item]] = defaultdict(list)
    pages = []
    for row in rows.to_dict("records"):
        last = as_datetime(row["last_seen"])
        if last is None or last < start or read_again(asked, str(row["url"]), last):
            continue
        key = "|".join(str(row[name]) for name in ("brand", "kind", "vendor", "address"))
        words = (str(row["address"]), "" if row["vendor"] == "none" else str(row["vendor"]))
        quote = " ".join(word for word in words if word) or str(row["kind"])
        ways[str(row["kind"])].append(Item("channel", key, quote, str(row["url"]), last))
        pages.append(str(row["url"]))
    return ways, pages


def switches_of(sentences: pd.DataFrame, brands: Sequence[BrandInfo], start: datetime, end: datetime) -> list[Switch]:
    """Who says they switch to whom, in reviews of any source published in [start, end]."""
    finder = SwitchFinder([NamedBrand(brand.id, brand.names, brand.exclude) for brand in brands])
    window = sentences[(sentences["at"] >= start) & (sentences["at"] <= end)].drop_duplicates(["record_id", "start"])
    found: dict[tuple[str, str], dict[str, Item]] = defaultdict(dict)
    ordered = window.sort_values(["at", "record_id", "start"], ascending=[False, True, True], kind="stable")
    for row in ordered[[*QUOTED, "language"]].to_dict("records"):
        said = str(row["body"])[int(row["start"]) : int(row["end"])]
        rival = finder.switched_to(said, _text(row["language"]), str(row["brand"]))
        if rival is not None:
            found[(str(row["brand"]), rival)].setdefault(str(row["unit"]), sentence_item(row))
    return [
        Switch(brand, rival, len(authors), tuple(authors.values())[:8])
        for (brand, rival), authors in sorted(found.items())
    ]


def _visit(row: Mapping[Any, Any]) -> PageVisit:
    fetched_at = as_datetime(row["fetched_at"])
    if fetched_at is None:
        raise ValueError(f"visit of {row['url']} in run {row['run_id']}: expected fetched_at, found none")
    return PageVisit(
        str(row["run_id"]),
        str(row["url"]),
        str(row["kind"]),
        str(row["brand"]),
        str(row["status"]),
        int(row["items"]),
        _text(row["reason"]),
        fetched_at,
        asked=row["status"] != "partial" or not pd.isna(row["http_status"]),
    )


def _frozen(topics: Mapping[str, Sequence[Item]]) -> dict[str, tuple[Item, ...]]:
    return {topic: tuple(items) for topic, items in topics.items()}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
