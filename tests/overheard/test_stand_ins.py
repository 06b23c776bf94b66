"""What comes in the place of a page is named on the first night, and a good page that looks like it is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.overheard.command import landed, overheard
from tests.overheard.test_crawl import FAQ, SCRIPTED, workspace
from tests.site.server import Answer, LocalWeb

NAV = "".join(f"<a href='/{name}'>{name}</a> " for name in ("shop", "blog", "terms", "team", "press"))
HOME = f"<title>Bean House</title>{NAV}<h1>Bean House</h1><p>Fresh beans, roasted every day.</p>"
BANNER = "<div><h2>We value your privacy</h2><p>We use cookies.</p><button>Accept all</button></div>"
UPKEEP = FAQ.replace("Can I return opened bags?", "What does 'page not found' or 'down for maintenance' mean?")
TOTAL = '{"@type": "AggregateRating", "ratingValue": 4.6, "reviewCount": 318}'
STARS = f'<script type="application/ld+json">{{"@type": "Organization", "aggregateRating": {TOTAL}}}</script>'


def outcomes(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """(last part of the address, kind) -> its one visit."""
    visits = landed(folder, "visit")
    found = {(visit["url"].rpartition("/")[2], visit["kind"]): visit for visit in visits}
    assert len(found) == len(visits), "an address and kind has two outcomes"
    return found


def test_stand_ins_are_named_and_good_pages_are_read(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    faqs = {
        "banner": (BANNER + FAQ, "observed", ""),
        "upkeep": (UPKEEP, "observed", ""),
        "lost": (f"{NAV}<h1>Puslapis nerastas</h1><p>+370 600 11111</p>", "failed", "a soft 404"),
        "same": (f"<link rel='canonical' href='/'>{HOME}", "failed", "its home page"),
        "moved": (Answer(status=302, headers={"Location": "/en/"}), "failed", "redirected to the home page"),
        "shell": (SCRIPTED, "failed", 'render is "never"'),
        "none": (f"{NAV}<h1>Questions</h1><p>We have not been asked any so far.</p>", "absent", ""),
        "closed": ("<h1>Đang bảo trì</h1><a href='tel:+84901234567'>+84 901 234 567</a>", "failed", "maintenance"),
    }
    reviews = {
        "age": ("<h1>คุณอายุเกิน 20 ปีหรือไม่</h1><button>ใช่</button>", "blocked", "age gate"),
        "counted": (f"{NAV}<h1>Bewertungen</h1><p>1.204 Bewertungen</p>", "partial", "1204 reviews claimed, 0 read"),
        "empty": (f"{NAV}<h1>Reviews</h1><p>No reviews found. Be the first!</p>{BANNER}", "absent", ""),
    }
    host.routes |= {"/": HOME, "/en/": "<title>Bean House</title><h1>Welcome</h1><p>Beans in English.</p>"}
    host.routes |= {f"/{name}": page for name, (page, _, _) in (faqs | reviews).items()}
    keys: dict[str, object] = {"site": f"{host.url}/", "faqs": [f"{host.url}/{name}" for name in faqs]}
    keys["reviews"] = [f"{host.url}/{name}" for name in reviews]
    workspace(tmp_path, {"Bean House": keys}, [host])
    toml = tmp_path / "overheard.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("[crawl]", '[crawl]\nrender = "never"'), encoding="utf-8")
    done = overheard("crawl", "faqs", "reviews", "channels", cwd=tmp_path)
    found = outcomes(tmp_path)
    for kind, pages in (("faqs", faqs), ("reviews", reviews)):
        for name, (_, status, reason) in pages.items():
            visit = found[name, kind]
            assert (visit["status"], reason in (visit.get("reason") or "")) == (status, True), visit
            assert (f"{host.url}/{name}: {status}" in done.stderr) == (status in ("failed", "blocked")), (
                name,
                done.stderr,
            )
    assert found["closed", "channels"]["status"] == "partial", "what a stand-in shows is not all there is"
    assert done.returncode == 1


def test_a_home_page_under_maintenance_says_nothing_of_what_a_brand_has(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes["/"] = "<title>Bean House</title><h1>Be right back</h1><p>We are down for maintenance.</p>"
    workspace(tmp_path, {"Bean House": {"site": f"{host.url}/"}}, [host])
    overheard("crawl", "faqs", "reviews", "channels", cwd=tmp_path)
    assert {kind: visit["status"] for (_, kind), visit in outcomes(tmp_path).items()} == {
        "faqs": "failed",
        "reviews": "failed",
        "channels": "failed",
    }


def test_a_claim_of_the_home_page_is_no_absence(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes["/"] = HOME + STARS
    workspace(tmp_path, {"Bean House": {"site": f"{host.url}/"}}, [host])
    overheard("crawl", "faqs", "reviews", cwd=tmp_path)
    found = outcomes(tmp_path)
    assert found["", "faqs"]["status"] == "absent"
    assert (found["", "reviews"]["status"], "318 reviews claimed, 0 read" in found["", "reviews"]["reason"]) == (
        "partial",
        True,
    )
    assert json.dumps(landed(tmp_path, "source_total")).count("318") == 1
