"""E-mail addresses within a text, as programs and as people write them: "farrow.q (at) mail (dot) example"."""

from __future__ import annotations

import re
from functools import cache

from data.languages import all_words, extract
from data.privacy.spotting import Spotter, Words

HIDDEN = "[e-mail]"
_LONGEST = 64
"""Characters of a name before the @ (RFC 5321)."""
_CASED = "\u00c0-\u052f\u1e00-\u1fff"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
"""What is written and not seen."""
_ENDS = r"\s@.,;:!?()\[\]{}<>\"“”«»|/\\&"
_SIGN = r"[@＠﹫]|&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;|%40"
_SIGNS = ("@", "＠", "﹫", "&#", "&commat;", "%40")
_LATIN_NAME = re.compile(rf"(?<![A-Za-z0-9._%+\-{_CASED}])[A-Za-z0-9._%+'\-{_UNSEEN}]{{1,{_LONGEST}}}$")
_ANY_NAME = re.compile(r"[^\s@,;:!?()\[\]{}<>\"“”«»|/\\&]{1,64}$")
_NAME = re.compile(r"[\w.+-]+$")
_LABEL = rf"(?:[A-Za-z0-9_\-{_UNSEEN}]{{1,63}}(?![{_CASED}])|[^{_ENDS}]{{1,63}})"
_TOP = re.compile(r"[^\W\d_].*\S$", re.DOTALL)


_GLUED = re.compile(
    r"(?<![A-Za-z0-9._-])[a-z0-9][a-z0-9._-]{1,40}(?:AT|_at_)[a-z0-9-]{2,40}(?:(?:DOT|_dot_|\.)[a-z]{2,12})+(?![A-Za-z0-9_])"
)
"""Words for the signs with no blank around them, set apart by their case or by underscores."""
_GLUED_SIGN = re.compile("[a-z0-9]AT[a-z0-9]|_at_")
_LETTERS_APART = re.compile(r"(?<![^\W_])(?:[^\W_] ){2,30}\[e-mail\]")
"""What is left before an address of a name that is written letter by letter."""


@cache
def _words(of: str) -> str:
    words = all_words(extract, (lambda file: file.emails.at) if of == "at" else (lambda file: file.emails.dot))
    return "|".join(map(re.escape, words)) or "(?!)"


@cache
def _at() -> re.Pattern[str]:
    """What is between name and host: an @, blanks around it or not, or a word for it, in brackets or not."""
    return re.compile(
        rf"(?P<sign>{_SIGN})|(?P<boxed>\s?[\[({{<]\s?(?:@|{_words('at')})\s?[\])}}>]\s?)|(?P<word>\s(?:{_words('at')})\s)",
        re.IGNORECASE,
    )


@cache
def _host() -> re.Pattern[str]:
    dot = rf"(?:\.|\s\.\s|\s?[\[({{<]\s?(?:\.|{_words('dot')})\s?[\])}}>]\s?|\s(?:{_words('dot')})\s)"
    return re.compile(rf"{_LABEL}(?:{dot}{_LABEL}){{0,7}}{dot}(?P<top>{_LABEL})", re.IGNORECASE)


@cache
def _spelled_host() -> re.Pattern[str]:
    dot = rf"\s(?:{_words('dot')})\s"
    return re.compile(rf"{_LABEL}(?:{dot}{_LABEL}){{0,7}}{dot}(?P<top>{_LABEL})", re.IGNORECASE)


@cache
def _not_names() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.emails.not_names))


@cache
def _boxed() -> re.Pattern[str]:
    return re.compile(rf"[\[({{<]\s?(?:{_words('at')})\s?[\])}}>]", re.IGNORECASE)


@cache
def _spotter() -> Spotter:
    return Spotter(all_words(extract, lambda file: file.emails.dot))


def _may_hold(text: str, words: Words) -> bool:
    """Whether a text has what every text has that holds an address."""
    return any(map(text.__contains__, _SIGNS)) or _spotter().spots(words) or _boxed().search(text) is not None


def hide_emails(text: str, words: Words) -> str:
    """`text`, whose words are `words`, with e-mail addresses replaced by [e-mail]: of any script, with blanks around the @, its
    entity or a word for it."""
    if ("AT" in text or "_at_" in text) and _GLUED_SIGN.search(text):
        text = _GLUED.sub(HIDDEN, text)
    if not _may_hold(text, words):
        return text
    pieces, done = [], 0
    for match in _at().finditer(text):
        start, end = _address(text, match, done)
        if end > start:
            pieces += [text[done:start], HIDDEN]
            done = end
    return _LETTERS_APART.sub(HIDDEN, "".join([*pieces, text[done:]]))


def _address(text: str, at: re.Match[str], least: int) -> tuple[int, int]:
    """Where the address around an @ begins and ends; the same place twice where there is none."""
    start, end = at.span()
    spelled = at["sign"] is None
    if not spelled:
        blank_before = start > least and text[start - 1].isspace()
        blank_after = text[end : end + 1].isspace()
        start, end, spelled = start - blank_before, end + blank_after, blank_before or blank_after
    host = (_spelled_host() if at["word"] else _host()).match(text, end)
    if host is None or not _TOP.match(host["top"]):
        return start, start
    name = _name_before(text[max(least, start - _LONGEST) : start], plain=spelled and not at["boxed"])
    if not name or (spelled and _is_word(name)):
        return start, start
    return start - len(name), host.end()


def _name_before(left: str, *, plain: bool) -> str:
    """The name at the end of a text; `plain`, of letters, digits and the usual signs only."""
    name = _NAME.search(left) if plain else _LATIN_NAME.search(left) or _ANY_NAME.search(left)
    return name.group() if name else ""


def _is_word(name: str) -> bool:
    """Whether what is before the @ is nobody's name ("see us at ...")."""
    return name.casefold() in _not_names()
