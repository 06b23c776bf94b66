"""Editing overheard.toml: what is there stays, what is added stands where a person would put it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ConfigError
from data.workspace import load_workspace
from data.workspace.edit import NewBrand, add_to_workspace

RIVAL = NewBrand(
    "Bolder", "https://bolder.example/", ("https://bolder.example/faq",), (), ("https://mastodon.social/@bolder",)
)
TEXT = """\
# our market
[workspace]
name = "Test"   # the client's

[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
# faqs = ["https://..."]

# --- where we look ---
[[search]]
provider = "searxng"
url = "http://127.0.0.1:8888"
keywords = [
  "coffee",   # the main one
  "beans",
]

[crawl]
render = "never"   # no browser here
"""


def write(root: Path, text: str = TEXT) -> Path:
    path = root / "overheard.toml"
    path.write_bytes(text.encode())
    return path


def test_a_rival_is_added_after_the_last_brand_and_all_else_stays(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert add_to_workspace(tmp_path, [RIVAL]) == (["Bolder"], [])
    after = path.read_text()
    block = (
        '[[brand]]\nname = "Bolder"\nid = "bolder"\nsite = "https://bolder.example/"\nfaqs = ["https://bolder.example/faq"]\n'
        'social = ["https://mastodon.social/@bolder"]\n\n'
    )
    assert after == TEXT.replace("# --- where we look", block + "# --- where we look")
    assert load_workspace(tmp_path).brand("bolder").faqs == ("https://bolder.example/faq",)


def test_twice_changes_nothing_not_even_the_files_time(tmp_path: Path) -> None:
    path = write(tmp_path)
    add_to_workspace(tmp_path, [RIVAL], ["Coffee", "decaf"])
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    assert add_to_workspace(tmp_path, [RIVAL, NewBrand("Bolder Inc", "http://www.bolder.example")], ["DECAF"]) == (
        [],
        [],
    )
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)


def test_a_keyword_is_added_to_each_list_that_lacks_it(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert add_to_workspace(tmp_path, [], ["กาแฟดริป", "BEANS"]) == ([], ["กาแฟดริป"])
    assert load_workspace(tmp_path).search[0].keywords == ("coffee", "beans", "กาแฟดริป")
    after = path.read_text()
    assert '"coffee",   # the main one\n' in after
    assert after.startswith(TEXT.partition('  "beans"')[0])


def test_several_brands_the_file_ending_with_a_brand_and_windows_line_ends(tmp_path: Path) -> None:
    text = '[workspace]\nname = "T"\n[[brand]]\nname = "Acme"\nown = true\nsite = "https://acme.example/"'
    path = write(tmp_path, text.replace("\n", "\r\n"))
    add_to_workspace(tmp_path, [RIVAL, NewBrand("Calmer", "https://calmer.example/")])
    assert [brand.name for brand in load_workspace(tmp_path).brands] == ["Acme", "Bolder", "Calmer"]
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


def test_brands_in_an_array_are_added_to_the_array(tmp_path: Path) -> None:
    write(tmp_path, 'brand = [{name = "Acme", own = true, site = "https://acme.example/"}]\n[workspace]\nname = "T"\n')
    add_to_workspace(tmp_path, [RIVAL])
    assert [brand.name for brand in load_workspace(tmp_path).brands] == ["Acme", "Bolder"]


def test_what_would_make_the_file_invalid_leaves_it_untouched(tmp_path: Path) -> None:
    path = write(tmp_path)
    with pytest.raises(ConfigError, match="web address"):
        add_to_workspace(tmp_path, [NewBrand("Bad", "bolder.example")])
    assert path.read_text() == TEXT
    assert [p.name for p in tmp_path.iterdir()] == ["overheard.toml"]
    write(tmp_path, TEXT.replace("own = true", "own = maybe"))
    with pytest.raises(ConfigError, match="not valid TOML"):
        add_to_workspace(tmp_path, [RIVAL])
