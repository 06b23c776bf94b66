"""Which language a text is in, among the collected ones and against those that are not."""

from __future__ import annotations

import multiprocessing
import tomllib
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sentiment.models.lexicon.tokens import undiacritised
from analysis.text.language import UNKNOWN, identify
from analysis.text.language.words import known_languages, votes_of
from benchmarks import language as benchmark
from tests.work import assert_at_most, assert_grows

LANGUAGES = ("en", "th", "vi", "lt")
TEXTS = {
    "en": [
        "The parcel came two days late and nobody answered my emails",
        "great coffee, will order again",
        "Delivery was quick but the box was crushed",
        "I asked the chatbot three times and gave up.",
        "WORST SERVICE EVER, DO NOT BUY FROM THEM",
        "Love the new app, so easy to use",
        "staff were lovely, room was clean",
        "My refund took six weeks 😡",
        "Ordered phở and bánh mì here, both were fantastic and the staff is kind",
        "@shop https://shop.example/x where is my order?",
    ],
    "th": [
        "ส่งของช้ามาก โทรไปไม่มีใครรับ",
        "กาแฟ Kettle & Crow อร่อยมาก",
        "ซื้อ iPhone 15 Pro Max จาก Studio7 ส่งไว",
        "Service ดี delivery เร็ว price ok แนะนำเลย",
        "สั่งผ่าน app Lazada Express ได้ของครบ",
        "ดี",
        "#รีวิว ร้านนี้ 10/10",
    ],
    "vi": [
        "Hàng giao nhanh, đóng gói cẩn thận",
        "Nhân viên nhiệt tình, sẽ quay lại",
        "giao hang nhanh, dong goi can than",
        "nhan vien phuc vu rat nhiet tinh, se ung ho shop tiep",
        "sp đẹp lắm shop ơi, giao hàng nhanh nha",
        "hang dep lam shop oi, ko co gi de che",
        "mk mua lan 2 roi, chat luong on dinh, gia re",
        "App bi loi hoai, ko dang nhap dc, chan qua",
        "goi dien khong ai nghe may, tra loi qua cham",
    ],
    "lt": [
        "labai gera preke, rekomenduoju",
        "Siunta vėlavo savaitę, niekas neatsiliepė",
        "Kava skani, personalas malonus, grįšime",
        "pinigu negrazino, klientu aptarnavimas baisus",
        "uzsakiau vakar, siandien jau gavau, aciu",
        "Programėlė stringa, prisijungti neįmanoma",
        "kokybe prasta, po savaites suplyso",
        "Viskas puiku, ačiū už greitą pristatymą",
    ],
}
OTHERS = {
    "de": [
        "Der Kaffee war leider kalt und niemand hat sich entschuldigt",
        "Sehr gute Qualität, schnelle Lieferung, gerne wieder",
        "Nach drei Wochen habe ich mein Geld immer noch nicht zurück",
    ],
    "es": ["El pedido llegó tarde y nadie me contestó", "Muy buena atención, lo recomiendo a todos"],
    "fr": ["La livraison était très rapide et le produit est bon", "Je ne recommande pas ce service, c'est trop cher"],
    "pl": ["Bardzo szybka dostawa, polecam wszystkim", "Nie polecam, obsługa jest bardzo niemiła"],
    "it": ["Il servizio è ottimo ma la consegna è stata lenta", "Non mi è piaciuto per niente questo prodotto"],
    "id": ["Pengiriman cepat dan barang sesuai dengan pesanan saya", "Pelayanan sangat buruk, saya tidak akan kembali"],
    "lv": ["Ļoti laba apkalpošana un ātra piegāde, iesaku"],
    "ru": ["Очень хороший магазин, быстрая доставка"],
    "ja": ["とても美味しいコーヒーでした。また買います。"],
    "ko": ["배송이 정말 빠르고 포장도 깔끔했습니다"],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in TEXTS.items() for text in texts])
def test_collected_languages(code: str, text: str) -> None:
    assert identify(text, LANGUAGES).code == code


