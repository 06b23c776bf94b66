"""FAQ layers read from lines alone: question headings, bold questions, and question/answer boxes of any markup.

Questions of one look (tag and class) form a group; the answer to each is what follows, up to the next question, the
next heading of its rank, or the end of the box that holds it. Only where the page says FAQ.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml import etree

from crawlers.extract.asking import MAX_QUESTION, asks, clean_question, is_noise, may_ask
from crawlers.extract.faq_pairs import Pair, make_pair
from crawlers.extract.lines import Line, Lines, page_lines
from crawlers.extract.page import Page

_MAX_QUESTIONS = 1_000
_MAX_ANSWER_LINES = 60
_QUESTION_NAME = re.compile(
    r"question|faq[_-]*(?:q|title|head|toggle|item)|accordion[\w-]*(?:title|head|toggle|button)"
)
_STATE = re.compile(r"^(?:active|open|opened|closed|collapsed|show|first|last|odd|even|is-.*|.*\d+.*)$")


def line_pairs(page: Page) -> Iterator[Pair]:
    """Pairs of question lines and the lines that answer them, in page order within each group."""
    lines = page_lines(page)
    for group, layer in _groups(lines):
        pairs = list(_answers(group, layer, lines))
        # A table of contents looks like questions too, but nothing follows them.
        if 2 * len(pairs) > len(group):
            yield from pairs


def _groups(lines: Lines) -> Iterator[tuple[list[Line], str]]:
    looks: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines.lines:
        if line.apart or not (line.about_faq or lines.page_is_faq) or line.linked > 0.9:
            continue
        if len(line.text) <= MAX_QUESTION and (look := _look(line)) is not None:
            looks[look].append(line)
    for look, members in looks.items():
        asking = [line for line in members if _is_asking(line)]
        heading = look[0] in ("heading", "bold")
        named = bool(_QUESTION_NAME.search(" ".join(look[1:])))
        if not asking or (len(asking) < 2 and not heading and not named):
            continue
        # Where most of one look ask, the rest ("Opening hours") are entries of the same list.
        listed = [line for line in members if line.about_faq or not heading or may_ask(line.text)]
        whole = len(asking) >= 2 and 2 * len(asking) >= len(members)
        yield (listed if whole else asking)[:_MAX_QUESTIONS], "headings" if heading else "accordion"


def _is_asking(line: Line) -> bool:
    text = clean_question(line.text)
    return asks(text) or (line.about_faq and may_ask(text))


def _look(line: Line) -> tuple[str, ...] | None:
    """What lines of one kind share; None for what cannot be a question line (plain text)."""
    if line.level:
        return ("heading", str(line.level)) if line.level > 1 else None
    if line.bold:
        return ("bold", str(line.element.tag))
    names = [name for name in (line.element.get("class") or "").lower().split() if not _STATE.match(name)]
    if not names and line.element.tag not in ("button", "label", "summary"):
        parent = line.element.getparent()
        around = (parent.get("class") or "").lower() if parent is not None else ""
        if not _QUESTION_NAME.search(around):
            return None
        names = around.split()
    return (str(line.element.tag), *sorted(names))


def _answers(group: list[Line], layer: str, lines: Lines) -> Iterator[Pair]:
    holders: Counter[etree._Element] = Counter()
    for line in group:
        holders.update(line.element.iterancestors())
    starts = {line.number for line in group}
    for line in group:
        end = _end(line, holders, lines)
        answer: list[str] = []
        linked = 0.0
        for number in range(line.number + 1, min(end, line.number + _MAX_ANSWER_LINES)):
            following = lines.lines[number]
            if number in starts or following.apart or _stops(line, following):
                break
            if not is_noise(following.text):
                answer.append(following.text)
                linked += following.linked
        if answer and not (len(answer) >= 3 and linked > 0.8 * len(answer)):
            pair = make_pair(line.text, "\n".join(answer), layer, line.element)
            if pair:
                yield pair


def _stops(question: Line, following: Line) -> bool:
    if question.level:
        return 0 < following.level <= question.level
    return following.level > 0


def _end(line: Line, holders: Counter[etree._Element], lines: Lines) -> int:
    """One after the last line that can belong to the answer: the end of the box that holds this question alone and
    something after it, else of the box around."""
    box = line.element
    for holder in line.element.iterancestors():
        if holders[holder] > 1:
            break
        box = holder
    _, end = lines.span(box)
    if end > line.number + 1 and box is not line.element:
        return end
    parent = box.getparent()
    while parent is not None and parent not in lines.spans:
        parent = parent.getparent()
    return lines.span(parent)[1] if parent is not None else len(lines.lines)
