"""What holds of every kind of record, the next one too: nothing of it is registered, taken in or protected by a second list."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import duckdb
import pytest

from data.backup.checking import unpack
from data.backup.writing import write_backup
from data.forgetting.compacting import compact
from data.forgetting.sweeping import sweep
from data.kinds import IMPORTS, KINDS
from data.kinds.mention import native_mention_id
from data.landing import LandingWriter, landing_path
from data.landing.forgotten import append_forgotten, read_forgotten
from data.landing.protect import protect
from data.load import load_landing
from data.load.staging import SHAPES
from data.record import importing, model
from data.record.fields import Text
from data.record.model import Record
from data.record.personal import Address, HashOf, KeyOf, Message, Name, SourceId, Words
from data.record.suppressed import Forgotten, within_of
from data.sqlfiles import read_sql, sql_names
from data.warehouse import FILE_NAME, open_warehouse
from tests.conftest import ROOT

T0 = datetime(2026, 11, 1, 3, 0)
KEY = bytes(range(32))
UNREAD = {}
"""Kinds that users may bring and no query reads, with the reason. It is to become empty."""
NOTICES = {"removal": "erases what it names, in data/merges/removals.sql"}
NOT_RETAINED = {
    "answer": "an answer engine's words on brands, of which one passage a brand and crawl is kept",
    "ranking": "a result page is what others publish; the newest 30 of each keyword are in a build",
}
"""Kinds with people's words that stay however old they are, with the reason."""
OPEN_WORDS = {
    ("action", "title"): "what the user says is to be done, in the user's own file",
    ("action", "owner"): "who the user says is responsible",
    ("action", "notes"): "the user's own remark on the user's own action",
    ("channel", "hours"): "a brand's own",
    ("channel", "address"): "a brand's own number or address, which is what is looked for",
    ("faq", "question"): "a brand's own",
    ("faq", "answer"): "a brand's own",
    ("goal", "owner"): "who the user says is responsible, in the user's own file",
    ("mystery_shop", "question"): "what the user's shopper was sent to ask",
    ("survey", "question"): "what the brand asked",
}
"""Fields that sound personal and have no rule, with the reason."""
SOUNDS_PERSONAL = re.compile(
    r"author|respondent|owner|person|name$|title|body|text|comment|notes|question|answer$|snippet|reason|payload|hours|"
    r"address|email|phone|native_id|parent_id|^url"
)
SAMPLES: dict[str, dict[str, Any]] = {
    "action": {"title": "Answer reviews within a day", "state": "doing", "owner": "Care team", "cause": "process"},
    "answer": {"engine": "e", "keyword": "k", "kind": "named", "position": 1, "place": 1.5, "asked_n": 3, "named_n": 2},
    "channel": {"kind": "chat"},
    "faq": {"question": "Where?", "answer": "Here.", "layer": "dl", "position": 1},
    "goal": {"metric": "nps", "due": date(2027, 1, 1), "target": 40},
    "metric": {"metric": "visits", "period": "2026-10", "value": 1200},
    "keyword": {"keyword": "coffee", "volume": 10},
    "mention": {"network": "x", "native_id": "p1", "body": "good", "brands": ("acme",), "likes": 1},
    "mystery_shop": {"channel": "chat", "asked_at": T0, "question": "Where?"},
    "ranking": {"engine": "e", "keyword": "k", "position": 1, "overall_position": 1},
    "reject": {"file": "f.csv", "line": 2, "of_kind": "review", "reason": "none"},
    "removal": {"record_kind": "review", "source": "s", "native_id": "gone"},
    "review": {"source": "s", "layer": "import", "body": "good", "author": "Jo Bloggs"},
    "source_total": {"source": "s", "claimed_n": 3},
    "stated_range": {"source": "s", "record_kind": "review", "start": T0, "end": T0, "file": "f.csv", "digest": "d"},
    "survey": {"respondent": "Jo Bloggs", "metric": "nps", "score": 9, "scale_max": 10, "survey": "s"},
    "visit": {"url": "https://acme.example/", "kind": "faqs", "spider": "site", "status": "blocked", "reason": "403"},
}


