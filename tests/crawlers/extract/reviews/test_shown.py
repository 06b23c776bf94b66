"""Ratings as lists of reviews show them, and boxes that are customers' words or are not, in several languages and layouts."""

from __future__ import annotations

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.reviews import extract_reviews
from data.kinds.review import Review
from tests.crawlers.extract.factory import FETCHED_AT

NAMES = ("Rasa Miko", "Tuan Levi", "Noor Adan")
DAYS = ("12 October 2025", "3 October 2025", "21 September 2025")
TEXTS = (
    "The lamp has stood on my desk since spring and still shines as on the first day.",
    "Came two weeks late and the box was wet through, nobody answered.",
    "Fair price, but the switch is loose and hums when it is warm outside.",
)
STARS = (5, 2, 4)
OF_FIVE = [(5, 5), (2, 5), (4, 5)]
OF_TEN = [(8, 10), (3, 10), (9, 10)]


def read(body: str, language: str = "en") -> list[Review]:
    markup = f'<html lang="{language}"><body><main><h1>Oak lamps</h1>{body}</main></body></html>'
    return extract_reviews(parse_page(markup, "https://www.oak.example/p"), FETCHED_AT)


def row(full: str, empty: str) -> list[str]:
    return ["".join(full if place <= stars else empty for place in range(1, 6)) for stars in STARS]


def each(pattern: str) -> list[str]:
    """The pattern with the number of stars ({n}), twenty and sixteen times it."""
    return [pattern.format(n=n, share=20 * n, pixels=16 * n) for n in STARS]


def numbered(pattern: str, holder: str = "p") -> list[str]:
    """Five of the pattern, by their number ({k}), whether they are full ({on}) and which is chosen ({chosen})."""
    return [f'<{holder} class="score">' + "".join(
        pattern.format(k=k, on=100 if k <= n else 0, chosen="checked" if k == n else "") for k in range(1, 6)
    ) + f"</{holder}>" for n in STARS]  # fmt: skip


