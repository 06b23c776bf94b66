"""English customers' words on top of VADER: what they say is labelled, VADER itself stays as it is."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.opinions import opinions_of
from analysis.sentiment import CustomersEnglish, EnglishLexicon, default_models, score_sentence
from analysis.sentiment.model import feature_model
from analysis.sentiment.models.english.customers import plain_signs

OURS = CustomersEnglish()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        # names of things in service are no praise
        ("Support took 5 days to reply.", -1),
        ("Support never replied to me.", -1),
        ("but support was slow.", -1),
        ("Only phone support, no chat.", -1),
        ("I called the help desk on Monday.", 0),
        ("Please send it to customer care.", 0),
        ("I was charged twice on my credit card.", -1),
        ("They sold my data to third parties.", -1),
        ("They shared my phone number.", -1),
        ("I feel unappreciated although I am a loyal customer.", -1),
        # what took, what never came, what is wrong
        ("the refund took weeks", -1),
        ("I waited three weeks for my refund.", -1),
        ("I waited 45 minutes.", -1),
        ("They never answered my email.", -1),
        ("Nobody picks up the phone.", -1),
        ("Delivery arrived two days late.", -1),
        ("Parcel never came.", -1),
        ("Returns are a nightmare.", -1),
        ("Too many marketing emails.", -1),
        ("The waiter was rude.", -1),
        # what is right
        ("The bot helped me right away.", 1),
        ("Cheap and cheerful.", 1),
        ("It came on time.", 1),
        ("Great support!", 1),
        # VADER's rules hold for these words
        ("It was not slow.", 1),
        ("It was not fast.", -1),
        ("It came in a box of five stars and stripes.", 1),
        ("I changed one.", 0),
    ],
)
def test_customers_are_understood(text: str, label: int) -> None:
    said = score_sentence(text, "en")
    assert (said.label, said.model) == (label, OURS.name)


def test_typographic_signs_hide_no_word() -> None:
    for written in (
        "The staff was lovely…",
        "The “lovely” staff.",
        "The staff—lovely—as ever",
        "It wasn’t bad",
        "«lovely»",
    ):
        assert OURS.score_many([written])[0].label == 1, written
    assert plain_signs("plain") == "plain"


@given(
    st.text(alphabet=st.sampled_from("took 5 weeks slow not never came but … “”—’!?\ue0001 support.\n"), max_size=60)
)
def test_no_text_is_too_odd(text: str) -> None:
    said, again = OURS.score_many([text, text])
    assert said == again
    assert said.score is not None
    assert -1 <= said.score <= 1


def test_where_no_customers_word_stands_it_is_vader() -> None:
    for text in ("I love it, but the box is bad!!", "GREAT stuff :)", "never so good", "", "kind of good"):
        assert OURS.compound(text) == EnglishLexicon().compound(text), text


def test_learned_models_see_vader_and_copies_are_equal() -> None:
    assert feature_model(OURS).name == EnglishLexicon().name
    assert default_models()["en"].name == OURS.name
    copy = pickle.loads(pickle.dumps(OURS))
    assert (copy.name, copy.compound("slow support")) == (OURS.name, OURS.compound("slow support"))


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("The staff was lovely but the refund took weeks.", "en", [({"empathy"}, 1), ({"returns_refunds"}, -1)]),
        ("The staff were rude, but delivery was fast.", "en", [({"empathy"}, -1), ({"delivery"}, 1)]),
        ("The waiter was slow but the food was delicious.", "en", [({"response_time"}, -1), ({"product_quality"}, 1)]),
        ("Delivery slow but product great", "en", [({"delivery"}, -1), ({""}, 1)]),
        ("ของดีแต่ส่งช้า", "th", [({"product_quality"}, 1), ({"delivery"}, -1)]),
        ("ราคาถูกแต่คุณภาพแย่", "th", [({"price_value"}, 1), ({"product_quality"}, -1)]),
    ],
)
def test_a_contrast_parts_what_is_said(text: str, language: str, said: list[tuple[set[str], int]]) -> None:
    parts: dict[tuple[int, int], tuple[set[str], int | None]] = {}
    for opinion in opinions_of(text, language):
        parts.setdefault((opinion.start, opinion.end), (set(), opinion.label))[0].add(opinion.driver)
    assert list(parts.values()) == said


@pytest.mark.parametrize(
    ("text", "language", "driver", "intent"),
    [
        ("The agent did not know anything about my order history.", "en", "staff_knowledge", "complaint"),
        ("I had to repeat my story to every agent.", "en", "staff_knowledge", "complaint"),
        ("I was charged twice on my credit card.", "en", "billing", "complaint"),
        ("I had to call three times before anybody answered.", "en", "response_time", "complaint"),
        ("Cheap and cheerful.", "en", "price_value", None),
        ("I'm leaving for another provider.", "en", "", "churn"),
        ("ของยังไม่ได้รับเลย", "th", "delivery", "complaint"),
        ("คืนสินค้ายังไง", "th", "returns_refunds", "question"),
        ("Khi nào giao hàng vậy shop", "vi", "delivery", "question"),
        ("nhung gia dat", "vi", "price_value", None),
    ],
)
def test_what_customers_say_has_a_driver_and_an_intent(
    text: str, language: str, driver: str, intent: str | None
) -> None:
    assert [(opinion.driver, opinion.intent) for opinion in opinions_of(text, language)] == [(driver, intent)]


@pytest.mark.parametrize(
    ("text", "label"), [("Làm sao để trả hàng?", 0), ("nhưng hoàn tiền mất mấy tuần", -1), ("Tôi muốn hoàn tiền", 0)]
)
def test_vietnamese_returns_are_no_feeling(text: str, label: int) -> None:
    assert score_sentence(text, "vi").label == label
