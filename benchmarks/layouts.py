"""Sixty layouts of tools' and people's files through `overheard import --mapping auto`, without an edit: right, refused or wrong.

usage: python benchmarks/layouts.py
A layout says which column holds what; the records that must land follow from that, and were written before anything was run.
Right: all records, with all that the file says of them. Refused: nothing landed, and a reason was given. Exits 1 below the floor.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from data.errors import ConfigError
from data.kinds import IMPORTS
from data.workspace import load_workspace
from overheard.commands.importing import ImportRequest, run_import

RIGHT_FLOOR = 55
"""Layouts read right; the others must be refused, none read wrongly."""
CONFIG = """
[workspace]
name = "Layouts (synthetic)"
[[brand]]
name = "Teahouse"
own = true
site = "https://www.teahouse.example/"
[[brand]]
name = "Leafworks"
site = "https://www.leafworks.example/"
"""
PEOPLE = ("Ana Reed", "Bo Lind", "Cy Moss", "Di Park", "Ed Vale", "Fay Wood")
BODIES = (
    "The parcel came two days late and nobody wrote back", "Kind people, and the leaves smell like a garden",
    "The tin was dented but they sent another one at once", "I waited a week for an answer to my letter",
    "Best green tea that I have had in years, will order again", "The lid does not close and the tea went stale",
)  # fmt: skip
TITLES = ("Late", "Lovely", "Dented tin", "Slow answer", "Best tea", "Stale")
REPLIES = (
    "We are sorry for the delay",
    "",
    "Thank you for your patience",
    "",
    "",
    "Please write to us for another lid",
)
STARS = (1, 5, 3, 2, 5, 2)
NPS, CSAT, CES = (3, 10, 8, 0, 9, 6), (2, 5, 4, 1, 5, 3), (3, 7, 5, 2, 6, 4)
DAYS = tuple(datetime(2026, 10, day, 10 + day % 9, 5) for day in (3, 7, 14, 19, 22, 28))  # noqa: DTZ001
VOLUMES = (1300, 880, 590, 210, 90, 40)
KEYWORDS = ("tea by post", "green tea bags", "loose leaf tea", "tea subscription", "mint tea", "tea gift box")
MINUTES = (95, 4, 30, 240, 12, 61)
QUESTIONS = (
    "Where is my parcel?", "Can I return a tin?", "Do you ship abroad?", "Is the tea organic?", "Do you take cards?",
    "When do you open?",
)  # fmt: skip
ANSWERS = (
    "It left on Monday",
    "Within thirty days",
    "To the whole union",
    "Most of it is",
    "All of them",
    "At nine every day",
)
FIELDS: dict[str, Sequence[Any]] = {
    "body": BODIES, "title": TITLES, "reply": REPLIES, "stars": STARS, "author": PEOPLE, "nps": NPS, "csat": CSAT, "ces": CES,
    "volume": VOLUMES, "keyword": KEYWORDS, "minutes": MINUTES, "question": QUESTIONS, "answer": ANSWERS,
    "url": [f"https://social.example/p/{n}" for n in range(6)], "id": [f"r-{n}a7" for n in range(6)],
    "number": range(90210, 90216), "row": range(1, 7), "email": [f"p{n}@mail.example" for n in range(6)],
    "product": ["Evening tea", "Mint"] * 3, "brand": ["Teahouse"] * 6, "blank": [""] * 6,
    "words": ["ONE", "FIVE", "THREE", "TWO", "FIVE", "TWO"], "group": ["Detractor", "Promoter", "Passive"] * 2,
    "share": ["3.2%", "3.4%", "3.1%", "2.9%", "3.0%", "3.3%"], "counts": (4120, 3980, 4410, 4020, 3890, 4300),
    "month": [f"2026-{n:02}" for n in range(1, 7)],
}  # fmt: skip
LANDS = {
    "body": "body", "title": "title", "reply": "reply_body", "stars": "rating", "words": "rating", "keyword": "keyword",
    "volume": "volume", "question": "question", "answer": "answer", "url": "url",
}  # fmt: skip
"""What a column holds -> the field that must hold it."""
ABSENT = {"reviews": "rating", "keywords": "volume"}
"""Kind -> the field that must hold nothing where no column is of it."""
DATED = {"reviews": "published_at", "mentions": "published_at", "mystery-shops": "asked_at"}


@dataclass(frozen=True)
class Layout:
    """`columns`: "name=what", what of `FIELDS`, a date ("date:%d/%m/%Y"), another date ("other:..."), a constant ("=text"), or
    one of several ("a|b"). `form`: how the file is written; `above` lines before the header; `below` after the last row."""

    name: str
    kind: str
    columns: tuple[str, ...]
    form: str = "csv"
    above: str = ""
    below: str = ""
    second: tuple[tuple[str, ...], ...] = ()

    def cells(self, n: int) -> list[Any]:
        return [cell(each.split("=", 1)[1], n) for each in self.columns]

    @property
    def header(self) -> list[str]:
        return [each.split("=", 1)[0] for each in self.columns]

    @property
    def holds(self) -> list[str]:
        return [each.split("=", 1)[1] for each in self.columns]


def cell(what: str, n: int) -> Any:
    """The cell of row `n`."""
    if what.startswith(("date:", "other:")):
        at = DAYS[n] if what.startswith("date:") else DAYS[n].replace(month=9)
        return at.strftime(what.split(":", 1)[1])
    if what.startswith("="):
        return what[1:]
    if what.startswith("half"):  # of two columns each has some rows
        _, which, field = what.split(":")
        return FIELDS[field][n] if n % 2 == int(which) else ""
    return what.split("|")[n % len(what.split("|"))] if "|" in what else FIELDS[what][n]


def layouts() -> list[Layout]:
    """Those of benchmarks/layouts.toml."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["layout"]
    return [Layout(**{key: _fixed(value) for key, value in each.items()}) for each in tables]


