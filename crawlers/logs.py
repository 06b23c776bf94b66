"""What a crawl's log may hold: no records (they carry authors' names until they land), no e-mail addresses, no secrets of
the environment (some APIs take their key in the address), no flood."""

from __future__ import annotations

import logging
import os
from typing import Any
from urllib.parse import quote, quote_plus

from scrapy.logformatter import LogFormatter, LogFormatterResult

from data.privacy import redact_emails
from data.record.model import Record

MAX_RECORDS = 5_000
MAX_LENGTH = 4_000
"""Characters of one entry, its traceback included."""
SECRET_ENDINGS = ("_KEY", "_SECRET", "_TOKEN", "_PASSWORD")
"""How the names of our environment variables end that hold a secret."""
HIDDEN = "[secret]"


def hide_secrets(text: str) -> str:
    """`text` without the secrets of the environment, plain or as addresses write them."""
    for name, secret in os.environ.items():
        if name.startswith("OVERHEARD_") and name.endswith(SECRET_ENDINGS) and secret:
            for written in {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}:
                text = text.replace(written, HIDDEN)
    return text


class PrivateLogFormatter(LogFormatter):
    """Scrapy's words for its log entries, with a record's kind and page in place of the record."""

    def dropped(self, item: Any, *args: Any, **kwargs: Any) -> LogFormatterResult:
        return super().dropped(_name(item), *args, **kwargs)

    def item_error(self, item: Any, *args: Any, **kwargs: Any) -> LogFormatterResult:
        return super().item_error(_name(item), *args, **kwargs)

    def scraped(self, item: Any, *args: Any, **kwargs: Any) -> LogFormatterResult:
        return super().scraped(_name(item), *args, **kwargs)


def _name(item: Any) -> str:
    return f"{item.kind_name} of {item.url}" if isinstance(item, Record) else type(item).__name__


class _Redacting(logging.Formatter):
    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return redact_emails(hide_secrets(self.inner.format(record)))[:MAX_LENGTH]


class _Cap(logging.Filter):
    left = MAX_RECORDS

    def filter(self, _record: logging.LogRecord) -> bool:
        self.left -= 1
        return self.left >= 0


def protect_logs() -> None:
    """Have all handlers of the root logger redact, clip and at some point stop. May be called again."""
    logging.raiseExceptions = False  # a log on a full disk must not flood the terminal with its own failures
    for handler in logging.getLogger().handlers:
        if not isinstance(handler.formatter, _Redacting):
            handler.setFormatter(_Redacting(handler.formatter or logging.Formatter()))
            handler.addFilter(_Cap())
