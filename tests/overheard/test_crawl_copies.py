"""Copies of a page are read as one page, and no page is taken for another by what it says of itself alone; categories of a
help centre are opened."""

from __future__ import annotations

from pathlib import Path

from tests.overheard.command import landed, overheard
from tests.overheard.test_crawl import workspace
from tests.site.server import Host, LocalWeb

PAIRS = [("Is the lamp bright?", "It is, with 800 lumen."), ("Which bulb fits?", "The small one does.")]
OTHERS = [("Is the shade blue?", "It is green, and of linen."), ("Can I wash it?", "By hand, yes.")]


def page(pairs: list[tuple[str, str]], head: str = "", language: str = "en") -> str:
    asked = "".join(f"<details><summary>{question}</summary><p>{answer}</p></details>" for question, answer in pairs)
    return f'<html lang="{language}"><head><title>FAQ</title>{head}</head><body><h1>FAQ</h1>{asked}</body></html>'


def crawl(folder: Path, host: Host, faqs: list[str]) -> list[tuple[str, str]]:
    """(path, question) of each record."""
    workspace(folder, {"Lamps": {"site": f"{host.url}/", "faqs": [host.url + path for path in faqs]}}, [host])
    overheard("crawl", "faqs", cwd=folder)
    visits = [(visit["url"], visit["kind"]) for visit in landed(folder, "visit")]
    assert len(visits) == len(set(visits))
    return sorted((faq["url"].removeprefix(host.url), faq["question"]) for faq in landed(folder, "faq"))


def test_copies_named_by_canonical_are_one_whatever_is_asked_first(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    copy = page(PAIRS, f'<link rel="canonical" href="{host.url}/answers">')
    host.routes |= {"/answers": copy, "/old/faq": copy, "/faq?from=menu": copy, "/answers?gclid=Xy1": copy}
    found = crawl(tmp_path, host, ["/old/faq", "/faq?from=menu", "/answers?gclid=Xy1"])
    assert found == sorted(("/answers", question) for question, _ in PAIRS)
    assert host.requests["/answers"] + host.requests["/answers?gclid=Xy1"] == 1


def test_a_canonical_address_of_all_pages_swallows_none(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    for own in ("/", "/shop"):
        head = f'<link rel="canonical" href="{host.url}{own}">'
        host.routes[f"{own.strip('/')}/faq".replace("//", "/")] = page(PAIRS, head)
    host.routes |= {
        "/a/faq": page(PAIRS, '<link rel="canonical" href="/">'),
        "/b/faq": page(OTHERS, '<link rel="canonical" href="/shop">'),
        "/c/faq": page([*PAIRS[:1], *OTHERS[:1]], '<link rel="canonical" href="https://elsewhere.example/faq">'),
        "/d/faq": page([*PAIRS[1:], *OTHERS[1:]], '<link rel="canonical" href="/gone">'),
        "/shop": page([("Is it open?", "It is open on all days.")]),
        "/": "<html><title>Lamps</title><p>We make lamps of all kinds by hand.</p></html>",
    }
    found = crawl(tmp_path, host, ["/a/faq", "/b/faq", "/c/faq", "/d/faq"])
    assert {path for path, _ in found} >= {"/a/faq", "/b/faq", "/c/faq", "/d/faq"}
    assert len([path for path, _ in found if path != "/shop"]) == 8
    assert {visit["status"] for visit in landed(tmp_path, "visit")} == {"observed"}


def test_two_pages_that_name_each_other_are_both_settled(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes |= {
        "/x/faq": page(PAIRS, '<link rel="canonical" href="/y/faq">'),
        "/y/faq": page(PAIRS, '<link rel="canonical" href="/x/faq">'),
    }
    found = crawl(tmp_path, host, ["/x/faq", "/y/faq"])
    assert len(found) == len(PAIRS)


def test_countries_of_one_language_are_one_and_languages_are_not(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    head = "".join(
        f'<link rel="alternate" hreflang="{code}" href="/{path}/faq">'
        for code, path in (("en-GB", "gb"), ("en-US", "us"), ("en-AU", "au"), ("de", "de"))
    )
    german = [("Ist die Lampe hell?", "Ja, mit 800 Lumen.")]
    host.routes |= {"/gb/faq": page(PAIRS, head), "/us/faq": page(PAIRS, head), "/au/faq": page(OTHERS, head)}
    host.routes["/de/faq"] = page(german, head, "de")
    found = crawl(tmp_path, host, ["/gb/faq", "/us/faq", "/au/faq", "/de/faq"])
    assert [question for _, question in found].count(PAIRS[0][0]) == 1
    assert {question for _, question in found} == {question for question, _ in (*PAIRS, *OTHERS, *german)}


def test_categories_of_a_help_page_are_opened(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    paths = ("/pagalba/pristatymas", "/pagalba/lempos?utm_source=x", "/kontaktai")
    links = "".join(f'<a href="{path}">Daugiau</a>' for path in paths)
    host.routes |= {
        "/pagalba": f'<html lang="lt"><title>DUK</title><h1>Dažnai užduodami klausimai</h1>{links}</html>',
        "/pagalba/pristatymas": page(PAIRS),
        "/pagalba/lempos": page(OTHERS) + '<a href="/pagalba/lempos/stalines">Stalinės</a>',
        "/pagalba/lempos/stalines": page([("Ar ji sunki?", "Ne, ji sveria kilogramą.")]),
        "/kontaktai": page([("Is it read?", "It is not to be read.")]),
    }
    found = crawl(tmp_path, host, ["/pagalba"])
    assert {path for path, _ in found} == {"/pagalba/pristatymas", "/pagalba/lempos", "/pagalba/lempos/stalines"}


def test_categories_stay_within_the_pages_of_a_site(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    links = "".join(f'<a href="/faq/c{number}">Part {number}</a>' for number in range(12))
    host.routes["/faq"] = f"<html><title>FAQ</title><h1>FAQ</h1>{links}</html>"
    for number in range(12):
        host.routes[f"/faq/c{number}"] = page([(f"Is it part {number}?", "It is, as we said.")])
    workspace(tmp_path, {"Lamps": {"site": f"{host.url}/", "faqs": [f"{host.url}/faq"]}}, [host])
    overheard("crawl", "faqs", "--limit", "5", cwd=tmp_path)
    assert sum(count for path, count in host.requests.items() if path.startswith("/faq")) == 5
