"""The users of an app: kept whole, kept private, and nobody gets in by a wrong name."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.access.users import app_secret, check_password, known_as, load_users, put_user, remove_user, users_path
from data.errors import ConfigError

RIGHT = "correct horse battery"


def test_a_user_is_added_changed_and_removed(tmp_path: Path) -> None:
    assert put_user(tmp_path, " Anna ", "reader", password=RIGHT).name == "anna"
    put_user(tmp_path, "bo@acme.example", "editor", provider=True, sees=["client-a"])
    users = load_users(tmp_path)
    assert [(user.name, user.role, user.sees) for user in users.values()] == [
        ("anna", "reader", ()),
        ("bo@acme.example", "editor", ("client-a",)),
    ]
    assert users["bo@acme.example"].may_see("client-a")
    assert not users["bo@acme.example"].may_see("client-b")
    assert users["anna"].may_see("client-b")
    hashed = users["anna"].password
    assert RIGHT not in users_path(tmp_path).read_text()
    assert put_user(tmp_path, "ANNA", "editor").password == hashed, "a role changes without the password"
    assert put_user(tmp_path, "anna", "editor", password=RIGHT).password != hashed, "a new salt for each"
    remove_user(tmp_path, "Anna")
    assert list(load_users(tmp_path)) == ["bo@acme.example"]
    with pytest.raises(ConfigError, match=r"expected one of bo@acme.example, found 'anna'"):
        remove_user(tmp_path, "anna")


def test_what_is_not_said_of_a_user_stays(tmp_path: Path) -> None:
    put_user(tmp_path, "anna", "editor", password=RIGHT, sees=["client-a"])
    changed = put_user(tmp_path, "anna", password=RIGHT + "!")
    assert (changed.role, changed.sees) == ("editor", ("client-a",)), "a new password opens no other workspace"
    assert put_user(tmp_path, "anna", "reader").sees == ("client-a",)
    assert put_user(tmp_path, "anna", sees=["client-b"]).role == "reader"
    assert put_user(tmp_path, "anna", sees=[]).sees == ()
    assert put_user(tmp_path, "bo", provider=True).role == "reader"


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    put_user(tmp_path, "anna", "reader", password=RIGHT)
    secret = app_secret(tmp_path)
    assert app_secret(tmp_path) == secret
    for path in (users_path(tmp_path), users_path(tmp_path).with_name("app_secret")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_password_opens_its_own_user_only(tmp_path: Path) -> None:
    anna = put_user(tmp_path, "anna", "reader", password=RIGHT)
    bo = put_user(tmp_path, "bo", "reader", provider=True)
    assert check_password(anna, RIGHT)
    for user, password in (
        (anna, RIGHT.upper()),
        (anna, ""),
        (anna, RIGHT + "\0"),
        (bo, ""),
        (bo, RIGHT),
        (None, RIGHT),
        (None, ""),
    ):
        assert not check_password(user, password)


@pytest.mark.parametrize(
    ("name", "password", "expected"),
    [
        ("", RIGHT, "1 to 200 characters"),
        ("a\nb", RIGHT, "1 to 200 characters"),
        ("x" * 201, RIGHT, "1 to 200 characters"),
        ("anna", "short", "10 to 200 characters, found 5"),
        ("anna", "x" * 201, "found 201"),
        ("anna", None, "is new: expected a password"),
    ],
)
def test_what_cannot_be_a_user_is_said(tmp_path: Path, name: str, password: str | None, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        put_user(tmp_path, name, "reader", password=password)
    assert load_users(tmp_path) == {}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"users": [{"name": "x", "role": "king"}]}', '{"users": [], "more": 1}']
)
def test_a_damaged_file_lets_nobody_in_and_stays(tmp_path: Path, text: str) -> None:
    users_path(tmp_path).parent.mkdir()
    users_path(tmp_path).write_text(text)
    with pytest.raises(ConfigError, match=r"users.json: expected the file of users"):
        load_users(tmp_path)
    with pytest.raises(ConfigError):
        put_user(tmp_path, "anna", "reader", password=RIGHT)
    assert users_path(tmp_path).read_text() == text


@given(st.text())
def test_the_name_a_user_is_known_by_is_known_by_itself(name: str) -> None:
    assert known_as(known_as(name)) == known_as(name)
    assert json.loads(json.dumps(known_as(name))) == known_as(name)
