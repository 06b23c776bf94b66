"""Labelling drawn texts on the page Health, as an editor and as a reader meet it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.reports.texts.drawn import draw, strata
from dashboard.views.health import sample_view
from data.publish import current_build
from data.state.sample import FILE_NAME, read_sample
from tests.dashboard.views.test_app import html, page
from tests.sample_build import write_sample_build


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_sample_build(tmp_path / ".overheard")
    monkeypatch.setenv("OVERHEARD_WORKSPACE", str(tmp_path))
    return tmp_path / ".overheard"


def begun() -> AppTest:
    return page("health").toggle(key="sample_on").set_value(True).run()


def choose(app: AppTest, state: Path) -> AppTest:
    """The largest stratum, whether or not it has enough texts."""
    return app.selectbox(key="sample_which").set_value(strata(_build(state), state)[0].name).run()


def _build(state: Path) -> Path:
    build = current_build(state)
    assert build is not None
    return build


def test_an_editor_labels_the_texts_that_the_command_draws_and_the_count_goes_down(state: Path) -> None:
    build = _build(state)
    first = strata(build, state)[0]
    expected = [text.record_id for text in draw(build, state, first.language, first.text_kind, 3)]
    app = choose(begun(), state)
    assert not app.exception
    assert f"1 of {first.wanted}" in " ".join(caption.value for caption in app.caption)
    for answer in ("negative", "cannot_tell", "positive"):
        app.button(key=f"sample_{answer}").click().run()
    assert not app.exception
    given, problems = read_sample(state)
    assert ([each.record_id for each in given], [each.label for each in given]) == (expected, [-1, None, 1])
    assert not problems
    assert strata(build, state)[0].labelled == 2
    assert f"3 of {first.wanted}" in " ".join(caption.value for caption in app.caption)


def test_what_a_model_read_is_not_shown(state: Path) -> None:
    build = _build(state)
    first = strata(build, state)[0]
    text = draw(build, state, first.language, first.text_kind, 1)[0]
    app = choose(begun(), state)
    shown = [part for part in re.findall("<figure.*?</figure>", html(app), re.S) if "oh-quote" in part]
    assert len(shown) == 1
    assert text.body[:20] in shown[0]
    assert not re.search("oh-tone|oh-bad|oh-good", shown[0])


def test_a_reader_sees_the_count_and_no_buttons(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_view, "may_write", lambda _: False)
    app = page("health")
    assert not app.exception
    assert not [toggle for toggle in app.toggle if toggle.key == "sample_on"]
    assert "Still missing" in html(app)
    text = draw(_build(state), state, "", "reviews", 1)[0]
    sample_view._say(state, text, 1)
    assert not (state / FILE_NAME).exists()
