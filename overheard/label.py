"""`overheard label`: shows the sentences whose label is least certain, asks for the right one and writes corrections.

Which brand a sentence is about is not shown: whoever knows it labels differently. Texts come from the published build, so that
labelling needs no lock; answers go to corrections.jsonl, which the next analysis loads.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.clock import utc_now
from data.corrections import ANY_DRIVER, Correction, append_corrections, read_corrections, sentence_hash
from data.publish import current_build
from data.sqlfiles import read_sql
from data.workspace import ConfigError, Workspace

KEYS = {"+": "1", "0": "0", "-": "-1"}
SKIP, QUIT = "s", "q"
HELP = "+ positive, 0 neutral or mixed, - negative, s skip, q quit; the label of now is in brackets"
_MARK = {value: key for key, value in KEYS.items()}
Ask = Callable[[str], str]
Show = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A sentence as the build has it. `label`: '-1', '0', '1' or '' where no model reads the language."""

    record_kind: str
    record_id: str
    start: int
    language: str
    label: str
    sentence: str


def label_sentences(workspace: Workspace, language: str, n: int, ask: Ask, show: Show) -> int:
    """Go through up to `n` sentences (of `language`, '' = any). `ask` returns a line of input and raises EOFError at its end;
    each answer is on the disk before the next sentence is shown. Returns how many labels differ from what stood there.

    Raises ConfigError when nothing is published.
    """
    build = current_build(workspace.state_dir)
    if build is None:
        raise ConfigError(
            f"{workspace.state_dir}: expected a published build to take sentences from, found none: run `overheard run`."
        )
    sentences = uncertain_sentences(build, workspace.state_dir, language, n)
    if not sentences:
        show(f"no sentences{f' in {language!r}' if language else ''} that are not labelled yet")
        return 0
    show(HELP)
    given = changed = 0
    for number, sentence in enumerate(sentences, start=1):
        answer = _answer(sentence, f"{number}/{len(sentences)}", ask, show)
        if answer == QUIT:
            break
        if answer != SKIP:
            append_corrections(workspace.state_dir, [_correction(sentence, KEYS[answer])])
            given, changed = given + 1, changed + (KEYS[answer] != sentence.label)
    show(f"{given} labelled, {changed} of them differently; they count from the next `overheard analyze` on")
    return changed


def uncertain_sentences(build: Path, state_dir: Path, language: str, n: int) -> list[Uncertain]:
    """The `n` least certain sentences of a build, one a text, without those that corrections.jsonl holds already."""
    done = {
        (correction.record_kind, correction.record_id, correction.sentence_hash)
        for correction in read_corrections(state_dir)[0]
    }
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute(
            read_sql("queries", "least_certain"), {"language": language, "most": n + len(done)}
        ).fetchall()
    found = (Uncertain(*row) for row in rows)
    return [item for item in found if (item.record_kind, item.record_id, sentence_hash(item.sentence)) not in done][:n]


def _answer(sentence: Uncertain, position: str, ask: Ask, show: Show) -> str:
    mark = _MARK.get(sentence.label, "?")
    show(f"\n{position} [{mark}] {_printable(sentence.sentence)}")
    for line in _lines(ask):
        if line == "":
            continue
        if line[0] in (*KEYS, SKIP, QUIT):
            return line[0]
        show(HELP)
    return QUIT


def _lines(ask: Ask) -> Iterator[str]:
    """Lines of input, trimmed and lower case, until there are no more."""
    while True:
        try:
            yield unicodedata.normalize("NFKC", ask("> ")).strip().lower().replace("\u2212", "-")
        except EOFError:
            return


def _printable(text: str) -> str:
    """Without characters that steer a terminal: collected text is hostile."""
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character == "\u200d" else " "
        for character in text
    )


def _correction(sentence: Uncertain, new: str) -> Correction:
    return Correction.model_validate(
        {
            "record_kind": sentence.record_kind,
            "record_id": sentence.record_id,
            "start": sentence.start,
            "driver": ANY_DRIVER,
            "field": "label",
            "old": sentence.label,
            "new": new,
            "sentence_hash": sentence_hash(sentence.sentence),
            "corrected_by": "label",
            "made_at": utc_now(),
        }
    )
