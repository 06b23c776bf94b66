"""E-mail addresses of a page: linked, described (schema.org), protected, written, or written for people only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from crawlers.extract.channels.config import config
from crawlers.extract.page import Page
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.survey import CELL, EDGE
from crawlers.extract.page.text import text_of
from crawlers.extract.page.unseen import unseen_elements
from data.languages import all_words, extract

_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9_][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w@-])", re.ASCII
)
_RUN_INTO = re.compile(r"^(.{3,200}\.[a-z]{2,12})[A-Z][A-Za-z]{0,20}$")
_WITH_CODES = etree.XPath("//@href|//@data-cfemail")
_MAX_TEXT = 500_000
_MAX_LINE = 20_000
"""Characters of a line in which addresses for people only are read: no line for people has more."""
_MAX_FOUND = 2_000
"""Addresses looked at on one page, repetitions counted."""
_AT_MARK = re.compile(rf"{EDGE}+(?=[@.])|(?<=@){EDGE}+|(?<=\.){EDGE}+(?=[a-z]{{2,6}}\b)")
_TRAP = re.compile(rf"(?<=[\w.+@-]){EDGE}+([\w.+-]{{1,30}}){EDGE}+(?=[\w.+@-])")
"""A word in an element of its own within a word: in an address a trap for programs, if people do not see it."""
_SIGNS = "★☆●○◎■□◆◇＊♪"
_SIGN_FOR_AT = re.compile(rf"([{_SIGNS}])[^\n@＠]{{0,24}}[@＠]|[@＠][^\n@＠]{{0,24}}([{_SIGNS}])")
"""What says that a sign is written for "@"."""
_SIGNED = re.compile(rf"(?<=[\w.+-])([{_SIGNS}])(?=[A-Za-z0-9-]{{1,63}}\.[A-Za-z])", re.ASCII)
_STANDS_FOR_AT = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9_][\w.+-]{0,63}?"
    r"(?P<sign>[#*§$%&!|~^°¤]{1,2}|[(\[{<][A-Za-z*#]{1,4}[)\]}>]|[_-](?:at|AT|a)[_-]|(?<=[a-z0-9])[A-Z]{2,8}|\s(?:AT|at)\s)"
    r"(?=(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w@-]))"
)
"""What may be an address with something else for its "@": "info#acme.example"."""
_NAMED_AT = re.compile(r"[@＠](?<![^\s(\[=\"'“„»«].)(?!\w)")
"""The sign alone, as where a page says what is to be read for what."""
_MAX_NOTE = 24
"""Characters between such a sign and the "@" that it stands for, where the page says so: "replace # by @"."""
_WIDE = str.maketrans("＠（）．", "@().")
_TO_SPACE = {ord(CELL): " ", ord(EDGE): " "}
_PEOPLE = frozenset({"person", "review", "comment", "rating"})


def find_emails(page: Page) -> list[str]:
    """E-mail addresses in lower case, each once: `mailto:` links, schema.org, Cloudflare-protected and written ones,
    `name [at] host [dot] com` and `name at host dot com` too."""
    return list(
        dict.fromkeys(email for raw in islice(_raw_emails(page), _MAX_FOUND) if (email := canonical_email(raw)))
    )


def _raw_emails(page: Page) -> Iterator[str]:
    for value, is_code in _addresses(page):
        href = value.strip()
        if is_code:
            yield decode_cfemail(href)
        elif href[:7].lower() == "mailto:":
            for part in re.split(r"[,;]", unquote(href[7:500].split("?")[0])):
                yield from _EMAIL.findall(readable(part)) or [part]
        elif protected := href.partition("/cdn-cgi/l/email-protection#")[2]:
            yield decode_cfemail(protected)
    for item in structured_items(page):
        if "email" in item.properties and item.types.isdisjoint(_PEOPLE):
            yield from item.text("email").splitlines()
    # Addresses that a script writes out of sight of robots are often repeated, readably, for browsers without scripts.
    yield from _written(_spaced(page)[:_MAX_TEXT], page.survey.folded)
    for element in page.tagged("noscript"):
        yield from _written(text := text_of(element), text.casefold())


def _spaced(page: Page) -> str:
    """The page's text with a space where an element begins or ends, if that is not beside the marks of an address: a label
    in an element of its own is no part of the address behind it."""
    if "@" not in page.survey.text:
        return page.survey.text
    unseen: frozenset[str] | None = None
    lines = list(page.survey.lines)
    for number in [number for number, line in enumerate(lines) if "@" in line]:
        marked = page.survey.parted[number]
        if len(marked) > _MAX_LINE:
            continue
        if _TRAP.search(marked):
            unseen = _unseen_words(page) if unseen is None else unseen
            marked = _without_traps(marked, unseen)
        lines[number] = _AT_MARK.sub("", marked).translate(_TO_SPACE)
    return "\n".join(lines)


def _unseen_words(page: Page) -> frozenset[str]:
    """What the small elements say that people do not see."""
    return frozenset((element.text or "").strip() for element in unseen_elements(page) if not len(element))


def _without_traps(marked: str, unseen: frozenset[str]) -> str:
    return _TRAP.sub(lambda match: "" if match[1] in unseen else match.group(), marked)


def _addresses(page: Page) -> Iterator[tuple[str, bool]]:
    """Values of `href` and of Cloudflare's attribute in page order, with whether it is the latter; none if none of them
    can be an address."""
    seen = page.survey
    if "email-protection" in page.targets or "protected]" in seen.folded or "__cf_email__" in page.named:
        for value in _WITH_CODES(page.root):
            yield value, value.attrname == "data-cfemail"
    elif "mailto:" in page.targets:
        yield from ((value, False) for value in page.hrefs if "mailto:" in value.lower())


def _written(text: str, folded: str) -> Iterator[str]:
    """Addresses in a text: those for programs, then those for people only. `folded`: the text casefolded."""
    marked = _has_at(text)
    spelled = _is_spelled(folded)
    if not (marked or spelled):
        return
    if marked:
        text = _with_ats(text)
    lines = text.splitlines()
    with_at = list(filter(_has_at, lines)) if marked else []
    for line in with_at:
        yield from _EMAIL.findall(line)
    for line in lines if spelled else with_at:
        if len(line) > _MAX_LINE or not (_has_at(line) or _is_spelled(line.casefold())):
            continue
        if (plain := readable(line)) != line:
            yield from _EMAIL.findall(plain)


def _has_at(text: str) -> bool:
    return "@" in text or "＠" in text


def _with_ats(text: str) -> str:
    """A text with the sign that it says is written for "@" made that, in addresses."""
    if any(map(text.__contains__, _SIGNS)):
        signs = {match[1] or match[2] for match in _SIGN_FOR_AT.finditer(text)}
        text = _SIGNED.sub(lambda match: "@" if match[1] in signs else match.group(), text) if signs else text
    if _NAMED_AT.search(text) is None:
        return text
    written = {match["sign"] for match in _STANDS_FOR_AT.finditer(text)}
    meant = {sign for sign in written if _is_said_for_at(sign.strip(), text)}
    return _STANDS_FOR_AT.sub(lambda match: _with_at(match) if match["sign"] in meant else match.group(), text)


def _with_at(match: re.Match[str]) -> str:
    return match.group().removesuffix(match["sign"]) + "@"


def _is_said_for_at(sign: str, text: str) -> bool:
    """Whether a text says of a sign that "@" is meant: "(# = @)", "please replace # by @"."""
    sign, note = re.escape(sign), rf"[^\n@.]{{0,{_MAX_NOTE}}}"
    apart = rf"(?<![A-Za-z0-9]){sign}(?![A-Za-z0-9])"
    return re.search(rf"{apart}{note}[@＠]|[@＠]{note}{apart}", text) is not None


def _is_spelled(folded: str) -> bool:
    """Whether a text may hold an address without "@": with a word for it in brackets, or a bare word for its dot."""
    bracketed, dots = _spelling()
    return any(dot in folded for dot in dots) or bracketed.search(folded) is not None


@cache
def _at() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.emails.at)


@cache
def _dot() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.emails.dot)


@cache
def _not_names() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.emails.not_names))


@cache
def _spelling() -> tuple[re.Pattern[str], tuple[str, ...]]:
    ats = "|".join(map(re.escape, _at()))
    return (
        re.compile(rf"[\[({{<（]\s{{0,3}}(?:{ats})\s{{0,3}}[\])}}>）]"),
        tuple(f" {word} " for word in (*_dot(), ".")),
    )


def readable(text: str) -> str:
    """A text with addresses written for people only (`name [at] host dot com`, `name @ host . com`) made addresses.

    Words in brackets are taken wherever they stand; bare words only where a bare "dot" follows the "at" and its host.
    """
    if not any(mark in text for mark in "@＠[({<（") and " at " not in text.casefold():
        return text
    text = text.translate(_WIDE)
    at, dot, bare = _patterns()
    if any(map(text.__contains__, "[({<")):
        text = dot.sub(".", at.sub("@", text))
    # Without a space beside its "@" and a word for its dot an address is one already: most are.
    spaced = f" {' '.join(text.split())} ".casefold()
    if " @" in spaced or "@ " in spaced or any(map(spaced.__contains__, _spelling()[1])):
        text = bare.sub(_joined, text)
    return text


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    ats, dots = ("|".join(map(re.escape, words)) for words in (_at(), _dot()))
    label = r"[A-Za-z0-9-]{1,63}"
    return (
        re.compile(rf"\s{{0,3}}[\[({{<]\s{{0,3}}(?:{ats}|@)\s{{0,3}}[\])}}>]\s{{0,3}}", re.IGNORECASE),
        re.compile(rf"\s{{0,3}}[\[({{<]\s{{0,3}}(?:{dots}|\.)\s{{0,3}}[\])}}>]\s{{0,3}}", re.IGNORECASE),
        re.compile(
            rf"(?<![\w.+-])([A-Za-z0-9_][A-Za-z0-9_.+-]{{0,63}})(?:\s{{1,2}}(?:{ats}|@)\s{{1,2}}|@)"
            rf"({label}(?:(?:\s{{1,2}}(?:{dots}|\.)\s{{1,2}}|\.){label}){{1,4}})(?![\w@-])",
            re.IGNORECASE,
        ),
    )


@cache
def _spelled_dot() -> re.Pattern[str]:
    dots = "|".join(map(re.escape, _dot()))
    return re.compile(rf"\s{{1,2}}(?:{dots}|\.)\s{{1,2}}", re.IGNORECASE)


def _joined(match: re.Match[str]) -> str:
    """The address, unless only the "at" was a word: "look at acme.com" is none."""
    text = match.group()
    host, spelled = _spelled_dot().subn(".", match[2])
    spelled_out = spelled and match[1].casefold() not in _not_names()
    return f"{match[1]}@{host}" if spelled_out or "@" in text else text


def decode_cfemail(code: str) -> str:
    """Cloudflare's protection: hexadecimal bytes, each exclusive-or the first; `""` if it is none."""
    try:
        key, *rest = bytes.fromhex(code.strip()[:400])
    except ValueError:
        return ""
    return bytes(byte ^ key for byte in rest).decode("utf-8", "replace")


def canonical_email(raw: str) -> str:
    """The address in lower case, or `""` for what is none: placeholders, file names such as `logo@2x.png`.

    A word that runs into the address where inline elements meet (`care@acme.comPhone`) is cut off.
    """
    match = _EMAIL.fullmatch(raw.strip().removeprefix("mailto:").strip(" <>\"'").rstrip("."))
    if match is None:
        return ""
    run_into = _RUN_INTO.match(match.group())
    email = (run_into[1] if run_into else match.group()).lower()
    domain = email.partition("@")[2]
    words = config()["email"]
    if domain in words["placeholder_domains"] or domain.rpartition(".")[2] in words["file_endings"]:
        return ""
    return email
