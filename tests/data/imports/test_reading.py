"""Files as tools write them: rows above the header, several headers, totals, a quote that is never closed, JSON, workbooks."""

from __future__ import annotations

import json
import pickle
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.imports.encoding import detect_encoding
from data.imports.errors import ImportFileError
from data.imports.reading import Table, damage_note, open_table
from data.imports.reading.rows import Broken
from tests.work import assert_grows


def table(folder: Path, text: str, name: str = "f.csv", encoding: str = "utf-8") -> Table:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return open_table(path)


def cells(found: Table) -> list[Any]:
    return [row for _, row in found.rows()]


@pytest.mark.parametrize(
    ("text", "header", "first", "rows"),
    [
        ("Keyword ideas\nLast 12 months\nKeyword\tVolume\tTrend\na tea\t10\t0 %\nb tea\t20\t1 %\n", "Keyword", "a tea", 2),
        ("Report:,Mentions\nFrom:,2026-10-01\n\nDate,Title,Url,Author,Text\n" + "2026-10-02,t,https://a.example,Bo,x\n" * 2,
         "Date", "2026-10-02", 2),
        ("Brand:,Acme\nFrom:,Mon\nTo:,Tue\nLabel:,All\nQuery:,x\n\nDate,Url,Text\n2026-10-02,https://a.example,x\n", "Date",
         "2026-10-02", 1),
        ("Bericht;;;\n;;;\nDatum;Note;Text;Kunde\n01.10.2026;4;gut;A\n02.10.2026;5;toll;B\n", "Datum", "01.10.2026", 2),
        ("name,rating,text\nJo,4,a, b, c, d, e\nBo,5,a, b, c, d, e\nAl,5,fine\n", "name", "Jo", 3),
        ("text\nnothing but words\nand words\n", "text", "nothing but words", 2),
        ("Month,Visits,2025,2026\nMay,1,2,3\nJune,3,4,5\n", "Month", "May", 2),
    ],
    ids=["title above", "pairs above", "more pairs than rows", "padded", "more cells than names", "one column", "years as names"],
)  # fmt: skip
def test_the_header_is_found(tmp_path: Path, text: str, header: str, first: str, rows: int) -> None:
    found = table(tmp_path, text)
    assert found.header[0] == header
    assert [row[0] for row in cells(found)][:1] == [first]
    assert len(cells(found)) == rows
    assert pickle.loads(pickle.dumps(found)).header == found.header


def test_further_rows_of_names_are_no_rows(tmp_path: Path) -> None:
    asked = "Wie wahrscheinlich empfehlen Sie uns?"
    survey = f'start,id,Q1\nBeginn,Kennung,{asked}\n"{{""ImportId"":""s""}}","{{""ImportId"":""i""}}","{{""ImportId"":""q""}}"\n'
    found = table(tmp_path, survey + "2026-10-01 10:00:00,R1,9\n2026-10-02 10:00:00,R2,3\n")
    assert found.labels[2] == asked
    assert [row[1] for row in cells(found)] == ["R1", "R2"]
    assert "lines 2 and 3" in found.notes[-1]
    answers = "Respondent ID,Start,End,Recommend?,,Why?\n,,,Response,Other (please specify),Open-Ended Response\n"
    found = table(tmp_path, answers + "1,2026-10-01,2026-10-01,9,,fast\n2,2026-10-02,2026-10-02,4,maybe,slow\n")
    assert found.header[3:] == ["Recommend?", "Recommend?: Other (please specify)", "Why?"]
    assert len(cells(found)) == 2
    found = table(tmp_path, "d,r,t\ndata,ocena,treść\n2026-10-01,4,dobra\n2026-10-02,5,zła\n")
    assert (found.labels, len(cells(found))) == (["data", "ocena", "treść"], 2)
    found = table(tmp_path, "date,rating,text\nnever,none,a\n2026-10-01,4,b\n2026-10-02,,c\n")
    assert len(cells(found)) == 3, "one typed column proves nothing"


def test_totals_at_the_end_are_no_rows(tmp_path: Path) -> None:
    assert len(cells(table(tmp_path, "Keyword,Clicks\na,10\nb,5\nTotal,15\n"))) == 2
    assert len(cells(table(tmp_path, "Keyword;Clicks\na;10\nb;5\nIš viso: paskyra;--\n"))) == 2
    assert len(cells(table(tmp_path, "Keyword,Clicks\na,10\nb,5\ntotal,7\n"))) == 3, "a keyword may be called so"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_quote_that_is_never_closed_costs_its_row_only(tmp_path: Path, newline: str) -> None:
    lines = ["date;rating;text", '2026-10-01;4;the 10" tray', '2026-10-02;1;"two', 'lines; of "" it"',
             '2026-10-03;3;"never closed', "2026-10-04;5;after it",
             '2026-10-05;5;"quoted; too"', "2026-10-06;4;last"]  # fmt: skip
    found = table(tmp_path, newline.join(lines) + newline)
    rows = list(found.rows())
    assert [line for line, _ in rows] == [2, 3, 5, 6, 7, 8]
    assert [row[1] for row in rows if isinstance(row[1], Broken)] == [("2026-10-03;3;\"never closed")]  # fmt: skip
    assert rows[-2][1] == ["2026-10-05", "5", "quoted; too"]
    for starts in ([2, 6], [2, 5, 6], [2, 3, 5, 6, 7, 8]):
        assert [row for block in found.blocks(starts) for row in found.parse(block)] == rows
    pasted = "date,text,n\n" + '2026-10-01,"they wrote:\nhello, dear, friend\nsee you, soon, Jo",1\n' * 3
    assert len(cells(table(tmp_path, pasted))) == 3, "lines of a text may have as many commas as rows"


