"""What a customer wrote, where a platform put a machine's translation beside it: the original is the text.

Google writes "(Translated by Google) ... (Original) ...", in the reader's language and in either order; others leave a label
("Translated from German") or controls ("See original · Rate this translation"). The words are in `[translations]` of each
language's extract.toml; what tells a platform's note from a customer's remark is the translator's name beside them, or that
the note is a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from data.languages import all_words, extract
from data.languages.scripts import spaceless

_TOOLS = (
    "google", "facebook", "meta", "instagram", "microsoft", "bing", "deepl", "tripadvisor", "trustpilot", "booking", "airbnb",
    "amazon", "apple", "yandex", "яндекс", "гугл", "naver", "papago", "baidu", "yelp", "agoda", "expedia", "กูเกิล", "구글",
    "파파고", "グーグル", "谷歌", "百度", "جوجل", "ai",
)  # fmt: skip
"""Who translates for platforms."""
_LONGEST = 60
"""Characters of a platform's note."""
_MOST_WORDS = 8
_NOTE = re.compile(rf"[(\[（【]([^()\[\]（）【】\n]{{1,{_LONGEST}}})[)\]）】][ \t]*[:：]?")
_LINE = re.compile(rf"^[ \t]*([^()\[\]（）【】\n]{{1,{_LONGEST}}}?)[ \t]*$", re.MULTILINE)
_HEAD = re.compile(
    rf"^[ \t]*([^()\[\]（）【】\n:：]{{1,{_LONGEST}}}(?:\([^()\n:：]{{1,30}}\)[ \t]*)?)[:：]", re.MULTILINE
)
_WORD = re.compile(r"[^\W_]+")
_APART = re.compile(r"[\n()\[\]（）【】:：·•|]")
"""One of these parts a note from what the customer wrote, unless it is all of a short text."""
_ENDS = " \t\r\n*_>:：.。!-–—·•|()[]（）【】"
_MOST_CONTROLS = 6

_TRANSLATION, _MAYBE, _ORIGINAL = "translation", "translation if the original follows", "original"


@dataclass(frozen=True, slots=True)
class Wording:
    """A text without its platform's words; `machine`: only the translation was there, so that these are not the customer's."""

    text: str
    machine: bool = False


def original(text: str) -> Wording:
    """What the customer wrote. A text that no platform translated comes back as it was."""
    if not _may_hold_note(text) or not _hinted(text.casefold()):
        return Wording(text)
    text, machine = _without_controls(text)
    markers = _markers(text)
    if not markers:
        return Wording(text, machine)
    pieces = [(_ORIGINAL if kind == _ORIGINAL else _TRANSLATION, piece) for kind, piece in _pieces(text, markers)]
    said = [piece for kind, piece in pieces if kind == _ORIGINAL]
    if said:
        return Wording("\n\n".join(said))
    head = text[: markers[0][0]].strip()
    translations = [piece for _, piece in pieces]
    if head and translations:
        return Wording(head)
    return Wording(head or "\n\n".join(translations), machine=True)


def _may_hold_note(text: str) -> bool:
    """Whether a text has a place for a platform's note: told at once, and most texts have none."""
    return len(text) <= _LONGEST + 2 or _APART.search(text) is not None or text != text.strip()


@cache
def _translated() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.translations.translated)


@cache
def _originals() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.translations.original)


@cache
def _control_words() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.translations.controls)


@cache
def _label_words() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.translations.labels)


@cache
def _hints(in_ascii: bool = False) -> tuple[str, ...]:
    """One of these is in each text that a platform wrote into, and in each of its notes; `in_ascii`: those of plain letters,
    which alone can be in a text of such."""
    if in_ascii:
        return tuple(hint for hint in _hints() if hint.isascii())
    labels = (part for label in _label_words() for part in label.split("*") if part.strip())
    found = {word.strip() for word in (*_translated(), *_originals(), *labels, *_control_words())}
    return tuple(sorted(word for word in found if not any(other != word and other in word for other in found)))


def _hinted(folded: str) -> bool:
    return any(hint in folded for hint in _hints(folded.isascii()))


@cache
def _controls() -> frozenset[str]:
    return frozenset(_control_words())


@cache
def _labels() -> re.Pattern[str]:
    """A whole line that says that the text is a translation."""
    forms = (re.escape(label).replace(r"\*", r"[^\n]{1,25}") for label in _label_words())
    return re.compile("|".join(forms) or "(?!)")


def _without_controls(text: str) -> tuple[str, bool]:
    """The text without the controls at its ends, and whether one of them leads to the original."""
    machine = False
    for _ in range(_MOST_CONTROLS):
        text = text.strip().rstrip("·•|").rstrip()
        last = max(text.rfind(sign) for sign in "\n·•|")
        first = text.find("\n")
        for place, control, rest in (
            (last, text[last + 1 :], text[: max(last, 0)]),
            (first, text[: max(first, 0)], text[first + 1 :]),
        ):
            said = control.strip(_ENDS).casefold()
            if place >= 0 and said in _controls():
                machine = machine or _has(said, _originals())
                text = rest
                break
        else:
            break
    return text, machine


def _markers(text: str) -> list[tuple[int, int, str]]:
    """Start, end and kind of each note of the platform; none where nothing says for sure that there is a translation."""
    found = sorted({*_bracketed(text), *_lines(text)})
    kinds = {kind for _, _, kind in found}
    if _TRANSLATION in kinds:
        return [marker for marker in found if marker[2] != _MAYBE]
    return found if {_MAYBE, _ORIGINAL} <= kinds else []


def _bracketed(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _NOTE.finditer(text):
        before = text[max(0, match.start() - _LONGEST) : match.start()].rstrip(" \t")
        goes_on = text[match.end() : match.end() + _LONGEST].lstrip()[:1].islower()
        if (not before or before.endswith("\n") or not goes_on) and (kind := _kind(match[1])):
            yield match.start(), match.end(), kind


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    for match in (*_LINE.finditer(text), *_HEAD.finditer(text)):
        said = match[1].strip(_ENDS).casefold()
        if not _hinted(said):
            continue
        if _labels().fullmatch(said):
            yield match.start(), match.end(), _TRANSLATION
        elif kind := _kind(said):
            yield match.start(), match.end(), kind


def _kind(note: str) -> str:
    """What a note in brackets or on a line of its own says; '' for nothing of the kind."""
    said = note.strip(_ENDS).casefold()
    if not _hinted(said):
        return ""
    words = _WORD.findall(said)
    if not words or len(words) > _MOST_WORDS:
        return ""
    if _has(said, _translated()):
        if any(tool in words or (spaceless(said[-1:]) and tool in said) or said.startswith(tool) for tool in _TOOLS):
            return _TRANSLATION
        return _MAYBE if len(words) <= 3 else ""
    return _ORIGINAL if len(words) <= 3 and _has(said, _originals()) else ""


def _has(said: str, stems: Iterable[str]) -> bool:
    """Whether a word begins with one of the stems; of a script without spaces, anywhere."""
    words = _WORD.findall(said)
    return any(
        stem in said if spaceless(stem) or not stem.isalpha() else any(word.startswith(stem) for word in words)
        for stem in stems
    )


def _pieces(text: str, markers: Iterable[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    """The kind and the text behind each marker, as far as there is any."""
    known = list(markers)
    for (_, end, kind), following in zip(known, [*known[1:], (len(text), 0, "")], strict=True):
        if piece := text[end : following[0]].strip():
            yield kind, piece
