"""The journey map through a real analysis: a pain planted in one place is found there and nowhere else."""

from __future__ import annotations

from pathlib import Path

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from tests.analysis.builder import NOW, Reviews, warehouse, workspace

WORDS = ["Monday", "Tuesday", "Friday", "June", "Leeds", "Derby", "Whitby", "Bristol", "Hull", "York"]


def test_a_planted_pain_is_found_in_its_place(tmp_path: Path) -> None:
    reviews = Reviews()
    for number in range(40):
        when = f"on {WORDS[number % 10]} {number}"
        reviews.add("acme", f"The live chat was terrible {when}.", rating=1.0, rating_max=5.0)
        reviews.add("acme", f"The parcel came {when}, which was wonderful.", rating=5.0, rating_max=5.0)
    for number in range(4):
        reviews.add("beta", f"The live chat was lovely, number {number} of {WORDS[number]}.")
    with warehouse(tmp_path) as con:
        insert(con, "reviews", reviews.rows)
        analyze(con, workspace(tmp_path), NOW)
        found = {
            (brand, touchpoint): row
            for brand, touchpoint, *row in con.execute(
                "SELECT brand, touchpoint, stage, net, n, status, pain, delight, pain_record_id, defaulted FROM journey"
            ).fetchall()
        }
    stage, net, n, status, pain, delight, record, defaulted = found["acme", "chat"]
    assert (stage, n, status, delight, defaulted) == ("engagement", 40, "ok", None, 0.0)
    assert net < -0.5
    assert pain in {row["body"] for row in reviews.rows}
    assert record in {row["review_id"] for row in reviews.rows if row["body"] == pain}
    stage, net, n, status, pain, delight, *_ = found["acme", "delivery"]
    assert (stage, status, pain) == ("transaction", "ok", None)
    assert net > 0.5
    assert delight is not None
    assert found["beta", "chat"][3] == "not enough data"
    assert ("gamma", "chat") not in found  # not observed, so nothing is said
