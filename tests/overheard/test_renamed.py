"""A brand that is renamed keeps its records, or it is said what to write so that it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.warehouse import open_warehouse
from data.workspace import load_workspace
from overheard.renamed import new_orphans

TOML = """
[workspace]
name = "Tea"

[[brand]]
name = "Teahouse"
own = true
site = "https://teahouse.example/"

[[brand]]
name = "{name}"
{id}
site = "https://rival.example/"
"""


def problems(root: Path, name: str, brand_id: str = "") -> list[str]:
    line = f'id = "{brand_id}"' if brand_id else ""
    (root / "overheard.toml").write_text(TOML.format(name=name, id=line), encoding="utf-8")
    workspace = load_workspace(root)
    with open_warehouse(workspace.state_dir) as connection:
        return new_orphans(connection, workspace)


def collected(root: Path, *brands: str) -> None:
    with open_warehouse(root / ".overheard") as connection:
        for brand in brands:
            connection.execute(
                "INSERT INTO reviews (review_id, brand) SELECT ? || i, ? FROM range(101) r(i)", [brand, brand]
            )


@pytest.mark.parametrize(
    ("old", "new"),
    [("gamma", "Gamma Ltd"), ("kavos-namai", "Kavos namai, UAB"), ("tra-sen", "Trà Sen Việt"), ("ชาดี", "ชาดี กรุงเทพ")],
)
def test_a_new_name_without_an_id_is_reported_with_what_to_write(tmp_path: Path, old: str, new: str) -> None:
    collected(tmp_path, "teahouse", old)
    [problem] = problems(tmp_path, new)
    assert "101 records" in problem
    assert f'id = "{old}"' in problem
    assert f'"{new}"' in problem
    assert problems(tmp_path, new) == []  # known by now: a reminder, no new failure
    assert problems(tmp_path, new, old) == []


def test_a_brand_with_an_id_may_be_renamed(tmp_path: Path) -> None:
    collected(tmp_path, "teahouse", "gamma")
    assert problems(tmp_path, "Anything else", "gamma") == []


def test_a_name_unlike_any_is_reported_without_guessing_among_brands_with_records(tmp_path: Path) -> None:
    collected(tmp_path, "teahouse", "gamma", "zed")
    [problem] = problems(tmp_path, "Gamma")
    assert "'zed'" in problem
    assert 'write id = "zed" in its [[brand]]' in problem
