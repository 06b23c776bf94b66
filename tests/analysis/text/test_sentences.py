"""Sentences of four languages as people write them, and what must hold for any text."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text.sentences import split
from analysis.text.sentences.rules import rules_for
from tests.work import assert_grows

CUT = "¦"
"""Marks in the texts below where a sentence ends and the next begins."""
ENGLISH = """
Good coffee.¦ Slow service.¦ Will not return.
good coffee.¦ slow service.¦ will not return
It took 5 min. to reach Mr. Brown, approx. 2 miles.
We met Dr. Lee at 9 a.m.¦ The wait was short.
They open at 9 a.m. on weekdays.
Tea, coffee, etc. were cold.
I asked and they said no.¦ Then they hung up.
See No. 5 on the list.
It costs 3.50 euros, not 1,200.¦ Fine.
Mail help@shop.example.¦ They answer.
Read https://shop.example/a.b?c=1.¦ Then call.
“Is it fresh?” she asked.
She said “never again.”¦ Then she left.
Great!!!¦ Really great :)¦ Will come back
Love it 😍😍¦ Highly recommended
Love it! 😍¦ Highly recommended
Well... not what I hoped for.
Well...¦ Nothing came.
Fast delivery..¦ works fine
Wait, what?!¦ No refund?
Version 2.0 is out.¦ It crashes.
J. Smith was kind.
Nice (really!), but pricey.
The U.S. site is down.
Is plan B. any better
Worst ever.¦Never again.
Broken on arrival (twice!).¦ Sent it back.
""".strip().splitlines()
LITHUANIAN = """
Gera kava.¦ Lėtas aptarnavimas.
gera kava.¦ lėtas aptarnavimas.¦ nerekomenduoju
Gėrimai, pvz. Arbata, buvo šalti.
Paštomatas, t. y. dėžė prie durų, sugedo.
Atvežė š. m. gegužės 5 d. vakare.
Dirba iki 18 val.¦ Savaitgaliais nedirba.
Dirba iki 18 val. vakaro.
Yra kavos, arbatos ir t. t.¦ Kainos geros.
Yra kavos, arbatos ir kt. gėrimų.
Kainavo 12,50 Eur už 2 vnt.¦ Brangu!
Dr. Petraitis labai malonus.¦ Ačiū!
Ar grąžinsite pinigus?¦ Laukiu jau mėnesį...
Na... nežinau.
Viskas puiku :)¦ Grįšiu dar kartą
„Niekada.“¦ Taip man ir pasakė.
""".strip().splitlines()
VIETNAMESE = """
Hàng đẹp.¦ Giao nhanh.
hàng đẹp.¦ giao nhanh.¦ sẽ ủng hộ tiếp
Ngon.¦Rẻ.¦ Đẹp.
Mình ở TP. HCM nên giao nhanh.
Mình ở TP.HCM nên giao nhanh.
ThS. Lan giảng dễ hiểu.¦ Cảm ơn cô!
Có trà, cà phê, v.v. đều ngon.
Có trà, cà phê, v.v.¦ Giá hợp lý.
Giá 1.200.000 đ cho 2.5 kg.¦ Hơi đắt.
Sao chưa giao?¦ Mình đợi 3 ngày rồi!!!
Đẹp lắm 😍¦ Sẽ mua lại
Ghé https://shop.example/vn.¦ Rất tiện.
Tạm được... nhưng hơi chậm.
Món ăn vd. phở rất ngon.
""".strip().splitlines()
THAI = """
สั่งเมื่อวานค่ะ¦ ได้ของเร็วมาก
อร่อยมากครับ¦ พนักงานน่ารัก¦ แต่ราคาแพงไปหน่อย
ส่งไวมากครับ¦แพ็คของดี
กาแฟดี ราคาดี
ราคา 250 บาท ขนาด 15 ml นะคะ¦ คุ้มมาก
ซื้อเมื่อ พ.ศ. 2567 ที่ กทม. ใช้งานดี
ชนะ การแข่งขัน
ใช้ iPhone 15 Pro Max มาได้หนึ่งเดือน
ดีมาก!¦แนะนำเลย
ดีมาก 😍😍¦ จะมาอีก
ชอบมาก ๆ เลย
ทำไมส่งช้า?¦ รอมาสามวันแล้ว
พนักงานพูดจาไม่ดีเลย¦ ส่วนอาหารรสชาติใช้ได้
เปิดตั้งแต่ 9.00 น. ถึง 18.00 น. ทุกวัน
บริการแย่¦  ไม่กลับมาอีก
ร้านนี้อยู่ในซอยลึกมากแต่ก็หาที่จอดรถได้ง่ายดี¦ บรรยากาศเงียบสงบเหมาะกับการนั่งทำงาน
""".strip().splitlines()
LISTS = [
    ("- fast\n- cheap\n\n* friendly", ["fast", "cheap", "friendly"]),
    ("1. Good price 2. Fast delivery 3. Kind staff", ["Good price", "Fast delivery", "Kind staff"]),
    ("1) Greita\n2) Pigu", ["Greita", "Pigu"]),
    ("• ส่งไว • ราคาถูก", ["ส่งไว", "ราคาถูก"]),
    ("Bought 2. Then 3. Fine", ["Bought 2.", "Then 3.", "Fine"]),
    ("Good\r\nBad", ["Good", "Bad"]),
    ("5 stars", ["5 stars"]),
    ("***", ["***"]),
    ("", []),
    (" \n\t ", []),
]


def pieces(text: str, language: str | None = None) -> list[str]:
    return [text[span.start : span.end] for span in split(text, language)]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        (language, text)
        for language, texts in (("en", ENGLISH), ("lt", LITHUANIAN), ("vi", VIETNAMESE), ("th", THAI))
        for text in texts
    ],
)
def test_sentences_end_where_a_reader_ends_them(language: str, marked: str) -> None:
    expected = [part.strip() for part in marked.split(CUT)]
    assert pieces(marked.replace(CUT, ""), language) == expected


def test_most_sentences_end_alike_when_the_language_is_not_known() -> None:
    texts = [*ENGLISH, *LITHUANIAN, *VIETNAMESE, *THAI]
    alike = sum(pieces(text.replace(CUT, "")) == [part.strip() for part in text.split(CUT)] for text in texts)
    assert alike >= 0.95 * len(texts)


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lines_and_lists(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_long_thai_without_a_space_is_cut_at_its_turns() -> None:
    first = "ร้านนี้บรรยากาศดีมากพนักงานก็ยิ้มแย้มแจ่มใสอาหารก็อร่อยถูกปากทุกคนในครอบครัวของเรา"
    second = "แต่ที่จอดรถน้อยเกินไปต้องวนหาอยู่นานเกือบครึ่งชั่วโมงกว่าจะได้เข้าไปนั่งในร้าน"
    assert pieces(first + second, "th") == [first, second]
    assert pieces("อาหารอร่อยแต่บริการแย่", "th") == ["อาหารอร่อยแต่บริการแย่"]


def test_a_language_without_a_file_is_cut_by_the_rules_of_all() -> None:
    assert rules_for("de") == rules_for(None)
    assert pieces("Sehr gut. Gerne wieder, z. B. mit Dr. Maier.", "de") == [
        "Sehr gut.",
        "Gerne wieder, z. B. mit Dr. Maier.",
    ]


SOUP = st.lists(
    st.sampled_from(
        [
            *[
                "a",
                "B",
                "5",
                ".",
                ". ",
                "!",
                "?",
                "…",
                " ",
                "\n",
                "•",
                "1. ",
                "2) ",
                "- ",
                '"',
                "”",
                ")",
                "(",
                ",",
                ":)",
            ],
            *["😀", "❤️", "ครับ", "ค่ะ ", "นะ", "แต่", "ก", "pvz. ", "v.v. ", "e.g. ", "https://a.example/b.c ", "@", "。"],
        ]
    )
).map("".join)


@given(st.one_of(st.text(max_size=200), SOUP), st.sampled_from(["en", "th", "vi", "lt", "de", None]))
@settings(deadline=None)
def test_what_holds_for_any_text(text: str, language: str | None) -> None:
    spans = split(text, language)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() for span in spans)
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert not [place for place, character in enumerate(text) if character.isalpha() and place not in covered]
    assert bool(spans) == bool(text.strip())
    assert split(text, language) == spans


@pytest.mark.parametrize(
    "unit",
    [
        "😀",
        "!",
        "a@",
        "a. ",
        "ครับ ",
        "ครับ",
        "ก a ",
        '"',
        "1. ",
        "• ",
        ":) ",
        "ก!",
        "ก😀",
        "-",
        "www.",
        "ก",
        "แต่",
        "e.g. ",
        " ",
        ".)",
    ],
)
def test_time_grows_with_the_text_not_with_its_square(unit: str) -> None:
    assert_grows(lambda size: partial(split, (unit * size)[:size] + ".", None), 8_000)
