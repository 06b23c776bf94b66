"""FAQ layers read from lines alone: headings, bold lines, boxes of any class and plain paragraphs that ask.

Questions of one look (tag and class) form a group; the answer to each is what follows, up to the next question, the
next heading of its rank, or the end of the box that holds it. Only where the page says FAQ. Groups are read from the
surest to the weakest, and what one has taken as question or answer is no question to the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise, takewhile

from lxml import etree

from crawlers.extract.faqs.beside import labels_before
from crawlers.extract.faqs.inviting import invites
from crawlers.extract.faqs.pairs import Pair, make_pair
from crawlers.extract.page import Page
from crawlers.extract.page.asking import (
    MAX_QUESTION,
    announces_faq,
    asks,
    clean_question,
    ends_asking,
    is_noise,
    labelled_question,
    may_ask,
)
from crawlers.extract.page.lines import Line, Lines, page_lines
from crawlers.extract.page.rules import SURE, VETO, Decision, Rule, Way, Ways
from crawlers.extract.page.text import one_line, text_of
from data.languages.scripts import spaceless

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
    r"question|faq[_-]*(?:q|title|head|toggle|item)|(?:accordion|toggle)[\w-]*(?:title|head|toggle|button)"
)
_QUESTION_CLASS = re.compile(
    r"(?:^|[\s_-])questions?(?:[_-]+(?:title|text|head|header|heading))?(?=\s|$)|faq[_-]+q(?=\s|$)"
)
_ANSWER_CLASS = re.compile(r"(?:^|[\s_-])answers?(?:[_-]+(?:text|body|content|inner))?(?=\s|$)|faq[_-]+a(?=\s|$)")
_STATE = re.compile(r"^(?:active|open|opened|closed|collapsed|show|first|last|odd|even|is-.*|.*\d+.*)$")
_BOXES = frozenset({"div", "section", "article", "form", "table", "figure"})
_LIST = 5
"""Plain questions that are a list, not asked in passing."""
_TOPIC = 80
"""Characters of a title that is a topic."""
_TOPICS = 3
"""Topics that are a list."""
_SHORT, _SENTENCE = 12, 60
"""Characters below which a text says nothing, and from which it does whatever it ends with."""
_CLOSING = "\"'”’»)]"
_STOPS = (".", "!", "。", "！", "…", "।", "۔")
_OWN_LINE = frozenset({"li", "dd", "td"})


@dataclass(eq=False)
class _Group:
    """Lines of one look that are questions. `weakness`: 0 marked up as titles or bold, 1 a bold beginning, 2 plain
    lines, 3 links, 4 titles that do not ask."""

    members: list[Line]
    layer: str
    weakness: int = 0


def line_pairs(page: Page, taken: set[int] | None = None, *, helps: bool = False) -> Iterator[Pair]:
    """Pairs of question lines and the lines that answer them, in page order within each group; lines whose numbers
    are in `taken` belong to other layers' pairs. On a page that `helps` its reader, but nowhere says FAQ, two titles or more
    of one look that ask are questions too."""
    lines = page_lines(page)
    used = set(taken or ())
    asked = set(used)
    found = 0
    for group in _surest_first(list(_groups(lines, helps=helps))):
        members = [line for line in group.members if line.number not in used]
        if not _is_worth_reading(group, members, lines, found):
            continue
        pairs = list(_answers(members, group, lines, asked))
        # A table of contents looks like questions too, but nothing follows them.
        if 2 * len(pairs) <= _answerable(members):
            continue
        found += len(pairs)
        for line, end, pair in pairs:
            asked.add(line.number)
            used.update(range(line.number, end))
            yield pair
    if lines.page_is_faq and not asked:
        yield from _topic_pairs(lines)


def _is_worth_reading(group: _Group, members: list[Line], lines: Lines, found: int) -> bool:
    """Whether a group may hold questions, `found` having been found in surer ones."""
    if group.weakness == 3 and found:
        return False
    if not group.weakness or len(members) >= 2:
        return True
    return bool(members) and not found and _may_stand_alone(members[0], lines)


def _answerable(members: list[Line]) -> int:
    """How many questions should have their answers here: those that are not links, unless all are."""
    return sum(line.linked <= _LINKED for line in members) or len(members)


def asks_nothing(lines: Lines) -> bool:
    """Whether no line of a page is a question, but those to its reader and what it is called."""
    return not any(
        not line.apart and _asks_plainly(line.text) and not announces_faq(line.text) and not invites(line.text)
        for line in lines.lines
    )


def _topic_pairs(lines: Lines) -> Iterator[Pair]:
    """On a page that says FAQ and asks nothing: the deepest titles that come several to a page, with the sentences below
    them ("Returns: unopened boxes may come back to us.")."""
    if not asks_nothing(lines):
        return  # titles that do not ask are parts of its answer
    titles = [line for line in lines.lines if not line.apart and (line.level or line.bold)]
    looks: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in titles:
        if line.level != 1 and line.linked <= _LINKED and len(line.text) <= _TOPIC:
            looks[_full_look(line)].append(line)
    for look in sorted(looks, reverse=True):  # headings before bold lines, h3 before h2
        members = looks[look][:_MAX_QUESTIONS]
        pairs = list(_answers(members, _Group(members, "headings", 4), lines, set())) if len(members) >= _TOPICS else []
        stated = [pair for _, _, pair in pairs if _STATED.holds(pair.answer)]
        if len(stated) >= max(_TOPICS, 0.8 * len(members)):
            yield from stated
            return


def _length(text: str) -> int:
    """Characters of a text; those of scripts without spaces, which say more, count for three."""
    return len(text) * (3 if spaceless(text) else 1)


def _says_sentences(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(_STOPS) or _length(text) >= _SENTENCE


_STATED = Decision[str](
    "faqs.what is below a topic is an answer",
    Rule("a word or two", VETO, lambda text: _length(text) < _SHORT),
    Rule("sentences", 1.0, _says_sentences),
    needs=1.0,
)


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


def _may_hold(line: Line, lines: Lines, helps: bool) -> bool:
    """Whether a line may be a question: where the page says FAQ, or of a title that asks, on a page that helps."""
    return not line.apart and (line.about_faq or lines.page_is_faq or (helps and _is_asked_title(line)))


def _is_asked_title(line: Line) -> bool:
    """Whether a title, a bold line or a line with a name of its own ends as a question does."""
    return _look(line) is not None and line.level != 1 and ends_asking(line.text) and line.linked <= _LINKED


def _groups(lines: Lines, *, helps: bool = False) -> Iterator[_Group]:
    looks: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    linked: list[Line] = []
    for line in lines.lines:
        if not _may_hold(line, lines, helps):
            continue
        if line.linked > _LINKED:
            linked.append(line)
        elif _opening(line):
            looks["lead", str(line.element.tag)].append(line)
        elif len(line.text) <= MAX_QUESTION:
            looks[_full_look(line)].append(line)
    linked = [line for line in linked if _asks_plainly(line.text) or (line.about_faq and may_ask(line.text))]
    asking = _place_linked(linked, looks)
    for look, members in looks.items():
        if group := _group(look, sorted(members, key=lambda line: line.number) if look in asking else members, lines):
            yield group


def _place_linked(linked: list[Line], looks: dict[tuple[str, ...], list[Line]]) -> set[tuple[str, ...]]:
    """Put each question that leads to a page of its own to those of its look that do not, if these ask, else to its like.
    Out: the looks that ask."""
    asking = {look for look, members in looks.items() if any(map(_is_asking, members))} if linked else set()
    for line in linked:
        look = _full_look(line)
        looks[look if look in asking else ("linked", str(line.element.tag))].append(line)
    return asking


def _full_look(line: Line) -> tuple[str, ...]:
    return _look(line) or ("plain", str(line.element.tag), str(line.depth))


def _group(look: tuple[str, ...], members: list[Line], lines: Lines) -> _Group | None:
    kind = look[0]
    if kind == "lead":
        return _Group(members[:_MAX_QUESTIONS], "headings", 1)
    if kind in ("plain", "linked"):
        return _unmarked_group(members, linked=kind == "linked")
    layer = "headings" if kind in _TITLES else "accordion"
    if len(members) >= 2 and all(_is_named_pair(line, lines) for line in members):
        return _Group(members[:_MAX_QUESTIONS], layer)
    alike = _Alike(look, members, [line for line in members if _is_asking(line)])
    return _Group(_entries(alike)[:_MAX_QUESTIONS], layer) if _QUESTIONS.holds(alike) else None


def _unmarked_group(members: list[Line], *, linked: bool) -> _Group | None:
    """Of plain lines those that ask by their form; of links all, where most do."""
    asking = [line for line in members if _asks_plainly(line.text)]
    if linked and 2 * len(asking) > len(members):
        asking = members
    return _Group(asking[:_MAX_QUESTIONS], "headings", 3 if linked else 2) if asking else None


def _entries(alike: _Alike) -> list[Line]:
    """The lines that ask; where most of one look do, with the rest of the list ("Opening hours")."""
    asking = alike.asking
    if _alternate(alike):
        return asking
    if (len(asking) >= 2 or alike.named) and 2 * len(asking) >= len(alike.members):
        return [line for line in alike.members if _ENTRIES.holds((line, alike))]
    return asking


def _alternate(alike: _Alike) -> bool:
    """Whether behind each line that asks there is one of the same look that does not: its answer."""
    asks_so = [line.number in alike.asked for line in alike.members]
    first = asks_so.index(True)
    return len(alike.asking) > 1 and len(asks_so) - first == 2 * len(alike.asking) and all(asks_so[first::2])


_TITLES = ("heading", "title", "bold")
"""Looks that are a title's."""


