"""The main job on real pages, by command line only: four brands' pages in, a build and a deck out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from pptx import Presentation

from data.privacy import redact
from data.publish import current_build
from tests.crawlers.extract.test_vs_extruct import near, pages, wanted_faqs, wanted_reviews
from tests.overheard.command import overheard
from tests.site.server import Answer, Host, LocalWeb

BRANDS = ("Alpha", "Beta", "Gamma", "Delta")
KINDS = {"faqs": "faq", "reviews": "reviews"}


@pytest.fixture
def sites(web: LocalWeb, corpus: Path) -> dict[str, tuple[Host, dict[str, dict[str, Path]]]]:
    """Brand -> its host and kind -> URL -> the page behind it; the corpus's pages dealt out to four brands."""
    dealt: dict[str, tuple[Host, dict[str, dict[str, Path]]]] = {}
    for number, brand in enumerate(BRANDS):
        host = web.host()
        host.routes["/"] = f"<!doctype html><title>{brand}</title><p>Welcome to {brand}.</p>"
        served: dict[str, dict[str, Path]] = {kind: {} for kind in KINDS}
        for kind, folder in KINDS.items():
            for index, path in enumerate(pages(folder)[number :: len(BRANDS)]):
                route = f"/{kind}/{index}"
                host.routes[route] = Answer(path.read_bytes(), content_type="text/html")
                served[kind][host.url + route] = path
        dealt[brand] = (host, served)
    return dealt


def flags(sites: dict[str, tuple[Host, dict[str, dict[str, Path]]]]) -> Iterator[str]:
    for number, (brand, (host, served)) in enumerate(sites.items()):
        yield from ("--rival" if number else "--own", f"{brand}={host.url}/", "--allow-private", host.netloc)
        for kind, urls in served.items():
            for url in urls:
                yield from (f"--{kind}", f"{brand}={url}")


@pytest.mark.corpus
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="each host needs a loopback address of its own")
def test_all_that_an_independent_reader_finds_is_in_the_build(
    sites: dict[str, tuple[Host, dict[str, dict[str, Path]]]], tmp_path: Path
) -> None:
    made = overheard("init", *flags(sites), "--workspace", tmp_path, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    config = tmp_path / "overheard.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace('render = "auto"', 'render = "never"'), encoding="utf-8"
    )
    done = overheard("run", cwd=tmp_path)
    assert "published" in done.stderr, done.stderr
    path = current_build(tmp_path / ".overheard")
    assert path is not None
    missing = []
    with duckdb.connect(str(path), read_only=True) as build:
        for host, served in sites.values():
            assert host.requests["/"] > 0
            for url, file in served["faqs"].items():
                rows = build.execute("SELECT question, answer FROM faqs WHERE url = ?", [url]).fetchall()
                found = {(near(question), near(answer)) for question, answer in rows}
                missing += [f"{file.name}: {pair}" for pair in wanted_faqs(file) - found]
            for url, file in served["reviews"].items():
                rows = build.execute("SELECT body FROM reviews WHERE url = ?", [url]).fetchall()
                bodies = {near(body) for (body,) in rows}
                missing += [
                    f"{file.name}: {body}" for body, _ in wanted_reviews(file) if near(redact(body)) not in bodies
                ]
            urls = [*served["faqs"], *served["reviews"]]
            seen = {url for (url,) in build.execute("SELECT url FROM visits").fetchall()}
            assert set(urls) <= seen
        (names,) = build.execute("SELECT count(*) FROM reviews WHERE author_key !~ '^[0-9a-f]{16}$'").fetchall()
    assert names == (0,)
    assert not missing, f"{len(missing)} missing:\n" + "\n".join(missing[:20])
    exported = overheard("export", "swot", "--to", "deck.pptx", cwd=tmp_path)
    assert exported.returncode == 0, exported.stderr
    assert len(Presentation(str(tmp_path / "deck.pptx")).slides) > 3
    again = overheard("run", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    with duckdb.connect(str(current_build(tmp_path / ".overheard")), read_only=True) as build:
        counts = [build.execute(f"SELECT count(*), count(DISTINCT {k}) FROM {t}").fetchone() for t, k in
                  (("faqs", "faq_id"), ("reviews", "review_id"))]  # fmt: skip
    assert all(row is not None and row[0] == row[1] for row in counts)
