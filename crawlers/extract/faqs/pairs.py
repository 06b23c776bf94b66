"""What the FAQ layers hand to each other: one question with its answer as a layer read it."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from crawlers.extract.faqs.inviting import invites
from crawlers.extract.page.asking import clean_answer, clean_question, is_verdict, unglued_answer
from crawlers.extract.page.text import key

TRUST = {
    "jsonld": 0.9,
    "microdata": 0.9,
    "rdfa": 0.85,
    "aria": 0.75,
    "details": 0.75,
    "dl": 0.65,
    "accordion": 0.65,
    "headings": 0.6,
    "article": 0.5,
}
"""Layers, most trusted first, and how far each is believed alone (0..1)."""
MIN_ANSWER = 2
"""Letters or digits that make an answer ("No." is one; "-" is none)."""


@dataclass(eq=False)
class Pair:
    """`element` holds the question where it stands on the page, None for JSON-LD; `answered_in` the answer, if one
    element does. `way`: how its layer found it, where it has several ways."""

    question: str
    answer: str
    layer: str
    element: etree._Element | None = None
    answered_in: etree._Element | None = None
    way: str = ""


def make_pair(
    question: str,
    answer: str,
    layer: str,
    element: etree._Element | None = None,
    answered_in: etree._Element | None = None,
    way: str = "",
) -> Pair | None:
    """A pair with both texts cleaned, or None if either is then empty, both are the same, or the
    question is the page's own ("Still have questions?")."""
    answer = unglued_answer(question, answer)
    question = " ".join(clean_question(question).split())
    answer = clean_answer(answer)
    asked, answered = key(question), key(answer)
    if len(answered) < MIN_ANSWER and not is_verdict(answer):
        return None
    if len(asked) < MIN_ANSWER or asked == answered or invites(question, answer):
        return None
    return Pair(question, answer, layer, element, answered_in, way)
