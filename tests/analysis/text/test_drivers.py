"""What sentences are about: phrase matching, drivers, clauses, emotions, intents, learned drivers, and their benchmark."""

from __future__ import annotations

import csv
import hashlib
import pickle
import random
import tomllib
from functools import partial
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.taught.drivers import DriverExample, LearnedDrivers, train_drivers
from analysis.text.clauses import clause_languages, read_clauses, split_clauses
from analysis.text.drivers import load_taxonomy
from analysis.text.emotions import EMOTIONS, emotion_languages, emotion_of
from analysis.text.lexicons import LabelledBook, LexiconError, LexiconFile
from analysis.text.phrases import Match, PhraseBook, PhraseError, Phrases, compile_phrase, fold, plain
from analysis.text.signals import INTENTS, intent_of, signal_languages
from benchmarks.drivers import Text, gold_of, natural
from data.languages import table
from tests.conftest import ROOT
from tests.work import assert_at_most, assert_grows

BENCHMARKS = ROOT / "benchmarks"

_words = st.sampled_from(["a", "ab", "b", "abc", "don't", "don't's", "café", "9"])
_text = st.lists(
    st.tuples(_words, st.sampled_from([" ", "-", ", ", ". ", "  ", " \u2013 ", "! ", " (", "\n"])), max_size=14
).map(lambda pairs: "".join(word + between for word, between in pairs))
_slot = st.lists(
    st.sampled_from(["a", "ab", "b", "a*", "*b", "*b*", "don't", "caf*", "d*t", "a-b", "b-a*"]), min_size=1, max_size=2
)
_phrase = st.lists(st.tuples(_slot, st.booleans()), min_size=1, max_size=4).map(
    lambda slots: " ".join(("... " if gap and number else "") + "/".join(s) for number, (s, gap) in enumerate(slots))
)


@settings(max_examples=600, deadline=None)
@given(_phrase, _text)
def test_a_book_finds_what_the_notation_says(phrase: str, text: str):
    expected = compile_phrase(phrase).search(fold(text)) is not None
    assert bool(PhraseBook({"x": Phrases((phrase,))}).meanings(text)) is expected


@settings(max_examples=200, deadline=None)
@given(st.lists(_phrase, min_size=1, max_size=4), _text)
def test_every_place_is_given_as_offsets_of_the_text(phrases: list[str], text: str):
    book = PhraseBook({str(n): Phrases((phrase,)) for n, phrase in enumerate(phrases)})
    found = book.find(text)
    assert found is not None
    assert {match.meaning for match in found} == set(book.meanings(text))
    for match in found:
        assert compile_phrase(phrases[int(match.meaning)]).search(fold(text[match.start : match.end]))


_pieces = st.lists(st.text("กขคงดา่ี", min_size=1, max_size=4).filter(lambda p: p[0] in "กขคงดา"), min_size=1, max_size=5)


@settings(deadline=None)
@given(st.text("กขคงดา่ีab ", max_size=30), _pieces)
def test_without_spaces_a_phrase_is_found_wherever_it_stands(text: str, phrases: list[str]):
    book = PhraseBook({p: Phrases((p,)) for p in dict.fromkeys(phrases)}, word_boundaries=False)
    assert set(book.meanings(text)) == {phrase for phrase in phrases if phrase in fold(text)}


def test_unspaced_text_with_gaps_alternatives_exclusions_and_latin_words():
    topics = {
        "slow": Phrases(("รอ ... นาน", "ส่ง/จัดส่ง ช้า")),
        "price": Phrases(("ราคา",), ("ราคาส่ง",)),
        "app": Phrases(("app", "แอป")),
    }
    book = PhraseBook(topics, word_boundaries=False)
    assert book.meanings("รอคำตอบนานมาก") == ("slow",)
    assert book.meanings("จัดส่ง ช้า") == ("slow",)
    assert book.meanings("รอ. แล้วก็นานมาก") == ()
    assert book.meanings("ราคาส่งดี") == ()
    assert book.meanings("ราคาส่งดี แต่ราคาปลีกแพง") == ("price",)
    assert book.meanings("ร้านนี้app ดี") == ("app",)
    assert book.meanings("happy มาก") == ()
    assert book.meanings("เเอปพัง") == ("app",)  # typed with two signs that look like one
    assert book.find("แอปพัง") == [Match("app", 0, 3)]


