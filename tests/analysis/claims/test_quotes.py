"""Which sentences are shown for a line: those that agree with it, whatever their ids."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.claims.quotes import Quotes
from analysis.pipeline.analyze import analyze
from tests.analysis.builder import NOW, SENTENCES, Reviews, rows_of, warehouse, workspace

START = datetime(2026, 10, 1)


def sentence(number: int, body: str, **changes: Any) -> dict[str, Any]:
    return {
        "record_kind": "review", "record_id": f"r{number}", "start": 0, "end": len(body), "body": body, "brand": "acme",
        "author": f"a{number}", "url": f"https://reviews.example/{number}", "fetched_at": START, "at": START, "rating": None,
        "rating_max": None, "driver": "delivery", "label": 1, "score": 0.8, "confidence": 0.9,
        "intent": None,
    } | changes  # fmt: skip


def texts(rows: list[dict[str, Any]], label: int = 1) -> list[str]:
    return [item.quote for item in Quotes(pd.DataFrame(rows)).best(["acme"], ["delivery"], label)]


def test_stars_that_say_the_opposite_are_no_praise_and_no_blame() -> None:
    rows = [
        sentence(1, "Great, three weeks late again", rating=1, rating_max=5),
        sentence(2, "Quick as ever", rating=9, rating_max=10),
        sentence(3, "Puikiai, vėl neatvežė", rating=2, rating_max=10),
        sentence(4, "ส่งเร็วมาก"),
        sentence(5, "Giao hàng nhanh", rating=80, rating_max=100),
        sentence(6, "Three stars and a smile", rating=3, rating_max=5),
    ]
    assert set(texts(rows)) == {"Quick as ever", "ส่งเร็วมาก", "Giao hàng nhanh"}
    blame = [row | {"label": -1} for row in rows]
    assert set(texts(blame, -1)) == {
        "Great, three weeks late again", "Puikiai, vėl neatvežė", "ส่งเร็วมาก", "Three stars and a smile"
    }  # fmt: skip


def test_a_label_that_the_model_is_unsure_of_is_not_quoted() -> None:
    rows = [
        sentence(1, "Perhaps good", confidence=0.41),
        sentence(2, "Good", confidence=None),
        sentence(3, "Very good"),
    ]
    assert set(texts(rows)) == {"Good", "Very good"}


def test_who_complains_or_asks_is_not_quoted_as_praise_nor_who_praises_as_blame() -> None:
    rows = [
        sentence(1, "Lovely, half of it is missing", intent="complaint"),
        sentence(2, "A great reason to go elsewhere", intent="churn"),
        sentence(3, "Is it as quick as they say?", intent="question"),
        sentence(4, "Quick as ever", intent="praise"),
        sentence(5, "Quick enough"),
    ]
    assert set(texts(rows)) == {"Quick as ever", "Quick enough"}
    blame = [row | {"label": -1} for row in rows]
    assert "Quick as ever" not in texts(blame, -1)
    assert "Lovely, half of it is missing" in texts(blame, -1)


def test_other_ids_choose_no_other_quotes() -> None:
    rows = [sentence(n, f"Came on day {n}", at=START + timedelta(days=n % 3), score=0.5 + n % 2 / 4) for n in range(40)]
    wanted = texts(rows)
    for seed in range(5):
        ids = [f"id{n}" for n in range(40)]
        random.Random(seed).shuffle(ids)
        renamed = [row | {"record_id": name, "author": name} for row, name in zip(rows, ids, strict=True)]
        random.Random(seed).shuffle(renamed)
        assert texts(renamed) == wanted


def quotes_of_lines(root: Path, ids: Sequence[str], order: Sequence[int]) -> dict[str, list[tuple[Any, ...]]]:
    """line_id -> its evidence, of a market whose records have these ids and were written in this order."""
    reviews = Reviews()
    reviews.old(("acme", "beta"))
    for number in range(90):
        for brand in ("acme", "beta"):
            good = (number % 3 == 0) == (brand == "beta")
            more: dict[str, Any] = {"rating": 5 if good else 1, "rating_max": 5, "days_ago": 5 + number % 60}
            reviews.add(brand, SENTENCES[("delivery", "price_value")[number % 2]][1 if good else -1], **more)
    rows = [row | {"review_id": name} for row, name in zip(reviews.rows, ids, strict=True)]
    reviews.rows = [rows[at] for at in order]
    con = warehouse(root)
    reviews.save(con)
    analyze(con, workspace(root, ("acme", "beta")), NOW)
    lines: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(rows_of(con, "swot_evidence"), key=lambda row: (row["line_id"], row["position"])):
        lines.setdefault(row["line_id"], []).append((row["form"], row["quote"], row["stars"], row["published_at"]))
    con.close()
    return lines


def test_the_same_reviews_give_the_same_quotes_whatever_their_ids(tmp_path: Path) -> None:
    ids = [f"r{number:06d}" for number in range(182)]
    wanted = quotes_of_lines(tmp_path / "first", ids, range(182))
    assert sum(form == "quote" for quotes in wanted.values() for form, *_ in quotes) > 10
    for seed in (1, 2):
        others, order = list(ids), list(range(182))
        random.Random(seed).shuffle(others)
        random.Random(-seed).shuffle(order)
        assert quotes_of_lines(tmp_path / str(seed), others, order) == wanted
