"""The one edge between analysis and the database: reads observations, writes opinions and the edition.

Killed anywhere, the warehouse keeps whole batches of opinions and either the old edition or the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from analysis.claims.leads import leads_of
from analysis.claims.lines import Line
from analysis.claims.market import BrandInfo, Market
from analysis.claims.statements import language_name, statement_language
from analysis.claims.swot import swot_of
from analysis.figures.edition import Edition, edition_of
from analysis.figures.gaps import DRIVER, RESPONSE, Comparer, in_order, number_of_tests, with_q
from analysis.figures.kpis import kpi_rows
from analysis.figures.presence import presence_rows
from analysis.figures.rankings import asked, outranked
from analysis.figures.response import TOPIC, answers
from analysis.figures.scores import driver_scores
from analysis.figures.texts import observations, observed_of, texts_of, unread_languages
from analysis.figures.trends import trend_rows, unmet_rows
from analysis.figures.units import ALL, UnitPool, whole_reach
from analysis.figures.visibility import visibility
from analysis.pipeline.corrections import apply_corrections
from analysis.pipeline.driver_models import DriverChoice, driver_models
from analysis.pipeline.edition_rows import FROZEN, PROVISIONAL, edition_row, evaluation_rows
from analysis.pipeline.inputs import asked_intents, complaints_of, intents_of, presences_of, quotes_of, switches_of
from analysis.pipeline.meant import precision_rows
from analysis.pipeline.sentiment_models import Chosen, lexicon_models, models_for
from analysis.pipeline.topic_rows import NoTopics, newest_topics, topic_rows
from analysis.reading.batches import read_texts
from analysis.sentiment.measuring.evaluations import validated
from analysis.sentiment.models.transformer import transformers
from analysis.tables import frame, insert, sql
from analysis.text.drivers import load_taxonomy, taxonomy_languages
from analysis.text.signals import NamedBrand
from data.state.corrections import load_corrections
from data.state.meant import load_meant
from data.state.topic_answers import dismissed_topics
from data.warehouse import transaction
from data.workspace import Workspace

EDITION_TABLES = ("driver_scores", "kpis", "gaps", "swot", "swot_evidence", "leads", "editions")
Say = Callable[[str], None]


@dataclass(frozen=True)
class AnalysisSummary:
    """What an analysis did: texts read now, and rows in the edition. `frozen`: the edition was frozen, so only texts
    were read."""

    edition: str
    reviews_read: int
    questions_read: int
    lines: int
    leads: int
    tests: int
    frozen: bool = False


@dataclass(frozen=True)
class _Result:
    """The rows of one edition, by table."""

    rows: dict[str, list[dict[str, Any]]]
    tests: int


def analyze(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, now: datetime, report: Say = lambda _: None
) -> AnalysisSummary:
    """Read what is new and make the provisional edition that `now` (naive UTC) belongs to.

    `con`: a migrated warehouse without an open transaction. Equal tables and an equal `now` give equal rows; a frozen
    edition is never touched. Errors (LexiconError: a broken phrase file; TransformerError; duckdb.Error)
    leave the last edition as it was.
    """
    edition = edition_of(now, workspace.timezone, workspace.window_days)
    corrections = load_corrections(con, workspace.state_dir)
    for line in (*corrections.problems, *load_meant(con, workspace.state_dir).told):
        report(line)
    named_brands = [NamedBrand(brand.id, (brand.name, *brand.aliases), brand.exclude) for brand in workspace.brands]
    names = [name for brand in workspace.brands for name in (brand.name, *brand.aliases)]
    if workspace.sentiment == "lexicon":
        chosen = lexicon_models(workspace.languages)
    else:
        own = transformers(workspace.sentiment_folders, workspace.languages)
        forced = workspace.sentiment == "transformer"
        chosen = models_for(
            con, workspace.state_dir, workspace.languages, report, names, transformers=own, forced=forced
        )
    drivers = driver_models(con, workspace.state_dir, report)
    reviews_read, questions_read = read_texts(
        con, workspace.languages, report, chosen.models, chosen.workers, named=drivers.models, brands=named_brands
    )
    report(f"{reviews_read:,} customers' texts and {questions_read:,} questions were new or changed")
    corrected = apply_corrections(con, report)
    if corrected:
        report(f"{corrected:,} opinions are as users corrected them")
    status = con.execute("SELECT status FROM editions WHERE edition = ?", [edition.id]).fetchone()
    if status is not None and status[0] != PROVISIONAL:  # frozen, or frozen and since redacted
        report(f"edition {edition.id} is frozen: its figures stay as they are")
        return AnalysisSummary(edition.id, reviews_read, questions_read, 0, 0, 0, frozen=True)
    result = _edition(con, workspace, edition, chosen, drivers, now, report)
    with transaction(con):
        _write(con, edition.id, result)
    lines, leads = len(result.rows["swot"]), len(result.rows["leads"])
    report(f"edition {edition.id}: {lines} lines, {leads} leads, {result.tests} tests")
    return AnalysisSummary(edition.id, reviews_read, questions_read, lines, leads, result.tests)


def freeze(con: duckdb.DuckDBPyConnection, edition: str) -> bool:
    """Mark a provisional edition as frozen; False if there is no such edition or it is frozen already."""
    found = con.execute(
        "UPDATE editions SET status = ? WHERE edition = ? AND status = ? RETURNING edition",
        [FROZEN, edition, PROVISIONAL],
    ).fetchall()
    return bool(found)


def _write(con: duckdb.DuckDBPyConnection, edition: str, result: _Result) -> None:
    for table in EDITION_TABLES:
        con.execute(f'DELETE FROM "{table}" WHERE edition = ?', [edition])  # noqa: S608 - names from a constant
    for table in ("brands", "evaluations", "question_intents", "topic_proposals", "topic_examples"):
        con.execute(f'DELETE FROM "{table}"')  # noqa: S608
    for table, rows in result.rows.items():
        insert(con, table, rows)


def _edition(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    edition: Edition,
    chosen: Chosen,
    taught: DriverChoice,
    now: datetime,
    report: Say,
) -> _Result:
    """All rows of the edition; reads only."""
    brands = [
        BrandInfo(brand.id, brand.name, (brand.name, *brand.aliases), brand.exclude) for brand in workspace.brands
    ]
    ids = [brand.id for brand in brands]
    start, end = edition.window_start, edition.window_end
    readable = validated({*workspace.languages, *taxonomy_languages()}, chosen.names, chosen.measured)
    reviews, mentions = frame(con, "reviews", brands=ids), frame(con, "mentions", brands=ids)
    said = pd.concat([part for part in (reviews, mentions) if len(part)]) if len(mentions) else reviews
    texts = texts_of(said.reset_index(drop=True), frame(con, "sentences", brands=ids, since=edition.previous_start))
    report(
        f"{sum(texts.removed.values()):,} duplicates left out of {len(reviews):,} reviews and {len(mentions):,} mentions"
    )
    by_driver, whole = (part for part in observations(texts.sentences))
    pool, overall = UnitPool(by_driver, readable), UnitPool(whole, readable)
    observed = observed_of(texts.all, frame(con, "truncated"))
    sources = sorted({source for _, source in observed})
    replies = answers(texts.of_kind("review"), start, end)
    reply_pool, all_replies = UnitPool(replies), UnitPool(replies.assign(topic=ALL))

    faqs = frame(con, "faqs", brands=ids)
    intents = intents_of(faqs)
    presences = presences_of(
        brands,
        {brand.id: brand.faqs or () for brand in workspace.brands},
        faqs,
        frame(con, "channels", brands=ids),
        frame(con, "visits", brands=ids),
        intents,
        start,
    )
    rankings = frame(con, "rankings", since=start)
    volumes = {
        (str(keyword), str(market)): int(volume)
        for keyword, market, volume in con.execute(sql("keyword_volumes")).fetchall()
    }
    seen = visibility(rankings, volumes, ids, start, end)
    questions = asked_intents(asked(rankings, start, end), workspace.languages)

    drivers = list(load_taxonomy("en").drivers)
    report("comparing brands")
    rows = with_q(
        in_order(
            [
                *Comparer(pool, overall, observed, ids, edition, DRIVER, readable).rows(drivers),
                *Comparer(reply_pool, all_replies, observed, ids, edition, RESPONSE, None).rows([TOPIC]),
                *trend_rows(pool, sources, ids, edition),
                *unmet_rows(pool, sources, ids, edition),
                *presence_rows(list(presences.values()), edition),
            ]
        )
    )
    language = statement_language(workspace.language)
    if language != workspace.language:
        report(f"no sentences of reports in {workspace.language!r} yet: the SWOT is written in {language!r}")
    unread = unread_languages(texts.sentences, readable, start)
    market = Market(
        edition,
        language,
        brands,
        rows,
        presences,
        quotes_of(texts.sentences, readable, start, end),
        replies,
        outranked(rankings, ids, start, end),
        switches_of(texts.sentences, brands, start, end),
        questions,
        complaints_of(texts.sentences, readable, start, end),
        {brand: language_name(code, language) for brand, code in unread.items()},
    )
    out: dict[str, list[dict[str, Any]]] = {"swot": [], "leads": [], "swot_evidence": []}
    for brand in ids:
        _add_lines(con, out, market, brand, now)
    reach = whole_reach(sources, start, end)
    out["gaps"] = [_without(asdict(row), "rivals") | {"edition": edition.id} for row in rows]
    out["driver_scores"] = _labelled(edition, driver_scores([pool, overall], ids, reach, readable))
    surveys = frame(con, "surveys", brands=ids, start=start, end=end)
    measures = kpi_rows(texts, replies, seen, surveys, ids, start, end)
    out["kpis"] = _labelled(edition, measures + precision_rows(con, ids))
    out["question_intents"] = intents + [
        {"record_kind": "paa", "record_id": entry.item.record_id, "brand": "", "intent": intent}
        for intent, entries in questions.items()
        for entry in entries
    ]
    out["brands"] = [
        {"brand": brand.id, "name": brand.name, "own": brand.own, "site": brand.site, "position": position}
        for position, brand in enumerate(workspace.brands, start=1)
    ]
    out["evaluations"] = evaluation_rows(workspace.languages, chosen.names, chosen.measured)
    report("looking for topics that no driver names")
    dismissed, problems = dismissed_topics(workspace.state_dir)
    for problem in problems:
        report(problem)
    no_topics = NoTopics(
        tuple(name for brand in brands for name in brand.names),
        tuple(keyword for search in workspace.search for keyword in search.keywords),
        dismissed,
    )
    out["topic_proposals"], out["topic_examples"] = topic_rows(con, texts.sentences, no_topics, start, now)
    if told := newest_topics(out["topic_proposals"], now):
        report(told)
    out["editions"] = [edition_row(con, workspace, edition, chosen, taught, reviews, texts, now)]
    return _Result(out, number_of_tests(rows))


def _add_lines(
    con: duckdb.DuckDBPyConnection, out: dict[str, list[dict[str, Any]]], market: Market, brand: str, now: datetime
) -> None:
    """The SWOT, the leads and their evidence of one brand."""
    lines = swot_of(market, brand)
    leads = list(enumerate(leads_of(market, brand, [line for _, line in lines]), start=1))
    for table, ranked in (("swot", lines), ("leads", leads)):
        known = {
            str(line_id): first_seen
            for name, line_id, first_seen in con.execute(sql("first_seen").format(table=table)).fetchall()
            if name == brand and first_seen is not None
        }
        for rank, line in ranked:
            row = _line_row(market.edition, rank, line, known.get(line.line_id, now))
            if table == "leads":
                row |= {"status": line.status, "needed": line.needed}
            out[table].append(row)
            out["swot_evidence"] += [
                {"edition": market.edition.id, "line_id": line.line_id, "position": position, **asdict(item)}
                for position, item in enumerate((item for item in line.evidence if item.quote and item.url), start=1)
            ]


def _line_row(edition: Edition, rank: int, line: Line, first_seen: datetime) -> dict[str, Any]:
    return {
        "edition": edition.id,
        "brand": line.brand,
        "line_id": line.line_id,
        "quadrant": line.quadrant,
        "rank": rank,
        "rule": line.rule,
        "kind": line.kind,
        "topic": line.topic,
        "rival": line.rival,
        "statement": line.statement,
        "tested": line.tested,
        "prior_weight": line.weight,
        "gap": line.gap,
        "low": line.low,
        "high": line.high,
        "q": line.q,
        "n_own": line.n_own,
        "n_other": line.n_other,
        "first_seen": first_seen,
        "expires_at": edition.expires_at,
    }


def _labelled(edition: Edition, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(row) | {"edition": edition.id} for row in rows]


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}
