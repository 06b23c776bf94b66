"""Settings: changing overheard.toml on a screen: what is not meant stays, and nothing invalid or out of date is written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.entries.settings import Change, change, changed, settings_text
from data.errors import ConfigError
from data.state import locks
from data.workspace import STATE_NAME, load_workspace
from tests.data.workspace.test_edit import TEXT, write

TWO = TEXT.replace(
    "# --- where we look",
    '[[brand]]\nname = "Bolder"  # the loud one\nsite = "https://bolder.example/"\n\n# --- where we look',
)


def brands(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads(text)["brand"]
    return found


def test_a_changed_key_leaves_all_else_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path)
    pages = ["https://www.acme.example/help"]
    workspace = change(tmp_path, Change("brand", 0, {"faqs": pages, "own": True}), settings_text(tmp_path))
    assert workspace.own.faqs == tuple(pages)
    added = '# faqs = ["https://..."]\nfaqs = ["https://www.acme.example/help"]'
    assert path.read_text() == TEXT.replace('# faqs = ["https://..."]', added)


def test_a_key_that_is_taken_away_is_gone(tmp_path: Path) -> None:
    write(tmp_path, TEXT.replace("# faqs = [", "faqs = [").replace("https://...", "https://www.acme.example/faq"))
    assert change(tmp_path, Change("brand", 0, {"faqs": None}), settings_text(tmp_path)).own.faqs is None


def test_a_new_table_of_a_new_kind_comes_last(tmp_path: Path) -> None:
    path = write(tmp_path)
    values = {"id": "students", "name": "Students", "words": ["student", "exam", "campus"], "languages": None}
    change(tmp_path, Change("persona", None, values), settings_text(tmp_path))
    assert path.read_text().startswith(TEXT)
    assert load_workspace(tmp_path).personas[0].words == ("student", "exam", "campus")


def test_a_renamed_brand_keeps_its_id(tmp_path: Path) -> None:
    write(tmp_path, TWO)
    workspace = change(tmp_path, Change("brand", 1, {"name": "Bolder & Sons"}), settings_text(tmp_path))
    assert (workspace.rivals[0].name, workspace.rivals[0].id) == ("Bolder & Sons", "bolder")


def test_a_table_that_is_taken_away_leaves_what_follows(tmp_path: Path) -> None:
    path = write(tmp_path, TWO)
    change(tmp_path, Change("brand", 1, None), settings_text(tmp_path))
    assert "Bolder" not in path.read_text()
    assert "# --- where we look ---\n[[search]]" in path.read_text()


def test_words_by_language_are_replaced_as_a_whole(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        TEXT + '\n[[driver]]\nid = "luggage"\nname = "Luggage"\nwords.en = ["suitcase"]\nwords.lt = ["lagaminas"]\n',
    )
    change(tmp_path, Change("driver", 0, {"words": {"en": ["suitcase", "bag"]}}), settings_text(tmp_path))
    assert tomllib.loads(path.read_text())["driver"][0]["words"] == {"en": ["suitcase", "bag"]}


def test_saved_pages_keep_the_name_of_their_key(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT + '\n[[search]]\nprovider = "saved"\nfolder = "pages"\n')
    change(tmp_path, Change("search", 1, {"url": "other"}), settings_text(tmp_path))
    assert tomllib.loads(path.read_text())["search"][1] == {"provider": "saved", "folder": "other"}


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Change("brand", 0, {"site": "acme"}), "expected a web address"),
        (Change("brand", 0, {"own": False}), "exactly one brand with own = true"),
        (Change("brand", 0, None), "brand"),
        (Change("brand", 7, {"name": "Nobody"}), r"brand\[8\]: expected a table there"),
        (
            Change("brand", None, {"name": "Acme", "site": "https://other.example/"}),
            "a name of its own|an id of its own|id",
        ),
        (Change("listen", None, {"network": "myspace", "query": "acme"}), "network"),
    ],
)
def test_what_would_be_no_workspace_is_not_written(tmp_path: Path, wanted: Change, message: str) -> None:
    path = write(tmp_path)
    with pytest.raises(ConfigError, match=message):
        change(tmp_path, wanted, settings_text(tmp_path))
    assert path.read_text() == TEXT


def test_what_others_changed_meanwhile_is_not_undone(tmp_path: Path) -> None:
    path = write(tmp_path)
    seen = settings_text(tmp_path)
    path.write_text(TWO)
    with pytest.raises(ConfigError, match="changed since this page was opened"):
        change(tmp_path, Change("brand", 0, {"name": "Acme Ltd"}), seen)
    assert path.read_text() == TWO


def test_two_do_not_write_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    monkeypatch.setattr("data.entries.settings.WAIT_SECONDS", 0.01)
    with locks.hold(tmp_path / STATE_NAME, locks.SETTINGS), pytest.raises(locks.BusyError):
        change(tmp_path, Change("brand", 0, {"name": "Acme Ltd"}), settings_text(tmp_path))


def test_line_ends_stay(tmp_path: Path) -> None:
    windows = TEXT.replace("\n", "\r\n")
    after = changed(windows, Change("brand", 0, {"aliases": ["ACME", "Acme Ltd", "A"]}))
    assert "\n" not in after.replace("\r\n", "")


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20), max_size=5))
def test_any_names_are_read_back_as_they_were_given(names: list[str]) -> None:
    after = changed(TEXT, Change("brand", 0, {"aliases": names}))
    assert brands(after)[0]["aliases"] == names
    assert changed(after, Change("brand", 0, {"aliases": names})) == after


MANY = """\
[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"

# the loud one
[[brand]]
name = "Bolder"
site = "https://bolder.example/"
# the quiet one
[[brand]]
name = "Carter"
site = "https://carter.example/"

# --- where we look ---
[[search]]
provider = "brave"
keywords = ["coffee"]

# --- manners ---
[workspace]
name = "Test"
"""


@pytest.mark.parametrize(
    ("table", "at", "gone", "stays"),
    [
        ("brand", 1, "Bolder", ("# the loud one", '# the quiet one\n[[brand]]\nname = "Carter"')),
        ("brand", 2, "Carter", ("# the quiet one", "# --- where we look ---\n[[search]]")),
        ("search", 0, "coffee", ("# --- where we look ---", "# --- manners ---\n[workspace]")),
    ],
)
def test_taking_a_table_away_takes_no_comment_of_another(
    table: str, at: int, gone: str, stays: tuple[str, ...]
) -> None:
    after = changed(MANY, Change(table, at, None))
    assert gone not in after
    assert all(text in after for text in stays)
    assert "taken away" not in after
    assert "\n\n\n" not in after
    tomllib.loads(after)
