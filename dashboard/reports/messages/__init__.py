"""The one message catalogue of the app and the exports: every text a reader sees, by key, from `<language>/*.toml`.

`title = "..."` under `[status]` of a file `app.toml` is reached as `t("app.status.title")`, that of a file `app.overview.toml`
as `t("app.overview.title")`: each page of the app has a file of its own. Texts take `{named}` fields of `str.format`, and
`{thresholds.min_units}` for a key of data/thresholds.toml, which every text has without being given it. A key that is missing
raises `KeyError`: a blank label would hide a mistake.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from data.thresholds import THRESHOLDS

CATALOGUE = Path(__file__).parent
DEFAULT_LANGUAGE = "en"
_THRESHOLD = re.compile(r"\{thresholds\.(\w+)\}")
_THRESHOLDS = THRESHOLDS.model_dump() | {"alpha_one_in": round(1 / THRESHOLDS.alpha)}


@cache
def catalogue(language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """All texts of `language` as a flat mapping key -> text; English stands in for a language without a catalogue."""
    folder = CATALOGUE / language
    if not folder.is_dir():
        folder = CATALOGUE / DEFAULT_LANGUAGE
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), texts)
    return texts


def _flatten(prefix: str, tree: dict[str, Any], into: dict[str, str]) -> None:
    for key, value in tree.items():
        name = f"{prefix}.{key}"
        if isinstance(value, dict):
            _flatten(name, value, into)
        else:
            into[name] = _THRESHOLD.sub(lambda found: f"{_THRESHOLDS[found[1]]:g}", str(value))


def t(key: str, /, language: str = DEFAULT_LANGUAGE, **fields: Any) -> str:
    """The text of `key` in `language` with `fields` filled in. Raises KeyError for an unknown key or field."""
    text = catalogue(language)[key]
    return text.format(**fields) if fields else text
