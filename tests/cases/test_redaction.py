"""What must be hidden, what must stay, and whose name no text may say: the rows of redaction.tsv in the folder of cases."""

from __future__ import annotations

import pytest

from data.privacy import redact, redact_of
from tests.conftest import cases_folder

AUTHOR = "Quinby Farrow"


def rows() -> list[tuple[str, str, str]]:
    """Rule, text, and the part of it that must be gone or stay."""
    folder = cases_folder()
    if folder is None:
        return []
    lines = (folder / "state" / "redaction.tsv").read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(rule, _written(text), _written(part)) for rule, _, _, text, part, *_ in cells[1:]]


def _written(cell: str) -> str:
    return cell.replace("\\n", "\n").replace("\\u200b", "\u200b")


@pytest.mark.parametrize(("rule", "text", "part"), rows())
def test_redaction(rule: str, text: str, part: str) -> None:
    left = redact_of(text, AUTHOR) if rule == "name" else redact(text)
    if rule == "keep":
        assert part in left
    elif rule == "hide":
        assert part not in left
    else:
        assert not any(name.casefold() in left.casefold() for name in AUTHOR.split())
