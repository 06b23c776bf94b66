"""WARC files (ISO 28500, by warcio): written so that a kill leaves readable records, read without trust in what they hold."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

RESPONSE = "response"
RENDERED = "WARC-Overheard-Rendered"
"""The header of a record whose page was shown in a browser: its body is what the browser made of the answer."""
_WRONG = (ArchiveLoadFailed, OSError, EOFError, ValueError, KeyError, AttributeError, TypeError)
"""What reading a damaged file raises."""


@dataclass(frozen=True)
class KeptPage:
    """One answer: its address, when it came (naive UTC), its status and its body, at most as many bytes as were asked for;
    `longer` if there are more."""

    url: str
    at: datetime | None
    status: int
    body: bytes
    longer: bool = False


class ArchiveWriter:
    """Appends whole records to a file of mode 0600. A write that fails (full disk) is taken back."""

    def __init__(self, path: Path, user_agent: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._end = os.fstat(self._descriptor).st_size
        if not self._end:
            made, writer = _in_memory()
            info = {"software": "Overheard", "format": "WARC File Format 1.1", "http-header-user-agent": user_agent}
            writer.write_record(writer.create_warcinfo_record(path.name, info))
            self._append(made.getvalue())

    def write(
        self, url: str, status: str, headers: Iterable[tuple[str, str]], body: bytes, *, rendered: bool = False
    ) -> None:
        """Append one answer: `status` such as '200 OK', `headers` and `body` as they came. Raises OSError, the file unchanged."""
        made, writer = _in_memory()
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        more = {"WARC-Date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"} | ({RENDERED: "yes"} if rendered else {})
        writer.write_record(
            writer.create_warc_record(
                url, RESPONSE, payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=more
            )
        )
        self._append(made.getvalue())

    def _append(self, record: bytes) -> None:
        view = memoryview(record)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            os.ftruncate(self._descriptor, self._end)
            raise
        self._end += len(record)

    def close(self) -> None:
        """Flush to the disk and close."""
        os.fsync(self._descriptor)
        os.close(self._descriptor)


def _in_memory() -> tuple[BytesIO, WARCWriter]:
    made = BytesIO()
    return made, WARCWriter(made, gzip=True, warc_version="1.1")


def read_pages(path: Path, most_bytes: int) -> Iterator[KeptPage]:
    """The answers that a file holds, in their order, bodies without their transfer's coding and cut at `most_bytes`. A file that
    breaks off ends there. Raises OSError where it cannot be opened, ValueError where nothing in it is a WARC record."""
    with path.open("rb") as file:
        found = False
        for page in _pages(file, most_bytes):
            found = True
            if page is not None:
                yield page
        if not found:
            raise ValueError("expected records of a WARC file, found none")


def _pages(file: BinaryIO, most_bytes: int) -> Iterator[KeptPage | None]:
    """None for a record that is no answer."""
    try:
        for record in ArchiveIterator(file):
            if record.format != "warc" or not str(record.rec_headers.protocol).startswith("WARC/"):
                return  # the library reads ARC too, and takes almost any bytes for it
            if record.rec_type != RESPONSE or record.http_headers is None:
                yield None
                continue
            body = record.content_stream().read(most_bytes + 1)
            yield KeptPage(
                url=str(record.rec_headers.get_header("WARC-Target-URI") or ""),
                at=_moment(record.rec_headers.get_header("WARC-Date")),
                status=_status(record.http_headers.get_statuscode()),
                body=body[:most_bytes],
                longer=len(body) > most_bytes,
            )
    except _WRONG:
        return


def _status(code: str | None) -> int:
    return int(code) if code and code.isascii() and code.isdigit() else 0


def _moment(written: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