def sample(kind: str) -> Record:
    return KINDS[kind](brand="acme", fetched_at=T0, **SAMPLES[kind])


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder in which one record of each kind has landed and was loaded."""
    folder = tmp_path_factory.mktemp("state")
    with LandingWriter(landing_path(folder, "r1", "all")) as writer:
        for kind in KINDS:
            writer.write(protect(sample(kind), KEY))
    with open_warehouse(folder) as connection:
        summary = load_landing(connection, folder)
    assert (summary.records, summary.rejected, summary.problems) == (len(KINDS), 0, [])
    return folder


@pytest.fixture(scope="module")
def warehouse(state: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(state) as connection:
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return sorted(map(repr, connection.execute(f"FROM {table}").fetchall()))


def test_each_module_is_one_kind_and_is_called_so() -> None:
    modules = {path.stem for path in (ROOT / "data" / "kinds").glob("*.py")} - {"__init__"}
    assert modules == set(KINDS)
    for kind, found in KINDS.items():
        assert found.__module__ == f"data.kinds.{kind}"
    assert {how.model for how in IMPORTS.values()} <= set(KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_each_kind_lands_and_is_loaded(kind: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(warehouse, KINDS[kind].table)


@pytest.mark.parametrize("kind", KINDS)
def test_its_tables_and_its_key_are_there(kind: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    found = KINDS[kind]
    columns = {row[0] for row in warehouse.execute(f"DESCRIBE {found.table}").fetchall()}
    if found.key_is_proven:
        assert columns >= set(found.key)
    assert found.person not in columns, "no table has a column for a name"
    assert not found.person_key or found.person_key in columns
    assert {*SHAPES[kind].names, *SHAPES[kind].schema.names} >= set(found.key)
    for table in found.kept_back:
        warehouse.execute(f"FROM {table}")
    assert found.table in sql_names("merges")


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_reads_it(kind: str) -> None:
    queries = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("dashboard/reports/sql", "analysis/sql", "data/views")
        for path in (ROOT / folder).glob("*.sql")
    )
    read = re.search(rf"\b(FROM|JOIN)\s+{KINDS[kind].table}\b", queries) is not None
    assert read != (kind in UNREAD or kind in NOTICES)


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_wrote_is_forgotten_in_time(kind: str) -> None:
    found = KINDS[kind]
    words = any(isinstance(rule, Words | Name) for rule in found.personal.values())
    sql = read_sql("retention", "forget") + read_sql("retention", "erase")
    named = re.search(rf"\b(FROM|UPDATE)\s+{found.table}\b", sql) is not None
    assert named or not words or kind in NOT_RETAINED
    assert not (named and kind in NOT_RETAINED)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].removable])
def test_what_a_source_removes_goes_with_its_past(kind: str) -> None:
    erased = read_sql("retention", "erase")
    for table in (KINDS[kind].table, *KINDS[kind].kept_back):
        assert f"DELETE FROM {table} " in erased


def test_a_copy_of_the_state_folder_holds_each_kind(state: Path, tmp_path: Path, warehouse: Any) -> None:
    """So that a backup of it does: from its warehouse, and from what landed where that is lost."""
    expected = {kind: rows(warehouse, found.table) for kind, found in KINDS.items()}
    warehouse.execute("CHECKPOINT")
    whole, landed = tmp_path / "whole", tmp_path / "landed"
    shutil.copytree(state, whole)
    shutil.copytree(state, landed)
    (landed / FILE_NAME).unlink()
    for copy in (whole, landed):
        with open_warehouse(copy) as connection:
            load_landing(connection, copy)
            assert {kind: rows(connection, found.table) for kind, found in KINDS.items()} == expected


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_that_sounds_personal_has_a_rule_or_a_reason(kind: str) -> None:
    open_ = {name for name in KINDS[kind].model_fields if SOUNDS_PERSONAL.search(name)} - set(KINDS[kind].personal)
    assert open_ == {name for of, name in OPEN_WORDS if of == kind}


@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_keeps_no_more_than_it_says(kind: str) -> None:
    said = "Jo Bloggs, jo@mail.example, +44 20 7946 0958\x1b"
    changes = dict.fromkeys(KINDS[kind].personal, said) | dict.fromkeys(filter(None, [KINDS[kind].person]), "Jo Bloggs")
    kept = protect(sample(kind).model_copy(update=changes), KEY)
    for name, rule in KINDS[kind].personal.items():
        value = getattr(kept, name)
        if isinstance(rule, Name):
            assert value is None
        elif isinstance(rule, KeyOf | SourceId | HashOf):
            assert value == said if isinstance(rule, HashOf) else re.fullmatch("[0-9a-f]{16}", value)
        else:
            assert "jo@mail.example" not in value
            assert ("Jo Bloggs" in value) != (isinstance(rule, Words) and bool(rule.by))
            assert ("7946" in value) == isinstance(rule, Address | Message)
            assert ("\x1b" in value) != isinstance(rule, Message)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_documented(kind: str) -> None:
    assert KINDS[kind].__doc__
    assert KINDS[kind].__doc__ != Record.__doc__
    migrations = "\n".join(read_sql("migrations", name) for name in sql_names("migrations"))
    grain = re.search(rf"-- grain: .*\n(?:-- .*\n)*CREATE TABLE {KINDS[kind].table} \(", migrations)
    assert grain, "its migration says what one row is"


@pytest.mark.parametrize("name", IMPORTS)
def test_what_an_import_states_fits_its_kind(name: str) -> None:
    how = IMPORTS[name]
    assert {field for group in how.required for field in group} <= set(how.cells)
    assert set(how.looks) <= set(how.cells)
    assert not how.model.person or how.model.person in how.cells
    for column in how.model.needed:
        assert column in {*how.cells, "fetched_at", how.model.person_key}, "what a record needs, a file may say"


@pytest.mark.parametrize("kind", KINDS)
def test_an_identity_reads_the_fields_that_it_names(kind: str) -> None:
    identity = KINDS[kind].identity
    if identity is None:
        return
    record, read = sample(kind), set()

    class Watched:
        def __getattr__(self, name: str) -> Any:
            read.add(name)
            return None if name == "native_id" and kind == "review" else getattr(record, name)

    assert len(identity.made(Watched())) == 20
    assert read == set(identity.fields)


def test_the_id_of_a_post_is_made_of_its_network_and_its_id() -> None:
    assert KINDS["mention"].identity.made(sample("mention")) == native_mention_id("x", "p1")  # type: ignore[union-attr]


@pytest.fixture
def registers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test makes a kind is none after it."""
    monkeypatch.setattr(model, "REGISTERED", dict(model.REGISTERED))
    monkeypatch.setattr(importing, "REGISTERED", dict(importing.REGISTERED))


