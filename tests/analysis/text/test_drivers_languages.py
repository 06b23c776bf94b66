"""Drivers, FAQ intents, signals, emotions and clauses in Thai, Vietnamese and Lithuanian: the same ids everywhere, phrases
that find what people of that language write, and floors under what was measured on hand-written opinions."""

from __future__ import annotations

import csv
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text.clauses import clause_languages, read_clauses
from analysis.text.drivers import load_taxonomy, taxonomy_languages
from analysis.text.emotions import emotion_languages, emotion_of
from analysis.text.intents import intent_languages, load_intents
from analysis.text.phrases import plain
from analysis.text.signals import NamedBrand, SwitchFinder, intent_of, signal_languages
from tests.conftest import ROOT

LANGUAGES = ("lt", "th", "vi")
LABELS = ROOT / "benchmarks" / "labels"
RIVALS = SwitchFinder([NamedBrand("bramble", ("Bramble",)), NamedBrand("acme", ("Acme",))])
FOUR = frozenset({"loyalty", "channel_choice", "automation", "privacy"})

FLOORS = {
    ("lt", "tune"): (0.944, 0.979),
    ("lt", "unseen"): (0.943, 0.979),
    ("th", "tune"): (0.945, 0.990),
    ("th", "unseen"): (0.958, 0.990),
    ("vi", "tune"): (0.937, 0.990),
    ("vi", "unseen"): (0.945, 0.979),
}
"""Micro-F1 over all drivers, and over the four that no public set covers: measured, less 0.01. They only rise."""