SHOWN = {
    "word fr": (each("<i>{n} étoiles</i>"), OF_FIVE),
    "word and label it": (each("<i>Voto: {n} stelle</i>"), OF_FIVE),
    "word lt": (each("<i>{n} žvaigždutės</i>"), OF_FIVE),
    "word th": (each("<i>{n} ดาว</i>"), OF_FIVE),
    "word vi": (each("<i>{n} sao</i>"), OF_FIVE),
    "words alone": (["<i>Five stars</i>", "<i>two stars</i>", "<i>Four-star rating</i>"], OF_FIVE),
    "maximum first ja": (each("<i>5つ星のうち{n}.0</i>"), OF_FIVE),
    "maximum first tr": (each("<i>5 üzerinden {n}</i>"), OF_FIVE),
    "decimal before a slash": (["<i>4,8 / 5</i>", "<i>2,0 / 5</i>", "<i>3,5/5</i>"], [(4.8, 5), (2, 5), (3.5, 5)]),
    "numbered, by class": (numbered('<i data-value="{k}" class="star fill-{on}"></i>'), OF_FIVE),
    "numbered, by style": (numbered('<i class="star" title="{k}" style="width:{on}%"></i>'), OF_FIVE),
    "numbered, chosen": (numbered('<input type="radio" value="{k}" disabled {chosen}>', "div"), OF_FIVE),
    "variable in per cent": (each('<i class="x" style="--score-percent:{share}%"></i>'), OF_FIVE),
    "variable calculated": (each('<i style="--star-fill: calc({n} / 5 * 100%)"></i>'), OF_FIVE),
    "two rows, per cent": (each('<div><b>★★★★★</b><b style="width:{share}%">★★★★★</b></div>'), OF_FIVE),
    "two rows, pixels": (each('<div style="width:80px"><b>☆☆☆☆☆</b><b style="width:{pixels}px">★★★★★</b></div>'), OF_FIVE),
    "two rows, drawn by a style sheet": (each('<div><b>★★★★★</b><b class="f{n}">★★★★★</b></div>'), ["not legible"] * 3),
    "figure beside glyphs": (
        [f"<span>★★★★★</span> <b>{n}</b>" for n in ("4.8", "4.6", "4.9")], [(4.8, 5), (4.6, 5), (4.9, 5)]),
    "name of a picture": (each('<img src="/img/{n}-stars.svg">'), OF_FIVE),
    "name of a picture pl": (each('<img src="/img/gwiazdki-{n}.png" alt="">'), OF_FIVE),
    "name of a picture vi": (each('<img src="/hinh/{n}-sao.png" alt="">'), OF_FIVE),
    "name of a picture, of ten": (
        [f'<img class="score" src="/i/score-{n}.png">' for n in (8, 3, 9)], OF_TEN),
    "glyphs for who cannot see": ([f'<img src="/x.png" alt="{glyphs}">' for glyphs in row("★", "☆")], OF_FIVE),
    "ligatures": ([f"<p>{stars}</p>" for stars in row(
        '<i class="material-symbols-outlined">grade</i>', '<i class="material-symbols-outlined">grade_outline</i>')], OF_FIVE),
    "value and scale": ([f'<p class="score"><b>{n}</b><i class="out-of">10</i></p>' for n in (8, 3, 9)], OF_TEN),
    "value, and scale behind a slash": ([f"<div><b>{n}</b><i>/10</i></div>" for n in (8, 3, 9)], OF_TEN),
    "outside its scale": (
        ["<i class=rating>6/5</i>", *each("<i class=rating>{n}/5</i>")[1:]], ["outside its scale", (2, 5), (4, 5)]),
    "none given": (["<i class=rating>N/A</i>", *each("<i class=rating>{n}/5</i>")[1:]], [None, (2, 5), (4, 5)]),
    "of parts": (each("<ul><li>Food <i>4/5</i></li><li>Service <i>{n}/5</i></li></ul>"), [None] * 3),
    "of the whole and of parts": (
        each('<i title="{n} von 5 Sternen"></i><table><tr><td>Küche</td><td>★★★☆☆</td></tr><tr><td>Service</td>'
             "<td>★☆☆☆☆</td></tr></table>"), OF_FIVE),
    "gauge": (each('<meter value="{n}" min="0" max="5"></meter>'), OF_FIVE),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_list_shows_is_read_or_refused(name: str) -> None:
    ratings, expected = SHOWN[name]
    parts = zip(NAMES, DAYS, ratings, TEXTS, strict=True)
    found = read("".join(
        f'<div class="box-q"><b class="author">{who}</b><time>{day}</time>{rating}<p>{text}</p></div>'
        for who, day, rating, text in parts
    ))  # fmt: skip
    got = [r.rating_unread if r.rating is None else (r.rating, r.rating_max) for r in found]
    assert got == expected


def cards(pattern: str, names: tuple[str, ...] = NAMES) -> str:
    return "".join(
        pattern.format(who=who, text=text, n=n, day=day)
        for who, text, n, day in zip(names, TEXTS, STARS, DAYS, strict=True)
    )


def slide(number: int, names: str = "") -> str:
    return f'<div class="swiper-slide{names}"><p>“{TEXTS[number]}”</p><h5>{NAMES[number]}</h5></div>'


RATED = list(zip(NAMES, STARS, strict=True))
UNSIGNED = [(None, n) for n in STARS]
BY_NAME = [(who, None) for who in NAMES]
BOXES = {
    "founder de": ('<div class="testimonial"><blockquote>„Wir machen jede Lampe von Hand, weil Licht es wert ist.“</blockquote>'
                   "<cite>Jana Holz, Gründerin</cite></div>", []),
    "founder th": ('<div class="testimonial"><blockquote>“เราทำโคมไฟทุกดวงด้วยมือเพราะแสงมีคุณค่า”</blockquote>'
                   "<cite>คุณสมชาย ผู้ก่อตั้ง</cite></div>", []),
    "owner of another business": (
        '<div class="testimonial"><blockquote>"They lit our whole shop in a week."</blockquote><cite>Ann Kay, owner of Blue Cafe'
        '</cite></div><div class="testimonial"><blockquote>"Guests ask us where the lamps are from."</blockquote>'
        "<cite>Ben Low, hotel manager</cite></div>", [("Ann Kay, owner of Blue Cafe", None), ("Ben Low, hotel manager", None)]),
    "press fr": (
        '<section><h2>La presse en parle</h2><div class="testimonial"><blockquote>« Les plus belles lampes de la saison. »'
        "</blockquote><cite>Le Courrier du Bois</cite></div></section>", []),
    "other places vi": (
        "<section><h2>Có thể bạn cũng thích</h2>" + cards(
            '<div class="card"><i aria-label="{n} trên 5"></i><b class="author">{who}</b><time>{day}</time><p>{text}</p></div>'
        ) + "</section>", []),
    "bubble on a map": (
        '<div class="infowindow review"><b class="author">Oak House</b><i aria-label="4 of 5 stars"></i><p>Open on workdays, '
        "from nine to five.</p></div>", []),
    "summary": (
        '<div class="review-summary"><b>Customers say</b><i aria-label="4 of 5 stars"></i><p>Most customers like the light; some '
        "mention late parcels.</p></div>", []),
    "slides": ('<section><h2>What our customers say</h2><div class="swiper-wrapper">' + slide(2, " swiper-slide-duplicate")
               + slide(0) + slide(1) + slide(2) + slide(0, " swiper-slide-duplicate") + "</div></section>", BY_NAME),
    "cards without name and day": (
        '<section class="reviews">' + cards('<div class="card"><i aria-label="{n} of 5 stars"></i><p>{text}</p></div>')
        + "</section>", UNSIGNED),
    "cards under a heading lt": (
        "<section><h2>Klientų atsiliepimai</h2>" + cards('<div class="c3"><b>{n}/5</b><p>{text}</p></div>')
        + "</section>", UNSIGNED),
    "emojis": ("".join(
        f'<div class="review"><b class="author">{who}</b><i aria-label="{n} of 5 stars"></i><p>{text}</p></div>'
        for who, n, text in zip(NAMES, STARS, ("🔥🔥🔥", "😡", "👍👍"), strict=True)), RATED),
    "emojis beside names in elements that say nothing": ("".join(
        f'<div class="box-q"><span>{who}</span><i aria-label="{n} of 5 stars"></i><span>{day}</span><p>{text}</p></div>'
        for who, day, n, text in zip(NAMES, DAYS, STARS, ("🔥🔥🔥", "😡", "👍👍"), strict=True)), RATED),
    "names in headings": (cards(
        '<div class="review-card"><div class="customer-info"><h4>{who}</h4><small>Hà Nội</small></div>'
        '<i aria-label="{n} of 5 stars"></i><p>{text}</p></div>'), RATED),
    "labels de": (cards(
        '<div class="bewertung">Rezensent: {who}<br>Bewertung: {n}/5<br>Datum: 5.10.2025<br>Kommentar: {text}</div>'), RATED),
    "featured and cut": (
        '<div class="top"><div class="review"><b class="author">Rasa Miko</b><i aria-label="5 of 5 stars"></i><p>The lamp has '
        "stood on my desk since spring and…</p></div></div>" + cards(
            '<div class="review"><b class="author">{who}</b><i aria-label="{n} of 5 stars"></i><time>{day}</time>'
            "<p>{text}</p></div>"
        ), RATED),
}  # fmt: skip


@pytest.mark.parametrize("name", BOXES)
def test_who_speaks_in_a_box(name: str) -> None:
    body, expected = BOXES[name]
    found = read(body, name.split()[-1] if len(name.split()[-1]) == 2 else "en")
    assert [(review.author, review.rating) for review in found] == expected
    assert all(review.title is None and ":" not in review.body for review in found)


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        (
            "(Translated by Google) Bright and quiet.<br><br>(Original)<br>Šviesi ir tyli lempa.",
            "Šviesi ir tyli lempa.",
        ),
        (
            "Đèn sáng và êm, tôi rất thích.<br><br>(Translated by Google)<br>A bright lamp, I like it.",
            "Đèn sáng và êm, tôi rất thích.",
        ),
        (TEXTS[0], TEXTS[0]),
    ],
)
def test_the_original_is_the_text(shown: str, written: str) -> None:
    box = (
        '<div class="review"><b class="author">{who}</b><i aria-label="{n} of 5"></i><p class="text">{shown}</p></div>'
    )
    boxes = "".join(box.format(who=who, n=n, shown=shown) for who, n in zip(NAMES, STARS, strict=True))
    assert {review.body for review in read(boxes)} == {written}


