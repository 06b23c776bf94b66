"""FAQ layers read from lines alone: headings, bold lines, boxes of any class and plain paragraphs that ask.

Questions of one look (tag and class) form a group; the answer to each is what follows, up to the next question, the
next heading of its rank, or the end of the box that holds it. Only where the page says FAQ. Groups are read from the
surest to the weakest, and what one has taken as question or answer is no question to the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml import etree

from crawlers.extract.faqs.pairs import Pair, make_pair
from crawlers.extract.page import Page
from crawlers.extract.page.asking import (
    MAX_QUESTION,
    asks,
    clean_question,
    ends_asking,
    is_noise,
    labelled_question,
    may_ask,
)
from crawlers.extract.page.lines import Line, Lines, page_lines

_MAX_QUESTIONS = 1_000
_MAX_ANSWER_LINES = 400
_MAX_ANCESTORS = 60
"""Boxes looked at around a question: deeper nesting than this is no layout."""
_PLAIN_LIMIT = 200
"""Characters of a question that nothing but its own form marks as one."""
_SURE_FORM = 90
"""Up to this length words alone ("... หรือไม่ ...") make a plain line a question; longer ones need a mark."""
_LINKED = 0.9
_TEASER = 30
"""Characters below which what follows a link is no answer."""
_QUESTION_NAME = re.compile(
    r"question|faq[_-]*(?:q|title|head|toggle|item)|accordion[\w-]*(?:title|head|toggle|button)"
)
_QUESTION_CLASS = re.compile(
    r"(?:^|[\s_-])questions?(?:[_-]+(?:title|text|head|header|heading))?(?=\s|$)|faq[_-]+q(?=\s|$)"
)
_ANSWER_CLASS = re.compile(r"(?:^|[\s_-])answers?(?:[_-]+(?:text|body|content|inner))?(?=\s|$)|faq[_-]+a(?=\s|$)")
_STATE = re.compile(r"^(?:active|open|opened|closed|collapsed|show|first|last|odd|even|is-.*|.*\d+.*)$")
_BOXES = frozenset({"div", "section", "article", "form", "table", "figure"})
_LIST = 5
"""Plain questions that are a list, not asked in passing."""
_OWN_LINE = frozenset({"li", "dd", "td"})


@dataclass(eq=False)
class _Group:
    """Lines of one look that are questions. `weakness`: 0 marked up as titles or bold, 1 a bold beginning, 2 plain
    lines, 3 links."""

    members: list[Line]
    layer: str
    weakness: int = 0


def line_pairs(page: Page, taken: set[int] | None = None) -> Iterator[Pair]:
    """Pairs of question lines and the lines that answer them, in page order within each group; lines whose numbers
    are in `taken` belong to other layers' pairs."""
    lines = page_lines(page)
    used = set(taken or ())
    asked = set(used)
    found = 0
    for group in _surest_first(list(_groups(lines))):
        members = [line for line in group.members if line.number not in used]
        if group.weakness == 3 and found:
            continue
        if group.weakness and len(members) < 2 and (found or not members or not _may_stand_alone(members[0], lines)):
            continue
        pairs = list(_answers(members, group, lines, asked))
        # A table of contents looks like questions too, but nothing follows them.
        if 2 * len(pairs) <= len(members):
            continue
        found += len(pairs)
        for line, end, pair in pairs:
            asked.add(line.number)
            used.update(range(line.number, end))
            yield pair


def _surest_first(groups: list[_Group]) -> list[_Group]:
    """A heading that alone of its look asks comes after a list of plain questions: it stands in one of their answers."""
    listed = any(group.weakness in (1, 2) and len(group.members) >= _LIST for group in groups)
    return sorted(
        groups,
        key=lambda group: (
            2 if listed and not group.weakness and len(group.members) == 1 else group.weakness,
            -len(group.members),
        ),
    )


def _may_stand_alone(line: Line, lines: Lines) -> bool:
    """A single plain question is one only where nothing else is, and a single link only on a page that is an FAQ."""
    return line.about_faq and (line.linked <= _LINKED or lines.page_is_faq)