def test_texts_typed_without_diacritics():
    topics = {"delivery": Phrases(("giao hàng", "vận chuyển")), "price": Phrases(("giá", "đắt đỏ"))}
    book = PhraseBook(topics, plain_letters=True)
    assert book.meanings("Giao hàng nhanh, giá tốt") == ("delivery", "price")
    assert book.meanings("giao hang nhanh, van chuyen tot") == ("delivery",)
    assert book.meanings("gia dinh toi dat do") == ("price",)  # "dat do" is two words, "gia" alone could be anything
    assert PhraseBook(topics).meanings("giao hang nhanh") == ()
    assert book.meanings("Giao ha\u0300ng") == ("delivery",)  # decomposed letters
    assert plain("Đặng Ąžuolas") == "Dang Azuolas"


def test_emoji_and_currency_signs_are_words():
    book = PhraseBook({"joy": Phrases(("\U0001f60d",)), "price": Phrases(("for $", "฿"))})
    assert book.meanings("wow\U0001f60d!") == ("joy",)
    assert book.meanings("mine for $30") == ("price",)
    assert book.meanings("เสื้อ ฿30") == ("price",)


def test_folding_that_moves_letters_gives_no_offsets():
    book = PhraseBook({"x": Phrases(("staff",))})
    assert book.meanings("İ staff") == ("x",)
    assert book.find("İ staff") is None


def lexicon(entries: dict[str, dict[str, object]], words: dict[str, str] | None = None) -> LexiconFile:
    return LexiconFile("here.toml", "en", "1", True, entries, words=words or {})


def test_named_lists_of_words():
    file = lexicon({"x": {"include": ["<kindly> staff"]}}, words={"kindly": "friendly/rude"})
    assert file.book().meanings("What rude staff") == ("x",)
    with pytest.raises(LexiconError, match=r"here.toml: x.include: <kindly>"):
        lexicon({"x": {"include": ["<kindly> staff"]}}).book()
    with pytest.raises(LexiconError, match=r"x.include: expected a list of phrases, found 'a'"):
        lexicon({"x": {"include": "a"}}).book()
    with pytest.raises(LexiconError, match=r"x.labels: expected some of -1, 0, 1, found \[2\]"):
        LabelledBook(lexicon({"x": {"include": ["a"], "labels": [2]}}), ["x"])
    with pytest.raises(PhraseError, match="topic 'y'"):
        PhraseBook({"y": Phrases(("a ...",))})


@pytest.mark.parametrize("language", ["en", "th"])
def test_time_grows_with_the_length_of_hostile_text_and_no_faster(language: str):
    book = PhraseBook(
        {"x": Phrases(("a ... a ... a ... b", "*a*a*a*b", "aa ab"))}
        if language == "en"
        else {"x": Phrases(("กก ... กก ... กข", "กกกกข"))},
        word_boundaries=language == "en",
    )
    unit = "a aa " if language == "en" else "กก"
    assert_grows(lambda size: partial(book.meanings, unit * size), 4_000)


def test_looking_up_words_is_far_quicker_than_trying_every_phrase():
    entries = table("en", "text/intents.toml")
    phrases = [text for entry in entries["intents"].values() for text in entry["include"]]
    book, regexes = PhraseBook({"x": Phrases(tuple(phrases))}), [compile_phrase(phrase) for phrase in phrases]
    rng = random.Random(1)
    texts = [
        " ".join(rng.choices(["the", "order", "came", "late", "and", "my", "card", "was", "not", "used"], k=14))
        for _ in range(300)
    ]
    assert [bool(book.meanings(t)) for t in texts] == [any(r.search(t) for r in regexes) for t in texts]
    assert_at_most(
        lambda: [book.meanings(text) for text in texts],
        0.2,
        lambda: [regex.search(text) for text in texts for regex in regexes],
    )


