"""The demo market's independent review platform: every brand's reviews in microdata, 100 a page."""

from __future__ import annotations

from html import escape

from overheard.demo.market.market import DemoReview, Market
from overheard.demo.market.truths import Company, platform, truths
from overheard.demo.sites.brand_site import robots, sitemap
from overheard.demo.sites.feeds import BOARD_PATH, board_posts, feed
from overheard.demo.sites.html import Response, page, stars

PER_PAGE = 100


def review_path(brand: Company) -> str:
    """Path of a brand's first review page on the platform."""
    return "/review/" + brand.name.lower().replace("&", "and").replace(" ", "-")


def platform_pages(market: Market, base: str) -> dict[str, Response]:
    """Path (with ?page=N) -> response for the whole platform at `base`."""
    home = "".join(f'<li><a href="{review_path(b)}">{escape(b.name)}</a></li>' for b in market.brands)
    pages = {"/": _page("Coffee subscriptions", f"<h1>{escape(platform().tagline)}</h1><ul>{home}</ul>", "en")}
    for brand in market.brands:
        pages |= _review_pages(market, brand, base)
    pages[BOARD_PATH] = feed(f"{platform().name}: the board", base, board_posts(market.anchor, market.seed))
    pages["/robots.txt"] = robots(base)
    pages["/sitemap.xml"] = sitemap(base, ["/", *(review_path(b) for b in market.brands)])
    return pages


def _page(title: str, main: str, language: str, head: str = "") -> Response:
    p = platform()
    return page(
        title=f"{title} | {p.name}",
        main=main,
        language=language,
        colour=p.colour,
        head=head,
        header=f'<a href="/"><strong>{p.name}</strong></a>',
        footer=f"<p>{p.name}: {escape(p.tagline)}</p>",
    )


def _review_pages(market: Market, brand: Company, base: str) -> dict[str, Response]:
    reviews, path = market.reviews_of(brand.id), review_path(brand)
    claimed = truths()["traps"]["claimed"].get(brand.id, len(reviews))
    mean = sum(r.rating for r in reviews) / len(reviews)
    last = -(-len(reviews) // PER_PAGE)
    pages = {}
    for number in range(1, last + 1):
        shown = "".join(_review(r, brand, path) for r in reviews[(number - 1) * PER_PAGE : number * PER_PAGE])
        main = (
            f'<div itemscope itemtype="https://schema.org/Organization"><h1 itemprop="name">{escape(brand.name)}</h1>'
            '<p itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating">'
            f'<b itemprop="ratingValue">{mean:.2f}</b> / <span itemprop="bestRating">5</span> '
            f'(<span itemprop="reviewCount">{claimed}</span>)</p>{shown}</div>{_pager(path, number, last)}'
        )
        head = "".join(
            f'<link rel="{rel}" href="{base}{_target(path, n)}">'
            for rel, n in (("prev", number - 1), ("next", number + 1))
            if 1 <= n <= last
        )
        pages[_target(path, number)] = _page(brand.name, main, brand.language, head)
    return pages


def _target(path: str, number: int) -> str:
    return path if number == 1 else f"{path}?page={number}"


def _pager(path: str, number: int, last: int) -> str:
    before = f'<a rel="prev" href="{_target(path, number - 1)}">‹</a> ' if number > 1 else ""
    after = f' <a rel="next" href="{_target(path, number + 1)}">›</a>' if number < last else ""
    return f'<nav class="pagination">{before}<span>{number} / {last}</span>{after}</nav>'


def _review(r: DemoReview, brand: Company, path: str) -> str:
    title = f'<h2 itemprop="name">{escape(r.title)}</h2>' if r.title else ""
    published = (
        f' <time itemprop="datePublished" datetime="{r.published:%Y-%m-%dT%H:%M:%SZ}">{r.published:%Y-%m-%d}</time>'
        if r.published
        else ""
    )
    body = f'<p itemprop="reviewBody">{escape(r.body)}</p>' if r.body else ""
    reply = (
        '<div class="reply" itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Organization">'
        f'<b itemprop="name">{escape(brand.name)}</b></span> '
        f'<time itemprop="dateCreated" datetime="{r.replied:%Y-%m-%dT%H:%M:%SZ}">{r.replied:%Y-%m-%d}</time>'
        f'<p itemprop="text">{escape(r.reply)}</p></div>'
        if r.replied
        else ""
    )
    return (
        f'<article class="review" id="{r.id}" itemprop="review" itemscope itemtype="https://schema.org/Review">'
        f'<link itemprop="url" href="{path}#{r.id}">'
        '<p itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">'
        f'<meta itemprop="ratingValue" content="{r.rating}"><meta itemprop="bestRating" content="5">'
        f'<span class="stars" aria-hidden="true">{stars(r.rating)}</span></p>{title}{body}'
        '<p class="by"><span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<span itemprop="name">{escape(r.author)}</span></span>{published}</p>{reply}</article>'
    )
