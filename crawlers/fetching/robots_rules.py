"""What one robots.txt says to this crawler (RFC 9309), read with care: what cannot be read for sure raises UnreadableError."""

from __future__ import annotations

import codecs
import re
from urllib.parse import quote

from protego import Protego

_LINE_END = re.compile(r"\r\n|\r|\n")
_ODD_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What Python takes for the end of a line and RFC 9309 does not: a rule could hide another one behind it."""
_AGENT_LINE = re.compile(r"user[- ]?agent\s*[:\s]\s*(?P<name>.*)", re.IGNORECASE)
_SITE_LINE = re.compile(r"(?:site-?maps?|host)\b", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_-]+")
_WEB_ADDRESS = re.compile(r"\+?https?://\S*", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
ALL = "*"


class UnreadableError(ValueError):
    """A robots.txt that is no text; the message says what was found."""


class RobotsRules:
    """The rules of a robots.txt for one user agent. `body` is the file, unpacked. Raises UnreadableError."""

    def __init__(self, body: bytes, user_agent: str) -> None:
        lines = _LINE_END.split(decode(body))
        # The parser gets our own lines only: for a file of many names its time grows with their square.
        self._parser = Protego.parse("\n".join([f"User-agent: {ALL}", *lines_for(lines, user_agent)]))

    def allows(self, url: str) -> bool:
        """Whether `url` may be asked for. robots.txt itself always may."""
        return bool(self._parser.can_fetch(url, ALL))

    @property
    def crawl_delay(self) -> float | None:
        """The pause between two requests that the site asks for, in seconds, if it asks for one."""
        delay = self._parser.crawl_delay(ALL)
        return None if delay is None else float(delay)


def decode(body: bytes) -> str:
    """The text of a robots.txt: UTF-8, or what its byte order mark says. Bytes that are neither stand as addresses write
    them (%E9), so that a rule of an old site still means the page it means. Raises UnreadableError for what is no text."""
    encoding, start = next(((name, len(bom)) for bom, name in _BOMS if body.startswith(bom)), ("utf-8", 0))
    body = body[start:]
    if encoding == "utf-8":
        text = re.sub("[\udc80-\udcff]", _byte, body.decode("utf-8", "surrogateescape"))
    else:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError as error:
            raise UnreadableError(f"expected {encoding} by its byte order mark, found {error.reason}") from None
    if "\0" in text or body.startswith(b"\x1f\x8b"):
        raise UnreadableError("expected text, found bytes that are none")
    return _ODD_LINE_ENDS.sub(lambda found: quote(found[0]), text)


def _byte(escaped: re.Match[str]) -> str:
    return f"%{ord(escaped[0]) - 0xDC00:02X}"


def lines_for(lines: list[str], user_agent: str) -> list[str]:
    """The lines of the groups that name `user_agent`; where none does, of those for all agents. Groups for the same agent
    count together."""
    names = set(_NAME.findall(_WEB_ADDRESS.sub(" ", user_agent.lower())))
    ours: list[str] = []
    for_all: list[str] = []
    named = in_heading = to_us = to_all = False
    for raw in lines:
        line = raw.partition("#")[0].strip("\ufeff \t")
        heading = _AGENT_LINE.match(line)
        if heading:
            name = heading["name"].strip().lower()
            to_all = (in_heading and to_all) or name == ALL
            to_us = (in_heading and to_us) or _means(name, names)
            named, in_heading = named or to_us, True
        elif line and not _SITE_LINE.match(line):
            in_heading = False
            if to_us:
                ours.append(line)
            if to_all:
                for_all.append(line)
    return ours if named else for_all


def _means(name: str, names: set[str]) -> bool:
    """Whether a group's name, which may carry a version or end with *, is one of an agent's names."""
    stem = _NAME.match(name)
    if stem is None:
        return False
    if name[stem.end() :].startswith(ALL):
        return any(own.startswith(stem[0]) for own in names)
    return stem[0] in names