def _groups(lines: Lines) -> Iterator[_Group]:
    looks: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines.lines:
        if line.apart or not (line.about_faq or lines.page_is_faq):
            continue
        if line.linked > _LINKED:
            if _asks_plainly(line.text) or (line.about_faq and may_ask(line.text)):
                looks["linked", str(line.element.tag)].append(line)
        elif _opening(line):
            looks["lead", str(line.element.tag)].append(line)
        elif len(line.text) <= MAX_QUESTION:
            look = _look(line)
            looks[look or ("plain", str(line.element.tag), str(line.depth))].append(line)
    for look, members in looks.items():
        if group := _group(look, members, lines):
            yield group


def _group(look: tuple[str, ...], members: list[Line], lines: Lines) -> _Group | None:
    kind = look[0]
    if kind == "lead":
        return _Group(members[:_MAX_QUESTIONS], "headings", 1)
    if kind in ("plain", "linked"):
        asking = [line for line in members if _asks_plainly(line.text)]
        if kind == "linked" and 2 * len(asking) > len(members):
            asking = members
        return _Group(asking[:_MAX_QUESTIONS], "headings", 3 if kind == "linked" else 2) if asking else None
    heading = kind in ("heading", "title", "bold")
    if len(members) >= 2 and all(_is_named_pair(line, lines) for line in members):
        return _Group(members[:_MAX_QUESTIONS], "headings" if heading else "accordion")
    asking = [line for line in members if _is_asking(line)]
    named = bool(_QUESTION_NAME.search(" ".join(look[1:]))) or (bool(asking) and _says_question(asking[0].element))
    if not asking or (len(asking) < 2 and not named and (kind == "title" or not heading)):
        return None
    if (len(asking) >= 2 or named) and 2 * len(asking) >= len(members):
        # Where most of one look ask, the rest ("Opening hours") are entries of the same list, if they stand like them;
        # bold lines, though, stand in answers too, and a heading before or after the list is another section's.
        first, last = asking[0].number, asking[-1].number
        places = {_place(line) for line in asking}
        asked = {line.number for line in asking}
        asking = [line for line in members if line.number in asked or (
            _place(line) in places
            and (kind != "heading" or first < line.number < last or _says_question(line.element))
            and (kind != "bold" or _says_question(line.element))
            and (line.about_faq or not heading or may_ask(line.text)))]  # fmt: skip
    return _Group(asking[:_MAX_QUESTIONS], "headings" if heading else "accordion")


def _is_named_pair(line: Line, lines: Lines) -> bool:
    """Whether the page calls a line a question and the next an answer, by their classes: then it may be any topic."""
    if line.number + 1 >= len(lines.lines):
        return False
    return _named_so(_QUESTION_CLASS, line) and _named_so(_ANSWER_CLASS, lines.lines[line.number + 1])


def _named_so(names: re.Pattern[str], line: Line) -> bool:
    around = (line.element, *islice(line.element.iterancestors(), 2))
    return any(names.search((node.get("class") or "").lower()) for node in around)


def _says_question(element: etree._Element) -> bool:
    """Whether the class of an element, or of what it holds first, says that it is a question."""
    return any(_QUESTION_NAME.search((node.get("class") or "").lower()) for node in islice(element.iter(), 3))


def _place(line: Line) -> tuple[int, object]:
    parent = line.element.getparent()
    return line.depth, parent.tag if parent is not None else None


def _opening(line: Line) -> str:
    """The question a line of text begins with: in bold, or labelled as its answer then is ("Q: ...? A: ..."); or ''."""
    if line.lead and asks(line.lead):
        return line.lead
    return labelled_question(line.text)


def _asks_plainly(text: str) -> bool:
    if not 3 <= len(text) <= _PLAIN_LIMIT or not asks(clean_question(text)):
        return False
    return len(text) <= _SURE_FORM or ends_asking(text)


def _is_asking(line: Line) -> bool:
    text = clean_question(line.text)
    return asks(text) or (line.about_faq and may_ask(text))


def _look(line: Line) -> tuple[str, ...] | None:
    """What lines of one kind share; None for plain text, which only its own form can make a question."""
    if line.level:
        return ("heading", str(line.level)) if line.level > 1 else ("title",)
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


