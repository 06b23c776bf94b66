"""The app in a real browser: a click on the heat map opens its cell, hostile texts run nothing, files come down."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page, expect, sync_playwright

from tests.conftest import ROOT
from tests.sample_build import write_sample_build

APP = ROOT / "dashboard" / "app.py"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.browser
WAIT = 300_000
IN_DARK = ("", "compare", "social", "settings")
"""Pages whose colours beyond text on paper differ with the scheme."""
FOUND_BY_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter((each) => each.impact === "serious" || each.impact === "critical")
    .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"no Chromium can be started: {error.message.splitlines()[0]}")
        made = browser.new_page(viewport={"width": 1440, "height": 1000}, accept_downloads=True)
        made.set_default_timeout(WAIT)
        expect.set_options(timeout=WAIT)
        yield made
        browser.close()


def serve(workspace: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)],
        cwd=workspace,
        env=os.environ | {"OVERHEARD_WORKSPACE": str(workspace), "HOME": str(workspace)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    while b"URL" not in (line := process.stdout.readline()):
        assert line, "the app ended before it served"
    return process, f"http://127.0.0.1:{port}"


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    write_sample_build(tmp_path / ".overheard", hostile=getattr(request, "param", None))
    process, url = serve(tmp_path)
    yield url
    process.terminate()
    process.wait()


def test_a_click_opens_the_cell_and_files_come_down(page: Page, app: str, tmp_path: Path) -> None:
    page.goto(f"{app}/compare")
    chart = page.locator(".st-key-heat canvas, .st-key-heat svg.marks").first
    expect(chart).to_be_visible(timeout=WAIT)
    expect(page.locator(".oh-cellhead")).to_contain_text("Northbean Coffee on All topics", timeout=WAIT)
    box = chart.bounding_box()
    assert box is not None
    # third row (delivery), second of four brands; the row labels take the first 130 pixels or so
    page.mouse.click(box["x"] + box["width"] * 0.40, box["y"] + box["height"] * 0.24)
    expect(page.locator(".oh-cellhead")).to_contain_text("Kettle & Crane on Delivery", timeout=WAIT)
    expect(page.locator(".oh-quote a").first).to_have_attribute(
        "href", re.compile(r"https://\w+\.example/kettle-crane/\d+")
    )
    assert page.locator(".oh-quote a").first.get_attribute("target") == "_blank"
    page.goto(f"{app}/swot?swot_brand=Kettle+%26+Crane&edition=September+2026")
    expect(page.locator(".oh-page h1")).to_have_text("SWOT of Kettle & Crane", timeout=WAIT)
    expect(page.locator(".oh-masthead")).to_contain_text("Frozen")
    page.goto(f"{app}/swot")
    for suffix, start in {"pptx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "md": b"#", "json": b"{"}.items():
        with page.expect_download(timeout=WAIT) as download:
            page.locator(f".st-key-download_{suffix} button").click(timeout=WAIT)
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert path.name == f"swot-northbean-2026-10.{suffix}"
        assert path.read_bytes().startswith(start)


def test_a_wrong_label_is_corrected_with_two_clicks(page: Page, app: str, tmp_path: Path) -> None:
    page.goto(f"{app}/compare")
    first = page.locator("[class*=st-key-quote_]").first
    expect(first.locator(".oh-tone")).to_have_text("complaint", timeout=WAIT)
    first.get_by_role("button", name="Wrong label or topics?").click()
    page.locator("[class*=st-key-say_praise_] button:visible").first.press("Enter")  # the menu may hang over the edge
    expect(page.get_by_role("button", name="Corrected to praise").first).to_be_visible(timeout=WAIT)
    (line,) = (tmp_path / ".overheard" / "corrections.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"new":"1"' in line
    expect(first.locator(".oh-tone")).to_have_text("complaint")


def test_a_new_topic_is_opened_given_a_driver_and_dismissed(page: Page, app: str, tmp_path: Path) -> None:
    page.goto(f"{app}/compare")
    page.get_by_role("tab", name="New topics").click(timeout=WAIT)
    panel = page.get_by_role("tabpanel", name="New topics")
    quote = panel.locator("[class*=st-key-quote_]").first
    expect(quote.locator("mark")).to_contain_text("gift card", timeout=WAIT)
    quote.get_by_role("button", name="Wrong label or topics?").click()
    page.locator("[class*=st-key-drivers_]:visible input").last.fill("Loyalty")
    page.get_by_role("option", name="Loyalty").click()
    page.keyboard.press("Escape")
    page.locator("[class*=st-key-save_drivers_] button:visible").last.click()
    expect(panel.get_by_role("button", name=re.compile("Topics corrected to"))).to_be_visible(timeout=WAIT)
    assert '"new":"loyalty"' in (tmp_path / ".overheard" / "corrections.jsonl").read_text(encoding="utf-8")
    panel.get_by_role("button", name="Not a topic").click()
    expect(panel.locator(".oh-topics")).not_to_contain_text("gift card", timeout=WAIT)


@pytest.mark.parametrize("width", [1440, 420])
def test_no_page_is_wider_than_the_screen(page: Page, app: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    for name in ("", "compare", "social", "swot", "tables", "health"):
        page.goto(f"{app}/{name}")
        expect(page.locator(".oh-page h1")).to_be_visible(timeout=WAIT)
        page.wait_for_load_state("networkidle")
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, name
        cut = "es => es.filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
        assert page.locator(".oh-card, .oh-tile, .oh-quote, .oh-strip, .oh-confusion, .oh-page").evaluate_all(cut) == []
    page.set_viewport_size({"width": 1440, "height": 1000})


@pytest.mark.parametrize(("name", "wide"), [("compare", ".st-key-heat"), ("social", ".oh-scroll:has(.oh-weeks)")])
def test_what_is_cut_on_a_narrow_screen_fades_until_its_end(page: Page, app: str, name: str, wide: str) -> None:
    fade = "e => [e.scrollWidth > e.clientWidth, getComputedStyle(e).getPropertyValue('--oh-more')]"
    for width, start, end in (
        (420, [True, "64px"], [True, "0px"]),
        (1440, [False, "0px"], [False, "0px"]),
    ):
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto(f"{app}/{name}")
        place = page.locator(wide)
        expect(place.locator("canvas, svg.marks, td").first).to_be_visible(timeout=WAIT)
        page.wait_for_load_state("networkidle")
        assert place.evaluate(fade) == start
        place.evaluate("e => { e.scrollLeft = e.scrollWidth; return new Promise(requestAnimationFrame) }")
        assert place.evaluate(fade) == end


def test_an_open_page_notices_the_first_build(page: Page, tmp_path: Path) -> None:
    process, url = serve(tmp_path)
    try:
        page.goto(url)
        expect(page.locator(".oh-notice h1")).to_have_text("Nothing has been published yet", timeout=WAIT)
        write_sample_build(tmp_path / ".overheard")
        expect(page.locator(".oh-page h1")).to_contain_text("Northbean Coffee is ahead on", timeout=WAIT)
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize(
    "app",
    [
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> [x](javascript:alert(1)) $x^2$"
    ],
    indirect=True,
)
def test_hostile_texts_run_nothing(page: Page, app: str) -> None:
    dialogs: list[Any] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for name in ("", "compare", "social", "swot", "tables", "health"):
        page.goto(f"{app}/{name}")
        expect(page.locator(".oh-page h1")).to_be_visible(timeout=WAIT)
        page.wait_for_load_state("networkidle")
        assert "owned" not in page.title()
        assert page.locator("img[src=x], a[href^=javascript], .oh-quote script, .katex").count() == 0
    assert not dialogs


def test_axe_finds_nothing_serious_on_any_page_or_tab(page: Page, app: str, tmp_path: Path) -> None:
    site = '[workspace]\nname = "Market"\n[[brand]]\nname = "Northbean Coffee"\nown = true\nsite = "https://northbean.example/"\n'
    (tmp_path / "overheard.toml").write_text(site, encoding="utf-8")
    names = sorted(path.stem.removeprefix("overview") for path in (APP.parent / "app_pages").glob("*.py"))
    found = {}
    for dark, pages in ((False, names), (True, IN_DARK)):
        page.emulate_media(color_scheme="dark" if dark else "light")
        for name in pages:
            page.goto(f"{app}/{name}")
            expect(page.locator(".oh-page h1")).to_be_visible()
            page.wait_for_load_state("networkidle")
            page.evaluate(AXE_SCRIPT)
            tabs = page.get_by_role("tab")
            for tab in range(max(1, tabs.count())):
                if tabs.count():
                    tabs.nth(tab).click()
                    expect(tabs.nth(tab)).to_have_attribute("aria-selected", "true", timeout=30_000)
                if problems := page.evaluate(FOUND_BY_AXE):
                    found[dark, name, tab] = problems
    page.emulate_media(color_scheme="light")
    assert not found
