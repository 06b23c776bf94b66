"""The tool that says what each rule earns: what fired, what was read otherwise without it, and a corpus of a few files."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.rules import ENOUGH, ROOMS, Room, measure, part_of
from crawlers.extract.page.rules import VETO, Decision, Rule, tables

LONG = Decision[str](
    "test benchmark.title is long",
    Rule("short", VETO, lambda title: len(title) < 5),
    Rule("has an x", 0.0, lambda title: "x" in title),
    Rule("never", VETO, lambda title: title == "never seen"),
)


def test_a_rule_earns_what_is_read_otherwise_without_it() -> None:
    room = Room(("test benchmark.",), lambda page: LONG.holds(page.title), ())
    titles = ["a", "b", "c", "dx", "ex", "long title", "long x"]
    pages = (
        (f"{n}.html", f"<title>{title}</title>".encode(), "https://acme.example/") for n, title in enumerate(titles)
    )
    earned = measure(room, pages)
    short, x, never = (earned[LONG.name, rule] for rule in LONG.names)
    assert (short.fires, short.tried, len(short.changed)) == (5, ENOUGH, ENOUGH)
    assert (x.fires, x.tried, x.changed) == (1, 1, [])
    assert (never.fires, never.tried) == (0, 0)


@pytest.mark.parametrize("room", sorted(set(ROOMS) - {"condition"}))
def test_every_room_has_tables(room: str) -> None:
    assert any(name.startswith(ROOMS[room].tables) for name in tables())


def test_every_table_is_of_a_room() -> None:
    prefixes = tuple(prefix for room in ROOMS.values() for prefix in room.tables)
    assert [name for name in tables() if not name.startswith((*prefixes, "test"))] == []


def test_a_part_of_a_corpus_lists_some_of_its_files(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    for folder in (whole / "faq", part):
        folder.mkdir(parents=True)
    (whole / "faq" / "a.html").write_text("a")
    (whole / "INDEX.tsv").write_text("kind\tfile\nfaq\tfaq/a.html\nfaq\tfaq/b.html\n")
    made = part_of(whole, part, {"faq/a.html"})
    assert (made / "INDEX.tsv").read_text() == "kind\tfile\nfaq\tfaq/a.html\n"
    assert (made / "faq" / "a.html").read_text() == "a"
