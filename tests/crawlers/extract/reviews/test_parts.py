"""Which line of a box is what: a town is no author, a role no title, an answer or a variant no part of the text."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.reviews import extract_reviews, extract_totals
from data.kinds.review import Review
from tests.crawlers.extract.factory import FETCHED_AT

STARS = "<span class='rating' aria-label='{} out of 5'></span>"


def reviews(boxes: str, language: str = "en") -> list[Review]:
    page = parse_page(f"<html lang={language}><body><h2>Reviews</h2><div>{boxes}</div></body></html>", "https://t.com/")
    return list(extract_reviews(page, FETCHED_AT))


def like(box: str, *values: tuple[str, ...]) -> str:
    return "".join(box.format(*value) for value in values)


@pytest.mark.parametrize(
    ("language", "dates", "expected"),
    [
        ("ko", ("25.12.30.", "26.01.09.", "26.04.21."), ["2025-12-30", "2026-01-09", "2026-04-21"]),
        ("hu", ("26. 01. 09.", "26. 03. 11.", "26. 04. 21."), ["2026-01-09", "2026-03-11", "2026-04-21"]),
        ("ja", ("26/04/21", "26/04/09", "25/12/30"), ["2026-04-21", "2026-04-09", "2025-12-30"]),
        ("lt", ("21.04.26", "09.04.26", "30.12.25"), ["2026-04-21", "2026-04-09", "2025-12-30"]),
        ("de", ("21.04.26", "09.04.26", "02.04.26"), ["2026-04-21", "2026-04-09", "2026-04-02"]),
        ("ko", ("26년 4월 21일", "26년 4월 9일", "25년 12월 30일"), ["2026-04-21", "2026-04-09", "2025-12-30"]),
    ],
)
def test_a_short_year_is_where_the_page_and_its_language_have_it(
    language: str, dates: tuple[str, ...], expected: list[str]
) -> None:
    box = f"<div class='review'>{STARS.format(4)}<b class='author'>{{}}</b><i class='date'>{{}}</i><p class='text'>{{}}</p></div>"
    said = [
        (f"Writer {letter}", date, f"{letter} came soon and works") for letter, date in zip("ABC", dates, strict=True)
    ]
    days = [
        found.published_at.date().isoformat() for found in reviews(like(box, *said), language) if found.published_at
    ]
    assert days == expected


@pytest.mark.parametrize(
    "head",
    [
        "<div class='review-top'><strong>{}</strong><span>{}</span><span class='date'>{}</span></div>",
        "<div class='avatar-card__text'><span class='avatar-card__title'>{}</span>"
        "<span class='avatar-card__subtitle'>{}</span></div>"
        "<time class='date'>{}</time>",
        "<p class='head'><b>{}</b><span>{}</span><time>{}</time></p>",
    ],
)
def test_a_town_behind_a_name_is_no_author(head: str) -> None:
    box = f"<div class='review'>{STARS.format(4)}{head}<p class='review-text'>{{}}</p></div>"
    found = reviews(like(box, ("Wietske", "Dokkum", "3 May 2026", "The belt drive is quiet and light."),
                         ("J. van Dam", "Gouda", "2 April 2026", "Brought it back three times already.")))  # fmt: skip
    assert [review.author for review in found] == ["Wietske", "J. van Dam"]
    assert [review.published_at for review in found] == [datetime(2026, 5, 3), datetime(2026, 4, 2)]


@pytest.mark.parametrize(
    "head",
    [
        "<div class='author-info'><h4>{}</h4><span class='title'>{}</span></div>",
        "<div class='client'><span class='client-name'>{}</span><span class='client-position'>{}</span></div>",
        "<div class='testimonial-author'><strong>{}</strong><span class='testimonial__title'>{}</span></div>",
    ],
)
def test_what_a_customer_is_is_no_title(head: str) -> None:
    box = f"<div class='testimonial'>{STARS.format(5)}{head}<p class='testimonial-text'>{{}}</p></div>"
    found = reviews(like(box, ("Ann Kay", "Retired", "They took all the time in the world for my knee."),
                         ("Bo Lind", "Patient since 2019", "Friendly at the desk, though parking is tight.")))  # fmt: skip
    assert [review.title for review in found] == [None, None]
    assert [review.author for review in found] == ["Ann Kay", "Bo Lind"]


def test_a_title_in_an_inline_element_is_one() -> None:
    text = "<div class='content'><b class='title'>{}</b><div class='body'><p>{}</p></div></div>"
    box = f"<div class='review'>{STARS.format(5)}<i class='author'>{{}}</i>{text}</div>"
    found = reviews(like(box, ("Ann", "Warm light", "I bought two of these for the study."),
                         ("Bo", "Arrived cracked", "Packed in one thin sheet of paper.")))  # fmt: skip
    assert [review.title for review in found] == ["Warm light", "Arrived cracked"]


def test_an_answer_in_a_list_within_a_comment_is_no_part_of_its_text() -> None:
    said = "<b class='author'>{}</b><time datetime='2026-05-03'></time><div class='description'><p>{}</p></div>"
    box = f"<li class='review'><div>{STARS.format(4)}{said}</div>{{}}</li>"
    answer = said.format("Shop", "We are sorry for that.")
    answer = f"<ul class='children'><li class='comment bypostauthor'><div>{answer}</div></li></ul>"
    found = reviews(
        f"<ol>{like(box, ('Ann', 'The mug is pretty and sturdy.', ''), ('Bo', 'It took eleven days.', answer))}</ol>"
    )
    assert [(review.body, review.reply_body) for review in found] == [
        ("The mug is pretty and sturdy.", None), ("It took eleven days.", "We are sorry for that."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "variant", ["<p class='sku'>{}</p>", "<p>颜色：{}</p>", "<p>Farbe: {}</p>", "<p class='item-attributes'>{}</p>"]
)
def test_the_variant_that_was_bought_is_no_part_of_the_text(variant: str) -> None:
    said = "<b class='author'>{}</b><time datetime='2026-05-03'></time><p>{}</p>"
    box = f"<div class='review'>{STARS.format(4)}{said}{variant}</div>"
    found = reviews(
        like(box, ("Ann", "Wears well and keeps its shape.", "sky"), ("Bo", "The lid does not fit at all.", "plum"))
    )
    assert [review.body for review in found] == ["Wears well and keeps its shape.", "The lid does not fit at all."]


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("<b class='rating'>4.1</b> / 5<div>863 reviews</div>", (4.1, 863)),
        ("<span class='rating'>4,6</span> von 5<p>312 Bewertungen</p>", (4.6, 312)),
        ("<span class='stars' aria-label='4.2 out of 5'></span><span>4.2 / 5</span><span>977 avis</span>", (4.2, 977)),
        ("<span class='rating'>4,6 / 5</span> <em>1 312 avis</em>", (4.6, 1312)),
    ],
)
def test_a_count_does_not_begin_in_the_element_before_it(summary: str, expected: tuple[float, int]) -> None:
    page = parse_page(f"<html><body><div class='rating-summary'>{summary}</div></body></html>", "https://t.com/")
    assert [(total.claimed_rating, total.claimed_n) for total in extract_totals(page)] == [expected]


def test_a_form_of_disabled_buttons_in_each_box_is_its_rating() -> None:
    buttons = "".join(f"<input type='radio' name='r' value='{value}' disabled{{{value}}}>" for value in range(1, 6))
    box = f"<div class='kundenstimme'><form>{buttons}</form><h4>{{6}}</h4><span>{{7}}</span><p>{{8}}</p></div>"
    boxes = [("", "", "", "", "", " checked", "Ann Kay", "2026-03-08", "The honey smells of childhood."),
             ("", "", " checked", "", "", "", "Bo Lind", "2026-02-20", "One jar came broken in two.")]  # fmt: skip
    assert [(found.author, found.rating) for found in reviews(like(box, *boxes))] == [
        ("Ann Kay", 5.0),
        ("Bo Lind", 2.0),
    ]


@pytest.mark.parametrize(
    ("language", "title", "name", "day"),
    [
        ("hi", "बहुत बढ़िया", "मीरा जोशी", "21 मार्च 2026"),
        ("ar", "ممتاز جدا", "سلمى", "21 مارس 2026"),
        ("he", "מצוין ממש", "דנה", "21 במרץ 2026"),
    ],
)
def test_a_name_in_the_row_of_the_date_is_the_author_not_the_line_beside_the_stars(
    language: str, title: str, name: str, day: str
) -> None:
    box = f"<div class='c x'><div><i>{{}}★</i><p>{title}</p></div><div>{{}}</div><div><p>{name}</p><p>{day}</p></div></div>"
    found = reviews(
        like(box, ("5", "This works well and quietly every day."), ("2", "The lid broke within a week.")), language
    )
    assert [(review.author, review.published_at) for review in found] == [(name, datetime(2026, 3, 21))] * 2


def test_what_a_picture_is_called_too_is_the_author() -> None:
    box = "<div class='c'><img alt='{0}'><h4>{0}</h4><p class='sr-only'>{1} out of 5 stars</p><p>{2}</p></div>"
    found = reviews(like(box, ("Ann Kay", "4", "The honey is excellent and was well packed."),
                         ("Bo Lind", "2", "It was two weeks late and nobody answered the phone.")))  # fmt: skip
    assert [(review.author, review.rating) for review in found] == [("Ann Kay", 4.0), ("Bo Lind", 2.0)]
