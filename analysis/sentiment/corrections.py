"""Users' labels over models' labels."""

from __future__ import annotations

import duckdb

from analysis.tables import sql


def apply_corrections(con: duckdb.DuckDBPyConnection) -> int:
    """Give every corrected sentence that still stands the user's label, confidence 1 and a score of that sign. To be called
    after texts were read, in no open transaction; calling it again changes nothing. Returns how many opinions changed."""
    return len(con.execute(sql("apply_corrections")).fetchall())
