"""The Lithuanian lexicon: what its rules say of plain sentences, and the smoke set under benchmarks/labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.sentiment.measuring.evaluations import validated
from analysis.sentiment.model import THRESHOLD
from analysis.sentiment.models.lexicon.files import read_lexicon_files
from analysis.sentiment.models.lexicon.model import LexiconModel
from analysis.sentiment.models.lexicon.tokens import undiacritised
from data.languages import path
from tests.conftest import ROOT
from tests.work import assert_at_most

MODEL = LexiconModel("lt")
FOLDER = path("lt", "text/sentiment")
LABELS = ROOT / "benchmarks" / "labels" / "sentences_lt.tsv"
SMOKE_FLOOR = 0.85
"""Of sentences that one hand wrote and labelled: a guard against breaking the lexicon, not an accuracy."""


def label(text: str) -> int | None:
    return MODEL.score_many([text])[0].label


def labelled(path: Path = LABELS) -> list[tuple[str, int, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    return [(split, int(truth), text) for split, truth, text in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Labai skanus maistas ir malonūs žmonės", 1),
        ("Nemokamas pristatymas", 1),
        ("Jokių problemų, viskas sklandu", 1),
        ("Niekada nenusivyliau", 1),
        ("Nieko blogo negaliu pasakyti", 1),
        ("Čia tai bomba, super", 1),
        ("Nerekomenduoju", -1),
        ("Nepatogus ir nekokybiškas", -1),
        ("Maistas neskanus", -1),
        ("Nėra skanu", -1),
        ("Nebepatogu naudoti", -1),
        ("Be skonio, be pagarbos", -1),
        ("Personalas nemandagus", -1),
        ("Siunta vėlavo, o niekas neatsako", -1),
        ("Jaučiau negalavimą", 0),
        ("Nebedirbu ten", 0),
        ("Netoli stoties", 0),
        ("Geriu kavą rytais", 0),
        ("Parduotuvė atidaryta", 0),
        ("Skambinau greitajai pagalbai", 0),
        ("Laiko turiu iki vakaro", 0),
        ("Naudojau du mėnesius", 0),
    ],
)
def test_reads_plain_opinions(text: str, expected: int) -> None:
    assert label(text) == expected, MODEL.score(text)


@pytest.mark.parametrize(
    "word", ["patogus", "skanu", "rekomenduoju", "mandagus", "malonūs", "švaru", "patiko", "kokybiška"]
)
def test_the_prefix_turns_praise_into_blame(word: str) -> None:
    assert MODEL.score(word) >= THRESHOLD
    assert MODEL.score(f"ne{word}") <= -THRESHOLD
    assert MODEL.score(f"nebe{word}") <= -THRESHOLD


def test_words_that_only_begin_like_a_negation_are_not_one() -> None:
    for word in ("nemokamas", "nerealu", "nepriekaištingas", "nepakartojama"):
        assert MODEL.score(word) >= THRESHOLD
    for word in ("netvarka", "nervina", "nesąmonė", "nelaimė"):
        assert MODEL.score(word) <= 0


def test_strength_is_in_the_words_around_and_in_the_word() -> None:
    assert MODEL.score("labai skanu") > MODEL.score("skanu") > MODEL.score("šiek tiek skanu") > 0
    assert MODEL.score("skaniausia kava") > MODEL.score("skani kava")
    assert MODEL.score("nepaprastai blogai") < MODEL.score("blogai") < 0


def test_what_follows_a_contrast_counts_more() -> None:
    for word in ("bet", "tačiau"):
        assert MODEL.score(f"Gražu, {word} blogai") < 0 < MODEL.score(f"Blogai, {word} gražu")
    assert MODEL.score("Gražu bet kada") > 0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("labai gera preke, rekomenduoju", "labai gera prekė, rekomenduoju"),
        ("dziaugiuosi pirkiniu", "džiaugiuosi pirkiniu"),
        ("siaubingas aptarnavimas, slykstu", "siaubingas aptarnavimas, šlykštu"),
        ("shaunus zhmones", "šaunūs žmonės"),
        ("lb geras", "labai geras"),
        ("svaru ir grazu", "švaru ir gražu"),
    ],
)
def test_spellings_without_marks_and_of_the_diaspora(written: str, meant: str) -> None:
    assert label(written) == label(meant) != 0


def test_sentences_lose_little_without_their_marks() -> None:
    polar = [(truth, text) for _, truth, text in labelled() if truth]
    right = sum(label(text) == truth for truth, text in polar)
    bare = sum(label(undiacritised(text)) == truth for truth, text in polar)
    assert bare >= 0.9 * right


def test_the_smoke_set() -> None:
    rows = labelled()
    assert len(rows) == len({text for _, _, text in rows}) == 300
    assert {split for split, _, _ in rows} == {"tune", "unseen"}
    unseen = [(truth, text) for split, truth, text in rows if split == "unseen"]
    assert sum(label(text) == truth for truth, text in unseen) >= SMOKE_FLOOR * len(unseen)


def test_no_accuracy_is_claimed_from_a_smoke_set() -> None:
    assert "lt" not in validated(("en", "lt"))


def test_the_lexicon_is_large_and_its_words_are_found() -> None:
    data = read_lexicon_files(FOLDER)
    assert len(data.valences) >= 1_000
    strong = {word: valence for word, valence in data.valences.items() if abs(valence) >= 1.5}
    found = sum(MODEL.score(word) * valence > 0 for word, valence in strong.items())
    assert found >= 0.97 * len(strong)


def test_words_are_looked_up_once() -> None:
    texts = [text for _, _, text in labelled()]
    MODEL.score_many(texts)

    # 1,500 sentences cost less than the dictionary does once
    assert_at_most(lambda: MODEL.score_many(texts * 5), 1, lambda: LexiconModel("lt"))
