"""The memory that a crawl holds now, against its limit (`MEMUSAGE_LIMIT_MB`)."""

from __future__ import annotations

import psutil
from scrapy.extensions.memusage import MemoryUsage


class HeldMemory(MemoryUsage):
    """Scrapy's limit, asked of what the process holds.

    Scrapy asks for the peak (`ru_maxrss`), and Linux hands the peak of whoever starts a process on to it: a crawl that
    a large process starts would be over its limit before its first page.
    """

    def get_virtual_size(self) -> int:
        """Bytes in memory of this process, now; the browser's are its own."""
        return int(psutil.Process().memory_info().rss)
