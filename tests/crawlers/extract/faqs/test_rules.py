"""Pages on which one rule alone decides: what is read with it, and otherwise without it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.page.rules import tables


@dataclass(frozen=True)
class Decided:
    """A rule, the page that it decides, and the questions and answers then read."""

    table: str
    rule: str
    title: str
    body: str
    expected: dict[str, str]


SHIP, PAY, LATE = "Do you ship abroad?", "Can I pay later?", "What if it comes late?"
WE_SHIP, YOU_CAN, WE_REFUND = "We ship to all of Europe.", "You can, within a month.", "Then we refund the shipping."
ALL = {SHIP: WE_SHIP, PAY: YOU_CAN, LATE: WE_REFUND}


def toggle(question: str, panel: str) -> str:
    return f'<button aria-expanded="false" aria-controls="{panel}">{question}</button>'


def asked(question: str, answer: str) -> str:
    return f"<h3>{question}</h3><p>{answer}</p>"


CASES = (
    Decided("panel is an answer", "is another's", "Help",
            f'{toggle(SHIP, "a")}{toggle(PAY, "a")}<div id="a">{WE_SHIP}</div>', {SHIP: WE_SHIP}),
    Decided("panel is an answer", "holds questions", "Help",
            f'{toggle(LATE, "o")}<div id="o">{toggle(SHIP, "a")}<p id="a">{WE_SHIP}</p></div>', {SHIP: WE_SHIP}),
    Decided("panel is an answer", "is a list of links", "Help",
            f'{toggle(SHIP, "a")}<div id="a"><a href="/1">Laos</a> <a href="/2">Peru</a> <a href="/3">Oman</a></div>', {}),
    Decided("panel is an answer", "is a category", "Help",
            f'<div class="faq">{toggle("Delivery", "o")}<div id="o">{asked(SHIP, WE_SHIP)}{asked(LATE, WE_REFUND)}</div></div>',
            {SHIP: WE_SHIP, LATE: WE_REFUND}),
    Decided("panel is an answer", "is a label", "Help",
            f'<input type="checkbox" id="a"><label for="a">{SHIP}</label><label>{WE_SHIP}</label>', {}),
    Decided("layer of a toggle", "label of a hidden box", "Help",
            f'<input type="checkbox" id="a"><label for="a">{SHIP}</label><div>{WE_SHIP}</div>', {SHIP: WE_SHIP}),
    Decided("line is an entry of a list of questions", "is placed unlike those that ask", "FAQ",
            f"<h1>FAQ</h1><div>{asked(SHIP, WE_SHIP)}</div><section><div>{asked('Our shops', 'Riga.')}</div></section>"
            f"<div>{asked(PAY, YOU_CAN)}</div>", {SHIP: WE_SHIP, PAY: YOU_CAN}),
    Decided("line is an entry of a list of questions", "bold, not named a question", "FAQ",
            f"<h1>FAQ</h1><p><b>{SHIP}</b></p><p>{WE_SHIP}</p><p><b>Islands</b></p><p>By boat.</p>"
            f"<p><b>{PAY}</b></p><p>{YOU_CAN}</p>", {SHIP: f"{WE_SHIP}\nIslands\nBy boat.", PAY: YOU_CAN}),
    Decided("line is an entry of a list of questions", "title outside the FAQ", "FAQ",
            f"{asked(SHIP, WE_SHIP)}{asked('Our shops', 'Riga.')}{asked(PAY, YOU_CAN)}", {SHIP: WE_SHIP, PAY: YOU_CAN}),
    Decided("what follows is the answer", "list of links", "FAQ",
            f"<h1>FAQ</h1>{asked(SHIP, WE_SHIP)}{asked(PAY, YOU_CAN)}<h3>{LATE}</h3><ul>"
            + "".join(f"<li><a href=/{n}>Parcels to the islands of zone {n}</a></li>" for n in (1, 2, 3)) + "</ul>",
            {SHIP: WE_SHIP, PAY: YOU_CAN}),
    Decided("what follows is the answer", "link to the answer", "FAQ",
            f'<h1>FAQ</h1>{asked(SHIP, WE_SHIP)}{asked(PAY, YOU_CAN)}<h3>{LATE}</h3><p><a href="/late">See the guide</a></p>',
            {SHIP: WE_SHIP, PAY: YOU_CAN}),
    Decided("what follows is the answer", "word or two behind a link", "FAQ",
            "<h1>FAQ</h1>" + "".join(f'<p><a href="/{n}">{question}</a></p><p>3 min</p>' for n, question in enumerate(ALL)), {}),
    Decided("end of an answer", "a box unlike any other answer", "FAQ",
            f"<h1>FAQ</h1><h3>{SHIP}</h3><div>{WE_SHIP}</div><h3>{PAY}</h3><div>{YOU_CAN}</div><div>Or at once.</div>"
            f'<h3>{LATE}</h3><div>{WE_REFUND}</div><div class="promo">Our shops are in Riga and Vilnius.</div>',
            {SHIP: WE_SHIP, PAY: f"{YOU_CAN}\nOr at once.", LATE: WE_REFUND}),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}: {case.rule}")
def test_one_rule_decides(case: Decided) -> None:
    assert read(case) == case.expected
    with tables()[f"faqs.{case.table}"].without(case.rule):
        assert read(case) != case.expected


def read(case: Decided) -> dict[str, str]:
    page = parse_page(f"<title>{case.title}</title><body>{case.body}</body>", "https://www.acme.example/help")
    return {faq.question: faq.answer for faq in extract_faqs(page)}