@pytest.mark.parametrize(
    ("sentence", "drivers"),
    [
        ("Great service!", {"personal_treatment"}),
        ("Slow service.", {"response_time"}),
        ("The waiter was rude.", {"empathy"}),
        ("The seller replied within a day.", {"response_time"}),
        ("They lied to us about the fee.", {"transparency", "billing"}),
        ("My flight was cancelled.", {"delivery"}),
        ("The battery lasts two days.", {"product_quality"}),
        ("A touch screen that responds well.", {"product_quality"}),
        ("Two year warranty.", {"returns_refunds"}),
        ("I was charged an extra fee.", {"billing"}),
        ("I have been a customer for ten years.", {"loyalty"}),
        ("Good points and bad points.", set()),
        ("I am a teacher.", set()),
        ("Of course we went there on Monday.", set()),
        ("Kind regards", set()),
    ],
)
def test_drivers_of_a_sentence(sentence: str, drivers: set[str]):
    assert set(load_taxonomy("en").classify(sentence)) & {*drivers, "empathy", "loyalty", "delivery"} == drivers & {
        *drivers, "empathy", "loyalty", "delivery"
    }  # fmt: skip
    assert drivers <= set(load_taxonomy("en").classify(sentence))


def judges(text: str) -> bool:
    return any(word in text for word in ("lovely", "rude", "hated", "great", "late", "good"))


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "The staff was lovely but the refund took weeks.",
            [("The staff was lovely", ("empathy",)), ("but the refund took weeks.", ("returns_refunds",))],
        ),
        (
            "Although the beans taste great, the delivery was late.",
            [("Although the beans taste great", ("product_quality",)), ("the delivery was late.", ("delivery",))],
        ),
        (
            "They charged my card twice, and nobody replied to my email.",
            [("They charged my card twice", ("billing",)), ("and nobody replied to my email.", ("response_time",))],
        ),
        ("The food was good, but I hated it", [("The food was good", ("product_quality",)), ("but I hated it", ())]),
        (
            "Great price, food and service",
            [("Great price, food and service", ("personal_treatment", "product_quality", "price_value"))],
        ),
        ("We came back but it rained", [("We came back but it rained", ())]),
        (
            "The website is confusing, and slow, and ugly.",
            [("The website is confusing, and slow, and ugly.", ("ease_of_use",))],
        ),
    ],
)
def test_clauses(sentence: str, parts: list[tuple[str, tuple[str, ...]]]):
    found = read_clauses(sentence, "en", judges)
    assert [(sentence[clause.start : clause.end], clause.drivers) for clause in found] == parts


_clauses = st.sampled_from(
    [
        "the staff was rude",
        "the parcel came late",
        "but",
        "and",
        ",",
        "although",
        "great price",
        "it",
        "while",
        "(",
        " - ",
        "refund",
    ]
)


@settings(deadline=None)
@given(st.lists(_clauses, max_size=12).map(" ".join) | st.text(max_size=60), st.sampled_from(["en", "th", "xx", None]))
def test_parts_lie_in_the_sentence_in_order_and_lose_no_driver(sentence: str, language: str | None):
    for feels in (None, judges):
        parts = read_clauses(sentence, language, feels)
        assert bool(parts) == bool(sentence)
        assert all(0 <= part.start < part.end <= len(sentence) for part in parts)
        assert all(a.end <= b.start for a, b in pairwise(parts))
        assert [(span.start, span.end) for span in split_clauses(sentence, language, feels)] == [
            (p.start, p.end) for p in parts
        ]
        if language == "en":
            assert {d for part in parts for d in part.drivers} == set(load_taxonomy("en").classify(sentence))


@pytest.mark.parametrize(
    ("text", "label", "emotion"),
    [
        ("I am furious about this.", -1, "anger"),
        ("So confusing, I don't understand the bill.", -1, "confusion"),
        ("Not happy with the blend.", -1, "disappointment"),
        ("We trust them with our data.", 1, "trust"),
        ("I love it \U0001f60d", 1, "joy"),
        ("I love it", -1, None),
        ("I am not angry at all.", 0, None),
        ("It came on a Tuesday.", 0, None),
    ],
)
def test_emotions(text: str, label: int, emotion: str | None):
    assert emotion_of(text, "en", label) == emotion
    assert emotion_of(text, "xx", label) is None
    assert emotion in (None, *EMOTIONS)


