"""Layouts of large sites: each kind in several languages and shapes, of which none is in benchmarks/pages."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.page.ratings import counts_in, counts_ratings
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.extract.reviews.roles import role_of
from crawlers.extract.reviews.rows import cut_of
from crawlers.extract.reviews.surroundings import says_voices
from data.kinds.review import Review

NOW = datetime(2026, 6, 1)


def read(body: str, language: str = "en") -> list[Review]:
    page = parse_page(f"<html lang={language}><title>Acme</title><body>{body}</body></html>", "https://acme.example/x")
    return extract_reviews(page, NOW)


def totals(body: str, language: str = "en") -> list[tuple[int | None, float | None, float | None]]:
    page = parse_page(f"<html lang={language}><title>Acme</title><body>{body}</body></html>", "https://acme.example/x")
    return [(total.claimed_n, total.claimed_rating, total.claimed_rating_max) for total in extract_totals(page)]


@pytest.mark.parametrize(
    ("style", "share"),
    [
        ("width: calc(80% - 2px)", 0.8),
        ("width:calc(4.2 / 5 * 100%);", 0.84),
        ("color:red; width: calc(100% * 3.5 / 5)", 0.7),
        ("width: calc((4 / 5) * 100%)", 0.8),
        ("width: calc(var(--rating) * 20%)", None),
        ("width: calc(100% / (5 / 4))", None),
        ("width: calc(100% - 16px / 0)", None),
    ],
)
def test_a_width_that_a_style_computes_is_read_or_left(style: str, share: float | None) -> None:
    cut = cut_of(style)
    assert (cut and round(cut[0], 3)) == share


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("rd-des toggle-height", ""),
        ("comment-text toggle-long", "body"),
        ("btn-toggle", "control"),
        ("R-TextHeading R-TextHeading--xs author-name", "author"),
        ("typo-heading-s review-date", "date"),
        ("card-heading", "title"),
        ("review__title__text", "title"),
        ("c-headline-content bold", "title"),
        ("post-date-text", "date"),
        ("customer-text", "body"),
        ("review-room-name", "product"),
        ("booking__treatment-title", "product"),
        ("review-tour-name", "product"),
    ],
)
def test_roles_of_names(names: str, role: str) -> None:
    assert role_of(names) == role


@pytest.mark.parametrize(
    ("heading", "voices"),
    [
        ("reviews (1,733)", True),
        ("124 bewertungen", True),
        ("tous les avis · 58", True),
        ("visi atsiliepimai (12)", True),
        ("전체 리뷰 384", True),
        ("top 10", False),
        ("2026", False),
    ],
)
def test_a_heading_of_reviews_may_count_them(heading: str, voices: bool) -> None:
    assert says_voices(heading) is voices


STAR = "<svg viewBox='0 0 10 10'><path d='M1'/></svg>"


@pytest.mark.parametrize(
    ("language", "likes", "one", "two"),
    [
        ("pl", "opinia-rating__likes", "Suche po całym dniu w deszczu.", "Podeszwa odkleiła się po tygodniu."),
        ("es", "resena-rating__vote-count", "La silla es cómoda y se monta sola.", "Llegó con una pata torcida y sin tornillos."),
        ("de", "rating-item-helpful", "Der Topf wird schnell heiß und nichts brennt an.", "Der Deckel passt nicht und klappert."),
    ],
)  # fmt: skip
def test_a_count_in_a_block_named_rating_is_no_rating(language: str, likes: str, one: str, two: str) -> None:
    boxes = [
        f"<div class='rating-card'><b class='author'>Kim {place}</b><div class='rating' aria-label='{stars}/5'></div>"
        f"<div class='day'>2026-03-1{place}</div><p>{text}</p><div class='{likes}'>6</div></div>"
        for place, (stars, text) in enumerate(((5, one), (2, two)))
    ]
    assert [(review.rating, review.rating_max) for review in read("".join(boxes), language)] == [(5, 5), (2, 5)]


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("vi", "<div class='review-points ok'><span>{}</span><i></i></div>"),
        ("cs", "<span class='user-point'>{}</span>"),
        ("ja", "<div data-testid='rating'><i class='ico'></i><span class='k3d'>{}</span></div>"),
        ("fr", "<p data-hook='review-score'><svg></svg>{}</p>"),
    ],
)
def test_a_figure_is_the_rating_where_its_element_is_named_so(language: str, mark: str) -> None:
    boxes = [
        f"<li class='review-item'><b class='nick'>Ann {place}</b> <time datetime='2026-03-1{place}'>x</time>"
        f"{mark.format(value)}<p>What was said here is long enough to be a text, number {place}.</p></li>"
        for place, value in enumerate(("8.4", "4.2"))
    ]
    found = read("<ul>" + "".join(boxes) + "</ul>", language)
    assert [(review.rating, review.rating_max) for review in found] == [(8.4, 10), (4.2, 10)]


def test_points_that_are_earned_are_no_rating() -> None:
    boxes = [
        f"<li class='review-item'><b class='nick'>Ann {place}</b> <time datetime='2026-03-1{place}'>x</time>"
        f"<span class='loyalty-points'>8</span><p>What was said here is long enough to be a text, number {place}.</p></li>"
        for place in range(2)
    ]
    assert [review.rating for review in read("<ul>" + "".join(boxes) + "</ul>")] == [None, None]


@pytest.mark.parametrize(
    ("language", "whole", "parts"),
    [
        ("de", "Gesamt", ("Service", "Lage")),
        ("fr", "Note globale", ("Accueil", "Cadre")),
        ("ja", "総合", ("デザイン", "音質")),
    ],
)
def test_of_a_table_of_parts_the_row_of_the_whole_counts(language: str, whole: str, parts: tuple[str, str]) -> None:
    def box(number: int) -> str:
        rows = ((whole, number, "total"), (parts[0], 3, ""), (parts[1], 4, ""))
        cells = (
            f"<tr class='{name}'><th>{label}</th><td><img src='/i/star_{value}.gif' alt='{value}'></td></tr>"
            for label, value, name in rows
        )
        return (
            f"<div class='entryWrap'><span class='userName'>kim{number}</span><span class='date'>2026-04-0{number}</span>"
            f"<table>{''.join(cells)}</table><p class='cont'>Satz Nummer {number}, lang genug für einen Text.</p></div>"
        )

    assert [review.rating for review in read(box(5) + box(2), language)] == [5, 2]


@pytest.mark.parametrize(
    ("language", "holder"), [("ko", "_review_list"), ("it", "recensioni-lista"), ("nl", "beoordelingen")]
)
def test_a_list_that_its_id_alone_names_is_read(language: str, holder: str) -> None:
    boxes = [
        f"<li class='pXq EjA'><div><a>{name}</a></div><div><a role='button'>{text}</a></div><time>2026-04-1{place}</time></li>"
        for place, (name, text) in enumerate(
            (("Moka", "A quiet corner by the window, good for an hour with a book."),
             ("Toshi", "Two places to park, and we drove around for ever."))
        )
    ]  # fmt: skip
    found = read(f"<ul id='{holder}'>{''.join(boxes)}</ul>", language)
    assert [(review.author, review.rating) for review in found] == [("Moka", None), ("Toshi", None)]


@pytest.mark.parametrize(
    ("language", "verb"),
    [("en", "doesn't recommend"), ("de", "empfiehlt"), ("fr", "ne recommande pas"), ("lt", "rekomenduoja")],
)
def test_who_recommends_is_the_author_and_no_title(language: str, verb: str) -> None:
    boxes = [
        f"<div class='x1yz' role='article'><h3>{name} {verb} Acme.</h3><span><a href='/1'>2 weeks ago</a></span>"
        f"<div dir='auto'>Repaired my mower while I waited, and {name[0]} paid for the belt.</div></div>"
        for name in ("Ann Kay", "Bo Lind")
    ]
    found = read(f"<div><h2>Reviews</h2>{''.join(boxes)}</div>", language)
    assert [(review.author, review.title) for review in found] == [("Ann Kay", None), ("Bo Lind", None)]


@pytest.mark.parametrize("common", ["dir", "flex", "css-box"])
def test_a_word_of_the_layout_does_not_make_a_part_a_review_of_its_own(common: str) -> None:
    boxes = [
        f"<div data-review-id='{place}' class='{common} {common}-ltr'><div class='c1x9 {common}'><div><h2 class='h7q'>{name}</h2>"
        f"<div>Trento, Italia</div></div></div><span>Valutazione: {stars} stelle</span><div>{place + 2} settimane fa</div>"
        f"<div>Letti comodi e un balcone da cui si vedono i tetti, {name}.</div></div>"
        for place, (name, stars) in enumerate((("Tommaso", 5), ("Beatriz", 4)))
    ]
    assert [review.author for review in read("".join(boxes), "it")] == ["Tommaso", "Beatriz"]


@pytest.mark.parametrize(
    ("language", "trip", "day", "published"),
    [
        ("es", "mar de 2026 • Familia", "Escrita el 30 de marzo de 2026", "2026-03-30"),
        ("de", "Mai 2026 · Paare", "Geschrieben am 28. Mai 2026", "2026-05-28"),
        ("pl", "luty 2026 • Rodzina", "Napisano 3 marca 2026", "2026-03-03"),
    ],
)
def test_the_month_of_a_trip_is_not_the_day_of_its_review(language: str, trip: str, day: str, published: str) -> None:
    boxes = [
        f"<div class='c9'><a href='/u'>kim_{place}</a><svg><title>{stars} / 5</title></svg><div class='t1'>{trip}</div>"
        f"<div class='k2'>The terrace at dusk was worth the wait, and so was the rice ({place}).</div><div>{day}</div></div>"
        for place, stars in enumerate((5, 3))
    ]
    found = read("".join(boxes), language)
    assert [review.published_at and review.published_at.date().isoformat() for review in found] == [published] * 2


@pytest.mark.parametrize(
    "told", ["Dodano <time datetime='2026-04-03 12:01:44'>3 tygodnie temu</time>, po 9 dniach",
             "<time datetime='2026-04-03'>before the spring sale</time>",
             "on <time datetime='2026-04-03T08:00:00Z'>a Friday</time> by post"]
)  # fmt: skip
def test_an_exact_day_inside_a_date_comes_before_what_is_said_of_it(told: str) -> None:
    boxes = [
        f"<div class='review'><b class='author'>kim{place}</b><div class='published'>{told}</div>"
        f"<i class='stars' title='4/5'></i>"
        f"<p>It heats evenly and does not creak at all, says number {place}.</p></div>"
        for place in range(2)
    ]
    found = read("".join(boxes))
    assert [review.published_at and review.published_at.date().isoformat() for review in found] == ["2026-04-03"] * 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("review-positive-text", "review-negative-text"),
        ("opinion__pros", "opinion__cons"),
        ("liked-body", "disliked-body"),
    ],
)
def test_the_two_sides_of_an_opinion_are_one_text(first: str, second: str) -> None:
    boxes = [
        f"<div class='review'><b class='author'>kim{place}</b><i class='stars' title='{place + 3}/5'></i>"
        f"<time datetime='2026-03-02'>x</time><div class='{first} text'>By the wood {place}.</div>"
        f"<div class='{second} text'>The heating broke off every night.</div></div>"
        for place in range(2)
    ]
    wanted = [f"By the wood {place}.\nThe heating broke off every night." for place in range(2)]
    assert [review.body for review in read("".join(boxes))] == wanted


@pytest.mark.parametrize("badge", ["QTV", "Store owner", "Kundenservice"])
def test_what_a_second_author_says_below_the_text_is_no_part_of_it(badge: str) -> None:
    boxes = [
        f"<li class='par'><p class='cmt-name'>kim{place}</p><i class='stars' title='{place + 3}/5'></i>"
        f"<div class='cmt-content'><p class='txt'>The sound is fine, but nobody hears me outdoors ({place}).</p></div>"
        f"<div class='rep'><p class='rep-name'>Ly Tran <b>{badge}</b></p><div class='cmt-content'>"
        f"<p>We are sorry, please come by and let us have a look at it.</p></div></div></li>"
        for place in range(2)
    ]
    found = read(f"<ul>{''.join(boxes)}</ul>")
    assert [review.body for review in found] == [
        f"The sound is fine, but nobody hears me outdoors ({place})." for place in range(2)
    ]
    assert all(review.reply_body and review.reply_body.startswith("We are sorry") for review in found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "음료는 평범하고 자리가 좁아요."),
        ("ja", "静かで料理もおいしい店です。"),
        ("zh", "菜很好吃,服务也很周到,下次还来。"),
    ],
)
def test_fewer_letters_are_a_text_where_each_says_more(language: str, text: str) -> None:
    boxes = [
        f"<li class='k'><b>{name}</b><p>{text}{name}</p><time>2026-03-02</time></li>" for name in ("Moka", "Toshi")
    ]
    assert len(read(f"<ul id='reviews'>{''.join(boxes)}</ul>", language)) == 2


@pytest.mark.parametrize(
    ("language", "body", "claim"),
    [
        ("ko", "<div class='ratings'><p>4.7</p><p>최고 5점</p><p class='total'>평가 8,210개</p></div>", (8210, 4.7, 5)),
        ("ja", "<p>満足度:<b class='num'>4.12</b>(レビュー数:27人)</p>", (27, 4.12, 5)),
        ("lt", "<div><i aria-hidden='true'>4,6</i><i aria-label='318 atsiliepimų'>(318)</i></div>", (318, 4.6, 5)),
        ("fr", "<p><span>4,3</span><span role='img' aria-label='187 avis'>(187)</span></p>", (187, 4.3, 5)),
        ("da", "<div><b>3,9 ud af 5 stjerner.</b><div class='bv_numReviews'>(276)</div></div>", (276, 3.9, 5)),
        ("pl", "<div><h2>Recenzje tego sklepu <b>219</b></h2><p>4,8 na 5 gwiazdek</p></div>", (219, 4.8, 5)),
        ("pt", "<div><span>4,5</span> <span>(88)</span></div><h2>88 avaliações</h2>", (88, 4.5, 5)),
        ("uk", "<div class='tabs__total'><span>4.3</span><span>41 відгук</span></div>", (41, 4.3, 5)),
        ("id", "<div><p><i class='rating-no'>4.9</i> <b>(1,2 rb rating)</b></p><p><b>4.9</b>/5 • 540 ulasan</p></div>",
         (540, 4.9, 5)),
    ],
)  # fmt: skip
def test_totals_told_apart_from_their_words(
    language: str, body: str, claim: tuple[int | None, float | None, float | None]
) -> None:
    assert totals(body, language) == [claim]


def test_points_are_no_number_of_reviews() -> None:
    assert counts_in("최고 5점 평가") == ()
    assert counts_in("5点 レビュー") == ()
    assert counts_ratings("1.284 ratings")
    assert not counts_ratings("1.284 ratings, 540 reviews")


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("sv", "<span aria-hidden='true'>★</span> <span>{0}</span><span class='v'>{0} av 5 stjärnor</span>"),
        ("de", "<span>★</span><b class='v'>{0} von 5 Sternen</b>"),
        ("de", "<div class='stars-row'><i class='k'></i><span class='points'>{0},00</span><span>SEHR GUT</span></div>"),
        ("fr", "<div class='etoiles'><svg></svg><em>{0},0</em> <i>Très bien</i></div>"),
    ],
)
def test_a_figure_beside_what_adorns_it_is_the_rating(language: str, mark: str) -> None:
    boxes = [
        f"<li class='k1'><div><b class='nick'>{name}</b><time>2026-03-02</time>{mark.format(value)}</div>"
        f"<p>It was hot when it came, and the driver found us at once, says {name}.</p></li>"
        for name, value in (("Signe", 5), ("Birte", 2))
    ]
    found = read(f"<h2>Reviews</h2><ul>{''.join(boxes)}</ul>", language)
    assert [(review.rating, review.rating_max) for review in found] == [(5, 5), (2, 5)]
