"""What is entered lands like a row of a file, is taken in once, and can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import data.entries.entering as entering
from data.cells.errors import RowError
from data.clock import utc_now
from data.entries.entering import enter, is_taken_in, undo, with_entries
from data.entries.journal import read_entries, standing
from data.landing import landing_files
from data.load import load_landing
from data.privacy import load_key
from data.warehouse import open_warehouse
from data.workspace import Workspace, parse_workspace

TOML = """
[workspace]
name = "W"
timezone = "Asia/Bangkok"
[[brand]]
name = "Acme"
own = true
site = "https://acme.example/"
[[brand]]
name = "Brio"
site = "https://brio.example/"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = parse_workspace(TOML, tmp_path)
    load_key(found.state_dir, anew=True)
    return found


def rows(workspace: Workspace, query: str) -> list[tuple[Any, ...]]:
    """What a query finds after all that has landed was loaded."""
    with open_warehouse(workspace.state_dir) as connection:
        load_landing(connection, workspace.state_dir)
        return connection.execute(query).fetchall()


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    monkeypatch.setattr(entering, "utc_now", lambda: utc_now() + timedelta(minutes=minutes))


ACTIONS = "SELECT brand, title, state, owner, due::VARCHAR FROM actions ORDER BY title"


def test_an_action_is_entered_changed_and_taken_back_step_by_step(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = enter(workspace, "actions", {"brand": "acme", "title": "Answer chats", "due": "2026-12-24"}, made_by="anna")
    assert rows(workspace, ACTIONS) == [("acme", "Answer chats", "planned", None, "2026-12-24")]
    ((imported_at,),) = rows(workspace, "SELECT imported_at FROM actions")
    assert is_taken_in(first, {"imported_at": imported_at})
    later(monkeypatch, 1)
    second = enter(
        workspace,
        "actions",
        {"brand": "Acme", "title": "Answer chats", "state": "doing", "owner": "Bo"},
        known=[first.fields],
    )
    assert rows(workspace, ACTIONS) == [("acme", "Answer chats", "doing", "Bo", None)]
    later(monkeypatch, 2)
    undo(workspace, second, "anna")
    assert rows(workspace, ACTIONS) == [("acme", "Answer chats", "planned", None, "2026-12-24")]
    later(monkeypatch, 3)
    undo(workspace, first)
    assert rows(workspace, ACTIONS) == []
    entries, problems = read_entries(workspace.state_dir)
    assert (len(entries), problems) == (4, [])
    assert standing(entries) == []
    assert [entry.made_by for entry in reversed(entries)] == ["anna", "", "anna", ""]


def test_loading_again_from_nothing_gives_the_same(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    goal = {"metric": "nps", "target": "40", "due": "2026-12-31", "brand": "acme"}
    entry = enter(workspace, "goals", goal)
    later(monkeypatch, 1)
    enter(workspace, "goals", goal | {"target": "45"}, known=[entry.fields])
    later(monkeypatch, 2)
    enter(workspace, "goals", goal | {"metric": "csat"})
    later(monkeypatch, 3)
    undo(workspace, standing(read_entries(workspace.state_dir)[0])[0])
    query = "SELECT metric, target FROM goals ORDER BY metric"
    assert rows(workspace, query) == [("nps", 45.0)]
    (workspace.state_dir / "warehouse.duckdb").unlink()
    assert rows(workspace, query) == [("nps", 45.0)]


def test_what_was_entered_since_the_build_stands_and_is_not_written_over(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = {
        "brand": "acme",
        "title": "Answer chats",
        "state": "planned",
        "due": date(2026, 12, 24),
        "imported_at": utc_now(),
    }
    gone = {"brand": "acme", "title": "Drop fees", "state": "planned", "imported_at": utc_now()}

    def standing_now() -> list[Any]:
        return with_entries("actions", [built, gone], read_entries(workspace.state_dir)[0])

    later(monkeypatch, 1)
    changed = enter(workspace, "actions", {"title": "Answer chats", "state": "doing"}, known=standing_now())
    assert changed.before == {"brand": "acme", "title": "Answer chats", "state": "planned", "due": "2026-12-24"}
    later(monkeypatch, 2)
    new = enter(workspace, "actions", {"title": "Train the desk"}, known=standing_now())
    later(monkeypatch, 3)
    again = enter(workspace, "actions", {"title": "Train the desk", "owner": "Bo"}, known=standing_now())
    assert again.before == new.fields, "the same title is the same action, also before the next analysis"
    assert {row["title"]: row.get("state") for row in standing_now()} == {
        "Drop fees": "planned", "Answer chats": "doing", "Train the desk": "planned",
    }  # fmt: skip
    assert is_taken_in(changed, built | {"imported_at": changed.made_at})
    assert not is_taken_in(changed, built), "an analysis that worked meanwhile does not hold it"
    for minutes, entry in ((4, again), (5, new)):
        later(monkeypatch, minutes)
        undo(workspace, entry)
    assert {row["title"] for row in standing_now()} == {"Drop fees", "Answer chats"}
    later(monkeypatch, 6)
    undo(workspace, changed)
    assert {row["title"]: row.get("due") for row in standing_now()}["Answer chats"] == "2026-12-24"


def test_what_people_said_is_redacted_and_stays_out_of_the_journal(workspace: Workspace) -> None:
    shop = {
        "brand": "Brio", "channel": "chat", "asked_at": "2026-11-30 14:30", "question": "Do you ship to Chiang Mai?",
        "response_minutes": "7", "resolved": "yes", "quality": "4", "quality_max": "5",
        "answer": "Yes, write to jane.roe@brio.example", "notes": "call +66 2 123 4567",
    }  # fmt: skip
    entry = enter(workspace, "mystery-shops", shop)
    ((asked, answered, answer),) = rows(
        workspace, "SELECT asked_at::VARCHAR, answered_at::VARCHAR, answer || notes FROM mystery_shops"
    )
    assert (asked, answered) == ("2026-11-30 07:30:00", "2026-11-30 07:37:00"), "as clocks of the workspace show it"
    assert "jane" not in answer
    assert "4567" not in answer
    journal = (workspace.state_dir / "entries.jsonl").read_text()
    assert "Yes, write" not in journal
    assert "4567" not in journal
    undo(workspace, entry)
    assert rows(workspace, "SELECT * FROM mystery_shops") == []


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("goals", {"metric": "nps", "target": "40"}, "Due: expected a value, found nothing"),
        ("goals", {"metric": "nps", "target": "many", "due": "2026-12-31"}, r"target \(column Target\)"),
        ("actions", {"title": "  "}, "title: expected a value"),
        ("actions", {"title": "x", "brand": "Acmee"}, "expected a brand of overheard.toml"),
        ("actions", {"title": "x", "state": "done"}, "done: expected the day"),
        (
            "actions",
            {"title": "x", "started": "2026-12-02", "done": "2026-12-01", "state": "done"},
            "no day before started",
        ),
        ("actions", {"title": "x", "cause": "the moon"}, "cause"),
        ("mystery-shops", {"channel": "chat", "question": "Open?"}, "asked_at: expected a value"),
        (
            "mystery-shops",
            {"channel": "chat", "question": "Open?", "asked_at": "2090-01-01"},
            "a time from 1990 to now",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lands(
    workspace: Workspace, kind: str, values: dict[str, str], expected: str
) -> None:
    with pytest.raises(RowError, match=expected):
        enter(workspace, kind, values, labels={"due": "Due", "target": "Target"})
    assert landing_files(workspace.state_dir) == []
    assert read_entries(workspace.state_dir) == ([], [])
