"""Values that texts promise, what they are restricted to, and what is left unread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from analysis.figures.channels.consistency import shown
from analysis.text.lexicons import LexiconError
from analysis.text.phrases import fold
from analysis.text.promises import CHANNEL, FAQ, REPLY, Passage, promises_in
from analysis.text.promises.values import money_in, phones_in, spans_in
from analysis.text.promises.week import week_in
from analysis.text.promises.words import promise_words
from data import languages


def read(answer: str, question: str = "", language: str = "en", **more: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    told = {
        "brand": "acme",
        "source": FAQ,
        "record_id": "1",
        "url": "https://acme.example/faq",
        "seen_at": datetime(2026, 9, 1),
    }
    passage = Passage(**{**told, "language": language, "about": question, "text": answer, **more})
    return [(promise.topic, shown(promise.value), promise.scope) for promise in promises_in(passage)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "within two to three working days", ["2-3 working days"]),
        ("en", "in twenty-eight days", ["28 days"]),
        ("en", "two weeks", ["14 days"]),
        ("en", "the next working day", ["1 working days"]),
        ("en", "3.5 days", []),
        ("en", "7-3 days", []),
        ("th", "ภายใน 3 ถึง 5 วันทำการ", ["3-5 working days"]),
        ("vi", "từ 2 đến 3 ngày làm việc", ["2-3 working days"]),
        ("lt", "per keturiolika dienų", ["14 days"]),
        ("lt", "5–7 darbo dienas", ["5-7 working days"]),
    ],
)
def test_numbers_of_days(language: str, text: str, expected: list[str]) -> None:
    assert [shown(found.value) for found in spans_in(fold(text), promise_words(language))] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "£3.95", ["3.95 GBP"]),
        ("en", "two pounds fifty", ["2.50 GBP"]),
        ("en", "twenty-six pounds", ["26.00 GBP"]),
        ("en", "1,250.50 euros", ["1250.50 EUR"]),
        ("th", "1,000 บาท", ["1000.00 THB"]),
        ("vi", "30.000đ", ["30000.00 VND"]),
        ("vi", "30k đ", ["30000.00 VND"]),
        ("lt", "2,99 €", ["2.99 EUR"]),
    ],
)
def test_amounts_of_money(language: str, text: str, expected: list[str]) -> None:
    assert [shown(found.value) for found in money_in(fold(text), promise_words(language))] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("lt", "8 5 212 7788", ["+37052127788"]),
        ("vi", "1900 6512", ["19006512"]),
        ("en", "order 12.05.2026", []),
        ("en", "from 2026-05-12", []),
    ],
)
def test_phone_numbers(language: str, text: str, expected: list[str]) -> None:
    assert [shown(found.value) for found in phones_in(fold(text), promise_words(language))] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Mon-Fri 9:00-18:00, Sat 10 am to 2 pm", "mon-fri 09:00-18:00, sat 10:00-14:00"),
        ("en", "9:00-17:30 on weekdays, closed on Saturday", "mon-fri 09:00-17:30, sat closed"),
        ("en", "Mon-Fri 9:00-12:00 and 13:00-17:00", "mon-fri 09:00-17:00"),
        ("en", "24/7", "mon-sun 00:00-24:00"),
        ("en", "Mon-Fri 9:00-17:00 GMT", "mon-fri 09:00-17:00 GMT"),
        ("en", "Sat-Mon 8am-8pm", "mon 08:00-20:00, sat-sun 08:00-20:00"),
        ("th", "จันทร์ - ศุกร์ 10.00 - 19.00 น.", "mon-fri 10:00-19:00"),
        ("vi", "Thứ 2 - Thứ 6: 8h00 - 17h30", "mon-fri 08:00-17:30"),
        ("lt", "I–V 8:00–17:00", "mon-fri 08:00-17:00"),
        ("lt", "darbo dienomis nuo 9 iki 18 val.", "mon-fri 09:00-18:00"),
    ],
)
def test_hours_of_a_week(language: str, text: str, expected: str) -> None:
    week, _ = week_in(fold(text), promise_words(language))
    assert week is not None
    assert shown(week) == expected


@pytest.mark.parametrize(
    "text",
    [
        "9:00-18:00",  # of no day
        "Mon-Fri 9-5",  # of the morning or the evening
        "Mon-Fri 9:00-17:00, Mon 8:00-12:00",
        "Mon-Fri",
        "within 24 hours",
    ],
)
def test_hours_that_cannot_be_told(text: str) -> None:
    assert week_in(fold(text), promise_words("en"))[0] is None


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Can I return it?", "Yes, within 30 days.", [("return_days", "30 days", ())]),
        ("Can I return a grinder?", "Within 60 days.", [("return_days", "60 days", ("grinder",))]),
        ("", "Refunds are made within 5 days of receiving your return.", [("refund_days", "0-5 days", ())]),
        (
            "How do returns go?",
            "Returns are accepted within 30 days, and you have your refund in 3 to 5 working days.",
            [("refund_days", "3-5 working days", ()), ("return_days", "30 days", ())],
        ),
        ("Can I return it?", "Within 30 days. Earrings are different. These come back within 7 days.", "earrings"),
        ("Can I return it?", "Within 30 days, unless it was on sale.", []),
        ("Can I return it?", "Returns used to be accepted within 14 days.", []),
        ("Can I return it?", "Within 14 to 30 days.", []),
        ("Can I return it?", "Within 14 days. You have 30 days.", []),
        ("How long does it last?", "30 days.", []),
        ("How long does delivery take?", "We ship every order within a day.", []),
        ("How much is delivery?", "Delivery costs £3 for orders under £30.", []),
        ("How much is delivery?", "From £3 on.", []),
        ("Is delivery free?", "Above twenty pounds it is.", "free_delivery_from"),
    ],
)
def test_what_is_promised(question: str, answer: str, expected: Any) -> None:
    found = read(answer, question)
    if isinstance(expected, str):
        topics_and_scopes = {word for topic, _, scope in found for word in (topic, *scope)}
        assert expected in topics_and_scopes
    else:
        assert sorted(found) == sorted(expected)


def test_a_channel_gives_its_hours_and_number() -> None:
    told = {"source": CHANNEL, "url": "https://acme.example/contact"}
    assert read("Mon-Fri 9:00-17:00", "phone", address="+441632960345", **told) == [
        ("hours", "mon-fri 09:00-17:00", ()),
        ("phone", "+441632960345", ()),
    ]
    assert read("Mon-Fri 9:00-17:00", "social", **told) == []


def test_replies_and_other_languages_that_promise_nothing_are_left_out() -> None:
    assert read("Thank you for the kind words, see you soon!", source=REPLY) == []
    assert read("Rückgabe innerhalb von 30 Tagen.", "Kann ich etwas zurückgeben?", language="de") == []


def test_a_wrong_file_names_its_key(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = languages.path("lt", "text/promises.toml").read_text("utf-8")
    monkeypatch.setattr(languages, "_folders", lambda: {"xx": tmp_path, "lt": languages.FOLDER / "lt"})
    (tmp_path / "text").mkdir()
    wrong = text.replace('language = "lt"', 'language = "xx"').replace(
        "[values.weekdays]", "[values.weekdays]\nfeast = []"
    )
    (tmp_path / "text" / "promises.toml").write_text(wrong, "utf-8")
    with pytest.raises(LexiconError, match=r"text/promises\.toml: values\.weekdays: expected some of mon"):
        promise_words("xx")
