"""Floors hold, rise, and fall only where that was asked for."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from benchmarks.scoring import floors


def options(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    floors.add_options(parser)
    return parser.parse_args(arguments)


def pinned(path: Path) -> dict[str, float]:
    return dict(tomllib.loads(path.read_text(encoding="utf-8"))["floors"])


def test_floors_rise_and_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "floors.toml"
    path.write_text('# why these\n\n[floors]\n"a.f1" = 0.5\n"unmeasured.f1" = 0.9\n', encoding="utf-8")
    assert floors.hold({"a.f1": 0.61239, "b.f1": 0.7}, path, options("--pin")) == 0
    assert pinned(path) == {"a.f1": 0.612, "b.f1": 0.7, "unmeasured.f1": 0.9}
    assert path.read_text(encoding="utf-8").startswith("# why these")
    assert floors.hold({"a.f1": 0.612}, path, options()) == 0
    assert capsys.readouterr().err == ""


def test_what_lies_below_is_named_and_lowered_only_if_allowed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "floors.toml"
    path.write_text('[floors]\n"a.f1" = 0.5\n', encoding="utf-8")
    for arguments in ((), ("--pin",), ("--allow-regression",)):
        assert floors.hold({"a.f1": 0.4}, path, options(*arguments)) == 1
        assert capsys.readouterr().err == "BELOW FLOOR a.f1: floor 0.5, measured 0.4000\n"
        assert pinned(path) == {"a.f1": 0.5}
    assert floors.hold({"a.f1": 0.4}, path, options("--pin", "--allow-regression")) == 0
    assert pinned(path) == {"a.f1": 0.4}


def test_the_pinned_figure_is_the_benchmarks_choice(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    assert floors.hold({"speed": 8.0}, path, options("--pin"), lambda _, value: value / 2) == 0
    assert pinned(path) == {"speed": 4.0}
