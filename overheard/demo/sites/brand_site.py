"""One demo brand's own site: home, coffee, journal, FAQ, reviews and contact pages, some of them failing on purpose."""

from __future__ import annotations

import tomllib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from overheard.demo.market.market import DemoReview, Market
from overheard.demo.market.truths import Company
from overheard.demo.sites.faq_pages import STYLES
from overheard.demo.sites.feeds import OWN_PATH, feed, own_posts
from overheard.demo.sites.html import Response, asset, json_ld, json_response, page, redirect, stars, text_response

PRIVATE_TARGET = "http://10.0.0.7/"
"""Where one demo page redirects to: an address that a crawl must refuse to request."""
PATHS = {
    "faq": {"en": "/faq", "lt": "/duk"},
    "faq_subscriptions": {"en": "/faq/subscriptions", "lt": "/duk/prenumerata"},
    "reviews": {"en": "/reviews", "lt": "/atsiliepimai"},
    "contact": {"en": "/contact", "lt": "/kontaktai"},
    "service": {"en": "/customer-service", "lt": "/klientu-aptarnavimas"},
    "coffee": {"en": "/coffee", "lt": "/kava"},
    "journal": {"en": "/journal", "lt": "/dienorastis"},
    "members": {"en": "/members/reviews", "lt": "/nariai/atsiliepimai"},
    "archive": {"en": "/faq/archive", "lt": "/duk/archyvas"},
}
"""Page -> its path by language. Not every brand has every page."""
EXTRA_LINKS = {"bramble": ("members",), "kavos": ("archive",)}
JOURNAL = {
    "en": (
        "Notes on a slow morning",
        (
            "Rinse the paper and warm the pot.",
            "Pour sixty grams of water and count to thirty.",
            "Fill up in two circles and wait.",
        ),
        "Twenty grams to three hundred of water is where we start. Then grind finer until it drags.",
    ),
    "lt": (
        "Lėto ryto užrašai",
        (
            "Perplaukite filtrą ir sušildykite puodelį.",
            "Įpilkite šešiasdešimt gramų vandens ir palaukite.",
            "Likusį vandenį pilkite ratu.",
        ),
        "Dvidešimt gramų kavos ir trys šimtai gramų vandens. Paskui malkite smulkiau, kol ims strigti.",
    ),
}


@cache
def _words(language: str) -> dict[str, Any]:
    words: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))[language]
    return words


