"""Dates as reviews have them: languages, calendars, ages; what is ambiguous or no date stays unread."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.page.dates import DateReader, numeric_order, parse_date, parse_date_fast

NOW = datetime(2026, 11, 20, 12, 0)
MONTH = 30.4375


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("29 กุมภาพันธ์ 2567", "th", datetime(2024, 2, 29)),
        ("12/3/2567", "th", datetime(2024, 3, 12)),
        ("2567-03-12", "th", datetime(2024, 3, 12)),
        ("12 Thg 3, 2024", "vi", datetime(2024, 3, 12)),
        ("2024 m. kovo 5 d.", "lt", datetime(2024, 3, 5)),
        ("2026年3月5日", "ja", datetime(2026, 3, 5)),
        ("2026년 3월 5일", "ko", datetime(2026, 3, 5)),
        ("Avis déposé le 5 février 2026", "fr", datetime(2026, 2, 5)),
        ("12 de marzo de 2026", "es", datetime(2026, 3, 12)),
        ("12 marca 2024", "pl", datetime(2024, 3, 12)),
        ("5 марта 2024 г.", "ru", datetime(2024, 3, 5)),
        ("3/4/24", "en", None),
        ("3/4/24", "en-gb", datetime(2024, 4, 3)),
        ("3/4/24", "en-us", datetime(2024, 3, 4)),
        ("Page 1 of 5", "en", None),
        ("verified buyer", "en", None),
    ],
)
def test_calendar_dates(text: str, language: str, expected: datetime | None) -> None:
    assert parse_date_fast(text, language, NOW) == expected
    assert parse_date(text, language, NOW) == expected


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("3 days ago", "en", 3),
        ("a week ago", "en", 7),
        ("last week", "en", 7),
        ("3w", "en", 21),
        ("สัปดาห์ที่แล้ว", "th", 7),
        ("3 เดือนที่แล้ว", "th", 3 * MONTH),
        ("prieš 2 dienas", "lt", 2),
        ("prieš savaitę", "lt", 7),
        ("Prieš 3 mėn.", "lt", 3 * MONTH),
        ("2 ngày trước", "vi", 2),
        ("tuần trước", "vi", 7),
        ("vor einem Monat", "de", MONTH),
        ("il y a un an", "fr", 365.25),
        ("hace 3 semanas", "es", 21),
        ("3日前", "ja", 3),
        ("1か月前", "ja", MONTH),
    ],
)
def test_ages_are_counted_from_the_fetch(text: str, language: str, days: float) -> None:
    found = parse_date(text, language, NOW)
    assert found is not None
    assert abs((NOW - found).total_seconds() / 86_400 - days) < 0.01
    assert parse_date(text, language, None) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [("6. veljače 2024", "hr", datetime(2024, 2, 6)), ("15. lipnja 2024", "hr", datetime(2024, 6, 15))],
)
def test_other_languages_are_left_to_dateparser(text: str, language: str, expected: datetime) -> None:
    assert parse_date_fast(text, language, NOW) is None
    assert parse_date(text, language, NOW) == expected


@pytest.mark.parametrize("text", ["5 mins", "2 hrs 5 mins", "a few days ago", "40 Minuten", "tomorrow", "5 May 2031"])
def test_durations_and_vague_ages_are_no_dates(text: str) -> None:
    assert parse_date(text, "en", NOW) is None


def test_a_sentence_with_an_age_is_no_date_line() -> None:
    assert parse_date_fast("I ordered it 2 weeks ago", "en", NOW) is None
    assert parse_date_fast("Posted: 2 weeks ago", "en", NOW) is not None


def test_a_page_proves_its_order_of_days_and_months() -> None:
    assert numeric_order("2/16/2015 and 3/4/2015") == "en-us"
    assert numeric_order("16/2/2015 and 3/4/2015") == "en-gb"
    assert numeric_order("3/4/2015") is None
    assert numeric_order("2/16/2015 and 16/2/2015") is None


def test_a_reader_loses_patience_with_what_is_no_date() -> None:
    reader = DateReader("hr", NOW)
    assert reader.read("6. veljače 2024") == datetime(2024, 2, 6)
    for number in range(60):
        assert reader.read(f"{number} slov a {number} dalších") is None
    assert reader.read("7. veljače 2024") is None
    assert reader.read("2024-02-07") == datetime(2024, 2, 7)


@pytest.mark.parametrize("text", ["Today", "วันนี้", "hôm nay", "šiandien", "heute"])
def test_today_is_the_day_of_the_fetch(text: str) -> None:
    assert parse_date_fast(text, None, NOW) == NOW.replace(hour=0, minute=0, second=0, microsecond=0)


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789./-: agodysที่แล้ววันนี้tháng年月日", max_size=40), st.sampled_from(["th", "vi", "lt", "en", None]))
def test_never_raises_and_never_reads_the_future(text: str, language: str | None) -> None:
    found = parse_date_fast(text, language, NOW)
    assert found is None or 1990 <= found.year <= 2026


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("28 Mayıs 14:02", "tr", datetime(2026, 5, 28, 14, 2)),
        ("11 Mayıs 18:30", "tr", datetime(2026, 5, 11, 18, 30)),
        ("20 de diciembre", "es", datetime(2025, 12, 20)),
        ("3. juni", "nb", datetime(2025, 6, 3)),
        ("5月11日", "ja", datetime(2026, 5, 11)),
        ("12 mei, dinsdag", "nl", datetime(2026, 5, 12)),
        ("16 мая, 09:12", "ru", datetime(2026, 5, 16, 9, 12)),
        ("3 nights in June", "en", None),
        ("5 mai très agréable", "fr", None),
    ],
)
def test_a_day_without_a_year_is_the_last_there_was(text: str, language: str, expected: datetime | None) -> None:
    assert parse_date_fast(text, language, datetime(2026, 6, 1)) == expected


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("1 minggu lalu", "id", 7), ("před 3 dny", "cs", 3), ("3 napja", "hu", 3), ("πριν 2 εβδομάδες", "el", 14),
        ("for 3 dager siden", "nb", 3), ("2 tygodnie temu", "pl", 14), ("4 giorni fa", "it", 4), ("há 2 semanas", "pt", 14),
        ("6 dagar sedan", "sv", 6), ("2 viikkoa sitten", "fi", 14), ("2 nädalat tagasi", "et", 14),
        ("pirms 2 nedēļām", "lv", 14), ("2 hafta önce", "tr", 14), ("2 тижні тому", "uk", 14), ("преди 2 дни", "bg", 2),
        ("לפני 3 ימים", "he", 3), ("منذ 3 أيام", "ar", 3), ("acum 2 zile", "ro", 2), ("pred 2 dňami", "sk", 2),
        ("2주 전", "ko", 14),
    ],
)  # fmt: skip
def test_a_time_ago_is_read_in_each_language(text: str, language: str, days: int) -> None:
    now = datetime(2026, 6, 1)
    assert parse_date_fast(text, language, now) == now - timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "language"), [("12 may lunes y más", "es"), ("dinsdag 12 mei dus", "nl"), ("am 20 Mai war es", "de")]
)
def test_a_day_is_never_taken_for_a_year(text: str, language: str) -> None:
    found = parse_date(text, language, datetime(2026, 6, 1))
    assert found is None or found.year >= 2025


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("12 kwi 2026", "pl", "2026-04-12"),
        ("14 апр 2026", "ru", "2026-04-14"),
        ("3 ara 2025 18:20", "tr", "2025-12-03"),
        ("2026. ápr. 12.", "hu", "2026-04-12"),
        ("2026 m. kov. 14 d.", "lt", "2026-03-14"),
        ("12-paź-25", "pl", "2025-10-12"),
        ("5. čvc 2025", "cs", "2025-07-05"),
        ("1 huhtik. 2026", "fi", "2026-04-01"),
        ("styczeń 2025", "pl", "2025-01-01"),
    ],
)
def test_names_of_months_cut_short_are_read_in_their_language(text: str, language: str, day: str) -> None:
    found = parse_date_fast(text, language)
    assert found is not None
    assert found.date().isoformat() == day


@pytest.mark.parametrize(
    ("text", "language"),
    [("Lis 2026", "de"), ("3 ara 2025", "en"), ("14 lip 2026", "en-us"), ("9.4/10 Cleanliness", "en-us"), ("4.8/5", "de"),
     ("8.7/10 (412)", "lt"), ("15 pro 2024", "cs")],
)  # fmt: skip
def test_words_of_other_languages_and_ratings_are_no_dates(text: str, language: str) -> None:
    assert parse_date_fast(text, language) is None
