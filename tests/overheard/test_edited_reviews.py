"""Files that hold a review twice: the later edit counts, by the columns that such exports have in many languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.load import load_landing
from data.warehouse import open_warehouse
from tests.overheard.imported import Imported, import_text

NEW, OLD = "Fixed in a day", "It leaks"
FILES = {
    "German, the later edit first": f"""Bewertungs-ID;Erstellt am;Zuletzt geändert;Sterne;Bewertungstext
r1;02.10.2026;20.10.2026;5;{NEW}
r1;02.10.2026;02.10.2026;1;{OLD}
r2;03.10.2026;;3;Other words
""",
    "Thai, Buddhist years": f"""รหัสรีวิว,วันที่รีวิว,แก้ไขล่าสุด,คะแนน,ข้อความรีวิว
r1,02/10/2569,20/10/2569,5,{NEW}
r1,02/10/2569,03/10/2569,1,{OLD}
r2,03/10/2569,,3,Other words
""",
    "Lithuanian, the earlier edit first": f"""ID,Sukurta,Atnaujinta,Įvertinimas,Atsiliepimas
r1,2026-10-02,2026-10-02,1,{OLD}
r1,2026-10-02,2026-10-20,5,{NEW}
r2,2026-10-03,,3,Other words
""",
    "a plugin's dump, never edited is written as noughts": f"""review_id,created_at,updated_at,rating,content
r1,2026-10-02 10:00:00,2026-10-20 10:00:00,5,{NEW}
r1,2026-10-02 10:00:00,2026-10-02 10:05:00,1,{OLD}
r2,2026-10-03 10:00:00,0000-00-00 00:00:00,3,Other words
""",
    "a reply's edit is none of the review": f"""Review ID,Review date,Last edited,Reply last edited,Stars,Review text
r1,2026-10-02,2026-10-20,2026-10-21,5,{NEW}
r1,2026-10-02,2026-10-02,2026-10-25,1,{OLD}
r2,2026-10-03,,,3,Other words
""",
}


def loaded(root: Path) -> list[tuple[Any, ...]]:
    state = root / ".overheard"
    connection = open_warehouse(state)
    load_landing(connection, state)
    rows = connection.execute("SELECT body, rating FROM reviews ORDER BY rating").fetchall()
    connection.close()
    return rows


def edits(done: Imported) -> list[str]:
    return [str(moment)[:10] for moment in done.column("edited_at")]


@pytest.mark.parametrize("name", FILES)
def test_the_later_edit_counts(tmp_path: Path, name: str) -> None:
    done = import_text(tmp_path, "reviews", FILES[name], "--mapping", "auto")
    assert done.code == 0, done.said
    assert "1 of rows with an earlier and a later wording" in done.said
    assert loaded(tmp_path) == [("Other words", 3), (NEW, 5)]


def test_json_of_an_api(tmp_path: Path) -> None:
    text = (
        f'{{"id": "r1", "createdAt": "2026-10-02T10:00:00Z", "updatedAt": "2026-10-20T10:00:00Z", "stars": 5, "text": "{NEW}"}}\n'
        f'{{"id": "r1", "createdAt": "2026-10-02T10:00:00Z", "updatedAt": null, "stars": 1, "text": "{OLD}"}}\n'
    )
    done = import_text(tmp_path, "reviews", text, "--mapping", "auto", "--as-of", "2026-11-01", name="f.jsonl")
    assert edits(done) == ["2026-10-20", "None"]


def test_rows_without_an_edit_time_are_reported_and_the_last_counts(tmp_path: Path) -> None:
    text = f"id,date,stars,text\nr1,2026-10-02,1,{OLD}\nr2,2026-10-03,3,Other words\nr1,2026-10-02,5,{NEW}\n"
    done = import_text(tmp_path, "reviews", text)
    assert "1 of rows with two wordings, and no edit time says which is later: the last row counts" in done.said
    assert loaded(tmp_path) == [("Other words", 3), (NEW, 5)]


def test_an_edit_costs_no_more_than_itself(tmp_path: Path) -> None:
    text = "id,date,updated at,stars,text\nr1,2026-10-02,soon,1,a\nr2,2026-10-03,2026-09-01,3,b\nr3,2026-10-03,2026-10-04,3,c\n"
    done = import_text(tmp_path, "reviews", text)
    assert edits(done) == ["None", "None", "2026-10-04"]
    assert "1 that are no times; left out" in done.said
    assert "1 before the review was written; left out" in done.said


def test_a_review_whose_edit_alone_is_dated_has_that_date(tmp_path: Path) -> None:
    text = f"id,last modified,stars,text\nr1,2026-10-20,5,{NEW}\nr1,2026-10-02,1,{OLD}\nr2,2026-10-03,3,Other words\n"
    done = import_text(tmp_path, "reviews", text)
    assert "3 missing, so that the last edit dates the review" in done.said
    assert loaded(tmp_path) == [("Other words", 3), (NEW, 5)]
