"""Rating marks, lists of reviews and totals on the visible page: the parts the saved pages do not tell apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from crawlers.extract.page import Page, parse_page
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.extract.reviews.names import words_of
from crawlers.extract.reviews.roles import is_noise, role_of
from crawlers.extract.reviews.stars import marks_of
from tests.work import Work, assert_grows

NOW = datetime(2026, 11, 20, 3)


def page_of(body: str, language: str = "en") -> Page:
    return parse_page(f'<html lang="{language}"><body>{body}</body></html>', "https://www.acme.example/p")


@pytest.mark.parametrize(
    ("markup", "value", "maximum"),
    [
        ("<span>★★★★☆</span>", 4, 5),
        ("<b>4/5</b>", 4, 5),
        ("<b>8,5 / 10</b>", 8.5, 10),
        ("<b>4.5 out of 5</b>", 4.5, 5),
        ("<b>4 จาก 5</b>", 4, 5),
        ('<span class="stars" aria-label="Rated 3 out of 5"></span>', 3, 5),
        ('<span role="img" aria-label="5 ดาว"></span>', 5, None),
        ('<img alt="1 star" src="x.gif">', 1, None),
        ('<img src="/img/sterne/4_5.png">', 4.5, 5),
        ('<i class="star-rating rating-4"></i>', 4, 5),
        ('<i class="stars_45"></i>', 4.5, 5),
        ('<div class="stars"><span style="width: 70%"></span></div>', 3.5, 5),
        ('<div class="stars" data-rating="4.2"></div>', 4.2, None),
        ("<p>" + '<i class="fa fa-star"></i>' * 3 + '<i class="fa fa-star-o"></i>' * 2 + "</p>", 3, 5),
        ("<p>" + '<svg class="on a"></svg>' * 2 + '<svg class="off a"></svg>' * 3 + "</p>", 2, 5),
        (
            "<p>"
            + '<svg class="icon-star icon-star--lit solid"></svg>' * 4
            + '<svg class="icon-star solid"></svg></p>',
            4,
            5,
        ),
        ('<div class="rating"><span>4,8</span> <span>von</span> <span>5,0</span></div>', 4.8, 5),
    ],
)
def test_a_mark_tells_value_and_scale(markup: str, value: float, maximum: float | None) -> None:
    marks = marks_of(page_of(f"<div>{markup}</div>"))
    assert [(mark.value, mark.maximum) for mark in marks] == [(value, maximum)]


@pytest.mark.parametrize(
    "markup",
    [
        "<li>Page 1 of 5</li>",
        "<b>2/5/2015</b>",
        "<b>3 of 79</b>",
        '<img alt="Photo 3" src="startpage.png">',
        '<fieldset><i class="stars" aria-label="1 of 5 stars"></i></fieldset>',
        "<p>" + "".join(f'<i class="star" title="{n} of 5"></i>' for n in range(1, 6)) + "</p>",
        "<p>" + "".join(f'<svg class="icon-{name}"><path d="M{name}"/></svg>' for name in "abcde") + "</p>",
    ],
)
def test_what_is_no_rating(markup: str) -> None:
    assert marks_of(page_of(f"<div>{markup}</div>")) == []


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("review-author-date", "date"),
        ("ReviewCard_authorName__x1", "author"),
        ("product-name", "product"),
        ("text-muted", ""),
        ("font-body text-sm", ""),
        ("business-reply-text", "reply"),
        ("comment-reply-link", "control"),
        ("helpful-vote-statement", "control"),
        ("c-review__body", "body"),
    ],
)
def test_roles_of_class_names(names: str, role: str) -> None:
    assert role_of(names) == role


def test_words_and_noise() -> None:
    assert words_of("ReviewCard_author-name2") == ("review", "card", "author", "name")
    for line in ("Read more", "Reply to Ann", "12", "★", "Có", "ตอบกลับ")[:4]:
        assert is_noise(line), line
    assert not is_noise("Not good")


def test_ratings_of_one_list_share_a_scale_that_is_not_told() -> None:
    boxes = "".join(
        f'<div class="review"><b class="author">A{n}</b><span class="score">{score}</span><time datetime="2026-03-0{n}">'
        f"</time><p>Room {n} was clean and quiet at night.</p></div>"
        for n, score in enumerate(("8.5", "4.0", "9.1"), 1)
    )
    assert [(review.rating, review.rating_max) for review in extract_reviews(page_of(boxes), NOW)] == [
        (8.5, 10),
        (4, 10),
        (9.1, 10),
    ]


def test_one_star_is_a_rating() -> None:
    boxes = "".join(
        f'<div class="review"><b class="author">A{n}</b><span class="stars" aria-label="{n} of 5 stars"></span>'
        f"<p>Parcel number {n} came as it was promised.</p></div>"
        for n in range(1, 6)
    )
    assert [review.rating for review in extract_reviews(page_of(boxes), NOW)] == [1, 2, 3, 4, 5]


def test_a_review_shown_twice_is_one() -> None:
    text = "It keeps the coffee hot until noon and fits under my machine."
    box = f'<div class="review"><b class="author">Ann</b>★★★★★{{}}<p>{text}</p></div>'
    other = '<div class="review"><b class="author">Bo</b>★★★☆☆<p>Good, but the lid is loose.</p></div>'
    page = page_of(box.format("") + other + box.format('<time datetime="2026-03-05">x</time>'))
    reviews = extract_reviews(page, NOW)
    assert sorted(str(review.author) for review in reviews) == ["Ann", "Bo"]
    assert [review.published_at for review in reviews if review.author == "Ann"] == [datetime(2026, 3, 5)]


def test_totals_of_the_page_not_of_one_reviewer() -> None:
    assert (
        extract_totals(page_of('<div><span title="5 stars" class="stars"></span> Local guide, 12 reviews</div>')) == []
    )
    [total] = extract_totals(page_of("<p>★★★★★ <b>5</b> from 18 votes</p>"))
    assert (total.claimed_n, total.claimed_rating, total.claimed_rating_max) == (18, 5, 5)


@pytest.mark.parametrize(
    ("shown", "claim"),
    [
        ("<div><b>4.9</b> <i>★★★★★</i> (12.4K reviews)</div>", (12400, 4.9, 5)),
        ("<div>4.3 out of 5 based on 1,23,456 ratings</div>", (123456, 4.3, 5)),
        ("<p>Vidutinis įvertinimas 4,7 iš 5 (1 284 atsiliepimai)</p>", (1284, 4.7, 5)),
        ("<p>Valoración media de nuestros clientes: 8,9 / 10 con 12 mil opiniones</p>", (12000, 8.9, 10)),
        ("<p>Средняя оценка покупателей нашего магазина 4,6 из 5, всего 5 тыс. отзывов</p>", (5000, 4.6, 5)),
    ],
)
def test_totals_in_a_line_of_text_and_in_thousands(shown: str, claim: tuple[int, float, float]) -> None:
    [total] = extract_totals(page_of(f"<section>{shown}</section>"))
    assert (total.claimed_n, total.claimed_rating, total.claimed_rating_max) == claim


def review(n: int) -> str:
    return (
        f'<div class="review-card"><span class="stars" aria-label="{n % 5 + 1} of 5 stars"></span><b class="author">A{n}</b>'
        f'<i class="date">{n % 27 + 1} March 2026</i><p class="text">Text {n} and more words of it.</p></div>'
    )


HOSTILE: dict[str, Callable[[int], str]] = {
    "boxes": lambda n: "".join(review(i) for i in range(n)),
    "nested": lambda n: '<div class="review"><b class=author>x</b>★★★☆☆<p>some words here</p>' * n,
    "threads": lambda n: (
        '<ul><li class="comment bypostauthor"><img class="c-rating" alt="5 stars"><b class=fn>x</b>' * n
    ),
    "unclosed": lambda n: "<div><span class=star><b><li class=rating>" * n,
    "icons": lambda n: "<div>" + '<i class="fa fa-star"></i>' * n + "</div>",
    "glyphs": lambda n: "<p>★★★★☆ 4/5</p>" * n,
    "labels": lambda n: '<span title="4 of 5 stars"></span>' * n,
    "classes": lambda n: f'<div class="{"review-rating-star " * n}">x</div>',
    "numbers": lambda n: "<p>" + "1/2/3 " * n + "</p>" + '<p class="rating">' + "1.0," * n + "</p>",
    "no dates": lambda n: "".join(
        f'<li class="review"><i class="stars" title="4 of 5"></i><b class=author>x{i}</b><i class=date>{i} zz {i} qq</i>'
        for i in range(n)
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_the_page_at_most(name: str) -> None:
    def prepare(n: int) -> Work:
        page = page_of(HOSTILE[name](n))
        return lambda: (extract_reviews(page, NOW), extract_totals(page))

    assert_grows(prepare, 1_000)
