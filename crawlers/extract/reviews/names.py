"""The words of class names: what the boxes of reviews, their parts and their stars are called (`roles.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a name written in one goes on with a capital."""


@cache
def tables() -> dict[str, Any]:
    """The words of class names: `roles.toml`."""
    return tomllib.loads(resources.files("crawlers.extract.reviews").joinpath("roles.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def words_of(names: str) -> tuple[str, ...]:
    """Words of a class attribute, lower case: "ReviewCard_author-name" -> review, card, author, name."""
    return tuple(_WORD.findall(CAMEL.sub(" ", names[:300]).replace("_", " ").lower()))


@cache
def box_names(kind: str) -> frozenset[str]:
    """Words that name boxes of a kind: review, comment, related ..."""
    return frozenset(tables()["boxes"][kind])
