"""The one message catalogue of the app and the exports: every text a reader sees, by key, from `<language>/*.toml`.

`title = "..."` under `[status]` of a file `app.toml` is reached as `t("app.status.title")`, that of a file `app.overview.toml`
as `t("app.overview.title")`: each page of the app has a file of its own. What a language has no text for is said in
English. Texts take `{named}` fields of `str.format`, and
`{thresholds.min_units}` for a key of data/thresholds.toml, which every text has without being given it. A key that is missing
raises `KeyError`: a blank label would hide a mistake.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from data.thresholds import THRESHOLDS

CATALOGUE = Path(__file__).parent
DEFAULT_LANGUAGE = "en"
_THRESHOLD = re.compile(r"\{thresholds\.(\w+)\}")
_THRESHOLDS = THRESHOLDS.model_dump() | {"alpha_one_in": round(1 / THRESHOLDS.alpha)}


_spoken: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within this, texts that name no language are in `language` (BCP 47), as far as there are any."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The language of texts that name none."""
    return _spoken.get()


@cache
def languages() -> tuple[str, ...]:
    """The languages that the app speaks, English first: those whose folder has an app.toml."""
    found = sorted(path.parent.name for path in CATALOGUE.glob("*/app.toml"))
    return (DEFAULT_LANGUAGE, *(code for code in found if code != DEFAULT_LANGUAGE))


def catalogue(language: str | None = None) -> dict[str, str]:
    """All texts of `language` (None: the one spoken) as a flat mapping key -> text; English stands in for each that it lacks."""
    return _texts(language or _spoken.get())


@cache
def _texts(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for code in dict.fromkeys((DEFAULT_LANGUAGE, language)):
        texts |= own_texts(code)
    return texts


def own_texts(language: str) -> dict[str, str]:
    """The texts that `language` has of its own; none where it has no folder."""
    texts: dict[str, str] = {}
    for path in sorted((CATALOGUE / language).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), texts)
    return texts


def _flatten(prefix: str, tree: dict[str, Any], into: dict[str, str]) -> None:
    for key, value in tree.items():
        name = f"{prefix}.{key}"
        if isinstance(value, dict):
            _flatten(name, value, into)
        else:
            into[name] = _THRESHOLD.sub(lambda found: f"{_THRESHOLDS[found[1]]:g}", str(value))


def t(key: str, /, language: str | None = None, **fields: Any) -> str:
    """The text of `key` in `language` (None: the one spoken) with `fields` filled in. Raises KeyError for an unknown
    key or field."""
    text = catalogue(language)[key]
    return text.format(**fields) if fields else text
