"""Fake platforms of reviews on loopback, in their documented formats. The app's number or name decides what goes wrong.

App Store: 1 has 120 reviews; 2 one, which the feed holds bare; 3 none; 4 is in no store; 5 the look-up fails; 6 the same page
for ever; 7 no JSON; 8 refused once with Retry-After; 9 dated in the future; 10 more than the feed shows; 11 no more today;
12 no answer.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.site.api_payloads import as_json
from tests.site.apis import HANG_SECONDS, Api, Call, Reply

PAGE = 50
NOW = datetime.now(UTC).replace(microsecond=0)
HTML = {"Content-Type": "text/html; charset=utf-8"}
NUMBERS = {"1": 120, "2": 1, "3": 0, "5": 2, "6": PAGE, "8": 2, "9": 2, "10": 900}


class AppStoreApi(Api):
    """`new` reviews have been written since."""

    endpoint = "APPSTORE"
    new = 0

    def answer(self, call: Call) -> Reply:
        if call.path == "/lookup":
            return self._lookup(call.query["id"])
        country, page, app = (part.split("=")[-1] for part in (call.path.split("/")[n] for n in (1, 4, 5)))
        refusal = self._no_feed(app, int(page))
        if refusal is not None:
            return refusal
        feed: dict[str, Any] = {"author": {"name": {"label": "iTunes Store"}}, "id": {"label": call.path}}
        entries = self._entries(country, app, int(page))
        if entries:
            feed["entry"] = entries[0] if len(entries) == 1 else entries
        return Reply(as_json({"feed": feed}))

    def _lookup(self, app: str) -> Reply:
        if app == "5":
            return Reply(b"", 404)
        known = {"trackId": int(app), "trackName": "Acme Coffee", "userRatingCount": 4000, "averageUserRating": 4.2}
        found = [] if app == "4" else [known]
        return Reply(as_json({"resultCount": len(found), "results": found}))

    def _no_feed(self, app: str, page: int) -> Reply | None:
        """The answer to a call that gets no feed; None where it gets one."""
        if app == "12":
            self.released.wait(HANG_SECONDS)
        if app in ("7", "12"):
            return Reply(b"<html>we are sorry")
        if app == "8" and app not in self.refused:
            self.refused.add(app)
            return Reply(b"", 429, {"Retry-After": "1"})
        if app == "11":
            return Reply(b"", 429, {"Retry-After": "86400"})
        if app == "10" and page > 10:
            return Reply(b"CustomerReviews RSS page depth is limited to 10", 400)
        return None

    def _entries(self, country: str, app: str, page: int) -> list[dict[str, Any]]:
        number = NUMBERS[app] + (self.new if app == "1" else 0)
        start = 0 if app == "6" else (page - 1) * PAGE
        entries = [appstore_entry(number - n, country, app) for n in range(start, min(start + PAGE, number))]
        if app == "9" and entries:
            entries[0]["updated"] = {"label": (NOW + timedelta(days=9)).isoformat()}
        return entries


def appstore_entry(number: int, country: str, app: str) -> dict[str, Any]:
    """The `number`th review ever written, a day after the one before."""
    at = NOW - timedelta(days=max(121, NUMBERS[app]) - number)
    return {
        "id": {"label": f"{app}{9_000 + number}"}, "author": {"name": {"label": f"somebody {number}"}, "label": ""},
        "updated": {"label": at.astimezone(UTC).isoformat()}, "im:rating": {"label": str(number % 5 + 1)},
        "title": {"label": f"Review {number}"}, "content": {"label": f"Opinion {number} of {app} in {country}."},
    }  # fmt: skip


class PlayHost(Api):
    """The store's public page; robots.txt forbids the rest. `com.closed.*` is no app's page."""

    endpoint = "PLAY"

    def answer(self, call: Call) -> Reply:
        if call.path == "/robots.txt":
            text = b"User-agent: *\nDisallow: /\nAllow: /store/apps/details\n"
            return Reply(text, headers={"Content-Type": "text/plain"})
        app, language = call.query["id"], call.query["hl"]
        if app == "com.gone":
            return Reply(b"not here", 404, HTML)
        if app == "com.other":
            return Reply(b"<html><head><title>Sorry</title></head><body>Sorry</body></html>", headers=HTML)
        return Reply(play_page(language).encode(), headers=HTML)


def play_page(language: str) -> str:
    sent = int(NOW.timestamp())
    reviews = [
        [f"{language}-{n}", [f"somebody {n}", [None, 2]], n + 2, None, f"Opinion {n} in {language}", [sent - n * 86_400, 0],
         4, None if n else ["Acme", "We have mended it.", [sent, 0]], None, None, "1.0"]
        for n in range(3)
    ]  # fmt: skip
    linked = {
        "@context": "https://schema.org", "@type": "SoftwareApplication", "name": "Acme Coffee",
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.1", "ratingCount": "1234"},
    }  # fmt: skip
    return (
        f'<!doctype html><html lang="{language}"><head><title>Acme Coffee - Apps</title>'
        f'<script type="application/ld+json">{as_json(linked).decode()}</script></head><body><h1>Acme Coffee</h1>'
        "<script>AF_initDataCallback({key: 'ds:4', hash: '2', data:[false], sideChannel: {}});</script>"
        f"<script>AF_initDataCallback({{key: 'ds:8', hash: '7', data:{as_json([[reviews, [None]]]).decode()}, "
        "sideChannel: {}});</script></body></html>"
    )


class ShopHost(Api):
    """A brand's shop: pages with review widgets of all makes, the Store API, and the makes' own servers in one."""

    endpoint = "JUDGEME"
    woocommerce_status = 200

    def answer(self, call: Call) -> Reply:
        if call.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /closed", headers={"Content-Type": "text/plain"})
        pages = {
            "/woo": '<link rel="https://api.w.org/" href="/wp-json/">'
            '<script src="/wp-content/plugins/woocommerce/a.js"></script>',
            "/judgeme": "<script>var Shopify = {}; Shopify.shop = \"acme.myshopify.com\";</script>"
            '<div class="jdgm-widget jdgm-review-widget" data-id="11"></div>',
            "/yotpo": '<script src="https://cdn-widgetsrepository.yotpo.com/v1/loader/abcdefghij0123456789KLMN"></script>'
            '<div class="yotpo yotpo-main-widget" data-product-id="22"></div>',
            "/stamped": "<script>Shopify.shop = \"acme.myshopify.com\"; init({apiKey: 'pubkey-abc123DEF456'})</script>"
            '<div id="stamped-main-widget" data-product-id="33"></div>',
        }  # fmt: skip
        if call.path in pages or call.path.startswith("/product"):
            head = pages.get(call.path, pages["/woo"])
            shown = '<div itemscope itemtype="https://schema.org/Product"><span itemprop="name">Beans</span>'
            shown += '<div itemprop="review" itemscope itemtype="https://schema.org/Review"><p itemprop="reviewBody">Shown by '
            shown += 'the page itself.</p><span itemprop="author">Ann</span></div></div>'
            return Reply(f"<!doctype html><html lang='en'><head><title>Beans</title></head><body>{head}{shown}</body></html>"
                         .encode(), headers=HTML)  # fmt: skip
        if call.path == "/wp-json/wc/store/v1/products/reviews":
            return self._woocommerce(call)
        if call.path == "/reviews/reviews_for_widget":
            return self._judgeme(call)
        if call.path.startswith("/v1/widget/"):
            return self._yotpo(call)
        if call.path == "/api/widget/reviews":
            return Reply(b'{"message":"shop not found"}', 400)
        return Reply(b"not here", 404, HTML)

    def _woocommerce(self, call: Call) -> Reply:
        if self.woocommerce_status != 200:
            return Reply(as_json({"code": "rest_no_route", "message": "No route was found"}), self.woocommerce_status)
        page, size, total = int(call.query["page"]), int(call.query["per_page"]), 150
        numbers = range(total - (page - 1) * size, max(0, total - page * size), -1)
        found = [
            {"id": n, "date_created": "x", "date_created_gmt": (NOW - timedelta(days=151 - n)).strftime("%Y-%m-%dT%H:%M:%S"),
             "product_id": 7, "product_name": "Beans &amp; more", "product_permalink": f"http://{call.headers['host']}/product-7",
             "reviewer": f"somebody {n}", "review": f"<p>Woo opinion {n}</p>", "rating": n % 5 + 1, "verified": True}
            for n in numbers
        ]  # fmt: skip
        return Reply(as_json(found), headers={"X-WP-Total": str(total), "X-WP-TotalPages": "2"})

    def _judgeme(self, call: Call) -> Reply:
        page = int(call.query["page"])
        numbers = range(60, 10, -1) if page == 1 else range(10, 0, -1)
        boxes = "".join(
            f"<div class='jdgm-rev jdgm-divider-top' data-review-id='{n}' data-product-title='Beans'>"
            f"<span class='jdgm-rev__rating' data-score='{n % 5 + 1}'></span><span class='jdgm-rev__timestamp' "
            f"data-content='{(NOW - timedelta(days=60 - n)):%Y-%m-%d %H:%M:%S} UTC'></span>"
            f"<span class='jdgm-rev__author'>somebody {n}</span><b class='jdgm-rev__title'>Title {n}</b>"
            f"<div class='jdgm-rev__body'><p>Judged {n}</p></div></div>"
            for n in numbers
        )
        return Reply(as_json({"html": f"<div class='jdgm-rev-widg'>{boxes}</div>", "total_count": 60}))

    def _yotpo(self, call: Call) -> Reply:
        found = [
            {"id": n, "score": 4, "title": f"Title {n}", "content": f"Yotpo opinion {n}", "product_id": 22,
             "created_at": (NOW - timedelta(days=n)).strftime("%Y-%m-%dT%H:%M:%S.000Z"), "user": {"display_name": "somebody"},
             "comment": {"id": 1, "content": "Thank you", "created_at": NOW.isoformat()}}
            for n in range(1, 4)
        ]  # fmt: skip
        payload = {
            "pagination": {"page": 1, "per_page": 100, "total": 3}, "products": [{"id": 22, "name": "Beans"}],
            "bottomline": {"total_review": 3, "average_score": 4.0}, "reviews": found,
        }  # fmt: skip
        return Reply(as_json({"status": {"code": 200, "message": "OK"}, "response": payload}))
