"""Entries of a feed beyond their texts: which of their names tells one from another, who wrote them, and references to
characters that are none."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.extract.page.text import markup_to_text, one_line
from data.privacy import redact_emails

_UNIVERSAL = ("http://", "https://", "tag:", "urn:")

_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_PAIR = re.compile(
    rb"&#(?:[xX]0{0,8}[dD][89aAbB][0-9a-fA-F]{2}|0{0,8}5[5-6]\d{3});&#(?:[xX][0-9a-fA-F]{1,12}|[0-9]{1,12});"
)
_NO_CHARACTER = b"&#xFFFD;"
_LONGEST_REFERENCE = 7
"""Digits of the greatest character, decimal."""

_MAIL = re.compile(
    r"(?:mailto:)?[\w.+%-]{1,64}\s?(?:@|\[at\]|\(at\)|\{at\})\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\((.*)\)")
_LEFT_OPEN = re.compile(r"^\S{0,20}\s?\(([^()]+)$")
_LEFT_BY_PARSER = re.compile(r"<[\w.-]{0,20}>")
"""What feedparser leaves of "mail (Name)" and "Name <mail>" where it cuts the address out before its end."""
_BETWEEN_PEOPLE = re.compile(r"\s*[;,&|/]\s*|\s+(?:and|und|et|y|e|ir|và|และ|og|och|en)\s+", re.IGNORECASE)
_NAME_EDGES = " \t<>()[]\"'“”„«»,;:|-"
_LONGEST_AUTHOR = 300


@dataclass(frozen=True)
class Named:
    """What an entry calls itself: its id in the feed's format, its link, and what it says."""

    id: str | None
    link: str | None
    title: str
    body: str
    at: datetime | None


@dataclass(frozen=True)
class Identity:
    """`id`: what an entry is known by in its feed; `alias`: what it is known by as well, should the id be another at each
    reading ('' if nothing else tells it from the others)."""

    id: str
    alias: str = ""


def identities(entries: Sequence[Named], url: str, home: str | None) -> list[Identity]:
    """The identity of each entry of the feed at `url` whose site is `home`. An id or a link tells entries apart only where
    it is not that of others that say something else; else their titles with their dates do, else all they say."""
    homes = _homes(url, home)
    ids = _telling(entries, lambda entry: entry.id, lambda held: _is_one(held, homes))
    links = _telling(entries, lambda entry: entry.link, _says_one_thing) - homes
    dated = _telling(entries, _dated, _says_one_thing)
    aliases = [_alias(entry) for entry in entries]
    times = Counter(aliases)
    found = []
    for entry, alias in zip(entries, aliases, strict=True):
        identity = _only(entry.id, ids) or _only(entry.link, links) or _said(entry, by_date=_dated(entry) in dated)
        if not identity.startswith(_UNIVERSAL):  # a number of its own means nothing beside other feeds
            identity = f"{urlsplit(url).hostname or ''}/{identity}"
        keeps = times[alias] == 1 and redact_emails(identity) == identity
        found.append(Identity(identity, alias if keeps else ""))
    return found


def _telling(
    entries: Sequence[Named], name: Callable[[Named], str | None], is_one: Callable[[Sequence[Named]], bool]
) -> set[str]:
    """Of what `name` calls entries, that which stands for one of them."""
    found: dict[str, list[Named]] = {}
    for entry in entries:
        if called := name(entry):
            found.setdefault(called, []).append(entry)
    return {called for called, held in found.items() if is_one(held)}


def _only(name: str | None, telling: set[str]) -> str:
    return name if name and name in telling else ""


def _says_one_thing(entries: Sequence[Named]) -> bool:
    return len({(entry.title, entry.body) for entry in entries}) == 1


def _is_one(entries: Sequence[Named], homes: set[str]) -> bool:
    """Whether the entries of one id are one: they say the same, or are a post and its newer version, which share title and
    link."""
    first, *others = entries
    versions = len(others) == 1 and first.title and first.link and first.link not in homes
    return _says_one_thing(entries) or bool(versions and (first.title, first.link) == (others[0].title, others[0].link))