@pytest.mark.parametrize(
    ("text", "label", "intent"),
    [
        ("I cancelled my subscription.", -1, "churn"),
        ("I will never order from them again.", -1, "churn"),
        ("I would never order anywhere else.", 1, None),
        ("We switched to another provider.", -1, "switch"),
        ("I want my money back.", -1, "complaint"),
        ("No complaints at all.", 1, None),
        ("I highly recommend them.", 1, "recommend"),
        ("I would not recommend them.", -1, "complaint"),
        ("Would you recommend it?", 0, "question"),
        ("Does it ship to Spain?", 0, "question"),
        ("Why was I charged, this is unacceptable?", -1, "complaint"),
        ("Thank you so much!", 1, "praise"),
        ("Thanks for nothing.", -1, None),
        ("It is a bag.", 0, None),
    ],
)
def test_intents(text: str, label: int, intent: str | None):
    assert intent_of(text, "en", label) == intent
    assert intent_of(text, "xx", label) is None
    assert intent_of(text, None) is None


@settings(deadline=None)
@given(st.text(max_size=120), st.sampled_from([-1, 0, 1, None]))
def test_any_text_may_be_asked_for_emotion_and_intent(text: str, label: int | None):
    for language in {*emotion_languages(), *signal_languages(), *clause_languages()}:
        assert emotion_of(text, language, label) in (None, *EMOTIONS)
        assert intent_of(text, language, label) in (None, *INTENTS)


def corrections(count: int, authors: int, seed: int = 1) -> list[DriverExample]:
    """A workspace of a brewery: what its people call things, the phrases do not know."""
    rng = random.Random(seed)
    said = {
        "product_quality": ["the wort was thin", "a skunky pint", "lovely mouthfeel in this stout", "foam fell flat"],
        "delivery": [
            "the dray never stopped here",
            "keg left out in rain by the dray",
            "dray driver came at noon",
            "two kegs short",
        ],
        "": ["we sat by the river", "it was a Tuesday", "our club met there", "cousins came too"],
    }
    examples = []
    for number in range(count):
        driver = rng.choice(list(said))
        text = f"{rng.choice(said[driver])} {rng.choice(['again', 'this month', 'in May', 'as ever'])}"
        examples.append(DriverExample(text, frozenset({driver} - {""}), f"author{number % authors}"))
    return examples


def test_drivers_are_learned_from_corrections_and_only_then():
    taxonomy = load_taxonomy("en")
    training = train_drivers(corrections(120, 30), taxonomy)
    assert training.chosen
    assert training.model is not None
    assert training.low is not None
    assert training.low > 0
    assert "the dray was late" not in {e.text for e in corrections(120, 30)}
    assert "delivery" in training.model.classify("the dray left without our kegs")
    assert training.model.classify("we sat by the river with cousins") == ()
    assert training.model.classify("They bombard me with emails every day.") == ("privacy",)  # the phrases still count
    assert training.model.current
    again = train_drivers(corrections(120, 30), taxonomy)
    assert again.model is not None
    assert again.model.name == training.model.name
    texts = [example.text for example in corrections(40, 9, seed=2)]
    assert again.model.classify_many(texts) == training.model.classify_many(texts)
    copy: LearnedDrivers = pickle.loads(pickle.dumps(training.model))
    assert copy.classify_many(texts) == training.model.classify_many(texts)
    assert copy.classify_many([]) == []


def test_too_few_corrections_or_one_author_or_noise_leave_the_phrases():
    taxonomy = load_taxonomy("en")
    few = train_drivers(corrections(49, 10), taxonomy)
    assert few.model is None
    assert "49 corrected opinions" in few.reason
    alone = train_drivers(corrections(80, 1), taxonomy)
    assert not alone.chosen
    assert "one author" in alone.reason
    rng = random.Random(3)
    drivers = ["delivery", "billing"]
    noise = [
        DriverExample(f"{rng.random():.6f} {rng.choice('abcdef')}", frozenset({rng.choice(drivers)}), str(n))
        for n in range(60)
    ]
    plain_texts = [
        DriverExample(s, frozenset(), f"u{n}")
        for n, s in enumerate(["The parcel arrived late.", "They charged me twice."] * 100)
    ]
    assert not train_drivers(noise, taxonomy, unmarked=plain_texts).chosen


def test_the_mapping_of_the_benchmark_knows_only_our_drivers():
    rules = tomllib.loads((BENCHMARKS / "driver_mapping.toml").read_text("utf-8"))["rule"]
    assert all(rule["why"] and rule["categories"] for rule in rules)
    assert {driver for rule in rules for driver in rule.get("drivers", ())} <= set(load_taxonomy("en").drivers)
    assert all(("drivers" in rule) != rule.get("left_out", False) for rule in rules)


