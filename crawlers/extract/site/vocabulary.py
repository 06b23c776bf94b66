"""What tells links of a site beside the words of languages: `links.toml`, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def vocabulary() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawlers.extract.site").joinpath("links.toml").read_text(encoding="utf-8"))
