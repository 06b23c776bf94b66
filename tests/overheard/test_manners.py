"""Manners that cannot be bypassed: robots.txt files that cannot be read, private addresses in disguise, and pages whose scripts
try every way around, by whole crawls on a local web. What is forbidden must not be asked for even once."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crawlers.fetching.test_addresses import LOOPBACK_NAMES
from tests.overheard.command import SECONDS, landed, overheard
from tests.overheard.test_crawl import FAQ, workspace
from tests.site.server import Answer, Host, LocalWeb

RULES = b"User-agent: *\nDisallow: /\n"
MANY = b"".join(b"Disallow: /p%d\n" % n for n in range(200_000))
OVER = threading.Event()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
QUICK = "page_seconds = 2\n"
"""So that what hangs is given up soon."""


def hangs_after(data: bytes) -> Iterator[bytes]:
    yield data
    OVER.wait(SECONDS)


def drips(data: bytes) -> Iterator[bytes]:
    for byte in data:
        yield bytes([byte])
        if OVER.wait(0.5):
            return


def moved(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": to})


def raw(data: bytes | Callable[[], Iterator[bytes]]) -> Answer:
    return Answer(data, whole=True)


def packed(body: bytes, how: str) -> Answer:
    return Answer(body, content_type="text/plain", headers={"Content-Encoding": how})


UNREADABLE: dict[str, Callable[[], Answer]] = {
    "closed without an answer": lambda: raw(b""),
    "no HTTP": lambda: raw(b"\x16\x03\x01 hello\r\n\r\n"),
    "rules, then nothing and no end": lambda: Answer(lambda: hangs_after(RULES)),
    "a head without end": lambda: raw(lambda: hangs_after(b"HTTP/1.1 200 OK\r\nX-A: ")),
    "a byte now and then": lambda: Answer(lambda: drips(RULES * 40)),
    "to itself": lambda: moved("/robots.txt"),
    "to and fro": lambda: moved("/a"),
    "to a file": lambda: moved("file:///etc/hostname"),
    "to data": lambda: moved("data:text/plain,User-agent: *"),
    "to a private address": lambda: moved("http://10.1.2.3/robots.txt"),
    "to nowhere": lambda: Answer(status=302),
    "not modified": lambda: Answer(status=304),
    "HTTP 500": lambda: Answer(RULES, 500),
    "HTTP 502": lambda: Answer(b"", 502),
    "HTTP 503": lambda: Answer(b"", 503),
    "HTTP 503 and wait": lambda: Answer(b"", 503, headers={"Retry-After": "86400"}),
    "HTTP 599": lambda: Answer(b"", 599),
    "HTTP 429": lambda: Answer(b"", 429),
    "11 MB, rules first": lambda: Answer(RULES + b"# x\n" * (11 << 18)),
    "11 MB, rules last": lambda: Answer(b"# x\n" * (11 << 18) + RULES),
    "endless": lambda: Answer(lambda: (b"# x\n" * (1 << 18) for _ in range(60))),
    "a bomb": lambda: packed(gzip.compress(RULES + b" " * (24 << 20)), "gzip"),
    "packed, it says": lambda: packed(RULES, "gzip"),
    "packed in no known way": lambda: packed(RULES, "rot13"),
    "packed, it does not say": lambda: Answer(gzip.compress(RULES)),
    "cut off": lambda: raw(OK + b"Content-Length: 500\r\n\r\n" + RULES),
    "broken chunks": lambda: raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + RULES),
    "two bytes a letter": lambda: Answer(RULES.decode().encode("utf-16-le")),
    "noise": lambda: Answer(bytes(range(256)) * 9),
}
FORBIDDING: dict[str, Callable[[], Answer]] = {
    "plain": lambda: Answer(RULES),
    "packed": lambda: packed(gzip.compress(RULES), "gzip"),
    "with a mark": lambda: Answer(b"\xef\xbb\xbf" + RULES),
    "as a download": lambda: Answer(RULES, content_type="application/octet-stream"),
    "moved": lambda: moved("/rules"),
    "200,000 rules": lambda: Answer(b"User-agent: *\n" + MANY + b"Disallow: /faq"),
}  # fmt: skip
NOT_THERE: dict[str, Callable[[], Answer]] = {
    "HTTP 404": lambda: Answer(b"no", 404),
    "HTTP 403": lambda: Answer(b"no", 403),
    "HTTP 410": lambda: Answer(RULES, 410),
    "empty": lambda: Answer(b""),
    "a page": lambda: Answer(b"<!doctype html><title>Home</title>"),
}


@pytest.fixture
def ended() -> Iterator[None]:
    """Answers that hang end with the test."""
    OVER.clear()
    yield
    OVER.set()


def robots_hosts(web: LocalWeb, kinds: dict[str, Callable[[], Answer]]) -> dict[str, Host]:
    """Name -> a host with a FAQ and that robots.txt."""
    hosts = {}
    for name, answer in kinds.items():
        host = hosts[name] = web.host()
        host.routes |= {
            "/faq": FAQ,
            "/robots.txt": answer(),
            "/a": moved("/b"),
            "/b": moved("/a"),
            "/rules": Answer(RULES),
        }
    return hosts


def shell(script: str, body: str = "") -> str:
    """A page that needs scripts, shows questions by them, and does something else."""
    return (
        '<!doctype html><html lang="en"><title>Help</title><body><noscript>Please enable JavaScript.</noscript>'
        f'<div id="root"></div>{body}<script>{script}</script><script>setTimeout(() => {{'
        "document.getElementById('root').innerHTML = '<h1>Frequently asked questions</h1>' + [1, 2, 3].map(n => "
        "`<details><summary>How do I change plan ${n}?</summary><p>Open your account and choose it.</p></details>`).join('')"
        "}, 400)</script></body></html>"
    )


def test_a_robots_txt_that_cannot_be_read_forbids(web: LocalWeb, tmp_path: Path, ended: None) -> None:
    assert len(UNREADABLE) + len(FORBIDDING) >= 30
    forbidden = robots_hosts(web, UNREADABLE | FORBIDDING)
    allowed = robots_hosts(web, NOT_THERE)
    hosts = [*forbidden.values(), *allowed.values()]
    workspace(tmp_path, {"A": {"site": "http://127.0.0.1:9/", "faqs": [host.url + "/faq" for host in hosts]}}, hosts)
    with (tmp_path / "overheard.toml").open("a") as file:
        file.write("\n" + QUICK)
    overheard("crawl", "faqs", cwd=tmp_path)
    visits = {visit["url"].removesuffix("/faq"): visit for visit in landed(tmp_path, "visit")}
    found = {name: (visits[host.url]["status"], host.requests["/faq"]) for name, host in forbidden.items()}
    assert {name: outcome for name, outcome in found.items() if outcome != ("blocked", 0)} == {}
    assert all("robots.txt" in visits[host.url]["reason"] for host in forbidden.values())
    assert {name for name, host in allowed.items() if visits[host.url]["status"] != "observed"} == set()


DATA_TRICKS = """
const go = how => { try { how(); } catch (error) {} };
const frame = (set) => { const f = document.createElement('iframe'); set(f); document.body.appendChild(f); return f; };
const tag = (name, set) => { const t = document.createElement(name); set(t); document.body.appendChild(t); return t; };
const worker = code => URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
go(() => fetch('/inner?fetch'));
go(() => fetch('/inner?keepalive', {keepalive: true}));
go(() => fetch('/hop'));
go(() => fetch('/inner?post', {method: 'POST', body: 'x'}));
go(() => { const x = new XMLHttpRequest(); x.open('GET', '/inner?xhr'); x.send(); });
go(() => { const x = new XMLHttpRequest(); x.open('GET', '/inner?sync', false); x.send(); });
go(() => new EventSource('/inner?events'));
go(() => tag('script', s => s.src = '/inner?callback=show'));
go(() => tag('script', s => s.src = '/inner?q=a&jsonp=show.it'));
go(() => tag('script', s => s.src = '/inner?jsonpCallback=$show&n=1'));
go(() => tag('script', s => s.src = '/hop?callback=show'));
go(() => navigator.sendBeacon('/inner?beacon', 'x'));
go(() => navigator.sendBeacon('/beacon', 'x'));
go(() => fetch('/put', {method: 'PUT', body: 'x'}));
go(() => fetch('/delete', {method: 'DELETE'}));
go(() => frame(f => f.src = '/inner?frame'));
go(() => frame(f => f.src = '/hop?frame'));
go(() => frame(f => f.srcdoc = `<script>fetch('${location.origin}/inner?srcdoc')<\\/script>`));
go(() => frame(f => {}).contentWindow.fetch(location.origin + '/inner?blank'));
go(() => frame(f => {}).contentWindow.open(location.origin + '/inner?open'));
go(() => new (frame(f => {}).contentWindow.WebSocket)(location.origin.replace('http', 'ws') + '/inner?socket'));
go(() => new WebSocket(location.origin.replace('http', 'ws') + '/socket'));
go(() => window.open('/inner?window'));
go(() => tag('a', a => { a.href = '/inner?blank'; a.target = '_blank'; }).click());
go(() => tag('a', a => { a.href = '/inner?ping'; a.ping = '/inner?pinged'; a.target = '_blank'; }).click());
go(() => tag('object', o => o.data = '/inner?object'));
go(() => tag('embed', e => e.src = '/inner?embed'));
go(() => tag('link', l => { l.rel = 'prefetch'; l.href = '/inner?prefetch'; }));
go(() => tag('link', l => { l.rel = 'prerender'; l.href = '/inner?prerender'; }));
go(() => tag('link', l => { l.rel = 'preload'; l.as = 'fetch'; l.href = '/inner?preload'; }));
go(() => tag('link', l => { l.rel = 'manifest'; l.href = '/inner?manifest'; }));
go(() => { const f = tag('form', f => { f.action = '/inner?form'; f.target = 'f'; }); frame(i => i.name = 'f'); f.submit(); });
go(() => { const f = tag('form', f => { f.action = '/posted'; f.method = 'POST'; f.target = 'f'; }); f.submit(); });
go(() => new Worker('/inner?worker'));
go(() => new Worker(worker(`fetch('${location.origin}/inner?inworker')`)));
go(() => new Worker(worker(`new WebSocket('${location.origin.replace('http', 'ws')}/inner?workersocket')`)));
go(() => new SharedWorker(worker(`fetch('${location.origin}/inner?shared')`)));
go(() => navigator.serviceWorker.register('/inner?service'));
go(() => tag('script', s => { s.type = 'speculationrules'; s.textContent = JSON.stringify(
  {prefetch: [{source: 'list', urls: ['/inner?ahead'], eagerness: 'immediate'}],
   prerender: [{source: 'list', urls: ['/inner?before'], eagerness: 'immediate'}]}); }));
