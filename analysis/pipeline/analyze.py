"""An analysis from end to end: what is new is read, the edition is made step by step, and written in one transaction.

Killed anywhere, the warehouse keeps whole batches of opinions and either the old edition or the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from analysis.claims.statements import statement_language
from analysis.figures.editions.edition import edition_of
from analysis.figures.gaps import number_of_tests
from analysis.pipeline.corrections import apply_corrections
from analysis.pipeline.driver_models import driver_models
from analysis.pipeline.edition_row import FROZEN, PROVISIONAL
from analysis.pipeline.findings import Findings, Progress
from analysis.pipeline.inputs import named_brands, read_inputs
from analysis.pipeline.samples import with_sample
from analysis.pipeline.sentiment_models import SentimentChoice, lexicon_models, models_for
from analysis.pipeline.steps import STEPS, Row
from analysis.pipeline.topic_rows import newest_topics
from analysis.pipeline.unchanged import is_unchanged, note_made
from analysis.reading.batches import read_texts
from analysis.reading.known_texts import keep_memory, load_memory, make_tables
from analysis.reading.masking import Masking
from analysis.reading.personas import write_persona_texts
from analysis.sentiment.models.transformer import transformers
from analysis.tables import insert
from analysis.text.drivers import own_drivers_json, use_own_drivers
from data.state.corrections import load_corrections
from data.state.meant import load_meant
from data.state.sample import load_sample
from data.state.topic_answers import dismissed_topics
from data.text_kinds import POSTS
from data.warehouse import transaction
from data.workspace import Workspace

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class AnalysisSummary:
    """What an analysis did: texts read now, and rows in the edition. `frozen`: the edition was frozen, so only texts
    were read."""

    edition: str
    reviews_read: int
    questions_read: int
    lines: int = 0
    leads: int = 0
    tests: int = 0
    frozen: bool = False


def analyze(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    now: datetime,
    report: Say = lambda _: None,
    progress: Progress = lambda *_: None,
) -> AnalysisSummary:
    """Read what is new and make the provisional edition that `now` (naive UTC) belongs to.

    `con`: a migrated warehouse without an open transaction. Equal tables and an equal `now` give equal rows; a frozen
    edition is never touched. Errors (LexiconError: a broken phrase file; TransformerError; duckdb.Error)
    leave the last edition as it was.
    """
    use_own_drivers(own_drivers_json(workspace.drivers))
    edition = edition_of(now, workspace.timezone, workspace.window_days)
    for line in (*load_corrections(con, workspace.state_dir).problems, *load_meant(con, workspace.state_dir).told):
        report(line)
    for line in load_sample(con, workspace.state_dir):
        report(line)
    dismissed, problems = dismissed_topics(workspace.state_dir)
    for line in problems:
        report(line)
    make_tables(con)
    if made := is_unchanged(con, workspace, now):
        report(f"nothing is new since the analysis of {made:%Y-%m-%d %H:%M} UTC: edition {edition.id} stays as it is")
        return _summary_of(con, edition.id)
    sentiment = _sentiment_models(con, workspace, report)
    drivers = driver_models(con, workspace.state_dir, report, Masking(named_brands(workspace)))
    reviews_read, questions_read = read_texts(
        con,
        workspace.languages,
        report,
        sentiment.models,
        sentiment.workers,
        named=drivers.models,
        brands=named_brands(workspace),
        posts=sentiment.of_kind(POSTS),
    )
    report(f"{reviews_read:,} customers' texts and {questions_read:,} questions were new or changed")
    corrected = apply_corrections(con, report)
    if corrected:
        report(f"{corrected:,} opinions are as users corrected them")
    if _is_frozen(con, edition.id):
        report(f"edition {edition.id} is frozen: its figures stay as they are")
        return AnalysisSummary(
            edition=edition.id, reviews_read=reviews_read, questions_read=questions_read, frozen=True
        )
    sentiment = with_sample(con, sentiment, Masking(named_brands(workspace)), report)
    inputs = read_inputs(
        con,
        workspace=workspace,
        edition=edition,
        now=now,
        sentiment=sentiment,
        drivers=drivers,
        dismissed_topics=dismissed,
    )
    for unmatched in inputs.unmatched_names.values():
        report(f"{workspace.config_path}: no text here has what a persona names: {unmatched}")
    memory = load_memory(con)
    found = Findings(inputs, progress, memory)
    rows = _rows(found, report)
    with transaction(con):
        _write(con, edition.id, rows)
        write_persona_texts(con)
        keep_memory(con, memory)
        note_made(con, workspace, now)
    summary = AnalysisSummary(
        edition=edition.id,
        reviews_read=reviews_read,
        questions_read=questions_read,
        lines=len(rows["swot"]),
        leads=len(rows["leads"]),
        tests=number_of_tests(found.gaps),
    )
    report(f"edition {edition.id}: {summary.lines} lines, {summary.leads} leads, {summary.tests} tests")
    return summary


def _summary_of(con: duckdb.DuckDBPyConnection, edition: str) -> AnalysisSummary:
    """Of an edition that stays as it is."""
    lines, leads, tests = (
        con.execute(f"SELECT count({what}) FROM {table} WHERE edition = ?", [edition]).fetchall()[0][0]  # noqa: S608
        for what, table in (("*", "swot"), ("*", "leads"), ("p", "gaps"))
    )
    return AnalysisSummary(edition=edition, reviews_read=0, questions_read=0, lines=lines, leads=leads, tests=tests)


def freeze(con: duckdb.DuckDBPyConnection, edition: str) -> bool:
    """Mark a provisional edition as frozen; False if there is no such edition or it is frozen already."""
    found = con.execute(
        "UPDATE editions SET status = ? WHERE edition = ? AND status = ? RETURNING edition",
        [FROZEN, edition, PROVISIONAL],
    ).fetchall()
    return bool(found)


def _sentiment_models(con: duckdb.DuckDBPyConnection, workspace: Workspace, report: Say) -> SentimentChoice:
    if workspace.sentiment == "lexicon":
        return lexicon_models(workspace.languages)
    return models_for(
        con,
        workspace.state_dir,
        workspace.languages,
        report,
        masking=Masking(named_brands(workspace)),
        transformers=transformers(workspace.sentiment_folders, workspace.languages),
        forced=workspace.sentiment == "transformer",
    )


def _is_frozen(con: duckdb.DuckDBPyConnection, edition: str) -> bool:
    """Whether the edition is frozen, or frozen and since redacted."""
    status = con.execute("SELECT status FROM editions WHERE edition = ?", [edition]).fetchone()
    return status is not None and status[0] != PROVISIONAL


def _rows(found: Findings, report: Say) -> dict[str, Any]:
    """Table -> its rows of the edition."""
    inputs, asked = found.inputs, found.inputs.workspace.language
    report(
        f"{sum(found.texts.removed.values()):,} duplicates left out of {len(inputs.reviews):,} reviews and "
        f"{len(inputs.mentions):,} mentions"
    )
    language = statement_language(asked)
    if language != asked:
        report(f"no sentences of reports in {asked!r} yet: the SWOT is written in {language!r}")
    rows: dict[str, Any] = {}
    for step in STEPS:
        if step.announced:
            report(step.announced)
        rows[step.table] = step.rows(found)
    if bare := sum(item["record_kind"] == "opinions" for item in rows["swot_evidence"]):
        report(f"{bare} lines on what customers say have no sentence that agrees in topic, label and stars, and say so")
    if topics := newest_topics(rows["topic_proposals"], inputs.now):
        report(topics)
    return rows


def _write(con: duckdb.DuckDBPyConnection, edition: str, rows: Mapping[str, list[Row] | pd.DataFrame]) -> None:
    for step in STEPS:
        if step.by_edition:
            con.execute(f'DELETE FROM "{step.table}" WHERE edition = ?', [edition])  # noqa: S608 - names from STEPS
        else:
            con.execute(f'DELETE FROM "{step.table}"')  # noqa: S608
        insert(con, step.table, rows[step.table])
