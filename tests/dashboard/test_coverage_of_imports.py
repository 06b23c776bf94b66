"""Health counts the ratings that imports refused beside those that pages show and that were not read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from dashboard.views.tables import ratings_unread
from data.kinds.visit import IMPORTED, Visit
from data.landing import LandingWriter, landing_path
from data.load import load_landing
from data.views import load_views
from data.warehouse import open_warehouse
from tests.conftest import ROOT

T0 = datetime(2026, 11, 1)


def imported(file: str, unread: int, at: datetime) -> Visit:
    return Visit(brand="acme", url=f"{file}#acme", kind=IMPORTED, spider="import", status="observed", items=20, ratings=10,
                 ratings_unread=unread, fetched_at=at)  # fmt: skip


def test_the_newest_import_of_each_file_counts(tmp_path: Path) -> None:
    page = Visit(brand="acme", url="https://a.example/", kind="reviews", spider="site", status="observed", http_status=200,
                 items=30, ratings=20, ratings_unread=3, fetched_at=T0)  # fmt: skip
    runs = {
        "r1": [page],
        "r2": [imported("a.csv", 9, T0)],
        "r3": [imported("a.csv", 4, T0 + timedelta(days=90)), imported("b.csv", 5, T0 + timedelta(days=90))],
    }
    for run, visits in runs.items():
        with LandingWriter(landing_path(tmp_path, run, "s")) as writer:
            for visit in visits:
                writer.write(visit)
    connection = open_warehouse(tmp_path)
    load_landing(connection, tmp_path)
    query = (ROOT / "dashboard" / "reports" / "sql" / "coverage.sql").read_text(encoding="utf-8")
    load_views(connection, query)
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert {row["kind"]: (row["urls"], row["ratings"], row["ratings_unread"]) for row in rows} == {
        "imports": (2, 20, 9), "reviews": (1, 20, 3),
    }  # fmt: skip
    assert ratings_unread(rows) == "12 of 40"
    recent = connection.execute("SELECT count(*) FROM page_visits").fetchone()
    assert recent == (1,), "what is imported later makes no page old"
