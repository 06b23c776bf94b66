"""The name of who wrote a record, where its own texts call them by it: "Dear Somchai Jaidee"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from data.languages import all_words, extract, known, privacy

HIDDEN = "[name]"
_LONGEST = 100
"""Characters; what is longer is a sentence in the place of a name."""
_MOST_WORDS = 4
_LEAST_WHOLE = 5
_LEAST_UNSPACED = 3
_THAI = "[\u0e00-\u0e7f]"
_CASED_LETTER = "[A-Za-z\u00c0-\u052f\u1e00-\u1fff]"


@cache
def _lead() -> re.Pattern[str]:
    """A greeting, an introduction, a form of address or an @, and at most two more forms of address: the name comes next."""
    return _before_name((*_greetings(), *all_words(privacy, lambda file: file.names.introductions)))


@cache
def _weak_lead() -> re.Pattern[str]:
    """What a name follows that shows by its capital that it is one."""
    return _before_name(all_words(privacy, lambda file: file.names.signatures))


def _before_name(words: Iterable[str]) -> re.Pattern[str]:
    greetings, titles = _any_of(words), _any_of(_titles())
    return re.compile(
        rf"(?:(?:(?<!{_CASED_LETTER})|(?={_THAI}))(?:{greetings}|{titles})|@)(?:[\s,.!:]{{1,3}}|(?<=[\u0e00-\u0e7f@]))"
        rf"(?:(?:{titles})(?:[\s.]{{1,2}}|(?<={_THAI}))){{0,2}}",
        re.IGNORECASE,
    )


def _any_of(words: Iterable[str]) -> str:
    """A pattern of words, the longest first: where no space follows, the longer one is meant; of none, one that nothing fits."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


@cache
def _greetings() -> tuple[str, ...]:
    return all_words(privacy, lambda file: file.names.greetings)


@cache
def _titles() -> tuple[str, ...]:
    return all_words(privacy, lambda file: file.names.titles)


@cache
def _not_names() -> frozenset[str]:
    addressing = {re.sub(r"\W", "", word) for word in (*_titles(), *_greetings())}
    return frozenset({*all_words(privacy, lambda file: file.names.not_names), *addressing})


@cache
def _calendar() -> frozenset[str]:
    """Days and months, which people are called too."""
    months = all_words(extract, lambda file: (name for names in file.dates.months for name in names))
    return frozenset({*months, *all_words(extract, lambda file: file.hours.days)})


@cache
def _endings() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Of each language that declines names: a pattern of a name in its first case, and the letters of other endings."""
    declining = (privacy(code).names for code in known())
    return tuple(
        (re.compile(rf"(.{{3,}})(?:{_any_of(words.endings)})$", re.IGNORECASE), words.letters)
        for words in declining
        if words.endings
    )


def name_in_address(address: str) -> str:
    """The name that an e-mail address tells ("quinby.farrow@mail.example"), '' if none: words of letters before its @."""
    words = [word for word in re.split(r"[\W\d_]+", address.partition("@")[0]) if word]
    return " ".join(words) if 1 <= len(words) <= _MOST_WORDS else ""


def may_call(text: str, author: str) -> bool:
    """Whether a text may hold a word of the author's name: False is certain, and told quickly."""
    lower = text.lower()
    # The beginning of a word stands in all its cases.
    return any(len(word) > 1 and word[: max(2, len(word) - 2)] in lower for word in author.lower().split())


def hide_name(text: str, author: str) -> str:
    """`text` with the author's name replaced by [name]: the whole of it where it has two words or more, or any of its words that
    is no everyday word, written as a name (each word with a capital, in scripts that have them); the whole or any word of it,
    whatever its case, after a greeting, an introduction or a form of address ("Dear", "My name is", "เรียนคุณ", "Xin chào anh").
    Who is generic ("Guest") or a brand is the caller's to know.
    """
    words = tuple(author.lower().split()) if len(author) <= _LONGEST else ()
    parts = [word for word in words if _may_name(word)]
    if not parts:
        return text
    lower = text.lower()
    if len(words) > 1 and sum(map(len, words)) >= _LEAST_WHOLE and all(_stem(word) in lower for word in words):
        name = _start(words[0]) + r"[\s._-]{1,3}".join(map(_form, words)) + _edge(words[-1])
        text = re.sub(name, _where_capital, text, flags=re.IGNORECASE)
    if not any(_stem(word) in lower for word in parts):
        return text
    text = _hide_after_greetings(text, words, parts)
    return _hide_parts(text, parts) if len(words) > 1 else text


def _hide_parts(text: str, parts: Sequence[str]) -> str:
    """`text` without the words of a name that stand alone with a capital, an initial behind them or not: but for days and
    months, and for what the text writes small elsewhere, and so knows as a word."""
    for word in parts:
        bare = word.strip(".,*_-()\"'")
        if len(bare) < _LEAST_UNSPACED or not _cased(bare) or bare in _calendar() or _stem(bare) not in text.lower():
            continue
        form = _start(bare) + _form(bare) + _edge(bare)
        if any(written[0].islower() for written in re.findall(form, text, re.IGNORECASE)):
            continue
        text = re.sub(form + _initial(parts), HIDDEN, text, flags=re.IGNORECASE)
    return text


def _initial(parts: Sequence[str]) -> str:
    """A pattern of the initial of another part that may be behind one."""
    letters = "".join(part[0].upper() for part in parts if _cased(part[0]))
    return rf"(?:\s(?-i:[{letters}])(?!\w)\.?)?" if letters else ""


def _hide_after_greetings(text: str, words: Sequence[str], parts: Sequence[str]) -> str:
    """`text` without the whole name, the `words`, or any of its `parts` right after a greeting or a form of address."""
    called_by = {found.end() for found in _lead().finditer(text)}
    signatures = {found.end() for found in _weak_lead().finditer(text)}
    if not called_by and not signatures:
        return text
    called = [r"\s+".join(map(_form, words)) + _edge(words[-1])]
    called += [_form(word) + _edge(word) + _initial(parts) for word in parts]
    pattern = re.compile("|".join(called), re.IGNORECASE)
    for place in sorted(called_by | signatures, reverse=True):
        found = pattern.match(text, place)
        if found and (place in called_by or not text[place].islower()):
            text = text[:place] + HIDDEN + text[found.end() :]
    return text


def _may_name(word: str) -> bool:
    bare = word.strip(".,*_-()\"'")
    return (
        len(bare) >= (2 if _cased(bare) else _LEAST_UNSPACED)
        and bare not in _not_names()
        and any(map(str.isalpha, bare))
    )


def _cased(word: str) -> bool:
    return word.lower() != word.upper()


def _stem(word: str) -> str:
    """What stays of a word in every case of its language."""
    found = next((match[1] for pattern, _ in _endings() if (match := pattern.match(word))), "")
    return found or word.strip(".,")


def _form(word: str) -> str:
    """A pattern of the word in every case of its language."""
    for pattern, letters in _endings():
        if match := pattern.match(word):
            return rf"{re.escape(match[1])}[a-z{re.escape(letters)}]{{0,3}}"
    return re.escape(word)


def _start(word: str) -> str:
    return rf"(?<!{_CASED_LETTER})" if _cased(word) else ""


def _edge(word: str) -> str:
    """What ends a word; scripts without case have no spaces to show it."""
    return rf"(?!{_CASED_LETTER})" if _cased(word) else ""


def _where_capital(match: re.Match[str]) -> str:
    written = match.group()
    return HIDDEN if all(not word[0].islower() for word in written.split()) else written
