"""Names, addresses and handles are masked where they name, words stay words, and every place can be found again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.marks import STAND_IN
from analysis.reading.masking import Masked, Masking
from analysis.reading.opinions import opinions_of
from data.brand_names import NamedBrand


def masking(*names: str) -> Masking:
    return Masking([NamedBrand(f"b{n}", (name,)) for n, name in enumerate(names)])


@pytest.mark.parametrize(
    ("language", "name", "text", "masked"),
    [
        ("en", "Honest", "an honest answer", "an honest answer"),
        ("en", "Honest", "Honest answer from the staff.", "Honest answer from the staff."),
        ("en", "Honest", "To be honest, it was late.", "To be honest, it was late."),
        ("en", "Honest", "Honest sent the bill.", "* sent the bill."),
        ("en", "Honest", "I asked Honest for a refund.", "I asked * for a refund."),
        ("en", "Honest", "HONEST SENT THE BILL", "* SENT THE BILL"),
        ("en", "Honest", "Honest's staff lied", "*'s staff lied"),
        ("en", "Best Brew", "the best brew in town", "the best brew in town"),
        ("en", "Best Brew", "i called best brew twice", "i called * twice"),
        ("en", "Best Brew", "BestBrew sold me this", "* sold me this"),
        ("en", "Wish & Whisk", "Wish & Whisk never wrote back", "* never wrote back"),
        ("en", "Acme", "acme lost it, ACME found it", "* lost it, * found it"),
        ("en", "Acme", "see https://acme.example/x?a=1 and ask @acme or help@acme.example", "see * and ask * or *"),
        ("th", "ยิ้ม", "พนักงานยิ้มแย้ม", "พนักงานยิ้มแย้ม"),
        ("th", "ยิ้ม", "ร้านยิ้มส่งช้า", "ร้าน*ส่งช้า"),
        ("th", "ชาดีใจ", "สั่งจากชาดีใจแล้วไม่ได้ของ", "สั่งจาก*แล้วไม่ได้ของ"),
        ("lt", "Laimė", "Kokia laimė!", "Kokia laimė!"),
        ("lt", "Laimė", "Pirkau iš Laimės ir nusivyliau", "Pirkau iš * ir nusivyliau"),
        ("lt", "Geras Puodelis", "Gero Puodelio? Geras Puodelis pametė siuntą", "Gero Puodelio? * pametė siuntą"),
        ("vi", "Trà Tốt", "Trà tốt cho sức khỏe", "Trà tốt cho sức khỏe"),
        ("vi", "Trà Tốt", "Tôi mua ở Trà Tốt hôm qua", "Tôi mua ở * hôm qua"),
    ],
)
def test_what_names_is_masked_and_words_stay(language: str, name: str, text: str, masked: str) -> None:
    assert masking(name).mask(text, language).text.replace(STAND_IN, "*").replace(STAND_IN.upper(), "*") == masked


@given(
    st.lists(
        st.sampled_from(["Acme", "acme", " ", "é", "ชา", "ok", ".", "@x", "http://a.b", "\n", "İ"]), max_size=30
    ).map("".join)
)
@settings(max_examples=200, deadline=None)
def test_every_place_is_found_again(text: str) -> None:
    made = masking("Acme").mask(text, "en")
    assert made.original(0) == 0
    assert made.original(len(made.text), end=True) == len(text)
    kept = [at for at in range(len(made.text)) if not any(a <= at < b for a, b, _, _ in made.places)]
    assert all(made.text[at] == text[made.original(at)] for at in kept)
    edges = [made.original(at) for at in range(len(made.text) + 1)]
    assert edges == sorted(edges)


@pytest.mark.parametrize(
    "text",
    [
        "see https://x.example/(Original) ok",
        "(Original) https://acme.example/(Read more)/acme fine",
        "@acme&amp;(Original)b",
    ],
)
def test_what_lies_within_another_is_masked_once(text: str) -> None:
    made = masking("Acme").mask(text, "en")
    edges = [made.original(at) for at in range(len(made.text) + 1)]
    assert edges == sorted(edges)
    assert edges[-1] == len(text)


def test_inside_a_name_is_its_edge() -> None:
    made = Masked(f"{STAND_IN} sent it", ((0, 4, 0, 10),))
    assert [made.original(at) for at in (0, 2, 4, 5)] == [0, 0, 10, 11]
    assert [made.original(at, end=True) for at in (0, 2, 4)] == [0, 10, 10]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("tea &amp; cake", "tea & cake"),
        ("it&#39;s &quot;bad&quot;", 'it\'s "bad"'),
        ("&amp;amp;lt;3", "<3"),
        ("fine<br />late", "fine\nlate"),
        ("Acme &amp; Sons &gt; Acme", "* & Sons > *"),
        ("R&D &unknown; a&b;c", "R&D &unknown; a&b;c"),
        ("(Original) Gerai", "* Gerai"),
        ("ดีมาก\nอ่านเพิ่มเติม", "ดีมาก\n*"),
        ("Tốt\nXem thêm…", "Tốt\n*…"),
        ("the original box", "the original box"),
    ],
)
def test_coded_signs_are_read_as_signs_and_words_of_platforms_as_nobodys(text: str, plain: str) -> None:
    made = masking("Acme").mask(text, "en")
    assert made.text.replace(STAND_IN, "*") == plain
    assert made.original(len(made.text), end=True) == len(text)


def test_a_part_behind_coded_signs_is_where_it_was_written() -> None:
    text = "Tea &amp; cake &lt;3<br>Acme&#39;s staff were rude. It&#8217;s late."
    parts = [text[opinion.start : opinion.end] for opinion in opinions_of(text, "en")]
    assert parts == ["Tea &amp; cake &lt;3", "Acme&#39;s staff were rude.", "It&#8217;s late."]
