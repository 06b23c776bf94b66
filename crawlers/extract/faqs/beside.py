"""What pages write beside their questions: numbers ("01", "7.1"), names of buttons ("Show"), hidden words.

One question alone does not tell "3 days to return?" from the third question: those of one list, together, do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, islice, pairwise

from lxml import etree

from crawlers.extract.faqs.pairs import Pair
from crawlers.extract.page import Page
from crawlers.extract.page.asking import COUNTER, asks, is_control, is_counter
from crawlers.extract.page.text import key, text_of
from crawlers.extract.page.unseen import unseen_elements
from data.languages import all_words, extract
from data.languages.scripts import spaceless

_MAX_PARTS = 200
"""Elements looked at in one that holds a question."""
_SHARE = 0.6
"""Of a list's questions that must be numbered, for their numbers to be its own."""
_MAX_STEP = 3
_NUMBERED = re.compile(
    r"^(?P<word>[^\W\d_]{0,12})[\s#.:]{0,3}(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})[\s.):\]|/–—-]{0,4}(?P<rest>\S.*)$",
    re.DOTALL,
)
_WORD = re.compile(r"^\W*(\S+(?:\s+\S+){0,2})")
_NUMBER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:num(?:ber)?|no|nr|count(?:er)?|index|idx|step|order|digit)s?(?=[\s_-]|$)", re.IGNORECASE
)


def asked_text(element: etree._Element, page: Page) -> str:
    """The text of an element that holds a question, without what is hidden in it, what its button is called and a number
    before it; all of it, if nothing else is there."""
    if not len(element):
        return text_of(element)
    unseen = unseen_elements(page)
    parts = islice(element.iterdescendants(), _MAX_PARTS)
    skip = {node for node in parts if node in unseen or (len(node) == 0 and is_control((node.text or "").strip()))}
    counter = _counter(element)
    if counter is not None:
        skip.add(counter)
    skip.update(labels_before(element))
    if not skip:
        return text_of(element)
    left = text_of(element, skip=skip)
    return left if key(left) else text_of(element)


def labels_before(element: etree._Element) -> list[etree._Element]:
    """Short parts that stand before the one part of an element that asks, without a space between: what the question is
    about ("Login", "Q")."""
    rows = (node for node in islice(element.iter(), 8) if 1 < len(node) <= _MAX_ROW and not (node.text or "").strip())
    return next((labels for row in rows if (labels := _labels_in(row))), [])


def _labels_in(row: etree._Element) -> list[etree._Element]:
    if any((child.tail or "").strip() for child in row):
        return []
    said = [text_of(child) for child in row]
    asking = [place for place, text in enumerate(said) if asks(text)]
    if len(asking) != 1 or any(len(text) > _MAX_LABEL for text in said[: asking[0]]):
        return []
    return list(row[: asking[0]])


_MAX_ROW = 4
_MAX_LABEL = 20


def _counter(element: etree._Element) -> etree._Element | None:
    """The element that holds a number before everything else of a question."""
    if (element.text or "").strip():
        return None
    for node in islice(element.iterdescendants(), 8):
        text = (node.text or "").strip()
        if text:
            sure = is_counter(text) and len(node) == 0
            named = sure and (
                not text.isdecimal() or text.startswith("0") or _NUMBER_CLASS.search(node.get("class") or "")
            )
            return node if named else None
        if len(node) == 0 and (node.tail or "").strip():
            return None
    return None


def without_what_is_beside(pairs: list[Pair]) -> list[Pair]:
    """The same pairs in the same order, the questions of each layer without the numbers they are listed by and the names of
    buttons that all of them begin or end with."""
    made: list[Pair] = []
    for _, group in groupby(pairs, lambda pair: pair.layer):
        listed = list(group)
        questions = _unnumbered(_without_controls([pair.question for pair in listed]))
        questions = _without_controls(questions)
        answers = _without_next_number([pair.answer for pair in listed])
        made += [
            replace(pair, question=question, answer=answer)
            if (question, answer) != (pair.question, pair.answer)
            else pair
            for pair, question, answer in zip(listed, questions, answers, strict=True)
        ]
    return made


