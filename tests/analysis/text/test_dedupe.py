"""Duplicates: what counts as the same text, and who is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text.dedupe import Text, copies, duplicates, jaccard, normalise
from analysis.text.fingerprints import Memory
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


START = datetime(2026, 5, 1)


def spread(bodies: list[str], sites: int = 1, brand: str = "acme", days: float = 80.0, tag: str = "") -> list[Text]:
    """Texts of different people, evenly over some days and sites."""
    step = timedelta(days=days / len(bodies))
    return [
        Text(f"{brand}{tag}{i:04d}", brand, f"{brand}{tag} {i}", body, False, START + step * i, f"{i % sites}.example")
        for i, body in enumerate(bodies)
    ]


OTHERS = [
    f"The tea number {i} of the list was there, said {i * 7919 % 101} of us after {i * 31 % 17} cups"
    for i in range(150)
]


@pytest.mark.parametrize(
    "body",
    [
        "Lid broke on day two.",
        "Siunta vėlavo, dėžė antra.",
        "Trà nhạt, gói thứ mười.",
        "ชาไม่หอม กล่องที่สองแตก",
        "茶叶受潮了，第十二盒也一样",
    ],
)
def test_short_texts_that_many_cannot_have_written_are_one(body: str) -> None:
    texts = spread(OTHERS) + spread([body] * 9, sites=3, tag="copy")
    assert duplicates(texts) == {f"acmecopy{i:04d}" for i in range(1, 9)}


@pytest.mark.parametrize("body", ["Great!", "Very good", "Labai gerai!", "ดีมาก", "Tuyệt vời", "很好"])
@pytest.mark.parametrize("sites", [1, 3])
def test_what_many_write_is_no_copy(body: str, sites: int) -> None:
    assert duplicates(spread(OTHERS) + spread([body] * 12, sites=sites, tag="same")) == set()


def test_a_phrase_of_several_people_on_one_site_is_no_copy() -> None:
    for body in ("Highly recommended!", "Fast delivery, good price", "Great customer service"):
        assert duplicates(spread(OTHERS) + spread([body] * 4, tag="same")) == set()


def test_what_is_said_of_other_brands_too_is_no_copy() -> None:
    body = "Parcel late, box dented."
    several = spread(OTHERS) + spread([body] * 9, sites=3, tag="same")
    assert len(duplicates(several)) == 8
    assert duplicates(several + spread([body], brand="beta")) == set()


def test_where_people_repeat_given_phrases_none_is_a_copy() -> None:
    phrases = {
        "acme": "Parcel late, box dented.",
        "beta": "Came on time, nicely packed.",
        "gamma": "Polite and quick to answer.",
    }
    chosen = [text for brand, body in phrases.items() for text in spread([body] * 30, sites=2, brand=brand)]
    assert duplicates(chosen) == set()


def test_the_same_moment_at_two_sites_is_one_text() -> None:
    texts = spread(OTHERS)
    for number, site in enumerate(("a.example", "b.example", "c.example")):
        texts.append(Text(f"x{number}", "acme", f"name {number}", "Cold tea, rude waiter.", False, START, site))
    assert duplicates(texts) == {"x1", "x2"}


TAILS = {
    "en": ("First shown at acme.example", "Translated automatically", "[Collected as part of a promotion.]"),
    "lt": ("Pirmą kartą paskelbta acme.example", "Išversta automatiškai", "(Atsiliepimas surinktas per akciją)"),
    "vi": ("Đăng lần đầu tại acme.example", "Được dịch tự động", "– qua acme.example"),
    "th": ("แปลโดยอัตโนมัติ", "เผยแพร่ครั้งแรกที่ acme.example", "[รีวิวนี้มาจากโปรโมชัน]"),
}
BODIES = (
    "The grinder came in a box without padding and its handle was bent all over.",
    "Nobody answered the telephone for the whole of a week, and then they hung up.",
    "I asked for green tea in a tin and was sent a paper bag of something brown.",
)


@pytest.mark.parametrize("language", TAILS)
def test_tails_of_syndicators_hide_no_copy(language: str) -> None:
    bodies = [f"{body} {tail}".strip() for body in BODIES for tail in ("", *TAILS[language])]
    found = copies(spread(bodies, sites=3))
    assert found.gone == {f"acme{i:04d}" for i in range(12) if i % 4}
    assert {bodies[int(id[4:])][start:] for id, start in found.tails.items()} >= set(TAILS[language][:2])


def test_what_people_end_with_is_no_tail() -> None:
    bodies = [f"{other} Highly recommended!" for other in OTHERS[:40]] + OTHERS[40:60]
    assert copies(spread(bodies)) == copies([]) == copies(spread(OTHERS))
    twice = [BODIES[0] + " They sent another at once.", BODIES[0] + " They never wrote back to me about it."]
    assert copies(spread(twice)).tails == {}


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


WORDS = (
    "The lid was bent",
    "kava labai skani",
    "กาแฟหอมมาก",
    "giao hàng nhanh",
    "and the handle came off",
    "5 of 5",
    "!",
)
ENDS = ("", " [Collected as part of a promotion.]", " Translated automatically by the site.")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_remembered_changes_no_answer(data: st.DataObject):
    bodies = st.tuples(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(ENDS))
    made = data.draw(st.lists(st.tuples(bodies, st.sampled_from("ab"), st.integers(0, 5)), min_size=1, max_size=30))
    texts = [
        text(
            str(number), " ".join(words) + tail, brand, f"author {author}", published_at=START + timedelta(hours=number)
        )
        for number, ((words, tail), brand, author) in enumerate(made)
    ]
    memory = Memory()
    copies(texts[: len(texts) // 2], memory)
    grown = Memory(memory.new_texts, memory.new_signatures, memory.new_pairs)
    assert copies(texts, grown) == copies(texts)
    assert memory.new_texts.num_rows + grown.new_texts.num_rows == len({each.text for each in texts})
