"""Pages asked for on condition: a 304 lands what a 200 of the same bytes would, and no condition hides a change."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.load import load_landing
from data.warehouse import open_warehouse
from tests.overheard.command import landed, overheard
from tests.overheard.test_crawl import SCRIPTED, workspace
from tests.overheard.test_landed_again import faq
from tests.site.server import Answer, Host, LocalWeb

HOME = """<!doctype html><html lang="en"><title>Acme</title><h1>Coffee</h1><p>We roast coffee every day of the week.</p>
<a href="/help/faq">FAQ</a> <a href="/reviews">Reviews</a> <a href="/contact">Contact us</a></html>"""
CONTACT = """<!doctype html><html lang="en"><title>Contact us</title><h1>Contact us</h1><p>Call us:
<a href="tel:+15550100">+1 555 0100</a> or write to <a href="mailto:help@acme.example">help@acme.example</a>.</p></html>"""
ASKED = [f"change setting number {n}" for n in range(12)]
TIMES = ("run_id", "fetched_at", "first_seen", "last_seen", "removed_at", "start", "end", "seen_until", "http_status")
"""Columns that differ between two crawls of the same pages."""
PAGES = ("/", "/help/faq", "/reviews", "/reviews?page=2", "/contact")


def listed(n: int, following: str = "", date: str = "2026-10-01") -> str:
    reviews = "".join(
        f'<div itemprop="review" itemscope itemtype="https://schema.org/Review">'
        f'<span itemprop="author">Customer {following} {i}</span>'
        f'<meta itemprop="datePublished" content="{date}"><div itemprop="reviewRating" itemscope '
        f'itemtype="https://schema.org/Rating"><meta itemprop="ratingValue" content="{1 + i % 5}"></div>'
        f'<p itemprop="reviewBody">Order {i} {following} came two days late, but the staff were kind.</p></div>'
        for i in range(n)
    )
    more = f'<a rel="next" href="{following}">Next</a>' if following else ""
    return (
        '<!doctype html><html lang="en"><title>Reviews</title><h1>Customer reviews</h1><div itemscope '
        f'itemtype="https://schema.org/Product"><span itemprop="name">Coffee</span>{reviews}</div>{more}</html>'
    )


def site(web: LocalWeb) -> Host:
    host = web.host()
    host.routes |= {
        "/": HOME, "/help/faq": faq(ASKED), "/reviews": listed(8, "/reviews?page=2"), "/reviews?page=2": listed(5),
        "/contact": CONTACT,
    }  # fmt: skip
    return host


def made(root: Path, host: Host, **keys: Any) -> Path:
    root.mkdir()
    workspace(root, {"Acme": {"site": host.url + "/", **keys}}, [host])
    return root


def crawl(root: Path, host: Host, *, tags: bool = True, code: int = 0, **more: str) -> None:
    host.tags = tags
    for counts in (host.requests, host.conditions, host.unchanged):
        counts.clear()
    done = overheard("crawl", "faqs", "reviews", "channels", cwd=root, **more)
    assert done.returncode == code, done.stderr


def tables(root: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is loaded of a workspace's landing, without the times; of each, whether it was seen by the newest crawl."""
    with open_warehouse(root / ".overheard") as connection:
        summary = load_landing(connection, root / ".overheard")
        assert (summary.rejected, summary.problems) == (0, [])
        found = {}
        for table in ("faqs", "reviews", "channels", "visits", "source_totals", "coverage"):
            columns = [str(row[0]) for row in connection.execute(f"DESCRIBE {table}").fetchall()]
            kept = [f'"{name}"' for name in columns if name not in TIMES]
            kept += [
                f"{name} >= (SELECT max(began) FROM (SELECT min(fetched_at) AS began FROM visits GROUP BY run_id)) AS {name}"
                for name in ("last_seen", "fetched_at", "removed_at")
                if name in columns
            ]
            kept += ["removed_at IS NULL AS there"] if "removed_at" in columns else []
            found[table] = connection.execute(f"SELECT {', '.join(kept)} FROM {table} ORDER BY ALL").fetchall()
    return found


def remembered(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / ".overheard" / "state" / "validators.json").read_bytes())
    return found


