"""What is looked up at once, or searched for in a quicker way, is what it was when asked for one by one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.opinions import opinions_of
from analysis.sentiment.models.lexicon.tokens import undiacritised
from analysis.text import clauses, sentences
from analysis.text.emotions import emotion_of
from analysis.text.phrases import JointBook, PhraseBook, Phrases
from analysis.text.signals import intent_of

WORDS = ("late", "refund", "staff", "rude", "wasn't", "customer's", "coffee", "not", "free", "call")
BOOKS = (
    {
        "slow": Phrases(("late", "not ... free", "wait* for ... refund")),
        "kind": Phrases(("rude staff",), ("not rude staff",)),
    },
    {"turn": Phrases(("but", "coffee"))},
    {},
    {"slow": Phrases(("late refund", "free-call", "call/coffee ... late ... staff"), ("not late",))},
)
SPACED = [PhraseBook(topics) for topics in BOOKS]
UNSPACED = [PhraseBook(topics, word_boundaries=False) for topics in BOOKS]
PLAIN = [
    PhraseBook({"x": Phrases(("chậm", "giao hàng"))}, plain_letters=True),
    PhraseBook({"y": Phrases(("hàng",))}, plain_letters=True),
]
TEXTS = st.lists(
    st.sampled_from([*WORDS, "but", "waiting", "for", ",", ".", "-", "İ", "giao", "hàng", "cham", "hang"]), max_size=14
).map(" ".join)


@pytest.mark.parametrize("books", [SPACED, UNSPACED, PLAIN], ids=["spaced", "unspaced", "plain"])
@settings(deadline=None)
@given(text=TEXTS)
def test_books_together_find_what_each_finds_alone(books: list[PhraseBook], text: str) -> None:
    matched = JointBook(books).search(text)
    for number, book in enumerate(books):
        matches = book.find(text)
        assert matched.meanings(number) == book.meanings(text)
        assert matched.matches(number) == matches
        assert matched.moved is (matches is None)
        assert matches is None or matched.count(number) == len(matches)


def test_books_of_two_kinds_are_not_asked_together() -> None:
    with pytest.raises(ValueError, match="expected books with equal word_boundaries and plain_letters"):
        JointBook([SPACED[0], UNSPACED[0]])
    assert JointBook([SPACED[2], UNSPACED[0]]).search("late").meanings(1) == ("slow",)  # an empty book is of any kind


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The staff were so rude, but I love the coffee and I'm delighted with it! Why was the refund so late?"),
        ("th", "พนักงานแย่มาก โมโหมาก แต่กาแฟอร่อย ชอบมากค่ะ แนะนำเลย"),
        ("vi", "Nhân viên thô lỗ làm tôi tức giận, nhưng cà phê rất ngon và tôi rất thích. Sao giao hàng chậm vậy?"),
        ("lt", "Darbuotojai buvo nemandagūs ir esu piktas, bet kava labai skani ir džiaugiuosi. Rekomenduoju!"),
        (None, "The staff were so rude."),
    ],
)
def test_every_part_is_read_by_itself(language: str | None, text: str) -> None:
    found = opinions_of(text, language)
    for opinion in found:
        said = text[opinion.start : opinion.end]
        assert opinion.emotion == emotion_of(said, language, opinion.label)
        assert opinion.intent == intent_of(said, language, opinion.label, opinion.emotion)
    if language is not None:
        assert len({opinion.start for opinion in found}) > 1
        assert any(opinion.emotion or opinion.intent for opinion in found)


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


@settings(deadline=None)
@given(text=st.text(st.sampled_from("ab .!?\u2026\u3002\uff01\uff1f"), max_size=30))
def test_marks_in_a_row_are_of_one_kind(text: str) -> None:
    assert _spans(sentences._MARK, text) == _spans(re.compile(r"[.!?\u2026]+|[\u3002\uff01\uff1f]+"), text)


@settings(deadline=None)
@given(text=st.text(st.sampled_from("ab ,;:\u060c\u3001()-\u2013\u2014\t\n\u00a0"), max_size=30))
def test_signs_that_part_a_sentence(text: str) -> None:
    plainly = re.compile(r"[,;:\u060c\u3001\uff0c()]|\s[-\u2013\u2014]+(?=\s)")
    assert _spans(clauses._PUNCTUATION, text) == _spans(plainly, text)


@settings(deadline=None)
@given(text=st.text(max_size=30))
def test_the_word_before_a_mark(text: str) -> None:
    piece = text[-sentences._LONGEST_ABBREVIATION :].rstrip()
    found = sentences._BEFORE.search(piece)
    assert sentences._word_before(text, 0, len(text)) == (found.group() if found else "")


@settings(deadline=None)
@given(text=st.text(max_size=30))
def test_letters_without_their_marks(text: str) -> None:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    assert undiacritised(text) == "".join(sign for sign in parts if not unicodedata.combining(sign))
