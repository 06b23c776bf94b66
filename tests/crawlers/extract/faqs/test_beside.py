"""Numbers, names of buttons and hidden words beside questions, in any script and layout; and questions that begin alike."""

from __future__ import annotations

import pytest

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.page.structured.jsonld import decode, jsonld_items

Pairs = list[tuple[str, str]]
PAIRS: dict[str, Pairs] = {
    "en": [
        ("Is the pot heavy?", "It weighs a pound."),
        ("Which lid fits?", "The round one does."),
        ("Can I bake in it?", "Yes, up to 250 degrees."),
    ],
    "th": [
        ("ใช้กับเตาอบได้ไหม", "ได้ ไม่เกิน 250 องศา"),
        ("หม้อหนักเท่าไร", "หนักครึ่งกิโลกรัม"),
        ("สั่งซื้อได้ที่ไหน", "สั่งได้ทางหน้าเว็บ"),
    ],
    "ja": [
        ("重さはどのくらいですか", "五百グラムです。"),
        ("送料はいくらですか", "送料は無料です。"),
        ("返品できますか", "三十日以内なら可能です。"),
    ],
    "vi": [
        ("Nồi có nặng không", "Nặng nửa cân."),
        ("Tôi đổi trả thế nào", "Gửi lại trong 30 ngày."),
        ("Phí giao hàng bao nhiêu", "Miễn phí giao hàng."),
    ],
}
HEAD = "<style>@media print{.title{display:none}} .vh , .zz{position:absolute; clip:rect(0,0,0,0)}</style>"
LAYOUTS = {
    "number and dot": "<h3>{i}. {q}</h3><p>{a}</p>",
    "bare number": "<h3>{i} {q}</h3><p>{a}</p>",
    "number right before": "<h3><span>{z}</span>{q}</h3><p>{a}</p>",
    "number in an element": "<h3><span>{i}</span> {q}</h3><p>{a}</p>",
    "circled": "<h3>{c} {q}</h3><p>{a}</p>",
    "circled and bold": "<p><b>{c}{q}</b></p><p>{a}</p>",
    "labelled": "<h3>Q{i}: {q}</h3><p>A{i}: {a}</p>",
    "label without a mark": "<h3>Q{i} {q}</h3><p>{a}</p>",
    "outline": "<h4>2.{i} {q}</h4><p>{a}</p>",
    "outline and dot": "<h4>2.{i}. {q}</h4><p>{a}</p>",
    "term": "<dl><dt><i>{i}</i>{q}</dt><dd>{a}</dd></dl>",
    "button": "<div><button aria-expanded=false aria-controls=p{i}>{q}<span>Show</span></button><div id=p{i}>{a}</div></div>",
    "for screen readers": '<details><summary><span class="screen-reader-text">Toggle</span>{q}</summary><p>{a}</p></details>',
    "icon": '<details><summary>{q}<i class="ico">expand_more</i></summary><p>{a}</p></details>',
    "hidden icon": '<details><summary>{q}<i class="ico" aria-hidden=true>add</i></summary><p>{a}</p></details>',
    "not displayed": '<h3>{q}<em style="display: none"> #anchor</em></h3><p>{a}</p>',
    "hidden by the style sheet": '<h4 class="title"><span class="vh">Open answer</span>{q}</h4><div>{a}</div>',
    "number on a line": "<div class=num>{z}</div><h3>{q}</h3><p>{a}</p>",
    "number in a box": "<div class=row><div class=n>{z}</div><div class=t>{q}</div><div class=a>{a}</div></div>",
    "button in another language": "<details><summary>{q} <span>anzeigen</span></summary><p>{a}</p></details>",
    "label and number": "<h3>Frage {i} {q}</h3><p>{a}</p>",
}


def read(body: str) -> Pairs:
    page = parse_page(
        f"<head>{HEAD}<title>FAQ</title></head><body><main><h1>FAQ</h1>{body}</main>", "https://pots.example/faq"
    )
    return [(faq.question, faq.answer) for faq in extract_faqs(page)]


def written(layout: str, pairs: Pairs) -> str:
    return "".join(
        layout.format(q=question, a=answer, i=number, z=f"{number:02d}", c="①②③"[number - 1])
        for number, (question, answer) in enumerate(pairs, 1)
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", PAIRS)
def test_questions_are_read_without_what_is_beside_them(language: str, layout: str) -> None:
    assert read(written(LAYOUTS[layout], PAIRS[language])) == PAIRS[language]


@pytest.mark.parametrize(
    "pairs",
    [
        [("3 days to return?", "Yes, three days."), ("2FA is on?", "It is."), ("30 days to pay?", "Yes.")],
        [("Show me how?", "Like this, with a video."), ("Show me why?", "Because of heat.")],
        [("What is Open, exactly?", "A plan."), ("What is Close, exactly?", "Another plan.")],
    ],
)
def test_numbers_and_words_of_the_questions_stay(pairs: Pairs) -> None:
    assert read(written("<h3>{q}</h3><p>{a}</p>", pairs)) == pairs


def test_a_bold_number_is_of_its_question() -> None:
    body = "<h3><b>24</b>h delivery?</h3><p>In a day.</p><h3><b>48</b>h delivery?</h3><p>In two.</p>"
    assert read(body) == [("24h delivery?", "In a day."), ("48h delivery?", "In two.")]


def test_markup_and_page_are_one_question_whatever_is_beside_it() -> None:
    described = ",".join(
        f'{{"@type":"Question","name":"{number:02d}{question}","acceptedAnswer":{{"text":"{answer}"}}}}'
        for number, (question, answer) in enumerate(PAIRS["en"], 1)
    )
    markup = f'<script type="application/ld+json">{{"@type":"FAQPage","mainEntity":[{described}]}}</script>'
    assert read(markup + written("<h3>{q} Zzyzx</h3><p>{a}</p>", PAIRS["en"])) == PAIRS["en"]


@pytest.mark.parametrize(
    ("lost", "meant"),
    [
        ("Oat, u003cbu003emilku003c/bu003e", "Oat, <b>milk</b>"),
        ("fu00fcr dich u0026 mich", "für dich & mich"),
        ("u0e2au0e48u0e07u0e0au0e32", "ส่งชา"),
        ("Phu1ea3i lu00e0m gu00ec", "Phải làm gì"),
        ("klausimu0173", "klausimų"),
        ("Itu2019s fine", "It’s fine"),
        ("ud83dude00", "😀"),
        ("the menu2020 of EU2019 and Menu0012", "the menu2020 of EU2019 and Menu0012"),
    ],
)
def test_escapes_without_their_backslash(lost: str, meant: str) -> None:
    page = parse_page(
        f'<script type="application/ld+json">{{"@type":"Thing","name":"{lost}"}}</script>', "https://a.example/"
    )
    assert jsonld_items(page)[0].properties["name"] == [meant]
    assert decode(f'{{"name":"{lost}"}}') == [{"name": lost}]