@dataclass(frozen=True, eq=False)
class _Alike:
    """Lines of one look, and those of them that ask."""

    look: tuple[str, ...]
    members: list[Line]
    asking: list[Line]

    @property
    def kind(self) -> str:
        return self.look[0]

    @cached_property
    def named(self) -> bool:
        """Whether their class names, or the first one's inner ones, say that they are questions."""
        if _QUESTION_NAME.search(" ".join(self.look[1:])):
            return True
        return bool(self.asking) and _says_question(self.asking[0].element)

    @cached_property
    def asked(self) -> frozenset[int]:
        return frozenset(line.number for line in self.asking)

    @cached_property
    def places(self) -> frozenset[tuple[int, object]]:
        return frozenset(_place(line) for line in self.asking)

    def surrounds(self, line: Line) -> bool:
        """Whether there are questions before and after a line."""
        return self.asking[0].number < line.number < self.asking[-1].number


def _is_lone(alike: _Alike) -> bool:
    """One that asks is a question only by name or as a heading within the page."""
    return len(alike.asking) < 2 and not alike.named and alike.kind not in ("heading", "bold")


_QUESTIONS = Decision[_Alike](
    "faqs.lines of one look are questions",
    Rule("none asks", VETO, lambda alike: not alike.asking),
    Rule("one asks, by its form alone", VETO, _is_lone),
)
_ENTRIES = Decision[tuple[Line, _Alike]](
    "faqs.line is an entry of a list of questions",
    Rule("asks", SURE, lambda it: it[0].number in it[1].asked),
    Rule("is placed unlike those that ask", VETO, lambda it: _place(it[0]) not in it[1].places),
    # A heading before or after the list is another section's.
    Rule("heading of another section", VETO,
         lambda it: it[1].kind == "heading" and not (it[1].surrounds(it[0]) or _says_question(it[0].element))),
    # Bold lines are in answers too.
    Rule("bold, not named a question", VETO,
         lambda it: it[1].kind == "bold" and not _says_question(it[0].element)),
    Rule("title outside the FAQ", VETO,
         lambda it: it[1].kind in _TITLES and not it[0].about_faq and not may_ask(it[0].text)),
)  # fmt: skip


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


