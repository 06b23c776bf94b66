"""How often a password may be tried."""

from __future__ import annotations

from dashboard.serving.attempts import FORGOTTEN_AFTER, FREE, FREE_FOR_NAME, LONGEST_PAUSE, REMEMBERED, Attempts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_pauses_begin_after_a_few_and_double() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(FREE - 1):
        attempts.failed("anna", "10.0.0.1")
    assert attempts.pause("anna", "10.0.0.1") == 0
    pauses = []
    for _ in range(8):
        attempts.failed("anna", "10.0.0.1")
        pauses.append(attempts.pause("anna", "10.0.0.1"))
        clock.now += pauses[-1]
    assert pauses == [30, 60, 120, 240, 480, 900, 900, LONGEST_PAUSE]
    assert attempts.pause("anna", "10.0.0.2") == 0, "a stranger locks nobody out"
    assert attempts.pause("bo", "10.0.0.1") == 0


def test_a_network_that_tries_one_name_is_slowed_down() -> None:
    attempts = Attempts(Clock())
    for number in range(FREE_FOR_NAME):
        assert attempts.pause("anna", f"10.0.0.{number}") == 0
        attempts.failed("anna", f"10.0.0.{number}")
    assert attempts.pause("anna", "10.9.9.9") > 0


def test_the_right_password_clears_the_slate_and_time_does() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(200):
        attempts.failed("anna", "10.0.0.1")
        attempts.succeeded("anna", "10.0.0.1")
    assert attempts.pause("anna", "10.0.0.1") == 0
    for _ in range(FREE):
        attempts.failed("anna", "10.0.0.1")
    clock.now += FORGOTTEN_AFTER
    attempts.failed("anna", "10.0.0.1")
    assert attempts.pause("anna", "10.0.0.1") == 0


def test_memory_is_bounded() -> None:
    attempts = Attempts(Clock())
    for number in range(REMEMBERED):
        attempts.failed(str(number), "10.0.0.1")
    assert len(attempts._tries) <= REMEMBERED
