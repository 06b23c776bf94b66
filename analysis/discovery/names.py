"""What a site is called: by the titles of its pages on result lists, or by what its home page says."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from analysis.text.phrases import fold
from data.urls import host, site_label

_PARTS = re.compile(r"\s[|\-–—·•›»]\s|[|｜]\s?|:\s")
_MAX_NAME = 60
_CUT = ("...", "…")


ADS = ("ad", "shopping")
"""Kinds of results whose titles say what is offered, rather than who offers it."""


def name_of(url: str, titles: Sequence[str], stated: Sequence[str] = (), ads: Sequence[str] = ()) -> str:
    """The name of the site at `url`. `stated` are names its home page states for itself, the surest first; `titles` the
    titles of its pages; `ads` those of its advertisements. The one most like the domain's name wins, then a stated one, then
    the part most titles share (a page met twice shares nothing with itself, nor do slogans of advertisements count), then the
    domain's own."""
    label = _plain(site_label(url)) or host(url)
    names = [name.strip() for name in stated if 0 < len(name.strip()) <= _MAX_NAME]
    shared = _counted(titles)
    counts = shared + _counted(ads)
    same = (
        name for name in (*names, *(part for part, _ in counts.most_common())) if _plain(name) and _plain(name) == label
    )
    if name := next(same, None) or next(iter(names), None):
        return name
    alike = [part for part in counts if _resembles(_plain(part), label)]
    if alike:
        return min(alike, key=lambda part: (-counts[part], len(part), part))
    most, times = next(iter(shared.most_common(1)), ("", 0))
    return most if times > 1 else label.capitalize() if site_label(url) else host(url)


def _counted(titles: Sequence[str]) -> Counter[str]:
    """Parts of titles -> in how many different titles they are."""
    counts: Counter[str] = Counter()
    for title in dict.fromkeys(titles):
        counts.update(dict.fromkeys((part for part in title_parts(title) if len(part) <= _MAX_NAME), 1))
    return counts


def title_parts(title: str) -> list[str]:
    """A title cut at its separators: "Coffee | Acme" -> ["Coffee", "Acme"]."""
    return [part.strip() for part in _PARTS.split(title) if part and part.strip() and not part.strip().endswith(_CUT)]


def without_names(title: str, names: Iterable[str]) -> list[str]:
    """The parts of a title that do not name a brand."""
    plain = [_plain(name) for name in names if _plain(name)]
    return [
        part for part in title_parts(title)
        if not any(_plain(part) == name or _plain(part) in name for name in plain)
    ]  # fmt: skip


def _plain(text: str) -> str:
    """Letters and digits only, in lower case and without accents: how a domain would spell it."""
    spread = unicodedata.normalize("NFKD", fold(text)).replace("đ", "d")
    return "".join(
        char for char in spread if char.isalnum() or (unicodedata.category(char) == "Mn" and ord(char) > 0x0E00)
    )


def _resembles(part: str, label: str) -> bool:
    """Whether a part of a title is how the domain's name reads: nearly all of it, or it with a word more."""
    if len(part) < 2 or not label:
        return False
    return (part in label and 2 * len(part) >= len(label)) or (label in part and len(part) <= 2 * len(label) + 4)
