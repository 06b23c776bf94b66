"""`overheard label`: shows the sentences whose label is least certain, asks for the right one, and for the right drivers where
the user wants to give them, and writes corrections.

Which brand a sentence is about is not shown: whoever knows it labels differently. Texts come from the published build, so that
labelling needs no lock; answers go to corrections.jsonl, which the next analysis loads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from analysis.text.drivers import load_taxonomy, own_drivers_json, taxonomy_languages, use_own_drivers
from data.clock import utc_now
from data.sqlfiles import read_sql
from data.state.corrections import Correction, append_corrections, driver_list, read_corrections, sentence_hash
from data.views import load_views
from data.workspace import Workspace
from overheard.commands.label.terminal import Ask, Show, lines, printable, published_build

KEYS = {"+": "1", "0": "0", "-": "-1"}
DRIVERS, SKIP, QUIT = "d", "s", "q"
NONE = "0"
HELP = (
    "+ positive, 0 neutral or mixed, - negative, d its drivers, s skip, q quit; in brackets: the label of now, and what the "
    "sentence is about by now"
)
DRIVERS_HELP = "numbers of all drivers it is about, such as 3 7; 0 none; empty: leave as it is"
_MARK = {value: key for key, value in KEYS.items()}


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A sentence as the build has it. `label`: '-1', '0', '1' or '' where no model reads the language; `drivers`: ids set apart
    by spaces, '' if it is about none."""

    record_kind: str
    record_id: str
    start: int
    language: str
    label: str
    drivers: str
    sentence: str


def label_sentences(workspace: Workspace, language: str, n: int, ask: Ask, show: Show) -> int:
    """Go through up to `n` sentences (of `language`, '' = any). `ask` returns a line of input and raises EOFError at its end;
    each answer is on the disk before the next question. Returns how many labels differ from what stood there.

    Raises ConfigError when nothing is published.
    """
    use_own_drivers(own_drivers_json(workspace.drivers))
    build = published_build(workspace, "sentences")
    sentences = uncertain_sentences(build, workspace.state_dir, language, n)
    if not sentences:
        show(f"no sentences{f' in {language!r}' if language else ''} that are not labelled yet")
        return 0
    show(HELP)
    given = changed = taught = 0
    for number, sentence in enumerate(sentences, start=1):
        _show(sentence, f"{number}/{len(sentences)}", show)
        while (answer := _answer(ask, show)) == DRIVERS:
            drivers = _drivers(sentence, ask, show)
            if drivers is not None:
                append_corrections(workspace.state_dir, [_correction(sentence, "driver", sentence.drivers, drivers)])
                taught += 1
        if answer == QUIT:
            break
        if answer != SKIP:
            append_corrections(workspace.state_dir, [_correction(sentence, "label", sentence.label, KEYS[answer])])
            given, changed = given + 1, changed + (KEYS[answer] != sentence.label)
    drivers_too = f"; {taught} with drivers" if taught else ""
    show(
        f"{given} labelled, {changed} of them differently{drivers_too}; they count from the next `overheard analyze` on"
    )
    return changed


def uncertain_sentences(build: Path, state_dir: Path, language: str, n: int) -> list[Uncertain]:
    """The `n` least certain sentences of a build, one a text, without those whose label corrections.jsonl holds already."""
    done = {
        (correction.record_kind, correction.record_id, correction.sentence_hash)
        for correction in read_corrections(state_dir)[0]
        if correction.field == "label"
    }
    with duckdb.connect(str(build), read_only=True) as connection:
        load_views(connection)
        rows = connection.execute(
            read_sql("queries", "least_certain"), {"language": language, "most": n + len(done)}
        ).fetchall()
    found = (Uncertain(*row) for row in rows)
    return [item for item in found if (item.record_kind, item.record_id, sentence_hash(item.sentence)) not in done][:n]


def _show(sentence: Uncertain, position: str, show: Show) -> None:
    about = f" [{sentence.drivers.replace(' ', ', ')}]" if sentence.drivers else ""
    show(f"\n{position} [{_MARK.get(sentence.label, '?')}]{about} {printable(sentence.sentence)}")


def _answer(ask: Ask, show: Show) -> str:
    for line in lines(ask):
        if line == "":
            continue
        if line[0] in (*KEYS, DRIVERS, SKIP, QUIT):
            return line[0]
        show(HELP)
    return QUIT


def _drivers(sentence: Uncertain, ask: Ask, show: Show) -> str | None:
    """The drivers the user gives, as a correction holds them; None: leave them as they are."""
    names = _known_drivers(sentence.language)
    for number, (driver, name) in enumerate(names.items(), start=1):
        show(f"{number:3} {name}{' *' if driver in sentence.drivers.split() else ''}")
    show(DRIVERS_HELP)
    for line in lines(ask):
        if line == "":
            return None
        chosen = _chosen(line, list(names))
        if chosen is not None:
            return driver_list(chosen)
        show(f"expected numbers from 1 to {len(names)}, 0 alone, or nothing; found {printable(line)!r}")
    return None


def _chosen(line: str, drivers: Sequence[str]) -> list[str] | None:
    """The drivers that a line of numbers names; None if it is something else."""
    parts = line.replace(",", " ").split()
    if parts == [NONE]:
        return []
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < len("1000")]
    if len(numbers) < len(parts) or not all(1 <= number <= len(drivers) for number in numbers):
        return None
    return [drivers[number - 1] for number in numbers]


def _known_drivers(language: str) -> dict[str, str]:
    """Id -> name of the drivers a sentence may be about, in its own language where there is a taxonomy, else in English."""
    taxonomy = load_taxonomy(language if language in taxonomy_languages() else "en")
    return {driver.id: driver.name for driver in taxonomy.drivers.values()}


def _correction(sentence: Uncertain, field: str, old: str, new: str) -> Correction:
    return Correction.model_validate(
        {
            "record_kind": sentence.record_kind,
            "record_id": sentence.record_id,
            "start": sentence.start,
            "field": field,
            "old": old,
            "new": new,
            "sentence_hash": sentence_hash(sentence.sentence),
            "corrected_by": "label",
            "made_at": utc_now(),
        }
    )
