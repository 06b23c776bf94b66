"""What a crawl costs: pages of questions through `overheard crawl`, against a bare Scrapy spider that yields the same.

    python benchmarks/crawl.py                  # 1,000 pages of 20 questions on 16 hosts of loopback
    python benchmarks/crawl.py --pages 10000    # is memory flat?
    python benchmarks/crawl.py --rounds 3       # the best of three; exit 1 when a limit below is not kept

Both crawl the same pages with the same settings (robots.txt, one request at a time a host, AutoThrottle), in a process of their
own, turn by turn. Processor time and peak memory are those of the process, its start included; the start alone is shown as the
cost of no page. Ours extracts without being told where the questions are, hashes, redacts and lands; the bare one knows the
markup and writes what its two selectors find.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOST_TIMES, AIM, MOST_MEGABYTES = 1.8, 1.3, 400
"""Of the bare spider's processor time: what fails, and what is aimed at; of memory."""
HOSTS, QUESTIONS = 16, 20
_TOPICS = (
    "delivery",
    "a refund",
    "my invoice",
    "the grinder",
    "a gift card",
    "my subscription",
    "decaf",
    "the warranty",
)
_BARE = """
import json, sys
from scrapy import Spider, Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

class Bare(Spider):
    name = "bare"
    async def start(self):
        for url in json.load(open(sys.argv[1])):
            yield Request(url, dont_filter=True)
    def parse(self, response):
        for box in response.css("details"):
            yield {"url": response.url, "question": box.css("summary::text").get(), "answer": box.css("p::text").get()}

settings = Settings({"FEEDS": {sys.argv[2]: {"format": "jsonlines"}}, "LOG_LEVEL": "WARNING"})
for key, value in json.loads(sys.argv[3]).items():
    settings.set(key, value)
process = AsyncCrawlerProcess(settings)
process.crawl(Bare)
process.start()
"""


@dataclass
class Cost:
    """Of one crawl: seconds of processor and of day, megabytes at most, questions found."""

    processor: float
    day: float
    megabytes: float
    found: int


def page(number: int) -> bytes:
    """A page of questions with a shop's usual surroundings."""
    boxes = "".join(
        f"<details><summary>How do I ask about {_TOPICS[n % len(_TOPICS)]}, case {number}-{n}?</summary>"
        f"<p>Open your account, choose {_TOPICS[n % len(_TOPICS)]} and number {number}-{n}. We answer in two working days.</p>"
        "</details>"
        for n in range(QUESTIONS)
    )
    menu = "".join(
        f"<li><a href='/{word}'>{word.title()}</a></li>" for word in ("shop", "about", "blog", "contact", "jobs")
    )
    return (
        f"<!doctype html><html lang='en'><head><title>Questions {number} - Bean House</title></head><body><header><nav><ul>"
        f"{menu}</ul></nav></header><main><h1>Frequently asked questions</h1>{boxes}</main><footer><p>© 2026 Bean House Ltd."
        "</p><a href='/terms'>Terms</a></footer></body></html>"
    ).encode()


async def _serve(ready: Any) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                body = (
                    b"User-agent: *\nDisallow: /private\n"
                    if path == "/robots.txt"
                    else page(int(path.rpartition("/")[2]))
                )
                kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    servers = [await asyncio.start_server(answer, f"127.66.0.{n + 1}", 0) for n in range(HOSTS)]
    ready.send([f"127.66.0.{n + 1}:{server.sockets[0].getsockname()[1]}" for n, server in enumerate(servers)])
    await asyncio.Event().wait()


def _serving(ready: Any) -> None:
    asyncio.run(_serve(ready))


