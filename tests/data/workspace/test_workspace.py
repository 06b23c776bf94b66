"""overheard.toml: what is accepted, and messages that let a user mend the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ConfigError
from data.workspace import load_workspace, parse_workspace, slug, unused_settings

GOOD = """
[workspace]
name = "Acme and its rivals"
timezone = "Asia/Bangkok"

[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"

[[brand]]
name = "Borealis"
site = "https://borealis.example/"
reviews = ["https://stars.example/borealis", "appstore:us/1234567890"]
"""


def test_defaults() -> None:
    workspace = parse_workspace(GOOD, Path("/w"))
    assert workspace.own.id == "acme"
    assert [brand.id for brand in workspace.rivals] == ["borealis"]
    assert workspace.brand("borealis").faqs is None
    assert (workspace.window_days, workspace.crawl.render, workspace.crawl.obey_robots) == (90, "auto", True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("timezone =", "timezon ="), ["workspace.timezon", "unknown key", "did you mean 'timezone'"]),
        (("Asia/Bangkok", "Asia/Bankok"), ["workspace.timezone", "IANA", "Asia/Bankok"]),
        (("own = true", "own = false"), ["brand.own", "exactly one", "none"]),
        (('name = "Borealis"', 'name = "Borealis"\nown = true'), ["brand.own", "exactly one", "Acme and Borealis"]),
        (('"Borealis"', '"ACME"'), ["brand[2].id", "acme", "Add id"]),
        (("https://borealis.example/", "borealis.example"), ["brand[2].site", "https://www.acme.example/", "borealis.example"]),
        (("https://borealis.example/", "https://b.example:port/"), ["brand[2].site", "port"]),
        (("appstore:us/1234567890", "appstor:us/1"), ["brand[2].reviews[2]", "appstor:us/1"]),
        (("[workspace]", "[workspac]"), ["workspac", "unknown key", "did you mean 'workspace'"]),
        (('name = "Acme and its rivals"', ""), ["workspace.name", "expected a value"]),
        (("[workspace]", "[crawl]\nrender = 'sometimes'\n[workspace]"), ["crawl.render", "never, auto, always", "sometimes"]),
        (("[workspace]", "[crawl]\nallow_private = ['127.0.0.1']\n[workspace]"), ["crawl.allow_private[1]", "host:port"]),
        (("[workspace]", "[[search]]\nprovider = 'searxn'\n[workspace]"), ["search[1].provider", "did you mean 'searxng'"]),
        (("[workspace]", "[[search]]\nprovider = 'searxng'\nkeywords=['a']\n[workspace]"), ["search[1]", "url", "web address"]),
        (("[workspace]", "[[search]]\nprovider = 'saved'\n[workspace]"), ["search[1]", "folder"]),
        (("[workspace]", "[workspace"), ["not valid TOML"]),
    ],
)  # fmt: skip
def test_a_mistake_names_file_key_expected_and_found(change: tuple[str, str], expected: list[str]) -> None:
    assert change[0] in GOOD
    with pytest.raises(ConfigError) as caught:
        parse_workspace(GOOD.replace(*change, 1), Path("/w"))
    for part in ["/w/overheard.toml", *expected]:
        assert part in str(caught.value)


def test_a_provider_without_its_key_is_no_mistake_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is looked for where it is used: everything else works without one."""
    monkeypatch.delenv("OVERHEARD_BRAVE_KEY", raising=False)
    found = parse_workspace(GOOD + "[[search]]\nprovider='brave'\nkeywords=['a']\nmarket='th-TH'\n", Path("/w"))
    assert (found.search[-1].language, found.search[-1].country) == ("th", "TH")


BRAVE = "[[search]]\nprovider='brave'\nmarket='en-GB'\nkeywords=['Tea', 'coffee']\n"


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (BRAVE + "device='mobile'\n", "device: expected 'mobile' for serpapi and saved only, found it for brave"),
        (BRAVE + "engine='bing'\n", "engine: expected it for serpapi and browser only, found it for brave"),
        (BRAVE + "url='https://a.example/'\n", "url: expected none for brave"),
        (BRAVE + "price_per_1000=-1\n", "search[1].price_per_1000"),
        (BRAVE + BRAVE.replace("Tea", "tea"), "search[2].keywords: expected what search[1] does not look up already"),
        ("[[search]]\nprovider='serpapi'\nengine='ask'\nkeywords=['a']\n", "expected one of google, bing, duckduckgo, yandex"),
    ],
)  # fmt: skip
def test_a_search_that_cannot_be_is_told(tables: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_workspace(GOOD.split("[[search]]")[0] + tables, Path("/w"))
    assert expected in str(caught.value)


def test_one_keyword_may_be_looked_up_in_several_places() -> None:
    tables = BRAVE + BRAVE.replace("en-GB", "th-TH") + BRAVE.replace("brave", "serpapi")
    tables += BRAVE.replace("brave", "serpapi") + "device='mobile'\n"
    assert len(parse_workspace(GOOD.split("[[search]]")[0] + tables, Path("/w")).search) == 4


def _with(line: str) -> str:
    return GOOD.replace("[workspace]", f"[workspace]\n{line}", 1)


def test_a_model_of_ones_own_for_all_languages_or_for_some() -> None:
    assert parse_workspace(GOOD, Path("/w")).sentiment_folders == {}
    one = parse_workspace(_with('sentiment_model = "models/x"'), Path("/w"))
    assert one.sentiment_folders == {"": Path("/w/models/x")}
    some = parse_workspace(_with('sentiment_model = { th = "/m/th", en = "en" }'), Path("/w"))
    assert some.sentiment_folders == {"th": Path("/m/th"), "en": Path("/w/en")}
    idle = parse_workspace(_with('sentiment = "lexicon"\nsentiment_model = "x"'), Path("/w"))
    assert any("workspace.sentiment_model: not used" in line for line in unused_settings(idle))
    assert not unused_settings(one)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('sentiment = "transformer"', 'expected sentiment_model = "FOLDER" beside it, found none'),
        ("sentiment_model = 3", "workspace.sentiment_model: expected the folder of a sentiment model"),
        ('sentiment_model = ""', "found ''"),
        ('sentiment_model = { THA = "x" }', "found a table of THA"),
        ("sentiment_model = { th = 3 }", "a table of languages (two small letters) and folders"),
    ],
)
def test_a_model_that_cannot_be_is_told(line: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_workspace(_with(line), Path("/w"))
    assert expected in str(caught.value)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="overheard init"):
        load_workspace(tmp_path)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "overheard.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_workspace(tmp_path)


def test_slugs_keep_names_of_other_scripts_apart() -> None:
    assert slug("Kettle & Crow") == "kettle-crow"
    assert slug("Žalia Arbata") == "zalia-arbata"
    assert slug("กาแฟดี") != slug("กาแฟดำ")


@given(st.text(max_size=300))
def test_no_text_without_a_brand_is_a_workspace(text: str) -> None:
    with pytest.raises(ConfigError, match=r"/w/overheard\.toml"):
        parse_workspace(text, Path("/w"))