def _answers(members: list[Line], group: _Group, lines: Lines, asked: set[int]) -> Iterator[tuple[Line, int, Pair]]:
    """Each question with the number one after its answer's last line."""
    holders: Counter[etree._Element] = Counter()
    for line in members:
        holders.update(islice(line.element.iterancestors(), _MAX_ANCESTORS))
    starts = {line.number for line in members}
    boxes = {line.number: _box(line, holders) for line in members}
    gaps = _gaps(members, boxes)
    for place, line in enumerate(members):
        last = place == len(members) - 1
        end, firm = _end(line, boxes[line.number], lines, len(members), gaps, last)
        answer: list[str] = []
        linked = 0.0
        question = line.text
        if group.weakness == 1:
            question = _opening(line)
            answer.append(line.text.removeprefix(question).strip())
            if line.element.tag in _OWN_LINE:
                end = max(lines.span(line.element)[1], line.number + 1)
        number = line.number
        for number in range(line.number + 1, min(end, line.number + _MAX_ANSWER_LINES)):
            following = lines.lines[number]
            if number in starts or number in asked or following.apart or (not firm and _stops(line, following)):
                break
            if following.element.tag == "label":
                answer.clear()  # a form asks, and offers what to choose from
                break
            if not is_noise(following.text):
                answer.append(following.text)
                linked += following.linked
        else:
            number += 1
        if number in asked and line.level and lines.lines[number].level > line.level:
            continue  # a category: its first questions are read already
        if not answer or (len(answer) >= 3 and linked > 0.8 * len(answer)) or _is_teaser(group, answer, linked):
            continue
        pair = make_pair(question, "\n".join(answer), group.layer, line.element)
        if pair:
            yield line, number, pair


def _is_teaser(group: _Group, answer: list[str], linked: float) -> bool:
    """Whether what follows a question is a link to its answer, not the answer."""
    if group.weakness == 3 and sum(map(len, answer)) < _TEASER:
        return True
    return linked > _LINKED * len(answer) and (group.weakness == 3 or (len(answer) == 1 and len(answer[0]) < _TEASER))


def _stops(question: Line, following: Line) -> bool:
    if question.level:
        return 0 < following.level <= question.level
    return following.level > 0


def _box(line: Line, holders: Counter[etree._Element]) -> etree._Element:
    """The outermost element that holds this question and no other of its group."""
    box = line.element
    for holder in islice(line.element.iterancestors(), _MAX_ANCESTORS):
        if holders[holder] > 1:
            break
        box = holder
    return box


@dataclass(frozen=True)
class _Gaps:
    """What stands between the boxes of one question and the next: how many siblings, if always the same number (else
    0), and of which tag and class."""

    steps: int
    looks: frozenset[tuple[str, str | None]]


def _gaps(members: list[Line], boxes: dict[int, etree._Element]) -> _Gaps:
    counts: set[int] = set()
    looks: set[tuple[str, str | None]] = set()
    for line, following in pairwise(members):
        box, target = boxes[line.number], boxes[following.number]
        if box.getparent() is None or box.getparent() is not target.getparent():
            continue  # another section
        between = _until(box, target)
        counts.add(len(between))
        looks.update((sibling.tag, sibling.get("class")) for sibling in between)
    return _Gaps(counts.pop() if len(counts) == 1 and len(members) > 2 else 0, frozenset(looks))


def _until(box: etree._Element, target: etree._Element) -> list[etree._Element]:
    siblings = list(islice(box.itersiblings(), 30))
    return siblings[: siblings.index(target)] if target in siblings else siblings


def _end(line: Line, box: etree._Element, lines: Lines, size: int, gaps: _Gaps, last: bool) -> tuple[int, bool]:
    """One after the last line that can belong to the answer, and whether headings before it do belong to it: the end
    of the question's own box if that holds more, else of as many siblings as the other questions have, else of the
    box around, or what stands in it unlike any other answer."""
    first, end = lines.span(box)
    if end > line.number + 1 and box is not line.element:
        return end, size >= 3 and line.number - first <= 1
    if gaps.steps:
        ends = [lines.span(sibling)[1] for sibling in islice(box.itersiblings(), gaps.steps)]
        if max(ends, default=0) > line.number + 1 and (last or gaps.steps == 1):
            return max(ends), gaps.steps == 1
    if last and gaps.looks:
        for sibling in islice(box.itersiblings(), 60):
            start = lines.span(sibling)[0]
            if (
                sibling.tag in _BOXES
                and start > line.number + 1
                and (sibling.tag, sibling.get("class")) not in gaps.looks
            ):
                return start, False
    parent = box.getparent()
    while parent is not None and parent not in lines.spans:
        parent = parent.getparent()
    return (lines.span(parent)[1] if parent is not None else len(lines.lines)), False
