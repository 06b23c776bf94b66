"""Out of the tables: what of the list the warehouse holds goes with all that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.archive import drop_archive
from data.forgetting.rewriting import apply_rewrites, drop_answers, prepare_rewrites
from data.record.suppressed import Suppressed
from data.sqlfiles import read_sql
from data.warehouse import transaction

BY_RECORD = {"review_id": "review", "mention_id": "mention", "faq_id": "faq"}
"""Column that names a record -> its kind, in tables that have no record_kind."""
KEPT_REDACTED = frozenset({"swot_evidence"})
"""Tables of which erase.sql empties the words of a row, which stays."""
DERIVED = ("topic_proposals", "topic_examples", "persona_proposals", "persona_examples")
"""Tables made of many texts at once: the next analysis makes them anew of what is left."""
MODELS = "models"


@dataclass(frozen=True)
class Swept:
    """How many records of the warehouse and lines of landing went, and the `texts` that did, for looking elsewhere."""

    records: int
    lines: int
    texts: tuple[str, ...]


def sweep(connection: duckdb.DuckDBPyConnection, state_dir: Path, suppressed: Suppressed) -> Swept:
    """Take what is on the list out of tables, landing, users' answers and learned models, and remove the archive, whose pages
    hold it unredacted. Hold locks.WRITE, all of landing loaded.

    Killed at any point, calling it again does the rest: landing files are written anew aside, take their place in the ledger in
    the transaction that deletes the rows, and then their name (`apply_rewrites`).
    """
    rewrites = prepare_rewrites(connection, state_dir, suppressed)
    with transaction(connection):
        _register(connection, suppressed)
        for statement in duckdb.extract_statements(read_sql("retention", "suppress")):
            connection.execute(statement)
        texts = _texts(connection)
        named = [(str(kind), str(id_)) for kind, id_ in connection.execute("FROM forgotten").fetchall()]
        _erase_derived(connection)
        connection.execute(read_sql("retention", "erase"))
        for entry in suppressed.entries:
            if entry.what == "brand":
                _erase_brand(connection, entry.key)
        connection.execute("DROP TABLE forgotten")
        connection.execute("DROP TABLE suppressed")
        for rewrite in rewrites:
            rewrite.enter(connection)
        drop_answers(state_dir, frozenset(named))
    apply_rewrites(connection, state_dir)
    _drop_models(state_dir)
    drop_archive(state_dir)
    return Swept(len(named), sum(rewrite.dropped for rewrite in rewrites), texts)


def _register(connection: duckdb.DuckDBPyConnection, suppressed: Suppressed) -> None:
    import pyarrow as pa  # heavy, and only needed where something is forgotten

    entries = suppressed.entries
    table = pa.table(
        {
            "what": pa.array([entry.what for entry in entries], pa.string()),
            "source": pa.array([entry.source for entry in entries], pa.string()),
            "key": pa.array([entry.key for entry in entries], pa.string()),
            "asked_at": pa.array([entry.asked_at for entry in entries], pa.timestamp("us")),
        }
    )
    connection.register("listed", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE suppressed AS FROM listed")
    connection.unregister("listed")


def _texts(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT title, body, reply_body FROM reviews JOIN forgotten ON record_kind = 'review' AND record_id = review_id "
        "UNION ALL SELECT title, body, NULL FROM mentions JOIN forgotten ON record_kind = 'mention' AND record_id = mention_id "
        "UNION ALL SELECT quote, NULL, NULL FROM swot_evidence JOIN forgotten USING (record_kind, record_id)"
    ).fetchall()
    return tuple(dict.fromkeys(text for row in rows for text in row if text))


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Table of the warehouse -> its columns."""
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal "
        "AND schema_name = 'main' AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary)"
    ).fetchall():
        found.setdefault(str(table), set()).add(str(column))
    return found


def _erase_derived(connection: duckdb.DuckDBPyConnection) -> None:
    """What analysis keeps of the records in `forgotten`, in whichever table that names records."""
    for table, columns in columns_of(connection).items():
        if table in KEPT_REDACTED:
            continue
        kind = next((name for name in ("record_kind", "kind") if name in columns), "")
        if kind and "record_id" in columns:
            connection.execute(
                f'DELETE FROM "{table}" WHERE ({kind}, record_id) IN '  # noqa: S608 - our own tables
                "(SELECT (record_kind, record_id) FROM forgotten)"
            )
        for column in columns & BY_RECORD.keys():
            kept = table in (
                "reviews",
                "mentions",
                "faqs",
            )  # erase.sql and suppress.sql delete these, with what hangs on them
            if not kept:
                connection.execute(
                    f'DELETE FROM "{table}" WHERE "{column}" IN '  # noqa: S608
                    f"(SELECT record_id FROM forgotten WHERE record_kind = '{BY_RECORD[column]}')"
                )
    for table in DERIVED:
        connection.execute(f"DELETE FROM {table} WHERE EXISTS (FROM forgotten)")  # noqa: S608


def _erase_brand(connection: duckdb.DuckDBPyConnection, brand: str) -> None:
    """All rows that are of a brand, or compare with it; frozen editions that had lines on it are marked as redacted."""
    found = columns_of(connection)
    connection.execute(
        "UPDATE editions SET status = 'redacted' WHERE status = 'frozen' AND edition IN "
        "(SELECT edition FROM swot WHERE ? IN (brand, rival) UNION SELECT edition FROM leads WHERE ? IN (brand, rival))",
        [brand, brand],
    )
    moment = connection.execute(
        "SELECT max(asked_at) FROM suppressed WHERE what = 'brand' AND key = ?", [brand]
    ).fetchone()
    for table, columns in found.items():
        if table in ("reviews", "mentions", "faqs"):
            continue
        since = next((name for name in ("fetched_at", "imported_at", "last_seen") if name in columns), None)
        then = f' AND coalesce("{since}", $at) <= $at' if since else ""
        for column in sorted(columns & {"brand", "rival"}):
            parameters = {"brand": brand, **({"at": moment[0]} if since and moment else {})}
            connection.execute(f'DELETE FROM "{table}" WHERE "{column}" = $brand{then}', parameters)  # noqa: S608
    connection.execute(
        "DELETE FROM swot_evidence WHERE (edition, line_id) NOT IN "
        "(SELECT (edition, line_id) FROM swot UNION SELECT (edition, line_id) FROM leads)"
    )


def _drop_models(state_dir: Path) -> None:
    """Learned models hold words of those they learned from: the next analysis learns anew."""
    for path in sorted((state_dir / MODELS).rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