@dataclass
class _Answer:
    """What follows a question: the texts of its lines, how many of them are links, the number one after its last line.
    `weakness`: of the question's group; `question_linked`: it leads to a page of its own."""

    weakness: int
    question_linked: bool = False
    texts: list[str] = field(default_factory=list)
    linked: float = 0.0
    end: int = 0


def _answers(members: list[Line], group: _Group, lines: Lines, asked: set[int]) -> Iterator[tuple[Line, int, Pair]]:
    """Each question with the number one after its answer's last line."""
    holders: Counter[etree._Element] = Counter()
    for line in members:
        holders.update(islice(line.element.iterancestors(), _MAX_ANCESTORS))
    boxes = {line.number: _box(line, holders) for line in members}
    gaps = _gaps(members, boxes)
    others = {line.number for line in members} | asked
    for line in members:
        place = _Asked(line, boxes[line.number], lines, len(members), gaps, line is members[-1])
        ending = _ENDS.read(place)
        end, firm = ending.value if ending else (len(lines.lines), False)
        answer = _Answer(group.weakness, line.linked > _LINKED)
        question = _asked_in(line)
        if group.weakness == 1:
            question = _opening(line)
            answer.texts.append(line.text.removeprefix(question).strip())
            if line.element.tag in _OWN_LINE:
                end = max(lines.span(line.element)[1], line.number + 1)
        _follow(answer, line, end, firm, lines, others)
        if answer.end in asked and line.level and lines.lines[answer.end].level > line.level:
            continue  # a category: its first questions are read already
        if not _ANSWERED.holds(answer):
            continue
        pair = make_pair(question, "\n".join(answer.texts), group.layer, line.element, way=ending.way if ending else "")
        if pair:
            yield line, answer.end, pair


def _asked_in(line: Line) -> str:
    """A line that is a question without the short labels that are before it in its element, where it is all that this holds."""
    labels = labels_before(line.element) if len(line.element) else []
    if not labels or one_line(text_of(line.element)) != line.text:
        return line.text
    return one_line(text_of(line.element, skip=labels))


