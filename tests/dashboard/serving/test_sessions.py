"""A session names its user, ends when it should, and cannot be made by anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.serving.sessions import Sessions, cookie_in
from data.access.users import User, put_user, remove_user
from data.workspace import App

PASSWORD = "correct horse battery"


@pytest.fixture
def anna(tmp_path: Path) -> User:
    return put_user(tmp_path, "anna", "editor", password=PASSWORD)


def test_a_session_names_its_user_until_it_is_ended(tmp_path: Path, anna: User) -> None:
    sessions = Sessions(tmp_path, App())
    here, there = sessions.begin(anna), sessions.begin(anna)
    assert sessions.user(here) == anna
    sessions.end(here)
    assert sessions.user(here) is None
    assert sessions.user(there) == anna
    assert Sessions(tmp_path, App()).user(there) == anna, "also after a restart"


def test_a_new_password_and_a_removal_end_sessions_a_new_role_does_not(tmp_path: Path, anna: User) -> None:
    sessions = Sessions(tmp_path, App())
    cookie = sessions.begin(anna)
    reader = put_user(tmp_path, "anna", "reader")
    assert sessions.user(cookie) == reader
    put_user(tmp_path, "anna", "reader", password=PASSWORD + "!")
    assert sessions.user(cookie) is None
    cookie = sessions.begin(sessions.users()["anna"])
    remove_user(tmp_path, "anna")
    assert sessions.user(cookie) is None


def test_sessions_of_another_app_and_old_ones_open_nothing(
    tmp_path: Path, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = Sessions(tmp_path, App(session_hours=1))
    (tmp_path / "other").mkdir()
    put_user(tmp_path / "other", "anna", "editor", password=PASSWORD)
    other = Sessions(tmp_path / "other", App())
    cookie = sessions.begin(anna)
    assert other.user(cookie) is None
    import itsdangerous.timed as timed

    now = timed.time.time()
    monkeypatch.setattr(timed.time, "time", lambda: now + 3602)
    assert sessions.user(cookie) is None


@settings(max_examples=200)
@given(garbage=st.text(), at=st.integers(0, 200), character=st.characters(codec="ascii"))
def test_no_other_text_is_a_session(
    tmp_path_factory: pytest.TempPathFactory, garbage: str, at: int, character: str
) -> None:
    folder = tmp_path_factory.mktemp("sessions")
    sessions = Sessions(folder, App())
    cookie = sessions.begin(put_user(folder, "anna", "editor", provider=True))
    assert sessions.user(garbage) is None
    at %= len(cookie) - 1  # the last letter of base64 may hold bits that nobody reads
    if character != cookie[at]:
        assert sessions.user(cookie[:at] + character + cookie[at + 1 :]) is None
    cookie_in(garbage)
