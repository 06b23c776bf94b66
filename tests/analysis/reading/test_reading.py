"""Reading texts into a real warehouse: only what is new, on one core or several, whatever dies on the way."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.batches import read_texts
from analysis.reading.opinions import method_of, methods_of, opinions_of, opinions_of_many
from analysis.sentiment import Sentiment, SentimentModel, default_models
from analysis.tables import insert
from benchmarks.reading import main, texts
from data.brand_names import NamedBrand
from data.warehouse import open_warehouse
from tests.analysis.builder import NOW, Reviews, faq, rows_of, warehouse
from tests.conftest import ROOT
from tests.overheard.command import SECONDS

LANGUAGES = ("en", "th", "vi", "lt")
SAID = (
    "The parcel came late and nobody answered my emails. Great coffee though!",
    "The staff were lovely but the refund took weeks.",
    "กาแฟอร่อยมาก พนักงานบริการดีมากค่ะ แต่จัดส่งช้ามากและราคาแพง",
    "Der Kaffee war leider kalt, und niemand hat sich dafür entschuldigt.",
    "!!!",
    "It is a shop.",
)
ENGLISH = [body for body in SAID if body.isascii() and "Kaffee" not in body]
"""For tests with processes of their own, each of which would load the words of every language it meets."""
SMALL = 3_000
"""Characters a batch, so that a few texts are several batches."""


class Steady:
    """A model that says the same of every text; it ends its process where that is one of a pool, if it is `deadly`."""

    def __init__(self, language: str, version: int = 1, label: int = 1, deadly: bool = False) -> None:
        self.language = language
        self.name = f"steady-{language}-{version}"
        self.label = label
        self.deadly = deadly

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        if self.deadly and multiprocessing.parent_process() is not None:
            os._exit(9)
        return [Sentiment(self.label, self.label * 0.9, self.name, 0.95) for _ in texts]


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def planted(con: duckdb.DuckDBPyConnection, n: int = 12, said: Sequence[str] = SAID) -> list[str]:
    reviews = Reviews()
    ids = [reviews.add("acme", said[number % len(said)]) for number in range(n)]
    reviews.save(con)
    return ids


def quiet(_: str) -> None:
    return None


def read(con: duckdb.DuckDBPyConnection, models: dict[str, SentimentModel] | None = None, **more: Any) -> int:
    return read_texts(con, LANGUAGES, quiet, models, **more)[0]


def opinions(con: duckdb.DuckDBPyConnection, where: str = "true") -> list[dict[str, Any]]:
    return rows_of(con, "opinions", where)


def mention(number: int, body: str, brands: Sequence[str], **more: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    row = {
        "mention_id": f"m{number}",
        "network": "reddit",
        "voice": "customer",
        "title": None,
        "body": body,
        "author_key": f"k{number}",
        "published_at": NOW,
        "fetched_at": NOW,
    }
    return row | more, [{"mention_id": f"m{number}", "brand": brand} for brand in brands]


def plant_mentions(con: duckdb.DuckDBPyConnection, *made: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    insert(con, "mentions", [row for row, _ in made])
    insert(con, "mention_brands", [brand for _, brands in made for brand in brands])


def test_what_is_read_is_what_the_texts_say(con: duckdb.DuckDBPyConnection) -> None:
    ids = planted(con, 6)
    assert read(con) == 6
    bodies = dict(zip(ids, SAID, strict=True))
    codes = {str(row["review_id"]): row["language"] for row in rows_of(con, "reviews")}
    assert [codes[name] for name in ids[:5]] == ["en", "en", "th", "de", None]
    for name, body in bodies.items():
        found = {(row["start"], row["driver"]): row for row in opinions(con, f"record_id = '{name}'")}
        expected = opinions_of(body, codes[name])
        assert set(found) == {(opinion.start, opinion.driver) for opinion in expected}
        for opinion in expected:
            row = found[opinion.start, opinion.driver]
            assert {key: row[key] for key in opinion._fields} == opinion._asdict()
            assert (row["brand"], row["source"], row["language"]) == ("acme", "trust.example", codes[name])
    assert {row["label"] for row in opinions(con, "language = 'de'")} == {None}


def test_processes_and_batches_change_nothing(tmp_path: Path) -> None:
    found = []
    ways: list[dict[str, Any]] = [
        {"workers": 1},
        {"workers": 2, "batch_characters": SMALL},
        {"batch_characters": 1},
    ]
    for number, more in enumerate(ways):
        con = warehouse(tmp_path / str(number))
        planted(con, 40, ENGLISH)
        said: list[str] = []
        assert read_texts(con, LANGUAGES, said.append, **more) == (40, 0)
        assert said[-1] == "40 of 40 reviews read"
        assert (len(said) > 1) == ("batch_characters" in more)
        found.append((opinions(con), rows_of(con, "scored"), rows_of(con, "reviews")))
        assert read(con) == 0
        con.close()
    assert found[0] == found[1] == found[2]


def test_a_new_model_reads_its_language_again_and_no_other(con: duckdb.DuckDBPyConnection) -> None:
    planted(con, 12)
    models = default_models()
    read(con, models)
    before = opinions(con, "language IS DISTINCT FROM 'th'")
    thai: dict[str, SentimentModel] = {**models, "th": Steady("th")}
    assert read(con, thai) == 2
    assert read(con, thai) == 0
    assert opinions(con, "language IS DISTINCT FROM 'th'") == before
    rows = opinions(con, "language = 'th'")
    assert {(row["label"], row["score"], row["model"], row["confidence"]) for row in rows} == {
        (1, 0.9, "steady-th-1", 0.95)
    }
    assert read(con, {**models, "th": Steady("th", version=2, label=-1)}) == 2
    assert {row["label"] for row in opinions(con, "language = 'th'")} == {-1}
    assert read(con, {"th": Steady("th", version=2, label=-1)}) == 6
    assert {row["label"] for row in opinions(con, "language = 'en'")} == {None}


def test_methods_differ_where_what_reads_differs() -> None:
    models = default_models()
    base = methods_of(LANGUAGES, models)
    other = methods_of(LANGUAGES, {**models, "th": Steady("th")})
    assert {code for code in other if other[code] != base.get(code, base[""])} == {"th"}
    more = methods_of((*LANGUAGES, "de"), models)
    assert all(more[code] != base[code] for code in base)
    assert method_of(LANGUAGES) == method_of(LANGUAGES, models) != method_of(LANGUAGES, {"en": Steady("en")})


def test_texts_that_change_come_and_go(con: duckdb.DuckDBPyConnection) -> None:
    ids = planted(con, 12)
    read(con)
    con.execute("UPDATE reviews SET body = 'It is a door.' WHERE review_id = ?", [ids[0]])
    con.execute("UPDATE reviews SET brand = 'beta' WHERE review_id = ?", [ids[1]])
    con.execute("UPDATE reviews SET body = '    ' WHERE review_id = ?", [ids[2]])
    con.execute("DELETE FROM reviews WHERE review_id = ?", [ids[3]])
    assert read(con) == 2
    assert [row["end"] for row in opinions(con, f"record_id = '{ids[0]}'")] == [len("It is a door.")]
    assert {row["brand"] for row in opinions(con, f"record_id = '{ids[1]}'")} == {"beta"}
    assert opinions(con, f"record_id IN ('{ids[2]}', '{ids[3]}')") == []
    con.execute("UPDATE reviews SET body = ? WHERE review_id = ?", [SAID[2], ids[2]])
    con.execute(
        "DELETE FROM opinions WHERE record_id = ?", [ids[4]]
    )  # gone at its source, and back before the next run
    assert read(con) == 2
    assert opinions(con, f"record_id = '{ids[4]}'")
    assert opinions(con, f"record_id = '{ids[2]}'")


def test_notes_that_are_lost_or_old_cost_a_reading_and_double_nothing(con: duckdb.DuckDBPyConnection) -> None:
    planted(con, 12)
    read(con)
    before = opinions(con)
    con.execute("DROP TABLE scored")
    con.execute("DELETE FROM reviews WHERE review_id = 'r000000'")
    assert read(con) == 11
    assert opinions(con) == [row for row in before if row["record_id"] != "r000000"]
    con.execute("ALTER TABLE scored DROP COLUMN language")  # as notes were kept before languages had methods
    assert read(con) == 7, (
        "English and Thai, whose methods are their own; others are read with what all languages share"
    )
    assert opinions(con) == [row for row in before if row["record_id"] != "r000000"]


def test_questions_get_a_language_and_no_opinions(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con,
        "faqs",
        [faq("acme", "How long does delivery take?", 1), faq("acme", "จัดส่งใช้เวลานานเท่าไรคะ", 2, answer="สามวัน")],
    )
    assert read_texts(con, LANGUAGES, quiet) == (0, 2)
    assert [row["language"] for row in rows_of(con, "faqs")] == ["en", "th"]
    assert opinions(con) == []
    assert read_texts(con, LANGUAGES, quiet) == (0, 0)


def test_customers_mentions_are_opinions_of_each_brand_meant(con: duckdb.DuckDBPyConnection) -> None:
    plant_mentions(
        con,
        mention(1, "The parcel came late.", ["acme", "beta"], title="Look at this"),
        mention(2, "", ["acme"], title="Great coffee and very quick delivery"),
        mention(3, "We are proud of our great coffee.", ["acme"], voice="brand"),
        mention(4, "The price is horrible.", []),
        mention(5, " ", ["beta"]),
    )
    assert read(con) == 2
    rows = opinions(con)
    assert {(row["record_id"], row["brand"]) for row in rows} == {("m1", "acme"), ("m1", "beta"), ("m2", "acme")}
    assert {(row["record_kind"], row["source"]) for row in rows} == {("mention", "reddit")}
    assert {row["author_key"] for row in rows if row["record_id"] == "m2"} == {"k2"}
    assert {str(row["mention_id"]): row["language"] for row in rows_of(con, "mentions")}["m2"] == "en"
    insert(con, "mention_brands", [{"mention_id": "m4", "brand": "acme"}, {"mention_id": "m1", "brand": "gamma"}])
    assert read(con) == 2
    assert {row["brand"] for row in opinions(con, "record_id = 'm1'")} == {"acme", "beta", "gamma"}
    con.execute("DELETE FROM mention_brands WHERE mention_id = 'm1' AND brand = 'beta'")
    con.execute("DELETE FROM mentions WHERE mention_id = 'm2'")
    assert read(con) == 1
    assert {(row["record_id"], row["brand"]) for row in opinions(con)} == {
        ("m1", "acme"),
        ("m1", "gamma"),
        ("m4", "acme"),
    }


def test_a_process_that_dies_costs_time_only(con: duckdb.DuckDBPyConnection) -> None:
    planted(con, 40, ENGLISH)
    said: list[str] = []
    models: dict[str, SentimentModel] = {"en": Steady("en", deadly=True)}
    assert read_texts(con, LANGUAGES, said.append, models, workers=2, batch_characters=SMALL) == (40, 0)
    assert sum("going on with one process" in line for line in said) == 1
    assert {row["label"] for row in opinions(con, "language = 'en'")} == {1}
    assert read(con, models) == 0


ENGLISH_TEXTS = [text for text in texts(2_000, seed=3) if text.isascii()][:600]
KILLED = """
import sys
from pathlib import Path
from analysis.reading.batches import read_texts
from data.warehouse import open_warehouse
con = open_warehouse(Path(sys.argv[1]))
read_texts(con, ("en", "th", "vi", "lt"), lambda line: print(line, flush=True), workers=2, batch_characters=10_000)
"""


def family(pid: int) -> list[int]:
    """The children of a process."""
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc for the children of a process")
def test_killed_it_keeps_whole_batches_and_leaves_no_process(tmp_path: Path) -> None:
    state = tmp_path / ".overheard"
    con = warehouse(tmp_path)
    reviews = Reviews()
    for body in ENGLISH_TEXTS:
        reviews.add("acme", body)
    reviews.save(con)
    con.close()
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(state)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert "of 600 reviews read" in child.stdout.readline()
        ends = [os.pidfd_open(pid) for pid in family(child.pid)]
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert len(ends) >= 2
    for end in ends:
        assert select.select([end], [], [], SECONDS)[0], "a process outlives its parent"
        os.close(end)
    con = open_warehouse(state)
    kept = {row["record_id"] for row in rows_of(con, "scored")}
    assert 0 < len(kept) < 600
    assert {row["record_id"] for row in opinions(con)} == kept
    assert read(con) == 600 - len(kept)
    found = opinions(con)
    con.execute("DROP TABLE scored")
    assert read(con) == 600
    assert opinions(con) == found
    con.close()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=120), st.sampled_from(["en", "th", "vi", "lt", "de", None])), max_size=6))
def test_texts_read_together_are_read_as_alone(pairs: list[tuple[str, str | None]]) -> None:
    models = default_models()
    together = opinions_of_many([text for text, _ in pairs], [code for _, code in pairs], models)
    assert together == [opinions_of(text, code, models) for text, code in pairs]


def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--n", "300", "--new", "20", "--workers", "1"]) in (0, 1)  # so few say nothing of speed
    out = capsys.readouterr().out
    assert "300 texts of 30 words" in out
    assert "20 new:" in out


SWITCHING = {
    "I am switching to Borealis because the coffee is better there.": "switch",
    "Tôi sẽ chuyển sang Borealis vì giao hàng nhanh hơn.": "switch",
    "จะเปลี่ยนไปใช้ Borealis แล้ว": "switch",
    "Pereinu pas Borealis, nes kava ten geresnė.": "switch",
    "I cancelled my subscription and moved to Borealis.": "switch",
    "I am never going to switch to Borealis.": None,
    "I switched to Acme and never looked back.": None,
}


def test_who_switches_to_a_named_rival_leaves_the_brand_spoken_of(con: duckdb.DuckDBPyConnection) -> None:
    reviews = Reviews()
    of = {reviews.add("acme", said): intent for said, intent in SWITCHING.items()}
    loyal = reviews.add("borealis", "I am switching to Borealis because the coffee is better there.")
    reviews.save(con)
    brands = [NamedBrand("acme", ("Acme",)), NamedBrand("borealis", ("Borealis",))]
    languages = (*LANGUAGES, "vi", "lt")
    assert read_texts(con, languages, quiet, brands=brands)[0] == len(SWITCHING) + 1
    found = {row["record_id"]: row["intent"] for row in opinions(con)}
    assert {record: intent if intent == "switch" else None for record, intent in found.items()} == {**of, loyal: None}
    assert read_texts(con, languages, quiet, brands=brands)[0] == 0
    # Another name is another answer: the texts are read anew.
    renamed = [brands[0], NamedBrand("borealis", ("Aurora",))]
    assert read_texts(con, languages, quiet, brands=renamed)[0] == len(SWITCHING) + 1
    assert all(row["intent"] != "switch" for row in opinions(con))


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "They lost my parcel. Twice. It was a gift.", ["They lost my parcel. Twice.", "It was a gift."]),
        ("en", "So there. They lost my parcel.", ["So there. They lost my parcel."]),
        ("lt", "Siunta pavėlavo savaitę. Na va.", ["Siunta pavėlavo savaitę. Na va."]),
        ("vi", "Hàng giao trễ một tuần. Thế đấy.", ["Hàng giao trễ một tuần. Thế đấy."]),
        ("en", "They lost my parcel. Awful. Never again.", ["They lost my parcel.", "Awful.", "Never again."]),
        ("en", "They lost my parcel. Why? It was a gift.", ["They lost my parcel.", "Why?", "It was a gift."]),
        ("en", "Tasty food\nCons\nThe bill came late", ["Tasty food", "Cons", "The bill came late"]),
        ("en", "So. Well. There.", ["So. Well. There."]),
        ("fr", "Colis perdu deux fois. Voilà. Encore.", ["Colis perdu deux fois.", "Voilà.", "Encore."]),
    ],
)
def test_a_part_too_short_to_judge_joins_its_neighbour(language: str, text: str, parts: list[str]) -> None:
    found = list(dict.fromkeys(text[one.start : one.end] for one in opinions_of(text, language)))
    assert found == parts