def _dated(entry: Named) -> str | None:
    return f"{entry.title}\n{entry.at:%Y-%m-%dT%H:%M:%S}" if entry.title and entry.at else None


def _homes(url: str, home: str | None) -> set[str]:
    """Addresses that are no entry's own: the feed's and its site's."""
    own = urlsplit(url)
    known = [url, f"{own.scheme}://{own.netloc}", *([home] if home else [])]
    return {address for at in known for address in (at, at.rstrip("/"), f"{at.rstrip('/')}/")}


def _said(entry: Named, *, by_date: bool) -> str:
    at = [f"{entry.at:%Y-%m-%dT%H:%M:%S}"] if entry.at else []
    return _hash(entry.title, *at) if by_date else _hash(entry.title, entry.body, *at)


def _alias(entry: Named) -> str:
    if entry.at:
        return _hash(entry.link or "", entry.title or entry.body, f"{entry.at:%Y-%m-%dT%H:%M:%S}")
    return _hash(entry.link or "", entry.title, entry.body)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:20]


def people(written: Iterable[object]) -> list[str]:
    """Who wrote an entry, from what its elements for authors hold: "mail (Name)", "Name <mail>", "Name", a mail alone. The
    same person has the same name in each of these spellings; each once, the first of them the author."""
    names = [name for text in written if isinstance(text, str) and (name := _person(text))]
    return list(dict.fromkeys(names))


def together(author: str) -> list[str]:
    """The names to be hidden where one text names several people, or a family name first."""
    parts = [part for part in _BETWEEN_PEOPLE.split(author) if part]
    if len(parts) == 2 and "," in author and all(len(part.split()) == 1 for part in parts):
        return [f"{parts[1]} {parts[0]}"]
    return parts if len(parts) > 1 else []


def _person(text: str) -> str | None:
    text = one_line(markup_to_text(_LEFT_BY_PARSER.sub("", text[:_LONGEST_AUTHOR]))) or one_line(text[:_LONGEST_AUTHOR])
    mail = _MAIL.search(text)
    rest = text.replace(mail.group(), " ") if mail else text
    bracketed = (_IN_BRACKETS if mail else _LEFT_OPEN).search(rest)
    name = one_line((bracketed[1] if bracketed and bracketed[1].strip() else rest).strip(_NAME_EDGES))
    if text.startswith(('"', "“")) and len(turned := together(name)) == 1:  # "Family, Given" <mail>
        return turned[0]
    return name or (_name_in(mail.group().removeprefix("mailto:")) if mail else None)


def _name_in(mail: str) -> str:
    """The name that an address spells out (given.family@...), else the address."""
    words = [word for word in re.split(r"[._-]", mail.partition("@")[0]) if word]
    spelled = len(words) in (2, 3) and all(word.isalpha() and len(word) > 1 for word in words)
    return " ".join(word.capitalize() for word in words) if spelled else mail


def without_false_characters(body: bytes) -> bytes:
    """`body` with references to characters that do not exist (too great, halves of others, controls) made the sign that
    stands for what cannot be shown; two halves that belong together are the character they make."""
    if b"&#" not in body:
        return body
    return _REFERENCE.sub(_checked, _PAIR.sub(_joined, body))


def _joined(match: re.Match[bytes]) -> bytes:
    high, low = (_code(*found.groups()) for found in _REFERENCE.finditer(match.group()))
    if high is None or low is None or not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return match.group()
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _checked(match: re.Match[bytes]) -> bytes:
    code = _code(match[1], match[2])
    exists = code is not None and (code >= 32 or code in (9, 10, 13)) and not 0xD800 <= code < 0xE000
    return match.group() if exists and code not in (0xFFFE, 0xFFFF) else _NO_CHARACTER


def _code(hexadecimal: bytes | None, decimal: bytes | None) -> int | None:
    """The code of a reference; None if there is no such character."""
    digits = (hexadecimal or decimal or b"").lstrip(b"0")
    code = int(digits or b"0", 16 if hexadecimal else 10) if len(digits) <= _LONGEST_REFERENCE else None
    return code if code is not None and code <= 0x10FFFF else None
