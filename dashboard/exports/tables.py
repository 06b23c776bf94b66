"""The comparison and the gaps as a file: one table in the same formats as the SWOT.

Input is a `dashboard.reports.tables.TableReport`. Collected text is hostile: each format escapes or neutralises it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from dashboard.exports.as_html import table_as_html
from dashboard.exports.as_xlsx import Column, add_chart, add_sheet
from dashboard.exports.files import known_suffix, write_whole
from dashboard.exports.slides.deck import Deck
from dashboard.exports.slides.draw import Cell, Table, Text, table_slides
from dashboard.exports.slides.look import SMALL, points
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.plain import plain
from dashboard.reports.safety import clean, csv_text, markdown_text, one_line
from dashboard.reports.tables import Field, TableReport

SLIDE_ROWS = 60
"""Rows that slides show; a longer table says how many more there are, and where."""
CHARACTER = 0.6
"""Width of a character in type sizes, roughly."""
MIN_COLUMN = 9
"""Characters that a column has at least."""
_SHEET = {"score": "0.00", "signed": "+0.00;-0.00;0.00", "count": "#,##0", "share": "0 %", "q": "0.0000", "text": ""}


def table_bytes(report: TableReport, suffix: str) -> bytes:
    """The file of that `suffix` ('.csv' or 'csv', any case) as bytes. ValueError for a suffix that cannot be written."""
    return _WRITERS[known_suffix(suffix, _WRITERS)](report)


def export_table(report: TableReport, path: Path, template: Path | None = None) -> Path:
    """Write the table to `path` in the format of its suffix, whole or not at all; returns `path`. Errors as `export_swot`."""
    suffix = known_suffix(path.suffix, _WRITERS)
    if template is not None and suffix != ".pptx":
        raise ValueError(f"{template}: a template is used for .pptx only, not for {path.name}; leave it out")
    write_whole(path, as_pptx(report, template) if suffix == ".pptx" else _WRITERS[suffix](report))
    return path


def as_csv(report: TableReport) -> bytes:
    """Keys of the fields as header; what was not observed is empty. UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(["edition", "edition_status", "synthetic", *(field.key for field in report.fields)])
    head = [report.edition, report.edition_status, "true" if report.synthetic else "false"]
    for row in report.rows:
        writer.writerow([*head, *("" if v is None else csv_text(v) if isinstance(v, str) else v for v in row)])
    return out.getvalue().encode("utf-8-sig")


def as_json(report: TableReport) -> bytes:
    """`schema` ('overheard.comparison/1', 'overheard.gaps/1'), what the table rests on, and `rows` as objects by key."""
    facts = {name: value for name, value in vars(report).items() if name not in ("fields", "rows")}
    rows = [dict(zip((field.key for field in report.fields), row, strict=True)) for row in report.rows]
    document = {"schema": f"overheard.{report.subject}/1", **plain(facts), "rows": plain(rows)}
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def as_markdown(report: TableReport) -> bytes:
    """A heading, the facts, one table, the note and the definitions."""
    parts = [f"# {markdown_text(report.title)}"]
    if report.synthetic:
        parts.append(f"> **{markdown_text(t('export.deck.synthetic'))}**")
    parts.append("  \n".join(markdown_text(fact) for fact in _facts(report)))
    rows = [["" if not cell else markdown_text(cell) for cell in _shown(report, row)] for row in report.rows]
    header = [markdown_text(field.heading) for field in report.fields]
    lines = [header, ["---:" if field.format != "text" else "---" for field in report.fields], *rows]
    parts.append("\n".join(f"| {' | '.join(cells)} |" for cells in lines) if rows else t("export.table.empty"))
    parts.append(markdown_text(report.note))
    parts.append("\n".join(f"- **{markdown_text(k)}**: {markdown_text(v)}" for k, v in words.definitions()))
    return ("\n\n".join(parts) + "\n").encode()


def as_html(report: TableReport) -> bytes:
    """One page without script: the facts, the table, the definitions."""
    return table_as_html(report, _facts(report), [_shown(report, row) for row in report.rows])


