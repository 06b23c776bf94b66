"""The memory of a crawl is what it holds, not what the process that started it once held."""

from __future__ import annotations

import subprocess
import sys

CHILD = """
from scrapy.utils.test import get_crawler
from crawlers.fetching.memory import HeldMemory
print(HeldMemory(get_crawler()).get_virtual_size(), end=" ")
held = bytearray(300 * 1024 * 1024)
print(HeldMemory(get_crawler()).get_virtual_size())
"""
PARENT = f"""
import subprocess, sys
large = bytearray(600 * 1024 * 1024)
subprocess.run([sys.executable, "-c", {CHILD!r}], check=True)
"""


def test_a_crawl_is_not_charged_with_the_memory_of_whoever_starts_it() -> None:
    done = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, text=True, check=True)
    before, after = (int(number) >> 20 for number in done.stdout.split())
    assert before < 400
    assert after >= before + 290
