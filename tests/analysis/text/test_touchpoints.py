"""The touchpoint that a sentence names, in four languages; where it names none its driver's usual one, marked."""

from __future__ import annotations

import pytest

from analysis.reading.opinions import opinions_of
from analysis.text.drivers import STAGES
from analysis.text.touchpoints import touchpoint_languages, touchpoint_stages

NAMED = [
    ("en", "The live chat was closed at noon.", "chat"),
    ("en", "I was on hold for forty minutes.", "phone"),
    ("en", "A useless bot kept asking for my name.", "chatbot"),
    ("en", "They charged me twice for one box.", "billing"),
    ("en", "My parcel is still with the courier.", "delivery"),
    ("en", "I sent it back and wait for my money.", "returns"),
    ("en", "The app crashes whenever I open it.", "app"),
    ("en", "The staff in the shop were lovely.", "store"),
    ("en", "Cancelling my subscription took three tries.", "account"),
    ("th", "แอปเด้งตลอด", "app"),
    ("th", "พัสดุมาช้ามาก", "delivery"),
    ("th", "สาขานี้พนักงานดีมาก", "store"),
    ("vi", "Ứng dụng hay bị lỗi.", "app"),
    ("vi", "Gọi tổng đài mãi không được.", "phone"),
    ("vi", "Shop cho đổi trả nhanh.", "returns"),
    ("lt", "Programėlė nuolat stringa.", "app"),
    ("lt", "Kurjeris vėlavo dvi dienas.", "delivery"),
    ("lt", "Pinigus grąžino per savaitę.", "returns"),
]
STAGES_ALONE = [
    ("en", "Ten years a customer and nobody knows me.", "retention"),
    ("en", "My cousin recommended them.", "awareness"),
    ("en", "We paid a deposit in May.", "transaction"),
    ("th", "เป็นลูกค้ามาสิบปี", "retention"),
    ("th", "เพื่อนแนะนำมา", "awareness"),
    ("vi", "Tôi chưa nghe tên hãng này.", "awareness"),
    ("vi", "Gắn bó với họ mười năm rồi.", "retention"),
    ("lt", "Kaimynė rekomendavo juos.", "awareness"),
    ("lt", "Avansas buvo didelis.", "transaction"),
]
ELSEWHERE = [
    ("en", "In order to relax I drink it at night."),
    ("en", "I will definitely return to this place."),
    ("en", "They delivered on their promise."),
    ("vi", "Chất lượng đơn giản là tuyệt."),
    ("th", "อร่อยมาก"),
    ("lt", "Labai skanu."),
]


@pytest.mark.parametrize(("language", "text", "touchpoint"), NAMED, ids=lambda value: value[:30])
def test_the_touchpoint_is_the_one_that_is_named(language: str, text: str, touchpoint: str) -> None:
    for opinion in opinions_of(text, language):
        assert (opinion.touchpoint, opinion.place_from) == (touchpoint, "text")
        assert opinion.stage == touchpoint_stages(language)[touchpoint]


@pytest.mark.parametrize(("language", "text"), ELSEWHERE, ids=lambda value: value[:30])
def test_words_that_only_look_like_it_name_none(language: str, text: str) -> None:
    assert all(opinion.place_from != "text" for opinion in opinions_of(text, language))


@pytest.mark.parametrize(("language", "text", "stage"), STAGES_ALONE, ids=lambda value: value[:30])
def test_words_tell_a_stage_without_a_touchpoint(language: str, text: str, stage: str) -> None:
    for opinion in opinions_of(text, language):
        assert (opinion.stage, opinion.touchpoint, opinion.place_from) == (stage, None, "text")


def test_a_touchpoint_goes_before_a_stage_alone() -> None:
    (opinion,) = opinions_of("A friend recommended their app.", "en")
    assert (opinion.stage, opinion.touchpoint) == ("engagement", "app")


def test_a_driver_places_what_names_no_touchpoint() -> None:
    (opinion,) = opinions_of("They were so polite.", "en")
    assert (opinion.driver, opinion.touchpoint, opinion.place_from) == ("empathy", "support", "driver")
    (silent,) = opinions_of("I drink it every morning.", "en")
    assert (silent.driver, silent.touchpoint, silent.place_from) == ("", None, None)


def test_languages_know_the_same_touchpoints() -> None:
    first, *others = [touchpoint_stages(code) for code in touchpoint_languages()]
    assert set(touchpoint_languages()) >= {"en", "th", "vi", "lt"}
    assert all(stages == first for stages in others)
    assert set(first.values()) <= set(STAGES)