@contextmanager
def web() -> Iterator[list[str]]:
    """host:port of each host, in a process of their own."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serving, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def measured(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Seconds of processor, of day, and megabytes at most of a command run in `folder`."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OVERHEARD_")}
    began = time.perf_counter()
    with (folder / "errors.log").open("wb") as errors:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=errors, stderr=errors)  # our own
        _, status, used = os.wait4(process.pid, 0)
    day = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit((folder / "errors.log").read_text(errors="replace"))
    megabytes = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return used.ru_utime + used.ru_stime, day, megabytes


def ours(urls: list[str], hosts: list[str]) -> Cost:
    """`overheard crawl faqs` in a workspace that names the pages."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "overheard.toml").write_text(
            f'[workspace]\nname = "Bench"\n[[brand]]\nname = "Bean House"\nown = true\nsite = "https://bean.example/"\n'
            f"faqs = {json.dumps(urls)}\n[crawl]\nallow_private = {json.dumps(hosts)}\nmax_pages_per_site = 1000000\n"
        )
        processor, day, megabytes = measured([sys.executable, "-m", "overheard", "crawl", "faqs"], folder)
        landed = (folder / ".overheard" / "landing").glob("*/*.jsonl")
        found = sum(line.startswith(b'{"record":"faq"') for path in landed for line in path.read_bytes().splitlines())
        return Cost(processor, day, megabytes, found)


def bare(urls: list[str], _hosts: list[str]) -> Cost:
    """A Scrapy spider that knows the markup, with the settings of ours that Scrapy has."""
    from crawlers import settings

    names = (
        "TWISTED_REACTOR", "USER_AGENT", "ROBOTSTXT_OBEY", "COOKIES_ENABLED", "TELNETCONSOLE_ENABLED", "CONCURRENT_REQUESTS",
        "CONCURRENT_REQUESTS_PER_DOMAIN", "AUTOTHROTTLE_ENABLED", "AUTOTHROTTLE_START_DELAY", "AUTOTHROTTLE_MAX_DELAY",
        "RETRY_TIMES", "DNS_TIMEOUT",
    )  # fmt: skip
    same = {name: getattr(settings, name) for name in names}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "urls.json").write_text(json.dumps(urls))
        (folder / "bare.py").write_text(_BARE)
        command = [sys.executable, "bare.py", "urls.json", "found.jsonl", json.dumps(same)]
        processor, day, megabytes = measured(command, folder)
        found = len((folder / "found.jsonl").read_bytes().splitlines()) if (folder / "found.jsonl").exists() else 0
        return Cost(processor, day, megabytes, found)


def best(crawl: Callable[[], Cost], rounds: int) -> Cost:
    """The cheapest of some rounds by processor time, with the shortest day and the largest memory of all."""
    costs = [crawl() for _ in range(rounds)]
    least = min(costs, key=lambda cost: cost.processor)
    return Cost(least.processor, min(c.day for c in costs), max(c.megabytes for c in costs), least.found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--corpus", help="not needed; `make bench` names it to all")
    options = parser.parse_args()
    with web() as hosts:
        urls = [f"http://{hosts[n % HOSTS]}/faq/{n}" for n in range(options.pages)]
        rows = {}
        for name, crawl in (("overheard crawl faqs", ours), ("bare Scrapy", bare)):
            start = (
                best(partial(crawl, [], hosts), 1)
                if name.startswith("bare")
                else best(partial(crawl, urls[:1], hosts), 1)
            )
            cost = rows[name] = best(partial(crawl, urls, hosts), options.rounds)
            each = 1000 * cost.processor / options.pages
            print(
                f"{name:22} {each:6.2f} ms a page ({cost.processor:.1f} s, of which start {start.processor:.1f} s), "
                f"{cost.day:.1f} s of day, {cost.megabytes:.0f} MB, {cost.found:,} questions"
            )
    mine, other = rows["overheard crawl faqs"], rows["bare Scrapy"]
    times, days = mine.processor / other.processor, mine.day / other.day
    print(
        f"processor {times:.2f} times (aim {AIM}, at most {MOST_TIMES}), day {days:.2f} times, memory at most {MOST_MEGABYTES} MB"
    )
    whole = mine.found == other.found == options.pages * QUESTIONS
    if not whole:
        print(f"expected {options.pages * QUESTIONS:,} questions of each")
    return 0 if whole and times <= MOST_TIMES and mine.megabytes < MOST_MEGABYTES else 1


if __name__ == "__main__":
    if str(ROOT) not in sys.path:  # run as a script
        sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