def _unnumbered(questions: list[str]) -> list[str]:
    """Without their numbers, if they count up: at most _MAX_STEP at a time, anew in each section."""
    found = [_NUMBERED.match(question) for question in questions]
    numbers = [(place, match) for place, match in enumerate(found) if match]
    if len(numbers) < 2 or len(numbers) < _SHARE * len(questions):
        return questions
    if len({match["word"] for _, match in numbers}) > 1 or not _count_up([match["number"] for _, match in numbers]):
        return questions
    made = list(questions)
    for place, match in numbers:
        if _is_text(match["rest"]):
            made[place] = match["rest"]
    return made


def _is_text(rest: str) -> bool:
    return any(char.isalpha() for char in rest)


def _count_up(numbers: Sequence[str]) -> bool:
    """Whether numbers ("3", "7.1") are those of a list."""
    last = [int(number.rpartition(".")[2]) for number in numbers]
    steps = [after - before for before, after in pairwise(last)]
    up = sum(0 < step <= _MAX_STEP for step in steps)
    anew = sum(step <= 0 and after <= 1 for step, after in zip(steps, last[1:], strict=True))
    return up > 0 and up + anew == len(steps)


@cache
def _controls() -> frozenset[str]:
    words = (
        *all_words(extract, lambda file: file.asking.controls),
        *all_words(extract, lambda file: file.asking.labels),
    )
    return frozenset(word for word in words if len(word) > 1)


def _without_controls(questions: list[str]) -> list[str]:
    """Without the name of a button that all begin or end with, of two at least."""
    if len(questions) < 2:
        return questions
    if (letter := questions[0][:1]) in _letters() and all(_is_lettered(question, letter) for question in questions):
        return [question[1:].lstrip(" :：.、") for question in questions]
    for control in _begun(questions[0]):
        if all(_begins(question, control) for question in questions):
            return [question[len(control) :].lstrip(" :–—-") for question in questions]
    for control in _ended(questions[0]):
        if all(question.casefold().endswith(control) and _is_text(question[: -len(control)]) for question in questions):
            return [question[: -len(control)].rstrip() for question in questions]
    return questions


def _is_lettered(question: str, letter: str) -> bool:
    return question.startswith(letter) and _is_text(question[1:])


@cache
def _letters() -> tuple[str, ...]:
    """Labels of one letter in scripts without spaces ("问"): that all questions begin with one is no chance."""
    return tuple(
        word for word in all_words(extract, lambda file: file.asking.labels) if len(word) == 1 and spaceless(word)
    )


def _begun(question: str) -> Iterator[str]:
    folded = question.casefold()
    yield from sorted((word for word in _controls() if folded.startswith(word)), key=len, reverse=True)


def _ended(question: str) -> Iterator[str]:
    folded = question.casefold()
    yield from sorted((word for word in _controls() if folded.endswith(word)), key=len, reverse=True)


def _begins(question: str, control: str) -> bool:
    """Whether a question begins with the name of a button, and then begins: "Show How soon", not "Show me how"."""
    rest = question[len(control) :].lstrip(" :–—-")
    return question.casefold().startswith(control) and _is_text(rest) and not rest[0].islower()


def _without_next_number(answers: list[str]) -> list[str]:
    """Without a last line that is the number of the next question."""
    ends = [answer.rpartition("\n")[2] for answer in answers[:-1]]
    if not ends or not all(COUNTER.fullmatch(end) and end.isdecimal() for end in ends):
        return answers
    if len(ends) > 1 and not _count_up(ends):
        return answers
    return [answer.rpartition("\n")[0] or answer for answer in answers[:-1]] + answers[-1:]
