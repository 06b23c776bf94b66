"""The sample as a csv file, for those who label in a spreadsheet: `overheard label --sample --to FILE`, then `--from FILE`."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import datetime
from pathlib import Path

from dashboard.reports.safety import csv_text
from dashboard.reports.texts.drawn import draw, strata
from data.clock import utc_now
from data.errors import ConfigError
from data.files import write_atomic
from data.state.sample import Sampled, append_sample, read_sample
from data.wording import counted
from data.workspace import Workspace
from overheard.commands.label.sample import check_kind, countdown, nothing_left
from overheard.commands.label.terminal import Show, published_build

COLUMNS = ("label", "text", "of", "record_kind", "record_id", "text_hash", "drawn_at")
LABELS = {
    "+": 1, "1": 1, "+1": 1, "positive": 1,
    "0": 0, "neutral": 0, "mixed": 0,
    "-": -1, "-1": -1, "negative": -1,
    "s": None,
}  # fmt: skip
"""What may be written into the column `label`."""


def write_sheet(workspace: Workspace, file: Path, language: str, kind: str, n: int, show: Show) -> int:
    """Write up to `n` drawn texts to `file` with an empty column `label`. Returns how many. Raises ConfigError for a file that is
    there already, which may hold somebody's labels."""
    check_kind(kind)
    if file.exists():
        raise ConfigError(f"--to: expected a new file, found {file}: read it with --from, or name another.")
    build = published_build(workspace, "texts")
    drawn = draw(build, workspace.state_dir, language, kind, n)
    if not drawn:
        show(nothing_left(build, workspace.state_dir, language, kind))
        return 0
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    at = utc_now().isoformat()
    for text in drawn:
        words = csv_text(f"{text.title} {text.body}")
        writer.writerow(["", words, text.stratum.called, text.record_kind, text.record_id, text.text_hash, at])
    write_atomic(file, out.getvalue().encode("utf-8-sig"))
    show(
        f"{counted(len(drawn), 'text')} written to {file}: fill in the column label from the top (+ positive, 0 neutral or "
        "mixed, - negative, s it cannot be told) and read it with --from"
    )
    return len(drawn)


def read_sheet(workspace: Workspace, file: Path, show: Show) -> int:
    """Take the labels of a file that `write_sheet` wrote; rows without one wait. Returns how many were new. Raises ConfigError
    naming row and column of what is no label, before anything is taken."""
    build = published_build(workspace, "texts")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--from: expected the csv that --to wrote, found {file}: {error}.") from error
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise ConfigError(f"{file}: expected the columns {', '.join(COLUMNS)}, found none of {', '.join(missing)}.")
    known = {each.key: each for each in read_sample(workspace.state_dir)[0]}
    labels = [label for number, row in enumerate(rows, start=2) if (label := _label(file, number, row)) is not None]
    fresh = [each for each in labels if each.key not in known or known[each.key].label != each.label]
    append_sample(workspace.state_dir, fresh)
    show(f"{counted(len(fresh), 'text')} labelled of {file}; they count from the next `overheard analyze` on")
    for line in countdown(strata(build, workspace.state_dir)):
        show(line)
    return len(fresh)


def _label(file: Path, number: int, row: dict[str, str | None]) -> Sampled | None:
    """The label of one row; None where it has none yet."""
    written = unicodedata.normalize("NFKC", row["label"] or "").strip().lstrip("'").lower().replace("\u2212", "-")
    if not written:
        return None
    if written not in LABELS:
        raise ConfigError(f"{file} row {number}, label: expected +, 0, - or s, found {written!r}.")
    try:
        return Sampled.model_validate(
            {name: row[name] for name in ("record_kind", "record_id", "text_hash")}
            | {
                "drawn_at": datetime.fromisoformat(row["drawn_at"] or ""),
                "label": LABELS[written],
                "labelled_at": utc_now(),
            }
        )
    except ValueError as error:
        raise ConfigError(f"{file} row {number}: expected the cells that --to wrote, found others: {error}.") from error