def _fixed(value: Any) -> Any:
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


LAYOUTS = layouts()


def write(layout: Layout, folder: Path) -> Path:
    """The file of a layout."""
    if layout.form == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in ([*layout.header], *(layout.cells(n) for n in range(6))):
            sheet.append(row)
        book.save(folder / "f.xlsx")
        return folder / "f.xlsx"
    if layout.form.startswith("json"):
        return _write_json(layout, folder)
    if layout.form == "payload":
        cells = [["id", "payload"]] + [
            [n, json.dumps({"stars": STARS[n], "review": BODIES[n], "date": f"{DAYS[n]:%Y-%m-%d}"})] for n in range(6)
        ]
    else:
        cells = [layout.header, *map(list, layout.second), *(layout.cells(n) for n in range(6))]
    delimiter = layout.form[-1] if layout.form[-1] in ";\t," else ","
    encoding = layout.form.rstrip(";\t,") or "utf-8"
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(cells)
    path = folder / "f.csv"
    path.write_bytes(
        (layout.above + out.getvalue() + layout.below).encode("utf-8" if encoding in ("csv", "payload") else encoding)
    )
    return path


def _codec(form: str) -> str:
    return "utf-8" if form in ("csv", "payload") else form


def _write_json(layout: Layout, folder: Path) -> Path:
    records = []
    for n in range(6):
        record: dict[str, Any] = {}
        for name, value in zip(layout.header, layout.cells(n), strict=True):
            *above, last = name.split(".")
            place = record
            for key in above:
                place = place.setdefault(key, {})
            place[last] = value
        records.append(record)
    if layout.form == "jsonl":
        path = folder / "f.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return path
    tree: Any = records
    for key in reversed(layout.form.split(":")[1].split(".")):
        tree = {key: tree}
    path = folder / "f.json"
    path.write_text(json.dumps(tree, indent=2), encoding="utf-8")
    return path


