"""What is read of a page does not depend on what stands beside it and says nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.channels import extract_channels
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import Page, parse_page
from crawlers.extract.reviews import extract_reviews, extract_totals
from tests.crawlers.extract.factory import FETCHED_AT, Case, cases

READ: dict[str, Callable[[Page], list[Any]]] = {
    "reviews": lambda page: [*extract_reviews(page, FETCHED_AT), *extract_totals(page)],
    "totals": extract_totals,
    "channels": extract_channels,
    "faqs": extract_faqs,
}
NAMES = ("strip", "css-1x2y3z", "grid__cell", "mb-4 flex", "js-lazy", "")
WORDS = ("linen", "harbour", "winter", "quiet", "ผ้าฝ้าย", "sėkmė", "mùa thu", "lantern")

siblings = st.builds(
    lambda tag, name, words: f'<{tag} class="{name}"><p>{" ".join(words)}</p></{tag}>',
    st.sampled_from(("div", "section", "aside")),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)


def read(case: Case, markup: str) -> list[dict[str, Any]]:
    page = parse_page(markup, case.expected["url"])
    return [record.model_dump() for record in READ[case.kind](page)]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(cases(*READ)), st.lists(siblings, min_size=1, max_size=3), st.booleans())
def test_verdicts_do_not_depend_on_unrelated_siblings(case: Case, others: list[str], behind: bool) -> None:
    markup = case.source.read_text(encoding=case.expected.get("encoding") or "utf-8")
    start = markup.index(">", markup.index("<body")) + 1 if "<body" in markup else 0
    # Behind the last question of an FAQ a text may be part of its answer.
    place = markup.rindex("</body>") if behind and case.kind != "faqs" and "</body>" in markup else start
    assert read(case, markup[:place] + "".join(others) + markup[place:]) == read(case, markup)
