"""Every source is read as its fixtures say, is registered where it is defined, and is whole: described, limited, tested, with its
hosts listed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from crawlers.sources import networks, registry
from crawlers.sources.networks.base import Network
from crawlers.sources.reviews.base import ReviewSource, app_source
from crawlers.sources.search.base import LookUp
from data.workspace import Brand, Listen
from data.workspace.searches import PROVIDERS
from tests.crawlers.sources.fleet import FIXTURES, Case, cases, check, flaws, fleet, unregistered

CASES = cases()
CARELESS = """
from crawlers.sources.reviews.base import ReviewSource
{decorator}
class Careless(ReviewSource):
    name = "careless"
    options = {{"listen.querry": "?"}}
    official = "https://careless.example"
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_answer_gives_what_is_expected(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("name", sorted(fleet()))
def test_every_source_is_whole(name: str) -> None:
    assert flaws(fleet()[name], CASES) == []


def test_every_module_registers_its_source() -> None:
    assert unregistered() == []


def test_every_fixture_folder_is_a_sources() -> None:
    assert {folder.name for folder in FIXTURES.iterdir()} == fleet().keys()


def test_overheard_toml_knows_the_sources_that_can_be_named_there() -> None:
    assert set(get_args(Listen.model_fields["network"].annotation)) == Network.fleet().keys()
    assert set(PROVIDERS) == LookUp.fleet().keys() | {"saved"}
    for source in ReviewSource.fleet().values():
        if source.prefix:
            (address,) = [word for word in source.options["brand.reviews"].split() if word.startswith(source.prefix)][
                -1:
            ]
            Brand.model_validate({"name": "Acme", "site": "https://acme.example/", "reviews": [address]})
            assert isinstance(app_source(address, ("en",), {}), source)


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module beside those of the networks, until the test ends."""
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(tmp_path)])
    registry.scan.cache_clear()
    yield tmp_path / "careless.py"
    registry._SOURCES.pop("careless", None)
    sys.modules.pop("crawlers.sources.networks.careless", None)
    registry.scan.cache_clear()


def test_a_module_that_is_not_registered_is_found(newcomer: Path) -> None:
    newcomer.write_text(CARELESS.format(decorator=""))
    assert unregistered() == ["crawlers.sources.networks.careless"]


def test_an_untested_source_is_found_and_what_it_lacks_is_named(newcomer: Path) -> None:
    newcomer.write_text(CARELESS.format(decorator="from crawlers.sources.registry import register\n@register"))
    assert unregistered() == []
    assert flaws(fleet()["careless"], CASES) == [
        "has no docstring that says what it asks",
        "has the option listen.querry, which is no key of overheard.toml and no environment variable",
        "does not describe the option listen.querry",
        "has no limits",
        "lists no host",
        "has its endpoint at careless.example, which is none of its hosts",
        "does not say first, read",
    ]
    whole = fleet()["yotpo"]
    assert flaws(whole, [case for case in CASES if case.name != "yotpo"]) == [
        "has no answers in tests/fixtures/sources/yotpo"
    ]


def test_two_sources_cannot_share_a_name(newcomer: Path) -> None:
    text = CARELESS.format(decorator="from crawlers.sources.registry import register\n@register")
    newcomer.write_text(text.replace('"careless"', '"yotpo"'))
    fleet_of_reviews = ReviewSource.fleet()
    assert "yotpo" in fleet_of_reviews
    with pytest.raises(ValueError, match=r"'yotpo' is that of crawlers\.sources\.reviews\.yotpo and of"):
        unregistered()
