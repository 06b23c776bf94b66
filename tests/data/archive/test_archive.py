"""Raw pages: what is written is read again, whatever cut the writing off, and goes when its time is over."""

from __future__ import annotations

import gzip
import os
import stat
import time
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from crawlers.fetching.archive import PROBLEM, keep_raw
from data.archive import FOLDER, archive_bytes, archive_path, prune_archive
from data.archive.warc import ArchiveWriter, read_pages
from data.backup.manifest import members
from data.clock import utc_now
from data.state.runs import start_run
from tests.full_disk import files_end_at

DAY = 86_400
PAGES = [(f"https://a.example/{n}", f"<p>Page {n} of Mr. Nobody</p>".encode() * 20) for n in range(6)]
MOST = 1 << 20


def written(path: Path) -> list[int]:
    """Six pages, and where each record ends."""
    writer, ends = ArchiveWriter(path, "Overheard/1.0"), []
    for url, body in PAGES:
        writer.write(url, "200 OK", [("Content-Type", "text/html")], body)
        ends.append(path.stat().st_size)
    writer.close()
    return ends


def test_pages_are_read_as_they_came(tmp_path: Path) -> None:
    path = archive_path(tmp_path, "20261201T000000Z-0001", "site")
    written(path)
    found = list(read_pages(path, MOST))
    assert [(page.url, page.body, page.status, page.longer) for page in found] == [
        (url, body, 200, False) for url, body in PAGES
    ]
    assert all(page.at is not None and abs(page.at - utc_now()) < timedelta(hours=1) for page in found)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert archive_bytes(tmp_path) == path.stat().st_size


def test_a_file_that_was_cut_anywhere_gives_the_pages_before(tmp_path: Path) -> None:
    path = tmp_path / "whole.warc.gz"
    ends = written(path)
    content = path.read_bytes()
    for size in {*range(ends[0], len(content), 37), *ends}:
        (tmp_path / "cut.warc.gz").write_bytes(content[:size])
        whole = [url for (url, _), end in zip(PAGES, ends, strict=True) if end <= size]
        assert [page.url for page in read_pages(tmp_path / "cut.warc.gz", MOST)][: len(whole)] == whole, size


def test_a_writer_goes_on_behind_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "site.warc.gz"
    written(path)
    writer = ArchiveWriter(path, "Overheard/1.0")
    writer.write("https://a.example/late", "404 Not Found", [], b"gone", rendered=True)
    writer.close()
    assert [page.status for page in read_pages(path, MOST)] == [200] * 6 + [404]


def test_a_body_beyond_measure_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "site.warc.gz"
    writer = ArchiveWriter(path, "Overheard/1.0")
    packed = gzip.compress(b"x" * (50 << 20))
    writer.write("https://a.example/", "200 OK", [("Content-Encoding", "gzip")], packed)
    writer.close()
    (page,) = read_pages(path, 1000)
    assert (page.body, page.longer) == (b"x" * 1000, True)


ARC = b"filedesc://a 0 1 text/plain 9\n1 0 x\n\n"
ANY_BYTES = [Random(seed).randbytes(2000) for seed in range(100)]
NO_WARC = [b"", b"nothing", gzip.compress(b"nothing\r\n\r\n"), ARC, *ANY_BYTES]


@pytest.mark.parametrize("content", NO_WARC, ids=map(str, range(len(NO_WARC))))
def test_what_is_no_warc_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="WARC"):
        list(read_pages(path, MOST))


def crawler_of(state: Path | str, run_id: str):
    crawler = get_crawler(Spider, {"OVERHEARD_ARCHIVE": str(state), "USER_AGENT": "Overheard/1.0"})
    crawler.spider = crawler._create_spider("site", run_id=run_id)
    return crawler


def kept(crawler, url: str) -> None:
    keep_raw(crawler, Request(url), HtmlResponse(url, body=b"<p>words</p>", headers={"X-A": "b"}))


def test_answers_of_a_run_are_kept_without_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERHEARD_SERPAPI_KEY", "s3cr3t/key")
    run = start_run(tmp_path, "crawl")
    kept(crawler_of(tmp_path, run.run_id), "https://api.example/?q=1&api_key=s3cr3t%2Fkey")
    path = archive_path(tmp_path, run.run_id, "site")
    (page,) = read_pages(path, MOST)
    assert "s3cr3t" not in page.url
    assert page.body == b"<p>words</p>"
    assert b"s3cr3t" not in b"".join(gzip.decompress(path.read_bytes()).splitlines())


@pytest.mark.parametrize(("state", "run_id"), [("", "20261201T000000Z-0001"), ("here", "read"), ("here", "")])
def test_nothing_is_kept_that_was_not_asked_for(tmp_path: Path, state: str, run_id: str) -> None:
    kept(crawler_of(tmp_path / state if state else "", run_id), "https://a.example/")
    assert not list(tmp_path.rglob("*.warc.gz"))


def test_a_full_disk_ends_the_archive_and_not_the_crawl(tmp_path: Path) -> None:
    crawler = crawler_of(tmp_path, "20261201T000000Z-0001")
    kept(crawler, "https://a.example/1")
    path = archive_path(tmp_path, "20261201T000000Z-0001", "site")
    size = path.stat().st_size
    with files_end_at(size + 10):
        kept(crawler, "https://a.example/2")
    kept(crawler, "https://a.example/3")
    assert [page.url for page in read_pages(path, MOST)] == ["https://a.example/1"]
    assert "raw pages were not kept" in str(crawler.stats.get_value(PROBLEM))


def test_only_what_is_old_by_its_name_and_its_file_goes(tmp_path: Path) -> None:
    old, now = "20260901T000000Z-0001", f"{utc_now():%Y%m%dT%H%M%SZ}-0003"
    old_name = {old: True, "20260901T000000Z-0002": False, now: True, "mine": True}
    for name, old_file in old_name.items():
        path = archive_path(tmp_path, name, "site")
        written(path)
        at = time.time() - (40 if old_file else 1) * DAY
        os.utime(path, (at, at))
    working = start_run(tmp_path, "crawl")
    written(archive_path(tmp_path, working.run_id, "site"))
    assert prune_archive(tmp_path, utc_now(), 30) == [old]
    assert len(list((tmp_path / FOLDER).iterdir())) == 4
    assert prune_archive(tmp_path / "none", utc_now(), 30) == []


def test_a_backup_holds_raw_pages(tmp_path: Path) -> None:
    written(archive_path(tmp_path / ".overheard", "20261201T000000Z-0001", "site"))
    assert ".overheard/archive/20261201T000000Z-0001/site.warc.gz" in list(members(tmp_path))