def test_a_304_counts_as_the_same_page_read_again(web: LocalWeb, tmp_path: Path) -> None:
    host = site(web)
    asked, whole = made(tmp_path / "asked", host), made(tmp_path / "whole", host)
    for root in (asked, whole):  # the same authors
        (root / ".overheard").mkdir()
        (root / ".overheard" / "key").write_text("ab" * 32)
    nights: list[dict[str, Answer | str]] = [
        {},
        {},
        {"/help/faq": faq([*ASKED[:-2], "close my account"]), "/reviews?page=2": listed(7)},
        {"/contact": CONTACT.replace("help@", "care@")},
        {},
    ]
    for night, changed in enumerate(nights):
        host.routes |= changed
        crawl(whole, host, tags=False)
        assert not host.conditions.total()
        crawl(asked, host)
        assert tables(asked) == tables(whole), night
        assert set(host.unchanged) == (set(PAGES) - set(changed) if night else set()), night
    counts = [
        sorted(json.loads(path.read_bytes())["counts"].items())
        == [("acme", {"failures": 0, "pages": 5, "records": 30})]
        for root in (asked, whole)
        for path in sorted((root / ".overheard" / "runs").glob("*.json"))[-1:]
    ]
    assert counts[0] == counts[1]
    assert tables(asked)["faqs"]


def test_no_condition_is_made_that_could_hide_a_change(web: LocalWeb, tmp_path: Path) -> None:
    host = site(web)
    root = made(tmp_path / "w", host)
    state = root / ".overheard"
    crawl(root, host)
    crawl(root, host)
    assert set(host.conditions) == set(PAGES)

    pages = remembered(root)
    for known in pages.values():
        known["full_at"] = (datetime.fromisoformat(known["full_at"]) - timedelta(days=8)).isoformat()
    (state / "state" / "validators.json").write_text(json.dumps(pages))
    crawl(root, host)
    assert not host.conditions.total(), "a week has passed"
    for known in pages.values():
        known["full_at"] = (datetime.fromisoformat(known["full_at"]) + timedelta(days=20)).isoformat()
    (state / "state" / "validators.json").write_text(json.dumps(pages))
    crawl(root, host)
    assert not host.conditions.total(), "the clock was set back"
    crawl(root, host)
    assert host.conditions.total()

    own_words = tmp_path / "words"
    shutil.copytree(Path(__file__).parents[2] / "data" / "languages" / "pt", own_words / "pt")
    crawl(root, host, OVERHEARD_LANGUAGES=str(own_words))
    assert not host.conditions.total(), "it is read by other words"
    crawl(root, host)
    assert not host.conditions.total()
    config = root / "overheard.toml"
    config.write_text(config.read_text() + '\nrender = "never"\n')
    crawl(root, host)
    assert not host.conditions.total(), "it is read by another overheard.toml"
    crawl(root, host)
    assert set(host.conditions) == set(PAGES)

    first, *_ = sorted((state / "landing").glob("*/site.jsonl"))
    lines = first.read_bytes().splitlines(keepends=True)
    first.write_bytes(b"".join(line for line in lines if b"setting number 3" not in line))
    crawl(root, host)
    assert set(host.conditions) == set(PAGES) - {"/help/faq"}, "a line of it is gone"
    assert len(tables(root)["faqs"]) == len(ASKED)
    shutil.rmtree(state / "landing")
    crawl(root, host)
    assert not set(host.conditions) - {"/"}, "what landed of them is gone"  # nothing landed of the home page
    assert len(landed(root, "faq")) == len(ASKED)


@pytest.mark.parametrize("validator", ["weak", "last-modified", "odd", "too new", "long"])
def test_validators(web: LocalWeb, tmp_path: Path, validator: str) -> None:
    host = web.host()
    headers = {
        "weak": {"ETag": 'W/"1"'},
        "last-modified": {"Last-Modified": "Thu, 01 Oct 2026 10:00:00 GMT"},
        "odd": {"ETag": "no quotes", "Last-Modified": "yesterday"},
        "too new": {"Last-Modified": "Thu, 01 Oct 2099 10:00:00 GMT"},
        "long": {"ETag": f'"{"x" * 300}"'},
    }[validator]
    host.routes |= {"/faq": Answer(faq(ASKED).encode(), headers=headers), "/": "<title>Acme</title><p>Coffee</p>"}
    root = made(tmp_path / "w", host, faqs=[host.url + "/faq"])
    for _ in range(2):
        crawl(root, host, tags=False)
    usable = validator in ("weak", "last-modified")
    assert (host.conditions["/faq"], host.unchanged["/faq"]) == (usable, usable)
    newest = max((root / ".overheard" / "landing").iterdir())
    visit = [v for v in landed(root, "visit") if v["kind"] == "faqs"][-1]
    assert (visit["status"], visit["items"], visit["http_status"]) == ("observed", len(ASKED), 304 if usable else 200)
    assert ('"again"' in (newest / "site.jsonl").read_text()) is True


