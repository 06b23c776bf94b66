"""Stable ids of records: the same question or review read again, tomorrow or from another page of a list, keeps its id."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Identity:
    """The id that a kind's records get: the `column` that holds it, and what makes it of a record, or of anything that has
    its `fields` as attributes."""

    column: str
    made: Callable[[Any], str]
    fields: tuple[str, ...]


def fold(text: str) -> str:
    """`text` without what a cosmetic edit changes: case, spacing, width and punctuation. Letters and marks stay."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(c)[0] in "LMNS")


def page_key(url: str) -> str:
    """A page's address without scheme, `www.`, fragment and closing slash: those change while the page stays."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    return host + (parts.path.rstrip("/") or "") + (f"?{parts.query}" if parts.query else "")


def digest(*parts: object) -> str:
    """20 hex digits of the parts; None counts as ''."""
    return hashlib.sha256("\x1f".join("" if p is None else str(p) for p in parts).encode()).hexdigest()[:20]
