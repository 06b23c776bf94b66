"""Emotions and intents: phrases that count whatever the sentiment, what an emotion stands for, and how they are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.opinions import opinions_of
from analysis.text.emotions import EMOTIONS, emotion_languages, emotion_of
from analysis.text.lexicons import LabelledBook, LexiconError, LexiconFile
from analysis.text.signals import BLEMISH, INTENTS, SwitchFinder, complaint_by, intent_book, intent_of
from benchmarks import emotions as benchmark
from benchmarks.scoring import moods
from benchmarks.scoring.moods import Counts, Read, Said, counts_of, f1_intervals, macro, micro, rival_counts, summed
from data.brand_names import NamedBrand


def book(**entries: dict[str, object]) -> LabelledBook:
    return LabelledBook(LexiconFile("here.toml", "en", "1", True, dict(entries)), list(entries))


def test_phrases_under_always_count_whatever_the_sentiment() -> None:
    moods_of = book(
        anger={"labels": [-1], "always": ["furious"], "include": ["mad"], "exclude": ["not furious/mad"]},
        joy={"labels": [1], "include": ["glad"]},
    )
    assert [moods_of.first("furious", label) for label in (-1, 0, 1, None)] == ["anger"] * 4
    assert [moods_of.first("mad", label) for label in (-1, 0, 1, None)] == ["anger", None, None, "anger"]
    assert moods_of.first("not furious", 1) is None
    assert moods_of.first("glad and furious", 1) == "anger"
    assert moods_of.first("glad, mad", 1) == "joy"


def test_always_that_is_no_list_is_named() -> None:
    with pytest.raises(LexiconError, match=r"here.toml: x.always: expected a list of phrases, found 'a'"):
        book(x={"include": ["a"], "always": "a"})


def test_who_is_angry_complains_and_who_rejoices_praises_unless_the_words_say_otherwise() -> None:
    said = "the driver flung it over the hedge"
    assert intent_of(said, "en", -1) is None
    assert intent_of(said, "en", -1, "anger") == "complaint"
    assert intent_of(said, "en", 1, "joy") == "praise"
    assert intent_of(said, "en", -1, "confusion") is None
    assert intent_of(said + "?", "en", 1, "joy") == "question"
    assert intent_of("I cancelled my subscription", "en", -1, "anger") == "churn"
    assert {opinion.intent for opinion in opinions_of("The driver flung it over the hedge \U0001f621", "en")} == {
        "complaint"
    }


def test_a_part_complains_by_its_score_alone_where_its_language_says_from_which_score() -> None:
    assert complaint_by("en", -0.9, None, (), about=False) == "complaint"
    assert [complaint_by("en", -0.55, None, (), about=about) for about in (False, True)] == [None, "complaint"]
    assert complaint_by("en", 0.9, None, (), about=True) is None
    assert complaint_by("en", None, None, (), about=True) is None
    assert complaint_by("lt", -0.99, None, (), about=True) is None  # no public set says from which score
    assert complaint_by("lt", -0.1, "disappointment", (), about=False) == "complaint"
    assert complaint_by("xx", -0.99, "disappointment", ("blemish",), about=True) is None


@pytest.mark.parametrize("language", ["en", "th", "vi", "lt"])
def test_what_is_amiss_complains_from_a_lower_score_and_never_in_praise(language: str) -> None:
    assert complaint_by(language, -0.6, None, (), about=False) is None
    assert complaint_by(language, -0.6, None, ("blemish",), about=False) == "complaint"
    assert complaint_by(language, 0.6, None, ("blemish",), about=False) is None


@pytest.mark.parametrize(
    ("language", "text", "amiss"),
    [
        ("en", "The hinge is quite stiff.", True),
        ("en", "The hinge was never a problem.", False),
        ("en", "I couldn't put it down.", False),
        ("th", "ห้องเสียงดังทั้งคืน", True),
        ("th", "ห้องไม่มีกลิ่น", False),
        ("th", "อยากได้อีกชิ้น", False),
        ("vi", "Bàn phím hơi cứng.", True),
        ("vi", "Không có lỗi nào cả.", False),
        ("lt", "Teko laukti prie kasos.", True),
        ("lt", "Nereikėjo laukti prie kasos.", False),
    ],
)
def test_what_is_denied_is_not_amiss(language: str, text: str, amiss: bool) -> None:
    assert (BLEMISH in intent_book(language).book.meanings(text)) is amiss


def test_a_negative_part_complains_in_a_text_that_is_negative_as_a_whole_only() -> None:
    part = "The charger is horrible, hateful and nasty."
    assert {opinion.intent for opinion in opinions_of(part, "en")} == {"complaint"}
    within = f"{part} Lovely screen. Gorgeous sound. Adorable design. Superb, splendid and charming in every way."
    assert opinions_of(within, "en")[0].intent is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Who designs this rubbish?"),
        ("en", "Who approved this nonsense?"),
        ("en", "What is the use of a chat that never answers?"),
        ("th", "ส่งของให้ตรงวันมันยากนักเหรอ"),
        ("vi", "Trả lời một tin nhắn khó lắm à?"),
        ("lt", "Ar taip sunku atsakyti į laišką?"),
    ],
)
def test_questions_that_ask_nothing_are_complaints(language: str, text: str) -> None:
    assert {opinion.intent for opinion in opinions_of(text, language)} == {"complaint"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Who designs your packaging?"),
        ("en", "What is the name of the shade in the picture?"),
        ("th", "ส่งวันไหนคะ"),
        ("vi", "Trả lời tin nhắn mất bao lâu vậy shop?"),
        ("lt", "Ar atsakote į laiškus sekmadieniais?"),
    ],
)
def test_questions_that_ask_are_questions(language: str, text: str) -> None:
    assert {opinion.intent for opinion in opinions_of(text, language)} == {"question"}


def test_what_sentences_are_labelled_as_saying_is_known_in_every_language() -> None:
    for language in benchmark.LANGUAGES:
        said = moods.read_said(language)
        assert {split for _, one in said for split in (one.split,)} == {"second", "sealed"}
        assert {says for says, _ in said} == set(moods.SAYS)


@pytest.mark.parametrize(
    ("language", "sentence", "label", "emotion", "intent"),
    [
        ("en", "I'm absolutely furious with the new owners.", 1, "anger", None),
        ("en", "Great value for the money.", 1, None, "praise"),
        ("en", "My neighbour was furious about it.", -1, None, None),
        ("en", "We are not angry.", -1, None, None),
        ("en", "I was told 10 minutes and it took 10 days.", 1, None, None),
        ("en", "I would never recommend this hotel.", 0, None, "complaint"),
        ("en", "We waited for the bus, then took the tram.", 0, None, None),
        ("en", "The battery never let me down.", -1, "trust", None),
        ("th", "มีที่นั่งเด็กไหม", 0, None, "question"),
        ("th", "รสนี้มีแบบไหนบ้าง", 0, None, "question"),
        ("th", "แงงงงง ลืมร่ม", -1, None, None),
        ("th", "ชุดนี้น่ารักมาก", 1, None, "praise"),
        ("th", "กลิ่นสีฉุนมาก", -1, None, None),
        ("vi", "Mình không giận shop đâu", -1, None, None),
        ("vi", "Ly cà phê này đắng", 1, None, None),
        ("vi", "hang gui cham, buc minh qua", -1, "anger", "complaint"),
        ("lt", "Direktorius supyko ant kolegos", -1, None, None),
        ("lt", "Puiki vieta, gražus vaizdas", 1, None, "praise"),
        ("lt", "nesuprantu kodel taip brangu", -1, "confusion", "question"),
    ],
)
def test_what_is_judged_denied_or_felt_by_others_is_no_emotion(
    language: str, sentence: str, label: int, emotion: str | None, intent: str | None
) -> None:
    assert emotion_of(sentence, language, label) == emotion
    assert intent_of(sentence, language, label) == intent


@pytest.mark.parametrize(
    ("language", "sentence", "switched"),
    [
        ("en", "I've jumped ship to Bramble.", True),
        ("en", "My sister joined Bramble.", False),
        ("en", "We ditched Acme for Bramble", True),
        ("th", "เปลี่ยนค่ายมาใช้ Bramble ได้เดือนนึง", True),
        ("th", "เคยคิดจะย้ายไป Bramble", False),
        ("vi", "Bỏ chỗ cũ theo Bramble luôn", True),
        ("vi", "Mình từ Bramble quay về", False),
        ("lt", "Pabėgau į Bramble", True),
        ("lt", "Brolis nori pereiti į Bramble", False),
        ("en", "Bramble gets my orders from now on.", True),
        ("en", "From today I buy at Bramble.", True),
        ("en", "My sister told me to switch to Bramble, no chance.", False),
        ("en", "I almost switched to Bramble but stayed.", False),
        ("en", "I would never switch to Bramble.", False),
        ("en", "I'm switching to Bramble.", True),
        ("en", "They offered me a discount to move to Bramble, I refused.", False),
        ("en", "All our orders go to Bramble now.", True),
        ("en", "Never again, I switched to Bramble.", True),
        ("en", "Should I switch to Bramble?", False),
        ("th", "ตั้งแต่วันนี้ซื้อที่ Bramble", True),
        ("th", "เพื่อนบอกให้ย้ายไป Bramble แต่ไม่เอา", False),
        ("th", "เกือบย้ายไป Bramble แล้ว", False),
        ("th", "ไม่มีวันย้ายไป Bramble", False),
        ("th", "ย้ายไป Bramble แล้วค่ะ", True),
        ("vi", "Từ hôm nay mình mua ở Bramble.", True),
        ("vi", "Chị tôi bảo chuyển sang Bramble nhưng không đời nào.", False),
        ("vi", "Suýt nữa tôi chuyển sang Bramble.", False),
        ("vi", "Không bao giờ tôi chuyển sang Bramble.", False),
        ("vi", "Mình chuyển sang Bramble rồi.", True),
        ("lt", "Nuo šiandien perku pas Bramble.", True),
        ("lt", "Sesuo siūlė pereiti į Bramble, jokiu būdu.", False),
        ("lt", "Vos neperėjau į Bramble, bet likau.", False),
        ("lt", "Niekada nepereisiu į Bramble.", False),
        ("lt", "Perėjau į Bramble.", True),
        ("lt", "Mano užsakymai dabar keliauja į Bramble.", True),
    ],
)
def test_a_switch_to_a_named_rival(language: str, sentence: str, switched: bool) -> None:
    finder = SwitchFinder([NamedBrand("acme", ("Acme",)), NamedBrand("bramble", ("Bramble",))])
    assert finder.switched_to(sentence, language, "acme") == ("bramble" if switched else None)


def said(truth: str, rival: str = "") -> Said:
    names = truth.split("|")
    both = {"emotion": frozenset(names), "intent": frozenset({"none"})}
    return Said("en", "tune", both, {"emotion": names[0], "intent": "none"}, rival, "")


def test_either_of_two_labels_is_right_and_with_none_silence_is_too() -> None:
    assert counts_of(said("anger|none"), frozenset(), "emotion") == {}
    assert counts_of(said("anger|joy"), frozenset({"joy"}), "emotion") == {"joy": Counts(found=1)}
    assert counts_of(said("anger|joy"), frozenset(), "emotion") == {"anger": Counts(missed=1)}
    wrong = counts_of(said("anger"), frozenset({"joy"}), "emotion")
    assert wrong == {"joy": Counts(wrong=1), "anger": Counts(missed=1)}
    assert micro(summed([wrong, wrong])) == Counts(0, 2, 2)
    assert macro({"anger": Counts(1, 0, 1)}, ["anger"]) == pytest.approx(2 / 3)


def test_only_the_brand_that_was_meant_is_found() -> None:
    def read(*rivals: str) -> Read:
        return Read({}, frozenset(rivals))

    assert rival_counts(said("none", "beta"), read("beta")) == Counts(1, 0, 0)
    assert rival_counts(said("none", "beta"), read("gamma")) == Counts(0, 1, 1)
    assert rival_counts(said("none"), read()) == Counts(0, 0, 0)


_TRUTHS = st.lists(st.sampled_from([*EMOTIONS, "none"]), min_size=1, max_size=3, unique=True).map("|".join)


@given(_TRUTHS, st.frozensets(st.sampled_from(EMOTIONS)))
def test_every_label_named_is_right_or_wrong_and_at_most_one_is_missed(truth: str, labels: frozenset[str]) -> None:
    total = micro(counts_of(said(truth), labels, "emotion"))
    assert total.found + total.wrong == len(labels)
    assert total.missed == (not labels & set(truth.split("|")) and "none" not in truth)
    assert 0 <= total.f1 <= 1


def test_an_interval_holds_the_figure() -> None:
    rows = [{"joy": Counts(found=1)}] * 30 + [{"joy": Counts(missed=1)}] * 10
    low, high = f1_intervals(rows, ["joy"])["joy"]
    assert low < micro(summed(rows)).f1 < high


@pytest.mark.parametrize("language", benchmark.LANGUAGES)
def test_labelled_sentences_are_split_by_hash_and_enough(language: str) -> None:
    sentences = moods.read_labels(language)
    assert len({one.text for one in sentences}) == len(sentences) >= 200
    assert all(one.split in ("fresh", moods.split_of(one.text)) for one in sentences)
    assert {one.rival for one in sentences} <= {"", *(brand.id for brand in benchmark.BRANDS)}
    assert emotion_languages() == tuple(sorted(benchmark.LANGUAGES))
    for kind, labels in (("emotion", EMOTIONS), ("intent", INTENTS)):
        assert {one.first[kind] for one in sentences} == {*labels, "none"}


def test_a_label_that_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moods, "LABELS", tmp_path)
    (tmp_path / "moods_xx.tsv").write_text("split\temotion\tintent\trival\ttext\ntune\tjoi\tnone\t-\tHa\n", "utf-8")
    with pytest.raises(ValueError, match=r"moods_xx.tsv: 'Ha': emotion: expected .* found \{'joi'\}"):
        moods.read_labels("xx")
