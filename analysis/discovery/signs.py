"""Whether a search result is an article about what is sold or a place that sells: by its address and title.
The words are those of data/languages/<code>/results.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from analysis.discovery.names import title_parts
from analysis.text.phrases import fold
from data.languages import all_words, results
from data.urls import host, site_label

_PARTS = re.compile(r"[/_.+\s-]+")
_DATE = re.compile(r"/(?:19|20)\d\d/(?:[01]?\d|[a-z]{3})(?:/|$)")
_ARTICLE_ID = re.compile(r"[-_/][a-z]?\d{5,15}(?:\.(?:html?|chn|d|php|aspx|ece|amp))?/?$")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip|epub)$")
_NUMBER = re.compile(r"(?<!\d)(?:[2-9]|[1-9]\d|100|20[0-4]\d|25[5-9]\d)(?!\d)")
"""A count of 2 to 100, or a year (Buddhist years too)."""
_COUNTED = re.compile(r"(?:[3-9]|[1-4]\d|50)\s+[^\W\d_]{2}")
"""A title that begins with a count of things."""
_MIN_REST = 3
_MAX_TITLE = 300
_LATIN = re.compile(r"[a-z0-9\u00c0-\u024f\u1e00-\u1eff]")


@dataclass(frozen=True)
class Signs:
    """What one result shows. `document`: a file to read; `article`, `business`: how many signs of each, from 0; `home`:
    whether it is a site's own front page, which most that rank are for what the site sells."""

    document: bool
    article: int
    business: int
    home: bool = False


@dataclass(frozen=True)
class _Words:
    path: frozenset[str]
    path_wholes: frozenset[str]
    """Entries of several words: they count as a whole part of the path."""
    titles: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, path: Iterable[str], titles: Iterable[str]) -> _Words:
        """The words of all languages, as results.toml has them, ready to look for."""
        parts = frozenset(map(fold, path))
        wholes = frozenset(part for part in parts if "-" in part)
        return cls(parts - wholes, wholes, tuple(map(_phrase, titles)))


@dataclass(frozen=True)
class _ArticleWords:
    """What only articles show; see data.languages.shapes.Articles."""

    slug_starts: tuple[str, ...]
    slug_parts: tuple[str, ...]
    subdomains: frozenset[str]
    advice: tuple[re.Pattern[str], ...]
    superlatives: tuple[re.Pattern[str], ...]
    names: tuple[str, ...]


@cache
def _article() -> _Words:
    return _Words.of(
        all_words(results, lambda words: words.article.path), all_words(results, lambda words: words.article.titles)
    )


@cache
def _business() -> _Words:
    return _Words.of(
        all_words(results, lambda words: words.business.path), all_words(results, lambda words: words.business.titles)
    )


@cache
def _article_words() -> _ArticleWords:
    return _ArticleWords(
        slug_starts=tuple(map(fold, all_words(results, lambda words: words.article.slug_starts))),
        slug_parts=tuple(map(fold, all_words(results, lambda words: words.article.slug_parts))),
        subdomains=frozenset(all_words(results, lambda words: words.article.subdomains)),
        advice=tuple(map(_phrase, all_words(results, lambda words: words.article.advice))),
        superlatives=tuple(map(_phrase, all_words(results, lambda words: words.article.superlatives))),
        names=all_words(results, lambda words: words.article.names),
    )


def _phrase(phrase: str) -> re.Pattern[str]:
    folded = fold(phrase)
    inner = re.escape(folded).replace(r"\#", r"\d{1,3}").replace("#", r"\d{1,3}").replace(r"\ ", r"\s")
    before = r"(?<!\w)" if _LATIN.match(folded[0]) or folded[0] == "#" else ""
    after = r"(?!\w)" if _LATIN.match(folded[-1]) or folded[-1] == "#" else ""
    return re.compile(before + inner + after)


def signs_of(url: str, title: str, snippet: str = "") -> Signs:
    """The signs of one result. Never raises on an address or text."""
    try:
        path = fold(unquote(urlsplit(url).path))
    except ValueError:
        path = ""
    name = fold(title)[:_MAX_TITLE]
    if _DOCUMENT.search(path) or name.startswith("[pdf]"):
        return Signs(True, 0, 0)
    words = _article_words()
    article = 2 * _in_path(path, _article()) + 2 * bool(_DATE.search(path)) + bool(_ARTICLE_ID.search(path))
    slug = path.rstrip("/").rpartition("/")[2]
    article += 2 * (slug.startswith(words.slug_starts) or any(part in slug for part in words.slug_parts))
    article += 2 * (host(url).split(".")[0] in words.subdomains)
    article += 2 * any(pattern.search(name) for pattern in _article().titles)
    article += any(pattern.search(name) for pattern in words.advice)
    counted = _COUNTED.match(name)
    article += 2 * (counted is not None and counted[0].split()[0] not in site_label(url))
    article += 2 * (_NUMBER.search(name) is not None and any(pattern.search(name) for pattern in words.superlatives))
    business = 2 * _in_path(path, _business())
    for text, most in ((name, 2), (fold(snippet)[:_MAX_TITLE], 1)):
        business += min(most, sum(pattern.search(text) is not None for pattern in _business().titles))
    return Signs(False, article, business, path.strip("/") == "")


def _in_path(path: str, words: _Words) -> bool:
    """Whether a part of the path is one of the words; the last part is often a title, and counts as a whole only."""
    parts = [part for part in path.split("/") if part]
    if not words.path_wholes.isdisjoint(parts) or not words.path.isdisjoint(parts):
        return True
    return any(not words.path.isdisjoint(_PARTS.split(part)) for part in parts[:-1]) or any(
        whole in part for whole in words.path_wholes for part in parts
    )


def _is_name(text: str) -> bool:
    """Whether a text is written as a name is: no word of it in small letters but the shortest ("The Book of Beans")."""
    return not any(word[0].islower() and len(word) > _MIN_REST for word in text.split())


def named_like_media(url: str, titles: Sequence[str] = ()) -> bool:
    """Whether a site's name begins or ends with what media, guides and directories call themselves: by its address, or
    by how its `titles` end ("Boxes in Bristol | Local Food Guide")."""
    names = _article_words().names
    label = site_label(url)
    plain = label.replace("-", "")
    last = [parts[-1] for title in titles if len(parts := title_parts(title)) > 1 and _is_name(parts[-1])]
    ends = {fold(name.split()[-1]) for name in last}
    return (
        not set(names).isdisjoint({*label.split("-"), *ends})
        or plain.endswith(tuple(name for name in names if len(plain) >= len(name) + _MIN_REST))
        or plain.startswith(
            tuple(name for name in names if len(name) > _MIN_REST + 1 and len(plain) >= len(name) + _MIN_REST)
        )
    )
