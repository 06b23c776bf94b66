"""The app beyond this machine: no byte before the login, each sees what is hers, and a session ends when it should."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from crawlers.fetching.browser.find import launch_arguments
from dashboard.serving.sessions import COOKIE
from data.access.users import put_user, remove_user
from data.landing import landing_files
from data.privacy import load_key
from overheard.commands.serve import free_port
from tests.dashboard.serving.provider_site import CLIENT, SECRET, ProviderSite
from tests.overheard.command import environment, overheard
from tests.sample_build import write_sample_build

WAIT = 300_000
PASSWORD = "correct horse battery"
PATH = "/oh"
NAME = "cx.acme.example"
WORKSPACE = '[workspace]\nname = "{0}"\n[[brand]]\nname = "{0}"\nown = true\nsite = "https://{1}.example/"\n'
EVERYWHERE = (
    "/", "/overview", "/compare", "/login/other", "/logout/x", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics",
    "/_stcore/script-health-check", "/_stcore/stream", "/_stcore/upload_file/a/b", "/media/0123.csv", "/static/js/index.js",
    "/component/x/index.html", "/app/static/x", "/auth/login", "/auth/logout", "/oauth2callback", "/favicon.png", "/index.html",
)  # fmt: skip


@dataclass
class Served:
    folder: Path
    port: int
    provider: ProviderSite

    @property
    def start(self) -> str:
        """As a proxy on this machine asks: the host that the browser named is handed on."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def origin(self) -> str:
        return f"http://{NAME}:{self.port}"

    def client(self) -> httpx.Client:
        return httpx.Client(
            headers={"Origin": self.origin, "Host": f"{NAME}:{self.port}", "Accept": "text/html"},
            timeout=60,
            trust_env=False,
        )

    def sign_in(self, name: str, password: str = PASSWORD) -> str:
        """The session's cookie; '' where nobody was let in."""
        with self.client() as client:
            answer = client.post(f"{self.start}/login", data={"name": name, "password": password})
        return answer.cookies.get(COOKIE) or ""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`overheard dashboard --workspaces` with two clients' workspaces, behind a name and a path, passwords and a provider."""
    folder, port = tmp_path_factory.mktemp("clients"), free_port()
    for client in ("acme", "brio"):
        (folder / client).mkdir()
        (folder / client / "overheard.toml").write_text(WORKSPACE.format("Northbean", client))
        write_sample_build(folder / client / ".overheard")
    put_user(folder, "anna", "editor", password=PASSWORD)
    put_user(folder, "bo", "reader", password=PASSWORD, sees=["brio"])
    put_user(folder, "cleo@acme.example", "reader", provider=True, sees=["acme"])
    with ProviderSite() as provider:
        (folder / "overheard.toml").write_text(
            f'[app]\nurl = "http://{NAME}:{port}{PATH}"\noidc_issuer = "{provider.issuer}"\noidc_client_id = "{CLIENT}"\n'
        )
        command = ["overheard", "dashboard", "--workspaces", str(folder), "--port", str(port)]
        with subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder, env=environment(folder, OVERHEARD_OIDC_SECRET=SECRET), stdout=subprocess.PIPE, text=True,
        ) as serving:  # fmt: skip
            try:
                assert serving.stdout is not None
                while "URL" not in (line := serving.stdout.readline()):
                    assert line, "the app ended before it served"
                yield Served(folder, port, provider)
            finally:
                serving.terminate()


