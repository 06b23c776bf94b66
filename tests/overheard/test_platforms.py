"""Reviews from app stores and shops' widgets by the command line, from fakes that speak their formats."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.overheard.command import landed, overheard
from tests.site.apis import Api, serve
from tests.site.apis_reviews import AppStoreApi, PlayHost, ShopHost

LINUX = sys.platform.startswith("linux")


@pytest.fixture
def apis() -> Iterator[dict[str, Any]]:
    kinds: tuple[type[Api], ...] = (AppStoreApi, PlayHost, ShopHost)
    made = {kind.endpoint: serve(kind, number, LINUX) for number, kind in enumerate(kinds, 30)}
    yield made
    for api in made.values():
        api.stop()


def environment(apis: dict[str, Any], **more: str) -> dict[str, str]:
    found = {f"OVERHEARD_ENDPOINT_{name}": api.url for name, api in apis.items()}
    shop = apis["JUDGEME"].url
    return found | {"OVERHEARD_ENDPOINT_YOTPO": shop, "OVERHEARD_ENDPOINT_STAMPED": shop} | more


def write(folder: Path, apis: dict[str, Any], reviews: list[str]) -> None:
    text = (
        '[workspace]\nname = "Test"\nlanguages = ["en", "th"]\n'
        f'[[brand]]\nname = "Acme"\nown = true\nsite = "{apis["JUDGEME"].url}/"\nreviews = {json.dumps(reviews)}\n'
        f"[crawl]\nallow_private = {json.dumps([api.netloc for api in apis.values()])}\n"
    )
    (folder / "overheard.toml").write_text(text, encoding="utf-8")


def crawl(folder: Path, apis: dict[str, Any], **more: str) -> Any:
    return overheard("crawl", "reviews", cwd=folder, **environment(apis, **more))


def visits(folder: Path) -> dict[str, dict[str, Any]]:
    """The newest visit of each address."""
    return {visit["url"].rsplit("/", 1)[-1]: visit for visit in landed(folder, "visit")}


def outcome(found: dict[str, dict[str, Any]], address: str) -> tuple[str, int, str]:
    visit = found[address]
    return visit["status"], visit["items"], visit.get("reason") or ""


def test_apps_are_read_country_by_country_and_then_only_on(apis: dict[str, Any], tmp_path: Path) -> None:
    store = apis["APPSTORE"]
    write(tmp_path, apis, ["appstore:us/1", "appstore:th/2", "play:com.acme.app"])
    done = crawl(tmp_path, apis)
    assert done.returncode == 0, done.stderr
    reviews = landed(tmp_path, "review")
    of_app = [r for r in reviews if r["source"] == "apps.apple.com"]
    assert {m: sum(r["market"] == m for r in of_app) for m in ("US", "TH")} == {"US": 120, "TH": 1}
    newest = of_app[0]
    assert (newest["native_id"], newest["rating"], newest["rating_max"], newest["title"], newest["product"]) == (
        "19120", 1.0, 5.0, "Review 120", "Acme Coffee",
    )  # fmt: skip
    assert newest["body"] == "Opinion 120 of 1 in us."
    assert newest["author_key"]
    of_play = [r for r in reviews if r["source"] == "play.google.com"]
    assert {r["native_id"] for r in of_play} == {f"{language}-{n}" for language in ("en", "th") for n in range(3)}
    answered = next(r for r in of_play if r["native_id"] == "en-0")
    assert (answered["reply_body"], answered["rating"]) == ("We have mended it.", 2.0)
    totals = {
        (t["source"], t["product"]): (t["claimed_n"], t.get("truncated", False))
        for t in landed(tmp_path, "source_total")
    }
    assert totals == {
        ("apps.apple.com", "Acme Coffee (US)"): (4000, False), ("apps.apple.com", "Acme Coffee (TH)"): (4000, False),
        ("play.google.com", "Acme Coffee"): (1234, True),
    }  # fmt: skip
    assert "somebody" not in "".join(p.read_text(errors="replace") for p in (tmp_path / ".overheard").rglob("*.jsonl"))

    store.calls.clear()
    store.new = 1
    assert crawl(tmp_path, apis).returncode == 0
    asked = [call.path.split("/")[4] for call in store.calls if "/us/" in call.path]
    assert asked == ["page=1"], "it reaches back before what was known"
    assert "19121" in {r["native_id"] for r in landed(tmp_path, "review")}
    loaded = overheard("analyze", cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    with duckdb.connect(str(tmp_path / ".overheard" / "warehouse.duckdb"), read_only=True) as warehouse:
        kept = dict(warehouse.execute("SELECT source, count(*) FROM reviews GROUP BY source").fetchall())
        row = warehouse.execute(
            "SELECT claimed_n, collected_n, truncated FROM source_totals WHERE source = 'apps.apple.com' ORDER BY run_id"
        ).fetchall()[-1]
    assert kept == {"apps.apple.com": 122, "play.google.com": 6}
    assert row == (8000, 122, True), "what the store counts and what it shows stand side by side"


def test_trouble_at_a_store_is_told_and_stops_nothing_else(apis: dict[str, Any], tmp_path: Path) -> None:
    apps = [f"appstore:us/{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1)]
    write(tmp_path, apis, [*apps, "play:com.gone", "play:com.other"])
    done = crawl(tmp_path, apis)
    assert done.returncode == 1
    found = visits(tmp_path)
    assert outcome(found, "2") == ("observed", 1, "")
    assert outcome(found, "3")[:2] == ("partial", 0), "the store counts ratings, and shows none"
    assert outcome(found, "4") == ("failed", 0, "the store of US has no app with the id 4")
    assert outcome(found, "5") == ("observed", 2, "what it claims in total could not be read: HTTP 404")
    assert outcome(found, "6") == ("partial", 50, "a page repeats what was read already, so the rest was left")
    status, items, reason = outcome(found, "7")
    assert (status, items) == ("failed", 0)
    assert "expected a feed of reviews as JSON, found" in reason
    assert outcome(found, "8") == ("observed", 2, "")
    assert outcome(found, "9") == ("observed", 2, "1 dated in the future, kept without a date")
    assert outcome(found, "10") == ("observed", 500, "the platform shows no more than this")
    for number in ("11", "1"):
        status, items, reason = outcome(found, number)
        assert (status, items) == ("partial", 0)
        assert "may be asked again after" in reason
    assert outcome(found, "play:com.gone") == ("failed", 0, "HTTP 404")
    assert (
        "expected an app's page with its rating, found another, titled 'Sorry'" in outcome(found, "play:com.other")[2]
    )
    cursors = json.loads((tmp_path / ".overheard" / "state" / "platform_cursors.json").read_text())
    left_until = {
        cursor.get("resume_at") for key, cursor in cursors.items() if "/us/app/id11?" in key or "/us/app/id1?" in key
    }
    assert len(left_until) == 1, "left alone until its time"
    assert None not in left_until


def test_widgets_are_read_where_they_serve_everybody_and_a_store_that_hangs_holds_them_up_not(
    apis: dict[str, Any], tmp_path: Path
) -> None:
    shop = apis["JUDGEME"]
    pages = [f"{shop.url}/{page}" for page in ("woo", "product-7", "judgeme", "yotpo", "stamped")]
    write(tmp_path, apis, [*pages, "appstore:us/2", "appstore:us/12"])
    done = crawl(tmp_path, apis, OVERHEARD_SOURCE_SECONDS="15")
    assert done.returncode == 1
    assert done.stderr.count("appstore:us/12: failed") == 1
    found, reviews = visits(tmp_path), landed(tmp_path, "review")
    assert outcome(found, "2")[:2] == ("observed", 1)
    assert outcome(found, "12")[0] == "failed"
    reviews = [review for review in reviews if review["layer"] != "appstore"]
    assert outcome(found, "judgeme") == ("observed", 60, "its reviews by judgeme")
    assert outcome(found, "yotpo") == ("observed", 3, "its reviews by yotpo")
    by_woo = [outcome(found, page) for page in ("woo", "product-7")]
    assert sorted(items for _, items, _ in by_woo) == [0, 150]
    assert {status for status, _, _ in by_woo} == {"observed"}
    status, items, reason = outcome(found, "stamped")
    assert (status, items) == ("partial", 1)
    assert reason == "its reviews by stamped could not be read: HTTP 400; what the page itself shows was read"
    layers = {layer: sum(r["layer"] == layer for r in reviews) for layer in {r["layer"] for r in reviews}}
    assert layers == {"woocommerce": 150, "judgeme": 60, "yotpo": 3, "microdata": 1}
    by_layer = {r["layer"]: r for r in reviews}
    assert all(r["first_party"] for r in reviews), "on the brand's own pages"
    assert by_layer["yotpo"]["reply_body"] == "Thank you"
    assert (by_layer["woocommerce"]["product"], by_layer["woocommerce"]["body"]) == ("Beans & more", "Woo opinion 1")
    assert (by_layer["judgeme"]["title"], by_layer["judgeme"]["body"]) == ("Title 1", "Judged 1")
    assert all(r["published_at"] for r in reviews if r["layer"] != "microdata")
    assert sorted(t["claimed_n"] for t in landed(tmp_path, "source_total") if t["claimed_n"] < 4000) == [3, 60, 150]

    shop.calls.clear()
    shop.woocommerce_status = 404
    write(tmp_path, apis, pages)
    crawl(tmp_path, apis)
    assert [call.query["page"] for call in shop.calls if "reviews_for_widget" in call.path] == ["1"]
    shown = [outcome(visits(tmp_path), page) for page in ("woo", "product-7")]
    assert any(status == "partial" and "could not be read: HTTP 404" in reason for status, _, reason in shown)
