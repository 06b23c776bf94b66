"""What cells of people's files say: texts, names, dates, ratings, in the ways of many tools and languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.overheard.imported import import_text


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
