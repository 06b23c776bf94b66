"""Proposed personas: the planted needs are found by their words, and chance is no persona."""

from __future__ import annotations

import random

import pytest

from analysis.topics.needs import Part, PersonaProposal, Text, propose_personas

EN = {
    "wheelchair": "My wheelchair fits.|We come with a wheelchair.|The wheelchair is wide.",
    "students": "We share a dormitory.|In my dormitory there is a kettle.|The dormitory is loud.",
}
TH = {"หอพัก": "อยู่หอพักใกล้มหาลัย|ในหอพักไม่มีครัว|หอพักเล็กมาก"}
PLACES = [
    "harbour", "orchard", "station", "library", "bakery", "castle", "garden", "bridge", "market", "chapel",
    "valley", "museum", "tower", "school", "meadow", "river", "quarry", "theatre", "stadium", "airport",
    "cellar", "attic", "barn", "mill", "forge", "abbey", "canal", "island", "forest", "lake", "beach",
    "cliff", "cave", "desert", "village", "square", "fountain", "statue", "temple", "palace",
]  # fmt: skip
DAYS = ["Monday", "Tuesday", "Friday", "June", "March", "noon", "winter"]


def texts(needs: list[tuple[str, int]], noise: int, seed: int = 1) -> list[Text]:
    """`n` customers who say one of the sentences of a need, and `noise` who say nothing of the kind."""
    dice, made = random.Random(seed), []
    for sentences, n in needs:
        choice = sentences.split("|")
        made += [choice[number % len(choice)] for number in range(n)]
    made += [
        f"We walked from the {dice.choice(PLACES)} to the {dice.choice(PLACES)} in {dice.choice(DAYS)}."
        for _ in range(noise)
    ]
    return [Text("review", f"r{number:04}", f"author {number}", (Part(0, said),)) for number, said in enumerate(made)]


def words(found: list[PersonaProposal]) -> set[str]:
    return {word for proposal in found for word in proposal.words}


def test_the_planted_needs_are_found_with_their_customers() -> None:
    given = texts([(EN["wheelchair"], 45), (EN["students"], 36)], 300)
    found = {proposal.words[0]: proposal for proposal in propose_personas(given, "en")}
    assert set(found) == {"wheelchair", "dormitory"}
    assert (found["wheelchair"].n, found["dormitory"].n) == (45, 36)
    assert all("dormitory" in part.text.lower() for _, part in found["dormitory"].examples)
    assert len({text.author for text, _ in found["dormitory"].examples}) == 3


def test_words_that_chance_brings_together_are_no_need() -> None:
    given = texts([], 400)
    assert [proposal.words for proposal in propose_personas(given, "en") if len(proposal.words) > 1] == []


def test_a_word_is_given_with_the_one_that_always_follows() -> None:
    sentences = "Mine is a cold brew.|I make a cold brew.|The cold brew is for me."
    found = propose_personas(texts([(sentences, 40)], 300), "en")
    assert [(proposal.words, proposal.n) for proposal in found] == [(("cold brew",), 40)]


def test_the_order_of_the_texts_does_not_matter() -> None:
    given = texts([(EN["wheelchair"], 45), (EN["students"], 36)], 300)
    shuffled = random.Random(5).sample(given, len(given))
    assert propose_personas(shuffled, "en") == propose_personas(given, "en")


def test_a_need_of_too_few_customers_is_not_proposed_however_much_they_write() -> None:
    few = [
        Text("review", f"x{number:03}", f"author {number % 12}", (Part(0, "The dormitory is loud."),))
        for number in range(60)
    ]
    found = propose_personas([*texts([(EN["wheelchair"], 45)], 300), *few], "en")
    assert "dormitory" not in words(found)
    assert "wheelchair" in words(found)


def test_names_of_brands_and_what_is_sold_tell_nothing() -> None:
    given = texts([(EN["wheelchair"], 45), (EN["students"], 36)], 300)
    assert "dormitory" not in words(propose_personas(given, "en", ignored=["Dormitory"]))


def test_where_there_is_little_nothing_is_proposed() -> None:
    assert propose_personas([], "en") == []
    assert propose_personas(texts([(EN["students"], 20)], 30), "en") == []


@pytest.mark.parametrize("word", list(TH))
def test_a_language_without_spaces(word: str) -> None:
    given = texts([(TH[word], 40)], 0)
    others = ["กาแฟแก้วนี้ร้อน", "วันนี้ฝนตก", "แมวนอนบนโต๊ะ", "รถไฟมาช้า", "ภูเขาสูง", "ทะเลสวย"]
    given += [Text("review", f"y{n:03}", f"other {n}", (Part(0, others[n % len(others)]),)) for n in range(240)]
    assert word in words(propose_personas(given, "th"))
