"""Reading texts: languages, opinions and intents of what is new or has changed, batch by batch, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from analysis.reading.opinions import NO_DRIVER_MODELS, DriverModels, Models, methods_of, segmenter_of
from analysis.reading.pool import CHUNK, Here, Pending, Pool, Reader, Task, readers
from analysis.sentiment import default_models
from analysis.tables import sql, staged
from data.brand_names import NamedBrand
from data.warehouse import transaction

BATCH_CHARACTERS = 20_000_000
"""Characters of text a transaction: what two batches hold in memory, and what a kill loses at most."""
CHARACTERS_EACH = 200
"""What a text weighs beside its characters, so that a batch of very short texts stays small too."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Kind:
    """A kind of record with texts: what it is called in reports, where its language is kept, and whether customers' opinions
    are read from it."""

    name: str
    called: str
    table: str
    key: str
    opinions: bool

    @property
    def texts(self) -> str:
        """The query for its texts."""
        return sql(f"texts_{self.name}")


REVIEW = Kind("review", "reviews", "reviews", "review_id", opinions=True)
MENTION = Kind("mention", "mentions", "mentions", "mention_id", opinions=True)
FAQ = Kind("faq", "questions", "faqs", "faq_id", opinions=False)


@dataclass(frozen=True)
class _Batch:
    """Texts that are being read, and how to wait for them."""

    texts: pa.Table
    pending: Pending


def read_texts(
    con: duckdb.DuckDBPyConnection,
    languages: tuple[str, ...],
    report: Say,
    models: Models | None = None,
    workers: int | None = None,
    batch_characters: int = BATCH_CHARACTERS,
    named: DriverModels = NO_DRIVER_MODELS,
    brands: Sequence[NamedBrand] = (),
    posts: Models | None = None,
) -> tuple[int, int]:
    """Identify languages and write opinions of all reviews, customers' mentions and questions that were not read with this
    method in this wording, or whose corrections have changed since. `models`: language -> what scores it (default: those
    that need no training); `posts`: likewise of mentions, where others do; `named`: language -> what names its drivers, by
    default the phrases; `workers`: processes, by default one a core where the texts are many; `batch_characters`: of text, a
    transaction; `brands`: to whom customers may switch.

    Returns how many customers' texts (reviews and mentions) and how many questions were read. Each batch is one
    transaction: killed anywhere, whole batches stay, and the next call reads the rest.
    """
    models = models if models is not None else default_models()
    tables = {str(name) for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    with transaction(con):
        if "scored" not in tables:
            con.execute(sql("afresh"))
        con.execute(sql("working"))
    kinds = [kind for kind in (REVIEW, MENTION, FAQ) if kind.table in tables]
    reader = Reader(languages, models, named, brands)
    of_posts = Reader(languages, models if posts is None else posts, named, brands, posts=True)
    done = {
        kind: _read_kind(con, kind, of_posts if kind == MENTION else reader, workers, batch_characters, report)
        for kind in kinds
    }
    return done[REVIEW] + done.get(MENTION, 0), done[FAQ]


def _read_kind(
    con: duckdb.DuckDBPyConnection,
    kind: Kind,
    reader: Reader,
    workers: int | None,
    batch_characters: int,
    report: Say,
) -> int:
    methods = methods_of(reader.languages, reader.models, reader.named, reader.version)
    if kind.opinions:
        con.execute(sql("unbacked"), {"kind": kind.name})
    batches, gone = _stage_unread(con, kind, methods, batch_characters)
    if gone:
        with transaction(con):
            for statement in con.extract_statements(sql("forget")):
                con.execute(statement, {"kind": kind.name})
    unread = sum(batches.values())
    read = 0
    with readers(reader, unread, workers, report) as pool:
        for batch in _submitted(con, kind, list(batches), pool):
            _write(con, kind, batch, methods)
            read += batch.texts.num_rows
            report(f"{read:,} of {unread:,} {kind.called} read")
    con.execute("DROP TABLE unread")
    return unread


def _stage_unread(
    con: duckdb.DuckDBPyConnection, kind: Kind, methods: dict[str, str], batch_characters: int
) -> tuple[dict[int, int], int]:
    """Batch -> number of texts, and how many texts that were read are gone."""
    con.execute(
        sql("unread").format(texts=kind.texts),
        {
            "kind": kind.name,
            "languages": list(methods),
            "methods": list(methods.values()),
            "otherwise": methods[""],
            "characters": batch_characters,
            "each": CHARACTERS_EACH,
        },
    )
    rows = con.execute("SELECT batch, count(*) FROM unread GROUP BY batch ORDER BY batch").fetchall()
    return {batch: n for batch, n in rows if batch is not None}, sum(n for batch, n in rows if batch is None)


def _submitted(con: duckdb.DuckDBPyConnection, kind: Kind, numbers: list[int], pool: Here | Pool) -> Iterator[_Batch]:
    """The batches in order. The next one is handed over before one is given out, so that nobody waits for the writing."""
    ahead: _Batch | None = None
    for number in numbers:
        query = sql("unread_batch").format(texts=kind.texts)
        texts = con.sql(query, params={"batch": number}).to_arrow_table()
        batch = _Batch(texts, pool.submit(_tasks(texts, kind)))
        if ahead is not None:
            yield ahead
        ahead = batch
    if ahead is not None:
        yield ahead


def _tasks(texts: pa.Table, kind: Kind) -> list[Task]:
    tasks = []
    for first in range(0, texts.num_rows, CHUNK):
        part = texts.slice(first, CHUNK)
        tasks.append(Task(first, part["title"].to_pylist(), part["body"].to_pylist(), kind.opinions))
    return tasks


def _write(con: duckdb.DuckDBPyConnection, kind: Kind, batch: _Batch, methods: dict[str, str]) -> None:
    parts = batch.pending()
    codes = [code for part in parts for code in part.codes]
    texts = batch.texts.drop_columns(["title", "body"])
    texts = texts.append_column("n", pa.array(range(len(codes)), type=pa.int64()))
    texts = texts.append_column("code", pa.array(codes, type=pa.string()))
    own = [methods.get(code or "", methods[""]) for code in codes]
    texts = texts.append_column("method", pa.array(own, type=pa.string()))
    texts = texts.append_column("segmenter", pa.array(map(segmenter_of, codes), type=pa.string()))
    opinions = pa.concat_tables([part.opinions for part in parts])
    of = {"kind": kind.name}
    with staged(con, read_texts=texts, read_opinions=opinions), transaction(con):
        if kind.opinions:
            con.execute(sql("replace_opinions"), of)
            meant = kind == MENTION
            brand, brands = (
                ("b.brand", "JOIN mention_brands b ON b.mention_id = t.record_id") if meant else ("t.brand", "")
            )
            con.execute(sql("write_opinions").format(brand=brand, brands=brands), of)
        con.execute(sql("write_languages").format(table=kind.table, key=kind.key))
        con.execute(sql("replace_notes"), of)
        con.execute(sql("write_notes"), of)
