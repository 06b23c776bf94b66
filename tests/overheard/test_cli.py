"""The command line as a stranger meets it: help, init, wrong calls, exit codes, exports."""

from __future__ import annotations

import json
import stat
import tomllib
from pathlib import Path

import pytest

from dashboard.reports.tables import subjects
from tests.overheard.command import overheard

OWN, RIVAL = "--own=Acme=https://www.acme.example/", "--rival=Borealis=https://borealis.example/"
COMMANDS = (
    "init",
    "crawl",
    "analyze",
    "run",
    "edition",
    "dashboard",
    "export",
    "status",
    "doctor",
    "demo",
    "import",
    "label",
    "discover",
)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace for wrong calls, which change nothing in it."""
    root = tmp_path_factory.mktemp("untouched")
    assert overheard("init", OWN, RIVAL, cwd=root).returncode == 0
    return root


def test_every_command_and_option_has_a_help_text(tmp_path: Path) -> None:
    listing = overheard("--help", cwd=tmp_path).stdout
    for command in COMMANDS:
        assert command in listing
        done = overheard(command, "--help", cwd=tmp_path)
        assert done.returncode == 0
        options = [line for line in done.stdout.splitlines() if line.strip().startswith("--")]
        assert all(len(line.split(None, 2)) > 2 for line in options), options


def test_the_help_of_export_names_every_table(tmp_path: Path) -> None:
    listed = " ".join(overheard("export", "--help", cwd=tmp_path).stdout.split())
    assert [name for name in subjects() if name not in listed] == []


def test_init_writes_what_it_was_told_and_the_key(tmp_path: Path) -> None:
    done = overheard(
        "init", OWN, RIVAL, "--faqs", "Acme=https://help.acme.example/faq", "--reviews", "borealis=https://stars.example/b",
        "--keyword", "coffee subscription", "--keyword", "กาแฟดริป", "--searxng", "http://127.0.0.1:8888", "--market", "th-TH",
        "--allow-private", "127.0.0.1:8888", "--timezone", "Asia/Bangkok", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    config = tomllib.loads((tmp_path / "overheard.toml").read_text(encoding="utf-8"))
    assert [brand["name"] for brand in config["brand"]] == ["Acme", "Borealis"]
    assert config["brand"][0]["own"] is True
    assert config["brand"][0]["faqs"] == ["https://help.acme.example/faq"]
    assert config["brand"][1]["reviews"] == ["https://stars.example/b"]
    assert config["search"][0]["keywords"] == ["coffee subscription", "กาแฟดริป"]
    assert config["crawl"]["allow_private"] == ["127.0.0.1:8888"]
    assert stat.S_IMODE((tmp_path / ".overheard" / "key").stat().st_mode) == 0o600
    assert ".overheard/" in (tmp_path / ".gitignore").read_text()


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "overheard.toml").write_text("mine")
    done = overheard("init", OWN, cwd=tmp_path)
    assert done.returncode == 2
    assert "never overwrites" in done.stderr
    assert (tmp_path / "overheard.toml").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "--own"),
        (["--own", "Acme"], "NAME=URL"),
        (["--own", "Acme=acme.example"], "https://www.acme.example/"),
        ([OWN, "--faqs", "Akme=https://a.example/"], "Akme"),
        ([OWN, "--rival", "Acme=https://b.example/"], "acme"),
        ([OWN, "--keyword", "coffee"], "--searxng"),
        ([OWN, "--timezone", "Mars/Base"], "Mars/Base"),
    ],
)
def test_a_wrong_init_touches_nothing(tmp_path: Path, arguments: list[str], expected: str) -> None:
    done = overheard("init", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run"], "overheard init"),
        (["status"], "overheard init"),
        (["crawl", "--no-such-option"], "--no-such-option"),
        (["fly"], "fly"),
    ],
)
def test_a_wrong_call_is_2(tmp_path: Path, arguments: list[str], expected: str) -> None:
    done = overheard(*arguments, cwd=tmp_path)
    assert (done.returncode, expected in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["crawl", "faqz"], "faqs, reviews, channels, rankings"),
        (["crawl", "--brand", "Boreals"], "did you mean 'Borealis'"),
        (["crawl", "--limit", "-1"], "--limit"),
        (["export", "swot", "--to", "deck.doc"], ".pptx"),
        (["export", "poem", "--to", "deck.pptx"], "swot"),
        (["export", "swot", "--to", "deck.pptx"], "overheard run"),
        (["export", "swot", "--to", "deck.pptx", "--template", "none.pptx"], "none.pptx"),
    ],
)
def test_a_wrong_argument_names_what_was_expected(untouched: Path, arguments: list[str], expected: str) -> None:
    before = sorted(untouched.rglob("*"))
    done = overheard(*arguments, cwd=untouched)
    assert (done.returncode, expected in done.stderr) == (2, True), done.stderr
    assert sorted(untouched.rglob("*")) == before


def test_the_workspace_may_come_from_the_environment(tmp_path: Path) -> None:
    folder = tmp_path / "client"
    overheard("init", OWN, cwd=tmp_path, OVERHEARD_WORKSPACE=str(folder))
    done = overheard("status", cwd=tmp_path, OVERHEARD_WORKSPACE=str(folder))
    assert "nothing yet" in done.stdout


def test_doctor_finds_the_usual_troubles(tmp_path: Path) -> None:
    overheard("init", OWN, "--keyword", "a", "--searxng", "http://127.0.0.1:9", cwd=tmp_path)
    healthy = overheard("doctor", cwd=tmp_path)
    assert "trouble  search.url http://127.0.0.1:9: cannot be reached" in healthy.stdout
    assert "warning  no rival" in healthy.stdout
    (tmp_path / ".overheard" / "key").chmod(0o644)
    (tmp_path / ".overheard" / "warehouse.duckdb").write_bytes(b"x" * 9000)
    found = overheard("doctor", cwd=tmp_path, OVERHEARD_BROWSER="/nowhere")
    assert found.returncode == 1
    for expected in ("expected mode 0600, found 0644", "cannot be opened", "expected a Chromium"):
        assert expected in found.stdout
    (tmp_path / "overheard.toml").write_text("[workspace")
    assert "not valid TOML" in overheard("doctor", cwd=tmp_path).stdout


def test_analyze_without_data_publishes_a_build_that_says_so(tmp_path: Path) -> None:
    overheard("init", OWN, RIVAL, cwd=tmp_path)
    assert overheard("analyze", cwd=tmp_path).returncode == 0
    files = [f"swot.{suffix}" for suffix in ("pptx", "xlsx", "csv", "md", "html", "json")]
    for name in [*files, "comparison.xlsx", "gaps.csv"]:
        done = overheard("export", name.split(".")[0], "--to", f"out/{name}", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out" / name).stat().st_size > 0
    content = json.loads((tmp_path / "out" / "swot.json").read_text(encoding="utf-8"))
    assert content
    assert "done" in overheard("status", cwd=tmp_path).stdout