@pytest.mark.usefixtures("registers")
def test_a_kind_is_registered_where_it_is_defined() -> None:
    class Call(Record):
        kind_name = "call"
        table = "calls"
        key = ("brand", "url")

        caller: Annotated[Text, Name()] = ""
        notes: Annotated[Text, Words("caller")] = ""

    assert model.REGISTERED["call"] is Call
    assert (Call.person, Call.person_key) == ("caller", "")
    assert {name: type(rule) for name, rule in Call.personal.items()} == {
        "url": Address,
        "caller": Name,
        "notes": Words,
    }


@pytest.mark.usefixtures("registers")
@pytest.mark.parametrize(
    ("name", "key"), [("faq", ("brand",)), ("call", ("brand", "number"))], ids=["a name twice", "a key of no field"]
)
def test_a_kind_that_contradicts_itself_is_refused(name: str, key: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match=r"is Faq already|number is none of its fields"):
        type("Call", (Record,), {"kind_name": name, "table": "calls", "key": key, "__module__": __name__})


NOT_FORGOTTEN = {
    "reject": "a row that is no record, without anybody's name: nobody can say whose it is, and retention takes it"
}
"""Kinds with people's words of which no request can name a record, with the reason."""
SPOKEN = [
    kind for kind, found in KINDS.items() if any(isinstance(rule, Words | Name) for rule in found.personal.values())
]
MARK = "Zyzzyva"


def spoken(kind: str) -> Record:
    """A record of the kind in which each field of somebody's words says MARK."""
    words = {name: f"{MARK} {name}" for name, rule in KINDS[kind].personal.items() if isinstance(rule, Words)}
    return protect(sample(kind).model_copy(update=words), KEY)


def ways(kind: str, record: Record) -> Iterator[Forgotten]:
    """Each way in which a record of the kind can be named to be forgotten."""
    found = KINDS[kind]
    if found.person_key and (key := getattr(record, found.person_key)):
        yield Forgotten(what="author", source=getattr(record, within_of(found)), key=key, asked_at=T0)
    if found.identity and kind in ("review", "mention", "faq"):
        yield Forgotten(what="record", source=kind, key=found.identity.made(record), asked_at=T0)
    if kind not in NOT_FORGOTTEN:
        yield Forgotten(what="brand", key="acme", asked_at=T0)


@pytest.mark.parametrize("kind", SPOKEN)
def test_what_people_say_is_backed_up_and_can_be_forgotten(kind: str, tmp_path: Path) -> None:
    """A new kind with people's words has no other way in: whoever adds one finds out here."""
    record = spoken(kind)
    if kind == "mention":
        record = record.model_copy(update={"author_key": "ab" * 8})
    entries = list(ways(kind, record))
    assert entries or kind in NOT_FORGOTTEN
    for number, entry in enumerate(entries):
        root = tmp_path / str(number)
        state = root / ".overheard"
        with LandingWriter(landing_path(state, "r1", "all")) as writer:
            writer.write(record)
        with open_warehouse(state) as connection:
            assert load_landing(connection, state).records == 1
            connection.execute("CHECKPOINT")
        kept = unpack(write_backup(root, tmp_path / f"{number}.zip")[0], tmp_path / f"opened{number}")
        assert kept.rows[KINDS[kind].table] == 1
        assert len(holding(tmp_path / f"opened{number}")) == len(holding(root)) == 2, "landing and warehouse"
        append_forgotten(state, [entry])
        with open_warehouse(state) as connection:
            sweep(connection, state, read_forgotten(state))
        compact(state)
        assert holding(root) == [], entry
        with LandingWriter(landing_path(state, "r2", "all")) as writer:
            writer.write(record)
        with open_warehouse(state) as connection:
            load_landing(connection, state)
            assert MARK not in str(rows(connection, KINDS[kind].table)), "nor by a line that comes back"


def holding(folder: Path) -> list[str]:
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and MARK.encode() in path.read_bytes()]