@pytest.fixture
def page(browser: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        arguments = [*launch_arguments()[1:], f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
        chromium = playwright.chromium.launch(executable_path=str(browser), args=arguments)
        made = chromium.new_page(viewport={"width": 1200, "height": 900})
        made.set_default_timeout(WAIT)
        expect.set_options(timeout=WAIT)
        yield made
        chromium.close()


def sign_in(page: Page, served: Served, name: str, at: str = "/") -> None:
    page.goto(f"{served.origin}{PATH}{at}")
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_by_any_path_before_the_login(served: Served, method: str) -> None:
    with served.client() as client:
        for start in (f"http://127.0.0.1:{served.port}", served.start):
            for path in EVERYWHERE:
                answer = client.request(method, start + path)
                assert answer.status_code in (303, 401), (method, path)
                assert answer.content == b"", (method, path)
        for forged in ("x", "null", "e30.x.y", ""):
            answer = client.request(method, f"{served.start}/", headers={"Cookie": f"{COOKIE}={forged}"})
            assert answer.status_code in (303, 401)


def handshake(served: Served, cookie: str, origin: str = "") -> int:
    headers = {"Cookie": f"{COOKIE}={cookie}", "X-Overheard-User": "anna"}
    address = f"ws://127.0.0.1:{served.port}{PATH}/_stcore/stream"
    try:
        with connect(
            address, origin=origin or served.origin, additional_headers=headers, open_timeout=60, proxy=None,  # type: ignore[arg-type]
        ):  # fmt: skip
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_websocket_needs_a_session_and_a_page_of_the_app(served: Served) -> None:
    cookie = served.sign_in("anna")
    assert handshake(served, cookie) == 101
    assert handshake(served, "") == 403
    assert handshake(served, cookie[:-2]) == 403
    assert handshake(served, cookie, "https://evil.example") == 403


def test_an_open_page_ends_with_its_session(served: Served) -> None:
    put_user(served.folder, "dora", "reader", password=PASSWORD)
    cookie = served.sign_in("dora")
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    address = f"ws://127.0.0.1:{served.port}{PATH}/_stcore/stream"
    with connect(address, origin=served.origin, additional_headers=headers, open_timeout=60, proxy=None) as stream:  # type: ignore[arg-type]
        remove_user(served.folder, "dora")
        stream.send(b"")
        with pytest.raises(ConnectionClosed):
            deque(iter(partial(stream.recv, 60), None))
    assert handshake(served, cookie) == 403
    assert served.sign_in("dora") == ""


def test_a_form_of_another_site_and_wrong_passwords_sign_nobody_in(served: Served) -> None:
    with served.client() as client:
        fields = {"name": "anna", "password": PASSWORD}
        assert (
            client.post(f"{served.start}/login", data=fields, headers={"Origin": "https://evil.example"}).status_code
            == 403
        )
        assert client.post(f"{served.start}/logout", headers={"Origin": "https://evil.example"}).status_code == 403
        for name, password in (("anna", "wrong"), ("nobody", PASSWORD), ("cleo@acme.example", ""), ("", "")):
            answer = client.post(f"{served.start}/login", data={"name": name, "password": password})
            assert answer.status_code == 403
            assert COOKIE not in answer.cookies
            assert "do not belong together" in answer.text
        assert client.post(f"{served.start}/login", content=b"name=" + b"x" * 1_000_000).status_code == 403


def test_many_wrong_passwords_are_slowed_down(served: Served) -> None:
    put_user(served.folder, "emil", "reader", password=PASSWORD)
    with served.client() as client:
        for _ in range(5):
            assert client.post(f"{served.start}/login", data={"name": "emil", "password": "wrong"}).status_code == 403
        answer = client.post(f"{served.start}/login", data={"name": "emil", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("wanted", "onward"),
    [
        ("/oh/compare?edition=October", "/oh/compare?edition=October"),
        ("https://evil.example/", "/oh/"),
        ("//evil.example/oh/", "/oh/"),
        ("/oh/\\evil.example", "/oh/"),
        ("/other", "/oh/"),
        ("/oh/\r\nSet-Cookie: x=y", "/oh/"),
    ],
)
def test_the_login_leads_on_to_pages_of_the_app_only(served: Served, wanted: str, onward: str) -> None:
    with served.client() as client:
        answer = client.post(f"{served.start}/login", data={"name": "anna", "password": PASSWORD, "next": wanted})
    assert answer.headers["location"] == onward
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/oh" in cookie


@pytest.mark.browser
def test_a_reader_sees_her_workspace_and_changes_nothing(served: Served, page: Page) -> None:
    sign_in(page, served, "bo", "/compare?workspace=acme")
    expect(page.locator(".oh-visitor")).to_contain_text("Signed in as bo")
    expect(page.get_by_role("combobox", name="Workspace")).to_have_value("brio")
    expect(page.locator("[class*=st-key-quote_]").first).to_be_visible()
    assert page.get_by_role("button", name="Wrong label or topics?").count() == 0
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(f"{served.origin}{PATH}/compare")
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.browser
def test_an_editor_sees_all_workspaces_and_corrects(served: Served, page: Page) -> None:
    sign_in(page, served, "anna", "/compare?workspace=brio")
    expect(page.get_by_role("combobox", name="Workspace")).to_have_value("brio")
    page.get_by_role("button", name="Wrong label or topics?").first.click()
    # by the keyboard: the menu may hang over the edge of the screen while the page below it is still being drawn
    page.locator("[class*=st-key-say_praise_] button:visible").first.press("Enter")
    expect(page.get_by_role("button", name="Corrected to praise").first).to_be_visible()
    assert (served.folder / "brio" / ".overheard" / "corrections.jsonl").is_file()
    assert not (served.folder / "acme" / ".overheard" / "corrections.jsonl").exists()
    page.goto(f"{served.origin}{PATH}/overview")
    expect(page.locator(".oh-page h1")).to_be_visible()
    assert page.url.startswith(f"{served.origin}{PATH}/")


@pytest.mark.browser
def test_an_editor_enters_an_action_and_takes_it_back(served: Served, page: Page) -> None:
    state = served.folder / "acme" / ".overheard"
    load_key(state, anew=True)
    sign_in(page, served, "anna", "/plan?workspace=acme")
    page.get_by_role("tab", name="Actions").click()
    page.get_by_text("Add or change an action").click()
    page.get_by_role("button", name="Add this action").click()
    expect(page.get_by_role("alert")).to_contain_text("What is done: expected a value, found nothing")
    page.get_by_label("What is done *").fill("Answer chats at night")
    page.get_by_role("button", name="Add this action").click()
    expect(page.get_by_role("cell", name="anna")).to_be_visible()
    (landed,) = landing_files(state)
    assert '"title":"Answer chats at night"' in landed.read_text()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back. The figures follow")).to_be_visible()
    assert '"withdrawn":true' in "".join(path.read_text() for path in landing_files(state))


@pytest.mark.browser
def test_a_reader_is_offered_no_form(served: Served, page: Page) -> None:
    sign_in(page, served, "bo", "/asked")
    page.get_by_text("Record a mystery shop").click()
    expect(page.get_by_text("You look as a reader")).to_be_visible()
    assert page.get_by_role("button", name="Record this shop").count() == 0


@pytest.mark.browser
def test_a_provider_signs_in_whom_it_vouches_for_and_who_is_a_user(served: Served, page: Page) -> None:
    site = served.provider
    link = page.get_by_role("link", name="Sign in with your organisation")
    refused = (
        ({"email": "stranger@acme.example", "email_verified": True}, {}, "is not a user of this app"),
        ({"email": "cleo@acme.example", "email_verified": False}, {}, "does not vouch"),
        ({"email": "cleo@acme.example"}, {}, "does not vouch"),
        ({"email": "cleo@acme.example", "email_verified": True}, {"aud": "another-app"}, "did not sign you in"),
        ({"email": "cleo@acme.example", "email_verified": True}, {"nonce": "replayed"}, "did not sign you in"),
        (
            {"email": "cleo@acme.example", "email_verified": True},
            {"iss": "https://evil.example"},
            "did not sign you in",
        ),
        ({"email": "cleo@acme.example", "email_verified": True}, {"exp": 1}, "did not sign you in"),
    )
    for site.claims, site.lies, expected in refused:
        page.goto(f"{served.origin}{PATH}/")
        link.click()
        expect(page.get_by_role("alert")).to_contain_text(expected)
    site.claims, site.lies = {"email": "Cleo@Acme.example", "email_verified": True}, {}
    page.goto(f"{served.origin}{PATH}/swot")
    link.click()
    expect(page.locator(".oh-visitor")).to_contain_text("Signed in as cleo@acme.example")
    expect(page.get_by_role("combobox", name="Workspace")).to_have_value("acme")
    assert "/swot" in page.url


@pytest.mark.parametrize(
    ("config", "arguments", "expected"),
    [
        ("", ("--address", "0.0.0.0"), "demands a login, and nobody can sign in yet"),
        ('[app]\nurl = "https://cx.example"\n', (), "app.url = 'https://cx.example' can be reached by others"),
        ("", ("--address", "somewhere"), "--address: expected an IP address of this machine"),
        ('[app]\naddress = "0.0.0.0"\n', (), "demands a login"),
        ('[app]\noidc_issuer = "http://login.example"\noidc_client_id = "x"\n', (), "expected an address with https"),
        ('[app]\noidc_issuer = "https://login.example"\n', (), "expected both or none, found oidc_issuer alone"),
        ('[app]\nadress = "0.0.0.0"\n', (), "did you mean 'address'?"),
    ],
)
def test_an_app_that_others_reach_does_not_start_open(
    tmp_path: Path, config: str, arguments: tuple[str, ...], expected: str
) -> None:
    (tmp_path / "overheard.toml").write_text(WORKSPACE.format("Acme", "acme") + config)
    done = overheard("dashboard", *arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert expected in done.stderr
    assert not (tmp_path / ".overheard").exists()


def test_users_are_added_listed_and_removed_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "overheard.toml").write_text(WORKSPACE.format("Acme", "acme"))
    many = ("--workspaces", tmp_path)
    added = overheard("user", "add", "Bo@acme.example", "--provider", "--sees", "acme", *many, cwd=tmp_path)
    assert added.returncode == 0, added.stderr
    assert overheard("user", "list", *many, cwd=tmp_path).stdout == "bo@acme.example\treader\tprovider\tacme\n"
    again = overheard("user", "add", "bo@acme.example", "--provider", "--role", "editor", *many, cwd=tmp_path)
    assert "editor, signed in by the provider, sees acme" in again.stdout, "what is not said stays"
    wrong = overheard("user", "add", "cy", "--provider", "--sees", "acmee", *many, cwd=tmp_path)
    assert (wrong.returncode, "expected a workspace in" in wrong.stderr) == (2, True)
    assert overheard("user", "add", "dan", *many, cwd=tmp_path).returncode == 2, "no password came"
    assert overheard("user", "add", "dan", "--role", "king", *many, cwd=tmp_path).returncode == 2
    assert overheard("user", "remove", "bo@ACME.example", *many, cwd=tmp_path).returncode == 0
    assert overheard("user", "remove", "bo@acme.example", *many, cwd=tmp_path).returncode == 2
