"""The market's questions: what people ask, who answers it, and how a brand stands beside the others. Rows of `questions` and
`question_answers`.

A question is a FAQ intent: what people ask is too various to be counted by its wording. "No" is said only of a brand whose
FAQ was read as a whole (analysis.figures.presence); of others it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import pandas as pd

from analysis.claims.complaints import Complaint
from analysis.figures.evidence import EvidenceItem
from analysis.figures.presence import Presence
from analysis.figures.search.rankings import Asked
from data.thresholds import THRESHOLDS

YES, MENTIONED, NO = "yes", "mentioned", "no"
MISSING, WEAK, SHARED, AHEAD, ALONE, OPEN = "missing", "weak", "shared", "ahead", "alone", "open"
GAPS_FIRST = (OPEN, MISSING, WEAK, SHARED, AHEAD, ALONE)
"""How a brand may stand, what it lacks first."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One row of `questions`."""

    question_id: str
    intent: str
    text: str
    language: str | None
    asked_search: int
    asked_customers: int
    asked_kind: str | None
    asked_id: str | None
    asked_url: str | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One row of `question_answers`."""

    question_id: str
    brand: str
    answered: str | None
    standing: str | None
    passage: str | None
    faq_id: str | None
    url: str | None


def questions(
    asked: Mapping[str, Sequence[Asked]],
    complaints: Iterable[Complaint],
    presences: Sequence[Presence],
    faqs: pd.DataFrame,
) -> tuple[list[Question], list[Answer]]:
    """All intents that people ask about or a brand answers, those most asked first, and each brand's answer. `asked`: intent ->
    questions people also ask; `presences`: what each brand has of FAQ intents; `faqs`: the columns of faqs.sql."""
    by_intent = {complaint.intent: complaint for complaint in complaints}
    answered = {intent for entry in presences for intent in (*entry.topics, *entry.mentioned)}
    worded = {str(row["faq_id"]): row for row in faqs.to_dict("records")}
    found, answers = [], []
    for intent in sorted({*asked, *by_intent, *answered} - {""}):
        question = _question(intent, asked.get(intent, ()), by_intent.get(intent), presences)
        found.append(question)
        answers += _answers(question, presences, worded)
    return sorted(
        found, key=lambda question: (-question.asked_search - question.asked_customers, question.intent)
    ), answers


def _question(
    intent: str, asked: Sequence[Asked], complaint: Complaint | None, presences: Sequence[Presence]
) -> Question:
    own = [item for entry in presences for item in entry.topics.get(intent, ())]
    said = [entry.item for entry in asked] + list(complaint.evidence if complaint else ())
    shown: EvidenceItem | None = next(iter(said or own), None)
    return Question(
        question_id=sha256(f"question|{intent}".encode()).hexdigest()[:12],
        intent=intent,
        text=asked[0].question if asked else shown.quote if shown else intent,
        language=None,
        asked_search=len(asked),
        asked_customers=complaint.authors if complaint else 0,
        asked_kind=shown.record_kind if shown else None,
        asked_id=shown.record_id if shown else None,
        asked_url=shown.url if shown else None,
    )


def _answers(
    question: Question, presences: Sequence[Presence], worded: Mapping[str, Mapping[object, object]]
) -> list[Answer]:
    states = {entry.brand: _state(entry, question.intent) for entry in presences}
    found = []
    for entry in presences:
        item = next(iter(entry.topics.get(question.intent, ())), None)
        row = worded.get(item.record_id) if item else None
        found.append(
            Answer(
                question_id=question.question_id,
                brand=entry.brand,
                answered=states[entry.brand],
                standing=standing(
                    states[entry.brand], [state for brand, state in states.items() if brand != entry.brand]
                ),
                passage=f"{row['question']}\n{row['answer']}" if row else item.quote if item else None,
                faq_id=item.record_id if item else None,
                url=item.url if item else None,
            )
        )
    return found


def _state(entry: Presence, intent: str) -> str | None:
    if intent in entry.topics:
        return YES
    if intent in entry.mentioned:
        return MENTIONED
    return NO if entry.whole else None


def standing(own: str | None, others: Sequence[str | None]) -> str | None:
    """How a brand stands beside those of the others that are known: OPEN nobody answers, MISSING it does not and another does,
    WEAK only an answer of its own speaks of it and another answers, ALONE no other does, AHEAD not most others do, else SHARED.
    None where its own answer, or every other's, is not known."""
    known = [state for state in others if state is not None]
    if own is None or not known:
        return None
    having = sum(state == YES for state in known)
    if own == NO:
        return MISSING if any(state != NO for state in known) else OPEN
    if own == MENTIONED:
        return WEAK if having else SHARED
    if not any(state != NO for state in known):
        return ALONE
    return SHARED if having / len(known) > THRESHOLDS.most_rivals else AHEAD
