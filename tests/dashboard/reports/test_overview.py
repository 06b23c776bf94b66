"""The first page says what the SWOT proves, what changed, and what to do next, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dashboard.reports import queries
from dashboard.reports.overview.next_steps import next_steps
from dashboard.reports.overview.position import ALIKE, position
from dashboard.reports.overview.recent import Recent, recent
from dashboard.reports.queries import Build
from dashboard.reports.swot import SwotReport
from tests.sample_build import write_sample_build

OWN = "northbean"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return queries.open_build(write_sample_build(tmp_path_factory.mktemp("build")))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str], Build]:
    """A sample build after a statement."""

    def make(statement: str) -> Build:
        path = write_sample_build(tmp_path)
        with duckdb.connect(str(path)) as connection:
            connection.execute(statement)
        return queries.open_build(path)

    return make


def report_of(build: Build, brand: str = OWN) -> SwotReport:
    return queries.swot_report(build, brand, "2026-10")


def test_a_brand_stands_where_its_tested_lines_say(build: Build) -> None:
    report = report_of(build)
    found = position(build, report)
    assert found.sentence == (
        "Northbean Coffee is ahead on product quality, response time and price and value, and behind on delivery."
    )
    proven = {gap.topic: gap.standing for gap in found.gaps if gap.standing != ALIKE}
    assert proven == {
        line.topic: "ahead" if line.quadrant == "strength" else "behind"
        for line in report.lines
        if line.tested and line.kind == "driver" and line.quadrant in ("strength", "weakness")
    }
    assert [gap.gap for gap in found.gaps] == sorted(gap.gap for gap in found.gaps)
    assert all(gap.low <= gap.gap <= gap.high and gap.n_own > 0 < gap.n_other for gap in found.gaps)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DELETE FROM swot", "Nothing is proven yet that tells Northbean Coffee and its rivals apart."),
        ("UPDATE swot SET tested = false", "Nothing is proven yet that tells Northbean Coffee and its rivals apart."),
        ("DELETE FROM swot WHERE quadrant = 'strength'", "Northbean Coffee is behind on delivery."),
        (
            "UPDATE swot SET rival = 'kettle-crane' WHERE quadrant = 'weakness'",
            "Northbean Coffee is ahead on product quality, response time and price and value, "
            "and behind on delivery (against Kettle & Crane).",
        ),
    ],
)
def test_the_sentence_goes_no_further_than_the_lines(
    changed: Callable[[str], Build], statement: str, sentence: str
) -> None:
    build = changed(statement)
    assert position(build, report_of(build)).sentence == sentence


def test_the_things_to_do_next_are_of_several_kinds_and_open_to_their_reason(build: Build) -> None:
    steps = next_steps(build, report_of(build))
    assert [step.kind for step in steps] == ["signal", "weakness", "question"]
    signal, weakness, question = steps
    assert (signal.page, dict(signal.where)) == ("tables", {"table": "signals"})
    assert weakness.line is not None
    assert (weakness.page, weakness.where["line_id"]) == ("plan", weakness.line.line_id)
    assert (question.headline, dict(question.where)) == ("Answer “Do they sell gift cards?”", {"table": "questions"})
    assert question.detail == "Asked 2 times in search and by 3 customers; no answer of ours was found."


def test_a_line_with_an_action_is_not_asked_for_again(changed: Callable[[str], Build]) -> None:
    build = changed("UPDATE actions SET line_id = 'northbean-W1-delivery' WHERE state = 'planned'")
    lines = [step.where.get("line_id") for step in next_steps(build, report_of(build))]
    assert "northbean-W1-delivery" not in lines


def test_a_signal_that_is_over_or_of_another_brand_is_nothing_to_do(changed: Callable[[str], Build]) -> None:
    build = changed("UPDATE signals SET state = 'over'")
    assert "signal" not in [step.kind for step in next_steps(build, report_of(build))]
    assert "signal" not in [step.kind for step in next_steps(build, report_of(build, "kettle-crane"))]


def test_what_changed_is_of_the_last_days_alone(build: Build, changed: Callable[[str], Build]) -> None:
    found = recent(build, report_of(build))
    assert [signal.brand for signal in found.signals] == [OWN]
    assert ("Kettle & Crane", "Question or answer reworded", 1) in found.changes
    older = changed(
        "UPDATE changes SET seen_at = seen_at - INTERVAL 30 DAY; UPDATE signals SET first_day = first_day - 30"
    )
    assert recent(older, report_of(older)) == Recent((), ())
