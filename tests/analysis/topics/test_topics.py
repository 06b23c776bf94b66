"""Topics the taxonomy misses: proposed from sentences without a driver, the same in every run."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text.drivers import load_taxonomy
from analysis.text.phrases import PhraseBook, Phrases
from analysis.topics.proposals import MIN_AUTHORS, Sentence, proposal_id, propose_topics

PARKING = [
    "The parking garage was full again.", "No parking anywhere near.", "We circled for parking and left.",
    "Parking costs a lot here.",
    "Nice place if you can get parking.", "Free parking behind the house.", "The parking garage has ten places.",
]  # fmt: skip
MUSIC = [
    "The music was far too loud.", "Live music on Fridays.", "I liked the music and the singer.", "Music from the nineties only.",
    "Could you turn the music down?", "The music made the evening.",
]  # fmt: skip
THAI = ["ที่จอดรถหายาก", "ไม่มีที่จอดรถ", "ที่จอดรถเต็มตลอด", "มีที่จอดรถแคบ", "ในที่จอดรถมืด", "ของที่จอดรถ"]
OTHER = ["We went on a Tuesday.", "It was raining.", "My uncle came along.", "Second visit.", "See you soon."] * 4


def sentences(texts: list[str]) -> list[Sentence]:
    return [Sentence("review", f"r{number:03}", 0, text) for number, text in enumerate(texts)]


def test_topics_are_proposed_with_counts_and_examples():
    proposals = propose_topics(sentences(PARKING + MUSIC + OTHER), "en")
    assert [proposal.term for proposal in proposals] == ["parking", "music"]
    parking = proposals[0]
    assert (parking.n_records, parking.n_sentences) == (7, 7)
    assert parking.related == ("parking garage",)
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
    lots = sentences([f"We saw the parking garage {number}." for number in range(8)] + OTHER)
    assert [proposal.term for proposal in propose_topics(lots, "en")] == ["parking garage"]
    assert [proposal.term for proposal in propose_topics(lots, "en", earlier=["parking"])] == ["parking"]


def test_the_longer_name_is_the_topic_and_its_words_are_not_proposed_again():
    life = [f"The battery life is {word}." for word in ("fine", "poor", "odd", "short", "great", "so-so", "long")]
    proposals = propose_topics(sentences([*life, "My battery died.", *OTHER]), "en")
    assert [proposal.name for proposal in proposals] == ["battery life"]
    assert proposals[0].phrases == ("battery life",)


def test_verbs_names_and_words_of_time_name_nothing():
    days = ("Monday", "Tuesday", "Friday", "Sunday", "Saturday", "Thursday")
    swaps = [f"I swap it with {name} every {day}." for name, day in zip("ABCDEF", days, strict=True)]
    towns = [f"We drove to Leeds on {day}." for day in days]
    assert propose_topics(sentences([*swaps, *towns, *OTHER]), "en") == []
    nouns = [f"The swap went wrong {number}." for number in range(6)]
    assert [proposal.name for proposal in propose_topics(sentences([*nouns, *OTHER]), "en")] == ["swap"], "a noun there"


@pytest.mark.parametrize(
    ("language", "texts", "name", "phrases"),
    [
        (
            "vi",
            ["các máy lạnh hỏng", "có máy lạnh ồn", "những máy lạnh yếu", "bị máy lạnh bẩn", "về máy lạnh kêu", "tắt máy lạnh"],
            "máy lạnh",
            {"máy lạnh"},
        ),
        ("th", THAI, "ที่จอดรถ", {"ที่จอดรถ"}),
        (
            "lt",
            [
                "Dovanų kuponas negalioja.", "Dovanų kupono nepriėmė.", "Gavau dovanų kuponą.", "Dovanų kuponai baigėsi.",
                "Dovanų kuponas dingo.", "Dėl dovanų kupono.",
            ],
            "dovanų kuponas",
            {"dovanų kuponas", "dovanų kupono", "dovanų kuponą", "dovanų kuponai"},
        ),
    ],
)  # fmt: skip
def test_topics_are_named_by_the_words_of_a_language(language: str, texts: list[str], name: str, phrases: set[str]):
    (proposal,) = propose_topics(sentences(texts), language)
    assert proposal.name == name
    assert set(proposal.phrases) == phrases
    book = load_taxonomy(language)
    found = PhraseBook({"new": Phrases(proposal.phrases)}, word_boundaries=book.word_boundaries)
    assert all(found.meanings(member.text) == ("new",) for member in proposal.members), (
        "what is proposed to add finds it"
    )


def test_brands_and_judgements_are_counted():
    def said(brand: str, label: int | None) -> list[Sentence]:
        return [
            Sentence("review", f"{brand}{number}", 0, text, f"{brand}{number % 4}", brand, label)
            for number, text in enumerate(PARKING)
        ]

    (proposal,) = propose_topics([*said("a", -1), *said("b", 0)], "en", limit=1)
    assert [(s.brand, s.n_authors, s.n_sentences, s.n_read, s.n_negative) for s in proposal.brands] == [
        ("a", 4, 7, 7, 7), ("b", 4, 7, 7, 0)
    ]  # fmt: skip
    assert proposal.n_authors == 8
    other = [Sentence("review", f"o{n}", 0, text, "", "b", -1) for n, text in enumerate(OTHER)]
    own = [Sentence("review", f"a{n}", 0, text, f"p{n}", "a", -1) for n, text in enumerate(PARKING)]
    assert [found.name for found in propose_topics(own, "en")] == ["parking"]
    assert propose_topics([*own, *other], "en") == [], "one brand's own, where there are two"
    assert propose_topics([*said("a", 0), *said("b", 0)], "en") == [], "told, not judged"
    assert propose_topics([*said("a", None), *said("b", None)], "en"), "unless nothing is read for sentiment"


def test_what_is_sold_what_brands_are_called_and_what_a_driver_names_is_no_topic():
    given = sentences(PARKING + MUSIC + OTHER)
    assert [p.name for p in propose_topics(given, "en", market=["live music"])] == ["parking"]
    assert [p.name for p in propose_topics(given, "en", ignored=["Music Hall"])] == ["parking"]
    assert [p.name for p in propose_topics(given, "en", covered=lambda name: "music" in name)] == ["parking"]


@given(st.lists(st.sampled_from(PARKING + MUSIC + OTHER), max_size=40), st.randoms(use_true_random=False))
def test_every_sentence_belongs_to_one_topic_and_order_does_not_matter(texts: list[str], rng: random.Random):
    said = sentences(texts)
    first = propose_topics(said, "en")
    rng.shuffle(said)
    assert propose_topics(said, "en") == first
    members = [member for proposal in first for member in proposal.members]
    assert len(members) == len(set(members))
    assert all(proposal.n_authors >= MIN_AUTHORS for proposal in first)
    again = propose_topics(said, "en", earlier=[proposal.term for proposal in first])
    assert {proposal.id for proposal in again} >= {proposal.id for proposal in first}, "what was proposed keeps its id"


@pytest.mark.parametrize(("language", "word"), [("lt", "automobilis"), ("xx", "estacionamento")])
def test_languages_without_a_file_are_read_by_words(language: str, word: str):
    given = sentences([f"{word} {number}" for number in range(6)] + ["kita diena"] * 3)
    assert [proposal.term for proposal in propose_topics(given, language)] == [word]
