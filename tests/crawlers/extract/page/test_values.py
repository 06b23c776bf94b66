"""Small readers: dates, ratings, counts, questions, broken JSON-LD."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.extract.page.asking import announces_faq, asks, clean_answer, clean_question, may_ask
from crawlers.extract.page.dates import parse_date
from crawlers.extract.page.ratings import parse_count, parse_rating
from crawlers.extract.page.structured.jsonld import decode

NOW = datetime(2026, 11, 20, 12, 0)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2026-03-05", None, datetime(2026, 3, 5)),
        ("2026-03-05T10:20:30Z", None, datetime(2026, 3, 5, 10, 20, 30, tzinfo=UTC)),
        ("2569-03-05", "th", datetime(2026, 3, 5)),
        ("5 มีนาคม 2569", "th", datetime(2026, 3, 5)),
        ("๕ มี.ค. ๖๙", "th", datetime(2026, 3, 5)),
        ("ngày 5 tháng 12 năm 2025", "vi", datetime(2025, 12, 5)),
        ("2025 m. gruodžio 5 d.", "lt", datetime(2025, 12, 5)),
        ("March 5th, 2026 at 10:20", "en", datetime(2026, 3, 5, 10, 20)),
        ("5. März 2026", "de", datetime(2026, 3, 5)),
        ("Mon, 05 Jan 2026 10:00:00 GMT", None, datetime(2026, 1, 5, 10, 0)),
        ("03/04/2026", "en", None),
        ("03/04/2026", "en-us", datetime(2026, 3, 4)),
        ("03/04/2026", "vi", datetime(2026, 4, 3)),
        ("23/04/2026", None, datetime(2026, 4, 23)),
        ("2 weeks ago", "en", datetime(2026, 11, 6, 12, 0)),
        ("3 วันที่แล้ว", "th", datetime(2026, 11, 17, 12, 0)),
        ("prieš 2 savaites", "lt", datetime(2026, 11, 6, 12, 0)),
        ("2 tuần trước", "vi", datetime(2026, 11, 6, 12, 0)),
        ("yesterday", "en", datetime(2026, 11, 19)),
        ("2027-05-01", None, None),
        ("0000-00-00", None, None),
        ("may be good", "en", None),
        ("10", None, None),
        ("", None, None),
    ],
)
def test_parse_date(text: str, language: str | None, expected: datetime | None) -> None:
    assert parse_date(text, language, NOW) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4,5", (4.5, None)),
        ("4/5", (4.0, 5.0)),
        ("4.5 out of 5 stars", (4.5, 5.0)),
        ("4 จาก 5", (4.0, 5.0)),
        ("80 %", (80.0, 100.0)),
        ("★★★★☆", (4.0, 5.0)),
        ("★★★", (3.0, None)),
        ("3.7777777", (3.7777777, None)),
        ("6/5", None),
        ("good", None),
        ("", None),
    ],
)
def test_parse_rating(text: str, expected: tuple[float, float | None] | None) -> None:
    assert parse_rating(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234", 1234),
        ("1.234", 1234),
        ("1 234 reviews", 1234),
        ("(57)", 57),
        ("57.0", 57),
        ("12.5", None),
        ("1,23,456 ratings", 123456),
        ("12.4K", 12400),
        ("3k+ reviews", 3000),
        ("12,4 tūkst. atsiliepimų", 12400),
        ("3 พันรีวิว", 3000),
        ("1.2万件", 12000),
        ("12 nhận xét", 12),
        ("12 kg", 12),
        ("no", None),
        ("0", 0),
    ],
)
def test_parse_count(text: str, expected: int | None) -> None:
    assert parse_count(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Why?",
        "Can I pay later? (Business only)",
        "จัดส่งกี่วัน",
        "ยกเลิกได้ไหม",
        "Giao hàng mất bao lâu",
        "Ar galiu grąžinti prekę",
        "Est-ce que je peux payer",
        "なぜですか？",
        "How? +",
    ],
)
def test_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "How to brew coffee",
        "What we do",
        "Garantija",
        "Nutrition facts",
        "Been here? Share your experiences!",
        "ที่อยู่ร้าน",
        "",
        "?",
    ],
)
def test_does_not_ask(text: str) -> None:
    assert not asks(text)


def test_what_may_ask_in_an_faq() -> None:
    assert may_ask("How to brew coffee")
    assert not may_ask("Opening hours")


def test_faq_titles() -> None:
    for title in ("FAQ", "Delivery: frequently asked questions", "คำถามที่พบบ่อย", "Câu hỏi thường gặp", "DUK", "D.U.K."):
        assert announces_faq(title), title
    for title in ("Faqir's kitchen", "Questionable choices", "Help", "Dukai"):
        assert not announces_faq(title), title


def test_cleaning() -> None:
    assert clean_question("Q1. How? ▼") == "How?"
    assert clean_question("3. ถาม: กี่วัน") == "กี่วัน"
    assert clean_question("24 hours open?") == "24 hours open?"
    assert clean_question("What about Q. fever?") == "What about Q. fever?"
    assert clean_question("Q. fever: how long?") == "Q. fever: how long?"
    assert clean_question("Delivery Q. When will it come?") == "When will it come?"
    assert clean_question("Q. how do I pay?") == "how do I pay?"
    assert clean_answer("A\nYes.\nRead more\n▲") == "Yes."
    assert clean_answer("No.") == "No."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "x\ny"}', [{"a": "x\ny"}]),
        ('<!-- {"a": [1, 2,],} -->', [{"a": [1, 2]}]),
        ('//<![CDATA[\n{"a": 1} // end\n//]]>', [{"a": 1}]),
        ('{"a": "he said "hi", then left", "b": 1}', [{"a": 'he said "hi", then left', "b": 1}]),
        ('{"a": "it\\\'s \\x"}', [{"a": "it's \\x"}]),
        ("{&quot;a&quot;: 1}", [{"a": 1}]),
        ('{"a": 1};{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": [{"b": "cut o', [{"a": [{"b": "cut o"}]}]),
        ('{"url": "http://x.example/*a*/"}', [{"url": "http://x.example/*a*/"}]),
        ("[" * 200_000, []),
        ("var x = 1", []),
        ("", []),
    ],
)
def test_decode(text: str, expected: list[object]) -> None:
    assert decode(text) == expected
