"""Yes and no are answers; the page's own question about its answer is none. Lists that an FAQ heading announces are FAQs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.page.asking import clean_answer, is_verdict

URL = "https://acme.example/faq"


def pairs(body: str, title: str = "FAQ", url: str = URL) -> list[tuple[str, str]]:
    page = parse_page(f"<title>{title}</title>{body}", url)
    return [(faq.question, faq.answer) for faq in extract_faqs(page)]


@pytest.mark.parametrize("answer", ["Yes", "No", "No!", "Ja", "Nein.", "Taip", "Ne", "Có", "Không", "ไม่", "ใช่", "是"])
def test_yes_and_no_are_answers_however_they_are_written_down(answer: str) -> None:
    ask = "Do you ship?"
    data = {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": ask, "acceptedAnswer": {"text": answer}}]}
    assert pairs(f'<script type="application/ld+json">{json.dumps(data)}</script>') == [(ask, answer)]
    assert pairs(f"<h1>FAQ</h1><details><summary>{ask}</summary><p>{answer}</p></details>") == [(ask, answer)]
    assert pairs(f"<h1>FAQ</h1><dl><dt>{ask}<dd>{answer}</dl>") == [(ask, answer)]
    toggle = f'<button aria-expanded="false" aria-controls="a">{ask}</button><div id="a">{answer}</div>'
    assert pairs(f"<h1>FAQ</h1>{toggle}") == [(ask, answer)]
    assert pairs(f"<h1>FAQ</h1><h3>{ask}</h3><p>{answer}</p><h3>Is it free?</h3><p>Never.</p>")[0] == (ask, answer)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("Yes\nWe ship daily.", "Yes\nWe ship daily."),
        ("We ship.\nWas this helpful?\nYes\nNo", "We ship."),
        ("We ship.\nWas this helpful? Yes No", "We ship."),
        ("We ship.\nWas this article helpful?\nYes (3)\nNo (1)", "We ship."),
        ("We ship.\n👍 Yes\n👎 No", "We ship."),
        ("We ship.\nYesNo", "We ship."),
        ("Yes\nWas this helpful?\nYesNo", "Yes"),
        ("Có\nBài viết có hữu ích không?\nCó\nKhông", "Có"),
        ("ไม่\nข้อมูลนี้มีประโยชน์หรือไม่?\nใช่ ไม่ใช่", "ไม่"),
        ("Was this helpful?\nYes\nNo", ""),
        ("Yes\nNo", ""),
        ("Do you ship abroad?\nNo", "Do you ship abroad?\nNo"),
        ("We ship.\nRead more", "We ship."),
    ],
)
def test_only_a_pair_at_the_end_is_a_control(answer: str, kept: str) -> None:
    assert clean_answer(answer) == kept


@given(st.lists(st.sampled_from(["Yes", "No", "We ship.", "Was this helpful?", "Read more", "YesNo", "+", ""])))
def test_cleaning_an_answer_twice_is_cleaning_it_once(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert clean_answer(clean_answer(text)) == clean_answer(text)


def test_verdicts_of_single_letters() -> None:
    assert is_verdict("是。")
    assert not is_verdict("Yes, daily")


LISTS = {
    "en": ("FAQ", "How long does delivery take", "What does it cost"),
    "de": ("Häufige Fragen", "Wie lange dauert der Versand", "Was kostet es"),
    "lt": ("Dažniausiai užduodami klausimai", "Kiek trunka pristatymas", "Kaip grąžinti prekę"),
    "vi": ("Câu hỏi thường gặp", "Thời gian giao hàng", "Phí vận chuyển"),
    "th": ("คำถามที่พบบ่อย", "การจัดส่ง", "การคืนสินค้า"),
    "topics": ("FAQ", "Opening hours", "Delivery"),
}


@pytest.mark.parametrize("case", LISTS.values(), ids=LISTS)
def test_a_list_that_a_heading_announces_needs_no_question_marks(case: tuple[str, str, str]) -> None:
    heading, first, second = case
    wanted = [(first, "Two days."), (second, "Five euro.")]
    body = f"<h2>{heading}</h2><dl><dt>{first}</dt><dd>Two days.</dd><dt>{second}</dt><dd>Five euro.</dd></dl>"
    assert pairs(body, "Acme", "https://acme.example/about") == wanted
    named = "".join(
        f'<div class="faq-item"><div class="faq-question">{q}</div><div class="faq-answer">{a}</div></div>'
        for q, a in wanted
    )
    assert pairs(f"<h1>{heading}</h1>{named}", "Acme", "https://acme.example/about") == wanted


@pytest.mark.parametrize(
    ("heading", "entries"),
    [
        ("Glossary", [("Arabica", "A kind of bean."), ("Robusta", "Another kind.")]),
        ("Specifications", [("Weight", "2 kg"), ("Colour", "black")]),
        ("Contact", [("Phone", "02 123 4567"), ("E-mail", "hello@acme.example")]),
    ],
)
def test_other_lists_are_none_even_on_an_faq_page(heading: str, entries: list[tuple[str, str]]) -> None:
    listing = "<dl>" + "".join(f"<dt>{term}</dt><dd>{told}</dd>" for term, told in entries) + "</dl>"
    assert pairs(f"<h1>FAQ</h1><h2>{heading}</h2>{listing}") == []
    assert pairs(f"<h1>{heading}</h1>{listing}", heading, "https://acme.example/about") == []


def test_contact_data_right_under_the_faq_heading_is_none() -> None:
    body = "<h1>FAQ</h1><dl><dt>Phone</dt><dd>02 123 4567</dd><dt>E-mail</dt><dd>hello@acme.example</dd></dl>"
    assert pairs(body) == []