def landed(layout: Layout, folder: Path) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, what landed, what was said."""
    (folder / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    brand = "" if layout.kind in ("keywords",) or "brand" in layout.holds else "Teahouse"
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = run_import(load_workspace(folder), ImportRequest(layout.kind, write(layout, folder), brand, "auto"))
        except ConfigError as error:
            return 2, [], str(error)
    lines = [line for path in folder.rglob("landing/*/import.jsonl") for line in path.read_text("utf-8").splitlines()]
    landed = [json.loads(line) for line in lines]
    # What an import says of itself (its visit, the range it states) is no row of the file.
    return (
        code,
        [line["data"] for line in landed if line["record"] == IMPORTS[layout.kind].model.kind_name],
        said.getvalue(),
    )


def faults(layout: Layout, records: list[dict[str, Any]]) -> list[str]:
    """What is wrong with what landed."""
    check: dict[str, Callable[[Layout, list[dict[str, Any]]], list[str]]] = {
        "surveys": _survey_faults, "metrics": _metric_faults,
    }  # fmt: skip
    return check.get(layout.kind, _row_faults)(layout, records)


def _row_faults(layout: Layout, records: list[dict[str, Any]]) -> list[str]:
    if len(records) != 6:
        return [f"{len(records)} records"]
    found = []
    for field, expected in _expected(layout).items():
        held = [record.get(field) or ("" if field == "reply_body" else None) for record in records]
        if field in ("published_at", "asked_at"):
            held = [str(value)[:10] for value in held]
        if held != expected:
            found.append(f"{field}: {held[:2]}, expected {expected[:2]}")
    if "author" in layout.holds and len({record.get("author_key") for record in records}) != 6:
        found.append("author")
    if layout.kind == "reviews" and len({record["source"] for record in records}) > 1:
        found.append("source")
    return found


def _expected(layout: Layout) -> dict[str, list[Any]]:
    """Field -> what all records must hold."""
    what = {each.rpartition(":")[2] if each.startswith("half:") else each for each in layout.holds}
    if layout.form == "payload":
        what |= {"stars", "body"}
    wanted = {LANDS[each]: [*map(FIELDS[each].__getitem__, range(6))] for each in what if each in LANDS}
    if "words" in what:
        wanted["rating"] = list(STARS)
    if any(each.startswith("date:") for each in what):
        wanted[DATED[layout.kind]] = [f"{day:%Y-%m-%d}" for day in DAYS]
    return {ABSENT[layout.kind]: [None] * 6, **wanted} if layout.kind in ABSENT else wanted


def _survey_faults(layout: Layout, records: list[dict[str, Any]]) -> list[str]:
    metrics = [name for name in ("nps", "csat", "ces") if name in layout.holds]
    wanted = [(name, float(FIELDS[name][n]), BODIES[n], f"{DAYS[n]:%Y-%m-%d}") for n in range(6) for name in metrics]
    held = [(r["metric"], r["score"], r.get("comment"), str(r.get("asked_at"))[:10]) for r in records]
    return [] if held == wanted else [f"{held[:2]}, expected {wanted[:2]}"]


def _metric_faults(layout: Layout, records: list[dict[str, Any]]) -> list[str]:
    held = {(r["metric"], r["period"]): (r["value"], r.get("n")) for r in records}
    shares: dict[tuple[str, str], tuple[float, int | None]] = {
        ("conversion", month): (float(FIELDS["share"][n][:-1]), None) for n, month in enumerate(FIELDS["month"])
    }
    visits = {("visits", month): (float(FIELDS["counts"][n]), None) for n, month in enumerate(FIELDS["month"])}
    wanted: dict[str, dict[tuple[str, str], tuple[float, int | None]]] = {
        "metrics long": shares,
        "metrics wide": shares | visits,
        "zendesk": {("first_response_time", "2026-10"): (45.5, 6)},
        "freshdesk": {("first_response_time", "2026-10"): (60, 6)},
    }  # fmt: skip
    return [] if held == wanted[layout.name] else [str(held)]


def measure(*, loud: bool = True) -> tuple[list[str], list[str], list[str]]:
    """The layouts read right, refused and read wrongly."""
    right: list[str] = []
    refused: list[str] = []
    wrong: list[str] = []
    for layout in LAYOUTS:
        with tempfile.TemporaryDirectory() as folder:
            code, records, said = landed(layout, Path(folder))
        if code == 2 or not any("reason" not in record for record in records):
            refused.append(layout.name)
        elif found := faults(layout, records):
            wrong.append(layout.name)
            said = "; ".join(found)
        else:
            right.append(layout.name)
            continue
        if loud:
            print(
                f"{layout.name:<24} {'refused' if refused and refused[-1] == layout.name else 'wrong'}: {said[-600:]}"
            )
    return right, refused, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", help="not needed here; every benchmark takes it")
    parser.parse_args()
    right, refused, wrong = measure()
    print(f"{len(LAYOUTS)} layouts: {len(right)} right, {len(refused)} refused, {len(wrong)} wrong")
    fine = len(right) >= RIGHT_FLOOR and not wrong
    if not fine:
        print(f"expected at least {RIGHT_FLOOR} right and none wrong")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
