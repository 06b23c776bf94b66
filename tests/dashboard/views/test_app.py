"""Each page of the app, run by Streamlit's own test harness on real builds."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.reports import queries
from dashboard.reports.messages import languages, own_texts, speaking
from dashboard.reports.signals import signal_reports
from dashboard.reports.tables import subjects, table_report
from dashboard.reports.texts import search_texts
from data.warehouse import schema_version
from tests.conftest import ROOT
from tests.sample_build import write_sample_build

APP = ROOT / "dashboard" / "app.py"
PAGES = ("overview", "compare", "social", "swot", "tables", "texts", "health", "signals")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> [click](javascript:alert(3)) ![i](http://127.0.0.1/p.png)"
    " $\\LaTeX$ :smile: :material/delete: **bold** ' \" & =1+1 {curly} \u202egnp"
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    write_sample_build(folder / ".overheard")
    return folder


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda folder: monkeypatch.setenv("OVERHEARD_WORKSPACE", str(folder))


def page(name: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    if name != "overview" and not app.exception:
        app = app.switch_page(f"app_pages/{name}.py").run()
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_the_build(workspace: Path, use: Any, name: str) -> None:
    use(workspace)
    app = page(name)
    assert not app.exception
    text = html(app)
    assert "Northbean and its rivals" in text
    assert "Demonstration data" in text
    assert "Provisional" in text
    assert "20 Jul 2026" in text
    assert "18 Oct 2026" in text


@pytest.mark.parametrize("subject", subjects())
def test_every_table_is_shown_as_it_is_exported(workspace: Path, use: Any, subject: str) -> None:
    use(workspace)
    app = page("tables")
    app.selectbox(key="table").set_value(subject).run()
    assert not app.exception
    report = table_report(queries.open_build(next((workspace / ".overheard" / "published").glob("*.duckdb"))), subject)
    (shown,) = app.dataframe
    assert list(shown.value.columns) == [field.heading for field in report.fields]
    assert len(shown.value) == len(report.rows) > 0


def test_texts_are_searched_and_open_to_their_pages(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("texts")
    assert any("never again" in info.value for info in app.info)
    app.text_input(key="asked").set_value("refund").run()
    assert not app.exception
    found = search_texts(queries.open_build(next((workspace / ".overheard" / "published").glob("*.duckdb"))), "refund")
    assert any(f"In {found.found} of" in caption.value for caption in app.caption)
    assert html(app).count("<mark>") == len(found.hits) > 0
    assert f'href="{found.hits[0].url}"' in html(app)
    app.button(key="more_texts").click().run()
    assert html(app).count("<mark>") == found.found
    app.selectbox(key="texts_brand").select("kettle-crane")
    app.selectbox(key="texts_language").select("en").run()
    assert html(app).count("Kettle &amp; Crane") >= 2
    app.text_input(key="asked").set_value("xyzzy").run()
    assert any("None of the" in info.value for info in app.info)
    app.text_input(key="asked").set_value("a b c d e f g").run()
    assert any("at most 6 words" in warning.value for warning in app.warning)


@pytest.mark.parametrize(
    ("name", "key", "asked", "chosen"),
    [
        ("tables", "table", "search", "search"),
        ("tables", "table", "Search positions", "search"),
        ("tables", "table_brand", "kettle-crane", "kettle-crane"),
        ("compare", "driver", "delivery", "delivery"),
        ("compare", "brand", "kettle-crane", "kettle-crane"),
        ("swot", "swot_brand", "kettle-crane", "kettle-crane"),
        ("social", "social_brand", "kettle-crane", "kettle-crane"),
        ("social", "social_brand", "nobody", "northbean"),
    ],
)
def test_a_link_names_a_choice_by_its_id_or_its_words(
    workspace: Path, use: Any, name: str, key: str, asked: str, chosen: str
) -> None:
    use(workspace)
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    app.query_params[key] = asked
    app = app.switch_page(f"app_pages/{name}.py").run()
    assert not app.exception
    assert app.selectbox(key=key).value == chosen


def test_search_shows_who_is_above_and_since_when(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("search")
    assert not app.exception
    text = html(app)
    assert "Above Northbean Coffee on 18 Oct 2026:" in text
    assert "Kettle &amp; Crane, place 2: above since 12 Oct 2026, on each of 7 look-ups" in text
    newest = app.dataframe[0].value
    place = dict(zip(newest["Brand"], newest["Organic place"], strict=True))
    assert (place["Northbean Coffee"], place["Lotus Roast"]) == ("4", "not on the page")
    assert dict(zip(newest["Brand"], newest["Among the ads"], strict=True))["Morning Post Coffee"] == "1"
    assert any(
        "Days with a result page: 11. Days without one (grey), of which nothing is known: 1." in caption.value
        for caption in app.caption
    )
    assert "5 answers read, 4 not answered, in 3 crawls" in text
    assert any("whom its words name was not observed" in info.value for info in app.info)


def test_the_inbox_shows_what_its_filters_say(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("reviews")
    assert not app.exception
    everything = app.dataframe[0].value
    app.selectbox(key="inbox_brand").set_value("kettle-crane")
    app.selectbox(key="inbox_stars").set_value("5").run()
    shown = app.dataframe[0].value
    assert 0 < len(shown) < len(everything)
    assert set(shown["Brand"]) == {"Kettle & Crane"}
    assert shown["Rating (1 to 5)"].min() >= 5
    app.selectbox(key="inbox_answered").select("yes").run()
    assert set(app.dataframe[0].value["Answered"]) == {"yes"}


def test_signals_open_to_what_they_rest_on(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("signals")
    assert not app.exception
    known = signal_reports(queries.open_build(next((workspace / ".overheard" / "published").glob("*.duckdb"))))
    shown = html(app)
    assert known
    assert all(escape(signal.headline, quote=True)[:60] in shown for signal in known)
    assert "\u201c" in shown
    kinds = {signal.kind for signal in known}
    app.selectbox(key="signals_kind").set_value(known[0].kind).run()
    left = html(app).count('class="oh-signal"')
    assert left == sum(signal.kind == known[0].kind for signal in known)
    assert left < len(known) or len(kinds) == 1


def test_the_inbox_can_be_of_one_persona_and_is_read_a_page_at_a_time(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("reviews")
    first = app.dataframe[0].value
    assert len(first) == 200
    app.number_input[0].set_value(2).run()
    assert not app.exception
    second = app.dataframe[0].value
    assert 0 < len(second) <= 200
    assert set(first.iloc[:, -1]).isdisjoint(second.iloc[:, -1])
    app.selectbox(key="inbox_persona").set_value("students").run()
    assert not app.exception
    assert 0 < len(app.dataframe[0].value) <= 60


def test_overview_shows_figures_with_interval_and_n(workspace: Path, use: Any) -> None:
    use(workspace)
    text = html(page("overview"))
    assert "(3.30 to 3.48), n = 420" in text
    assert "420 collected of" in text
    assert "not observed" in text
    assert "Language not validated" in text
    assert (
        "Northbean Coffee is ahead on product quality, response time and price and value, and behind on delivery."
        in text
    )
    assert "more complaints than usual about Delivery" in text
    assert "Question or answer reworded" in text


def test_no_banner_without_synthetic_data(tmp_path: Path, use: Any) -> None:
    write_sample_build(tmp_path / ".overheard", synthetic=False)
    use(tmp_path)
    assert "Demonstration data" not in html(page("overview"))


def test_select_boxes_open_a_cell(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("compare")
    app.selectbox(key="driver").select("delivery")
    app.selectbox(key="brand").select("kettle-crane").run()
    assert not app.exception
    text = html(app)
    assert "Kettle &amp; Crane on Delivery" in text
    assert "0.11 (−0.06 to 0.27), n = 121" in text
    assert "against Northbean Coffee" in text
    assert "q &lt; 0.001" in text
    assert 'href="https://cuppaview.example/kettle-crane/' in text
    assert "read 18 Oct 2026" in text
    app.button(key="more").click().run()
    assert html(app).count("oh-quote ") > text.count("oh-quote ")


def test_a_language_without_a_model_shows_no_colour(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("compare")
    app.selectbox(key="language").select("th").run()
    assert not app.exception
    assert "language not validated, n = 28" in html(app)


def test_a_persona_has_its_own_cells_quotes_and_tables(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("compare")
    app.selectbox(key="driver").select("delivery")
    app.selectbox(key="persona").select("students").run()
    assert not app.exception
    text = html(app)
    assert "Northbean Coffee on Delivery" in text
    assert "−0.62 (−0.80 to −0.44), n = 41" in text
    assert "against" not in text  # nothing is tested within a persona
    assert any("nothing is tested within one" in caption.value for caption in app.caption)
    app.selectbox(key="persona").select("elsewhere").run()
    assert any("no texts in this language" in info.value for info in app.info)
    app = page("tables")
    app.selectbox(key="table").set_value("journey").run()
    app.selectbox(key="table_persona").select("students").run()
    assert len(app.dataframe[0].value) == 1
    app.selectbox(key="table").set_value("reviews").run()
    assert app.selectbox(key="table_persona").disabled
    assert not app.exception
    text = html(page("health"))
    assert "words: dormitory" in text
    assert "did you mean &#x27;cuppaview.example&#x27;?" in text


def test_matrices_tell_absent_from_not_observed(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("compare")
    text = html(app)
    assert "none found" in text
    assert "not observed" in text
    app.selectbox(key="intent_topic").select("refunds")
    app.selectbox(key="intent_brand").select("kettle-crane").run()
    assert "When do I get my money back?" in html(app)
    app.selectbox(key="intent_brand").select("lotus-roast").run()
    assert any("could not be read" in info.value for info in app.info)


def test_swot_of_a_rival_and_of_a_frozen_edition(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("swot")
    text = html(app)
    assert "SWOT of Northbean Coffee" in text
    assert "Observed, not tested" in text
    assert "<details" in text
    assert "What it takes" in text
    assert len(app.get("download_button")) == 6
    app.selectbox(key="swot_brand").select("kettle-crane").run()
    assert "SWOT of Kettle &amp; Crane" in html(app)
    assert "Where Kettle &amp; Crane does better" in html(app)
    app.selectbox(key="edition").select("2026-09").run()
    assert not app.exception
    assert "Frozen" in html(app)


def test_health_names_topics_without_a_driver_and_their_share(workspace: Path, use: Any) -> None:
    use(workspace)
    shown = "\n".join(str(each.value) for each in page("health").get("html"))
    assert re.search(r"\d+\u00a0% of \d[\d\u202f]* texts name no driver", shown)
    assert re.search(r"gift card \(\d+\u00a0%\)", shown)


def test_health_shows_the_dates_covered_with_their_holes_and_how_they_are_known(workspace: Path, use: Any) -> None:
    use(workspace)
    rows = [row for row in html(page("health")).split("<tr>") if "cuppaview.example" in row or "beanbook.csv" in row]
    holed = next(row for row in rows if "Kettle" in row and "cuppaview" in row)
    assert "1 stretch, 21 days" in holed
    assert "crawls" in holed
    stated = next(row for row in rows if "Kettle" in row and "beanbook" in row)
    assert "nothing" in stated
    assert "stated of imported files: beanbook.csv" in stated


def test_health_tells_what_failed_and_why(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("health")
    text = html(app)
    assert "1 blocked" in text
    assert "Never measured" in text
    assert "31 Smarch" in text
    assert "the process ended before the run did" in text
    assert "HTTP 403, left alone" in app.dataframe[0].value.to_string()


@pytest.mark.parametrize("name", PAGES)
def test_hostile_texts_stay_text(tmp_path: Path, use: Any, name: str) -> None:
    write_sample_build(tmp_path / ".overheard", hostile=HOSTILE)
    use(tmp_path)
    app = page(name)
    assert not app.exception
    text = html(app)
    for tag in ("<script", "<img", "javascript:alert(document"):
        assert tag not in text
    for href in text.split("href=")[1:]:
        assert href.startswith(('"https://', '"http://'))
    shown = [element.value for kind in ("markdown", "info", "success", "caption") for element in app.get(kind)]
    for value in shown:
        assert "](javascript" not in value
        assert " $\\LaTeX$" not in value
        assert " :smile:" not in value


@pytest.mark.parametrize("name", PAGES)
def test_without_a_build_the_page_says_what_to_run(tmp_path: Path, use: Any, name: str) -> None:
    use(tmp_path)
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    assert not app.exception
    assert "Nothing has been published yet" in html(app)
    assert [block.value for block in app.code] == ["overheard run", "overheard demo"]


def test_without_a_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OVERHEARD_WORKSPACE", raising=False)
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    assert not app.exception
    assert "overheard dashboard --workspace DIR" in app.code[0].value


@pytest.mark.parametrize(("offset", "command"), [(-1, "overheard analyze"), (1, "git pull && make install")])
def test_another_schema_says_which_command_mends_it(tmp_path: Path, use: Any, offset: int, command: str) -> None:
    write_sample_build(tmp_path / ".overheard", schema=schema_version() + offset)
    use(tmp_path)
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    assert not app.exception
    assert "another version of Overheard" in html(app)
    assert app.code[0].value == command


def test_a_build_without_figures_and_a_broken_one(tmp_path: Path, use: Any) -> None:
    path = write_sample_build(tmp_path / ".overheard", empty=True)
    use(tmp_path)
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    assert "No edition has been analysed yet" in html(app)
    broken = path.with_name("broken.duckdb")
    broken.write_bytes(b"no database at all" * 400)
    (path.parent / "CURRENT").write_text("broken.duckdb", encoding="utf-8")
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    assert not app.exception
    assert "cannot be read" in html(app)


def test_a_new_build_is_shown_without_a_restart(tmp_path: Path, use: Any) -> None:
    use(tmp_path)
    app = AppTest.from_file(str(APP), default_timeout=300).run()
    assert "Nothing has been published yet" in html(app)
    write_sample_build(tmp_path / ".overheard")
    assert "is ahead on" in html(app.run())


def test_social_shows_shares_weeks_and_what_engages(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("social")
    assert not app.exception
    text = html(app)
    assert "5 of 7" in text
    assert "skipped for want of a key" in text
    assert "Skipped, no key" in text
    assert "Of n = 141 mentions" in text
    assert "before " in text
    assert "<b>46</b>" in text
    assert "Feeds: every kind" in text
    assert "not exposed, 8 posts" in text
    assert 'href="https://reddit.example/posts/m-northbean-' in text
    app.selectbox(key="network").select("mastodon").run()
    assert not app.exception
    assert "Feeds: every kind" not in html(app)
    app.segmented_control(key="posts_voice").set_value("brand").run()
    assert 'href="https://northbean.example/posts/' in html(app)
    app.segmented_control(key="posts_voice").set_value("press").run()
    assert any("nothing by the press was collected" in info.value for info in app.info)


def without_mentions(folder: Path, statuses: str) -> None:
    path = write_sample_build(folder / ".overheard")
    with duckdb.connect(str(path)) as con:
        for table in ("mentions", "mention_brands", "mention_metrics"):
            con.execute(f"DELETE FROM {table}")
        con.execute("DELETE FROM kpis WHERE kpi = 'share_of_voice'")
        con.execute(statuses)


@pytest.mark.parametrize(
    ("change", "expected", "unexpected"),
    [
        ("DELETE FROM visits WHERE kind = 'mentions'", "no source of mentions has been asked", "held a mention"),
        (
            "UPDATE visits SET status = 'failed', items = 0 WHERE kind = 'mentions'",
            "none of the 7 sources asked could be read",
            "held a mention",
        ),
        (
            "UPDATE visits SET status = 'absent', items = 0, reason = NULL WHERE kind = 'mentions'",
            "7 sources were read, and none held a mention",
            "Not observed",
        ),
    ],
)
def test_not_observed_differs_from_none(tmp_path: Path, use: Any, change: str, expected: str, unexpected: str) -> None:
    without_mentions(tmp_path, change)
    use(tmp_path)
    app = page("social")
    assert not app.exception
    said = " ".join(element.value for element in (*app.info, *app.warning))
    assert expected in said
    assert unexpected not in said


def test_emotions_and_intents_open_their_sentences(workspace: Path, use: Any) -> None:
    use(workspace)
    app = page("compare")
    app.selectbox(key="driver").select("response_time").run()
    app.selectbox(key="mood").select("switch").run()
    assert not app.exception
    assert "I am leaving Northbean Coffee for" in html(app)
    assert ">switching<" in html(app)
    app.selectbox(key="driver").select("privacy").run()
    assert not app.exception
    assert app.selectbox(key="mood").value == "*"


def test_a_redacted_edition_says_so_and_what_is_gone(tmp_path: Path, use: Any) -> None:
    path = write_sample_build(tmp_path / ".overheard")
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE swot_evidence SET quote = '[removed]'")
        con.execute("UPDATE editions SET status = 'redacted' WHERE edition = '2026-09'")
    use(tmp_path)
    app = page("swot")
    app.selectbox(key="edition").select("2026-09").run()
    assert not app.exception
    assert "partly redacted" in html(app)
    assert "[removed]" not in html(app)
    assert "deleted at its source" in html(app)


def test_a_figure_on_too_few_units_is_not_shown(tmp_path: Path, use: Any) -> None:
    path = write_sample_build(tmp_path / ".overheard")
    with duckdb.connect(str(path)) as con:
        con.execute(
            "INSERT INTO driver_scores VALUES ('2026-10', 'lotus-roast', '*', 'en', '*', 9, 0.987, 0.9, 1, 0,"
            " 'not enough data')"
        )
    use(tmp_path)
    text = html(page("overview"))
    assert "0.99" not in text
    assert "Language not validated" in text


def test_what_a_site_cuts_short_is_said(workspace: Path, use: Any) -> None:
    use(workspace)
    assert "Cut short: beanbook.example for Kettle &amp; Crane" in html(page("overview"))
    shown = " ".join(element.value for element in page("compare").caption)
    assert "Cut short" in shown


def test_visibility_keeps_engines_and_markets_apart(workspace: Path, use: Any) -> None:
    use(workspace)
    text = html(page("compare"))
    assert "searxng en-GB desktop" in text
    assert "brave th-TH mobile" in text
    assert "n = 24 look-ups" in text


def spoken_in(code: str, name: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=300)
    app.query_params["lang"] = code
    app.run()
    with speaking(code):  # the harness asks what a box calls its choices outside of the session
        return app if name == "overview" else app.switch_page(f"app_pages/{name}.py").run()


@pytest.mark.parametrize("code", [code for code in languages() if code != "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_there_in_every_language(workspace: Path, use: Any, name: str, code: str) -> None:
    use(workspace)
    app = spoken_in(code, name)
    assert not app.exception
    text = html(app)
    assert own_texts(code)["app.header.synthetic"] in text
    assert own_texts("en")["app.header.synthetic"] not in text


@pytest.mark.parametrize(("code", "shown"), [("lt", "3,30"), ("vi", "3,30"), ("th", "2569")])
def test_numbers_and_years_are_written_as_the_language_does(workspace: Path, use: Any, code: str, shown: str) -> None:
    use(workspace)
    assert shown in html(spoken_in(code, "overview"))


def test_the_app_speaks_the_language_of_the_reports(tmp_path: Path, use: Any) -> None:
    path = write_sample_build(tmp_path / ".overheard")
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE build_info SET language = 'lt'")
    use(tmp_path)
    assert own_texts("lt")["app.header.synthetic"] in html(page("overview"))


def test_an_unknown_language_is_english(workspace: Path, use: Any) -> None:
    use(workspace)
    assert own_texts("en")["app.header.synthetic"] in html(spoken_in("xx", "overview"))
