"""The page Settings: a workspace is begun, changed, tried and run without a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.views.setup.running import start_run
from data.publish import current_build
from data.state import locks
from data.workspace import STATE_NAME, load_workspace
from tests.dashboard.views.test_app import html, page
from tests.overheard.test_crawl import FAQ, workspace
from tests.overheard.test_kill import review_page
from tests.site.server import LocalWeb

RUN_SECONDS = 600


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERHEARD_WORKSPACE", str(tmp_path))
    return tmp_path


def with_brands(root: Path, text: str = "") -> Path:
    (root / STATE_NAME).mkdir()
    (root / "overheard.toml").write_text(
        '# ours\n[workspace]\nname = "Market"\n\n[[brand]]\nname = "Acme"  # us\nown = true\nsite = "https://acme.example/"\n\n'
        '[[brand]]\nname = "Bolder"\nsite = "https://bolder.example/"\n' + text,
        encoding="utf-8",
    )
    return root


def press(app: AppTest, label: str, at: int = 0) -> AppTest:
    [button for button in app.button if button.label == label][at].click()
    return app.run()


def field(app: AppTest, end: str) -> Any:
    return next(each for each in [*app.text_input, *app.text_area] if str(each.key).endswith(end))


def test_an_empty_folder_becomes_a_workspace(root: Path) -> None:
    app = page("settings")
    assert not app.exception
    app.text_input(key="begin_own").set_value("Acme")
    app.text_input(key="begin_site").set_value("acme.example")
    app.text_area(key="begin_rivals").set_value("Bolder = https://bolder.example/\nCarter=https://carter.example/")
    press(app, "Make the workspace")
    assert "Your brand: expected a web address" in app.error[0].value.replace("\\", "")
    assert not (root / "overheard.toml").exists()
    app.text_input(key="begin_site").set_value("https://acme.example/")
    app.selectbox(key="begin_timezone").set_value("Asia/Bangkok")
    press(app, "Make the workspace")
    made = load_workspace(root)
    assert [brand.name for brand in made.brands] == ["Acme", "Bolder", "Carter"]
    assert made.timezone == "Asia/Bangkok"
    assert "Brands" in [tab.label for tab in app.tabs]


def test_keywords_without_a_place_to_look_them_up_are_not_dropped_in_silence(root: Path) -> None:
    app = page("settings")
    app.text_input(key="begin_own").set_value("Acme")
    app.text_input(key="begin_site").set_value("https://acme.example/")
    app.text_area(key="begin_keywords").set_value("coffee")
    press(app, "Make the workspace")
    assert "Keywords need a place" in app.error[0].value
    assert not (root / "overheard.toml").exists()


def test_the_first_page_leads_to_the_settings(root: Path) -> None:
    assert "Nothing has been published yet" in html(page("overview"))
    with_brands(root)
    assert "Start a run from the page Settings" in html(page("overview"))


def test_a_brand_is_changed_added_and_taken_away(root: Path) -> None:
    with_brands(root)
    app = page("settings")
    assert "Take away" not in [button.label for button in app.button]
    field(app, "_aliases").set_value("ACME\nAcme Ltd")
    press(app, "Save")
    assert load_workspace(root).own.aliases == ("ACME", "Acme Ltd")
    assert 'name = "Acme"  # us' in (root / "overheard.toml").read_text()

    app.selectbox(key="which_brand").set_value(-1).run()
    field(app, "_name").set_value("Carter")
    field(app, "_site").set_value("carter")
    press(app, "Add the rival")
    assert "expected a web address" in app.error[0].value
    field(app, "_site").set_value("https://carter.example/")
    press(app, "Add the rival")
    assert [brand.name for brand in load_workspace(root).rivals] == ["Bolder", "Carter"]

    app.selectbox(key="which_brand").set_value(1).run()
    press(app, "Take away")
    assert [brand.name for brand in load_workspace(root).rivals] == ["Carter"]


def test_pages_that_were_set_to_none_stay_none(root: Path) -> None:
    with_brands(root)
    path = root / "overheard.toml"
    path.write_text(
        path.read_text().replace('"https://acme.example/"', '"https://acme.example/"\nfaqs = []\nreviews = []')
    )
    app = page("settings")
    field(app, "_aliases").set_value("ACME")
    press(app, "Save")
    own = load_workspace(root).own
    assert (own.aliases, own.faqs, own.reviews) == (("ACME",), (), ())


@pytest.mark.parametrize("name", ["search", "listen", "persona", "driver", "alert"])
def test_every_list_of_the_file_has_its_form(root: Path, name: str) -> None:
    with_brands(root)
    app = page("settings")
    assert not app.exception
    assert app.selectbox(key=f"which_{name}").value == -1


def test_a_source_is_added_with_what_it_needs_and_nothing_more(root: Path) -> None:
    with_brands(root)
    app = page("settings")
    next(each for each in app.selectbox if str(each.key).endswith("_network")).set_value("mastodon")
    field(app, "_query").set_value("acme")
    press(app, "Add the source")
    assert not app.error
    text = (root / "overheard.toml").read_text()
    assert text.endswith('\n[[listen]]\nnetwork = "mastodon"\nquery = "acme"\n')


def test_what_others_wrote_meanwhile_is_not_undone(root: Path) -> None:
    with_brands(root)
    mine, other = page("settings"), page("settings")
    field(other, "_site").set_value("https://www.acme.example/")
    press(other, "Save")
    field(mine, "_aliases").set_value("ACME")
    press(mine, "Save")
    assert "changed since this page was opened" in mine.error[0].value
    assert (load_workspace(root).own.site, load_workspace(root).own.aliases) == ("https://www.acme.example/", ())
    again = page("settings")
    field(again, "_aliases").set_value("ACME")
    press(again, "Save")
    assert (load_workspace(root).own.site, load_workspace(root).own.aliases) == ("https://www.acme.example/", ("ACME",))


def test_pages_are_tried_before_they_are_saved_and_a_run_publishes(root: Path, web: LocalWeb) -> None:
    host = web.host()
    host.routes |= {"/": "<title>Acme</title><p>Coffee</p>", "/faq": FAQ, "/reviews": review_page("Acme", 12)}
    workspace(root, {"Acme": {"site": f"{host.url}/"}}, [host])
    (root / STATE_NAME).mkdir()
    before = (root / "overheard.toml").read_text()
    app = page("settings")
    field(app, "_reviews").set_value(f"{host.url}/reviews")
    field(app, "_faqs").set_value(f"{host.url}/nothing")
    press(app, "Try the pages first")
    assert any("12 reviews seen, 12 with stars" in each.value for each in app.success)
    assert any("failed" in each.value and "/nothing" in each.value for each in app.warning)
    assert (root / "overheard.toml").read_text() == before
    field(app, "_faqs").set_value(f"{host.url}/faq")
    press(app, "Save")
    assert load_workspace(root).own.reviews == (f"{host.url}/reviews",)

    process = start_run(root)
    assert process.wait(RUN_SECONDS) == 0
    assert not locks.is_held(root / STATE_NAME, locks.CRAWL)
    assert current_build(root / STATE_NAME) is not None
    assert any("published" in str(each.value) for each in page("settings").code)
    runs = [json.loads(path.read_text()) for path in (root / STATE_NAME / "runs").glob("*.json")]
    assert [run["command"] for run in runs] == ["run"]
    assert (root / STATE_NAME / "run-of-app.log").stat().st_mode & 0o777 == 0o600