def _follow(answer: _Answer, line: Line, end: int, firm: bool, lines: Lines, others: set[int]) -> None:
    """Add to an answer the lines behind its question up to `end`, or to the next of the `others` that are questions.
    `firm`: headings are part of it."""
    answer.end = max(line.number + 1, min(end, line.number + _MAX_ANSWER_LINES))
    for number in range(line.number + 1, answer.end):
        following = lines.lines[number]
        if number in others or following.apart or (not firm and _stops(line, following)) or _ends_faq(following):
            answer.end = number
            return
        if following.element.tag == "label":
            answer.texts.clear()  # a form asks, and offers what to choose from
            answer.end = number
            return
        if not is_noise(following.text):
            answer.texts.append(following.text)
            answer.linked += following.linked


def _is_cut_off(texts: list[str]) -> bool:
    return bool(texts) and texts[-1].rstrip("])} ").endswith(("…", "..."))


def _ends_faq(line: Line) -> bool:
    """Whether the page turns to its reader: neither that nor what follows is an answer."""
    return asks(line.text) and invites(line.text)


def _is_teaser(answer: _Answer) -> bool:
    """Whether what follows a question is a link to its answer, not the answer."""
    texts = answer.texts
    short = answer.weakness == 3 or (len(texts) == 1 and len(texts[0]) < _TEASER)
    return short and answer.linked > _LINKED * len(texts)


_ANSWERED = Decision[_Answer](
    "faqs.what follows is the answer",
    Rule("list of links", VETO,
         lambda answer: len(answer.texts) >= 3 and answer.linked > 0.8 * len(answer.texts)),
    Rule("word or two behind a link", VETO,
         lambda answer: answer.weakness == 3 and sum(map(len, answer.texts)) < _TEASER),
    Rule("link to the answer", VETO, _is_teaser),
    Rule("goes on behind the link", VETO, lambda answer: answer.question_linked and _is_cut_off(answer.texts)),
    Rule("topic above links", VETO, lambda answer: answer.weakness == 4 and answer.linked >= 0.5 * len(answer.texts)),
)  # fmt: skip


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
        looks.update((str(sibling.tag), sibling.get("class")) for sibling in between)
    return _Gaps(counts.pop() if len(counts) == 1 and len(members) > 2 else 0, frozenset(looks))


def _until(box: etree._Element, target: etree._Element) -> list[etree._Element]:
    siblings = list(islice(box.itersiblings(), 30))
    return siblings[: siblings.index(target)] if target in siblings else siblings


@dataclass(frozen=True, eq=False)
class _Asked:
    """A question where it is: the box that holds it and no other of its group, how many they are, what is between their
    boxes, and whether it is the last."""

    line: Line
    box: etree._Element
    lines: Lines
    size: int
    gaps: _Gaps
    last: bool


def _end_of_box(it: _Asked) -> tuple[int, bool] | None:
    first, end = it.lines.span(it.box)
    holds_more = end > it.line.number + 1 and it.box is not it.line.element
    return (end, it.size >= 3 and it.line.number - first <= 1) if holds_more else None


def _end_of_siblings(it: _Asked) -> tuple[int, bool] | None:
    steps = it.gaps.steps
    if not steps or not (it.last or steps == 1):
        return None
    end = max((it.lines.span(sibling)[1] for sibling in islice(it.box.itersiblings(), steps)), default=0)
    if it.last and steps == 1:
        alike = takewhile(
            lambda sibling: (str(sibling.tag), sibling.get("class")) in it.gaps.looks, it.box.itersiblings()
        )
        end = max((it.lines.span(sibling)[1] for sibling in islice(alike, _MAX_PARAGRAPHS)), default=end)
    return (end, steps == 1) if end > it.line.number + 1 else None


_MAX_PARAGRAPHS = 12
"""Elements alike that are the last question's answer, where the others' answers are one each."""


def _end_before_other(it: _Asked) -> tuple[int, bool] | None:
    for sibling in islice(it.box.itersiblings(), 60) if it.last and it.gaps.looks else ():
        start = it.lines.span(sibling)[0]
        unlike = sibling.tag in _BOXES and (sibling.tag, sibling.get("class")) not in it.gaps.looks
        if unlike and start > it.line.number + 1:
            return start, False
    return None


def _end_of_holder(it: _Asked) -> tuple[int, bool] | None:
    parent = it.box.getparent()
    while parent is not None and parent not in it.lines.spans:
        parent = parent.getparent()
    return (it.lines.span(parent)[1], False) if parent is not None else None


_ENDS = Ways[_Asked, tuple[int, bool]](
    "faqs.end of an answer",
    Way("end of the question's own box", _end_of_box),
    Way("as many siblings as the others have", _end_of_siblings),
    Way("a box unlike any other answer", _end_before_other),
    Way("end of the box around", _end_of_holder),
)
"""One after the last line that can belong to an answer, and whether headings before it do belong to it."""