def as_xlsx(report: TableReport) -> bytes:
    """Two sheets: the table, numbers as numbers, and what it is."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    book.properties.title, book.properties.creator = clean(report.title)[:250], "Overheard"
    columns = [Column(field.heading, max(9, field.width + 4), _SHEET[field.format]) for field in report.fields]
    add_sheet(book, t("export.table.sheet"), columns, report.rows)
    about = [(t("export.about.definition", name=name), text) for name, text in words.definitions()]
    notes = [[report.title, report.note], *([fact, ""] for fact in _facts(report)), *(list(pair) for pair in about)]
    if report.synthetic:
        notes.insert(1, [t("export.about.synthetic"), t("export.deck.synthetic")])
    widths = [Column(t("export.columns.key"), 44), Column(t("export.columns.value"), 110)]
    add_sheet(book, t("export.sheets.about"), widths, notes)
    add_chart(book, _bars(report))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bars(report: TableReport) -> list[tuple[str, float, float, float]]:
    """(label, net sentiment, low, high) of the rows of the journey that were measured: a table of one scale."""
    if report.subject != "journey":
        return []
    places = {field.key: place for place, field in enumerate(report.fields)}
    found = [
        [row[places[key]] for key in ("brand", "stage", "touchpoint", "net", "low", "high")] for row in report.rows
    ]
    return [(" · ".join(map(one_line, row[:3])), *row[3:]) for row in found if None not in row]


def as_pptx(report: TableReport, template: Path | None = None) -> bytes:
    """A cover and the first SLIDE_ROWS rows as native tables, in our look or that of `template`: as many columns as can be read;
    the note names the others and says how many more rows there are."""
    synthetic = t("deck.cover.synthetic") if report.synthetic else ""
    footer = one_line(report.title)
    deck = Deck(t("deck.footer.synthetic", footer=footer) if synthetic else footer, template)
    deck.cover(report.title, _facts(report), synthetic)
    shown = _columns(report.fields, points(deck.body.width))
    rows: list[list[Cell]] = [
        [
            [Text(cell, SMALL, align="left" if field.format == "text" else "right")]
            for field, cell in list(zip(report.fields, _shown(report, row), strict=True))[:shown]
        ]
        for row in report.rows[:SLIDE_ROWS]
    ]
    note, more = report.note, len(report.rows) - len(rows)
    if more:
        note = f"{t('export.table.more_rows', n=words.count(more))} {note}"
    if shown < len(report.fields):
        rest = ", ".join(field.heading for field in report.fields[shown:])
        note = f"{t('export.table.more_columns', names=rest)} {note}"
    if rows:
        fields = report.fields[:shown]
        table = Table([field.heading for field in fields], rows, [field.width for field in fields], report.title)
        for slide, start, count in table_slides(deck, table, report.title, note):
            listed = (" · ".join(filter(None, _shown(report, row))) for row in report.rows[start : start + count])
            deck.notes(slide, "\n".join(listed))
    else:
        deck.slide(t("export.table.empty"))
    deck.file.core_properties.title, deck.file.core_properties.author = clean(report.title)[:250], "Overheard"
    return deck.save()


def _columns(fields: Sequence[Field], width: float) -> int:
    """How many of the fields, from the first on, have room in `width` points; their widths are in characters."""
    used = 0.0
    for count, field in enumerate(fields):
        used += max(field.width, MIN_COLUMN) * SMALL * CHARACTER
        if used > width and count:
            return count
    return len(fields)


def _facts(report: TableReport) -> list[str]:
    status = words.named("status", report.edition_status)
    return [
        t("export.deck.edition", edition=one_line(report.edition), status=status),
        t("export.deck.window", start=words.day(report.window_start), end=words.day(report.window_end)),
        t("export.deck.made", workspace=one_line(report.workspace), build=one_line(report.build)),
    ]


def _shown(report: TableReport, row: tuple[Any, ...]) -> list[str]:
    return [_cell(field, value) for field, value in zip(report.fields, row, strict=True)]


def _cell(field: Field, value: Any) -> str:
    """A value in words; an empty cell where it is missing, unless that means "not observed"."""
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return t("export.value.not_observed") if field.observed else ""
    if isinstance(value, str):
        return one_line(value)
    if field.format == "count":
        return words.count(int(value))
    if field.format == "share":
        return t("export.value.share", value=f"{100 * value:.0f}")
    if field.format == "q":
        return "< 0.001" if value < 0.001 else f"{value:.3f}"
    return words.number(float(value), signed=field.format == "signed")


_WRITERS = {
    ".pptx": as_pptx,
    ".xlsx": as_xlsx,
    ".csv": as_csv,
    ".md": as_markdown,
    ".html": as_html,
    ".json": as_json,
}
