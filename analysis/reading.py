"""Reading texts: languages, opinions and intents of what is new or has changed, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from analysis import sentences
from analysis.language import identify
from analysis.opinions import method_of, opinions_of
from analysis.tables import delete_keys, frame, insert, set_languages, sql

BATCH = 5_000
"""Texts a transaction: a kill loses at most so much reading."""
Say = Callable[[str], None]


def read_texts(con: duckdb.DuckDBPyConnection, languages: tuple[str, ...], report: Say) -> tuple[int, int]:
    """Identify languages and write opinions of all reviews and questions that were not read with this method in this
    wording. Returns how many reviews and questions were read. Each batch is one transaction."""
    con.execute(sql("working"))
    _in_transaction(con, lambda: con.execute(sql("forget")))
    method = method_of(languages)
    unread = frame(con, "unread_reviews", method=method)
    for batch in _batches(unread, report, "reviews"):
        _in_transaction(con, partial(_read_reviews, con, batch, languages, method))
    questions = frame(con, "unread_faqs", method=method)
    for batch in _batches(questions, report, "questions"):
        _in_transaction(con, partial(_read_questions, con, batch, languages, method))
    return len(unread), len(questions)


def _batches(rows: pd.DataFrame, report: Say, what: str) -> Iterator[list[dict[str, Any]]]:
    records: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]
    for start in range(0, len(records), BATCH):
        yield records[start : start + BATCH]
        report(f"{min(start + BATCH, len(records)):,} of {len(records):,} {what} read")


def _in_transaction(con: duckdb.DuckDBPyConnection, work: Callable[[], object]) -> None:
    con.execute("BEGIN")
    try:
        work()
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def _read_reviews(
    con: duckdb.DuckDBPyConnection, batch: list[dict[str, Any]], languages: tuple[str, ...], method: str
) -> None:
    codes: dict[str, str | None] = {}
    rows: list[dict[str, Any]] = []
    for review in batch:
        body = str(review["body"])
        code = identify(f"{review['title']}\n{body}", languages).code
        codes[str(review["review_id"])] = code
        rows += [_row(review, code, vars(opinion)) for opinion in opinions_of(body, code)]
    ids = list(codes)
    delete_keys(con, "opinions", "review", ids)
    insert(con, "opinions", rows)
    set_languages(con, "reviews", "review_id", codes)
    _note(con, "review", [(str(review["review_id"]), str(review["text_hash"])) for review in batch], method)


def _row(review: dict[str, Any], code: str | None, opinion: dict[str, Any]) -> dict[str, Any]:
    return {
        "record_kind": "review",
        "record_id": review["review_id"],
        "brand": review["brand"],
        "source": review["source"],
        "language": code,
        "author_key": _text(review["author_key"]),
        "published_at": review["published_at"],
        "segmenter": sentences.VERSION,
        **opinion,
    }


def _read_questions(
    con: duckdb.DuckDBPyConnection, batch: list[dict[str, Any]], languages: tuple[str, ...], method: str
) -> None:
    codes = {str(row["faq_id"]): identify(f"{row['question']}\n{row['answer']}", languages).code for row in batch}
    set_languages(con, "faqs", "faq_id", codes)
    _note(con, "faq", [(str(row["faq_id"]), str(row["text_hash"])) for row in batch], method)


def _note(con: duckdb.DuckDBPyConnection, kind: str, read: list[tuple[str, str]], method: str) -> None:
    delete_keys(con, "scored", kind, [record_id for record_id, _ in read])
    insert(
        con,
        "scored",
        [
            {"record_kind": kind, "record_id": record_id, "text_hash": text_hash, "method": method}
            for record_id, text_hash in read
        ],
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
