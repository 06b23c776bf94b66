"""What attackers and accidents do to a workspace and a crawl, by the command line."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.fetching.addresses import is_private
from tests.overheard.command import SECONDS, environment, landed, overheard
from tests.overheard.test_crawl import FAQ, SCRIPTED, workspace
from tests.site.server import Answer, LocalWeb

OWN = "--own=Acme=https://www.acme.example/"


def everything(root: Path) -> str:
    """All bytes below .overheard, as text."""
    return "".join(p.read_text(errors="replace") for p in (root / ".overheard").rglob("*") if p.is_file())


def test_no_names_or_addresses_of_people_in_any_file(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    markup = {"@context": "https://schema.org", "@type": "Organization", "name": "Acme", "review": [
        {"@type": "Review", "author": {"@type": "Person", "name": "Zebulon Quist"}, "@id": "#zebulon-quist",
         "reviewRating": {"@type": "Rating", "ratingValue": 3}, "reviewBody": "Call 089 123 4567, zq@mail.example"}]}  # fmt: skip
    host.routes["/r?u=zq%40mail.example"] = f'<script type="application/ld+json">{json.dumps(markup)}</script>'
    host.routes["/gone"] = Answer(status=302, headers={"Location": "/missing?e=zq@mail.example"})
    reviews = [host.url + path for path in ("/r?u=zq%40mail.example", "/gone", "/nowhere?zq@mail.example")]
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "reviews": reviews}}, [host])
    done = overheard("crawl", "reviews", cwd=tmp_path)
    assert len(landed(tmp_path, "review")) == 1
    kept = everything(tmp_path) + done.stderr
    for secret in ("Zebulon", "zebulon", "zq@", "zq%40", "123 4567"):
        assert secret not in kept, secret


def test_a_full_disk_puts_no_names_into_the_log(web: LocalWeb, tmp_path: Path) -> None:
    from crawlers.logs import PrivateLogFormatter
    from data.kinds.review import Review

    review = Review(body="secret words", author="Zebulon Quist", url="https://s.example/", layer="jsonld")
    entry = PrivateLogFormatter().item_error(review, OSError(), None, None)
    assert entry["args"] == {"item": "review of https://s.example/"}


@pytest.mark.parametrize(
    "address", ["::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "0.0.0.0", "::"]
)
def test_private_addresses_in_disguise(address: str) -> None:
    assert is_private(address)


def test_public_addresses_are_public() -> None:
    assert not any(map(is_private, ("8.8.8.8", "64:ff9b::8.8.8.8", "2606:4700::1111")))


def endless_headers() -> tuple[str, list[int]]:
    """A server that sends headers for ever; its host:port, and the bytes sent in each connection."""
    listener, sent = socket.create_server(("127.0.0.1", 0)), list[int]()

    def serve(connection: socket.socket) -> None:
        sent.append(0)
        mine = len(sent) - 1
        try:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                connection.sendall(b"X-A: " + b"y" * 1000 + b"\r\n")
                sent[mine] += 1007
        except OSError:
            connection.close()

    def accept() -> None:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"127.0.0.1:{listener.getsockname()[1]}", sent


def test_endless_headers_are_cut(tmp_path: Path) -> None:
    netloc, sent = endless_headers()
    (tmp_path / "overheard.toml").write_text(
        f'[workspace]\nname = "T"\n[[brand]]\nname = "A"\nown = true\nsite = "http://{netloc}/"\n'
        f'faqs = ["http://{netloc}/faq"]\n[crawl]\nallow_private = ["{netloc}"]\n'
    )
    overheard("crawl", "faqs", cwd=tmp_path)
    assert [v["status"] for v in landed(tmp_path, "visit")] == ["blocked"]
    assert max(sent) < 64 << 20


def test_a_sitemap_that_cannot_be_read_is_a_failure(web: LocalWeb, tmp_path: Path) -> None:
    import gzip

    host = web.host()
    host.routes |= {"/": "<title>A</title><p>Coffee</p>", "/m.gz": Answer(gzip.compress(b" " * (12 << 20)))}
    host.routes["/robots.txt"] = Answer(f"Sitemap: {host.url}/m.gz".encode(), content_type="text/plain")
    workspace(tmp_path, {"Acme": {"site": host.url + "/"}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path)
    assert [(v["kind"], v["status"]) for v in landed(tmp_path, "visit")] == [("faqs", "failed")]


def test_an_entity_bomb_is_a_failure_not_a_measurement(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    item = "<item><title>Acme &b;</title><guid>1</guid></item>"
    host.routes |= {
        "/": "<title>A</title><p>Coffee</p>",
        "/feed": f"{bomb}<rss version='2.0'><channel>{item}</channel></rss>",
    }
    host.routes["/sitemap.xml"] = f"{bomb}<urlset><url><loc>{host.url}/&b;</loc></url></urlset>"
    listen = f'[[listen]]\nnetwork = "rss"\nquery = "{host.url}/feed"'
    workspace(tmp_path, {"Acme": {"site": host.url + "/"}}, [host], listen)
    done = overheard("crawl", "faqs", "mentions", cwd=tmp_path)
    visits = {v["kind"]: (v["status"], "entity bomb" in v.get("reason", "")) for v in landed(tmp_path, "visit")}
    assert visits == {"faqs": ("failed", True), "mentions": ("failed", True)}, done.stderr
    assert not landed(tmp_path, "mention")


@pytest.mark.browser
def test_scripts_open_no_windows_and_lead_to_no_private_page(web: LocalWeb, tmp_path: Path, browser: Path) -> None:
    host, private = web.host(), web.host()
    host.routes["/api"] = Answer(b'[{"q":"How do I change plan?","a":"Open your account and choose it."}]')
    host.routes |= {"/pop": SCRIPTED.replace("fetch('/api')", "open('/popped'); fetch('/api')"), "/popped": "x"}
    host.routes["/away"] = SCRIPTED.replace("fetch('/api')", f"location.href = '{private.url}/x'; fetch('/api')")
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/pop", host.url + "/away"]}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path, OVERHEARD_BROWSER=str(browser))
    visits = {v["url"]: v["status"] for v in landed(tmp_path, "visit")}
    assert visits == {host.url + "/pop": "observed", host.url + "/away": "blocked"}
    assert (host.requests["/popped"], private.requests.total()) == (0, 0)


def endless_page(asked: threading.Event, over: threading.Event) -> Iterator[bytes]:
    """A page that begins when it is `asked` for, and ends when all is `over`."""
    asked.set()
    yield b"<p>x"
    over.wait(SECONDS)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_crawl_keeps_what_landed_and_says_so(
    web: LocalWeb, tmp_path: Path, number: signal.Signals
) -> None:
    quick, hanging = web.host(), web.host()
    quick.routes["/faq"] = FAQ
    asked, over = threading.Event(), threading.Event()
    hanging.routes["/slow"] = Answer(endless_page(asked, over))
    urls = [quick.url + "/faq", hanging.url + "/slow"]
    workspace(tmp_path, {"Acme": {"site": quick.url + "/", "faqs": urls}}, [quick, hanging])
    command = [sys.executable, "-m", "overheard", "run"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE, text=True
    ) as process:
        assert asked.wait(SECONDS)
        process.send_signal(number)
        over.set()  # what is on its way may still come
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1, errors
    assert "interrupted" in errors
    assert not (tmp_path / ".overheard" / "published").exists()
    assert "failed: interrupted" in overheard("status", cwd=tmp_path).stdout


def test_damaged_state_stops_neither_status_nor_a_run(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes |= {"/": "<title>A</title><p>Coffee</p>", "/faq": FAQ}
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/faq"]}}, [host])
    state = tmp_path / ".overheard"
    assert overheard("run", cwd=tmp_path).returncode == 0
    for name in ("failures", "yields"):
        (state / "state" / f"{name}.json").write_text('{"x":')
    build = state / "published" / (state / "published" / "CURRENT").read_text().strip()
    build.write_bytes(build.read_bytes()[:5000])
    status = overheard("status", cwd=tmp_path)
    assert (status.returncode, "failures.json: damaged" in status.stdout) == (0, True), status.stderr
    export = overheard("export", "swot", "--to", "x.md", cwd=tmp_path)
    assert (export.returncode, "overheard analyze" in export.stderr) == (2, True), export.stderr
    mended = overheard("run", "--if-older-than", "20h", cwd=tmp_path)
    assert mended.returncode == 0, mended.stderr
    assert (state / "state" / "failures.json.damaged").exists()
    assert overheard("export", "swot", "--to", "x.md", cwd=tmp_path).returncode == 0


def test_a_state_folder_that_is_none_is_told(tmp_path: Path) -> None:
    overheard("init", OWN, cwd=tmp_path, OVERHEARD_WORKSPACE=str(tmp_path / "w"))
    folder = tmp_path / "w" / ".overheard"
    (folder / "key").unlink()
    folder.rmdir()
    folder.write_text("")
    for command in ("run", "analyze", "status", "crawl"):
        done = overheard(command, "--workspace", "w", cwd=tmp_path)
        found = (done.returncode, "Traceback" in done.stderr, str(folder) in done.stderr)
        assert found == (2, False, True), (command, done.stderr)


def test_what_is_asked_for_and_not_used_is_said(tmp_path: Path) -> None:
    overheard("init", OWN, cwd=tmp_path)
    file = tmp_path / "overheard.toml"
    asked = '[workspace]\nsentiment = "lexicon"\nsentiment_model = "models/mine"'
    file.write_text(file.read_text().replace("[workspace]", asked))
    assert "workspace.sentiment_model: not used" in overheard("doctor", cwd=tmp_path).stdout


def test_passwords_in_addresses_are_refused(tmp_path: Path) -> None:
    done = overheard("init", "--own", "Acme=https://me:secret@acme.example/", cwd=tmp_path)
    assert (done.returncode, "without a user name or password" in done.stderr) == (2, True), done.stderr
