"""Feeds and visits of the folder of cases, by the command line and a local web."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import cases_folder
from tests.overheard.command import landed, overheard
from tests.site.server import Answer, LocalWeb

CASES = cases_folder()
pytestmark = pytest.mark.skipif(CASES is None, reason="no folder of cases; name it in OVERHEARD_CASES")


def case(name: str) -> tuple[bytes, Any]:
    """The input of a case and what is right."""
    assert CASES is not None
    path = CASES / name
    return path.read_bytes(), json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))


def write(folder: Path, netloc: str, tables: str) -> None:
    brand = f'[[brand]]\nname = "Teahouse"\nown = true\nsite = "http://{netloc}/"\n'
    (folder / "overheard.toml").write_text(
        f'[workspace]\nname = "Cases"\n{brand}{tables}\n[crawl]\nallow_private = ["{netloc}"]\n', encoding="utf-8"
    )


FEEDS = ("no_guid_one_link", "date_that_does_not_exist", "huge_character_reference", "author_mail_and_name")


def test_feeds(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    for name in FEEDS:
        host.routes[f"/{name}"] = Answer(case(f"feeds/{name}.xml")[0], content_type="application/xml")
    listens = "".join(f'[[listen]]\nnetwork = "rss"\nquery = "{host.url}/{name}"\n' for name in FEEDS)
    write(tmp_path, host.netloc, listens)
    ids = []
    for _ in range(2):
        done = overheard("crawl", "mentions", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        ids.append({mention["native_id"] for mention in landed(tmp_path, "mention")})
    assert ids[0] == ids[1]
    for name in FEEDS:
        _, right = case(f"feeds/{name}.xml")
        found = [m for m in landed(tmp_path, "mention") if m["query"].endswith(name)]
        by_id = {mention["native_id"]: mention for mention in found}
        expected = right["mentions"]
        assert len(by_id) == (expected if isinstance(expected, int) else len(expected)), name
        for wanted in expected if isinstance(expected, list) else []:
            assert any(wanted.items() <= {"published_at": None, **one}.items() for one in by_id.values()), (
                name,
                wanted,
            )
        assert not any(word in json.dumps(found) for word in right.get("must_not_stay", ())), name