def test_pages_that_say_other_things_as_time_passes_are_read_whole(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    pages = {"/fixed": "2026-10-01", "/relative": "2 days ago", "/soon": "2026-12-06"}
    host.routes |= {path: listed(6, date=date) for path, date in pages.items()} | {"/": "<title>A</title><p>Coffee</p>"}
    host.routes["/soon"] = listed(6, date=f"{datetime.now() + timedelta(days=5):%Y-%m-%d}")
    root = made(tmp_path / "w", host, reviews=[host.url + path for path in pages])
    for _ in range(2):
        crawl(root, host)
    assert set(host.conditions) == {"/fixed", "/"}


def test_servers_that_answer_oddly(web: LocalWeb, tmp_path: Path) -> None:
    host, other = web.host(), web.host()
    paths = ("/never", "/moved", "/other-version")
    host.routes |= {path: faq(ASKED) for path in paths}
    host.routes |= {"/": HOME, "/never": Answer(status=304)}
    other.routes["/there"] = Answer(faq(ASKED[:3]).encode(), headers={"ETag": '"there"'})
    root = tmp_path / "w"
    root.mkdir()
    workspace(root, {"Acme": {"site": host.url + "/", "faqs": [host.url + path for path in paths]}}, [host, other])
    crawl(root, host, code=1)
    visits = {v["url"]: v for v in landed(root, "visit") if v["kind"] == "faqs"}
    assert (visits[host.url + "/never"]["status"], visits[host.url + "/never"]["http_status"]) == ("failed", 304)
    known = remembered(root)
    tag = next(each["etag"] for page, each in known.items() if page.endswith("/moved"))
    # Led to a page that has by chance the same tag, and one that says it has not changed since a version we never saw.
    host.routes["/moved"] = Answer(status=302, headers={"Location": f"{other.url}/there"})
    other.routes["/there"] = Answer(faq(ASKED[:3]).encode(), headers={"ETag": tag})
    host.routes["/other-version"] = Answer(status=304, headers={"ETag": '"of something else"'})
    crawl(root, host, code=1)
    visits = {v["url"]: v for v in landed(root, "visit") if v["kind"] == "faqs"}
    moved = visits[host.url + "/moved"]
    assert (moved["status"], moved["items"], moved["http_status"]) == ("partial", 3, 200), "3 where 12 were usual"
    assert (other.requests["/there"], other.unchanged["/there"]) == (3 - 1, 1)
    assert visits[host.url + "/other-version"]["status"] == "failed"
    assert host.requests["/other-version"] == 2


def test_raw_pages_are_kept_of_every_night(web: LocalWeb, tmp_path: Path) -> None:
    host = site(web)
    root = made(tmp_path / "w", host)
    (root / "overheard.toml").write_text((root / "overheard.toml").read_text() + "\narchive = true\n")
    for _ in range(2):
        crawl(root, host)
    assert not host.conditions.total()


def test_a_page_rendered_is_asked_for_as_a_browser_does(
    web: LocalWeb,
    tmp_path: Path,
    browser: Path,
) -> None:
    host = web.host()
    rows = json.dumps([{"q": f"How do I {what}?", "a": "On the page of your account, at any time."} for what in ASKED])
    host.routes |= {
        "/help": SCRIPTED,
        "/api": Answer(rows.encode(), content_type="application/json"),
        "/": "<title>A</title><p>Coffee</p>",
    }
    root = made(tmp_path / "w", host, faqs=[host.url + "/help"])
    for _ in range(2):
        crawl(root, host)
    visits = [visit for visit in landed(root, "visit") if visit["kind"] == "faqs"]
    assert [(visit["status"], visit.get("http_status")) for visit in visits] == [("observed", 200)] * 2
    assert not host.conditions["/help"]
