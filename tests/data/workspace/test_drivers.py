"""[[driver]]: a driver of the workspace's own, or words for one that all have; what is wrong with one is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ConfigError
from data.workspace import Workspace, parse_workspace
from data.workspace.drivers import known_drivers

HEAD = '[workspace]\nname = "A"\n[[brand]]\nname = "A"\nown = true\nsite = "https://a.example/"\n'


def parsed(driver: str) -> Workspace:
    return parse_workspace(f"{HEAD}[[driver]]\n{driver}\n", Path("/w"))


def test_a_driver_is_read_with_its_keys() -> None:
    text = (
        'id = "luggage"\nname = "Luggage"\nstage = "transaction"\nwords.en = ["bag", "lost ... suitcase*"]\nprior = 0.4'
    )
    (driver,) = parsed(text).drivers
    assert (driver.id, driver.name, driver.stage, driver.touchpoint, driver.prior) == (
        "luggage", "Luggage", "transaction", "", 0.4,
    )  # fmt: skip
    assert driver.words == {"en": ("bag", "lost ... suitcase*")}


def test_words_may_be_added_to_a_driver_that_all_have() -> None:
    assert "delivery" in known_drivers()
    assert parsed('id = "delivery"\nwords.lt = ["paštomatas"]').drivers[0].name == ""


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        ('id = "luggage"\nwords.en = ["bag"]', ("driver[1]", "name", "luggage", "delivery")),
        ('id = "Lug gage"\nname = "L"\nwords.en = ["bag"]', ("driver[1].id", "small letters")),
        ('id = "x"\nname = "X"', ("driver[1].words", "expected a value")),
        ('id = "x"\nname = "X"\nwords.xx = ["bag"]', ("driver[1].words", "'xx'", "en")),
        ('id = "x"\nname = "X"\nwords.th = ["ดี", "..."]', ("driver[1].words", "th", "'...'")),
        ('id = "x"\nname = "X"\nwords.en = ["lost/ bag"]', ("driver[1].words", "en", "'lost/ bag'")),
        ('id = "x"\nname = "X"\nwords.en = ["<people> bag"]', ("driver[1].words", "en", "<people>")),
        ('id = "x"\nname = "X"\nwords.en = "bag"', ("driver[1].words", "en: expected a list")),
        ('id = "x"\nname = "X"\nwords.en = ["bag"]\nstage = "check-in"', ("driver[1].stage", "transaction")),
        ('id = "x"\nname = "X"\nwords.en = ["bag"]\nprior = 3', ("driver[1].prior", "0 to 1")),
        ('id = "x"\nname = "X"\nwords.en = ["bag"]\nphrase = 3', ("driver[1].phrase", "unknown key", "words")),
        (
            'id = "x"\nname = "X"\nwords.en = ["bag"]\n[[driver]]\nid = "x"\nname = "X"\nwords.en = ["sack"]',
            ("driver[2].id", "'x' again"),
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(driver: str, said: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as caught:
        parsed(driver)
    assert [part for part in said if part not in str(caught.value)] == []
