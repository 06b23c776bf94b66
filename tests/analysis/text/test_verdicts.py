"""Turns of phrase that leave no doubt decide what a part is labelled, whatever its words weigh; what only resembles them, not."""

from __future__ import annotations

import csv

import pytest

from analysis.reading.opinions import opinions_of
from analysis.text.verdicts import judged, verdict_book, verdict_languages
from data import languages
from tests.conftest import cases_folder

NEGATIVE = {
    "en": [
        "We will never stay at this hotel again.",
        "You lost a customer, and my sister too.",
        "That was the last time we order flowers here.",
        "Thank you for wasting my whole Saturday.",
        "Wonderful job losing both my suitcases!",
        "Love how they ignore every single message.",
        "How generous of them to charge me for the broken cup.",
        "A haircut here costs an arm and a leg.",
        "I won't be setting foot in that shop again",
        "Cheers for leaving us stranded at the airport",
    ],
    "th": [
        "จะไม่สั่งอาหารจากร้านนี้อีกแล้ว",
        "เข็ดแล้วจริงๆ กับร้านนี้",
        "ขอบคุณที่ทำให้วันหยุดของฉันพัง",
        "ขอบคุณมากที่ไม่คืนเงิน",
        "ราคานี้ขูดรีดกันชัดๆ",
    ],
    "vi": [
        "Mình sẽ không bao giờ quay lại quán này nữa",
        "Tởn tới già luôn",
        "Cảm ơn shop vì đã làm hỏng sinh nhật của con tôi",
        "Quán này chặt chém du khách",
        "Máy mở ko lên",
        "Loa kết nối hok dc",
        "App đăng nhập k đc",
        "Nồi cắm zô ko chạy",
    ],
    "lt": [
        "Daugiau niekada čia neužsakysiu",
        "Mano kojos nekelsiu į šią kavinę",
        "Ačiū, kad sugadinote mano atostogas",
        "Puikios naujienos, kad negrąžinsite pinigų",
        "Kainos kandžiojasi",
        "Už porciją lupa devynis kailius",
    ],
}
POSITIVE = {
    "en": [
        "The service could not be better.",
        "I cannot live without this kettle!",
        "Nothing beats their morning coffee.",
        "We couldn't fault the room.",
    ],
    "th": ["ไม่มีที่ติเลย", "ไม่เคยทำให้ผิดหวัง", "ไม่มีอะไรจะอร่อยไปกว่านี้", "ขาดร้านนี้ไม่ได้จริงๆ"],
    "vi": [
        "Món này không chê vào đâu được",
        "Không thể hài lòng hơn",
        "Ấm này không thể thiếu trong bếp nhà tôi",
        "Chưa bao giờ làm tôi thất vọng",
    ],
    "lt": ["Geriau būti negali", "Neįsivaizduoju ryto be šios kavos", "Neturiu jokių priekaištų", "Niekada nenuvylė"],
}
NOT_NEGATIVE = {
    "en": ["The queue was not too long.", "The trip did not break the bank."],
    "th": ["รอไม่นาน", "อาหารไม่เผ็ดเกินไป", "ราคาไม่แพงจนเกินไป"],
    "vi": ["Giao hàng không quá lâu", "Giá không đắt lắm"],
    "lt": ["Laukti teko ne per ilgai", "Kaina nėra per brangi"],
}
NO_VERDICT = {
    "en": [
        "Thanks for not losing my bag.",
        "I would never go anywhere else again.",
        "I never have to wait again.",
        "Thank you for the great news.",
        "The room could be better.",
        "We could not use the shower without getting help.",
    ],
    "th": ["ไม่ไปร้านอื่นอีกเลย", "ไม่ต้องมารอคิวอีก", "ขอบคุณที่ส่งเร็ว"],
    "vi": ["Cảm ơn shop đã giao nhanh", "Không mua ở chỗ khác nữa", "Quán không chặt chém"],
    "lt": ["Daugiau niekur kitur nepirksiu", "Ačiū už greitą pristatymą", "Paskutinį kartą buvau gegužę"],
}


def _rows(sentences: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in sentences.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), _rows(NEGATIVE))
def test_what_blames_is_negative(language: str, text: str) -> None:
    assert {opinion.label for opinion in opinions_of(text, language)} == {-1}


@pytest.mark.parametrize(("language", "text"), _rows(POSITIVE))
def test_what_praises_by_denying_is_positive(language: str, text: str) -> None:
    assert {opinion.label for opinion in opinions_of(text, language)} == {1}


@pytest.mark.parametrize(("language", "text"), _rows(NOT_NEGATIVE))
def test_what_denies_a_fault_is_not_negative(language: str, text: str) -> None:
    assert -1 not in {opinion.label for opinion in opinions_of(text, language)}


@pytest.mark.parametrize(("language", "text"), _rows(NO_VERDICT))
def test_what_only_resembles_them_is_left_to_the_model(language: str, text: str) -> None:
    assert verdict_book(language).meanings(text) == ()


def test_a_text_that_no_model_reads_stays_without_a_label() -> None:
    assert judged(None, ("negative",)) is None
    assert (judged(1, ("negative", "positive")), judged(-1, ("not_negative",)), judged(1, ())) == (-1, 0, 1)
    assert set(verdict_languages()) == set(languages.FIRST)


@pytest.mark.skipif(cases_folder() is None, reason="the cases are not here")
def test_sentences_of_the_cases() -> None:
    folder = cases_folder()
    assert folder is not None
    wrong = []
    for row in csv.DictReader((folder / "markets" / "sentences.tsv").open(encoding="utf-8"), delimiter="\t"):
        labels = {opinion.label for opinion in opinions_of(row["sentence"], row["language"])}
        right = row["right label"]
        wanted = (
            {None} if right == "no opinion" else {int(word) for word in right.split() if word.lstrip("-").isdigit()}
        )
        if not (labels <= wanted if " or " in right else labels == wanted | ({1} if "person" in right else set())):
            wrong.append((row["sentence"], labels))
    assert wrong == []
