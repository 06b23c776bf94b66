"""What brands have and have not: FAQ intents and support channels, and of which brands an absence can be claimed at all.

An absence must be earned. Every page of the kind that is known was opened and read, within the window. Of a FAQ at least
`faq_questions` questions were read, `understood_share` of them are understood (their intent is known, or that it is none of
those), and answers were searched as well as questions. Of channels the home page, a contact page and `channel_pages` pages were
read. Of any other brand nothing is said to be absent. A crawl that left pages out (of one brand, of few pages) changes nothing
about the pages it did not ask for: of each page what was last found counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.figures.editions.edition import Edition
from analysis.figures.evidence import OBSERVATION, EvidenceItem, as_datetime
from analysis.figures.gaps import GapRow, Measure, gap_row
from analysis.figures.presence.nearest import Near, nearest
from analysis.figures.presence.pages import Doubt, PageVisit, public, unread_site, unseen
from analysis.marks import RIVALS
from analysis.text.intents import OTHER, intent_languages, load_intents
from data.thresholds import THRESHOLDS

FAQ_INTENT, CHANNEL = "faq_intent", "channel"
VISIT_KIND = {FAQ_INTENT: "faqs", CHANNEL: "channels"}
OBSERVED = "observed, not tested"
NOT_OBSERVED = "not observed"


@dataclass(frozen=True, kw_only=True)
class Presence:
    """What one brand has of one kind. `topics`: topic -> where it was seen; `mentioned`: topics that only answers speak of, which
    are then not absent; `doubt`: why nothing can be said to be absent, None if it can; `visits`: its pages as last read,
    those with the most items first; `texts`: questions with their answers, and where they were read."""

    brand: str
    kind: str
    doubt: Doubt | None
    topics: Mapping[str, tuple[EvidenceItem, ...]]
    mentioned: frozenset[str] = frozenset()
    visits: tuple[PageVisit, ...] = ()
    texts: tuple[tuple[str, EvidenceItem], ...] = field(default=(), repr=False)

    @property
    def whole(self) -> bool:
        """Whether what was not seen is absent."""
        return self.doubt is None

    @property
    def read(self) -> bool:
        """Whether anything of the kind was read."""
        return bool(self.visits or self.topics)

    def has(self, topic: str) -> bool | None:
        """Whether the brand has it; None where that is not known."""
        if topic in self.topics or topic in self.mentioned:
            return True
        return False if self.whole else None

    def near(self, topic: str, others: Iterable[Presence]) -> Near | None:
        """The text that comes nearest to what `others` have of a topic; None where no text was read."""
        asked = [item.quote for other in others for item in other.topics.get(topic, ())]
        return nearest(asked, self.texts) if asked and self.texts else None


def presence_rows(presences: Sequence[Presence], edition: Edition) -> list[GapRow]:
    """A row for each brand and topic seen anywhere: own 1 or 0, other the share of the rivals that have it, among those of which
    that is known."""
    rows = []
    for kind in (FAQ_INTENT, CHANNEL):
        of_kind = [entry for entry in presences if entry.kind == kind]
        for topic in sorted({topic for entry in of_kind for topic in entry.topics}):
            rows += [_presence_row(entry, topic, of_kind, edition) for entry in of_kind]
    return rows


def _presence_row(entry: Presence, topic: str, of_kind: Iterable[Presence], edition: Edition) -> GapRow:
    rivals = [other for other in of_kind if other.brand != entry.brand and other.has(topic) is not None]
    has = entry.has(topic)
    own = None if has is None else float(has)
    other = sum(bool(rival.has(topic)) for rival in rivals) / len(rivals) if rivals else None
    gap = own - other if own is not None and other is not None else None
    return replace(
        gap_row(edition, Measure(entry.kind, "present", "brand"), entry.brand, RIVALS, topic),
        own=own,
        other=other,
        gap=gap,
        n_own=None if own is None else 1,
        n_other=len(rivals),
        status=NOT_OBSERVED if gap is None else OBSERVED,
        rivals=tuple(rival.brand for rival in rivals),
    )


def intents_of(faqs: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of question_intents for the questions that are understood: one an intent, '' where it is none of those known."""
    rows = []
    for row in faqs.to_dict("records"):
        if row["language"] in intent_languages():
            for intent in load_intents(str(row["language"])).classify(_text(row["question"]), _text(row["answer"])):
                known = "" if intent == OTHER else intent
                rows.append({"record_kind": "faq", "record_id": row["faq_id"], "brand": row["brand"], "intent": known})
    return rows


def presences_of(
    *,
    brands: Sequence[str],
    faqs: pd.DataFrame,
    channels: pd.DataFrame,
    visits: pd.DataFrame,
    intents: Iterable[Mapping[str, Any]],
    since: datetime,
) -> dict[tuple[str, str], Presence]:
    """(brand, kind) -> what the brand has of each kind. `faqs`, `channels` and `visits` have the columns of faqs.sql,
    channels.sql and last_visits.sql, which say what is still there; `intents` are the rows of question_intents; the window begins
    at `since`."""
    pages: dict[str, list[PageVisit]] = defaultdict(list)
    for row in visits.to_dict("records"):
        pages[str(row["brand"])].append(_visit(row))
    read = _answers_of(faqs, intents)
    ways = _ways(channels)
    found: dict[tuple[str, str], Presence] = {}
    for brand in brands:
        found[brand, FAQ_INTENT] = _faq_presence(brand, pages[brand], read.get(brand, []), since)
        found[brand, CHANNEL] = _channel_presence(brand, pages[brand], ways.get(brand, {}), since)
    return found