def test_the_benchmark_counts_what_is_found_wrong_and_missed():
    service = gold_of("mabsa:restaurant:service general")
    price = gold_of("acos_restaurant16:FOOD#PRICES")
    overall = gold_of("acos_laptop:LAPTOP#GENERAL")
    text = Text("x", "", True, (service, price, overall))
    assert text.verdict(["empathy", "personal_treatment", "price_value"]) == (2, 0, 0)
    assert text.verdict(["product_quality"]) == (0, 0, 2)  # an overall judgement asks for nothing
    assert text.verdict(["billing", "price_value"]) == (1, 1, 1)
    assert Text("x", "", True, (gold_of("banking77:age_limit"),)).verdict(["billing"]) == (0, 1, 0)
    assert gold_of("banking77:cancel_transfer").left_out
    with pytest.raises(LookupError, match="no rule for 'mars:x'"):
        gold_of("mars:x")
    assert natural("i don ' t , it ' s do n't") == "i don't , it's don't"


def test_written_opinions_are_split_by_hash_and_read_above_their_floor():
    with (BENCHMARKS / "labels" / "opinions_en.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader((x for x in lines if x[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len({row["text"] for row in rows}) == len(rows) == 200
    assert {row["label"] for row in rows} == {"-1", "0", "1"}
    mine = {row["driver"] for row in rows} - {"none"}
    assert mine == {"loyalty", "channel_choice", "automation", "privacy"}
    floors = tomllib.loads((BENCHMARKS / "driver_floors.toml").read_text("utf-8"))["floors"]
    classify = load_taxonomy("en").classify
    for split in ("tune", "unseen"):
        found = wrong = missed = 0
        for row in rows:
            odd = hashlib.sha256(row["text"].encode()).digest()[0] & 1
            assert row["split"] == ("unseen" if odd else "tune")
            if row["split"] == split:
                said = set(classify(row["text"])) & mine
                found += row["driver"] in said
                wrong += len(said - {row["driver"]})
                missed += row["driver"] in mine - said
        assert 2 * found / (2 * found + wrong + missed) >= floors[f"cold.opinions_{split}"]


@pytest.mark.parametrize("label", [-1, 0, 1])
def test_a_labelled_topic_asks_for_its_sentiment(label: int):
    book = LabelledBook(lexicon({"x": {"include": ["hm"], "labels": [0, 1]}, "y": {"include": ["hm"]}}), ["x", "y"])
    assert book.first("hm", label) == ("y" if label < 0 else "x")
    assert [book.allows(topic, label) for topic in ("x", "y", "z")] == [label >= 0, True, False]


def test_the_same_sentence_read_by_many_books_in_turn_is_the_same():
    books = [PhraseBook({w: Phrases((w,))}) for w in ("a", "b", "c")]
    for text, (number, book) in product(["a b", "b c", "c", ""], enumerate(books)):
        assert book.meanings(text) == (("abc"[number],) if "abc"[number] in text.split() else ())


@pytest.mark.parametrize(
    ("language", "text", "driver", "named"),
    [
        ("en", "The battery charges really quickly.", "billing", False),
        ("en", "Even after a year it still holds its charge.", "billing", False),
        ("en", "They charged me for two months.", "billing", True),
        ("en", "Our wait staff were from Peru.", "response_time", False),
        ("en", "We had a long wait for a table.", "response_time", True),
        ("en", "I ran it for less than six weeks.", "price_value", False),
        ("en", "That size is hard to find in winter.", "findability", False),
        ("en", "The phone number is hard to find.", "findability", True),
        ("en", "My sister was happy with her birthday gift.", "loyalty", False),
        ("en", "It asks for a sim card at once.", "privacy", False),
        ("vi", "Bài giảng liên hệ thực tế nhiều.", "channel_choice", False),
        ("vi", "Trường đổi mới giáo trình mỗi năm.", "returns_refunds", False),
        ("vi", "Phụ tùng này khó tìm lắm.", "findability", False),
        ("th", "รถคันนี้อะไหล่หายาก", "findability", False),
        ("th", "เลขไมล์ยังน้อยอยู่", "loyalty", False),
        ("lt", "Tiek žmonių vienoje vietoje dar nemačiau.", "findability", False),
    ],
)
def test_words_of_another_matter_name_no_driver(language: str, text: str, driver: str, named: bool) -> None:
    assert (driver in load_taxonomy(language).classify(text)) == named