def test_one_box_without_stars_among_others_is_a_review() -> None:
    boxes = [f'<li class="b-x"><b class="who">{who}</b><i class="date">5 May 2025</i>{stars}<p>{text}</p></li>'
             for who, text, stars in zip(NAMES, TEXTS, ("★★★★☆", "", "★★★★☆"), strict=True)]  # fmt: skip
    assert [review.rating for review in read("<ul>" + "".join(boxes) + "</ul>")] == [4, None, 4]


@pytest.mark.parametrize(
    ("stated", "value", "maximum", "unread"),
    [
        ('"ratingValue": "9", "bestRating": "5"', None, None, "outside its scale"),
        ('"ratingValue": "9", "bestRating": "10"', 9, 10, None),
        ('"ratingValue": "N/A", "bestRating": "5"', None, None, None),
        ('"ratingValue": "splendid"', None, None, "not a number"),
        ('"ratingValue": 0, "bestRating": 5', None, None, None),
        ('"ratingValue": "4.8/5"', 4.8, 5, None),
    ],
)
def test_markup_outside_its_scale_costs_the_rating_alone(
    stated: str, value: float | None, maximum: float | None, unread: str | None
) -> None:
    [review] = read(
        '<script type="application/ld+json">{"@type": "Review", "reviewBody": "It shines.", "reviewRating": {'
        + stated
        + "}}</script>"
    )
    assert (review.rating, review.rating_max, review.rating_unread) == (value, maximum, unread)


@pytest.mark.parametrize(
    "announced",
    ["<b>Response from the owner</b> <i>2 weeks ago</i>", "<b>Savininko atsakymas</b> · prieš 2 savaites",
     "<i>2 weeks ago</i> – <b>owner's reply</b>", "<b>Antwort des Inhabers</b> (vor 2 Wochen)"],
)  # fmt: skip
def test_a_reply_is_dated_from_when_the_page_was_read(announced: str) -> None:
    boxes = cards('<div class="review"><b class="author">{who}</b><i aria-label="{n} of 5"></i><time>{day}</time><p>{text}</p>'
                  '<div class="owner-response">' + announced + "<p>We are sorry and send another.</p></div></div>")  # fmt: skip
    replied = [review.replied_at for review in read(boxes)]
    assert [FETCHED_AT.day - 14 if at is None else (FETCHED_AT.replace(tzinfo=None) - at).days for at in replied] == [
        14
    ] * 3
