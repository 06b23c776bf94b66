"""Duplicates: what counts as the same text, and who is kept."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text.dedupe import Text, duplicates, jaccard, normalise
from tests.work import Work, assert_grows

LONG = "The grinder came in a box without padding and its handle was bent, so I had to straighten it myself."


def text(number: str, body: str, brand: str = "acme", author: str | None = None, **more: object) -> Text:
    values = {"first_party": False, "published_at": datetime(2026, 1, 1)} | more
    return Text(number, brand, author or f"author-{number}", body, **values)


def test_equal_long_texts_are_one_whoever_signed_them():
    assert duplicates([text("a", LONG), text("b", LONG.upper() + "!!!"), text("c", LONG + " Yes.")]) == {"b", "c"}


def test_a_changed_sentence_makes_another_text():
    other = LONG.replace("straighten it myself", "send the whole thing back to them")
    assert jaccard(normalise(LONG), normalise(other)) < 0.9
    assert duplicates([text("a", LONG), text("b", other)]) == set()


def test_short_texts_are_one_only_by_one_author():
    texts = [text("a", "Great!"), text("b", "Great!"), text("c", "great", author="author-a")]
    assert duplicates(texts) == {"c"}
    assert duplicates([Text(i, "acme", None, "Great!", False, None) for i in "ab"]) == set()


def test_brands_are_never_duplicates_of_each_other():
    assert duplicates([text("a", LONG), text("b", LONG, brand="beta")]) == set()


def test_the_independent_copy_is_kept_then_the_oldest():
    texts = [
        text("own", LONG, first_party=True, published_at=datetime(2025, 1, 1)),
        text("late", LONG, published_at=datetime(2026, 3, 1)),
        text("undated", LONG, published_at=None),
        text("first", LONG, published_at=datetime(2026, 2, 1)),
    ]
    assert duplicates(texts) == {"own", "late", "undated"}


def test_blank_texts_are_nobodys_copy():
    assert duplicates([text("a", ""), text("b", " ... "), text("c", "")]) == set()


def test_thai_vowels_are_not_typography():
    assert normalise("ดี") != normalise("ดู")
    assert normalise("Ｇｒｅａｔ - coffee!") == "greatcoffee"


def test_thousands_of_copies_are_found_at_a_cost_that_grows_with_their_number():
    def prepare(n: int) -> Work:
        texts = [text(f"{i:05d}", f"{LONG} Order {i}") for i in range(n)]
        return lambda: duplicates(texts)

    assert len(prepare(10_000)()) > 9_900
    assert_grows(prepare, 1_500)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([LONG, LONG + "!", "Great!", "Bad coffee", LONG[:60], ""]), max_size=12), st.randoms())
def test_order_does_not_matter(bodies: list[str], rng: object):
    texts = [text(str(i), body, author=f"author-{i % 3}") for i, body in enumerate(bodies)]
    shuffled = list(texts)
    rng.shuffle(shuffled)
    assert duplicates(texts) == duplicates(shuffled)
