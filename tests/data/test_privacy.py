"""What must not be kept of people is not kept, and nothing else is lost."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import privacy
from data.privacy import author_key, load_key, redact

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to jo.bloggs+x@mail.example.co.uk now", "write to [e-mail] now"),
        ("call +66 81 234 5678!", "call [phone]!"),
        ("call (020) 7946 0958 or 081-234-5678", "call [phone] or [phone]"),
        ("card 4111 1111 1111 1111 was charged", "card [card] was charged"),
        ("โทร 0812345678 ค่ะ", "โทร [phone] ค่ะ"),
        ("bought 2024-05-06, 12/05/2024, 3.5 stars, 1.200.000 dong, 100% good", None),
        ("2 of 5 stars, $1,299.00, 24/7, 2019-2020, model X200", None),
    ],
)
def test_redact(text: str, kept: str | None) -> None:
    assert redact(text) == (text if kept is None else kept)


@given(st.text())
def test_redact_is_idempotent(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(st.text(alphabet="0123456789 ()-.+@a๑", max_size=60))
def test_looking_first_whether_there_is_anything_to_redact_changes_nothing(text: str) -> None:
    assert redact(text) == privacy._DIGITS.sub(privacy._number, privacy._EMAIL.sub("[e-mail]", text))


@given(
    st.from_regex(r"[a-z0-9]{1,10}@[a-z0-9]{1,10}\.(com|co\.th|lt)", fullmatch=True),
    st.text(alphabet="ab ก,", max_size=20),
)
def test_no_address_survives(address: str, around: str) -> None:
    assert address not in redact(f"{around} {address} {around}")


@pytest.mark.parametrize("name", [None, "", "Guest", "  ANONYMOUS ", "Guest 123", "ลูกค้า", "Svečias", "[deleted]"])
def test_generic_names_have_no_key(name: str | None) -> None:
    assert author_key(name, "stars.example", KEY) is None


def test_one_author_one_key_per_source() -> None:
    assert author_key("Jo  Bloggs", "a", KEY) == author_key("jo bloggs", "a", KEY)
    assert author_key("Jo Bloggs", "a", KEY) != author_key("Jo Bloggs", "b", KEY)
    assert author_key("Jo Bloggs", "a", KEY) != author_key("Jo Bloggs", "a", bytes(32))


def test_the_key_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert load_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_damaged_key_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("oops")
    with pytest.raises(ValueError, match="backup"):
        load_key(tmp_path)
    assert (tmp_path / "key").read_text() == "oops"
