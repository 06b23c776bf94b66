"""What is known of texts (analysis.text.fingerprints), kept in the warehouse from night to night: working tables, which are never
published and safe to drop."""

from __future__ import annotations

import duckdb

from analysis.tables import sql, staged
from analysis.text.fingerprints import VERSION, Memory
from data.warehouse import transaction

TABLES = ("known_texts", "known_signatures", "known_pairs")
_KEPT_BY = "known_texts"
"""The name of the note that says which version of the program knew."""


def make_tables(con: duckdb.DuckDBPyConnection) -> None:
    """The tables of what is known, empty where they are not there yet, and the notes."""
    with transaction(con):
        con.execute(sql("known"))


def load_memory(con: duckdb.DuckDBPyConnection) -> Memory:
    """What is known of the texts that there are. What another version knew, and what is of texts that are gone, is removed."""
    with transaction(con):
        if note_of(con, _KEPT_BY) != VERSION:
            for table in TABLES:
                con.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            write_note(con, _KEPT_BY, VERSION)
        con.execute(sql("forget_known"))
    return Memory(*(con.sql(f"FROM {table}").to_arrow_table() for table in TABLES))


def keep_memory(con: duckdb.DuckDBPyConnection, memory: Memory) -> None:
    """Add what `memory` has learned. Within a transaction of the caller's."""
    learned = memory.new_texts, memory.new_signatures, memory.new_pairs
    for table, rows in zip(TABLES, learned, strict=True):
        if rows.num_rows:
            with staged(con, learned_rows=rows):
                con.execute(f"INSERT INTO {table} FROM learned_rows")


def note_of(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """A note of the analysis to itself; '' where there is none."""
    row = con.execute("SELECT value FROM analysis_notes WHERE name = ?", [name]).fetchone()
    return str(row[0]) if row else ""


def write_note(con: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Replace a note."""
    con.execute("DELETE FROM analysis_notes WHERE name = ?", [name])
    con.execute("INSERT INTO analysis_notes VALUES (?, ?)", [name, value])