def test_mixed_languages_are_the_one_that_carries_them() -> None:
    assert identify("Coffee ngon, wifi mạnh, nhân viên friendly", LANGUAGES).code == "vi"
    assert identify("Super dress, labai patogi, love it, rekomenduoju visoms", LANGUAGES).code == "lt"


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in OTHERS.items() for text in texts])
def test_a_text_of_another_language_keeps_it(code: str, text: str) -> None:
    found = identify(text, LANGUAGES)
    assert found.code == code
    assert "not one of the collected languages" in found.reason


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in (TEXTS | OTHERS).items() for text in texts])
def test_marks_left_out_change_nothing_or_leave_it_open(code: str, text: str) -> None:
    bare = undiacritised(text) if code not in ("th", "ja", "ko", "ru") else text
    assert identify(bare, LANGUAGES).code in {code, UNKNOWN}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", None),
        ("👍👍 10/10", None),
        ("12.50 €", None),
        ("https://shop.example/kava", None),
        ("ok", UNKNOWN),
        ("Xyz Qwr", UNKNOWN),
    ],
)
def test_what_cannot_be_told_is_not_told(text: str, code: str | None) -> None:
    assert identify(text, LANGUAGES).code == code


def test_the_collected_languages_decide_only_between_languages() -> None:
    german = "Der Kaffee war leider kalt und niemand hat sich entschuldigt"
    assert identify(german, ("de", "en")).reason == "everyday words"
    assert identify("กาแฟอร่อยมาก ส่งเร็ว", ("en",)).code == "th"
    assert identify("Hàng giao nhanh, đóng gói cẩn thận", ("en",)).code == "vi"


def test_words_of_one_language_are_not_all_words_of_another() -> None:
    for code, texts in TEXTS.items():
        if code != "th":
            votes = [votes_of(text.lower()) for text in texts]
            assert sum(vote.by_language[0][0] == code for vote in votes if vote.by_language) >= 0.9 * len(votes)
    assert set(LANGUAGES) <= set(known_languages())


@given(st.text(max_size=400), st.sampled_from([LANGUAGES, ("en",), ("lt", "vi"), ("de", "fr")]))
@settings(deadline=None)
def test_any_text_gets_an_answer(text: str, languages: tuple[str, ...]) -> None:
    found = identify(text, languages)
    assert found.reason
    assert found == identify(text, languages)
    if found.code is None:
        assert (
            not any("a" <= character <= "z" for character in benchmark.plain(text).lower())
            or "@" in text
            or "#" in text
        )


@given(st.sampled_from([text for texts in TEXTS.values() for text in texts]), st.integers(1, 5))
@settings(deadline=None)
def test_spaces_emoji_and_addresses_do_not_matter(text: str, times: int) -> None:
    decorated = f"{' ' * times}{text} {'😀' * times}\nhttps://shop.example/{'x' * times}"
    assert identify(decorated, LANGUAGES).code == identify(text, LANGUAGES).code


def codes_of(texts: list[str]) -> list[str | None]:
    return [identify(text, LANGUAGES).code for text in texts]


def test_new_processes_answer_alike() -> None:
    texts = [text for group in (TEXTS | OTHERS).values() for text in group]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(codes_of, texts).result() == codes_of(texts)


@pytest.mark.parametrize("unit", ["a", "a ", "@", "a@", "ก", "ê", "www.", "the ", "#a ", "http://", "'a"])
def test_a_very_long_text_costs_no_more_than_a_long_one(unit: str) -> None:
    assert_grows(lambda size: partial(identify, (unit * size)[:size], LANGUAGES), 20_000, times=10, most=2)


def test_clear_texts_are_much_faster_than_ranking_by_letters() -> None:
    clear = [text for code in ("en", "th", "vi") for text in TEXTS[code]] * 20
    ranked = benchmark.LanguageIdentifier.from_model_file(benchmark.MODEL_FILE, norm_probs=True).rank
    identify("xyzzy plugh", LANGUAGES), ranked("xyzzy plugh")
    assert_at_most(lambda: [identify(text, LANGUAGES) for text in clear], 0.8, lambda: [ranked(text) for text in clear])


def test_the_benchmark_pins_what_the_product_promises() -> None:
    floors = tomllib.loads(benchmark.FLOORS.read_text(encoding="utf-8"))["floors"]
    for name, (code, _) in benchmark.SETS.items():
        if code in LANGUAGES:
            assert floors[f"{name}.found"] >= 0.99
            assert floors[f"{name}.speed_against_py3langid"] >= 0.5
    assert all(floors[f"{name} plain.found"] >= 0.95 for name in ("vi-uit_vsfc", "vi-mabsa_sent", "lt-own (smoke)"))
    assert Path(benchmark.SENTENCES).is_file()
