"""What is a new failure, what an old one, and what only a limit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from data.kinds.visit import BROKE_OFF, Visit, VisitStatus
from overheard.failures import failing, known_failures, record_failures

URL = "https://reviews.example/acme"


def visit(status: VisitStatus, reason: str | None = None) -> Visit:
    return Visit(
        url=URL, spider="mentions", kind="mentions", status=status, reason=reason, fetched_at=datetime(2026, 11, 1)
    )


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        ("failed", "HTTP 500", True),
        ("blocked", "HTTP 403", True),
        ("blocked", "not asked: needs OVERHEARD_X in the environment", False),
        ("partial", f"{BROKE_OFF}HTTP 401: the token has expired; 2 older", True),
        ("partial", "the limit of 200 items is reached", False),
        ("partial", None, False),
        ("observed", None, False),
        ("absent", "nothing found", False),
    ],
)
def test_failing(status: str, reason: str | None, expected: bool) -> None:
    assert failing(status, reason) is expected


def test_a_source_that_breaks_off_is_a_new_failure_once(tmp_path: Path) -> None:
    broken = visit("partial", f"{BROKE_OFF}HTTP 401")
    assert [failure.reason for failure in record_failures(tmp_path, [broken])] == [broken.reason]
    assert record_failures(tmp_path, [broken]) == []
    assert [failure.failed for failure in known_failures(tmp_path)] == [True]


def test_a_limit_is_remembered_and_no_failure_until_it_breaks(tmp_path: Path) -> None:
    assert record_failures(tmp_path, [visit("partial", "the limit of 200 items is reached")]) == []
    assert [failure.failed for failure in known_failures(tmp_path)] == [False]
    assert len(record_failures(tmp_path, [visit("failed", "HTTP 500")])) == 1
    assert record_failures(tmp_path, [visit("observed")]) == []
    assert known_failures(tmp_path) == []
