"""Does a text ask, and does a heading announce an FAQ? By the words of all languages (data/languages)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from crawlers.extract.page.rules import SURE, Decision, Rule
from crawlers.extract.page.text import strip_glyphs, tidy
from data.languages import all_words, extract
from data.languages.scripts import spaceless

_MARKS = ("?", "？", "؟", "՞", "፧", "\u037e")
"""Question marks of all scripts."""
MAX_QUESTION = 300
"""Characters; what is longer is not a question but a text that contains one."""
MAX_FAQ_TITLE = 90
_NUMBERING = re.compile(
    r"^(?:[(\[#]?\d{1,3}(?:\.\d{1,3}){0,3}\s?[.):\]、．]+\s*(?=[^\W\d]|[¿¡\"'“„«(])|\d{1,3}(?:\.\d{1,3}){0,3}\s+[–—|-]\s+"
    r"|0\d\s?(?=[^\W\da-z_]|[¿¡\"“„«])|#\d{1,3}\s+|[\u2460-\u24ff\u2776-\u2793]\s*|[IVX]{1,5}[.)]\s+|[a-zA-Z]\)\s+"
    r"|[一二三四五六七八九十]{1,3}[、．.]\s*)"
)
"""A number before a question that is no part of it: "3.", "7.1.", "(2)", "01How", "①", "IV.", "b)", "三、"."""
COUNTER = re.compile(
    r"[(\[#]?(?:[QＱ]\s?)?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[\u2460-\u24ff\u2776-\u2793])\s?[.):\]|/、．–—-]*"
)
"""A text that is nothing but such a number."""
_ICON_NAME = r"(?:expand|keyboard|arrow|chevron|unfold|navigate|add|remove|help)(?:_[a-z]+)+"
_ICON_NAMES = re.compile(rf"^{_ICON_NAME}(?=[^a-z_])\s*|{_ICON_NAME}$")
"""Names of icons at either end ("expand_more"), which their font shows as signs."""
_LABEL = re.compile(r"^([^\W\d_][^\W\d]{0,9})\s?\d{0,3}\s?([:：.)])\s?")
_LONGEST_CONTROL = 40
_ICON = re.compile(r"[a-z]{2,14}")
_GLUED = re.compile(r"^[QＱ]\s?(?=[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])")
"""A Q in a box of its own that stands right before a text of a script without Latin letters."""
_BEHIND_CATEGORY = re.compile(
    r"^[\[(【]?(?:[^\W\d_]{1,16}[\s/·&-]?){1,2}[\])】]?(?:(?<=[^\x00-\x7f])|(?<=[a-z\])])|(?<=\s))\s?[QＱ]\d{0,3}[.:：]\s?(?=\w)"
)
"""A category and a label in boxes of their own right before a question."""
_MAY_LEAD = re.compile(
    r"[(\[#]?\d|[QＱ]|[^\W\d_][^\W\d]{0,9}\s?\d{0,3}\s?[:：.)]|[\u2460-\u24ff\u2776-\u2793一二三四五六七八九十]|[a-z]+_"
)
"""What any of the above needs at the beginning of a text: one look spares most texts the rest."""
_GLUED_ANSWER = re.compile(r"^[AＡ]\s?(?=[^\x00-\x7f])")
_WORDS = re.compile(r"[^\s/|()\[\],.:;!?+\-\u2010-\u2015\u2022\u00b7\U0001f300-\U0001faff\ufe0f]+")
"""What stands between spaces and marks; vowel signs of a script belong to its words."""
_CLOSERS = "\"'”’»)]】」 .!…。"


@dataclass(frozen=True)
class _Words:
    starts: tuple[str, ...]
    weak_starts: tuple[str, ...]
    ends: tuple[str, ...]
    contains: tuple[str, ...]
    faq: tuple[str, ...]
    labels: frozenset[str]
    noise: frozenset[str]
    controls: frozenset[str]
    helpful: frozenset[str]
    verdicts: frozenset[str]


@cache
def _words() -> _Words:
    return _Words(
        all_words(extract, lambda file: file.asking.starts),
        all_words(extract, lambda file: file.asking.weak_starts),
        all_words(extract, lambda file: file.asking.ends),
        all_words(extract, lambda file: file.asking.contains),
        all_words(extract, lambda file: file.asking.faq),
        frozenset(all_words(extract, lambda file: file.asking.labels)),
        frozenset(all_words(extract, lambda file: file.asking.noise)),
        frozenset(all_words(extract, lambda file: file.asking.controls)),
        frozenset(all_words(extract, lambda file: file.asking.helpful)),
        frozenset(all_words(extract, lambda file: file.asking.verdicts)),
    )


def asks(text: str) -> bool:
    """Whether a line is a question by its own form: a question mark at (or near) its end, or words that only
    questions have. Statements and headings that merely begin with "How" are not."""
    return len(text) <= 2 * MAX_QUESTION and _asks(text)


@lru_cache(maxsize=4_096)
def _asks(text: str) -> bool:
    folded = strip_glyphs(text.casefold())
    return 3 <= len(folded) <= MAX_QUESTION and _ASKING.holds(folded)


def _asks_before_note(folded: str) -> bool:
    """ "Can I pay later? (Business only)" """
    last = max(folded.rfind(mark) for mark in _MARKS)
    return last > 0 and folded[last + 1 :].lstrip().startswith(("(", "[", "（"))


def _ends_as_questions_do(folded: str) -> bool:
    bare, ends = folded.rstrip(_CLOSERS), _words().ends
    return bare.endswith(ends) and any(_ends(bare, word) for word in ends)


def ends_asking(text: str) -> bool:
    """Whether a text ends with a question mark of any script, closing quotes and brackets aside."""
    bare = text.rstrip(_CLOSERS)
    # The Greek question mark is, once normalised, a semicolon.
    return bare.endswith(_MARKS) or (bare.endswith(";") and any("α" <= char <= "ω" for char in bare.lower()))


_ASKING = Decision[str](
    "asking.text is a question",
    Rule("ends with a question mark", SURE, ends_asking),
    Rule("question mark before a note", SURE, _asks_before_note),
    Rule("begins as only questions do", SURE, lambda folded: begins_with(folded, _words().starts)),
    Rule("ends as only questions do", SURE, _ends_as_questions_do),
    Rule("holds what only questions do", SURE, lambda folded: holds_any(folded, _words().contains)),
    needs=1.0,
)


def may_ask(text: str) -> bool:
    """`asks`, or begins as questions do: enough only where the page itself says that it lists questions."""
    folded = text.casefold().strip()
    return asks(text) or (3 <= len(folded) <= MAX_QUESTION and begins_with(folded, _words().weak_starts))


def announces_faq(text: str) -> bool:
    """Whether a heading or title says that an FAQ follows ("FAQ", "คำถามที่พบบ่อย", "Questions about delivery: FAQ")."""
    folded = " ".join(text[: 2 * MAX_FAQ_TITLE].casefold().split())
    return len(folded) <= MAX_FAQ_TITLE and _announces(folded)


def may_announce_faq(text: str) -> bool:
    """Whether some part of a text may announce an FAQ, however its spaces are set: False is certain."""
    bare = "".join(tidy(text).split()).casefold()
    return any(map(bare.__contains__, _bare_faq(bare.isascii())))


@cache
def _bare_faq(is_ascii: bool) -> tuple[str, ...]:
    """The words that announce an FAQ without their spaces, none that holds another; of ASCII only, or all."""
    words = {"".join(word.split()) for word in _words().faq if word.isascii() or not is_ascii}
    return tuple(word for word in sorted(words) if not any(other in word for other in words - {word}))


@lru_cache(maxsize=4_096)
def _announces(folded: str) -> bool:
    return holds_any(folded, _words().faq)


def clean_question(text: str) -> str:
    """The question without toggle glyphs, numbering, labels ("Q:", "3.") and the names of what opens its answer."""
    text = strip_glyphs(text)
    if "_" in text:
        text = strip_glyphs(_ICON_NAMES.sub("", text))
    text = _behind_category(_before_control(text))
    if "\n" not in text and _MAY_LEAD.match(text) is None:
        return text.strip()
    text = _GLUED.sub("", text)
    for _ in range(2):
        text = _NUMBERING.sub("", _unlabelled(text)).strip()
    return text


def _behind_category(text: str) -> str:
    """The text behind a category and a label ("Delivery Q. When ..."). What begins as questions do is no category, and what
    goes on in small letters is no question of its own: "What about Q. fever?"."""
    found = _BEHIND_CATEGORY.match(text)
    if found is None or text[found.end()].islower():
        return text
    words = (*_words().starts, *_words().weak_starts)
    return text if begins_with(found.group().casefold(), words) else text[found.end() :]


def is_labelled(text: str) -> bool:
    """Whether a text has a label of a question or an answer in front: "Q:", "A" in a line of its own."""
    return _unlabelled(text) != text


def is_counter(text: str) -> bool:
    """Whether a text is a number before a question, and nothing else."""
    return COUNTER.fullmatch(text) is not None


def is_control(text: str) -> bool:
    """Whether a text is the name of what opens an answer ("Show"), and nothing else."""
    return len(text) <= _LONGEST_CONTROL and text.strip(" :").casefold() in _words().controls


def _before_control(text: str) -> str:
    """The text up to its question mark, if behind it is only the name of what opens the answer ("Expand"), or of its icon
    ("add"), right behind it."""
    end = max(text.rfind(mark) for mark in _MARKS) + 1
    behind = text[end:] if end else ""
    if not behind or len(behind) > _LONGEST_CONTROL:
        return text
    return text[:end] if is_control(behind.strip()) or _ICON.fullmatch(behind) else text


def unglued_answer(question: str, answer: str) -> str:
    """The answer without an A right before its text, if its question, as it stands on the page, has such a Q."""
    return _GLUED_ANSWER.sub("", answer.lstrip(), count=1) if _GLUED.match(strip_glyphs(question)) else answer


def labelled_question(text: str) -> str:
    """The beginning "Q: ...?" of a line that goes on with "A: ...", label included; '' if the line is not so."""
    if _unlabelled(text) == text:
        return ""
    for mark in _MARKS:
        end = text.find(mark, 0, MAX_QUESTION) + 1
        if end and _unlabelled(text[end:].lstrip()) != text[end:].lstrip():
            return text[:end]
    return ""


def clean_answer(text: str) -> str:
    """The answer without its label, lines that are controls ("Read more", "Was this helpful? Yes No" at its end) and lines of
    glyphs only."""
    lines = [line for line in text.split("\n") if not is_noise(line) or _asks_for_rating(line)]
    while (unrated := _unrated(lines)) != lines:
        lines = unrated
    lines = [line for line in lines if not is_noise(line)]
    if lines and lines[0].casefold().strip(" :.)") in _words().labels:
        lines = lines[1:]
    elif lines:
        lines[0] = _unlabelled(lines[0])
    return "\n".join(lines).strip()


def is_verdict(text: str) -> bool:
    """Whether a text is yes or no, and nothing else."""
    return strip_glyphs(text).casefold().strip(_CLOSERS) in _words().verdicts


def _unrated(lines: list[str]) -> list[str]:
    """The lines of an answer without the page's question about it and what it offers to reply, at its end: two verdicts, or
    any behind such a question."""
    start, given = len(lines), set[str]()
    while start and (verdicts := _verdicts(lines[start - 1])):
        given.update(verdicts)
        start -= 1
    if start and _asks_for_rating(lines[start - 1]):
        return lines[: start - 1]
    return lines[:start] if len(given) > 1 else lines


def _verdicts(line: str) -> list[str]:
    """The verdicts a line offers ("Yes (3) / No"), if it offers nothing else."""
    words = [word for word in _WORDS.findall(line.casefold()) if not word.isdecimal()]
    if len(words) == 1 and words[0] in _glued_verdicts():  # two buttons side by side
        return list(_glued_verdicts()[words[0]])
    return words if words and _words().verdicts.issuperset(words) else []


@cache
def _glued_verdicts() -> dict[str, tuple[str, str]]:
    verdicts = _words().verdicts
    return {yes + no: (yes, no) for yes in verdicts for no in verdicts if yes != no and yes + no not in verdicts}


def _asks_for_rating(line: str) -> bool:
    """Whether a line asks if the answer helped, with or without verdicts behind."""
    asked, mark, offered = " ".join(line.casefold().split()).partition("?")
    if strip_glyphs(asked).strip(_CLOSERS) not in _words().helpful:
        return False
    return not offered.strip() or bool(_verdicts(offered)) if mark else True


def is_noise(line: str) -> bool:
    """Whether a line is a control or a glyph, not text."""
    bare = strip_glyphs(line).casefold()
    return bare in _words().noise or not (bare[:1].isalnum() or any(char.isalnum() for char in bare))


def _unlabelled(text: str) -> str:
    """Drop "Q:", "Q1.", "A)" in front; a label alone on the first line goes with its line."""
    first, newline, rest = text.partition("\n")
    if newline and first.casefold().strip(" :.)0123456789") in _words().labels:
        return rest
    match = _LABEL.match(text)
    if match and match[2] == "." and _goes_on(text[match.end() :]):
        return text
    if match and match[1].casefold() in _words().labels and (len(match[1]) > 1 or text[match.end() - 1].isspace()):
        return text[match.end() :]
    if match and match[2] in ":：" and match[1].casefold() in _words().labels:
        return text[match.end() :]
    return text


def _goes_on(rest: str) -> bool:
    """Whether what is behind a letter and a point goes on in small letters, and not as questions begin: "Q. fever"."""
    words = (*_words().starts, *_words().weak_starts)
    return rest[:1].islower() and not begins_with(rest.casefold(), words)


def begins_with(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text begins with one of the words; the many that do not are told in one call."""
    return text.startswith(words) and any(_begins(text, word) for word in words)


def _begins(text: str, word: str) -> bool:
    return text.startswith(word) and _is_edge(word, word[-1], text[len(word) : len(word) + 1])


def _ends(text: str, word: str) -> bool:
    return text.endswith(word) and _is_edge(word, word[0], text[: -len(word)][-1:])


def holds_any(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in the text; in a text of ASCII those of other scripts are not looked for."""
    known = _ascii_of(words) if text.isascii() else words
    found = [word for word in known if word in text]
    return any(holds(text, word) for word in found)


@cache
def _ascii_of(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word.isascii())


def holds(text: str, word: str) -> bool:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if _is_edge(word, word[0], text[start - 1 : start] if start else "") and _is_edge(
            word, word[-1], text[end : end + 1]
        ):
            return True
        start = text.find(word, start + 1)
    return False


def _is_edge(word: str, inner: str, outer: str) -> bool:
    """Whether a word ends where `outer` follows; scripts without spaces have no edges to check."""
    return not (outer.isalnum() and inner.isalnum()) or spaceless(word)
