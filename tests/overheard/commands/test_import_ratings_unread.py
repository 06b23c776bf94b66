"""Ratings that an import refuses are counted in Health as those of pages are: "2 of 5"."""

from __future__ import annotations

from pathlib import Path

from tests.overheard.command import landed, overheard
from tests.overheard.test_crawl import workspace

ROWS = (
    "Datum,Hodnocení,Recenze\n2026-10-01,5,Výborný čaj a rychlé dodání.\n2026-10-02,6/5,Pěkná konvice.\n"
    "2026-10-03,1 - výborný,Objednám znovu.\n2026-10-04,,Bez hvězdiček.\n2026-10-05,2,Krabice byla mokrá.\n"
)


def test_ratings_refused_by_an_import_are_counted(tmp_path: Path) -> None:
    workspace(tmp_path, {"Čajovna": {"site": "https://cajovna.example/"}}, [])
    (tmp_path / "recenze.csv").write_text(ROWS, encoding="utf-8")
    done = overheard("import", "reviews", "recenze.csv", "--brand", "Čajovna", "--mapping", "auto", cwd=tmp_path)
    assert done.stderr.count("1 refused") == 2, done.stderr
    assert [review.get("rating") for review in landed(tmp_path, "review")] == [5.0, None, None, None, 2.0]
    visits = landed(tmp_path, "visit")
    assert [(visit["kind"], visit["items"], visit["ratings"], visit["ratings_unread"]) for visit in visits] == [
        ("imports", 5, 4, 2)
    ]
