"""Many rows are read by way of Arrow: the frame must be the one that DuckDB makes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from analysis.pipeline.analyze import analyze
from analysis.tables import frame, large_frame
from tests.analysis.builder import NOW, Reviews, warehouse, workspace

BRANDS = ("acme", "beta")
SINCE = {"since": datetime(2020, 1, 1)}


@pytest.mark.parametrize("gaps", ["none", "some", "all"])
def test_large_frames_are_the_same_frames(tmp_path: Path, gaps: str):
    con = warehouse(tmp_path)
    reviews = Reviews(0)
    reviews.old(BRANDS)
    reviews.plant("acme", "delivery", (9, 2, 4), days_ago=9)
    reviews.save(con)
    analyze(con, workspace(tmp_path, BRANDS), NOW)
    some = {"none": "false", "some": "hash(rowid) % 2 = 0", "all": "true"}[gaps]
    con.execute(f"UPDATE opinions SET label = NULL, score = NULL, emotion = NULL, text_label = NULL WHERE {some}")
    con.execute(f"UPDATE reviews SET author_key = NULL, published_at = NULL, rating = NULL, layer = NULL WHERE {some}")
    asked: dict[str, dict[str, object]] = {"reviews": {}, "mentions": {}, "opinions": {**SINCE}}
    for name, parameters in asked.items():
        expected = frame(con, name, brands=list(BRANDS), **parameters)
        pd.testing.assert_frame_equal(large_frame(con, name, brands=list(BRANDS), **parameters), expected)
        assert len(expected) > 0 or name == "mentions"
    con.close()
