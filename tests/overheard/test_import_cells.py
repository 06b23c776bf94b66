"""What cells of people's files say: texts, names, dates, ratings, in the ways of many tools and languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.overheard.imported import import_text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Review Created (UTC)", "2026-07-01T10:00:00"),
        ("created_utc", "2026-07-01T10:00:00"),
        ("Created [GMT+7]", "2026-07-01T03:00:00"),
        ("Date (America/New_York)", "2026-07-01T14:00:00"),
        ("Created (EST)", "2026-07-01T15:00:00"),
        ("Created (local)", "2026-07-01T07:00:00"),
        ("Created (CST)", "2026-07-01T07:00:00"),
    ],
)
def test_the_zone_in_a_columns_name_is_the_zone_of_its_times(tmp_path: Path, name: str, expected: str) -> None:
    done = import_text(tmp_path, "reviews", f"{name},rating,text\n2026-07-01 10:00,4,Fine tea\n", "--mapping", "auto")
    assert done.column("published_at") == [expected]


def test_texts_are_what_the_customer_wrote(tmp_path: Path) -> None:
    done = import_text(
        tmp_path,
        "reviews",
        "date,rating,text\n"
        '2026-10-01,2,"<p>Gera arbata</p><p>L&#279;tas pristatymas</p>"\n'
        '2026-10-02,4,"(Translated by Google) Good tea\n\n(Original)\nชาดี"\n'
        '2026-10-03,4,"Translated from German\nFine tea"\n',
    )
    assert done.column("body") == ["Gera arbata\n\nLėtas pristatymas", "ชาดี", "Fine tea"]
    assert "body: 1 machine translations" in done.said


@pytest.mark.parametrize(
    ("header", "row", "gone"),
    [
        (
            "date,nps,comment,email",
            '2026-10-04,3,"Quinby Farrow here",quinby.farrow@mail.example',
            ("Quinby", "Farrow"),
        ),
        (
            "date,nps,comment,First Name,Last Name",
            '2026-10-04,3,"It is Quinby, still waiting",Quinby,Farrow',
            ("Quinby",),
        ),
        (
            "data,nps,komentaras,vardas,pavardė",
            '2026-10-04,3,"Rašo Jonas Petraitis",Jonas,Petraitis',
            ("Jonas", "Petrait"),
        ),
        ("date,nps,comment,ชื่อลูกค้า", '2026-10-04,3,"เรียนคุณสมชาย",สมชาย ใจดี', ("สมชาย",)),
        ("date,nps,comment,họ và tên", '2026-10-04,3,"Tôi tên An",Nguyễn Văn An', (" An",)),
    ],
)
def test_no_name_of_another_column_stays_in_a_comment(
    tmp_path: Path, header: str, row: str, gone: tuple[str, ...]
) -> None:
    done = import_text(tmp_path, "surveys", f"{header}\n{row}\n")
    assert len(done.rows) == 1
    assert not any(name in done.rows[0]["comment"] for name in gone), done.rows[0]["comment"]


def test_a_rating_costs_no_more_than_itself(tmp_path: Path) -> None:
    rows = "".join(
        f"2026-10-0{n},{cell},text {n}\n" for n, cell in enumerate(["5", "4", "0", "B+", "N/A", "7", "3"], 1)
    )
    done = import_text(tmp_path, "reviews", "date,rating,text\n" + rows, "--scale", "5")
    assert done.column("rating") == [5, 4, None, None, None, None, 3]
    assert "rating: 1 of 0, which is no value" in done.said
    assert "rating: 1 refused, for above 5" in done.said
    assert "found 'B+'" in done.said


@pytest.mark.parametrize(
    ("kind", "text", "scores"),
    [
        ("surveys", "date,NPS\n2026-10-01,0 - Not at all likely\n2026-10-02,10\n", [0, 10]),
        ("surveys", "date,CSAT,NPS\n2026-10-01,0,9\n2026-10-02,5 - Labai patenkinta,Promoter (10)\n", [9, 10, 5]),
    ],
)
def test_scores_carry_labels_and_nought_is_one_of_ten_only(
    tmp_path: Path, kind: str, text: str, scores: list[float]
) -> None:
    assert sorted(import_text(tmp_path, kind, text).column("score")) == sorted(scores)


def test_nought_of_ten_and_of_percent_is_a_rating(tmp_path: Path) -> None:
    text = "date,rating,text\n2026-10-01,0/10,a\n2026-10-01,9/10,b\n2026-10-02,0 %,c\n2026-10-03,👎,d\n"
    assert import_text(tmp_path, "reviews", text).column("rating") == [0, 9, 0, 0]


def moments(tmp_path: Path, *cells: str, options: tuple[str, ...] = ("--as-of", "2026-11-20")) -> list[str | None]:
    """When the reviews of a file were written whose dates are these, '' for a refused one; in UTC."""
    rows = "".join(f'{n},5,"{cell}",text {n}\n' for n, cell in enumerate(cells))
    done = import_text(tmp_path, "reviews", "id,rating,date,text\n" + rows, *options)
    found = {row["native_id"]: row["published_at"] for row in done.rows}
    return [found.get(str(n), "") for n in range(len(cells))]


@pytest.mark.parametrize(
    "cell",
    [
        "3 nov 2026 1:30 p. m.", "3 Νοεμβρίου 2026 1:30 μ.μ.", "2026年11月3日 下午1:30", "2026年11月3日 下午1点30分",
        "2026년 11월 3일 오후 1:30", "3. November 2026 13:30 Uhr", "3 novembre 2026 à 13h30", "3 lapkričio 2026, 1:30 popiet",
        "3 thg 11, 2026 1:30 CH", "3 พ.ย. 2569 13:30 น.", "13.30 3.11.2026", "3.11.2026 1:30 odp.", "Nov 3, 2026 at 1:30 p.m.",
        "2026-11-03 11:30 UTC", "Tue, 03 Nov 2026 06:30:00 EST", "2026-11-03 20:30 JST", "3 Nov 2026 12:30 CET",
        "20261103T113000Z",
        "2026-11-03 06:30 America/New_York", "Tue Nov 03 2026 18:30:00 GMT+0700 (Indochina Time)", "46329.5625", "1793705400",
    ],
)  # fmt: skip
def test_a_moment_is_one_in_all_ways_of_writing_it(tmp_path: Path, cell: str) -> None:
    assert moments(tmp_path, cell) == ["2026-11-03T11:30:00"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("20261103", "2026-11-03"), ("2026-307", "2026-11-03"), ("25691103", "2026-11-03"), ("03-Nov-26", "2026-11-03"),
        ("46329", "2026-11-03"), ("Tue 13/10/2026", "2026-10-13"), ("2 weeks ago", "2026-11-06"), ("gestern", "2026-11-19"),
        ("prieš 3 dienas", "2026-11-17"), ("2 สัปดาห์ที่แล้ว", "2026-11-06"), ("3 ngày trước", "2026-11-17"),
        ("hace 2 días", "2026-11-18"),
        ("yesterday at 5 PM", "2026-11-19"),
    ],
)  # fmt: skip
def test_days_in_all_ways_of_writing_them(tmp_path: Path, cell: str, day: str) -> None:
    found = moments(tmp_path, cell)[0]
    assert found is not None
    assert found[:10] == day


@pytest.mark.parametrize(
    "cell", ["2026-11-03 10:00 XYZ", "3 Nov 2026 13:30 AM", "31/02/2026", "2026-11-03 25:00", "20261399", "soon"]
)
def test_what_is_no_moment_is_refused(tmp_path: Path, cell: str) -> None:
    assert moments(tmp_path, cell) == [""]


def test_the_order_is_the_one_under_which_no_date_is_in_the_future(tmp_path: Path) -> None:
    options = ("--as-of", "2026-10-20")
    assert moments(tmp_path / "a", "09/12/2026", "10/08/2026", options=options) == [
        "2026-09-12T00:00:00", "2026-10-08T00:00:00",
    ]  # fmt: skip
    assert moments(tmp_path / "b", "12/09/2026", "08/10/2026", options=options) == [
        "2026-09-12T00:00:00", "2026-10-08T00:00:00",
    ]  # fmt: skip


def test_a_zone_that_several_are_called_by_is_reported(tmp_path: Path) -> None:
    done = import_text(tmp_path, "reviews", "date,rating,text\n2026-10-01 10:00 CST,5,a\n2026-10-01 10:00 PST,5,b\n")
    assert "CST taken as -06:00" in done.said
    assert "PST taken" not in done.said
