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
