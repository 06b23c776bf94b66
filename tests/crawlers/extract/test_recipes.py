"""Recipes: selectors give the elements, the usual readers the values; what gives nothing says so."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.reading import DEGRADED, FAQS, REVIEWS, read_page
from data.workspace.recipes import Recipe, Selector, parted
from tests.work import Work, assert_grows

NOW = datetime(2026, 11, 20, 3)  # naive UTC, as all times
URL = "https://www.shop.example/opinions/1"
LITHUANIAN = """<html lang="lt"><div class="op" data-id="7"><b>Rasa</b><i data-r="4">x</i><em>2026-10-03</em>
<p>Labai gera arbata.</p><p>Ačiū.</p><u>Dėkojame <time datetime="2026-10-05">prieš mėnesį</time></u></div>
<div class="op"><b>Jonas</b><i data-r="2">x</i><em>vakar</em><p>Siunta vėlavo tris dienas.</p></div></html>"""
THAI = """<html lang="th"><ul><li class="k"><span class="n">โดย สมชาย</span><span class="s">★★★★☆</span>
<span class="d">3 ตุลาคม 2569</span><div class="t">ส่งเร็วมาก</div></li><li class="k"><span class="s">N/A</span>
<span class="d">-</span><div class="t">รอนาน</div></li></ul></html>"""
GERMAN = """<html lang="de"><section><article><h3>Gut</h3><span class="w" title="8,5 von 10"></span>
<small>12.10.2026</small><blockquote>Schnell da.</blockquote></article></section></html>"""
QUESTIONS = """<html lang="vi"><h4>Giao hàng mất bao lâu?</h4><div class="a">Hai ngày.</div><h4>Không ai trả lời?</h4>
<h4>Giá bao nhiêu?</h4><div class="a">Từ ba mươi nghìn.</div><div class="a">Không phải câu trả lời.</div></html>"""


def recipe(kind: str = "reviews", **keys: object) -> Recipe:
    return Recipe.model_validate({"host": "shop.example", "kind": kind, **keys})


def reviews(markup: str, used: Recipe) -> list[dict[str, object]]:
    read = read_page(parse_page(markup, URL), [REVIEWS], NOW, [used])
    return [record.model_dump(exclude_none=True, exclude_defaults=True) for record in read.found[REVIEWS]]


def test_fields_are_read_as_elsewhere() -> None:
    used = recipe(
        box="div.op", rating="i @data-r", rating_max=5, date="em", author="b", body="p", reply="u", reply_date="time"
    )
    assert reviews(LITHUANIAN, used) == [
        {
            "url": URL, "rating": 4.0, "rating_max": 5.0, "body": "Labai gera arbata.\nAčiū.", "author": "Rasa", "native_id": "7",
            "published_at": datetime(2026, 10, 3), "reply_body": "Dėkojame", "replied_at": datetime(2026, 10, 5),
            "layer": "recipe",
        },
        {
            "url": URL, "rating": 2.0, "rating_max": 5.0, "body": "Siunta vėlavo tris dienas.", "author": "Jonas",
            "published_at": datetime(2026, 11, 19), "layer": "recipe",
        },
    ]  # fmt: skip


def test_years_and_stars_of_thai_and_a_rating_that_is_none() -> None:
    first, second = reviews(THAI, recipe(box="li.k", rating=".s", date=".d", author=".n", body=".t"))
    assert (first["rating"], first["rating_max"], first["published_at"]) == (4.0, 5.0, datetime(2026, 10, 3))
    assert "rating" not in second
    assert second["body"] == "รอนาน"


def test_a_rating_keeps_the_scale_that_is_shown() -> None:
    (found,) = reviews(
        GERMAN, recipe(box="article", rating=".w", rating_max=5, date="small", title="h3", body="blockquote")
    )
    assert (found["rating"], found["rating_max"], found["title"]) == (8.5, 10.0, "Gut")
    above = GERMAN.replace("8,5 von 10", "8,5")
    assert "rating" not in reviews(above, recipe(box="article", rating=".w", rating_max=5, body="blockquote"))[0]


def test_questions_with_the_answer_behind_them() -> None:
    read = read_page(parse_page(QUESTIONS, URL), [FAQS], NOW, [recipe("faqs", question="h4", answer=".a")])
    assert [(record.model_dump()["question"], record.model_dump()["answer"]) for record in read.found[FAQS]] == [
        ("Giao hàng mất bao lâu?", "Hai ngày."), ("Giá bao nhiêu?", "Từ ba mươi nghìn."),
    ]  # fmt: skip
    assert dict(read.uses[FAQS].matches) == {"question": 3, "answer": 3}


def test_a_recipe_that_gives_nothing_says_so_and_the_general_reading_steps_in() -> None:
    page = parse_page(
        "<html lang='en'><dl><dt>How long does delivery take?</dt><dd>Two working days.</dd>"
        "<dt>Can I return it?</dt><dd>Yes, within thirty days.</dd></dl></html>", URL,
    )  # fmt: skip
    read = read_page(page, [FAQS], NOW, [recipe("faqs", box=".gone", question="b", answer="i")])
    assert read.uses[FAQS].trouble == "recipe matched nothing: box = '.gone' (faqs of shop.example)"
    assert [str(record.model_dump()["layer"]).endswith(DEGRADED) for record in read.found[FAQS]] == [True, True]
    inside = read_page(page, [FAQS], NOW, [recipe("faqs", box="dl", question="b", answer="dd")]).uses[FAQS]
    assert inside.trouble == "recipe matched nothing: question in none of 1 boxes (faqs of shop.example)"


@pytest.mark.parametrize(
    ("url", "pattern", "used"),
    [
        ("https://shop.example/opinions/1", "", True), ("https://www.shop.example/opinions/1", "/opinions/*", True),
        ("https://shop.example/faq", "/opinions/", False), ("https://other.example/opinions/1", "", False),
        ("https://shop.example.evil.example/opinions/1", "", False),
    ],
)  # fmt: skip
def test_a_recipe_is_for_its_pages(url: str, pattern: str, used: bool) -> None:
    read = read_page(parse_page(LITHUANIAN, url), [REVIEWS], NOW, [recipe(box="div.op", body="p", url=pattern)])
    assert bool(read.uses) is used


def test_a_selector_may_end_in_an_attribute() -> None:
    assert parted("span.stars @Title") == Selector("span.stars", "title")
    assert parted("@data-id") == Selector("", "data-id")
    assert parted('a[href*="@"]') == Selector('a[href*="@"]', "")


def test_costs_grow_with_the_page() -> None:
    used = recipe(box="div", body="p", author="b", reply="u")

    def work(n: int) -> Work:
        page = parse_page("<div><b>A</b><p>Good<u>Thanks</u></p></div>" * n, URL)
        return lambda: read_page(page, [REVIEWS], NOW, [used])

    assert_grows(work, 200)