def test_many_quotes_that_are_never_closed_take_linear_time(tmp_path: Path) -> None:
    def prepare(n: int) -> Any:
        found = table(tmp_path, "date,rating,text\n" + '2026-10-01,4,"open\n2026-10-02,4,x\n2026-10-03,5,y\n' * n)
        return lambda: list(found.rows())

    assert len(prepare(100)()) == 300
    assert_grows(prepare, 2_000)


@pytest.mark.parametrize(
    ("tree", "header", "n"),
    [
        ([{"a": {"b": 1}}, {"a": {"b": 2}, "c": 3}], ["a.b", "c"], 2),
        ({"meta": {"page": 1}, "reviews": [{"id": 1, "photos": [{"url": "x"}, {"url": "y"}]}, {"id": 2}]}, ["id", "photos"], 2),
        ({"data": {"reviews": {"edges": [{"node": {"id": 1}}, {"node": {"id": 2}}]}}}, ["id"], 2),
        ({"r1": {"text": "a", "stars": 4}, "r2": {"text": "b", "stars": 5}}, ["key", "text", "stars"], 2),
        ([{"place": "A", "reviews": [{"text": "a", "stars": 1}]}, {"place": "B", "reviews": [{"text": "b", "stars": 2}]}],
         ["parent.place", "text", "stars"], 2),
        ({"text": "alone", "stars": 3}, ["text", "stars"], 1),
    ],
    ids=["list", "list beside others", "wrapped in nodes", "by id", "lists within a list", "one"],
)  # fmt: skip
def test_records_of_json_are_found(tmp_path: Path, tree: Any, header: list[str], n: int) -> None:
    path = tmp_path / "f.json"
    path.write_text(json.dumps(tree, indent=2))
    wanted = set(header)
    found = open_table(path, fits=lambda names: len(wanted & set(names)))
    assert found.header == header
    assert len(cells(found)) == n


def test_json_by_lines_under_another_ending_and_broken_json(tmp_path: Path) -> None:
    assert len(cells(table(tmp_path, '{"a": 1}\n{"a": 2}\n', "f.json"))) == 2
    with pytest.raises(ImportFileError, match="a list of JSON objects"):
        table(tmp_path, '{"a": [1, 2', "f.json")


def test_objects_in_cells_are_columns(tmp_path: Path) -> None:
    found = table(tmp_path, 'id,payload\n1,"{""stars"": 4, ""by"": {""name"": ""Jo""}}"\n2,"{""stars"": 5}"\n3,\n')
    assert found.header == ["id", "payload", "payload.stars", "payload.by.name"]
    assert [row[2:] for row in cells(found)] == [[4, "Jo"], [5, None], [None, None]]


def test_the_sheet_that_fits_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = openpyxl.Workbook()
    about = book.worksheets[0]
    for n in range(9):
        about.append([f"note {n}", n, "x"])
    sheet = book.create_sheet("Reviews")
    sheet.append(["Export of October"])
    sheet.append([])
    sheet.append(["date", "rating", "share", "text"])
    sheet.append([datetime(2026, 10, 1), 4.0, 0.8, "a"])
    sheet.append([datetime(2026, 10, 2, 9, 30), 4.5, 1, "b"])
    sheet["C4"].number_format = sheet["C5"].number_format = "0%"
    book.save(path)
    found = open_table(path, fits=lambda names: "rating" in names)
    assert list(found.rows()) == [
        (4, ["2026-10-01", 4, "80%", "a"]),
        (5, ["2026-10-02 09:30:00", 4.5, "100%", "b"]),
    ]
    assert found.notes[0] == "sheet 'Reviews' read; not 'Sheet'"
    path.write_bytes(b"PK no workbook")
    with pytest.raises(ImportFileError, match="Save the sheet as CSV"):
        open_table(path)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "茶很香，可是客服三天没有回复"),
        ("big5", "茶很香，可是客服三天沒有回覆"),
        ("cp932", "お茶はとても良い香りですが返事が遅いです"),
        ("euc_jp", "お茶はとても良い香りですが返事が遅いです"),
        ("cp949", "차는 좋은데 답변이 너무 느려요"),
        ("cp874", "ชาหอมแต่ตอบช้ามาก"),
        ("koi8_r", "Чай хороший, но отвечают очень медленно"),
        ("cp1253", "Το τσάι είναι καλό αλλά αργούν να απαντήσουν"),
        ("cp1255", "התה טוב אבל עונים לאט"),
    ],
)
def test_a_code_page_is_known_by_its_letters(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(f"date,rating,text\n2026-10-01,4,{text}\n".encode(encoding))
    assert path.read_bytes().decode(detect_encoding(path).name) == path.read_bytes().decode(encoding)


def test_bytes_that_no_language_explains_are_refused_and_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"date,text\n1,\xff\xfe\x81\x90\xff\x8d\xff\n")
    with pytest.raises(ImportFileError, match="--encoding NAME"):
        detect_encoding(path)
    path.write_bytes("text\nThé\nGrün\nBêté\n".encode() + b"caf\xe9 noir\n")
    found = open_table(path)
    list(found.rows(count_damage=True))
    assert found.encoding == "utf-8"
    assert "in line 5" in damage_note(found)
