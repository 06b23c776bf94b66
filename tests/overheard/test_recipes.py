"""A [[recipe]] in a crawl: read before the general reading, and a new failure once it stops matching."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.overheard.command import landed, overheard
from tests.site.server import LocalWeb

FAQ = """<!doctype html><html lang="en"><title>Help</title><h1>Frequently asked questions</h1>
<dl><dt>How long does delivery take?</dt><dd>Two working days.</dd><dt>Can I return it?</dt><dd>Yes, within thirty days.</dd></dl>
<div class="qa"><b>Deliveries, in short</b><i>Within two days.</i></div></html>"""


@pytest.mark.slow
def test_a_recipe_that_stops_matching_is_a_new_failure_once(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes["/help"] = FAQ
    (tmp_path / "overheard.toml").write_text(
        f'[workspace]\nname = "T"\n[[brand]]\nname = "Acme"\nown = true\nsite = "{host.url}/"\nfaqs = ["{host.url}/help"]\n'
        f'reviews = []\n[[recipe]]\nhost = "{host.netloc}"\nkind = "faqs"\nbox = "div.qa"\nquestion = "b"\nanswer = "i"\n'
        f'[crawl]\nallow_private = ["{host.netloc}"]\n', encoding="utf-8",
    )  # fmt: skip
    first = overheard("crawl", "faqs", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert [(faq["question"], faq["layer"]) for faq in landed(tmp_path, "faq")] == [("Deliveries, in short", "recipe")]
    host.routes["/help"] = FAQ.replace('class="qa"', 'class="qb"')
    second = overheard("crawl", "faqs", cwd=tmp_path)
    assert second.returncode == 1
    assert "recipe matched nothing: box = 'div.qa'" in second.stderr
    visit = [visit for visit in landed(tmp_path, "visit") if visit["kind"] == "faqs"][-1]
    assert (visit["status"], visit["items"]) == ("partial", 2)
    assert {faq["layer"] for faq in landed(tmp_path, "faq")} == {"recipe", "dl/no recipe"}
    assert overheard("crawl", "faqs", cwd=tmp_path).returncode == 0, "what is known is no news"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('box = "div["', "recipe[1].box: expected a CSS selector such as \"div.review\", which this is not at character 5"),
        ('box = "p:shiny"', "which this is not at character 2 (The pseudo-class :shiny is unknown), found 'p:shiny'"),
        ('box = "@"', "which this is not"),
        ('question = "b"', "recipe[1]: question: expected none for kind = 'reviews', found 'b'"),
        ('title = "b"', "recipe[1]: box: expected a CSS selector for kind = 'reviews', found nothing"),
        ('boxes = "b"', "recipe[1].boxes: unknown key; expected one of host, kind"),
    ],
)  # fmt: skip
def test_a_wrong_recipe_names_file_key_and_place(tmp_path: Path, line: str, said: str) -> None:
    body = (
        ""
        if line.startswith(("title", "boxes"))
        else 'body = "p"\n' + ("" if line.startswith("box") else 'box = "li"\n')
    )
    (tmp_path / "overheard.toml").write_text(
        '[workspace]\nname = "T"\n[[brand]]\nname = "Acme"\nown = true\nsite = "https://a.example/"\n'
        f'[[recipe]]\nhost = "a.example"\nkind = "reviews"\n{body}{line}\n', encoding="utf-8",
    )  # fmt: skip
    from data.errors import ConfigError
    from data.workspace import load_workspace

    with pytest.raises(ConfigError) as raised:
        load_workspace(tmp_path)
    assert str(tmp_path / "overheard.toml") in str(raised.value)
    assert said in str(raised.value)
