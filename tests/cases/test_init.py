"""What was typed for `overheard init` in the folder of cases: state/cli.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from overheard.commands import init
from tests.conftest import cases_folder
from tests.overheard.commands.test_init import scripted

pytestmark = pytest.mark.skipif(cases_folder() is None, reason="no folder of cases; name it in OVERHEARD_CASES")


def test_a_zone_that_is_none_is_asked_again_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    prompt, asked = scripted(
        "Teahouse", "https://teahouse.example/", "", "", "tea by post", "", "", "", "", "Bangkok", ""
    )
    draft = init.ask(prompt)
    assert [default for text, default in asked if "found 'Bangkok'" in text] == ["Asia/Bangkok"]
    assert init.write_workspace(tmp_path, draft).timezone == "Asia/Bangkok"
    assert [brand.name for brand in draft.brands] == ["Teahouse"]
