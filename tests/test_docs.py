"""What the README tells people to type exists."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from overheard.cli import app
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


def calls() -> list[str]:
    """Every `overheard ...` call of the README's code blocks, continued lines joined, comments dropped."""
    blocks = "\n".join(re.findall(r"```(?:sh|cron)\n(.*?)```", README, re.DOTALL)).replace("\\\n", " ")
    lines = (line.split("#")[0] for line in blocks.splitlines())
    return [line.partition("overheard ")[2] for line in lines if re.search(r"(^|/)overheard ", line)]


@pytest.mark.parametrize("call", calls())
def test_calls_of_the_readme_exist(call: str) -> None:
    name, *words = call.split()
    assert name in COMMANDS
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in {
        "install",
        "demo",
        "test",
        "check",
        "bench",
        "soak",
        *re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE),
    }:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_files_that_the_documents_name_exist() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
