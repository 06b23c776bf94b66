"""FAQs of a page: every layer reads what it can, and the same question read twice is kept once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from crawlers.extract.faqs.beside import without_what_is_beside
from crawlers.extract.faqs.help_centre import article_pairs, is_help
from crawlers.extract.faqs.markup import details_pairs, dl_pairs, structured_pairs, toggle_pairs
from crawlers.extract.faqs.pairs import TRUST, Pair
from crawlers.extract.faqs.visible import line_pairs
from crawlers.extract.page import Page
from crawlers.extract.page.asking import asks
from crawlers.extract.page.lines import Lines, heading_level, may_say_faq, page_lines
from crawlers.extract.page.text import key, one_line, text_of
from data.kinds.faq import Faq

_LAYERS: tuple[Callable[[Page], Iterator[Pair]], ...] = (
    structured_pairs,
    toggle_pairs,
    details_pairs,
    dl_pairs,
)
_MAX_CATEGORY = 120
MAX_FAQS = 2_000
_TELLING_ANSWER = 12
"""Letters and digits of an answer that only one question of a page has."""
_MAX_BESIDE = 40
_MAX_ALIKE = 5


def extract_faqs(page: Page) -> list[Faq]:
    """Questions with their answers, in page order (`position` from 1), at most MAX_FAQS.

    Layers: jsonld, microdata, rdfa, aria, details, dl, accordion, headings, article (of a help centre, where no other
    reads anything); the most trusted one that read a question
    is kept and named in `layer`. `confidence` = 1 - the product of (1 - trust) over the kinds of source that have it
    (JSON-LD, microdata, RDFa, the visible page; of each its most trusted layer). `category` is the nearest heading
    above a question that does not itself ask. Brand and time are left for the spider.
    """
    pairs = _outermost([pair for layer in _LAYERS for pair in layer(page)])
    helps = is_help(page)
    if helps or may_say_faq(page):
        pairs += line_pairs(page, _taken(page, pairs), helps=helps)
    kept = _merge(without_what_is_beside(pairs or list(article_pairs(page))))
    places: dict[etree._Element | None, int] = (
        {element: number for number, element in enumerate(page.elements)} if kept else {}
    )
    # JSON-LD stands in the order its author gave it, before what only the visible page tells.
    kept.sort(key=lambda entry: places.get(entry[0].element, 0) if entry[0].layer != "jsonld" else -1)
    return [
        Faq(
            url=page.url,
            question=pair.question,
            answer=pair.answer,
            category=_category(page, twin),
            layer=pair.layer,
            confidence=round(confidence, 4),
            position=position,
        )
        for position, (pair, confidence, twin) in enumerate(kept[:MAX_FAQS], 1)
    ]


def _outermost(pairs: list[Pair]) -> list[Pair]:
    """Without what stands within another pair's answer (tabs, toggles in it)."""
    answers = {pair.answered_in for pair in pairs if pair.answered_in is not None}
    # A question beside its answer may have one box around both; only a box that is not its own counts.
    return [pair for pair in pairs if pair.answered_in is None or pair.element is None or not any(
        holder in answers and holder is not pair.answered_in for holder in pair.element.iterancestors())]  # fmt: skip


def _taken(page: Page, pairs: list[Pair]) -> set[int]:
    """Numbers of the lines that stand in the questions and answers of pairs read off the visible page."""
    shown = [pair for pair in pairs if pair.answered_in is not None]
    lines = page_lines(page) if shown else Lines()
    return {
        number
        for pair in shown
        for element in (pair.element, pair.answered_in)
        if element is not None
        for number in range(*lines.span(element))
    }


def _merge(pairs: list[Pair]) -> list[tuple[Pair, float, etree._Element | None]]:
    """Each question once: the pair of its most trusted layer, the joint confidence, and where it stands on the page.

    Two entries of the same layer are the same only if their answers are too: an FAQ may ask "How much is it?" of two
    products.
    """
    trust = list(TRUST)
    ordered = sorted(pairs, key=lambda pair: trust.index(pair.layer))
    kept: list[Pair] = []
    doubts: list[float] = []
    twins: list[etree._Element | None] = []
    seen: dict[str, list[int]] = {}
    read: set[tuple[int, str]] = set()
    answered: dict[str, list[str]] = {}
    matched: Counter[tuple[str, str]] = Counter()
    for pair in ordered:
        question = _known(pair, seen, answered)
        places = seen.setdefault(question, [])
        same_layer = [place for place in places if kept[place].layer == pair.layer]
        if any(key(kept[place].answer) == key(pair.answer) for place in same_layer):
            continue
        others = [place for place in places if kept[place].layer != pair.layer]
        if others:
            # The n-th reading of a question by one layer is the n-th entry kept.
            place = others[min(matched[question, pair.layer], len(others) - 1)]
            matched[question, pair.layer] += 1
            if (place, _source(pair)) not in read:
                read.add((place, _source(pair)))
                doubts[place] *= 1 - TRUST[pair.layer]
            twins[place] = twins[place] if twins[place] is not None else pair.element
            continue
        places.append(len(kept))
        read.add((len(kept), _source(pair)))
        kept.append(pair)
        doubts.append(1 - TRUST[pair.layer])
        twins.append(pair.element)
    return [(pair, 1 - doubt, twin) for pair, doubt, twin in zip(kept, doubts, twins, strict=True)]


def _known(pair: Pair, seen: dict[str, list[int]], answered: dict[str, list[str]]) -> str:
    """The key that a pair's question goes by: its own, or that of one with the same answer it differs from by what is
    beside it. `answered`: key of an answer -> those of its questions, to which this one is added."""
    question, answer = key(pair.question), key(pair.answer)
    if question not in seen and len(answer) >= _TELLING_ANSWER:
        alike = answered.get(answer, ())[:_MAX_ALIKE]
        question = next((known for known in alike if _is_within(known, question)), question)
    answered.setdefault(answer, []).append(question)
    return question


def _is_within(one: str, other: str) -> bool:
    """Whether one of two questions, both with one answer, is the other with a word or number before or behind it."""
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) <= _MAX_BESIDE and (long.startswith(short) or long.endswith(short))


def _source(pair: Pair) -> str:
    """What a layer reads: the visible layers read one thing, the page, and so do not confirm each other."""
    return pair.layer if pair.layer in ("jsonld", "microdata", "rdfa") else "visible"


def _category(page: Page, question: etree._Element | None) -> str | None:
    """The nearest heading before the question's place that is no question; its own heading is passed over."""
    if question is None:
        return None
    lines = page_lines(page)
    holder: etree._Element | None = question
    while holder is not None and holder not in lines.spans:
        holder = holder.getparent()
    if holder is None:
        return None
    own: str | None = None
    rank = next((level for node in (question, *question.iterancestors()) if (level := heading_level(node))), 7)
    place = bisect_right(lines.headings, lines.span(holder)[0], key=lambda line: line.number)
    for index in range(place - 1, -1, -1):
        heading = lines.headings[index]
        if heading.level < rank or rank == 7:
            own = one_line(text_of(question)) if own is None else own
            if heading.text == own:
                continue
            return heading.text if len(heading.text) <= _MAX_CATEGORY and not asks(heading.text) else None
    return None
