"""Landing to warehouse: once, whole, with every bad line told; and builds that readers can trust."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.kinds.channel import Channel
from data.kinds.faq import Faq
from data.kinds.ranking import Ranking
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.kinds.visit import Visit
from data.landing import LandingWriter, landing_line, landing_path
from data.load import load_landing
from data.publish import failed_checks
from data.record.model import Record
from data.sqlfiles import sql_names
from data.warehouse import WarehouseError, open_warehouse
from tests.full_disk import files_end_at

T0 = datetime(2026, 11, 1, 3, 0)
URL = "https://acme.example/faq"


def land(state: Path, run: str, records: list[Record], tail: bytes = b"") -> Path:
    path = landing_path(state, run, "site")
    with LandingWriter(path) as writer:
        for record in records:
            writer.write(record)
    with path.open("ab") as file:
        file.write(tail)
    return path


def faq(question: str = "How long does delivery take?", answer: str = "Two days.", at: datetime = T0) -> Faq:
    return Faq(brand="acme", url=URL, fetched_at=at, question=question, answer=answer, layer="dl", position=1)


def review(body: str = "Lovely beans.", author: str | None = "ab" * 8, at: datetime = T0, **fields: object) -> Review:
    return Review.model_validate(
        {"brand": "acme", "source": "stars.example", "url": "https://stars.example/acme", "fetched_at": at, "body": body,
         "author_key": author, "layer": "jsonld", "published_at": T0 - timedelta(days=3), "rating": 4, "rating_max": 5, **fields}
    )  # fmt: skip


def visit(at: datetime = T0, status: str = "observed", items: int = 1) -> Visit:
    reason = None if status in ("observed", "absent") else "HTTP 500"
    return Visit.model_validate(
        {"brand": "acme", "url": URL, "kind": "faqs", "spider": "site", "status": status, "items": items, "fetched_at": at,
         "reason": reason}
    )  # fmt: skip


def everything() -> list[Record]:
    return [
        faq(), review(), visit(),
        SourceTotal(brand="acme", source="stars.example", url="u", fetched_at=T0, claimed_n=120, claimed_rating=4.4),
        Ranking(fetched_at=T0, url="https://acme.example/", engine="google", keyword="beans", position=1, overall_position=1),
        Channel(brand="acme", url=URL, fetched_at=T0, kind="phone", address="+441234567890"),
    ]  # fmt: skip


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = ("faqs", "reviews", "visits", "source_totals", "rankings", "channels", "rejects")
    return {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}  # type: ignore[index]


def test_loading_twice_adds_nothing(tmp_path: Path) -> None:
    land(tmp_path, "r1", everything())
    connection = open_warehouse(tmp_path)
    assert load_landing(connection, tmp_path).records == 6
    before = counts(connection)
    assert before == dict.fromkeys(before, 1) | {"rejects": 0}
    assert load_landing(connection, tmp_path).records == 0
    assert counts(connection) == before


def test_the_same_records_in_another_run_are_the_same_rows(tmp_path: Path) -> None:
    land(tmp_path, "r1", everything())
    land(tmp_path, "r2", everything())
    connection = open_warehouse(tmp_path)
    load_landing(connection, tmp_path)
    found = counts(connection)
    assert (found["faqs"], found["reviews"], found["channels"]) == (1, 1, 1)
    assert (found["visits"], found["rankings"], found["source_totals"]) == (2, 2, 2)


@pytest.mark.parametrize("runs", [[["acme"], ["@acme"]], [["@acme"], ["acme"]], [["acme", "@acme"]]])
def test_an_account_with_and_without_its_sign_is_one_channel(tmp_path: Path, runs: list[list[str]]) -> None:
    for number, handles in enumerate(runs):
        land(tmp_path, f"r{number}", [
            Channel(
                brand=brand, url=f"{URL}{handle}", fetched_at=T0 + timedelta(days=number), kind=kind, vendor=vendor,
                address=handle,
            )
            for handle in handles
            for brand, kind, vendor in (
                ("acme", "line", "none"), ("acme", "social", "instagram"), ("beta", "telegram", "none"),
            )
        ])  # fmt: skip
    land(tmp_path, "other", [Channel(brand="beta", url=URL, fetched_at=T0, kind="line", address="acme")])
    connection = open_warehouse(tmp_path)
    load_landing(connection, tmp_path)
    rows = connection.execute(
        "SELECT brand, kind, address, first_seen, last_seen FROM channels ORDER BY brand, kind, address"
    ).fetchall()
    last = T0 + timedelta(days=len(runs) - 1)
    assert rows[:2] == [("acme", "line", "@acme", T0, last), ("acme", "social", "@acme", T0, last)]
    assert [row[:3] for row in rows[2:]] == [
        ("beta", "line", "acme"), ("beta", "telegram", "@acme"), ("beta", "telegram", "acme"),
    ]  # fmt: skip


def test_only_complete_lines_count_and_the_rest_follows(tmp_path: Path) -> None:
    line = b'{"record":"faq","data":' + faq("Second?").model_dump_json().encode() + b"}\n"
    path = land(tmp_path, "r1", [faq()], tail=line[:40])
    connection = open_warehouse(tmp_path)
    assert load_landing(connection, tmp_path).records == 1
    with path.open("ab") as file:
        file.write(line[40:])
    assert load_landing(connection, tmp_path).records == 1
    assert counts(connection)["faqs"] == 2


def test_bad_lines_go_to_rejects_with_reason_and_line(tmp_path: Path) -> None:
    bad = b'{"record":"faq","data":{"brand":"acme"}}\nnot json\n{"record":"cat","data":{}}\n\xff\xfe\n[]\n'
    bad += b'{"record":[]}\n' + b"[" * 100_000 + b"\n"
    land(tmp_path, "r1", [faq()], tail=bad)
    connection = open_warehouse(tmp_path)
    summary = load_landing(connection, tmp_path)
    assert (summary.records, summary.rejected) == (1, 7)
    rows = connection.execute("SELECT line, reason FROM rejects ORDER BY line").fetchall()
    assert [line for line, _ in rows] == [2, 3, 4, 5, 6, 7, 8]
    assert "question" in rows[0][1]
    assert "expected one of" in rows[2][1]


def test_a_changed_landing_file_is_left_out_and_told(tmp_path: Path) -> None:
    path = land(tmp_path, "r1", [faq()])
    connection = open_warehouse(tmp_path)
    load_landing(connection, tmp_path)
    path.write_bytes(path.read_bytes().replace(b"Two days", b"Ten days") + b"x\n")
    summary = load_landing(connection, tmp_path)
    assert summary.records == 0
    assert str(path) in summary.problems[0]


def test_past_wordings_are_kept(tmp_path: Path) -> None:
    later = T0 + timedelta(days=1)
    land(tmp_path, "r1", [faq(), review(native_id="7")])
    land(tmp_path, "r2", [faq(answer="Three days.", at=later), review("Lovely beans, once.", native_id="7", at=later)])
    connection = open_warehouse(tmp_path)
    load_landing(connection, tmp_path)
    assert connection.execute("SELECT answer, first_seen, last_seen FROM faqs").fetchall() == [
        ("Three days.", T0, later)
    ]
    assert connection.execute("SELECT answer FROM faq_versions").fetchall() == [("Two days.",)]
    assert connection.execute("SELECT body FROM reviews").fetchall() == [("Lovely beans, once.",)]
    assert connection.execute("SELECT body FROM review_versions").fetchall() == [("Lovely beans.",)]


def test_a_question_that_is_back_keeps_when_it_was_gone(tmp_path: Path) -> None:
    gone, back = T0 + timedelta(days=3), T0 + timedelta(days=90)
    land(tmp_path, "r1", [faq()])
    connection = open_warehouse(tmp_path)
    load_landing(connection, tmp_path)
    connection.execute("UPDATE faqs SET removed_at = ?", [gone])
    land(tmp_path, "r2", [faq(at=back)])
    load_landing(connection, tmp_path)
    assert connection.execute("SELECT removed_at FROM faqs").fetchall() == [(None,)]
    kept = connection.execute("SELECT seen_until, gone_at, replaced_at FROM faq_versions").fetchall()
    assert kept == [(T0, gone, back)]


def test_a_reworded_question_keeps_its_identity_and_cosmetics_are_no_news(tmp_path: Path) -> None:
    answer = "We deliver within two working days everywhere."
    wordings = ["How long does delivery take?", "HOW LONG does delivery take ?", "When will my order arrive?"]
    connection = open_warehouse(tmp_path)
    for day, wording in enumerate([*wordings, wordings[2]]):
        land(
            tmp_path,
            f"r{day}",
            [faq(wording, answer, at=T0 + timedelta(days=day)), faq("Another?", at=T0 + timedelta(days=day))],
        )
        load_landing(connection, tmp_path)
    rows = connection.execute("SELECT question, first_seen FROM faqs WHERE answer LIKE 'We deliver%'").fetchall()
    assert rows == [("When will my order arrive?", T0)]
    assert connection.execute("SELECT question FROM faq_versions").fetchall() == [(wordings[1],)]


def test_two_questions_with_one_answer_stay_two(tmp_path: Path) -> None:
    answer = "Please write to our support team about this."
    connection = open_warehouse(tmp_path)
    land(tmp_path, "r1", [faq("Can I cancel?", answer)])
    land(
        tmp_path,
        "r2",
        [
            faq("May I change it?", answer, at=T0 + timedelta(days=1)),
            faq("Can I cancel?", answer, at=T0 + timedelta(days=1)),
        ],
    )
    load_landing(connection, tmp_path)
    assert counts(connection)["faqs"] == 2
    land(
        tmp_path,
        "r3",
        [faq("Third?", answer, at=T0 + timedelta(days=2)), faq("Fourth?", answer, at=T0 + timedelta(days=2))],
    )
    load_landing(connection, tmp_path)
    assert counts(connection)["faqs"] == 4


def test_a_question_is_removed_after_two_true_absences_only(tmp_path: Path) -> None:
    connection = open_warehouse(tmp_path)
    day = timedelta(days=1)
    steps: list[tuple[list[Record], bool]] = [
        ([faq(), visit()], False),
        ([visit(T0 + day, "failed", 0)], False),
        ([visit(T0 + 2 * day, "absent", 0)], False),
        ([visit(T0 + 3 * day, "blocked", 0)], False),
        ([visit(T0 + 4 * day, "absent", 0)], True),
        ([faq(at=T0 + 5 * day), visit(T0 + 5 * day)], False),
    ]
    for number, (records, removed) in enumerate(steps):
        land(tmp_path, f"r{number}", records)
        load_landing(connection, tmp_path)
        row = connection.execute("SELECT removed_at FROM faqs").fetchone()
        assert row is not None
        assert (row[0] is not None) == removed, number


def test_claims_stand_beside_what_was_collected(tmp_path: Path) -> None:
    claim = {"brand": "acme", "source": "stars.example", "fetched_at": T0, "claimed_rating_max": 5}
    pages = [SourceTotal(url=f"p{n}", claimed_n=120, claimed_rating=4.4, **claim) for n in (1, 2)]  # type: ignore[arg-type]
    land(tmp_path, "r1", [*pages, review("One."), review("Two.")])
    connection = open_warehouse(tmp_path)
    load_landing(connection, tmp_path)
    row = connection.execute("SELECT claimed_n, claimed_rating, collected_n, truncated FROM source_totals").fetchone()
    assert row == (120, 4.4, 2, True)


def test_a_full_disk_leaves_only_whole_lines(tmp_path: Path) -> None:
    path = landing_path(tmp_path, "r1", "site")
    writer = LandingWriter(path)
    writer.write(faq())
    size = path.stat().st_size
    with files_end_at(size + 10), pytest.raises(OSError, match="too large"):
        writer.write(faq("Second?"))
    writer.write(faq("Third?"))
    writer.close()
    lines = path.read_bytes().splitlines()
    assert [json.loads(line)["data"]["question"] for line in lines] == ["How long does delivery take?", "Third?"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.integers(min_value=0, max_value=4000), max_size=4),
    texts=st.lists(st.text(min_size=1), min_size=1, max_size=6),
)
def test_loading_in_any_pieces_gives_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], texts: list[str]
) -> None:
    state = tmp_path_factory.mktemp("pieces")
    whole = tmp_path_factory.mktemp("whole")
    records: list[Record] = [review(text, author=None) for text in texts]
    content = land(whole, "r1", records).read_bytes()
    path = landing_path(state, "r1", "site")
    path.parent.mkdir(parents=True)
    connection = open_warehouse(state)
    for cut in [*sorted(cuts), len(content)]:
        path.write_bytes(content[:cut])
        load_landing(connection, state)
    other = open_warehouse(whole)
    load_landing(other, whole)
    query = "SELECT * EXCLUDE (first_party) FROM reviews ORDER BY review_id"
    assert connection.execute(query).fetchall() == other.execute(query).fetchall()
    connection.close()
    other.close()


def test_a_newer_warehouse_is_refused(tmp_path: Path) -> None:
    connection = open_warehouse(tmp_path)
    connection.execute("INSERT INTO migrations VALUES (9999, '9999_future', now()::TIMESTAMP)")
    connection.close()
    with pytest.raises(WarehouseError, match="newer Overheard"):
        open_warehouse(tmp_path)


def test_a_migration_that_was_passed_over_is_applied(tmp_path: Path) -> None:
    """Two changes were made side by side, and the one with the higher number came first."""
    connection = open_warehouse(tmp_path)
    connection.execute("ALTER TABLE visits DROP COLUMN ratings")
    connection.execute("ALTER TABLE visits DROP COLUMN ratings_unread")
    connection.execute("DELETE FROM migrations WHERE name = '0009_ratings_unread'")
    connection.close()
    for _ in range(2):
        connection = open_warehouse(tmp_path)
        assert connection.execute("SELECT ratings, ratings_unread FROM visits").fetchall() == []
        rows = connection.execute("SELECT version, name FROM migrations ORDER BY version").fetchall()
        assert rows == [(int(name[:4]), name) for name in sql_names("migrations")]
        connection.close()


def test_a_damaged_warehouse_is_told(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"garbage" * 5000)
    with pytest.raises(WarehouseError, match="move it away"):
        open_warehouse(tmp_path)


def test_a_visit_that_contradicts_itself_stops_no_publication(tmp_path: Path) -> None:
    wrong = [visit(status="failed"), visit(status="observed", items=0), visit(status="blocked", items=0)]
    wrong[2].reason = None
    path = land(tmp_path, "r1", [each.model_copy(update={"url": f"{URL}/{n}"}) for n, each in enumerate(wrong)])
    land(tmp_path, "r2", [visit()])
    assert path.stat().st_size
    with open_warehouse(tmp_path) as connection:
        loaded = load_landing(connection, tmp_path)
        assert (loaded.records, loaded.rejected) == (1, 3)
        assert failed_checks(connection) == []


@pytest.mark.parametrize("rows", [1, 300])
def test_a_name_where_its_hash_is_expected_costs_its_row(tmp_path: Path, rows: int) -> None:
    """Line by line as column by column; a row that an earlier version let in goes too, and publication is not stopped."""
    lines = [landing_line(review(f"Fine, {n}.", author=f"{n:016x}")) for n in range(rows)]
    lines += [line.replace(b'"author_key":"0', b'"author_key":"J', 1) for line in lines[:1]]
    path = landing_path(tmp_path, "r1", "site")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(lines))
    with open_warehouse(tmp_path) as connection:
        loaded = load_landing(connection, tmp_path)
        assert (loaded.records, loaded.rejected) == (rows, 1)
        connection.execute("INSERT INTO reviews (review_id, author_key) VALUES ('old', 'Jo Bloggs')")
        connection.execute("INSERT INTO opinions (record_kind, record_id, start) VALUES ('review', 'old', 0)")
        assert load_landing(connection, tmp_path).rejected == 1
        assert load_landing(connection, tmp_path).rejected == 0
        reasons = connection.execute("SELECT DISTINCT reason FROM rejects").fetchall()
        assert reasons == [("author_key: expected the keyed hash of a name, found something else",)]
        assert connection.execute("SELECT count(*) FROM opinions").fetchone() == (0,)
        assert failed_checks(connection) == []
