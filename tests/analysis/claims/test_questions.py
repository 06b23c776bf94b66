"""The market's questions: who asks, who answers, how a brand stands; what is not known is not "no"."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.claims.complaints import Complaint
from analysis.claims.questions import questions, standing
from analysis.figures.evidence import EvidenceItem
from analysis.figures.presence import FAQ_INTENT, Presence
from analysis.figures.presence.pages import Doubt
from analysis.figures.search.rankings import Asked


def item(kind: str, record: str, quote: str) -> EvidenceItem:
    return EvidenceItem(
        record_kind=kind, record_id=record, quote=quote, url=f"https://{record}.example/", fetched_at=None
    )


def has(
    brand: str,
    doubt: Doubt | None,
    topics: dict[str, tuple[EvidenceItem, ...]],
    mentioned: frozenset[str] = frozenset(),
) -> Presence:
    return Presence(brand=brand, kind=FAQ_INTENT, doubt=doubt, topics=topics, mentioned=mentioned)


@pytest.mark.parametrize(
    ("own", "others", "stands"),
    [
        ("no", ["no", "no"], "open"),
        ("no", ["yes", "no"], "missing"),
        ("no", ["mentioned", None], "missing"),
        ("mentioned", ["yes", "no"], "weak"),
        ("mentioned", ["mentioned"], "shared"),
        ("yes", ["no", "no"], "alone"),
        ("yes", ["yes", "no", "no"], "ahead"),
        ("yes", ["yes", "yes", "no"], "shared"),
        (None, ["yes"], None),
        ("yes", [None, None], None),
    ],
)
def test_how_a_brand_stands(own: str | None, others: list[str | None], stands: str | None) -> None:
    assert standing(own, others) == stands


def test_questions_are_ranked_by_who_asks_and_answered_with_their_passage() -> None:
    acme = has("acme", None, {"returns": (item("faq", "f1", "Can I return it?"),)})
    beta = has("beta", None, {}, frozenset({"returns"}))
    gamma = has("gamma", Doubt("FEW"), {})
    asked = {"gift_cards": [Asked("Do they sell gift cards?", item("paa", "p1", "Do they sell gift cards?"))]}
    wanted = Complaint("gift_cards", ("acme",), 4, (item("review", "r1", "Are there gift cards?"),))
    faqs = pd.DataFrame([{"faq_id": "f1", "question": "Can I return it?", "answer": "Within 30 days."}])
    found, answers = questions(asked, [wanted], [acme, beta, gamma], faqs)
    assert [(q.intent, q.asked_search, q.asked_customers) for q in found] == [("gift_cards", 1, 4), ("returns", 0, 0)]
    by = {(q.intent, a.brand): a for q in found for a in answers if a.question_id == q.question_id}
    assert (by["gift_cards", "acme"].answered, by["gift_cards", "acme"].standing) == ("no", "open")
    assert by["gift_cards", "gamma"].answered is None
    assert by["returns", "acme"].passage == "Can I return it?\nWithin 30 days."
    assert (by["returns", "beta"].answered, by["returns", "beta"].standing) == ("mentioned", "weak")