def opinions(language: str, split: str) -> list[tuple[frozenset[str], str, str]]:
    """(drivers, label, text) of the hand-written opinions of one half."""
    with (LABELS / f"opinions_{language}.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(
            (line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        return [
            (frozenset(row["drivers"].split("+")) - {"none"}, row["label"], row["text"])
            for row in rows
            if row["split"] == split
        ]


def micro_f1(language: str, split: str, among: frozenset[str]) -> float:
    found = wrong = missed = 0
    taxonomy = load_taxonomy(language)
    for drivers, _, text in opinions(language, split):
        said, asked = among.intersection(taxonomy.classify(text)), drivers & among
        found, wrong, missed = found + len(said & asked), wrong + len(said - asked), missed + len(asked - said)
    return 2 * found / (2 * found + wrong + missed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_drivers_are_those_of_english_under_names_of_their_own(language: str) -> None:
    english, other = load_taxonomy("en"), load_taxonomy(language)
    assert list(other.drivers) == list(english.drivers)
    for driver, entry in english.drivers.items():
        own = other.drivers[driver]
        assert (own.prior_weight, own.prior_source) == (entry.prior_weight, entry.prior_source)
        assert (own.stage, own.touchpoint) == (entry.stage, entry.touchpoint)
        assert own.name not in {"", entry.name}
    assert len({driver.name for driver in other.drivers.values()}) == len(other.drivers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_have_the_intents_of_english_under_names_of_their_own(language: str) -> None:
    english, other = load_intents("en"), load_intents(language)
    assert list(other.names) == list(english.names)
    assert all(other.names[intent] not in {"", name} for intent, name in english.names.items())


def test_each_language_has_all_five_files() -> None:
    for listed in (taxonomy_languages, intent_languages, signal_languages, emotion_languages, clause_languages):
        assert set(listed()) >= {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_opinions_are_two_hundred_split_by_hash_and_cover_every_driver(language: str) -> None:
    both = {split: opinions(language, split) for split in ("tune", "unseen")}
    assert sum(map(len, both.values())) == 200
    assert len({text for rows in both.values() for _, _, text in rows}) == 200
    for split, rows in both.items():
        assert 80 <= len(rows) <= 120
        assert all((hashlib.sha256(text.encode()).digest()[0] & 1) == (split == "unseen") for _, _, text in rows)
        assert {label for _, label, _ in rows} == {"-1", "0", "1"}
    assert {driver for rows in both.values() for drivers, _, _ in rows for driver in drivers} == set(
        load_taxonomy(language).drivers
    )


@pytest.mark.parametrize("split", ["tune", "unseen"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_opinions_are_read_at_least_as_well_as_when_measured(language: str, split: str) -> None:
    assert micro_f1(language, split, frozenset(load_taxonomy("en").drivers)) >= FLOORS[language, split][0]
    assert micro_f1(language, split, FOUR) >= FLOORS[language, split][1]


@pytest.mark.parametrize(
    ("language", "sentence", "there", "absent"),
    [
        ("lt", "Atsakymą gavau per penkias minutes", "response_time", "billing"),
        ("lt", "Už buto remontą atsakinga kita įmonė", "", "response_time"),
        ("lt", "pristatymas labai velavo, siunta sugadinta", "delivery", "privacy"),
        ("lt", "Robotas siurblys siurbia gerai", "", "automation"),
        ("lt", "Surinkome daug taškų varžybose", "", "delivery"),
        ("lt", "Kaina per didelė", "price_value", "findability"),
        ("vi", "giao hang cham qua", "delivery", "billing"),
        ("vi", "Đánh giá năm sao", "", "price_value"),
        ("vi", "Giá hơi cao", "price_value", "delivery"),
        ("vi", "Gia đình mình có bốn người", "", "price_value"),
        ("vi", "gia dinh minh co bon nguoi", "", "price_value"),
        ("vi", "nv tư vấn nhiệt tình", "staff_knowledge", "automation"),
        ("vi", "Điểm cộng là chỗ ngồi thoáng", "", "loyalty"),
        ("th", "กำแพงห้องสีขาว", "", "price_value"),
        ("th", "ของแพงแต่ส่งเร็ว", "delivery", "loyalty"),
        ("th", "เจอกันคืนนี้", "", "returns_refunds"),
        ("th", "เก็บไว้ในช้าง", "", "response_time"),
        ("th", "แชทบอทตอบมั่ว", "automation", "returns_refunds"),
        ("th", "เเอปเด้งตลอด", "ease_of_use", "delivery"),  # sara e typed twice
    ],
)
def test_words_that_look_alike_are_told_apart(language: str, sentence: str, there: str, absent: str) -> None:
    said = load_taxonomy(language).classify(sentence)
    assert absent not in said
    assert not there or there in said


@pytest.mark.parametrize("language", ["lt", "vi"])
def test_most_opinions_are_read_alike_without_diacritics(language: str) -> None:
    taxonomy = load_taxonomy(language)
    rows = [(drivers, text) for drivers, _, text in opinions(language, "tune") if drivers]
    kept = sum(bool(drivers.intersection(taxonomy.classify(plain(text)))) for drivers, text in rows)
    assert kept / len(rows) >= 0.8


@pytest.mark.parametrize(
    ("language", "question", "intent"),
    [
        ("lt", "Kiek laiko trunka pristatymas?", "shipping_time"),
        ("lt", "Kaip grąžinti prekę?", "returns"),
        ("lt", "Ar galiu atšaukti užsakymą?", "cancel_order"),
        ("lt", "kokie apmokejimo budai", "payment_methods"),
        ("lt", "Koks parduotuvės darbo laikas?", "opening_hours"),
        ("lt", "Kaip ištrinti paskyrą?", "delete_account"),
        ("lt", "Kaip laikyti kavos pupeles?", "product_care"),
        ("vi", "Bao lâu thì nhận được hàng?", "shipping_time"),
        ("vi", "Phí ship bao nhiêu?", "shipping_cost"),
        ("vi", "Làm sao để hủy đơn hàng?", "cancel_order"),
        ("vi", "co doi tra duoc khong", "returns"),
        ("vi", "Tôi có thể thanh toán bằng thẻ không?", "payment_methods"),
        ("vi", "Quên mật khẩu thì làm sao?", "account_login"),
        ("vi", "Cửa hàng ở đâu?", "store_locations"),
        ("th", "ใช้เวลาจัดส่งกี่วัน", "shipping_time"),
        ("th", "ค่าส่งเท่าไหร่", "shipping_cost"),
        ("th", "ยกเลิกคำสั่งซื้อได้ไหม", "cancel_order"),
        ("th", "ลืมรหัสผ่านทำยังไง", "account_login"),
        ("th", "ร้านเปิดกี่โมง", "opening_hours"),
        ("th", "ขอใบกำกับภาษีได้ไหม", "invoice_billing"),
        ("th", "แต้มหมดอายุเมื่อไหร่", "loyalty_program"),
    ],
)
def test_what_a_question_asks(language: str, question: str, intent: str) -> None:
    assert intent in load_intents(language).classify(question)


@pytest.mark.parametrize(
    ("language", "sentence", "label", "intent", "emotion"),
    [
        ("lt", "Daugiau čia nepirksiu", -1, "churn", None),
        ("lt", "Nerekomenduoju, sukčiai", -1, "complaint", "anger"),
        ("lt", "Rekomenduoju visiems", 1, "recommend", None),
        ("lt", "Ar kas žino, kada dirba", 0, "question", None),
        ("lt", "Ačiū, labai patiko", 1, "praise", "joy"),
        ("lt", "Labai nusivyliau", -1, None, "disappointment"),
        ("lt", "Visiškai neaišku, ką daryti toliau", -1, "question", "confusion"),
        ("lt", "Jais galima pasitikėti", 1, None, "trust"),
        ("vi", "Không bao giờ mua nữa", -1, "churn", None),
        ("vi", "Lừa đảo, đừng mua", -1, "complaint", "anger"),
        ("vi", "Mọi người nên mua nha", 1, "recommend", None),
        ("vi", "Cho mình hỏi giá bao nhiêu ạ", 0, "question", None),
        ("vi", "Tuyệt vời, cảm ơn shop", 1, "praise", "joy"),
        ("vi", "that vong qua", -1, None, "disappointment"),
        ("vi", "Hướng dẫn khó hiểu", -1, None, "confusion"),
        ("vi", "Shop uy tín lắm", 1, None, "trust"),
        ("th", "ไม่ซื้ออีกแล้ว", -1, "churn", None),
        ("th", "โกงลูกค้า อย่าซื้อ", -1, "complaint", "anger"),
        ("th", "แนะนำเลยค่ะ", 1, "recommend", None),
        ("th", "ร้านเปิดกี่โมงคะ", 0, "question", None),
        ("th", "ประทับใจ ขอบคุณมาก", 1, "praise", "joy"),
        ("th", "ผิดหวังมาก", -1, None, "disappointment"),
        ("th", "งงมาก ไม่เข้าใจเลย", -1, None, "confusion"),
        ("th", "ร้านนี้ไว้ใจได้", 1, None, "trust"),
    ],
)
def test_what_a_sentence_is_for_and_what_it_feels(
    language: str, sentence: str, label: int, intent: str | None, emotion: str | None
) -> None:
    assert intent_of(sentence, language, label) == intent
    assert emotion_of(sentence, language, label) == emotion


@pytest.mark.parametrize(
    ("language", "sentence", "brand"),
    [
        ("lt", "Perėjau pas Bramble ir esu laiminga", "bramble"),
        ("lt", "Neperėjau pas Bramble", None),
        ("lt", "Galvoju pereiti pas Bramble", None),
        ("lt", "Kaimynas perėjo pas Bramble", None),
        ("vi", "Mình chuyển sang Bramble rồi", "bramble"),
        ("vi", "Không chuyển sang Bramble đâu", None),
        ("vi", "Định chuyển sang Bramble", None),
        ("th", "ย้ายไป Bramble แล้ว", "bramble"),
        ("th", "ไม่ย้ายไป Bramble แน่นอน", None),
        ("th", "คิดจะย้ายไป Bramble", None),
        ("th", "เพื่อนย้ายไป Bramble", None),
    ],
)
def test_a_switch_is_one_that_the_author_made(language: str, sentence: str, brand: str | None) -> None:
    assert RIVALS.switched_to(sentence, language, "acme") == brand


@pytest.mark.parametrize(
    ("language", "sentence", "parts"),
    [
        (
            "lt",
            "Darbuotojai malonūs, bet pristatymas vėlavo savaitę",
            [("Darbuotojai malonūs", "empathy"), ("bet pristatymas vėlavo savaitę", "delivery")],
        ),
        (
            "vi",
            "Nhân viên thân thiện nhưng giao hàng quá chậm",
            [("Nhân viên thân thiện", "empathy"), ("nhưng giao hàng quá chậm", "delivery")],
        ),
        (
            "th",
            "พนักงานน่ารักมาก แต่ส่งของช้าเป็นอาทิตย์",
            [("พนักงานน่ารักมาก", "empathy"), ("แต่ส่งของช้าเป็นอาทิตย์", "delivery")],
        ),
    ],
)
def test_a_sentence_falls_apart_where_it_turns(language: str, sentence: str, parts: list[tuple[str, str]]) -> None:
    clauses = read_clauses(sentence, language)
    assert [sentence[clause.start : clause.end] for clause in clauses] == [text for text, _ in parts]
    assert all(driver in clause.drivers for clause, (_, driver) in zip(clauses, parts, strict=True))


_LETTERS = st.sampled_from(list("aeiouąčęėįšųūžàáảãạăâđêôơưกขคงดตบปมรลวสหอาิีืุูเแโใไ่้์ 0.,!?'-\U0001f621"))


@settings(max_examples=150, deadline=None)
@given(st.text(_LETTERS, max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_read_and_clauses_lose_no_driver(text: str, language: str) -> None:
    drivers = set(load_taxonomy(language).classify(text))
    assert drivers <= set(load_taxonomy("en").drivers)
    assert {driver for clause in read_clauses(text, language) for driver in clause.drivers} == drivers
