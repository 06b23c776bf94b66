"""What brands say in two places: contradictions are listed, and what only looks like one is not."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.figures.channels.consistency import contradictions, passages_of
from analysis.text.promises import CHANNEL, FAQ, REPLY, Passage

PAIRS = tomllib.loads((Path(__file__).with_name("pairs.toml")).read_text("utf-8"))["pair"]
SEEN = datetime(2026, 9, 1)
PAGES = {"one": "faq", "two": "support"}
SITE = "https://www.acme.example"


def passages(pair: dict[str, Any]) -> list[Passage]:
    found = []
    for side in ("one", "two"):
        source, about, text = pair[side]
        number = text if source == CHANNEL and text.startswith("+") else ""
        found.append(
            Passage(
                brand="acme",
                source=source,
                record_id=f"{pair['id']}-{side}",
                language=pair["language"],
                about=about,
                text="" if number else text,
                url="https://reviews.example/acme" if source == REPLY else f"{SITE}/{PAGES[side]}",
                seen_at=SEEN,
                address=number,
            )
        )
    return found


def measured(held: bool) -> tuple[float, float]:
    """(precision, recall) on one half of the pairs."""
    listed = [(pair, contradictions(passages(pair))) for pair in PAIRS if pair.get("held", False) is held]
    right = sum(pair["contradicts"] and [one.topic for one in found] == [pair["topic"]] for pair, found in listed)
    given = sum(len(found) for _, found in listed)
    return right / given, right / sum(pair["contradicts"] for pair, _ in listed)


@pytest.mark.parametrize("held", [False, True])
def test_what_is_listed_contradicts(held: bool) -> None:
    """Of the half that nobody tuned on 20 of 24 were listed at first, none of them wrongly; what was free was overlooked."""
    precision, recall = measured(held)
    assert precision >= 0.95
    assert recall >= 0.9


def faq(question: str, answer: str, **more: Any) -> Passage:
    told = {"brand": "acme", "source": FAQ, "record_id": f"{question} {answer}", "language": "en", "url": f"{SITE}/faq"}
    return Passage(**{**told, "about": question, "text": answer, "seen_at": SEEN, **more})


def phone(number: str, **more: Any) -> Passage:
    return faq("phone", "", source=CHANNEL, record_id=number, address=number, url=f"{SITE}/contact", **more)


def pair_of(one: Passage, two: Passage) -> list[tuple[str, str]]:
    return [(found.value_one, found.value_two) for found in contradictions([one, two])]


LONG, SHORT = ("How long do I have to return something?", "You have 30 days."), ("Can I return it?", "Within 14 days.")


def test_pages_of_one_country_are_compared() -> None:
    assert pair_of(faq(*LONG), faq(*SHORT, url=f"{SITE}/help"))
    assert pair_of(faq(*LONG), faq(*SHORT, url="https://help.acme.example/articles/return-policy"))
    assert pair_of(faq(*LONG), faq(*SHORT, url="https://acme.helpdesk.example/faq"))


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/en-ie/faq",  # another country
        f"{SITE}/wholesale/faq",  # other customers
        "https://trade.acme.example/faq",
        "https://www.acme.example/stores/leeds/faq",
    ],
)
def test_a_page_for_others_is_not_compared(url: str) -> None:
    assert pair_of(faq(*LONG), faq(*SHORT, url=url)) == []


def test_a_heading_restricts_what_is_below_it() -> None:
    assert pair_of(faq(*LONG, heading="Orders"), faq(*SHORT, heading="Delivery and returns"))
    assert pair_of(faq(*LONG, heading="Orders"), faq(*SHORT, heading="Gift vouchers")) == []


def test_replies_are_of_the_country_of_a_site_that_has_one() -> None:
    said = faq("", "Returns are accepted within 14 days.", source=REPLY, url="https://reviews.example/acme")
    assert pair_of(faq(*LONG), said)
    other = faq(*LONG, url=f"{SITE}/en-ie/faq")
    both = [faq(*LONG, url=f"{SITE}/en-gb/faq"), other, said]
    assert contradictions(both) == []


def test_what_has_many_values_is_not_understood() -> None:
    values = [faq("How long does delivery take?", f"Delivery takes {days} days.") for days in (1, 3, 5, 9)]
    assert len(contradictions(values[:2])) == 1
    assert contradictions(values) == []


def test_what_more_passages_say_is_named_first_and_counted() -> None:
    again = faq("What is your returns policy?", "You have 30 days.", url=f"{SITE}/help")
    (found,) = contradictions([faq(*SHORT), faq(*LONG), again])
    assert (found.value_one, found.places_one) == ("30 days", 2)
    assert (found.value_two, found.places_two, found.quote_two) == ("14 days", 1, "Within 14 days.")


def test_a_number_is_held_against_the_one_that_pages_give() -> None:
    asked = faq("How can I reach you?", "Call us on +44 1632 960345.")
    assert pair_of(asked, phone("+441632960354"))
    assert pair_of(asked, phone("+441632960345")) == []
    assert pair_of(asked, phone("+448081570192")) == []  # of another kind
    assert contradictions([asked, phone("+441632960354"), phone("+441632960399")]) == []  # they have several
    # The number of the question itself was read as a way to call, too.
    own = phone("+441632960345")
    assert contradictions([asked, phone("+441632960354"), faq("phone", "", source=CHANNEL, address=own.address)])


def test_free_with_something_left_out_is_no_contradiction() -> None:
    free = faq("How much is delivery?", "Delivery is free.")
    costs = faq("What does postage cost?", "Postage is £3.")
    assert pair_of(free, costs)
    assert contradictions([free, costs, faq("Is delivery ever free?", "Delivery is free on orders over £30.")]) == []
    assert pair_of(faq("How much is delivery?", "Delivery is free. Orders below £30 cost £3."), costs) == []


def test_what_was_read_before_the_window_is_left_out() -> None:
    row = {"brand": "acme", "url": f"{SITE}/faq", "language": "en", "category": None}
    faqs = pd.DataFrame(
        [
            {**row, "faq_id": "1", "question": LONG[0], "answer": LONG[1], "last_seen": SEEN},
            {**row, "faq_id": "2", "question": SHORT[0], "answer": SHORT[1], "last_seen": SEEN - timedelta(days=90)},
        ]
    )
    channels = pd.DataFrame(columns=["brand", "kind", "vendor", "address", "url", "hours", "last_seen"])
    replies = pd.DataFrame(columns=["brand", "language", "body", "said_at", "record_id", "url"])
    assert [one.record_id for one in passages_of(faqs, channels, replies, SEEN)] == ["1"]
    assert len(passages_of(faqs, channels, replies, SEEN - timedelta(days=100))) == 2
