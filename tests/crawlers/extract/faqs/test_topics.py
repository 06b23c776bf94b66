"""Topics instead of questions on a page that says FAQ, and questions that are links beside others that are not."""

from __future__ import annotations

import pytest

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page

Pairs = list[tuple[str, str]]
TOPICS: dict[str, Pairs] = {
    "de": [
        ("Versandzeiten", "Dosen gehen dienstags auf die Reise."),
        ("Rückgabe", "Ungeöffnete nehmen wir zurück."),
        ("Zahlung", "Wir nehmen alle Karten."),
    ],
    "lt": [
        ("Grąžinimas", "Priimame per trisdešimt dienų."),
        ("Pristatymas", "Per tris darbo dienas."),
        ("Apmokėjimas", "Kortele arba pavedimu."),
    ],
    "ja": [
        ("送料", "全国一律五百円です。"),
        ("返品", "三十日以内なら可能です。"),
        ("お支払い方法", "カードと振込です。"),
    ],
}
TOPIC_LAYOUTS = {
    "headings": "<h3>{q}</h3><p>{a}</p>",
    "bold lines": "<p><strong>{q}</strong></p><p>{a}</p>",
    "details": "<details><summary>{q}</summary><div>{a}</div></details>",
    "toggles": "<div><button aria-expanded=false aria-controls=p{i}>{q}</button><div id=p{i}>{a}</div></div>",
    "boxes": "<div class=item><h4>{q}</h4><p>{a}</p></div>",
}
NO_TOPICS = {
    "cards": "<div class=card><h3>{q}</h3><p>Track, change, cancel</p><a href=/help/{i}>View articles</a></div>",
    "linked cards": "<a href=/help/{i}><h3>{q}</h3><p>{a}</p></a>",
    "filters": "<button aria-expanded=false aria-controls=p{i}>{q}</button><div id=p{i}><input type=checkbox> red, blue</div>",
}
QUESTIONS: Pairs = [
    ("Is the pot heavy?", "It weighs a pound."),
    ("Which lid fits?", "The round one does."),
    ("Can I bake in it?", "Up to 250 degrees."),
]
LINKED = {
    "headings": "<h3>{q}</h3><p>{a}</p>",
    "bold lines": "<p><strong>{q}</strong></p><p>{a}</p>",
    "boxes": "<div>{q}</div><p>{a}</p>",
    "list": "<li><div>{q}</div><div>{a}</div></li>",
    "terms": "<dt>{q}</dt><dd>{a}</dd>",
}


def read(body: str) -> Pairs:
    page = parse_page(f"<title>FAQ</title><body><main><h1>FAQ</h1>{body}</main>", "https://pots.example/faq")
    return [(faq.question, faq.answer) for faq in extract_faqs(page)]


def written(layout: str, pairs: Pairs) -> str:
    return "".join(layout.format(q=question, a=answer, i=number) for number, (question, answer) in enumerate(pairs))


@pytest.mark.parametrize("layout", TOPIC_LAYOUTS)
@pytest.mark.parametrize("language", TOPICS)
def test_topics_are_entries_of_a_page_that_says_faq(language: str, layout: str) -> None:
    assert read("<h2>A-Z</h2>" + written(TOPIC_LAYOUTS[layout], TOPICS[language])) == TOPICS[language]


@pytest.mark.parametrize("layout", NO_TOPICS)
def test_what_leads_to_answers_or_takes_choices_is_no_topic(layout: str) -> None:
    assert read(written(NO_TOPICS[layout], TOPICS["de"])) == []


@pytest.mark.parametrize("layout", LINKED)
def test_linked_questions_are_read_beside_plain_ones(layout: str) -> None:
    first, *others = QUESTIONS
    linked = [(f'<a href="/q/{number}">{question}</a>', answer) for number, (question, answer) in enumerate(others)]
    body = written(LINKED[layout], [first, *linked])
    assert read(f"<dl>{body}</dl>" if layout == "terms" else body) == QUESTIONS


def test_a_linked_question_whose_answer_goes_on_elsewhere_is_left_to_its_own_page() -> None:
    body = (
        written(LINKED["headings"], QUESTIONS[:2])
        + '<h3><a href="/q/9">Can I bake in it?</a></h3><p>That depends …</p>'
    )
    assert read(body) == QUESTIONS[:2]