class BrandSite:
    """Builds the pages of `brand`, whose site is reached at `base` (no closing slash)."""

    def __init__(self, market: Market, brand: Company, base: str) -> None:
        self.market, self.brand, self.base, self.words = market, brand, base, _words(brand.language)

    def path(self, name: str) -> str:
        """The path of one of PATHS on this site."""
        return PATHS[name][self.brand.language]

    def pages(self) -> dict[str, Response]:
        """Path -> response for the whole site, robots.txt and sitemap.xml included."""
        pages = {
            "/": self._home(),
            self.path("coffee"): self._coffee(),
            self.path("journal"): self._journal(),
            self.path("contact"): self._contact(),
            self.path("service"): self._service(),
            self.path("faq"): self._faq("main"),
            self.path("faq_subscriptions"): self._faq("subscriptions"),
            self.path("reviews"): self._reviews(),
        }
        if self.brand.id == "bramble":
            del pages[self.path("faq_subscriptions")]
            pages[self.path("members")] = self._page(self.words["members"], "<h1>Members</h1><p>For members' eyes.</p>")
        if self.brand.id == "kavos":
            pages[self.path("archive")] = redirect(PRIVATE_TARGET)
            pages["/api/faqs.json"] = json_response(
                [{"question": f.question, "answer": f.answer} for f in self.market.faqs_of("kavos", "subscriptions")]
            )
        listed = [p for p, r in pages.items() if r.status == 200 and not p.startswith(("/api/", "/members/"))]
        pages[OWN_PATH] = feed(self.brand.name, self.base, own_posts(self.brand, self.market.anchor))
        pages["/robots.txt"] = robots(self.base, ("/members/",))
        pages["/sitemap.xml"] = sitemap(self.base, listed)
        return pages

    def _links(self) -> list[tuple[str, str]]:
        names = ["coffee", "journal", "faq", "reviews", "contact", "service"]
        if self.brand.id != "bramble":
            names.insert(3, "faq_subscriptions")
        return [(self.path(name), self.words[name]) for name in [*names, *EXTRA_LINKS.get(self.brand.id, ())]]

    def _page(self, title: str, main: str) -> Response:
        b, w = self.brand, self.words
        links = "".join(f'<a href="{path}">{escape(text)}</a> ' for path, text in self._links())
        header = (
            f'<a href="/"><strong>{escape(b.name)}</strong></a><nav>'
            f'<button aria-expanded="false" aria-controls="menu">{w["menu"]}</button>'
            f'<span id="menu">{links}</span></nav>'
        )
        phone = f' · <a href="tel:{b.phone.replace(" ", "")}">{b.phone}</a>' if b.phone else ""
        social = f"https://mastodon.example/@{b.host}"
        footer = (
            f'<p>{escape(b.name)}, {b.town} · <a href="mailto:{b.mail}">{b.mail}</a>{phone} · '
            f'<a rel="me" href="{social}">{w["follow"]}: Mastodon</a></p><p>{links}</p>'
        )
        # The widget's bootstrap without its loader: a demo must not make browsers call a real vendor.
        chat = (
            '<script>window.$crisp=[];window.CRISP_WEBSITE_ID="00000000-0000-0000-0000-000000000000";</script>'
            if b.chat
            else ""
        )
        return page(
            title=f"{title} | {b.name}",
            main=main,
            language=b.language,
            colour=b.colour,
            header=header,
            footer=footer,
            head=f'<link rel="alternate" type="application/rss+xml" href="{OWN_PATH}">{chat}',
        )

    def _home(self) -> Response:
        b = self.brand
        tiles = "".join(f'<div class="tile"><b>{escape(p)}</b><br>{self.words["grams"]}</div>' for p in b.products)
        return self._page(
            b.tagline,
            f"<h1>{escape(b.tagline)}</h1><p>{self.words['home_lead'].format(town=b.town)}</p>"
            f'<div class="tiles">{tiles}</div>'
            f"<h2>{self.words['about']}</h2><p>{escape(b.about)}</p>",
        )

    def _coffee(self) -> Response:
        tiles = "".join(
            f'<div class="tile"><h2>{escape(p)}</h2><p>{self.words["grams"]}</p></div>' for p in self.brand.products
        )
        return self._page(self.words["coffee"], f'<h1>{self.words["coffee"]}</h1><div class="tiles">{tiles}</div>')

    def _journal(self) -> Response:
        title, steps, text = JOURNAL[self.brand.language]
        items = "".join(f"<li>{escape(step)}</li>" for step in steps)
        return self._page(title, f"<article><h1>{title}</h1><p>{text}</p><ol>{items}</ol></article>")

    def _contact(self) -> Response:
        b, w = self.brand, self.words
        hours = f", {b.hours}" if b.hours else ""
        phone = f'<p>{w["ring"]}: <a href="tel:{b.phone.replace(" ", "")}">{b.phone}</a>{hours}</p>' if b.phone else ""
        return self._page(
            w["contact"],
            f'<h1>{w["contact"]}</h1><p>{w["contact_lead"]}</p><p><a href="mailto:{b.mail}">{b.mail}</a></p>{phone}'
            f'<h2>{w["write"]}</h2><form method="post" action="{self.path("contact")}">'
            f'<label>{w["your_name"]}<input name="name"></label>'
            f'<label>{w["your_message"]}<textarea name="message" rows="5"></textarea></label>'
            f"<button>{w['send']}</button></form>",
        )

    def _service(self) -> Response:
        w = self.words
        return self._page(w["service"], f"<h1>{w['service']}</h1><p>{w['service_lead']}</p>")

    def _faq(self, which: str) -> Response:
        faqs = self.market.faqs_of(self.brand.id, which)
        style = STYLES.get((self.brand.id, which))
        if style is None:
            return text_response(asset("app_shell.html"))
        return self._page(self.words["faq_title"], f"<h1>{self.words['faq_title']}</h1>{style(faqs)}")

    def _reviews(self) -> Response:
        if self.brand.id == "northbound":
            return text_response(asset("captcha.html"), 403)
        if self.brand.id == "kavos":
            return text_response("<!doctype html><html lang=lt><title>500</title><h1>Serverio klaida</h1></html>", 500)
        reviews = self.market.reviews_of(self.brand.id, "own")
        shown = "".join(
            f'<article class="review"><p class="stars" aria-label="{r.rating} out of 5">{stars(r.rating)}</p>'
            f'<p>{escape(r.body)}</p><p class="by">{escape(r.author)}, {r.published:%d %B %Y}</p></article>'
            for r in reviews
        )
        linked = json_ld(
            {
                "@type": "Product",
                "name": f"{self.brand.name} subscription",
                "aggregateRating": {
                    "@type": "AggregateRating",
                    "ratingValue": f"{sum(r.rating for r in reviews) / len(reviews):.2f}",
                    "bestRating": 5,
                    "reviewCount": len(reviews),
                },
                "review": [_linked_review(r) for r in reviews],
            }
        )
        return self._page(self.words["reviews"], f"{linked}<h1>{self.words['reviews']}</h1>{shown}")


def _linked_review(r: DemoReview) -> dict[str, Any]:
    return {
        "@type": "Review",
        "@id": f"#{r.id}",
        "author": {"@type": "Person", "name": r.author},
        "datePublished": f"{r.published:%Y-%m-%d}",
        "reviewRating": {"@type": "Rating", "ratingValue": r.rating, "bestRating": 5},
        **({"name": r.title} if r.title else {}),
        "reviewBody": r.body,
    }


def robots(base: str, disallowed: tuple[str, ...] = ()) -> Response:
    """robots.txt that forbids `disallowed` paths to everybody and names the sitemap."""
    rules = "".join(f"Disallow: {path}\n" for path in disallowed) or "Disallow:\n"
    return text_response(
        f"User-agent: *\n{rules}\nSitemap: {base}/sitemap.xml\n", content_type="text/plain; charset=utf-8"
    )


def sitemap(base: str, paths: list[str]) -> Response:
    """sitemap.xml of `paths`."""
    urls = "".join(f"<url><loc>{escape(base + path)}</loc></url>" for path in paths)
    return text_response(
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>',
        content_type="application/xml",
    )
