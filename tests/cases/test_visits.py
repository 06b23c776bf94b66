"""Feeds and visits of the folder of cases, by the command line and a local web."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import cases_folder
from tests.overheard.command import landed, overheard
from tests.site.server import Answer, LocalWeb

CASES = cases_folder()
pytestmark = pytest.mark.skipif(CASES is None, reason="no folder of cases; name it in OVERHEARD_CASES")


def case(name: str) -> tuple[bytes, Any]:
    """The input of a case and what is right."""
    assert CASES is not None
    path = CASES / name
    return path.read_bytes(), json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))


def write(folder: Path, netloc: str, tables: str) -> None:
    brand = f'[[brand]]\nname = "Teahouse"\nown = true\nsite = "http://{netloc}/"\n'
    (folder / "overheard.toml").write_text(
        f'[workspace]\nname = "Cases"\n{brand}{tables}\n[crawl]\nallow_private = ["{netloc}"]\n', encoding="utf-8"
    )


FEEDS = ("no_guid_one_link", "date_that_does_not_exist", "huge_character_reference", "author_mail_and_name")


def test_feeds(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    for name in FEEDS:
        host.routes[f"/{name}"] = Answer(case(f"feeds/{name}.xml")[0], content_type="application/xml")
    listens = "".join(f'[[listen]]\nnetwork = "rss"\nquery = "{host.url}/{name}"\n' for name in FEEDS)
    write(tmp_path, host.netloc, listens)
    ids = []
    for _ in range(2):
        done = overheard("crawl", "mentions", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        ids.append({mention["native_id"] for mention in landed(tmp_path, "mention")})
    assert ids[0] == ids[1]
    for name in FEEDS:
        _, right = case(f"feeds/{name}.xml")
        found = [m for m in landed(tmp_path, "mention") if m["query"].endswith(name)]
        by_id = {mention["native_id"]: mention for mention in found}
        expected = right["mentions"]
        assert len(by_id) == (expected if isinstance(expected, int) else len(expected)), name
        for wanted in expected if isinstance(expected, list) else []:
            assert any(wanted.items() <= {"published_at": None, **one}.items() for one in by_id.values()), (
                name,
                wanted,
            )
        assert not any(word in json.dumps(found) for word in right.get("must_not_stay", ())), name


def outcomes(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The visit of each address and kind; there must be one."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for visit in landed(folder, "visit"):
        key = (visit["url"], visit["kind"])
        assert key not in found, f"two outcomes: {found[key]}, {visit}"
        found[key] = visit
    return found


def test_walls_and_claims(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    for name in ("wall_consent_en", "wall_maintenance", "claims_reviews_none_read"):
        host.routes[f"/{name}"] = Answer(case(f"pages/{name}.html")[0])
    host.routes |= {"/": "<title>Teahouse</title><h1>Tea by post</h1><p>Loose leaf.</p>"}
    host.routes["/moved"] = Answer(status=302, headers={"Location": "/"})
    faqs = [f"{host.url}/{name}" for name in ("wall_maintenance", "moved")]
    reviews = [f"{host.url}/{name}" for name in ("wall_consent_en", "wall_maintenance", "claims_reviews_none_read")]
    write(tmp_path, host.netloc, f"faqs = {json.dumps(faqs)}\nreviews = {json.dumps(reviews)}")
    done = overheard("crawl", "faqs", "reviews", cwd=tmp_path)
    found = outcomes(tmp_path)
    expected = {
        ("wall_consent_en", "reviews"): ("blocked", "consent wall"),
        ("wall_maintenance", "reviews"): ("failed", "maintenance"),
        ("wall_maintenance", "faqs"): ("failed", "maintenance"),
        ("moved", "faqs"): ("failed", "redirected to the home page"),
        ("claims_reviews_none_read", "reviews"): ("partial", "2204 reviews claimed, 0 read"),
    }
    assert {(url.rpartition("/")[2], kind) for url, kind in found} == set(expected)
    for (name, kind), (status, reason) in expected.items():
        visit = found[f"{host.url}/{name}", kind]
        assert (visit["status"], reason in visit["reason"]) == (status, True), visit
        assert status == "partial" or f"{kind} {host.url}/{name}: {status}" in done.stderr
    totals = landed(tmp_path, "source_total")
    assert [(total["claimed_n"], total["claimed_rating"]) for total in totals] == [(2204, 4.9)]


def test_one_outcome_for_a_home_page_that_holds_it_all(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    page, right = case("pages/home_with_faq_and_voices.html")
    host.routes["/"] = Answer(page)
    write(tmp_path, host.netloc, "")
    overheard("crawl", "faqs", "reviews", cwd=tmp_path)
    found = outcomes(tmp_path)
    for expected in right["visits"]:
        visit = found[f"{host.url}/", expected["kind"]]
        assert (visit["status"], visit["items"]) == (expected["status"], expected["items"]), visit


def test_the_date_of_a_reply_is_counted_back_from_the_visit(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    page, right = case("pages/reply_with_relative_date.html")
    host.routes["/reviews"] = Answer(page)
    write(tmp_path, host.netloc, f'reviews = ["{host.url}/reviews"]')
    overheard("crawl", "reviews", cwd=tmp_path)
    reviews = landed(tmp_path, "review")
    replied = [review for review in reviews if review.get("replied_at")]
    assert (len(reviews), len(replied)) == (right["reviews"], 1)
    waited = datetime.fromisoformat(replied[0]["fetched_at"]) - datetime.fromisoformat(replied[0]["replied_at"])
    assert timedelta(days=13) <= waited <= timedelta(days=15)
