"""`overheard read FILE.warc.gz`: which pages a file of raw pages holds, and one of them read as a saved page is."""

from __future__ import annotations

from pathlib import Path

from data.archive.warc import KeptPage, read_pages
from data.errors import ConfigError
from data.urls import without_fragment
from data.wording import counted
from overheard.commands.read.shown import plain

NAMED = 3
"""Addresses named where the one asked for is not among them."""


def kept_pages(path: Path, url: str, most_bytes: int) -> list[KeptPage]:
    """The pages of a file: all, without their bodies but where there is one alone; or with `url` the one of that address, of
    several the newest that was answered with a page. Raises ConfigError."""
    wanted, pages = _same(url), list[KeptPage]()
    found: KeptPage | None = None
    try:
        for page in read_pages(path, most_bytes):
            if wanted and _same(page.url) == wanted and (found is None or page.status == 200 or found.status != 200):
                found = page
            pages.append(page if not pages else KeptPage(page.url, page.at, page.status, b"", longer=page.longer))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ConfigError(f"{path}: {error}.") from None
    if not wanted:
        return pages
    if found is None:
        known = ", ".join(dict.fromkeys(plain(page.url) for page in pages[:NAMED]))
        raise ConfigError(
            f"--url: expected the address of one of the {counted(len(pages), 'page')} of {path} ({known}, ...), found {url!r}. "
            f"`overheard read {path}` lists them."
        )
    return [found]


def _same(url: str) -> str:
    return without_fragment(url).rstrip("/")
