"""`overheard crawl` on a real local web: every URL and kind gets a visit with a true status, and manners are kept."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.overheard.command import landed, overheard
from tests.site.server import Answer, Host, LocalWeb

FAQ = """<!doctype html><html lang="en"><title>FAQ</title><h1>Frequently asked questions</h1>
<dl><dt>How long does delivery take?</dt><dd>Two working days for all orders within the country.</dd>
<dt>Can I return opened bags?</dt><dd>Yes, within thirty days, and we pay the postage.</dd></dl></html>"""

SCRIPTED = """<!doctype html><html lang="en"><title>Help</title><body><div id="root"></div>
<noscript>Please enable JavaScript.</noscript><script>
fetch('/api').then(r => r.json()).then(rows => {
  document.getElementById('root').innerHTML = '<h1>Frequently asked questions</h1>' +
    rows.map(r => '<details><summary>' + r.q + '</summary><p>' + r.a + '</p></details>').join('');
});</script></body></html>"""

CAPTCHA = """<!doctype html><title>Attention Required!</title><h1>Checking your browser before accessing</h1>
<p>Please complete the security check: verify you are human.</p>
<form id="challenge-form" action="/cdn-cgi/l/chk_captcha"><div class="g-recaptcha" data-sitekey="x"></div></form>"""


def workspace(root: Path, brands: dict[str, dict[str, object]], allow: list[Host], extra: str = "") -> None:
    """An overheard.toml in `root`: brand name -> its keys; the first brand is the own one."""
    lines = ["[workspace]", 'name = "Test"']
    for number, (name, keys) in enumerate(brands.items()):
        lines += ["[[brand]]", f'name = "{name}"'] + (["own = true"] if number == 0 else [])
        lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    lines += [extra, "[crawl]", f"allow_private = {json.dumps([host.netloc for host in allow])}"]
    (root / "overheard.toml").write_text("\n".join(lines), encoding="utf-8")


def endless() -> Iterator[bytes]:
    yield b"<html><title>big</title>"
    yield from itertools.repeat(b"<p>" + b"x" * 65536, 800)  # 50 MB without a Content-Length


def test_every_outcome_is_told_as_what_it_was(web: LocalWeb, tmp_path: Path) -> None:
    main, limited, walled, forbidden, other = (web.host() for _ in range(5))
    pages: dict[str, tuple[Answer | str, str, str]] = {
        "/faq": (FAQ, "observed", ""),
        "/moved": (Answer(status=302, headers={"Location": "/faq?from=moved"}), "observed", "redirected to"),
        "/plain": ("<html><title>About</title><p>We roast coffee in small batches every day of the week.</p>", "absent", ""),
        "/gone": (Answer(b"gone", 404), "failed", "HTTP 404"),
        "/broken": (Answer(b"oops", 500), "failed", "HTTP 500"),
        "/secret": (FAQ, "blocked", "robots.txt"),
        "/inside": (Answer(status=302, headers={"Location": "http://10.1.2.3/"}), "blocked", "10.1.2.3"),
        "/loop": (Answer(status=302, headers={"Location": "/loop?again"}), "failed", ""),
        "/loop?again": (Answer(status=302, headers={"Location": "/loop"}), "failed", ""),
        "/leaflet.pdf": (Answer(b"%PDF-1.7", content_type="application/pdf"), "failed", "application/pdf"),
        "/declared-huge": (Answer(headers={"X-A": "b"}, body=b"x" * (11 << 20)), "failed", ""),
        "/endless": (Answer(endless()), "failed", ""),
        "/empty": ("", "failed", "an empty page"),
        "/nested": ("<div>" * 10_000 + "deep", "failed", "without text"),
        "/nuls": (Answer(FAQ.encode().replace(b"two", b"t\x00wo") + b"\x00" * 100), "observed", ""),
        "/cut": (FAQ[:-90], "observed", ""),
        "/wrong-charset": (Answer(FAQ.encode("utf-16"), content_type="text/html; charset=utf-8"), "observed", ""),
        "/bad-json": ('<script type="application/ld+json">{"@type": "FAQPage", nope</script>' + FAQ, "observed", ""),
        "/noise": (Answer(bytes(range(256)) * 400), "absent", ""),
    }  # fmt: skip
    main.routes |= {path: answer for path, (answer, _, _) in pages.items()} | {
        "/": "<title>Home</title>",
        "/faq?from=moved": FAQ,
    }
    main.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /secret\n", content_type="text/plain")
    limited.routes |= {"/a": Answer(b"slow down", 429), "/b": FAQ}
    walled.routes |= {"/a": CAPTCHA}
    forbidden.routes |= {f"/{n}": Answer(b"no", 403) for n in range(3)} | {"/last": FAQ}
    urls = {main.url + path: expected[1:] for path, expected in pages.items() if path != "/loop?again"}
    urls |= {
        f"{limited.url}/a": ("blocked", "HTTP 429"),
        f"{walled.url}/a": ("blocked", ""),
        f"{forbidden.url}/0": ("blocked", "HTTP 403"),
        other.url.replace(other.netloc, "127.99.0.1:9") + "/": ("blocked", "127.99.0.1:9"),
        f"http://localhost:{other.netloc.split(':')[1]}/": ("blocked", "localhost"),
        "http://no-such-host.invalid/": ("failed", "no-such-host.invalid"),
    }
    workspace(tmp_path, {"Acme": {"site": main.url + "/", "faqs": list(urls)}}, [main, limited, walled, forbidden])
    done = overheard("crawl", "faqs", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    visits = {visit["url"]: visit for visit in landed(tmp_path, "visit") if visit["kind"] == "faqs"}
    assert set(visits) == set(urls)
    for url, (status, reason) in urls.items():
        assert visits[url]["status"] == status, visits[url]
        assert reason in (visits[url].get("reason") or ""), visits[url]
        assert status not in ("failed", "blocked") or visits[url].get("reason"), visits[url]
        assert (visits[url]["items"] > 0) == (status == "observed"), visits[url]
    assert main.requests["/secret"] == 0
    assert other.requests.total() == 0
    assert main.agents == {"Overheard/1.0"}
    for url, (status, _) in urls.items():
        assert (url in done.stderr) == (status in ("failed", "blocked")), url
    again = overheard("crawl", "faqs", cwd=tmp_path)
    assert again.returncode == 0, "known failures are not news: " + again.stderr


def test_a_site_that_blocks_is_left_alone(web: LocalWeb, tmp_path: Path) -> None:
    limited, forbidden = web.host(), web.host()
    limited.routes |= {f"/{n}": Answer(b"slow down", 429) for n in range(5)}
    forbidden.routes |= {f"/{n}": Answer(b"no", 403) for n in range(6)}
    faqs = [f"{host.url}/{n}" for host in (limited, forbidden) for n in range(5)]
    workspace(tmp_path, {"Acme": {"site": limited.url + "/", "faqs": faqs}}, [limited, forbidden])
    overheard("crawl", "faqs", cwd=tmp_path)
    visits = {visit["url"]: visit for visit in landed(tmp_path, "visit") if visit["kind"] == "faqs"}
    assert {visit["status"] for visit in visits.values()} == {"blocked"}
    assert sum(n for path, n in limited.requests.items() if path != "/robots.txt") == 1
    assert sum(n for path, n in forbidden.requests.items() if path != "/robots.txt") == 3
    assert sum("left alone" in visit["reason"] for visit in visits.values()) == 4 + 2


def test_waiting_requests_obey_robots_too(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes |= {f"/{n}": FAQ for n in range(6)}
    host.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [f"{host.url}/{n}" for n in range(6)]}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path)
    assert set(host.requests) == {"/robots.txt"}


def test_a_robots_txt_that_fails_forbids(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes |= {"/faq": FAQ, "/robots.txt": Answer(b"", 503)}
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/faq"]}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path)
    assert host.requests["/faq"] == 0
    assert [(v["status"], v["reason"][:10]) for v in landed(tmp_path, "visit")] == [("blocked", "robots.txt")]


def test_pages_are_found_from_home_and_sitemap(web: LocalWeb, tmp_path: Path) -> None:
    linked, mapped, bare = (web.host() for _ in range(3))
    linked.routes |= {"/": '<title>A</title><p>Coffee</p><a href="/help/faq">FAQ</a>', "/help/faq": FAQ}
    mapped.routes |= {"/": "<title>B</title><p>Coffee</p>", "/support/faq": FAQ}
    mapped.routes["/robots.txt"] = Answer(f"Sitemap: {mapped.url}/map.xml".encode(), content_type="text/plain")
    mapped.routes["/map.xml"] = Answer(
        f"<urlset><url><loc>{mapped.url}/support/faq</loc></url></urlset>".encode(), content_type="application/xml"
    )
    bare.routes["/"] = "<title>C</title><p>Coffee</p>"
    hosts = {"A": linked, "B": mapped, "C": bare}
    workspace(tmp_path, {name: {"site": host.url + "/"} for name, host in hosts.items()}, list(hosts.values()))
    overheard("crawl", "faqs", cwd=tmp_path)
    found = {(v["brand"], v["url"], v["status"]) for v in landed(tmp_path, "visit") if v["kind"] == "faqs"}
    assert found == {
        ("a", f"{linked.url}/help/faq", "observed"),
        ("b", f"{mapped.url}/support/faq", "observed"),
        ("c", f"{bare.url}/", "absent"),
    }


@pytest.mark.browser
def test_a_page_that_needs_scripts_is_rendered_and_guarded(web: LocalWeb, tmp_path: Path, browser: Path) -> None:
    host, private = web.host(), web.host()
    rows = json.dumps(
        [{"q": f"How do I change plan {n}?", "a": f"Open your account and choose plan {n} there."} for n in range(3)]
    )
    host.routes |= {"/help": SCRIPTED, "/api": Answer(rows.encode(), content_type="application/json"), "/faq": FAQ}
    spying = SCRIPTED.replace("fetch('/api')", f"fetch('{private.url}/spy', {{mode: 'no-cors'}}); fetch('/api')")
    host.routes["/spying"] = spying
    private.routes["/spy"] = "secret"
    faqs = [host.url + path for path in ("/help", "/faq", "/spying")]
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": faqs}}, [host])
    done = overheard("crawl", "faqs", cwd=tmp_path, OVERHEARD_BROWSER=str(browser))
    visits = {v["url"]: (v["status"], v["rendered"], v["items"]) for v in landed(tmp_path, "visit")}
    assert visits == {
        host.url + "/help": ("observed", True, 3),
        host.url + "/faq": ("observed", False, 2),
        host.url + "/spying": ("observed", True, 3),
    }, done.stderr
    assert private.requests.total() == 0


def test_without_a_browser_the_rest_works_and_the_reason_says_how_to_get_one(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes |= {"/help": SCRIPTED, "/faq": FAQ}
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/help", host.url + "/faq"]}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path, OVERHEARD_BROWSER="/nowhere/chromium")
    visits = {v["url"]: v for v in landed(tmp_path, "visit")}
    assert visits[host.url + "/faq"]["status"] == "observed"
    assert visits[host.url + "/help"]["status"] == "failed"
    assert "playwright install chromium" in visits[host.url + "/help"]["reason"]


def test_paged_reviews_are_followed_to_the_limit(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    for page in range(1, 6):
        reviews = [
            {"@type": "Review", "author": {"@type": "Person", "name": f"Author {page}-{n}"}, "datePublished": "2026-10-01",
             "reviewRating": {"@type": "Rating", "ratingValue": 4}, "reviewBody": f"Text {page}-{n}, mail me at a{n}@b.example"}
            for n in range(3)
        ]  # fmt: skip
        markup = {"@context": "https://schema.org", "@type": "Organization", "name": "Acme", "review": reviews,
                  "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.2, "reviewCount": 40}}  # fmt: skip
        following = f'<a rel="next" href="/acme?page={page + 1}">Next</a>' if page < 5 else ""
        path = "/acme" if page == 1 else f"/acme?page={page}"
        host.routes[path] = f'<script type="application/ld+json">{json.dumps(markup)}</script>{following}'
    workspace(tmp_path, {"Acme": {"site": "https://acme.example/", "reviews": [host.url + "/acme"]}}, [host])
    overheard("crawl", "reviews", "--limit", "3", cwd=tmp_path)
    reviews_landed = landed(tmp_path, "review")
    assert len(reviews_landed) == 9
    assert {review["source"] for review in reviews_landed} == {host.netloc}
    text = json.dumps(reviews_landed)
    assert "Author" not in text
    assert "@b.example" not in text
    assert len({review["author_key"] for review in reviews_landed}) == 9
    statuses = {v["url"]: v["status"] for v in landed(tmp_path, "visit")}
    assert statuses[f"{host.url}/acme?page=4"] == "partial"
    assert {t["claimed_n"] for t in landed(tmp_path, "source_total")} == {40}


def test_searches_are_capped_a_day_and_failures_are_no_positions(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    results = [
        {"url": "https://acme.example/", "title": "Acme", "content": "beans"},
        {"url": "https://x.example/", "title": "X"},
    ]
    host.routes |= {
        "/search?q=beans&format=json": Answer(
            json.dumps({"query": "beans", "results": results}).encode(), 200, "application/json"
        ),
        "/search?q=broken&format=json": Answer(b"<html>nginx</html>", 502),
    }
    extra = f'[[search]]\nprovider = "searxng"\nurl = "{host.url}"\nkeywords = ["beans", "broken", "beyond"]\ndaily_cap = 2\n'
    workspace(tmp_path, {"Acme": {"site": "https://acme.example/"}}, [host], extra)
    overheard("crawl", "rankings", cwd=tmp_path)
    rankings = [(r["keyword"], r["position"], r.get("brand")) for r in landed(tmp_path, "ranking")]
    assert rankings == [("beans", 1, "acme"), ("beans", 2, "")]
    assert [v["status"] for v in landed(tmp_path, "visit")].count("observed") == 1
    assert {v["status"] for v in landed(tmp_path, "visit")} == {"observed", "failed", "partial"}
    assert not any("beyond" in path for path in host.requests)
    before = host.requests.total()
    overheard("crawl", "rankings", cwd=tmp_path)
    assert host.requests.total() == before


def test_scrapy_lists_and_crawls(web: LocalWeb, tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.conftest import ROOT
    from tests.overheard.command import SECONDS, environment

    def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip

    assert scrapy("list").stdout.split() == [
        "channels", "discover", "faqs", "mentions", "platforms", "rankings", "read", "reviews", "site",
    ]  # fmt: skip
    host = web.host()
    host.routes["/faq"] = FAQ
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/faq"]}}, [host])
    done = scrapy("crawl", "faqs", "-a", f"workspace={tmp_path}")
    assert done.returncode == 0, done.stderr
    assert len(landed(tmp_path, "faq")) == 2
    (record,) = (tmp_path / ".overheard" / "runs").glob("*.json")
    assert json.loads(record.read_text())["status"] == "done"
    wrong = scrapy("crawl", "faqs", "-a", f"workspace={tmp_path / 'nowhere'}")
    assert "overheard init" in wrong.stderr + wrong.stdout


def test_a_collapsed_yield_is_flagged_and_removes_nothing(web: LocalWeb, tmp_path: Path) -> None:
    def faq_page(n: int) -> str:
        pairs = "".join(
            f"<dt>How do I change plan {i}?</dt><dd>Open your account and choose plan {i}.</dd>" for i in range(n)
        )
        return f'<!doctype html><html lang="en"><title>FAQ</title><h1>Frequently asked questions</h1><dl>{pairs}</dl></html>'

    host = web.host()
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/faq"]}}, [host])
    for n in (12, 12, 1, 1):
        host.routes["/faq"] = faq_page(n)
        overheard("crawl", "faqs", cwd=tmp_path)
    visits = landed(tmp_path, "visit")
    assert [visit["status"] for visit in visits] == ["observed", "observed", "partial", "partial"]
    assert "1 found where 12 were usual" in visits[2]["reason"]
    assert overheard("analyze", cwd=tmp_path).returncode == 0
    with duckdb.connect(str(tmp_path / ".overheard" / "warehouse.duckdb")) as warehouse:
        assert warehouse.execute("SELECT count(*), count(removed_at) FROM faqs").fetchall() == [(12, 0)]


def test_answers_behind_links_are_followed(web: LocalWeb, tmp_path: Path) -> None:
    article = """<!doctype html><html lang="en"><title>{q} – Acme Help Center</title><body><main class="article-container">
    <article class="article"><header class="article-header"><h1 class="article-title">{q}</h1></header>
    <section class="article-info"><div class="article-body"><p>Open your account, choose number {n} and confirm the change.</p>
    </div></section></article></main></body></html>"""
    host = web.host()
    questions = {f"/hc/en-us/articles/10{n}-plan": f"How do I change plan {n}?" for n in range(4)}
    links = "".join(f'<li class="article-list-item"><a href="{path}">{q}</a></li>' for path, q in questions.items())
    host.routes["/hc/en-us"] = (
        f'<!doctype html><html lang="en"><title>Acme Help Center</title><h1>Frequently asked questions</h1>'
        f'<ul class="article-list">{links}</ul></html>'
    )
    host.routes |= {path: article.format(q=q, n=n) for n, (path, q) in enumerate(questions.items())}
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/hc/en-us"]}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path)
    found = {faq["question"]: faq["answer"] for faq in landed(tmp_path, "faq")}
    assert set(found) == set(questions.values())
    assert all(answer.startswith("Open your account, choose number") for answer in found.values())
