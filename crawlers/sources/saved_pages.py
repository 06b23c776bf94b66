"""Result pages that a person saved to disk: one file is one look-up, made when the file was saved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.extract.rankings import UNKNOWN, read_result_page, saved_page
from crawlers.extract.rankings.result_page import ResultPage
from data.clock import utc_now
from data.workspace.searches import Search

SUFFIXES = (".html", ".htm", ".mhtml")
MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Saved:
    """One saved page as read. `url` its file: address; `capture` the name that its positions keep however often it is
    read; `left_out` why it was not read although it could have been."""

    url: str
    page: ResultPage
    at: datetime
    digest: str | None = None
    left_out: str = ""

    @property
    def capture(self) -> str:
        return f"saved-{self.at:%Y%m%dT%H%M%SZ}-{self.digest}"


def saved_folder(root: Path, url: str) -> Path:
    """The folder of saved pages: a path relative to the workspace, or a file: URL."""
    path = Path(urlsplit(url).path) if url.startswith("file:") else Path(url).expanduser()
    return path if path.is_absolute() else root / path


def saved_pages(root: Path, search: Search) -> Iterator[Saved]:
    """All saved pages of a [[search]] in the workspace at `root`, read one by one. A folder without any is one failure."""
    folder = saved_folder(root, search.url)
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES) if folder.is_dir() else []
    if not files:
        reason = f"expected saved result pages ({', '.join(SUFFIXES)}) in this folder, found none"
        yield _failed(folder.as_uri(), search, reason)
    for path in files:
        yield read_saved(path, search)


def read_saved(path: Path, search: Search) -> Saved:
    """One saved page; the time it was saved is the time of its positions. Never raises on what the file holds."""
    url = path.as_uri()
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _failed(url, search, f"expected at most {MAX_BYTES} bytes, found {size}")
        body = path.read_bytes()
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None, microsecond=0)
    except OSError as error:
        return _failed(url, search, f"cannot be read: {error.strerror}")
    page = read_result_page(saved_page(body, url), search.device)
    keyword = page.query or path.stem
    stamp = {"keyword": keyword, "market": search.market}
    page = replace(
        page, query=keyword, market=search.market, rankings=[of.model_copy(update=stamp) for of in page.rankings]
    )
    left_out = ""
    if search.keywords and keyword.casefold() not in {k.casefold() for k in search.keywords}:
        left_out = f"not read: its query {keyword!r} is none of search.keywords"
    return Saved(url, page, at, hashlib.sha256(body).hexdigest()[:16], left_out)


def _failed(url: str, search: Search, reason: str) -> Saved:
    return Saved(url, ResultPage(UNKNOWN, None, search.market, search.device, "failed", reason), utc_now())
