"""A label corrected in the app lands in the file that analysis reads, and is known by the sentence it is about."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.reports import queries, teaching
from data.clock import utc_now
from data.state.corrections import Correction, append_corrections, read_corrections
from tests.conftest import ROOT
from tests.sample_build import EDITION, write_sample_build

APP = ROOT / "dashboard" / "app.py"
CELL = {"edition": EDITION, "brand": "northbean", "driver": "delivery", "language": "en", "source": "*", "persona": ""}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERHEARD_WORKSPACE", str(tmp_path))
    folder = tmp_path / ".overheard"
    write_sample_build(folder)
    return folder


def compare() -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=300).run().switch_page("app_pages/compare.py").run()


def shown(state: Path) -> queries.Row:
    """The first sentence of CELL."""
    build = queries.latest_build(state)
    assert build is not None
    return queries.rows(build, "quotes", **CELL, label=None, mood="*", limit=1)[0]


def test_a_click_writes_the_correction_and_says_when_it_counts(state: Path) -> None:
    app = compare()
    app.selectbox(key="driver").select("delivery").run()
    row = shown(state)
    button = next(each for each in app.button if str(each.key).startswith("say_neutral_"))
    button.click().run()
    assert not app.exception
    corrections, problems = read_corrections(state)
    assert problems == []
    (made,) = corrections
    assert (made.record_id, made.start, made.driver) == (row["record_id"], row["start_at"], "delivery")
    assert (made.old, made.new, made.corrected_by) == (str(row["label"]), "0", "app")
    build = queries.latest_build(state)
    assert build is not None
    says = build.cursor().execute(
        'SELECT md5(substring(r.body, o.start + 1, o."end" - o.start)) FROM opinions o JOIN reviews r'
        " ON r.review_id = o.record_id WHERE o.record_id = ? AND o.start = ? AND o.driver = 'delivery'",
        [made.record_id, made.start],
    )
    assert says.fetchone() == (made.sentence_hash,)
    assert any("next analysis" in toast.value for toast in app.toast)
    health = app.switch_page("app_pages/health.py").run()
    assert any("1 correction waits" in info.value for info in health.info)


def test_the_drivers_of_a_sentence_are_corrected_as_a_whole_list(state: Path) -> None:
    app = compare()
    app.selectbox(key="driver").select("delivery").run()
    row = shown(state)
    assert row["drivers"] == "delivery"
    picked = next(each for each in app.multiselect if str(each.key).startswith("drivers_"))
    assert picked.value == ["delivery"]
    save = next(each for each in app.button if str(each.key).startswith("save_drivers_"))
    assert save.disabled
    picked.set_value(["price_value", "billing"]).run()
    next(each for each in app.button if each.key == save.key).click().run()
    assert not app.exception
    (made,), _ = read_corrections(state)
    assert (made.field, made.driver, made.old, made.new) == ("driver", "*", "delivery", "billing price_value")
    assert (made.record_id, made.start, made.corrected_by) == (row["record_id"], row["start_at"], "app")
    assert teaching.drivers_of(row, teaching.standing(state)) == (("billing", "price_value"), True)
    picked = next(each for each in app.multiselect if each.key == picked.key)
    picked.set_value([]).run()
    next(each for each in app.button if each.key == save.key).click().run()
    assert [each.new for each in read_corrections(state)[0]] == [""], "about none of our topics"
    edited = row | {"body": "Edited: " + row["body"]}
    assert teaching.drivers_of(edited, teaching.standing(state)) == (("delivery",), False)


def test_taking_it_back_leaves_the_label_shown(state: Path) -> None:
    row = shown(state)
    for label in (0, row["label"]):
        teaching.teach(state, teaching.correction_of(row, label, "delivery"))
        assert teaching.taught(row, teaching.standing(state)) == (0 if label == 0 else None)


def test_a_correction_of_another_sentence_is_not_shown_here(state: Path) -> None:
    row = shown(state)
    teaching.teach(state, teaching.correction_of(row, 0, "delivery"))
    edited = row | {"body": "Edited: " + row["body"]}
    assert teaching.taught(edited, teaching.standing(state)) is None
    assert teaching.taught(row | {"driver": "billing"}, teaching.standing(state)) is None


def test_a_disk_that_does_not_take_it_is_told(state: Path) -> None:
    app = compare()
    (state / "corrections.jsonl").mkdir()
    next(each for each in app.button if str(each.key).startswith("say_neutral_")).click().run()
    assert not app.exception
    assert any("could not be written" in toast.value for toast in app.toast)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_without_the_right_to_write_there_is_no_control(state: Path) -> None:
    state.chmod(0o500)
    try:
        app = compare()
        assert not app.exception
        assert not [each for each in app.button if str(each.key).startswith("say_")]
    finally:
        state.chmod(0o700)


def test_only_what_no_analysis_has_read_is_waiting(state: Path) -> None:
    row = shown(state)
    made = teaching.correction_of(row, 0, "delivery")
    append_corrections(state, [made])
    read = {"record_kind": made.record_kind, "record_id": made.record_id, "start_at": made.start, "driver": made.driver}
    read |= {"field": "label", "made_at": made.made_at}
    assert teaching.waiting(state, []) == [made]
    assert teaching.waiting(state, [read]) == []
    again = Correction.model_validate(made.model_dump() | {"made_at": made.made_at + timedelta(minutes=1)})
    append_corrections(state, [again])
    assert teaching.waiting(state, [read]) == [again]


def test_trainings_are_read_and_damage_is_named(tmp_path: Path) -> None:
    folder = tmp_path / teaching.MODELS
    folder.mkdir()
    manifest = {
        "language": "en", "rated": 512, "corrections": 40, "chosen": True, "reason": "wins",
        "learned": {"model": "learned-en-1"}, "sha256": "0" * 64,
    }  # fmt: skip
    (folder / "en.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "lt.json").write_text('{"language": "lt"', encoding="utf-8")
    found, problems = teaching.trainings(tmp_path)
    assert list(found) == ["en"]
    assert (found["en"].model, found["en"].rated, found["en"].chosen) == ("learned-en-1", 512, True)
    assert isinstance(found["en"].at, datetime)
    assert abs(found["en"].at - utc_now()) < timedelta(minutes=5)
    assert len(problems) == 1
    assert "lt.json" in problems[0]
    assert teaching.trainings(tmp_path / "nowhere") == ({}, [])
