"""What a crawl is asked to do."""

from __future__ import annotations

from dataclasses import dataclass

from crawlers.spiders.target import CRAWL_KINDS
from data.errors import ConfigError
from data.workspace import Workspace


@dataclass(frozen=True)
class CrawlRequest:
    """What to crawl: kinds (empty: all), brands by name or id (empty: all), at most `limit` pages a site (0: as
    overheard.toml says)."""

    kinds: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    limit: int = 0

    def check(self, workspace: Workspace) -> None:
        """Raise ConfigError for a kind or brand that does not exist."""
        for kind in self.kinds:
            if kind not in CRAWL_KINDS:
                raise ConfigError(f"crawl: expected some of {', '.join(CRAWL_KINDS)}, found {kind!r}.")
        if self.limit < 0:
            raise ConfigError(f"--limit: expected a number of pages from 1 on, found {self.limit}.")
        workspace.select_brands(list(self.brands))
