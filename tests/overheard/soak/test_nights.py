"""Nights one after the other, as cron calls them: five here, a year by `make soak`."""

from __future__ import annotations

from pathlib import Path

from data.publish import current_build
from tests.overheard.soak.market import Condition
from tests.overheard.soak.nights import Soak, report

EVENTS = {1: "backed_up", 2: "wrong_back", 3: "restored"}


def test_nights_go_by_without_a_hand(tmp_path: Path) -> None:
    """A site goes down and comes back, another blocks, the clock is wrong, the disk is lost; a soak that was ended goes on."""
    plan: dict[int, dict[str, Condition]] = {
        1: {"Borealis": "down"},
        2: {"Borealis": "down"},
        3: {"Cobalt": "blocks"},
    }
    for nights in (3, 2):
        soak = Soak(tmp_path, seed=3, plan=plan, events=EVENTS)
        soak.go_on(nights)
    soak.check_at_once(4)
    assert (soak.progress.night, sum(soak.progress.events.values())) == (5, 5)
    assert current_build(soak.state) is not None
    assert report(soak.progress)[0].startswith("5 nights of seed 3")
