"""Files of the folder of cases, imported as its list says: what must land, and what must be said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.reading.opinions import opinions_of
from data.load import load_landing
from data.warehouse import open_warehouse
from tests.conftest import cases_folder
from tests.overheard.imported import Imported, import_file

AUTO = ("--brand", "Teahouse", "--mapping", "auto")


def bodies(*expected: str) -> Callable[[Imported], bool]:
    return lambda done: done.column("body") == list(expected)


def landed(*expected: dict[str, Any]) -> Callable[[Imported], bool]:
    """Whether as many rows landed, each with these fields; of a text its beginning is enough."""
    return lambda done: (
        len(done.rows) == len(expected)
        and all(
            (held := row.get(name) or None) == value or (isinstance(held, str) and held.startswith(str(value)))
            for row, fields in zip(done.rows, expected, strict=True)
            for name, value in fields.items()
        )
    )


def kept(done: Imported) -> list[tuple[Any, ...]]:
    """Rating and text of the reviews that the warehouse holds when what landed is loaded."""
    connection = open_warehouse(done.state)
    load_landing(connection, done.state)
    rows = connection.execute("SELECT rating, body FROM reviews ORDER BY ALL").fetchall()
    connection.close()
    return rows


def labels(body: str) -> list[int | None]:
    """What an analysis makes of a text."""
    return [opinion.label for opinion in opinions_of(body, None)]


RIGHT: dict[str, tuple[str, str, tuple[str, ...], Callable[[Imported], bool]]] = {
    "I06": (
        "reviews",
        "reviews_translated.jsonl",
        AUTO,
        bodies("Sriubos laukėme per ilgai.", "Die Bedienung war sehr aufmerksam.", "พนักงานตะคอกใส่เรา"),
    ),
    "I07": (
        "reviews",
        "reviews_serial_dates.csv",
        AUTO,
        lambda done: (
            done.column("published_at") == ["2026-10-25T00:00:00", "2026-10-26T16:00:00", "2026-11-04T00:00:00"]
            and "days since 1899-12-30" in done.said
        ),
    ),
    "I08": (
        "reviews",
        "reviews_ratings_in_words.csv",
        AUTO,
        lambda done: done.column("rating") == [4.5, 4.5, 4.5, 4.5, 5, 8, 4, 3, 4, None, 5, 4, 4, 5],
    ),
    "I09": (
        "reviews",
        "reviews_zero_is_none.csv",
        AUTO,
        lambda done: done.column("rating").count(None) == 4 and len(done.rows) == 20 and "rating: 4 of 0" in done.said,
    ),
    "I16": (
        "reviews",
        "reviews_play_edited_twice.csv",
        (*AUTO[:2], "--mapping", "play-console"),
        lambda done: (
            done.column("edited_at") == ["2026-09-20T08:00:00", "2026-09-01T08:00:00"]
            and kept(done) == [(5, "Mended now and the answer was quick")]
        ),
    ),
    "I17": (
        "reviews",
        "reviews_emoji_only.csv",
        AUTO,
        lambda done: [labels(body) for body in done.column("body")] == [[1], [-1], [1], [-1], [1], [1], [-1]],
    ),
    "I18": (
        "reviews",
        "reviews_order_of_dates.csv",
        AUTO,
        lambda done: (
            [moment[:10] for moment in done.column("published_at")]
            == ["2026-10-12", "2026-11-12", "2026-09-12", "2026-11-09"]
        ),
    ),
    "I19": (
        "reviews",
        "reviews_relative_dates.csv",
        (*AUTO, "--as-of", "2026-11-20"),
        lambda done: (
            [moment[:10] for moment in done.column("published_at")]
            == [
                "2026-11-06",
                "2026-10-20",
                "2026-11-17",
                "2026-11-06",
                "2026-11-06",
                "2026-10-30",
                "2026-10-20",
                "2026-11-19",
            ]
            and "relative to the date of the file" in done.said
        ),
    ),
    "I20": (
        "reviews",
        "reviews_thai_am_pm.csv",
        (*AUTO, "--as-of", "2026-11-20"),
        lambda done: (
            done.column("published_at")
            == ["2026-06-06T00:00:00", "2026-07-06T04:09:00", "2026-06-13T17:20:00", "2026-06-17T00:00:00"]
        ),
    ),
    "I21": (
        "reviews",
        "reviews_named_zones.csv",
        AUTO,
        lambda done: (
            done.column("published_at")
            == [
                "2026-10-01T07:30:00",
                "2026-10-04T06:59:00",
                "2026-08-01T03:00:00",
                "2026-08-01T10:00:00",
                "2026-08-01T15:00:00",
                "2026-08-01T08:00:00",
            ]
        ),
    ),
    "I22": (
        "reviews",
        "reviews_compact_dates.csv",
        AUTO,
        lambda done: (
            done.column("published_at")
            == ["2026-08-01T00:00:00", "2026-08-01T10:00:00", "2026-08-01T00:00:00", "2026-08-01T00:00:00"]
        ),
    ),
    "I26": (
        "reviews",
        "reviews_am_pm_named_month.csv",
        AUTO[:2],
        lambda done: [moment[11:] for moment in done.column("published_at")] == ["11:30:00"] * 6,
    ),
    "I23": (
        "surveys",
        "survey_labelled_scores.csv",
        AUTO,
        lambda done: (
            [(row["metric"], row["score"]) for row in done.rows]
            == [("nps", 8), ("csat", 5), ("nps", 7), ("csat", 4), ("nps", 0), ("csat", 1)]
        ),
    ),
    "I27": (
        "reviews",
        "reviews_markup.csv",
        AUTO[:2],
        bodies(
            "Great tea\n\nTerrible delivery & slow support",
            "Line one\nLine two 'quoted' <3",
            "Bold leaves https://x.example/a?b=1&c=2",
        ),
    ),
    "V01": (
        "surveys",
        "survey_name_in_comment.csv",
        AUTO[:2],
        lambda done: not any(name in done.rows[0]["comment"] for name in ("Quinby", "Farrow")),
    ),
    "I01": (
        "surveys",
        "survey_three_header_rows.csv",
        AUTO,
        landed(
            {"metric": "nps", "score": 9, "comment": "The kettle came the next morning"}, {"metric": "nps", "score": 3}
        ),
    ),
    "I02": (
        "keywords",
        "keywords_rows_before_header.csv",
        AUTO[2:],
        landed({"keyword": "tea by post", "volume": 3162}, {"volume": 316}, {"volume": 32}),
    ),
    "I03": (
        "reviews",
        "reviews_wrapped.json",
        AUTO,
        landed(
            {"rating": 2, "body": "Lukewarm soup and a line down the street", "reply_body": "Sorry about the soup"},
            {"rating": 5, "body": None},
        ),
    ),
    "I04": (
        "reviews",
        "reviews_two_dates_content.csv",
        AUTO,
        landed(
            {
                "body": "The tea tasted of cardboard, nobody wrote back",
                "published_at": "2026-10-12",
                "reply_body": "We are sorry",
            },
            {"published_at": "2026-10-15"},
        ),
    ),
    "I05": (
        "reviews",
        "reviews_source_is_collection.csv",
        AUTO,
        landed({"source": "import", "title": "Nice"}, {"source": "import", "title": "Meh"}),
    ),
    "I10": (
        "reviews",
        "reviews_one_damaged_line.csv",
        AUTO,
        landed({"body": "Thé délicieux"}, {}, {"body": "Crème brûlée réussie"}),
    ),
    "I11": ("reviews", "reviews_gbk_english_header.csv", AUTO, landed({"body": "味道很好，包装也漂亮"}, {})),
    "I12": ("reviews", "reviews_gbk_80_rows.csv", AUTO, landed(*[{}] * 80)),
    "I13": ("reviews", "reviews_sjis_english_header.csv", AUTO, landed({}, {})),
    "I14": ("reviews", "reviews_euckr_english_header.csv", AUTO, landed({}, {})),
    "I15": (
        "reviews",
        "reviews_unclosed_quote.csv",
        AUTO,
        landed(
            {"body": 'the 10" tray fits well'},
            {"body": 'Not "hot" at all'},
            {"body": "the row after it"},
            {"body": "the last row"},
        ),
    ),
    "I24": ("mentions", "mentions_constant_author.csv", AUTO, lambda done: len(set(done.column("author_key"))) == 3),
    "I25": ("reviews", "reviews_id_as_rating.csv", AUTO, landed({"native_id": "1"}, {"native_id": "2"})),
    "I28": (
        "reviews",
        "reviews_workbook.xlsx",
        AUTO,
        landed({"rating": 4, "body": "Fresh leaves"}, {"rating": 2, "body": "Slow answer"}),
    ),
    "I29": (
        "surveys",
        "survey_response_id.csv",
        AUTO[2:],
        landed(*({"metric": metric} for _ in range(3) for metric in ("nps", "csat", "ces"))),
    ),
    "I30": (
        "mystery-shops",
        "mystery_natural_headers.csv",
        (),
        landed({"question": "Where is my parcel?", "answer": "It left on Monday"}, {"channel": "chat"}),
    ),
    "I31": (
        "mystery-shops",
        "mystery_minutes_dropped.csv",
        (),
        landed(
            {"asked_at": "2026-10-03T06:00", "answered_at": "2026-10-03T07:35", "answer": "It left on Monday"},
            {"answered_at": "2026-10-04T06:04"},
        ),
    ),
    "I32": ("goals", "goals_text_dropped.csv", (), landed({"wording": "Answer every letter within a day"})),
}
"""Case -> kind, file, options, and what must hold of what came of it."""


@pytest.mark.parametrize("case", RIGHT)
def test_case(case: str, tmp_path: Path) -> None:
    folder = cases_folder()
    if folder is None:
        pytest.skip("no folder of cases; name it in OVERHEARD_CASES")
    kind, name, options, holds = RIGHT[case]
    done = import_file(tmp_path, kind, folder / "imports" / name, *options)
    assert holds(done), (done.rows, done.said)
