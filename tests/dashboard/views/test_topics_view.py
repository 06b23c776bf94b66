"""Proposed topics in the app: shown with figures and quotes, given to a driver, dismissed and called back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis.text.phrases import PhraseBook, Phrases
from dashboard.reports import queries, topics
from data.state.corrections import read_corrections
from data.state.topic_answers import dismissed_topics
from data.workspace import parse_workspace
from tests.conftest import ROOT
from tests.sample_build import write_sample_build

APP = ROOT / "dashboard" / "app.py"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERHEARD_WORKSPACE", str(tmp_path))
    write_sample_build(tmp_path / ".overheard")
    return tmp_path / ".overheard"


def compare() -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=300).run().switch_page("app_pages/compare.py").run()


def html(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.get("html"))


def proposed(state: Path) -> list[topics.Topic]:
    build = queries.latest_build(state)
    assert build is not None
    return topics.topics_of(queries.rows(build, "topic_proposals"))


def test_a_topic_is_shown_with_its_people_and_quotes(state: Path) -> None:
    app = compare()
    assert not app.exception
    shown = html(app)
    table = shown[shown.index("oh-topics") :]
    assert "gift card" in table
    assert "67\u00a0%" in table
    assert table.count("nobody") == 2, "Lotus Roast, in both rows"
    quotes = [
        each for each in shown.split("<figure") if "gift card" in each.partition("<mark>")[2].partition("</mark>")[0]
    ]
    assert len(quotes) == 3
    assert all("https://" in each and "Open the page" in each for each in quotes)
    app.segmented_control(key="topics_language").set_value("th").run()
    assert not app.exception
    assert "ที่จอดรถ" in html(app)


def test_what_to_add_is_a_driver_of_overheard_toml_and_finds_the_topic(state: Path) -> None:
    head = '[workspace]\nname = "A"\n[[brand]]\nname = "A"\nown = true\nsite = "https://a.example/"\n'
    for topic in proposed(state):
        for written in (topics.driver_toml(topic), topics.words_toml(topic, "price_value")):
            (driver,) = parse_workspace(head + written, state).drivers
            book = PhraseBook({"new": Phrases(driver.words[topic.language])}, word_boundaries=topic.language != "th")
            assert book.meanings(f"{topic.name}") == ("new",)
    app = compare()
    assert any('id = "gift_card"' in each.value for each in app.code)
    app.selectbox(key="into_000000000000").select("price_value").run()
    assert any('id = "price_value"' in each.value and '"gift card"' in each.value for each in app.code)
    said = [each.value.replace("\\", "") for each in app.caption]  # as Streamlit's markdown shows it
    assert any("[[driver]] price_value" in each and "overheard.toml" in each for each in said)


def test_dismissing_hides_a_topic_until_it_is_called_back(state: Path) -> None:
    app = compare()
    app.button(key="dismiss_000000000000").click().run()
    assert not app.exception
    assert dismissed_topics(state) == (frozenset({"000000000000"}), [])
    assert "dismiss_000000000000" not in [each.key for each in app.button]
    waiting, gone = topics.open_and_dismissed(proposed(state), state)
    assert [topic.name for topic in gone] == ["gift card"]
    assert "gift card" not in [topic.name for topic in waiting]
    app.button(key="call_back_000000000000").click().run()
    assert dismissed_topics(state) == (frozenset(), [])
    app.selectbox(key="new_topic").select("000000000000").run()
    assert "dismiss_000000000000" in [each.key for each in app.button]


def test_a_disk_that_does_not_take_it_is_told(state: Path) -> None:
    app = compare()
    (state / "topics.jsonl").mkdir()
    app.button(key="dismiss_000000000000").click().run()
    assert not app.exception
    assert any("could not be written" in toast.value for toast in app.toast)


def test_a_sentence_of_a_topic_is_given_a_driver(state: Path) -> None:
    app = compare()
    before = {each.key for each in app.multiselect if each.value == []}
    assert len(before) >= 3, "the three quotes, which are about none"
    build = queries.latest_build(state)
    assert build is not None
    row = queries.rows(build, "topic_quotes", proposal_id="000000000000")[0]
    key = next(each.key for each in reversed(app.multiselect) if each.key in before)
    next(each for each in app.multiselect if each.key == key).set_value(["loyalty"]).run()
    app.button(key=f"save_{key}").click().run()
    (made,), _ = read_corrections(state)
    assert (made.old, made.new, made.record_kind) == ("", "loyalty", row["record_kind"])


def test_a_topic_whose_texts_are_gone_or_were_answered_shows_none(tmp_path: Path, state: Path) -> None:
    for topic in proposed(state):
        topics.answer(state, topic, dismissed=True)
    app = compare()
    assert not app.exception
    assert any("dismissed all" in each.value for each in app.info)
