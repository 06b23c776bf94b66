"""What a brand is called changes nothing: labels, scores, drivers, emotions and intents of a text are those of any other name."""

from __future__ import annotations

from itertools import product

import pytest

from analysis.reading.masking import Masking
from analysis.reading.opinions import NO_DRIVER_MODELS, opinion_columns
from analysis.sentiment import default_models
from data.brand_names import NamedBrand

PLAIN = "Norvik"
NAMES = {
    "en": (
        "Honest Cup",
        "Lovely Leaf",
        "Angry Kettle",
        "Wish & Whisk",
        "Best Brew",
        "Bitter Bean",
        "Fast Delivery",
        "Price Hut",
    ),
    "th": ("ร้านโชคดี", "ชาคุ้มค่า", "ชาดีใจ", "ร้านสุขใจ", "ชาถูกใจ", "ร้านดีมาก"),
    "vi": ("Trà Tốt", "Quán Vui", "Trà An Lành", "Shop Tệ Quá", "Giao Nhanh", "Nhà Hạnh Phúc"),
    "lt": ("Laimė", "Geras Puodelis", "Pigi Arbata", "Ideali Arbata", "Puikus Skonis", "Džiaugsmo Namai"),
}
SUBJECTS = {
    "en": (
        "{} sent the bill on Monday.",
        "{} lost my parcel.",
        "{} is slow.",
        "{} never wrote back!",
        "{} has kind staff.",
    ),
    "th": ("{} ส่งบิลวันจันทร์", "{} ทำพัสดุหาย", "{} ตอบช้ามาก", "{} พนักงานใจดี"),
    "vi": ("{} gửi hóa đơn hôm thứ hai.", "{} làm mất hàng.", "{} không trả lời.", "{} vẫn giao chậm!"),
    "lt": ("{} atsiuntė sąskaitą.", "{} pametė siuntą.", "{} niekada neatsako!", "{} vis vėluoja."),
}
OTHERS = {
    "en": (
        "I called {} twice about the broken tin.", "My sister likes {}, I do not.", "We buy at {} because it is cheap.",
        "The tea of {} is stale, the tin is pretty.", "Why does {} not answer?", "I am leaving {} for good.",
        "Has anyone tried {}? Terrible.", "@x see {} https://x.example/honest",
    ),
    "th": ("สั่งจาก {} แล้วไม่ได้ของ", "ชอบ {} มาก แต่ส่งช้า", "พนักงานของ {} ดีมาก", "ใครเคยซื้อ {} บ้าง แย่มาก"),
    "vi": ("Tôi mua ở {} hôm qua, hàng tệ.", "Nhân viên của {} rất tốt.", "Tôi ghét {} lắm.", "Sao {} không trả lời?"),
    "lt": ("Pirkau iš {} ir nusivyliau.", "Man patinka {}, bet brangu.", "Kodėl {} neatsako?", "Skambinau {} du kartus."),
}  # fmt: skip
FOLLOWED = {
    "en": ("Great service.", "Never again!", "It was fine."), "th": ("ดีมาก", "แย่จริง"), "vi": ("Rất tốt.", "Quá tệ."),
    "lt": ("Labai gerai.", "Siaubas."),
}  # fmt: skip


@pytest.mark.parametrize("language", NAMES)
def test_a_name_of_feeling_reads_like_a_plain_one(language: str) -> None:
    texts = [
        f"{one} {two}"
        for one, two in product((*SUBJECTS[language], *OTHERS[language]), (*FOLLOWED[language], *SUBJECTS[language]))
    ]
    plain = _read([text.replace("{}", PLAIN) for text in texts], language, PLAIN)
    assert len({tuple(row) for row in plain}) > 3, "texts that differ"
    for name in NAMES[language]:
        assert _read([text.replace("{}", name) for text in texts], language, name) == plain, name


def test_a_word_is_not_masked_for_being_a_name() -> None:
    texts = ["an honest answer", "Honest people, honest prices.", "honestly the best"]
    assert _read(texts, "en", "Honest") == _read(texts, "en", PLAIN)


def _read(texts: list[str], language: str, name: str) -> list[list[object]]:
    """The opinions of texts of a workspace with the one brand, without their offsets, which follow the length of its name."""
    masking = Masking([NamedBrand("x", (name,))])
    columns = opinion_columns(texts, [language] * len(texts), default_models(), NO_DRIVER_MODELS, masking)
    rows = [list(row) for row in zip(*columns, strict=True)]
    return [[row[0], *row[3:]] for row in rows]
