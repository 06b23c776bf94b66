"""Columns are chosen by what they are called and what they hold; what says that a row is not to be counted leaves it out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data.imports.choosing.choose import choose
from data.imports.choosing.names import name_score
from data.imports.choosing.unwanted import unwanted
from data.imports.errors import ImportFileError
from data.imports.mapping import check_columns
from data.imports.reading import open_table
from data.imports.spans import minutes
from data.kinds import IMPORTS
from data.kinds.metric import Metric, gathered
from overheard.commands.importing.columns import column_lines, example

NOW = datetime(2026, 11, 22)


def chosen(folder: Path, kind: str, header: str, *rows: str, guess: bool = True) -> dict[str, Any]:
    path = folder / "f.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    mapping = choose(open_table(path), kind, {"acme": "acme"}, guess=guess, now=NOW).mapping
    return {name: names[0] if len(names) == 1 else names for name, names in mapping.columns.items()}


TEXTS = ("It came late and nobody answered me", "Kind people and a quick parcel", "A dented tin was sent again at once")


@pytest.mark.parametrize(
    ("header", "row", "field", "column"),
    [
        ("Review date,Review", "2026-10-0{n},{text}", "body", "Review"),
        ("Comment date,Remark", "2026-10-0{n},{text}", "body", "Remark"),
        ("Rating date,Note,Text", "2026-10-0{n},{n},{text}", "rating", "Note"),
        ("Sterne-ID,Sterne,Kommentar", "4410{n},{n},{text}", "rating", "Sterne"),
        ("Auftragsdatum,Datum der Bewertung,Text", "2026-09-0{n},2026-10-0{n},{text}", "published_at", "Datum der Bewertung"),
        ("Campaign author,Nickname,Text", "October,Jo {n},{text}", "author", "Nickname"),
    ],
)  # fmt: skip
def test_cells_decide_with_the_name(tmp_path: Path, header: str, row: str, field: str, column: str) -> None:
    rows = [row.format(n=n + 3, text=text) for n, text in enumerate(TEXTS)]
    assert chosen(tmp_path, "reviews", header, *rows)[field] == column


def test_what_cells_forbid(tmp_path: Path) -> None:
    rows = [f"{n},web,{n}0231,same,{text}" for n, text in enumerate(TEXTS, 1)]
    found = chosen(tmp_path, "reviews", "Rating number,Source,Score id,Creator name,Words", *rows)
    assert found == {"body": "Words", "native_id": "Score id"}
    assert "volume" not in chosen(tmp_path, "keywords", "Keyword,My clicks,My impressions", "tea,10,200", "mint,20,300")
    rows = [f"{way},{text}" for way, text in zip(("formulaire", "e-mail", "boutique"), TEXTS, strict=True)]
    assert "source" not in chosen(tmp_path, "reviews", "Source,Texte", *rows), "it says how, not where"
    rows = [f"{site},{text}" for site, text in zip(("Google", "trustpilot.com", "Facebook"), TEXTS, strict=True)]
    assert chosen(tmp_path, "reviews", "Source,Texte", *rows)["source"] == "Source"
    clean = chosen(tmp_path, "surveys", "Response ID,Type,NPS", "7,IP Address,9", "8,IP Address,3")
    assert clean.keys() == {"respondent", "nps"}


def test_a_value_in_one_of_two_columns(tmp_path: Path) -> None:
    rows = [f"{n},{TEXTS[n] if n % 2 else ''},{'' if n % 2 else TEXTS[n]}" for n in range(3)]
    found = chosen(tmp_path, "reviews", "Stars,Comment DE,Comment FR", *rows)
    assert set(found["body"]) == {"Comment DE", "Comment FR"}
    rows = [f"{n},{text},{text} too" for n, text in enumerate(TEXTS)]
    assert isinstance(chosen(tmp_path, "reviews", "Stars,Comment DE,Comment FR", *rows)["body"], str)


def test_names_in_many_ways() -> None:
    assert name_score("reviews", "body", "REVIEW_TEXT") > 0.9
    assert name_score("reviews", "published_at", "reviewCreatedAt") >= 0.55
    assert name_score("reviews", "published_at", "Order date") < 0.5
    assert name_score("reviews", "published_at", "Bewertungsdatum") >= 0.55
    assert name_score("reviews", "body", "ข้อความรีวิวลูกค้า") >= 0.5
    assert name_score("reviews", "rating", "Operating system") < 0.5


def test_rows_not_to_be_counted(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("text,Status,is_spam,Approved\nx,Published,no,yes\n")
    table = open_table(path)
    out = unwanted("reviews", table.header, choose(table, "reviews", {}).mapping)
    assert ("spam" in out[1], "yes" in out[2], "no" in out[3]) == (True, True, True)
    assert unwanted("goals", table.header, choose(table, "reviews", {}).mapping) == {}


def test_all_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a,b\n1,2\n")
    table = open_table(path)
    mapping = choose(table, "mystery-shops", {}).mapping
    with pytest.raises(ImportFileError, match="for asked_at; question; channel; and brand, found a, b") as caught:
        check_columns(mapping, IMPORTS["mystery-shops"], table.header, path, "")
    assert "overheard import mystery-shops --columns" in str(caught.value)


@pytest.mark.parametrize("kind", IMPORTS)
def test_the_example_of_each_kind_is_taken_as_it_is(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(example(IMPORTS[kind]))
    table = open_table(path)
    mapping = choose(table, kind, {"acme": "acme"}, guess=False, now=NOW).mapping
    check_columns(mapping, IMPORTS[kind], table.header, path, "")
    assert set(table.header) == {name for names in mapping.columns.values() for name in names}
    assert any(kind in line for line in column_lines(IMPORTS[kind]))


def test_spans_and_the_median_of_tickets() -> None:
    assert [minutes(cell) for cell in ("95", "2:05:00", "1 day 2 h", "90 min", 15)] == [95, 125, 1560, 90, 15]
    tickets = [Metric(brand="acme", metric="m", period="2026-10", value=value, n=1) for value in (5, 60, 10)]
    assert [(found.value, found.n) for found in gathered(tickets)] == [(10, 3)]
