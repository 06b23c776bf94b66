"""Collected text made safe for each kind of file: hostile until proven otherwise, changed as little as possible."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit

MAX_LINK = 2000
"""Longest address that is made clickable; spreadsheet programs refuse more."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_FORMULA_START = tuple("=+-@\t\r\n＝＋－＠")
_SECOND_CELL = re.compile(r"(;\s*)(?=[=+\-@＝＋－＠])")
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$&!^])")
_MARKDOWN_AUTOLINK = re.compile(r"(:)(?=//)|(?<=\bwww)(\.)|(:)(?=\w+:)", re.IGNORECASE)


def clean(text: str | None) -> str:
    """`text` without what XML and office programs refuse: control characters, lone surrogates, non-characters, and the
    bidirectional overrides that could make a line read as another. Line breaks become newlines. None becomes ''."""
    if not text:
        return ""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x85", "\n")
    return _BIDI.sub("", _ILLEGAL.sub("", unified))


def one_line(text: str | None) -> str:
    """`clean` with every run of white space as one space: for table cells, titles and text formats."""
    return _SPACES.sub(" ", clean(text)).strip()


def safe_url(url: str | None) -> str | None:
    """`url` as an address that may be made clickable, non-ASCII parts encoded; None unless plain http(s) to a host.

    Addresses with a user name, white space or control characters, or longer than MAX_LINK are not made clickable."""
    if not url or len(url) > MAX_LINK or any(ch <= " " or 0x7F <= ord(ch) < 0xA0 for ch in url):
        return None
    try:
        parts = urlsplit(url)
        netloc = _place(parts)
    except ValueError:
        return None
    if not netloc or parts.scheme.lower() not in ("http", "https"):
        return None
    try:
        path = _encode(parts.path, "/:@!$&()*+,;=%~")
        query = f"?{_encode(parts.query, '/?:@!$&()*+,;=%~')}" if parts.query else ""
        fragment = f"#{_encode(parts.fragment, '/?:@!$&()*+,;=%~')}" if parts.fragment else ""
    except UnicodeEncodeError:
        return None
    link = f"{parts.scheme.lower()}://{netloc}{path}{query}{fragment}"
    return link if len(link) <= MAX_LINK else None


def _place(parts: SplitResult) -> str:
    """Host and port of an address; '' where there is no host, a user name, or a host of other characters than hosts have.
    Raises ValueError for a port that is no number and a name that cannot be one."""
    port = parts.port
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if parts.username is not None or not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+", host):
        return ""
    return (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")


def _encode(part: str, safe: str) -> str:
    return quote(_BROKEN_PERCENT.sub("%25", part), safe=safe)


def host_of(url: str | None) -> str:
    """The host of `url` for display, without `www.`; the cleaned text itself where it is no address."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        host = None
    return one_line((host or url or "").removeprefix("www."))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program could take `text`, typed into a cell, for a formula or command."""
    return text.startswith(_FORMULA_START) or text.lstrip().startswith(_FORMULA_START)


def csv_text(text: str | None) -> str:
    """A text cell of a csv: one line, a leading apostrophe where a program might compute it.

    The same after a semicolon: where `;` is the list separator, the rest of a cell would start a cell of its own."""
    flat = _SECOND_CELL.sub(r"\1'", one_line(text))
    return f"'{flat}" if is_formula(flat) else flat


def markdown_text(text: str | None) -> str:
    """One line of text that Markdown (GitHub's, with tables, math, emoji and autolinks) shows as it is."""
    escaped = _MARKDOWN.sub(r"\\\1", one_line(text))
    return _MARKDOWN_AUTOLINK.sub(lambda found: "\\" + found[0], escaped)


def markdown_link(text: str, url: str | None) -> str:
    """`text` linked to `url` where that is a plain http(s) address, else just the text; `text` is escaped here."""
    link = safe_url(url)
    shown = markdown_text(text)
    return f"[{shown}](<{link.replace('|', '%7C')}>)" if link else shown
