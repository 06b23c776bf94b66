"""A bound on the headers of an answer: Twisted and Scrapy limit one line, not their sum, so a hostile server could fill the
memory and end the crawl."""

from __future__ import annotations

from scrapy.core.downloader.handlers import http11
from twisted.web._newclient import ParseError

MAX_HEADER_BYTES = 256 * 1024


class LimitedParser(http11._LenientHTTPClientParser):
    """Scrapy's parser of one answer, which gives up beyond MAX_HEADER_BYTES before the body."""

    _head_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802  # Twisted's interface
        self._head_bytes += len(line)
        if self._head_bytes > MAX_HEADER_BYTES:
            raise ParseError("more headers than this crawl reads", line[:80])  # type: ignore[no-untyped-call]
        super().lineReceived(line)


def limit_headers() -> None:
    """Have Scrapy's HTTP client use LimitedParser; it offers no other way to choose the parser."""
    vars(http11)["_LenientHTTPClientParser"] = LimitedParser
