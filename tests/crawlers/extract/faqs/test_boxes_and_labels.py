"""Answers in boxes that a site builder marks as navigation, and questions behind their category and label."""

from __future__ import annotations

import pytest

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.page.asking import clean_question


@pytest.mark.parametrize("name", ["w-dropdown-list", "panel", ""])
def test_navigation_that_leads_nowhere_is_read(name: str) -> None:
    entry = f"<div class='entry'><div class='toggle'><div>{{}}</div></div><nav class='{name}'><p>{{}}</p></nav></div>"
    asked = {
        "How do I borrow a book?": "Sign in and press the button.",
        "How long may I keep it?": "For three weeks in all.",
    }
    body = "".join(entry.format(*pair) for pair in asked.items())
    menu = "<nav><p>Menu</p><a href='/a'>How do I join?</a><a href='/b'>Where are you?</a></nav>"
    page = parse_page(f"<html lang='en'><body>{menu}<h1>FAQ</h1>{body}</body></html>", "https://t.com/faq")
    assert {faq.question: faq.answer for faq in extract_faqs(page)} == asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("수강Q.수업을 빠지면 어떻게 하나요?", "수업을 빠지면 어떻게 하나요?"),
        ("배송 Q. 얼마나 걸리나요?", "얼마나 걸리나요?"),
        ("ShippingQ.How long does it take?", "How long does it take?"),
        ("[환불] Q1. 환불은요?", "환불은요?"),
        ("配送Q.いつ届きますか？", "いつ届きますか？"),
        ("FAQ: How long?", "FAQ: How long?"),
        ("What is Q10?", "What is Q10?"),
        ("Is the IQ. test free?", "Is the IQ. test free?"),
    ],
)
def test_a_category_and_a_label_before_a_question_are_left_out(text: str, expected: str) -> None:
    assert clean_question(text) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "<a href='/pickup'>May I pick it up myself?</a>",
        "<h3>May I pick it up myself?</h3>",
        "<span>May I pick it up myself?</span>",
        "<h3><span>Shop</span><span>May I pick it up myself?</span></h3>",
    ],
)
def test_an_answer_behind_a_question_is_no_part_of_it_whatever_holds_both(asked: str) -> None:
    answer = "<div><p>Yes, at the counter in Mill Lane, from nine to five.</p></div>"
    body = f"<main><h1>FAQ</h1>{asked}{answer}</main>"
    page = parse_page(f"<html lang='en'><head><title>FAQ</title></head><body>{body}</body></html>", "https://t.com/faq")
    (faq,) = extract_faqs(page)
    assert (faq.question, faq.answer) == (
        "May I pick it up myself?",
        "Yes, at the counter in Mill Lane, from nine to five.",
    )
