"""What users teach, through the whole analysis: corrected labels and drivers, and drivers learned from them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from analysis.pipeline.analyze import analyze
from analysis.pipeline.corrections import apply_corrections
from analysis.pipeline.driver_models import NEW_CORRECTIONS, driver_models
from analysis.reading.batches import read_texts
from analysis.tables import insert
from analysis.text.drivers import load_taxonomy
from data.sqlfiles import read_sql
from data.state.corrections import Correction, append_corrections, driver_list, load_corrections, sentence_hash
from tests.analysis.builder import NOW, Reviews, rows_of, warehouse, workspace

PARCEL = "The delivery was terrible."
BREWERY = {
    "product_quality": ["the wort was thin", "a skunky pint", "lovely mouthfeel in this stout", "foam fell flat"],
    "delivery": ["the dray never stopped here", "keg left out in rain by the dray", "dray driver came at noon", "two kegs short"],
    "": ["we sat by the river", "it was a Tuesday", "our club met there", "cousins came too"],
}  # fmt: skip
"""What the people of a brewery call things: words the phrases do not know."""


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def quiet(_: str) -> None:
    return None


def correction(record: str, said: str, new: str, *, start: int = 0, minute: int = 0, **more: Any) -> Correction:
    values = {"record_kind": "review", "record_id": record, "start": start, "field": "driver", "new": new}
    made_at = NOW + timedelta(minutes=minute)
    return Correction.model_validate(values | {"sentence_hash": sentence_hash(said), "made_at": made_at} | more)


def taught(con: duckdb.DuckDBPyConnection, root: Path, *corrections: Correction) -> list[dict[str, Any]]:
    """The opinions after a reading with these corrections more."""
    state = root / ".overheard"
    append_corrections(state, corrections)
    load_corrections(con, state)
    read_texts(con, ("en",), quiet)
    apply_corrections(con)
    return rows_of(con, "opinions")


def test_a_users_drivers_stand_instead_of_those_that_were_read(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    one, other = reviews.add("acme", PARCEL), reviews.add("acme", "The invoice was perfect.")
    reviews.save(con)
    before = taught(con, tmp_path)
    assert [(row["record_id"], row["driver"]) for row in before] == [(one, "delivery"), (other, "billing")]
    rows = taught(con, tmp_path, correction(one, PARCEL, "billing price_value"))
    drivers = load_taxonomy("en").drivers
    assert [row["driver"] for row in rows] == ["billing", "price_value", "billing"]
    for row in rows[:2]:
        about = drivers[row["driver"]]
        if row["place_from"] != "text":  # what a text itself says of its place stays
            assert (row["stage"], row["touchpoint"]) == (about.stage, about.touchpoint)
        same = {
            name: value for name, value in row.items() if name not in ("driver", "stage", "touchpoint", "place_from")
        }
        assert same.items() <= before[0].items()
    assert rows[2] == before[1]
    none = taught(con, tmp_path, correction(one, PARCEL, "", minute=1))
    assert [(row["driver"], row["stage"], row["label"]) for row in none][:1] == [
        ("", "transaction", -1)
    ]  # its text names the parcel
    assert taught(con, tmp_path) == none
    assert apply_corrections(con) == 0
    con.execute("UPDATE reviews SET body = 'The delivery was awful.' WHERE review_id = ?", [one])
    assert [row["driver"] for row in taught(con, tmp_path)] == ["delivery", "billing"], (
        "of other words than were corrected"
    )
    con.execute("DELETE FROM corrections")
    (tmp_path / ".overheard" / "corrections.jsonl").unlink()
    con.execute("UPDATE reviews SET body = ? WHERE review_id = ?", [PARCEL, one])
    assert taught(con, tmp_path) == before, "what is no longer corrected is as it was read"


def test_labels_emotions_and_every_brand_of_a_mention_follow(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    said = "The parcel came late."
    mention = {
        "mention_id": "m1",
        "network": "reddit",
        "voice": "customer",
        "body": said,
        "published_at": NOW,
        "fetched_at": NOW,
    }
    insert(con, "mentions", [mention])
    insert(con, "mention_brands", [{"mention_id": "m1", "brand": brand} for brand in ("acme", "beta")])
    rows = taught(
        con, tmp_path,
        correction("m1", said, "empathy", record_kind="mention"),
        correction("m1", said, "1", record_kind="mention", field="label", driver="empathy"),
        correction("m1", said, "-1", record_kind="mention", field="label", driver="delivery", minute=1),
    )  # fmt: skip
    assert [(row["brand"], row["driver"], row["label"], row["confidence"]) for row in rows] == [
        ("acme", "empathy", 1, 1.0),
        ("beta", "empathy", 1, 1.0),
    ]
    assert all(row["score"] > 0 and row["intent"] != "complaint" for row in rows)
    rows = taught(con, tmp_path, correction("m1", said, "-1", record_kind="mention", field="label", minute=2))
    assert {row["label"] for row in rows} == {-1}, "the newest of a label for one driver and one for all"
    assert con.execute(read_sql("checks", "keys")).fetchall() == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), cuts=st.sets(st.integers(1, 4), max_size=3))
def test_the_way_to_the_same_corrections_does_not_matter(
    order: list[int], cuts: set[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    given_all = [
        correction("r000000", PARCEL, "billing", minute=0),
        correction("r000000", PARCEL, "delivery empathy", minute=1),
        correction("r000000", PARCEL, "1", field="label", driver="delivery", minute=2),
        correction("r000000", PARCEL, "0", field="label", driver="billing", minute=3),
        correction("r000001", PARCEL + " Truly.", "loyalty", minute=4),
    ]
    found = []
    for steps in (sorted({*cuts, 5}), [5]):
        root = tmp_path_factory.mktemp("way")
        con = warehouse(root)
        reviews = Reviews()
        reviews.add("acme", PARCEL)
        reviews.add("acme", PARCEL)
        reviews.save(con)
        for after, upto in pairwise([0, *steps]):
            taught(con, root, *(given_all[number] for number in order[after:upto]))
        found.append(rows_of(con, "opinions"))
        con.close()
    assert found[0] == found[1]
    assert [(row["driver"], row["label"]) for row in found[0]] == [("delivery", 1), ("empathy", -1), ("delivery", -1)]


def test_a_driver_that_no_taxonomy_has_is_said_and_left_out(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    record = reviews.add("acme", PARCEL)
    reviews.save(con)
    taught(con, tmp_path, correction(record, PARCEL, "catering"))
    said: list[str] = []
    assert apply_corrections(con, said.append) == 0
    assert len(said) == 1
    assert record in said[0]
    assert "catering" in said[0]
    assert [row["driver"] for row in rows_of(con, "opinions")] == ["delivery"]


@pytest.mark.parametrize(
    "values",
    [
        {"new": "billing  delivery"}, {"new": "delivery billing"}, {"new": "billing billing"}, {"new": " "}, {"new": "*"},
        {"driver": "billing"}, {"field": "label", "new": "2"}, {"field": "label", "new": ""},
        {"new": " ".join(f"a{n:02}" for n in range(21))}, {"made_at": "2026-11-20T03:00:00Z"},
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        correction("r1", PARCEL, **({"new": "billing"} | values))


@given(st.sets(st.sampled_from(["a", "b_c", "delivery", "é"])))
def test_a_list_of_drivers_comes_back(drivers: set[str]) -> None:
    assert set(correction("r1", PARCEL, driver_list([*drivers, "", *drivers])).drivers) == drivers


def brewery(con: duckdb.DuckDBPyConnection, count: int, first: int = 0) -> list[Correction]:
    """Reviews of a brewery by 30 authors, and the corrections that a patient user makes of them."""
    rng = random.Random(first + 1)
    reviews = Reviews(first)
    corrections = []
    for number in range(count):
        driver = rng.choice(list(BREWERY))
        body = f"{rng.choice(BREWERY[driver])} {rng.choice(['again', 'this month', 'in May', 'as ever'])}"
        record = reviews.add("acme", body, author=f"a{number % 30}")
        corrections.append(correction(record, body, driver))
    reviews.save(con)
    return corrections


def test_drivers_are_learned_from_corrections_and_read_with(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    place, state = workspace(tmp_path), tmp_path / ".overheard"
    corrections = brewery(con, 120)
    analyze(con, place, NOW)
    later = Reviews(900)
    unseen = later.add("beta", "the dray left without our kegs")
    later.save(con)
    append_corrections(state, corrections)
    said: list[str] = []
    summary = analyze(con, place, NOW, said.append)
    assert summary.reviews_read == 121, "texts are read again with the drivers that were learned"
    assert [row["driver"] for row in rows_of(con, "opinions", f"record_id = '{unseen}'")] == ["delivery"]
    assert any(line.startswith("en: learned drivers serve: micro-F1") for line in said)
    edition = rows_of(con, "editions")[0]
    drivers = json.loads(edition["models"])["en"]["drivers"]
    assert drivers["model"].startswith("drivers-learned-1-en-")
    assert (drivers["corrected"], drivers["low"] > 0) == (120, True)
    assert drivers["model"] in json.loads(edition["parameters"])["method"]
    before = rows_of(con, "opinions")

    assert analyze(con, place, NOW).reviews_read == 0
    models = driver_models(con, state, quiet).models
    con.execute("DROP TABLE scored")
    read_texts(con, place.languages, quiet, workers=2, named=models)
    apply_corrections(con)
    assert rows_of(con, "opinions") == before, "read by other processes"

    arrays = state / "models" / "drivers" / "en.npz"
    arrays.write_bytes(arrays.read_bytes()[:-1])
    said.clear()
    again = driver_models(con, state, said.append).models["en"]
    assert "expected sha256" in said[0]
    assert any("learned drivers serve" in line for line in said)
    said.clear()
    kept = driver_models(con, state, said.append).models["en"]
    assert said == [], "nothing new, nothing trained"
    texts = [*(body for driver in BREWERY for body in BREWERY[driver]), "They bombard me with emails.", ""]
    assert (kept.name, kept.classify_many(texts)) == (again.name, again.classify_many(texts))


def test_a_few_corrections_more_are_not_worth_a_training(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    state = tmp_path / ".overheard"
    taught(con, tmp_path, *brewery(con, 90))
    name = driver_models(con, state, quiet).models["en"].name
    taught(con, tmp_path, *brewery(con, NEW_CORRECTIONS - 1, first=200))
    assert driver_models(con, state, quiet).models["en"].name == name
    taught(con, tmp_path, *brewery(con, 1, first=300))
    assert driver_models(con, state, quiet).models["en"].name != name
    con.execute("DELETE FROM corrections")
    said: list[str] = []
    choice = driver_models(con, state, said.append)
    assert choice.models == {}
    assert "0 corrected opinions" in choice.trainings["en"].reason
    (state / "models" / "drivers" / "en.json").write_text("{}")
    said.clear()
    assert driver_models(con, state, said.append).trainings == {}
    assert "learned again" in said[0]