def _seen_pages(visits: Iterable[PageVisit]) -> tuple[PageVisit, ...]:
    seen = (visit for visit in visits if visit.current and visit.asked and visit.status in ("observed", "partial"))
    return tuple(sorted(seen, key=lambda visit: (-visit.items, visit.url)))


@dataclass(frozen=True)
class _Answered:
    """One question as it was read: `intents` as in question_intents; `mentioned` what its answer speaks of."""

    question: str
    answer: str
    language: str
    intents: tuple[str, ...]
    mentioned: frozenset[str]
    item: EvidenceItem


def _faq_presence(brand: str, visits: Iterable[PageVisit], answered: Sequence[_Answered], since: datetime) -> Presence:
    of_kind = [visit for visit in visits if visit.kind == VISIT_KIND[FAQ_INTENT]]
    topics: dict[str, list[EvidenceItem]] = defaultdict(list)
    for entry in answered:
        for intent in entry.intents:
            if intent:
                topics[intent].append(entry.item)
    return Presence(
        brand=brand,
        kind=FAQ_INTENT,
        doubt=unseen(of_kind, since) or _unclear(answered),
        topics={topic: tuple(items) for topic, items in topics.items()},
        mentioned=frozenset(topic for entry in answered for topic in entry.mentioned),
        visits=_seen_pages(of_kind),
        texts=tuple((f"{entry.question}\n{entry.answer}", entry.item) for entry in answered),
    )


def _unclear(answered: Sequence[_Answered]) -> Doubt | None:
    """Why what was read of a FAQ proves no absence."""
    unreadable = [entry for entry in answered if entry.language not in intent_languages()]
    if len(unreadable) > (1 - THRESHOLDS.understood_share) * len(answered):
        return Doubt("unreadable", public(unreadable[0].item.url))
    if len(answered) < THRESHOLDS.faq_questions:
        return Doubt("few_questions", public(answered[0].item.url) if answered else "", n=len(answered))
    unclear = [entry for entry in answered if not entry.intents]
    if len(unclear) > (1 - THRESHOLDS.understood_share) * len(answered):
        page, text = public(unclear[0].item.url), unclear[0].question
        return Doubt("not_understood", page, n=len(unclear), of=len(answered), text=text)
    return None


def _channel_presence(
    brand: str, visits: Sequence[PageVisit], ways: Mapping[str, Sequence[EvidenceItem]], since: datetime
) -> Presence:
    of_kind = [visit for visit in visits if visit.kind == VISIT_KIND[CHANNEL]]
    runs = {visit.run_id for visit in of_kind if visit.asked}
    doubt = unseen(of_kind, since) or unread_site(visits, runs, since)
    topics = {topic: tuple(items) for topic, items in ways.items()}
    return Presence(brand=brand, kind=CHANNEL, doubt=doubt, topics=topics, visits=_seen_pages(of_kind))


def _answers_of(faqs: pd.DataFrame, intents: Iterable[Mapping[str, Any]]) -> dict[str, list[_Answered]]:
    """Brand -> its questions."""
    by_faq: dict[str, list[str]] = defaultdict(list)
    for entry in intents:
        by_faq[str(entry["record_id"])].append(str(entry["intent"]))
    found: dict[str, list[_Answered]] = defaultdict(list)
    for row in faqs.to_dict("records"):
        question, answer, language = _text(row["question"]), _text(row["answer"]), _text(row["language"])
        item = EvidenceItem(
            record_kind="faq",
            record_id=str(row["faq_id"]),
            quote=question,
            url=str(row["url"]),
            fetched_at=as_datetime(row["last_seen"]),
        )
        said = load_intents(language).mentioned(f"{question}\n{answer}") if language in intent_languages() else ()
        found[str(row["brand"])].append(
            _Answered(question, answer, language, tuple(by_faq[item.record_id]), frozenset(said), item)
        )
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _ways(channels: pd.DataFrame) -> dict[str, dict[str, list[EvidenceItem]]]:
    """Brand -> kind of channel -> where it was seen."""
    seen: dict[str, dict[str, list[EvidenceItem]]] = defaultdict(lambda: defaultdict(list))
    for row in channels.to_dict("records"):
        words = (str(row["address"]), "" if row["vendor"] == "none" else str(row["vendor"]))
        item = EvidenceItem(
            form=OBSERVATION,
            record_kind="channel",
            record_id="|".join(str(row[name]) for name in ("brand", "kind", "vendor", "address")),
            quote=" ".join(word for word in words if word) or str(row["kind"]),
            url=str(row["url"]),
            fetched_at=as_datetime(row["last_seen"]),
        )
        seen[str(row["brand"])][str(row["kind"])].append(item)
    return seen


def _visit(row: Mapping[Any, Any]) -> PageVisit:
    fetched_at = as_datetime(row["fetched_at"])
    if fetched_at is None:
        raise ValueError(f"visit of {row['url']} in run {row['run_id']}: expected fetched_at, found none")
    return PageVisit(
        run_id=str(row["run_id"]),
        url=str(row["url"]),
        page=str(row["page"]),
        kind=str(row["kind"]),
        brand=str(row["brand"]),
        status=str(row["status"]),
        items=int(row["items"]),
        fetched_at=fetched_at,
        asked=bool(row["asked"]),
        current=bool(row["current"]),
    )
