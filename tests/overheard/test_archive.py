"""`crawl.archive`: a crawl keeps raw pages, `read` opens them, and what is forgotten is in them no more."""

from __future__ import annotations

import gzip
import json
import stat
from pathlib import Path

from tests.overheard.command import overheard
from tests.overheard.test_crawl import FAQ, workspace
from tests.overheard.test_forget import made
from tests.site.server import Answer, LocalWeb


def crawled(web: LocalWeb, root: Path, more: str) -> tuple[str, list[Path]]:
    """The address of a FAQ page that was crawled, and the files of raw pages."""
    host = web.host()
    packed = Answer(gzip.compress(FAQ.encode()), headers={"Content-Encoding": "gzip"})
    host.routes |= {"/faq": packed, "/": "<title>Home</title><p>We roast coffee every day of the week, for you.</p>"}
    root.mkdir(exist_ok=True)
    workspace(root, {"Acme": {"site": host.url + "/", "faqs": [f"{host.url}/faq"]}}, [host])
    with (root / "overheard.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{more}\n")
    done = overheard("crawl", "faqs", cwd=root)
    assert "Traceback" not in done.stderr, done.stderr
    return f"{host.url}/faq", sorted((root / ".overheard").glob("archive/*/*"))


def test_raw_pages_are_kept_and_read_again(web: LocalWeb, tmp_path: Path) -> None:
    url, files = crawled(web, tmp_path, "archive = true")
    (file,) = files
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listed = overheard("read", file, cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert any(line.endswith(url) and " 200 " in line for line in listed.stdout.splitlines()), listed.stdout
    read = overheard("read", file, "--url", url, "--kind", "faqs", "--json", cwd=tmp_path)
    assert read.returncode == 0, read.stderr
    assert "How long does delivery take?" in json.dumps(json.loads(read.stdout))
    missing = overheard("read", file, "--url", url + "/other", cwd=tmp_path)
    assert missing.returncode == 2
    assert "--url: expected the address of one of the" in missing.stderr
    told = overheard("doctor", cwd=tmp_path)
    assert "crawl.archive keeps raw pages for 30 days" in told.stdout + told.stderr


def test_nothing_is_kept_by_default(web: LocalWeb, tmp_path: Path) -> None:
    _, files = crawled(web, tmp_path, "")
    assert files == []


def test_forgetting_removes_raw_pages(tmp_path: Path) -> None:
    root = made(tmp_path / "w")
    page = root / ".overheard" / "archive" / "20261201T000000Z-0001" / "site.warc.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(gzip.compress(b"WARC/1.1\r\n\r\nQuinby Farrow"))
    done = overheard("forget", "--author", "Quinby Farrow", "--source", "stars.example", cwd=root)
    assert done.returncode == 0, done.stderr
    assert not page.parent.parent.exists()
