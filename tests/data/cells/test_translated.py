"""Of a text that a platform translated the original is kept; a customer's own words about translations stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.cells.translated import Wording, original
from tests.work import assert_grows


@pytest.mark.parametrize(
    ("text", "kept", "machine"),
    [
        ("(Translated by Google) We waited too long.\n\n(Original)\nLaukėme per ilgai.", "Laukėme per ilgai.", False),
        ("Sehr nett.\n\n(Translated by Google)\nVery kind.", "Sehr nett.", False),
        ("(Translated by Google) The cook sang (Original) พ่อครัวร้องเพลง", "พ่อครัวร้องเพลง", False),
        ("(Übersetzt von Google) Sehr gut.\n\n(Original)\nVery good.", "Very good.", False),
        ("(Traduit par Google) Très bien\n\n(Avis d'origine)\nMuy bien", "Muy bien", False),
        ("(Traducción de Google) Muy bien.\n\n(Original)\nSehr gut.", "Sehr gut.", False),
        ("(Bản dịch của Google) Rất ngon.\n\n(Bản gốc)\nVery tasty.", "Very tasty.", False),
        ("(แปลโดย Google) อร่อยมาก\n\n(ต้นฉบับ)\nVery tasty", "Very tasty", False),
        ("(Išversta „Google“) Labai skanu.\n\n(Originalas)\nVery tasty.", "Very tasty.", False),
        ("(Google による翻訳)\n美味しい\n\n(原文)\nTasty", "Tasty", False),
        ("(由 Google 翻译)很好吃\n\n(原文)\nTasty", "Tasty", False),
        ("(Google 번역 제공)\n맛있어요\n\n(원문)\nTasty", "Tasty", False),
        ("(Перевод Google) Очень вкусно\n\n(Оригинал)\nTasty", "Tasty", False),
        ("[Original]\nLabai gera arbata\n[Translated by DeepL]\nVery good tea", "Labai gera arbata", False),
        ("Original:\nLabai gera arbata\n\nTranslation:\nVery good tea", "Labai gera arbata", False),
        ("Translated by Microsoft: Good tea.\nOriginal (Lithuanian): Gera arbata.", "Gera arbata.", False),
        ("Trevlig personal\n\nÖversatt av Google\nKind staff", "Trevlig personal", False),
        ("Lovely tea\nSee translation", "Lovely tea", False),
        ("Good tea\nSee original · Rate this translation", "Good tea", True),
        ("Translated from German\nGood tea\nShow original", "Good tea", True),
        ("Aus dem Englischen übersetzt\nGuter Tee\nOriginal anzeigen", "Guter Tee", True),
        ("(Translated by Google) Good tea", "Good tea", True),
        ("Good tea (Translated by Google)", "Good tea", True),
    ],
)
def test_the_original_is_the_text(text: str, kept: str, machine: bool) -> None:
    found = original(text)
    assert (found.text, found.machine) == (kept, machine)


@pytest.mark.parametrize(
    "text",
    [
        "I bought the (original) tea and the (new) one.",
        "The menu was (badly) translated by Google, we laughed.",
        "I used an app (translated by Google) and it was fine.",
        "The original was better.\nThe translation is poor.",
        "Die Übersetzung war schlecht.",
        "เมนูแปลผิดหมดเลย แต่อาหารอร่อย",
        "Dịch vụ tốt, đồ uống ngon",
        "Dịch vụ:\nTốt",
        "",
    ],
)
def test_words_of_the_customer_stay(text: str) -> None:
    assert original(text) == Wording(text)


def test_the_work_grows_with_the_text() -> None:
    def prepare(n: int) -> Callable[[], object]:
        text = "(translated) original\nDịch vụ tốt\n" * n
        return lambda: original(text)

    assert_grows(prepare, 1_000)
