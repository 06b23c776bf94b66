"""`overheard read`: what is read off a page or file, and why; hostile pages, reports without people, manners."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.reading import FAQS, REVIEWS, read_page
from data.clock import utc_now
from data.errors import ConfigError
from overheard.commands.read import ReadRequest, run_read
from overheard.commands.read.explain import RANKINGS, explain
from overheard.commands.read.shown import lines, safe_json
from overheard.commands.read.stated import stated_url
from tests.overheard.command import overheard
from tests.site.server import LocalWeb

REVIEWED = """<!doctype html><html lang="lt"><head><title>Atsiliepimai</title>
<link rel="canonical" href="https://arbatine.example/atsiliepimai"></head><body><div class="reviews">
<div class="review"><span class="author">Rasa Petraitė</span><time datetime="2026-10-03">spalio 3</time>
<span title="4 iš 5">*</span>
<p class="text">Labai gera arbata, rašykite rasa.petraite@pastas.example arba +370 612 34567, Rasa Petraitė.</p></div>
<div class="review"><span class="author">Jonas</span><time datetime="2026-10-09">spalio 9</time><span title="2 iš 5">*</span>
<p class="text">Siunta vėlavo tris dienas, niekas neatsiliepė.</p></div>
<div class="review"><span class="author">Nieko</span></div></div>
<a href="mailto:info@arbatine.example">info@arbatine.example</a></body></html>"""
FAQ = """<!doctype html><html lang="en"><title>FAQ</title><h1>Frequently asked questions</h1>
<dl><dt>How long does delivery take?</dt><dd>Two working days.</dd>
<dt>Can I return it?</dt><dd>Yes, within thirty days.</dd></dl></html>"""


def saved(folder: Path, markup: str, name: str = "page.html") -> Path:
    (folder / name).write_text(markup, encoding="utf-8")
    return folder / name


def test_what_is_read_is_what_a_crawl_reads_and_says_why() -> None:
    page, at = parse_page(REVIEWED, "https://arbatine.example/atsiliepimai"), utc_now()
    explained = explain(page, (FAQS, REVIEWS), at)
    read = read_page(parse_page(REVIEWED, page.url), (FAQS, REVIEWS), at)
    assert [entry.record for entry in explained.entries[REVIEWS]] == read.found[REVIEWS]
    first = explained.as_dict()["kinds"][REVIEWS]["records"][0]  # type: ignore[index]
    assert {"reviews.is a review", "reviews.author", "reviews.rating of an element"} <= {
        why["table"] for why in first["why"]
    }
    said = "\n".join(lines(explained))
    for part in ("language       lt", "condition      the page itself", "1. layer list", "rating         4.0"):
        assert part in said


def test_what_was_refused_is_named_with_its_rule() -> None:
    page = parse_page(
        REVIEWED.replace("Siunta vėlavo tris dienas, niekas neatsiliepė.", "<textarea>x</textarea>"),
        "https://a.example/",
    )
    misses = explain(page, (REVIEWS,), utc_now()).misses[REVIEWS]
    assert any(miss.table == "reviews.is a review" and miss.rules for miss in misses), misses


def test_a_wall_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wall = '<html lang="en"><title>Just a moment...</title><p>Verify you are human.</p><div class="g-recaptcha"></div></html>'
    assert run_read(tmp_path, ReadRequest(str(saved(tmp_path, wall)))) == 0
    assert "condition      kept from us: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "heading", "said"),
    [
        ("fr", "<h1>Site en maintenance</h1><p>Merci de votre patience.</p>", "maintenance"),
        ("es", "<h1>Página no encontrada</h1><a href=/>Volver al inicio</a>", "a soft 404"),
        ("vi", "<h1>Hệ thống đang bảo trì</h1><p>Vui lòng quay lại sau ít phút.</p>", "maintenance"),
    ],
)
def test_what_came_in_the_place_of_a_saved_page_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, heading: str, said: str
) -> None:
    page = saved(tmp_path, f'<html lang="{lang}"><title>Acme</title><body>{heading}</body></html>')
    assert run_read(tmp_path, ReadRequest(str(page))) == 0
    assert f"condition      not the page asked for: {said}" in capsys.readouterr().out


def test_a_saved_page_works_offline_and_knows_its_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(tmp_path, REVIEWED)
    assert run_read(tmp_path, ReadRequest(str(path), kind="reviews", as_json=True)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["url"] == "https://arbatine.example/atsiliepimai"
    assert [record["rating"] for record in told["kinds"]["reviews"]["records"]] == [4.0, 2.0]
    assert list(told["kinds"]) == ["reviews", "totals"]
    run_read(tmp_path, ReadRequest(str(path), url="https://other.example/x", as_json=True))
    assert json.loads(capsys.readouterr().out)["url"] == "https://other.example/x"
    assert stated_url(b"<!-- saved from url=(0024)https://shop.example/faq -->\n<html>") == "https://shop.example/faq"
    assert stated_url(b'<meta property="og:url" content="https://shop.example/a">') == "https://shop.example/a"
    assert stated_url(b"<p>x</p>") == ""


def test_a_result_page_is_read_as_one(tmp_path: Path) -> None:
    fixture = Path(__file__).parents[2] / "fixtures" / "extract" / "rankings_startpage" / "words_2025.html"
    explained = explain(parse_page(fixture.read_bytes(), "file:///x"), (RANKINGS,), utc_now())
    assert explained.results is not None
    assert (explained.results.engine, len(explained.entries[RANKINGS])) == ("startpage", 2)


def test_a_hostile_page_reaches_no_terminal_as_control(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = "\x1b]0;owned\x07\u202e\x9b31m"
    markup = (
        FAQ.replace("How long", f"{evil}How long")
        .replace("<title>FAQ", f"<title>{evil}FAQ")
        .replace('lang="en"', f'lang="e{evil}n"')
    )
    path = saved(tmp_path, markup)
    for as_json in (False, True):
        run_read(tmp_path, ReadRequest(str(path), as_json=as_json))
        out = capsys.readouterr().out
        assert not any(sign in out for sign in "\x1b\x07\u202e\x9b")
    assert json.loads(safe_json('"a\u202e\\u0007\U000e0001"')) == "a\u202e\x07\U000e0001"


def test_a_report_holds_nobody(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        REVIEWED.replace("<body>", '<body><svg xlink:href="#a" :style="Jonas" xmlns="x"></svg>\x1b')
        + '<script type="application/json">{"by": "Rasa Petraitė", "n": 37061234567}</script>',
    )
    assert run_read(tmp_path, ReadRequest(str(path), report=tmp_path / "bug")) == 0
    whole = "".join((tmp_path / "bug" / name).read_text(encoding="utf-8") for name in ("page.html", "read.json"))
    for word in ("Petrait", "rasa.petraite", "612 34567", "Jonas", "Nieko", str(tmp_path)):
        assert word not in whole, word
    assert "[e-mail]" in whole
    again = explain(
        parse_page((tmp_path / "bug" / "page.html").read_bytes(), "https://a.example/"), (REVIEWS,), utc_now()
    )
    assert [entry.record.model_dump()["rating"] for entry in again.entries[REVIEWS]] == [4.0, 2.0], (
        "the structure stays"
    )
    told = json.loads((tmp_path / "bug" / "read.json").read_text(encoding="utf-8"))
    assert [record["address"] for record in told["kinds"]["channels"]["records"]] == ["info@arbatine.example"]


def test_recipes_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "overheard.toml").write_text(
        '[workspace]\nname = "T"\n[[brand]]\nname = "A"\nown = true\nsite = "https://a.example/"\n'
        '[[recipe]]\nhost = "arbatine.example"\n'
        'kind = "reviews"\nbox = "div.review"\nbody = "p.text"\ntitle = "h9"\n[[recipe]]\nhost = "b.example"\nkind = "faqs"\n'
        'question = "h9"\nanswer = "p"\n', encoding="utf-8",
    )  # fmt: skip
    run_read(tmp_path, ReadRequest(str(saved(tmp_path, REVIEWED)), kind="reviews"))
    out = capsys.readouterr().out
    assert "recipe         reviews of arbatine.example: 3 boxes; title 0, body 2" in out
    assert "1. layer recipe" in out
    run_read(tmp_path, ReadRequest(str(saved(tmp_path, FAQ)), kind="faqs", url="https://b.example/faq"))
    out = capsys.readouterr().out
    assert "recipe matched nothing: question = 'h9' (faqs of b.example): the general reading was used" in out
    assert "1. layer dl/no recipe" in out


def test_a_table_is_shown_as_an_import_would_take_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(tmp_path, "Stars,Text,Date\n5,Lovely tea and quick delivery,2026-10-02\n", "r.csv")
    assert run_read(tmp_path, ReadRequest(str(path), kind="reviews")) == 0
    assert 'body = ["Text"]' in capsys.readouterr().out
    assert not (tmp_path / ".overheard" / "landing").exists()
    with pytest.raises(
        ConfigError, match=r"--kind: expected one of .*reviews.* for a file to import \(\.csv\), found 'none'"
    ):
        run_read(tmp_path, ReadRequest(str(path)))


def test_wrong_calls_name_what_is_wrong(tmp_path: Path) -> None:
    path = str(saved(tmp_path, FAQ))
    for request, said in (
        (ReadRequest(str(tmp_path / "none.html")), "cannot be read"),
        (ReadRequest(path, kind="mentions"), "--kind: expected one of faqs, reviews, channels, rankings for a page"),
        (ReadRequest(path, url="shop"), "--url: expected a web address"),
        (ReadRequest("http://"), "the address: expected a web address"),
        (ReadRequest(str(saved(tmp_path, "", "empty.html"))), "found an empty file"),
    ):
        with pytest.raises(ConfigError, match=said):
            run_read(tmp_path, request)


@pytest.mark.slow
def test_a_page_of_the_web_is_fetched_with_manners(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes |= {"/faq": FAQ, "/secret": FAQ, "/robots.txt": "User-agent: *\nDisallow: /secret\n"}
    refused = overheard("read", f"{host.url}/faq", cwd=tmp_path)
    assert refused.returncode == 1
    assert "is a private, loopback or link-local address" in refused.stdout
    assert not (tmp_path / ".overheard").exists(), "without a workspace nothing is kept"
    (tmp_path / "overheard.toml").write_text(
        f'[workspace]\nname = "T"\n[[brand]]\nname = "A"\nown = true\nsite = "{host.url}/"\n'
        f'[crawl]\nallow_private = ["{host.netloc}"]\n',
        encoding="utf-8",
    )  # fmt: skip
    done = overheard("read", f"{host.url}/faq", "--kind", "faqs", "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert [record["question"] for record in told["kinds"]["faqs"]["records"]] == [
        "How long does delivery take?",
        "Can I return it?",
    ]
    assert told["visits"] == {"faqs": "observed"}
    assert not (tmp_path / ".overheard" / "landing").exists()
    assert not (tmp_path / ".overheard" / "state").exists()
    forbidden = overheard("read", f"{host.url}/secret", cwd=tmp_path)
    assert (forbidden.returncode, "robots.txt" in forbidden.stdout) == (1, True)
    assert host.requests["/secret"] == 0
