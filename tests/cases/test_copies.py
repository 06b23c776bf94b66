"""The copies of one page, served at their addresses (C06): its questions once, those of the other language beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import cases_folder
from tests.overheard.command import landed, overheard
from tests.overheard.test_crawl import workspace
from tests.site.server import LocalWeb


@pytest.mark.skipif(cases_folder() is None, reason="the folder of cases is not here")
def test_copies_of_a_page_are_one(web: LocalWeb, tmp_path: Path) -> None:
    folder = cases_folder()
    assert folder is not None
    host = web.host()
    english, lithuanian = (
        (folder / "pages" / f"{name}.html").read_text(encoding="utf-8").replace("{BASE}", host.url)
        for name in ("faq_canonical_copies", "faq_canonical_copies_lt")
    )
    for path in ("/faq", "/faq/", "/en/faq", "/amp/faq", "/faq?lang=en", "/faq?print=1"):
        host.routes[path] = english
    host.routes["/faq?utm_source=nav&utm_medium=menu"] = english
    host.routes["/lt/duk"] = lithuanian
    menu = english[english.index("<nav>") : english.index("</nav>")]
    host.routes["/"] = (
        f'<html lang="en"><title>Teahouse</title><body>{menu}</nav><p>Tea in tins, by post, since 1998.</p>'
    )
    workspace(tmp_path, {"Teahouse": {"site": f"{host.url}/"}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path)
    for path, name in (("/faq", "faq_canonical_copies"), ("/lt/duk", "faq_canonical_copies_lt")):
        wanted = json.loads((folder / "pages" / f"{name}.expected.json").read_text(encoding="utf-8"))["faqs"]
        found = [faq for faq in landed(tmp_path, "faq") if faq["url"] == host.url + path]
        assert [(faq["question"], faq["answer"]) for faq in found] == [
            (faq["question"], faq["answer"]) for faq in wanted
        ]
    assert len(landed(tmp_path, "faq")) == 6
    visits = [(visit["url"], visit["kind"]) for visit in landed(tmp_path, "visit")]
    assert len(visits) == len(set(visits)) == 2