"""
SPECULATION = (
    '<script type="speculationrules">{"prefetch": '
    '[{"source": "list", "urls": ["/inner?written"], "eagerness": "immediate"}]}</script>'
)
NAVIGATIONS = {
    "by address": "location.href = '/inner?href'",
    "by redirect": "location.href = '/hop?page'",
    "by form": "const f = document.createElement('form'); f.action = '/inner'; document.body.appendChild(f); f.submit()",
    "by meta": "document.head.innerHTML += '<meta http-equiv=refresh content=\"0; url=/inner?meta\">'",
    "by click": "const a = document.createElement('a'); a.href = '/inner?a'; document.body.appendChild(a); a.click()",
    "by another address": "history.pushState({}, '', '/inner?pushed')",
    "by frame": "const f = document.createElement('iframe'); document.body.appendChild(f); "
    "f.contentWindow.eval(\"top.location.href = '/inner?top'\")",
}  # fmt: skip
PRIVATE = """
const go = how => { try { how(); } catch (error) {} };
const hosts = HOSTS;
hosts.forEach((host, n) => {
  const url = `http://${host}:PORT/spy?${n}`;
  go(() => [
    () => fetch(url, {mode: 'no-cors'}),
    () => { const s = document.createElement('script'); s.src = url; document.head.appendChild(s); },
    () => { const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = url; document.head.appendChild(l); },
    () => { const f = document.createElement('iframe'); f.src = url; document.body.appendChild(f); },
    () => new WebSocket(url.replace('http', 'ws')),
    () => { new Image().src = url; },
    () => navigator.sendBeacon(url, 'x'),
  ][n % 7]());
  go(() => fetch(url, {mode: 'no-cors'}));
});
"""


@pytest.mark.browser
def test_a_rendered_page_keeps_the_manners(web: LocalWeb, tmp_path: Path, browser: Path, ended: None) -> None:
    main, private = web.host(), web.host()
    others = robots_hosts(web, dict(list(UNREADABLE.items())[:14]) | {"plain": FORBIDDING["plain"]})
    main.routes |= {f"/{n}": shell(script) for n, script in enumerate(NAVIGATIONS.values())}
    main.routes |= {
        "/tricks": shell(DATA_TRICKS, SPECULATION),
        "/hop": moved("/inner?hop"),
        "/hop?frame": moved("/inner?hop"),
        "/hop?callback=show": moved("/inner?callback=hop"),
    }
    main.routes["/control"] = shell(DATA_TRICKS.replace("/inner", "/free"))
    main.routes |= {"/hop?page": moved("/inner?hop"), "/robots.txt": Answer(b"User-agent: *\nDisallow: /inner\n")}
    fetches = "".join(f"fetch('{host.url}/faq', {{mode: 'no-cors'}});" for host in others.values())
    main.routes["/others"] = shell(fetches)
    forms = [f"[{name}]" if ":" in name else name for name in LOOPBACK_NAMES] + [private.netloc.split(":")[0]]
    port = private.netloc.split(":")[1]
    main.routes["/private"] = shell(PRIVATE.replace("HOSTS", repr(forms)).replace("PORT", port))
    elsewhere = next(iter(others.values()))
    main.routes["/elsewhere"] = shell(f"location.href = '{elsewhere.url}/faq'")
    blocked = {f"/{n}" for n in range(len(NAVIGATIONS))} | {"/elsewhere"}
    pages = [main.url + path for path in (*sorted(blocked), "/tricks", "/control", "/others", "/private")]
    workspace(tmp_path, {"A": {"site": main.url + "/", "faqs": pages}}, [main, *others.values()])
    with (tmp_path / "overheard.toml").open("a") as file:
        file.write("\n" + QUICK)
    done = overheard("crawl", "faqs", cwd=tmp_path, OVERHEARD_BROWSER=str(browser))
    asked = {
        path
        for path in main.requests
        if path.startswith(("/inner", "/socket", "/beacon", "/put", "/delete", "/posted"))
    }
    assert asked == set(), done.stderr
    worked = {path.partition("?")[2] for path in main.requests if path.startswith("/free?")}
    assert worked >= {
        "fetch",
        "post",
        "xhr",
        "sync",
        "frame",
        "srcdoc",
        "blank",
        "inworker",
        "shared",
        "callback=show",
    }, worked
    assert worked.isdisjoint({"beacon", "pinged", "socket", "workersocket", "ahead", "before", "window", "open"}), (
        worked
    )
    assert {name for name, host in others.items() if host.requests["/faq"]} == set()
    assert private.requests.total() == 0
    statuses = {visit["url"].removeprefix(main.url): visit["status"] for visit in landed(tmp_path, "visit")}
    assert {
        path for path, status in statuses.items() if status != ("blocked" if path in blocked else "observed")
    } == set()


@pytest.mark.browser
def test_scripts_that_are_data_are_asked_of_robots(web: LocalWeb, tmp_path: Path, browser: Path) -> None:
    """Questions that come by JSONP: what robots.txt forbids is not asked for; where only the answer shows what it is, the page
    does not get it. A script with a number against caches, and one below a forbidden address, are parts of the page as ever."""
    host, other = web.host(), web.host()
    rows = "<details><summary>How do I change plan 9?</summary><p>Open your account and choose it.</p></details>"
    jsonp = Answer(f"show({rows!r})".encode(), content_type="application/json")
    show = "window.show = html => { const d = document.createElement('div'); d.innerHTML = html; document.body.append(d); };"
    scripts = {
        "/by-name": f"{other.url}/inner/rows?callback=show",
        "/by-answer": f"{other.url}/inner/rows?n=1",
        "/allowed": f"{other.url}/free/rows?callback=show",
        "/part": f"{other.url}/inner/part.js?cb=17",
    }
    add = "const s = document.createElement('script'); s.src = '%s'; document.head.append(s);"
    host.routes |= {path: shell(show + add % url) for path, url in scripts.items()}
    other.routes |= {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /inner\n", content_type="text/plain"),
        "/inner/rows?callback=show": jsonp, "/inner/rows?n=1": jsonp, "/free/rows?callback=show": jsonp,
        "/inner/part.js?cb=17": Answer(f"show({rows!r})".encode(), content_type="text/javascript"),
    }  # fmt: skip
    workspace(tmp_path, {"A": {"site": host.url + "/", "faqs": [host.url + path for path in scripts]}}, [host, other])
    done = overheard("crawl", "faqs", cwd=tmp_path, OVERHEARD_BROWSER=str(browser))
    read = {faq["url"].removeprefix(host.url) for faq in landed(tmp_path, "faq") if "plan 9" in faq["question"]}
    assert read == {"/allowed", "/part"}, done.stderr
    assert other.requests["/inner/rows?callback=show"] == 0


@pytest.mark.browser
def test_what_a_page_may_fetch_is_bounded(web: LocalWeb, tmp_path: Path, browser: Path) -> None:
    main, other = web.host(), web.host()
    main.routes["/many"] = shell(
        f"for (let n = 0; n < 300; n++) fetch('{other.url}/data?' + n, {{mode: 'no-cors'}});"
        "for (let n = 0; n < 30; n++) fetch('/read', {method: 'POST', body: 'x'});"
    )
    main.routes["/only"] = (
        shell("").replace("setTimeout(() => {", "fetch('/hidden').then(() => {").replace("}, 400)", "})")
    )
    main.routes |= {"/hidden": "x", "/read": "x", "/robots.txt": Answer(b"User-agent: *\nDisallow: /hidden\n")}
    workspace(
        tmp_path, {"A": {"site": main.url + "/", "faqs": [main.url + "/many", main.url + "/only"]}}, [main, other]
    )
    done = overheard("crawl", "faqs", cwd=tmp_path, OVERHEARD_BROWSER=str(browser))
    visits = {visit["url"].removeprefix(main.url): visit for visit in landed(tmp_path, "visit")}
    assert visits["/many"]["status"] == "observed", done.stderr
    data = sum(n for path, n in other.requests.items() if path.startswith("/data"))
    assert (data, other.requests["/robots.txt"], main.requests["/read"]) == (20, 1, 10)
    assert (visits["/only"]["status"], main.requests["/hidden"]) == ("blocked", 0)
    assert "robots.txt of the site forbids this page" in visits["/only"]["reason"]


def test_addresses_of_this_machine_in_disguise_are_refused(web: LocalWeb, tmp_path: Path) -> None:
    private = web.host()
    port = private.netloc.split(":")[1]
    forms = [f"[{name}]" if ":" in name else name for name in LOOPBACK_NAMES] + [
        private.netloc.split(":")[0],
        "localhost.",
    ]
    urls = [f"http://{form}:{port}/faq" for form in forms]
    workspace(tmp_path, {"A": {"site": "https://a.example/", "faqs": urls}}, [])
    overheard("crawl", "faqs", cwd=tmp_path)
    visits = {visit["url"]: visit["status"] for visit in landed(tmp_path, "visit")}
    assert private.requests.total() == 0
    assert set(visits.values()) == {"blocked"}
