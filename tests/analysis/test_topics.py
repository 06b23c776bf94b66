"""Topics the taxonomy misses: proposed from sentences without a driver, the same in every run."""

from __future__ import annotations

import random

import pytest

from analysis.topics import MIN_AUTHORS, Sentence, proposal_id, propose_topics

PARKING = [
    "The parking garage was full again.", "No parking anywhere near.", "We circled for parking and left.",
    "Parking costs a lot here.",
    "Nice place if you can get parking.", "Free parking behind the house.", "The parking garage has ten places.",
]  # fmt: skip
MUSIC = [
    "The music was far too loud.", "Live music on Fridays.", "I liked the music and the singer.", "Music from the nineties only.",
    "Could you turn the music down?", "The music made the evening.",
]  # fmt: skip
OTHER = ["We went on a Tuesday.", "It was raining.", "My uncle came along.", "Second visit.", "See you soon."] * 4


def sentences(texts: list[str]) -> list[Sentence]:
    return [Sentence("review", f"r{number:03}", 0, text) for number, text in enumerate(texts)]


def test_topics_are_proposed_with_counts_and_examples():
    proposals = propose_topics(sentences(PARKING + MUSIC + OTHER), "en")
    assert [proposal.term for proposal in proposals] == ["parking", "music"]
    parking = proposals[0]
    assert (parking.n_records, parking.n_sentences) == (7, 7)
    assert parking.related == ("garage",)
    assert len(parking.examples) == 5
    assert all("arking" in example.text for example in parking.examples)
    assert len({example.record_id for example in parking.examples}) == 5
    assert parking.id == proposal_id("parking", "en")


def test_order_copies_and_other_sentences_change_nothing():
    given = sentences(PARKING + MUSIC + OTHER)
    first = propose_topics(given, "en")
    shuffled = given + given[:9]
    random.Random(5).shuffle(shuffled)
    assert propose_topics(shuffled, "en") == first
    more = given + [Sentence("mention", f"m{n}", 0, f"The garden smelled of {w}.") for n, w in enumerate("abcdefgh")]
    kept = {proposal.id for proposal in propose_topics(more, "en")}
    assert {proposal.id for proposal in first} <= kept
    assert proposal_id("garden smelled", "en") in kept  # two words that always go together are one topic


def test_a_record_counts_once_and_a_few_are_no_topic():
    one_author = [Sentence("review", "r1", start * 40, text) for start, text in enumerate(PARKING)]
    assert propose_topics(one_author + sentences(OTHER), "en") == []
    assert propose_topics(sentences(PARKING[: MIN_AUTHORS - 1]), "en") == []
    assert propose_topics([], "en") == []


def test_what_drivers_name_as_often_is_no_new_topic():
    given = sentences(PARKING + MUSIC + OTHER)
    named = ["The music player broke after a week."] * 30 + ["Late delivery."] * 30
    assert [proposal.term for proposal in propose_topics(given, "en", named=named)] == ["parking"]


def test_settled_proposals_do_not_come_back_and_earlier_ones_keep_their_name():
    given = sentences(PARKING + MUSIC + OTHER)
    settled = {proposal_id("parking", "en")}
    assert [proposal.term for proposal in propose_topics(given, "en", settled=settled)] == ["music"]
    lots = sentences([f"Full parking lot {number}." for number in range(8)] + OTHER)
    assert [proposal.term for proposal in propose_topics(lots, "en")] == ["full parking"]
    assert [proposal.term for proposal in propose_topics(lots, "en", earlier=["parking"])] == ["parking"]


@pytest.mark.parametrize(("language", "word"), [("lt", "automobilis"), ("xx", "estacionamento")])
def test_languages_without_a_file_are_read_by_words(language: str, word: str):
    given = sentences([f"{word} {number}" for number in range(6)] + ["kita diena"] * 3)
    assert [proposal.term for proposal in propose_topics(given, language)] == [word]
